"""The proof of a register with 10,000 entries.

    .venv/bin/python benchmarks/verify.py [ENTRIES] [WORDS]

Compared with `git fsck` of the same repository, which reads every object and proves its digest.
"""

from __future__ import annotations

import sys

import generate
from harness import PUBLISHER, Figure, in_turn, measure, once

POLICIES = 20


def main(entries: int = 10_000, words: int = 300, rounds: int = 3) -> None:
    """Measure and keep the figure."""
    versions = entries // POLICIES
    repository = once(
        f"register-{entries}-{words}",
        lambda path: generate.published(path, policies=POLICIES, versions=versions, words=words),
    )
    runs = in_turn(
        {
            "git fsck": lambda: measure(["git", "fsck", "--full"], repository),
            "publisher verify": lambda: measure([PUBLISHER, "verify"], repository),
        },
        rounds,
    )
    fsck, ours = runs["git fsck"], runs["publisher verify"]
    ratio = ours.wall / fsck.wall
    Figure(
        "verify" if words == 300 else f"verify-{words}",
        "Proof of a register",
        f"{versions * POLICIES:,} entries of {POLICIES} policies of {words:,} words: each commit, text, "
        "verdict and day derived again",
        runs,
        [
            (f"less than 20 s; measured {ours.wall:.1f} s", ours.wall < 20),
            (f"at most 10 × git fsck; measured {ratio:.1f} ×", ratio <= 10),
        ],
    ).keep()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
