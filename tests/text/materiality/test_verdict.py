"""The verdict on a whole change."""

from __future__ import annotations

import json

import pytest

from publisher.text.comparison import compare
from publisher.text.materiality.verdict import Effect, Verdict

TEXT = """---
title: Privacy statement
effective: 2024-01-01
language: en
---

# Privacy statement

*Last updated: 1 May 2024*

## 1. Your rights

We answer a request within 30 days. You may contact [our team](https://example.com/contact).

We share data with:

- Alpha, for payments
- Beta, for e-mail
"""


def test_an_unchanged_text_has_the_verdict_none():
    """The same bytes are no change."""
    found = compare(TEXT, TEXT)
    assert (found.verdict, found.certain, found.edits) == (Verdict.NONE, True, ())


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(TEXT.replace("\n", "\r\n"), id="line ends"),
        pytest.param("\ufeff" + TEXT, id="byte order mark"),
        pytest.param(TEXT.replace("30 days. You", "30 days.\nYou"), id="wrapping"),
        pytest.param(
            TEXT.replace("- Alpha", "* Alpha").replace("- Beta", "* Beta"), id="list signs"
        ),
    ],
)
def test_what_no_reader_can_see_is_no_change(new):
    """Line ends, a byte order mark and wrapping leave no trace on the page."""
    assert compare(TEXT, new).verdict is Verdict.NONE


def test_front_matter_alone_is_editorial_and_said_so():
    """A changed field of the front matter is a note, not an edit of the text."""
    found = compare(TEXT, TEXT.replace("effective: 2024-01-01", "effective: 2027-01-01"))
    assert (found.verdict, found.certain, found.edits) == (Verdict.EDITORIAL, True, ())
    assert [note.rule for note in found.notes] == ["front-matter"]


def test_a_changed_period_is_material_and_explained_in_a_sentence():
    """The finding names place, subject, old and new period."""
    found = compare(TEXT, TEXT.replace("30 days", "60 days"))
    assert (found.verdict, found.certain) == (Verdict.MATERIAL, True)
    [judged] = found.edits
    assert [finding.explanation for finding in judged.findings] == [
        "Section 1 “Your rights”: the time to answer a request goes from 30 days to 60 days."
    ]


def test_words_that_no_rule_knows_are_material_but_uncertain():
    """Where no rule speaks, the change counts as material until a person decides."""
    found = compare(TEXT, TEXT.replace("contact", "meet"))
    assert (found.verdict, found.certain) == (Verdict.MATERIAL, False)


def test_one_material_edit_makes_the_whole_change_material():
    """Editorial edits beside it do not help."""
    new = TEXT.replace("e-mail", "email").replace("Beta", "Gamma")
    found = compare(TEXT, new)
    assert found.verdict is Verdict.MATERIAL
    assert Effect.EDITORIAL in {judged.effect for judged in found.edits}


def test_the_json_is_what_the_interface_promises():
    """Verdict, certainty, sections, edits with findings, and counts, as plain data."""
    data = json.loads(json.dumps(compare(TEXT, TEXT.replace("30 days", "60 days")).to_json()))
    assert (data["verdict"], data["certain"]) == ("material", True)
    assert data["sections"] == ["Privacy statement > 1. Your rights"]
    [edit] = data["edits"]
    assert (edit["kind"], edit["section"], edit["old"], edit["new"]) == (
        "replace", "Privacy statement > 1. Your rights", "30", "60",
    )  # fmt: skip
    assert {"rule", "effect", "explanation"} <= edit["findings"][0].keys()
    assert data["counts"]["material"] == 1


def test_the_same_question_always_gets_the_same_answer():
    """A comparison depends on the two texts alone."""
    new = TEXT.replace("30 days", "60 days").replace("Alpha", "Gamma")
    assert compare(TEXT, new).to_json() == compare(TEXT, new).to_json()
