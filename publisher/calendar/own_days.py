"""Days that a configuration adds to a calendar: a date, a span of dates, or a yearly rule.

The forms, each optionally followed by a space and a name for readers:

    2026-12-24                          one date
    2026-12-24/2026-12-31               a span, both ends included
    12-24                               every year
    12-27/01-02                         every year, across the year's end where it must
    easter+1, easter-2, easter          so many days after or before Easter Sunday (western)
    FREQ=YEARLY;BYMONTH=11;BYDAY=4TH    a yearly recurrence as RFC 5545 (3.3.10) writes it

A day of February that a year does not have is left out in that year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from dateutil.easter import easter
from dateutil.rrule import rrulestr

from publisher.errors import UsageError

_FIXED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?")
_YEARLY = re.compile(r"(\d{2}-\d{2})(?:/(\d{2}-\d{2}))?")
_EASTER = re.compile(r"easter([+-]\d{1,3})?")
_RECURRENCE = re.compile(r"FREQ=YEARLY(?:;BY(?:MONTH|MONTHDAY|DAY|YEARDAY|SETPOS)=[\w+,-]+)+")
_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One entry: the rule as written, and the name readers see ("" where none was given)."""

    rule: str
    name: str

    def in_year(self, year: int) -> tuple[date, ...]:
        """Return the days of that year on which the rule falls."""
        return _days(self.rule, year)


def parse(text: str, *, where: str) -> OwnDay:
    """Read one entry. Raises UsageError for another form, and for a day that never is."""
    rule, _, name = text.strip().partition(" ")
    if not name.isprintable() or not _names_a_day(rule):
        raise UsageError(
            f"{text!r} names no day",
            where=where,
            remedy=(
                "write a date (2026-12-24), a day of every year (12-24), a span of either "
                "(12-24/12-31), easter+1, or a yearly rule (FREQ=YEARLY;BYMONTH=11;BYDAY=4TH), "
                "then a space and a name if you like"
            ),
        )
    return OwnDay(rule, name.strip())


def _names_a_day(rule: str) -> bool:
    try:
        return any(_days(rule, year) for year in _sample_years(rule))
    except (ValueError, OverflowError):
        return False


def canonical(entries: object, *, where: str) -> tuple[str, ...]:
    """Return what YAML or a caller gives as checked entries in their one written form.

    Takes dates, strings, `{day: name}` mappings, or an iterable of these. Raises UsageError for
    others.
    """
    texts = tuple(dict.fromkeys(_as_texts(entries, where=where)))
    for text in texts:
        parse(text, where=where)
    return texts


def _as_texts(entries: object, *, where: str) -> tuple[str, ...]:
    if entries is None:
        return ()
    if isinstance(entries, Mapping):
        return tuple(
            _text(f"{_text(day, where)} {name or ''}", where) for day, name in entries.items()
        )
    if isinstance(entries, str | date) or not isinstance(entries, Iterable):
        return (_text(entries, where),)
    return tuple(text for entry in entries for text in _as_texts(entry, where=where))


def _text(entry: object, where: str) -> str:
    if isinstance(entry, date) and not isinstance(entry, datetime):
        return entry.isoformat()
    if isinstance(entry, str):
        return " ".join(entry.split())
    raise UsageError(
        f"{entry!r} isn't a valid day", where=where, remedy='write days as "2026-12-24" or "12-24"'
    )


def _sample_years(rule: str) -> tuple[int, ...]:
    """Return years in which a rule that ever names a day names one."""
    return (int(rule[:4]),) if _FIXED.fullmatch(rule) else (_LEAP_YEAR, _LEAP_YEAR + 1)


@lru_cache(maxsize=4096)
def _days(rule: str, year: int) -> tuple[date, ...]:
    """Return the days of that year which a rule names. Raises ValueError for an unknown form."""
    if match := _FIXED.fullmatch(rule):
        start = date.fromisoformat(match[1])
        return _span(start, date.fromisoformat(match[2]) if match[2] else start, year)
    if match := _YEARLY.fullmatch(rule):
        return _yearly(match[1], match[2], year)
    if match := _EASTER.fullmatch(rule):
        days = (
            easter(near) + timedelta(days=int(match[1] or 0)) for near in (year - 1, year, year + 1)
        )
        return tuple(day for day in days if day.year == year)
    if _RECURRENCE.fullmatch(rule):
        start = datetime(year, 1, 1)  # noqa: DTZ001 - a day, no instant
        return tuple(at.date() for at in rrulestr(f"{rule};UNTIL={year:04}1231", dtstart=start))
    raise ValueError(rule)


def _yearly(first: str, last: str | None, year: int) -> tuple[date, ...]:
    date.fromisoformat(
        f"{_LEAP_YEAR}-{first}"
    )  # a day that no year has is a mistake, not an absence
    if last is None:
        with suppress(ValueError):
            return (date.fromisoformat(f"{year}-{first}"),)
        return ()
    date.fromisoformat(f"{_LEAP_YEAR}-{last}")
    return tuple(
        day
        for starts in (year - 1, year)
        for day in _span(_clamped(starts, first), _clamped(starts + (last < first), last), year)
    )


def _clamped(year: int, month_day: str) -> date:
    """Return that day, or 28 February for the 29th of a common year."""
    try:
        return date.fromisoformat(f"{year}-{month_day}")
    except ValueError:
        return date(year, 2, 28)


def _span(start: date, end: date, year: int) -> tuple[date, ...]:
    """Return the days from start to end, both included, that lie in the year."""
    if end < start:
        raise ValueError(f"{start} is after {end}")
    start, end = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    return tuple(start + timedelta(days=i) for i in range((end - start).days + 1))
