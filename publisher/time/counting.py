"""The count, and the predicate that every computed day must satisfy.

P is the publication day, E the effective day, N the promised number. P never counts (Regulation
1182/71, art. 3(1); CPC art. 641; CPR 2.8).

clear    E is the first day with at least N business days d, P < d < E: N full days lie between the
         two, which is what "clear days", "jours francs" and "at least N days before" mean.
workday  E is the N-th business day itself, as a spreadsheet's WORKDAY gives it: the first day with
         at least N business days d, P < d <= E.

E of `clear` is the day after the N-th business day, and may be any day of the week: Regulation
1182/71, art. 4(1), excepts the day of taking effect from the extension of art. 3(4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from publisher.errors import UsageError
from publisher.time import zone
from publisher.time.calendar import BusinessCalendar

_ONE_DAY = timedelta(days=1)
_LONGEST_CLOSURE = 366


class Counting(StrEnum):
    """How the last counted day and the effective day lie to each other."""

    CLEAR = "clear"
    WORKDAY = "workday"


def days_after(day: date, until: date) -> Iterator[date]:
    """Yield the days strictly between the two."""
    for i in range(1, (until - day).days):
        yield day + timedelta(days=i)


def business_days_between(calendar: BusinessCalendar, after: date, before: date) -> int:
    """Return the number of business days d with after < d < before."""
    return sum(calendar.is_business_day(day) for day in days_after(after, before))


def is_enough(
    calendar: BusinessCalendar, published_on: date, effective: date, days: int, counting: Counting
) -> bool:
    """Say whether a change announced on the one day may take effect on the other."""
    end = effective if counting is Counting.CLEAR else effective + _ONE_DAY
    return business_days_between(calendar, published_on, end) >= days


def count_off(calendar: BusinessCalendar, published_on: date, days: int) -> tuple[date, ...]:
    """Return the first business days after a day, as many as asked for."""
    counted: list[date] = []
    day = published_on
    while len(counted) < days:
        day += _ONE_DAY
        if calendar.is_business_day(day):
            counted.append(day)
        elif (day - (counted[-1] if counted else published_on)).days > _LONGEST_CLOSURE:
            raise UsageError(
                f"no business day for a year after {counted[-1] if counted else published_on}",
                where="closures and extra_holidays",
                remedy="leave some days open",
            )
    return tuple(counted)


def effective_day(
    calendar: BusinessCalendar, counted: tuple[date, ...], counting: Counting
) -> date:
    """Return the day that follows from the counted days; one that exists in the calendar's zone."""
    effective = counted[-1]
    if counting is Counting.CLEAR:
        effective += _ONE_DAY
        while not zone.exists(effective, calendar.timezone):
            effective += _ONE_DAY
    return effective
