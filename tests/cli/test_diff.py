"""`publisher diff`: the redline of any two versions of a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at


@pytest.fixture
def pending(in_repo: PolicyRepo) -> PolicyRepo:
    """Version 1 in force, version 2 pending, an edit that is not committed."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.commit({"policy/privacy.md": CHANGED})
    announce(in_repo.path, NOW)
    in_repo.write({"policy/privacy.md": CHANGED.replace("by post", "by e-mail")})
    return in_repo


@pytest.mark.parametrize(
    ("names", "old", "new"),
    [
        pytest.param((), "[-post-]", "{+e-mail+}", id="what-readers-were-last-told"),
        pytest.param(("1", "2"), "[-24-]", "{+13+}", id="numbers"),
        pytest.param(("v2", "v1"), "[-13-]", "{+24+}", id="the-other-way-round"),
        pytest.param(("in-force", "pending"), "[-24-]", "{+13+}", id="states"),
        pytest.param(("HEAD~1", "HEAD"), "[-24-]", "{+13+}", id="commits"),
        pytest.param(("pending", "working"), "[-post-]", "{+e-mail+}", id="working-tree"),
    ],
)
def test_versions_are_named_as_people_name_them(
    pending: PolicyRepo, run: Run, names: tuple[str, ...], old: str, new: str
) -> None:
    """Numbers, states, commits and the working tree can all be compared."""
    answer = run("diff", "privacy", *names)
    assert answer.code == 0
    assert old in answer.out
    assert new in answer.out


def test_the_json_and_the_page_are_those_of_compare(pending: PolicyRepo, run: Run) -> None:
    """One comparison, whichever command asks for it."""
    answer = run("diff", "privacy", "1", "2", "--json", "--html", "r.html")
    assert answer.json["verdict"] == "material"
    assert "<del" in Path("r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("privcy",), "write 'privacy'", id="misspelt-policy"),
        pytest.param(("privacy", "7"), "there are 1, 2", id="no-such-version"),
        pytest.param(("privacy", "--output=x", "2"), "No such option", id="option-like"),
        pytest.param(("privacy", "nowhere"), "no commit of the main line", id="no-such-commit"),
    ],
)
def test_what_cannot_be_compared_is_told(
    pending: PolicyRepo, run: Run, words: tuple[str, ...], message: str
) -> None:
    """One message says what can be named instead."""
    answer = run("diff", *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def test_without_a_pending_change_there_is_none_to_compare(in_repo: PolicyRepo, run: Run) -> None:
    """Asking for a state that no version is in is told, not guessed."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, NOW)
    assert "no text is pending" in run("diff", "privacy", "in-force", "pending").err
