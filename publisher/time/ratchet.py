"""The ratchet (rule T6 of the timeline): an announced day may move later, never earlier.

A holiday can be created after a notice was published (19 September 2022 in the United Kingdom was
proclaimed nine days before). Then fewer business days lie between the notice and the change than
was promised, and the day must move. A holiday that was abolished, or a table that was corrected,
leaves the day where it is: readers were told of it.

What the register entry must keep for this is `Schedule.record()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from publisher.time import counting, zone
from publisher.time.notice_period import NoticePeriod
from publisher.time.schedule import Schedule, SkippedDay, closed_days


@dataclass(frozen=True, slots=True)
class Recount:
    """What today's table says of an announced day.

    announced: the day readers were told. holds: the day that must hold, never earlier.
    business_days: how many of today's business days lie before the announced day, as the period
    counts them. created, abolished: days closed today but not in the record, and the reverse,
    before the announced day.
    """

    announced: date
    holds: date
    business_days: int
    created: tuple[SkippedDay, ...]
    abolished: tuple[SkippedDay, ...]
    schedule: Schedule

    @property
    def postponed(self) -> bool:
        """Say whether the day must move."""
        return self.holds > self.announced


def recount(published_at: datetime, announced: date, recorded: Mapping[str, Any]) -> Recount:
    """Count an announced day again with today's table.

    published_at: aware, of the notice. recorded: `Schedule.record()` as the entry kept it. Only for
    a version that is still pending: what has taken effect is history.
    Raises UsageError where the recorded period cannot be counted today.
    """
    period = NoticePeriod.from_json(recorded)
    schedule = period.schedule(published_at).asked_for(announced)
    published_on = zone.civil_day(published_at, period.timezone)
    now, _ = closed_days(period.business_calendar, published_on, announced)
    then = {
        date.fromisoformat(day["date"]): SkippedDay(date.fromisoformat(day["date"]), day["why"])
        for day in recorded.get("skipped", ())
    }
    return Recount(
        announced=announced,
        holds=schedule.effective,
        business_days=counting.business_days_between(
            period.business_calendar, published_on, announced
        ),
        created=tuple(day for day in now if day.date not in then),
        abolished=tuple(
            day
            for day in then.values()
            if published_on < day.date < announced
            and period.business_calendar.is_business_day(day.date)
        ),
        schedule=schedule,
    )
