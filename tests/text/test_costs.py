"""What a text that is made to take long may cost: CPU time that grows no faster than the text, or a refusal.

A sample at a small size; benchmarks/hostile.py runs every kind at the largest.
"""

from __future__ import annotations

import time

import pytest

from publisher.errors import UsageError
from publisher.text import comparison
from publisher.text.comparison import compare
from publisher.text.materiality import document_findings
from publisher.text.materiality.verdict import Effect
from publisher.text.redline.token_encoding import likeness
from tests.hostile_texts import KINDS

pytestmark = pytest.mark.slow

KIB = 1024
# Those whose time grew with the square of their length, and some that took long otherwise.
SAMPLE = ("paragraphs joined", "one giant sentence", "numbered list", "one-line paragraphs")


def _cost(name: str, size: int) -> float:
    """Return the CPU seconds of a comparison."""
    old, new = KINDS[name](size)
    comparison._recent.clear()
    began = time.process_time()
    compare(old, new)
    return time.process_time() - began


@pytest.mark.parametrize("name", SAMPLE)
def test_time_grows_no_faster_than_the_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the text takes less than eight times the time; with a square it would be sixteen times.

    The search for reasons has a limit of its own, which the next test is about.
    """
    monkeypatch.setattr(document_findings, "MOST_READ", KIB // 2)
    _cost(name, KIB)  # word lists are read
    small = _cost(name, 8 * KIB)
    assert _cost(name, 32 * KIB) < max(8 * small, 1.5)


def test_what_lies_beyond_the_limit_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits that nobody looks for a reason in are unproved, so the change is material."""
    old = "# Terms\n\n" + "\n\n".join(f"We keep colour {n} for you." for n in range(40))
    new = old.replace("colour", "color")
    assert compare(old, new).verdict.value == "editorial"
    monkeypatch.setattr(document_findings, "MOST_READ", 500)
    found = compare(old, new)
    assert (found.verdict.value, found.certain) == ("material", False)
    effects = [judged.effect for judged in found.edits]
    assert effects[0] is Effect.EDITORIAL
    assert effects[-1] is Effect.UNCERTAIN
    assert "differ in too much" in found.edits[-1].findings[0].explanation
    assert comparison.is_material(old, new)


def test_texts_of_very_different_length_are_not_alike() -> None:
    """Without a look at their words; the bound is exact."""
    assert likeness("ab", "ab" + "c" * 5, 0.4) > 0
    assert likeness("ab", "ab" + "c" * 9, 0.4) == 0
    assert likeness("ab" * 9, "ab" * 100_000, 0.4) == 0


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_compared_or_refused_with_a_reason(name: str) -> None:
    """At a size at which it takes no time."""
    old, new = KINDS[name](KIB // 2)
    assert max(len(old.encode()), len(new.encode())) <= 4 * KIB
    try:
        verdict = compare(old, new).verdict.value
    except UsageError as error:
        verdict = f"refused: {error.remedy}"
    assert verdict in ("none", "editorial", "material") or verdict.startswith("refused: ")
