"""The timeline against its naive double over many random histories: how many answers agree.

    .venv/bin/python -m benchmarks.oracle --steps 100000 --json benchmarks/results/oracle.json

A step is one thing that happens: an edit, a commit, a publication, a holiday that is created, days that
pass (tests/timeline/oracle/machine.py). After each, every answer of both is compared, and at the end of
a history every day of it is asked for again. Ends with a failure at the first difference, and prints the
history that shows it. A few thousand of the same steps are part of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.timeline.oracle.machine import TOTAL, Histories

HISTORIES = 200  # at a time


def run(steps: int, length: int, report: Path | None) -> None:
    """Run histories until so many steps were compared; write the figures after each batch."""
    started, before = time.monotonic(), time.process_time()
    chosen = settings(
        max_examples=HISTORIES, stateful_step_count=length, deadline=None, database=None,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )  # fmt: skip
    while TOTAL["steps"] < steps:
        run_state_machine_as_test(Histories, settings=chosen)
        figures = _figures(TOTAL, length) | {
            "cpu_seconds": round(time.process_time() - before),
            "seconds": round(time.monotonic() - started),
        }
        if report:
            report.write_text(json.dumps(figures, indent=2) + "\n")
        print(f"{TOTAL['steps']:,} steps in {TOTAL['histories']:,} histories agree", flush=True)


def _figures(counts: Counter[str], length: int) -> dict[str, object]:
    whole = {name: counts[name] for name in sorted(counts)}
    return {"what": "timeline against its naive double", "steps_a_history": length, **whole}


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=int(os.environ.get("STEPS", "100000")))
    parser.add_argument("--length", type=int, default=40, help="steps of one history, at most")
    parser.add_argument("--json", type=Path, help="where the figures go")
    options = parser.parse_args()
    run(options.steps, options.length, options.json)


if __name__ == "__main__":
    main()
