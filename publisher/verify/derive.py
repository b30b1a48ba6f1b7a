"""Verdicts and renderings made again, on all processors where there are many.

Both are pure functions of texts that git names by their digests, so their order does not matter.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publisher.errors import PublisherError
from publisher.plan import Decision, compare_texts, render_text
from publisher.plan.decision import proposal
from publisher.record.entry import Entry, Event
from publisher.record.history import History

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison

WORTH_A_POOL = 40  # texts or pairs; below it, starting processes takes longer than it saves


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
        entries = list(entries)
        # Policy by policy, so that two comparisons in a row share a text.
        by_policy = sorted(entries, key=lambda entry: entry.policy)
        pairs = list(dict.fromkeys(pair for entry in by_policy if (pair := pair_of(entry))))
        texts = {
            str(entry.fields["revision"])
            for entry in entries
            if entry.text_sha256 and isinstance(entry.fields.get("revision"), str)
        }
        own = self.judge is compare_texts and self.render is render_text
        if not own or (os.cpu_count() or 1) < 2 or len(pairs) + len(texts) < WORTH_A_POOL:
            return
        sources = self._sources({blob for pair in pairs for blob in pair} | texts)
        jobs = [(sources[old], sources[new]) for old, new in pairs if {old, new} <= sources.keys()]
        named = [pair for pair in pairs if set(pair) <= sources.keys()]
        shown = [blob for blob in texts if blob in sources]
        with ProcessPoolExecutor() as pool:
            verdicts = pool.map(_judge, jobs, chunksize=8)
            digests = pool.map(_digest, [sources[blob] for blob in shown], chunksize=8)
            self._keep(named, list(verdicts), shown, list(digests))

    def _keep(
        self,
        pairs: Sequence[tuple[str, str]],
        verdicts: Sequence[Decision | None],
        shown: Sequence[str],
        digests: Sequence[str | None],
    ) -> None:
        for pair, verdict in zip(pairs, verdicts, strict=True):
            if verdict:
                self._verdicts[pair] = verdict
        for blob, digest in zip(shown, digests, strict=True):
            if digest:
                self._renderings[blob] = digest

    def _sources(self, blobs: Iterable[str]) -> dict[str, str]:
        """Return the texts that can be read; the others are told when their entry is checked."""
        found = {}
        for blob in blobs:
            try:
                found[blob] = self.history.text(blob)
            except PublisherError:
                continue
        return found


def pair_of(entry: Entry) -> tuple[str, str] | None:
    """Return the two revisions that an entry judged, None if it judged none."""
    old, new = entry.fields.get("from_revision"), entry.fields.get("revision")
    judged = entry.event in (Event.ANNOUNCED, Event.AMENDED, Event.TRANSLATED)
    if judged and isinstance(old, str) and isinstance(new, str) and old != new:
        return old, new
    return None


def _judge(pair: tuple[str, str]) -> Decision | None:
    try:
        found = compare_texts(*pair)
    except PublisherError:
        return None
    return proposal(found)


def _digest(source: str) -> str | None:
    try:
        return hashlib.sha256(render_text(source).encode()).hexdigest()
    except PublisherError:
        return None
