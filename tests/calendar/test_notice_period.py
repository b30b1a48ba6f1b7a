"""The promise as an object: what it takes, what it refuses, what a schedule of it says."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from publisher.calendar import Holiday, NoticePeriod, Role, SkippedDay, counting
from publisher.calendar.notice_period import BrokenCountError
from publisher.errors import UsageError

NOVEMBER = datetime(2026, 11, 23, 14, tzinfo=UTC)


def test_a_schedule_says_everything_about_the_count() -> None:
    """Days, instants, what was counted, what was skipped and why, and which table said so."""
    schedule = NoticePeriod().schedule(NOVEMBER)
    assert schedule.published_at == NOVEMBER
    assert schedule.published_on == date(2026, 11, 23)
    assert schedule.effective == date(2027, 1, 7)
    assert schedule.effective_at == datetime(2027, 1, 6, 23, tzinfo=UTC)
    assert schedule.counted[0] == date(2026, 11, 24)
    assert schedule.counted[-1] == date(2027, 1, 6)
    assert schedule.holidays == (
        Holiday(date(2026, 12, 25), "Christmas Day"),
        Holiday(date(2027, 1, 1), "New Year's Day"),
    )
    assert [str(day.date) for day in schedule.skipped if not day.is_weekend_only] == [
        "2026-12-25", "2027-01-01",
    ]  # fmt: skip
    assert schedule.library.startswith("holidays 0.")
    assert (schedule.days, schedule.calendar) == (30, "FR")
    assert (schedule.timezone, schedule.counting) == ("Europe/Paris", "clear")


def test_the_json_of_a_schedule_is_the_promised_object() -> None:
    """The keys that scripts rely on, with dates as ISO 8601 and instants as RFC 3339."""
    answer = NoticePeriod(2, closures=("11-24 Move",)).schedule(NOVEMBER).to_json()
    library = answer.pop("library")
    assert library.startswith("holidays ")
    assert answer == {
        "published_at": "2026-11-23T14:00:00Z",
        "published_on": "2026-11-23",
        "effective": "2026-11-27",
        "effective_at": "2026-11-26T23:00:00Z",
        "days": 2,
        "calendar": "FR",
        "timezone": "Europe/Paris",
        "counting": "clear",
        "extra_holidays": [],
        "closures": ["11-24 Move"],
        "also": [],
        "counted": ["2026-11-25", "2026-11-26"],
        "skipped": [{"date": "2026-11-24", "why": "Move"}],
        "holidays": [],
        "floors": [],
    }


def test_skipped_days_speak_english_and_on_request_another_language() -> None:
    """`why` is English; the same days say it in French."""
    skipped = NoticePeriod(5).schedule(datetime(2026, 12, 22, 9, tzinfo=UTC)).skipped
    assert [day.why for day in skipped] == ["Christmas Day", "Saturday", "Sunday"]
    assert [day.why_in("fr") for day in skipped] == ["Noël", "Samedi", "Dimanche"]


def test_own_days_count_no_more_than_holidays_do() -> None:
    """Extra holidays and closures are skipped; only the former are holidays."""
    period = NoticePeriod(2, extra_holidays=("11-24 Local feast",), closures=("2026-11-25",))
    schedule = period.schedule(NOVEMBER)
    assert schedule.effective == date(2026, 11, 28)
    assert [day.why for day in schedule.skipped] == ["Local feast", "Company closure"]
    assert schedule.holidays == (Holiday(date(2026, 11, 24), "Local feast"),)


def test_a_day_asked_for_may_only_be_later() -> None:
    """A later day is taken and its window shown; an earlier one changes nothing."""
    schedule = NoticePeriod().schedule(NOVEMBER)
    assert schedule.asked_for(date(2026, 12, 1)) is schedule
    later = schedule.asked_for(date(2027, 2, 1))
    assert (later.effective, later.effective_at) == (
        date(2027, 2, 1),
        datetime(2027, 1, 31, 23, tzinfo=UTC),
    )
    assert later.counted == schedule.counted
    assert later.skipped[-1] == SkippedDay(date(2027, 1, 31), "Sunday", later.skipped[-1].reasons)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2026-11-23", 30),
        ("2026-11-24", 30),
        ("2026-11-25", 29),
        ("2027-01-06", 1),
        ("2027-01-07", 0),
    ],
)
def test_a_day_is_left_until_it_is_over(today: str, left: int) -> None:
    """On the morning of the first counted day all are left; on the effective day none."""
    schedule = NoticePeriod().schedule(NOVEMBER)
    assert schedule.business_days_left(date.fromisoformat(today)) == left


def test_the_weeks_of_a_schedule_are_a_table() -> None:
    """Whole weeks; each day has one role, a number where it counts, and words where it is closed."""
    weeks = NoticePeriod(5, closures=("2026-12-23 Party",)).schedule(
        datetime(2026, 12, 20, 9, tzinfo=UTC)
    ).asked_for(date(2027, 1, 2)).weeks("fr")  # fmt: skip
    assert [len(week) for week in weeks] == [7, 7, 7]
    assert weeks[0][0].date == date(2026, 12, 14)
    assert [(day.date.day, day.role, day.number, day.why) for week in weeks for day in week][
        5:
    ] == [
        (19, Role.OUTSIDE, None, ""),
        (20, Role.PUBLICATION, None, "Dimanche"),
        (21, Role.COUNTED, 1, ""),
        (22, Role.COUNTED, 2, ""),
        (23, Role.SKIPPED, None, "Party"),
        (24, Role.COUNTED, 3, ""),
        (25, Role.SKIPPED, None, "Noël"),
        (26, Role.SKIPPED, None, "Samedi"),
        (27, Role.SKIPPED, None, "Dimanche"),
        (28, Role.COUNTED, 4, ""),
        (29, Role.COUNTED, 5, ""),
        (30, Role.FURTHER, None, ""),
        (31, Role.FURTHER, None, ""),
        (1, Role.SKIPPED, None, "Jour de l'an"),
        (2, Role.EFFECTIVE, None, "Samedi"),
        (3, Role.OUTSIDE, None, ""),
    ]


def test_weeks_may_begin_on_sunday() -> None:
    """The first column is the weekday asked for, and the last week is whole."""
    weeks = NoticePeriod().schedule(NOVEMBER).weeks(first_weekday=6)
    assert {week[0].date.weekday() for week in weeks} == {6}
    assert weeks[0][0].date <= date(2026, 11, 23) < weeks[0][0].date + timedelta(days=7)
    assert weeks[-1][-1].date >= date(2027, 1, 7)


def test_the_effective_day_of_workday_counting_bears_the_last_number() -> None:
    """With `workday` the last counted day is the effective day itself."""
    schedule = NoticePeriod(counting="workday").schedule(NOVEMBER)
    assert schedule.effective == schedule.counted[-1] == date(2027, 1, 6)
    (cell,) = [d for week in schedule.weeks() for d in week if d.role is Role.EFFECTIVE]
    assert cell.number == 30


def test_equal_promises_are_equal_however_they_are_written() -> None:
    """Periods hash and compare by what they promise."""
    written: Any = NoticePeriod(
        30, "fr", closures=[date(2026, 12, 24)], also=["psd2", "p2b", "psd2"]  # type: ignore[arg-type]
    )  # fmt: skip
    same = NoticePeriod(30, "FR", closures=("2026-12-24",), also=("p2b", "psd2"))
    assert written == same
    assert hash(written) == hash(same)
    assert NoticePeriod.from_json(same.to_json()) == same


def test_a_recorded_period_without_its_number_is_no_promise() -> None:
    """A missing key is not filled with a default: that would be another promise."""
    kept = NoticePeriod().to_json()
    for key in ("days", "calendar", "timezone", "counting"):
        with pytest.raises(UsageError, match=f"`{key}`|no number"):
            NoticePeriod.from_json({name: kept[name] for name in kept if name != key})
    assert NoticePeriod.from_json(kept | {"unknown": 1}) == NoticePeriod()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"days": 0}, "0 isn't a number of business days"),
        ({"days": -1}, "-1 isn't a number"),
        ({"days": True}, "True isn't a number"),
        ({"days": "30"}, "'30' isn't a number"),
        ({"days": 30.0}, "30.0 isn't a number"),
        ({"counting": "business"}, "'business' isn't a way of counting"),
        ({"counting": None}, "None isn't a way of counting"),
        ({"timezone": "Paris"}, "'Paris' isn't a time zone"),
        ({"calendar": "XPAR"}, "'XPAR' isn't a calendar"),
        ({"closures": ["never"]}, "closures: 'never' names no day"),
        ({"extra_holidays": [7]}, "extra_holidays: 7 isn't a valid day"),
        ({"also": ["psd3"]}, "'psd3' isn't a preset. To fix: take 'psd2'"),
        ({"also": ["zzz"]}, "take one of promise-30bd, gdpr"),
    ],
)
def test_a_promise_that_cannot_be_counted_is_refused(wrong: dict[str, Any], message: str) -> None:
    """What, where and how to mend, before anything is counted."""
    with pytest.raises(UsageError) as refused:
        NoticePeriod(**wrong)
    assert message in str(refused.value)


def test_a_naive_instant_is_refused() -> None:
    """A publication without a time zone has no day."""
    with pytest.raises(UsageError, match="does not say in which time zone"):
        NoticePeriod().schedule(datetime(2026, 11, 23, 14))  # noqa: DTZ001 - the point of the test


def test_a_count_past_the_table_is_refused() -> None:
    """The 31st of December 2100 would need 2101, which is no year without holidays."""
    period = NoticePeriod()
    assert period.schedule(datetime(2100, 11, 1, tzinfo=UTC)).effective == date(2100, 12, 15)
    with pytest.raises(UsageError, match="known for 1803 to 2100, not for 2101"):
        period.schedule(datetime(2100, 12, 20, tzinfo=UTC))


def test_a_calendar_without_business_days_is_refused() -> None:
    """Closures that leave nothing open are a mistake, not an endless count."""
    with pytest.raises(UsageError, match="2027 has no business day"):
        NoticePeriod(closures=("01-01/12-31",)).schedule(datetime(2027, 1, 1, 12, tzinfo=UTC))


def test_the_predicate_is_asked_whatever_the_arithmetic_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A count that lost or gained a day is found before anybody is told a date."""
    real = counting.count_off
    for wrong in (29, 31):
        monkeypatch.setattr(
            counting, "count_off", lambda calendar, day, _, n=wrong: real(calendar, day, n)
        )
        with pytest.raises(BrokenCountError, match="is not the first day"):
            NoticePeriod().schedule(NOVEMBER)


