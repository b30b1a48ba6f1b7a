"""The register: what was published, in order, each entry chained to the one before it.

R1  Entries are numbered from 1 without gaps; none is ever changed or removed.
R2  Each entry carries the SHA-256 of the one before it.
R3  Instants never go back, except where a `misdated` entry says that the last ones carry the instant of a
    clock that was ahead (`publisher.publication.clocks`).
R4  A fact, named by its key, stands in the register once.
R5  A wrong entry stays and is named by a later `void` entry of the same policy, which says why; a `void` is
    final.
R6  One publication enters all its entries or none.

X2  A `void` changes nothing that readers rely on (`publisher.register.void_rules`).

The stores keep these rules against other writers and against crashes; all of them pass the tests in
tests/publication/test_store_contract.py.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from publisher.errors import TryAgainError, UsageError
from publisher.model.entries import Misdated, Unreadable, Voided
from publisher.publication.clocks import BackwardsError, check_misdated
from publisher.register.entry import START, Draft, Entry, EntryError, Event, make_entry
from publisher.register.void_rules import unlawful_void

ATTEMPTS = 10
NO_SOURCES: Mapping[str, bytes] = {}
# Two writers' clocks may differ by this much before one of them is called wrong.
CLOCK_TOLERANCE = timedelta(minutes=5)

Derive = Callable[["Register"], Sequence[Draft]]


class RegisterMovedError(Exception):
    """Another writer was first: the register is no longer what it was when it was read."""


class RuleBrokenError(Exception):
    """An entry does not follow the ones before it. rule: which of the rules above."""

    def __init__(self, rule: str, entry: int, explanation: str) -> None:
        self.rule: str = rule
        self.entry: int = entry
        self.explanation: str = explanation
        super().__init__(f"entry {entry} breaks {rule}: {explanation}")


@dataclass(frozen=True)
class Register:
    """The entries in order. position: the store's own word for the state that was read."""

    entries: tuple[Entry, ...] = ()
    position: str = ""

    @classmethod
    def of(cls, entries: Iterable[Entry], position: str = "") -> Register:
        """Return the register of these entries, or raise RuleBrokenError at the first wrong one."""
        chain = Chain()
        for entry in entries:
            chain.add(entry)
        return cls(tuple(chain.entries), position)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    @property
    def head(self) -> str:
        """The digest of the last entry; 64 zeros when there is none."""
        return self.entries[-1].digest if self.entries else START

    @cached_property
    def voided(self) -> frozenset[int]:
        """The numbers of the entries that a later `void` entry names."""
        voids = (entry.fact for entry in self.entries if isinstance(entry.fact, Voided))
        return frozenset(void.entry for void in voids if void.entry is not None)

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """The entries that count: without the voided ones, and those that speak of other entries."""
        return tuple(
            entry
            for entry in self.entries
            if not entry.event.is_about_entries and entry.seq not in self.voided
        )

    @cached_property
    def instants(self) -> Mapping[int, datetime]:
        """Since when each entry counts whose own instant is of a clock that was ahead, by its number."""
        corrected: dict[int, datetime] = {}
        for entry in self.entries:
            if isinstance(entry.fact, Misdated):
                corrected |= dict.fromkeys(range(entry.fact.entry, entry.seq), entry.at)
        return corrected

    @cached_property
    def voids(self) -> Mapping[str, tuple[Entry, ...]]:
        """The `void` entries of each policy that has any, in their order."""
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            if entry.event is Event.VOID:
                found[entry.policy] = (*found.get(entry.policy, ()), entry)
        return found

    @cached_property
    def keys(self) -> frozenset[str]:
        """The facts that stand in it; what was voided may be entered anew."""
        return frozenset(entry.key for entry in self.entries if entry.seq not in self.voided)


