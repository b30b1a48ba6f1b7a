"""How the benchmarks measure: whole processes, in the same run as what they are compared with.

Seconds are wall time and CPU time (user and system, with all children); memory is the proportional set
size of the process and all its descendants together, sampled, so that two workers count as two. Figures
are medians. Ways are measured in turn, not one after the other: what else the machine does hits all.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "build" / "benchmarks"
RESULTS = HERE / "results"
BIN = Path(sys.executable).parent
PUBLISHER = str(BIN / "publisher")
_SAMPLE = 0.03  # seconds between two looks at the memory
_looking = True  # whether memory is looked at, which holds a large process up


@dataclass(frozen=True)
class Run:
    """What a process cost. wall, cpu: seconds. peak: MiB, 0 where it was not sampled."""

    wall: float
    cpu: float
    peak: float = 0.0


def measure(
    command: Sequence[str], cwd: Path | None = None, *, env: Mapping[str, str] | None = None
) -> Run:
    """Run a command to its end and return its cost. Raises RuntimeError, with its words, if it fails."""
    surroundings = os.environ | {"NO_MKDOCS_2_WARNING": "1", "LC_ALL": "C.UTF-8"} | dict(env or {})
    with (WORK / "last-output.txt").open("w+b") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(command), cwd=cwd, env=surroundings, stdout=said, stderr=subprocess.STDOUT
        )
        watch = _Memory(process.pid) if _looking else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if watch:
            watch.stop()
        if process.returncode:
            said.seek(0)
            words = said.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{words}")
    return Run(wall, usage.ru_utime + usage.ru_stime, watch.peak if watch else 0.0)


class _Memory(threading.Thread):
    """Samples the memory of a process and its descendants.

    They are read one after the other; one that is forked meanwhile has its pages counted twice. So only what
    two looks in a row show counts.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self._over = pid, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        before = 0.0
        while not self._over.wait(_SAMPLE):
            now = sum(map(_proportional, _family(self.pid)))
            self.peak = max(self.peak, min(before, now))
            before = now

    def stop(self) -> None:
        self._over.set()
        self.join()


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in _family(int(child)))]


def _proportional(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def in_turn(ways: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, Run]:
    """Measure each way so often, in turn, and return the medians.

    Memory is looked at in a round of its own before, of which nothing else counts; where there is but one
    round, in that.
    """
    global _looking
    found: dict[str, list[Run]] = {name: [] for name in ways}
    peaks: dict[str, float] = {}
    for number in range(rounds + (rounds > 1)):
        _looking = number == 0
        for name, way in ways.items():
            run = way()
            peaks.setdefault(name, run.peak)
            if rounds == 1 or number:
                found[name].append(run)
            if run.wall > 1:
                say(f"{name}, round {number}: {run.wall:.1f} s, CPU {run.cpu:.1f} s")
    _looking = True
    return {name: replace(median(runs), peak=peaks[name]) for name, runs in found.items()}


def median(runs: Sequence[Run]) -> Run:
    """Return the medians of wall and CPU time."""
    return Run(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
    )


@dataclass
class Figure:
    """One figure of docs/performance.md.

    what: the work. goals: (sentence, whether it is met). rows: name to cost. plot: for the report, see
    `plots`.
    """

    name: str
    title: str
    what: str
    rows: dict[str, Run]
    goals: list[tuple[str, bool]]
    notes: list[str] = field(default_factory=list)
    plot: dict[str, object] | None = None

    def keep(self) -> None:
        """Print it, and keep it for the report."""
        print(f"\n{self.title}\n{self.what}\n")
        for name, run in self.rows.items():
            memory = f"{run.peak:8.0f} MiB" if run.peak else ""
            print(f"  {name:58}{run.wall:9.2f} s  CPU {run.cpu:8.2f} s{memory}")
        for sentence, met in self.goals:
            print(f"  {'met   ' if met else 'MISSED'}  {sentence}")
        for note in self.notes:
            print(f"  {note}")
        RESULTS.mkdir(exist_ok=True)
        kept = {**asdict(self), "machine": machine(), "command": f"benchmarks/{self.name}.py"}
        target = RESULTS / f"{self.name}.json"
        target.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, str]:
    """Say where a figure was measured."""
    cpu = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "processor": f"{cpu}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "git": git.split()[-1],
        "load": " ".join(f"{part:.1f}" for part in os.getloadavg()),
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def place(name: str) -> Path:
    """Return a path below build/benchmarks/."""
    WORK.mkdir(parents=True, exist_ok=True)
    return WORK / name


def once(name: str, make: Callable[[Path], None]) -> Path:
    """Return a made-up repository, made the first time it is asked for."""
    path = place(name)
    if not path.exists():
        say(f"making {name}")
        draft = place(name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        make(draft)
        draft.rename(path)
    return path


def empty(path: Path) -> None:
    """Remove a folder and all that is in it."""
    shutil.rmtree(path, ignore_errors=True)


def git(path: Path, *args: str) -> str:
    """Run git in a repository and return what it prints."""
    done = subprocess.run(
        ["git", "-C", str(path), *args], check=True, capture_output=True, text=True
    )
    return done.stdout


def size(path: Path) -> tuple[int, int]:
    """Return how many files a folder holds, and how many bytes."""
    files = [one.stat().st_size for one in path.rglob("*") if one.is_file()]
    return len(files), sum(files)


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"  … {words}", file=sys.stderr, flush=True)
