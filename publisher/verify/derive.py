"""Verdicts and renderings made again, on all processors where there are many.

Both are pure functions of texts that git names by their digests, so their order does not matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publisher.errors import PublisherError
from publisher.parallel import spread
from publisher.plan import Decision, compare_texts, render_text
from publisher.plan.decision import proposal
from publisher.record.entry import Entry, Event
from publisher.record.history import History

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison

WORTH_A_POOL = 40  # steps; below it, starting processes takes longer than it saves
_TOGETHER = (
    32  # steps of one policy that one process makes in a row: each shares a text with the next
)


@dataclass(frozen=True, slots=True)
class _Step:
    """What one entry needs. pair: two revisions to judge; shown: a revision to render."""

    pair: tuple[str, str] | None
    shown: str | None


# Of some steps: the verdict and the rendering's digest, None where there is none to be had.
_Made = list[tuple[Decision | None, str | None]]


@dataclass(frozen=True)
class Derivation:
    """Makes each verdict and each rendering once. judge: compares two sources; render: makes HTML."""

    history: History
    judge: Callable[[str, str], Comparison] = compare_texts
    render: Callable[[str], str] = render_text
    _verdicts: dict[tuple[str, str], Decision] = field(default_factory=dict, repr=False)
    _renderings: dict[str, str] = field(default_factory=dict, repr=False)

    def verdict(self, old: str, new: str) -> Decision:
        """Judge two revisions; raises PublisherError where a text cannot be read."""
        if (old, new) not in self._verdicts:
            found = self.judge(self.history.text(old), self.history.text(new))
            self._verdicts[old, new] = proposal(found)
        return self._verdicts[old, new]

    def rendering(self, revision: str) -> str:
        """Return the SHA-256 of a revision's rendering; raises as `html` does."""
        if revision not in self._renderings:
            self._renderings[revision] = hashlib.sha256(self.html(revision)).hexdigest()
        return self._renderings[revision]

    def html(self, revision: str) -> bytes:
        """Render a revision; raises PublisherError for a text that cannot be shown."""
        return self.render(self.history.text(revision)).encode()

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Make what these entries need on all processors, if that is worth it."""
        rows = list(_rows(entries))
        if sum(map(len, rows)) < WORTH_A_POOL:
            return
        for row, made in zip(rows, spread(self._make, rows, least=2), strict=True):
            for step, (verdict, digest) in zip(row, made, strict=True):
                if step.pair and verdict:
                    self._verdicts[step.pair] = verdict
                if step.shown and digest:
                    self._renderings[step.shown] = digest

    def _make(self, row: Sequence[_Step]) -> _Made:
        """Make what can be made; why the rest cannot is told when its entry is checked."""
        made: _Made = []
        for step in row:
            verdict, digest = None, None
            with suppress(PublisherError):
                verdict = self.verdict(*step.pair) if step.pair else None
            with suppress(PublisherError):
                digest = self.rendering(step.shown) if step.shown else None
            made.append((verdict, digest))
        return made


def _rows(entries: Iterable[Entry]) -> Iterator[Sequence[_Step]]:
    """Part what entries need into rows of one policy; what two of them need stands once in its row."""
    by_policy: dict[str, dict[_Step, None]] = {}
    for entry in entries:
        revision = entry.fields.get("revision")
        shown = revision if entry.text_sha256 and isinstance(revision, str) else None
        step = _Step(pair_of(entry), shown)
        if step.pair or step.shown:
            by_policy.setdefault(entry.policy, {})[step] = None
    for own in by_policy.values():
        steps = list(own)
        for start in range(0, len(steps), _TOGETHER):
            yield steps[start : start + _TOGETHER]


def pair_of(entry: Entry) -> tuple[str, str] | None:
    """Return the two revisions that an entry judged, None if it judged none."""
    old, new = entry.fields.get("from_revision"), entry.fields.get("revision")
    judged = entry.event in (Event.ANNOUNCED, Event.AMENDED, Event.TRANSLATED)
    if judged and isinstance(old, str) and isinstance(new, str) and old != new:
        return old, new
    return None
