"""Whatever fails, and wherever: no entry is lost, none is doubled, and running again mends it.

A sample; benchmarks/faults.py and benchmarks/kills.py make the long runs.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.errors import PublisherError
from publisher.git.client import Git
from publisher.git.git_errors import Answer, GitError, Limits
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from tests.histories import Company, policy

from .faulty import Fault, FaultyGit, sound, variants
from .repositories import at, clone, draft, fixed, git, new_repository, store

QUICK = Limits(lock=0.2)  # a lock that a killed git left is not waited for long


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FaultyGit:
    """A git that can be told to fail, on the PATH."""
    made = FaultyGit(tmp_path / "bin")
    monkeypatch.setenv("PATH", made.path)
    return made


def attempt(path: Path, number: int) -> bool:
    """Enter a version and say whether that was acknowledged."""
    try:
        enter(GitStore(Git(path, QUICK)), fixed(draft(number)), at=at(), pause=lambda _: None)
    except PublisherError:
        return False
    return True


def unlock(path: Path) -> list[Path]:
    """Do what the message asks of a person: remove the locks that a killed git left."""
    left = list((path / ".git" if (path / ".git").exists() else path).rglob("*.lock"))
    for lock in left:
        lock.unlink()
    return left


def entered(path: Path) -> list[str]:
    """Return the keys of the register, read with the real git."""
    return [entry.key for entry in store(path).read().entries]


def sample(faulty: FaultyGit, size: int, seed: int) -> Iterator[Fault]:
    """Draw some of the faults of what was just watched, never the same."""
    every = [one for fault in faulty.watched() for one in variants(fault)]
    assert len(every) > 200
    yield from random.Random(seed).sample(every, size)


@pytest.mark.parametrize("command", ["hash-object", "mktree", "commit-tree"])
def test_an_answer_that_was_lost_is_no_answer(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
):
    """Git ends well though nobody could read what it made; to push that nothing would delete the register."""
    job = clone(remote, tmp_path / "job")
    assert attempt(job, 1)
    before, run = git(remote, "for-each-ref"), Git.run

    def cut(self: Git, *args: str, **options: object) -> bytes:
        out = run(self, *args, **options)  # type: ignore[arg-type]
        return b"" if args[0] == command else out

    monkeypatch.setattr(Git, "run", cut)
    with pytest.raises(GitError, match=f"'git {command}'.*was cut on the way"):
        enter(GitStore(Git(job, QUICK)), fixed(draft(2)), at=at(), pause=lambda _: None)
    assert git(remote, "for-each-ref") == before
    monkeypatch.undo()
    assert attempt(job, 2)
    assert entered(remote) == [draft(1).key, draft(2).key]


def test_a_branch_whose_name_was_lost_is_not_one_that_is_missing(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Else the site would be built as if nothing had ever been announced."""
    job, ask = clone(remote, tmp_path / "job"), Git.try_run
    assert attempt(job, 1)

    def cut(self: Git, *args: str, **options: object) -> Answer:
        answer = ask(self, *args, **options)  # type: ignore[arg-type]
        return Answer(0, b"", "") if args[0] == "for-each-ref" else answer

    monkeypatch.setattr(Git, "try_run", cut)
    with pytest.raises(GitError, match=r"'git for-each-ref'.*was cut on the way"):
        GitStore(Git(job, QUICK)).read()


