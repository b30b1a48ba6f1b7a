"""Tables: cells are compared by column, and every row shows all columns of both tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from publisher.text.document.document import Block, BlockKind
from publisher.text.document.markup import Element
from publisher.text.redline.units import MatchUnit, block_key
from publisher.text.redline.weighted_lis import Pair, anchors, gaps, heaviest_chain

MAX_CELLS = 10_000  # comparisons of cells for two rows

Cells = tuple[Block | None, Block | None]


class Tables:
    """Which columns of the old tables have become which of the new ones."""

    def __init__(self, pairs: Iterable[tuple[MatchUnit, MatchUnit]]) -> None:
        rows: defaultdict[tuple[Element, Element], list[tuple[MatchUnit, MatchUnit]]] = defaultdict(
            list
        )
        for one, other in pairs:
            if one.is_row and other.is_row:
                rows[_table(one), _table(other)].append((one, other))
        self._columns = {tables: _columns(found) for tables, found in rows.items()}
        self._layouts: dict[Element, list[tuple[bool, bool]]] = {}
        for (old, new), columns in self._columns.items():
            layout = [(c is not None, d is not None) for c, d in columns]
            self._layouts.setdefault(old, layout)
            self._layouts.setdefault(new, layout)

    def cells(self, one: MatchUnit, other: MatchUnit) -> Iterator[Cells]:
        """Yield the cells of two rows that belong together, by column."""
        olds, news = one.blocks, other.blocks
        columns = self._columns.get((_table(one), _table(other)))
        if columns is None or not _fits(columns, len(olds), len(news)):
            columns = _side_by_side(len(olds), len(news))
        for c, d in columns:
            yield None if c is None else olds[c], None if d is None else news[d]

    def lone(self, row: MatchUnit, *, is_new: bool) -> Iterator[Block | None]:
        """Yield the cells of a row that is only in one text, and None for the other columns."""
        layout = self._layouts.get(_table(row)) if row.is_row else None
        have = [old if not is_new else new for old, new in layout] if layout else []
        if sum(have) != len(row.blocks):
            yield from row.blocks
            return
        cells = iter(row.blocks)
        for has in have:
            yield next(cells) if has else None


def padding(row: MatchUnit) -> Block:
    """Return an empty cell that keeps the columns of a row in line."""
    first = row.blocks[0]
    return Block(None, BlockKind.CELL, 0, (), (*first.path[:-1], Element("td")))


def _table(row: MatchUnit) -> Element:
    path = row.blocks[0].path
    return next((e for e in reversed(path) if e.tag == "table"), path[-1])


def _columns(rows: Sequence[tuple[MatchUnit, MatchUnit]]) -> list[tuple[int | None, int | None]]:
    """Return the columns in the order in which they are shown: (old, new), None for a missing one.

    Equal cells vote for their columns; what is left is paired where it stands alone.
    """
    votes: Counter[Pair] = Counter()
    for one, other in rows:
        olds, news = ([block_key(block) for block in row.blocks] for row in (one, other))
        for c, d in _equal(olds, news):
            votes[c, d] += 2 if c == d else 1
    chain = heaviest_chain((c, d, float(count)) for (c, d), count in votes.items())
    widths = max(len(one.blocks) for one, _ in rows), max(len(other.blocks) for _, other in rows)
    return _filled(chain, *widths)


def _equal(olds: Sequence[str], news: Sequence[str]) -> Iterable[Pair]:
    """Return the places of equal cells that hold something; in very wide rows, only the telling ones."""
    if len(olds) * len(news) > MAX_CELLS:
        return anchors(olds, news, [1.0] * len(olds))
    return ((c, d) for c, old in enumerate(olds) if old for d, new in enumerate(news) if old == new)


def _side_by_side(old: int, new: int) -> list[tuple[int | None, int | None]]:
    return _filled([], old, new)


def _filled(chain: Sequence[Pair], old: int, new: int) -> list[tuple[int | None, int | None]]:
    columns: list[tuple[int | None, int | None]] = []
    ends = [*chain, (old, new)]
    for (c0, c1, d0, d1), end in zip(gaps(chain, old, new), ends, strict=True):
        both = min(c1 - c0, d1 - d0)
        columns += ((c0 + n, d0 + n) for n in range(both))
        columns += ((c, None) for c in range(c0 + both, c1))
        columns += ((None, d) for d in range(d0 + both, d1))
        if end[0] < old:
            columns.append(end)
    return columns


def _fits(columns: Sequence[tuple[int | None, int | None]], old: int, new: int) -> bool:
    return (
        sum(c is not None for c, _ in columns) == old
        and sum(d is not None for _, d in columns) == new
    )
