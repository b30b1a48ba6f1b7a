"""The comparison of two policy texts: one redline, its edits with reasons, one verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from publisher.text.document import parse
from publisher.text.materiality.model import Finding, Verdict
from publisher.text.redline.model import Edit


@dataclass(frozen=True, slots=True)
class JudgedEdit:
    """An edit with the findings that speak of it (never none)."""

    edit: Edit
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of an old text in a new one.

    verdict: NONE where the visible text, links and markup are the same. certain: False where the verdict
    is MATERIAL only because no rule could prove the change editorial. sections: the headings (joined by
    " > ") of the sections with changes, in order.
    """

    verdict: Verdict
    certain: bool
    edits: tuple[JudgedEdit, ...]
    sections: tuple[str, ...]
    redline: Any = None


def compare(old_markdown: str, new_markdown: str) -> Comparison:
    """Compare two sources, with or without front matter.

    Everything that is not provably the same wording is material.
    """
    if old_markdown == new_markdown:
        return Comparison(Verdict.NONE, True, (), ())
    old, new = parse(old_markdown).blocks, parse(new_markdown).blocks
    if [(b.kind, b.text) for b in old] == [(b.kind, b.text) for b in new]:
        return Comparison(Verdict.EDITORIAL, True, (), ())
    known = {(b.section, b.text) for b in old}
    gone = {(b.section, b.text) for b in new}
    changed = [b for b in (*new, *old) if (b.section, b.text) not in known & gone]
    sections = tuple(dict.fromkeys(" > ".join(b.section) for b in changed))
    return Comparison(Verdict.MATERIAL, False, (), sections)
