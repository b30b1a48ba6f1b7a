"""The promise: at least so many business days between the notice of a change and the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from publisher.errors import UsageError
from publisher.time import calendar as calendars
from publisher.time import counting as count
from publisher.time import own_days, presets, public_holidays, zone
from publisher.time.schedule import Floor, Schedule, closed_days

_ONE_DAY = timedelta(days=1)


class BrokenCountError(RuntimeError):
    """A computed day breaks the promise: a mistake in this package, never in its input."""


@dataclass(frozen=True)
class NoticePeriod:
    """A promise of notice, and everything that is needed to count it.

    days: business days, at least 1. calendar: a line as in `publisher.time.calendar`, such as "FR"
    or "FR+FR-6AE". timezone: IANA name; publication and effective days are its civil days.
    counting: "clear" (so many full business days lie between the two) or "workday" (the last of
    them is the effective day). extra_holidays, closures: own days, forms as in
    `publisher.time.own_days`. also: presets (see `publisher.time.presets`) whose own notice is kept
    too; the latest day wins.

    Equal periods are equal and hash alike, whichever way they were written.
    Raises UsageError for what cannot be counted.
    """

    days: int = 30
    calendar: str = "FR"
    timezone: str = "Europe/Paris"
    counting: str = "clear"
    extra_holidays: tuple[str, ...] = ()
    closures: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.days, int) or isinstance(self.days, bool) or self.days < 1:
            raise UsageError(
                f"{self.days!r} is no number of business days",
                where="notice_days",
                remedy="write a whole number from 1 up, such as 30",
            )
        if self.counting not in tuple(count.Counting):
            raise UsageError(
                f"{self.counting!r} is no way of counting",
                where="counting",
                remedy="write 'clear' (full days lie between) or 'workday' (the last day itself)",
            )
        zone.zone(self.timezone)
        written = {
            "counting": str(self.counting),
            "calendar": calendars.canonical(self.calendar),
            "extra_holidays": own_days.canonical(self.extra_holidays, where="extra_holidays"),
            "closures": own_days.canonical(self.closures, where="closures"),
            "also": tuple(sorted({presets.preset(name).name for name in self.also})),
        }
        for name, value in written.items():
            object.__setattr__(self, name, value)

    @property
    def business_calendar(self) -> calendars.BusinessCalendar:
        """The business days of this period."""
        return calendars.parse(self.calendar, self.timezone, self.extra_holidays, self.closures)

    def schedule(self, published_at: datetime) -> Schedule:
        """Return the count for a notice that became readable at that instant.

        published_at: aware. Raises UsageError where it is naive, and for a year without a table.
        """
        at = zone.utc(published_at)
        published_on = zone.civil_day(at, self.timezone)
        counted = count.count_off(self.business_calendar, published_on, self.days)
        floors = self._floors(published_on)
        promised = self._promised(published_on, counted)
        effective = max([promised, *(floor.effective for floor in floors)])
        skipped, holidays = closed_days(self.business_calendar, published_on, effective)
        return Schedule(
            period=self,
            published_at=at,
            published_on=published_on,
            effective=effective,
            effective_at=zone.first_instant(effective, self.timezone),
            counted=counted,
            skipped=skipped,
            holidays=holidays,
            library=public_holidays.library(),
            floors=floors,
        )

    def latest_publication(self, effective: date) -> date:
        """Return the last day on which a notice may appear for a change to take effect on that day.

        It must be readable before that day ends in the period's zone. Raises UsageError for a year
        without a table.
        """
        calendar = self.business_calendar
        day, left = effective, self.days - calendar.is_business_day(effective)
        while left:  # no later day can do, even where the effective day itself counts
            day -= _ONE_DAY
            left -= calendar.is_business_day(day)
        while not self.is_kept(day, effective):
            day = zone.day_before(day, self.timezone)
        if self.is_kept(zone.day_after(day, self.timezone), effective):
            raise BrokenCountError(f"{day} is not the last day for {effective} under {self}")
        return day

    def days_of_notice(self, published_on: date, effective: date) -> int:
        """Return how many business days, as this period counts, lie before the effective day."""
        way = count.Counting(self.counting)
        return count.days_of_notice(self.business_calendar, published_on, effective, way)

    def is_kept(self, published_on: date, effective: date) -> bool:
        """Say whether a change may take effect on that day: the predicate, by today's table."""
        floors = self._floors(published_on)
        return self.days_of_notice(published_on, effective) >= self.days and all(
            floor.effective <= effective for floor in floors
        )

    def _promised(self, published_on: date, counted: tuple[date, ...]) -> date:
        """Return the day the promise allows, checked by the predicate, with the day before."""
        way = count.Counting(self.counting)
        effective = count.effective_day(self.business_calendar, counted, way)
        one_too_early = zone.day_before(effective, self.timezone)
        if not (
            self.days_of_notice(published_on, one_too_early)
            < self.days
            <= self.days_of_notice(published_on, effective)
        ):
            raise BrokenCountError(
                f"{effective} is not the first day after {published_on} under {self}"
            )
        return effective

    def _floors(self, published_on: date) -> tuple[Floor, ...]:
        known = [presets.preset(name) for name in self.also]
        days = [(one, one.effective(published_on, self.business_calendar)) for one in known]
        return tuple(Floor(one.name, day, one.source) for one, day in days if day)

    def to_json(self) -> dict[str, Any]:
        """Return the period as the register keeps it; `from_json` reads it back."""
        return {
            "days": self.days,
            "calendar": self.calendar,
            "timezone": self.timezone,
            "counting": self.counting,
            "extra_holidays": list(self.extra_holidays),
            "closures": list(self.closures),
            "also": list(self.also),
        }

    @classmethod
    def from_json(cls, mapping: Mapping[str, Any]) -> NoticePeriod:
        """Read a recorded period. Keys beyond those of `to_json` are left alone.

        Raises UsageError where one of the first four is missing: a default would be another
        promise.
        """
        for key in ("days", "calendar", "timezone", "counting"):
            if key not in mapping:
                raise UsageError(f"no {key!r}", where="recorded period", remedy="restore the entry")
        values = (
            *(mapping[key] for key in ("days", "calendar", "timezone", "counting")),
            *(tuple(mapping.get(key, ())) for key in ("extra_holidays", "closures", "also")),
        )
        try:
            return _known(*values)
        except TypeError:  # what has no hash is no part of a period, and is told as such
            return cls(*values)


@lru_cache(maxsize=256, typed=True)  # a register repeats a few periods in all its entries
def _known(*values: Any) -> NoticePeriod:
    return NoticePeriod(*values)
