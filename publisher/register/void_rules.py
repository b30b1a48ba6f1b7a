"""Constraints on a `void` (X2): it must not change what readers rely on.

A void declares an entry wrong; it announces nothing. So at its instant it must not

- change the version in force, its text, or a translation of it (publish a change instead);
- make a version apply earlier than announced (T6), also where that is past;
- revive a version that was withdrawn (T6), also as if it had applied in the past.

One slip can be undone although it is in force: an adoption by hand, within a day, while nothing followed it.
It was stated by a person and not seen live, and it can only be stated again.

What remains are entries that no reader relies on yet or any more: a pending announcement, an amendment of
a pending text, a postponement that a later one exceeds, an archived version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from publisher.errors import PublisherError
from publisher.register.entry import Entry, Event
from publisher.timeline.rules import Version, fold, in_force

_SLIP = timedelta(days=1)


class UnlawfulVoid(NamedTuple):
    """Why an entry can't be voided. what: after "it" or "voiding entry N", such as "would …"."""

    what: str
    remedy: str


def unlawful_void(entries: Iterable[Entry], wrong: Entry, at: datetime) -> UnlawfulVoid | None:
    """Return why `wrong` can't be voided at that instant (X2), or None.

    entries: the active ones of the policy of `wrong`, in order. at: aware, the instant of the void.
    """
    active = list(entries)
    if wrong not in active:
        return None  # voided already, or of a kind that brings nothing about
    rest = [entry for entry in active if entry is not wrong]
    # Only versions of entries without a zone of their own would need another zone, on both sides the same.
    try:
        before, after = fold(active, timezone="UTC"), fold(rest, timezone="UTC")
    except PublisherError:
        return None  # an entry that can't be read brings no version about; its own rules name it
    policy = wrong.policy
    old, new = in_force(before, at), in_force(after, at)
    if _seen(old) != _seen(new) and not _is_fresh_adoption(active, wrong, at):
        number = old.number if old else None
        return UnlawfulVoid(
            f"would change at once what is in force of '{policy}' (version {number})",
            "publish the right text: it is announced like every change",
        )
    known = {version.number: version for version in before}
    for version in after:
        announced = known[version.number]
        if version.withdrawn_at is not None:
            continue
        if announced.withdrawn_at is not None:
            return UnlawfulVoid(
                f"would let version {version.number} of '{policy}' come back, which was withdrawn (T6)",
                "commit its text again: it is announced anew, with its own count",
            )
        if version.effective_at < announced.effective_at:
            return UnlawfulVoid(
                f"would bring version {version.number} of '{policy}' forward from {announced.effective} to "
                f"{version.effective} (T6)",
                "leave the entry as it is: an announced day only moves later",
            )
    return None


def _is_fresh_adoption(active: Sequence[Entry], wrong: Entry, at: datetime) -> bool:
    by_hand = wrong.event is Event.ADOPTED and wrong.fact.evidence is None
    alone = all(entry.event is Event.ADOPTED and entry.at == wrong.at for entry in active)
    return by_hand and alone and timedelta(0) <= at - wrong.at <= _SLIP


def _seen(version: Version | None) -> object:
    """Return what readers see of the version in force, in every language."""
    if version is None:
        return None
    translated = {one.language: one.texts[-1].revision for one in version.translations if one.texts}
    return version.number, version.revision, version.effective_at, translated
