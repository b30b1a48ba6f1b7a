"""Text that flowed over the borders of its blocks: paragraphs divided, joined, made into a list.

The words of several blocks are compared as one row; what is found is cut again at every border, so
that each row shows one old and one new block, or parts of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from publisher.text.document.document import Block, BlockKind, Token, TokenKind
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.linked import by_links, link_at
from publisher.text.redline.semantic_cleanup import SENTENCE_ENDS, weight
from publisher.text.redline.token_encoding import Coder, TokenCodes
from publisher.text.redline.weighted_lis import Pair
from publisher.text.redline.word_diff import WordChange, changed, equal_words, nearly_same

REAPPEARS = 0.2  # part of what is left over on the poorer side that must be found on the other
BETTER = 0.9  # to be taken, it must mark at most this part of what a comparison of blocks marks

Matched = tuple[Pair, Pair]  # (block, token) of the old text and of the new one

_NEVER = (BlockKind.CELL, BlockKind.CODE)


def flowing(
    olds: Sequence[Block], news: Sequence[Block], by_blocks: Sequence[Row], coder: Coder
) -> list[Row] | None:
    """Return rows that mark clearly fewer words than `by_blocks` by ignoring borders, or None."""
    if not olds or not news or len(olds) == len(news) == 1:
        return None
    if any(block.kind in _NEVER for block in (*olds, *news)) or not _reappears(by_blocks):
        return None
    if all(any(block.kind is BlockKind.RULE for block in side) for side in (olds, news)):
        return None  # a rule has no words by which it could be found again
    flow = _Flow(olds, news, coder)
    rows = list(flow.rows())
    marked = _marked(rows)
    if marked and flow.nearly_same:
        across = list(_Flow(olds, news, coder, across=True).rows())
        if (fewer := _marked(across)) < marked:
            rows, marked = across, fewer
    return rows if marked <= BETTER * _marked(by_blocks) else None


class _Flow:
    def __init__(
        self, olds: Sequence[Block], news: Sequence[Block], coder: Coder, *, across: bool = False
    ) -> None:
        self.olds, self.news = olds, news
        self.keys: dict[Block, list[str]] = {}
        one, other = ([TokenCodes.of(block, coder) for block in side] for side in (olds, news))
        places = _places(one), _places(other)
        together = TokenCodes.together(one), TokenCodes.together(other)
        self.nearly_same = nearly_same(*together)
        pairs = (
            (places[0][i + n], places[1][j + n])
            for i, j, size in equal_words(*together, across=across)
            for n in range(size)
        )
        self.pairs = list(self.cut_at_spaces(pairs))

    def cut_at_spaces(self, pairs: Iterable[Matched]) -> Iterator[Matched]:
        """Leave out pairs so that a block is divided, or two are joined, only at a space.

        A border shows as white space; within "service." it would part the mark from its word. Nor are
        two joined within a link: what went between them would be shown in it.
        """
        a = b = -1
        for pair in pairs:
            (next_a, i), (next_b, j) = pair
            if (next_a, next_b) != (a, b):
                if next_a == a and not _after_space(self.olds[a], i):
                    continue
                if next_b == b and (
                    not _after_space(self.news[b], j) or _within_link(self.news[b], j)
                ):
                    continue
                a, b = next_a, next_b
            yield pair

    def rows(self) -> Iterator[Row]:
        """Yield a row for each pair of blocks that share words, and for each block without."""
        groups = [
            (a, b, [(i, j) for (_, i), (_, j) in pairs]) for (a, b), pairs in _grouped(self.pairs)
        ]
        old, new = (0, 0), (0, 0)  # block and token up to which all has been shown
        for n, (a, b, equal) in enumerate(groups):
            yield from self.between(old, new, a, b)
            i0 = old[1] if old[0] == a else 0
            j0 = new[1] if new[0] == b else 0
            i1, j1 = len(self.olds[a].tokens), len(self.news[b].tokens)
            if n + 1 < len(groups):
                next_a, next_b, following = groups[n + 1]
                if next_a == a:
                    i1 = _border(self.olds[a], equal[-1][0], following[0][0])
                if next_b == b:
                    j1 = _border(self.news[b], equal[-1][1], following[0][1])
            yield self.row(a, b, equal, WordChange(i0, i1, j0, j1))
            old, new = (a, i1), (b, j1)
        yield from self.between(old, new, len(self.olds), len(self.news))

    def between(self, old: tuple[int, int], new: tuple[int, int], a: int, b: int) -> Iterator[Row]:
        """Yield the blocks before `a` and `b` that have not been shown yet."""
        for n in range(old[0] + bool(old[1]), a):
            yield Row(self.olds[n], None, 0)
        for n in range(new[0] + bool(new[1]), b):
            yield Row(None, self.news[n], 0)

    def keys_of(self, block: Block) -> list[str]:
        """Return the keys of a block's tokens; one block may share words with thousands."""
        if block not in self.keys:
            self.keys[block] = [token.key for token in block.tokens]
        return self.keys[block]

    def row(self, a: int, b: int, equal: list[tuple[int, int]], span: WordChange) -> Row:
        old, new = self.olds[a], self.news[b]
        old_part, new_part = (span.i0, span.i1), (span.j0, span.j1)
        row = Row(
            old,
            new,
            0,
            old_part=None if old_part == (0, len(old.tokens)) else old_part,
            new_part=None if new_part == (0, len(new.tokens)) else new_part,
        )
        i1, j1 = row.ends
        changes = changed(
            self.keys_of(old),
            self.keys_of(new),
            [WordChange(i, i + 1, j, j + 1) for i, j in equal],
            WordChange(span.i0, i1, span.j0, j1),
        )
        row.changes = by_links(old, new, changes, (span.i0, i1))
        return row


