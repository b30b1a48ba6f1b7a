"""The count, and the predicate that every computed day must satisfy, for each unit of a promise.

P is the publication day, E the effective day, N the promised number. P never counts (Regulation
1182/71, art. 3(1); CPC art. 641; CPR 2.8).

clear    E is the first day with at least N business days d, P < d < E: N full days lie between the
         two, which is what "clear days", "jours francs" and "at least N days before" mean.
workday  E is the N-th business day itself, as a spreadsheet's WORKDAY gives it: the first day with
         at least N business days d, P < d <= E.

E of `clear` is the day after the N-th business day, and may be any day of the week: Regulation
1182/71, art. 4(1), excepts the day of taking effect from the extension of art. 3(4).

Promises in other units are periods of Regulation 1182/71, art. 3; E is the day after the last one:

days     the N days after P (art. 3(2)(b)).
weeks    ends with the same day of the week as P, N weeks later (art. 3(2)(c)).
months   ends with the same day of the month as P, N months later, or with the last day of that month
         where it has no such day (art. 3(2)(c)).

A period that is counted back from the change ("at least a month before") is not extended when it would
end on a closed day: art. 3(4) extends periods in which somebody has to act.

`earliest` computes E by adding; `units_of_notice` says how many whole units lie between two days by
subtracting. E is right where the promised number is reached on E and not on the day before.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from publisher.calendar import zone
from publisher.calendar.business_calendar import BusinessCalendar
from publisher.errors import UsageError

_ONE_DAY = timedelta(days=1)


class Counting(StrEnum):
    """How the last counted day and the effective day lie to each other."""

    CLEAR = "clear"
    WORKDAY = "workday"


class Unit(StrEnum):
    """What a promise of notice is measured in. Values are stored in the register: never rename one."""

    BUSINESS_DAYS = "business days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    NONE = "none"  # no notice is promised: a change applies when it was seen live


STEPS = {
    Unit.DAYS: relativedelta(days=1),
    Unit.WEEKS: relativedelta(weeks=1),
    Unit.MONTHS: relativedelta(months=1),
}


def earliest(unit: Unit, amount: int, published_on: date, timezone: str) -> date:
    """Return the first day on which a change may take effect, for every unit but business days."""
    if unit is Unit.NONE:
        return published_on
    effective = zone.day_after(published_on + STEPS[unit] * amount, timezone)
    while units_of_notice(unit, published_on, effective, timezone) < amount:
        effective = zone.day_after(effective, timezone)  # a day that the zone left out is no notice
    return effective


def units_of_notice(unit: Unit, published_on: date, effective: date, timezone: str) -> int:
    """Return how many whole days, weeks or months lie between the two days, neither of them counted."""
    last = effective - _ONE_DAY
    days = max((last - published_on).days, 0)
    if unit is Unit.DAYS:
        between = (published_on + timedelta(days=number) for number in range(1, days + 1))
        return sum(zone.exists(day, timezone) for day in between)
    if unit is Unit.MONTHS:
        if not days:
            return 0
        months = (last.year - published_on.year) * 12 + last.month - published_on.month
        due = min(published_on.day, monthrange(last.year, last.month)[1])
        return months - (last.day < due)
    return days // 7 if unit is Unit.WEEKS else days


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
