"""HTML that makes a clause unreadable, and characters that entities hide: refused with their line."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from publisher.text import legibility
from publisher.text.document import input_guards
from publisher.text.document.document import parse
from publisher.text.document.render import render

SMALL = "<small>" * 30 + "You waive it." + "</small>" * 30
ILLEGIBLE = {
    "shrunk": (SMALL, "make the text smaller"),
    "lowered": ("<sub>" * 3 + "You waive it." + "</sub>" * 3, "make the text smaller"),
    "mixed": ("<sup><small>`You waive it.`</small></sup>", "make the text smaller"),
    "headings": ("<h6><div><h6>You waive it.</h6></div></h6>", "a heading is inside a heading"),
    "ruby": ("<ruby>a<rp>You waive it.</rp><rt>b</rt></ruby>", "do not show"),
    "ruby with markup": ("<ruby>a<rp>(<b>You waive it.</b></rp></ruby>", "do not show"),
    "picture of a pixel": ('<img src="a.png" alt="x" width="1" height="1">', "can't be seen"),
    "picture of a share": ('<img src="a.png" alt=">" width="1%">', "can't be seen"),
    "breaks": ("a" + "<br>" * 3000 + "You waive it.", "line breaks follow each other"),
    "breaks and spaces": ('a <br lang=">x">&nbsp;' * 1 + "<br>&nbsp;" * 50 + "b", "line breaks"),
    "empty paragraphs": ("a\n\n" + "&nbsp;\n\n" * 60 + "b", "without a word"),
    "rules": ("a\n\n" + "---\n\n" * 60 + "b", "without a word"),
    "empty items": ("<ul>" + "<li></li>" * 60 + "</ul>", "without a word"),
    "code": ("a\n\n    b\n" + "\n" * 60 + "    c", "empty lines follow each other in code"),
    "cell over cells": ('<table><tr><td colspan="2000">x</td></tr></table>', "covers others"),
    "cell over all rows": ('<table><tr><td rowspan="0">x</td></tr></table>', "covers others"),
    "turned": ('<bdo dir="rtl">syad 03</bdo>', "turns the direction"),
    "turned paragraph": ('<p dir="rtl">30 (days).</p>', "turns the direction"),
}
LEGIBLE = [
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
    "<small>a <sup>1</sup></small>",
    "## A `code` x[^1]\n\n[^1]: y",
    '<p dir="rtl">שלום</p>',
    '<img src="a.png" width="300" height="200" alt="x">',
    '<table><tr><td colspan="2" rowspan="3">x</td></tr></table>',
    "a<br><br><br>b",
    "| a |\n|---|\n" + "|  |\n" * 15,
    "\n".join("    " * n + "- b" for n in range(11)),
]


@pytest.mark.parametrize(("text", "message"), ILLEGIBLE.values(), ids=ILLEGIBLE)
def test_what_nobody_could_read_is_refused(text: str, message: str) -> None:
    """With its line and how to fix it."""
    with pytest.raises(UsageError, match=message) as caught:
        render(f"# Terms\n\nFirst.\n\n{text}\n\nLast.", "terms.md")
    assert caught.value.where.startswith("terms.md:")
    assert caught.value.remedy


@pytest.mark.parametrize("text", LEGIBLE, ids=ascii)
def test_what_can_be_read_is_accepted_as_it_is(text: str) -> None:
    """Nothing is taken out of it."""
    html = render(text)
    assert legibility.legible(html) == (html, [])


@pytest.mark.parametrize("name", ["shrunk", "lowered", "ruby", "headings", "turned"])
def test_an_old_text_is_compared_with_the_clause_in_sight(name: str) -> None:
    """What hid the clause is taken away, its words stay."""
    html = render(ILLEGIBLE[name][0], strict=False)
    assert "waive" in html or "syad" in html
    assert legibility.legible(html)[1] == []


SPELLED = {
    "override, hexadecimal": "&#x202e;", "override, decimal": "&#8238;", "override, unclosed": "&#x202E",
    "escape": "&#27;", "C1": "&#x9d;", "tag": "&#xE0041;", "private": "&#xe000;", "annotation": "&#xFFF9;",
    "flood of zero width": "&#8203;" * 4, "flood by name": "&NoBreak;" * 4,
    "flood of selectors": "&#65039;" * 5,
    "accents": "a" + "&#x301;" * 9, "embedding": "&#x202B;",
}  # fmt: skip
PLACES = {
    "paragraph": "We keep {} it.", "heading": "## Part {}", "cell": "| a |\n|---|\n| b{} |",
    "title of a link": '[x](y.md "t{}")', "alternative text": "![a{}](b.png)", "target": "[x](y{}.md)",
    "attribute": '<abbr title="t{}">x</abbr>', "footnote": "a[^1]\n\n[^1]: b{}", "item": "- a{}",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("entity", SPELLED.values(), ids=SPELLED)
def test_an_entity_is_as_forbidden_as_the_character(entity: str, place: str) -> None:
    """Wherever it stands, with the line on which it is spelled."""
    with pytest.raises(UsageError) as caught:
        render("# Terms\n\nFirst.\n\n" + place.format(entity), "terms.md")
    line = 7 if place.startswith(("|", "a[^1]")) else 5
    assert caught.value.where == f"terms.md:{line}"
    assert "it is written as '&" in caught.value.what


@pytest.mark.parametrize(
    ("typed", "entity"),
    [
        ("می\u200cخواهم", "می&zwnj;خواهم"), ("שלום \u200f abc", "שלום &rlm; abc"),
        ("\U0001f468\u200d\U0001f469", "&#x1F468;&zwj;&#x1F469;"), ("مرحبا \u202b a", "مرحبا &#x202b; a"),
    ],
    ids=ascii,
)  # fmt: skip
def test_what_may_be_typed_may_be_spelled(typed: str, entity: str) -> None:
    """Joiners and marks of direction in the scripts that need them."""
    assert render(entity) == render(typed)


@pytest.mark.parametrize(
    "text", ["`&#x202e;`", "a &amp;#x202e; b", "caf&eacute; &nbsp;x", "&#12ab;"]
)
def test_an_entity_that_is_shown_as_it_is_written_is_none(text: str) -> None:
    """In code, say."""
    assert render(text)


def test_a_text_that_is_compared_holds_no_control_character() -> None:
    """However it is spelled."""
    assert "\x1b" not in "".join(block.text for block in parse("a &#27;[31m b").blocks)


def test_cells_are_counted_as_they_are_filled_in() -> None:
    """A row of one cell gets as many as the head of its table has."""
    head = "|a" * 300 + "|\n" + "|-" * 300 + "|\n"
    input_guards.check_bounds(head + "|x|\n" * 90, "a.md")
    with pytest.raises(UsageError, match=r"more than 30,000 paragraphs, items and cells"):
        input_guards.check_bounds(head + "|x|\n" * 110, "a.md")
    with pytest.raises(UsageError, match="cells"):
        input_guards.check_bounds(
            "".join(f"> {line}\n" for line in head.splitlines()) + "> |x|\n" * 110, "a.md"
        )
