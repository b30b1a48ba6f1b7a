"""A slip that is corrected while a change is pending: what every page and file says of it (T4)."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.git_store import GitStore
from publisher.repository import open_repository
from publisher.site.build.staging import StagedTree
from publisher.verify import verify
from tests.cli.conftest import NOW, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo
from tests.site.conftest import build, inside, shown

SLIP = "Write to us by teh post."
RIGHT = "Write to us by the post."
LATER = NOW + timedelta(days=1)


def with_contact(text: str, sentence: str) -> str:
    """Return a policy's text with another sentence under "Contact"."""
    return text.replace("Write to us by post.", sentence)


@pytest.fixture
def corrected(repo: PolicyRepo) -> PolicyRepo:
    """A slip in the text in force and in the pending one, corrected in the file and not recorded yet."""
    for text in (POLICY, CHANGED):
        repo.commit({"policy/privacy.md": with_contact(text, SLIP)})
        announce(repo.path, NOW)
    repo.commit({"policy/privacy.md": with_contact(CHANGED, RIGHT)})
    return repo


def check_site(site: Path) -> None:
    """Hold every page and file against what readers are to find."""
    for address in ("privacy", "privacy/v1"):
        page = shown(site, address)
        assert RIGHT in page
        assert SLIP not in page
        assert "24 months" in page
    assert RIGHT in shown(site, "privacy/v2")
    redline = shown(site, "privacy/v2/changes")
    assert "teh" not in redline, "a reader is shown a slip as a part of the change"
    assert "13" in redline
    assert RIGHT in (site / "privacy" / "v1.md").read_text()
    assert "24 months" in (site / "privacy" / "v1.md").read_text()
    for name in ("feed.xml", "feed.json", "history/index.html"):
        assert (site / "privacy" / name).is_file()
    said = json.loads((site / "embed" / "notice.json").read_bytes())
    assert [(one["version"], one["effective"]) for one in said["notices"]] == [(2, "2027-01-07")]
    one, _ = json.loads((site / "policies.json").read_bytes())["policies"][0]["versions"]
    assert [text["path"] for text in one["texts"]] == ["policy/privacy.md"] * 2
    assert one["texts"][1]["decision"]["verdict"] == "editorial"


def test_every_page_says_it_right_before_and_after_it_is_recorded(
    corrected: PolicyRepo, tmp_path: Path
) -> None:
    """The build that announces it shows the same as the one after; the redline shows the change alone."""
    check_site(build(corrected, tmp_path / "before", as_of=LATER.isoformat()))
    announce(corrected.path, LATER)
    check_site(build(corrected, tmp_path / "after", as_of=(LATER + timedelta(days=1)).isoformat()))
    site = build(corrected, tmp_path / "new", as_of=(NOW + timedelta(days=60)).isoformat())
    assert RIGHT in shown(site, "privacy")
    assert "13 months" in shown(site, "privacy")
    assert RIGHT in shown(site, "privacy/v1")
    with inside(corrected.path):
        repository = open_repository()
        files = StagedTree(repository, repository.timelines.at(NOW + timedelta(days=2))).files()
    assert RIGHT.encode() in files["privacy.md"]
    assert b"24 months" in files["privacy.md"]


def test_a_clone_has_the_corrected_text_and_proves_it(
    corrected: PolicyRepo, tmp_path: Path
) -> None:
    """No commit of the main line has it; the register's branch brings it along, and it is derived anew."""
    announce(corrected.path, LATER)
    announce(corrected.path, LATER)  # a second recorder adds nothing
    subprocess.run(
        ["git", "clone", "-q", "--no-local", corrected.path, tmp_path / "clone"], check=True
    )
    git = Git(tmp_path / "clone")
    store, history = GitStore(git, strict=False), read_history(git)
    report = verify(store, history, now=LATER + timedelta(hours=1))
    # What nobody saw live has no evidence; everything else is derived anew.
    assert {one.rule for one in report.problems} <= {"H5"}
    assert report.notes == ()
    last = store.read().entries[-1]
    assert (last.headline, last.seq) == ("amend privacy v1", 4)
    assert history.text(str(last.stored["revision"])) == with_contact(POLICY, RIGHT)
