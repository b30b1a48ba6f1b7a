"""The history of the policies, from real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.history.policy_history import History, read_history
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo


def read(repo: PolicyRepo) -> History:
    """Read the history of a repository."""
    return read_history(Git(repo.path))


def test_every_revision_of_a_policy_is_found_in_order(repo: PolicyRepo) -> None:
    """Two contents of one file are two revisions, oldest first, with their commits."""
    first = repo.commit({"policy/privacy.md": POLICY})
    second = repo.commit({"policy/privacy.md": CHANGED})
    policy = read(repo).policies["privacy"]
    assert [revision.commit for revision in policy.revisions] == [first, second]
    assert read(repo).text(policy.revisions[0].blob) == POLICY
    assert policy.head == policy.revisions[-1]


def test_pages_without_effective_are_no_policies(repo: PolicyRepo) -> None:
    """An ordinary page, whatever its front matter holds, is no policy."""
    page = "---\ntitle: Home\nsearch: {exclude: true}\n---\neffective: 2020-01-01\n"
    repo.commit({"policy/privacy.md": POLICY, "policy/index.md": page})
    assert list(read(repo).policies) == ["privacy"]


def test_the_working_tree_is_never_read(repo: PolicyRepo) -> None:
    """What is not committed does not exist."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.write({"policy/privacy.md": CHANGED, "policy/terms.md": POLICY})
    history = read(repo)
    assert list(history.policies) == ["privacy"]
    assert history.text(history.policies["privacy"].revisions[-1].blob) == POLICY


def test_dates_of_commits_count_for_nothing(
    repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit that claims to be older than its parent still comes after it."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.write({"policy/privacy.md": CHANGED})
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Back-dated", "--date=1999-01-01T00:00:00Z")
    assert len(read(repo).policies["privacy"].revisions) == 2


def test_a_merge_counts_as_what_the_main_line_held(repo: PolicyRepo) -> None:
    """The revisions of a merged branch are not revisions of the policy; the merge's result is one."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.git("checkout", "-q", "-b", "edit")
    repo.commit({"policy/privacy.md": CHANGED.replace("13", "12")})
    repo.commit({"policy/privacy.md": CHANGED})
    repo.git("checkout", "-q", "main")
    repo.commit({"policy/index.md": "# Home\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "edit")
    policy = read(repo).policies["privacy"]
    assert [read(repo).text(revision.blob) for revision in policy.revisions] == [POLICY, CHANGED]
    assert policy.revisions[-1].commit == repo.git("rev-parse", "HEAD")


def test_a_rename_with_an_id_keeps_the_policy(repo: PolicyRepo) -> None:
    """The `id` in the new file's front matter carries the history over."""
    repo.commit({"policy/privacy.md": POLICY})
    renamed = POLICY.replace("title:", "id: privacy\ntitle:")
    repo.commit({"policy/privacy.md": None, "policy/privacy-statement.md": renamed})
    policies = read(repo).policies
    assert list(policies) == ["privacy"]
    assert [revision.slug for revision in policies["privacy"].revisions] == [
        "privacy",
        "privacy-statement",
    ]


def test_a_deleted_policy_is_known_as_deleted(repo: PolicyRepo) -> None:
    """Deleting the file ends the policy; its revisions stay known."""
    repo.commit({"policy/privacy.md": POLICY, "policy/index.md": "# Home\n"})
    gone = repo.commit({"policy/privacy.md": None})
    policy = read(repo).policies["privacy"]
    assert policy.deleted == gone
    assert policy.head is None


def test_losing_effective_is_an_error_and_not_an_end(repo: PolicyRepo) -> None:
    """A policy whose front matter lost `effective` is named, not ended."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.commit({"policy/privacy.md": POLICY.replace("effective: 2014-01-27\n", "")})
    with pytest.raises(UsageError, match=r"policy/privacy\.md: was a policy"):
        read(repo)


def test_a_shallow_clone_gets_a_clear_answer(repo: PolicyRepo, tmp_path: Path) -> None:
    """T2: a history that is cut off is refused with the way to mend it."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.commit({"policy/privacy.md": CHANGED})
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(tmp_path / "shallow"))
    with pytest.raises(UsageError, match=r"shallow.*fetch-depth: 0"):
        read_history(Git(tmp_path / "shallow"))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"policy/privacy.md": POLICY.replace("2014-01-27", "2026-02-30")},
            "privacy.md",
            id="no-such-day",
        ),
        pytest.param({"policy/privacy.md": POLICY.encode("utf-16")}, "UTF-8", id="wrong-encoding"),
        pytest.param({"policy/Privacy.md": POLICY}, "part of an address", id="capital-letter"),
        pytest.param(
            {"policy/privacy.md": POLICY.replace("title: Privacy statement\n", "")},
            "no 'title'",
            id="no-title",
        ),
        pytest.param(
            {
                "policy/privacy.md": POLICY,
                "policy/terms.md": POLICY.replace("title:", "id: privacy\ntitle:"),
            },
            "has the id 'privacy'",
            id="two-files-one-id",
        ),
        pytest.param(
            {"mkdocs.yml": MKDOCS_YML.replace("notice_days", "notice_day")},
            "notice_days",
            id="misspelt-option",
        ),
        pytest.param({"mkdocs.yml": "a: [\n"}, "mkdocs.yml:2", id="broken-yaml"),
    ],
)
def test_a_mistake_at_head_is_one_clear_message(
    repo: PolicyRepo, files: dict[str, str | bytes], message: str
) -> None:
    """What an editor can mend is named with its place."""
    repo.commit({"policy/index.md": "# Home\n"})
    repo.commit(files)  # type: ignore[arg-type]
    with pytest.raises(UsageError) as caught:
        read(repo)
    assert message in str(caught.value)
    assert "To fix:" in str(caught.value)


def test_an_old_mistake_is_no_error_once_it_is_mended(repo: PolicyRepo) -> None:
    """A commit that could never be built is passed over; the text before and after it stays one line."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.commit({"policy/privacy.md": POLICY.replace("2014-01-27", "tomorrow")})
    repo.commit({"policy/privacy.md": CHANGED})
    assert len(read(repo).policies["privacy"].revisions) == 2


def test_settings_are_those_of_the_commit(repo: PolicyRepo) -> None:
    """A commit's settings are what its own mkdocs.yml says, not HEAD's."""
    first = repo.commit({"policy/privacy.md": POLICY})
    repo.commit({"mkdocs.yml": MKDOCS_YML.replace("notice_days: 30", "notice_days: 10")})
    history = read(repo)
    assert history.settings_at(first).notice_days == 30
    assert history.settings.notice_days == 10
