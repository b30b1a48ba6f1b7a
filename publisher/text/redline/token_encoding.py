"""Rows of words, a character for each, that a library compares as strings; how alike two of them are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import Indel

from publisher.text.document.document import Block, Token, TokenKind
from publisher.text.redline.weighted_lis import Pair

QUICK_CELLS = 100_000  # below it the exact answer costs less than a bound
MAX_CELLS = 1_000_000  # above it only the bound is computed

_ENDS = frozenset(".!?;:。！？；：।؟۔")
_CLOSING = frozenset(".!?;:。！？；：)]”’\"'»」』")


class Coder(dict[str, str]):
    """Gives each different word a character, so that rows of words are compared as strings."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[Block, TokenCodes] = {}  # of the blocks that have been asked for

    def __missing__(self, key: str) -> str:
        number = 0x100 + len(self)
        if number >= 0xD800:
            number = min(number + 0x800, 0x10FFFF)  # surrogates are no characters
        code = self[key] = chr(number)
        return code


@dataclass(slots=True)
class TokenCodes:
    """The words and marks of blocks in one row, without spaces.

    at: which token of its block each is. coded: a character for each. borders: how many words there
    are up to each border between blocks.
    """

    tokens: list[Token]
    at: list[int]
    coded: str
    borders: frozenset[int]

    @classmethod
    def of(cls, block: Block, coder: Coder) -> TokenCodes:
        """Take the spaces out and give each word its character; once for each block."""
        found = coder.words.get(block)
        if found is None:
            space = TokenKind.SPACE
            at = [n for n, token in enumerate(block.tokens) if token.kind is not space]
            tokens = [block.tokens[n] for n in at]
            coded = "".join([coder[token.key] for token in tokens])
            found = coder.words[block] = cls(tokens, at, coded, frozenset((len(at),)))
        return found

    @classmethod
    def together(cls, rows: Sequence[TokenCodes]) -> TokenCodes:
        """Return rows as one."""
        return cls(
            [token for row in rows for token in row.tokens],
            [at for row in rows for at in row.at],
            "".join([row.coded for row in rows]),
            frozenset(accumulate(len(row.at) for row in rows)),
        )

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


def likeness(one: str, other: str, cutoff: float) -> float:
    """Return twice the words in common, in order, by all words of two coded texts; 0 below `cutoff`.

    The order is left aside where the texts are too long for it, so that the answer is a little high.
    """
    if 2 * min(len(one), len(other)) < cutoff * (len(one) + len(other)):
        return 0.0  # too different in length, whatever their words are
    cells = len(one) * len(other)
    if cells > QUICK_CELLS:
        common = (_counted(one) & _counted(other)).total()
        bound = 2 * common / (len(one) + len(other))
        if bound < cutoff or cells > MAX_CELLS:
            return bound if bound >= cutoff else 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=cutoff)


@lru_cache(maxsize=256)  # one long text is compared with many
def _counted(coded: str) -> Counter[str]:
    return Counter(coded)
