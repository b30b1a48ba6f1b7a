"""Real policies: the build of their site, the comparison of their versions and the proof of their register.

    .venv/bin/python benchmarks/real.py REPOSITORY [ROUNDS]

REPOSITORY: a clone with real texts in policy/, each with its history. None comes with the project, because
the texts are other people's; any company's public repository of policies will do. A revision that is no
material change is left out. Build: compared with a plain `mkdocs build` of the newest texts. Proof: with
`git fsck`. CPU time is that of all processes.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from pathlib import Path

import generate
from build_site import plain_folder
from harness import BIN, PUBLISHER, Figure, Run, empty, git, in_turn, measure, once, place, size

from publisher.text.comparison import compare


def compared(policies: list[generate.RealPolicy]) -> list[float]:
    """Return the CPU seconds of judging each version against the one before."""
    seconds = []
    for policy in policies:
        for version in range(2, len(policy) + 1):
            old, new = policy.text(version - 1).decode(), policy.text(version).decode()
            began = time.process_time()
            compare(old, new)
            seconds.append(time.process_time() - began)
    return seconds


def main(texts: str, rounds: int = 3) -> None:
    """Measure and keep the figure."""
    policies = generate.real_policies(Path(texts))
    versions = sum(map(len, policies))
    name = f"real-{Path(texts).name}"
    repository = once(name, lambda path: generate.published_texts(path, policies))
    head = git(repository, "rev-parse", "main").strip()
    git(repository, "reset", "-q", "--hard", head)
    folder, site = plain_folder(repository), place(f"{name}-site")
    changes = itertools.count()

    def build() -> Run:
        return measure([PUBLISHER, "build", "--site-dir", str(site)], repository)

    def cold() -> Run:
        empty(repository / ".cache")
        empty(site)
        return build()

    def changed() -> Run:
        page = next((repository / "policy").glob("[!i]*.md"))
        text = page.read_text(encoding="utf-8")
        page.write_text(f"{text}\nWe keep it for {next(changes)} months.\n", encoding="utf-8")
        who = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org")
        git(repository, *who, "commit", "-q", "-a", "-m", "Change a sentence")
        try:
            return build()
        finally:
            git(repository, "reset", "-q", "--hard", head)

    ways = {
        "plain mkdocs build": lambda: measure(
            [str(BIN / "mkdocs"), "build", "-q", "-d", f"{site}-plain"], folder
        ),
        "publisher build, nothing cached": cold,
        "publisher build, everything cached": build,
        "publisher build, one sentence changed": changed,
        "git fsck": lambda: measure(["git", "fsck", "--full"], repository),
        "publisher verify": lambda: measure([PUBLISHER, "verify"], repository),
        "publisher verify --quick": lambda: measure([PUBLISHER, "verify", "--quick"], repository),
    }
    runs = in_turn(ways, rounds)
    cpu = {key: run.cpu for key, run in runs.items()}
    files, volume = size(site)
    pairs = sorted(compared(policies))
    middle, worst = 1000 * statistics.median(pairs), 1000 * pairs[-1]
    plain, warm = cpu["plain mkdocs build"], cpu["publisher build, everything cached"]
    ratios = [
        ("build, nothing cached", cpu["publisher build, nothing cached"] / plain, 7, "plain"),
        ("build, everything cached", warm / plain, 1.5, "plain"),
        ("verify", cpu["publisher verify"] / cpu["git fsck"], 25, "git fsck"),
        ("verify --quick", cpu["publisher verify --quick"] / cpu["git fsck"], 8, "git fsck"),
    ]
    more = cpu["publisher build, one sentence changed"] - warm
    words = sum(len(policy.text(len(policy)).split()) for policy in policies) // len(policies)
    Figure(
        "real",
        "Real policies",
        f"{len(policies)} real documents of {words:,} words on average, {versions} versions, all announced, "
        "each with its redline",
        runs,
        [
            *(
                (f"{what}: at most {most} × {other} in CPU time; measured {ratio:.1f} ×", ratio <= most)
                for what, ratio, most, other in ratios
            ),
            (f"one sentence changed: at most 0.25 s more; measured {more:+.2f} s", more <= 0.25),
            (f"comparing a pair: at most 20 ms, the worst 200 ms; measured {middle:.0f} and {worst:.0f} ms",
             middle <= 20 and worst <= 200),
        ],
        [f"The site: {files:,} files, {volume / 1e6:.1f} MB, {volume / versions / 1000:.0f} kB and "
         f"{files / versions:.1f} files a version."],
    ).keep()  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
