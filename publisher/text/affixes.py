"""What two sequences begin and end with alike."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

Gap = tuple[int, int, int, int]  # [i0, i1) of the old sequence, [j0, j1) of the new one


def equal_ends(old: Sequence[Hashable], new: Sequence[Hashable], span: Gap) -> tuple[int, int]:
    """Return how many items are equal at the start and, not counting those, at the end of a span."""
    i0, i1, j0, j1 = span
    limit = min(i1 - i0, j1 - j0)
    if old[i0 : i0 + limit] == new[j0 : j0 + limit]:
        return limit, 0
    head = tail = 0
    if old[i0] == new[j0]:
        head = most(limit - 1, lambda n, m: old[i0 + n : i0 + m] == new[j0 + n : j0 + m])
    if old[i1 - 1] == new[j1 - 1]:
        tail = most(limit - head, lambda n, m: old[i1 - m : i1 - n] == new[j1 - m : j1 - n])
    return head, tail


def most(limit: int, are_equal: Callable[[int, int], bool]) -> int:
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
