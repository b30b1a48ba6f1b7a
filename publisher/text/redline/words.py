"""What became of the words of one block in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein

from publisher.text.document import Token, TokenKind
from publisher.text.redline.chain import anchors, equal_ends, gaps
from publisher.text.redline.units import Coder

MATRIX = 200_000_000  # cells of a bit matrix: 25 MB
WORK = 2_000_000_000  # cells of a computation in bands: about half a second


class Change(NamedTuple):
    """Tokens [i0, i1) of the old row that became [j0, j1) of the new one."""

    i0: int
    i1: int
    j0: int
    j1: int


def changes(old: Sequence[Token], new: Sequence[Token], coder: Coder) -> list[Change]:
    """Return the changed spans of two rows of tokens, rising and apart.

    Tokens outside of them are equal in key, one to one. A space is never the reason of a change,
    but where words came or went beside it.
    """
    old_places = [n for n, token in enumerate(old) if token.kind is not TokenKind.SPACE]
    new_places = [n for n, token in enumerate(new) if token.kind is not TokenKind.SPACE]
    old_words = "".join([coder.code(old[n].key) for n in old_places])
    new_words = "".join([coder.code(new[n].key) for n in new_places])
    pairs = [(old_places[i], new_places[j]) for i, j in equal_words(old_words, new_words)]
    found = []
    for i0, i1, j0, j1 in gaps(pairs, len(old), len(new)):
        head, tail = equal_ends(
            [token.key for token in old[i0:i1]],
            [token.key for token in new[j0:j1]],
            (0, i1 - i0, 0, j1 - j0),
        )
        span = Change(i0 + head, i1 - tail, j0 + head, j1 - tail)
        if span.i0 < span.i1 or span.j0 < span.j1:
            found.append(span)
    return found


def equal_words(old: str, new: str) -> list[tuple[int, int]]:
    """Return rising pairs of equal words; as many as the bounds of work allow."""
    pairs: list[tuple[int, int]] = []
    head, tail = equal_ends(old, new, (0, len(old), 0, len(new)))
    pairs += ((n, n) for n in range(head))
    pairs += _inner(old[head : len(old) - tail], new[head : len(new) - tail], head)
    pairs += ((len(old) - n, len(new) - n) for n in range(tail, 0, -1))
    return pairs


def _inner(old: str, new: str, offset: int) -> Iterator[tuple[int, int]]:
    if not old or not new:
        return
    if len(old) * len(new) <= MATRIX:
        for i, j in _matching(LCSseq.opcodes(old, new)):
            yield i + offset, j + offset
        return
    fixed = anchors(old, new, [1.0] * len(old))
    ends = [*fixed, (len(old), len(new))]
    for (i0, i1, j0, j1), (i, j) in zip(gaps(fixed, len(old), len(new)), ends, strict=True):
        cells = (i1 - i0) * (j1 - j0)
        if 0 < cells <= WORK:
            method = LCSseq if cells <= MATRIX else Levenshtein
            for k, m in _matching(method.opcodes(old[i0:i1], new[j0:j1])):
                yield k + i0 + offset, m + j0 + offset
        if i < len(old):
            yield i + offset, j + offset


def _matching(opcodes: object) -> Iterator[tuple[int, int]]:
    for tag, i0, i1, j0, _ in opcodes:  # type: ignore[attr-defined]
        if tag == "equal":
            for n in range(i1 - i0):
                yield i0 + n, j0 + n
