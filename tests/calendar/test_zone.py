"""Instants and civil days, where clocks jump, turn back or leave a day out."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.calendar import civil_day, first_instant, parse_when
from publisher.calendar.zone import exists
from publisher.errors import UsageError
from tests.conftest import examples

ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules", "Factory"})


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        pytest.param("2027-01-07", "Europe/Paris", "2027-01-06T23:00Z", id="winter"),
        pytest.param("2026-07-01", "Europe/Paris", "2026-06-30T22:00Z", id="summer"),
        pytest.param("2026-04-24", "Africa/Cairo", "2026-04-23T22:00Z", id="01:00 is the first"),
        pytest.param("2026-09-06", "America/Santiago", "2026-09-06T04:00Z", id="gap at midnight"),
        pytest.param("2026-03-29", "Asia/Beirut", "2026-03-28T22:00Z", id="gap in Beirut"),
        pytest.param("2026-11-01", "America/Havana", "2026-11-01T04:00Z", id="midnight twice"),
        pytest.param("2011-12-30", "Pacific/Apia", "2011-12-30T10:00Z", id="a day left out"),
        pytest.param("1919-03-31", "America/Toronto", "1919-03-31T04:30Z", id="gap from 23:30"),
        pytest.param("2026-01-05", "Etc/GMT+12", "2026-01-05T12:00Z", id="last day on earth"),
    ],
)
def test_a_day_begins_at_its_first_existing_instant(day: str, zone: str, instant: str) -> None:
    """Midnight where there is one, the first where there are two, the jump where there is none."""
    assert first_instant(date.fromisoformat(day), zone) == datetime.fromisoformat(instant)


@settings(max_examples=examples(200))
@given(st.sampled_from(ZONES), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
@example("Pacific/Kwajalein", date(1993, 8, 21))
@example("America/St_Johns", date(2006, 10, 29))
def test_nothing_of_the_day_lies_before_its_first_instant(zone: str, day: date) -> None:
    """In every zone, the first instant is of that day (or the next that exists), the one before is not."""
    first = first_instant(day, zone)
    assert first.tzinfo is UTC
    assert civil_day(first, zone) >= day
    assert (civil_day(first, zone) == day) is exists(day, zone)
    for back in (timedelta(microseconds=1), *(timedelta(minutes=30 * i) for i in range(1, 60))):
        assert civil_day(first - back, zone) < day


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23", "2026-11-22T23:00Z"),
        ("2026-11-23T14:00:00Z", "2026-11-23T14:00Z"),
        ("2026-11-23 15:00+01:00", "2026-11-23T14:00Z"),
        (" 2026-11-23T14:00Z ", "2026-11-23T14:00Z"),
    ],
)
def test_when_is_a_day_or_an_instant(text: str, instant: str) -> None:
    """A bare day means its first instant in the zone."""
    assert parse_when(text, "Europe/Paris") == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-11-23T14:00", "does not say in which time zone it is"),
        ("2026", "does not say in which time zone it is"),
        ("tomorrow", "is neither a day nor an instant"),
        ("2026-02-30", "isn't a day of any year"),
        ("9999-12-31", "lies too far away"),
        ("0001-01-01T00:00+14:00", "lies too far away"),
    ],
)
def test_when_without_a_zone_or_a_meaning_is_refused(text: str, message: str) -> None:
    """A time without offset would be another instant on another machine."""
    with pytest.raises(UsageError, match=message):
        parse_when(text, "Europe/Paris")


def test_a_naive_instant_has_no_day() -> None:
    """An instant without offset is refused wherever it comes in."""
    with pytest.raises(UsageError, match="does not say in which time zone"):
        civil_day(datetime(2026, 11, 23), "Europe/Paris")  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Europe/Pari", "write Europe/Paris of the IANA"),
        ("localtime", "or another"),
        ("", "or another"),
        ("../../etc/passwd", "or another"),
        ("Europe", "write "),
        (None, "or another"),
    ],
)
def test_an_unknown_zone_is_refused_with_a_near_one(name: str, remedy: str) -> None:
    """A name that means nothing, or something else elsewhere, is one clear message."""
    with pytest.raises(UsageError, match="isn't a time zone.*" + remedy):
        civil_day(datetime(2026, 1, 1, tzinfo=UTC), name)
