"""One redline, three views: the terminal, the JSON and the page hold the same changes."""

import json
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from publisher.text.document.document import parse
from publisher.text.redline import EditKind, redline
from publisher.text.redline.change_list import EditNote
from publisher.text.redline.page_parts import Page
from publisher.text.redline.standalone import standalone
from tests.conftest import examples

from . import nested, reading, texts

SECRET = "a\x1b]0;owned\x07b\u202ec\u200bd\x9b31m"
OLD = """# Privacy

We keep your data for 30 days.

## Rights

You may ask us for a copy of your data at any time.

## Storage

We keep it in two places, see [our list](/a). **Both** are in France.
"""
NEW = """# Privacy

We keep your data for 60 days.

## Storage

We keep it in two places, see [our list](/b). Both are in France.

## Rights

You may ask us for a copy of your data at any time.
"""
MOVED = "We may ask them for a copy."
STAYS = "We keep your data in two places, and both of them are in France."
ROW = f"<table><tr><th>{{}}</th><td>{MOVED}</td></tr></table>"

some = settings(
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def compare(old, new):
    """Return the redline of two Markdown texts."""
    return redline(parse(old), parse(new))


@given(st.one_of(texts.pairs(), nested.pairs()))
@example((f"***\n\n{MOVED}\n\n{STAYS}", f"{STAYS}\n\n***\n\n{MOVED}"))  # with the rule above it
@example((f"{ROW.format(1)}\n\n{STAYS}", f"{STAYS}\n\n{ROW.format(2)}"))  # with a new first cell
@example(("| may |\n|:--|\n\n    we", "    we\n\n| we |  |\n|:--|:--|\n| we | may |\n\n    we"))
@example(  # no cell of the row that seems to have moved is like the one in its column
    (
        "    we\n\n| we | we |\n|:--|:--|\n| may |  |\n| we |  |",
        "| we |  |\n|:--|:--|\n| we | may |\n\n    we",
    )
)
@some
def test_the_page_is_the_plain_redline_with_words_added(pair):
    """Without what the page adds, it says both texts; each change has one anchor and one entry."""
    found = compare(*pair)
    page = found.page()
    for new in (True, False):
        plain = reading.text(reading.one_side(found.html(), new=new))
        assert reading.text(reading.one_side(page.text, new=new)) == plain
    whole = page.summary + page.changes + page.text
    assert reading.faults(whole) == []
    for edit in found.edits:
        assert whole.count(f'id="listed-{edit.number}"') == 1
    ids = set(re.findall(r' id="([^"]*)"', whole))
    own = re.findall(r'href="#((?:listed|change|moved)-\d+)"', whole)
    assert {edit.number for edit in found.edits} >= {int(name.split("-")[1]) for name in own}
    shown = {f"change-{edit.number}" for edit in found.edits}
    assert shown <= ids
    assert set(own) <= ids


@pytest.mark.parametrize(("language", "said"), [("en", "3 more changes"), ("fr", "3 autres")])
def test_of_very_many_changes_the_first_are_listed(monkeypatch, language, said):
    """The text marks them all; who reads the list is told of the rest, and no link leads nowhere."""
    for module in ("change_list", "annotations"):
        monkeypatch.setattr(f"publisher.text.redline.{module}.MOST_LISTED", 2)
    found = compare("one\n\nthen *two*\n\nthree", "1\n\nthen two\n\n3\n\n4")
    page = found.page(language)
    assert len(found.edits) == 5
    assert re.findall(r' id="listed-(\d)"', page.changes) == ["1", "2"]
    assert said in page.changes
    assert set(re.findall(r' id="change-(\d)"', page.text)) == {"1", "2", "3", "4", "5"}
    assert re.findall(r'href="#listed-(\d)"', page.text) == ["1"]


@given(st.one_of(texts.pairs(), nested.pairs()))
@some
def test_terminal_and_json_tell_the_same_changes(pair):
    """The JSON lists each change; the terminal shows each number and, marked, its words."""
    found = compare(*pair)
    told = json.loads(json.dumps(found.to_json()))
    assert [edit["number"] for edit in told["edits"]] == [edit.number for edit in found.edits]
    shown = found.terminal(width=100)
    assert bool(shown) == bool(found.edits)
    numbers: set[int] = set()
    for first, last in re.findall(r"^ {,5}(\d+)(?:-(\d+))?  ", shown, re.MULTILINE):
        numbers |= set(range(int(first), int(last or first) + 1))
    assert numbers == {edit.number for edit in found.edits}


def test_the_terminal_marks_each_change_without_colour():
    """Brackets say inserted, deleted and moved; headings say where; targets and form are in words."""
    shown = compare(OLD, NEW).terminal(width=60)
    assert "for [-30-]{+60+} days." in shown
    assert "Privacy > Rights" in shown
    assert "{>" in shown
    assert "[<" in shown
    assert "(link: /a -> /b)" in " ".join(shown.split())
    assert "(form: emphasis)" in " ".join(shown.split())
    assert "\x1b" not in shown
    assert max(map(len, shown.split("\n"))) <= 60


def test_colour_adds_nothing_but_colour():
    """Without its escape sequences the coloured redline is the plain one, and each line ends plain."""
    found = compare(OLD, NEW)
    coloured = found.terminal(width=60, color=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == found.terminal(width=60)
    for line in coloured.split("\n"):
        assert (re.findall(r"\x1b\[[\d;]*m", line) or ["\x1b[0m"])[-1] == "\x1b[0m"


@pytest.mark.parametrize(
    "where", ["# {}\n\nx", "{} x", "`{}` x", "[x](/{})", "![{}](m.png)", "> {}"]
)
def test_no_text_can_give_orders_to_a_terminal(where):
    """Control, direction and invisible characters are named, wherever they stand."""
    for pair in ((where.format(SECRET), "x"), ("x", where.format(SECRET))):
        shown = compare(*pair).terminal()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", shown)


def test_who_cannot_see_the_marks_hears_them():
    """Each change begins and ends in words and has a number that leads to the list and back."""
    page = compare(OLD, NEW).page()
    said = re.sub(r"<[^>]*>", "", page.text)
    assert "[deleted: 30[inserted: 60 end of change]" in re.sub(r"\d(?=\[)", "", said, count=1)
    assert "[moved here: " in said
    assert "[moved away: " in said
    assert said.count("[") == said.count("]") or "end of change]" in said
    assert 'href="#listed-1"' in page.text
    assert 'href="#change-1"' in page.changes
    assert '<caption class="redline-words">List of changes</caption>' in page.changes
    assert page.text.count("<ins") == page.text.count('<ins role="none"') + len(
        re.findall(r'<ins [^>]+ role="none"', page.text)
    )
    assert 'role="none"' not in compare(OLD, NEW).html()


def test_a_long_unchanged_part_is_folded_but_there():
    """It stands in a <details> element under a title, with every word in the page."""
    middle = "\n\n".join(
        f"Paragraph {n} says what it said before, word for word." for n in range(30)
    )
    page = compare(f"One day.\n\n{middle}\n\nEnd.", f"Two days.\n\n{middle}\n\nEnd.").page()
    assert page.text.count("<details") == page.text.count("</details>") == 1
    assert "unchanged paragraphs" in page.text
    assert "Paragraph 17 says what it said before" in page.text


def test_the_page_speaks_french_where_it_is_asked_to():
    """Summary, list and hidden words are in the language of the page."""
    page = compare("Conservées 30 jours.", "Conservées 60 jours.").page("fr-CA")
    assert "1 changement" in page.summary
    assert "supprimé" in page.text


def test_the_list_counts_through_whatever_kind_a_change_is_of():
    """A change of form stands among the others, in the order of the text, its long words cut."""
    same = "These words stay as they are, and nobody has to read them again. " * 5
    found = compare(f"One day.\n\n## {same}\n\nTwo days.", f"Ten days.\n\n### {same}\n\nNo days.")
    assert [edit.kind for edit in found.edits][1] is EditKind.FORMAT
    page = found.page()
    numbers = re.findall(r'<tr id="listed-(\d+)">', page.changes)
    assert numbers == [str(edit.number) for edit in found.edits] == ["1", "2", "3"]
    assert "<details" not in page.changes
    assert "[…]" in page.changes


def test_reasons_stand_with_their_change_escaped():
    """A sentence given for a change is shown in the list as text."""
    note = EditNote(["30 <b> became 60"], ["material", "period-changed"])
    page = compare("30 days", "60 days").page(notes={1: note})
    assert "<li>30 &lt;b&gt; became 60</li>" in page.changes
    assert 'data-tags="material period-changed"' in page.changes


def cells(page: Page, number: int) -> list[str]:
    """Return the words of each cell of one row of the table."""
    row = page.changes.split(f'<tr id="listed-{number}"')[1].split("</tr>")[0]
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]


def test_the_table_shows_each_change_in_its_sentence():
    """Who reads the table need not look into the text: the sentence is there as it was and as it is."""
    old = "# Terms\n\n## 2. Pay\n\nFirst part. You pay within 30 days of the invoice. Last part."
    page = compare(old, old.replace("30", "60")).page()
    assert cells(page, 1) == [
        "Change 1 Replaced",
        "Terms › 2. Pay",
        "You pay within 30 days of the invoice.",
        "You pay within 60 days of the invoice.",
        "",
    ]
    assert "<del>30</del> days" in page.changes
    assert "<ins>60</ins> days" in page.changes


def test_the_table_shows_what_came_or_went_as_a_whole_on_one_side():
    """Nothing stands on the other side but a dash; a row of a table is shown with all of its cells."""
    table = "| Who | What |\n|---|---|\n| A | b |\n"
    page = compare(table, table + "| C | d |\n").page()
    assert cells(page, 1)[2:4] == ["—", "C | d"]


def test_a_moved_section_is_shown_once_with_links_both_ways():
    """Where it was, a line leads to where it is, and the words are folded away."""
    page = compare(OLD, NEW).page()
    away = page.text.index('<p class="redline-added redline-away"><a href="#change-4">')
    assert page.text.index("<details", away) < page.text.index('id="moved-4"')
    assert "Moved; now after “Storage”" in page.text
    assert '<a href="#moved-4">moved here; was after “Privacy”</a>' in page.text
    assert cells(page, 4)[2:4] == ["after “Privacy”", "Rights (after “Storage”)"]


def test_an_item_that_moved_within_its_list_does_not_break_the_list():
    """What must stay open around it is not folded."""
    old = "\n".join(f"- The {name} item says this." for name in ("first", "second", "third"))
    lines = old.split("\n")
    new = "\n".join([lines[0], lines[2], lines[1], "- A fourth."])
    page = compare(old, new).page()
    assert page.text.count("<ul>") == 1
    assert "redline-away" not in page.text


def test_one_file_holds_the_whole_page_and_asks_for_nothing_else():
    """Its policy allows only its own style; its title is escaped."""
    html = standalone(compare(OLD, NEW).page(), "a<b>.md → b.md")
    assert "default-src 'none'" in html
    assert "<title>a&lt;b&gt;.md → b.md</title>" in html
    assert not re.search(r"<script|<link|https?://(?!www\.w3\.org)", html)


def test_only_form_is_said_in_words_where_no_word_can_be_marked():
    """A changed level, emphasis or target leaves a note in the text, and no marked word."""
    found = compare("## A\n\n[b](/c) **d**\n", "### A\n\n[b](/e) d\n")
    assert {edit.kind for edit in found.edits} == {EditKind.FORMAT, EditKind.LINK}
    said = re.sub(r"<[^>]*>", "", found.page().text)
    assert "[was a heading of level 2]" in said
    assert "[link target changed from /c to /e]" in said
    assert "[emphasis changed]" in said


def test_the_terminal_says_what_became_of_a_link_or_of_form_where_it_stands():
    """A note follows its words, with some of the text before, and says the same thing only once."""
    far = "Nothing in this sentence has changed, and nobody has to read it again today. " * 4
    old = f"{far}See [our *own* list](/a) of companies. {far}"
    shown = compare(old, old.replace("/a", "/b")).terminal(width=200)
    assert "See our own list (link: /a -> /b) of companies." in shown
    assert shown.count("[…]") == 2
    reworded = compare("See [our own list](/a).", "See [our “own” list](/b).").terminal(width=200)
    assert reworded.count("(link: /a -> /b)") == 1


def test_a_moved_section_stands_under_its_own_heading_in_the_terminal():
    """The heading is shown with the text below it, not in the section above."""
    assert "\n\nPrivacy > Rights\n     4  ## {>Rights<}\n        {>You may" in compare(
        OLD, NEW
    ).terminal(width=60)


def test_a_letter_that_looks_like_another_is_named_in_every_view():
    """A Cyrillic letter in a Latin word: in the page's text and list, and in the terminal."""
    found = compare("Write to pay@a.example.", "Write to p\u0430y@a.example.")
    page = found.page()
    assert all("[U+0430]" in view for view in (page.text, page.changes, found.terminal()))
    assert "[U+0430]" not in found.html()


def test_the_words_of_the_page_do_not_change_the_language_of_the_text():
    """A German text under English words is read as German: from where it stands, or as it is said."""
    found = compare("Wir helfen gern.", "Wir helfen sofort.")
    assert found.page("en").text.startswith('<div class="redline">')
    german = found.page("en", text_language="de").text
    assert german.startswith('<div class="redline" lang="de">')
