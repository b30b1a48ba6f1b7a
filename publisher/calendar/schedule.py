"""The count of one notice, shown day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import asdict

from publisher.calendar import holiday_names, zone
from publisher.calendar.business_calendar import BusinessCalendar, DayKind, Reason, days_between
from publisher.calendar.counting import Counting, Unit
from publisher.model.entries import ClosedDay, NamedHoliday, RecordedFloor, RecordedPeriod, plain

if TYPE_CHECKING:
    from publisher.calendar.notice_period import NoticePeriod
    from publisher.model.period_json import CountJSON, ScheduleJSON

_ONE_DAY = timedelta(days=1)
_PUBLIC = (DayKind.HOLIDAY, DayKind.EXTRA)


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that was not counted. why: in English; reasons: what other languages are made of."""

    date: date
    why: str
    reasons: tuple[Reason, ...] = ()

    def why_in(self, locale: str) -> str:
        """Say why in another language."""
        return holiday_names.why(self.date, self.reasons, locale) if self.reasons else self.why

    @property
    def is_weekend_only(self) -> bool:
        """Whether nothing but the weekend closed the day."""
        return all(reason.kind is DayKind.WEEKEND for reason in self.reasons) and bool(self.reasons)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday that fell in the window. name: in English."""

    date: date
    name: str

    @property
    def estimated(self) -> bool:
        """Whether the date is a forecast, as for feasts that follow the moon."""
        return "estimated)" in self.name


@dataclass(frozen=True, slots=True)
class Floor:
    """The earliest day that one added regime or promise allows.

    preset: the regime's name, or the promise as in "business users: 15 days"; source: of the rule.
    """

    preset: str
    effective: date
    source: str


class Role(Enum):
    """What a day is in a count. The values serve templates: a class name, the key of a word."""

    OUTSIDE = "outside"
    PUBLICATION = "publication"
    COUNTED = "counted"
    SKIPPED = "skipped"
    FURTHER = "further"  # a business day beyond the promised number
    EFFECTIVE = "effective"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One cell of the table. number: 1..N where the day counts. why: words where it is closed."""

    date: date
    role: Role
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a notice was published, every day until the change, and when it takes effect.

    published_at, effective_at: aware, UTC. published_on, effective: civil days of the period's
    zone; the change applies from the first instant of `effective`. counted: the promised number of
    business days, in order. skipped: the closed days before the effective day, in order. floors: of
    added regimes. provisional: calendars and years, such as "CN 2027", for which more holidays may
    still be decreed; the change may then move later. library: name and version of the table of
    public holidays, such as "holidays 0.109".
    """

    period: NoticePeriod
    published_at: datetime
    published_on: date
    effective: date
    effective_at: datetime
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    holidays: tuple[Holiday, ...]
    library: str
    floors: tuple[Floor, ...] = ()
    provisional: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """The promised number of units; see `unit`."""
        return self.period.days

    @property
    def unit(self) -> str:
        """What is counted: "business days", "days", "weeks", "months" or "none"."""
        return self.period.unit

    @property
    def calendar(self) -> str:
        """The line that names the calendar, such as "FR"."""
        return self.period.calendar

    @property
    def timezone(self) -> str:
        """The zone whose days are counted, such as "Europe/Paris"."""
        return self.period.timezone

    @property
    def counting(self) -> str:
        """The way of counting: "clear" or "workday"."""
        return self.period.counting

    @property
    def promised(self) -> date:
        """The first day that the promise allows by itself, without what is added to it."""
        if not self.counted:
            return self.published_on
        last = self.counted[-1]
        return last if self.counting == Counting.WORKDAY else zone.day_after(last, self.timezone)

    @property
    def decided_by(self) -> tuple[Floor, ...]:
        """What was added and leads to the effective day; empty where the promise or an editor does."""
        if self.effective == self.promised:
            return ()
        return tuple(floor for floor in self.floors if floor.effective == self.effective)

    @property
    def is_later(self) -> bool:
        """Whether the change takes effect later than the promised number of units asks for."""
        if not self.counted:
            return self.effective > self.published_on
        after = (day for day in days_between(self.counted[-1], self.effective))
        closed = {skipped.date for skipped in self.skipped}
        return any(day not in closed for day in after)

    def asked_for(self, day: date) -> Schedule:
        """Return this schedule with the day an editor asks for, if that is later."""
        if day <= self.effective:
            return self
        skipped, holidays = self.period.skipped_days(self.published_on, day)
        at = zone.first_instant(day, self.timezone)
        provisional = self.period.provisional(self.published_on, day)
        return replace(
            self, effective=day, effective_at=at, skipped=skipped, holidays=holidays,
            provisional=provisional,
        )  # fmt: skip

    def business_days_left(self, today: date) -> int:
        """Return how many counted days are not over on the morning of that day."""
        return sum(day >= today for day in self.counted)

    def weeks(
        self, locale: str = "en", first_weekday: int = 0
    ) -> tuple[tuple[CalendarDay, ...], ...]:
        """Return whole weeks from the publication day to the effective day, for a table.

        locale: of the reasons. first_weekday: 0 for weeks from Monday, 6 from Sunday.
        """
        closed = {skipped.date: skipped.why_in(locale) for skipped in self.skipped}
        ends = (self.published_on, self.effective) if self.unit == Unit.BUSINESS_DAYS else ()
        for end in ends:
            closed[end] = holiday_names.why(end, self.period.business_calendar.reasons(end), locale)
        numbers = {day: number for number, day in enumerate(self.counted, 1)}
        start = self.published_on - timedelta(
            days=(self.published_on.weekday() - first_weekday) % 7
        )
        end = self.effective + timedelta(days=(first_weekday - 1 - self.effective.weekday()) % 7)
        cells = [
            CalendarDay(
                day, self._role(day, numbers, closed), numbers.get(day), closed.get(day, "")
            )
            for day in days_between(start - _ONE_DAY, end + _ONE_DAY)
        ]
        return tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7))

    def _role(self, day: date, counted: Mapping[date, int], closed: Mapping[date, str]) -> Role:
        if day == self.published_on:
            return Role.PUBLICATION
        if day == self.effective:
            return Role.EFFECTIVE
        if not self.published_on < day < self.effective:
            return Role.OUTSIDE
        if day in counted:
            return Role.COUNTED
        return Role.SKIPPED if day in closed else Role.FURTHER

    def record(self) -> RecordedPeriod:
        """Return what a register entry keeps of the count.

        Enough to check the day by hand without any table of holidays: cross out `skipped` between
        the two days and count the rest. It is also what a later re-count is compared with.
        """
        named = any(not floor.source for floor in self.floors)
        floors = tuple(RecordedFloor(also=f.preset, effective=f.effective) for f in self.floors)
        return RecordedPeriod(
            **asdict(self.period.terms),
            skipped=tuple(ClosedDay(date=one.date, why=one.why) for one in self.skipped),
            holidays=tuple(NamedHoliday(date=one.date, name=one.name) for one in self.holidays),
            library=self.library,
            provisional=self.provisional or UNSET,
            floors=floors if named else UNSET,
        )

    def to_json(self) -> ScheduleJSON:
        """Return the object that `publisher schedule --json` prints."""
        count: CountJSON = plain(self.record())
        return {
            "published_at": _rfc3339(self.published_at),
            "published_on": self.published_on.isoformat(),
            "effective": self.effective.isoformat(),
            "effective_at": _rfc3339(self.effective_at),
            "counted": [day.isoformat() for day in self.counted],
            **count,
            "floors": [
                {"preset": f.preset, "effective": f.effective.isoformat(), "source": f.source}
                for f in self.floors
            ],
        }


def closed_days(
    calendar: BusinessCalendar, after: date, before: date
) -> tuple[tuple[SkippedDay, ...], tuple[Holiday, ...]]:
    """Return the closed days strictly between two days, and the public holidays among them."""
    closed = [(day, calendar.reasons(day)) for day in days_between(after, before)]
    skipped = tuple(SkippedDay(day, holiday_names.why(day, why), why) for day, why in closed if why)
    holidays = tuple(
        Holiday(skipped_day.date, holiday_names.why(skipped_day.date, public))
        for skipped_day in skipped
        if (public := tuple(r for r in skipped_day.reasons if r.kind in _PUBLIC))
    )
    return skipped, holidays


def _rfc3339(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
