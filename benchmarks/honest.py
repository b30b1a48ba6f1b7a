"""Verify generated honest histories: there must be no false alarm.

python -m benchmarks.honest [--histories 1000] [--steps 8] [--from SEED]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from publisher.verify import verify
from tests.histories import Random


def main() -> None:
    """Live through the histories and print what verification says."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--histories", type=int, default=1000)
    options.add_argument("--steps", type=int, default=8)
    options.add_argument("--from", type=int, default=0, dest="first")
    asked = options.parse_args()
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    events: Counter[str] = Counter()
    alarms = notes = 0
    verifying = 0.0
    for seed in range(asked.first, asked.first + asked.histories):
        with tempfile.TemporaryDirectory() as folder:
            life = Random(Path(folder) / "repo", seed)
            life.live(asked.steps)
            store = life.company.store
            started = time.perf_counter()
            report = verify(store, life.company.history(), now=life.now + timedelta(hours=1))
            verifying += time.perf_counter() - started
            events.update(str(entry.event) for entry in store.read().entries)
            alarms += not report.ok
            notes += bool(report.notes)
            for problem in (*report.problems, *report.notes):
                print(f"  seed {seed}: {problem}")
    print(f"{asked.histories} honest histories, {events.total()} entries: {alarms} false alarms, "
          f"{notes} with notes; verified in {verifying:.0f} s")  # fmt: skip
    print("  " + ", ".join(f"{name} {count}" for name, count in events.most_common()))


if __name__ == "__main__":
    main()
