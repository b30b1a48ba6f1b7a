"""Which days are business days: a calendar of countries, weekends and a company's own days.

A calendar is written as one line, which the register keeps:

    FR                     a country (ISO 3166-1), or FR-6AE: one of its subdivisions
    FR+FR-6AE              a union: a day closed in one of them is closed
    US;+2026-12-24         a holiday that the table lacks
    US;-2021-06-18         a day that is no holiday, whatever the table says

Days behind `;` have the forms of `own_days`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from publisher.errors import UsageError
from publisher.time import own_days, public_holidays, zone

_ONE_DAY = timedelta(days=1)


class Kind(Enum):
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

    kind: Kind
    source: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Business days of one organisation. Take `parse` to make one from what a user wrote."""

    codes: tuple[str, ...]
    timezone: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    closures: tuple[str, ...] = ()

    def reasons(self, day: date) -> tuple[Reason, ...]:
        """Return why the day is closed; () for a business day.

        Raises UsageError for a year that a table does not have.
        """
        return _closed_days(self, day.year).get(day, ())

    def is_business_day(self, day: date) -> bool:
        """Say whether the day counts."""
        return not self.reasons(day)

    def years(self) -> tuple[int, int]:
        """Return the first and last year that every table of the calendar has."""
        spans = [public_holidays.years(code) for code in self.codes]
        return max(first for first, _ in spans), min(last for _, last in spans)


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
    return BusinessCalendar(codes, timezone, added + extra_holidays, removed, closures)


def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    if not isinstance(text, str):  # YAML reads Norway's code, NO, as "false"
        raise UsageError(
            f"{text!r} is no calendar", where="calendar", remedy='write it in quotes: "FR", "NO"'
        )
    places, *changes = text.split(";")
    codes = tuple(dict.fromkeys(public_holidays.canonical(code) for code in places.split("+")))
    signed: dict[str, list[str]] = {"+": [], "-": []}
    for change in changes:
        sign, day = change.strip()[:1], change.strip()[1:]
        if sign not in signed:
            raise UsageError(
                f"{change!r} neither adds nor removes a holiday",
                where=f"calendar {text!r}",
                remedy="write ;+2026-12-24 to add a day, ;-2026-12-24 to remove one",
            )
        own_days.parse(day, where=f"calendar {text!r}")
        signed[sign].append(day)
    return codes, tuple(signed["+"]), tuple(signed["-"])


@lru_cache(maxsize=512)
def _closed_days(calendar: BusinessCalendar, year: int) -> Mapping[date, tuple[Reason, ...]]:
    """Return every closed day of a year with its reasons, the weekend first."""
    removed = {
        day
        for text in calendar.removed
        for day in own_days.parse(text, where="calendar").in_year(year)
    }
    found: dict[date, list[Reason]] = {}
    tables = {code: public_holidays.names(code, year) for code in calendar.codes}
    day = date(year, 1, 1)
    while day.year == year:
        if not zone.exists(day, calendar.timezone):
            found.setdefault(day, []).append(Reason(Kind.LEFT_OUT))
        if any(public_holidays.weekend(code, day) for code in calendar.codes):
            found.setdefault(day, []).append(Reason(Kind.WEEKEND))
        day += _ONE_DAY
    for code, table in tables.items():
        for day, names in table.items():
            if day not in removed:
                found.setdefault(day, []).append(Reason(Kind.HOLIDAY, code, names))
    for kind, texts in ((Kind.EXTRA, calendar.added), (Kind.CLOSURE, calendar.closures)):
        for text in texts:
            own = own_days.parse(text, where=kind.value)
            for day in own.in_year(year):
                found.setdefault(day, []).append(Reason(kind, "", (own.name,) if own.name else ()))
    return {day: tuple(reasons) for day, reasons in found.items()}
