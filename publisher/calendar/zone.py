"""Instants and civil days: the only place where the two are turned into each other.

An instant is an aware datetime, kept in UTC. A day is the civil day of a named zone (IANA tz
database). Hours are never added to a day: days are counted as dates and turned into an instant
once.
"""

from __future__ import annotations

import re
import zoneinfo
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache

from dateutil.parser import isoparse

from publisher.errors import UsageError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Names that mean another zone on another machine, or none.
_NOT_ZONES = frozenset({"localtime", "posixrules", "Factory"})


@lru_cache(maxsize=64)
def zone(name: str) -> zoneinfo.ZoneInfo:
    """Return the zone of that IANA name, such as "Europe/Paris".

    Raises UsageError for a name that the tz database does not have.
    """
    if isinstance(name, str) and name not in _NOT_ZONES:
        with suppress(zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return zoneinfo.ZoneInfo(name)
    near = get_close_matches(str(name), zoneinfo.available_timezones() - _NOT_ZONES, n=1)
    raise UsageError(
        f"{name!r} isn't a time zone",
        where="timezone",
        remedy=f"write {near[0] if near else 'Europe/Paris, or another'} of the IANA tz database",
    )


def utc(instant: datetime) -> datetime:
    """Return the same instant in UTC. Raises UsageError where it carries no offset."""
    if not isinstance(instant, datetime) or instant.utcoffset() is None:
        raise UsageError(
            f"{instant!s} does not say in which time zone it is",
            where="instant",
            remedy="give a date with time and offset, such as 2026-11-23T14:00:00Z",
        )
    _check_year(instant)
    return instant.astimezone(UTC)


def _check_year(day: date) -> None:
    if not MINYEAR < day.year < MAXYEAR:  # the first and the last have no room for every offset
        raise UsageError(f"{day!s} lies too far away", where="instant", remedy="take another year")


def civil_day(instant: datetime, timezone: str) -> date:
    """Return the day that calendars on the wall of that zone show at the instant (aware)."""
    return utc(instant).astimezone(zone(timezone)).date()


@lru_cache(maxsize=4096)
def first_instant(day: date, timezone: str) -> datetime:
    """Return the first existing instant of a civil day, in UTC.

    Where midnight occurs twice it is the first of the two; where clocks jump over it, it is the
    instant of the jump; for a day that its zone left out (30 December 2011 in Samoa) it is the
    start of the next.
    """
    _check_year(day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone(timezone))
    instant = midnight.astimezone(UTC)
    if instant.astimezone(midnight.tzinfo).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return instant
    return _jump_over(midnight)


def _jump_over(midnight: datetime) -> datetime:
    """Return the instant of the jump that leaves out `midnight`, by bisection to the second."""
    offset_behind = midnight.replace(fold=1).utcoffset()  # in a gap, fold=1 gives the one behind it
    before = midnight.replace(fold=1).astimezone(UTC)
    not_before = midnight.replace(fold=0).astimezone(UTC)
    while (seconds := int((not_before - before).total_seconds())) > 1:
        middle = before + timedelta(seconds=seconds // 2)
        if middle.astimezone(midnight.tzinfo).utcoffset() == offset_behind:
            not_before = middle
        else:
            before = middle
    return not_before


@lru_cache(maxsize=1 << 16)
def exists(day: date, timezone: str) -> bool:
    """Whether the zone has that day: zones that crossed the date line have left one out."""
    return civil_day(first_instant(day, timezone), timezone) == day


def day_after(day: date, timezone: str) -> date:
    """Return the earliest later day that the zone has."""
    later = day + timedelta(days=1)
    return later if exists(later, timezone) else day_after(later, timezone)


def day_before(day: date, timezone: str) -> date:
    """Return the latest earlier day that the zone has."""
    earlier = day - timedelta(days=1)
    return earlier if exists(earlier, timezone) else day_before(earlier, timezone)


def parse_when(text: str, timezone: str) -> datetime:
    """Read a WHEN of the command line.

    An instant with offset, or a day, which means its first instant in the zone. Raises UsageError
    for anything else, also for a time without offset: it would be another instant elsewhere.
    """
    if _DAY.fullmatch(text.strip()):
        return first_instant(parse_day(text, where="WHEN"), timezone)
    problem = "is neither a day nor an instant"
    with suppress(ValueError):
        instant = isoparse(text.strip().replace(" ", "T", 1))
        if instant.utcoffset() is not None:
            return utc(instant)
        problem = "does not say in which time zone it is"
    raise UsageError(
        f"{text!r} {problem}",
        where="WHEN",
        remedy="write 2026-11-23, or 2026-11-23T14:00:00Z, or 2026-11-23T15:00:00+01:00",
    )


def parse_day(text: str, *, where: str) -> date:
    """Read a day written as YYYY-MM-DD. Raises UsageError for another form and for no such day."""
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
        problem = "is not written as YYYY-MM-DD"
    except ValueError:
        problem = "isn't a day of any year"
    raise UsageError(f"{text!r} {problem}", where=where, remedy="write a day such as 2027-03-01")
