"""The build of a site with 10 policies in force and 3,000 archived versions, each with its redline.

    .venv/bin/python benchmarks/build_site.py [VERSIONS [ROUNDS]]

Compared with a plain `mkdocs build` of the same ten texts in force: with nothing cached, with
everything cached, and after one sentence of one policy was changed.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import generate
from harness import BIN, PUBLISHER, Figure, Run, empty, git, in_turn, measure, once, place, size

POLICIES = 10
PLAIN = b"""\
site_name: Benchmark
site_url: https://policies.example/
docs_dir: policy
theme: {name: material, font: false}
extra: {generator: false, scope: /}
plugins: [search]
"""


def plain_folder(repository: Path) -> Path:
    """Return the same pages for MkDocs alone."""
    folder = place(f"{repository.name}-plain")
    empty(folder)
    (folder / "policy").mkdir(parents=True)
    (folder / "mkdocs.yml").write_bytes(PLAIN)
    for page in (repository / "policy").glob("*.md"):
        (folder / "policy" / page.name).write_bytes(page.read_bytes())
    return folder


def change_a_sentence(repository: Path, number: int) -> None:
    """Commit another number of months in one policy."""
    page = repository / "policy" / "policy-3.md"
    old = page.read_text(encoding="utf-8")
    new = re.sub(r"for \d+ months", f"for {1000 + number} months", old)
    assert new != old
    page.write_text(new, encoding="utf-8")
    who = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org")
    git(repository, *who, "commit", "-q", "-a", "-m", "Change a sentence")


def main(versions: int = 301, rounds: int = 3) -> None:
    """Measure and keep the figure."""
    name = f"site-{POLICIES}x{versions}"
    repository = once(
        name, lambda path: generate.published(path, policies=POLICIES, versions=versions)
    )
    git(repository, "reset", "-q", "--hard", git(repository, "rev-parse", "main").strip())
    head = git(repository, "rev-parse", "HEAD").strip()
    folder, site = plain_folder(repository), place(f"{name}-site")
    changes = itertools.count()

    def plain() -> Run:
        return measure([str(BIN / "mkdocs"), "build", "-q", "-d", str(site) + "-plain"], folder)

    def build() -> Run:
        return measure([PUBLISHER, "build", "--site-dir", str(site)], repository)

    def cold() -> Run:
        empty(repository / ".cache")
        empty(site)
        return build()

    def changed() -> Run:
        change_a_sentence(repository, next(changes))
        try:
            return build()
        finally:
            git(repository, "reset", "-q", "--hard", head)

    first = in_turn({"nothing cached": cold}, 1 if versions > 100 else rounds)
    ways = {"plain mkdocs": plain, "everything cached": build, "one sentence changed": changed}
    runs = first | in_turn(ways, rounds)
    files, volume = size(site)
    more = runs["nothing cached"].wall - runs["plain mkdocs"].wall
    peak = max(run.peak for run in runs.values())
    second, again = runs["everything cached"].wall, runs["one sentence changed"].wall
    bound = 1.15 * runs["plain mkdocs"].wall + 3
    archived = POLICIES * (versions - 1)
    Figure(
        "build_site",
        "Build of a site",
        f"{POLICIES} policies of 2,500 words in force, {archived:,} archived versions, each with its redline",
        {
            "plain mkdocs build of the pages in force": runs["plain mkdocs"],
            "publisher build, nothing cached": runs["nothing cached"],
            "publisher build, everything cached": runs["everything cached"],
            "publisher build, one sentence changed": runs["one sentence changed"],
        },
        [
            (f"nothing cached: at most 60 s more than plain; measured {more:.1f} s", more <= 60),
            (f"peak memory below 400 MB; measured {peak * 1.048576:.0f} MB", peak * 1.048576 < 400),
            (f"everything cached: at most 1.15 × plain + 3 s = {bound:.1f} s; measured {second:.1f} s",
             second <= bound),
            (f"one sentence changed: less than 0.5 s more; measured {again - second:+.2f} s",
             again - second < 0.5),
        ],
        [f"The site: {files:,} files, {volume / 1e6:.0f} MB, {volume / archived / 1000:.0f} kB a version."],
    ).keep()  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
