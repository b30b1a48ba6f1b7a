"""What the redline's page needs beside the redline itself: why each change matters, in a reader's words.

The findings of a comparison speak to editors: they name the place, quote what changed and ask for a
decision. A reader has the place and the words beside them, and nothing to decide.
"""

from __future__ import annotations

import re
from html import escape

from publisher.messages.catalogue import Messages
from publisher.text.comparison import Comparison, JudgedEdit
from publisher.text.materiality.sentences import place, sentence
from publisher.text.materiality.verdict import Effect, Finding
from publisher.text.redline.change_list import EditNote
from publisher.text.redline.edit import EditKind
from publisher.text.redline.page_parts import Page

_TITLE = re.compile(r"<(/?)h1\b")
_QUOTATION = re.compile(r"\s?: [“«].*$", re.DOTALL)
_QUESTION = re.compile(r"[;,.] [^;]*\?$")
_WORDED = frozenset({"wording-changed", "moved-unchanged"})


def page(comparison: Comparison, words: Messages, title: str, language: str) -> Page:
    """Return the parts of the redline's page.

    title: of the policy. The page has one of its own, so the text's is one level below, and places in
    the text are named without it. language: of the texts.
    """
    notes = {judged.edit.number: _note(judged, comparison, words) for judged in comparison.edits}
    found = comparison.redline.page(words.locale, notes, language)
    table = found.changes.replace(f">{escape(title)} › ", ">")
    return Page(found.summary, table, _TITLE.sub(r"<\1h2", found.text))


def _note(judged: JudgedEdit, comparison: Comparison, words: Messages) -> EditNote:
    """Return the reasons of a change, and the names by which a reader can choose it from the table."""
    kind = judged.edit.kind
    effect = "editorial" if judged.effect is Effect.EDITORIAL else "material"
    subjects = dict.fromkeys(
        finding.rule
        for finding in judged.findings
        if finding.effect is not Effect.EDITORIAL and words.has(f"why_{finding.rule}")
    )
    tags = (effect, *(["move"] if kind is EditKind.MOVE else []), *subjects)
    if kind is EditKind.MOVE:
        return EditNote([words("why_moved")], tags)
    language = comparison.language or "en"
    if (
        language != words.locale.split("-")[0]
    ):  # what a change is about can be said in every language
        about = [words(f"why_{rule}") for rule in subjects] or [words(f"why_{judged.effect.value}")]
        return EditNote([f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in about], tags)
    told = [finding for finding in judged.findings if finding.rule not in _WORDED]
    reasons = dict.fromkeys(filter(None, (_reason(one, comparison.language) for one in told)))
    return EditNote(list(reasons) or [words(f"why_{judged.effect.value}")], tags)


def _reason(finding: Finding, language: str) -> str:
    """Return what a finding says without the place, the words quoted, and what it asks of an editor."""
    text = finding.explanation.removeprefix(place(finding.where, language))
    asked = sentence(language, "decide", sentence="").strip()
    text = text.removesuffix(asked).rstrip()
    if asked.rstrip(".").casefold() in text.casefold():
        text = text[: text.casefold().index(asked.rstrip(".").casefold())].rpartition(";")[0]
    text = _QUESTION.sub("", _QUOTATION.sub("", text)).rstrip(" .;:,")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
