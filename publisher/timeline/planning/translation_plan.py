"""Which version a translation says in another language, and what a publication enters of it.

A translation is never counted: it is in force exactly while the version is that it says. So nobody can
bring words in force early by translating them, and nobody has to announce a change twice.

L1  A translation is of no version whose text was not there when it was written: at most of the newest one
    that differs not at all, or only editorially, from the prevailing text beside it in its commit.
L2  It may say of which one (`translates: 2`): of that version or of an earlier one, never of a later one.
L3  Where it does not say so and was only edited editorially, it stays a translation of the same version.
L4  The translation of a version, once published, changes editorially, or to mend a mistake that a notice
    declares. Any other change is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from publisher.history.policy_history import History, NoticeFile, PolicyHistory, Revision
from publisher.model.entries import DecisionFile, Judgement, NoticeText, Translated
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.classification import NOTHING_CHANGED, Decision, Judgements, decide
from publisher.timeline.planning.contents import before_fields, content_of_text
from publisher.timeline.planning.corrections import carried, fields_of, is_correction
from publisher.timeline.planning.draft_state import Ledger
from publisher.timeline.planning.notice_selection import (
    decided_in,
    inline_translation,
    mending_notice,
    says_the_same,
)
from publisher.timeline.rules import PublishedText, Version

_JUDGED = (
    3  # so many of the newest versions are compared word by word; older ones must be the very text
)


class Held(StrEnum):
    """Why a translation is not published as it stands."""

    NO_TEXT = "no-text"  # no version had a text yet that it could be of (L1)
    AHEAD = "ahead"  # it names a version that was not there when it was written (L2)
    UNKNOWN = "unknown"  # it names a version that there is not, or that was withdrawn
    SUBSTANCE = "substance"  # it changes in substance, and what it translates does not (L4)


@dataclass(frozen=True, slots=True)
class PlacedTranslation:
    """Where a translation at HEAD belongs.

    version: that it is of, None where none. newest: that it could be of by L1. current: what was published
    of that version in its language. decision: how it differs from `current`. stays: whether L3 decided.
    """

    version: Version | None
    newest: Version | None = None
    current: PublishedText | None = None
    decision: Decision = NOTHING_CHANGED
    stays: bool = False
    held: Held | None = None

    @property
    def comes(self) -> bool:
        """Whether a publication must enter its text."""
        if self.version is None or self.held:
            return False
        return self.current is None or self.decision.verdict is not Verdict.NONE


def newest_fitting(
    blob: str, known: Iterable[tuple[int, Sequence[str]]], propose: Callable[[str, str], Decision]
) -> int | None:
    """Return the newest version that the prevailing text `blob` is a text of (L1); None for none.

    known: number and texts, oldest first, of each version that was not withdrawn, in any order.
    """
    ordered = sorted((one for one in known if one[1]), reverse=True)
    for number, texts in ordered:
        if blob in texts:
            return number
    for number, texts in ordered[:_JUDGED]:
        if propose(texts[-1], blob).verdict is not Verdict.MATERIAL:
            return number
    return None


def beside(policy: PolicyHistory, order: int) -> str | None:
    """Return the prevailing text after the commit at `order` of the main line; None before the first."""
    before = [one.blob for one in policy.revisions if one.order <= order]
    return before[-1] if before else None


def place(
    policy: PolicyHistory,
    head: Revision,
    versions: Iterable[Version],
    judgements: Judgements,
    notice: NoticeFile | None = None,
) -> PlacedTranslation:
    """Say which of the versions a translation at HEAD is of.

    versions: with what is about to be announced. notice: a declared mending of this translation.
    """
    known = {v.number: v for v in versions if v.texts and v.withdrawn_at is None}
    text = beside(policy, head.order)
    texts = [(number, [one.revision for one in v.texts]) for number, v in known.items()]
    number = newest_fitting(text, texts, judgements.propose) if text else None
    newest = known[number] if number else None
    if head.translates is not None and head.translates not in known:
        return PlacedTranslation(None, newest, held=Held.UNKNOWN)
    if newest is None:
        return PlacedTranslation(None, held=Held.NO_TEXT)
    if head.translates is not None and head.translates > newest.number:
        return PlacedTranslation(None, newest, held=Held.AHEAD)
    version = known[head.translates] if head.translates is not None else newest
    stays = False
    before = _last(known.values(), head.language)
    if head.translates is None and before and before.number < newest.number:
        stays = _changed(before, head, judgements).verdict is not Verdict.MATERIAL
        version = before if stays else newest
    current = text_of(version, head.language)
    decision = _changed(version, head, judgements)
    if decision.verdict is Verdict.MATERIAL and current:
        decision = decide(decision, notice)
    held = Held.SUBSTANCE if current and decision.verdict is Verdict.MATERIAL else None
    return PlacedTranslation(version, newest, current, decision, stays, held)


def text_of(version: Version, language: str) -> PublishedText | None:
    """Return what a version says in a language now; None where it was not translated."""
    found = version.translation(language)
    return found.texts[-1] if found and found.texts else None


def _last(versions: Iterable[Version], language: str) -> Version | None:
    """Return the newest version that was published in a language."""
    found = [version for version in versions if text_of(version, language)]
    return max(found, key=lambda version: version.number, default=None)


def _changed(version: Version, head: Revision, judgements: Judgements) -> Decision:
    """Judge a translation against what was published of a version in its language."""
    current = text_of(version, head.language)
    if current is None:
        return NOTHING_CHANGED
    return judgements.propose(content_of_text(judgements.history, current), head.content)


class Translator:
    """Adds to a ledger what the next publication enters of one policy's translations."""

    def __init__(self, ledger: Ledger, judgements: Judgements) -> None:
        self.ledger: Ledger = ledger
        self.judgements: Judgements = judgements
        self.history: History = ledger.history
        self.policy: PolicyHistory = ledger.policy

    def follow(self) -> None:
        """Enter new texts and words in each language, the policy's own drafts being entered already."""
        if not self.ledger.versions:
            return
        for translation in self.history.translations.get(self.policy.id, ()):
            if translation.head:
                self._text(translation.head)
                self._words(translation.language)

    def placed(self, head: Revision) -> PlacedTranslation:
        """Say which version a translation at HEAD is of."""
        notice = self._mending(head)
        return place(self.policy, head, self.ledger.every_version, self.judgements, notice)

    def _mending(self, head: Revision) -> NoticeFile | None:
        return mending_notice(self.history, self.policy, head.language, self.ledger.used)

    def _text(self, head: Revision) -> None:
        placed = self.placed(head)
        if not placed.comes or placed.version is None:
            return
        current = placed.current
        judgement, decided = Judgement(), DecisionFile()
        if current:
            judgement, notice = placed.decision.to_fields(), self._mending(head)
            if notice and placed.decision.decided_by == "editor":
                decided = decided_in(notice)
        translated = Translated(
            version=placed.version.number,
            language=head.language,
            **before_fields(content_of_text(self.history, current) if current else None),
            **judgement,
            **decided,
            **self._new_notice_text(placed.version, head.language),
        )
        self.ledger.publish(translated, head)
        if current and is_correction(placed.decision):
            self._correct(placed.version, current.revision, head)

    def _correct(self, amended: Version, before: str, head: Revision) -> None:
        """Correct what earlier versions that readers still have say in the language (T4)."""
        for told in self.ledger.announced:
            text = text_of(self.ledger.version(told.number), head.language)
            if told.number >= amended.number or text is None:
                continue
            found = carried(self.history, self.judgements, before, head.blob, text.revision)
            if found is not None and found.revision is not None:
                corrected = fields_of(self.history, text, before, head.blob, found.decision)
                translated = Translated(version=told.number, language=head.language, **corrected)
                self.ledger.correct(translated, found.revision, found.source)

    def _words(self, language: str) -> None:
        """Enter the words of notices in a language that came, or were edited, without a new text."""
        for told in self.ledger.announced:
            version = self.ledger.version(told.number)
            words = self._new_notice_text(version, language)
            if words:
                self.ledger.add(
                    Translated(
                        version=version.number, language=language, commit=self.history.head, **words
                    )
                )

    def _new_notice_text(self, version: Version, language: str) -> NoticeText:
        known = version.translation(language)
        for words in self.history.translated_notices:
            if words.of != version.notice_path or words.language != language:
                continue
            if known is None or known.notice_blob != words.blob:
                return {"notice_file": words.path, "notice_blob": words.blob}
        own = inline_translation(self.history, self.policy, language)
        recorded = [known.notice_blob] if known and known.notice_blob else []
        if own is None or not self._is_newest_of_policy_file(version):
            return NoticeText()
        recorded += [blob for blob, _ in [self.ledger.used.uses.get(own.path, ("", None))] if blob]
        if any(says_the_same(self.history, own, blob) for blob in recorded):
            return NoticeText()
        return {"notice_file": own.path, "notice_blob": own.blob}

    def _is_newest_of_policy_file(self, version: Version) -> bool:
        """Whether it is the newest version whose notice is in the policy's front matter."""
        paths = {one.path for one in self.policy.revisions}
        own = [one.number for one in self.ledger.announced if one.notice_path in paths]
        return own[-1:] == [version.number]
