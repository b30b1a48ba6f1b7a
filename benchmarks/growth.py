"""What one more version costs: builds of 100, 1,000 and 10,000 versions.

    .venv/bin/python benchmarks/growth.py

The time for each added version must not grow with the number of versions that are there already.
"""

from __future__ import annotations

import generate
from harness import PUBLISHER, Figure, Run, empty, in_turn, measure, once, place

SIZES = (100, 1_000, 10_000)
POLICIES, WORDS = 10, 500


def main() -> None:
    """Measure and keep the figure."""
    rows: dict[str, Run] = {}
    for versions in SIZES:
        repository = once(
            f"growth-{versions}",
            lambda path, n=versions // POLICIES: generate.published(
                path, policies=POLICIES, versions=n, words=WORDS
            ),
        )
        site = place("growth-site")

        def build(repository=repository, site=site) -> Run:  # type: ignore[no-untyped-def]
            return measure([PUBLISHER, "build", "--site-dir", str(site)], repository)

        def cold(repository=repository, site=site, build=build) -> Run:  # type: ignore[no-untyped-def]
            empty(repository / ".cache")
            empty(site)
            return build()

        ways = {
            f"{versions:,} versions, nothing cached": cold,
            f"{versions:,} versions, cached": build,
        }
        rows |= in_turn(ways, 1 if versions > 1000 else 3)
    cold_runs, warm = ([run for name, run in rows.items() if name.endswith(end)]
                       for end in ("nothing cached", ", cached"))  # fmt: skip
    first, then = (_per_version(cold_runs, n) for n in (0, 1))
    Figure(
        "growth",
        "Growth",
        f"{POLICIES} policies of {WORDS} words; what a version more costs",
        rows,
        [(f"no added version costs 20 % more than those before: {first:.1f} ms each from 100 to 1,000, "
          f"{then:.1f} ms from 1,000 to 10,000", then / first <= 1.2)],
        plot={
            "x": list(SIZES),
            "lines": {
                "nothing cached": [run.cpu for run in cold_runs],
                "everything cached": [run.cpu for run in warm],
            },
            "labels": ["versions", "CPU seconds of a build"],
        },
    ).keep()  # fmt: skip


def _per_version(runs: list[Run], place: int) -> float:
    """Return the milliseconds of CPU for each version between two sizes."""
    added = SIZES[place + 1] - SIZES[place]
    return (runs[place + 1].cpu - runs[place].cpu) / added * 1000


if __name__ == "__main__":
    main()
