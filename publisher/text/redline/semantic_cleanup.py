"""Makes an alignment of words read well: no scattered matches, edges where sentences have theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from operator import itemgetter

from publisher.text.affixes import Gap
from publisher.text.document.document import Token, TokenKind

# Equal words that weigh at most this part of the lighter change beside them are given up.
BETWEEN = 1.0
SENTENCE_ENDS = frozenset(".!?。！？।؟۔")
_PAUSES = frozenset(",;:、，；：—–-()（）")


def tidy(
    old: Sequence[Token], new: Sequence[Token], same: Iterable[tuple[int, int, int]]
) -> list[Gap]:
    """Return what is worth being shown as changed, in order and apart.

    old, new: tokens without spaces. same: what is equal, in order: start in each, and how many. An
    equal word or two between heavy changes ("islands") only make a reader jump.
    """
    changed: list[Gap] = []
    i = j = 0
    for i1, j1, size in (*filter(itemgetter(2), same), (len(old), len(new), 0)):
        if i < i1 or j < j1:
            changed.append((i, i1, j, j1))
        i, j = i1 + size, j1 + size
    slid: list[Gap] = []
    for n, gap in enumerate(changed):
        before = gap[0] - (slid[-1][1] if slid else 0)
        after = (changed[n + 1][0] if n + 1 < len(changed) else len(old)) - gap[1]
        slid.append(_slid(old, new, gap, before, after))
    return _merged(old, new, slid)


def _slid(old: Sequence[Token], new: Sequence[Token], gap: Gap, before: int, after: int) -> Gap:
    """Move a mere insertion or deletion to where a sentence, a clause or at least a line begins.

    "… {+it. We use +}it. We …" says the same as "… it. {+We use it. +}We …".
    """
    i0, i1, j0, j1 = gap
    if i0 < i1 and j0 < j1:
        return gap
    tokens, start, end = (old, i0, i1) if i0 < i1 else (new, j0, j1)
    best, shift = _edges(tokens, start, end), 0
    step = 0
    while step < before and tokens[start - step - 1].key == tokens[end - step - 1].key:
        step += 1
        score = _edges(tokens, start - step, end - step)
        if score > best:
            best, shift = score, -step
    step = 0
    while step < after and tokens[start + step].key == tokens[end + step].key:
        step += 1
        score = _edges(tokens, start + step, end + step)
        if score > best:
            best, shift = score, step
    return i0 + shift, i1 + shift, j0 + shift, j1 + shift


def _edges(tokens: Sequence[Token], start: int, end: int) -> int:
    return _edge(tokens, start) + _edge(tokens, end)


def _edge(tokens: Sequence[Token], at: int) -> int:
    """Return how good a place this is for the edge of a change: before token `at`."""
    if at in (0, len(tokens)):
        return 5
    before, after = tokens[at - 1], tokens[at]
    if before.text in SENTENCE_ENDS:
        return 4
    if after.text in SENTENCE_ENDS:
        return 3
    if before.text in _PAUSES or after.text in _PAUSES:
        return 2
    return 1


def _merged(old: Sequence[Token], new: Sequence[Token], changed: Sequence[Gap]) -> list[Gap]:
    """Join changes that have too little between them; again, as long as some are joined."""
    out: list[Gap] = []
    weights: list[float] = []
    for gap in changed:
        weight = max(_weight(old, gap[0], gap[1]), _weight(new, gap[2], gap[3]))
        while out:
            bound = BETWEEN * min(weights[-1], weight)
            between = _weight(old, out[-1][1], gap[0], bound)
            if between > bound:
                break
            last = out.pop()
            weight += weights.pop() + between
            gap = (last[0], gap[1], last[2], gap[3])
        out.append(gap)
        weights.append(weight)
    return out


def _weight(tokens: Sequence[Token], start: int, end: int, bound: float = inf) -> float:
    """Return how much words weigh, or something above `bound` if that is exceeded."""
    total = 0.0
    for at in range(start, end):
        total += weight(tokens[at])
        if total > bound:
            break
    return total


def weight(token: Token) -> float:
    """Return how much an equal token helps a reader to keep the thread."""
    if token.kind is TokenKind.MARK:
        return 0.65 if token.text in _PAUSES else 0.15
    if token.kind is TokenKind.WORD and len(token.text) <= 3:
        return 0.4  # the, of, and, des, und …; in Chinese, one sign
    return 1.0
