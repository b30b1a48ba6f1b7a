"""What a register entry kept of a count: shown again as it was, and counted again by today's table.

The ratchet (rule T6 of the timeline): an announced day may move later, never earlier. A holiday can
be created after a notice was published: 19 September 2022 was proclaimed one in the United Kingdom
on 10 September. Then fewer business days lie before the change than were promised, and the day must
move. A holiday that was abolished, or a table that was corrected, leaves the day where it is:
readers were told of it.

An entry keeps `Schedule.record()`, the instant of publication and the effective day.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import UNSET

from publisher.calendar import counting, zone
from publisher.calendar.business_calendar import Reason, days_between
from publisher.calendar.counting import Counting, Unit
from publisher.calendar.holiday_names import long_date, why
from publisher.calendar.notice_period import NoticePeriod, audience
from publisher.calendar.presets import preset
from publisher.calendar.schedule import Floor, Holiday, Schedule, SkippedDay
from publisher.errors import UsageError
from publisher.model.entries import RecordedPeriod


@dataclass(frozen=True, slots=True)
class Recount:
    """What today's table says of an announced day.

    announced: the day readers were told. holds: the day that must hold, never earlier.
    days_of_notice: today's business days before the announced day. created, abolished: days closed
    today but not in the record, and the reverse, before the announced day. schedule: the count to
    show and to record if the day must move.
    """

    announced: date
    holds: date
    days_of_notice: int
    created: tuple[SkippedDay, ...]
    abolished: tuple[SkippedDay, ...]
    schedule: Schedule

    @property
    def postponed(self) -> bool:
        """Whether the day must move."""
        return self.holds > self.announced

    def explain(self) -> str:
        """Say in one English sentence why the day holds or moves."""
        unit = self.schedule.unit
        found = f"{self.days_of_notice} {unit} lie before {long_date(self.announced)}"
        if not self.postponed:
            return f"{found}, {self.schedule.days} are promised: the day holds."
        created = ", ".join(f"{long_date(day.date)} ({day.why})" for day in self.created)
        because = f" These days are closed now: {created}." if created else ""
        return (
            f"Only {found}, {self.schedule.days} are promised.{because} "
            f"The change takes effect on {long_date(self.holds)} instead."
        )


def recount(published_at: datetime, announced: date, recorded: RecordedPeriod) -> Recount:
    """Count an announced day again with today's table.

    published_at: aware, of the notice. recorded: what `Schedule.record()` gave. Meant for a version
    that is still pending; what has taken effect is history.
    Raises UsageError where the recorded period cannot be counted today.
    """
    period = NoticePeriod.of(recorded)
    schedule = period.schedule(published_at).asked_for(announced)
    published_on = schedule.published_on
    today, _ = period.skipped_days(published_on, announced)
    then = _skipped(recorded)
    closed_today, closed_then = {day.date for day in today}, {day.date for day in then}
    return Recount(
        announced=announced,
        holds=schedule.effective,
        days_of_notice=period.days_of_notice(published_on, announced),
        created=tuple(day for day in today if day.date not in closed_then),
        abolished=tuple(
            day
            for day in then
            if day.date not in closed_today and published_on < day.date < announced
        ),
        schedule=schedule,
    )


def recorded_schedule(
    published_at: datetime, effective: date, recorded: RecordedPeriod
) -> Schedule:
    """Return the count as it was recorded, whatever the tables of holidays say since.

    Raises UsageError where the record itself leaves fewer days than it promises.
    """
    period = NoticePeriod.of(recorded)
    at = zone.utc(published_at)
    published_on = zone.civil_day(at, period.timezone)
    skipped = _skipped(recorded)
    closed = {day.date for day in skipped}
    window = days_between(published_on, effective)
    if period.unit == Unit.BUSINESS_DAYS:
        counted = [day for day in window if day not in closed][: period.days]
        if period.counting == Counting.WORKDAY and len(counted) < period.days:
            counted.append(effective)  # it was open when it was counted, whatever it is today
        reached = len(counted)
    else:
        first = counting.earliest(Unit(period.unit), period.days, published_on, period.timezone)
        counted = [day for day in window if day < first]
        reached = period.days_of_notice(published_on, effective)
    if reached < period.days:
        raise UsageError(
            f"{reached} {period.unit} lie between {published_on} and {effective} by the "
            f"entry's own list, not {period.days}",
            where="recorded period",
            remedy="restore the entry from another clone",
        )
    return Schedule(
        period=period,
        published_at=at,
        published_on=published_on,
        effective=effective,
        effective_at=max(zone.first_instant(effective, period.timezone), at)
        if effective == published_on
        else zone.first_instant(effective, period.timezone),
        counted=tuple(counted),
        skipped=skipped,
        holidays=tuple(Holiday(one.date, one.name) for one in recorded.holidays),
        library=recorded.library,
        floors=_floors(period, published_on, effective, recorded),
        provisional=recorded.provisional or (),
    )


def _floors(
    period: NoticePeriod, published_on: date, effective: date, recorded: RecordedPeriod
) -> tuple[Floor, ...]:
    """Return the recorded days of what was added; where an entry has none, those of today's table."""
    if recorded.floors is not UNSET:
        return tuple(
            Floor(one.also, one.effective, "" if audience(one.also) else preset(one.also).source)
            for one in recorded.floors
        )
    floors: tuple[Floor, ...] = ()
    with suppress(UsageError):  # today's table may have no such year any more
        floors = period.floors(published_on)
    return tuple(floor for floor in floors if floor.effective <= effective)


def _skipped(recorded: RecordedPeriod) -> tuple[SkippedDay, ...]:
    """Return the recorded days, able to speak other languages where today's table agrees."""
    calendar = NoticePeriod.of(recorded).business_calendar
    days = []
    for kept in recorded.skipped:
        day = kept.date
        reasons: tuple[Reason, ...] = ()
        with suppress(UsageError):  # today's table may have no such year any more
            reasons = calendar.reasons(day)
        agrees = why(day, reasons) == kept.why
        days.append(SkippedDay(day, kept.why, reasons if agrees else ()))
    return tuple(days)
