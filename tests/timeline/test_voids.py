"""Entries that are declared wrong: what then counts, and what nobody may declare (T2, T6)."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from publisher.register.chain import Register, RuleBrokenError
from publisher.register.entry import Event, make_entry
from tests.publication.repositories import draft_of
from tests.timeline.memory import World, notice, policy


@pytest.fixture
def pending() -> World:
    """A change announced on 23 November for 7 January, by the second entry."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(notice("n", "policy: privacy\nsummary: Thirteen."), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    return world


def test_a_postponement_that_readers_were_told_is_not_voided(pending: World) -> None:
    """T6: the day would be brought forward; nothing is entered."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-11-24 09:00")
    with pytest.raises(
        UsageError, match=r"bring version 2 .*forward from 2027-02-01 to 2027-01-07 \(T6\)"
    ):
        pending.void(3, "2026-11-25 09:00")
    assert pending.store.read().size == 3


def test_a_postponement_that_a_later_one_outdid_can_be_voided(pending: World) -> None:
    """T6: the day stays where the later one put it."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-11-24 09:00")
    pending.commit(privacy=policy(13, effective="2027-03-01"))
    pending.publish("2026-11-25 09:00")
    pending.void(3, "2026-11-26 09:00")
    [version] = pending.policy("2026-11-27").pending
    assert version.effective.isoformat() == "2027-03-01"
    assert [str(move.before) for move in version.postponements] == ["2027-01-07"]


def test_what_was_withdrawn_does_not_come_back_by_a_void(pending: World) -> None:
    """T6: readers were told that it never applies; it is announced anew, with its own count."""
    pending.commit(privacy=policy())
    pending.publish("2026-11-24 09:00")
    with pytest.raises(UsageError, match=r"version 2 of 'privacy' come back.*announced anew"):
        pending.void(3, "2026-11-25 09:00")
    pending.commit(privacy=policy(13))
    assert pending.publish("2026-11-25 09:00") == ["announce privacy v3, effective 2027-01-09"]


def test_an_amendment_of_words_does_not_keep_a_voided_text(pending: World) -> None:
    """T4: words and text were edited at once; the text's own entry was wrong, so the text goes."""
    slip = policy(13, contact="by **post**")
    pending.commit(notice("n", "policy: privacy\nsummary: Only 13."), privacy=slip)
    assert pending.publish("2026-11-24 09:00") == [
        "amend privacy v2", "amend privacy v1", "amend privacy v2",
    ]  # fmt: skip
    pending.void(3, "2026-11-25 09:00")
    pending.commit(privacy=policy(13))
    assert pending.publish("2026-11-26 09:00") == []
    assert pending.text("2026-11-27") == policy(contact="by **post**")
    assert pending.text("2027-01-07") == policy(13)


def test_an_exception_and_an_amendment_in_force_cannot_be_voided(pending: World) -> None:
    """X2: what readers have as the text in force changes by a publication alone."""
    pending.commit(privacy=policy(13, contact="by *post*"))
    pending.publish("2026-11-24 09:00")
    for seq in (2, 3):
        with pytest.raises(UsageError, match="change at once what is in force"):
            pending.void(seq, "2027-01-08 09:00")


def test_an_archived_version_can_be_voided(pending: World) -> None:
    """X2: nobody relies on it any more, and what is in force stays as it is."""
    pending.void(1, "2027-01-08 09:00")
    assert pending.policy("2027-01-09").in_force.number == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("policy_named", "reason", "rule"),
    [
        ("terms", "wrong", "R5"),
        ("", "wrong", "R5"),
        ("privacy", " ", "R5"),
        ("privacy", None, "R5"),
    ],
)
def test_a_void_of_another_policy_or_without_a_reason_is_no_entry(
    pending: World, policy_named: str, reason: str | None, rule: str
) -> None:
    """R5: nobody's day moves by what is entered in another policy's name."""
    register = pending.store.read()
    fields = {"entry": 2} | ({} if reason is None else {"reason": reason})
    draft = draft_of("void:2", Event.VOID, policy_named, fields)
    void = make_entry(draft, seq=3, prev=register.head, at=register.entries[-1].at)
    with pytest.raises(RuleBrokenError) as broken:
        Register.of((*register.entries, void))
    assert broken.value.rule == rule


def test_a_voided_entry_gives_its_notice_back(pending: World) -> None:
    """T4: what was wrong used nothing up."""
    pending.void(2, "2026-11-24 09:00")
    assert pending.publish("2026-11-25 09:00") == ["announce privacy v3, effective 2027-01-09"]
    assert pending.policy("2026-11-26").version(3).notice_path == "policy/notices/n.md"
