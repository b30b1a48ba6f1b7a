"""A redline as HTML: the new page, with the old words where they stood.

Without its <del> elements, and with its <ins> elements unwrapped, it is the page of the new text;
the other way round it says the old one. <ins> and <del> are innermost, so that no link or list is
ever cut, and they stand only where HTML allows them.
"""

from __future__ import annotations

import html as entities
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from publisher.text.document import Block
from publisher.text.markup import VOID, Element, start_tag
from publisher.text.redline.edits import Placed
from publisher.text.redline.leaf import Leaf, shared, without_id
from publisher.text.redline.model import Edit, EditKind
from publisher.text.redline.row import Row
from publisher.text.redline.voice import Voice

# Elements that may hold paragraphs, lists and tables.
_HOSTS = frozenset(
    {"li", "td", "th", "dd", "blockquote", "div", "section", "figure", "figcaption", "caption"}
)


class Fold(NamedTuple):
    """Rows [start, end) to be folded away under a title; whole elements at the top of the page."""

    start: int
    end: int
    title: str


class Writer:
    """Writes rows one after the other and keeps the elements around them open as long as needed."""

    def __init__(
        self,
        rows: Sequence[Row],
        placed: Sequence[Placed],
        voice: Voice,
        folds: Sequence[Fold] = (),
    ) -> None:
        self.rows, self.voice = rows, voice
        self.fold_at = {fold.start: fold for fold in folds}
        self.unfold_at = {fold.end for fold in folds}
        self.placed: defaultdict[int, list[Placed]] = defaultdict(list)
        for edit in placed:
            self.placed[edit.row].append(edit)
        self.sources = _sources(rows, placed)
        self.out: list[str] = []
        self.open: list[Element] = []
        self.counterpart = _counterparts(rows)
        self.copies: dict[Element, Element] = {}
        self.following = _following(rows)

    def write(self) -> str:
        """Return the redline as an HTML fragment."""
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            end = self.end_of_block(at)
            self.fold(at)
            if row.new:
                self.move_to(row.new.path)
            elif row.old:
                following = self.following[at]
                self.move_to(self.place_of(row.old.path, following.path if following else ()))
            leaf = Leaf(self.voice)
            for n in range(at, end):
                leaf.add(self.rows[n], self.placed.get(n, ()), self.sources.get(n))
            self.out.extend(leaf.write())
            at = end
        self.fold(at)
        self.move_to(())
        return "".join(self.out).strip("\n")

    def fold(self, at: int) -> None:
        """Begin and end what is folded away before a row."""
        if at in self.unfold_at:
            self.move_to(())
            self.out.append("</details>")
        fold = self.fold_at.get(at)
        if fold:
            self.move_to(())
            title = entities.escape(fold.title)
            self.out.append(
                f'<details class="redline-same"><summary class="redline-added">{title}</summary>'
            )

    def end_of_block(self, at: int) -> int:
        """Return the row after the last one that shows a part of the same new block."""
        block = self.rows[at].new
        last = at
        if block and self.rows[at].new_part:
            while self.rows[last].new_span[1] < len(block.tokens):
                last += 1
                while self.rows[last].new is not block:
                    last += 1
        return last + 1

    def move_to(self, path: Sequence[Element]) -> None:
        """Close and open elements until exactly `path` is open."""
        kept = shared(self.open, path)
        for element in reversed(self.open[kept:]):
            if element.tag not in VOID:
                self.out.append(f"</{element.tag}>")
        self.out.append("\n")
        for element in path[kept:]:
            if element.tag not in VOID:
                self.out.append(start_tag(element))
        self.open[kept:] = path[kept:]

    def place_of(self, path: Sequence[Element], following: Sequence[Element]) -> list[Element]:
        """Return where to show a deleted block: among its old neighbours, if they are still there.

        Elements that the new page needs again after it stay open, whatever they are.
        """
        needed = shared(self.open, following)
        there = {*self.open, *following}
        known = [self.counterpart.get(e) or (e if e in there else None) for e in path]
        for size in range(len(path), needed - 1, -1):
            start = known[:size]
            touching = start == self.open[:size] or start == list(following[:size])
            if None not in start and touching and start[:needed] == self.open[:needed]:
                return [element for element in start if element] + self.copy(path[size:], size)
        for size in range(len(self.open), needed - 1, -1):
            if size == 0 or self.open[size - 1].tag in _HOSTS:
                return [*self.open[:size], *self.copy(path, size)]
        return [*self.open, *self.copy(path, len(self.open))]

    def copy(self, elements: Sequence[Element], depth: int) -> list[Element]:
        """Return stand-ins for elements of the old page; those still open are used again."""
        out = []
        for n, element in enumerate(elements):
            at = depth + n
            copied = self.copies.get(element)
            if copied is None or at >= len(self.open) or self.open[at] is not copied:
                copied = self.copies[element] = without_id(element)
            out.append(copied)
        return out


def _sources(rows: Sequence[Row], placed: Sequence[Placed]) -> dict[int, Edit]:
    """Return the first row that each move took away, with the move."""
    moves = {rows[p.row].move: p.edit for p in placed if p.edit.kind is EditKind.MOVE}
    found: dict[int, Edit] = {}
    for at, row in enumerate(rows):
        if row.new is None and row.move in moves:
            found[at] = moves.pop(row.move)
    return found


def _counterparts(rows: Sequence[Row]) -> dict[Element, Element]:
    """Return which element of the new page each element of the old page has become."""
    found: dict[Element, Element] = {}
    for row in rows:
        if row.old and row.new and not row.move:
            for one, other in zip(row.old.path, row.new.path, strict=False):
                if one.tag != other.tag or found.setdefault(one, other) is not other:
                    break
    return found


def _following(rows: Sequence[Row]) -> list[Block | None]:
    """Return for each row the next new block at or after it."""
    out: list[Block | None] = []
    following: Block | None = None
    for row in reversed(rows):
        following = row.new or following
        out.append(following)
    return out[::-1]
