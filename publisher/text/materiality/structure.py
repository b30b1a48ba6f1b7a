"""The check on the whole: with every edit put in place, is the new text the old one, part for part?

It asks independently of how the redline was drawn. What stayed must stand in the same order under
the same lead-ins, headings and columns; what stands in another order must be free to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.text.document.document import Block
from publisher.text.document.markup import INLINE
from publisher.text.document.tokens import Token, TokenKind
from publisher.text.materiality import scope
from publisher.text.materiality.context_dependence import ContextProblem
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.normalization import shown
from publisher.text.materiality.order import differences
from publisher.text.materiality.tree import Node, Symbol, tree
from publisher.text.redline import Redline


@dataclass(slots=True)
class ReadingOrder:
    """How the blocks of one text are read: changed words stand as the sign of their edit.

    skipped: blocks that came or went as a whole, with no equal on the other side. lone: blocks that
    face none of the other text; how the words of the others look is told by edits.
    """

    marked: dict[int, list[tuple[int, int, Symbol]]] = field(default_factory=dict)
    lone: set[int] = field(default_factory=set)
    skipped: set[int] = field(default_factory=set)

    def read(self, block: Block) -> tuple[Symbol, ...]:
        """Return what a block says."""
        out: list[Symbol] = []
        at = 0
        plain = block.index not in self.lone
        if plain and block.index not in self.marked:
            return block.keys
        for start, end, sign in self.marked.get(block.index, ()):
            out += _symbols(block.tokens[at:start], plain=plain)
            out.append(sign)
            at = end
        out += _symbols(block.tokens[at:], plain=plain)
        return tuple(out)

    def skip(self, block: Block) -> bool:
        """Whether a block is left out."""
        return block.index in self.skipped


def _symbols(tokens: Sequence[Token], *, plain: bool = False) -> list[Symbol]:
    words = (token for token in tokens if token.kind is not TokenKind.SPACE)
    return [token.key if plain else shown(token.key, token.styles) for token in words]


# The tags of a page that hold its passages, opening and closing: what trees are made of.
_BUILT = re.compile(rf"<(?!/?(?:{'|'.join(sorted(INLINE))})[ >])/?[a-z0-9]+")
MOST_ROUNDS = 100  # each lets a pair or more go; the texts of people need three


@dataclass(frozen=True, slots=True)
class Moved:
    """What only stands elsewhere. gone, come: blocks that went or came with an equal on the other side.

    apart: the old halves of pairs of which both halves do, so that they do not face each other.
    """

    gone: frozenset[Block]
    come: frozenset[Block]
    apart: frozenset[Block]


def moved(redline: Redline) -> Moved:
    """Return what moved between the two texts of a redline.

    Blocks that the redline shows as deleted, inserted or changed into one another, but that stand
    word for word in both texts, count as moved.
    """
    gone, come = _lone(redline)
    said = _Said()
    swapped = [
        (row.old, row.new)
        for row in redline.open_rows
        if row.old and row.new and row.changes and not row.move and said[row.old] != said[row.new]
    ]
    for left in reversed(range(MOST_ROUNDS)):
        olds = [*gone, *(one for one, _ in swapped)]
        news = [*come, *(other for _, other in swapped)]
        both = Counter(said[each] for each in olds) & Counter(said[each] for each in news)
        stood, stands = _equals(olds, both.copy(), said), _equals(news, both.copy(), said)
        # A pair is taken apart only if each half stands elsewhere; else it is one changed block.
        kept = [pair for pair in swapped if pair[0] in stood and pair[1] in stands]
        if len(kept) == len(swapped):
            return Moved(stood, stands, frozenset(one for one, _ in swapped))
        swapped = kept if left > 1 else []  # taken for changed, which asks for more than for moved
    raise AssertionError("the last round has nothing to take apart")


def _lone(redline: Redline) -> tuple[list[Block], list[Block]]:
    """Return the blocks that went and those that came as wholes."""
    rows = redline.open_rows
    gone = [row.old for row in rows if row.old and not row.new and not row.move]
    return gone, [row.new for row in rows if row.new and not row.old]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts face each other. old, new: how to read them."""

    old: ReadingOrder
    new: ReadingOrder


