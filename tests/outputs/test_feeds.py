"""Feeds, read by feedparser and as JSON: what stands in them, and that they can be relied on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from lxml import etree

from publisher.site.outputs import feeds, write
from tests.conftest import MKDOCS_YML
from tests.outputs.conftest import NOTICE, Site, policy

LATER = "2026-09-01 09:00"
NAMES = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}


def documents(story: Site, when: str = LATER) -> dict[str, bytes]:
    """Return every document of every feed by its path."""
    found = list(feeds.feeds(story.subject(when)))
    assert len(dict(found)) == len(found)
    return dict(found)


def atom(story: Site, path: str = "feed.xml", when: str = LATER) -> Any:
    """Return a feed as feedparser understands it."""
    found = feedparser.parse(documents(story, when)[path])
    assert not found.bozo, found.get("bozo_exception")
    return found


def kinds(feed: Any) -> list[str]:
    """Return the kinds of a feed's entries, newest first."""
    return [entry.tags[0].term for entry in feed.entries]


def test_everything_that_happened_is_an_entry_newest_first(story: Site) -> None:
    """Notice, amendment of a coming change, postponement, withdrawal and effect: all of it, in order."""
    feed = atom(story)
    assert [(entry.published[:10], entry.tags[0].term, entry.title) for entry in feed.entries] == [
        ("2026-05-03", "effect", "Privacy statement: version 2 in force since 4 May 2026"),
        ("2026-04-21", "effect", "Cookies ended on 22 April 2026"),
        ("2026-03-09", "notice", "Cookies: end of the policy on 22 April 2026"),
        ("2026-03-02", "withdrawal",
         "Terms of use: the change announced for 31 March 2026 is withdrawn"),
        ("2026-02-16", "notice", "Terms of use: changes from 31 March 2026"),
        ("2026-02-10", "postponement",
         "Privacy statement: the change is postponed from 17 March 2026 to 4 May 2026"),
        ("2026-02-05", "amendment", "Privacy statement: the wording of version 2 was corrected"),
        ("2026-02-02", "notice", "Privacy statement: changes from 17 March 2026"),
        ("2026-01-05", "adopted", "Terms of use: version 1, in force since 1 January 2020"),
        ("2026-01-05", "adopted", "Privacy statement: version 1, in force since 27 January 2014"),
        ("2026-01-05", "adopted", "Cookies: version 1, in force since 1 June 2021"),
    ]  # fmt: skip


def test_an_editorial_change_of_the_text_in_force_is_only_in_the_feed_of_its_own(
    story: Site,
) -> None:
    """The feed that everybody reads stays silent about it; the editorial feed has every amendment."""
    main, editorial = atom(story), atom(story, "feed-editorial.xml")
    assert [entry.published[:10] for entry in editorial.entries] == ["2026-02-05", "2026-01-12"]
    assert "2026-01-12" not in [entry.published[:10] for entry in main.entries]


def test_an_amendment_that_a_person_overruled_is_in_the_feed_that_everybody_reads(
    site: Callable[..., Site],
) -> None:
    """Who overrules the rules does it before everybody's eyes, with the reason."""
    made = site()
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    overruled = NOTICE.format(policy="privacy", summary="A slip.", body="It never was 24.")
    made.publish("2026-01-12 09:00", {
        "policy/privacy.md": policy("Privacy", "For 42 months."),
        "policy/notices/slip.md": overruled.replace(
            "summary:", "class: editorial\nreason: figures were swapped\napproved-by: The owner\nsummary:"),
    })  # fmt: skip
    feed = atom(made)
    assert kinds(feed) == ["amendment", "adopted"]
    assert "figures were swapped" in feed.entries[0].content[0].value
    assert "The owner" in feed.entries[0].content[0].value


def test_each_policy_has_feeds_with_its_own_entries(story: Site) -> None:
    """`/<slug>/feed.xml` and `.json` hold what the site's feed holds about the policy."""
    whole = {entry.id for entry in atom(story).entries if "Terms" in entry.title}
    assert {entry.id for entry in atom(story, "terms/feed.xml").entries} == whole
    found = json.loads(documents(story)["terms/feed.json"])
    assert {item["id"] for item in found["items"]} == whole


