"""A policy text is made harmless before anybody sees it."""

import pytest

from publisher.errors import UsageError
from publisher.text.document.render import Heading, render, render_with_toc


def test_headings_get_anchors_that_the_page_does_not_use():
    """Anchors keep other scripts' letters and stay clear of reserved names."""
    _, headings = render_with_toc(
        "# Terms & co\n\n## 概要\n\n## __md_scope\n\n## Change 1\n\n## ?\n"
    )
    assert headings == (
        Heading(1, "terms-co", "Terms & co"),
        Heading(2, "概要", "概要"),
        Heading(2, "md_scope", "__md_scope"),
        Heading(2, "section-change-1", "Change 1"),
        Heading(2, "section-", "?"),
    )


def test_a_permalink_adds_no_words():
    """The sign of a heading's link is left to the style sheet."""
    assert render("# A") == '<h1 id="a">A<a class="headerlink" href="#a" title="A"></a></h1>'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Text <ScRiPt>fetch('/x')</script>", "<p>Text fetch('/x')</p>"),
        ("[x](javascript:alert(1)) [y](vbscript:z)", "<p><a>x</a> <a>y</a></p>"),
        ("[x](data:text/html,x)", "<p><a>x</a></p>"),
        ('We share.\n{: onclick="alert(1)" }', "<p>We share.</p>"),
        ("<form action=/x><button>I agree</button></form>", "I agree"),
        ("<b class='md-banner headerlink'>x</b>", "<p><b>x</b></p>"),
        ("~~a~~ <del>b</del> <ins>c</ins>", "<p>~~a~~ <s>b</s> <u>c</u></p>"),
        ("Use `<b>`.", "<p>Use <code>&lt;b&gt;</code>.</p>"),
        ("<b>kept <i>a year.\n\nMore.", "<p><b>kept <i>a year.</i></b></p>\n<p>More.</p>"),
        ("*a <b>b* c\n\nd", "<p><em>a <b>b</b></em> c</p>\n<p>d</p>"),
        ("<div><b>a <!-- </b></div> --> b</div>\n\nc", "<div><b>a  b</b></div>\n\n<p>c</p>"),
        ("a\rb\r\nc", "<p>a\nb\nc</p>"),
        ("---\ntitle: T\n---\nText", "<p>Text</p>"),
        ("e\u0301", "<p>\u00e9</p>"),
    ],
)  # fmt: skip
def test_markdown_becomes_harmless_html(markdown, html):
    """What could act is gone; the words stay."""
    assert render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "line", "words"),
    [
        pytest.param("a\n\n<style>#b{display:none}</style>", 3, "can hide a clause", id="style"),
        pytest.param(
            "a\n\n<p style='color:white'>b</p>", 3, "can hide a clause", id="style-attribute"
        ),
        pytest.param("<p hidden>b</p>", 1, "hides a clause", id="hidden"),
        pytest.param('a <b id="__config">b</b>', 1, "reserved", id="id"),
        pytest.param("## A {: #change-1 }", 1, "reserved", id="id-of-the-redline"),
        pytest.param("![](https://evil.example/p.gif)", 1, "third party", id="image"),
        pytest.param("![](//evil.example/p.gif)", 1, "third party", id="image-without-scheme"),
        pytest.param('x\n--8<-- "../../.git/config"', 2, "another file", id="include"),
        pytest.param("{!../secret.txt!}", 1, "another file", id="include-braces"),
        pytest.param("x\n\u202e30", 2, "[U+202E]", id="bidi"),
        pytest.param("Terms\U000e0041 apply", 1, "hides text", id="tag-character"),
        pytest.param("Fee \ue000", 1, "private use", id="private-use"),
        pytest.param("a" + "\u0301" * 50, 1, "accents", id="combining"),
        pytest.param(
            "<<<<<<< HEAD\n30\n=======\n14\n>>>>>>> b\n", 1, "conflict marker", id="conflict"
        ),
        pytest.param(" \n\t\n\u00a0\n", 1, "empty", id="empty"),
        pytest.param("a\0b", 1, "control character", id="nul"),
        pytest.param("word " * 5000, 1, "25,000 characters", id="line"),
    ],
)
def test_what_must_not_be_published_is_refused_with_its_line(markdown, line, words):
    """A clause must be visible, and a page must ask no third party."""
    with pytest.raises(UsageError) as caught:
        render(markdown, "policy/t.md")
    assert caught.value.where == f"policy/t.md:{line}"
    assert words in caught.value.what
    assert isinstance(render(markdown, strict=False), str)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        pytest.param("# T" + "\n" * 2_000_000, "bytes long", id="size"),
        pytest.param("[" * 20_000, "200 brackets", id="brackets"),
        pytest.param("![" * 20_000, "200 brackets", id="images"),
        pytest.param("[a](" * 20_000, "200 brackets", id="links"),
        pytest.param("<a " * 20_000, "200 brackets", id="tags"),
        pytest.param("<b>" * 20_000, "more markup", id="bold"),
        pytest.param("`` a` " * 20_000, "more markup", id="code"),
        pytest.param("# " + "x {: a" * 2_000_000, "bytes long", id="attributes"),
        pytest.param("# a\n" * 20_000, "headings", id="headings"),
        pytest.param("* a\n\n" * 100_000, "paragraphs", id="paragraphs"),
        pytest.param("|a" * 2_000, "more than 1,000 cells", id="columns"),
        pytest.param("* " * 13 + "x", "nested more than 12", id="list-on-a-line"),
        pytest.param("> " * 13 + "x", "nested more than 12", id="quotations"),
        pytest.param("    " * 12 + "- x", "nested more than 12", id="list"),
    ],
)
def test_what_would_hang_the_renderer_is_refused_before_it_is_parsed(markdown, words):
    """The bounds hold for every text, published or only compared."""
    with pytest.raises(UsageError, match=words):
        render(markdown, strict=False)
