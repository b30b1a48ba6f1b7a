"""A text rendered section by section is the text rendered at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.text.document import render as rendering
from publisher.text.document.sections import sections

_PIECES = [
    "We keep data.", "\n\n# Head", "\n\n# Head\n\n", "\n\n## Two & three\n\n", "\n\n#",
    "\n\n####### x", "\n\n# a\\\nb", "\n\n# [a][b]\n\n", "* item", "\n\n* item", "\n1. item",
    "- - nested", "\n\n> quoted", "\n\n    code", "\n\n\n", "\n", "\n\n", " ", "  \n", "\t",
    "**bold**", "*it", "_it_", "`code`", "`", "``", "\\", "\\*", "[a](b.md)", "[a](b.md#head",
    "[a]", "[a]: b.md", "\n\n[a]:\n  b.md", "![x](y.png)", "![x](//h.example/y.png)", "[^1]",
    "\n\n[^1]: note", "<b>", "</b>", "<b>x</b>", "<i class=\"x\">", "<br>", "<br/>", "<a href=\"x",
    "<a href=\"c\">", "\">", "<a@b.example>", "<https://a.example>", "<https://a.example", "<div>",
    "</div>", "<!--", "-->", "<table>", "<script>", "&amp;", "&", "<", ">", "a | b",
    "\n\na | b\n--- | ---\n", "\n\nTerm\n:   said", "\n\n:   more", "{: #head }", "{#head_1}",
    "{: .footnote id=head }", "{: #__x }", "{", "}", "é “x”", "!", "]", ")", "\n===\n", "\n---\n",
    "klzzwxh:0000", "\n\n*[HTML]: x\n\n", "[TOC]", "\n\n---\n\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
@example("\t\n\n# Head")
@example("\n \n\n# Head")
@example("\n\n# Head\n\n    \n\n# Head")
def test_sections_rendered_alone_are_what_the_whole_text_shows(text):
    """With the same faults, whatever stands in which section."""
    _, parted, by_section = rendering._made(text)
    _, whole, at_once = rendering._shown(text)
    assert parted == whole
    assert by_section.dropped == at_once.dropped


@pytest.mark.parametrize(
    "text",
    [
        "# One\n\nA note.[^1]\n\n# Two\n\n[^1]: Said below.",
        "# One\n\n[terms][t]\n\n# Two\n\n[t]: terms.md",
        "# One\n\n<div>\n\n# Two\n\n</div>",
        '# One\n\n<a href="x![x](y.png)">\n\n# Two',
        '# One\n\n<b title="x>\n\n# Two\n\n"></b>',
        "# One\n\n<!-- a\n\n# Two\n\n-->",
        "# One\n\n<table>\n\n# Two",
        "Before\n# One\n\n    # Two\n",
    ],
)
def test_a_text_whose_sections_speak_to_each_other_stays_whole(text):
    """Notes, addresses named elsewhere and elements that go on."""
    assert sections(text) == [text]


def test_a_plain_text_falls_into_its_sections():
    """Addresses and inline tags do no harm."""
    text = "Before <b>all</b>\n\n# One\n\n<me@a.example>\n\n## Two <br>\n\n{: #x }"
    assert sections(text) == [
        "Before <b>all</b>",
        "# One\n\n<me@a.example>",
        "## Two <br>\n\n{: #x }",
    ]


def test_equal_headings_get_different_anchors():
    """The second of two equal headings is numbered, though each would be the first alone."""
    html = rendering.render("# Data\n\nA.\n\n# Data\n\nB.")
    assert [each.id for each in rendering.headings(html)] == ["data", "data_1"]


@given(
    st.lists(st.sampled_from([piece for piece in _PIECES if "<" not in piece]), max_size=30).map(
        "".join
    )
)
def test_a_text_without_tags_has_nothing_to_balance(text):
    """All tags are the library's own."""
    raw = rendering.convert(text)
    assert rendering._balance(rendering._COMMENT.sub("", raw)) == raw
