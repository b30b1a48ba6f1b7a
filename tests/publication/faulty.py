"""A git that fails where it is told to: killed, cut off from the disk, or killing who called it.

A script stands in git's place on the PATH, counts its calls, and does something else at one of them.
The faults inside git are made with strace, one file-system call at a time.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """\
#!/bin/sh
n=$(( $(cat {folder}/count 2>/dev/null || echo 0) + 1 ))
echo $n > {folder}/count
target=$(cat {folder}/target 2>/dev/null)
if [ "$target" = all ] || [ "$target" = "$n" ]; then . {folder}/action; fi
exec {real} "$@"
"""
# Calls that read or change files. What the loader does before git begins is the same for all.
CALLS = (
    "openat", "read", "write", "pwrite64", "close", "link", "linkat", "unlink", "unlinkat", "rename",
    "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "fsync",
    "fdatasync", "ftruncate", "fcntl",
)  # fmt: skip
WRITING = {
    "write", "pwrite64", "link", "linkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "fsync",
    "fdatasync", "openat", "close",
}  # fmt: skip
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)")
_LOADER = ("/etc/ld.so", "/lib/", "/usr/lib/", "/proc/", "/sys/", "/dev/")


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong once. invocation: which git call, from 1. when: which of its calls.

    kind: KILL, EIO or ENOSPC inside git; BEFORE or AFTER: the caller of git is killed around it.
    """

    invocation: int
    kind: str
    call: str = ""
    when: int = 0

    def __str__(self) -> str:
        inside = f" at {self.call} {self.when}" if self.call else ""
        return f"git call {self.invocation}: {self.kind}{inside}"

    def action(self, real: str) -> str:
        """Return what the script does at that call."""
        if self.kind == "BEFORE":
            return "kill -9 $PPID; exit 137\n"
        if self.kind == "AFTER":
            return f'{real} "$@"; kill -9 $PPID; exit 137\n'
        what = "signal=KILL" if self.kind == "KILL" else f"error={self.kind}"
        return (
            f"exec strace -f -qq -o /dev/null -e trace={self.call} "
            f'-e inject={self.call}:{what}:when={self.when} {real} "$@"\n'
        )


class FaultyGit:
    """The script and what it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.real = next(
            found
            for place in os.environ["PATH"].split(":")
            if (found := shutil.which("git", path=place)) and Path(found).parent != folder
        )
        script = folder / "git"
        script.write_text(SCRIPT.format(folder=folder, real=self.real))
        script.chmod(0o755)

    @property
    def path(self) -> str:
        """The PATH on which this git is found first."""
        return f"{self.folder}:{os.environ['PATH']}"

    def arm(self, fault: Fault | None) -> None:
        """Let this happen once, counted from now; None for nothing."""
        for name in ("count", "target", "action"):
            (self.folder / name).unlink(missing_ok=True)
        if fault:
            (self.folder / "action").write_text(fault.action(self.real))
            (self.folder / "target").write_text(str(fault.invocation))

    def watch(self) -> None:
        """Write down what every call does."""
        self.arm(None)
        trace = f"{self.folder}/trace"
        for old in self.folder.glob("trace.*"):
            old.unlink()
        (self.folder / "action").write_text(
            f'exec strace -f -qq -o {trace}.$n -e trace={",".join(CALLS)} {self.real} "$@"\n'
        )
        (self.folder / "target").write_text("all")

    def watched(self) -> Iterator[Fault]:
        """Yield one fault for each call that was written down, as KILL."""
        traces = sorted(self.folder.glob("trace.*"), key=lambda path: int(path.suffix[1:]))
        for trace in traces:
            seen: dict[str, int] = {}
            for line in trace.read_text(errors="replace").splitlines():
                found = _LINE.match(line)
                if not found:
                    continue
                call, rest = found.groups()
                seen[call] = seen.get(call, 0) + 1
                if any(f'"{place}' in rest for place in _LOADER) or "ELF" in rest:
                    continue
                yield Fault(int(trace.suffix[1:]), "KILL", call, seen[call])

    @property
    def calls(self) -> int:
        """How often git was called since it was armed."""
        count = self.folder / "count"
        return int(count.read_text()) if count.exists() else 0


def variants(fault: Fault) -> Iterator[Fault]:
    """Yield the fault as a kill, as an I/O error and, where something is written, as a full disk."""
    for kind in ("KILL", "EIO", "ENOSPC"):
        if kind != "ENOSPC" or fault.call in WRITING:
            yield Fault(fault.invocation, kind, fault.call, fault.when)


def sound(path: Path) -> None:
    """Assert that git finds nothing wrong with the repository."""
    done = subprocess.run(
        ["git", "-C", str(path), "fsck", "--strict", "--no-dangling"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in (done.stdout + done.stderr).splitlines() if "dangling" not in line]
    assert done.returncode == 0, said
    assert not [
        line for line in said if "error" in line or "missing" in line or "corrupt" in line
    ], said
