"""A document is what a reader sees: blocks in reading order, each a row of whole words."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.text.document.document import BlockKind, TokenKind, parse, parse_html
from publisher.text.document.html_split import shared_ends
from tests.conftest import examples


def _words(markdown):
    return [
        token.text
        for block in parse(markdown).blocks
        for token in block.tokens
        if token.text != " "
    ]


def test_blocks_come_in_reading_order_with_kind_level_and_section():
    """Headings, paragraphs, items, cells, code, terms and rules are leaves; empty cells count."""
    blocks = parse(
        "# T\n\nHi\n\n1. a\n    - b\n\n## U\n\n> q\n\n| x | y |\n|---|---|\n| 1 | |\n\n***\n\n"
        "    code\n\nTerm\n: Def\n\n### V\n# W\n"
    ).blocks
    assert [(block.kind.value, block.level, block.text, block.section) for block in blocks] == [
        ("heading", 1, "T", ()),
        ("paragraph", 0, "Hi", ("T",)),
        ("item", 1, "a", ("T",)),
        ("item", 2, "b", ("T",)),
        ("heading", 2, "U", ("T",)),
        ("paragraph", 0, "q", ("T", "U")),
        ("cell", 0, "x", ("T", "U")),
        ("cell", 0, "y", ("T", "U")),
        ("cell", 0, "1", ("T", "U")),
        ("cell", 0, "", ("T", "U")),
        ("rule", 0, "", ("T", "U")),
        ("code", 0, "code\n", ("T", "U")),
        ("term", 0, "Term", ("T", "U")),
        ("definition", 0, "Def", ("T", "U")),
        ("heading", 3, "V", ("T", "U")),
        ("heading", 1, "W", ()),
    ]
    assert [block.index for block in blocks] == list(range(len(blocks)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't cut third-party e-mail", ["don't", "cut", "third-party", "e-mail"]),
        ("10,000.50 € -5% 1.2.3 12/31/2026", ["10,000.50", "€", "-5%", "1.2.3", "12/31/2026"]),
        ("10\u00a0000 days", ["10\u00a0000", "days"]),
        ("at https://a.b/c?d=e, me@x.org.", ["at", "https://a.b/c?d=e", ",", "me@x.org", "."]),
        ("我们的 30 天", ["我", "们", "的", "30", "天"]),
        ("หนึ่ง", ["ห", "นึ่", "ง"]),
        ("हिन्दी नियम", ["हिन्दी", "नियम"]),
        ("**T**erms *and*", ["Terms", "and"]),
        ("data[^1]\n\n[^1]: Note", ["data", "1", "Note", "\u00a0", "↩"]),
        ("A4 H2O 30days", ["A4", "H2O", "30", "days"]),
    ],
)  # fmt: skip
def test_no_word_number_or_address_is_cut(text, expected):
    """One sign is one token where a language has no spaces."""
    assert _words(text) == expected


def test_a_token_knows_its_link_and_styles():
    """The address of a link and the markup around a word are its own."""
    (block,) = parse("see **our [*policy*](/p)**").blocks
    policy = block.tokens[-1]
    assert (policy.text, policy.href, policy.styles) == ("policy", "/p", {"strong", "em"})


def test_an_image_is_read_as_its_alternative_text():
    """Alternative text and title are words a reader may meet."""
    (block,) = parse('![EU only](m.png "Map")').blocks
    assert [(token.kind, token.text) for token in block.tokens] == [
        (TokenKind.IMAGE, "EU only – Map")
    ]


def test_tokens_joined_are_the_text():
    """Nothing is lost between words."""
    for block in parse("a  b\n*c*d<br>e `f  g` [h](i)\n\n    x\n      y\n").blocks:
        assert "".join(token.text for token in block.tokens) == block.text


def test_typography_does_not_make_another_word():
    """Quotation marks, dashes, spaces and the composed form of letters compare equal."""
    old = parse('"a" - it\'s cafe\u0301...').blocks[0]
    new = parse("“a”\u00a0— it’s café…").blocks[0]
    assert [token.key for token in old.tokens] == [token.key for token in new.tokens]


def test_in_code_every_sign_counts():
    """Code is shown as typed."""
    (block,) = parse("    a  “b”\n").blocks
    assert block.kind is BlockKind.CODE
    assert [token.key for token in block.tokens] == ["a", "  ", "“", "b", "”", "\n"]


@given(st.text("ab1 2 345-'.,:/$%@(é\u0301\u00a0\u200d_中ก\U0001f1eb\U0001f1f7", max_size=20))
@settings(max_examples=examples(200))
def test_words_are_the_same_in_plain_text_as_under_an_element(text):
    """Where a word begins and ends, and how it compares, is no matter of what is known already."""
    plain, styled = (
        [
            (token.text, token.kind, token.key)
            for block in parse_html(html).blocks
            for token in block.tokens
        ]
        for html in (f"<p>{escape(text)}</p>", f"<p><em>{escape(text)}</em></p>")
    )
    assert plain == styled


@pytest.mark.parametrize(
    ("old", "new", "head", "tail"),
    [
        ("<p>a</p>", "<p>a</p>", "<p>a</p>", ""),
        ("<p>a</p>\n<p>b</p>\n<p>c</p>", "<p>a</p>\n<p>x</p>\n<p>c</p>", "<p>a</p>", "\n<p>c</p>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul>\n<li>a</li>\n<li>c</li>\n</ul>", "", ""),
        ("<p>a</p>\n<p>b</p>", "<p>a</p>", "", ""),
        ("<p>a</p>\n<strong>b</strong>", "<p>a</p>\n<s>b</s>", "", ""),
        ("<p>a</p>\n<p>b<br>\n<em>c</em></p>", "<p>b<br>\n<em>c</em></p>", "", ""),
        ("<p>a</p>\n<hr>\n<p>b</p>", "<p>a</p>\n<hr>\n<p>c</p>", "<p>a</p>\n<hr>", ""),
        ("<p>x</p>\n<p>a</p>\n<p>a</p>", "<p>x</p>\n<p>a</p>", "<p>x</p>", "\n<p>a</p>"),
        (
            "<p>z</p>\n<ul>\n<li>a<br>\n<em>b</em></li>\n<li>c</li>\n</ul>",
            "<p>z</p>\n<ul>\n<li>a<br>\n<em>b</em></li>\n<li>d</li>\n</ul>",
            "<p>z</p>",
            "",
        ),
        (
            "<ul>\n<li>c</li>\n<li>a<br>\n<em>b</em></li>\n</ul>\n<p>z<br>\n<em>y</em></p>",
            "<ul>\n<li>d</li>\n<li>a<br>\n<em>b</em></li>\n</ul>\n<p>z<br>\n<em>y</em></p>",
            "",
            "\n<p>z<br>\n<em>y</em></p>",
        ),
        ("", "<p>a</p>", "", ""),
    ],
)
def test_equal_ends_are_whole_elements_at_the_top_of_the_page(old, new, head, tail):
    """No list, no table and no row of words is cut in two, and nothing is counted twice."""
    starts, ends = shared_ends(old, new)
    assert (old[:starts], old[len(old) - ends :]) == (head, tail)
    assert (new[:starts], new[len(new) - ends :]) == (head, tail)


@given(
    st.lists(
        st.sampled_from(
            ["We keep", " data", "\n", "\n\n", "# Head", "* item", "\n* item", "\n\n    * deep", "1. one",
             "> quote", "\n\n    code  x",
             "| a | b |\n|---|---|\n| c | |", "Term\n: said", "**bold**", "<br>", "  \n",
             "![alt](a.png \"title\")", "&amp;", "***", "[a](b.md)", "\n\n", "<div>", "<ul><li>x"]
        ), max_size=20,
    ).map("".join)
)  # fmt: skip
def test_the_texts_are_those_of_the_blocks(text):
    """Without making the blocks."""
    assert parse(text).texts == tuple(block.text for block in parse(text).blocks)
