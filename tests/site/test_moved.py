"""A renamed policy goes on being found where it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import html5lib
import pytest

from publisher.repository import open_repository
from publisher.site.build.staging import StagedTree
from tests.cli.conftest import NOW, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo
from tests.site.conftest import build, inside, soup

RENAMED = CHANGED.replace("title:", "id: privacy\ntitle:")


@pytest.fixture
def renamed(repo: PolicyRepo) -> PolicyRepo:
    """A policy with two versions whose file was given another name."""
    for text in (POLICY, CHANGED):
        repo.commit({"policy/privacy.md": text})
        announce(repo.path, NOW)
    repo.commit({"policy/privacy.md": None, "policy/privacy-statement.md": RENAMED})
    return repo


def test_every_old_address_leads_to_the_new_one(renamed: PolicyRepo, tmp_path: Path) -> None:
    """Each page below the new address has one below the old one that leads there, without script."""
    site = build(renamed, tmp_path / "site", as_of=NOW.isoformat())
    pages = sorted((site / "privacy-statement").rglob("index.html"))
    assert len(pages) > 4
    for page in pages:
        address = page.relative_to(site / "privacy-statement").parent
        old = soup(site, f"privacy/{address}")
        (refresh,) = old.select('meta[http-equiv="refresh"]')
        target = refresh["content"].removeprefix("0; url=")
        assert (site / "privacy" / address / target / "index.html").resolve() == page.resolve()
        assert old.select_one("a")["href"] == target
        assert old.select_one('link[rel="canonical"]')["href"].endswith(
            f"/privacy-statement/{address}/".replace("/./", "/")
        )
        html5lib.HTMLParser(strict=True).parse(
            (site / "privacy" / address / "index.html").read_text()
        )


def test_files_for_programs_lie_there_as_well(renamed: PolicyRepo, tmp_path: Path) -> None:
    """Feeds, TimeMap and sources are the same bytes at both addresses."""
    site = build(renamed, tmp_path / "site", as_of=NOW.isoformat())
    for name in ("feed.xml", "feed.json", "timemap.link", "v1.md", "v2.md"):
        assert (site / "privacy" / name).read_bytes() == (
            site / "privacy-statement" / name
        ).read_bytes()


def test_an_address_in_use_again_is_left_alone(renamed: PolicyRepo, tmp_path: Path) -> None:
    """An ordinary page that took the old name keeps it."""
    renamed.commit({"policy/privacy.md": "# Privacy at a glance\n\nIn short.\n"})
    site = build(renamed, tmp_path / "site", as_of=NOW.isoformat())
    page = soup(site, "privacy")
    assert not page.select('meta[http-equiv="refresh"]')
    assert "In short." in page.get_text()


def test_links_to_the_old_name_lead_on_from_every_text(repo: PolicyRepo, tmp_path: Path) -> None:
    """The text in force and the archived ones were published with the old name, anchor and all."""
    terms = "---\ntitle: Terms\neffective: 2014-01-27\nid: terms\n---\n\n# Terms\n\n## Scope\n\nAll of it.\n"

    def privacy(link: str, months: int) -> str:
        text = POLICY.replace("24 months", f"{months} months")
        return text.replace("by post.", f"by post, see [our terms]({link}#scope).")

    repo.commit({
        "policy/legal/terms.md": terms,
        "policy/privacy.md": privacy("legal/terms.md", 24),
    })  # fmt: skip
    announce(repo.path, NOW)
    repo.commit({
        "policy/legal/terms.md": None, "policy/tos.md": terms,
        "policy/privacy.md": privacy("tos.md", 13),
    })  # fmt: skip
    announce(repo.path, NOW)
    site = build(repo, tmp_path / "site", as_of=(NOW + timedelta(days=1)).isoformat())
    for address in ("privacy", "privacy/v1", "privacy/v2"):
        links = soup(site, address).find_all("a", string="our terms")
        assert links, address
        page, anchor = links[0]["href"].split("#")
        assert (site / address / page).resolve() == (site / "tos").resolve(), address
        assert soup(site, "tos").find(id=anchor)
    (link,) = soup(site, "privacy/v1/print").find_all("a", string="our terms")
    assert link["href"] == "https://policies.example/tos/#scope"
    with inside(repo.path):
        repository = open_repository()
        files = StagedTree(repository, repository.timelines.at(NOW + timedelta(days=1))).files()
    assert b"(tos.md#scope)" in files["privacy.md"]
    assert b"(../tos.md#scope)" in files["privacy/v1.md"]
