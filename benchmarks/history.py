"""The history of a large repository: 42,000 commits, 879 documents, about 25,000 revisions.

    .venv/bin/python benchmarks/history.py

Compared with what no reader of a whole history can do without, `git log --raw -z` and
`git cat-file --batch` of the same objects, and with the plugin that shows a page's date of last change.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import generate
from harness import HERE, PUBLISHER, Figure, Run, empty, git, in_turn, measure, once, place
from peers import peers

COMMITS, DOCUMENTS = 42_000, 879
DATES = b"""\
site_name: Benchmark
docs_dir: policy
theme: {name: mkdocs}
plugins: [PLUGINS]
"""


def floor(repository: Path) -> Run:
    """One pass over the log, one over the objects that it names."""
    script = (
        "git log --first-parent --diff-merges=first-parent --reverse --raw -z --no-abbrev --no-renames"
        " --format=%H HEAD >log.tmp && git cat-file --batch --buffer <objects.tmp >/dev/null; rm log.tmp"
    )
    return measure(["sh", "-c", script], repository)


def read(repository: Path, *, answers: int) -> Run:
    """Every revision of every policy, through the library."""
    return measure([sys.executable, str(HERE / "read_history.py"), str(answers)], repository)


def dates(repository: Path, command: str, plugins: bytes) -> Run:
    """Build the pages at HEAD, with or without their dates."""
    folder = place(f"{repository.name}-dates")
    if not folder.exists():
        subprocess.run(["git", "clone", "-q", "-s", str(repository), str(folder)], check=True)
    (folder / "mkdocs.yml").write_bytes(DATES.replace(b"PLUGINS", plugins))
    return measure([command, "build", "-q", "-d", str(folder) + "-site"], folder)


def objects(repository: Path) -> int:
    """List each distinct content of a page, in the order of the log; return how many there are."""
    out = git(repository, "log", "--first-parent", "--reverse", "--raw", "--no-abbrev", "--no-renames",
              "--format=", "HEAD", "--", "policy")  # fmt: skip
    found = [line.split()[3] for line in out.splitlines() if line.endswith(".md")]
    wanted = list(dict.fromkeys(blob for blob in found if blob.strip("0")))
    (repository / "objects.tmp").write_text("".join(f"{one}\n" for one in wanted), encoding="ascii")
    return len(wanted)


def main() -> None:
    """Measure and keep the figure."""
    repository = once(
        "history-42k",
        lambda path: generate.history(path, commits=COMMITS, documents=DOCUMENTS, words=2500),
    )
    distinct = objects(repository)
    cache = repository / ".cache"

    def cold() -> Run:
        empty(cache)
        return read(repository, answers=distinct)

    ways = {
        "git log and git cat-file alone": lambda: floor(repository),
        "the history, nothing cached": cold,
        "the history, nothing changed since": lambda: read(repository, answers=distinct),
        "publisher status, nothing changed since": lambda: measure(
            [PUBLISHER, "status"], repository
        ),
    }
    runs = in_turn(ways, 3)
    bare, first, again = (runs[name] for name in list(ways)[:3])
    ratio = first.wall / bare.wall
    goals = [
        (f"nothing cached: at most 1.5 × git alone; measured {ratio:.2f} ×", ratio <= 1.5),
        (f"nothing changed since: at most 1 s; measured {again.wall:.2f} s", again.wall <= 1),
    ]
    bin_ = peers()
    without = dates(repository, str(bin_ / "mkdocs"), b"")
    dated = dates(repository, str(bin_ / "mkdocs"), b"git-revision-date-localized")
    plugin = Run(dated.wall - without.wall, dated.cpu - without.cpu)
    times = plugin.wall / first.wall
    goals.append(
        (f"dates of last change: at least 40 × faster than the plugin; measured {times:.0f} ×",
         times >= 40)
    )  # fmt: skip
    runs["mkdocs-git-revision-date-localized-plugin, the dates alone"] = plugin
    shutil.rmtree(place(f"{repository.name}-dates-site"), ignore_errors=True)
    Figure(
        "history",
        "History of a large repository",
        f"{COMMITS:,} commits, {DOCUMENTS} documents, {distinct:,} distinct contents of 2,500 words",
        runs,
        goals,
        ["The plugin's figure is its build less the same build without it; it finds one date a page, "
         "ours every revision of each."],
    ).keep()  # fmt: skip


if __name__ == "__main__":
    main()
