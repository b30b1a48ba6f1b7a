"""What only the whole texts can show: places, headings, numbers, links, tables, front matter."""

from __future__ import annotations

import pytest

from publisher.text.comparison import compare
from publisher.text.materiality import document_findings
from publisher.text.materiality.verdict import Verdict
from tests.text.materiality.frame import changed, framed

LISTS = """We share data with:

- Alpha, for payments
- Beta, for mail

We never share it with:

- Gamma
- Delta
"""
SECTIONS = """### Names

We collect your name. We never sell this data to anybody at all.

### Photos

We collect your photo.
"""
SECTIONS_BY_PLACE = """### Photos

We collect your photo.

As said in the section before, ask.

### Names

We collect your name. We never sell this data to anybody at all.
"""
SCOPE = """### European users

The rules below apply in Europe.

#### Rights

You may object.

### Other users

You may ask.

#### Fees

No fee is charged.
"""
TABLE = """| Data | Purpose | Kept |
| --- | --- | --- |
| Name | Contract | 5 years |
| Logs | Security | 1 year |
"""
STEPS = "The steps are:\n\n1. ask\n2. pay\n3. leave\n"
NOTES = """We keep data for a year.[^1] We keep logs for a year.[^2]

[^1]: Except in Spain.
[^2]: Except in Italy.
"""
TERMS = "Data\n:   What you send.\n\nLogs\n:   What we write.\n"
NUMBERED = """---
title: Terms
language: en
---

# Terms of service of the company

## 1. Scope

These terms apply to all users of the service.

## 2. Fees

You pay the fees as in section 3.

## 3. Refunds

We refund you as in section 2 when you leave.

## 4. Law

French law applies. Section 3 stays in force after the end. See [the refunds](#3-refunds).
"""
PAIR = "We keep data for a year.\n\nTHEN starts when you leave.\n\nWe keep logs for a month."


def _swapped(text: str, one: str, other: str) -> str:
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


