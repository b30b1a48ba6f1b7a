"""The sentence that explains a change: who may, must or gets what, in the language of the text."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
import yaml

from publisher.text.comparison import compare
from publisher.text.materiality.excerpts import before_and_after
from publisher.text.materiality.rules import PROOFS
from publisher.text.materiality.sentences import cut, localized, place
from publisher.text.materiality.verdict import Verdict
from tests.text.materiality.frame import changed, told

HERE = Path(__file__).parent
WORDS = Path(before_and_after.__code__.co_filename).with_name("words")
CASES = yaml.safe_load((HERE / "cases" / "sentences.yml").read_text(encoding="utf-8"))


def _called(comparison):
    if comparison.verdict is not Verdict.MATERIAL:
        return comparison.verdict.value
    return "certain" if comparison.certain else "uncertain"


@pytest.mark.parametrize("case", CASES, ids=[f"{c['language']}: {c['new'][-40:]}" for c in CASES])
def test_the_sentence_says_what_changed_for_the_reader(case):
    """Certain only where it says so; else it quotes both texts and asks."""
    found = changed(case["old"], case["new"], case["language"])
    assert [f"{rule}: {text}" for rule, text in told(found)] == case["said"]
    assert _called(found) == case["verdict"]


def test_a_passage_that_is_in_both_texts_is_never_certain_to_be_new():
    """It was moved, even where a word of it changed on the way."""
    rule = "You must return every borrowed book to the desk before the library closes for summer"
    old = (
        f"# Rules\n\n{rule}.\n\n## Fines\n\nLate books cost money.\n\n## Rooms\n\nAsk for a room.\n"
    )
    new = (
        "# Rules\n\nWelcome all.\n\n## Fines\n\nLate books cost money.\n\n## Rooms\n\n"
        f"Ask for a room. {rule} break.\n"
    )
    assert not compare(old, new).certain


def test_a_difference_is_in_both_quotations_however_long_the_sentence():
    """They are cut between words, around the difference."""
    start = "the members of the garden club and their many guests who come by " * 4
    found = changed(f"Today {start} may plant roses.", f"Today {start} must plant roses.")
    [(_, text)] = told(found)
    assert "must plant roses" in text
    assert "may plant roses" in text
    assert len(text) < 220


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [("one two three", 20, "one two three"), ("one two three", 9, "one two…"), ("onetwothree", 6, "onetw…")],
)  # fmt: skip
def test_a_quotation_is_cut_between_two_words(text, limit, expected):
    """Only a single word longer than the limit is cut itself."""
    assert cut(text, limit) == expected


def test_a_text_without_headings_has_no_place_to_name():
    """The sentence begins with what changed."""
    found = compare("You may plant roses.\n", "You must plant roses.\n", language="en")
    assert found.findings[0].explanation.startswith("Now a duty: ")
    assert place(()) == ""


def test_each_language_has_each_sentence_with_the_same_values():
    """French has sentences of its own for the rules that explain themselves in English."""
    english, french = (
        yaml.safe_load((WORDS / f"sentences.{language}.yml").read_text(encoding="utf-8"))
        for language in ("en", "fr")
    )
    own = {name for name in french if name.startswith(("rule_", "doubt_"))}
    assert set(french) - own == set(english)
    values = Formatter().parse
    for name, text in english.items():
        assert {each[1] for each in values(text)} == {each[1] for each in values(french[name])}, (
            name
        )
    assert {f"rule_{rule}" for rule in PROOFS} <= own
    assert all(localized(name.partition("_")[2], "fr", "a", "b") for name in own)
