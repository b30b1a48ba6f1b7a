"""The kept index of a long history: the same answers, sooner; never an old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.cache import Cache
from publisher.record import index
from publisher.record.git import Git
from publisher.record.history import History, read_history
from tests.conftest import PolicyRepo, at
from tests.site import world


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    """The repository of a company with renames, ends, translations and notices."""
    return Git(world.make(tmp_path_factory.mktemp("index") / "repo").path)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a short history count as a long one."""
    monkeypatch.setattr(index, "_LONG", 1)


def same(one: History, other: History) -> bool:
    """Say whether two histories say the same."""
    parts = ("head", "policies", "notices", "settings", "commits", "settings_changes", "docs_folder",
             "pages", "translated_notices", "translations")  # fmt: skip
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def test_a_kept_history_is_the_history(git: Git, tmp_path: Path) -> None:
    """The first reading keeps, the second finds, and both say what git says."""
    cache = Cache(tmp_path)
    plain, first = read_history(git), read_history(git, cache=cache)
    assert index.find(cache, plain.head, "mkdocs.yml", plain.blobs) is not None
    assert same(plain, first)
    assert same(plain, read_history(git, cache=Cache(tmp_path)))


def test_a_spoilt_index_is_read_anew(git: Git, tmp_path: Path) -> None:
    """C2: what does not match its digest is as good as absent."""
    read_history(git, cache=Cache(tmp_path))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\x00", b"\x01"))
    assert same(read_history(git), read_history(git, cache=Cache(tmp_path)))


def test_a_new_commit_is_seen(tmp_path: Path) -> None:
    """An index is of one commit: after the next one it is another."""
    repo = PolicyRepo(tmp_path / "repo", config=world.MKDOCS_YML)
    text = "---\ntitle: Terms\neffective: 2015-01-01\n---\n\n# Terms\n\n{}\n"
    cache = Cache(tmp_path / "cache")
    for number in range(3):
        repo.commit({"policy/terms.md": text.format(f"Text {number}.")})
        world.publish(repo, at(f"201{5 + number}-03-02 09:00"))
        found = read_history(Git(repo.path), cache=cache)
        assert len(found.policies["terms"].revisions) == number + 1
