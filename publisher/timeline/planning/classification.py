"""How a change counts: what the publisher proposes, and what the editor decides (T4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from publisher.errors import PublisherError, UsageError
from publisher.history.attachments import blob_of
from publisher.history.policy_history import History, NoticeFile
from publisher.model.entries import Judgement
from publisher.text.document import frontmatter
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.contents import RENAMED, FileChange, file_changes, with_old_names

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison

Judge = Callable[[str, str], "Comparison"]

# Stored as a rule of an entry, beside those of publisher.text.materiality.
SHORTER_PERIOD = "notice-period"
_ASKS = ("effective", "translates")


@dataclass(frozen=True, slots=True)
class Decision:
    """How a change counts: the publisher's verdict, and the editor's where there is one.

    certain: see Comparison. decided_by: "publisher" or "editor". rules: why, as stored identifiers.
    """

    verdict: Verdict
    proposed: Verdict
    certain: bool = True
    decided_by: str = "publisher"
    reason: str = ""
    approved_by: str = ""
    rules: tuple[str, ...] = ()

    def to_fields(self) -> Judgement:
        """Return what a register entry keeps of the decision."""
        kept = Judgement(
            verdict=self.verdict,
            proposed=self.proposed,
            certain=self.certain,
            decided_by=self.decided_by,
            rules=self.rules,
        )
        if self.reason:
            kept["reason"] = self.reason
        if self.approved_by:
            kept["approved_by"] = self.approved_by
        return kept

    def with_shorter_period(self) -> Decision:
        """Return the decision on a change that promises less notice: material, whatever its words are.

        No editor can call it editorial (T8).
        """
        return replace(
            self,
            verdict=Verdict.MATERIAL,
            proposed=Verdict.MATERIAL,
            certain=True,
            decided_by="publisher",
            rules=tuple(sorted({*self.rules, SHORTER_PERIOD})),
        )


NOTHING_CHANGED = Decision(Verdict.NONE, Verdict.NONE)
# A text where there was none, or the other way round.
COMES_OR_GOES = Decision(Verdict.MATERIAL, Verdict.MATERIAL)


def compare_texts(old: str, new: str) -> Comparison:
    """Judge two sources; loaded on first use, because most questions need no comparison."""
    from publisher.text.comparison import compare

    return compare(old, new)


def is_material(old: str, new: str) -> bool:
    """Whether `compare_texts` would call the change material, which takes less than all its reasons."""
    from publisher.text import comparison

    return comparison.is_material(old, new)


WORTH_A_POOL = 16  # pairs; below it, starting processes takes longer than it saves


class Judgements:
    """What the publisher proposes for pairs of revisions; each pair is judged once."""

    def __init__(self, history: History, judge: Judge = compare_texts) -> None:
        self._history, self._judge = history, judge
        self._known: dict[tuple[str, str], Decision] = {}

    @property
    def history(self) -> History:
        """Where the texts are."""
        return self._history

    def propose(self, old: str | None, new: str | None) -> Decision:
        """Return the proposal for a change from one blob to another; None stands for no text."""
        if old == new:
            return NOTHING_CHANGED
        if old is None or new is None:
            return COMES_OR_GOES
        if (old, new) not in self._known:
            self._known[old, new] = self._propose(old, new)
        return self._known[old, new]

    def prepare(self, pairs: Iterable[tuple[str | None, str | None]]) -> None:
        """Judge pairs on all processors, if there are many; what cannot be judged is told when asked."""
        due = [(old, new) for old, new in dict.fromkeys(pairs) if old and new and old != new]
        if len(due) >= WORTH_A_POOL:
            from publisher.parallel import parallel_map  # most commands never come here

            self._history.blobs.prepare(blob_of(text) for pair in due for text in pair)
            for pair, found in zip(due, parallel_map(self._judged, due), strict=True):
                if found is not None:
                    self._known[pair] = found

    def _judged(self, pair: tuple[str, str]) -> Decision | None:
        with suppress(PublisherError):
            return self._propose(*pair)
        return None

    def is_material(self, old: str | None, new: str | None) -> bool:
        """Whether `propose` gives a material change, for whoever asks for no reasons."""
        return self.propose(old, new).verdict is Verdict.MATERIAL

    def _propose(self, old: str, new: str) -> Decision:
        if file_changes(old, new):
            return self.judged(old, new)
        before, after = self._history.text(blob_of(old)), self._history.text(blob_of(new))
        same_body = frontmatter.body(before) == frontmatter.body(after)
        if same_body and without_requested(before) == without_requested(after):
            return NOTHING_CHANGED
        return self.judged(old, new)

    def judged(self, old: str, new: str) -> Decision:
        """Return the proposal for two contents of which one says something else."""
        return judge_contents(self._history, self._judge, old, new)


def judge_contents(history: History, judge: Judge, old: str, new: str) -> Decision:
    """Return the proposal for two contents, by their texts and their attachments (T10)."""
    changes = file_changes(old, new)
    before, after = history.text(blob_of(old)), history.text(blob_of(new))
    if changes:
        after = with_old_names(after, before, changes)
        if frontmatter.body(before) == frontmatter.body(after) and (
            without_requested(before) == without_requested(after)
        ):
            return with_files(NOTHING_CHANGED, changes)
    return with_files(proposal(judge(before, after)), changes)


def with_files(text: Decision, changes: Sequence[FileChange]) -> Decision:
    """Return the proposal for a text together with what became of its attachments.

    What changes inside a file is not judged: unless its bytes are the same, somebody has to decide.
    """
    if not changes:
        return text
    rules = tuple(sorted({*text.rules, *(one.rule for one in changes)}))
    if all(one.rule == RENAMED for one in changes):
        if text.verdict is Verdict.NONE:
            return Decision(Verdict.EDITORIAL, Verdict.EDITORIAL, rules=rules)
        return replace(text, rules=rules)
    certain = text.certain and text.verdict is Verdict.MATERIAL
    return Decision(Verdict.MATERIAL, Verdict.MATERIAL, certain, rules=rules)


def proposal(found: Comparison) -> Decision:
    """Return what a comparison proposes."""
    rules = {finding.rule for finding in found.findings}
    return Decision(found.verdict, found.verdict, found.certain, rules=tuple(sorted(rules)))


def without_requested(source: str) -> Mapping[str, Any]:
    """Return the front matter without what asks for something and is no part of the text."""
    fields = frontmatter.split(source, "the text").fields
    fields = frontmatter.of_text(fields, source, "the text")
    return {name: value for name, value in fields.items() if name not in _ASKS}


def decide(proposed: Decision, notice: NoticeFile | None) -> Decision:
    """Join the publisher's proposal with the editor's decision.

    Raises UsageError for a material change that is called editorial without a reason and an approval,
    although it promises less notice (T8), or although a whole text comes or goes (T7).
    """
    wanted = notice.value_of("class") if notice else ""
    if notice is None or not wanted or proposed.verdict is Verdict.NONE:
        return proposed
    if wanted == proposed.verdict.value and proposed.certain:
        return proposed
    if wanted == Verdict.EDITORIAL.value:
        _check_overruling(proposed, notice)
    return replace(
        proposed,
        verdict=Verdict(wanted),
        decided_by="editor",
        reason=notice.value_of("reason"),
        approved_by=notice.value_of("approved-by"),
    )


def _check_overruling(proposed: Decision, notice: NoticeFile) -> None:
    """Raise UsageError where nobody can call a change editorial, or nobody says who does and why."""
    missing = " and ".join(
        f"'{name}'" for name in ("reason", "approved-by") if not notice.value_of(name)
    )
    what, remedy = "", "take 'class: editorial' away"
    if proposed is COMES_OR_GOES:
        what = "calls it editorial that a whole text comes or goes (T7)"
    elif SHORTER_PERIOD in proposed.rules:
        what = "calls a change editorial with which the configuration promises less notice (T8)"
        remedy += ", or put the notice period back"
    elif missing:
        what = f"calls a change editorial that counts as material, without {missing}"
        remedy = f"add {missing}, or {remedy}"
    if what:
        raise UsageError(what, where=notice.where("class"), remedy=remedy)
