"""Which days are closed, where, when, and by what name."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from publisher.calendar import NoticePeriod, holiday_names, public_holidays
from publisher.calendar import business_calendar as calendars
from publisher.calendar.business_calendar import DayKind, parse
from publisher.errors import UsageError

PARIS = "Europe/Paris"


def why(calendar: str, day: str, locale: str = "en") -> str:
    """Return the words for a closed day, "" for a business day."""
    on = date.fromisoformat(day)
    return holiday_names.why(on, parse(calendar, PARIS).reasons(on), locale)


@pytest.mark.parametrize(
    ("calendar", "day", "reason"),
    [
        ("FR", "2026-12-25", "Christmas Day"),
        ("FR", "2026-12-24", ""),
        ("FR", "2026-12-26", "Saturday"),
        ("FR", "2027-12-25", "Saturday, Christmas Day"),
        ("FR", "2026-04-03", ""),
        ("FR-6AE", "2026-04-03", "Good Friday"),
        ("FR+FR-6AE", "2026-04-03", "Good Friday"),
        ("FR+FR-6AE", "2026-12-25", "Christmas Day"),
        ("FR", "2005-05-16", "Pentecost Monday"),
        ("FR", "2006-06-05", "Pentecost Monday"),
        ("FR", "2007-05-28", "Pentecost Monday"),
        ("RE", "2007-05-28", "Pentecost Monday"),
        ("FR", "2026-05-25", "Pentecost Monday"),
        ("IL", "2026-06-05", "Friday"),
        ("IL", "2026-06-07", ""),
        ("FR+IL", "2026-06-05", "Friday"),
        ("FR+IL", "2026-06-07", "Sunday"),
        ("AE", "2021-12-17", "Friday"),
        ("AE", "2021-12-19", ""),
        ("AE", "2022-01-07", ""),
        ("AE", "2022-01-09", "Sunday"),
        ("CN", "2026-02-14", "Saturday"),  # made a working day by decree; stays closed
        ("CN", "2026-02-20", "Day off (substituted from 02/14/2026)"),
        ("SA", "2013-06-27", "Thursday"),
        ("SA", "2013-07-04", ""),
        ("US", "2027-12-31", "New Year's Day (observed)"),
        ("GB-ENG", "2022-09-19", "State Funeral of Queen Elizabeth II"),
        ("DE-BY", "2028-08-15", ""),
        ("DE-BY;+08-15 Assumption Day", "2028-08-15", "Assumption Day"),
        ("US;-2021-06-18", "2021-06-18", ""),
        ("US;-2021-06-18", "2022-06-20", "Juneteenth National Independence Day (observed)"),
        ("FR;+2026-12-24", "2026-12-24", "Additional holiday"),
    ],
)
def test_a_day_is_closed_for_this_reason(calendar: str, day: str, reason: str) -> None:
    """Weekends as they were on the date, holidays in English, unions and corrections."""
    assert why(calendar, day) == reason


@pytest.mark.parametrize(
    ("calendar", "day", "locale", "reason"),
    [
        ("FR", "2026-12-26", "fr", "Samedi"),
        ("FR", "2026-12-25", "fr", "Noël"),
        ("FR", "2026-12-25", "fr-CA", "Noël"),
        ("FR", "2006-06-05", "fr", "Lundi de Pentecôte"),
        ("FR", "2027-12-25", "fr", "Samedi, Noël"),
        ("DE", "2026-04-03", "de", "Karfreitag"),
        ("DE", "2026-04-03", "fr", "Vendredi saint"),
        ("GB-ENG", "2026-12-25", "fr", "Noël"),
        ("US", "2026-11-11", "fr", "Veterans Day"),
        ("FR;+2026-12-24", "2026-12-24", "fr", "Jour férié supplémentaire"),
        ("FR;+2026-12-24", "2026-12-24", "de", "Additional holiday"),
        ("NZ", "2026-02-06", "fr", "Waitangi Day"),
    ],
)
def test_the_reason_speaks_the_readers_language(
    calendar: str, day: str, locale: str, reason: str
) -> None:
    """From the table, else borrowed from a country that has the name, else in English."""
    assert why(calendar, day, locale) == reason


def test_a_closure_of_the_company_has_its_own_word() -> None:
    """A closure is named as configured, or called one; it stands beside a holiday on the same day."""
    calendar = parse("FR", PARIS, closures=("12-24/12-26", "08-14 Summer"))
    for day, locale, said in [
        ("2026-12-24", "en", "Company closure"),
        ("2026-12-24", "fr", "Fermeture de l'entreprise"),
        ("2026-12-25", "en", "Christmas Day, Company closure"),
        ("2026-08-14", "fr", "Summer"),
    ]:
        on = date.fromisoformat(day)
        assert holiday_names.why(on, calendar.reasons(on), locale) == said


def test_a_day_that_the_zone_left_out_cannot_count() -> None:
    """Samoa had no Friday 30 December 2011; Paris had."""
    day = date(2011, 12, 30)
    (reason,) = parse("WS", "Pacific/Apia").reasons(day)
    assert reason.kind is DayKind.LEFT_OUT
    assert parse("WS", PARIS).is_business_day(day)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("FR", 1803, 2100),
        ("JP", 1949, 2099),
        ("IN", 2001, 2035),
        ("IN-MH", 2001, 2035),
        ("LK", 2003, 2026),
        ("NP", 2010, 2032),
        ("NZ", 1894, 2052),
        ("US-CA", 1777, 2035),
        ("US", 1777, 2100),
    ],
)
def test_a_year_outside_the_table_is_an_error(code: str, first: int, last: int) -> None:
    """Neither end of a table is taken for years without holidays."""
    calendar = parse(code, PARIS)
    for year in (first, last):
        assert calendar.business_days(year)
    for year in (first - 1, last + 1):
        with pytest.raises(UsageError, match=f"are known for {first} to {last}, not for {year}"):
            calendar.business_days(year)


@pytest.mark.nightly
def test_no_holiday_is_missing_in_silence_at_the_end_of_a_table() -> None:
    """Whatever a place keeps in each of three years now, it still has when our table of it ends.

    Fails when a release of the library leaves out a feast that ours does not know of: then the
    last whole year of the place belongs into `public_holidays`.
    """
    decreed_year_by_year = {
        "Bridge Public Holiday", "Public Holiday", "Additional day off by Presidential decree",
    }  # fmt: skip
    missing = {}
    places = holidays.list_supported_countries(include_aliases=False)
    for code in (f"{c}-{s}".rstrip("-") for c, parts in places.items() for s in ("", *parts)):
        _, last = public_holidays.years(code)
        now = [_plain(code, min(year, last)) for year in (2024, 2025, 2026)]
        then = [_plain(code, year) for year in range(last - 2, last + 1)]
        lost = set.intersection(*now) - set.union(*then) - decreed_year_by_year
        if lost and last > 2026:
            missing[code] = lost
    assert missing == {}


def _plain(code: str, year: int) -> set[str]:
    """Return the names of a year's holidays without what is said about them in brackets."""
    names = (name for said in public_holidays.names(code, year).values() for name in said)
    return {re.sub(r" \((observed|estimated).*\)", "", name) for name in names}


