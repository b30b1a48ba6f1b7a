"""The rows of a redline: every piece of both texts once, in the order in which it is shown.

Reading the old blocks of the rows from first to last gives the old text, the new blocks the new
one; a moved block stands in two rows, where it was and where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.text.document import Block, BlockKind, Document
from publisher.text.markup import Run
from publisher.text.redline.chain import Pair, anchors, gaps
from publisher.text.redline.match import match
from publisher.text.redline.units import Coder, Unit, block_key, units
from publisher.text.redline.words import Change, changes

Span = tuple[int, int]


@dataclass(slots=True)
class Row:
    """An old block that became a new one; or only an old one (deleted), or only a new one.

    unit: rows with the same number were inserted, deleted or moved as a whole (the cells of a table
    row). move: number of the move, from 1; 0 where nothing moved. Where it was: no new block; where
    it is: both. changes: the changed tokens between the two blocks. same: also markup is the same.
    """

    old: Block | None
    new: Block | None
    unit: int
    changes: list[Change] = field(default_factory=list)
    same: bool = False
    move: int = 0


def rows(old: Document, new: Document) -> list[Row]:
    """Align two documents and return the rows of their redline."""
    return _Builder(units(old), units(new)).rows()


class _Builder:
    def __init__(self, old: list[Unit], new: list[Unit]) -> None:
        self.old, self.new, self.coder = old, new, Coder()
        self.count = 0

    def rows(self) -> list[Row]:
        pairs, moved = match(self.old, self.new, self.coder)
        sources, targets = _moves(moved)
        out: list[Row] = []
        ends: list[Pair | None] = [*pairs, None]
        spans = gaps(pairs, len(self.old), len(self.new))
        for (i0, i1, j0, j1), end in zip(spans, ends, strict=True):
            for i in range(i0, i1):
                out += self.gone(i, *sources.get(i, (None, 0)))
            for j in range(j0, j1):
                out += self.come(j, *targets.get(j, (None, 0)))
            if end:
                out += self.paired(self.old[end[0]], self.new[end[1]])
        return out

    def gone(self, i: int, target: int | None, move: int) -> Iterator[Row]:
        self.count += 1
        if target is None:
            yield from (Row(block, None, self.count) for block in self.old[i].blocks)
            return
        for row in self.paired(self.old[i], self.new[target]):
            if row.old:
                yield Row(row.old, None, self.count, row.changes, move=move)

    def come(self, j: int, source: int | None, move: int) -> Iterator[Row]:
        self.count += 1
        if source is None:
            yield from (Row(None, block, self.count) for block in self.new[j].blocks)
            return
        for row in self.paired(self.old[source], self.new[j]):
            if row.new:
                yield Row(row.old, row.new, self.count, row.changes, move=move)

    def paired(self, one: Unit, other: Unit) -> Iterator[Row]:
        self.count += 1
        if len(one.blocks) == len(other.blocks):
            for old, new in zip(one.blocks, other.blocks, strict=True):
                yield self.pair(old, new)
            return
        keys = [block_key(block) for block in one.blocks], [block_key(b) for b in other.blocks]
        cells = anchors(*keys, [1.0] * len(one.blocks))
        ends: list[Pair | None] = [*cells, None]
        for (i0, i1, j0, j1), end in zip(
            gaps(cells, len(one.blocks), len(other.blocks)), ends, strict=True
        ):
            both = min(i1 - i0, j1 - j0)
            for n in range(both):
                yield self.pair(one.blocks[i0 + n], other.blocks[j0 + n])
            yield from (Row(block, None, self.count) for block in one.blocks[i0 + both : i1])
            yield from (Row(None, block, self.count) for block in other.blocks[j0 + both : j1])
            if end:
                yield self.pair(one.blocks[end[0]], other.blocks[end[1]])

    def pair(self, old: Block, new: Block) -> Row:
        if _alike(old.runs, new.runs):
            return Row(old, new, self.count, same=True)
        found = changes(old.tokens, new.tokens, self.coder)
        return Row(old, new, self.count, found)


def _moves(moved: Sequence[Pair]) -> tuple[dict[int, Pair], dict[int, Pair]]:
    """Number the moves; neighbours that moved together are one. Keys: old and new units."""
    sources: dict[int, Pair] = {}
    targets: dict[int, Pair] = {}
    number = 0
    before = (-2, -2)
    for i, j in moved:
        number += before != (i - 1, j - 1)
        sources[i], targets[j] = (j, number), (i, number)
        before = (i, j)
    return sources, targets


def _alike(old: Sequence[Run], new: Sequence[Run]) -> bool:
    """Whether two blocks have the same words under the same inline markup."""
    return len(old) == len(new) and all(
        one.text == other.text
        and len(one.inline) == len(other.inline)
        and all(
            a is b or (a.tag == b.tag and a.attributes == b.attributes)
            for a, b in zip(one.inline, other.inline, strict=True)
        )
        for one, other in zip(old, new, strict=True)
    )


def shape(block: Block) -> tuple[str, ...]:
    """Return the elements around a block that a reader notices."""
    if block.kind is BlockKind.CELL:
        return ("cell",)
    skipped = ("p", "div", "section")
    return tuple(element.tag for element in block.path if element.tag not in skipped)
