"""The promise: at least so much time between the notice of a change and the change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, ValidationError, convert

from publisher.calendar import business_calendar as calendars
from publisher.calendar import counting as count
from publisher.calendar import own_days, presets, public_holidays, zone
from publisher.calendar.business_calendar import days_between
from publisher.calendar.counting import Unit
from publisher.calendar.schedule import Floor, Holiday, Schedule, SkippedDay, closed_days
from publisher.errors import UsageError
from publisher.model.entries import PeriodTerms, plain

if TYPE_CHECKING:
    from publisher.model.period_json import PromiseJSON

_ONE_DAY = timedelta(days=1)
_LONGEST = {Unit.BUSINESS_DAYS: 2600, Unit.DAYS: 3660, Unit.WEEKS: 520, Unit.MONTHS: 120}
_LONGEST_NAME = 80  # characters, of readers to whom something is promised
_PROMISE = re.compile(
    r"(\d{1,4}) (business days?|working days?|days?|weeks?|months?)", re.IGNORECASE
)
_FORMS = "'30 business days', '30 days', '6 weeks', '1 month' or 'none'"


class BrokenCountError(RuntimeError):
    """A computed day breaks the promise: a mistake in this package, never in its input."""


@dataclass(frozen=True)
class NoticePeriod:
    """A promise of notice, and everything that is needed to count it.

    Attributes:
        days: how many units, at least 1; 0 for the unit "none".
        calendar: a line as in `publisher.calendar.business_calendar`, such as "FR" or "FR+FR-6AE".
        timezone: IANA name; publication and effective days are its civil days.
        counting: of business days: "clear" (so many full ones lie between the two) or "workday" (the
            last of them is the effective day). Other units know "clear" alone.
        extra_holidays, closures: own days, forms as in `publisher.calendar.own_days`.
        also: presets (see `publisher.calendar.presets`), and promises to some readers with the name of these
            ("business users: 15 days"), that are kept too; the latest day wins.
        unit: "business days", "days", "weeks", "months" or "none"; see `publisher.calendar.counting`.

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
    unit: str = "business days"

    def __post_init__(self) -> None:
        if self.unit not in tuple(Unit):
            raise UsageError(
                f"{self.unit!r} isn't a unit of notice",
                where="notice",
                remedy=f"write a period such as {_FORMS}",
            )
        unit = Unit(self.unit)
        if unit is Unit.NONE:
            object.__setattr__(self, "days", 0)
        elif not isinstance(self.days, int) or isinstance(self.days, bool) or self.days < 1:
            raise UsageError(
                f"{self.days!r} isn't a number of {unit.value}",
                where="notice_days" if unit is Unit.BUSINESS_DAYS else "notice",
                remedy="write a whole number from 1 up, such as 30",
            )
        elif self.days > _LONGEST[unit]:
            raise UsageError(
                f"{self.days} {unit.value} is longer than ten years",
                where="notice_days" if unit is Unit.BUSINESS_DAYS else "notice",
                remedy=f"promise at most {_LONGEST[unit]} {unit.value}",
            )
        if self.counting not in tuple(count.Counting):
            raise UsageError(
                f"{self.counting!r} isn't a way of counting",
                where="counting",
                remedy="write 'clear' (full days lie between) or 'workday' (the last day itself)",
            )
        zone.zone(self.timezone)
        business_days = unit is Unit.BUSINESS_DAYS
        written = {
            "unit": unit.value,
            "counting": str(self.counting) if business_days else count.Counting.CLEAR.value,
            "calendar": calendars.canonical(self.calendar),
            "extra_holidays": own_days.canonical(self.extra_holidays, where="extra_holidays"),
            "closures": own_days.canonical(self.closures, where="closures"),
            "also": tuple(sorted({_also(text) for text in self.also})),
        }
        for name, value in written.items():
            object.__setattr__(self, name, value)

    @classmethod
    def parse(cls, promise: object, **more: Any) -> NoticePeriod:
        """Return the period of a promise as a configuration writes it: "30 business days", "1 month", "none".

        more: the other attributes. Raises UsageError for what isn't such a promise.
        """
        days, unit = amount_and_unit(promise)
        return cls(days=days, unit=unit, **more)

    @property
    def promise(self) -> str:
        """The promise in English as `parse` reads it, such as "30 business days" or "1 month"."""
        if self.unit == Unit.NONE:
            return self.unit
        return f"{self.days} {self.unit if self.days != 1 else self.unit.removesuffix('s')}"

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
        counted, promised = self._count(published_on)
        floors = self.floors(published_on)
        effective = max([promised, *(floor.effective for floor in floors)])
        skipped, holidays = self.skipped_days(published_on, effective)
        return Schedule(
            period=self,
            published_at=at,
            published_on=published_on,
            effective=effective,
            # Without any notice a change still doesn't apply before it was seen live.
            effective_at=max(zone.first_instant(effective, self.timezone), at)
            if effective == published_on
            else zone.first_instant(effective, self.timezone),
            counted=counted,
            skipped=skipped,
            holidays=holidays,
            library=public_holidays.library(),
            floors=floors,
            provisional=self.provisional(published_on, effective),
        )

    def latest_publication(self, effective: date) -> date:
        """Return the last day on which a notice may appear for a change to take effect on that day.

        It must be readable before that day ends in the period's zone. Raises UsageError for a year
        without a table.
        """
        day = effective
        if self.unit == Unit.BUSINESS_DAYS:
            calendar = self.business_calendar
            left = self.days - calendar.is_business_day(effective)
            while left:  # no later day can do, even where the effective day itself counts
                day -= _ONE_DAY
                left -= calendar.is_business_day(day)
        elif self.unit != Unit.NONE:
            day = effective - count.STEPS[Unit(self.unit)] * self.days + 5 * _ONE_DAY
        while not self.is_kept(day, effective):
            day = zone.day_before(day, self.timezone)
        if self.is_kept(zone.day_after(day, self.timezone), effective):
            raise BrokenCountError(f"{day} is not the last day for {effective} under {self}")
        return day

    def days_of_notice(self, published_on: date, effective: date) -> int:
        """Return how many units, as this period counts, lie before the effective day."""
        if self.unit != Unit.BUSINESS_DAYS:
            return count.units_of_notice(Unit(self.unit), published_on, effective, self.timezone)
        way = count.Counting(self.counting)
        return count.days_of_notice(self.business_calendar, published_on, effective, way)

    def is_kept(self, published_on: date, effective: date) -> bool:
        """Whether a change may take effect on that day: the predicate, by today's table."""
        if published_on > effective:  # also where no notice is promised
            return False
        floors = self.floors(published_on)
        return self.days_of_notice(published_on, effective) >= self.days and all(
            floor.effective <= effective for floor in floors
        )

    def earliest(self, published_on: date) -> date:
        """Return the first day on which a change may take effect, by this promise and what is added to it."""
        _, promised = self._count(published_on)
        return max([promised, *(floor.effective for floor in self.floors(published_on))])

    def skipped_days(
        self, published_on: date, effective: date
    ) -> tuple[tuple[SkippedDay, ...], tuple[Holiday, ...]]:
        """Return the days between the two that the count passes over, and the public holidays among them."""
        if self.unit != Unit.BUSINESS_DAYS:
            return (), ()
        return closed_days(self.business_calendar, published_on, effective)

    def provisional(self, published_on: date, effective: date) -> tuple[str, ...]:
        """Return the calendars and years between the two days for which holidays may still be decreed."""
        units = {self.unit, *(promise[2] for text in self.also if (promise := audience(text)))}
        if Unit.BUSINESS_DAYS not in units:
            return ()
        return self.business_calendar.provisional(published_on, effective)

    def _count(self, published_on: date) -> tuple[tuple[date, ...], date]:
        """Return the counted days, and the day the promise allows: checked, with the day before."""
        unit, way = Unit(self.unit), count.Counting(self.counting)
        if unit is Unit.BUSINESS_DAYS:
            counted = count.count_off(self.business_calendar, published_on, self.days)
            effective = count.effective_day(self.business_calendar, counted, way)
        else:
            effective = count.earliest(unit, self.days, published_on, self.timezone)
            counted = tuple(days_between(published_on, effective))
        one_too_early = zone.day_before(effective, self.timezone)
        before, reached = (
            self.days_of_notice(published_on, day) for day in (one_too_early, effective)
        )
        if reached < self.days or (before >= self.days and effective != published_on):
            raise BrokenCountError(
                f"{effective} is not the first day after {published_on} under {self}"
            )
        return counted, effective

    def floors(self, published_on: date) -> tuple[Floor, ...]:
        """Return the first day that each regime and each promise of `also` allows, by today's table."""
        floors = []
        for text in self.also:
            if promise := audience(text):
                own = replace(self, days=promise[1], unit=promise[2], also=())
                floors.append(Floor(text, own.earliest(published_on), ""))
                continue
            preset = presets.preset(text)
            if day := preset.effective(published_on, self.business_calendar):
                floors.append(Floor(text, day, preset.source))
        return tuple(floors)

    @property
    def terms(self) -> PeriodTerms:
        """The period as the register keeps it; `of` reads it back."""
        # A reader that knows business days alone must not read another unit.
        in_days = self.unit == Unit.BUSINESS_DAYS
        return PeriodTerms(
            days=self.days if in_days else UNSET,
            amount=UNSET if in_days else self.days,
            unit=UNSET if in_days else self.unit,
            calendar=self.calendar,
            timezone=self.timezone,
            counting=self.counting,
            extra_holidays=self.extra_holidays,
            closures=self.closures,
            also=self.also,
        )

    def to_json(self) -> PromiseJSON:
        """Return the terms as plain data."""
        promise: PromiseJSON = plain(self.terms)
        return promise

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> NoticePeriod:
        """Return the period of what `to_json` gave; other names are left alone.

        Raises UsageError where one of its names is missing: a default would be another promise.
        """
        try:
            return cls.of(convert(content, PeriodTerms))
        except ValidationError as error:
            remedy = "restore the entry"
            raise UsageError(str(error), where="recorded period", remedy=remedy) from None

    @classmethod
    def of(cls, terms: PeriodTerms) -> NoticePeriod:
        """Return the period of recorded terms.

        Raises UsageError where the number is missing: a default would be another promise.
        """
        if terms.number is None:
            raise UsageError("no number", where="recorded period", remedy="restore the entry")
        unit = Unit.BUSINESS_DAYS.value if terms.unit is UNSET else terms.unit
        return _known(
            terms.number, terms.calendar, terms.timezone, terms.counting, terms.extra_holidays,
            terms.closures, terms.also, unit,
        )  # fmt: skip


