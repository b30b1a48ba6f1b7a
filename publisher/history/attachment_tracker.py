"""Which file of the folder was an attachment of which text, commit by commit along the first-parent line."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

from publisher.git.objects import Blobs
from publisher.history.attachments import Attachment, AttachmentPosition, names_in, referred
from publisher.history.snapshots import Snapshot
from publisher.text.document.frontmatter import decode


class Attached:
    """The files of the folder that are no pages, as the commits that were taken have them.

    blobs: where texts are read from. Where a folder has nothing but pages, no text is ever read.
    """

    def __init__(self, blobs: Blobs | None = None) -> None:
        self.blobs = blobs
        self._files: dict[str, str] = {}
        # Of each path: place of a commit, and the object id that the path had from it on; empty without one.
        self._past: dict[str, list[tuple[int, str]]] = {}
        # Names that may occur, and which of them each text has, with how many were known when it was read.
        self._names: set[str] = set()
        self._mentions: dict[str, tuple[int, frozenset[str]]] = {}
        self._known: dict[tuple[str, AttachmentPosition, int], tuple[Attachment, ...]] = {}

    def __repr__(self) -> str:
        return f"Attached({self._past!r})"

    @property
    def is_empty(self) -> bool:
        """Whether the folder never had anything but pages."""
        return not self._past

    def begin(self) -> None:
        """Go back to before the first commit; what texts mention stays known."""
        self._files, self._past = {}, {}

    def expect(self, steps: Iterable[Snapshot]) -> None:
        """Take the names of the files that steps are going to bring."""
        for step in steps:
            self._names.update(posixpath.basename(path) for path in step.files)

    def read(self, blob: str, data: bytes) -> None:
        """Take which of the names a text mentions."""
        if self._names:
            self._mentions[blob] = len(self._names), names_in(decode(data, blob), self._names)

    def take(self, step: Snapshot) -> None:
        """Take what a commit does to files."""
        self.expect([step])
        for path, file in step.files.items():
            blob = file.blob if file is not None and file.is_file else ""
            self._past.setdefault(path, []).append((step.order, blob))
            if blob:
                self._files[path] = blob
            else:
                self._files.pop(path, None)

    def prepare(self, texts: Iterable[str]) -> None:
        """Have texts ready that were read before the newest names were known."""
        if self.blobs is not None:
            self.blobs.prepare(blob for blob in texts if not self._is_read(blob))

    def _is_read(self, blob: str) -> bool:
        return blob in self._mentions and self._mentions[blob][0] == len(self._names)

    def _mentioned(self, blob: str) -> frozenset[str]:
        if not self._is_read(blob):
            assert self.blobs is not None  # noqa: S101 - set before a commit is taken
            self.read(blob, self.blobs.data(blob))
        return self._mentions[blob][1] if blob in self._mentions else frozenset()

    def may_concern(self, blob: str, step: Snapshot) -> bool:
        """Whether a text mentions a file that a commit touches."""
        mentioned = self._mentioned(blob)
        return any(posixpath.basename(path) in mentioned for path in step.files)

    def of(self, blob: str, path: str, step: Snapshot) -> tuple[Attachment, ...]:
        """Return the attachments that the text at a path has after a commit."""
        return self._of(blob, AttachmentPosition(path, step.docs, step.site_url), self._files)

    def at(self, blob: str, place: AttachmentPosition, order: int) -> tuple[Attachment, ...]:
        """Return the attachments that a text had after the commit at `order` of the line."""
        known = self._known.get((blob, place, order))
        if known is not None:
            return known
        files = {}
        for path, past in self._past.items():
            before = [object_id for at, object_id in past if at <= order]
            if before and before[-1]:
                files[path] = before[-1]
        found = self._known[blob, place, order] = self._of(blob, place, files)
        return found

    def _of(
        self, blob: str, place: AttachmentPosition, files: Mapping[str, str]
    ) -> tuple[Attachment, ...]:
        if not files or not (mentioned := self._mentioned(blob)):
            return ()
        near = [path for path in files if posixpath.basename(path) in mentioned]
        if not near:
            return ()
        assert self.blobs is not None  # noqa: S101 - set before a commit is taken
        source = decode(self.blobs.data(blob), place.path)
        return tuple(Attachment(path, files[path]) for path in referred(source, near, place))

    def written(self) -> dict[str, Any]:
        """Return what `resume` needs, as plain data."""
        return {"past": self._past}

    def resume(self, kept: Mapping[str, Any], blobs: Blobs) -> None:
        """Take over what `written` returned."""
        self.blobs = blobs
        for path, past in kept["past"].items():
            self._past[path] = [(order, blob) for order, blob in past]
            self._names.add(posixpath.basename(path))
            if self._past[path][-1][1]:
                self._files[path] = self._past[path][-1][1]
