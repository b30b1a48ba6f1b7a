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

from publisher.text.document.markup import VOID, Element, start_tag
from publisher.text.redline.alignment import Line
from publisher.text.redline.alignment_row import Row, Stretch
from publisher.text.redline.annotations import Voice
from publisher.text.redline.block_writer import Leaf
from publisher.text.redline.edit import Edit, EditKind
from publisher.text.redline.edits import PlacedEdit
from publisher.text.redline.inline import shared, without_id

# Elements that may hold paragraphs, lists and tables.
_HOSTS = frozenset(
    {"li", "td", "th", "dd", "blockquote", "div", "section", "figure", "figcaption", "caption"}
)
_LISTS = frozenset({"ul", "ol"})
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_ROW = ("tr", "td")
# Elements that hold only parts of their own kind, and the part that may hold whatever else there is.
_PARTS = {
    "ul": ("li",), "ol": ("li",), "dl": ("dd",), "table": ("tbody", *_ROW), "thead": _ROW,
    "tbody": _ROW, "tfoot": _ROW, "tr": ("td",),
}  # fmt: skip


class Fold(NamedTuple):
    """Rows [start, end) to be folded away under a title; whole elements at the top of the page.

    above: HTML of a line that stands before it and stays visible.
    """

    start: int
    end: int
    title: str
    above: str = ""


