"""Mending the register: a wrong entry, or a commit that is none, is named by a later entry (R5)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from publisher.errors import UsageError
from publisher.model.entries import Voided
from publisher.register.chain import Register, enter
from publisher.register.entry import Draft, Entry
from publisher.register.git_store import GitStore
from publisher.register.void_rules import unlawful_void


def void(
    store: GitStore,
    wrong: str,
    *,
    reason: str,
    at: datetime,
    approved_by: str | None = None,
) -> tuple[Entry, ...]:
    """Enter a `void` for `wrong`: the number of an entry, or the id of a stray commit.

    store: opened with `strict=False`, or a stray commit would stop it. Returns the one new entry.

    Raises UsageError if there is nothing of that name, it is voided already, or readers rely on it (X2).
    """
    if not reason.strip():
        raise UsageError("the reason is empty", where="--reason", remedy="say why it is wrong")
    said = Voided(reason=reason.strip(), approved_by=approved_by or None)

    def derive(register: Register) -> list[Draft]:
        if wrong.isascii() and wrong.isdigit() and len(wrong) < 10:
            return [_void_entry(register, int(wrong), said, at)]
        return [_void_commit(store, wrong, said)]

    return enter(store, derive, at=at)


def _void_entry(register: Register, seq: int, said: Voided, at: datetime) -> Draft:
    if not 1 <= seq <= register.size:
        raise _nothing(f"the register has no entry {seq}, only 1 to {register.size}")
    entry = register.entries[seq - 1]
    if entry.event.is_about_entries:
        raise _nothing(f"entry {seq} is itself a {entry.event}, which is final")
    if seq in register.voided:
        raise _nothing(f"entry {seq} is voided already")
    active = [one for one in register.standing if one.policy == entry.policy]
    unlawful = unlawful_void(active, entry, at)
    if unlawful:
        raise UsageError(
            f"voiding entry {seq} {unlawful.what}", where="the register", remedy=unlawful.remedy
        )
    return Draft(f"void:{seq}", entry.policy, replace(said, entry=seq))


def _void_commit(store: GitStore, name: str, said: Voided) -> Draft:
    strays = [one.commit for one in store.branch_as_stored().undeclared]
    found = [commit for commit in strays if len(name) >= 7 and commit.startswith(name)]
    if len(found) != 1:
        raise _nothing(f"'{name}' isn't a commit on the branch that is not an entry")
    return Draft(f"void:{found[0]}", "", replace(said, commit=found[0]))


def _nothing(what: str) -> UsageError:
    return UsageError(
        what,
        where="the register",
        remedy="'publisher verify' names what is wrong and how to call it",
    )
