"""The register in git, in the states a repository can be found in."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git
from publisher.git.git_errors import Limits
from publisher.register.chain import enter
from publisher.register.git_store import GitStore

from .repositories import at, clone, draft, fixed, git, store

PUBLICATIONS = "refs/heads/publications"


def record(path: Path, *numbers: int) -> None:
    """Enter these versions as one publication."""
    enter(store(path), fixed(*(draft(number) for number in numbers)), at=at(), pause=lambda _: None)


def tip(path: Path, ref: str = PUBLICATIONS) -> str:
    """Return the commit of a ref, nothing if it is absent."""
    return git(path, "rev-parse", "--verify", "--quiet", ref, check=False)


def keys(path: Path) -> list[str]:
    """Return the keys of the register at `path`, in order."""
    return [entry.key for entry in store(path).read().entries]


def test_each_entry_is_one_commit_that_says_it_in_words(local: Path):
    """The branch's log reads as the register, and each commit holds its own entry alone."""
    record(local, 2, 3)
    log = git(local, "log", "--reverse", "--format=%s|%P|%cI", PUBLICATIONS).splitlines()
    first, second = (line.split("|") for line in log)
    assert first[0] == "announce privacy v2, effective 2027-01-07"
    assert first[1] == ""
    assert second[1] == tip(local, PUBLICATIONS + "~1")
    assert first[2] == "2026-11-23T12:00:00+00:00"
    assert git(local, "ls-tree", "--name-only", PUBLICATIONS) == "entry.json\ntext.html"
    raw = git(local, "cat-file", "blob", PUBLICATIONS + ":entry.json")
    assert raw.encode() == store(local).read().entries[1].raw


def test_the_branch_is_sound_in_gits_own_eyes(local: Path):
    """`git fsck --strict` has nothing to say about what was written."""
    record(local, 2, 3)
    assert git(local, "fsck", "--strict", "--no-dangling") == ""


def test_index_and_work_tree_are_never_touched(local: Path):
    """Entering works beside an edit at hand, a staged one and another git's index lock."""
    (local / "policy" / "privacy.md").write_text("edited\n")
    git(local, "add", ".")
    (local / "policy" / "new.md").write_text("new\n")
    before = git(local, "status", "--porcelain"), (local / ".git" / "index").read_bytes()
    (local / ".git" / "index.lock").touch()
    record(local, 2)
    (local / ".git" / "index.lock").unlink()
    assert (git(local, "status", "--porcelain"), (local / ".git" / "index").read_bytes()) == before


def test_attributes_change_nothing_that_is_stored(local: Path):
    """Line-end conversion and filters of the repository do not reach the entry."""
    (local / ".gitattributes").write_text("* text eol=crlf working-tree-encoding=UTF-16LE ident\n")
    git(local, "config", "core.autocrlf", "true")
    (entry,) = enter(store(local), fixed(draft(2, b"a\r\nb\n$Id$\n")), at=at())
    assert store(local).text(entry) == b"a\r\nb\n$Id$\n"


@pytest.mark.parametrize("kind", ["no user", "detached", "only main cloned"])
def test_a_ci_checkout_can_record(remote: Path, tmp_path: Path, kind: str):
    """No user name, a detached head, a clone of one branch: the entry arrives."""
    record(clone(remote, tmp_path / "first"), 2)
    job = tmp_path / "job"
    if kind == "only main cloned":
        git(tmp_path, "clone", "-q", "--single-branch", "-b", "main", f"file://{remote}", str(job))
    else:
        clone(remote, job)
    if kind == "detached":
        git(job, "checkout", "-q", "--detach")
    record(job, 3)
    assert tip(remote) == tip(job) == tip(job, "refs/remotes/origin/publications")
    assert keys(clone(remote, tmp_path / "reader")) == [draft(2).key, draft(3).key]


def test_a_configured_user_signs_with_the_own_name(local: Path):
    """Where git knows a user, the commits are that user's."""
    git(local, "config", "user.name", "Éditrice")
    git(local, "config", "user.email", "e@example.org")
    record(local, 2)
    assert git(local, "log", "-1", "--format=%an %ce", PUBLICATIONS) == "Éditrice e@example.org"


def test_a_clone_without_a_local_branch_is_read(remote: Path, tmp_path: Path):
    """After a plain clone only origin/publications is there; that is the register."""
    record(clone(remote, tmp_path / "first"), 2)
    second = clone(remote, tmp_path / "second")
    assert tip(second) == ""
    assert keys(second) == [draft(2).key]
    assert tip(second) == "", "reading moves nothing"


def test_a_local_branch_that_is_behind_follows(remote: Path, tmp_path: Path):
    """What others entered comes in before anything is derived."""
    first, second = clone(remote, tmp_path / "first"), clone(remote, tmp_path / "second")
    record(first, 2)
    record(second, 3)
    record(first, 4)
    assert keys(first) == [draft(2).key, draft(3).key, draft(4).key]
    assert tip(first) == tip(remote)


def test_an_append_whose_push_was_cut_short_is_finished(remote: Path, tmp_path: Path):
    """A local branch ahead of the remote is pushed, with nothing entered twice."""
    first = clone(remote, tmp_path / "first")
    record(first, 2)
    git(first, "remote", "rename", "origin", "away")
    record(first, 3)  # without a remote: kept here
    git(first, "remote", "rename", "away", "origin")
    record(first, 3)
    assert tip(remote) == tip(first)
    assert keys(clone(remote, tmp_path / "reader")) == [draft(2).key, draft(3).key]


