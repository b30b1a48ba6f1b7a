"""Business days of France, Alsace and the United States, written down from the laws themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from tests.timeline.oracle.facts import Promise

DAY = timedelta(days=1)


def start(day: date, zone: str) -> datetime:
    """The instant at which a day begins; the zones used here begin each day at midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def today(instant: datetime, zone: str) -> date:
    """The day on the wall."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=256)
def holidays(place: str, year: int) -> frozenset[date]:
    """The public holidays of a year."""
    if place == "US":
        return frozenset(_american(year))
    found = {
        date(year, 1, 1), date(year, 5, 1), date(year, 5, 8), date(year, 7, 14), date(year, 8, 15),
        date(year, 11, 1), date(year, 11, 11), date(year, 12, 25),
    }  # fmt: skip
    found |= {easter(year) + n * DAY for n in (1, 39, 50)}
    if place == "FR-6AE":
        found |= {easter(year) - 2 * DAY, date(year, 12, 26)}
    return frozenset(found)


def _american(year: int) -> list[date]:
    fixed = [
        (year, 1, 1),
        (year + 1, 1, 1),
        (year, 6, 19),
        (year, 7, 4),
        (year, 11, 11),
        (year, 12, 25),
    ]
    found = [date(*day) for day in fixed]
    found += [day - DAY for day in found if day.weekday() == 5]  # observed on Friday
    found += [day + DAY for day in found if day.weekday() == 6]  # or on Monday
    found += [_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 10, 0, 2)]
    found += [
        _nth(year, 11, 3, 4),
        max(date(year, 5, n) for n in range(25, 32) if date(year, 5, n).weekday() == 0),
    ]
    return [day for day in found if day.year == year]


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    day = date(year, month, 1)
    while day.weekday() != weekday:
        day += DAY
    return day + timedelta(weeks=number - 1)


@lru_cache(maxsize=1024)
def days_off(promise: Promise, year: int) -> frozenset[date]:
    """The days of a year on which a promise does not count, but for those that were decreed since."""
    found, day = set(), date(year, 1, 1)
    while day.year == year:
        if day.weekday() >= 5 or any(day in holidays(place, year) for place in promise.places):
            found.add(day)
        if any(_is_named(day, text) for text in (*promise.own, *promise.extra)):
            found.add(day)
        day += DAY
    return frozenset(found)


def _is_named(day: date, text: str) -> bool:
    """Whether the company wrote a day down: by its date, in a span, or for every year."""
    first, _, last = text.partition("/")
    if len(first) == 5:
        return f"{day:%m-%d}" == first
    return first <= day.isoformat() <= (last or first)


def closed(day: date, promise: Promise, decreed: Collection[date]) -> bool:
    """Whether a day is none of business. decreed: holidays that France created since."""
    return day in days_off(promise, day.year) or ("FR" in promise.places and day in decreed)


def earliest(published: datetime, promise: Promise, decreed: Collection[date]) -> date:
    """The first day on which the promise is kept, and every law beside it, found by waiting for it."""
    return _first(today(published, promise.zone), promise, frozenset(decreed))


@lru_cache(maxsize=1 << 17)
def _first(told: date, promise: Promise, decreed: frozenset[date]) -> date:
    found = _waited(told, promise.days, promise.unit, promise, decreed)
    for law in promise.laws:
        found = max(found, _by_law(law, told, promise, decreed))
    return found


def _waited(
    told: date, number: int, unit: str, promise: Promise, decreed: Collection[date]
) -> date:
    """The first day after so many units."""
    if unit != "business days":
        return {"days": told + (number + 1) * DAY, "weeks": told + (7 * number + 1) * DAY}.get(
            unit
        ) or _months_later(told, number)
    day = told
    while number:
        day += DAY
        number -= not closed(day, promise, decreed)
    return day + DAY if promise.counting == "clear" else day


def _by_law(law: str, told: date, promise: Promise, decreed: Collection[date]) -> date:
    """The first day after a law's own notice: fifteen days that end on an open one, or whole months."""
    if ":" in law:  # promised to some readers
        number, _, unit = law.partition(": ")[2].partition(" ")
        return _waited(told, int(number), unit, promise, decreed)
    if law == "p2b":
        last = told + 15 * DAY
        while closed(last, promise, decreed):
            last += DAY
        return last + DAY
    return _months_later(told, {"fr-telecom": 1, "psd2": 2}[law])


def _months_later(told: date, months: int) -> date:
    """The day after the one with the same number, or after the last of a shorter month."""
    year, month = divmod(told.year * 12 + told.month - 1 + months, 12)
    last = date(year, month + 1, 1)
    while last.day < told.day and (last + DAY).month == month + 1:
        last += DAY
    return last + DAY


def notice(published: datetime, day: date, promise: Promise, decreed: Collection[date]) -> int:
    """How many business days of notice readers have before a day."""
    one, found = today(published, promise.zone) + DAY, 0
    while one < day or (one == day and promise.counting == "workday"):
        found += not closed(one, promise, decreed)
        one += DAY
    return found


@lru_cache(maxsize=4096)
def shorter(old: Promise, new: Promise, since: date, decreed: frozenset[date]) -> bool:
    """Whether the new promise may turn out shorter than the old one within ten years."""
    gone = set(old.laws) - set(new.laws)
    if {old.unit, new.unit} != {"business days"} or (gone and all(":" in law for law in gone)):
        notices = (since + n * DAY for n in range(3660))
        return old.zone != new.zone or any(
            _first(day, new, decreed) < _first(day, old, decreed) for day in notices
        )
    if new.days < old.days or new.zone != old.zone:
        return True
    if old.counting == "clear" and new.counting == "workday":
        return True
    if not set(old.laws) <= set(new.laws):
        return True
    own = {*old.own, *old.extra} <= {*new.own, *new.extra}
    if own and set(old.places) <= set(new.places):
        return False
    days = (since + n * DAY for n in range(3660))
    return any(closed(d, old, decreed) and not closed(d, new, decreed) for d in days)
