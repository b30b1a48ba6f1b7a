"""Which days are business days: a calendar of countries, weekends and a company's own days.

A calendar is written as one line, which the register keeps:

    FR                     a country (ISO 3166-1), or FR-6AE: one of its subdivisions
    FR+FR-6AE              a union: a day closed in one of them is closed
    US;+2026-12-24         a holiday that the table lacks
    US;-2021-06-18         a day that is no holiday, whatever the table says

Days behind `;` have the forms of `own_days`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from publisher.calendar import own_days, public_holidays, zone
from publisher.calendar.own_days import OwnDay
from publisher.errors import UsageError

_ONE_DAY = timedelta(days=1)


class DayKind(Enum):
    """Why a day is closed. Values are stored: add new ones, never rename or reuse one."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    EXTRA = "extra-holiday"
    CLOSURE = "closure"
    LEFT_OUT = "left-out"  # the zone crossed the date line and has no such day


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a day is closed.

    source: the table's code for HOLIDAY, "" for others. names: of the holiday in English, or as the
    configuration names it; () where it gives none, and for weekends.
    """

    kind: DayKind
    source: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of a calendar; the two lists are in order and make up the whole year."""

    reasons: Mapping[date, tuple[Reason, ...]]
    closed: Sequence[date]
    open: Sequence[date]


class BusinessCalendar:
    """Business days of one organisation, year by year as they are asked for. Made by `parse`.

    codes: of the tables in the union. timezone: a day that the zone left out is closed. added,
    removed: holidays that the tables lack, or have wrongly. closures: days off of the company.
    """

    def __init__(
        self,
        codes: tuple[str, ...],
        timezone: str,
        *,
        added: tuple[OwnDay, ...] = (),
        removed: tuple[OwnDay, ...] = (),
        closures: tuple[OwnDay, ...] = (),
    ) -> None:
        self.codes: tuple[str, ...] = codes
        self.timezone: str = timezone
        self.added: tuple[OwnDay, ...] = added
        self.removed: tuple[OwnDay, ...] = removed
        self.closures: tuple[OwnDay, ...] = closures
        self._years: dict[int, _Year] = {}

    def reasons(self, day: date) -> tuple[Reason, ...]:
        """Return why the day is closed, the weekend first; () for a business day.

        Raises UsageError for a year that a table does not have.
        """
        return self._year(day.year).reasons.get(day, ())

    def is_business_day(self, day: date) -> bool:
        """Whether the day counts."""
        return not self.reasons(day)

    def business_days(self, year: int) -> Sequence[date]:
        """Return the business days of a year, in order."""
        return self._year(year).open

    def count_between(self, after: date, before: date) -> int:
        """Return the number of business days d with after < d < before.

        It takes the closed days away from all days, while a schedule gathers open ones: two ways.
        """
        count = (before - after).days - 1
        for year in range((after + _ONE_DAY).year, before.year + 1):
            if count > 0 and before > date(year, 1, 1):
                closed = self._year(year).closed
                count -= bisect_left(closed, before) - bisect_right(closed, after)
        return max(count, 0)

    def provisional(self, after: date, before: date) -> tuple[str, ...]:
        """Return the years strictly between two days that tables know only in part: "CN 2027"."""
        first, last = (after + _ONE_DAY).year, (before - _ONE_DAY).year
        return tuple(
            f"{code} {year}"
            for year in range(first, last + 1)
            for code in self.codes
            if public_holidays.is_provisional(code, year)
        )

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            reasons = self._reasons(year)
            days = list(days_between(date(year - 1, 12, 31), date(year + 1, 1, 1)))
            self._years[year] = _Year(
                reasons=reasons,
                closed=[day for day in days if day in reasons],
                open=[day for day in days if day not in reasons],
            )
        return self._years[year]

    def _reasons(self, year: int) -> Mapping[date, tuple[Reason, ...]]:
        found: defaultdict[date, list[Reason]] = defaultdict(list)
        tables = {code: public_holidays.names(code, year) for code in self.codes}
        for day in days_between(date(year - 1, 12, 31), date(year + 1, 1, 1)):
            if not zone.exists(day, self.timezone):
                found[day].append(Reason(DayKind.LEFT_OUT))
            if any(public_holidays.weekend(code, day) for code in self.codes):
                found[day].append(Reason(DayKind.WEEKEND))
        removed = {day for own in self.removed for day in own.in_year(year)}
        for code, table in tables.items():
            for day in table.keys() - removed:
                found[day].append(Reason(DayKind.HOLIDAY, code, table[day]))
        for kind, days in ((DayKind.EXTRA, self.added), (DayKind.CLOSURE, self.closures)):
            for own in days:
                for day in own.in_year(year):
                    found[day].append(Reason(kind, "", (own.name,) if own.name else ()))
        return {day: tuple(reasons) for day, reasons in found.items()}


def days_between(after: date, before: date) -> Iterator[date]:
    """Yield every day strictly between the two."""
    for i in range(1, (before - after).days):
        yield after + timedelta(days=i)


def canonical(text: str) -> str:
    """Return a calendar's line in the one form in which it is recorded. Raises UsageError."""
    codes, added, removed = _read(text)
    return "".join(
        ["+".join(codes), *(f";+{day}" for day in added), *(f";-{day}" for day in removed)]
    )


@lru_cache(maxsize=256)
def parse(
    text: str, timezone: str, extra_holidays: tuple[str, ...] = (), closures: tuple[str, ...] = ()
) -> BusinessCalendar:
    """Return the calendar of that line with the configuration's own days. Raises UsageError."""
    codes, added, removed = _read(text)
    return BusinessCalendar(
        codes,
        timezone,
        added=_own(added, "calendar") + _own(extra_holidays, "extra_holidays"),
        removed=_own(removed, "calendar"),
        closures=_own(closures, "closures"),
    )


def _own(texts: tuple[str, ...], where: str) -> tuple[OwnDay, ...]:
    return tuple(own_days.parse(text, where=where) for text in texts)


def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the codes of a calendar's line, the days it adds and the days it removes."""
    if not isinstance(text, str):  # YAML reads Norway's code, NO, as "false"
        raise UsageError(
            f"{text!r} isn't a calendar", where="calendar", remedy='write it in quotes: "FR", "NO"'
        )
    places, *changes = text.split(";")
    codes = tuple(dict.fromkeys(public_holidays.canonical(code) for code in places.split("+")))
    signed: dict[str, list[str]] = {"+": [], "-": []}
    for change in changes:
        sign, day = change.strip()[:1], change.strip()[1:]
        if sign not in signed:
            raise UsageError(
                f"{change!r} neither adds nor removes a holiday",
                where="calendar",
                remedy="write ;+2026-12-24 to add a day, ;-2026-12-24 to remove one",
            )
        own_days.parse(day, where="calendar")
        signed[sign].append(day)
    return codes, tuple(signed["+"]), tuple(signed["-"])
