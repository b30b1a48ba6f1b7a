"""A policy text as a reader sees it: blocks in reading order, each a row of tokens.

Source lines, wrapping and markup characters are gone; what is left is what two versions are
compared by. Each block knows the elements around it, so that the page can be built again.
"""

from __future__ import annotations

from dataclasses import field
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from publisher.text.document.html_split import shared_ends
from publisher.text.document.layout import BlockKind, Layout, kind_of
from publisher.text.document.markup import Element, Run, leaves
from publisher.text.document.render import render
from publisher.text.document.tokens import Token, Tokenizer, TokenKind
from publisher.text.fast_dataclass import fast_dataclass

__all__ = [
    "Block", "BlockKind", "Document", "Element", "Run", "Token", "TokenKind", "parse", "parse_html",
]  # fmt: skip


@fast_dataclass(slots=False, eq=False)
class Block:
    """One leaf block: a heading, a paragraph, the own text of a list item, a table cell.

    place: where it stands; None for a block outside of any document. level: heading level 1-6, or
    nesting depth of an item, from 1; else 0. runs: the words, parted where the inline markup changes.
    path: the elements around, outermost first. A block equals only itself.
    """

    place: Place | None = field(repr=False)
    kind: BlockKind
    level: int
    runs: tuple[Run, ...]
    path: tuple[Element, ...] = field(default=(), repr=False)

    @cached_property
    def index(self) -> int:
        """The place in reading order, from 0; -1 outside of any document."""
        if self.place is None:
            return -1
        layout, part, number = self.place
        return layout.first_index(part) + number

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above, outermost first, without the block's own text."""
        if self.place is None:
            return ()
        layout, part, number = self.place
        return layout.sections(part)[number]

    @cached_property
    def text(self) -> str:
        """The block's visible text. An image is read as its alternative text."""
        return "".join([run.text for run in self.runs])

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The block's words, numbers, marks and spaces; their texts joined are `text`."""
        if self._is_short_and_plain:
            return _plain_tokens(self.runs[0])
        return _TOKENIZER.tokens(self.runs, verbatim=self.kind is BlockKind.CODE)

    @property
    def _is_short_and_plain(self) -> bool:
        run = self.runs[0] if len(self.runs) == 1 else None
        if run is None or run.inline or self.kind is BlockKind.CODE:
            return False
        return len(run.text) < _SHORT

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The block's words and marks as they are compared, without the spaces."""
        return _plain_keys(self.runs[0]) if self._is_short_and_plain else _keys(self.tokens)

    @cached_property
    def linked(self) -> tuple[int, ...]:
        """The places of the tokens that lead to an address."""
        if self._is_short_and_plain:
            return ()
        return tuple([at for at, token in enumerate(self.tokens) if token.href])


class Place(NamedTuple):
    """Where a block stands: in which part of a page, and there the how manieth it is, from 0."""

    layout: Layout
    part: int
    number: int


class Document:
    """The visible text of one revision. Its parts (see `layout`) become blocks when asked for.

    A block knows the layout, not the document: so both are gone as soon as nobody holds them.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._blocks: dict[int, tuple[Block, ...]] = {}

    def beside(self, other: Document) -> tuple[Document, Document]:
        """Return both, of which what they begin and end with alike is one part each.

        One that has been read stays as it is, and so does the other.
        """
        if any(each.layout.is_read and not each.layout.is_shared for each in (self, other)):
            return self._alone(), other._alone()
        one, two = self.layout.html, other.layout.html
        ends = shared_ends(one, two)
        return Document(Layout(one, ends)), Document(Layout(two, ends))

    def _alone(self) -> Document:
        return Document(Layout(self.layout.html)) if self.layout.is_shared else self

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each block, in reading order."""
        layout = self.layout
        if layout.is_shared or "blocks" in self.__dict__:
            return tuple([block.text for block in self.blocks])
        return tuple(chain.from_iterable(map(_texts, layout.parts)))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order."""
        parts = range(len(self.layout.parts))
        return tuple([block for part in parts for block in self.blocks_of(part)])

    def blocks_of(self, part: int) -> tuple[Block, ...]:
        """Return the blocks of one part."""
        found = self._blocks.get(part)
        if found is None:
            leaves = enumerate(self.layout.leaves(part))
            found = self._blocks[part] = tuple(
                [
                    Block(Place(self.layout, part, number), *kind_of(path), runs, path)
                    for number, (path, runs) in leaves
                ]
            )
        return found


@lru_cache(maxsize=1024)  # most parts of a page are those of the one before
def _texts(part: str) -> tuple[str, ...]:
    """Return the text of each leaf of a part of a page, whatever list it stands in."""
    return tuple(["".join([run.text for run in runs]) for _, runs in leaves(part)])


def parse(markdown: str, where: str = "the text") -> Document:
    """Return what a reader sees of a Markdown file (front matter is left out).

    What must not be published is made harmless, not refused: an old text can always be compared.
    Raises UsageError for a text beyond the bounds of `publisher.text.document.input_guards`.
    """
    return parse_html(render(markdown, where, strict=False))


def parse_html(html: str) -> Document:
    """Return what a reader sees of HTML that `publisher.text.document.render` has made."""
    return Document(Layout(html))


_TOKENIZER = Tokenizer()
_SHORT = 4_000  # signs


@lru_cache(maxsize=1024)  # most paragraphs of a revision are those of the one before
def _plain_tokens(run: Run) -> tuple[Token, ...]:
    return _TOKENIZER.tokens((run,))


@lru_cache(maxsize=1024)
def _plain_keys(run: Run) -> tuple[str, ...]:
    return _keys(_plain_tokens(run))


def _keys(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple([token.key for token in tokens if token.kind is not TokenKind.SPACE])
