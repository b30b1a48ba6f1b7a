"""Which of many possible pairs to keep, so that order is kept and as much text as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

Pair = tuple[int, int]
Gap = tuple[int, int, int, int]  # [i0, i1) of the old sequence, [j0, j1) of the new one


def heaviest_chain(pairs: Iterable[tuple[int, int, float]]) -> list[Pair]:
    """Return the pairs (i, j) of (i, j, weight) that rise in both and weigh most together.

    Weights are positive. Time: n log n (a Fenwick tree holds the best chain ending at or before j).
    """
    points = sorted(pairs, key=lambda point: (point[0], -point[1]))
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


def equal_ends(old: Sequence[Hashable], new: Sequence[Hashable], span: Gap) -> tuple[int, int]:
    """Return how many items are equal at the start and, not counting those, at the end of a span."""
    i0, i1, j0, j1 = span
    limit = min(i1 - i0, j1 - j0)
    if old[i0 : i0 + limit] == new[j0 : j0 + limit]:
        return limit, 0
    head = _most(limit - 1, lambda n, m: old[i0 + n : i0 + m] == new[j0 + n : j0 + m])
    tail = _most(limit - head, lambda n, m: old[i1 - m : i1 - n] == new[j1 - m : j1 - n])
    return head, tail


def _most(limit: int, are_equal: Callable[[int, int], bool]) -> int:
    """Return the largest n up to which all is equal. are_equal: asked of [n, m), n equal already.

    Whole slices are compared, twice as long each time and then half as long.
    """
    size, step = 0, 1
    while step <= limit - size and are_equal(size, size + step):
        size += step
        step *= 2
    while step:
        if step <= limit - size and are_equal(size, size + step):
            size += step
        step //= 2
    return size


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
        if i0 == i1 or j0 == j1 or not left:
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
