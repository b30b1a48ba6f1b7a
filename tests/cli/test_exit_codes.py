"""The contract's exit codes: 2 for what a user can mend, 3 for what trying again mends, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import CHANGED, POLICY, PolicyRepo, git

NOWHERE = "http://127.0.0.1:9/"
READERS = [
    ("status",), ("next",), ("verify",), ("build",), ("stage", "out"), ("adopt",),
    ("notice", "privacy"), ("diff", "privacy"), ("record", "--site-dir", "site"),
    ("publish", "--deploy", "true", "--site-dir", "site"),
]  # fmt: skip


def _front_matter(repo: PolicyRepo) -> None:
    repo.commit({"policy/privacy.md": POLICY.replace("2014-01-27", "2014-02-30")})


def _encoding(repo: PolicyRepo) -> None:
    repo.commit({"policy/privacy.md": POLICY.replace("data", "données").encode("latin-1")})


def _configuration(repo: PolicyRepo) -> None:
    repo.commit({"mkdocs.yml": "site_name: [\n"})


@pytest.mark.parametrize("spoil", [_front_matter, _encoding, _configuration])
@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_a_mistake_in_the_repository_is_one_message(
    in_repo: PolicyRepo, run: Run, spoil: Callable[[PolicyRepo], None], words: tuple[str, ...]
) -> None:
    """Exit code 2, nothing on standard output, the file and how to mend it; no command does more."""
    in_repo.commit({"policy/privacy.md": POLICY})
    spoil(in_repo)
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "To fix: " in answer.err
    assert "privacy.md" in answer.err or "mkdocs.yml" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_outside_of_a_repository_there_is_one_message(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Exit code 2 and where to go."""
    monkeypatch.chdir(tmp_path)
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "To fix: " in answer.err


@pytest.mark.parametrize(
    "words",
    [("status",), ("verify",), ("record", "--site-dir", "site")],
    ids=lambda words: words[0],
)
def test_a_shallow_clone_is_a_mistake_of_the_call(
    in_repo: PolicyRepo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    """What is not all here proves nothing; the message says how to fetch it."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.commit({"policy/privacy.md": CHANGED})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{in_repo.path}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    answer = run(*words)
    assert answer.code == 2
    assert "--unshallow" in answer.err


def test_a_host_that_is_down_asks_to_try_again(in_repo: PolicyRepo, run: Run) -> None:
    """`record` ends with 3 and enters nothing; `monitor` was asked, and answers 1."""
    in_repo.commit({"policy/privacy.md": POLICY})
    answer = run("record", "--site-url", NOWHERE, "--wait", "0")
    assert (answer.code, answer.out) == (3, "")
    assert run("register", "export").out == ""
    assert run("monitor", NOWHERE, "--wait", "0").code == 1


def test_without_a_register_nothing_is_broken(in_repo: PolicyRepo, run: Run) -> None:
    """No branch of publications is a state to be told, with exit code 0."""
    in_repo.commit({"policy/privacy.md": POLICY})
    assert run("verify").code == 0
    assert run("status").code == 0


def test_a_mistake_of_ours_keeps_its_traceback(
    in_repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """What no user can mend is not dressed up as a message."""

    def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(import_module("publisher.cli.next").command, "callback", fail)
    with pytest.raises(ZeroDivisionError):
        run("next")
