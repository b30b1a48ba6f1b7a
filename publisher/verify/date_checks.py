"""The days of an announcement, counted again (T3, T5, T8, T9), without the code that planned them.

Shared with the plan are the table of holidays and the count of one period (`publisher.calendar`); `_by_hand`
needs neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from publisher.calendar import NoticePeriod, Schedule, civil_day, first_instant
from publisher.calendar.notice_period import audience
from publisher.errors import PublisherError
from publisher.model.entries import plain, read_period
from publisher.register.entry import Entry
from publisher.timeline.rules import Version
from publisher.verify.verification_report import VerificationProblem

_COUNTED = ("skipped", "holidays", "library", "provisional", "floors")
_WEEK = 7
_YEAR = 12


def check_count(
    entry: Entry,
    periods: Sequence[NoticePeriod],
    waiting: Sequence[Version],
    asked: date | None,
) -> Iterator[tuple[bool, VerificationProblem]]:
    """Yield (whether it is only a note, what is wrong) with the days of an announcement.

    periods: those that governed it, in force first, then the one of the build (T8). waiting: the
    versions that were pending, which may count by other zones (T5). asked: the day its text asked for, if
    that counted.
    """
    try:
        stated = _Stated(entry)
    except (KeyError, TypeError, ValueError) as error:
        yield False, VerificationProblem("T3", entry.seq, f"its days cannot be read ({error!r})")
        return
    try:
        due = max(
            (_counted(period, entry.at) for period in periods), key=lambda one: one.effective_at
        )
        own = _counted(NoticePeriod.of(stated.terms), entry.at)
    except PublisherError as error:
        yield False, VerificationProblem("T8", entry.seq, f"its period cannot be counted: {error}")
        return
    yield from ((False, one) for one in _by_hand(entry, stated, own))
    yield from _by_table(entry, stated, due)
    if asked != stated.requested:
        yield False, VerificationProblem("T3", entry.seq, "the text asks for another day",
                             expected=str(asked), found=str(stated.requested))  # fmt: skip
    zone = own.period.timezone
    effective = _in_order(stated.earliest, zone, waiting)
    effective = max(effective, stated.requested or effective)
    if stated.effective != effective:
        in_order = _in_order(stated.effective, zone, waiting) == stated.effective
        rule = "T3" if in_order else "T5"
        yield False, VerificationProblem(rule, entry.seq, "it takes effect on another day than it may",
                             expected=str(effective), found=str(stated.effective))  # fmt: skip


def _in_order(day: date, zone: str, pending: Sequence[Version]) -> date:
    """Return the first day from `day` on, in its zone, that begins before no pending version (T5)."""
    for version in pending:
        if first_instant(day, zone) < version.effective_at:
            day = max(day, version.effective_at.date() - timedelta(days=1))
        while first_instant(day, zone) < version.effective_at:
            day += timedelta(days=1)
    return day


@lru_cache(maxsize=256)  # the policies of one publication share period and instant
def _counted(period: NoticePeriod, at: datetime) -> Schedule:
    return period.schedule(at)


class _Stated:
    """The days as the entry states them."""

    def __init__(self, entry: Entry) -> None:
        fields: Mapping[str, Any] = entry.stored
        self.period: Mapping[str, Any] = fields["period"]
        self.terms = read_period(self.period)
        self.day = date.fromisoformat(fields["day"])
        self.effective = date.fromisoformat(fields["effective"])
        self.earliest = date.fromisoformat(fields.get("earliest") or fields["effective"])
        requested = fields.get("requested")
        self.requested = date.fromisoformat(requested) if requested else None
        self.skipped = {date.fromisoformat(one["date"]) for one in self.period["skipped"]}
        self.library = str(self.period["library"])


def _by_hand(entry: Entry, stated: _Stated, own: Schedule) -> Iterator[VerificationProblem]:
    """T9 and T3 from the entry alone: cross out its closed days, and count the rest."""
    today = civil_day(entry.at, own.period.timezone)
    if stated.day != today:
        yield VerificationProblem("T9", entry.seq, "it was entered on another day than it states",
                      expected=str(today), found=str(stated.day))  # fmt: skip
    unit, counted = own.period.unit, _units_between(stated, own.period.unit)
    promised = own.period.days - (own.period.counting == "workday")
    if counted < promised:
        yield VerificationProblem("T3", entry.seq, f"fewer {unit} lie before its day than were promised",
                      expected=f"at least {promised}", found=str(counted))  # fmt: skip
    for promise in map(audience, own.period.also):
        if promise is None or (promise[2] == "business days" and unit != "business days"):
            continue  # a law's own days, and closed days that the entry has no list of, are for the table
        name, amount, own_unit = promise
        counted = _units_between(stated, own_unit)
        workday = own_unit == "business days" and own.period.counting == "workday"
        if counted < amount - workday:
            yield VerificationProblem(
                "T3", entry.seq, f"fewer {own_unit} lie before its day than were promised to {name}",
                expected=f"at least {amount - workday}", found=str(counted),
            )  # fmt: skip
    if stated.earliest < stated.day:
        yield VerificationProblem("T3", entry.seq, "its day is before its notice",
                      expected=f"not before {stated.day}", found=str(stated.earliest))  # fmt: skip
    weekend = {
        one.date for one in own.skipped if one.is_weekend_only and one.date < stated.earliest
    }
    if forgotten := sorted(weekend - stated.skipped):
        yield VerificationProblem("T3", entry.seq, "a day of the weekend is counted as a business day",
                      expected=f"{forgotten[0]} skipped", found="counted")  # fmt: skip


def _units_between(stated: _Stated, unit: str) -> int:
    """Count what lies between the notice and the earliest day, without the code that computed it."""
    last = stated.earliest - timedelta(days=1)
    full_days = max((last - stated.day).days, 0)
    if unit == "business days":
        days = (stated.day + timedelta(days=number) for number in range(1, full_days + 1))
        return sum(day not in stated.skipped for day in days)
    if unit == "months":
        months = 0
        while _months_later(stated.day, months + 1) <= last:
            months += 1
        return months
    return {"days": full_days, "weeks": full_days // _WEEK}.get(unit, 0)


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    following = date(year + (month == _YEAR - 1), (month + 1) % _YEAR + 1, 1)
    return min(
        date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1)
    )


def _by_table(
    entry: Entry, stated: _Stated, due: Schedule
) -> Iterator[tuple[bool, VerificationProblem]]:
    """T8 and T3 by today's table of holidays: exact if it is the table that was used.

    With another table a difference in days alone is a note: what has been announced is not counted
    anew (T6), and a holiday created since may be one of those that postponed it.
    """
    period = {name: value for name, value in stated.period.items() if name not in _COUNTED}
    if period != due.period.to_json():
        yield False, VerificationProblem("T8", entry.seq, "another notice period governed the change",
                             expected=str(due.period.to_json()), found=str(period))  # fmt: skip
        return
    same_table = stated.library == due.library
    if stated.earliest != due.effective:
        yield not same_table, VerificationProblem(
            "T3", entry.seq, f"counted with {due.library}, its earliest day is another",
            expected=str(due.effective), found=f"{stated.earliest} with {stated.library}",
        )  # fmt: skip
    else:
        record = plain(due.asked_for(stated.effective).record())
        if {**record, "library": stated.library} != stated.period:
            yield not same_table, VerificationProblem(
                "T3", entry.seq, "its list of closed days is not that of its table",
                expected=due.library, found=f"another list, with {stated.library}",
            )  # fmt: skip
