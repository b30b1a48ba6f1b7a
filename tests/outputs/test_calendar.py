"""The calendar, read by icalendar and line by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from publisher.site.outputs.ics import calendar
from tests.conftest import MKDOCS_YML
from tests.outputs.conftest import Site, policy

LATER = "2026-09-01 09:00"


def events(site: Site, when: str = LATER) -> dict[str, Any]:
    """Return the events of a calendar by their UID."""
    read = Calendar.from_ical(calendar(site.subject(when)).decode("utf-8"))
    assert [error for event in read.walk() for error in event.errors] == []
    return {str(event["UID"]): event for event in read.walk("VEVENT")}


def test_each_effective_day_is_an_all_day_event(story: Site) -> None:
    """A date without a time, one day long, that takes nobody's time."""
    for event in events(story).values():
        day = event["DTSTART"].dt
        assert type(day) is date
        assert event["DTEND"].dt == day + timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"
    days = {uid: event["DTSTART"].dt.isoformat() for uid, event in events(story).items()}
    assert days == {
        "cookies-1@policies.example": "2021-06-01",
        "cookies-2@policies.example": "2026-04-22",
        "privacy-1@policies.example": "2014-01-27",
        "privacy-2@policies.example": "2026-05-04",
        "terms-1@policies.example": "2020-01-01",
        "terms-2@policies.example": "2026-03-31",
    }


def test_a_postponed_day_is_the_same_event_with_a_higher_sequence(story: Site) -> None:
    """A program that has subscribed moves the event it has instead of showing two."""
    uid = "privacy-2@policies.example"
    before, after = events(story, "2026-02-03 09:00")[uid], events(story)[uid]
    assert (before["DTSTART"].dt, before["SEQUENCE"]) == (date(2026, 3, 17), 0)
    assert (after["DTSTART"].dt, after["SEQUENCE"]) == (date(2026, 5, 4), 1)
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert "17 March 2026" in after["DESCRIPTION"]


def test_a_withdrawn_change_is_cancelled(story: Site) -> None:
    """It stays in the calendar as cancelled, so that programs strike it out."""
    uid = "terms-2@policies.example"
    before, after = events(story, "2026-02-17 09:00")[uid], events(story)[uid]
    assert (before["STATUS"], before["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 1)
    assert after["SUMMARY"] == "Withdrawn: Terms of use: new version applies"
    assert after["DTSTART"].dt == before["DTSTART"].dt


def test_an_event_says_what_changes_and_leads_to_the_notice(story: Site) -> None:
    """Summary, day with its zone, and the address of the notice."""
    event = events(story, "2026-02-03 09:00")["privacy-2@policies.example"]
    assert event["SUMMARY"] == "Privacy statement: new version applies"
    assert "We keep your data for 13 months instead of 24." in event["DESCRIPTION"]
    assert "17 March 2026, 00:00 (Europe/Paris)" in event["DESCRIPTION"]
    assert event["URL"] == "https://policies.example/notices/privacy-2/"
    assert events(story)["cookies-2@policies.example"]["SUMMARY"] == "Cookies: ends"


def test_a_day_that_is_not_yet_recorded_is_tentative(site: Callable[..., Site]) -> None:
    """It moves by a day with each day until the notice has been seen live."""
    made = site()
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    made.repo.commit({"policy/privacy.md": policy("Privacy", "For 13 months.")})
    read = Calendar.from_ical(calendar(made.subject("2026-01-12 09:00", head=True)).decode("utf-8"))
    event = read.walk("VEVENT")[1]
    assert event["STATUS"] == "TENTATIVE"


def test_the_calendar_changes_only_when_the_register_does(story: Site) -> None:
    """No byte depends on the build: DTSTAMP is the instant of the last entry about the version."""
    assert calendar(story.subject("2026-03-10 09:00")) == calendar(story.subject(LATER))
    stamp = events(story)["privacy-2@policies.example"]["DTSTAMP"].dt
    assert stamp == datetime(2026, 2, 10, 9, tzinfo=UTC)


def test_the_file_keeps_the_form_of_the_standard(story: Site) -> None:
    """RFC 5545: lines end in CRLF and have at most 75 octets; METHOD says that it is published."""
    content = calendar(story.subject(LATER))
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert b"\r\nMETHOD:PUBLISH\r\n" in content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_without_a_site_url_events_keep_names_but_have_no_address(
    site: Callable[..., Site],
) -> None:
    """An address in a calendar must be whole; a preview has none."""
    made = site(MKDOCS_YML.replace("site_url: https://policies.example/\n", ""))
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    event = events(made)["privacy-1@policy-publisher.invalid"]
    assert "URL" not in event
