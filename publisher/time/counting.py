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


def days_between(after: date, before: date) -> Iterator[date]:
    """Yield every day strictly between the two."""
    for i in range(1, (before - after).days):
        yield after + timedelta(days=i)


def days_of_notice(
    calendar: BusinessCalendar, published_on: date, effective: date, counting: Counting
) -> int:
    """Return how many business days of notice a reader has: the left side of the predicate."""
    end = effective if counting is Counting.CLEAR else effective + _ONE_DAY
    return sum(calendar.is_business_day(day) for day in days_between(published_on, end))


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