class Writer:
    """Writes rows one after the other and keeps the elements around them open as long as needed."""

    def __init__(
        self,
        lines: Sequence[Line],
        placed: Sequence[PlacedEdit],
        voice: Voice,
        folds: Sequence[Fold] = (),
    ) -> None:
        self.lines: Sequence[Line] = lines
        self.voice: Voice = voice
        self.fold_at: dict[int, Fold] = {fold.start: fold for fold in folds}
        self.unfold_at: set[int] = {fold.end for fold in folds}
        self.placed: defaultdict[int, list[PlacedEdit]] = defaultdict(list)
        for edit in placed:
            self.placed[id(edit.row)].append(edit)
        self.sources: dict[int, Edit] = _sources(lines, placed)
        self.out: list[str] = []
        self.open: list[Element] = []
        self.counterpart: dict[Element, Element] = {}  # what elements of the old page have become
        self.relisted: set[tuple[Element, Element]] = set()  # lists that changed their kind
        self.continued: set[Element] = set()  # lists that go on from one of their own kind
        for line in reversed(lines):
            self.meet(line)
        self.copies: dict[Element, Element] = {}
        self.following: list[Sequence[Element]] = _following(lines)

    def write(self) -> str:
        """Return the redline as an HTML fragment."""
        at = 0
        while at < len(self.lines):
            row = self.lines[at]
            self.fold(at)
            if isinstance(row, Stretch):
                for around, html in row.html():
                    self.move_to(around)
                    self.out.append(html)
                self.meet(row)
                at += 1
                continue
            end = self.end_of_block(at, row)
            if row.new:
                self.move_to(row.new.path)
                self.meet(row)
            elif row.old:
                self.move_to(self.place_of(row.old.path, self.following[at]))
            leaf = Leaf(self.voice)
            for part in self.lines[at:end]:
                assert isinstance(part, Row)  # noqa: S101 - a block never goes on behind a stretch
                leaf.add(part, self.placed.get(id(part), ()), self.sources.get(id(part)))
            self.out.append(leaf.write())
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
            if fold.above:
                self.out.append(f'<p class="redline-added redline-away">{fold.above}</p>')
            self.out.append(
                f'<details class="redline-same"><summary class="redline-added">{title}</summary>'
            )

    def end_of_block(self, at: int, row: Row) -> int:
        """Return the line after the last one that shows a part of the same new block."""
        if row.new is None or row.new_part is None:
            return at + 1
        shown = row.new_part[1]
        while shown < len(row.new.tokens):
            at += 1
            line = self.lines[at]
            if isinstance(line, Row) and line.new is row.new:
                shown = line.new_span[1]
        return at + 1

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

    def meet(self, row: Line) -> None:
        """Remember what the elements around the old block have become."""
        if isinstance(row, Stretch):
            lists = row.lists()
            self.counterpart.update(lists)
            self.continued.update(lists.values())
        elif row.old and row.new and not row.move:
            # An item that is now deeper in, or less deep, says nothing of the items around it.
            as_deep = _depth(row.old.path) == _depth(row.new.path)
            for one, other in zip(row.old.path, row.new.path, strict=False):
                if one.tag == other.tag or {one.tag, other.tag} <= _SECTIONS:
                    if as_deep or one.tag != "li":
                        self.counterpart[one] = other
                    if one.tag in _LISTS:
                        self.continued.add(other)
                elif as_deep and {one.tag, other.tag} == _LISTS:
                    self.relisted.add((one, other))
                else:
                    break

    def place_of(self, path: Sequence[Element], following: Sequence[Element]) -> list[Element]:
        """Return where to show a deleted block: among its old neighbours, if they are still there.

        Elements that the new page needs again after it stay open, whatever they are.
        """
        needed = shared(self.open, following)
        for depth in range(len(path), 0, -1):
            element = path[depth - 1]
            successor = self.counterpart.get(element, element)
            for near, stand_in in (
                (self.open, self.copies.get(element)), (self.open, successor), (following, successor)
            ):  # fmt: skip
                if stand_in in near and near.index(stand_in) >= needed - 1:
                    around = near[: near.index(stand_in) + 1]
                    rest = path[depth:] or self.apart(around, following)
                    return self.inside(around, rest, following)
        if needed and self.open[needed - 1].tag in _PARTS and self.alike(path, self.open[:needed]):
            return self.inside(self.open[:needed], path[needed:], following)
        size = needed
        while 0 < size < len(self.open) and self.open[size - 1].tag not in _HOSTS:
            size += 1
        if size and self.open[size - 1].tag not in _HOSTS:
            part = _PARTS.get(self.open[needed - 1].tag, ())
            path, size = (*map(Element, part), *path), needed
        around = self.open[:size]
        return self.inside(around, path or self.apart(around, following), following)

    def apart(self, around: Sequence[Element], following: Sequence[Element]) -> list[Element]:
        """Return what keeps words straight in an element, or in none, from others straight in it."""
        touches = [*around[-1:]] in (self.open[-1:], [*following[-1:]])
        holds = not around or around[-1].tag in _HOSTS
        return [Element("p")] if touches and holds else []

    def alike(self, path: Sequence[Element], around: Sequence[Element]) -> bool:
        """Whether a way down the old page leads through the same kinds of elements, and further.

        Also through a list that changed its kind, if it is not one that took in another's items.
        """
        return len(path) > len(around) and all(
            one.tag == other.tag or ((one, other) in self.relisted and other not in self.continued)
            for one, other in zip(path, around, strict=False)
        )

    def inside(
        self, around: Sequence[Element], path: Sequence[Element], following: Sequence[Element]
    ) -> list[Element]:
        """Return stand-ins for elements of the old page within elements of the new one."""
        out = list(around)
        for near in (self.open, following) if path and path[0].tag in _SECTIONS else ():
            # The rows of a table share its head and its body.
            size = len(out)
            if shared(near, out) == size < len(near) and near[size].tag == path[0].tag:
                return [*out, near[size], *self.copy(path[1:])]
        return [*out, *self.copy(path)]

    def copy(self, elements: Sequence[Element]) -> list[Element]:
        """Return stand-ins for elements of the old page."""
        copies = [without_id(element) for element in elements]
        self.copies.update(zip(elements, copies, strict=True))
        return copies


def _sources(lines: Sequence[Line], placed: Sequence[PlacedEdit]) -> dict[int, Edit]:
    """Return the moves by the row, as its id(), that first shows what was taken away."""
    moves = {p.row.move: p.edit for p in placed if p.edit.kind is EditKind.MOVE}
    found: dict[int, Edit] = {}
    for row in lines if moves else ():
        if not isinstance(row, Row) or row.new or not row.keeps_words:
            continue
        if row.move in moves:
            found[id(row)] = moves.pop(row.move)
    return found


def _depth(path: Sequence[Element]) -> int:
    """Return in how many items of lists something stands."""
    return sum(element.tag == "li" for element in path)


def _following(lines: Sequence[Line]) -> list[Sequence[Element]]:
    """Return for each line the elements around the next block of the new page at or after it."""
    out: list[Sequence[Element]] = []
    following: Sequence[Element] = ()
    for line in reversed(lines):
        if isinstance(line, Stretch):
            following = line.new.layout.lists.get(line.news[0], ())
        elif line.new:
            following = line.new.path
        out.append(following)
    return out[::-1]
