"""The kept index of a long history: the same answers, sooner; never an old one."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from publisher.cache import NO_CACHE, Cache
from publisher.errors import PublisherError
from publisher.git.client import Git
from publisher.git.objects import GitBlobs
from publisher.history import history_cache, reader
from publisher.history.policy_history import read_history
from tests.conftest import PolicyRepo, at
from tests.publication.shapes import Shapes
from tests.site import world

TEXT = "---\ntitle: Terms\neffective: 2015-01-01\n---\n\n# Terms\n\n{}\n"


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    """The repository of a company with renames, ends, translations and notices."""
    return Git(world.make(tmp_path_factory.mktemp("index") / "repo").path)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a short history count as a long one."""
    monkeypatch.setattr(history_cache, "_LONG", 1)
    monkeypatch.setattr(history_cache, "_MORE", 1)


def found_of(git: Git, cache: Cache) -> str | None:
    """Return the commit up to which a reading of HEAD is kept."""
    head = git.resolve("HEAD")
    assert head is not None
    found = history_cache.find(cache, git, head, "mkdocs.yml", GitBlobs(git))
    return found.head if found else None


def told(git: Git, cache: Cache = NO_CACHE) -> str:
    """Return all that a history says, in its order, or the mistake that it has."""
    try:
        found = read_history(git, cache=cache)
    except PublisherError as error:
        return str(error)
    said = {field.name: getattr(found, field.name) for field in fields(found)}
    return repr({name: value for name, value in said.items() if name != "blobs"})


def test_a_kept_history_is_the_history(git: Git, tmp_path: Path) -> None:
    """The first reading keeps, the second finds, and both say what git says."""
    plain = told(git)
    assert told(git, Cache(tmp_path)) == plain
    assert found_of(git, Cache(tmp_path)) == read_history(git).head
    assert told(git, Cache(tmp_path)) == plain


def test_a_spoilt_index_is_read_anew(git: Git, tmp_path: Path) -> None:
    """C2: what does not match its digest is as good as absent."""
    read_history(git, cache=Cache(tmp_path))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\x00", b"\x01"))
    assert found_of(git, Cache(tmp_path)) is None
    assert told(git, Cache(tmp_path)) == told(git)


@pytest.mark.parametrize("seed", range(8))
def test_a_reading_that_goes_on_says_what_a_whole_one_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever happened to the branch since: the same answer, or the same mistake, byte for byte.

    The whole one takes all commits at once, and reads each page of HEAD to check it.
    """
    shapes = Shapes(tmp_path / "repo", seed)
    git, cache = Git(shapes.path), Cache(tmp_path / "cache")
    gone_on = 0
    for _ in range(16):
        happened = shapes.step()
        with monkeypatch.context() as plain:
            plain.setattr(reader, "_PIECE", 10**6)
            plain.setattr(reader.HistoryReading, "sound", lambda self: {})
            whole = told(git)
        monkeypatch.setattr(reader, "_PIECE", 1 + shapes.size % 3)
        gone_on += found_of(git, cache) not in (None, shapes.tip)
        assert told(git, cache) == whole, f"after '{happened}'"
        assert told(git) == whole, "in pieces"
    assert gone_on, "not one reading went on from another"


def test_a_reading_goes_on_from_the_line_alone(tmp_path: Path) -> None:
    """A kept commit that came in as a second parent is in the history, and not on its line."""
    repo = PolicyRepo(tmp_path / "repo", config=world.MKDOCS_YML)
    start = repo.commit({"policy/terms.md": TEXT.format("Text.")})
    kept = repo.commit({"policy/terms.md": TEXT.format("Other text.")})
    git, cache = Git(repo.path), Cache(tmp_path / "cache")
    read_history(git, cache=cache)
    repo.git("checkout", "-q", "-b", "side", start)
    repo.commit({"policy/cookies.md": TEXT.format("Cookies.")})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", kept)
    assert found_of(git, cache) is None
    assert told(git, cache) == told(git)


def test_only_what_came_since_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one more commit git is asked for that commit, not for all."""
    repo = PolicyRepo(tmp_path / "repo", config=world.MKDOCS_YML)
    for number in range(5):
        repo.commit({"policy/terms.md": TEXT.format(f"Text {number}.")})
    git, cache = Git(repo.path), Cache(tmp_path / "cache")
    read_history(git, cache=cache)
    last = repo.commit({"policy/terms.md": TEXT.format("Another text.")})
    taken: list[str] = []
    grow_by = reader.grow_by
    monkeypatch.setattr(
        reader, "grow_by",
        lambda tree, order, commit, known: (taken.append(commit.id), grow_by(tree, order, commit, known)),
    )  # fmt: skip
    found = read_history(git, cache=cache)
    assert taken == [last]
    assert [one.order for one in found.policies["terms"].revisions] == list(range(6))


def test_not_every_commit_is_kept_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some more commits are soon read: only many more are worth another file."""
    monkeypatch.setattr(history_cache, "_MORE", 3)
    repo = PolicyRepo(tmp_path / "repo", config=world.MKDOCS_YML)
    git, cache = Git(repo.path), Cache(tmp_path / "cache")
    kept = []
    for number in range(7):
        head = repo.commit({"policy/terms.md": TEXT.format(f"Text {number}.")})
        read_history(git, cache=cache)
        kept.append(found_of(git, cache) == head)
    assert kept == [True, False, False, True, False, False, True]


def test_a_new_commit_is_seen(tmp_path: Path) -> None:
    """An index is of one commit: after the next one it is another."""
    repo = PolicyRepo(tmp_path / "repo", config=world.MKDOCS_YML)
    cache = Cache(tmp_path / "cache")
    for number in range(3):
        repo.commit({"policy/terms.md": TEXT.format(f"Text {number}.")})
        world.publish(repo, at(f"201{5 + number}-03-02 09:00"))
        found = read_history(Git(repo.path), cache=cache)
        assert len(found.policies["terms"].revisions) == number + 1
