"""The page that compares any two versions of a policy, as it is without script."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import PolicyRepo
from tests.site.conftest import build, shown, soup
from tests.site.world import source


def test_the_page_links_every_redline_that_there_is(site: Path) -> None:
    """The latest first, each with what its version is."""
    steps = soup(site, "privacy/compare/").select(".pp-step")
    assert [step.a["href"] for step in steps if step.a] == [
        f"../v{number}/changes/" for number in (5, 4, 3, 2)
    ]
    assert [(step["data-base"], step["data-step"]) for step in steps][:2] == [
        ("4", "5"), ("3", "4"),
    ]  # fmt: skip
    assert "Version 2 to version 3 In force" in shown(site, "privacy/compare/")


def test_a_withdrawn_version_can_be_compared_and_is_never_the_first_choice(site: Path) -> None:
    """It has a text of its own, but no instant from which it applies."""
    options = soup(site, "terms/compare/").select("#pp-to option")
    assert [(one.get_text(), one.has_attr("data-since")) for one in options] == [
        ("Version 2, never applied", False),
        ("Version 1, effective 1 May 2019", True),
    ]


def test_history_and_redline_lead_to_the_comparison(site: Path) -> None:
    """The redline's link has its two versions chosen already."""
    assert soup(site, "privacy/history/").select_one("a[href='../compare/']")
    assert soup(site, "privacy/v3/changes/").select_one("a[href='../../compare/?from=2&to=3']")


def test_only_this_page_loads_the_comparison(site: Path) -> None:
    """A reader of a text pays nothing for it."""
    pages = [p for p in site.rglob("*.html") if "publisher/compare.js" in p.read_text("utf-8")]
    assert {page.relative_to(site).as_posix() for page in pages} == {
        f"{slug}/compare/index.html" for slug in ("privacy", "confidentialite", "terms", "cookies")
    }


def test_a_translation_compares_the_versions_that_are_translated(site: Path) -> None:
    """Words of two languages are never compared with each other."""
    page = soup(site, "confidentialite/compare/")
    assert [option["value"] for option in page.select("#pp-from option")] == ["4", "1"]
    assert page.html is not None
    assert page.html["lang"] == "fr"
    assert "Comparer" in page.get_text()


def test_a_text_that_never_changed_has_nothing_to_compare(tmp_path: Path) -> None:
    """There is no page, and no link to one."""
    repo = PolicyRepo(tmp_path / "repo")
    repo.commit({"policy/terms.md": source("terms")})
    site = build(repo, tmp_path / "site")
    assert not (site / "terms/compare").exists()
    assert "compare/" not in (site / "terms/history/index.html").read_text(encoding="utf-8")
