"""On which day an announcement takes effect (T3, T5, T6, T8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypedDict

from publisher.calendar import NoticePeriod, Schedule, civil_day, first_instant, recorded_schedule
from publisher.calendar.counting import Unit
from publisher.errors import UsageError
from publisher.history.policy_history import History, requested_day
from publisher.model.entries import Postponed, RecordedPeriod
from publisher.timeline.rules import EDITOR, Version

_LATELY = 16  # revisions: what was told is among the newest, or its text is read
_HORIZON = 3660  # days: two promises are compared over the ten years that follow


def promise(history: History, version: Version) -> NoticePeriod:
    """Return the notice period that a version promises: the one configured in the commit of its text."""
    return history.settings_at(commit_of(version)).period(version.policy)


def commit_of(version: Version) -> str:
    """Return the commit of what a version says now, or of the policy's end."""
    return version.texts[-1].commit if version.texts else version.beginning.commit or ""


def last_requested(history: History, version: Version) -> date | None:
    """Return the day that a version's editor asked for last: in its text, or by a postponement since.

    None for the end of a policy. What still stands there in a later text asks for nothing new (T3).
    """
    if not version.texts:
        return None
    # A correction that reached an earlier text asks for nothing.
    own = [text for text in version.texts if text.fact.derived_from is None]
    newest = (own or version.texts)[-1]
    since = version.entries[version.entries.index(newest.entry) + 1 :]
    moved = [
        one.fact.effective for one in since
        if isinstance(one.fact, Postponed) and one.fact.cause == EDITOR
    ]  # fmt: skip
    if moved:
        return moved[-1]
    known = history.policies[version.policy].revisions if version.policy in history.policies else ()
    newest_first = islice(reversed(known), _LATELY)  # the same content asks for the same day
    found = next((one.asked for one in newest_first if one.blob == newest.revision), None)
    return found or requested_day(history.text(newest.revision), where=version.policy)


@lru_cache(maxsize=256)
def keeps(old: NoticePeriod, new: NoticePeriod, today: date) -> bool:
    """Whether the new promise is provably never shorter than the old one, for notices from `today` on.

    Days of the past are of no account: a closure of last year may be forgotten. Promises in other units
    than business days, and those to some readers that are gone, are compared by the days to which they lead.
    """
    if old == new or (old.unit == Unit.NONE and not old.also):
        return True
    gone = set(old.also) - set(new.also)
    units = {old.unit, new.unit}
    if units != {Unit.BUSINESS_DAYS} or (gone and all(":" in text for text in gone)):
        years = range(today.year, today.year + _HORIZON // 366 + 2)
        end = today + timedelta(days=_HORIZON)
        return new.timezone == old.timezone and not any(
            today <= day < end for year in years for day in _shorter(old, new, year)
        )
    if (
        new.timezone != old.timezone
        or new.days < old.days
        or (old.counting == "clear" and new.counting != "clear")
        or gone
    ):
        return False
    return not any(_opened(old, new, today))


@lru_cache(maxsize=1024)  # the next publications ask for nearly the same years
def _shorter(old: NoticePeriod, new: NoticePeriod, year: int) -> tuple[date, ...]:
    """Return the days of a year on which the new promise leads to an earlier day, as far as tables reach."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    found: list[date] = []
    with suppress(UsageError):
        found.extend(day for day in days if new.earliest(day) < old.earliest(day))
    return tuple(found)


def _opened(old: NoticePeriod, new: NoticePeriod, today: date) -> Iterator[date]:
    """Yield the days that count for the new promise and not for the old one, as far as tables reach."""
    before, after = old.business_calendar, new.business_calendar
    with suppress(UsageError):
        for number in range(_HORIZON):
            day = today + timedelta(days=number)
            if after.is_business_day(day) and not before.is_business_day(day):
                yield day


def count(at: datetime, periods: Iterable[NoticePeriod]) -> Schedule:
    """Count a notice published at `at` with each period; the latest day counts (T8)."""
    return max((_counted(one, at) for one in periods), key=lambda found: found.effective_at)


@lru_cache(maxsize=256)  # the policies of one publication share period and instant
def _counted(period: NoticePeriod, at: datetime) -> Schedule:
    return period.schedule(at)


def holds(announced_at: datetime, effective: date, recorded: RecordedPeriod) -> date:
    """Return the day that an announced day must be by today's table, never an earlier one (T6)."""
    return max(_counted(NoticePeriod.of(recorded), announced_at).effective, effective)


class AnnouncedDays(TypedDict):
    """The days of an announcement, and the count behind them."""

    day: date
    earliest: date
    effective: date
    requested: date | None
    period: RecordedPeriod


def announce(schedule: Schedule, waiting: Iterable[Version], asked: date | None) -> AnnouncedDays:
    """Return an entry's days: of publication, earliest, asked for, effective, and the count behind them."""
    effective = not_before(schedule.effective, schedule.timezone, waiting)  # T5
    effective = max(effective, asked or effective)
    return {
        "day": schedule.published_on,
        "earliest": schedule.effective,
        "effective": effective,
        "requested": asked,
        "period": schedule.asked_for(effective).record(),
    }


def not_before(day: date, timezone: str, waiting: Iterable[Version]) -> date:
    """Return the day, or the first one after it that begins no earlier than any of the versions (T5).

    timezone: of the day. Instants are compared, because the versions may count by other zones.
    """
    floor = max((version.effective_at for version in waiting), default=None)
    if floor is not None and first_instant(day, timezone) < floor:
        day = civil_day(floor, timezone)
        if first_instant(day, timezone) < floor:
            day += timedelta(days=1)
    return day


def postponed(version: Version, day: date, *, cause: str, reason: str) -> Postponed:
    """Return what an entry says that moves a version's day later, with its longer count."""
    period = None
    if version.period is not None and version.announced_at is not None:
        counted = NoticePeriod.of(version.period).schedule(version.announced_at)
        period = counted.asked_for(day).record()
    return Postponed(
        version=version.number, effective=day, before=version.effective, cause=cause, reason=reason,
        period=period,
    )  # fmt: skip


def schedule_of(version: Version) -> Schedule | None:
    """Return the count behind an announced version, as its entries recorded it; None without a count."""
    if version.period is None or version.announced_at is None:
        return None
    return recorded_schedule(version.announced_at, version.effective, version.period)
