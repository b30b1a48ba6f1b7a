"""What the register takes back as a mistake: readers who saw it are told, wherever they saw it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import feedparser
import icalendar
import jsonschema
import pytest
from bs4 import BeautifulSoup

from publisher.register.entry import Event
from publisher.site.outputs import addresses, feeds, ics, policies_json, voids
from tests.conftest import at
from tests.outputs.conftest import NOTICE, Site, policy
from tests.publication.repositories import draft_of

ANNOUNCED, VOIDED, AFTER = "2026-02-02 09:00", "2026-02-03 09:00", "2026-02-04 09:00"
REASON = "the wrong draft was merged"


@pytest.fixture
def mistaken(site: Callable[..., Site]) -> Site:
    """A change that was announced by mistake; the register takes the announcement back a day later."""
    made = site()
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    made.publish(ANNOUNCED, {
        "policy/privacy.md": policy("Privacy", "For ever."),
        "policy/notices/ever.md": NOTICE.format(policy="privacy", summary="For ever.", body="Yes."),
    })  # fmt: skip
    void(made, 2)
    made.publish("2026-02-03 10:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    return made


def void(site: Site, seq: int, when: str = VOIDED) -> None:
    """Take an entry back, as `publisher register void` does."""
    fields = {"entry": seq, "reason": REASON, "approved_by": "The owner"}
    site.enter(when, [draft_of(f"void:{seq}", Event.VOID, "privacy", fields)])


def read(site: Site, when: str, path: str = "feed.xml") -> Any:
    """Return a feed as feedparser understands it."""
    found = feedparser.parse(dict(feeds.feeds(site.subject(when)))[path])
    assert not found.bozo, found.get("bozo_exception")
    return found.entries


@pytest.mark.parametrize("path", ["feed.xml", "privacy/feed.xml"])
def test_a_reader_who_saw_the_mistake_is_told_by_an_entry_of_its_own(
    mistaken: Site, path: str
) -> None:
    """The void says what was taken back, when, why and by whose leave, and keeps its id."""
    told, *rest = read(mistaken, AFTER, path)
    assert told.tags[0].term == "void"
    assert told.title == "Cancelled – Privacy: changes from 17 March 2026"
    for words in ("2 February 2026", "3 February 2026", REASON, "The owner"):
        assert words in told.content[0].value
    assert told.link.endswith("/notices/privacy-2/")
    later = read(mistaken, "2026-09-01 09:00", path)
    assert (told.id, told.updated) == (later[0].id, later[0].updated)
    assert told.id not in [one.id for one in rest]


def test_the_entry_that_does_not_hold_keeps_id_and_place_and_is_marked(mistaken: Site) -> None:
    """Who reads the feed for the first time does not take the mistake for an announcement."""
    [seen, _] = read(mistaken, ANNOUNCED)
    _, marked, _ = read(mistaken, AFTER)
    assert (marked.id, marked.published) == (seen.id, seen.published)
    assert marked.title == "Privacy: changes from 17 March 2026 (cancelled)"
    assert marked.updated == "2026-02-03T09:00:00Z"
    assert REASON in marked.content[0].value
    assert "For ever" not in marked.content[0].value
    items = json.loads(dict(feeds.feeds(mistaken.subject(AFTER)))["feed.json"])["items"]
    assert [item["_policy"]["taken_back_by"] for item in items] == [None, 3, None]


def test_an_effect_that_was_announced_is_marked_too(site: Callable[..., Site]) -> None:
    """Where an archived change had taken effect before it was voided, both of its entries are marked."""
    made = site()
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    made.publish(ANNOUNCED, {"policy/privacy.md": policy("Privacy", "For ever.")})
    effect = read(made, "2026-04-01 09:00")[0]
    made.publish("2026-04-02 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    void(made, 2, "2026-06-02 09:00")
    titles = {one.id: one.title for one in read(made, "2026-06-03 09:00")}
    assert titles[effect.id] == f"{effect.title} (cancelled)"


def _postponed_twice(made: Site) -> None:
    """Announce version 2, postpone it twice, and void the first postponement, which the second exceeds."""
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    made.publish(ANNOUNCED, {"policy/privacy.md": policy("Privacy", "For 13 months.")})
    for when, day in (("2026-02-05 09:00", "2026-05-04"), ("2026-02-06 09:00", "2026-06-01")):
        made.publish(when, {"policy/privacy.md": policy("Privacy", "For 13 months.", day)})
    void(made, 3, "2026-02-06 10:00")


def test_a_voided_postponement_leaves_the_day_of_the_later_one(site: Callable[..., Site]) -> None:
    """Only the entry about the version goes; the version stays with the day announced last."""
    made = site()
    _postponed_twice(made)
    kinds = [(one.tags[0].term, "(cancelled)" in one.title) for one in read(made, "2026-02-07")]
    assert kinds == [
        ("void", False), ("postponement", False), ("postponement", True), ("notice", False),
        ("adopted", False),
    ]  # fmt: skip
    [before] = events(made, "2026-02-06 09:30", "privacy-2")
    [after] = events(made, "2026-02-07", "privacy-2")
    assert before["dtstart"].dt.isoformat() == after["dtstart"].dt.isoformat() == "2026-06-01"


def test_an_editorial_change_is_taken_back_where_it_was_announced(
    site: Callable[..., Site],
) -> None:
    """The feed that everybody reads stays silent about a slip that it never mentioned."""
    made = site()
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    made.publish("2026-01-12 09:00", {"policy/privacy.md": policy("Privacy", "For *24* months.")})
    made.publish(ANNOUNCED, {"policy/privacy.md": policy("Privacy", "For 13 months.")})
    void(made, 2, "2026-06-02 09:00")
    assert "void" not in [one.tags[0].term for one in read(made, "2026-06-03")]
    editorial = read(made, "2026-06-03", "feed-editorial.xml")
    assert [one.tags[0].term for one in editorial] == ["void", "amendment"]


def events(site: Site, when: str, name: str) -> list[Any]:
    """Return the events of the calendar whose name begins so."""
    found = icalendar.Calendar.from_ical(ics.calendar(site.subject(when)))
    return [one for one in found.walk("VEVENT") if one["uid"].startswith(f"{name}@")]


def test_a_subscribed_calendar_strikes_the_day_out(mistaken: Site) -> None:
    """The event that programs have taken over is cancelled with a higher SEQUENCE; it does not vanish."""
    [before], [after] = (
        events(mistaken, ANNOUNCED, "privacy-2"),
        events(mistaken, AFTER, "privacy-2"),
    )
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert REASON in after["description"]


def test_programs_find_what_was_taken_back(mistaken: Site) -> None:
    """`policies.json` names both entries and the version that is not there any more."""
    found = json.loads(policies_json.policies_json(mistaken.subject(AFTER)))
    jsonschema.validate(found, json.loads(policies_json.schema()))
    [privacy] = found["policies"]
    assert [version["version"] for version in privacy["versions"]] == [1]
    [back] = privacy["taken_back"]
    assert (back["version"], back["whole"], back["reason"]) == (2, True, REASON)
    assert (back["entry"]["seq"], back["by"]["seq"]) == (2, 3)
    assert back["at"] == at(VOIDED).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert back["page"].endswith("privacy/v2/")


def test_the_addresses_that_were_announced_say_that_it_was_a_mistake(mistaken: Site) -> None:
    """Version, redline, printable page and notice: when, why, by whose leave, and what applies instead."""
    subject = mistaken.subject(AFTER)
    [policy_] = subject.states.policies
    [back] = voids(policy_, subject.register)
    pages = list(
        subject.pages.taken_back(
            policy_, back.version, back.entry, back.by, addresses(policy_, back.version)
        )
    )
    assert [page.url for page in pages] == [
        "notices/privacy-2/", "privacy/v2/", "privacy/v2/changes/", "privacy/v2/print/",
    ]  # fmt: skip
    for page in pages:
        text = BeautifulSoup(page.html, "html.parser").get_text(" ", strip=True)
        for words in ("2 February 2026", "3 February 2026", REASON, "The owner", "by mistake"):
            assert words in text
        assert "For ever" not in text
        assert not page.indexed


def test_a_voided_postponement_leaves_the_versions_own_pages(site: Callable[..., Site]) -> None:
    """The version is still there: nothing says at its address that it was a mistake."""
    made = site()
    _postponed_twice(made)
    found = json.loads(policies_json.policies_json(made.subject("2026-02-07")))
    assert [back["page"] for back in found["policies"][0]["taken_back"]] == [None]
