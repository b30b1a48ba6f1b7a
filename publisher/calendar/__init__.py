"""Business calendar, notice period and the count that a reader can check.

Knows nothing of git, Markdown or the web, and reads no clock.
"""

from publisher.calendar.notice_period import NoticePeriod
from publisher.calendar.recorded_count import Recount, recorded_schedule, recount
from publisher.calendar.schedule import CalendarDay, Holiday, Role, Schedule, SkippedDay
from publisher.calendar.zone import civil_day, first_instant, parse_day, parse_when

__all__ = [
    "CalendarDay",
    "Holiday",
    "NoticePeriod",
    "Recount",
    "Role",
    "Schedule",
    "SkippedDay",
    "civil_day",
    "first_instant",
    "parse_day",
    "parse_when",
    "recorded_schedule",
    "recount",
]
