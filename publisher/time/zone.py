"""Instants and civil days: the only place where the two are turned into each other.

An instant is an aware datetime, kept in UTC. A day is the civil day of a named zone (IANA tz
database). Hours are never added to a day: days are counted as dates and turned into an instant
once.
"""

from __future__ import annotations

import zoneinfo
from contextlib import suppress
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache

from dateutil.parser import isoparse, isoparser

from publisher.errors import UsageError

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
    near = get_close_matches(str(name), sorted(zoneinfo.available_timezones()), n=1)
    hint = f", perhaps {near[0]}" if near else ""
    raise UsageError(
        f"{name!r} is no time zone",
        where="timezone",
        remedy=f"write a name of the IANA tz database such as Europe/Paris{hint}",
    )


def utc(instant: datetime) -> datetime:
    """Return the same instant in UTC. Raises UsageError where it carries no offset."""
    if not isinstance(instant, datetime) or instant.utcoffset() is None:
        raise UsageError(
            f"{instant!s} does not say in which time zone it is",
            where="instant",
            remedy="give a date with time and offset, such as 2026-11-23T14:00:00Z",
        )
    if not 1 < instant.year < MAXYEAR:  # no room for every offset
        raise UsageError(
            f"{instant!s} lies too far away", where="instant", remedy="write another year"
        )
    return instant.astimezone(UTC)


def civil_day(instant: datetime, timezone: str) -> date:
    """Return the day that calendars on the wall of that zone show at the instant (aware)."""
    return utc(instant).astimezone(zone(timezone)).date()


def first_instant(day: date, timezone: str) -> datetime:
    """Return the first existing instant of a civil day, in UTC.

    Where midnight occurs twice it is the first of the two; where clocks jump over it, it is the
    instant of the jump; for a day that its zone left out (30 December 2011 in Samoa) it is the
    start of the next.
    """
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


def exists(day: date, timezone: str) -> bool:
    """Say whether the zone has that day: zones that crossed the date line have left one out."""
    return civil_day(first_instant(day, timezone), timezone) == day


def day_before(day: date, timezone: str) -> date:
    """Return the latest earlier day that the zone has."""
    earlier = day - timedelta(days=1)
    return earlier if exists(earlier, timezone) else day_before(earlier, timezone)


def parse_when(text: str, timezone: str) -> datetime:
    """Read a WHEN of the command line.

    An instant with offset, or a day, which means its first instant in the zone. Raises UsageError
    for anything else, also for a time without offset: it would be another instant elsewhere.
    """
    try:
        if "T" not in text.upper() and " " not in text.strip():
            return first_instant(isoparser().parse_isodate(text), timezone)
        return utc(isoparse(text.strip().replace(" ", "T", 1)))
    except ValueError as error:
        raise UsageError(
            f"{text!r} is neither a day nor an instant",
            where="WHEN",
            remedy="write 2026-11-23, or 2026-11-23T14:00:00Z, or 2026-11-23T15:00:00+01:00",
        ) from error
