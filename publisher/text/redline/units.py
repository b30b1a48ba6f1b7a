"""What is matched as a whole: a block, or a row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.text.document.document import Block, BlockKind
from publisher.text.document.tokens import fold
from publisher.text.redline.token_encoding import Coder, TokenCodes, likeness

_NUMBERING = re.compile(
    r"(?:\(?(?:\d{1,3}|[ivxlc]{1,6}|[a-z])[.)]|\d{1,3}(?:\.\d{1,3})+[.)]?|§+\s?\d+[.)]?|[•·–-])\s+"
)


@dataclass(slots=True, eq=False)
class MatchUnit:
    """Blocks that are matched together.

    key: the words in lower case, typography and leading number left out; equal keys are the same
    text. weight: roughly the number of words.
    """

    blocks: tuple[Block, ...]
    key: str
    weight: float
    _coded: str | None = field(default=None)

    @property
    def is_row(self) -> bool:
        """Whether this is a row of a table."""
        return self.blocks[0].kind is BlockKind.CELL

    @property
    def label(self) -> str:
        """The key of the first cell of a row, which says what the row is about."""
        return self.key.split("\x1f", 1)[0]

    @property
    def kind(self) -> BlockKind:
        """The kind of the first block."""
        return self.blocks[0].kind

    def coded(self, coder: Coder) -> str:
        """Return the words as one private character each."""
        if self._coded is None:
            self._coded = "".join([TokenCodes.of(block, coder).coded for block in self.blocks])
        return self._coded


def units(blocks: Sequence[Block]) -> Iterator[MatchUnit]:
    """Yield the units of blocks in reading order."""
    for together in _grouped(blocks):
        yield _unit(together)


def _grouped(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    row: list[Block] = []
    around = None
    for block in blocks:
        here = None
        if block.kind is BlockKind.CELL:
            here = next((e for e in reversed(block.path) if e.tag == "tr"), None)
        if row and here is not around:
            yield tuple(row)
            row = []
        around = here
        if here is None:
            yield (block,)
        else:
            row.append(block)
    if row:
        yield tuple(row)


def _unit(blocks: tuple[Block, ...]) -> MatchUnit:
    key = "\x1f".join([block_key(block) for block in blocks])
    return MatchUnit(blocks, key, key.count(" ") + key.count("\x1f") + (1 if key else 0.5))


def block_key(block: Block) -> str:
    """Return the words of a block without case, typography and leading number."""
    if block.kind is BlockKind.RULE:
        return "\x1e"
    text = block.text
    if block.kind is BlockKind.CODE:
        return text
    key = fold(" ".join(text.split())).lower()
    numbering = _NUMBERING.match(key)
    return key[numbering.end() :] if numbering else key


def similarity(one: MatchUnit, other: MatchUnit, coder: Coder, cutoff: float) -> float:
    """Return how much of two units is the same, 0 to 1; 0 if below `cutoff` or not comparable."""
    if one.is_row != other.is_row or BlockKind.RULE in (one.kind, other.kind):
        return float(one.key == other.key and one.kind is other.kind)
    return likeness(one.coded(coder), other.coded(coder), cutoff)
