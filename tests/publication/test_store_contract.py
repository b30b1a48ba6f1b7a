"""What every store of the register promises, whatever keeps it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publisher.errors import TryAgainError, UsageError
from publisher.register.chain import Register, RegisterMovedError, RegisterStore, enter
from publisher.register.entry import START, Draft, Entry, Event
from publisher.register.memory_store import MemoryStore

from .repositories import at, clone, draft, draft_of, fixed, new_repository, store

Open = Callable[[], RegisterStore]


@pytest.fixture(params=["memory", "git", "git with a remote", "git, a clone for each writer"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Each call opens the same register for another writer."""
    if request.param == "memory":
        kept = MemoryStore()
        return lambda: kept
    if request.param == "git":
        path = new_repository(tmp_path / "local")
        return lambda: store(path)
    remote = request.getfixturevalue("remote")
    numbers = itertools.count()
    shared = clone(remote, tmp_path / "shared")
    if request.param == "git with a remote":
        return lambda: store(shared)
    return lambda: store(clone(remote, tmp_path / f"clone{next(numbers)}"))


def additions(register: Register, *drafts: Draft) -> list[tuple[Entry, bytes | None]]:
    """Return the entries that these drafts would become in this register."""
    other = MemoryStore()
    other._register = register
    enter(other, fixed(*drafts), at=at())
    new = other.read().entries[register.size :]
    return [(entry, drafts[place].text) for place, entry in enumerate(new)]


def test_an_absent_register_is_empty(opened: Open):
    """A register that was never written has no entry and the head of zeros."""
    register = opened().read()
    assert (register.entries, register.head) == ((), START)


def test_what_was_entered_is_read_back_by_another_writer(opened: Open):
    """An entry that was acknowledged is found, byte for byte, by whoever opens the register."""
    entered = enter(opened(), fixed(draft(2)), at=at())
    other = opened()
    other.synchronise()
    assert other.read().entries == entered


def test_a_text_is_kept_with_its_entry(opened: Open):
    """The published text comes back as it was, and an entry without one has none."""
    with_text, without = enter(
        opened(), fixed(draft(2, "<p>Données</p>\r\n".encode()), draft(3, None)), at=at()
    )
    other = opened()
    other.synchronise()
    assert other.text(with_text) == "<p>Données</p>\r\n".encode()
    assert other.text(without) is None
    assert list(other.texts([without, with_text])) == [(with_text, other.text(with_text))]


def test_the_same_publication_twice_makes_one_entry(opened: Open):
    """Recording again what stands in the register enters nothing."""
    enter(opened(), fixed(draft(2)), at=at())
    assert enter(opened(), fixed(draft(2)), at=at(1)) == ()
    assert enter(opened(), fixed(draft(2), draft(3), draft(3)), at=at(1))[0].key == draft(3).key


def test_an_append_to_an_older_register_is_refused(opened: Open):
    """Who read the register before another writer's entry cannot append to what was read."""
    first, second = opened(), opened()
    stale = first.read()
    enter(second, fixed(draft(2)), at=at())
    with pytest.raises(RegisterMovedError):
        first.append(stale, additions(stale, draft(3)))
    first.synchronise()
    assert [entry.key for entry in first.read().entries] == [draft(2).key]


def test_a_lost_race_is_derived_anew(opened: Open):
    """After another writer was first, the derivation sees that writer's entry."""
    first, second = opened(), opened()
    seen: list[int] = []

    def derive(register: Register) -> list[Draft]:
        if not seen:
            enter(second, fixed(draft(2, b"<p>Theirs</p>")), at=at())
        seen.append(register.size)
        return [draft(2), draft(3)]

    entered = enter(first, derive, at=at(), pause=lambda _: None)
    assert seen == [0, 1]
    assert [(entry.seq, entry.key) for entry in entered] == [(2, draft(3).key)]


def test_who_never_wins_gives_up_and_changes_nothing(opened: Open):
    """After ten lost races the writer is told to try again; only the others' entries stand."""
    other, numbers = opened(), itertools.count(100)

    def derive(register: Register) -> list[Draft]:
        enter(other, fixed(draft(next(numbers))), at=at())
        return [draft(2)]

    with pytest.raises(TryAgainError, match="10 times in a row; nothing was entered"):
        enter(opened(), derive, at=at(), pause=lambda _: None)
    assert draft(2).key not in other.read().keys


def test_a_publication_is_entered_whole_or_not_at_all(opened: Open):
    """One draft that cannot be entered keeps the others out."""
    wrong = draft_of("key", Event.AMENDED, "privacy", {"size": 0.5})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="cannot be entered"):
        enter(opened(), fixed(draft(2), wrong), at=at())
    assert opened().read().size == 0


def test_a_clock_that_is_behind_enters_nothing(opened: Open):
    """An instant before the last entry is refused: by waiting if it is near, by name if not."""
    enter(opened(), fixed(draft(2)), at=at(10))
    with pytest.raises(TryAgainError, match="after this clock's 2026-11-23 12:09:00 UTC"):
        enter(opened(), fixed(draft(3)), at=at(9))
    with pytest.raises(UsageError, match="set this machine's clock"):
        enter(opened(), fixed(draft(3)), at=at(-60))
    assert opened().read().size <= 1


def test_what_was_voided_can_be_entered_anew(opened: Open):
    """A void names the wrong entry; the fact may then be entered rightly."""
    enter(opened(), fixed(draft(2)), at=at())
    void = draft_of("void:1", Event.VOID, "privacy", {"entry": 1, "reason": "Wrong day."})
    enter(opened(), fixed(void), at=at())
    enter(opened(), fixed(draft(2)), at=at())
    last = opened()
    last.synchronise()
    register = last.read()
    assert [entry.event for entry in register.entries] == ["announced", "void", "announced"]
    assert [entry.seq for entry in register.standing] == [3]


def test_writers_at_once_lose_and_double_nothing(opened: Open):
    """Four writers, three entries each, all at the same time: each entry stands exactly once."""
    stores = [opened() for _ in range(4)]

    def work(writer: int) -> None:
        for number in range(3):
            while True:
                try:
                    enter(stores[writer], fixed(draft(10 * writer + number)), at=at())
                    break
                except TryAgainError:
                    continue

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(work, range(len(stores))))
    last = opened()
    last.synchronise()
    keys = [entry.key for entry in last.read().entries]
    assert sorted(keys) == sorted({draft(10 * w + n).key for w in range(4) for n in range(3)})
