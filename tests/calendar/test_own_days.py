"""Days off and extra holidays as a configuration writes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.calendar import own_days
from publisher.errors import UsageError


def in_year(text: str, year: int) -> list[str]:
    """Return the days of an entry in a year, as month and day."""
    return [f"{day:%m-%d}" for day in own_days.parse(text, where="closures").in_year(year)]


@pytest.mark.parametrize(
    ("text", "year", "days"),
    [
        ("2026-12-24", 2026, ["12-24"]),
        ("2026-12-24", 2027, []),
        ("2026-12-30/2027-01-02", 2026, ["12-30", "12-31"]),
        ("2026-12-30/2027-01-02", 2027, ["01-01", "01-02"]),
        ("12-24", 2031, ["12-24"]),
        ("12-30/01-02", 2026, ["01-01", "01-02", "12-30", "12-31"]),
        ("08-01/08-03 Summer", 2026, ["08-01", "08-02", "08-03"]),
        ("02-29", 2028, ["02-29"]),
        ("02-29", 2027, []),
        ("02-28/02-29", 2027, ["02-28"]),
        ("easter", 2026, ["04-05"]),
        ("easter-2 Good Friday", 2026, ["04-03"]),
        ("easter+1", 2027, ["03-29"]),
        ("easter-100", 2026, ["12-18"]),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", 2026, ["11-26"]),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO Last Monday of May", 2026, ["05-25"]),
    ],
)
def test_an_entry_names_these_days(text: str, year: int, days: list[str]) -> None:
    """Dates, spans, yearly days, days around Easter and yearly recurrences, each in one year."""
    assert in_year(text, year) == days


def test_the_name_follows_the_first_space() -> None:
    """What stands behind the day is what readers see."""
    assert own_days.parse("12-24/12-31 Between the  years", where="x").name == "Between the  years"
    assert own_days.parse("12-24", where="x").name == ""


@pytest.mark.parametrize(
    "text",
    [
        "", "christmas", "2026-02-30", "13-01", "02-30", "2026-12-31/2026-12-24", "12-24/2026-12-31",
        "easter*2", "easter+1000", "20261224", "2026-W52-5", "FREQ=SECONDLY;BYMONTH=1",
        "FREQ=YEARLY", "FREQ=YEARLY;COUNT=3;BYMONTH=1", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "12-24 \x1b[31mred", "12-24 right\u202eleft",
    ],
)  # fmt: skip
def test_an_entry_that_names_no_day_is_refused(text: str) -> None:
    """No form is guessed, a day that never is has no effect in silence, no control character passes."""
    with pytest.raises(UsageError, match=r"closures: .* names no day\. To fix: write a date"):
        own_days.canonical([text], where="closures")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (None, ()),
        ([], ()),
        ("12-24", ("12-24",)),
        (date(2026, 12, 24), ("2026-12-24",)),
        ([date(2026, 12, 24), "12-31 "], ("2026-12-24", "12-31")),
        ({"12-24": "Christmas Eve", "12-31": None}, ("12-24 Christmas Eve", "12-31")),
        ([{date(2026, 12, 24): "Christmas  Eve"}], ("2026-12-24 Christmas Eve",)),
        (["12-24", "12-24"], ("12-24",)),
    ],
)
def test_yaml_has_several_ways_to_write_days(given: object, written: tuple[str, ...]) -> None:
    """Dates, texts, mappings and lists of these become one written form, which stays as it is."""
    assert own_days.canonical(given, where="closures") == written
    assert own_days.canonical(written, where="closures") == written


@pytest.mark.parametrize("entry", [12, 1.5, True, datetime(2026, 12, 24)])  # noqa: DTZ001
def test_what_is_no_day_is_refused(entry: object) -> None:
    """A number or an instant in the list is a mistake with one message."""
    with pytest.raises(UsageError, match=r"closures: .* isn't a valid day\. To fix: write days as"):
        own_days.canonical([entry], where="closures")


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(0, 800))
def test_a_span_is_all_its_days(start: date, length: int) -> None:
    """Over the years it touches, a span names each of its days once."""
    end = date.fromordinal(start.toordinal() + length)
    entry = own_days.parse(f"{start}/{end}", where="x")
    found = [day for year in range(start.year - 1, end.year + 2) for day in entry.in_year(year)]
    assert found == [date.fromordinal(start.toordinal() + i) for i in range(length + 1)]