def test_a_register_with_two_ends_is_left_alone(remote: Path, tmp_path: Path):
    """Where the local branch and the remote have parted, nothing is chosen and nothing moves."""
    first, second = clone(remote, tmp_path / "first"), clone(remote, tmp_path / "second")
    record(first, 2)
    git(second, "remote", "rename", "origin", "away")
    record(second, 3)
    git(second, "remote", "rename", "away", "origin")
    ends = tip(second), tip(remote)
    with pytest.raises(UsageError, match="two ends"):
        record(second, 4)
    assert (tip(second), tip(remote)) == ends


def test_a_deleted_remote_branch_is_not_begun_anew(remote: Path, tmp_path: Path):
    """Once seen on the remote, a register that is gone from there is an alarm, no fresh start."""
    first = clone(remote, tmp_path / "first")
    record(first, 2)
    git(remote, "update-ref", "-d", PUBLICATIONS)
    with pytest.raises(UsageError, match=r"gone from the remote.*find out who deleted it"):
        record(first, 3)
    assert tip(remote) == ""


def test_a_forced_remote_branch_is_an_alarm(remote: Path, tmp_path: Path):
    """A remote that no longer contains what was seen there is named, and nothing is entered."""
    first = clone(remote, tmp_path / "first")
    record(first, 2, 3)
    git(remote, "update-ref", PUBLICATIONS, PUBLICATIONS + "~1")
    with pytest.raises(UsageError, match=r"older register.*entries were cut off: find out who"):
        record(first, 4)
    assert tip(remote) == git(first, "rev-parse", tip(first) + "~1")


def test_a_shallow_clone_enters_nothing(remote: Path, tmp_path: Path):
    """A clone whose history is cut is told to fetch all of it."""
    record(clone(remote, tmp_path / "first"), 2)
    job = tmp_path / "job"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{remote}", str(job))
    before = tip(remote)
    with pytest.raises(UsageError, match=r"shallow.*fetch-depth: 0"):
        record(job, 3)
    assert tip(remote) == before


def test_a_token_without_rights_is_told_which_to_grant(remote: Path, tmp_path: Path):
    """A remote that refuses for good is not asked again; its words and the remedy are passed on."""
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho x >> ../asked; echo 'GH013: rule violations' >&2; exit 1\n")
    hook.chmod(0o755)
    job = clone(remote, tmp_path / "job")
    with pytest.raises(UsageError, match=r"GH013: rule violations.*contents: write"):
        record(job, 2)
    assert tip(job) == tip(remote) == ""


def test_a_lock_on_the_remote_is_named_with_what_to_do(remote: Path, tmp_path: Path):
    """A lock that a killed writer left on the remote is exit 3, with its age; no words for machines."""
    job = clone(remote, tmp_path / "job")
    lock = remote / "refs" / "heads" / "publications.lock"
    lock.touch()
    os.utime(lock, (0, lock.stat().st_mtime - 3 * 3600))
    with pytest.raises(
        TryAgainError,
        match=r"publications\.lock.*held for 3 hours now.*let that file be removed",
    ) as error:
        record(job, 2)
    assert "Another git process" not in str(error.value)
    assert "\t" not in str(error.value)


def test_a_remote_that_cannot_be_reached_is_tried_again_later(remote: Path, tmp_path: Path):
    """A remote that is away is exit 3, and nothing is entered anywhere."""
    job = clone(remote, tmp_path / "job")
    remote.rename(tmp_path / "elsewhere.git")
    with pytest.raises(TryAgainError, match="cannot be read"):
        record(job, 2)
    assert tip(job) == ""


def test_a_lock_left_behind_is_named_with_path_and_age(local: Path):
    """A lock that another git left stops the append with its path and age; it is not removed."""
    record(local, 2)
    lock = local / ".git" / f"{PUBLICATIONS}.lock"
    lock.touch()
    os.utime(lock, (time.time() - 600, time.time() - 600))
    with pytest.raises(TryAgainError, match=r"publications\.lock: .*for 10 minutes now"):
        enter(GitStore(Git(local, Limits(lock=0.1))), fixed(draft(3)), at=at())
    assert lock.exists()
    lock.unlink()
    record(local, 3)
    assert keys(local) == [draft(2).key, draft(3).key]


@pytest.mark.parametrize("content", ["", "garbage\n", "1" * 40 + "\n"])
def test_an_unreadable_register_is_never_taken_for_an_empty_one(local: Path, content: str):
    """A damaged ref stops every reading, and nothing is entered over it."""
    record(local, 2)
    ref = local / ".git" / PUBLICATIONS
    ref.write_text(content)
    with pytest.raises(UsageError):
        store(local).read()
    with pytest.raises(UsageError):
        record(local, 3)
    assert ref.read_text() == content


def test_a_name_that_is_no_branch_is_refused(local: Path):
    """A register branch named like an option or with spaces is a mistake in the configuration."""
    for name in ("a b", "-x..y", ""):
        with pytest.raises(UsageError, match="isn't a valid name for a branch"):
            GitStore(Git(local), name)


def test_junk_on_the_branch_is_named_and_can_be_declared(local: Path):
    """A commit that is no entry stops every reader until a void names it; it is never removed."""
    record(local, 2)
    tree = git(local, "mktree", input="")
    junk = git(
        local, "-c", "user.name=M", "-c", "user.email=m@x", "commit-tree", "-m", "junk",
        "-p", tip(local), tree,
    )  # fmt: skip
    git(local, "update-ref", PUBLICATIONS, junk)
    with pytest.raises(UsageError, match=rf"commit {junk} isn't an entry.*register void {junk}"):
        store(local).read()
