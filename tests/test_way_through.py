"""From a commit to a public page that keeps the promise, on real repositories and real builds."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from publisher.cli.build import build_site
from publisher.model.entries import write
from publisher.publication.manifest import AGREE
from publisher.register.chain import enter
from publisher.register.entry import Entry
from publisher.repository import open_repository
from publisher.timeline.planning import plan
from tests.conftest import CHANGED, POLICY, PolicyRepo, at

NOTICE = """\
---
policy: privacy
summary: We keep your data for 13 months instead of 24.
---

We delete your data sooner.
"""
MONDAY = at("2026-11-23 09:00")


def publish(repo: PolicyRepo, instant: datetime) -> tuple[Entry, ...]:
    """Enter what a publication seen live at an instant announces."""
    opened = open_repository(repo.path)
    return enter(opened.store, lambda register: plan(opened.history, register, instant), at=instant)


def page(site: Path, address: str) -> BeautifulSoup:
    """Return the main content of a built page."""
    found = BeautifulSoup(
        (site / address / "index.html").read_text(encoding="utf-8"), "html.parser"
    )
    article = found.find("article")
    assert article is not None
    return BeautifulSoup(str(article), "html.parser")


def shown_text(site: Path, address: str) -> str:
    """Return the policy text that a page shows without script: nothing that waits for its day."""
    sections = page(site, address).select(":not(template) > * > .pp-text")
    return " ".join(section.get_text(" ", strip=True) for section in sections)


@pytest.fixture
def clone(repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicyRepo:
    """A clone of a repository whose main branch holds a text, then a material change with its notice."""
    repo.commit({"policy/index.md": "# Home\n\n<!-- policies -->\n", "policy/privacy.md": POLICY})
    repo.commit(
        {"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE},
        "Keep data for 13 months",
    )
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "clone"))
    found = PolicyRepo(tmp_path / "clone", config="")
    monkeypatch.chdir(found.path)
    return found


def test_a_change_published_on_a_monday_takes_effect_on_7_january(clone: PolicyRepo) -> None:
    """The old text is on the page on the last day, the new one from the first instant of the day."""
    entries = publish(clone, MONDAY)
    assert [(entry.event, entry.stored["effective"]) for entry in entries] == [
        ("adopted", "2014-01-27"),
        ("announced", "2027-01-07"),
    ]
    site = clone.path / "site"

    build_site(as_of="2027-01-06T23:59:59+01:00", site_dir=site)
    assert "24 months" in shown_text(site, "privacy")
    assert "13 months" not in shown_text(site, "privacy")
    assert "13 months" in shown_text(site, "privacy/v2")
    banner = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert "7 January 2027" in banner.select_one(".pp-banner").get_text()  # type: ignore[union-attr]

    build_site(as_of="2027-01-07", site_dir=site)
    assert "13 months" in shown_text(site, "privacy")
    assert "24 months" not in shown_text(site, "privacy")
    assert "24 months" in shown_text(site, "privacy/v1")
    gone = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert gone.select_one(".pp-banner") is None


def test_every_address_of_the_contract_exists(clone: PolicyRepo) -> None:
    """Text in force, versions, redline, history and notices stand where the contract says."""
    publish(clone, MONDAY)
    site = build_site(as_of="2026-12-01", site_dir=clone.path / "site")
    for address in ("privacy", "privacy/v1", "privacy/v2", "privacy/v2/changes", "privacy/history",
                    "notices", "notices/privacy-2"):  # fmt: skip
        assert (site / address / "index.html").is_file(), address
    assert (site / "privacy/v2.md").read_text(encoding="utf-8") == CHANGED
    notice = page(site, "notices/privacy-2").get_text(" ", strip=True)
    assert "We keep your data for 13 months instead of 24." in notice
    assert "We delete your data sooner." in notice
    assert "Christmas Day" in notice


def test_without_a_register_only_the_first_text_is_in_force(clone: PolicyRepo) -> None:
    """T2: the change is about to be announced, with the day that publishing today would give."""
    site = build_site(as_of="2030-06-03", site_dir=clone.path / "site")
    assert "24 months" in shown_text(site, "privacy")
    text = page(site, "privacy").get_text(" ", strip=True)
    assert "What will change on 17 July 2030" in text
    assert "We cannot confirm which version applies at the moment" in text


def test_what_a_build_announces_is_named_with_digests(clone: PolicyRepo) -> None:
    """publication.json says what the build is, on which day it was stamped and what it announces."""
    publish(clone, MONDAY)
    clone.commit({"policy/privacy.md": CHANGED.replace("13 months", "6 months")})
    site = build_site(as_of="2026-12-01", site_dir=clone.path / "site")
    found = json.loads((site / "publication.json").read_text(encoding="utf-8"))
    assert found["day"] == "2026-12-01"
    assert found["preview"] is True
    assert found["register"]["size"] == 2
    assert [(a["event"], a["version"], a["page"]) for a in found["announces"]] == [
        ("announced", 3, "notices/privacy-3/")
    ]


def test_a_build_states_of_a_withdrawal_what_recording_compares(clone: PolicyRepo) -> None:
    """Of a pending change, and of a first text that never applied: both can be recorded."""
    waiting = POLICY.replace("Privacy statement", "Cookies").replace("2014-01-27", "2027-06-01")
    clone.commit({"policy/cookies.md": waiting})
    publish(clone, MONDAY)
    clone.commit({"policy/cookies.md": None, "policy/privacy.md": POLICY})
    site = build_site(as_of="2026-12-01", site_dir=clone.path / "site")
    announces = json.loads((site / "publication.json").read_text(encoding="utf-8"))["announces"]
    opened = open_repository(clone.path)
    drafts = plan(opened.history, opened.store.read(), at("2026-11-30 23:00"))
    assert [draft.event for draft in drafts] == ["withdrawn", "withdrawn"]
    assert [{name: one[name] for name in AGREE} for one in announces] == [
        {name: write(draft.fact).get(name) for name in AGREE} for draft in drafts
    ]
    assert all((site / one["page"] / "index.html").is_file() for one in announces)


def test_publishing_the_same_twice_enters_nothing_more(clone: PolicyRepo) -> None:
    """A publication is entered once, however often it is seen."""
    assert len(publish(clone, MONDAY)) == 2
    assert publish(clone, at("2026-11-24 09:00")) == ()


def test_the_build_never_reads_the_working_tree(clone: PolicyRepo) -> None:
    """A text that is not committed is on no page."""
    clone.write(
        {
            "policy/privacy.md": POLICY.replace("24 months", "99 months"),
            "policy/secret.md": "# Secret\n",
        }
    )
    site = build_site(as_of="2026-12-01", site_dir=clone.path / "site")
    assert "99 months" not in "".join(
        file.read_text(encoding="utf-8") for file in site.rglob("*.html")
    )
    assert not (site / "secret").exists()
