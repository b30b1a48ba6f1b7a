"""What the two whole texts say: the ground on which single edits are judged, each fact computed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from publisher.text.document.document import Block, BlockKind, Document
from publisher.text.document.tokens import TokenKind
from publisher.text.materiality.headings import renumbered
from publisher.text.materiality.lexicon import Lexicon, Phrase, spaced
from publisher.text.materiality.normalization import words
from publisher.text.redline import Redline
from publisher.text.redline.edit import Aspect

# Word lists by which a text gives its own form a meaning.
FORMS = ("form_emphasis", "form_headings", "form_lists", "form_quotes", "form_paragraphs")
_OPENING = frozenset({".", "!", "?", ":", '"', "'", "(", "-", "*", "#", "•", "·"})


@dataclass(frozen=True)
class DocumentIndex:
    """What the two whole texts say: the ground on which single edits are judged, each fact found when asked.

    sources: the two texts as they are written.
    unproved: proofs of a whole new block that failed for one of its edits, so that they do for all.
    """

    old: Document
    new: Document
    lexicon: Lexicon
    redline: Redline
    sources: tuple[str, str] = ("", "")
    unproved: set[tuple[str, Block]] = field(default_factory=set, repr=False, compare=False)

    @cached_property
    def numbering(self) -> Mapping[str, str]:
        """The new number of each old numbered heading."""
        return renumbered(self.old, self.new, self.lexicon)

    @cached_property
    def whole_old(self) -> frozenset[int]:
        """The blocks that went as a whole, by index."""
        return frozenset(
            row.old.index
            for row in self.redline.open_rows
            if row.old and not row.new and not row.move
        )

    @cached_property
    def whole_new(self) -> frozenset[int]:
        """The blocks that came as a whole, by index."""
        return frozenset(row.new.index for row in self.redline.open_rows if row.new and not row.old)

    @cached_property
    def shared(self) -> frozenset[Block]:
        """The new blocks with more than one edit in them."""
        edits = self.redline.edits
        inside = Counter(edit.new_block for edit in edits if edit.old_block and edit.new_block)
        return frozenset(block for block, count in inside.items() if block and count > 1)

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The characters of the old text."""
        return _alphabet(self.old)

    @cached_property
    def old_words(self) -> Counter[str]:
        """How often each word stands in the old text."""
        return _counted(self.old, self.lexicon)

    @cached_property
    def new_words(self) -> Counter[str]:
        """How often each word stands in the new text."""
        return _counted(self.new, self.lexicon)

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """The words that bear a capital letter inside a sentence of either text: names and defined terms."""
        found: set[str] = set()
        for document in (self.old, self.new):
            for block in document.blocks:
                if block.kind is BlockKind.HEADING:
                    continue
                said = words(block.tokens, self.lexicon)
                found.update(
                    word
                    for before, word in pairwise(said)
                    if word[:1].isupper() and before not in _OPENING
                )
        return frozenset(found)

    @cached_property
    def old_anchors(self) -> dict[str, str]:
        """The words at each anchor of the old text."""
        return _anchors(self.old)

    @cached_property
    def new_anchors(self) -> dict[str, str]:
        """The words at each anchor of the new text."""
        return _anchors(self.new)

    def is_same_place(self, old: str, new: str) -> bool:
        """Return whether an anchor of the old text and one of the new are at blocks that face each other."""
        olds, news = self._anchored
        before, after = olds.get(old), news.get(new)
        if before is None or after is None:
            return before is after
        return self._facing.get(before) == after

    @cached_property
    def _anchored(self) -> tuple[dict[str, int], dict[str, int]]:
        """The index of the block at each anchor of the old text, and of the new one."""
        return _anchor_blocks(self.old), _anchor_blocks(self.new)

    @cached_property
    def _facing(self) -> dict[int, int]:
        """The index of the new block that each old block became."""
        return {
            row.old.index: row.new.index
            for row in self.redline.rows
            if row.old and row.new and not (row.old_part or row.new_part)
        }

    @cached_property
    def old_leads(self) -> tuple[Block | None, ...]:
        """The heading or paragraph before each block of the old text: it leads in a list."""
        return _leads(self.old)

    @cached_property
    def new_leads(self) -> tuple[Block | None, ...]:
        """The heading or paragraph before each block of the new text."""
        return _leads(self.new)

    def speaks_of(self, *names: str) -> bool:
        """Return whether either text holds a phrase of one of the word lists."""
        return any(
            _speaks_of(document, self.lexicon, name)
            for document in (self.new, self.old)
            for name in names
        )

    @cached_property
    def recut(self) -> frozenset[Block]:
        """The blocks of which one end goes to another paragraph: a sentence stands with others now."""
        divided, joined = (
            {
                block
                for edit in self.redline.edits
                if edit.aspect is aspect
                for block in (edit.old_block, edit.new_block)
                if block is not None
            }
            for aspect in (Aspect.DIVIDED, Aspect.JOINED)
        )
        return frozenset(divided & joined)

    def repeated(self, said: str, *, in_new: bool) -> float:
        """Return how much of a passage, three words at a time, is in the new or in the old text, 0 to 1."""
        own = _threes(spaced(said).split())
        other = self._new_threes if in_new else self._old_threes
        return len(own & other) / len(own) if own else 0.0

    @cached_property
    def _old_threes(self) -> frozenset[tuple[str, ...]]:
        return _all_threes(self.old)

    @cached_property
    def _new_threes(self) -> frozenset[tuple[str, ...]]:
        return _all_threes(self.new)

    @cached_property
    def table_heads(self) -> dict[int, Phrase]:
        """The words of the head of each table of both texts, by the identity of its element."""
        found: dict[int, Phrase] = {}
        for block in (*self.old.blocks, *self.new.blocks):
            if any(element.tag == "th" for element in block.path):
                table = next((each for each in block.path if each.tag == "table"), None)
                said = found.get(id(table), ())
                found[id(table)] = (*said, *words(block.tokens, self.lexicon))
        return found


