"""All outputs of one real build: they are there, they lead somewhere, and they agree."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar

from publisher.cli.build import build_site
from tests.site import world

ROOT = "https://policies.example/"


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a made-up company with policies in every state."""
    return world.make(tmp_path_factory.mktemp("world") / "repo").path


@pytest.fixture(scope="module")
def built(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site as of 1 December 2026."""
    return build(repo, tmp_path_factory.mktemp("site"))


def build(repo: Path, site: Path) -> Path:
    """Build the repository's site at one instant."""
    before = Path.cwd()
    os.chdir(repo)
    try:
        return build_site(as_of=world.TODAY.isoformat(), site_dir=site)
    finally:
        os.chdir(before)


def read(site: Path, path: str) -> Any:
    """Return a JSON file of the site."""
    return json.loads((site / path).read_text(encoding="utf-8"))


def coming(site: Path) -> dict[str, str]:
    """Return the day of each announced change by its notice, from the whole timeline."""
    return {
        version["notice"]["id"]: version["effective"]
        for policy in read(site, "policies.json")["policies"]
        for version in policy["versions"]
        if version["state"] == "pending" and version["notice"]
    }


def test_every_output_of_the_contract_is_there(built: Path) -> None:
    """For the site, for each policy, for each version: the addresses that are permanent."""
    paths = [
        "feed.xml", "feed.json", "calendar.ics", "policies.json", "policies.schema.json",
        "embed/notice.js", "embed/notice.json", "publication.json", "sitemap.xml", "llms.txt",
    ]  # fmt: skip
    for policy in read(built, "policies.json")["policies"]:
        slug = policy["links"]["page"].removeprefix(ROOT)
        paths += [f"{slug}{name}" for name in ("feed.xml", "feed.json", "timemap.link")]
        for version in policy["versions"]:
            paths += [link.removeprefix(ROOT) for link in version["links"].values()]
    for path in paths:
        file = built / path / "index.html" if path.endswith("/") else built / path
        assert file.is_file(), path


def test_every_link_of_every_output_leads_to_a_page(built: Path) -> None:
    """What feeds, calendar, TimeMaps and the plain list name exists on the site."""
    found: set[str] = set()
    for file in [*built.rglob("feed*.json"), built / "embed/notice.json"]:
        content = json.loads(file.read_text(encoding="utf-8"))
        found |= {item["url"] for item in content.get("items", content.get("notices"))}
        for item in content.get("items", []):
            links = BeautifulSoup(item["content_html"], "html.parser").find_all("a")
            found |= {str(link["href"]) for link in links}
    read_calendar = Calendar.from_ical((built / "calendar.ics").read_text(encoding="utf-8"))
    found |= {str(event["URL"]) for event in read_calendar.walk("VEVENT")}
    for file in built.rglob("timemap.link"):
        found |= {part.split(">")[0] for part in file.read_text("ascii").split("<")[1:]}
    for address in found:
        path = address.removeprefix(ROOT)
        file = built / path / "index.html" if path.endswith("/") or not path else built / path
        assert file.is_file(), address
    assert len(found) > 20


def test_page_banner_feed_calendar_and_files_name_the_same_days(built: Path) -> None:
    """One derivation: what is announced, and for which day, is the same in all of them."""
    days = coming(built)
    assert len(days) > 2
    told = read(built, "embed/notice.json")["notices"]
    assert {one["id"]: one["effective"] for one in told if one["id"] in days} == days
    events = Calendar.from_ical((built / "calendar.ics").read_text(encoding="utf-8")).walk("VEVENT")
    in_calendar = {
        str(event["URL"]).rstrip("/").rpartition("/")[2]: event["DTSTART"].dt.isoformat()
        for event in events
        if event["STATUS"] == "CONFIRMED" and event["DTSTART"].dt > date(2026, 12, 1)
    }
    assert {notice: in_calendar[notice] for notice in days} == days
    in_feed: dict[str, str] = {}
    for item in reversed(read(built, "feed.json")["items"]):  # oldest first: the last word counts
        if item["_policy"]["notice"]:
            in_feed[item["_policy"]["notice"]] = item["_policy"]["effective"]
    assert {notice: in_feed[notice] for notice in days} == days
    home = BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")
    banner = {str(link["href"]): link.get_text() for link in home.select(".pp-banner a")}
    english = {one["url"].removeprefix(ROOT): one["text"]["en"] for one in told}
    assert {url: text for url, text in english.items() if text} == banner


def test_every_page_has_a_head_that_programs_understand(built: Path) -> None:
    """Feeds and the privacy policy on each page; data that is JSON; one preview with title and address."""
    for file in built.rglob("index.html"):
        path = file.relative_to(built).as_posix()
        if path.endswith("print/index.html"):
            continue
        head = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").head
        assert head is not None
        assert head.find("link", rel="privacy-policy"), path
        feed = head.find("link", type="application/atom+xml", href=f"{ROOT}feed.xml")
        assert feed, path
        titles = head.find_all("meta", property="og:title")
        assert len(titles) == 1, path
        assert "&" not in str(titles[0]["content"]), path
        for script in head.find_all("script", type="application/ld+json"):
            json.loads(script.string or "")


def test_only_what_should_be_found_is_in_the_sitemap(built: Path) -> None:
    """Texts in force, notices and histories are listed; single versions and redlines are not."""
    sitemap = BeautifulSoup((built / "sitemap.xml").read_text(encoding="utf-8"), "xml")
    listed = {loc.get_text().removeprefix(ROOT) for loc in sitemap.find_all("loc")}
    assert {"privacy/", "notices/"} <= listed
    assert not [path for path in listed if path.rstrip("/").endswith(("changes", "print", "v1"))]


def test_a_build_of_the_same_instant_gives_the_same_bytes(
    repo: Path, built: Path, tmp_path: Path
) -> None:
    """No output depends on the clock, on the order of files or on the machine."""
    again = build(repo, tmp_path / "site")
    files = [file for file in built.rglob("*") if file.is_file()]
    assert len(files) > 100
    for file in files:
        path = file.relative_to(built)
        if path.name not in ("publication.json", "sitemap.xml.gz"):
            assert file.read_bytes() == (again / path).read_bytes(), path


def test_the_feeds_of_a_real_site_are_read_without_complaint(built: Path) -> None:
    """Every Atom document is well-formed and has what its readers need."""
    for file in built.rglob("feed*.xml"):
        feed = feedparser.parse(file.read_bytes())
        assert not feed.bozo, file
        assert all(
            entry.id and entry.title and entry.link and entry.updated for entry in feed.entries
        )
