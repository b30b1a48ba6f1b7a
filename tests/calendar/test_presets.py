"""Notice that a law asks for, beside the promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from publisher.calendar import NoticePeriod, recorded_schedule, terminal_count
from publisher.calendar.presets import PRESETS
from publisher.config import from_options
from publisher.errors import UsageError
from publisher.messages.catalogue import Messages
from publisher.model.entries import plain
from publisher.register.entry import FORMAT_2, format_of
from publisher.timeline.planning.effective_date import keeps


def noon(day: str) -> datetime:
    """Return noon of a day."""
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.mark.parametrize(
    ("preset", "published", "effective"),
    [
        # Fifteen days from the notification: the last is Friday 16 January, over at midnight.
        ("p2b", "2026-01-01", "2026-01-17"),
        # The fifteenth day is a Sunday, or Christmas: the period ends with the next business day.
        ("p2b", "2026-01-03", "2026-01-20"),
        ("p2b", "2026-12-10", "2026-12-29"),
        # A month ends on the day with the same number, or the last of the month.
        ("fr-telecom", "2026-01-15", "2026-02-16"),
        ("fr-telecom", "2026-01-31", "2026-03-01"),
        ("fr-telecom", "2028-01-31", "2028-03-01"),
        ("psd2", "2026-11-23", "2027-01-24"),
        ("psd2", "2026-12-31", "2027-03-01"),
        ("promise-30bd", "2026-11-23", "2027-01-07"),
    ],
)
def test_a_regime_allows_this_day_at_the_earliest(
    preset: str, published: str, effective: str
) -> None:
    """Each period is counted as Regulation 1182/71 counts it, and the change follows its last day."""
    schedule = NoticePeriod(1, also=(preset,)).schedule(noon(published))
    assert schedule.effective == date.fromisoformat(effective)
    (floor,) = schedule.floors
    assert (floor.preset, floor.effective) == (preset, schedule.effective)
    assert floor.source == PRESETS[preset].source


def test_the_latest_day_wins() -> None:
    """Added regimes can only move the day later, and each says what it asks for."""
    alone = NoticePeriod().schedule(noon("2026-11-23"))
    joined = NoticePeriod(also=("p2b", "fr-telecom", "psd2", "gdpr")).schedule(noon("2026-11-23"))
    assert alone.effective == date(2027, 1, 7)
    assert joined.effective == date(2027, 1, 24)
    assert joined.counted == alone.counted
    assert {floor.preset: str(floor.effective) for floor in joined.floors} == {
        "p2b": "2026-12-09",
        "fr-telecom": "2026-12-24",
        "psd2": "2027-01-24",
    }


def test_thirty_french_business_days_outlast_fifteen_days_and_a_month_but_not_two() -> None:
    """True for every publication day of thirty years."""
    promise = NoticePeriod()
    day = date(2014, 1, 1)
    while day.year < 2044:
        effective = promise.schedule(noon(day.isoformat())).effective
        calendar = promise.business_calendar
        found = {name: PRESETS[name].effective(day, calendar) for name in PRESETS}
        assert found["p2b"] <= effective
        assert found["fr-telecom"] <= effective
        assert found["psd2"] > effective
        day += timedelta(days=7 if day.day > 7 else 1)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_where_it_comes_from_and_what_else_it_asks(name: str) -> None:
    """A regime without a number of days moves no date but still names its source and duty."""
    preset = PRESETS[name]
    assert preset.source
    assert preset.duty.endswith(".")
    assert preset.name == name
    schedule = NoticePeriod(2, also=(name,)).schedule(datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert bool(schedule.floors) is bool(preset.amount)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_stands_in_the_guide(name: str) -> None:
    """The guide's table has the name, the period and the source of each."""
    preset = PRESETS[name]
    period = f"{preset.amount} {preset.unit.value}" if preset.amount else "none"
    row = f"| `{name}` | {period.replace('1 months', '1 month')} | {preset.source} |"
    guide = Path(__file__).parents[2] / "docs" / "counting.md"
    assert row in guide.read_text(encoding="utf-8")


def test_a_promise_to_some_readers_is_kept_too_and_says_that_it_decides() -> None:
    """The latest day wins, and the count names the promise that leads to it."""
    period = NoticePeriod(days=30, unit="days", also=("business users:  2 Months", "press: 5 days"))
    schedule = period.schedule(noon("2026-11-23"))
    assert period.also == ("business users: 2 months", "press: 5 days")
    assert schedule.effective == date(2027, 1, 24)
    assert [floor.preset for floor in schedule.decided_by] == ["business users: 2 months"]
    recorded = recorded_schedule(noon("2026-11-23"), schedule.effective, schedule.record())
    assert recorded.floors == schedule.floors
    assert Messages("en").why_line(recorded).endswith(Messages("en").floor_lines(recorded)[0])
    assert Messages("en").floor_lines(recorded) == [
        "business users, 2 months of notice: no earlier than 24 January 2027. This decides the date.",
        "press, 5 days of notice: no earlier than 29 November 2026.",
    ]
    assert "business users: 2 months  not before" in terminal_count.render(schedule)
    assert format_of({"period": plain(schedule.record())}) == FORMAT_2


def test_a_promise_to_some_readers_is_configured_for_one_policy() -> None:
    """It is written as a name and a period, for the site or for a single policy."""
    settings = from_options(
        {"policies": {"fees": {"also": ["p2b", {"business users": "15 days"}]}}}, where="mkdocs.yml"
    )
    assert settings.period("fees").also == ("business users: 15 days", "p2b")
    assert settings.period("terms").also == ()


@pytest.mark.parametrize("text", ["business users: 15", "business users: none", ": 15 days"])
def test_a_promise_to_some_readers_that_cannot_be_counted_is_refused(text: str) -> None:
    """The message names the option."""
    with pytest.raises(UsageError, match="also"):
        NoticePeriod(also=(text,))


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("business users: 60 days", "business users: 61 days", True),
        ("business users: 60 days", "traders: 60 days", True),
        ("business users: 60 days", "business users: 50 days", False),
    ],
)
def test_promises_to_some_readers_are_compared_by_their_days(
    old: str, new: str, kept: bool
) -> None:
    """Longer or renamed is no shorter promise; shorter is one (T8)."""
    before, after = (NoticePeriod(30, also=(text,)) for text in (old, new))
    assert keeps(before, after, date(2026, 11, 23)) is kept


def test_a_count_by_workday_says_that_the_last_business_day_is_the_day_itself() -> None:
    """No page says of it that so many full days lie between."""
    schedule = NoticePeriod(counting="workday").schedule(noon("2026-11-23"))
    assert Messages("en").count_line(schedule) == (
        "We published the notice on 23 November 2026. We promise that the change applies no earlier than "
        "business day number 30 after it: 6 January 2027."
    )


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [one.name for one in PRESETS.values() if one.amount])
def test_each_legal_minimum_has_a_name_for_readers(name: str, language: str) -> None:
    """A page says in its own language which law asks for more."""
    schedule = NoticePeriod(days=1, also=(name,)).schedule(noon("2026-11-23"))
    (line,) = Messages(language).floor_lines(schedule)
    assert line.partition(":")[0].rstrip() == Messages(language)(
        f"count_law_{name.replace('-', '_')}"
    )