@pytest.mark.parametrize("path", ["feed", "feed-editorial", "privacy/feed", "terms/feed-editorial"])
def test_atom_and_json_say_the_same(story: Site, path: str) -> None:
    """Both formats hold the same entries with the same words, dates and links."""
    read = atom(story, f"{path}.xml")
    written = json.loads(documents(story)[f"{path}.json"])
    assert written["version"] == "https://jsonfeed.org/version/1.1"
    assert written["title"] == read.feed.title
    assert written["home_page_url"] == read.feed.link
    assert [
        (one["id"], one["title"], one["url"], one["date_published"], one["date_modified"],
         one.get("summary"), one["tags"])
        for one in written["items"]
    ] == [
        (one.id, one.title, one.link, one.published, one.updated, one.get("summary"),
         [tag.term for tag in one.tags])
        for one in read.entries
    ]  # fmt: skip


def test_a_feed_is_valid_by_the_rules_of_atom(story: Site) -> None:
    """RFC 4287: one id, title and updated each, an author, a link to itself, ids that differ."""
    for path, content in documents(story).items():
        if not path.endswith(".xml"):
            continue
        feed = etree.fromstring(content)
        for element in (feed, *feed.findall("a:entry", NAMES)):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"a:{name}", NAMES)) == 1, (path, name)
        assert feed.findtext("a:author/a:name", namespaces=NAMES) == "Example policies"
        (own,) = feed.findall("a:link[@rel='self']", NAMES)
        assert own.get("href") == f"https://policies.example/{path}"
        assert feed.find("fh:complete", NAMES) is not None
        ids = [one.text for one in feed.findall("a:entry/a:id", NAMES)]
        assert len(set(ids)) == len(ids)


def test_ids_never_change_and_old_entries_stay_as_they_were(story: Site) -> None:
    """What later builds add comes on top: an entry once published keeps its id and its every word."""
    earlier = json.loads(documents(story, "2026-03-10 09:00")["feed.json"])["items"]
    later = json.loads(documents(story, LATER)["feed.json"])["items"]
    assert earlier == later[2:]


def test_the_id_of_an_announced_change_is_the_same_before_and_after_it_is_recorded(
    site: Callable[..., Site],
) -> None:
    """A notice that a build announces is the entry that the register will hold."""
    made = site()
    made.repo.commit({"policy/privacy.md": policy("Privacy", "For 24 months.")})
    before = atom(made, when="2026-01-05 08:00")
    made.publish("2026-01-05 09:00")
    after = atom(made, when="2026-01-05 10:00")
    assert [entry.id for entry in before.entries] == [entry.id for entry in after.entries]


def test_updated_comes_from_the_register_and_not_from_the_build(story: Site) -> None:
    """Two builds without news between them write the same bytes."""
    assert documents(story, "2026-03-10 09:00") == documents(story, "2026-04-20 17:00")
    assert atom(story, when="2026-04-20 17:00").feed.updated == "2026-03-09T09:00:00Z"


def test_an_effect_is_listed_from_its_first_instant_on(story: Site) -> None:
    """A build a second before the day does not know it; the one at the instant does."""
    assert "effect" not in kinds(atom(story, "privacy/feed.xml", "2026-05-03 21:59"))
    effect = atom(story, "privacy/feed.xml", "2026-05-03 22:00").entries[0]
    assert (effect.tags[0].term, effect.published) == ("effect", "2026-05-03T22:00:00Z")


def test_the_content_holds_what_changes_and_links_to_it(story: Site) -> None:
    """An entry tells summary, day, zone and changed places, and leads to notice, redline and text."""
    notice = next(
        e for e in atom(story).entries if e.title.startswith("Privacy statement: changes from")
    )
    content = BeautifulSoup(notice.content[0].value, "html.parser")
    text = content.get_text(" ")
    assert "We keep your data for 13 months instead of 24." in text
    assert "Europe/Paris" in text
    assert "Use" in text
    assert "Register entry 5." in text
    assert [link["href"] for link in content.find_all("a")] == [
        "https://policies.example/notices/privacy-2/",
        "https://policies.example/privacy/v2/changes/",
        "https://policies.example/privacy/v2/",
    ]


def test_programs_find_the_dates_of_the_promise(story: Site) -> None:
    """The extension `_policy` holds day, period and register entry; `published` is never a future day."""
    items = json.loads(documents(story)["privacy/feed.json"])["items"]
    notice = next(item for item in items if item["tags"] == ["notice"])
    assert notice["_policy"] == {
        "kind": "notice", "policy": "privacy", "version": 2, "notice": "privacy-2", "material": True,
        "effective": "2026-03-17", "published_on": "2026-02-02", "business_days": 30, "calendar": "FR",
        "notice_amount": 30, "notice_unit": "business days",
        "counting": "clear", "timezone": "Europe/Paris", "recorded": True, "register_entry": 5,
        "taken_back_by": None,
    }  # fmt: skip
    moved = next(item for item in items if item["tags"] == ["postponement"])
    assert moved["_policy"]["effective"] == "2026-05-04"


