"""Contents are read in groups: starting git for each of thousands would be most of the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.objects import GitBlobs
from tests.conftest import PolicyRepo

ROWS, LENGTH = 5, 60


class CountingGit(Git):
    """Counts how often it is started for contents."""

    starts = 0

    def objects(
        self, ids: Iterable[str], timeout: float | None = None
    ) -> Iterator[tuple[str, str | None, bytes]]:
        """Read objects as git does."""
        asked = list(ids)
        self.starts += bool(asked)
        return super().objects(asked, timeout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[str]]]:
    """A repository with some rows of contents."""
    repo = PolicyRepo(tmp_path_factory.mktemp("blobs"))
    names = [[f"{row}-{place}" for place in range(LENGTH)] for row in range(ROWS)]
    repo.write({name: name for row in names for name in row})
    ids = repo.git("hash-object", "-w", *chain(*names)).split()
    return repo.path, [ids[row * LENGTH : (row + 1) * LENGTH] for row in range(ROWS)]


def test_whoever_goes_on_reads_in_groups(made: tuple[Path, list[list[str]]]) -> None:
    """One after the other, or some rows side by side: few starts for many contents."""
    path, rows = made
    for order in (chain(*rows), chain(*zip(*rows, strict=True))):
        git = CountingGit(path)
        blobs = GitBlobs(git)
        blobs.expect(chain(*rows))
        read = {blob: blobs.data(blob).decode() for blob in order}
        assert read == {rows[r][p]: f"{r}-{p}" for r in range(ROWS) for p in range(LENGTH)}
        assert git.starts <= 3 * ROWS


def test_who_knows_what_it_needs_asks_once(made: tuple[Path, list[list[str]]]) -> None:
    """What is not there is told to who asks for it."""
    path, rows = made
    git = CountingGit(path)
    blobs = GitBlobs(git)
    blobs.prepare([*rows[0], "0" * 40])
    assert [blobs.data(blob).decode() for blob in rows[0]] == [f"0-{p}" for p in range(LENGTH)]
    assert git.starts == 1
    with pytest.raises(UsageError, match="is missing"):
        blobs.data("0" * 40)


def test_only_as_much_is_kept_as_there_is_room_for(made: tuple[Path, list[list[str]]]) -> None:
    """What was not used for longest goes first; it is read again when it is asked for."""
    path, rows = made
    blobs = GitBlobs(Git(path), room=40)
    blobs.prepare(rows[0])
    assert sum(map(len, blobs._kept.values())) <= 40
    assert blobs.data(rows[0][0]) == b"0-0"
