"""What a text says with its attachments (T10), and how a change of attachments counts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from publisher.errors import PublisherError
from publisher.history.attachments import (
    Attachment,
    attachments_of,
    blob_of,
    content_of,
    recorded,
    recorded_before,
)
from publisher.history.policy_history import History, PolicyHistory, Revision
from publisher.model.entries import Fact, TextBefore
from publisher.timeline.rules import PublishedText, Version

# Stored as rules of an entry, beside those of publisher.text.materiality.
REPLACED, ADDED, REMOVED = "attachment-replaced", "attachment-added", "attachment-removed"
RENAMED = "attachment-renamed"

_TARGET = (
    r"(\]\(\s*<?|^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?|\b(?:href|src)\s*=\s*[\"'])({})(?=[\s)>\"'?#]|$)"
)


@dataclass(frozen=True, slots=True)
class FileChange:
    """One attachment that is another one afterwards. rule: what happened.

    path: from the top of the repository, of the newer one. before: its path before, where it was renamed.
    old, new: object ids; None where there was none, or is none any more.
    """

    rule: str
    path: str
    old: str | None
    new: str | None
    before: str = ""

    def explain(self) -> str:
        """Say in one English sentence, without a full stop, what happened."""
        name = posixpath.basename(self.path)
        if self.rule == RENAMED:
            old = posixpath.basename(self.before)
            return f"The file {old} was renamed to {name}; its content is the same"
        verb = {REPLACED: "was replaced", ADDED: "was added", REMOVED: "was removed"}[self.rule]
        return f"The file {name} {verb}"


def first_text(history: History, policy: PolicyHistory) -> Revision:
    """Return git's first text of a policy that a page may show; no reader ever had one before it."""
    from publisher.text.document.render import (
        render,
    )  # most policies have one text until they are recorded

    for revision in policy.revisions if len(policy.revisions) > 1 else ():
        with suppress(PublisherError):
            render(history.text(revision.blob), revision.path)
            return revision
    return policy.revisions[0]


def content_of_text(history: History, text: PublishedText) -> str:
    """Return the content of a published text: as its entry names it, else as its commit has it.

    Entries from before attachments were recorded name none.
    """
    return content_of(text.revision, attachments_of_text(history, text))


def attachments_of_text(history: History, text: PublishedText) -> tuple[Attachment, ...]:
    """Return the attachments of a published text, see `content_of_text`."""
    known = recorded(text.fact)
    if known is not None:
        return known
    path = text.fact.path
    return history.attachments(text.revision, path, text.commit) if path else ()


def content_of_version(history: History, version: Version | None) -> str | None:
    """Return the content of what a version says now; None for no text."""
    if version is None or not version.texts:
        return None
    return content_of_text(history, version.texts[-1])


def came_from(fact: Fact) -> str | None:
    """Return the content that an entry says a text was before; None where it names none."""
    revision = fact.from_revision
    return None if revision is None else content_of(revision, recorded_before(fact) or ())


def brought(fact: Fact) -> str | None:
    """Return the content that an entry names; None where it names no text."""
    return None if fact.revision is None else content_of(fact.revision, recorded(fact) or ())


def before_fields(content: str | None) -> TextBefore:
    """Return the fields of an entry that name the content it follows."""
    fields = TextBefore(from_revision=blob_of(content) if content else None)
    if content and (before := attachments_of(content)):
        fields["from_attachments"] = {one.path: one.blob for one in before}
    return fields


def file_changes(old: str, new: str) -> tuple[FileChange, ...]:
    """Return how the attachments of two contents differ, by path."""
    before, after = dict(attachments_of(old)), dict(attachments_of(new))
    if before == after:
        return ()
    gone = {path: blob for path, blob in before.items() if path not in after}
    changes: list[FileChange] = []
    for path, blob in after.items():
        if path in before:
            if before[path] != blob:
                changes.append(FileChange(REPLACED, path, before[path], blob))
            continue
        same = next((one for one in gone if gone[one] == blob), None)
        if same is None:
            changes.append(FileChange(ADDED, path, None, blob))
        else:
            del gone[same]
            changes.append(FileChange(RENAMED, path, blob, blob, before=same))
    changes += [FileChange(REMOVED, path, blob, None) for path, blob in gone.items()]
    return tuple(sorted(changes, key=lambda one: (one.path, one.rule)))


def with_old_names(source: str, old_source: str, changes: Sequence[FileChange]) -> str:
    """Return a source with the links to renamed files as they were, where that is sure.

    A link to other bytes stays, and so does one that is spelled in a way that is not understood.
    """
    renamed = [one for one in changes if one.rule == RENAMED]
    if not renamed or "`" in source or "~~~" in source:
        return source  # in a code block, a link is text
    for change in renamed:
        for folder in _folders(change):
            new, old = (
                posixpath.relpath(change.path, folder),
                posixpath.relpath(change.before, folder),
            )
            if old in old_source:
                source = _relinked(source, new, old)
    return source


def _folders(change: FileChange) -> Iterator[str]:
    """Yield the folders from which links to a renamed file may be written."""
    for path in (change.path, change.before):
        folder = posixpath.dirname(path)
        while folder:
            yield folder
            folder = posixpath.dirname(folder)


def _relinked(source: str, new: str, old: str) -> str:
    pattern = re.compile(_TARGET.format(re.escape(new)), re.MULTILINE)

    def swap(match: re.Match[str]) -> str:
        line = source[source.rfind("\n", 0, match.start()) + 1 : match.start()]
        return match[0] if line.startswith(("    ", "\t")) else match[1] + old

    return pattern.sub(swap, source)
