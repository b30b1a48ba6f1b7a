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

from bisect import bisect_right
from datetime import date, timedelta
from enum import StrEnum

from publisher.errors import UsageError
from publisher.time import zone
from publisher.time.calendar import BusinessCalendar

_ONE_DAY = timedelta(days=1)


class Counting(StrEnum):
    """How the last counted day and the effective day lie to each other."""

    CLEAR = "clear"
    WORKDAY = "workday"


def days_of_notice(
    calendar: BusinessCalendar, published_on: date, effective: date, counting: Counting
) -> int:
    """Return how many business days of notice a reader has: the left side of the predicate."""
    end = effective if counting is Counting.CLEAR else effective + _ONE_DAY
    return calendar.count_between(published_on, end)


def count_off(calendar: BusinessCalendar, published_on: date, days: int) -> tuple[date, ...]:
    """Return the first business days after a day, as many as asked for."""
    counted: list[date] = []
    year = published_on.year
    while len(counted) < days:
        business_days = calendar.business_days(year)
        if not business_days:
            raise UsageError(
                f"{year} has no business day",
                where="closures and extra_holidays",
                remedy="leave some days open",
            )
        first = bisect_right(business_days, published_on)
        counted += business_days[first : first + days - len(counted)]
        year += 1
    return tuple(counted)


def effective_day(
    calendar: BusinessCalendar, counted: tuple[date, ...], counting: Counting
) -> date:
    """Return the day that follows from the counted days; one that exists in the calendar's zone."""
    last = counted[-1]
    return zone.day_after(last, calendar.timezone) if counting is Counting.CLEAR else last
