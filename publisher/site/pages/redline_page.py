"""What the redline's page needs beside the redline itself: why each change counts, in a reader's words.

The findings of a comparison speak to editors. Here each rule is told as what it concerns, in the
language of the page; a rule without such words is told by its effect.
"""

from __future__ import annotations

import re
from html import escape

from publisher.messages.catalogue import Messages
from publisher.text.comparison import Comparison, JudgedEdit
from publisher.text.materiality.verdict import Effect
from publisher.text.redline.page_parts import Page

_PLACE = '<p class="redline-place">'
_TITLE = re.compile(r"<(/?)h1\b")


def page(comparison: Comparison, words: Messages, title: str) -> Page:
    """Return the parts of the redline's page.

    title: of the policy. The page has one of its own, so the text's is one level below, and places in
    the text are named without it.
    """
    reasons = {
        judged.edit.number: [reason]
        for judged in comparison.edits
        if (reason := _reason(judged, words))
    }
    found = comparison.redline.page(words.locale, reasons)
    places = found.changes.replace(f"{_PLACE}{escape(title)} › ", _PLACE)
    return Page(found.summary, places, _TITLE.sub(r"<\1h2", found.text))


def _reason(judged: JudgedEdit, words: Messages) -> str:
    if judged.effect is Effect.EDITORIAL:
        return words("why_editorial")
    subjects = dict.fromkeys(
        words(f"why_{finding.rule}")
        for finding in judged.findings
        if finding.effect is not Effect.EDITORIAL and words.has(f"why_{finding.rule}")
    )
    if not subjects:
        return words(f"why_{judged.effect.value}")
    certain = judged.effect is Effect.MATERIAL
    return words("why_concerns" if certain else "why_may_concern", what="; ".join(subjects))
