"""Announced days that move later, and never earlier (T5, T6)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from publisher.timeline.states import business_days_left
from tests.conftest import MKDOCS_YML, at
from tests.timeline.holidays import created
from tests.timeline.memory import World, notice, policy

ARMISTICE = date(2026, 12, 8)  # a Tuesday on which a holiday is decreed


@pytest.fixture
def pending() -> World:
    """A material change announced on 23 November for 7 January."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(notice("shorter", "policy: privacy\nsummary: Thirteen."), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    return world


def days(world: World, when: str) -> list[str]:
    """The days of the pending versions."""
    return [version.effective.isoformat() for version in world.policy(when).pending]


def test_an_editor_who_asks_for_a_later_day_postpones_with_a_reason(pending: World) -> None:
    """T6: the reason stands in the change's own notice."""
    pending.commit(
        notice("shorter", "policy: privacy\nsummary: Thirteen.\npostponed: The supplier is late."),
        privacy=policy(13, effective="2027-02-01"),
    )
    assert pending.publish("2026-12-01 09:00") == [
        "postpone privacy v2, effective 2027-02-01",
        "amend privacy v2",
    ]
    [moved] = pending.policy("2026-12-02").version(2).postponements
    assert (moved.before.isoformat(), moved.after.isoformat()) == ("2027-01-07", "2027-02-01")
    assert moved.reason == "The supplier is late."
    assert pending.text("2027-01-31 22:59") == policy()
    assert "13 months" in str(pending.text("2027-01-31 23:00"))
    assert pending.publish("2026-12-03 09:00") == []


def test_the_reason_may_stand_in_a_notice_of_its_own(pending: World) -> None:
    """T6: a new file with `postponed`, which then explains nothing else."""
    pending.commit(
        notice("later", "policy: privacy\npostponed: The supplier is late."),
        privacy=policy(13, effective="2027-02-01"),
    )
    pending.publish("2026-12-01 09:00")
    version = pending.policy("2026-12-02").version(2)
    assert version.postponements[0].reason == "The supplier is late."
    assert version.notice_path == "policy/notices/shorter.md"
    pending.commit(privacy=policy(6, effective="2027-02-01"))
    pending.publish("2026-12-03 09:00")
    assert pending.policy("2026-12-04").version(3).notice_path is None


def test_a_postponement_without_a_reason_says_so(pending: World) -> None:
    """T6: the day moves all the same."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-12-01 09:00")
    assert (
        pending.policy("2026-12-02").version(2).postponements[0].reason == "a later day was chosen"
    )


def test_a_postponed_day_cannot_be_taken_back(pending: World) -> None:
    """T6: not to the day that was announced first either."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-12-01 09:00")
    pending.commit(privacy=policy(13, effective="2027-01-07"))
    assert pending.publish("2026-12-02 09:00") == []
    assert days(pending, "2026-12-03") == ["2027-02-01"]


def test_a_created_holiday_moves_the_day(pending: World) -> None:
    """T6: thirty days were promised; a re-count that finds twenty-nine adds one."""
    with created(ARMISTICE):
        assert pending.publish("2026-12-01 09:00") == ["postpone privacy v2, effective 2027-01-08"]
        assert pending.publish("2026-12-02 09:00") == []
        [moved] = pending.policy("2026-12-03").version(2).postponements
        assert moved.reason == "a day of the period became a holiday (2026-12-08: Decreed day)"
        assert business_days_left(pending.policy("2026-12-07 12:00").version(2), at_noon(7)) == 21
    # The holiday is abolished again: nothing moves earlier, and the count stays as it was recorded.
    assert pending.publish("2026-12-10 09:00") == []
    assert days(pending, "2026-12-10") == ["2027-01-08"]


def test_a_created_holiday_reaches_the_changes_after_it(pending: World) -> None:
    """T5: each by its own count, and none before the one ahead of it."""
    pending.commit(privacy=policy(6))
    pending.publish("2026-11-23 10:00")
    with created(ARMISTICE):
        assert pending.publish("2026-12-01 09:00") == [
            "postpone privacy v2, effective 2027-01-08",
            "postpone privacy v3, effective 2027-01-08",
        ]


