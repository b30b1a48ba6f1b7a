"""What the head of each page tells programs, read by html5lib."""

from __future__ import annotations

import json
from typing import Any

import html5lib
import pytest

from publisher.site.outputs import Head
from publisher.site.pages.page_context import SitePage
from tests.outputs.conftest import Site

ROOT = "https://policies.example/"
COMING, AFTER = "2026-03-10 09:00", "2026-09-01 09:00"


def head(story: Site, url: str, when: str = COMING, **texts: str) -> Any:
    """Return the head of a page as a strict parser of HTML understands it."""
    made = Head(story.subject(when)).html(url, texts.pop("title", "A title"), **texts)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(
        f"<!doctype html><html><head><title>x</title>{made}</head><body></body></html>"
    )
    assert parser.errors == []
    return document.find("head")


def links(found: Any, *relations: str) -> dict[str, str]:
    """Return relation and address of the links that have one of these relations."""
    return {
        link.get("rel"): link.get("href").removeprefix(ROOT)
        for link in found.iter("link")
        if link.get("rel") in relations
    }


VERSIONS = ("latest-version", "version-history", "predecessor-version", "successor-version")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("privacy/v1/", {"latest-version": "privacy/", "version-history": "privacy/history/",
                                     "successor-version": "privacy/v2/"}, id="version-in-force"),
        pytest.param("privacy/v2/", {"latest-version": "privacy/", "version-history": "privacy/history/",
                                     "predecessor-version": "privacy/v1/"}, id="coming-version"),
        pytest.param("terms/v1/", {"latest-version": "terms/", "version-history": "terms/history/"},
                     id="a-withdrawn-change-is-no-successor"),
        pytest.param("terms/v2/", {"latest-version": "terms/", "version-history": "terms/history/",
                                   "predecessor-version": "terms/v1/"}, id="withdrawn-version"),
        pytest.param("", {}, id="home-page"),
        pytest.param("notices/privacy-2/", {}, id="a-notice-is-no-version"),
    ],
)  # fmt: skip
def test_versions_name_their_neighbours(story: Site, url: str, expected: dict[str, str]) -> None:
    """RFC 5829: each version leads to the text in force, the history, the one before and the next."""
    assert links(head(story, url), *VERSIONS) == expected


def test_a_page_that_takes_on_the_next_text_by_itself_names_no_neighbours(story: Site) -> None:
    """What it said before the day would be untrue after it; the pages of the versions say it."""
    assert links(head(story, "privacy/"), *VERSIONS) == {
        "latest-version": "privacy/",
        "version-history": "privacy/history/",
    }


def test_after_the_day_the_new_text_has_a_predecessor(story: Site) -> None:
    """The page of the policy follows the text that applies."""
    assert links(head(story, "privacy/", AFTER), "predecessor-version", "successor-version") == {
        "predecessor-version": "privacy/v1/"
    }


def test_each_page_of_a_policy_names_its_timemap_and_a_version_its_original(story: Site) -> None:
    """RFC 7089, section 4: from a text to the list of all texts, and back to the address without date."""
    for url in ("privacy/", "privacy/v1/", "privacy/history/"):
        found = links(head(story, url), "timemap", "original")
        assert found.pop("timemap") == "privacy/timemap.link"
        assert found == ({"original": "privacy/"} if "v1" in url else {})


def test_every_page_names_the_privacy_policy_the_terms_and_the_feeds(story: Site) -> None:
    """RFC 6903 and feed discovery: site-wide, and the policy's own feeds on the policy's pages."""
    for url in ("", "notices/", "privacy/v2/"):
        assert links(head(story, url), "privacy-policy", "terms-of-service") == {
            "privacy-policy": "privacy/",
            "terms-of-service": "terms/",
        }
    found = [
        (link.get("type"), link.get("href").removeprefix(ROOT))
        for link in head(story, "privacy/v2/").iter("link")
        if link.get("rel") == "alternate"
    ]
    assert found == [
        ("application/atom+xml", "privacy/feed.xml"), ("application/feed+json", "privacy/feed.json"),
        ("application/atom+xml", "feed.xml"), ("application/feed+json", "feed.json"),
        ("text/calendar", "calendar.ics"),
    ]  # fmt: skip


