"""The comparison of two policy texts: one redline, its edits with reasons, one verdict."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher import trace
from publisher.text.document import frontmatter, timeout
from publisher.text.document.document import Document, parse
from publisher.text.materiality import document_findings
from publisher.text.materiality.intended_markdown import mended
from publisher.text.materiality.lexicon import lexicon
from publisher.text.materiality.metadata import fields
from publisher.text.materiality.verdict import Effect, Finding, Verdict
from publisher.text.redline import Redline, redline
from publisher.text.redline.edit import Edit

if TYPE_CHECKING:
    from publisher.model.command_json import ComparisonJSON, EditJSON, FindingJSON

RULES_VERSION = 7
"""Raised whenever a rule or a word list changes what a comparison finds: part of every cache key."""


@dataclass(frozen=True, slots=True)
class JudgedEdit:
    """An edit with the findings that speak of it (never none)."""

    edit: Edit
    findings: tuple[Finding, ...]

    @property
    def effect(self) -> Effect:
        """What the edit is: material if any finding says so, editorial only if every one does."""
        return _worst(self.findings)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of an old text in a new one.

    verdict: NONE where what readers see, click and hear is the same: same words, marks, links, markup
    and front matter; EDITORIAL where every edit and every note is proved editorial; else MATERIAL.
    certain: False where the verdict is MATERIAL only because no rule could prove the change
    editorial. notes: findings about the whole that belong to no edit (front matter). sections: the
    headings (joined by " > ") of the sections with changes, in order. language: of the word lists; empty
    where the texts have one without.
    """

    verdict: Verdict
    certain: bool
    edits: tuple[JudgedEdit, ...]
    sections: tuple[str, ...]
    redline: Redline
    notes: tuple[Finding, ...] = ()
    language: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the text, those about the whole last."""
        return (*(finding for judged in self.edits for finding in judged.findings), *self.notes)

    def to_json(self) -> ComparisonJSON:
        """The object `publisher compare --json` prints."""
        return {
            "verdict": self.verdict.value,
            "certain": self.certain,
            "sections": list(self.sections),
            "edits": [_edit_json(judged) for judged in self.edits],
            "notes": [_finding_json(finding) for finding in self.notes],
            "counts": self.counts,
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many edits there are, of each effect and of each kind."""
        effects = Counter(judged.effect.value for judged in self.edits)
        kinds = Counter(judged.edit.kind.value for judged in self.edits)
        return {
            "edits": len(self.edits),
            **{effect.value: effects[effect.value] for effect in Effect},
            **dict(sorted(kinds.items())),
        }


def compare(old_markdown: str, new_markdown: str, *, language: str | None = None) -> Comparison:
    """Compare two revisions of a policy: whole Markdown files, with or without front matter.

    language: of the word lists ("en", "fr"); by default the `language` of the front matter, or what
    the text itself shows. A language without lists gets the rules that need no words, and otherwise
    the safe answer. Raises UsageError for a text beyond the bounds of `publisher.text.document.input_guards`.
    """
    with timeout.bounded("the two texts", doing="compared"), trace.work("judging"):
        found = _compared(old_markdown, new_markdown, language)
        if found.verdict is not Verdict.MATERIAL or not _can_be_mended(old_markdown, new_markdown):
            return found
        read = _compared(mended(old_markdown), mended(new_markdown), language)
        return found if read.verdict is Verdict.MATERIAL else _relaid(found, read)


def _compared(old_markdown: str, new_markdown: str, language: str | None) -> Comparison:
    old_fields, new_fields = fields(old_markdown), fields(new_markdown)
    case = _case(old_markdown, new_markdown, old_fields, new_fields, language)
    judged = tuple(JudgedEdit(edit, findings) for edit, findings in document_findings.judged(case))
    notes = (
        *document_findings.notes(case, old_fields, new_fields),
        *document_findings.hidden_words(old_markdown, new_markdown),
        *document_findings.unreadable_words(old_markdown, new_markdown),
        *document_findings.ambiguous_links(old_markdown, new_markdown),
    )
    notes = tuple(document_findings.in_language(note, case.lexicon.language) for note in notes)
    effects = [*(each.effect for each in judged), *(note.effect for note in notes)]
    sections = dict.fromkeys(" > ".join(each.edit.section) for each in judged)
    return Comparison(
        verdict=_verdict(effects),
        certain=Effect.MATERIAL in effects or Effect.UNCERTAIN not in effects,
        edits=judged,
        sections=tuple(section for section in sections if section),
        redline=case.redline,
        notes=notes,
        language=case.lexicon.language,
    )


