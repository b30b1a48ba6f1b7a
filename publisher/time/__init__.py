"""Business calendar, notice period and the count that a reader can check.

Knows nothing of git, Markdown or the web, and reads no clock.
"""

from publisher.time.notice_period import NoticePeriod
from publisher.time.ratchet import Recount, recount
from publisher.time.schedule import CalendarDay, Role, Schedule, SkippedDay
from publisher.time.zone import civil_day, first_instant, parse_when

__all__ = [
    "CalendarDay",
    "NoticePeriod",
    "Recount",
    "Role",
    "Schedule",
    "SkippedDay",
    "civil_day",
    "first_instant",
    "parse_when",
    "recount",
]
