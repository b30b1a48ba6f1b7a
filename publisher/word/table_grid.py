"""The tables of two texts: which can be shown row by row, and which only as gone and come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from publisher.text.document.document import Block, Document, Element
from publisher.text.redline import Row


@dataclass(slots=True)
class Cell:
    """A cell and the blocks in it."""

    element: Element
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class GridLine:
    """A row of a table. is_head: it stands in the head."""

    element: Element
    is_head: bool
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a block stands: table, row, and the how manieth cell, from 0."""

    table: Element
    line: Element
    cell: int


class Side:
    """The tables of one text."""

    def __init__(self, document: Document) -> None:
        self.lines: dict[Element, list[GridLine]] = {}
        self.spots: dict[Block, Spot] = {}
        for block in document.blocks:
            self._add(block)

    def _add(self, block: Block) -> None:
        path = block.path
        start = next((at for at, element in enumerate(path) if element.tag == "table"), None)
        if start is None:
            return
        row = next((at for at in range(start, len(path)) if path[at].tag == "tr"), len(path))
        if row + 1 >= len(path) or path[row + 1].tag not in ("td", "th"):
            return
        lines = self.lines.setdefault(path[start], [])
        if not lines or lines[-1].element is not path[row]:
            lines.append(GridLine(path[row], any(e.tag == "thead" for e in path[start:row])))
        cells = lines[-1].cells
        if not cells or cells[-1].element is not path[row + 1]:
            cells.append(Cell(path[row + 1]))
        cells[-1].blocks.append(block)
        self.spots[block] = Spot(path[start], path[row], len(cells) - 1)


@dataclass(slots=True)
class CellPair:
    """An old table and the new one that it became, shown row by row.

    rows: those of the redline. lines: old and new rows, in the order in which they are shown.
    """

    old: Element
    new: Element
    rows: list[Row] = field(default_factory=list)
    lines: list[tuple[Element | None, Element | None]] = field(default_factory=list)


class Grid:
    """The tables of both texts, and which of them belong together."""

    def __init__(self, old: Document, new: Document, rows: Sequence[Row]) -> None:
        self.old: Side = Side(old)
        self.new: Side = Side(new)
        self.pairs: dict[Element, CellPair] = {}  # by the old table and by the new one
        partners: defaultdict[Element, set[Element | None]] = defaultdict(set)
        places: defaultdict[Element, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            one, other = self.spots(row)
            for spot in (one, other):
                if spot:
                    places[spot.table].append(at)
            if one and other and not row.move:
                partners[one.table].add(other.table)
                partners[other.table].add(one.table)
            elif row.move or (row.old and row.new):
                for spot in (one, other):
                    if spot:
                        partners[spot.table].add(None)
        for table in self.old.lines:
            if partners[table] == {None} or len(partners[table]) != 1:
                continue
            (partner,) = partners[table]
            if partner is None or partners[partner] != {table}:
                continue
            spans = places[table] + places[partner]
            pair = CellPair(table, partner, [*rows[min(spans) : max(spans) + 1]])
            if self._aligned(pair):
                self.pairs[table] = self.pairs[partner] = pair

    def spots(self, row: Row) -> tuple[Spot | None, Spot | None]:
        """Return where the blocks of a row of the redline stand, if in tables."""
        one = self.old.spots.get(row.old) if row.old else None
        other = self.new.spots.get(row.new) if row.new else None
        return one, other

    def _aligned(self, pair: CellPair) -> bool:
        """Find the order of the rows; say whether the two tables can be shown as one."""
        links: dict[Element, Element] = {}
        for row in pair.rows:
            one, other = self.spots(row)
            if is_padding(row):
                continue
            if (row.old and not (one and one.table is pair.old)) or (
                row.new and not (other and other.table is pair.new)
            ):
                return False
            if one and other:
                if (
                    one.cell != other.cell
                    or links.setdefault(one.line, other.line) is not other.line
                ):
                    return False
                if links.setdefault(other.line, one.line) is not one.line:
                    return False
        widths = {
            line.element: len(line.cells)
            for line in (*self.old.lines[pair.old], *self.new.lines[pair.new])
        }
        if any(widths[line] != widths[partner] for line, partner in links.items()):
            return False
        self._order(pair, links)
        olds, news = [o for o, _ in pair.lines if o], [n for _, n in pair.lines if n]
        return olds == [line.element for line in self.old.lines[pair.old]] and news == [
            line.element for line in self.new.lines[pair.new]
        ]

    def _order(self, pair: CellPair, links: dict[Element, Element]) -> None:
        seen: set[Element] = set()
        for row in pair.rows:
            one, other = self.spots(row)
            for spot in (one, other):
                if spot is None or spot.line in seen:
                    continue
                partner = links.get(spot.line)
                seen.update((spot.line, partner or spot.line))
                line = (spot.line, partner) if spot is one else (partner, spot.line)
                pair.lines.append(line)


def is_padding(row: Row) -> bool:
    """Whether a row shows an empty cell that only keeps columns in line."""
    block = row.new or row.old
    return block is None or block.place is None
