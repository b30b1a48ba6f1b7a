"""`publisher notice`: the words for readers, begun from the change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, NOW, Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at


@pytest.fixture
def changed(in_repo: PolicyRepo) -> PolicyRepo:
    """A repository with a material change that is not committed yet."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.write({"policy/privacy.md": CHANGED})
    return in_repo


def test_a_notice_is_begun_from_the_change(changed: PolicyRepo, run: Run) -> None:
    """The file names the policy, asks for a summary, and lists what changed."""
    answer = run("notice", "privacy", "--json")
    assert answer.json == {"path": "policy/notices/privacy-2.md", "created": True}
    text = Path("policy/notices/privacy-2.md").read_text(encoding="utf-8")
    assert text.startswith("---\npolicy: privacy\n")
    assert "summary:\n" in text
    assert "\n- " in text


def test_what_was_begun_passes_the_check(changed: PolicyRepo, run: Run) -> None:
    """With a summary, the change has no problem left, also before anything is committed."""
    run("notice", "privacy", "--summary", 'We "keep": less', "--no-edit")
    answer = run("check", "--json")
    assert [one["rule"] for one in answer.json["problems"]] == ["uncommitted"]
    assert answer.json["policies"][0]["notice"] == "policy/notices/privacy-2.md"


def test_without_a_summary_the_check_asks_for_one(changed: PolicyRepo, run: Run) -> None:
    """An empty summary is told with file and line."""
    run("notice", "privacy", "--no-edit")
    problems = run("check", "--json").json["problems"]
    [found] = [one for one in problems if one["rule"] != "uncommitted"]
    assert (found["file"], found["line"]) == ("policy/notices/privacy-2.md", 4)


def test_a_notice_that_is_there_is_never_overwritten(changed: PolicyRepo, run: Run) -> None:
    """Asking again names the file that the change already has."""
    run("notice", "privacy", "--no-edit")
    Path("policy/notices/privacy-2.md").write_text(
        "---\npolicy: privacy\n---\nMine.\n", encoding="utf-8"
    )
    answer = run("notice", "privacy", "--json")
    assert answer.json == {"path": "policy/notices/privacy-2.md", "created": False}
    assert "Mine." in Path("policy/notices/privacy-2.md").read_text(encoding="utf-8")


def test_a_name_that_is_taken_is_passed_over(changed: PolicyRepo, run: Run) -> None:
    """A file of that name that speaks of something else stays as it is."""
    terms = POLICY.replace("Privacy statement", "Terms")
    other = "---\npolicy: terms\n---\nOld.\n"
    changed.commit({"policy/terms.md": terms, "policy/notices/privacy-2.md": other})
    assert run("notice", "privacy", "--json").json["path"] == "policy/notices/privacy-2-b.md"


def test_the_decision_of_an_editor_is_written_down(changed: PolicyRepo, run: Run) -> None:
    """Class, reason and approval given on the command line stand in the front matter and count."""
    run("notice", "privacy", "--class", "editorial", "--reason", "a slip: 24", "--approved-by", "Legal",
        "--summary", "A slip.", "--no-edit")  # fmt: skip
    policy = run("check", "--json").json["policies"][0]
    assert (policy["verdict"], policy["decided_by"], policy["reason"]) == (
        "editorial", "editor", "a slip: 24",
    )  # fmt: skip


def test_nothing_to_announce_writes_nothing(in_repo: PolicyRepo, run: Run) -> None:
    """Without a change there is one message, exit code 2 and no file."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    answer = run("notice", "privacy")
    assert answer.code == 2
    assert "nothing to announce" in answer.err
    assert not Path("policy/notices").exists()


def test_a_misspelt_id_names_the_one_that_was_meant(changed: PolicyRepo, run: Run) -> None:
    """An unknown id gets the nearest one."""
    answer = run("notice", "privcy")
    assert answer.code == 2
    assert "write 'privacy'" in answer.err


OWN = POLICY.replace("---\n", "---\nnotice:\n  summary: Shorter.\n  text: We delete sooner.\n", 1)


@pytest.mark.parametrize("files", [
    {"policy/privacy.md": OWN},
    {"policy/notices/n.md": NOTICE},
], ids=["front-matter", "file"])  # fmt: skip
def test_a_notice_without_a_change_is_named(
    in_repo: PolicyRepo, run: Run, files: dict[str, str]
) -> None:
    """Where it stands: readers would never get it."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, NOW)
    in_repo.commit(files)
    answer = run("check", "--json")
    [problem] = answer.json["problems"]
    assert (answer.code, problem["rule"], problem["level"]) == (0, "unused-notice", "warning")
    assert (problem["file"], problem["line"]) == (next(iter(files)), 3)
    assert "explains no change" in problem["problem"]
    in_repo.commit(
        {"policy/privacy.md": files.get("policy/privacy.md", POLICY).replace("24", "13")}
    )
    answer = run("check", "--json")
    [policy] = answer.json["policies"]
    assert (answer.json["problems"], policy["event"]) == ([], "announced")
    assert policy["notice"] == next(iter(files))
