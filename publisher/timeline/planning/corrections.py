"""A correction of a pending text, made in the texts that readers have until it applies (rule T4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from publisher.history.attachments import to_record
from publisher.history.policy_history import History
from publisher.model.entries import AttachedFile, Derivation, Judgement, TextBefore
from publisher.register.branch_reader import object_id
from publisher.text.correction import Slip, carry
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.classification import Decision, Judgements
from publisher.timeline.planning.contents import attachments_of_text, before_fields, content_of_text
from publisher.timeline.rules import PublishedText


@dataclass(frozen=True, slots=True)
class Carried:
    """A correction as it reaches an earlier text.

    revision: blob id of the corrected text, None where nothing is changed; source: its bytes. decision: how
    it counts there. left: what readers of that text go on seeing; all: every passage that concerns it.
    """

    revision: str | None
    source: bytes
    decision: Decision
    left: tuple[Slip, ...]
    all: tuple[Slip, ...]

    @property
    def proved(self) -> bool:
        """Whether what could be made there is no material change."""
        return self.decision.verdict is not Verdict.MATERIAL


def derive(history: History, before: str, after: str, text: str) -> tuple[str, bytes, Any]:
    """Return the blob id and bytes of a text with what changed between two others, and the correction."""
    found = carry(history.text(before), history.text(after), history.text(text))
    data = found.text.encode()
    return object_id("blob", data, len(text)), data, found


def carried(
    history: History, judgements: Judgements, before: str, after: str, text: str
) -> Carried | None:
    """Make in a text what is corrected from one revision to another; None where it has nothing to do with it.

    Nothing is changed there unless it is proved editorial for that text as well.
    """
    revision, source, found = derive(history, before, after, text)
    every = (*found.done, *found.left)
    if not every:
        return None
    if not found.made or revision == text:
        return Carried(None, b"", _NOTHING, found.left, every)
    history.blobs.hold(revision, source)
    decision = judgements.propose(text, revision)
    if decision.verdict is not Verdict.EDITORIAL:
        left = every if decision.verdict is Verdict.MATERIAL else found.left
        return Carried(None, b"", decision, left, every)
    return Carried(revision, source, decision, found.left, every)


class CorrectedText(TextBefore, Judgement):
    """The fields of an entry that say how an earlier text was corrected."""

    derived_from: Derivation
    commit: str
    path: str | None
    attachments: dict[str, AttachedFile] | None


def fields_of(
    history: History, text: PublishedText, before: str, after: str, decision: Decision
) -> CorrectedText:
    """Return what an entry says of a corrected text; what it promises is what the text promised before.

    Its attachments stay: a change of these is no correction of a slip.

    text: as it was published until now. before, after: the revisions of the correction.
    """
    return {
        **before_fields(content_of_text(history, text)),
        **decision.to_fields(),
        "derived_from": Derivation(before=before, after=after),
        "commit": text.commit,
        "path": text.fact.path,
        "attachments": to_record(attachments_of_text(history, text), history.blobs),
    }


def is_correction(decision: Decision) -> bool:
    """Whether a change is proved editorial, and not only called so by an editor."""
    return decision.verdict is Verdict.EDITORIAL and decision.decided_by == "publisher"


_NOTHING = Decision(Verdict.NONE, Verdict.NONE)