@lru_cache(maxsize=64)  # of several lists, for each edit
def _speaks_of(document: Document, lexicon: Lexicon, name: str) -> bool:
    return bool(lexicon.phrases(name).found(_lowered(document, lexicon)))


@lru_cache(maxsize=4)
def _lowered(document: Document, lexicon: Lexicon) -> str:
    return " ".join(
        word for block in document.blocks for word in words(block.tokens, lexicon)
    ).lower()


@lru_cache(maxsize=4)  # a revision is compared with the one before and the one after
def _alphabet(document: Document) -> frozenset[str]:
    return frozenset("".join(document.texts))


def _threes(said: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(said, said[1:], said[2:], strict=False))


@lru_cache(maxsize=4)
def _all_threes(document: Document) -> frozenset[tuple[str, ...]]:
    """Return the words of a text, three in a row, also over the borders of its blocks."""
    keys = (
        token.key.lower()
        for block in document.blocks
        for token in block.tokens
        if token.kind is not TokenKind.SPACE
    )
    return _threes(tuple(keys))


def _leads(document: Document) -> tuple[Block | None, ...]:
    found: list[Block | None] = []
    last: Block | None = None
    for block in document.blocks:
        found.append(last)
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            last = block
    return tuple(found)


def _anchors(document: Document) -> dict[str, str]:
    blocks = document.blocks
    found = _anchor_blocks(document)
    return {name: " ".join(blocks[at].text.split()) for name, at in found.items()}


@lru_cache(maxsize=4)
def _anchor_blocks(document: Document) -> dict[str, int]:
    found: dict[str, int] = {}
    for block in document.blocks:
        for element in (*block.path, *(one for run in block.runs for one in run.inline)):
            name = element.get("id")
            if name and name not in found:
                found[name] = block.index
    return found


def _counted(document: Document, lexicon: Lexicon) -> Counter[str]:
    return Counter(word for block in document.blocks for word in words(block.tokens, lexicon))
