"""Promises in days, weeks, months, or none, counted as Regulation (EEC, Euratom) No 1182/71 counts."""

from __future__ import annotations

import calendar as civil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.calendar import NoticePeriod, recorded_schedule, recount
from publisher.calendar.zone import first_instant
from publisher.errors import UsageError
from publisher.model.entries import plain

DAY = timedelta(days=1)
PROMISES = st.one_of(
    st.tuples(st.integers(1, 400), st.just("days")),
    st.tuples(st.integers(1, 60), st.just("weeks")),
    st.tuples(st.integers(1, 30), st.just("months")),
)
DAYS = st.dates(date(1999, 1, 1), date(2060, 12, 31))


def effective(promise: str, published_on: date, timezone: str = "Europe/Paris") -> date:
    """Return the effective day of a notice published at noon."""
    noon = first_instant(published_on, timezone) + timedelta(hours=12)
    return NoticePeriod.parse(promise, timezone=timezone).schedule(noon).effective


@pytest.mark.parametrize(
    ("promise", "published_on", "expected"),
    [
        # The day of the notice is not counted, and the last day counts to its end (art. 3(1), (2)(b)).
        ("30 days", "2027-01-01", "2027-02-01"),
        ("1 day", "2027-01-01", "2027-01-03"),
        ("30 days", "2027-02-01", "2027-03-04"),
        ("30 days", "2028-02-01", "2028-03-03"),
        # The same day of the week (art. 3(2)(c)).
        ("1 week", "2027-01-01", "2027-01-09"),
        ("6 weeks", "2027-01-01", "2027-02-13"),
        # The same day of the month, else the last one (art. 3(2)(c)).
        ("1 month", "2027-01-15", "2027-02-16"),
        ("1 month", "2027-01-31", "2027-03-01"),
        ("1 month", "2027-01-28", "2027-03-01"),
        ("1 month", "2027-02-28", "2027-03-29"),
        ("1 month", "2028-01-31", "2028-03-01"),
        ("1 month", "2028-01-29", "2028-03-01"),
        ("2 months", "2026-12-31", "2027-03-01"),
        ("12 months", "2028-02-29", "2029-03-01"),
        # Whether the last day is closed is of no account: nobody has to act on it (not art. 3(4)).
        ("1 month", "2026-11-25", "2026-12-26"),
        ("none", "2027-01-01", "2027-01-01"),
    ],
)
def test_worked_examples(promise: str, published_on: str, expected: str) -> None:
    """Each unit ends where the regulation says, and the change applies on the next day."""
    assert effective(promise, date.fromisoformat(published_on)) == date.fromisoformat(expected)


def _by_hand(amount: int, unit: str, published_on: date) -> date:
    """Count day by day, with nothing but a calendar on the wall."""
    if unit in ("days", "weeks"):
        left = amount * (7 if unit == "weeks" else 1)
        day = published_on
        while left:
            day += DAY
            left -= 1
        return day + DAY
    year, month = published_on.year, published_on.month
    for _ in range(amount):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = min(published_on.day, civil.monthrange(year, month)[1])
    return date(year, month, last) + DAY


@given(PROMISES, DAYS)
def test_every_count_is_the_one_by_hand(promise: tuple[int, str], published_on: date) -> None:
    """The effective day is the first one that keeps the promise, whatever way it is counted."""
    amount, unit = promise
    period = NoticePeriod(amount, unit=unit)
    day = period.earliest(published_on)
    assert day == _by_hand(amount, unit, published_on)
    assert period.is_kept(published_on, day)
    assert not period.is_kept(published_on, day - DAY)


@given(PROMISES, DAYS)
def test_more_notice_is_never_refused(promise: tuple[int, str], published_on: date) -> None:
    """Each later day keeps the promise too, and no later publication has an earlier day."""
    period = NoticePeriod(promise[0], unit=promise[1])
    day = period.earliest(published_on)
    assert all(period.is_kept(published_on, day + number * DAY) for number in (1, 2, 27, 31))
    assert period.earliest(published_on + DAY) >= day


@given(PROMISES, DAYS)
def test_the_last_day_to_publish_is_the_last_that_keeps_the_promise(
    promise: tuple[int, str], wanted: date
) -> None:
    """One day later the change could not take effect then."""
    period = NoticePeriod(promise[0], unit=promise[1])
    latest = period.latest_publication(wanted)
    assert period.earliest(latest) <= wanted < period.earliest(latest + DAY)


