"""The attachments of texts on the site (T10).

Each is served at an address that names its content (`files/<sha256>/<name>`), so that every page goes on
showing the bytes that its text was published with. At its own address a file has the bytes in force.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from publisher.errors import UsageError
from publisher.history.attachments import (
    Attachment,
    AttachmentPosition,
    address,
    can_attach,
    names_in,
    quoted,
    referred,
    targets,
)
from publisher.history.policy_history import History
from publisher.text.document.frontmatter import decode
from publisher.timeline.planning.contents import (
    RENAMED,
    attachments_of_text,
    content_of_text,
    file_changes,
)
from publisher.timeline.rules import PublishedText
from publisher.timeline.states import States


@dataclass(frozen=True, slots=True)
class Served:
    """A file of the site. path: from the top of the repository. blob: object id. sha256: of its bytes."""

    path: str
    blob: str
    sha256: str

    @property
    def name(self) -> str:
        """Its name, without folders."""
        return posixpath.basename(self.path)

    @property
    def file(self) -> str:
        """Where it lies, from the top of the site."""
        return address(self.sha256, self.path)

    @property
    def url(self) -> str:
        """Its address as links have it, from the root of the site."""
        return quoted(self.file)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """An attachment that a version changes. kind: "replaced", "added" or "removed"."""

    kind: str
    name: str
    old: Served | None
    new: Served | None


@dataclass(frozen=True, slots=True)
class Linked:
    """What the links of one text lead to. files: by path; docs, site_url: see Place."""

    docs: str
    site_url: str
    files: Mapping[str, Served]

    def find(self, link: str, path: str) -> Served | None:
        """Return the attachment that a link of the text at `path` means; None for other links."""
        if not self.files:
            return None
        place = AttachmentPosition(path, self.docs, self.site_url)
        return next((self.files[p] for p in targets(link, place) if p in self.files), None)

    def over(self, other: Linked) -> Linked:
        """Return the links of two texts together; where both have a file, this one's counts."""
        return Linked(self.docs, self.site_url, {**other.files, **self.files})


class Attachments:
    """Finds the attachments of published texts, and their bytes."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._digests: dict[str, str] = {}
        self._known: dict[int, tuple[PublishedText, Linked]] = {}

    def of(self, text: PublishedText) -> Linked:
        """Return what a text shows and links to, as it was published."""
        known = self._known.get(id(text))
        if known is None or known[0] is not text:
            served = (self._served(one, text) for one in attachments_of_text(self._history, text))
            known = text, self._linked({one.path: one for one in served})
            self._known[id(text)] = known
        return known[1]

    @cached_property
    def nothing(self) -> Linked:
        """The links of what has no attachments."""
        return self._linked({})

    def _linked(self, files: Mapping[str, Served]) -> Linked:
        return Linked(self._history.docs_folder, self._history.settings.site_url, files)

    def _served(self, one: Attachment, text: PublishedText) -> Served:
        if text.fact.attachments:
            return Served(one.path, one.blob, text.fact.attachments[one.path].sha256)
        return self._at_head(one)

    def _at_head(self, one: Attachment) -> Served:
        if one.blob not in self._digests:
            data = self._history.blobs.data(one.blob)
            self._digests[one.blob] = hashlib.sha256(data).hexdigest()
        return Served(one.path, one.blob, self._digests[one.blob])

    def changes(self, before: PublishedText, after: PublishedText) -> tuple[ShownFile, ...]:
        """Return how the attachments of two texts differ for a reader, by path."""
        old, new = self.of(before).files, self.of(after).files
        found = file_changes(
            content_of_text(self._history, before), content_of_text(self._history, after)
        )
        return tuple(
            ShownFile(
                one.rule.rpartition("-")[2], posixpath.basename(one.path),
                old.get(one.path) if one.old else None, new.get(one.path) if one.new else None,
            )
            for one in found if one.rule != RENAMED
        )  # fmt: skip

    def every(self, states: States) -> Iterator[Served]:
        """Yield each file that a text of a version has, once."""
        seen = set()
        for text in _texts(states):
            for served in self.of(text).files.values():
                if served.file not in seen:
                    seen.add(served.file)
                    yield served

    def in_force(self, states: States) -> dict[str, Served]:
        """Return what lies at the own address of each attachment of a text in force, by path.

        Where texts in force have a file in different versions, it is the one that is not at HEAD: a
        coming version is never shown early.
        """
        found: dict[str, Served] = {}
        for policy in states.editions:
            version = policy.in_force
            for path, served in (
                self.of(version.texts[-1]).files.items() if version and version.texts else ()
            ):
                at_head = self._history.pages.get(path)
                if path not in found or (at_head and served.blob != at_head.blob):
                    found[path] = served
        return found

    def too_early(self, states: States) -> set[str]:
        """Return the files at HEAD that a text in force names and did not have when it was published.

        At their own addresses the text would show them before the day from which they apply.
        """
        files = {
            path
            for path, source in self._history.pages.items()
            if source.is_file and can_attach(path)
        }
        return {
            path for policy in states.editions if policy.in_force and policy.in_force.texts
            for path in self._missing(policy.in_force.texts[-1], files)
        }  # fmt: skip

    def _missing(self, text: PublishedText, files: set[str]) -> Iterable[str]:
        """Return those of the files that a text names without having them as attachments."""
        own = self.of(text)
        path = text.fact.path or ""
        others = files - own.files.keys()
        if not path or not others:
            return ()
        source = decode(self._history.blobs.data(text.revision), path)
        named = names_in(source, {posixpath.basename(other) for other in others})
        near = [other for other in others if posixpath.basename(other) in named]
        return referred(source, near, AttachmentPosition(path, own.docs, own.site_url))

    def data(self, served: Served) -> bytes:
        """Return the bytes of a file. Raises UsageError where they are not those that were published."""
        data = self._history.blobs.data(served.blob)
        if hashlib.sha256(data).hexdigest() != served.sha256:
            raise UsageError(
                f"the attachment '{served.path}' is not the one that was published",
                where=f"object {served.blob[:12]}",
                remedy="fetch the register anew from a sound copy; see 'publisher verify'",
            )
        return data

    def write(self, states: States, site: Path) -> None:
        """Write every version of every attachment into a site."""
        for served in self.every(states):
            target = site / served.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self.data(served))

    def content(self, text: PublishedText) -> str:
        """Return the content of a text, see `publisher.timeline.planning.contents`."""
        return content_of_text(self._history, text)

    def digests(self, text: PublishedText) -> list[tuple[str, str]]:
        """Return address and SHA-256 of each attachment of a text, for who looks whether it is there."""
        return sorted((one.file, one.sha256) for one in self.of(text).files.values())


def _texts(states: States) -> Iterable[PublishedText]:
    for policy in states.policies:
        for version in policy.versions:
            yield from version.texts
            for translation in version.translations:
                yield from translation.texts
