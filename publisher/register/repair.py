"""Lets a register go on after entries that a clock which was ahead made: one `misdated` entry names them."""

from __future__ import annotations

from datetime import UTC, datetime

from publisher.errors import TryAgainError, UsageError
from publisher.model.entries import Evidence, Misdated
from publisher.publication.clocks import confirmed, first_ahead
from publisher.publication.sites import Seen
from publisher.register.chain import CLOCK_TOLERANCE, Register, enter
from publisher.register.entry import Draft, Entry
from publisher.register.git_store import GitStore


def repair(
    store: GitStore,
    *,
    reason: str,
    at: datetime,
    host: Seen,
    approved_by: str | None = None,
) -> tuple[Entry, ...]:
    """Enter a `misdated` entry for the last entries that lie after `at`; return it.

    at: this machine's clock, aware. host: what a host answered, whose own clock has to agree.

    Raises UsageError where no entry lies in the future, a host's clock confirmed one, or the clocks disagree;
    TryAgainError where waiting some minutes is enough.
    """
    if not reason.strip():
        raise UsageError("the reason is empty", where="--reason", remedy="say what was wrong")
    if host.date is None or abs(at - host.date) > CLOCK_TOLERANCE:
        clock = f"{host.date:%Y-%m-%d %H:%M:%S} UTC" if host.date else "nothing"
        raise UsageError(
            f"this machine's clock says {at:%Y-%m-%d %H:%M:%S} UTC, the host's {clock}",
            where=host.where,
            remedy="set the clock that is wrong, or name another host: only two clocks that agree can say "
            "that an entry lies in the future",
        )
    now = max(at, host.date).replace(microsecond=0)
    evidence = Evidence(url=host.where, date=host.date.astimezone(UTC).replace(microsecond=0))

    def derive(register: Register) -> list[Draft]:
        first = _first(register, now)
        key = f"misdated:{first}:{register.size + 1}"
        misdated = Misdated(
            entry=first, reason=reason.strip(), approved_by=approved_by or None, evidence=evidence
        )
        return [Draft(key, "", misdated)]

    return enter(store, derive, at=now)


def _first(register: Register, now: datetime) -> int:
    first = first_ahead(register.entries, now)
    if first is None:
        raise UsageError(
            "no entry lies in the future; there is nothing to repair",
            where="the register",
            remedy="'publisher verify' names what is wrong and how to call it",
        )
    ahead = register.entries[first - 1 :]
    if max(entry.at for entry in ahead) - now <= CLOCK_TOLERANCE:
        raise TryAgainError(
            f"entry {ahead[-1].seq} is only minutes ahead of this clock", where="the register"
        )
    for entry in ahead:
        if confirmed(entry):
            raise UsageError(
                f"entry {entry.seq} is of {entry.at:%Y-%m-%d %H:%M:%S} UTC, and a host's clock confirmed it",
                where="the register",
                remedy="set this machine's clock; if both clocks were wrong then, only going back to the "
                "register of before helps, which everybody who kept a head will see",
            )
    return first
