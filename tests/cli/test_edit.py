"""`publisher edit`: a policy goes out as a Word file, and a draft comes back into its Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.word.writer import tracked
from tests.cli.conftest import Run
from tests.conftest import PolicyRepo

TEXT = (
    "---\ntitle: Privacy\neffective: 2014-01-27\n---\n"
    "# Privacy\n\nWe keep data,\nfor 30 days.\n\n* a thing\n"
)


@pytest.fixture
def source(repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The text of the policy `privacy`, committed; its repository is where commands run."""
    repo.commit({"policy/privacy.md": TEXT})
    monkeypatch.chdir(repo.path)
    return repo.path / "policy" / "privacy.md"


def test_a_policy_goes_out_and_comes_back_unchanged(source: Path, run: Run) -> None:
    """An untouched round trip is no change, and the file is not written."""
    assert run("edit", "--policy", "privacy", "--export", "out.docx").code == 0
    before = source.stat().st_mtime_ns
    answer = run("edit", "out.docx", "--policy", "privacy")
    assert answer.code == 0
    assert answer.out.startswith("No change")
    assert source.stat().st_mtime_ns == before


def test_a_draft_changes_what_it_changes(source: Path, run: Run) -> None:
    """Tracked changes are accepted; front matter and other lines stay; the verdict is shown."""
    new = TEXT.replace("30", "60")
    Path("draft.docx").write_bytes(tracked(redline(parse(TEXT), parse(new)), author="Legal"))
    listed = run("edit", "draft.docx", "--policy", "privacy", "--list")
    assert "Legal: deleted “30”" in listed.out
    assert source.read_text() == TEXT
    assert run("edit", "draft.docx", "--policy", "privacy", "--reject").out.startswith("No change")
    answer = run("edit", "draft.docx", "--policy", "privacy", "--json")
    assert answer.json["verdict"] == "material"
    assert "2 tracked changes accepted" in answer.err
    assert source.read_text() == TEXT.replace("data,\nfor 30 days", "data, for 60 days")


def test_compare_reads_word_files(source: Path, run: Run) -> None:
    """On either side; front matter is nothing that Word shows."""
    run("edit", "--policy", "privacy", "--export", "out.docx")
    Path("new.md").write_text(TEXT.split("---\n")[2].replace("30", "60"))
    answer = run("compare", "out.docx", "new.md", "--json")
    assert [(edit["old"], edit["new"]) for edit in answer.json["edits"]] == [("30", "60")]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        pytest.param(("no.docx", "--policy", "privacy"), "cannot be read", id="no-file"),
        pytest.param(("policy/privacy.md", "--policy", "privacy"), "isn't a Word file", id="no-word"),
        pytest.param(("x.docx", "--policy", "privcy"), "there is no policy 'privcy'", id="no-policy"),
        pytest.param(("--policy", "privacy"), "either a draft is read", id="neither"),
        pytest.param(("--policy", "privacy", "--export", "no/x"), "cannot be written", id="folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    source: Path, run: Run, words: tuple[str, ...], what: str
) -> None:
    """One message, exit 2, the policy as it was."""
    answer = run("edit", *words)
    assert answer.code == 2
    assert what in answer.err
    assert source.read_text() == TEXT
