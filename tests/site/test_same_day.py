"""Two changes that take effect on the same day: readers see one, and the overtaken one says what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.cli.build import build_site
from publisher.repository import open_repository
from publisher.timeline.status_json import policy_json
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at
from tests.site import world
from tests.site.conftest import inside, shown, soup

BEFORE, AFTER = "2026-11-24", "2027-02-01"
LAST = CHANGED.replace("by post", "by telephone only")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    """A policy in a folder of its own, with two announced changes of one day."""
    repo = PolicyRepo(tmp_path_factory.mktemp("twice") / "repo", config=MKDOCS_YML)
    repo.commit({"policy/privacy/index.md": POLICY})
    world.publish(repo, at("2026-11-02 10:00"))
    for number, text in ((2, CHANGED), (3, LAST)):
        repo.commit({
            "policy/privacy/index.md": text,
            f"policy/notices/{number}.md": world.notice("privacy", f"Summary {number}."),
        })  # fmt: skip
        world.publish(repo, at(f"2026-11-23 1{number}:00"))
    return repo


def build(repo: PolicyRepo, site: Path, day: str) -> Path:
    """Build the site as of a day."""
    with inside(repo.path):
        return build_site(as_of=day, site_dir=site)


@pytest.fixture(scope="module")
def before(twice: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site while both are pending."""
    return build(twice, tmp_path_factory.mktemp("before") / "site", BEFORE)


@pytest.mark.parametrize("page", ["", "privacy/", "embed/notice.json", "llms.txt"])
def test_nothing_leads_readers_to_the_overtaken_version(before: Path, page: str) -> None:
    """Home page, policy page, banner, embedded banner and list name the later version alone."""
    file = before / page
    text = (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8")
    assert "privacy-3" in text or "v3" in text
    assert "privacy-2" not in text
    assert "/v2" not in text.replace("v2/changes", "/v2")


def test_the_overtaken_version_says_so_in_the_future_before_the_day(before: Path) -> None:
    """Its page and its notice name the version that takes its place, and link to that."""
    for page in ("privacy/v2/", "notices/privacy-2/"):
        text = shown(before, page)
        assert "Will not apply: version 3 replaces it on the same day." in text
        assert "never applied" not in text.lower()
    assert soup(before, "privacy/v2/").select_one("article a[href$='v3/']")
    assert soup(before, "notices/privacy-2/").select_one("article a[href$='privacy-3/']")
    assert "was replaced by another" in shown(before, "notices/privacy-2/", "h1")


def test_the_overtaken_version_says_so_in_the_past_after_the_day(
    twice: PolicyRepo, tmp_path: Path
) -> None:
    """A build after the day, and the page built before it, say that it never applied."""
    site = build(twice, tmp_path / "site", AFTER)
    assert "Never applied: version 3 replaced it on the same day." in shown(site, "privacy/v2/")


def test_the_redline_of_the_later_version_shows_everything_that_changes(before: Path) -> None:
    """It starts from the text in force until then, not from the one that never applies."""
    text = shown(before, "privacy/v3/changes/")
    assert "Version 3 compared with version 1." in text
    inserted = [one.get_text() for one in soup(before, "privacy/v3/changes/").select("ins")]
    assert any("13" in one for one in inserted)
    assert any("telephone" in one for one in inserted)


def test_next_and_status_agree(twice: PolicyRepo) -> None:
    """The next change is the later version; the other one names what overtakes it."""
    states = open_repository(twice.path).timelines.at(at("2026-11-24 10:00"))
    change = states.next_change()
    assert change is not None
    assert change[2].number == 3
    pending = policy_json(states["privacy"])["pending"]
    assert [(one["version"], one["overtaken_by"]) for one in pending] == [(2, 3), (3, None)]


def test_a_policy_in_a_folder_has_the_folders_address(before: Path) -> None:
    """Text, versions, redline, history and data of `privacy/index.md` are below `/privacy/`."""
    for page in ("", "v1/", "v3/changes/", "history/"):
        assert (before / "privacy" / page / "index.html").is_file()
    [policy] = json.loads((before / "policies.json").read_text(encoding="utf-8"))["policies"]
    assert policy["id"] == "privacy"
    assert policy["links"]["page"].endswith("/privacy/")


def test_files_of_hosts_reach_the_site(repo: PolicyRepo, tmp_path: Path) -> None:
    """What a host or a search engine looks for is at the root of the site, byte for byte."""
    files: dict[str, str | bytes | None] = {
        "CNAME": "policies.example\n", "_headers": "/*\n  X-A: b\n", "_redirects": "/a /privacy/\n",
        "robots.txt": "User-agent: *\n", ".nojekyll": "", ".well-known/security.txt": "Contact: x\n",
        "google1a.html": "google-site-verification: google1a.html\n",
    }  # fmt: skip
    repo.commit({"policy/privacy.md": POLICY} | {f"policy/{name}": c for name, c in files.items()})
    site = build(repo, tmp_path / "site", BEFORE)
    assert {name: (site / name).read_text() for name in files} == files
