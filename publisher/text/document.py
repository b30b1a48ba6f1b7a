"""A policy text as a reader sees it: blocks in reading order, each a row of tokens.

Source lines, wrapping and markup characters are gone; what is left is what two versions are compared by.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TokenKind(StrEnum):
    """What a token is; a token is never cut by the redline."""

    WORD = "word"  # with its apostrophes and inner hyphens; one sign for Han, Kana, Thai
    NUMBER = "number"  # with separators, sign, currency and percent sign
    ADDRESS = "address"  # a typed URL or e-mail address
    MARK = "mark"  # one punctuation mark or symbol
    SPACE = "space"  # any run of white space; a reader sees one space


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


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, mark or space, with the link and the inline styles it stands in."""

    text: str
    kind: TokenKind
    href: str | None = None
    styles: frozenset[str] = frozenset()  # element names: em, strong, code, s, sub, sup, img


@dataclass(frozen=True, slots=True)
class Block:
    """One leaf block: a heading, a paragraph, the own text of a list item, a table cell.

    index: place in reading order, from 0. level: heading level 1-6, or nesting depth of an item.
    section: the headings above, outermost first, without the block's own text.
    """

    index: int
    kind: BlockKind
    level: int
    section: tuple[str, ...]
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The block's visible text."""
        return "".join(token.text for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Document:
    """The visible text of one revision."""

    blocks: tuple[Block, ...]
