"""Notice in days, weeks and months, and none, as pages, feeds and data say it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

import jsonschema
import pytest

from publisher.calendar import NoticePeriod
from publisher.messages.catalogue import Messages
from publisher.site.outputs import feeds
from publisher.site.outputs.policies_json import policies_json, schema
from tests.conftest import MKDOCS_YML, at

from .conftest import Site, policy

CONFIG = MKDOCS_YML.replace("notice_days: 30", "notice: 1 month") + (
    "      policies: {cookies: {notice: none}, fees: {notice: 6 weeks}}\n"
)
NAMES = ("privacy", "cookies", "fees")


@pytest.fixture
def told(site: Callable[..., Site]) -> Site:
    """Three policies whose changes were announced at one instant, under promises of their own."""
    made = site()
    first = {f"policy/{name}.md": policy(name.title(), "We keep it.") for name in NAMES}
    made.publish("2026-11-02 09:00", {"mkdocs.yml": CONFIG, **first})
    changed = {f"policy/{name}.md": policy(name.title(), "We sell it.") for name in NAMES}
    words = "---\npolicy: [privacy, cookies, fees]\nsummary: We sell it.\n---\nPlainly.\n"
    made.publish("2026-11-23 09:00", {**changed, "policy/notices/sold.md": words})
    return made


def items(site: Site, name: str) -> Iterator[dict[str, object]]:
    """Yield what a policy's feed says of notices."""
    feed = dict(feeds.feeds(site.subject("2026-11-24 09:00")))[f"{name}/feed.json"]
    yield from (one for one in json.loads(feed)["items"] if one["tags"] == ["notice"])


def test_feeds_say_each_policys_own_day_and_promise(told: Site) -> None:
    """One notice file for three policies gives three days."""
    found = {}
    for name in NAMES:
        [item] = items(told, name)
        own = item["_policy"]
        assert isinstance(own, dict)
        found[name] = (
            own["effective"],
            own["notice_amount"],
            own["notice_unit"],
            own["business_days"],
        )
    assert found == {
        "privacy": ("2026-12-24", 1, "months", None), "cookies": ("2026-11-23", 0, "none", None),
        "fees": ("2027-01-05", 6, "weeks", None),
    }  # fmt: skip


def test_a_feed_says_that_no_notice_is_promised(told: Site) -> None:
    """And that the change applies already, since an instant and not since the first of its day."""
    [item] = items(told, "cookies")
    said = "No notice is promised for changes to this text. This one applies from 23 November 2026, 10:00"
    assert said in str(item["content_html"])
    assert "00:00" not in str(item["content_html"])
    [item] = items(told, "fees")
    assert "Applies from 5 January 2027, 00:00" in str(item["content_html"])
    assert "6 weeks of notice (time zone Europe/Paris)." in str(item["content_html"])


def test_the_data_give_each_policys_promise_and_fit_their_schema(told: Site) -> None:
    """What is promised now, and what governs each change."""
    content = json.loads(policies_json(told.subject("2026-11-24 09:00")))
    jsonschema.Draft202012Validator(json.loads(schema())).validate(content)
    promises = {one["id"]: one["promise"] for one in content["policies"]}
    assert {name: (one["amount"], one["unit"]) for name, one in promises.items()} == {
        "privacy": (1, "months"), "cookies": (0, "none"), "fees": (6, "weeks"),
    }  # fmt: skip
    notices = {one["id"]: one["versions"][-1]["notice"] for one in content["policies"]}
    assert notices["fees"]["period"]["unit"] == "weeks"
    assert notices["cookies"]["earliest"] == "2026-11-23"


@pytest.mark.parametrize(
    ("promise", "asked", "locale", "line", "promised"),
    [
        ("30 days", None, "en", "We published the notice on 23 November 2026. We promise 30 full days "
         "between the notice and the change. The first day after them is 24 December 2026.",
         "30 days of notice (time zone Europe/Paris)."),
        ("1 month", None, "en", "We published the notice on 23 November 2026. We promise 1 month of "
         "notice. It runs until the end of 23 December 2026. The change applies from 24 December 2026.",
         "1 month of notice (time zone Europe/Paris)."),
        ("6 weeks", "2027-03-01", "en", "We published the notice on 23 November 2026. We promise 6 "
         "weeks of notice. They run until the end of 4 January 2027. The change applies later, from 1 March "
         "2027.",
         "6 weeks of notice (time zone Europe/Paris)."),
        ("none", None, "en", "No notice is promised for changes to this text. This change applies from the "
         "moment its notice was confirmed on the site, on 23 November 2026.",
         "No notice is promised for changes to this text."),
        ("none", "2027-03-01", "en", "No notice is promised for changes to this text. We published "
         "the notice on 23 November 2026 and chose 1 March 2027 as the date of the change.",
         "No notice is promised for changes to this text."),
        ("1 month", None, "fr", "L’avis a été publié le 23 novembre 2026. Nous nous engageons à "
         "respecter un préavis de 1 mois. Il expire à la fin du 23 décembre 2026. La modification "
         "s’applique à compter du 24 décembre 2026.", "1 mois de préavis (fuseau horaire Europe/Paris)."),
        ("none", None, "fr", "Aucun préavis n’est prévu pour les modifications de ce texte. Celle-ci "
         "s’applique depuis la publication de son avis, constatée le 23 novembre 2026.",
         "Aucun préavis n’est prévu pour les modifications de ce texte."),
    ],
)  # fmt: skip
def test_pages_say_how_the_day_follows_in_each_unit(
    promise: str, asked: str | None, locale: str, line: str, promised: str
) -> None:
    """In English and in French; a day that was chosen is no result of the count."""
    published: datetime = at("2026-11-23 09:00")
    schedule = NoticePeriod.parse(promise).schedule(published)
    if asked:
        schedule = schedule.asked_for(datetime.fromisoformat(asked).date())
    words = Messages(locale)
    assert words.count_line(schedule) == line
    assert words.promise_line(schedule) == promised
