"""Verify generated honest histories: there must be no false alarm.

python -m benchmarks.honest [--histories 1000] [--steps 8] [--from SEED] [--jobs 1]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import repeat
from pathlib import Path

from publisher.verify import verify
from tests.lives import Life


@dataclass(frozen=True)
class Outcome:
    """What one history held, and what verification said of it. seconds: of CPU, with git's."""

    seed: int
    events: Counter[str]
    happened: Counter[str]
    refused: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    living: float
    verifying: float


def outcome(steps: int, seed: int) -> Outcome:
    """Live through the history of a seed and verify it."""
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    with tempfile.TemporaryDirectory() as folder:
        started = _cpu()
        life = Life(Path(folder) / "repo", seed)
        life.live(steps)
        lived = _cpu()
        store = life.company.store
        report = verify(store, life.company.history(), now=life.now + timedelta(hours=1))
        verified = _cpu()
        events = Counter(str(entry.event) for entry in store.read().entries)
    return Outcome(
        seed, events, life.happened, life.refused, tuple(map(str, report.problems)),
        tuple(map(str, report.notes)), lived - started, verified - lived,
    )  # fmt: skip


def outcomes(seeds: range, steps: int, jobs: int) -> Iterator[Outcome]:
    """Yield what became of each seed, in their order."""
    if jobs == 1:
        yield from map(partial(outcome, steps), seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(outcome, repeat(steps), seeds, chunksize=4)


def main() -> int:
    """Live through the histories, print what verification says, and return 1 if it ever was an alarm."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--histories", type=int, default=1000)
    options.add_argument("--steps", type=int, default=8)
    options.add_argument("--from", type=int, default=0, dest="first")
    options.add_argument("--jobs", type=int, default=1, help="processes; 1 unless told otherwise")
    asked = options.parse_args()
    began = time.perf_counter()
    seeds = range(asked.first, asked.first + asked.histories)
    found = []
    for number, one in enumerate(outcomes(seeds, asked.steps, asked.jobs), start=1):
        found.append(one)
        for words in (*one.problems, *one.notes):
            print(f"  seed {one.seed}: {words}", flush=True)
        print(f"    {number} of {len(seeds)}", end="\r", file=sys.stderr)
    alarms = sum(bool(one.problems) for one in found)
    report(found, alarms, time.perf_counter() - began)
    return int(alarms > 0)


def report(found: list[Outcome], alarms: int, seconds: float) -> None:
    """Print the figures."""
    events = sum((one.events for one in found), Counter[str]())
    happened = sum((one.happened for one in found), Counter[str]())
    print(f"{len(found)} honest histories, {happened.total()} changes, {events.total()} entries: "
          f"{alarms} false alarms, {sum(bool(one.notes) for one in found)} with notes")  # fmt: skip
    print(f"  entries: {_listed(events)}")
    print(f"  changes: {_listed(happened)}")
    print(f"  notices refused, taken back and published without: {sum(o.refused for o in found)}")
    print(f"  {seconds:.0f} s; CPU {sum(o.living for o in found):.0f} s to live, "
          f"{sum(o.verifying for o in found):.0f} s to verify")  # fmt: skip


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    sys.exit(main())
