"""What a later text takes back of a change that is announced and has not come yet.

"Nothing is silently reversed": an editor who starts from the text in force, while a change is pending,
easily writes a text in which that change is missing. The announced change would then be undone on the
later text's day, or never apply at all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.history.attachments import attachments_of
from publisher.history.policy_history import History
from publisher.timeline.planning.contents import (
    REPLACED,
    FileChange,
    content_of_version,
    file_changes,
)
from publisher.timeline.planning.three_way_diff import Passage, TextEdit, ThreeWayChange, read_text
from publisher.timeline.rules import Version, announced, in_force, pending

if TYPE_CHECKING:
    from publisher.model.command_json import ReversalJSON


@dataclass(frozen=True, slots=True)
class Reversal:
    """An announced change that a later text takes back, in part or as a whole.

    version: of the announced change. by: the later version; recorded: whether it is announced too, or
    only what HEAD holds. whole: whether nothing of the change is left. never: whether both take effect
    together, so that the change never applies. declared: whether the later one's notice says so
    (`reverses`).
    """

    version: Version
    by: Version
    passages: tuple[Passage, ...]
    whole: bool
    declared: bool

    @property
    def never(self) -> bool:
        """Whether the announced change would never apply: both take effect together."""
        return self.by.effective_at <= self.version.effective_at

    @property
    def meant(self) -> bool:
        """Whether the notice says so, and it can come as it says: the change applies for a while."""
        return self.declared and not self.never

    def explain(self) -> str:
        """Say in one English sentence, without a full stop, what would happen."""
        what = (
            f"version {self.version.number}"
            if self.whole
            else f"a part of version {self.version.number}"
        )
        announced = f"{what}, announced for {self.version.effective},"
        if self.never:
            fate = (
                f"would never take effect: version {self.by.number} takes it back on the same day"
            )
        else:
            fate = f"would be undone by version {self.by.number} from {self.by.effective} on"
        return f"{announced} {fate}"

    def described_passages(self, most: int = 3) -> Iterator[str]:
        """Yield what readers would find, passage by passage; the last says how many more there are."""
        yield from (passage.explain() for passage in self.passages[:most])
        if len(self.passages) > most:
            yield f"and {len(self.passages) - most} more"

    @property
    def remedy(self) -> str:
        """What to do, in the imperative, without a full stop."""
        number = self.version.number
        whole = f"'replaces: {number}' (version {number} never takes effect)"
        for_a_while = f"'reverses: {number}' (it applies until then)"
        if self.never:
            for_a_while = (
                f"'reverses: {number}' and into the text a later day (it applies until then)"
            )
        return (
            "bring the announced words back into the text; or, if it is meant, write into the notice "
            f"{whole} or {for_a_while}"
        )

    def to_json(self) -> ReversalJSON:
        """Return it as plain data."""
        return {
            "version": self.version.number,
            "by": self.by.number,
            "recorded": self.by.recorded,
            "whole": self.whole,
            "never": self.never,
            "declared": self.declared,
            "explanation": self.explain(),
            "remedy": self.remedy,
            "passages": [passage.to_json() for passage in self.passages],
        }


def reversals(history: History, versions: Iterable[Version], at: datetime) -> tuple[Reversal, ...]:
    """Return the announced changes that a later version takes back, in order.

    versions: of one policy, with what is about to be announced. Declared reversals are among them.
    """
    versions = tuple(versions)
    waiting = [version for version in pending(versions, at) if version.revision]
    current = in_force(versions, at)
    texts = {
        v.number: read_text(history.text(v.revision))
        for v in announced(versions, at)
        if v.revision and len(waiting) > 1
    }
    found: list[Reversal] = []
    for place, version in enumerate(waiting[:-1]):
        before = waiting[place - 1] if place else current
        if before is None or before.number not in texts:
            continue  # a first text changes nothing that readers knew
        change = ThreeWayChange(texts[before.number], texts[version.number])
        gone: set[TextEdit] = set()
        files = _replaced(before, version, history)
        files_gone: set[FileChange] = set()
        for later in waiting[place + 1 :]:
            undone = set(change.undone_by(texts[later.number]))
            news = [edit for edit in change.edits if edit in undone - gone]
            gone |= undone
            back = [one for one in files if _is_back(one, later, history)]
            passages = tuple(change.passage(edit) for edit in news) + tuple(
                Passage((), "", "", posixpath.basename(one.path))
                for one in back if one not in files_gone
            )  # fmt: skip
            files_gone |= set(back)
            if passages:
                declared = version.number in (later.beginning.reverses or ())
                whole = len(undone) + len(back) == len(change.edits) + len(files)
                found.append(Reversal(version, later, passages, whole, declared))
    return tuple(found)


def _replaced(before: Version, version: Version, history: History) -> list[FileChange]:
    """Return the attachments that a version replaces."""
    old, new = (content_of_version(history, one) for one in (before, version))
    changes = file_changes(old, new) if old and new else ()
    return [one for one in changes if one.rule == REPLACED]


def _is_back(change: FileChange, later: Version, history: History) -> bool:
    """Whether a later version has the file again as it was before a change."""
    content = content_of_version(history, later)
    return content is not None and (change.path, change.old) in attachments_of(content)
