"""A policy text as a reader sees it: blocks in reading order, each a row of tokens.

Source lines, wrapping and markup characters are gone; what is left is what two versions are
compared by. Each block knows the elements around it, so that the page can be built again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from publisher.text import markup
from publisher.text.markup import Element, Heading, Run
from publisher.text.render import render
from publisher.text.tokens import Token, Tokenizer, TokenKind

__all__ = [
    "Block", "BlockKind", "Document", "Element", "Run", "Token", "TokenKind", "parse", "parse_html",
]  # fmt: skip


class BlockKind(StrEnum):
    """What a leaf block is to a reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    CODE = "code"
    TERM = "term"
    DEFINITION = "definition"
    RULE = "rule"


@dataclass(frozen=True, eq=False)
class Block:
    """One leaf block: a heading, a paragraph, the own text of a list item, a table cell.

    place: where it stands; None for a block outside of any document. level: heading level 1-6, or
    nesting depth of an item, from 1; else 0. section: the headings above, outermost first, without
    the block's own text. runs: the words, parted where the inline markup changes. path: the elements
    around, outermost first. A block equals only itself.
    """

    place: Place | None = field(repr=False)
    kind: BlockKind
    level: int
    section: tuple[str, ...]
    runs: tuple[Run, ...]
    path: tuple[Element, ...] = field(default=(), repr=False)

    @cached_property
    def index(self) -> int:
        """The place in reading order, from 0; -1 outside of any document."""
        if self.place is None:
            return -1
        document, part, number = self.place
        return document.first_index(part) + number

    @cached_property
    def text(self) -> str:
        """The block's visible text. An image is read as its alternative text."""
        return "".join([run.text for run in self.runs])

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The block's words, numbers, marks and spaces; their texts joined are `text`."""
        return _TOKENIZER.tokens(self.runs, verbatim=self.kind is BlockKind.CODE)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The block's words and marks as they are compared, without the spaces."""
        return tuple([token.key for token in self.tokens if token.kind is not TokenKind.SPACE])

    @cached_property
    def linked(self) -> tuple[int, ...]:
        """The places of the tokens that lead to an address."""
        return tuple([at for at, token in enumerate(self.tokens) if token.href])


class Place(NamedTuple):
    """Where a block stands: in which part of a document, and there the how manieth it is, from 0."""

    document: Document
    part: int
    number: int


@dataclass(frozen=True, eq=False)
class Document:
    """The visible text of one revision.

    html: as `publisher.text.render` makes it. A part is one element at the top of the page, and is
    taken apart only when its blocks are asked for: two revisions share most of their parts.
    """

    html: str
    _read: dict[int, tuple[Block, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The HTML of each element at the top of the page."""
        return tuple(markup.tops(self.html))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order."""
        return tuple(block for part in range(len(self.parts)) for block in self.blocks_of(part))

    def blocks_of(self, part: int) -> tuple[Block, ...]:
        """Return the blocks of one part."""
        if part not in self._read:
            self._read[part] = tuple(self._blocks(part))
        return self._read[part]

    def first_index(self, part: int) -> int:
        """Return how many blocks stand before a part."""
        return self._first_indexes[part]

    @cached_property
    def _first_indexes(self) -> list[int]:
        sizes = [len(self.blocks_of(part)) for part in range(len(self.parts))]
        return list(accumulate(sizes, initial=0))

    @cached_property
    def _above(self) -> list[tuple[Heading, ...]]:
        """The headings that each part stands under."""
        out: list[tuple[Heading, ...]] = []
        above: tuple[Heading, ...] = ()
        for part in self.parts:
            out.append(above)
            if "<h" in part:
                for heading in markup.headings(part):
                    above = _under(above, heading)
        return out

    def _blocks(self, part: int) -> Iterator[Block]:
        above = self._above[part]
        section = tuple([heading.text for heading in above])
        for number, (path, runs) in enumerate(markup.leaves(self.parts[part])):
            kind, level = _kind(path)
            if kind is BlockKind.HEADING:
                section = tuple([heading.text for heading in above if heading.level < level])
            place = Place(self, part, number)
            block = Block(place, kind, level, section, runs, path)
            if kind is BlockKind.HEADING:
                above = _under(above, Heading.of(level, block.text))
                section = (*section, block.text)
            yield block


def _under(above: tuple[Heading, ...], heading: Heading) -> tuple[Heading, ...]:
    """Return the headings in force after one more."""
    return (*[upper for upper in above if upper.level < heading.level], heading)


def parse(markdown: str, where: str = "the text") -> Document:
    """Return what a reader sees of a Markdown file (front matter is left out).

    What must not be published is made harmless, not refused: an old text can always be compared.
    Raises UsageError for a text beyond the bounds of `publisher.text.limits`.
    """
    return parse_html(render(markdown, where, strict=False))


def parse_html(html: str) -> Document:
    """Return what a reader sees of HTML that `publisher.text.render` has made."""
    return Document(html)


_TOKENIZER = Tokenizer()
_KINDS = {
    "pre": BlockKind.CODE,
    "li": BlockKind.ITEM,
    "td": BlockKind.CELL,
    "th": BlockKind.CELL,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "hr": BlockKind.RULE,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}


def _kind(path: tuple[Element, ...]) -> tuple[BlockKind, int]:
    """Return the kind that the innermost telling element gives, and its level."""
    for element in reversed(path):
        kind = _KINDS.get(element.tag)
        if kind is BlockKind.HEADING:
            return kind, int(element.tag[1])
        if kind is BlockKind.ITEM:
            return kind, sum(around.tag == "li" for around in path)
        if kind is not None:
            return kind, 0
        if element.tag in ("blockquote", "figure", "caption"):
            break
    return BlockKind.PARAGRAPH, 0