def align(redline: Redline, moved: Moved) -> Alignment:
    """Return how the two texts of a redline face each other."""
    old, new = ReadingOrder(), ReadingOrder()
    olds = {row.old.index for row in redline.open_rows if row.old}
    news = {row.new.index for row in redline.open_rows if row.new}
    paired = [(row.old, row.new, row) for row in redline.open_rows if row.old and row.new]
    for number, (one, other, row) in enumerate(paired):
        if one in moved.apart:
            continue
        olds.discard(one.index)
        news.discard(other.index)
        for count, change in enumerate(row.changes):
            sign = f"\0{number}.{count}"
            old.marked.setdefault(one.index, []).append((change.i0, change.i1, sign))
            new.marked.setdefault(other.index, []).append((change.j0, change.j1, sign))
    old.lone, new.lone = olds, news
    # An empty cell is never left out: it says in which column the next one stands.
    gone, come = _lone(redline)
    old.skipped.update(
        block.index for block in gone if block not in moved.gone and block.text.strip()
    )
    new.skipped.update(
        block.index for block in come if block not in moved.come and block.text.strip()
    )
    return Alignment(old, new)


class _Said(dict[Block, int]):
    """A number for the words of each block, the same for the same words; 0 for none. Read once a block."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[tuple[Symbol, ...], int] = {(): 0}

    def __missing__(self, block: Block) -> int:
        symbols = tuple(_symbols(block.tokens))
        number = self[block] = self._numbers.setdefault(symbols, len(self._numbers))
        return number


def _equals(blocks: Sequence[Block], both: Counter[int], said: _Said) -> frozenset[Block]:
    """Return the blocks whose words are among `both`, each as often as it stands there."""
    found = []
    for block in blocks:
        words = said[block]
        if words and both[words] > 0:
            both[words] -= 1
            found.append(block)
    return frozenset(found)


def problems(redline: Redline, faced: Alignment, lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield what speaks against calling the new text the old one but for the edits in its words."""
    before, after = faced.old, faced.new
    if _is_in_place(redline, faced):
        return
    old, new = redline.old, redline.new
    left, right = tree(old, before.read, before.skip), tree(new, after.read, after.skip)
    if _stream(left) == _stream(right):
        yield from _governed(left, right)
        yield from _cells(left, right)
        yield from scope.problems(left, right, lexicon)
    else:
        yield from differences(left, right, lexicon)


def _is_in_place(redline: Redline, faced: Alignment) -> bool:
    """Whether, without a look at the trees, they are alike: nothing came, went or moved."""
    at = to = -1
    for row in redline.open_rows:
        one, other = row.old, row.new
        if one is None or other is None or row.move or row.old_part or row.new_part:
            return False
        if one.index <= at or other.index <= to or faced.old.read(one) != faced.new.read(other):
            return False
        at, to = one.index, other.index
    one_page, other_page = redline.old.layout.html, redline.new.layout.html
    return not faced.old.lone and _BUILT.findall(one_page) == _BUILT.findall(other_page)


def _stream(root: Node) -> list[Symbol]:
    return [symbol for node in root.passages() for symbol in node.said]


