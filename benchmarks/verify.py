"""The proof of a register with 10,000 entries.

    .venv/bin/python benchmarks/verify.py [ENTRIES] [WORDS]

Compared with `git fsck` of the same repository, which reads every object and proves its digest; in CPU time
of all processes, since `verify` uses several. `--since` goes on from what was proved ten entries before.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import generate
from harness import PUBLISHER, Figure, in_turn, measure, once

POLICIES = 20
NEW = 10  # entries since the earlier proof


def proved_before(path: Path, repository: Path) -> None:
    """Write to path/verified what was proved when the newest entries were not there yet."""
    path.mkdir()
    older = Path(shutil.copytree(repository, path / "older"))
    branch = "refs/heads/publications"
    subprocess.run(["git", "update-ref", branch, f"{branch}~{NEW}"], cwd=older, check=True)
    measure([PUBLISHER, "verify", "--checkpoint-out", str(path / "verified")], older)


def main(entries: int = 10_000, words: int = 300, rounds: int = 3) -> None:
    """Measure and keep the figure."""
    versions = entries // POLICIES
    repository = once(
        f"register-{entries}-{words}",
        lambda path: generate.published(path, policies=POLICIES, versions=versions, words=words),
    )
    kept = once(f"verified-{entries}-{words}", lambda path: proved_before(path, repository))
    since = ["--since", str(kept / "verified")]
    runs = in_turn(
        {
            "git fsck": lambda: measure(["git", "fsck", "--full"], repository),
            "publisher verify": lambda: measure([PUBLISHER, "verify"], repository),
            "publisher verify --quick": lambda: measure(
                [PUBLISHER, "verify", "--quick"], repository
            ),
            "publisher verify --since": lambda: measure([PUBLISHER, "verify", *since], repository),
        },
        rounds,
    )
    ratios = {name: run.cpu / runs["git fsck"].cpu for name, run in runs.items()}
    goals = {"publisher verify": 25, "publisher verify --quick": 8, "publisher verify --since": 5}
    Figure(
        "verify" if words == 300 else f"verify-{words}",
        "Proof of a register",
        f"{versions * POLICIES:,} entries of {POLICIES} policies of {words:,} words: each commit, text, "
        "verdict and day derived again",
        runs,
        [
            (
                f"{name}: at most {most} × git fsck in CPU time; measured {ratios[name]:.1f} ×",
                ratios[name] <= most,
            )
            for name, most in goals.items()
        ],
    ).keep()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
