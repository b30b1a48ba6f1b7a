"""What the clerk answers at an instant, in the same plain data as the publisher's answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.timeline.oracle import almanac
from tests.timeline.oracle.almanac import DAY
from tests.timeline.oracle.desk import Desk
from tests.timeline.oracle.facts import Page, Version


def answer(versions: list[Version], now: datetime) -> dict[str, Any]:
    """Return what stands in the notebook about one policy, its pages turned up to `now`."""
    current = next((v for v in versions if v.state == "in force"), None)
    return {
        "in force": current.number if current and current.page else None,
        "ended": current.day.isoformat() if current and not current.page else None,
        "pending": [_pending(v, now) for v in versions if v.state == "pending"],
        "archived": [v.number for v in versions if v.state == "archived"],
        "withdrawn": [
            (v.number, _utc(v.withdrawn[0]), v.withdrawn[1]) for v in versions if v.withdrawn
        ],
    }


def _pending(version: Version, now: datetime) -> dict[str, Any]:
    return {
        "version": version.number,
        "effective": version.day.isoformat(),
        "requested": version.requested.isoformat() if version.requested else None,
        "business_days_left": days_left(version, now),
        "state": "postponed" if version.moves else "pending",
        "notice": version.notice,
        "published": _utc(version.told) if version.told else None,
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def last_day(version: Version, versions: list[Version]) -> str | None:
    """Return the last day on which a version is in force, as far as is announced."""
    later = [v.start for v in versions if v.number > version.number and not v.withdrawn]
    if version.withdrawn or not later or min(later) <= version.start:
        return None
    return almanac.today(min(later) - timedelta(seconds=1), version.zone).isoformat()


def held(desk: Desk) -> str | None:
    """Return the day that is asked for on the desk and is too early."""
    newest = desk.waiting[-1] if desk.waiting else None
    if newest is None or newest.page is None or desk.page is None:
        return None
    asked = desk.page.wish
    meant = asked != newest.wish or asked == newest.requested
    return asked.isoformat() if meant and asked < newest.day else None


def unpublished(desk: Desk) -> tuple[str, str] | None:
    """Return how the publication of the desk would count, and from which day."""
    events = {fact.event: fact for fact in desk.facts}
    for event in ("announced", "ended", "exception"):
        if event in events:
            return "material", str(events[event].day)
    if any(fact.event == "amended" and fact.more for fact in desk.facts):
        return "editorial", desk.day.isoformat()
    return ("none", desk.day.isoformat()) if "withdrawn" in events else None


def days_left(version: Version, now: datetime) -> int | None:
    """Count the business days before a version that are not over; None where nobody counted any."""
    if version.promise is None or version.told is None:
        return 0
    if version.promise.unit != "business days":
        return None
    today = almanac.today(now, version.zone)
    first = almanac.today(version.told, version.zone) + DAY
    open_days, one = [], first
    while one < version.day:
        open_days += [] if one in version.closed else [one]
        one += DAY
    if version.promise.counting == "workday" and len(open_days) < version.promise.days:
        open_days.append(version.day)
    return sum(day >= today for day in open_days)


def _aspects(page: Page) -> tuple[object, ...]:
    """Return what a later text can say again: both meanings, and what the whole text speaks of."""
    return (*page.meaning, page.topic)


def reversals(versions: list[Version]) -> Iterator[tuple[int, int, bool, bool, bool]]:
    """Yield (announced, by, whole, never, declared) where a later text says again what stood before."""
    chain = [v for v in versions if v.state in ("in force", "pending")]
    for place, version in enumerate(chain):
        before = chain[place - 1] if place else None
        if version.state != "pending" or not version.page or not before or not before.page:
            continue
        was, new = _aspects(before.page), _aspects(version.page)
        changed = [i for i in range(len(was)) if new[i] != was[i]]
        told: set[int] = set()
        for later in chain[place + 1 :]:
            if later.page is None:
                continue
            back = {i for i in changed if _aspects(later.page)[i] == was[i]}
            if back - told:
                never = later.start <= version.start
                declared = version.number in later.reverses
                yield version.number, later.number, len(back) == len(changed), never, declared
            told |= back
