"""The promise holds on every day of a century, found in ways that share no code with the count.

The tables are read from the holidays library here anew, each day open or closed by its own rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workalendar.europe import France, FranceAlsaceMoselle

from publisher.calendar import NoticePeriod, counting
from publisher.calendar.business_calendar import parse
from publisher.calendar.counting import Counting
from tests.conftest import examples

pytestmark = pytest.mark.slow

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
PENTECOST_MONDAYS = {date(2005, 5, 16), date(2006, 6, 5), date(2007, 5, 28)}
CALENDARS = [
    "FR", "FR-6AE", "FR+FR-6AE", "DE-BY", "GB-ENG", "US", "IL", "AE", "IT", "BE", "CA-QC", "AU-NSW",
    "SE",
]  # fmt: skip


def century(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    """Yield every day from first to last."""
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


def closed_days(calendar: str) -> set[date]:
    """Return the closed days of 1999-2100, straight from the library."""
    closed: set[date] = set()
    for code in calendar.split("+"):
        country, _, subdivision = code.partition("-")
        table = holidays.country_holidays(
            country, subdiv=subdivision or None, years=range(1999, 2101), expand=False
        )
        closed |= set(table)
        closed |= {
            day for day in century(date(1999, 1, 1), date(2100, 12, 31)) if table.is_weekend(day)
        }
        closed |= PENTECOST_MONDAYS if country == "FR" else set()
    return closed


@pytest.mark.parametrize("code", CALENDARS)
def test_every_day_of_a_century_keeps_the_promise(code: str) -> None:
    """For each publication day, numpy and a running total name the same effective day as we do."""
    closed = closed_days(code)
    calendar = parse(code, "Europe/Paris")
    published = list(century())
    ours = [
        counting.effective_day(calendar, counting.count_off(calendar, day, 30), Counting.CLEAR)
        for day in published
    ]
    every_day = list(century(FIRST, date(2100, 12, 31)))
    is_open = np.array([day not in closed for day in every_day])

    last_counted = np.busday_offset(
        np.array(published, dtype="datetime64[D]"),
        30,
        roll="backward",
        weekmask="1111111",
        holidays=np.array(sorted(closed), dtype="datetime64[D]"),
    )
    assert np.array_equal(last_counted + 1, np.array(ours, dtype="datetime64[D]"))

    open_before = np.concatenate([[0], np.cumsum(is_open)])  # [i]: open days before every_day[i]
    p = np.arange(len(published))
    e = np.array([(day - FIRST).days for day in ours])
    assert np.all(open_before[e] - open_before[p + 1] == 30)
    assert np.all(open_before[e - 1] - open_before[p + 1] == 29)


@pytest.mark.parametrize(
    ("code", "oracle", "first"), [("FR", France(), 2000), ("FR-6AE", FranceAlsaceMoselle(), 2008)]
)
def test_french_business_days_are_those_of_another_library(
    code: str, oracle: France, first: int
) -> None:
    """Another library opens and closes the same days as we do, to the end of the century."""
    calendar = parse(code, "Europe/Paris")
    for year in range(first, 2100):
        theirs = {day for day, _ in oracle.holidays(year)}
        days = century(date(year, 1, 1), date(year, 12, 31))
        assert list(calendar.business_days(year)) == [
            day for day in days if day.weekday() < 5 and day not in theirs
        ]


def turn_of(month: int, day: int) -> st.SearchStrategy[date]:
    """Return days within ten of that day of any year."""
    return st.builds(
        lambda year, shift: date(year, month, day) + timedelta(days=shift),
        st.integers(2000, 2098),
        st.integers(-10, 10),
    )


# Year ends, leap days, and the weekends on which clocks change.
days = st.one_of(
    st.dates(date(2000, 1, 12), date(2099, 10, 1)), turn_of(1, 1), turn_of(2, 28), turn_of(3, 27),
    turn_of(10, 28),
)  # fmt: skip
instants = st.builds(
    lambda day, seconds: datetime.combine(day, time(), tzinfo=UTC) + timedelta(seconds=seconds),
    days,
    st.integers(-15 * 3600, 15 * 3600),
)
periods = st.builds(
    NoticePeriod,
    days=st.integers(1, 60),
    calendar=st.sampled_from(["FR", "US", "IL", "AE", "GB-ENG", "FR+FR-6AE"]),
    timezone=st.sampled_from([
        "Europe/Paris", "America/New_York", "Asia/Jerusalem", "Africa/Cairo", "America/Santiago",
        "Asia/Beirut", "America/Havana", "Pacific/Apia", "Etc/GMT+12", "Pacific/Kiritimati",
        "America/St_Johns", "UTC",
    ]),
    counting=st.sampled_from(["clear", "workday"]),
)  # fmt: skip


@settings(max_examples=examples(100))
@given(periods, instants)
def test_a_schedule_is_the_least_that_keeps_the_promise(
    period: NoticePeriod, instant: datetime
) -> None:
    """Around midnights, clock changes, leap days and year ends: enough days, and not one too many."""
    schedule = period.schedule(instant)
    after, before = schedule.published_on, schedule.effective
    if period.counting == "workday":
        before += timedelta(days=1)
    between = list(century(after, before))[1:-1]
    skipped = {day.date for day in schedule.skipped}
    assert [day for day in between if day not in skipped] == list(schedule.counted)
    assert len(schedule.counted) == period.days
    assert schedule.published_at == instant < schedule.effective_at
    assert period.is_kept(after, schedule.effective)


@settings(max_examples=examples(100))
@given(periods, instants)
def test_the_second_of_publication_never_matters_within_a_day(
    period: NoticePeriod, instant: datetime
) -> None:
    """Every instant of one civil day gives one effective day, and a later day none that is earlier."""
    schedule = period.schedule(instant)
    later = period.schedule(instant + timedelta(hours=1))
    assert later.effective >= schedule.effective
    if later.published_on == schedule.published_on:
        assert later.effective == schedule.effective


@settings(max_examples=examples(100))
@given(periods, st.dates(date(2001, 1, 1), date(2099, 12, 1)))
def test_the_latest_publication_is_the_last_day_that_is_early_enough(
    period: NoticePeriod, wanted: date
) -> None:
    """A notice on that day is in time for the wanted day, and one on the day after is not."""
    latest = period.latest_publication(wanted)
    noon = datetime.combine(latest, time(12), tzinfo=UTC)
    around = [period.schedule(noon + timedelta(days=i)) for i in (-1, 0, 1, 2)]
    in_time = [one for one in around if one.effective <= wanted]
    assert max(one.published_on for one in in_time) == latest


def test_presets_and_own_days_keep_their_promise_together() -> None:
    """With a closure of three weeks and two months of notice, by-when and when agree."""
    period = NoticePeriod(closures=("08-01/08-21 Summer",), also=("psd2", "p2b"))
    for day in century(date(2026, 1, 1), date(2026, 12, 31)):
        latest = period.latest_publication(day)
        assert period.is_kept(latest, day)
        assert not period.is_kept(latest + timedelta(days=1), day)
