"""The Word file beside each redline on the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from publisher.timeline.planning import plan
from publisher.word.drafts import as_markdown
from publisher.word.reader import read
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at
from tests.site.conftest import build, soup

LINK = "\nSee [our terms](terms.md).\n"
SITE_OPTIONS = "timezone: Europe/Paris\n"


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    """A repository whose change was announced; its texts link to another policy."""
    repo = PolicyRepo(tmp_path_factory.mktemp("announced") / "repo")
    terms = POLICY.replace("Privacy statement", "Terms of use")
    for when, text in (("2026-11-02 09:00", POLICY), ("2026-11-23 10:00", CHANGED)):
        repo.commit({"policy/privacy.md": text + LINK, "policy/terms.md": terms})
        history, instant = read_history(Git(repo.path)), at(when)
        enter(
            GitStore(Git(repo.path)),
            lambda known, history=history, instant=instant: plan(history, known, instant),
            at=instant,
        )
    return repo


def test_a_redline_can_be_downloaded_for_word(announced: PolicyRepo, tmp_path: Path) -> None:
    """Accepting gives the new text, rejecting the old; links lead to the site; the page links to the file.

    The same site has the same bytes, and an option leaves the file and its link out.
    """
    site = build(announced, tmp_path / "one", "2026-11-24")
    data = (site / "privacy/v2/changes.docx").read_bytes()
    page = soup(site, "privacy/v2/changes/")
    assert [a["href"] for a in page.select("a[download]")] == ["../changes.docx"]
    assert not list(site.glob("**/v1/changes.docx"))
    for accept, kept, gone in ((True, "13 months", "24 months"), (False, "24 months", "13 months")):
        text = as_markdown(read(data, "changes.docx", accept=accept), "changes.docx")
        assert kept in text
        assert gone not in text
        assert "(https://policies.example/terms/)" in text
    changes = read(data, "changes.docx").changes
    assert changes
    assert all("Example policies" in one and "2026-11-23" in one for one in changes)
    again = build(announced, tmp_path / "two", "2026-11-24")
    assert (again / "privacy/v2/changes.docx").read_bytes() == data
    off = MKDOCS_YML.replace(SITE_OPTIONS, f"{SITE_OPTIONS}      word_redlines: false\n")
    announced.commit({"mkdocs.yml": off})
    without = build(announced, tmp_path / "three", "2026-11-24")
    assert not list(without.glob("**/changes.docx"))
    assert not soup(without, "privacy/v2/changes/").select("a[download]")
