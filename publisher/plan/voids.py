"""What a void may not do: bring a day forward, or let come what readers were told never would (T6, X2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from publisher.errors import UsageError
from publisher.record.entry import Entry
from publisher.record.register import Register
from publisher.timeline import Version, fold, in_force, pending


def brought_forward(
    before: Iterable[Version], after: Iterable[Version], at: datetime
) -> Iterator[tuple[Version, Version]]:
    """Yield the versions that apply earlier than readers were told at the instant, or come back withdrawn.

    before, after: of one policy, with the entry and without it. Yields each as it was and as it would be.
    """
    after = tuple(after)
    told = {version.number: version for version in before}
    current = in_force(after, at)
    for version in (*([current] if current else []), *pending(after, at)):
        old = told.get(version.number)
        if old and (old.withdrawn_at is not None or version.effective_at < old.effective_at):
            yield old, version


def check_void(register: Register, wrong: Entry, at: datetime) -> None:
    """Raise UsageError where nobody may declare this entry wrong: readers rely on what they were told.

    register: without the void. wrong: an entry that stands. at: aware, the instant of the void.
    """
    entries = [one for one in register.standing if one.policy == wrong.policy]
    rest = [one for one in entries if one.seq != wrong.seq]
    # Only versions of entries without a zone of their own would need another zone, on both sides the same.
    before, after = fold(entries, timezone="UTC"), fold(rest, timezone="UTC")
    for old, new in brought_forward(before, after, at):
        what = f"voiding entry {wrong.seq} would bring version {new.number} of '{wrong.policy}' forward from "
        what += f"{old.effective} to {new.effective} (T6)"
        remedy = "leave the entry as it is: an announced day only moves later"
        if old.withdrawn_at is not None:
            what = f"voiding entry {wrong.seq} would let version {new.number} of '{wrong.policy}' come back, "
            what += "which readers were told is withdrawn (T6)"
            remedy = "commit its text again: it is announced anew, with its own count"
        raise UsageError(what, where="the register", remedy=remedy)
