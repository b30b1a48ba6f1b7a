"""The working tree as a commit that no branch knows."""

from __future__ import annotations

import pytest

from publisher.git.client import Git
from publisher.git.worktree import snapshot
from publisher.history.policy_history import read_history
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo


def state(repo: PolicyRepo) -> tuple[str, ...]:
    """Return what a preview must leave as it was."""
    return (
        repo.git("status", "--porcelain"),
        repo.git("for-each-ref"),
        repo.git("rev-parse", "HEAD"),
    )


def test_a_clean_working_tree_is_head_itself(repo: PolicyRepo) -> None:
    """Where nothing differs there is nothing to preview."""
    repo.commit({"policy/privacy.md": POLICY})
    assert snapshot(Git(repo.path)) is None


def test_every_kind_of_change_is_in_the_preview(repo: PolicyRepo) -> None:
    """Edited, new, staged and deleted files are taken as they lie there, and nothing else moves."""
    repo.commit({"policy/privacy.md": POLICY, "policy/terms.md": POLICY, "policy/a.md": "# A\n"})
    repo.write(
        {"policy/privacy.md": CHANGED, 'policy/"odd\n name.md': "# Odd\n", "policy/a.md": None}
    )
    repo.write({"policy/staged.md": "# Staged\n", "notes.md": "not a page\n"})
    repo.git("add", "policy/staged.md")
    before = state(repo)
    made = snapshot(Git(repo.path))
    assert made
    assert state(repo) == before
    listed = repo.git("diff-tree", "-r", "--name-status", "-z", "HEAD", made)
    assert listed.split("\0")[:-1] == [
        "A", 'policy/"odd\n name.md', "D", "policy/a.md", "M", "policy/privacy.md",
        "A", "policy/staged.md",
    ]  # fmt: skip
    history = read_history(Git(repo.path), revision=made)
    assert history.text(history.policies["privacy"].revisions[-1].blob) == CHANGED


def test_the_same_working_tree_is_the_same_commit(repo: PolicyRepo) -> None:
    """Looking twice leaves no second object behind."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.write({"policy/privacy.md": CHANGED})
    assert snapshot(Git(repo.path)) == snapshot(Git(repo.path))


def test_a_repository_without_a_commit_can_be_previewed(repo: PolicyRepo) -> None:
    """The first text can be looked at before it is committed."""
    repo.write({"policy/privacy.md": POLICY})
    made = snapshot(Git(repo.path))
    assert made
    assert list(read_history(Git(repo.path), revision=made).policies) == ["privacy"]


def test_ignored_files_are_no_part_of_it(repo: PolicyRepo) -> None:
    """What git ignores would not be committed either."""
    repo.commit({"policy/privacy.md": POLICY, ".gitignore": "*.tmp.md\n"})
    repo.write({"policy/privacy.tmp.md": CHANGED})
    assert snapshot(Git(repo.path)) is None


def test_no_filter_of_the_repository_is_run(repo: PolicyRepo) -> None:
    """Attributes and filters change no byte and run no command."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.git("config", "filter.evil.clean", f"touch {repo.path}/pwned; cat")
    repo.write({".gitattributes": "policy/*.md filter=evil\n", "policy/new.md": CHANGED})
    made = snapshot(Git(repo.path))
    assert made
    assert repo.git("show", f"{made}:policy/new.md") == CHANGED.strip()
    assert not (repo.path / "pwned").exists()


@pytest.mark.parametrize("target", ["privacy.md", "/etc"])
def test_a_link_stays_a_link(repo: PolicyRepo, target: str) -> None:
    """A link is previewed as the link that would be committed, never as what it points to."""
    repo.commit({"policy/privacy.md": POLICY})
    (repo.path / "policy/link.md").symlink_to(target)
    made = snapshot(Git(repo.path))
    assert made
    assert repo.git("ls-tree", made, "policy/link.md").startswith("120000")


def test_the_configuration_of_the_working_tree_counts(repo: PolicyRepo) -> None:
    """An edited mkdocs.yml is part of the preview."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.write({"mkdocs.yml": MKDOCS_YML.replace("notice_days: 30", "notice_days: 40")})
    made = snapshot(Git(repo.path))
    assert made
    assert read_history(Git(repo.path), revision=made).settings.notice_days == 40


def test_other_line_ends_of_a_checkout_are_no_change(repo: PolicyRepo) -> None:
    """A file that git checked out with CRLF is the file that was committed."""
    repo.commit({"policy/privacy.md": POLICY})
    repo.write({"policy/privacy.md": POLICY.replace("\n", "\r\n")})
    assert snapshot(Git(repo.path)) is None