RENUMBERED = NUMBERED.replace("## 3. Refunds", "## 4. Refunds").replace("## 4. Law", "## 5. Law")
FOLLOWED = (
    RENUMBERED.replace("section 3.", "section 4.")
    .replace("Section 3 stays", "Section 4 stays")
    .replace("#3-refunds", "#4-refunds")
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            LISTS, _swapped(LISTS, "Alpha, for payments", "Beta, for mail"), id="items of one list"
        ),
        pytest.param(
            SECTIONS,
            "### Photos\n\nWe collect your photo.\n\n### Names\n\n"
            "We collect your name. We never sell this data to anybody at all.",
            id="whole sections",
        ),
        pytest.param(
            TABLE,
            TABLE.replace("| Name | Contract | 5 years |\n", "")
            + "| Name | Contract | 5 years |\n",
            id="rows of a table",
        ),
        pytest.param(NOTES, NOTES.replace("^1]", "^a]").replace("^2]", "^b]"), id="names of notes"),
        pytest.param(SCOPE, SCOPE.replace("### ", "## ").replace("## #", "###"), id="all levels"),
        pytest.param(TABLE, TABLE.replace("| --- |", "| :-- |", 1), id="alignment"),
        pytest.param(SECTIONS, SECTIONS.replace("### Photos", "#### Photos"), id="one level"),
        pytest.param("We keep data.", "We keep data. <!-- reviewed -->", id="a comment"),
        pytest.param("- a name\n- a date", "1. a name\n2. a date", id="list signs"),
        pytest.param("We keep it. We use it.", "We keep it.\n\nWe use it.", id="a new paragraph"),
    ],
)
def test_what_stands_elsewhere_or_looks_otherwise_is_editorial(old, new):
    """Parts that mean the same wherever they stand, in the form that the author likes."""
    assert changed(old, new).verdict is not Verdict.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            LISTS,
            LISTS.replace("- Gamma\n", "").replace("for mail\n", "for mail\n- Gamma\n"),
            id="an item under another lead-in",
        ),
        pytest.param(
            LISTS,
            _swapped(LISTS, "We share data with:", "We never share it with:"),
            id="lead-ins change places",
        ),
        pytest.param(
            LISTS, _swapped(LISTS, "for payments", "for mail"), id="ends of items change places"
        ),
        pytest.param(
            LISTS, LISTS.replace("- Beta", "    - Beta"), id="an item becomes part of another"
        ),
        pytest.param(LISTS, LISTS.replace("We never share it with:\n\n", ""), id="a lead-in goes"),
        pytest.param(
            "You may:\n\n- ask; or\n- pay\n",
            "You may:\n\n- pay\n- ask; or\n",
            id="an item that ends with or",
        ),
        pytest.param(
            "In the following order:\n\n- ask\n- pay\n",
            "In the following order:\n\n- pay\n- ask\n",
            id="an order that matters",
        ),
        pytest.param(STEPS, _swapped(STEPS, "ask", "pay"), id="steps"),
        pytest.param(
            STEPS + "\nWe refund as in step 2.",
            STEPS.replace("1. ", "3. ") + "\nWe refund as in step 2.",
            id="numbers of items that are cited",
        ),
        pytest.param(
            SECTIONS,
            SECTIONS.replace(" We never sell this data to anybody at all.", "")
            + "We never sell this data to anybody at all.",
            id="a sentence under another heading",
        ),
        pytest.param(
            SECTIONS, _swapped(SECTIONS, "### Names", "### Photos"), id="headings change places"
        ),
        pytest.param(SECTIONS, SECTIONS.replace("### Photos\n\n", ""), id="a heading goes"),
        pytest.param(
            SCOPE,
            SCOPE.replace("#### Rights", "### Rights"),
            id="a section leaves the users it is about",
        ),
        pytest.param(
            SCOPE,
            SCOPE.replace("### Other users", "#### Other users"),
            id="a section comes under others",
        ),
        pytest.param(
            SCOPE,
            SCOPE.replace("### European users", "**European users**"),
            id="a heading becomes a line",
        ),
        pytest.param(
            PAIR.replace("THEN", "The period"),
            _swapped(PAIR.replace("THEN", "The period"), "data for a year", "logs for a month"),
            id="the period",
        ),
        pytest.param(
            PAIR.replace("THEN", "This"),
            _swapped(PAIR.replace("THEN", "This"), "data for a year", "logs for a month"),
            id="this",
        ),
        pytest.param(
            SECTIONS + "\nAs said in the section before, ask.",
            SECTIONS_BY_PLACE,
            id="the section before",
        ),
        pytest.param(
            TABLE,
            TABLE.replace("Purpose | Kept", "Kept | Purpose"),
            id="columns change their names",
        ),
        pytest.param(TABLE, _swapped(TABLE, "5 years", "1 year"), id="cells of a column"),
        pytest.param(
            TABLE, TABLE.replace("Name | Contract", "Contract | Name"), id="cells of a row"
        ),
        pytest.param(TABLE, TABLE.replace("| Security |", "| |"), id="an emptied cell"),
        pytest.param(TABLE, TABLE + "| Photo | Marketing | 2 years |\n", id="a row"),
        pytest.param(
            NOTES,
            NOTES.replace("year.[^1]", "year.[^2]", 1).replace(
                "logs for a year.[^2]", "logs for a year.[^1]"
            ),
            id="notes change places",
        ),
        pytest.param(NOTES, NOTES.replace("Spain", "Portugal"), id="words of a note"),
        pytest.param(NOTES, NOTES.replace("year.[^1]", "year."), id="a note goes"),
        pytest.param(TERMS, _swapped(TERMS, "Data\n", "Logs\n"), id="terms change places"),
        pytest.param(
            "We show ![certified](seal.png).",
            "We show ![not certified](seal.png).",
            id="words of a picture",
        ),
        pytest.param(
            "We show ![certified](seal.png).",
            "We show ![certified](other.png).",
            id="another picture",
        ),
        pytest.param("We show ![](seal.png) it.", "We show it.", id="a picture goes"),
        pytest.param(
            'It <abbr title="European Union">EU</abbr> is.',
            'It <abbr title="Europe">EU</abbr> is.',
            id="what an abbreviation stands for",
        ),
        pytest.param("Send:\n\n    STOP 123\n", "Send:\n\n    STOP 132\n", id="code"),
        pytest.param("Set `dnt=1`.", "Set `DNT=1`.", id="letters of code"),
        pytest.param(
            "We keep data.\n\nWe never sell it.",
            "We keep data.\n\n<!-- We never sell it. -->",
            id="words made a comment",
        ),
        pytest.param(
            "We never sell it.", "We <span hidden>never</span> sell it.", id="words hidden"
        ),
        pytest.param("We never sell it.", "We never sell it.\n{: hidden }", id="a passage hidden"),
        pytest.param(
            "We never sell it.", '<p style="display:none">We never sell it.</p>', id="a style"
        ),
        pytest.param(
            "We never sell it.", "We <strike>never</strike> sell it.", id="words struck out"
        ),
    ],
)
def test_what_stands_under_other_words_may_mean_another_thing(old, new):
    """The same words, another lead-in, heading, column or look that carries meaning."""
    assert changed(old, new).verdict is Verdict.MATERIAL


