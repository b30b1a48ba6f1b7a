"""The comparison of two policy texts: one redline, its edits with reasons, one verdict."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Any

from publisher.errors import UsageError
from publisher.text import frontmatter, patience
from publisher.text.document import Document, parse
from publisher.text.materiality import whole
from publisher.text.materiality.lexicon import lexicon
from publisher.text.materiality.model import Effect, Finding, Verdict
from publisher.text.redline import Redline, redline
from publisher.text.redline.model import Edit

RULES_VERSION = 3
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

    verdict: NONE where a reader sees, clicks and is told the same: same words, marks, links, markup
    and front matter; EDITORIAL where every edit and every note is proved editorial; else MATERIAL.
    certain: False where the verdict is MATERIAL only because no rule could prove the change
    editorial. notes: findings about the whole that belong to no edit (front matter). sections: the
    headings (joined by " > ") of the sections with changes, in order.
    """

    verdict: Verdict
    certain: bool
    edits: tuple[JudgedEdit, ...]
    sections: tuple[str, ...]
    redline: Redline
    notes: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the text, those about the whole last."""
        return (*(finding for judged in self.edits for finding in judged.findings), *self.notes)

    def to_json(self) -> dict[str, Any]:
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
    the safe answer. Raises UsageError for a text beyond the bounds of `publisher.text.limits`.
    """
    with patience.bounded("the two texts", doing="compared"):
        return _compared(old_markdown, new_markdown, language)


def _compared(old_markdown: str, new_markdown: str, language: str | None) -> Comparison:
    old_fields, new_fields = _fields(old_markdown), _fields(new_markdown)
    case = _case(old_markdown, new_markdown, old_fields, new_fields, language)
    judged = tuple(JudgedEdit(edit, findings) for edit, findings in whole.judged(case))
    notes = (
        *whole.notes(case, old_fields, new_fields),
        *whole.hidden_words(old_markdown, new_markdown),
    )
    effects = [*(each.effect for each in judged), *(note.effect for note in notes)]
    sections = dict.fromkeys(" > ".join(each.edit.section) for each in judged)
    return Comparison(
        verdict=_verdict(effects),
        certain=Effect.MATERIAL in effects or Effect.UNCERTAIN not in effects,
        edits=judged,
        sections=tuple(section for section in sections if section),
        redline=case.redline,
        notes=notes,
    )


def is_material(old_markdown: str, new_markdown: str) -> bool:
    """Say whether `compare` calls the change material: often its first edit shows it. Raises as `compare`."""
    old_fields, new_fields = _fields(old_markdown), _fields(new_markdown)
    case = _case(old_markdown, new_markdown, old_fields, new_fields)
    if whole.plainly_unproved(case):
        return True
    return compare(old_markdown, new_markdown).verdict is Verdict.MATERIAL


def _case(
    old_markdown: str,
    new_markdown: str,
    old_fields: dict[str, frontmatter.Value],
    new_fields: dict[str, frontmatter.Value],
    language: str | None = None,
) -> whole.Case:
    old, new = _parsed(old_markdown, "the old text"), _parsed(new_markdown, "the new text")
    spoken = language or whole.language(old, new, old_fields, new_fields)
    found = redline(old, new)
    return whole.Case(found.old, found.new, found, lexicon(spoken))


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


def _fields(markdown: str) -> dict[str, frontmatter.Value]:
    """Return the front matter; one that cannot be read counts as a single field."""
    try:
        return frontmatter.split(markdown, "the text").fields
    except UsageError:
        body = frontmatter.body(markdown)
        return {"": markdown.removeprefix("\ufeff").removesuffix(body)}


def _edit_json(judged: JudgedEdit) -> dict[str, Any]:
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


def _finding_json(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "effect": finding.effect.value,
        "explanation": finding.explanation,
    }
