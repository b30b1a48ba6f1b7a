"""Texts that are made to take long, at the largest size that is accepted: what each command costs.

    .venv/bin/python -m benchmarks.hostile [--size KIB] [--kind WORDS …]

Each kind of tests/hostile_texts.py is compared both ways, and checked, shown as a redline and built in a
repository, each in a process of its own that is stopped after a minute of CPU time. A refusal that names
the bound is as good as an answer. Exit code 1 if anything takes more than 15 CPU seconds or 500 MiB, or
ends in another way.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.conftest import POLICY, PolicyRepo
from tests.hostile_texts import KINDS

SECONDS, MIB = 15.0, 500
_STOP = 60  # CPU seconds
_FRONT = POLICY[: POLICY.index("---", 4) + 4]
_RENDER = (
    "import sys; from publisher.text.document.render import render; "
    "render(open(sys.argv[1]).read(), sys.argv[1], strict=False)"
)
_PROGRAM = [sys.executable, "-c", "from publisher.cli import main; main()"]


class Cost(NamedTuple):
    """What a process took. words: the last line of its messages."""

    cpu: float
    memory: int
    code: int
    words: str

    @property
    def is_fine(self) -> bool:
        """Whether it kept within both bounds and ended with an answer or a refusal."""
        ended = (
            self.code in (0, 1, 2) and "Traceback" not in self.words and "Error:" not in self.words
        )
        return self.cpu <= SECONDS and self.memory <= MIB and ended


def cost(command: list[str], folder: Path) -> Cost:
    """Run a command and return what it took."""
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=messages,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (_STOP, _STOP)),
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        lines = messages.read().decode("utf-8", "replace").strip().splitlines() or [""]
    return Cost(
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss // 1024,
        process.returncode,
        lines[-1][:160],
    )


def costs(name: str, size: int, folder: Path) -> dict[str, Cost]:
    """Return what each command takes for a kind."""
    old, new = KINDS[name](size - len(_FRONT) - 64)
    repository = PolicyRepo(folder / "repository")
    repository.commit({"policy/privacy.md": _FRONT + "\n" + (old if old.strip() else "Text.\n")})
    repository.write({"policy/privacy.md": _FRONT + "\n" + new})
    (folder / "old.md").write_text(old, encoding="utf-8", newline="")
    (folder / "new.md").write_text(new, encoding="utf-8", newline="")
    found = {
        "render": cost([sys.executable, "-c", _RENDER, "new.md"], folder),
        "compare": cost([*_PROGRAM, "compare", "old.md", "new.md", "--html", "a.html"], folder),
        "compare back": cost([*_PROGRAM, "compare", "new.md", "old.md", "--json"], folder),
        "check": cost([*_PROGRAM, "check"], repository.path),
        "diff": cost([*_PROGRAM, "diff", "privacy"], repository.path),
    }
    repository.commit({})
    return found | {"build": cost([*_PROGRAM, "build"], repository.path)}


def main() -> int:
    """Run all kinds and print a line for each, then the worst of each command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1024, metavar="KIB")
    parser.add_argument("--kind", nargs="*", default=[], metavar="WORDS")
    asked = parser.parse_args()
    kinds = [name for name in KINDS if not asked.kind or any(word in name for word in asked.kind)]
    worst: dict[str, Cost] = {}
    fine = 0
    for name in kinds:
        with tempfile.TemporaryDirectory() as folder:
            found = costs(name, asked.size * 1024, Path(folder))
        is_fine = all(each.is_fine for each in found.values())
        fine += is_fine
        row = "  ".join(f"{way} {c.cpu:.1f}s {c.memory}M {c.code}" for way, c in found.items())
        refused = next((c.words for c in found.values() if c.code not in (0, 1)), "")
        print(f"{'  ' if is_fine else '! '}{name:<46}{row}  {refused}", flush=True)
        for way, each in found.items():
            before = worst.get(way, each)
            worst[way] = Cost(max(each.cpu, before.cpu), max(each.memory, before.memory), 0, "")
    for way, each in worst.items():
        print(f"worst {way}: {each.cpu:.1f} CPU seconds, {each.memory} MiB")
    print(f"{fine} of {len(kinds)} within {SECONDS:g} CPU seconds and {MIB} MiB")
    return 0 if fine == len(kinds) else 1


if __name__ == "__main__":
    sys.exit(main())
