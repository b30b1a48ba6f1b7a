"""Verification of an honest history finds nothing wrong, whatever the editors did."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from publisher.history.identity import find_rename
from publisher.verify import verify
from tests.lives import Life, Page


@pytest.mark.parametrize("seed", range(6))
def test_an_honest_history_is_never_accused(tmp_path: Path, seed: int):
    """Any mixture of edits, decisions, wishes, renames, translations, ends and publications holds."""
    life = Life(tmp_path / "repo", seed)
    life.live(steps=8)
    store = life.company.store
    report = verify(store, life.company.history(), now=life.now + timedelta(hours=1))
    assert [str(one) for one in (*report.problems, *report.notes)] == []
    assert report.size == store.read().size > 0
    assert report.complete == ""


def test_no_two_policies_are_one_that_was_renamed():
    """Only what says so is a rename (T7); else a generated history could not be published."""
    texts = {
        name: Page(name, name, "2015-01-01").text() for name in ("policy-0", "policy-1", "policy-2")
    }
    for name, text in texts.items():
        assert find_rename(text, {n: t for n, t in texts.items() if n != name}) is None
        assert find_rename(text, texts) == name