def test_a_day_that_a_zone_left_out_is_no_day_of_notice() -> None:
    """Samoa had no 30 December 2011: a reader there got no day of notice from it."""
    assert effective("1 day", date(2011, 12, 29), "Pacific/Apia") == date(2012, 1, 1)
    assert effective("1 day", date(2011, 12, 29)) == date(2011, 12, 31)


def test_no_notice_still_means_seen_live() -> None:
    """Without a promise a change applies at the instant it was seen, not since the morning."""
    at = datetime(2027, 1, 1, 15, 30, tzinfo=UTC)
    schedule = NoticePeriod.parse("none").schedule(at)
    assert (schedule.effective_at, schedule.counted, schedule.skipped) == (at, (), ())
    later = schedule.asked_for(date(2027, 1, 5))
    assert later.effective_at == datetime(2027, 1, 4, 23, tzinfo=UTC)


def test_without_a_promise_the_last_day_for_a_notice_is_the_day_itself() -> None:
    """Every unit answers by when a notice must be up."""
    period = NoticePeriod.parse("none")
    assert period.latest_publication(date(2027, 3, 1)) == date(2027, 3, 1)
    assert not period.is_kept(date(2027, 3, 2), date(2027, 3, 1))
    bound = NoticePeriod.parse("none", also=("psd2",))
    assert bound.latest_publication(date(2027, 3, 1)) == date(2026, 12, 31)


def test_an_added_law_holds_where_no_notice_is_promised() -> None:
    """The latest day wins, also over a promise of none."""
    schedule = NoticePeriod.parse("none", also=("psd2",)).schedule(
        datetime(2027, 1, 15, 9, tzinfo=UTC)
    )
    assert schedule.effective == date(2027, 3, 16)
    assert schedule.effective_at == datetime(2027, 3, 15, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("30 business days", 30, "business days"),
        ("1 business day", 1, "business days"),
        ("20 working days", 20, "business days"),
        ("30 days", 30, "days"),
        ("  6   Weeks ", 6, "weeks"),
        ("1 month", 1, "months"),
        ("2 months", 2, "months"),
        ("None", 0, "none"),
    ],
)
def test_a_promise_is_read_as_people_write_it(written: str, amount: int, unit: str) -> None:
    """Singular and plural, any case; and it is written back in one form that is read again."""
    period = NoticePeriod.parse(written)
    assert (period.days, period.unit) == (amount, unit)
    assert NoticePeriod.parse(period.promise) == period


@pytest.mark.parametrize(
    "wrong",
    [
        "soon",
        "30",
        "0 days",
        "-1 days",
        "1.5 months",
        "1 year",
        "30 days 2 weeks",
        "",
        30,
        None,
        True,
    ],
)
def test_what_is_no_promise_is_refused(wrong: object) -> None:
    """The message shows how promises are written."""
    with pytest.raises(UsageError, match="To fix: write"):
        NoticePeriod.parse(wrong)


@pytest.mark.parametrize("promise", ["4000 days", "121 months", "521 weeks", "2601 business days"])
def test_a_promise_beyond_ten_years_is_refused(promise: str) -> None:
    """It would be a slip, and no table of holidays reaches so far."""
    with pytest.raises(UsageError, match="longer than ten years"):
        NoticePeriod.parse(promise)


@pytest.mark.parametrize("promise", ["30 days", "6 weeks", "2 months", "none"])
def test_a_record_is_read_back_in_its_own_unit(promise: str) -> None:
    """A reader that knows business days alone finds no number of days, and stops."""
    at = datetime(2027, 1, 29, 10, tzinfo=UTC)
    schedule = NoticePeriod.parse(promise).schedule(at)
    record = schedule.record()
    assert "days" not in plain(record)
    assert NoticePeriod.of(record) == schedule.period
    assert recorded_schedule(at, schedule.effective, record) == replace(
        schedule, library=record.library
    )
    counted_again = recount(at, schedule.effective, record)
    assert not counted_again.postponed


def test_a_record_with_too_little_notice_is_refused() -> None:
    """A day before the promise has passed is named with the number that lies before it."""
    at = datetime(2027, 1, 29, 10, tzinfo=UTC)
    record = NoticePeriod.parse("1 month").schedule(at).record()
    with pytest.raises(UsageError, match="0 months lie between"):
        recorded_schedule(at, date(2027, 2, 28), record)


def test_business_days_are_recorded_as_ever() -> None:
    """Entries that exist keep their bytes."""
    assert NoticePeriod(30).to_json() == {
        "days": 30, "calendar": "FR", "timezone": "Europe/Paris", "counting": "clear",
        "extra_holidays": [], "closures": [], "also": [],
    }  # fmt: skip