def test_a_day_without_a_midnight_takes_effect_at_its_first_instant() -> None:
    """Clocks in Cairo jump from 00:00 to 01:00 on Friday 24 April 2026."""
    schedule = NoticePeriod(30, "EG", "Africa/Cairo").schedule(datetime(2026, 3, 11, tzinfo=UTC))
    assert schedule.effective == date(2026, 4, 24)
    assert schedule.effective_at == datetime(2026, 4, 23, 22, tzinfo=UTC)


def test_a_change_cannot_take_effect_on_a_day_that_the_zone_left_out() -> None:
    """Thursday 29 December 2011 was followed by Saturday 31 in Samoa."""
    period = NoticePeriod(1, "WS", "Pacific/Apia")
    schedule = period.schedule(datetime(2011, 12, 28, 22, tzinfo=UTC))
    assert schedule.published_on == date(2011, 12, 28)
    assert schedule.effective == date(2011, 12, 31)
    assert schedule.effective_at == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert period.latest_publication(date(2011, 12, 31)) == date(2011, 12, 28)
    six_days_a_week = NoticePeriod(1, "HK", "Pacific/Apia")
    assert six_days_a_week.latest_publication(date(2012, 1, 1)) == date(2011, 12, 29)


@pytest.mark.parametrize(
    ("counting_way", "wanted", "latest"),
    [
        ("clear", "2027-03-01", "2027-01-17"),
        ("workday", "2027-03-01", "2027-01-18"),
        ("clear", "2027-01-07", "2026-11-23"),
        ("clear", "2027-01-06", "2026-11-22"),
        ("workday", "2027-01-06", "2026-11-23"),
    ],
)
def test_by_when_must_the_notice_be_up(counting_way: str, wanted: str, latest: str) -> None:
    """The last day on which publishing still allows the wanted day."""
    period = NoticePeriod(counting=counting_way)
    assert period.latest_publication(date.fromisoformat(wanted)) == date.fromisoformat(latest)


def test_importing_the_room_does_not_load_the_tables() -> None:
    """The holidays library and Babel cost most of a second of a command; they wait until asked."""
    code = (
        "import sys, publisher.calendar, publisher.calendar.terminal_count, publisher.cli.schedule;"
        "print(sorted({'holidays', 'babel'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
