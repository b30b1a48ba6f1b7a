"""Which unit of the old text has become which unit of the new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from publisher.text.redline.chain import Pair, anchors, gaps, heaviest_chain
from publisher.text.redline.units import Coder, Unit, similarity

MIN_SIMILARITY = 0.4  # below it two units are not the same clause reworded
MAX_CELLS = 3_000  # comparisons in one gap; beyond it only units that share rare words
MOVE_WORDS = 6  # shorter texts stand in many places and prove no move


def match(old: Sequence[Unit], new: Sequence[Unit], coder: Coder) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs that keep the order, and the pairs that stand elsewhere (moves)."""
    kept = anchors([u.key for u in old], [u.key for u in new], [u.weight for u in old])
    moved = _equal_elsewhere(old, new, kept)
    taken_old, taken_new = {i for i, _ in moved}, {j for _, j in moved}
    pairs = list(kept)
    for i0, i1, j0, j1 in gaps(kept, len(old), len(new)):
        if i0 < i1 and j0 < j1:
            olds = [i for i in range(i0, i1) if i not in taken_old]
            news = [j for j in range(j0, j1) if j not in taken_new]
            pairs += _alike(old, new, olds, news, coder)
    pairs.sort()
    pairs += _facing(old, new, gaps(pairs, len(old), len(new)), taken_old, taken_new)
    return sorted(pairs), sorted(moved, key=lambda pair: pair[1])


def _equal_elsewhere(old: Sequence[Unit], new: Sequence[Unit], kept: Iterable[Pair]) -> list[Pair]:
    """Pair equal units that the order leaves out: they have been moved."""
    olds, news = {i for i, _ in kept}, {j for _, j in kept}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(old):
        if i not in olds and unit.weight >= MOVE_WORDS:
            places[unit.key].append(i)
    moved = []
    for j, unit in enumerate(new):
        if j not in news and places.get(unit.key):
            moved.append((places[unit.key].pop(0), j))
    return moved


def _alike(
    old: Sequence[Unit],
    new: Sequence[Unit],
    olds: Sequence[int],
    news: Sequence[int],
    coder: Coder,
) -> list[Pair]:
    """Pair similar units of a gap so that as many words as possible find their place."""
    if len(olds) * len(news) <= MAX_CELLS:
        candidates: Iterable[Pair] = ((i, j) for i in olds for j in news)
    else:
        candidates = _sharing_rare_words(old, new, olds, news, coder)
    points = []
    for i, j in candidates:
        score = similarity(old[i], new[j], coder, MIN_SIMILARITY)
        if score:
            points.append((i, j, score * score * (old[i].weight + new[j].weight)))
    return heaviest_chain(points)


def _sharing_rare_words(
    old: Sequence[Unit],
    new: Sequence[Unit],
    olds: Sequence[int],
    news: Sequence[int],
    coder: Coder,
) -> list[Pair]:
    """Return the pairs that share a sequence of four words which few units hold."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    for i in olds:
        for shingle in _shingles(old[i].coded(coder)):
            places[shingle].add(i)
    pairs: set[Pair] = set()
    for j in news:
        for shingle in _shingles(new[j].coded(coder)):
            found = places.get(shingle)
            if found and len(found) <= 4:
                pairs.update((i, j) for i in found)
    return sorted(pairs)


def _shingles(coded: str) -> Iterable[str]:
    if len(coded) < 4:
        return (coded,)
    return (coded[at : at + 4] for at in range(len(coded) - 3))


def _facing(
    old: Sequence[Unit],
    new: Sequence[Unit],
    spans: Iterable[tuple[int, int, int, int]],
    taken_old: set[int],
    taken_new: set[int],
) -> list[Pair]:
    """Pair a lone old unit with the lone new one that stands in its place, however unlike."""
    pairs = []
    for i0, i1, j0, j1 in spans:
        olds = [i for i in range(i0, i1) if i not in taken_old]
        news = [j for j in range(j0, j1) if j not in taken_new]
        if len(olds) == len(news) == 1 and _replaceable(old[olds[0]], new[news[0]]):
            pairs.append((olds[0], news[0]))
    return pairs


def _replaceable(one: Unit, other: Unit) -> bool:
    return one.kind is other.kind and bool(one.key) == bool(other.key)
