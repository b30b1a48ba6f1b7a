"""The rows of a redline: every piece of both texts once, in the order in which it is shown.

Reading the old blocks of the rows from first to last gives the old text, the new blocks the new
one; a moved block stands in two rows, where it was and where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from publisher.text.affixes import Gap
from publisher.text.document.document import Block, Document
from publisher.text.document.markup import Around, Run
from publisher.text.redline.alignment_row import Row, Stretch
from publisher.text.redline.inline import shared
from publisher.text.redline.linked import by_links
from publisher.text.redline.match import match
from publisher.text.redline.split_merge import flowing
from publisher.text.redline.tables import Tables, padding
from publisher.text.redline.token_encoding import Coder
from publisher.text.redline.units import MatchUnit, units
from publisher.text.redline.weighted_lis import Pair, anchors
from publisher.text.redline.word_diff import compared

Line = Row | Stretch


def lines(old: Document, new: Document) -> list[Line]:
    """Align two documents; what is equal as it is written stays folded up in stretches."""
    return _Builder(old, new).lines()


def expanded(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows, also of the unchanged stretches."""
    for line in lines:
        if isinstance(line, Row):
            yield line
        else:
            yield from line.rows()


class _Builder:
    def __init__(self, old: Document, new: Document) -> None:
        self.coder = Coder()
        self.tables = Tables(())
        self.moved: dict[Pair, list[Row]] = {}
        self.count = 0
        self.stretches = _stretches(old, new)
        self.old: list[MatchUnit] = []
        self.new: list[MatchUnit] = []
        self.borders: list[Pair] = []  # where a stretch stands among the units
        spans = [(s.olds.start, s.olds.stop, s.news.start, s.news.stop) for s in self.stretches]
        i = j = 0
        for i0, i1, j0, j1 in (*spans, (len(old.layout.parts), 0, len(new.layout.parts), 0)):
            self.old += (unit for part in range(i, i0) for unit in units(old.blocks_of(part)))
            self.new += (unit for part in range(j, j0) for unit in units(new.blocks_of(part)))
            self.borders.append((len(self.old), len(self.new)))
            i, j = i1, j1

    def lines(self) -> list[Line]:
        matched = match(self.old, self.new, self.borders[:-1], self.coder)
        self.tables = Tables(
            (self.old[i], self.new[j])
            for pairs in (matched.kept, matched.alike, matched.moved)
            for i, j in pairs
        )
        sources, targets = _moves(self.really_moved(matched.moved))
        out: list[Line] = []
        alike = iter((*matched.alike, (len(self.old), len(self.new))))
        next_alike = next(alike)
        stretches = iter(self.stretches)
        before: Pair | Stretch | None = None  # what stays the same above a gap
        for (i, i1, j, j1), end in matched.gaps(self.borders):
            by_blocks: list[Row] = []
            span = (i, i1, j, j1)
            stretch = None if end else next(stretches, None)
            while i < i1 or j < j1:
                inside = next_alike[0] < i1
                next_i, next_j = next_alike if inside else (i1, j1)
                late, first = next_i, j
                if i < next_i and j < next_j:
                    after = next_alike if inside else end or stretch
                    late, first = self.parted((i, next_i, j, next_j), before, after)
                parts = (i, late, j, first), (late, next_i, first, next_j)
                for a, b, c, d in parts:
                    for n in range(a, b):
                        by_blocks += self.gone(n, *sources.get(n, (None, 0)))
                    for n in range(c, d):
                        by_blocks += self.come(n, *targets.get(n, (None, 0)))
                i, j = next_i, next_j
                if inside:
                    before = next_alike
                    by_blocks += self.paired(self.old[i], self.new[j])
                    i, j = i + 1, j + 1
                    next_alike = next(alike)
            out += self.flowing(span, by_blocks) or by_blocks
            before = end or stretch
            if end:
                out += self.paired(self.old[end[0]], self.new[end[1]])
            elif stretch:
                out.append(stretch)
        return out

    def parted(self, gap: Gap, before: Pair | Stretch | None, after: Pair | Stretch | None) -> Pair:
        """Return the old unit up to which a gap shows what is gone first, and the new one before the rest.

        What is gone from a list comes before what is new, but after what is new above the list.
        """
        i, i1, j, j1 = gap
        above, below = self.around(before, -1), self.around(after, 0)
        late, first = i1, j1
        depth = 0  # of what the rest of the gap stands in together with what follows
        while late > i:
            path = self.old[late - 1].blocks[0].path
            size = shared(path, below[0])
            if size <= shared(path, above[0]):
                break
            late, depth = late - 1, min(depth or size, size)
        while first > j and shared(self.new[first - 1].blocks[0].path, below[1]) >= depth:
            first -= 1
        return late, first

    def around(self, same: Pair | Stretch | None, at: int) -> tuple[Around, Around]:
        """Return the elements around what stays the same, in both texts.

        Of a stretch, the lists around its first part (at: 0) or its last one (-1).
        """
        if same is None:
            return (), ()
        if isinstance(same, Stretch):
            olds, news = same.old.layout.lists, same.new.layout.lists
            return olds.get(same.olds[at], ()), news.get(same.news[at], ())
        return self.old[same[0]].blocks[0].path, self.new[same[1]].blocks[0].path

    def really_moved(self, moved: Sequence[Pair]) -> Iterator[Pair]:
        """Yield the moves but those in which no word is shown as kept, and remember their rows.

        The words that two rows of tables have in common may stand in other columns.
        """
        for i, j in moved:
            rows = self.moved[i, j] = list(self.paired(self.old[i], self.new[j]))
            words = any(block.text for block in self.old[i].blocks)
            if not words or any(row.keeps_words for row in rows):
                yield i, j

    def flowing(self, span: tuple[int, int, int, int], by_blocks: list[Row]) -> list[Row] | None:
        i0, i1, j0, j1 = span
        if not by_blocks or any(row.move for row in by_blocks):
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
        for row in self.moved[i, target]:
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
        for row in self.moved[source, j]:
            if row.old and row.new:
                yield Row(row.old, row.new, self.count, row.changes, move=move)
            elif row.new:
                yield Row(None, row.new, self.count)
            else:
                yield Row(padding(self.new[j]), None, self.count)

    def paired(self, one: MatchUnit, other: MatchUnit) -> Iterator[Row]:
        self.count += 1
        if not one.is_row:
            yield self.pair(one.blocks[0], other.blocks[0])
            return
        for old, new in self.tables.cells(one, other):
            yield self.pair(old, new) if old and new else Row(old, new, self.count)

    def pair(self, old: Block, new: Block) -> Row:
        if _alike(old.runs, new.runs):
            return Row(old, new, self.count, same=True)
        return Row(old, new, self.count, by_links(old, new, compared(old, new, self.coder)))