def is_material(old_markdown: str, new_markdown: str) -> bool:
    """Whether `compare` calls the change material: often its first edit shows it. Raises as `compare`."""
    old_fields, new_fields = fields(old_markdown), fields(new_markdown)
    case = _case(old_markdown, new_markdown, old_fields, new_fields)
    if document_findings.plainly_unproved(case) and not _can_be_mended(old_markdown, new_markdown):
        return True
    return compare(old_markdown, new_markdown).verdict is Verdict.MATERIAL


def _can_be_mended(old: str, new: str) -> bool:
    """Whether a source has lists that the page does not show, and shows the same words with them."""
    read = mended(old), mended(new)
    if read == (old, new) or _apart(*read) >= _apart(old, new):
        return False
    return all(_same_letters(source, mended(source)) for source in (old, new))


def _apart(old: str, new: str) -> int:
    """Return in how many lines two sources differ, wherever those stand."""
    olds, news = Counter(old.splitlines()), Counter(new.splitlines())
    return (olds - news).total() + (news - olds).total()


def _same_letters(source: str, put_right: str) -> bool:
    if source == put_right:
        return True
    sides = (_parsed(each, "the text") for each in (source, put_right))
    one, other = (
        [
            (token.key, token.href)
            for block in document.blocks
            for token in block.tokens
            if token.text[:1].isalpha()
        ]
        for document in sides
    )
    return one == other


def _relaid(found: Comparison, read: Comparison) -> Comparison:
    """Return a comparison whose edits are proved because the sources, lists put right, say the same."""
    edits = tuple(
        each
        if each.effect is Effect.EDITORIAL
        else JudgedEdit(each.edit, (document_findings.relaid(each.edit, found.language),))
        for each in found.edits
    )
    return Comparison(
        verdict=Verdict.EDITORIAL,
        certain=True,
        edits=edits,
        sections=found.sections,
        redline=found.redline,
        notes=read.notes,
        language=found.language,
    )


def _case(
    old_markdown: str,
    new_markdown: str,
    old_fields: dict[str, frontmatter.Value],
    new_fields: dict[str, frontmatter.Value],
    language: str | None = None,
) -> document_findings.Case:
    old, new = _parsed(old_markdown, "the old text"), _parsed(new_markdown, "the new text")
    spoken = language or document_findings.language(old, new, old_fields, new_fields)
    found = redline(old, new)
    sources = old_markdown, new_markdown
    return document_findings.Case(found.old, found.new, found, lexicon(spoken), sources)


_RECENT = 4
_recent: OrderedDict[str, Document] = OrderedDict()


def _parsed(markdown: str, where: str) -> Document:
    """Parse a text, or take it from the comparison before: who compares version by version does so."""
    found = _recent.pop(markdown, None) or parse(markdown, where)
    _recent[markdown] = found
    while len(_recent) > _RECENT:
        _recent.popitem(last=False)
    return found


def _verdict(effects: list[Effect]) -> Verdict:
    if not effects:
        return Verdict.NONE
    if all(effect is Effect.EDITORIAL for effect in effects):
        return Verdict.EDITORIAL
    return Verdict.MATERIAL


def _worst(findings: tuple[Finding, ...]) -> Effect:
    effects = {finding.effect for finding in findings}
    order = (Effect.MATERIAL, Effect.UNCERTAIN, Effect.EDITORIAL)
    # No finding at all is no proof.
    return next((effect for effect in order if effect in effects), Effect.UNCERTAIN)


def _edit_json(judged: JudgedEdit) -> EditJSON:
    edit = judged.edit
    return {
        "number": edit.number,
        "kind": edit.kind.value,
        "section": " > ".join(edit.section),
        "old": edit.old,
        "new": edit.new,
        "effect": judged.effect.value,
        "findings": [_finding_json(finding) for finding in judged.findings],
    }


def _finding_json(finding: Finding) -> FindingJSON:
    return {
        "rule": finding.rule,
        "effect": finding.effect.value,
        "explanation": finding.explanation,
    }
