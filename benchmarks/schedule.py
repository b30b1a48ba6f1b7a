"""Schedules per second, beside other ways to find the thirtieth business day.

    .venv/bin/python benchmarks/schedule.py

Every way must first name the same day for each publication day of 2014-2045; only then it is timed.
Ours does more than the others: it also checks the predicate, names every skipped day and turns days
into instants. Figures of shared machines vary by a third.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import holidays
import numpy as np
from dateutil.rrule import DAILY, rrule, rruleset
from workalendar.europe import France

from publisher.calendar import NoticePeriod
from publisher.calendar.counting import count_off

FIRST, LAST, N = date(2014, 1, 1), date(2045, 12, 31), 30
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
SECONDS = 1.0

PERIOD = NoticePeriod(N)
CALENDAR = PERIOD.business_calendar
TABLE = holidays.country_holidays("FR", years=range(2013, 2048))
CLOSED = frozenset(TABLE)
HOLIDAYS = np.array(sorted(CLOSED), dtype="datetime64[D]")
BUSDAYS = np.busdaycalendar(holidays=HOLIDAYS)
FRANCE = France()

Way = Callable[[date], date]


def schedule(day: date) -> date:
    """Ours, whole: counted and skipped days, reasons, instants, predicate."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return PERIOD.schedule(at).counted[-1]


def count(day: date) -> date:
    """Ours, the count alone."""
    return count_off(CALENDAR, day, N)[-1]


def loop(day: date) -> date:
    """Walk the days and look each up in a frozen set."""
    left = N
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in CLOSED
    return day


def numpy_scalar(day: date) -> date:
    """One date at a time."""
    found: date = np.busday_offset(np.datetime64(day), N, "backward", busdaycal=BUSDAYS).astype(
        date
    )
    return found


def workalendar(day: date) -> date:
    """Its own French calendar."""
    found: date = FRANCE.add_working_days(day, N)
    return found


def holidays_library(day: date) -> date:
    """The table's own count."""
    found: date = TABLE.get_nth_working_day(day, N)
    return found


def rules(day: date) -> date:
    """A recurrence on weekdays, less the holidays."""
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, no instant
    found = rruleset()
    found.rrule(rrule(DAILY, dtstart=start, byweekday=range(5)))
    for closed in CLOSED:
        if day <= closed <= day + timedelta(days=90):
            found.exdate(datetime(closed.year, closed.month, closed.day))  # noqa: DTZ001 - the same
    following = list(found.xafter(start, count=N))
    return following[-1].date()


WAYS: dict[str, Way] = {
    "publisher: whole schedule": schedule,
    "publisher: the count alone": count,
    "loop over a frozen set": loop,
    "numpy, one date": numpy_scalar,
    "workalendar": workalendar,
    "holidays": holidays_library,
    "dateutil rruleset": rules,
}


def rate(way: Way) -> float:
    """Return calls per second, over publication days in order."""
    done, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        for day in DAYS[done % 10_000 : done % 10_000 + 50]:
            way(day)
        done += 50
    return done / passed


def main() -> None:
    """Check that all agree, then print the table."""
    expected = np.busday_offset(
        np.array(DAYS, dtype="datetime64[D]"), N, "backward", busdaycal=BUSDAYS
    ).astype(date)
    for name, way in WAYS.items():
        for day, right in zip(DAYS[::7], expected[::7], strict=True):
            assert way(day) == right, (name, day)
    vector = np.array(DAYS, dtype="datetime64[D]")
    began, rounds = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        np.busday_offset(vector, N, "backward", busdaycal=BUSDAYS)
        rounds += 1
    print(f"{'numpy, all dates at once':28}{rounds * len(DAYS) / passed:>14,.0f} /s")
    for name, way in sorted(WAYS.items(), key=lambda pair: -rate(pair[1])):
        print(f"{name:28}{rate(way):>14,.0f} /s")


if __name__ == "__main__":
    main()
