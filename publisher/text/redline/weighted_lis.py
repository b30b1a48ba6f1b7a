"""Which of many possible pairs to keep, so that order is kept and as much text as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from publisher.text.affixes import Gap, equal_ends

Pair = tuple[int, int]


def heaviest_chain(pairs: Iterable[tuple[int, int, float]]) -> list[Pair]:
    """Return the pairs (i, j) of (i, j, weight) that rise in both and weigh most together.

    Weights are positive. Time: n log n (a Fenwick tree holds the best chain ending at or before j).
    """
    points = sorted(pairs, key=lambda point: (point[0], -point[1]))
    if len(points) < 2:
        return [(i, j) for i, j, _ in points]
    ranks = {j: rank for rank, j in enumerate(sorted({point[1] for point in points}), 1)}
    size = len(ranks)
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before: list[int] = []
    for number, (_, j, weight) in enumerate(points):
        top, last = 0.0, -1
        rank = ranks[j] - 1
        while rank > 0:
            if best[rank][0] > top:
                top, last = best[rank]
            rank &= rank - 1
        before.append(last)
        total, rank = top + weight, ranks[j]
        while rank <= size:
            if total > best[rank][0]:
                best[rank] = (total, number)
            rank += rank & -rank
    chain: list[Pair] = []
    at = max(best)[1]
    while at >= 0:
        chain.append((points[at][0], points[at][1]))
        at = before[at]
    return chain[::-1]


def anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], weights: Sequence[float], depth: int = 8
) -> list[Pair]:
    """Return pairs of equal items: those unique on both sides, then again in each gap.

    weights: of the items of `old`. depth: how often the gaps are searched again, at most.
    """
    found: list[Pair] = []
    work = [(0, len(old), 0, len(new), depth)]
    while work:
        i0, i1, j0, j1, left = work.pop()
        head, tail = equal_ends(old, new, (i0, i1, j0, j1))
        found += ((i0 + n, j0 + n) for n in range(head))
        found += ((i1 - 1 - n, j1 - 1 - n) for n in range(tail))
        i0, i1, j0, j1 = i0 + head, i1 - tail, j0 + head, j1 - tail
        if i0 == i1 or j0 == j1 or not left or i1 - i0 == j1 - j0 == 1:
            continue
        chain = heaviest_chain(
            (i, j, weights[i]) for i, j in _unique_pairs(old, new, (i0, i1, j0, j1))
        )
        if not chain:
            continue
        found += chain
        for (i, j), (k, m) in zip([(i0 - 1, j0 - 1), *chain], [*chain, (i1, j1)], strict=True):
            if k > i + 1 and m > j + 1:
                work.append((i + 1, k, j + 1, m, left - 1))
    return sorted(found)


def _unique_pairs(old: Sequence[Hashable], new: Sequence[Hashable], span: Gap) -> list[Pair]:
    i0, i1, j0, j1 = span
    olds, news = Counter(old[i0:i1]), Counter(new[j0:j1])
    places = {new[j]: j for j in range(j0, j1) if news[new[j]] == 1}
    return [(i, places[old[i]]) for i in range(i0, i1) if olds[old[i]] == 1 and old[i] in places]


def gaps(pairs: Iterable[Pair], old_size: int, new_size: int) -> list[Gap]:
    """Return the spans (i0, i1, j0, j1) before, between and after rising pairs, empty ones too."""
    spans = []
    i, j = 0, 0
    for next_i, next_j in (*pairs, (old_size, new_size)):
        spans.append((i, next_i, j, next_j))
        i, j = next_i + 1, next_j + 1
    return spans
