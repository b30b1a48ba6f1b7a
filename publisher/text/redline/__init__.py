"""The redline: what a reader of the new text should see of the old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher import trace
from publisher.text.document.document import Document
from publisher.text.redline.alignment import Line, expanded, lines
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.edit import Aspect, Edit, EditKind
from publisher.text.redline.edits import PlacedEdit, numbered

if TYPE_CHECKING:
    from publisher.text.redline.change_list import EditNote
    from publisher.text.redline.page_parts import Page

__all__ = ["Aspect", "Edit", "EditKind", "Redline", "Row", "redline"]


@dataclass(frozen=True)
class Redline:
    """Two versions of a text in one: what stayed, came, went and moved, in reading order.

    old, new: the documents that the blocks of the rows stand in, which are the redline's own.
    lines: the aligned blocks, unchanged stretches of the page folded up. placed: the edits, each with
    its row.
    """

    old: Document
    new: Document
    lines: tuple[Line, ...]
    placed: tuple[PlacedEdit, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The aligned blocks, changed and unchanged: each piece of both texts, in reading order."""
        return tuple(expanded(self.lines))

    @cached_property
    def open_rows(self) -> tuple[Row, ...]:
        """The rows outside of unchanged stretches: whatever changed, came, went or moved is here."""
        return tuple(line for line in self.lines if isinstance(line, Row))

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The numbered changes, in the order of the text."""
        return tuple(placed.edit for placed in self.placed)

    @cached_property
    def sections(self) -> dict[tuple[str, ...], int]:
        """The sections that hold changes, in order, with the number of changes in each."""
        return dict(Counter(edit.section for edit in self.edits))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many edits there are of each kind; kinds without any are left out."""
        return dict(Counter(edit.kind.value for edit in self.edits))

    def html(self) -> str:
        """Return an HTML fragment that holds both texts.

        Dropping each <del> element and unwrapping each <ins> gives the new page; dropping each
        <ins> and unwrapping each <del> gives the visible text of the old one.
        """
        from publisher.text.redline.annotations import Voice
        from publisher.text.redline.html import Writer

        return Writer(self.lines, self.placed, Voice()).write()

    def page(
        self,
        language: str = "en",
        notes: Mapping[int, EditNote] | None = None,
        text_language: str = "",
    ) -> Page:
        """Return the parts of a page: summary, table of changes, and the text with both versions.

        language: of the words that the page adds (English and French). notes: what is said of a
        change, by its number. text_language: of the texts, where it is known.
        """
        from publisher.text.redline.page_parts import page

        return page(self.rows, self.placed, language, notes or {}, text_language)

    def terminal(self, width: int = 80, *, color: bool = False) -> str:
        """Return the changed parts for a terminal, lines at most `width` columns wide."""
        from publisher.text.redline.terminal_redline import to_terminal

        return to_terminal(self.rows, self.placed, width, color=color)

    def to_json(self) -> dict[str, Any]:
        """Return sections, edits and counts as plain data."""
        return {
            "sections": [
                {"section": list(section), "edits": count}
                for section, count in self.sections.items()
            ],
            "edits": [
                {
                    "number": edit.number,
                    "kind": edit.kind.value,
                    "section": list(edit.section),
                    "old": edit.old,
                    "new": edit.new,
                }
                for edit in self.edits
            ],
            "counts": self.counts,
        }


def redline(old: Document, new: Document) -> Redline:
    """Compare two documents as a reader sees them."""
    with trace.work("redlines"):
        old, new = old.beside(new)
        aligned = tuple(lines(old, new))
        changed = (line for line in aligned if isinstance(line, Row))
        return Redline(old, new, aligned, tuple(numbered(changed)))