def test_corrected_words_of_a_notice_are_told_as_an_update(site: Callable[..., Site]) -> None:
    """The entry of a notice whose explanation was edited keeps its id and its date, and is updated."""
    made = site()
    first = {"policy/privacy.md": policy("Privacy", "For 24 months.")}
    made.publish("2026-01-05 09:00", dict(first))
    words = NOTICE.format(policy="privacy", summary="Sooner.", body="Text.")
    made.publish("2026-01-12 09:00", {
        "policy/privacy.md": policy("Privacy", "For 13 months."), "policy/notices/a.md": words,
    })  # fmt: skip
    made.publish(
        "2026-01-14 09:00", {"policy/notices/a.md": words.replace("Sooner.", "Much sooner.")}
    )
    (notice,) = [entry for entry in atom(made).entries if entry.tags[0].term == "notice"]
    assert (notice.published[:10], notice.updated[:10]) == ("2026-01-12", "2026-01-14")
    assert notice.summary == "Much sooner."


def test_without_a_site_url_links_are_relative_and_ids_still_are_stable(
    site: Callable[..., Site],
) -> None:
    """A preview has no address; its feeds lead from where they stand, and every id is a URN."""
    made = site(MKDOCS_YML.replace("site_url: https://policies.example/\n", ""))
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    for path, address in (("feed.json", "privacy/v1/"), ("privacy/feed.json", "v1/")):
        (item,) = json.loads(documents(made)[path])["items"]
        assert item["url"] == address
        assert item["id"].startswith("urn:uuid:")
    assert documents(made) == documents(made, "2026-10-01 09:00")


def test_a_build_without_a_site_url_says_what_that_means(
    site: Callable[..., Site], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything is written, and one warning says what to write before the site is published."""
    made = site(MKDOCS_YML.replace("site_url: https://policies.example/\n", ""))
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", "For 24 months.")})
    write(made.subject(LATER), tmp_path / "site")
    (record,) = caplog.records
    assert "To fix: write 'site_url: https://…/'" in record.getMessage()
    assert not record.name.startswith("mkdocs"), "it would stop a strict build"
    assert (tmp_path / "site" / "privacy" / "feed.xml").is_file()
    assert (tmp_path / "site" / "embed" / "notice.json").is_file()


def test_a_site_without_policies_has_an_empty_feed(site: Callable[..., Site]) -> None:
    """A feed without entries is still a feed."""
    made = site()
    made.repo.commit({"policy/index.md": "# Home\n"})
    assert atom(made).entries == []
    assert atom(made).feed.updated == "1970-01-01T00:00:00Z"


def test_a_long_feed_is_cut_into_archives_that_never_change(
    story: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 5005: following the archives gives every entry once, and none of them changes later."""
    monkeypatch.setattr(feeds, "COMPLETE", 4)
    monkeypatch.setattr(feeds, "ARCHIVE", 2)

    def followed(when: str, ending: str) -> list[str]:
        made, path, ids = documents(story, when), f"feed.{ending}", []
        while path:
            if ending == "json":
                read = json.loads(made[path])
                ids += [item["id"] for item in read["items"]]
                older = read.get("next_url")
            else:
                feed = feedparser.parse(made[path])
                ids += [entry.id for entry in feed.entries]
                older = next((k.href for k in feed.feed.links if k.rel == "prev-archive"), None)
            path = older.removeprefix("https://policies.example/") if older else ""
        return ids

    for ending in ("xml", "json"):
        assert len(followed(LATER, ending)) == len(set(followed(LATER, ending))) == 11
    earlier, later = documents(story, "2026-03-10 09:00"), documents(story, LATER)
    archives = [path for path in earlier if path.startswith("feed-archive")]
    assert archives
    assert all(earlier[path] == later[path] for path in archives)
    assert etree.fromstring(later["feed.xml"]).find("fh:complete", NAMES) is None
    assert etree.fromstring(later["feed-archive-1.xml"]).find("fh:archive", NAMES) is not None