def _places(rows: Sequence[TokenCodes]) -> list[Pair]:
    """Return the block and the token of each word of blocks in one row."""
    return [(number, at) for number, row in enumerate(rows) for at in row.at]


def _border(block: Block, last: int, following: int) -> int:
    """Return where between two equal words a block is cut: after a space, best after a sentence."""
    cut = following
    ended = False
    for n in range(last, following):
        token = block.tokens[n]
        if token.kind is TokenKind.SPACE:
            cut = n + 1 if ended and not _within_link(block, n + 1) else cut
        else:
            ended = token.text in SENTENCE_ENDS
    return cut


def _after_space(block: Block, at: int) -> bool:
    return at > 0 and block.tokens[at - 1].kind is TokenKind.SPACE


def _within_link(block: Block, at: int) -> bool:
    link = link_at(block.tokens, at)
    return link is not None and link_at(block.tokens, at - 1) is link


def _grouped(pairs: Sequence[Matched]) -> Iterator[tuple[Pair, list[Matched]]]:
    for blocks, group in groupby(pairs, key=lambda pair: (pair[0][0], pair[1][0])):
        yield blocks, list(group)


def _reappears(rows: Sequence[Row]) -> bool:
    """Whether enough of the words that the rows delete are inserted elsewhere in them."""
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    for row in rows:
        olds, news = _changed_tokens(row)
        gone.update(token.key for token in olds if token.kind is TokenKind.WORD)
        come.update(token.key for token in news if token.kind is TokenKind.WORD)
    least = min(gone.total(), come.total())
    return bool(least) and (gone & come).total() >= REAPPEARS * least


def _marked(rows: Sequence[Row]) -> float:
    tokens = [token for row in rows for side in _changed_tokens(row) for token in side]
    return sum(weight(token) for token in tokens if token.kind is not TokenKind.SPACE)


def _changed_tokens(row: Row) -> tuple[list[Token], list[Token]]:
    if row.same:
        return [], []
    if row.old is None or row.new is None:
        return list(row.old.tokens if row.old else ()), list(row.new.tokens if row.new else ())
    return (
        [token for change in row.changes for token in row.old.tokens[change.i0 : change.i1]],
        [token for change in row.changes for token in row.new.tokens[change.j0 : change.j1]],
    )
