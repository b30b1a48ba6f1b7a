"""Reasons in words, in a reader's language.

Weekdays come from Babel (CLDR), names of holidays from the holidays library, the rest stands here
in English and French; another locale gets the English.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from publisher.calendar import public_holidays
from publisher.calendar.business_calendar import DayKind, Reason
from publisher.errors import UsageError

if TYPE_CHECKING:
    from babel import Locale

_WORDS = {
    "en": {
        DayKind.EXTRA: "Additional holiday",
        DayKind.CLOSURE: "Company closure",
        DayKind.LEFT_OUT: "Day left out at the date line",
    },
    "fr": {
        DayKind.EXTRA: "Jour férié supplémentaire",
        DayKind.CLOSURE: "Fermeture de l'entreprise",
        DayKind.LEFT_OUT: "Jour sauté au passage de la ligne de date",
    },
}


def why(day: date, reasons: tuple[Reason, ...], locale: str = "en") -> str:
    """Say why a day is skipped: "Saturday", "Christmas Day", "Saturday, Christmas Day"."""
    said: dict[str, None] = {}
    for reason in reasons:
        said |= dict.fromkeys(_say(day, reason, locale))
    return ", ".join(said)


def _say(day: date, reason: Reason, locale: str) -> tuple[str, ...]:
    if reason.kind is DayKind.WEEKEND:
        return (weekday(day.weekday(), locale),)
    if reason.kind is DayKind.HOLIDAY:
        # A recorded holiday that today's table no longer has keeps the name it was recorded with.
        return public_holidays.names(reason.source, day.year, locale).get(day, reason.names)
    return reason.names or (_WORDS.get(locale[:2], _WORDS["en"])[reason.kind],)


@lru_cache(maxsize=256)
def weekday(number: int, locale: str = "en") -> str:
    """Return the name of a weekday, 0 for Monday, with a capital as in a table's cell."""
    from babel.dates import get_day_names

    name: str = get_day_names("wide", "stand-alone", babel_locale(locale))[number]
    return name[:1].upper() + name[1:]


def long_date(day: date, locale: str = "en") -> str:
    """Write a day out, as in "Thursday 7 January 2027"."""
    from babel.dates import format_date

    spoken = babel_locale(locale)
    number = "'1er'" if spoken.language == "fr" and day.day == 1 else "d"  # CLDR has no ordinal
    return format_date(day, f"EEEE {number} MMMM y", spoken)


@lru_cache(maxsize=16)
def babel_locale(locale: str) -> Locale:
    """Return Babel's locale of a code such as "fr" or "fr-CA". Raises UsageError for no locale."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise UsageError(
            f"{locale!r} isn't a locale",
            where="locale",
            remedy="write a code such as en, fr or fr-CA",
        ) from error
