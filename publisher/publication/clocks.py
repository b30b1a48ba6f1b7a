"""Clocks that are wrong, and what tells: the commit that was built, the entries before, the host's clock.

A clock that is behind would date a notice back, so that its period ends too early. Nothing is entered

- before the last entry (R3), or more than five minutes from the host's own clock (E4);
- more than an hour before the date of the commit that was built (E7). An editor's machine may be a little
  ahead; a commit that a clock far ahead made is repeated with the right one.

A clock that was ahead leaves an entry from the future, after which nothing could be entered until then. A
`misdated` entry names the first of these. Their days and texts stay as announced, and none applies earlier
because of it; only what is entered later is no longer compared with their instants. It is narrow:

- It names the last entries of the register, all of them later than itself, and is not before the one before.
- No host's clock confirmed the instant of any of them: with two clocks that agree there is nothing to repair.
- It carries a reason, and the clock of a host that was asked (E4 again).

Whether an entry was from the future when it was declared so shows until that instant; later only a head that
somebody kept shows it, and `verify` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from publisher.errors import UsageError
from publisher.model.entries import Misdated
from publisher.register.entry import Entry

# How far ahead an editor's clock may be of the recorder's.
COMMIT_TOLERANCE = timedelta(hours=1)


class BackwardsError(Exception):
    """A `misdated` entry steps back further than it may; says why."""


def check_misdated(entry: Entry, before: Sequence[Entry]) -> None:
    """Raise BackwardsError unless a `misdated` entry names the last ones, all from its future.

    before: the entries of the register until then.
    """
    if not isinstance(entry.fact, Misdated):
        raise BackwardsError("it names no earlier entry")
    first = entry.fact.entry
    if not 1 <= first <= len(before):
        raise BackwardsError(f"it names {first!r}, which is no earlier entry")
    for one in before[first - 1 :]:
        if one.at <= entry.at:
            raise BackwardsError(f"entry {one.seq} doesn't lie in its future")
        if confirmed(one):
            raise BackwardsError(f"a host's clock confirmed the instant of entry {one.seq}")
    if first > 1 and before[first - 2].at > entry.at:
        raise BackwardsError(f"it is before entry {first - 1}, which it doesn't name")


def confirmed(entry: Entry) -> bool:
    """Whether a host's own clock agreed with the instant of an entry."""
    evidence = entry.fact.evidence
    return evidence is not None and isinstance(evidence.date, datetime)


def first_ahead(entries: Sequence[Entry], at: datetime) -> int | None:
    """Return the number of the first of the last entries that lie after an instant; None if none does."""
    first = None
    for entry in reversed(entries):
        if entry.at <= at:
            break
        first = entry.seq
    return first


def check_after_commit(at: datetime, commit: str, committed: datetime) -> None:
    """E7: raise UsageError where a clock is far behind the commit that was built."""
    if at + COMMIT_TOLERANCE >= committed:
        return
    raise UsageError(
        f"this machine's clock says {at:%Y-%m-%d %H:%M:%S} UTC, and commit {commit[:12]}, which was built, "
        f"is of {committed:%Y-%m-%d %H:%M:%S}",
        where="the clock",
        remedy="set the clock that is wrong; if it was that of the commit, commit again and publish that",
    )


def committed_at(content: bytes) -> datetime | None:
    """Return the committer's date in the content of a commit; None where it can't be read."""
    header = content.partition(b"\n\n")[0]
    for line in header.split(b"\n"):
        if line.startswith(b"committer "):
            seconds = line.rsplit(b" ", 2)[-2]
            if seconds.isdigit() and len(seconds) < 12:
                return datetime.fromtimestamp(int(seconds), UTC)
    return None