def test_the_environment_does_not_change_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library looks at LANGUAGE where it is given no language; names come out in English."""
    monkeypatch.setenv("LANGUAGE", "fr")
    public_holidays._load.cache_clear()
    public_holidays.names.cache_clear()
    assert public_holidays.names("FR", 2026)[date(2026, 12, 25)] == ("Christmas Day",)
    assert public_holidays.names("NZ", 2026)[date(2026, 12, 25)] == ("Christmas Day",)


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("FR", "FR"),
        ("fr", "FR"),
        (" fr-6ae ", "FR-6AE"),
        ("FR-Alsace", "FR-6AE"),
        ("UK", "GB"),
        ("fr + fr-6ae+FR", "FR+FR-6AE"),
        ("US; +2026-12-24;-2021-06-18", "US;+2026-12-24;-2021-06-18"),
    ],
)
def test_a_calendar_is_recorded_in_one_form(written: str, recorded: str) -> None:
    """Case, spaces, names of subdivisions and repetitions do not make another calendar."""
    assert calendars.canonical(written) == recorded
    assert calendars.canonical(recorded) == recorded


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("XPAR", "'XPAR' isn't a calendar of public holidays"),
        ("FRA", "'FRA' isn't a calendar of public holidays"),
        ("ZZ", "'ZZ' isn't a calendar .* write an ISO 3166 country"),
        ("FR-75", "'FR-75' isn't a calendar .* take a subdivision that FR has .57, 6AE"),
        ("FR+", "'' isn't a calendar"),
        ("", "'' isn't a calendar"),
        (False, 'in quotes: "FR", "NO"'),
        (None, 'in quotes: "FR", "NO"'),
        ("FR;2026-12-24", "'2026-12-24' neither adds nor removes"),
        ("FR;+someday", "'someday' names no day"),
    ],
)
def test_an_unknown_calendar_is_refused(text: str, message: str) -> None:
    """An exchange, a three-letter code, YAML's Norway and plain mistakes get one message each."""
    with pytest.raises(UsageError, match=message):
        calendars.canonical(text)