def test_a_configuration_that_cannot_be_read_is_not_one_without_a_remote(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Git only warns of it; what is then stored here alone must not pass for published."""
    job, ask = clone(remote, tmp_path / "job"), Git.try_run

    def unread(self: Git, *args: str, **options: object) -> Answer:
        if args[0] == "config":
            return Answer(1, b"", "warning: unable to access '.git/config': Input/output error\n")
        return ask(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "try_run", unread)
    assert not attempt(job, 1)
    monkeypatch.undo()
    assert not git(job, "branch", "--list", "publications")
    assert attempt(job, 1)
    assert entered(remote) == [draft(1).key]


needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")


@needs_strace
def test_a_failing_file_system_loses_and_doubles_nothing(local: Path, faulty: FaultyGit):
    """One file-system call of an append fails: what was acknowledged is there, and a retry works."""
    attempt(local, 1)
    faulty.watch()
    assert attempt(local, 2)
    for number, fault in enumerate(sample(faulty, 12, seed=1), start=3):
        faulty.arm(fault)
        before = entered_safely(faulty, local)
        faulty.arm(fault)
        acknowledged = attempt(local, number)
        faulty.arm(None)
        unlock(local)
        after = entered(local)
        assert after in (before, [*before, draft(number).key]), fault
        assert not acknowledged or len(after) > len(before), fault
        assert attempt(local, number), fault
        assert entered(local) == [*before, draft(number).key], fault
    sound(local)


def entered_safely(faulty: FaultyGit, path: Path) -> list[str]:
    """Return the keys without any fault."""
    faulty.arm(None)
    return entered(path)


@needs_strace
def test_a_failing_push_loses_and_doubles_nothing(remote: Path, tmp_path: Path, faulty: FaultyGit):
    """The same for a push: one that reports failure may have been stored, and is entered once."""
    job = clone(remote, tmp_path / "job")
    attempt(job, 1)
    faulty.watch()
    assert attempt(job, 2)
    for number, fault in enumerate(sample(faulty, 8, seed=2), start=3):
        faulty.arm(None)
        before = entered(remote)
        faulty.arm(fault)
        acknowledged = attempt(job, number)
        faulty.arm(None)
        unlock(remote)
        unlock(job)
        after = entered(remote)
        assert after in (before, [*before, draft(number).key]), fault
        assert not acknowledged or len(after) > len(before), fault
        fresh = clone(remote, tmp_path / f"fresh{number}") if number % 2 else job
        assert attempt(fresh, number), fault
        assert entered(remote) == [*before, draft(number).key], fault
        assert attempt(job, number), fault
    sound(remote)


PUBLISH = """
import sys
from datetime import datetime
from pathlib import Path
from tests.histories import Company
Company.open(Path(sys.argv[1])).publish(datetime.fromisoformat(sys.argv[2]))
"""


def publish(path: Path, when: datetime) -> int:
    """Publish in a process of its own and return how it ended."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(path), when.isoformat()],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, -9, 137), done.stderr
    return done.returncode


def test_a_recorder_killed_at_any_step_is_mended_by_running_it_again(
    tmp_path: Path, faulty: FaultyGit
):
    """Killed before or after each of its git calls: nothing lost, nothing doubled, nothing broken."""
    company = Company(tmp_path / "repo", days=5)
    when = datetime(2024, 1, 8, 9, tzinfo=UTC)
    company.files["policy/p.md"] = policy("P", "2015-03-01", months=24)
    company.commit()
    faulty.arm(None)
    publish(company.path, when)
    steps = faulty.calls
    assert steps > 20
    expected = 1
    for step in random.Random(3).sample(range(1, steps + 1), 3):
        company.files["policy/p.md"] = policy("P", "2015-03-01", months=step + 30)
        company.commit()
        when += timedelta(days=1)
        for kind in ("BEFORE", "AFTER"):
            faulty.arm(Fault(step, kind))
            publish(company.path, when)
        faulty.arm(None)
        unlock(company.path)
        company.publish(when)
        expected += 1
        assert len(company.store.read().entries) == expected, step
    sound(company.path)


def test_eight_writers_at_once_lose_and_double_nothing(tmp_path: Path):
    """Eight processes enter at the same time in one repository: each entry stands exactly once."""
    path = new_repository(tmp_path / "repo")
    writer = (
        "import sys\nfrom pathlib import Path\nfrom tests.publication.repositories import *\n"
        "from publisher.register.chain import enter\nfrom publisher.errors import TryAgainError\n"
        "for number in range(2):\n"
        "    while True:\n"
        "        try:\n"
        "            wanted = fixed(draft(100 * int(sys.argv[2]) + number))\n"
        "            enter(store(Path(sys.argv[1])), wanted, at=at())\n"
        "        except TryAgainError:\n"
        "            continue\n"
        "        break\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", writer, str(path), str(number)], cwd=Path(__file__).parents[2]
        )
        for number in range(8)
    ]
    assert [process.wait() for process in running] == [0] * 8
    keys = entered(path)
    assert sorted(keys) == sorted({draft(100 * w + n).key for w in range(8) for n in range(2)})
    assert git(path, "fsck", "--strict", "--no-dangling") == ""
