"""Locks that another git left behind: named with path and age, never removed.

A lock can be that of a writer at work, on this machine or on one that shares the disk; whoever
removes it wrongly lets two writers in. So a person decides, with the facts in hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publisher import clock
from publisher.git.client import Git


@dataclass(frozen=True)
class Lock:
    """A lock in words: what is held, where the file lies, what to do."""

    what: str
    where: str
    remedy: str


def explain_lock(git: Git, ref: str) -> Lock | None:
    """Return the lock that stops `ref` from moving, or None if there is none."""
    for path in (git.common_dir / f"{ref}.lock", git.common_dir / "packed-refs.lock"):
        if age := held_for(path):
            return Lock(
                f"the lock is held, for {age} now (waited {git.limits.lock:g} seconds)",
                str(path),
                "if no git is at work on this repository, remove that file; then run the command again",
            )
    return None


def held_for(lock: Path) -> str:
    """Return in words how long a lock has been held; empty if it is not there to be looked at."""
    try:
        written = lock.stat().st_mtime
    except (OSError, ValueError):
        return ""
    # Only for the words: nothing is decided by this difference.
    return _words(max(0, int(clock.now().timestamp() - written)))


def _words(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    if seconds < 7200:
        return f"{seconds // 60} minutes"
    return f"{seconds // 3600} hours"