def test_a_year_is_whole() -> None:
    """Open and closed days of a year make up the year."""
    calendar = parse("FR", PARIS)
    for year in (2024, 2025, 2100):
        days = [date(year, 1, 1) + timedelta(days=i) for i in range(366)]
        days = [day for day in days if day.year == year]
        assert list(calendar.business_days(year)) == [d for d in days if not calendar.reasons(d)]
        assert calendar.count_between(date(year - 1, 12, 31), date(year + 1, 1, 1)) == len(
            calendar.business_days(year)
        )


def test_one_country_is_loaded_and_the_library_stays_whole() -> None:
    """A command that counts in one country does not read 250, and others may still import them all."""
    program = """
import sys
from datetime import date
from publisher.calendar.business_calendar import parse
for code, day in (("FR", date(2026, 7, 14)), ("US-CA", date(2026, 7, 3))):
    print(parse(code, "Europe/Paris").is_business_day(day))
print(sum(name.startswith("holidays.countries.") for name in sys.modules) < 20)
from holidays.countries import FR, DE
import holidays
print(date(2026, 7, 14) in FR(years=2026), date(2026, 10, 3) in holidays.Germany(years=2026))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["False", "False", "True", "True", "True"], done.stderr


@pytest.mark.parametrize("code", ["AR", "BY", "CN", "GH", "HU", "KG", "KZ", "MY", "TH", "TW", "UZ"])
def test_a_year_for_which_days_may_still_be_decreed_is_provisional(code: str) -> None:
    """The count says so and records it; where the year was decreed, or nothing ever is, it does not."""
    last = max(holidays.country_holidays(code).special_public_holidays)
    ahead = NoticePeriod(calendar=code, timezone="UTC").schedule(
        datetime(last + 1, 3, 1, tzinfo=UTC)
    )
    assert ahead.provisional == (f"{code} {last + 1}",)
    assert ahead.record().provisional == (f"{code} {last + 1}",)
    across = NoticePeriod(calendar=code, timezone="UTC").schedule(datetime(last, 12, 1, tzinfo=UTC))
    assert across.provisional == (f"{code} {last + 1}",)
    before = NoticePeriod(calendar=code, timezone="UTC").schedule(datetime(last, 3, 1, tzinfo=UTC))
    assert before.provisional == ()
    assert not before.record().provisional


@pytest.mark.parametrize("code", ["FR", "DE", "GB", "US", "ES", "IT", "BE", "CH", "CA", "AU", "JP"])
def test_single_days_by_decree_make_no_year_provisional(code: str) -> None:
    """A jubilee or a state funeral is an exception; a later one moves the change when it is known (T6)."""
    schedule = NoticePeriod(calendar=code, timezone="UTC").schedule(
        datetime(2029, 11, 1, tzinfo=UTC)
    )
    assert schedule.provisional == ()