def test_numbers_of_sections_may_change_together_with_the_references():
    """Each heading and each reference has its proof."""
    found = compare(NUMBERED, FOLLOWED)
    assert found.verdict is Verdict.EDITORIAL
    assert {finding.rule for finding in found.findings} == {
        "numbering",
        "cross-reference",
        "link-form",
    }


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(RENUMBERED, id="no reference follows"),
        pytest.param(
            FOLLOWED.replace("Section 4 stays", "Section 5 stays"), id="one goes elsewhere"
        ),
        pytest.param(NUMBERED.replace("section 3.", "section 4."), id="only a reference"),
        pytest.param(
            NUMBERED.replace("Section 3 stays", "Section 2 stays"), id="another reference"
        ),
        pytest.param(_swapped(NUMBERED, "2. Fees", "3. Refunds"), id="names change places"),
        pytest.param(NUMBERED.replace("#3-refunds", "#2-fees"), id="a link to another section"),
    ],
)
def test_a_reference_that_leads_to_another_section_is_material(new):
    """Whether the number of the section changed, or that in the reference."""
    assert compare(NUMBERED, new).verdict is Verdict.MATERIAL


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("title: Privacy statement", "title: PRIVACY STATEMENT"),
        ("title: Privacy statement", "title: Privacy statement\neffective: 2030-01-01"),
        ("title: Privacy statement", "title: Privacy statement\nnav-order: 3"),
        ("title: Privacy statement", "title: Privacy statement\nseo:\n  layout: wide"),
        ("title: Privacy statement", "title: Privacy statement\ndescription: We keep names."),
    ],
)
def test_front_matter_that_binds_nobody_is_editorial(field, new):
    """A note says which field changed."""
    text = framed("We keep names.")
    found = compare(text, text.replace(field, new))
    assert (found.verdict, found.edits) == (Verdict.EDITORIAL, ())
    assert [note.rule for note in found.notes] == ["front-matter"]


@pytest.mark.parametrize(
    ("field", "new", "rule"),
    [
        ("title: Privacy statement", "title: Privacy statement for visitors only", "title-changed"),
        ("title: Privacy statement", "title: Terms of Beta Inc", "title-changed"),
        ("title: Privacy statement", "title: Privacy policy", "title-changed"),
        ("language: en", "language: fr", "language-changed"),
        ("language: en", "language: en-GB", "language-changed"),
        ("language: en", "", "language-changed"),
        ("language: en", "language: en\ndescription: We sell nothing", "field-changed"),
        ("language: en", "language: en\nseo:\n  description: We sell it", "field-changed"),
        ("language: en", "language: en\nnote: We sell your data", "field-changed"),
        ("language: en", "language: en\njurisdiction: FR", "field-changed"),
        ("language: en", "language: en\napplies_to: [EU]", "field-changed"),
        ("language: en", "language: en\npublished: false", "field-changed"),
        ("language: en", "language: en\ncontact: b@acme.example", "field-changed"),
        ("language: en", "language: en\nx: {title: Other terms}", "title-changed"),
        ("title: Privacy statement", "title: Priv\u200bacy statement", "suspicious-characters"),
    ],
)
def test_front_matter_that_says_what_the_text_covers_is_not(field, new, rule):
    """Title and language say for whom and of what the text is."""
    text = framed("We keep names.")
    found = compare(text, text.replace(field, new))
    assert found.verdict is Verdict.MATERIAL
    assert rule in [note.rule for note in found.notes]


@pytest.mark.parametrize("rows", [2, 100])
def test_a_cell_that_changed_in_every_row_is_not_taken_for_rows_that_moved(rows):
    """However many rows: the names of the processors stand in both texts, their countries do not."""
    table = "| Processor | Country |\n| --- | --- |\n" + "".join(
        f"| Alpha{number} | France |\n" for number in range(rows)
    )
    assert changed(table, table.replace("France", "Spain")).verdict is Verdict.MATERIAL


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_that_count_what_changed_places_are_asked_about(language):
    """The list means the same in another order; "the first of them" beside it does not."""
    beside = {"en": "The first item wins.", "fr": "Le premier point prévaut."}[language]
    old, new = (f"- Ann\n- Bob\n\n{beside}", f"- Bob\n- Ann\n\n{beside}")
    assert changed(old, new, language).verdict is Verdict.MATERIAL


def test_beyond_a_bound_changes_are_left_to_a_person_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even what could be proved counts as editorial then: the answer stays on the reader's side."""
    old = "# T\n\nWe organise it.\n\nWe analyse your data here.\n\nWe honour all rights.\n"
    new = old.replace("organise", "organize").replace("analyse", "analyze")
    new = new.replace("honour", "honor")
    assert compare(old, new).verdict is Verdict.EDITORIAL
    monkeypatch.setattr(document_findings, "MOST_EDITS", 2)
    found = compare(old, new)
    assert [each.effect.value for each in found.edits] == ["editorial", "editorial", "uncertain"]
    (last,) = found.edits[-1].findings
    assert (last.rule, found.verdict, found.certain) == ("wording-changed", Verdict.MATERIAL, False)
    assert "“honour” becomes “honor”" in last.explanation
    assert "in too much for a reason to be looked for" in last.explanation