def test_a_holiday_far_in_a_wished_period_changes_nothing(pending: World) -> None:
    """T6: thirty business days are still there before the later day that was asked for."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-12-01 09:00")
    with created(ARMISTICE):
        assert pending.publish("2026-12-02 09:00") == []


def test_a_change_after_a_postponed_one_waits_for_it(pending: World) -> None:
    """T5: its own count would be over before."""
    pending.commit(privacy=policy(13, effective="2027-03-01"))
    pending.publish("2026-12-01 09:00")
    pending.commit(privacy=policy(6, effective="2027-03-01"))
    assert pending.publish("2026-12-02 09:00") == ["announce privacy v3, effective 2027-03-01"]
    fields = pending.policy("2026-12-03").version(3).first.stored
    assert fields["earliest"] == "2027-01-16"


def test_a_wish_that_was_honoured_asks_for_nothing_more(pending: World) -> None:
    """T3: the next change does not ask for a day that still stands there from a postponement."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-12-01 09:00")
    assert pending.policy("2026-12-02").version(2).requested == date(2027, 2, 1)
    pending.commit(privacy=policy(6, effective="2027-02-01"))
    assert pending.publish("2027-01-11 09:00") == ["announce privacy v3, effective 2027-02-23"]
    state = pending.policy("2027-01-12")
    assert (state.version(3).requested, state.held) == (None, None)


def test_an_editor_who_comes_back_to_an_earlier_day_is_told(pending: World) -> None:
    """T6: the postponement stands, and the day asked for is shown as too early."""
    pending.commit(privacy=policy(13, effective="2027-02-01"))
    pending.publish("2026-12-01 09:00")
    assert pending.policy("2026-12-02").held is None
    pending.commit(privacy=policy(13, effective="2027-01-15"))
    assert pending.publish("2026-12-02 09:00") == []
    assert pending.policy("2026-12-03").held == date(2027, 1, 15)


def test_a_first_text_that_waits_can_be_postponed() -> None:
    """T6: it has no count, and its day moves later only."""
    world = World()
    world.commit(privacy=policy(effective="2027-01-01"))
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(effective="2027-02-01"))
    assert world.publish("2026-11-03 09:00") == ["postpone privacy v1, effective 2027-02-01"]
    world.commit(privacy=policy(effective="2026-12-01"))
    assert world.publish("2026-11-04 09:00") == []
    assert days(world, "2026-11-05") == ["2027-02-01"]


def test_what_took_effect_is_never_counted_again(pending: World) -> None:
    """T6: a holiday created too late is history."""
    with created(ARMISTICE):
        assert pending.publish("2027-01-07 09:00") == []
        assert pending.text("2027-01-07 09:00") == policy(13)


def test_days_left_run_to_the_day_itself(pending: World) -> None:
    """The days of a longer wait count too, and a day that is over does not."""
    version = pending.policy("2026-11-23 12:00").version(2)
    assert [business_days_left(version, at_noon(day)) for day in (1, 4, 5, 7)] == [25, 22, 21, 21]
    pending.commit(privacy=policy(13, effective="2027-01-11"))
    pending.publish("2026-12-01 09:00")
    assert business_days_left(pending.policy("2026-12-07").version(2), at_noon(7)) == 23


def at_noon(day: int) -> datetime:
    """Noon of a day of December 2026, UTC."""
    return at(f"2026-12-{day:02} 12:00")


def test_a_holiday_created_on_the_effective_day_itself_stops_nothing() -> None:
    """T6: where the last counted day is the effective day, it still counts as it was recorded."""
    world = World(MKDOCS_YML + "      counting: workday\n")
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-06"]
    with created(date(2027, 1, 6)):
        version = world.policy("2026-11-24").recorded[1]
        assert business_days_left(version, at("2026-11-24 09:00")) == 30
        assert world.publish("2026-11-25 09:00") == ["postpone privacy v2, effective 2027-01-07"]
