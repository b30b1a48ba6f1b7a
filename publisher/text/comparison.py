"""The comparison of two policy texts: one redline, its edits with reasons, one verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

    def to_json(self) -> dict[str, Any]:
        """The object `publisher compare --json` prints (see docs)."""
        raise NotImplementedError