# --- Nothing moved: the same words in the same order -------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage stands. start: the number of its first word in the text.

    around: where each list and item around it starts, outermost first.
    """

    start: int
    around: tuple[int, ...]
    block: Block


def _places(root: Node) -> list[_Place]:
    out: list[_Place] = []
    at = 0

    def walk(node: Node, around: tuple[int, ...]) -> None:
        nonlocal at
        if node.block is not None and node.tag == "passage":
            out.append(_Place(at, around, node.block))
        at += len(node.said)
        for child in node.children:
            walk(child, (*around, at) if child.tag in ("ul", "ol", "li") else around)

    walk(root, ())
    return out


def _governed(left: Node, right: Node) -> Iterator[ContextProblem]:
    """Yield the passages that stand under other lead-ins or items than they did."""
    olds, news = _places(left), _places(right)
    in_lists = _Lists(olds), _Lists(news)
    said = _stream(left)
    for place, other in _facing(olds, news):
        if place.around == other.around:
            continue
        # A whole list may become paragraphs, or paragraphs a whole list.
        became_list = not place.around and in_lists[1].is_apart(other, in_lists[0])
        if became_list and _leads_alike(other, in_lists[1], olds, said):
            continue
        was_list = not other.around and in_lists[0].is_apart(place, in_lists[1])
        if was_list and _leads_alike(place, in_lists[0], news, said):
            continue
        why = "the same words stand under another lead-in or item now."
        yield ContextProblem("other-lead-in", why, other.block)


def _leads_alike(
    item: _Place, lists: _Lists, others: Sequence[_Place], said: Sequence[Symbol]
) -> bool:
    """Whether words that lead in a list lead in as much where it is paragraphs.

    "We never:" leads in one paragraph, and each item of a list. So each item must be one paragraph
    of one sentence there.
    """
    start = item.around[0]
    if not start or said[start - 1] != ":":
        return True
    members = lists.members[start]
    begins = sorted({place.start for place in others})
    if not members <= set(begins):
        return False
    for begin in members:
        end = next((each for each in begins if each > begin), len(said))
        if any(symbol in (".", "!", "?") for symbol in said[begin : end - 1]):
            return False
    return True


class _Lists:
    """Which passages stand in lists. members: by where the outermost list starts, where they start."""

    def __init__(self, places: Sequence[_Place]) -> None:
        self.members: dict[int, set[int]] = {}
        for place in places:
            if place.around:
                self.members.setdefault(place.around[0], set()).add(place.start)
        self.starts = {start for members in self.members.values() for start in members}

    def is_apart(self, place: _Place, other: _Lists) -> bool:
        """Whether a passage's list has one level, and is no list at all in the other text."""
        return len(place.around) == 2 and self.members[place.around[0]].isdisjoint(other.starts)


def _facing(olds: Sequence[_Place], news: Sequence[_Place]) -> Iterator[tuple[_Place, _Place]]:
    """Yield the passages that hold the same word, for each word with which a passage begins."""
    for begin in sorted({place.start for place in (*olds, *news)}):
        old, new = _holding(olds, begin), _holding(news, begin)
        if old is not None and new is not None:
            yield old, new


def _holding(places: Sequence[_Place], at: int) -> _Place | None:
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if places[middle].start <= at:
            low = middle + 1
        else:
            high = middle
    return places[low - 1] if low else None


def _cells(left: Node, right: Node) -> Iterator[ContextProblem]:
    """Yield the first cell that holds other words, or stands in another row or column."""
    olds, news = list(_table_places(left)), list(_table_places(right))
    for old, new in zip(olds, news, strict=False):
        if old[:3] != new[:3]:
            yield ContextProblem(
                "other-cell", "the same words stand in another row or column now.", new[3]
            )
            return
    if len(olds) != len(news):
        longer = max(olds, news, key=len)
        yield ContextProblem(
            "other-cell", "a table has other cells now.", longer[min(len(olds), len(news))][3]
        )


def _table_places(root: Node) -> Iterator[tuple[int, int, tuple[int, int], Block | None]]:
    """Yield each cell: where its words begin and end, its row and column, its block."""
    at = 0
    rows = 0

    def walk(node: Node) -> Iterator[tuple[int, int, tuple[int, int], Block | None]]:
        nonlocal at, rows
        at += len(node.said)
        if node.tag == "tr":
            rows += 1
        for column, child in enumerate(node.children):
            start = at
            yield from walk(child)
            if node.tag == "tr":
                block = next((passage.block for passage in child.passages()), None)
                yield start, at, (rows, column), block

    yield from walk(root)
