"""A policy text as a reader sees it: blocks in reading order, each a row of tokens.

Source lines, wrapping and markup characters are gone; what is left is what two versions are
compared by. Each block knows the elements around it, so that the page can be built again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from publisher.text import markup
from publisher.text.markup import Element, Run
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


@dataclass(frozen=True)
class Block:
    """One leaf block: a heading, a paragraph, the own text of a list item, a table cell.

    index: place in reading order, from 0. level: heading level 1-6, or nesting depth of an item,
    from 1; else 0. section: the headings above, outermost first, without the block's own text.
    runs: the words, parted where the inline markup changes. path: the elements around, outermost
    first.
    """

    index: int
    kind: BlockKind
    level: int
    section: tuple[str, ...]
    runs: tuple[Run, ...]
    path: tuple[Element, ...] = field(default=(), compare=False, repr=False)
    tokenizer: Tokenizer = field(default_factory=Tokenizer, compare=False, repr=False)

    @cached_property
    def text(self) -> str:
        """The block's visible text. An image is read as its alternative text."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The block's words, numbers, marks and spaces; their texts joined are `text`."""
        return self.tokenizer.tokens(self.runs, verbatim=self.kind is BlockKind.CODE)


@dataclass(frozen=True, slots=True)
class Document:
    """The visible text of one revision."""

    blocks: tuple[Block, ...]


def parse(markdown: str, where: str = "the text") -> Document:
    """Return what a reader sees of a Markdown file (front matter is left out).

    What must not be published is made harmless, not refused: an old text can always be compared.
    Raises UsageError for a text beyond the bounds of `publisher.text.limits`.
    """
    return parse_html(render(markdown, where, strict=False))


def parse_html(html: str) -> Document:
    """Return what a reader sees of HTML that `publisher.text.render` has made."""
    return Document(tuple(_blocks(html)))


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


def _blocks(html: str) -> Iterator[Block]:
    tokenizer = Tokenizer()
    headings: list[tuple[int, str]] = []
    section: tuple[str, ...] = ()
    for index, (path, runs) in enumerate(markup.leaves(html)):
        kind, level = _kind(path)
        if kind is BlockKind.HEADING:
            while headings and headings[-1][0] >= level:
                headings.pop()
            section = tuple(text for _, text in headings)
        block = Block(index, kind, level, section, runs, path, tokenizer)
        if kind is BlockKind.HEADING:
            headings.append((level, block.text))
            section = tuple(text for _, text in headings)
        yield block


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
