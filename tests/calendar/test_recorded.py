"""What an entry kept of a count: checkable by hand, and a ratchet that only moves later."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from publisher.calendar import NoticePeriod, Schedule, recorded_schedule, recount
from publisher.errors import UsageError
from publisher.model.entries import RecordedPeriod, plain, read_period
from tests.conftest import examples

# The state funeral of 19 September 2022 was proclaimed a holiday nine days before.
BEFORE = NoticePeriod(30, "GB-ENG;-2022-09-19", "Europe/London")
PUBLISHED = datetime(2022, 8, 11, 9, tzinfo=UTC)


def as_of_today(schedule: Schedule, calendar: str) -> RecordedPeriod:
    """Return what was recorded, read back from JSON, with the calendar as it is known today."""
    kept = read_period(json.loads(json.dumps(plain(schedule.record()))))
    return structs.replace(kept, calendar=calendar)


def test_a_holiday_created_since_moves_the_day_later() -> None:
    """The count finds one day too few, says which and why, and names the next day that will do."""
    announced = BEFORE.schedule(PUBLISHED)
    found = recount(PUBLISHED, announced.effective, as_of_today(announced, "GB-ENG"))
    assert announced.effective == date(2022, 9, 24)
    assert found.holds == date(2022, 9, 27)
    assert found.postponed
    assert found.days_of_notice == 29
    assert [day.date for day in found.created] == [date(2022, 9, 19)]
    assert found.explain() == (
        "Only 29 business days lie before Saturday 24 September 2022, 30 are promised. "
        "These days are closed now: Monday 19 September 2022 (State Funeral of Queen Elizabeth II). "
        "The change takes effect on Tuesday 27 September 2022 instead."
    )
    assert found.schedule.effective == found.holds


def test_an_abolished_holiday_moves_nothing() -> None:
    """Readers were told a day: it is kept when a re-count would allow an earlier one."""
    period = NoticePeriod(30, "FR;+2026-12-24 Feast of the Register")
    at = datetime(2026, 11, 23, 14, tzinfo=UTC)
    announced = period.schedule(at)
    found = recount(at, announced.effective, as_of_today(announced, "FR"))
    assert found.holds == announced.effective
    assert not found.postponed
    assert [day.why for day in found.abolished] == ["Feast of the Register"]
    assert found.explain() == (
        "31 business days lie before Friday 8 January 2027, 30 are promised: the day holds."
    )


def test_a_day_announced_later_than_needed_absorbs_a_new_holiday() -> None:
    """What the editor gave in excess is used up before the day moves."""
    announced = BEFORE.schedule(PUBLISHED).asked_for(date(2022, 10, 3))
    found = recount(PUBLISHED, announced.effective, as_of_today(announced, "GB-ENG"))
    assert found.holds == date(2022, 10, 3)
    assert [day.date for day in found.created] == [date(2022, 9, 19)]


def test_a_recount_of_a_postponed_day_leaves_it() -> None:
    """After the day moved, the same new holiday does not move it again."""
    announced = BEFORE.schedule(PUBLISHED)
    kept = as_of_today(announced, "GB-ENG")
    first = recount(PUBLISHED, announced.effective, kept)
    assert recount(PUBLISHED, first.holds, kept).holds == first.holds


@settings(max_examples=examples(60))
@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.lists(st.integers(-5, 80), max_size=4),
    st.sampled_from(["+", "-"]),
    st.sampled_from(["clear", "workday"]),
    st.integers(0, 20),
)
def test_the_ratchet_only_turns_one_way(
    day: date, shifts: list[int], sign: str, counting: str, asked: int
) -> None:
    """Whatever holidays come and go, the day that holds keeps the promise and is never earlier."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    announced = NoticePeriod(counting=counting).schedule(at)
    announced = announced.asked_for(announced.effective + timedelta(days=asked))
    changes = [f"{sign}{day + timedelta(days=shift)}" for shift in shifts]
    today = ";".join(["FR", *changes])
    found = recount(at, announced.effective, as_of_today(announced, today))
    assert found.holds >= announced.effective
    now = NoticePeriod(calendar=today, counting=counting)
    assert now.is_kept(announced.published_on, found.holds)
    if found.postponed:
        assert not now.is_kept(announced.published_on, found.holds - timedelta(days=1))
        assert found.created


def test_a_record_can_be_checked_without_any_table() -> None:
    """Crossing out the recorded days between the two leaves exactly the promised number."""
    schedule = NoticePeriod(closures=("12-24/12-31",)).schedule(
        datetime(2026, 11, 23, 14, tzinfo=UTC)
    )
    kept = schedule.record()
    closed = {day.date for day in kept.skipped}
    window = (schedule.effective - schedule.published_on).days
    days = [schedule.published_on + timedelta(days=i) for i in range(1, window)]
    assert len([day for day in days if day not in closed]) == kept.days
    assert {"calendar", "timezone", "counting", "holidays", "library"} <= set(plain(kept))


@pytest.mark.parametrize("counting", ["clear", "workday"])
def test_a_recorded_count_is_shown_as_it_was(counting: str) -> None:
    """A later table does not repaint the calendar of an old notice, nor its words."""
    period = NoticePeriod(30, "FR;+2026-12-24 Old feast", counting=counting)
    at = datetime(2026, 11, 23, 14, tzinfo=UTC)
    then = period.schedule(at)
    kept = as_of_today(then, "FR")
    shown = recorded_schedule(at, then.effective, kept)
    assert shown.counted == then.counted
    assert [day.date for day in shown.skipped] == [day.date for day in then.skipped]
    assert shown.holidays == then.holidays
    assert shown.library == kept.library
    said = {str(day.date): day.why_in("fr") for day in shown.skipped}
    assert said["2026-12-24"] == "Old feast"
    assert said["2026-12-25"] == "Noël"


@pytest.mark.parametrize("counting", ["clear", "workday"])
def test_a_record_that_keeps_too_few_days_is_refused(counting: str) -> None:
    """An effective day moved by hand does not pass as the count that was recorded."""
    at = datetime(2026, 11, 23, 14, tzinfo=UTC)
    then = NoticePeriod(counting=counting).schedule(at)
    with pytest.raises(UsageError, match="29 business days lie between"):
        recorded_schedule(at, then.effective - timedelta(days=1), then.record())
