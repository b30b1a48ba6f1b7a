"""Which unit of the old text has become which unit of the new one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from publisher.text.affixes import Gap
from publisher.text.document.document import BlockKind
from publisher.text.redline.token_encoding import Coder
from publisher.text.redline.units import MatchUnit, similarity
from publisher.text.redline.weighted_lis import Pair, anchors, heaviest_chain

ALIKE = 0.4  # units less alike than this are not the same clause reworded
ALIKE_ELSEWHERE = 0.55  # where the place speaks against it, more is asked
SAME_LABEL = 0.6  # rows of tables with the same first cell are at least this alike
MAX_CELLS = 3_000  # comparisons in one gap; beyond it only units that share rare words
RARE = 4  # units that hold the same four words in a row, at most, to be compared for it
MAX_CANDIDATES = 16  # for one new unit: those that share most of such sequences with it
MOVE_WORDS = 6  # a shorter text stands in many places and proves no move, unless it is unique


@dataclass
class Matched:
    """kept: equal units in the same order. alike: similar ones between those. moved: elsewhere."""

    kept: list[Pair] = field(default_factory=list)
    alike: list[Pair] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)

    def gaps(self, borders: Sequence[Pair]) -> Iterator[tuple[Gap, Pair | None]]:
        """Yield the spans between kept pairs and borders, each with the kept pair after it.

        borders: places between units that no match crosses, the last at the end of both. After the
        gap before a border stands None.
        """
        kept = iter([*self.kept, borders[-1]])
        pair = next(kept)
        i = j = 0
        for border in borders:
            while pair < border:
                yield (i, pair[0], j, pair[1]), pair
                i, j = pair[0] + 1, pair[1] + 1
                pair = next(kept)
            yield (i, border[0], j, border[1]), None
            i, j = border


def match(
    old: Sequence[MatchUnit], new: Sequence[MatchUnit], borders: Sequence[Pair], coder: Coder
) -> Matched:
    """Match the units of two documents.

    borders: places between units that no match in order crosses; only a move does.
    """
    return _Matching(old, new, borders, coder).run()


class _Matching:
    def __init__(
        self,
        old: Sequence[MatchUnit],
        new: Sequence[MatchUnit],
        borders: Sequence[Pair],
        coder: Coder,
    ) -> None:
        self.old, self.new, self.coder = old, new, coder
        self.borders = [*borders, (len(old), len(new))]
        self.free_old, self.free_new = set(range(len(old))), set(range(len(new)))
        self.found = Matched()

    def run(self) -> Matched:
        found = self.found
        self.take(self.equal_in_order(), found.kept)
        if self.free_old and self.free_new:
            self.take(self.equal_elsewhere(), found.moved)
            self.in_gaps()
            self.take(self.alike_elsewhere(), found.moved)
            self.spread()
            both = Matched(kept=sorted(found.kept + found.alike))
            for span, _ in both.gaps(self.borders):
                self.take(self.facing(span), found.alike)
        found.alike.sort()
        found.moved.sort(key=lambda pair: pair[1])
        return found

    def take(self, pairs: Iterable[Pair], into: list[Pair]) -> None:
        for i, j in pairs:
            if i in self.free_old and j in self.free_new:
                self.free_old.discard(i)
                self.free_new.discard(j)
                into.append((i, j))

    def equal_in_order(self) -> Iterator[Pair]:
        """Yield equal units between the borders."""
        i = j = 0
        for i1, j1 in self.borders:
            olds, news = self.old[i:i1], self.new[j:j1]
            if olds and news:
                keys = [unit.key for unit in olds], [unit.key for unit in news]
                pairs = anchors(*keys, [unit.weight for unit in olds])
                yield from ((i + a, j + b) for a, b in pairs)
            i, j = i1, j1

    def equal_elsewhere(self) -> Iterator[Pair]:
        """Yield equal units that the order leaves out: they have been moved."""
        counts = Counter(u.key for u in self.old), Counter(u.key for u in self.new)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for i in sorted(self.free_old):
            places[self.old[i].key].append(i)
        for j in sorted(self.free_new):
            unit = self.new[j]
            olds = places.get(unit.key)
            unique = counts[0][unit.key] == counts[1][unit.key] == 1
            short = unique and unit.kind in (BlockKind.ITEM, BlockKind.CELL)
            if olds and (unit.weight >= MOVE_WORDS or short):
                yield olds.pop(0), j

    def in_gaps(self) -> None:
        """Pair similar units between the kept ones, so that most words find their place."""
        for (i0, i1, j0, j1), _ in Matched(kept=list(self.found.kept)).gaps(self.borders):
            if i0 == i1 or j0 == j1:
                continue
            olds = [i for i in range(i0, i1) if i in self.free_old]
            news = [j for j in range(j0, j1) if j in self.free_new]
            if points := self.scored(olds, news, ALIKE):
                self.take(heaviest_chain(points), self.found.alike)

    def alike_elsewhere(self) -> Iterator[Pair]:
        """Yield similar units that the order leaves out, the surest first."""
        olds = [i for i in sorted(self.free_old) if _telling(self.old[i])]
        news = [j for j in sorted(self.free_new) if _telling(self.new[j])]
        points = self.scored(olds, news, ALIKE_ELSEWHERE)
        for i, j, _ in sorted(points, key=lambda point: -point[2]):
            yield i, j

    def spread(self) -> None:
        """Move the neighbours of what has moved with it: a heading, a short line, a reworded one."""
        todo = list(self.found.moved)
        while todo:
            i, j = todo.pop()
            for step in (-1, 1):
                pair = (i + step, j + step)
                if (
                    pair[0] in self.free_old
                    and pair[1] in self.free_new
                    and self.alike(*pair, ALIKE)
                ):
                    self.take([pair], self.found.moved)
                    todo.append(pair)

    def facing(self, span: Gap) -> list[Pair]:
        """Pair a lone old unit with the lone new one that stands in its place, however unlike."""
        i0, i1, j0, j1 = span
        if i0 == i1 or j0 == j1:
            return []
        olds = [i for i in range(i0, i1) if i in self.free_old]
        news = [j for j in range(j0, j1) if j in self.free_new]
        if len(olds) != 1 or len(news) != 1:
            return []
        one, other = self.old[olds[0]], self.new[news[0]]
        fits = one.kind is other.kind and bool(one.key) == bool(other.key)
        return [(olds[0], news[0])] if fits else []

    def scored(
        self, olds: Sequence[int], news: Sequence[int], cutoff: float
    ) -> list[tuple[int, int, float]]:
        """Return the pairs at least as alike as `cutoff`, with what they are worth."""
        if len(olds) * len(news) <= MAX_CELLS:
            candidates: Iterable[Pair] = ((i, j) for i in olds for j in news)
        else:
            candidates = self.sharing_rare_words(olds, news)
        points = []
        for i, j in candidates:
            score = self.alike(i, j, cutoff)
            if score:
                worth = score * score * (self.old[i].weight + self.new[j].weight)
                points.append((i, j, worth))
        return points

    def alike(self, i: int, j: int, cutoff: float) -> float:
        one, other = self.old[i], self.new[j]
        least = SAME_LABEL if one.is_row and other.is_row and self.same_label(one, other) else 0.0
        return max(similarity(one, other, self.coder, cutoff), least)

    @cached_property
    def labels(self) -> tuple[Counter[str], Counter[str]]:
        """How many rows of each text begin with which cell."""
        olds, news = (
            Counter(unit.label for unit in units if unit.is_row and unit.label)
            for units in (self.old, self.new)
        )
        return olds, news

    def same_label(self, one: MatchUnit, other: MatchUnit) -> bool:
        """Whether two rows begin with the same cell, as no other row does."""
        olds, news = self.labels
        label = one.label
        return label == other.label and olds[label] == news[label] == 1

    def sharing_rare_words(self, olds: Sequence[int], news: Sequence[int]) -> list[Pair]:
        """Return the pairs that share a sequence of four words which few units hold."""
        come = {shingle for j in news for shingle in _shingles(self.new[j].coded(self.coder))}
        places: defaultdict[str, set[int]] = defaultdict(set)
        for i in olds:
            for shingle in come.intersection(_shingles(self.old[i].coded(self.coder))):
                places[shingle].add(i)
        pairs: list[Pair] = []
        for j in news if places else ():
            shared: Counter[int] = Counter()
            for shingle in places.keys() & _shingles(self.new[j].coded(self.coder)):
                if len(places[shingle]) <= RARE:
                    shared.update(places[shingle])
            best = sorted(shared, key=lambda i: (-shared[i], abs(i - j), i))[:MAX_CANDIDATES]
            pairs += ((i, j) for i in best)
        return sorted(pairs)


def _telling(unit: MatchUnit) -> bool:
    """Whether a text that is only similar can prove a move; the cells of a row are few words."""
    return unit.is_row or unit.weight >= MOVE_WORDS


def _shingles(coded: str) -> list[str]:
    return [coded[at : at + 4] for at in range(max(len(coded) - 3, 1))]
