"""What became of the words of one block in another: sentence by sentence, then word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein, Opcodes

from publisher.text.affixes import equal_ends
from publisher.text.document.document import Block
from publisher.text.redline.semantic_cleanup import tidy
from publisher.text.redline.token_encoding import Coder, TokenCodes, likeness
from publisher.text.redline.weighted_lis import Pair, anchors, gaps, heaviest_chain

MATRIX = 200_000_000  # cells of a bit matrix: 25 MB
WORK = 2_000_000_000  # cells of a computation in bands: about half a second
LIKE_SENTENCES = 0.4  # two sentences less alike than this are not the same one reworded
LIKE_REST = 0.35  # what is left of both sides is compared word by word, if at least this alike
NEARLY_SAME = 0.8  # rows of blocks at least this alike are compared wherever their sentences end
MAX_SENTENCES = 3_000  # comparisons of sentences in one gap


class WordChange(NamedTuple):
    """Tokens [i0, i1) of the old row that became [j0, j1) of the new one."""

    i0: int
    i1: int
    j0: int
    j1: int


class Same(NamedTuple):
    """As many words from `i` of the old row as from `j` of the new one are equal."""

    i: int
    j: int
    size: int


def equal_words(old: TokenCodes, new: TokenCodes, *, across: bool = False) -> list[Same]:
    """Return what is equal, and worth showing as equal, in order; never two without a change between.

    across: compare word by word, wherever sentences end: a heading that was the start of a paragraph
    is no sentence there.
    """
    whole = WordChange(0, len(old.coded), 0, len(new.coded))
    same = _by_words(old.coded, new.coded, whole) if across else _equal_words(old, new)
    changes = tidy(old.tokens, new.tokens, same)
    out = []
    i = j = 0
    for i1, i2, _, j2 in (*changes, (len(old.at),) * 2 + (len(new.at),) * 2):
        if i1 > i:
            out.append(Same(i, j, i1 - i))
        i, j = i2, j2
    return out


def nearly_same(old: TokenCodes, new: TokenCodes) -> bool:
    """Whether two rows hold nearly the same words in the same order, and are not too long to see it."""
    one, other = old.coded, new.coded
    return len(one) * len(other) <= MATRIX and likeness(one, other, NEARLY_SAME) > 0


def compared(old: Block, new: Block, coder: Coder) -> list[WordChange]:
    """Return what changed between two blocks."""
    one, other = TokenCodes.of(old, coder), TokenCodes.of(new, coder)
    keys = [token.key for token in old.tokens], [token.key for token in new.tokens]
    equal: list[WordChange] = []
    for i, j, size in equal_words(one, other):
        olds, news = one.at[i : i + size], other.at[j : j + size]
        whole = WordChange(olds[0], olds[-1] + 1, news[0], news[-1] + 1)
        if keys[0][whole.i0 : whole.i1] == keys[1][whole.j0 : whole.j1]:
            equal.append(whole)
        else:  # there are other spaces in it
            equal += (WordChange(a, a + 1, b, b + 1) for a, b in zip(olds, news, strict=True))
    return changed(*keys, equal, WordChange(0, len(keys[0]), 0, len(keys[1])))


def changed(
    old: Sequence[str], new: Sequence[str], equal: Iterable[WordChange], span: WordChange
) -> list[WordChange]:
    """Return the changes between equal parts of two rows within a span, rising and apart.

    old, new: the keys of all tokens. Those outside of the changes are equal, one to one. A space is
    never the reason of a change, but where words came or went beside it.
    """
    found = []
    i, j = span.i0, span.j0
    for i1, i2, j1, j2 in (*equal, WordChange(span.i1, span.i1, span.j1, span.j1)):
        if i1 - i != 1 or j1 - j != 1 or old[i] != new[j]:
            head, tail = equal_ends(old, new, (i, i1, j, j1))
            change = WordChange(i + head, i1 - tail, j + head, j1 - tail)
            if change.i0 < change.i1 or change.j0 < change.j1:
                found.append(change)
        i, j = i2, j2
    return found


def _equal_words(old: TokenCodes, new: TokenCodes) -> Iterator[Same]:
    """Yield equal words in order, in sentences that are alike."""
    head, tail = equal_ends(old.coded, new.coded, (0, len(old.coded), 0, len(new.coded)))
    i1, j1 = len(old.coded) - tail, len(new.coded) - tail
    if head in (i1, j1):
        yield Same(0, 0, head)
    else:
        # Whole sentences are compared, so the common start is given back up to their border.
        start = max(old.start_of_sentence(head), new.start_of_sentence(head))
        yield Same(0, 0, start)
        yield from _by_sentences(old, new, WordChange(start, i1, start, j1))
    yield Same(i1, j1, tail)


def _by_sentences(old: TokenCodes, new: TokenCodes, span: WordChange) -> Iterator[Same]:
    olds, news = old.sentences(span.i0, span.i1), new.sentences(span.j0, span.j1)
    texts = [old.coded[a:b] for a, b in olds], [new.coded[a:b] for a, b in news]
    fixed = anchors(*texts, [float(len(text)) for text in texts[0]])
    pairs = list(fixed)
    for gap in gaps(fixed, len(olds), len(news)):
        pairs += _alike(*texts, WordChange(*gap))
    pairs.sort()
    ends = [*pairs, (len(olds), len(news))]
    for (a0, a1, b0, b1), (a, b) in zip(gaps(pairs, len(olds), len(news)), ends, strict=True):
        if a0 < a1 and b0 < b1:
            rest = WordChange(olds[a0][0], olds[a1 - 1][1], news[b0][0], news[b1 - 1][1])
            yield from _if_alike(old.coded, new.coded, rest)
        if a < len(olds):
            yield from _by_words(old.coded, new.coded, WordChange(*olds[a], *news[b]))


def _alike(old: Sequence[str], new: Sequence[str], gap: WordChange) -> list[Pair]:
    """Pair similar sentences of a gap."""
    a0, a1, b0, b1 = gap
    if not 0 < (a1 - a0) * (b1 - b0) <= MAX_SENTENCES:
        return []
    points = []
    for a in range(a0, a1):
        for b in range(b0, b1):
            score = likeness(old[a], new[b], LIKE_SENTENCES)
            if score:
                points.append((a, b, score * score * (len(old[a]) + len(new[b]))))
    return heaviest_chain(points)


def _if_alike(old: str, new: str, span: WordChange) -> Iterator[Same]:
    i0, i1, j0, j1 = span
    if likeness(old[i0:i1], new[j0:j1], LIKE_REST):
        yield from _by_words(old, new, span)


def _by_words(old: str, new: str, span: WordChange) -> Iterator[Same]:
    """Yield equal words, as many as the bounds of work allow."""
    i0, i1, j0, j1 = span
    head, tail = equal_ends(old, new, span)
    yield Same(i0, j0, head)
    yield from _inner(old, new, WordChange(i0 + head, i1 - tail, j0 + head, j1 - tail))
    yield Same(i1 - tail, j1 - tail, tail)


def _inner(old: str, new: str, span: WordChange) -> Iterator[Same]:
    i0, i1, j0, j1 = span
    cells = (i1 - i0) * (j1 - j0)
    if not cells:
        return
    one, other = old[i0:i1], new[j0:j1]
    if cells <= MATRIX:
        yield from _matching(LCSseq.opcodes(one, other), i0, j0)
        return
    fixed = anchors(one, other, [1.0] * len(one))
    ends = [*fixed, (len(one), len(other))]
    for (a0, a1, b0, b1), (a, b) in zip(gaps(fixed, len(one), len(other)), ends, strict=True):
        cells = (a1 - a0) * (b1 - b0)
        if 0 < cells <= WORK:
            method = LCSseq if cells <= MATRIX else Levenshtein
            opcodes = method.opcodes(one[a0:a1], other[b0:b1])
            yield from _matching(opcodes, i0 + a0, j0 + b0)
        if a < len(one):
            yield Same(i0 + a, j0 + b, 1)


def _matching(opcodes: Opcodes, i: int, j: int) -> Iterator[Same]:
    for code in opcodes:
        if code.tag == "equal":
            yield Same(i + code.src_start, j + code.dest_start, code.src_end - code.src_start)
