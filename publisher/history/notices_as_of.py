"""The notices that each commit of a line holds: read once, and put in their places as they come and go."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence

from publisher.errors import UsageError
from publisher.git.log import Commit
from publisher.git.objects import Blobs, KnownBlobs
from publisher.history.head_checks import is_notice, read_one
from publisher.history.notices import NoticeFile, TranslatedNotice
from publisher.history.revisions import PolicyHistory
from publisher.history.snapshots import File, Tree

Found = tuple[tuple[NoticeFile, ...], tuple[TranslatedNotice, ...]]
_Place = tuple[int, str]  # of the commit that brought the file, and its path


class PastNotices:
    """What `head_checks.read_notices` returns, commit by commit. line: of all that may come."""

    def __init__(self, line: Sequence[Commit], blobs: Blobs) -> None:
        wanted = {
            change.blob: None
            for commit in line
            for change in commit.changes
            if "/notices/" in f"/{change.path}" and change.is_file
        }
        self._blobs = KnownBlobs(dict(blobs.stream(wanted)) if wanted else {})
        self._read: dict[tuple[str, File], NoticeFile | TranslatedNotice] = {}
        self.begin()

    def begin(self) -> None:
        """Go back to the time before the first commit."""
        self._docs = ""
        self._touched: set[str] = set()
        self._places: dict[str, _Place] = {}
        self._order: list[_Place] = []
        self._held: list[NoticeFile | TranslatedNotice] = []
        self._found: Found | None = None

    def take(self, commit: Commit) -> None:
        """Take one commit in."""
        self._touched |= {c.path for c in commit.changes if "/notices/" in f"/{c.path}"}

    def at(self, tree: Tree, policies: Mapping[str, PolicyHistory]) -> Found:
        """Return the notices after the commit that was taken last. Raises as `read_notices` does."""
        if tree.docs != self._docs:
            self.begin()
            self._docs, self._touched = tree.docs, set(tree.files)
        for path in [one for one in self._touched if not is_notice(one, tree)]:
            self._drop(path)
            self._touched.discard(path)
        coming = sorted((tree.files[path].added, path) for path in self._touched)
        for _, path in coming:
            if not tree.files[path].is_file:
                raise UsageError(
                    "is a link, not a file", where=path, remedy="replace it by the file itself"
                )
        for place in coming:
            self._put(place, tree, policies)
            self._touched.discard(place[1])
        if self._found is None:
            self._found = (
                tuple(one for one in self._held if isinstance(one, NoticeFile)),
                tuple(one for one in self._held if isinstance(one, TranslatedNotice)),
            )
        return self._found

    def _put(self, place: _Place, tree: Tree, policies: Mapping[str, PolicyHistory]) -> None:
        path = place[1]
        file = tree.files[path]
        if (path, file) not in self._read:
            self._read[path, file] = read_one(path, tree, self._blobs.data(file.blob), policies)
        self._drop(path)
        insort(self._order, place)
        self._held.insert(bisect_left(self._order, place), self._read[path, file])
        self._places[path] = place
        self._found = None

    def _drop(self, path: str) -> None:
        place = self._places.pop(path, None)
        if place is not None:
            at = bisect_left(self._order, place)
            del self._order[at], self._held[at]
            self._found = None
