"""Cases in which a plausible count goes wrong, each worked out with a calendar in hand."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.calendar import NoticePeriod, parse_when

# published (UTC), zone, calendar, business days, counting, effective
CASES = {
    "plain": ("2025-02-03T09:00Z", "Europe/Paris", "FR", 30, "clear", "2025-03-18"),
    "the last day itself": ("2025-02-03T09:00Z", "Europe/Paris", "FR", 30, "workday", "2025-03-17"),
    # Friday 23:59:59 and Saturday 00:00:00 in Paris: Monday is day 1 for both.
    "last second of Friday": ("2025-06-13T21:59:59Z", "Europe/Paris", "FR", 5, "clear", "2025-06-21"),
    "first second of Saturday": ("2025-06-13T22:00Z", "Europe/Paris", "FR", 5, "clear", "2025-06-21"),
    # Monday 00:00:00: the day of publication never counts, even when it is whole.
    "first second of Monday": ("2025-06-15T22:00Z", "Europe/Paris", "FR", 5, "clear", "2025-06-24"),
    # 1 September in Paris, still 31 August in UTC: the UTC day would be one day too early.
    "UTC is a day behind": ("2028-08-31T22:30Z", "Europe/Paris", "FR", 30, "clear", "2028-10-14"),
    # The two 02:30 of the 25-hour Sunday are one day.
    "first 02:30": ("2027-10-31T00:30Z", "Europe/Paris", "FR", 10, "clear", "2027-11-17"),
    "second 02:30": ("2027-10-31T01:30Z", "Europe/Paris", "FR", 10, "clear", "2027-11-17"),
    "29 February counts": ("2028-02-25T10:00Z", "Europe/Paris", "FR", 2, "clear", "2028-03-01"),
    "on 29 February": ("2028-02-29T10:00Z", "Europe/Paris", "FR", 30, "clear", "2028-04-12"),
    "2100 has no 29 February": ("2100-02-26T10:00Z", "Europe/Paris", "FR", 2, "clear", "2100-03-03"),
    "Christmas Eve counts": ("2025-12-19T10:00Z", "Europe/Paris", "FR", 5, "clear", "2025-12-30"),
    "26 December in Alsace": ("2025-12-19T10:00Z", "Europe/Paris", "FR-6AE", 5, "clear", "2025-12-31"),
    "a union takes the later": ("2025-12-19T10:00Z", "Europe/Paris", "FR+FR-6AE", 5, "clear", "2025-12-31"),
    # The table of the library lacks Pentecost Monday in three years.
    "Pentecost Monday 2006": ("2006-06-01T10:00Z", "Europe/Paris", "FR", 3, "clear", "2006-06-08"),
    # New Year's Day 2022 was a Saturday, observed on the Friday of the year before.
    "observed last year": ("2021-12-20T15:00Z", "America/New_York", "US", 10, "clear", "2022-01-06"),
    "evening in New York": ("2026-05-22T02:00Z", "America/New_York", "US", 5, "clear", "2026-05-30"),
    "none yet": ("2022-06-06T15:00Z", "America/New_York", "US;-2022-06-20", 20, "clear", "2022-07-06"),
    "since it is a holiday": ("2022-06-06T15:00Z", "America/New_York", "US", 20, "clear", "2022-07-07"),
    "midnight in London": ("2025-07-31T23:00Z", "Europe/London", "GB-ENG", 30, "clear", "2025-09-16"),
    "Scotland's August": ("2025-07-25T09:00Z", "Europe/London", "GB-SCT", 10, "clear", "2025-08-12"),
    "Golden Week": ("2026-04-24T03:00Z", "Asia/Tokyo", "JP", 10, "clear", "2026-05-15"),
    # The weekend is Friday and Saturday; effect may fall on it.
    "Israel's Sunday": ("2026-06-05T09:00Z", "Asia/Jerusalem", "IL", 5, "clear", "2026-06-12"),
    # The Emirates moved from Friday-Saturday to Saturday-Sunday on 1 January 2022.
    "Emirates before": ("2021-10-29T08:00Z", "Asia/Dubai", "AE", 5, "clear", "2021-11-05"),
    "Emirates across": ("2021-12-23T08:00Z", "Asia/Dubai", "AE", 10, "clear", "2022-01-08"),
    "Emirates since": ("2022-10-28T08:00Z", "Asia/Dubai", "AE", 5, "clear", "2022-11-05"),
    # One instant within the hour: 9 March in the far west, 11 March in the far east.
    "far west": ("2026-03-10T11:59:59Z", "Etc/GMT+12", "FR", 30, "clear", "2026-04-22"),
    "far east": ("2026-03-10T11:59:59Z", "Pacific/Kiritimati", "FR", 30, "clear", "2026-04-24"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("published", "zone", "calendar", "days", "counting", "effective"), CASES.values(), ids=CASES
)
def test_the_effective_day_is_the_right_one(
    published: str, zone: str, calendar: str, days: int, counting: str, effective: str
) -> None:
    """The schedule of each case names the day worked out by hand, and counts so many days."""
    period = NoticePeriod(days, calendar, zone, counting)
    schedule = period.schedule(parse_when(published, "UTC"))
    assert schedule.effective == date.fromisoformat(effective)
    assert len(schedule.counted) == days