def _stretches(old: Document, new: Document) -> list[Stretch]:
    """Return what is equal in both documents as it is written, in order."""
    pairs = anchors(old.layout.keys, new.layout.keys, [len(part) for part in old.layout.parts])
    out: list[Stretch] = []
    for i, j in pairs:
        last = out[-1] if out else None
        if last and (i, j) == (last.olds.stop, last.news.stop):
            out[-1] = Stretch(
                old, new, range(last.olds.start, i + 1), range(last.news.start, j + 1)
            )
        else:
            out.append(Stretch(old, new, range(i, i + 1), range(j, j + 1)))
    return list(_trusted(old, new, out))


def _trusted(old: Document, new: Document, found: Sequence[Stretch]) -> Iterator[Stretch]:
    """Leave out stretches that may have moved past something larger than they are.

    Much that is only new on one side of it, and much that is only old on the other, may be the same
    text, slightly changed.
    """
    sizes = [len(part) for part in old.layout.parts], [len(part) for part in new.layout.parts]
    olds, news = ([*accumulate(side, initial=0)] for side in sizes)

    def excess(i0: int, i1: int, j0: int, j1: int) -> int:
        return (news[j1] - news[j0]) - (olds[i1] - olds[i0])

    i = j = 0
    for n, stretch in enumerate(found):
        after = found[n + 1] if n + 1 < len(found) else None
        i1, j1 = (
            (after.olds.start, after.news.start)
            if after
            else (len(old.layout.parts), len(new.layout.parts))
        )
        before = excess(i, stretch.olds.start, j, stretch.news.start)
        behind = excess(stretch.olds.stop, i1, stretch.news.stop, j1)
        own = olds[stretch.olds.stop] - olds[stretch.olds.start]
        if before * behind < 0 and min(abs(before), abs(behind)) > own:
            continue
        i, j = stretch.olds.stop, stretch.news.stop
        yield stretch


def _moves(moved: Iterable[Pair]) -> tuple[dict[int, Pair], dict[int, Pair]]:
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
