"""Verdicts and renderings made again, on all processors where there are many.

Both are pure functions of texts that git names by their digests, so their order does not matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publisher.errors import PublisherError
from publisher.history.attachments import blob_of
from publisher.history.policy_history import History
from publisher.parallel import parallel_map
from publisher.register.entry import Entry, Event
from publisher.text.document import render_harmless, render_text
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.classification import (
    Decision,
    compare_texts,
    is_material,
    judge_contents,
)
from publisher.timeline.planning.contents import brought, came_from, file_changes

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison
    from publisher.verify.prefetch import Need

WORTH_A_POOL = 40  # entries; below it, starting processes takes longer than it saves


@dataclass(slots=True)
class _Results:
    """What one process made for a row of needs, for the others to know."""

    verdicts: dict[tuple[str, str], Decision] = field(default_factory=dict)
    material: dict[tuple[str, str], bool] = field(default_factory=dict)
    renderings: dict[str, str] = field(default_factory=dict)

    def take(self, other: _Results) -> None:
        self.verdicts |= other.verdicts
        self.material |= other.material
        self.renderings |= other.renderings


@dataclass(frozen=True)
class Derivation:
    """Makes each verdict and each rendering once. judge: compares two sources; render: makes HTML."""

    history: History
    judge: Callable[[str, str], Comparison] = compare_texts
    render: Callable[[str], str] = render_text
    render_harmless: Callable[[str], str] = render_harmless
    _results: _Results = field(default_factory=_Results, repr=False)

    def verdict(self, old: str, new: str) -> Decision:
        """Judge two revisions; raises PublisherError where a text cannot be read."""
        if (old, new) not in self._results.verdicts:
            found = judge_contents(self.history, self.judge, old, new)
            self._results.verdicts[old, new] = found
        return self._results.verdicts[old, new]

    def is_material(self, old: str, new: str) -> bool:
        """Whether `verdict` would be material, without its reasons; raises as it does."""
        if (old, new) in self._results.verdicts:
            return self._results.verdicts[old, new].verdict is Verdict.MATERIAL
        if (old, new) not in self._results.material:
            if file_changes(old, new):
                return self.verdict(old, new).verdict is Verdict.MATERIAL
            found = is_material(self.history.text(blob_of(old)), self.history.text(blob_of(new)))
            self._results.material[old, new] = found
        return self._results.material[old, new]

    def rendering(self, revision: str) -> str:
        """Return the SHA-256 of a revision's rendering; raises as `html` does."""
        if revision not in self._results.renderings:
            self._results.renderings[revision] = hashlib.sha256(self.html(revision)).hexdigest()
        return self._results.renderings[revision]

    def html(self, revision: str) -> bytes:
        """Render a revision; raises PublisherError for a text that cannot be shown."""
        return self.render(self.history.text(revision)).encode()

    def harmless(self, revision: str) -> bytes:
        """Render a revision without what no page may show; raises PublisherError for one too large."""
        return self.render_harmless(self.history.text(revision)).encode()

    def prepare(self, rows: Sequence[Sequence[Need]]) -> None:
        """Make what entries need on all processors, if that is worth it."""
        if sum(map(len, rows)) >= WORTH_A_POOL:
            for made in parallel_map(self._make, rows, least=2):
                self._results.take(made)

    def _make(self, row: Sequence[Need]) -> _Results:
        """Make what can be made; why the rest cannot is told when its entry is checked."""
        own = replace(self, _results=_Results())
        with suppress(PublisherError):
            self.history.blobs.prepare(blob for need in row for blob in need.revisions)
        for need in row:
            with suppress(PublisherError):
                if need.shown:
                    own.rendering(need.shown)
            for pair in need.judged:
                with suppress(PublisherError):
                    own.verdict(*pair)
            for pair in need.weighed:
                with suppress(PublisherError):
                    own.is_material(*pair)
        return own._results


def pair_of(entry: Entry) -> tuple[str, str] | None:
    """Return the two contents that an entry judged, None if it judged none."""
    old, new = came_from(entry.fact), brought(entry.fact)
    judged = entry.event in (Event.ANNOUNCED, Event.AMENDED, Event.TRANSLATED)
    if judged and old and new and old != new:
        return old, new
    return None
