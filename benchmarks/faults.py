"""Let every file-system call of an append, and of a push, fail once.

    python -m benchmarks.faults [--append N] [--push N]

For each call that git makes on files while two entries are appended (and, with --push, pushed to a
remote), the same append is made with that one call failing: by a kill, by an I/O error, by a full
disk. After each: what was acknowledged is stored; nothing is doubled; git finds the repository
sound; the same append, made again, works or names the lock that stops it. N: draw so many instead
of all. Needs strace.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from publisher.errors import PublisherError
from publisher.git.client import Git
from publisher.git.git_errors import Limits
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from tests.publication.faulty import Fault, FaultyGit, sound, variants
from tests.publication.repositories import at, clone, draft, fixed, new_repository

LIMITS = Limits(local=20, network=40, lock=0.2)
FRESH = 40  # faults to a repository


def attempt(path: Path, number: int) -> str:
    """Enter a version; return "acknowledged" or git's complaint."""
    try:
        enter(
            GitStore(Git(path, LIMITS)), fixed(draft(number), draft(-number)), at=at(),
            pause=lambda _: None,
        )  # fmt: skip
    except PublisherError as error:
        return str(error)
    return "acknowledged"


def keys(path: Path) -> list[str]:
    """Return what is stored."""
    return [entry.key for entry in GitStore(Git(path)).read().entries]


def locks(path: Path) -> list[Path]:
    """Return the locks that lie in a repository."""
    return list((path / ".git" if (path / ".git").exists() else path).rglob("*.lock"))


def one(faulty: FaultyGit, fault: Fault, job: Path, stored: Path, number: int) -> Counter[str]:
    """Make one append with one fault and return what there was to count."""
    faulty.arm(None)
    before = keys(stored)
    due = [*before, draft(number).key, draft(-number).key]
    faulty.arm(fault)
    answer = attempt(job, number)
    faulty.arm(None)
    after = keys(stored)
    found = Counter({"runs": 1, f"runs with {fault.kind}": 1})
    if answer == "acknowledged":
        found["acknowledged"] = 1
        found["LOST"] += after != due
    elif after == due:
        found["reported a failure, and was stored"] = 1
    if after not in (before, due):
        found["DOUBLED OR TORN"] = 1
    again = attempt(job, number)
    if again != "acknowledged":
        left = locks(job) + locks(stored)
        named = "lock" in again
        found["retries stopped by a lock, named"] += bool(left and named)
        found["RETRIES THAT FAILED"] += not (left and named)
        for lock in set(left):
            lock.unlink()
        again = attempt(job, number)
    for lock in set(locks(job) + locks(stored)):
        found["locks left"] += 1
        lock.unlink()
    found["RETRIES THAT FAILED"] += again != "acknowledged"
    found["LOST"] += keys(stored) != due
    try:
        sound(stored)
    except AssertionError:
        found["UNSOUND"] += 1
    return found


def run(
    faulty: FaultyGit, places: Callable[[], tuple[Path, Path]], size: int | None, seed: int
) -> None:
    """Watch one append, then let each of its calls fail.

    places: makes a new repository for the appends, and names the one in which they are stored.
    """
    started = time.perf_counter()
    faulty.arm(None)
    job, stored = places()
    attempt(job, 1)
    faulty.watch()
    assert attempt(job, 2) == "acknowledged"
    every = [one for fault in faulty.watched() for one in variants(fault)]
    drawn = random.Random(seed).sample(every, min(size, len(every))) if size else every
    total: Counter[str] = Counter()
    for number, fault in enumerate(drawn, start=3):
        if number % FRESH == 0:  # reading a register that grows all the time would take most of it
            faulty.arm(None)
            job, stored = places()
            attempt(job, 1)
        total += one(faulty, fault, job, stored, number)
    print(f"  {len(every)} possible faults; {time.perf_counter() - started:.0f} s")
    for name in ("LOST", "DOUBLED OR TORN", "UNSOUND", "RETRIES THAT FAILED"):
        print(f"  {name.lower()}: {total.pop(name, 0)}")
    for name, count in sorted(total.items()):
        print(f"  {name}: {count}")


def main() -> None:
    """Make both runs and print what was found."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--append", type=int, help="faults of an append to draw; default: all")
    options.add_argument("--push", type=int, help="faults of a push to draw; default: all")
    asked = options.parse_args()
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        faulty = FaultyGit(top / "bin")
        os.environ["PATH"] = faulty.path
        print(subprocess.run(["git", "--version"], capture_output=True, text=True).stdout.strip())
        numbers = itertools.count()

        def local() -> tuple[Path, Path]:
            place = new_repository(top / f"local{next(numbers)}")
            return place, place

        def pushed() -> tuple[Path, Path]:
            number = next(numbers)
            source = new_repository(top / f"source{number}")
            remote = top / f"remote{number}.git"
            subprocess.run(["git", "clone", "-q", "--bare", source, remote], check=True)
            return clone(remote, top / f"job{number}"), remote

        print("append:", flush=True)
        run(faulty, local, asked.append, seed=1)
        print("push:", flush=True)
        run(faulty, pushed, asked.push, seed=2)


if __name__ == "__main__":
    main()
