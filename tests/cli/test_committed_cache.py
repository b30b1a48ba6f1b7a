"""A cache that came with a commit is not believed."""

from __future__ import annotations

import pytest

from publisher.cache import FOLDER, VARIABLE
from tests.cli.conftest import Run
from tests.conftest import POLICY, PolicyRepo


@pytest.mark.parametrize("folder", [FOLDER, "kept"])
def test_files_of_the_cache_that_are_committed_are_refused(
    in_repo: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch, folder: str
):
    """Whoever may change a text could else say what a build has found, or made of one, before."""
    monkeypatch.setenv(VARIABLE, folder)
    in_repo.commit({"policy/privacy.md": POLICY, f"{folder}/history/ab/cdef": "forged"})
    answer = run("status")
    assert answer.code == 2
    assert f"{folder}: files of the cache are committed" in answer.err
    assert f"git rm -r --cached {folder}" in answer.err


def test_a_cache_of_our_own_is_no_matter(
    in_repo: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch
):
    """Git does not know it."""
    monkeypatch.delenv(VARIABLE, raising=False)
    in_repo.commit({"policy/privacy.md": POLICY})
    kept = in_repo.path / FOLDER / "history/ab"
    kept.mkdir(parents=True)
    (kept / "cdef").write_text("kept", encoding="utf-8")
    assert run("status").code == 0
