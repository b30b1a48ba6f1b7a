"""A policy text as a reader sees it: blocks in reading order, each a row of tokens.

Source lines, wrapping and markup characters are gone; what is left is what two versions are
compared by. Each block knows the elements around it, so that the page can be built again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from publisher.text.markup import Around, Element, Heading, Leaf, Run, headings, leaves, start_tag
from publisher.text.parts import shared_ends, tops
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
        document, part, number = self.place
        return document.first_index(part) + number

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above, outermost first, without the block's own text."""
        if self.place is None:
            return ()
        document, part, number = self.place
        return document.sections_of(part)[number]

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

    html: as `publisher.text.render` makes it. A part is one element at the top of the page, one item
    of a list there, or all that another revision begins or ends with too. It is taken apart only when
    its blocks are asked for: two revisions share most of their parts.
    """

    html: str
    _ends: tuple[int, int] = (0, 0)  # characters at the start and at the end that are one part each
    _blocks: dict[int, tuple[Block, ...]] = field(default_factory=dict, repr=False)
    _sections: dict[int, list[tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def beside(self, other: Document) -> tuple[Document, Document]:
        """Return both, of which what they begin and end with alike is one part each.

        One that has been read stays as it is, and so does the other.
        """
        if any("_tops" in each.__dict__ and each._ends == (0, 0) for each in (self, other)):
            return self._alone(), other._alone()
        ends = shared_ends(self.html, other.html)
        return Document(self.html, ends), Document(other.html, ends)

    def _alone(self) -> Document:
        return self if self._ends == (0, 0) else Document(self.html)

    @cached_property
    def _tops(self) -> tuple[list[str], dict[int, Around]]:
        head, tail = self._ends
        end = len(self.html) - tail
        found, lists = tops(self.html[head:end].removeprefix("\n"))
        if head:
            found.insert(0, self.html[:head])
            lists = {part + 1: around for part, around in lists.items()}
        if tail:
            found.append(self.html[end + 1 :])
        return found, lists

    @cached_property
    def parts(self) -> list[str]:
        """The HTML of each part."""
        return self._tops[0]

    def around(self, part: int) -> Around:
        """Return the list that a part is an item of; nothing around an element at the top."""
        return self._tops[1].get(part, ())

    @cached_property
    def keys(self) -> list[str]:
        """The parts, each with the start of the list around it: equal keys are the same HTML."""
        keys = self.parts.copy()
        for part, (element,) in self._tops[1].items():
            keys[part] = f"{start_tag(element)}{keys[part]}"
        return keys

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order."""
        return tuple(block for part in range(len(self.parts)) for block in self.blocks_of(part))

    def blocks_of(self, part: int) -> tuple[Block, ...]:
        """Return the blocks of one part."""
        found = self._blocks.get(part)
        if found is None:
            found = self._blocks[part] = tuple(
                [
                    Block(Place(self, part, number), *_kind(path), runs, path)
                    for number, (path, runs) in enumerate(self._leaves(part))
                ]
            )
        return found

    def _leaves(self, part: int) -> list[Leaf]:
        html = self.parts[part]
        head, tail = self._ends
        if not (head and part == 0) and not (tail and part == len(self.parts) - 1):
            return leaves(html, self.around(part))
        found, lists = tops(html)
        return [leaf for n, top in enumerate(found) for leaf in leaves(top, lists.get(n, ()))]

    def sections_of(self, part: int) -> list[tuple[str, ...]]:
        """Return the sections of the blocks of one part."""
        found = self._sections.get(part)
        if found is None:
            above = self._above[part]
            found = self._sections[part] = []
            for block in self.blocks_of(part):
                level = block.level if block.kind is BlockKind.HEADING else 7
                found.append(tuple([each.text for each in above if each.level < level]))
                if level < 7:
                    above = _under(above, Heading.of(level, block.text))
        return found

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
                for heading in headings(part):
                    above = _under(above, heading)
        return out


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
