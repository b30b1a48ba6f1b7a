"""Kill the publisher at every step, and at random instants, and run it again.

    python -m benchmarks.kills [--steps N] [--random N] [--publish N]

--steps: kills of the recorder before or after one of its git calls, each call in turn. --random: kills
of the recorder after a random time. --publish: kills of `publisher publish --deploy` (a real site is
built and deployed) at a random time. Each time kill -9, of the publisher alone or of all that it had
started; half of the later runs are made in a fresh clone. Printed at the end: entries lost or doubled,
repositories that are not sound.

A git whose caller was killed goes on. Its lock is a living one, so locks are only taken away, as the
message asks, when nothing that the killed run had started is at work any more.
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.victim import Subject, Work, start, wait
from tests.histories import Company
from tests.publication.faulty import Fault, FaultyGit, sound

MKDOCS = """\
site_name: Example
site_url: https://policies.example/
docs_dir: policy
theme: {name: material, font: false}
plugins:
  - publisher: {notice_days: 5}
"""


def finish(subject: Subject, work: Work, before: list[str], grow: int) -> Counter[str]:
    """Run to the end after kills and count what is wrong."""
    found: Counter[str] = Counter()
    subject.faulty.arm(None)
    after = subject.stored()
    if len(after) > len(before):
        found["stored before the kill, found again"] += 1
    found["locks left"] += subject.unlock()
    if wait(start(subject, work, subject.place())):
        print(subject.said.read_text(), flush=True)
        found["RUNS THAT FAILED"] += 1
    due = subject.stored()
    found["LOST"] += due[: len(before)] != before or len(due) < len(before) + grow
    found["DOUBLED"] += len(due) > len(before) + grow or len(set(due)) != len(due)
    try:
        sound(subject.remote)
        sound(subject.company.path)
    except AssertionError as error:
        print(error, flush=True)
        found["UNSOUND"] += 1
    return found


def at_steps(subject: Subject, kills: int) -> Counter[str]:
    """Kill before and after each git call of the recorder in turn."""
    work = recorder(subject)
    for _ in range(2):  # the first run starts the register; all others are like the second
        subject.change()
        subject.faulty.arm(None)
        wait(start(subject, work, subject.company.path))
    calls = subject.faulty.calls
    places = itertools.cycle(
        [(call, kind) for kind in ("BEFORE", "AFTER") for call in range(1, calls + 1)]
    )
    found: Counter[str] = Counter()
    hit: set[tuple[int, str]] = set()
    place = next(places)
    print(f"  {calls} git calls a run")
    while found["kills"] < kills:
        subject.change()
        before = subject.stored()
        for attempt in range(3):
            subject.faulty.arm(Fault(*place))
            code = wait(start(subject, work, subject.company.path))
            subject.settle()
            found["locks left"] += subject.unlock()
            if code == -signal.SIGKILL:
                found["kills"] += 1
                hit.add(place)
            if code == -signal.SIGKILL or attempt == 0:
                place = next(places)  # a run that has nothing to enter has fewer calls
        found += finish(subject, work, before, 1)
        print(f"    {found['kills']} kills", end="\r", file=sys.stderr)
    found["different places of a kill"] = len(hit)
    return found


def at_random(subject: Subject, kills: int, work: Work, longest: float) -> Counter[str]:
    """Kill the publisher alone, or with all its children, after a random time."""
    found: Counter[str] = Counter()
    while found["kills"] < kills:
        subject.change()
        subject.faulty.arm(None)
        before = subject.stored()
        for _ in range(3):
            process = start(subject, work, subject.company.path)
            time.sleep(subject.chance.uniform(0, longest))
            if process.is_alive():
                everything = subject.chance.random() < 0.5
                process.kill()
                found["kills"] += 1
                found["kills of all that it had started"] += everything
                subject.settle(kill=everything)
            process.join()
            found["locks left"] += subject.unlock()
        found += finish(subject, work, before, 1)
        print(f"    {found['kills']} kills", end="\r", file=sys.stderr)
    return found


def report(name: str, found: Counter[str], started: float) -> None:
    """Print the figures."""
    print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    for wrong in ("LOST", "DOUBLED", "UNSOUND", "RUNS THAT FAILED"):
        print(f"  {wrong.lower()}: {found.pop(wrong, 0)}")
    for what, count in sorted(found.items()):
        print(f"  {what}: {count}")


def main() -> None:
    """Make the runs that were asked for."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--steps", type=int, default=200)
    options.add_argument("--random", type=int, default=200)
    options.add_argument("--publish", type=int, default=100)
    asked = options.parse_args()
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        top = Path(folder)
        faulty = FaultyGit(top / "bin")
        started = time.perf_counter()
        if asked.steps:
            report(
                "record, at every step", at_steps(Subject(top / "a", faulty), asked.steps), started
            )
        started = time.perf_counter()
        if asked.random:
            subject = Subject(top / "b", faulty)
            length = _length(subject, recorder(subject))
            report(
                "record, at random",
                at_random(subject, asked.random, recorder(subject), length),
                started,
            )
        started = time.perf_counter()
        if asked.publish:
            subject = Subject(top / "c", faulty)
            subject.company.files["mkdocs.yml"] = MKDOCS
            subject.company.files[".gitignore"] = "site/\n"
            length = _length(subject, publisher(top / "served"))
            report(
                "publish, at random",
                at_random(subject, asked.publish, publisher(top / "served"), length),
                started,
            )


def recorder(subject: Subject) -> Work:
    """Return what a recorder does."""

    def work(path: Path) -> None:
        company = Company.open(path)
        # As a job does, that builds on the register of the remote: another clone may have been first.
        company.store.synchronise()
        company.publish(subject.when)

    return work


def publisher(served: Path) -> Work:
    """Return a whole publication by the program itself."""
    program = str(Path(sys.executable).with_name("publisher"))
    deploy = f'mkdir -p {served} && cp -r "$PUBLISHER_SITE"/. {served}'

    def work(path: Path) -> None:
        os.chdir(path)
        os.execv(program, [program, "publish", "--deploy", deploy, "--site-dir", str(served)])

    return work


def _length(subject: Subject, work: Work) -> float:
    """Return how long a run takes that nobody kills; it makes the first entry."""
    subject.change()
    started = time.perf_counter()
    code = wait(start(subject, work, subject.company.path))
    assert code == 0, subject.said.read_text()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
