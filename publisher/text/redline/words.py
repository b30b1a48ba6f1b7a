"""What became of the words of one block in another: sentence by sentence, then word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein, Opcodes

from publisher.text.document import Token, TokenKind
from publisher.text.redline.chain import Pair, anchors, equal_ends, gaps, heaviest_chain
from publisher.text.redline.tidy import tidy
from publisher.text.redline.units import Coder, likeness

MATRIX = 200_000_000  # cells of a bit matrix: 25 MB
WORK = 2_000_000_000  # cells of a computation in bands: about half a second
LIKE_SENTENCES = 0.4  # two sentences less alike than this are not the same one reworded
LIKE_REST = 0.35  # what is left of both sides is compared word by word, if at least this alike
MAX_SENTENCES = 3_000  # comparisons of sentences in one gap

_ENDS = frozenset(".!?;:。！？；：।؟۔")
_CLOSING = frozenset(".!?;:。！？；：)]”’\"'»」』")


class Change(NamedTuple):
    """Tokens [i0, i1) of the old row that became [j0, j1) of the new one."""

    i0: int
    i1: int
    j0: int
    j1: int


class Words(NamedTuple):
    """The words and marks of blocks in one row, without spaces.

    places: block and token where each stands. coded: a character for each. borders: how many words
    there are up to each border between blocks.
    """

    tokens: list[Token]
    places: list[Pair]
    coded: str
    borders: frozenset[int]

    @classmethod
    def of(cls, blocks: Iterable[Sequence[Token]], coder: Coder) -> Words:
        """Take the spaces out and give each word its character."""
        tokens: list[Token] = []
        places: list[Pair] = []
        borders = set()
        space = TokenKind.SPACE
        for number, block in enumerate(blocks):
            kept = [n for n, token in enumerate(block) if token.kind is not space]
            tokens += [block[n] for n in kept]
            places += [(number, n) for n in kept]
            borders.add(len(tokens))
        coded = "".join([coder[token.key] for token in tokens])
        return cls(tokens, places, coded, frozenset(borders))

    def ends_sentence(self, at: int) -> bool:
        """Whether a block, a sentence, or the part of one before a semicolon ends at word `at`."""
        if at + 1 in self.borders:
            return True
        return self.tokens[at].text in _ENDS and self.tokens[at + 1].text not in _CLOSING

    def sentences(self, start: int, end: int) -> list[Pair]:
        """Return the spans of the sentences between two places."""
        out: list[Pair] = []
        for n in range(start, end):
            if n + 1 == end or self.ends_sentence(n):
                out.append((start, n + 1))
                start = n + 1
        return out

    def start_of_sentence(self, at: int) -> int:
        """Return where the sentence begins that holds the word `at`."""
        while at > 0 and not self.ends_sentence(at - 1):
            at -= 1
        return at


def equal_tokens(
    old: Sequence[Sequence[Token]], new: Sequence[Sequence[Token]], coder: Coder
) -> list[tuple[Pair, Pair]]:
    """Return rising pairs of (block, token) whose words are equal and worth showing as equal."""
    one, other = Words.of(old, coder), Words.of(new, coder)
    pairs = tidy(one.tokens, other.tokens, _equal_words(one, other))
    return [(one.places[i], other.places[j]) for i, j in pairs]


def changed(
    old: Sequence[Token], new: Sequence[Token], equal: Sequence[Pair], span: Change
) -> list[Change]:
    """Return the changes between equal tokens of two rows within a span, rising and apart.

    Tokens outside of them are equal in key, one to one. A space is never the reason of a change,
    but where words came or went beside it.
    """
    found = []
    i, j = span.i0, span.j0
    for i1, j1 in (*equal, (span.i1, span.j1)):
        if i1 - i != 1 or j1 - j != 1 or old[i].key != new[j].key:
            head, tail = equal_ends(
                [token.key for token in old[i:i1]],
                [token.key for token in new[j:j1]],
                (0, i1 - i, 0, j1 - j),
            )
            change = Change(i + head, i1 - tail, j + head, j1 - tail)
            if change.i0 < change.i1 or change.j0 < change.j1:
                found.append(change)
        i, j = i1 + 1, j1 + 1
    return found


def _equal_words(old: Words, new: Words) -> list[Pair]:
    """Return rising pairs of equal words, in sentences that are alike."""
    head, tail = equal_ends(old.coded, new.coded, (0, len(old.coded), 0, len(new.coded)))
    i1, j1 = len(old.coded) - tail, len(new.coded) - tail
    if head in (i1, j1):
        pairs = [(n, n) for n in range(head)]
    else:
        # Whole sentences are compared, so the common start is given back up to their border.
        start = max(old.start_of_sentence(head), new.start_of_sentence(head))
        pairs = [(n, n) for n in range(start)]
        pairs += _by_sentences(old, new, Change(start, i1, start, j1))
    pairs += ((i1 + n, j1 + n) for n in range(tail))
    return pairs


def _by_sentences(old: Words, new: Words, span: Change) -> Iterator[Pair]:
    olds, news = old.sentences(span.i0, span.i1), new.sentences(span.j0, span.j1)
    texts = [old.coded[a:b] for a, b in olds], [new.coded[a:b] for a, b in news]
    fixed = anchors(*texts, [float(len(text)) for text in texts[0]])
    pairs = list(fixed)
    for gap in gaps(fixed, len(olds), len(news)):
        pairs += _alike(*texts, Change(*gap))
    pairs.sort()
    ends = [*pairs, (len(olds), len(news))]
    for (a0, a1, b0, b1), (a, b) in zip(gaps(pairs, len(olds), len(news)), ends, strict=True):
        if a0 < a1 and b0 < b1:
            rest = Change(olds[a0][0], olds[a1 - 1][1], news[b0][0], news[b1 - 1][1])
            yield from _if_alike(old.coded, new.coded, rest)
        if a < len(olds):
            yield from _by_words(old.coded, new.coded, Change(*olds[a], *news[b]))


def _alike(old: Sequence[str], new: Sequence[str], gap: Change) -> list[Pair]:
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


def _if_alike(old: str, new: str, span: Change) -> Iterator[Pair]:
    i0, i1, j0, j1 = span
    if likeness(old[i0:i1], new[j0:j1], LIKE_REST):
        yield from _by_words(old, new, span)


def _by_words(old: str, new: str, span: Change) -> Iterator[Pair]:
    """Yield equal words, as many as the bounds of work allow."""
    i0, i1, j0, j1 = span
    head, tail = equal_ends(old, new, span)
    yield from ((i0 + n, j0 + n) for n in range(head))
    yield from _inner(old, new, Change(i0 + head, i1 - tail, j0 + head, j1 - tail))
    yield from ((i1 - n, j1 - n) for n in range(tail, 0, -1))


def _inner(old: str, new: str, span: Change) -> Iterator[Pair]:
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
            yield i0 + a, j0 + b


def _matching(opcodes: Opcodes, i: int, j: int) -> Iterator[Pair]:
    for code in opcodes:
        if code.tag == "equal":
            for n in range(code.src_end - code.src_start):
                yield i + code.src_start + n, j + code.dest_start + n
