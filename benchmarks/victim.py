"""A company whose publishing runs are killed: a remote, clones, changes, and who is still at work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

from publisher.git.client import Git
from publisher.register.git_store import GitStore
from tests.histories import Company, policy
from tests.publication.faulty import FaultyGit

Work = Callable[[Path], None]
MARK = "BENCHMARK_RUN"  # in the environment of a run, by which all that it starts is found


class Subject:
    """A company with a remote, to whose policy a change is made before each publication."""

    def __init__(self, top: Path, faulty: FaultyGit) -> None:
        self.top, self.faulty, self.chance = top, faulty, random.Random(1)
        self.company = Company(top / "repo", days=5)
        self.remote = top / "remote.git"
        self.when = datetime(2024, 1, 8, 9, tzinfo=UTC)
        self.months = 0
        self.clones = 0
        self.run, self.said = "", top / "said"
        faulty.arm(None)
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.remote], check=True)
        self.git("remote", "add", "origin", str(self.remote))

    def git(self, *args: str) -> str:
        """Run the real git in the company's repository."""
        return subprocess.run(
            [self.faulty.real, "-C", self.company.path, *args],
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def change(self) -> None:
        """Commit and push another text."""
        self.months += 1
        self.when += timedelta(days=1)
        self.company.files["policy/p.md"] = policy("P", "2015-03-01", months=self.months)
        self.company.commit()
        self.git("push", "-q", "origin", "main")
        self.git("reset", "-q", "--hard")

    def stored(self) -> list[str]:
        """Return the keys on the remote."""
        self.faulty.arm(None)
        return [one.key for one in GitStore(Git(self.remote)).read().entries]

    def place(self) -> Path:
        """Return where the next run is made: the same clone, or a fresh one."""
        if self.chance.random() < 0.5:
            return self.company.path
        self.clones += 1
        path = self.top / f"clone{self.clones}"
        subprocess.run([self.faulty.real, "clone", "-q", self.remote, path], check=True)
        return path

    def settle(self, *, kill: bool = False) -> None:
        """Wait until nothing is left of the last run, whose caller was killed; or kill all of it."""
        mark = f"{MARK}={self.run}".encode()
        for _ in range(600):
            left = [pid for pid in _processes() if mark in _environment(pid)]
            for pid in left if kill else ():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not left:
                return
            time.sleep(0.1)
        raise AssertionError(f"still at work a minute after the kill: {left}")

    def unlock(self) -> int:
        """Remove the locks that were left, as the message asks, and count them."""
        left = [*self.remote.rglob("*.lock"), *(self.company.path / ".git").rglob("*.lock")]
        for lock in left:
            lock.unlink()
        return len(left)


def start(subject: Subject, work: Work, path: Path) -> ForkProcess:
    """Start one run in a process of its own; what it says goes into a file that never fills up."""
    subject.run = uuid.uuid4().hex

    def run() -> None:
        os.environ |= {"PATH": subject.faulty.path, MARK: subject.run}
        said = os.open(subject.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        work(path)

    process = get_context("fork").Process(target=run)
    process.start()
    return process


def wait(process: ForkProcess) -> int | None:
    """Return the exit code of a run, below zero for a signal."""
    process.join()
    return process.exitcode


def _processes() -> Iterator[int]:
    return (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
