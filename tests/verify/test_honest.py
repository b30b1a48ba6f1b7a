"""Verification of an honest history finds nothing wrong, whatever the editors did."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from publisher.verify import verify
from tests.histories import Random


@pytest.mark.parametrize("seed", range(6))
def test_an_honest_history_is_never_accused(tmp_path: Path, seed: int):
    """Any mixture of edits, decisions, wishes, ends and publications holds."""
    company = Random(tmp_path / "repo", seed)
    company.live(steps=8)
    store = company.company.store
    report = verify(store, company.company.history(), now=company.now + timedelta(hours=1))
    assert [str(one) for one in (*report.problems, *report.notes)] == []
    assert report.size == store.read().size > 0
    assert report.complete == ""
