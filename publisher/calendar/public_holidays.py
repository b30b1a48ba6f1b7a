"""Public holidays and weekends by country, as the `holidays` library knows them.

The only file that imports the library (100 ms), and only when a table is first asked for. What the
library has wrong or leaves out in silence is put right here, each with its source:

- Pentecost Monday 2005-2007 in France: the law of 30 June 2004 made it the default worked day; it
  stayed a public holiday (Code du travail, L222-1 of the time; upheld by the Conseil d'État in
  2005).
- The library answers a year beyond its tables with an empty year, or with a year that lacks the
  holidays of one religious calendar. Here both are errors: see `years`.
- A Saturday or Sunday that a government made a working day stays closed: see docs/decisions.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING

from dateutil.easter import easter

from publisher.errors import UsageError

if TYPE_CHECKING:
    from holidays import HolidayBase

_CODE = re.compile(r"([A-Za-z]{2})(?:-(.+))?")

# Where Pentecost Monday of 2005-2007 is missing: France and the places that share its table.
_FRENCH = frozenset({"FR", "GF", "GP", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"})

# The first and last year in which the library has every holiday it lists for the place, where that
# is less than it says itself (0: as it says). Found by asking for a date and getting none: Hindu
# calendar 2001-2035 (its tables; India warns, the others say nothing), Nepal's own days and one of
# Sikkim's 2010-2032, Balinese Saka calendar to 2050 (Indonesia), Matariki 2022-2052 (Te Kāhui o
# Matariki Public Holiday Act 2022, schedule 1).
_WHOLE_YEARS = {
    "BT": (0, 2035),
    "FJ": (0, 2035),
    "GY": (2001, 2035),
    "ID": (1983, 2050),
    "IN": (2001, 2035),
    "IN-SK": (2010, 2032),
    "MU": (2001, 2035),
    "NP": (2010, 2032),
    "NZ": (0, 2052),
    "SR": (2001, 2035),
    "US-CA": (0, 2035),
}

# Days are decreed year by year where at least five of eight years have some, and the newest is recent.
_DECREES_OF, _DECREES_AT_LEAST, _DECREES_SINCE = 8, 5, 3

# Whose names for a holiday to borrow where a country's own table does not speak the language.
_DICTIONARIES = {"fr": ("FR", "CA", "BE", "LU", "CH", "MC")}
_DICTIONARY_YEARS = (2022, 2023, 2024)  # with holidays on Sundays, for the names of days instead


def canonical(code: str) -> str:
    """Return the code in the one form in which it is recorded, such as "FR" or "FR-6AE".

    code: ISO 3166-1 alpha-2, or that and a subdivision the library knows, in any case or by its
    name.
    Raises UsageError for a code without a table; a stock exchange's is one of these on purpose (it
    trades on seven of the eleven French holidays).
    """
    match = _CODE.fullmatch(code.strip())
    if not match:
        raise _unknown(code, "write an ISO 3166 country such as FR, or country-subdivision: FR-6AE")
    table = _load(match[1].upper())
    country, subdivision = str(table.country), match[2]  # the library also takes UK for GB
    if subdivision is None:
        return country
    names = {name.casefold(): name for name in table.subdivisions}
    names |= {alias.casefold(): name for alias, name in table.subdivisions_aliases.items()}
    if subdivision.casefold() not in names:
        known = ", ".join(table.subdivisions) or "none"
        raise _unknown(code, f"take a subdivision that {country} has ({known}), or {country} alone")
    return f"{country}-{names[subdivision.casefold()]}"


def _unknown(code: str, remedy: str) -> UsageError:
    return UsageError(
        f"{code!r} isn't a calendar of public holidays", where="calendar", remedy=remedy
    )


def years(code: str) -> tuple[int, int]:
    """Return the first and last year for which the table of a canonical code is whole."""
    table = _load(code)
    first, last = table.start_year, table.end_year
    for place in (code, code.partition("-")[0]):
        if place in _WHOLE_YEARS:
            whole = _WHOLE_YEARS[place]
            return max(first, whole[0]), min(last, whole[1])
    return first, last


def is_provisional(code: str, year: int) -> bool:
    """Whether days of that year may still be decreed that the table cannot know.

    Some governments add public holidays or bridge days year by year, a few months ahead (China, Argentina,
    Hungary, Thailand). A place is one of these where its table has such days for most of the years before
    the newest one that has any; every later year is provisional.
    """
    decreed = _decreed_years(code)
    return bool(decreed) and year > decreed[-1]


@lru_cache(maxsize=512)
def _decreed_years(code: str) -> tuple[int, ...]:
    """Return the years with days by decree, in order; () where they are exceptions, or long given up."""
    table = _load(code)
    names = ("special_public_holidays", "special_public_holidays_observed")
    special = (getattr(table, name, None) or {} for name in names)
    known = sorted({year for days in special for year, added in days.items() if added})
    # A date that was fixed decades ahead is an exception to the rule, and says nothing of the rule.
    lately = [year for year in known if year <= _newest_table() + 1]
    if not lately or lately[-1] < _newest_table() - _DECREES_SINCE:
        return ()
    window = [year for year in lately if year > lately[-1] - _DECREES_OF]
    return tuple(lately) if len(window) >= _DECREES_AT_LEAST else ()


@lru_cache(maxsize=1)
def _newest_table() -> int:
    """Return the year in which the tables were made, as far as they show it: the last one China decreed."""
    return max(map(int, _load("CN").special_public_holidays))


def weekend(code: str, day: date) -> bool:
    """Whether the day is one of the weekend, as that place kept it on that date."""
    return bool(_load(code).is_weekend(day))


@lru_cache(maxsize=512)
def names(code: str, year: int, locale: str = "en") -> Mapping[date, tuple[str, ...]]:
    """Return the public holidays of one year, each with its names, in date order.

    Holidays on a weekend are among them, and so are days on which one is observed instead. Where
    the table does not speak the locale's language, a neighbour's name for the holiday is borrowed,
    else the name is English. Raises UsageError for a year outside the table.
    """
    first, last = years(code)
    if not first <= year <= last:
        raise UsageError(
            f"the holidays of {code} are known for {first} to {last}, not for {year}",
            where="calendar",
            remedy="take a day inside those years, or a newer release of the holidays library",
        )
    language = _language(code, locale)
    found = _table(code, year, language or _language(code, "en"))
    if language is None and locale[:2] != "en":
        words = _dictionary(locale[:2])
        found = {day: tuple(words.get(name, name) for name in said) for day, said in found.items()}
    return MappingProxyType(dict(sorted(found.items())))


def library() -> str:
    """Return name and version of where the tables come from, as the register records it."""
    from holidays.version import __version__

    return f"holidays {__version__}"


def _table(code: str, year: int, language: str | None) -> dict[date, tuple[str, ...]]:
    table = _load(code, language, year)
    found = {day: tuple(table.get_list(day)) for day in table}
    monday = easter(year) + timedelta(days=50)
    if code[:2] in _FRENCH and year in (2005, 2006, 2007) and monday not in found:
        is_french = (language or "").startswith("fr")
        found[monday] = ("Lundi de Pentecôte" if is_french else "Pentecost Monday",)
    return found


@contextmanager
def _single_countries() -> Iterator[None]:
    """Make the library import only the country it is asked for, not all 250 that its package names.

    That alone would be a fifth of what `publisher status` costs. A stand-in without contents takes the
    package's place meanwhile; its modules are found in it as ever.
    """
    import holidays

    name = "holidays.countries"
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    stand_in.__path__ = [str(Path(str(holidays.__file__)).parent / "countries")]
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        sys.modules.pop(name, None)


@lru_cache(maxsize=512)
def _load(code: str, language: str | None = None, year: int | None = None) -> HolidayBase:
    """Return the library's table of one year (of none where year is None)."""
    import holidays

    country, _, part = code.partition("-")
    try:
        with _single_countries(), warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # it warns of years that lack some feasts
            return holidays.country_holidays(
                country, subdiv=part or None, years=year, expand=False, language=language
            )
    except UserWarning as warning:
        raise UsageError(
            f"the holidays of {code} are not all known in {year} ({warning})",
            where="calendar",
            remedy="take an earlier day, or a newer release of the holidays library",
        ) from warning
    except NotImplementedError as error:
        known = holidays.list_supported_countries(include_aliases=False)
        near = " or ".join(get_close_matches(country, known, n=3))
        hint = f" (perhaps {near})" if near else ""
        raise _unknown(code, f"write an ISO 3166 country{hint}") from error


def _language(code: str, locale: str) -> str | None:
    """Return the table's language for a locale; None where it has none.

    Tables that name no language at all are written in English.
    """
    table = _load(code)
    offered: Iterable[str] = table.supported_languages
    exact = locale.replace("-", "_")
    spoken = exact.split("_")[0]
    for wanted in (exact, f"{spoken}_US", spoken, f"{spoken}_{code[:2]}"):
        if wanted in offered:
            return wanted
    return next((language for language in offered if language.split("_")[0] == spoken), None)


@lru_cache(maxsize=8)
def _dictionary(language: str) -> Mapping[str, str]:
    """Return English names of holidays with the name some country gives them in that language."""
    words: dict[str, str] = {}
    for code in _DICTIONARIES.get(language, ()):
        for year in _DICTIONARY_YEARS:
            english, other = (
                _table(code, year, _language(code, spoken)) for spoken in ("en", language)
            )
            for day, name in english.items():
                if len(name) == len(other.get(day, ())) == 1:
                    words.setdefault(name[0], other[day][0])
    return MappingProxyType(words)