def data(found: Any) -> list[dict[str, Any]]:
    """Return the documents that the structured data describes."""
    (script,) = [s for s in found.iter("script") if s.get("type") == "application/ld+json"]
    content = json.loads(script.text)
    assert content["@context"] == "https://schema.org"
    graph: list[dict[str, Any]] = content["@graph"]
    return graph


def test_structured_data_states_when_a_text_applies(story: Site) -> None:
    """schema.org: closed where a later text is announced, open where none is; never a bare state."""
    current, coming = data(head(story, "privacy/"))
    assert current["@type"] == coming["@type"] == "DigitalDocument"
    assert (current["version"], current["temporalCoverage"], current["expires"]) == (
        "1", "2014-01-27/2026-05-03", "2026-05-04",
    )  # fmt: skip
    assert (coming["version"], coming["temporalCoverage"]) == ("2", "2026-05-04/..")
    assert coming["isBasedOn"] == f"{ROOT}privacy/v1/"
    assert coming["datePublished"] == "2026-02-02T09:00:00Z"
    (withdrawn,) = data(head(story, "terms/v2/"))
    assert "temporalCoverage" not in withdrawn
    assert withdrawn["creativeWorkStatus"] == "Withdrawn"


def test_structured_data_is_the_same_before_and_after_the_day(story: Site) -> None:
    """A page that no build renewed still says the truth: everything in it is absolute."""
    before, after = (data(head(story, "privacy/v2/", when)) for when in (COMING, AFTER))
    assert before == after


def properties(found: Any) -> dict[str, str]:
    """Return the Open Graph properties."""
    return {
        meta.get("property").removeprefix("og:"): meta.get("content")
        for meta in found.iter("meta")
        if meta.get("property")
    }


def page_of(story: Site, kind: str, when: str, number: int = 2) -> SitePage:
    """Return a page about the privacy statement."""
    pages = story.subject(when).pages
    policy = next(one for one in pages.states.policies if one.id == "privacy")
    made = (
        getattr(pages, kind)(policy, policy.version(number))
        if kind in ("version", "changes")
        else getattr(pages, kind)(policy)
    )
    assert isinstance(made, SitePage)
    return made


def test_a_link_shows_title_and_description_in_a_chat(story: Site) -> None:
    """Open Graph: a version says when it applies and what it brings."""
    page = page_of(story, "version", COMING)
    assert properties(head(story, page.url, title=page.title, description=page.description)) == {
        "type": "article",
        "site_name": "Example policies",
        "title": "Privacy statement, version 2 (from 4 May 2026)",
        "description": "Privacy statement, version 2. Effective date: 4 May 2026. "
        "We keep your data for 13 months instead of 24.",
        "url": f"{ROOT}privacy/v2/",
    }
    told = properties(head(story, "", title="Home", site="All our policies."))
    assert (told["type"], told["description"]) == ("website", "All our policies.")
    assert properties(head(story, "privacy/", description="Own."))["description"] == "Own."


@pytest.mark.parametrize("kind", ["policy", "history", "compare"])
def test_pages_about_a_policy_describe_what_applies_and_what_comes(story: Site, kind: str) -> None:
    """With days, so that a description which no build renewed is still true after the day."""
    assert page_of(story, kind, COMING).description == (
        "Privacy statement. Version 1 from 27 January 2014 to 3 May 2026. Version 2 from 4 May 2026."
    )


@pytest.mark.parametrize("kind", ["version", "changes"])
def test_descriptions_of_a_version_are_the_same_before_and_after_the_day(
    story: Site, kind: str
) -> None:
    """Nothing in them depends on when the page was built."""
    before, after = (page_of(story, kind, when).description for when in (COMING, AFTER))
    assert before == after
    assert "4 May 2026" in before
