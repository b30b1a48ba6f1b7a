"""Contents of git objects: read many at a time, and only as many kept as fit into a fixed room."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import Protocol

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.text.document.frontmatter import decode

ROOM = 64 * 1024 * 1024  # bytes kept in memory
AHEAD = 64  # how many neighbours at most are read along with a content that is not in memory
_FEW = 16  # how many with the first of a row


class Blobs(Protocol):
    """Where contents are read by their object id. A content never changes."""

    def data(self, blob: str) -> bytes:
        """Return a content. Raises UsageError when it is not there."""

    def stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (id, content) in the order asked, one at a time; raises as `data` does."""

    def prepare(self, blobs: Iterable[str]) -> None:
        """Have contents ready that are going to be asked for; what is missing is told when it is."""

    def hold(self, blob: str, data: bytes) -> None:
        """Know a content that is going to be stored."""


def text(blobs: Blobs, blob: str, where: str = "") -> str:
    """Return a content as text, without a byte order mark. Raises UsageError when it is not UTF-8."""
    return decode(blobs.data(blob), where or f"object {blob[:12]}")


class GitBlobs:
    """Contents of one repository.

    room: bytes that stay in memory; what was not used for longest goes first.
    """

    def __init__(self, git: Git, *, room: int = ROOM) -> None:
        self._git, self._room = git, room
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._held: dict[str, bytes] = {}
        self._size = 0
        self._neighbours: Sequence[str] = ()
        self._places: dict[str, int] = {}
        # Where a row that was read along goes on, and how long it was.
        self._rows: dict[int, int] = {}

    def expect(self, blobs: Iterable[str]) -> None:
        """Say in which order contents will probably be asked for, so that they are read in groups."""
        self._neighbours = list(dict.fromkeys(blobs))
        self._places = {blob: place for place, blob in enumerate(self._neighbours)}

    def data(self, blob: str) -> bytes:
        """Return a content, and read its expected neighbours along with it."""
        if blob in self._held:
            return self._held[blob]
        if blob in self._kept:
            self._kept.move_to_end(blob)
            return self._kept[blob]
        place = self._places.get(blob)
        ahead: Sequence[str] = []
        if place is not None:  # who goes on where a row ended will go on further
            length = min(2 * self._rows.pop(place, _FEW // 2), AHEAD)
            ahead = self._neighbours[place + 1 : place + length]
            self._rows[place + length] = length
        found = b""
        for name, data in self._git.cat_file_batch(
            [blob, *(other for other in ahead if other not in self._kept)]
        ):
            found = data if name == blob else found
            self._keep(name, data)
        return found

    def stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield contents through one process and keep none of them."""
        if not self._held:
            yield from self._git.cat_file_batch(blobs)
            return
        for held, group in itertools.groupby(blobs, self._held.__contains__):
            if held:
                yield from ((blob, self._held[blob]) for blob in group)
            else:
                yield from self._git.cat_file_batch(group)

    def prepare(self, blobs: Iterable[str]) -> None:
        """Read contents in one go; as many as fit."""
        known = self._kept.keys() | self._held.keys()
        wanted = [blob for blob in dict.fromkeys(blobs) if blob not in known]
        for name, kind, data in self._git.objects(wanted):
            if kind is not None:
                self._keep(name, data)

    def hold(self, blob: str, data: bytes) -> None:
        """Know a content that git does not have yet; it stays in memory."""
        self._held[blob] = data

    def _keep(self, blob: str, data: bytes) -> None:
        self._size += len(data) - len(self._kept.pop(blob, b""))
        self._kept[blob] = data
        while self._size > self._room and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])


class KnownBlobs:
    """Contents that are in memory already."""

    def __init__(self, contents: MutableMapping[str, bytes]) -> None:
        self._contents = contents

    def data(self, blob: str) -> bytes:
        """Return a content."""
        if blob not in self._contents:
            raise UsageError(
                f"object {blob} is missing", where="the contents", remedy="give all of them"
            )
        return self._contents[blob]

    def stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield contents in the order asked."""
        for blob in blobs:
            yield blob, self.data(blob)

    def prepare(self, blobs: Iterable[str]) -> None:
        """Nothing is to be done: all are there."""

    def hold(self, blob: str, data: bytes) -> None:
        """Add a content."""
        self._contents[blob] = data