def amount_and_unit(promise: object) -> tuple[int, str]:
    """Return number and unit of a promise such as "6 weeks"; (0, "none") for "none".

    Raises UsageError for what isn't such a promise.
    """
    text = " ".join(promise.split()) if isinstance(promise, str) else ""
    if text.casefold() == Unit.NONE:
        return 0, Unit.NONE.value
    match = _PROMISE.fullmatch(text)
    if not match:
        raise UsageError(
            f"{promise!r} isn't a period of notice", where="notice", remedy=f"write {_FORMS}"
        )
    unit = match[2].casefold().removesuffix("s") + "s"
    return int(match[1]), unit.replace("working", "business")


@lru_cache(maxsize=256)
def audience(text: str) -> tuple[str, int, str] | None:
    """Return whom a promise of `also` is for, its number and its unit; None for the name of a preset.

    Raises UsageError for what isn't such a promise.
    """
    if not isinstance(text, str) or ":" not in text:
        return None
    name, _, promise = text.rpartition(":")
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(
            f"{text!r} doesn't name the readers to whom it is promised", where="also",
            remedy=f"write at most {_LONGEST_NAME} characters, such as 'business users: 15 days'",
        )  # fmt: skip
    try:
        period = NoticePeriod.parse(promise)
    except UsageError as error:
        raise UsageError(error.what, where=f"also: {name}", remedy=error.remedy) from error
    if period.unit == Unit.NONE:
        raise UsageError(
            "'none' adds nothing to the promise", where=f"also: {name}", remedy="leave it out"
        )
    return name, period.days, period.unit


def _also(text: str) -> str:
    """Return an item of `also` in its one written form. Raises UsageError for what isn't one."""
    if promise := audience(text):
        name, days, unit = promise
        return f"{name}: {NoticePeriod(days=days, unit=unit).promise}"
    return presets.preset(text).name


@lru_cache(maxsize=256, typed=True)  # a register repeats a few periods in all its entries
def _known(*values: Any) -> NoticePeriod:
    return NoticePeriod(*values)
