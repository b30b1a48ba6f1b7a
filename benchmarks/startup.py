"""What a command costs before it works: `publisher status` on a small repository.

    .venv/bin/python benchmarks/startup.py

Compared with `git status` there plus the start of the interpreter.
"""

from __future__ import annotations

import sys

import generate
from harness import PUBLISHER, Figure, in_turn, measure, once


def main() -> None:
    """Measure and keep the figure."""
    repository = once(
        "small", lambda path: generate.published(path, policies=3, versions=4, words=800)
    )
    runs = in_turn(
        {
            "git status": lambda: measure(["git", "status"], repository),
            "start of the interpreter": lambda: measure([sys.executable, "-c", "pass"], repository),
            "publisher --help": lambda: measure([PUBLISHER, "--help"], repository),
            "publisher schedule": lambda: measure([PUBLISHER, "schedule"], repository),
            "publisher status": lambda: measure([PUBLISHER, "status"], repository),
        },
        9,
    )
    status = runs["publisher status"]
    Figure(
        "startup",
        "Start of a command",
        "3 policies with 4 versions each, register of 12 entries",
        runs,
        [(f"status: less than 0.4 s; measured {status.wall:.2f} s", status.wall < 0.4)],
    ).keep()


if __name__ == "__main__":
    main()