class Chain:
    """A register while it is being read: takes one entry after the other if it keeps the rules."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._keys: dict[str, int] = {}
        self._voided: set[int] = set()

    def add(self, entry: Entry) -> None:
        """Take the entry as the next one, or raise RuleBrokenError and stay as it was."""
        last = self.entries[-1] if self.entries else None
        place = len(self.entries) + 1
        expected = last.digest if last else START
        if entry.seq != place:
            raise RuleBrokenError("R1", place, f"it is numbered {entry.seq}")
        if entry.prev != expected:
            raise RuleBrokenError("R2", place, f"its 'prev' is {entry.prev}, expected {expected}")
        if entry.event is Event.MISDATED:
            try:
                check_misdated(entry, self.entries)
            except BackwardsError as error:
                raise RuleBrokenError("R3", place, str(error)) from None
            _require_reason(entry)
        elif last and entry.at < last.at:
            raise RuleBrokenError(
                "R3", place, f"it is of {_instant(entry.at)}, before entry {last.seq}"
            )
        if entry.key in self._keys:
            raise RuleBrokenError(
                "R4", place, f"its key '{entry.key}' is that of entry {self._keys[entry.key]}"
            )
        if entry.event is Event.VOID:
            self._void(entry)
        self._keys[entry.key] = entry.seq
        self.entries.append(entry)

    def _void(self, entry: Entry) -> None:
        void = entry.fact
        if not isinstance(void, Voided):
            raise RuleBrokenError("R5", entry.seq, f"it can't be read: {_why(entry)}")
        named = void.entry
        if (named is None) == (void.commit is None):
            raise RuleBrokenError("R5", entry.seq, "it doesn't name either an entry or a commit")
        if named is None:
            _require_reason(entry)
            return  # a stray commit, which only the store knows
        if not 1 <= named < entry.seq:
            raise RuleBrokenError("R5", entry.seq, f"it voids {named!r}, which is no earlier entry")
        target = self.entries[named - 1]
        if target.event.is_about_entries:
            raise RuleBrokenError(
                "R5", entry.seq, f"it voids entry {named}, itself a {target.event}"
            )
        if target.policy != entry.policy:
            raise RuleBrokenError(
                "R5", entry.seq, f"it voids entry {named} of '{target.policy}' for '{entry.policy}'"
            )
        if named in self._voided:
            raise RuleBrokenError(
                "R5", entry.seq, f"it voids entry {named}, which is voided already"
            )
        _require_reason(entry)
        active = [
            one for one in self.entries
            if one.policy == entry.policy and one.seq not in self._voided and not one.event.is_about_entries
        ]  # fmt: skip
        unlawful = unlawful_void(active, target, entry.at)
        if unlawful:
            raise RuleBrokenError("X2", entry.seq, f"voiding entry {named} {unlawful.what}")
        self._voided.add(named)
        if self._keys.get(target.key) == named:
            del self._keys[target.key]  # what was voided may be entered anew


def _why(entry: Entry) -> str:
    return entry.fact.why if isinstance(entry.fact, Unreadable) else "it isn't a void"


def _require_reason(void: Entry) -> None:
    if not (void.fact.reason or "").strip():
        raise RuleBrokenError("R5", void.seq, "it gives no reason")


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


class RegisterStore(Protocol):
    """Where the register is kept."""

    def synchronise(self) -> None:
        """Bring in what other writers entered, and finish an append that was cut short.

        Nothing where there is only one place.
        """

    def read(self) -> Register:
        """Return what is stored.

        An absent register is empty; an unreadable one raises and is never taken for empty.
        """

    def append(
        self,
        register: Register,
        additions: Sequence[tuple[Entry, bytes | None]],
        sources: Mapping[str, bytes] = NO_SOURCES,
    ) -> Register:
        """Add all of these (entry, text) after `register`, or none, and return the new register.

        sources: the Markdown of each entry that has one of its own, by its revision.

        When it returns, they are stored where other writers and readers will find them.

        Raises RegisterMovedError if the stored register is no longer `register`.
        """

    def texts(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """Yield the published text of each of these entries that has one, in their order.

        Raises UsageError if a text is missing or is not the one that its entry names.
        """

    def text(self, entry: Entry) -> bytes | None:
        """Return the published text of one entry; None if it has none."""


def enter(
    store: RegisterStore,
    derive: Derive,
    *,
    at: datetime,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[Entry, ...]:
    """Enter what `derive` finds missing in the register, all or none; return the new entries.

    derive: called with the register as it now is, again after each lost race, so that what it says
    always follows from what is stored. Facts whose key already stands are left out: entering the
    same publication twice makes one entry.
    at: the instant of publication. pause: called with seconds to wait after a lost race.

    Raises TryAgainError, with nothing entered, if other writers were first ten times in a row.
    """
    for attempt in range(ATTEMPTS):
        try:
            store.synchronise()
            register = store.read()
            drafts = derive(register)
            additions = _additions(register, drafts, at)
            if additions:
                store.append(register, additions, _sources(drafts))
        except RegisterMovedError:
            pause(random.uniform(0.05, min(5.0, 0.1 * 2**attempt)))  # noqa: S311 - no secret
        else:
            return tuple(entry for entry, _ in additions)
    raise TryAgainError(
        f"other writers were first {ATTEMPTS} times in a row; nothing was entered",
        where="the register",
    )


def _sources(drafts: Sequence[Draft]) -> dict[str, bytes]:
    return {str(one.fact.revision): one.source for one in drafts if one.source is not None}


def _additions(
    register: Register, drafts: Sequence[Draft], at: datetime
) -> list[tuple[Entry, bytes | None]]:
    additions: list[tuple[Entry, bytes | None]] = []
    keys = set(register.keys)
    prev, seq = register.head, register.size
    for draft in drafts:
        if draft.key in keys:
            continue
        keys.add(draft.key)
        seq += 1
        try:
            entry = make_entry(draft, seq=seq, prev=prev, at=at)
        except EntryError as error:
            raise UsageError(
                f"this cannot be entered: {error}",
                where=f"{draft.policy or 'the register'}, {draft.event}",
                remedy="correct the value where it is written and build again",
            ) from None
        additions.append((entry, draft.text))
        prev = entry.digest
    if any(entry.event is not Event.MISDATED for entry, _ in additions):
        check_clock(register, at)
    return additions


def check_clock(register: Register, at: datetime) -> None:
    """R3: nothing is entered with an instant before the last one.

    Raises TryAgainError where waiting mends it, UsageError where the clocks differ by more.
    """
    if not register.entries:
        return
    last = register.entries[-1]
    ahead = last.at - at.replace(microsecond=0)
    if ahead <= timedelta(0):
        return
    what = f"the last entry is of {_instant(last.at)}, after this clock's {_instant(at)}"
    if ahead <= CLOCK_TOLERANCE:
        raise TryAgainError(what, where="the register")
    raise UsageError(
        what,
        where="the register",
        remedy="set this machine's clock; if it is right, that entry's was ahead: "
        "see 'publisher register repair --help'",
    )
