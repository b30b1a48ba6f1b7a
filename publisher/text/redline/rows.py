"""The rows of a redline: every piece of both texts once, in the order in which it is shown.

Reading the old blocks of the rows from first to last gives the old text, the new blocks the new
one; a moved block stands in two rows, where it was and where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.text.document import Block, Document
from publisher.text.markup import Run
from publisher.text.redline.chain import Pair, gaps
from publisher.text.redline.flow import flowing
from publisher.text.redline.match import match
from publisher.text.redline.row import Row
from publisher.text.redline.tables import Tables, padding
from publisher.text.redline.units import Coder, Unit, units
from publisher.text.redline.words import Change, changed, equal_tokens


def rows(old: Document, new: Document) -> list[Row]:
    """Align two documents and return the rows of their redline."""
    return _Builder(units(old), units(new)).rows()


class _Builder:
    def __init__(self, old: list[Unit], new: list[Unit]) -> None:
        self.old, self.new, self.coder = old, new, Coder()
        self.tables = Tables(())
        self.count = 0

    def rows(self) -> list[Row]:
        matched = match(self.old, self.new, self.coder)
        kept = matched.kept
        sources, targets = _moves(matched.moved)
        self.tables = Tables(
            (self.old[i], self.new[j])
            for pairs in (matched.kept, matched.alike, matched.moved)
            for i, j in pairs
        )
        out: list[Row] = []
        ends: list[Pair | None] = [*kept, None]
        spans = gaps(kept, len(self.old), len(self.new))
        for (i0, i1, j0, j1), end in zip(spans, ends, strict=True):
            inner = [(i, j) for i, j in matched.alike if i0 <= i < i1 and j0 <= j < j1]
            by_blocks: list[Row] = []
            borders = [*inner, (i1, j1)]
            i, j = i0, j0
            for next_i, next_j in borders:
                for n in range(i, next_i):
                    by_blocks += self.gone(n, *sources.get(n, (None, 0)))
                for n in range(j, next_j):
                    by_blocks += self.come(n, *targets.get(n, (None, 0)))
                if next_i < i1 and next_j < j1:
                    by_blocks += self.paired(self.old[next_i], self.new[next_j])
                i, j = next_i + 1, next_j + 1
            out += self.flowing((i0, i1, j0, j1), by_blocks) or by_blocks
            if end:
                out += self.paired(self.old[end[0]], self.new[end[1]])
        return out

    def flowing(self, span: tuple[int, int, int, int], by_blocks: list[Row]) -> list[Row] | None:
        i0, i1, j0, j1 = span
        if any(row.move for row in by_blocks):
            return None
        olds = [block for unit in self.old[i0:i1] for block in unit.blocks]
        news = [block for unit in self.new[j0:j1] for block in unit.blocks]
        found = flowing(olds, news, by_blocks, self.coder)
        for row in found or ():
            self.count += 1
            row.unit = self.count
        return found

    def gone(self, i: int, target: int | None, move: int) -> Iterator[Row]:
        self.count += 1
        if target is None:
            for block in self.tables.lone(self.old[i], is_new=False):
                yield Row(block or padding(self.old[i]), None, self.count)
            return
        for row in self.paired(self.old[i], self.new[target]):
            if row.old and row.new:
                yield Row(row.old, None, self.count, row.changes, move=move)
            else:
                yield Row(row.old or padding(self.old[i]), None, self.count)

    def come(self, j: int, source: int | None, move: int) -> Iterator[Row]:
        self.count += 1
        if source is None:
            for block in self.tables.lone(self.new[j], is_new=True):
                yield (
                    Row(None, block, self.count)
                    if block
                    else Row(padding(self.new[j]), None, self.count)
                )
            return
        for row in self.paired(self.old[source], self.new[j]):
            if row.old and row.new:
                yield Row(row.old, row.new, self.count, row.changes, move=move)
            elif row.new:
                yield Row(None, row.new, self.count)
            else:
                yield Row(padding(self.new[j]), None, self.count)

    def paired(self, one: Unit, other: Unit) -> Iterator[Row]:
        self.count += 1
        if not one.is_row:
            yield self.pair(one.blocks[0], other.blocks[0])
            return
        for old, new in self.tables.cells(one, other):
            yield self.pair(old, new) if old and new else Row(old, new, self.count)

    def pair(self, old: Block, new: Block) -> Row:
        if _alike(old.runs, new.runs):
            return Row(old, new, self.count, same=True)
        one, other = old.tokens, new.tokens
        equal = [(i, j) for (_, i), (_, j) in equal_tokens([one], [other], self.coder)]
        span = Change(0, len(one), 0, len(other))
        return Row(old, new, self.count, changed(one, other, equal, span))


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
