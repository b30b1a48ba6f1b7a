"""Cases in which a plausible count goes wrong, each with the day that is right."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.time import NoticePeriod, parse_when

# published (UTC), zone, calendar, days, counting, effective
CASES = {
    "plain": ("2026-01-12T10:00Z", "Europe/Paris", "FR", 30, "clear", "2026-02-24"),
    "plain-workday": ("2026-01-12T10:00Z", "Europe/Paris", "FR", 30, "workday", "2026-02-23"),
}


@pytest.mark.parametrize(
    ("published", "zone", "calendar", "days", "counting", "effective"), CASES.values(), ids=CASES
)
def test_the_effective_day_is_the_right_one(published, zone, calendar, days, counting, effective):
    """The schedule of each case names the day worked out by hand."""
    period = NoticePeriod(days, calendar, zone, counting)
    schedule = period.schedule(parse_when(published, "UTC"))
    assert schedule.effective == date.fromisoformat(effective)
    assert len(schedule.counted) == days
