"""The TimeMap of a policy, read by a parser of link-format (RFC 6690, RFC 8288) and by another library."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import requests.utils

from publisher.site.outputs.timemap import timemaps
from tests.outputs.conftest import Site

LATER = "2026-09-01 09:00"
_LINK = re.compile(r'<([^<>"\s]*)>((?:\s*;\s*[a-z]+="[^"\\]*")*)\s*(?:,\s*|\Z)')
_PARAMETER = re.compile(r';\s*([a-z]+)="([^"\\]*)"')


def links(story: Site, slug: str, when: str = LATER) -> list[dict[str, str]]:
    """Return the links of a TimeMap; fails on whatever is no link."""
    text = dict(timemaps(story.subject(when)))[f"{slug}/timemap.link"].decode("ascii")
    found, position = [], 0
    while position < len(text):
        match = _LINK.match(text, position)
        assert match, text[position:]
        names = _PARAMETER.findall(match[2])
        assert len({name for name, _ in names}) == len(names)
        found.append({"url": match[1], **dict(names)})
        position = match.end()
    assert found == requests.utils.parse_header_links(" ".join(text.split()))
    return found


def test_the_timemap_lists_what_applied_when(story: Site) -> None:
    """Original, itself with its span, and each text with the instant from which it applied."""
    assert links(story, "privacy") == [
        {"url": "https://policies.example/privacy/", "rel": "original"},
        {"url": "https://policies.example/privacy/timemap.link", "rel": "self",
         "type": "application/link-format", "from": "Sun, 26 Jan 2014 23:00:00 GMT",
         "until": "Sun, 03 May 2026 22:00:00 GMT"},
        {"url": "https://policies.example/privacy/v1/", "rel": "first memento",
         "datetime": "Sun, 26 Jan 2014 23:00:00 GMT"},
        {"url": "https://policies.example/privacy/v2/", "rel": "last memento",
         "datetime": "Sun, 03 May 2026 22:00:00 GMT"},
    ]  # fmt: skip


def test_a_coming_a_withdrawn_and_an_ending_version_are_no_mementos(story: Site) -> None:
    """Only what applied is listed: a pending text joins on its day, a withdrawn one never does."""
    assert [link["rel"] for link in links(story, "privacy", "2026-05-03 21:59")][2:] == [
        "first last memento"
    ]
    assert len(links(story, "privacy", "2026-05-03 22:00")) == 4
    assert [link["url"] for link in links(story, "terms")][2:] == [
        "https://policies.example/terms/v1/"
    ]
    assert [link["url"] for link in links(story, "cookies")][2:] == [
        "https://policies.example/cookies/v1/"
    ]


def test_datetimes_are_those_of_the_timeline(story: Site) -> None:
    """Each datetime is the version's first instant; midnight in Paris is the evening before in GMT."""
    states = story.subject(LATER).states
    for policy in states.policies:
        instants = {v.number: v.effective_at for v in policy.versions}
        for link in links(story, policy.slug):
            if "memento" in link["rel"]:
                number = int(link["url"].rstrip("/").rpartition("v")[2])
                assert parsedate_to_datetime(link["datetime"]) == instants[number]
