"""Write docs/performance.md and its plots from the figures that were kept.

.venv/bin/python benchmarks/report.py           from the figures in benchmarks/results/
.venv/bin/python benchmarks/report.py --measure measure everything first (about half an hour)
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from harness import HERE, RESULTS, ROOT
from plots import lines

ORDER = ("build_site", "versions_vs_mike", "history", "startup", "verify", "growth")
PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "performance"
_INTRODUCTION = """\
# Performance

The cost of a build follows what changed, not what exists. This page is written by
`benchmarks/report.py` from the figures of the commands named below; each measures the publisher and
what it is compared with in the same run.

Seconds are wall time, and CPU time (user and system, with all children) beside it: on a machine that
others use too, CPU time is the steadier of the two. Memory is the proportional set size of the process
and all its descendants together, at its peak; it is looked at in a round of its own, for that holds a
large process up. Figures are medians of runs in turn. Every text, register and repository is made up by
`benchmarks/generate.py`, in any size. What redlines cost stands on [a page of its own](redline.md#measured).
"""


def main() -> None:
    """Write the page."""
    if "--measure" in sys.argv[1:]:
        for name in ORDER:
            subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=True)
    PLOTS.mkdir(exist_ok=True)
    parts = [_INTRODUCTION]
    for name in ORDER:
        kept = RESULTS / f"{name}.json"
        if kept.exists():
            parts.append(_section(name, json.loads(kept.read_text(encoding="utf-8"))))
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}")


def _section(name: str, figure: dict[str, Any]) -> str:
    """Return one figure as Markdown, and write its plot."""
    machine = figure["machine"]
    out = [
        f"## {figure['title']}",
        "",
        f"{figure['what']}. `{figure['command']}`",
        "",
        "| work | seconds | CPU seconds | memory |",
        "| --- | ---: | ---: | ---: |",
    ]
    for work, run in figure["rows"].items():
        memory = f"{run['peak']:.0f} MiB" if run["peak"] >= 1 else ""
        out.append(f"| {work} | {run['wall']:.2f} | {run['cpu']:.2f} | {memory} |")
    out.append("")
    out += (f"- {'met' if met else '**missed**'}: {goal}" for goal, met in figure["goals"])
    out += (f"- {note}" for note in figure["notes"])
    if figure["plot"]:
        plot = figure["plot"]
        (PLOTS / f"{name}.svg").write_text(
            lines(plot["x"], plot["lines"], plot["labels"]), encoding="utf-8"
        )
        out += ["", f"![{figure['title']}](performance/{name}.svg)"]
    out += [
        "",
        f"Measured on {machine['day']}: {machine['processor']}, {machine['memory']}, {machine['system']}, "
        f"Python {machine['python']}, git {machine['git']}; load average {machine['load']}.",
        "",
    ]
    return "\n".join(out)


if __name__ == "__main__":
    main()
