"""What the program says of its own work, to whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from publisher import parallel, trace
from publisher.cache import Cache
from publisher.git.client import Git
from tests.cli.conftest import NOW, Run, announce, now, run  # noqa: F401 - the same fixtures
from tests.conftest import POLICY, PolicyRepo


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read the environment again in each test."""
    monkeypatch.setattr(trace, "_requests", trace._Requests())
    return


def test_nobody_who_does_not_ask_is_told(in_repo: PolicyRepo, run: Run) -> None:  # noqa: F811
    """A command without -v prints what it always did, and nothing is counted."""
    in_repo.commit({"policy/privacy.md": POLICY})
    assert run("status").err == ""
    assert not trace._requests.times


def test_verbose_names_each_git_command_with_its_time(in_repo: PolicyRepo, run: Run) -> None:  # noqa: F811
    """Lines go to standard error, so that --json stays what it is."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, NOW)
    answer = run("-v", "status", "--json")
    assert answer.json["policies"]
    assert re.search(
        r"^publisher: +\d+ ms git rev-parse --absolute-git-dir", answer.err, re.MULTILINE
    )
    assert "publisher: as it comes git log --first-parent" in answer.err


def test_the_variable_does_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys) -> None:
    """PUBLISHER_LOG=1 is -v for programs that have no such option; 0 and nothing are off."""
    for value, on in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv(trace.VARIABLE, value)
        monkeypatch.setattr(trace, "_requests", trace._Requests())
        cache, key = Cache(tmp_path / value), Cache.key("redline", "a")
        cache.get(key)
        cache.put(key, b"made")
        cache.get(key)
        said = capsys.readouterr().err
        assert ("cache redline not there" in said, "cache redline found" in said) == (on, on)


def test_a_line_never_shows_a_password_or_acts_on_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What an address carries is left out, and unseen characters are named."""
    trace.show_lines()
    trace.say("git", "fetch", "https://me:secret@example.org/x.git", "\x1b[2J")
    assert capsys.readouterr().err == (
        "publisher: git fetch https://…@example.org/x.git [U+001B][2J\n"
    )


def test_a_profile_counts_each_second_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work inside of other work belongs to the inner kind; the rest is named other."""
    instants = iter([0.0, 1.0, 2.0, 4.0, 7.0, 10.0])
    monkeypatch.setattr(trace.time, "perf_counter", lambda: next(instants))
    trace.start_profile()
    with trace.work("pages", "privacy/"), trace.work("Markdown"):
        pass
    assert list(trace.profile()) == [
        "  seconds   times  of 10.00 s in this process",
        "     4.00       1  pages",
        "     2.00       1  Markdown",
        "     4.00          other",
    ]


def test_a_profile_has_what_git_streams(repo: PolicyRepo) -> None:
    """The time until each piece comes is git's; what is done with it is not."""
    repo.commit({"policy/privacy.md": POLICY})
    git = Git(repo.path)
    trace.start_profile()
    assert b"".join(git.stream("log", "--format=%s"))
    assert trace._requests.times["git"] >= 2
    assert 0 < trace._requests.seconds["git"] < 60


def test_processes_that_fail_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plain loop does the rest, and whoever asks learns why it took long."""

    def broken(*_: object) -> Iterator[int]:
        yield 2
        raise OSError("no process left")

    monkeypatch.setattr(parallel, "_forked", broken)
    monkeypatch.setattr(parallel, "processes", lambda: 2)
    trace.show_lines()
    assert list(parallel.parallel_map(lambda n: 2 * n, [1, 2, 3], least=1)) == [2, 4, 6]
    assert "in one process after 1 items (OSError('no process left'))" in capsys.readouterr().err
