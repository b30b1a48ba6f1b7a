"""Locks that another git left behind: named with path and age, never removed.

A lock can be that of a writer at work, on this machine or on one that shares the disk; whoever
removes it wrongly lets two writers in. So a person decides, with the facts in hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher import clock
from publisher.record.git import Git


@dataclass(frozen=True)
class Lock:
    """A lock in words: what is held, where the file lies, what to do."""

    what: str
    where: str
    remedy: str


def explain_lock(git: Git, ref: str) -> Lock | None:
    """Return the lock that stops `ref` from moving, or None if there is none."""
    for path in (git.common_dir / f"{ref}.lock", git.common_dir / "packed-refs.lock"):
        try:
            written = path.stat().st_mtime
        except OSError:
            continue
        # Only for the words: nothing is decided by this difference.
        age = max(0, int(clock.now().timestamp() - written))
        return Lock(
            f"the lock is held, for {_words(age)} now (waited {git.limits.lock:g} seconds)",
            str(path),
            "if no git is at work on this repository, remove that file; then run the command again",
        )
    return None


def _words(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    if seconds < 7200:
        return f"{seconds // 60} minutes"
    return f"{seconds // 3600} hours"
