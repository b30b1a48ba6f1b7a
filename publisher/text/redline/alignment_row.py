"""One row of a redline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from publisher.text.document import markup
from publisher.text.document.document import Block, Document, Token
from publisher.text.fast_dataclass import fast_dataclass
from publisher.text.redline.word_diff import WordChange

Span = tuple[int, int]


@dataclass(slots=True)
class Row:
    """An old block that became a new one; or only an old one (deleted), or only a new one.

    unit: rows with the same number were inserted, deleted or moved as a whole (the cells of a table
    row). old_part, new_part: the tokens [start, end) of the blocks that this row shows, where a block
    was divided or joined; else None. changes: the changed tokens between the two. same: words
    and markup are the same. move: number of the move, from 1; 0 where nothing moved. Where it was,
    a moved block has no new block; where it is, it has both.
    """

    old: Block | None
    new: Block | None
    unit: int
    changes: list[WordChange] = field(default_factory=list)
    same: bool = False
    move: int = 0
    old_part: Span | None = None
    new_part: Span | None = None

    @property
    def old_span(self) -> Span:
        """The tokens [start, end) of the old block that this row shows."""
        return self.old_part or ((0, len(self.old.tokens)) if self.old else (0, 0))

    @property
    def new_span(self) -> Span:
        """The tokens [start, end) of the new block that this row shows."""
        return self.new_part or ((0, len(self.new.tokens)) if self.new else (0, 0))

    @property
    def ends(self) -> Span:
        """The old and the new token before which the words of this row end.

        Where a block is divided or joined, the space at the border follows: it is no word of either
        side, and the border is shown in its place.
        """
        i1, j1 = self.old_span[1], self.new_span[1]
        old_goes_on = self.old is not None and i1 < len(self.old.tokens)
        new_goes_on = self.new is not None and j1 < len(self.new.tokens)
        return i1 - old_goes_on, j1 - new_goes_on

    def pieces(self) -> Iterator[tuple[bool, WordChange]]:
        """Yield what is equal (False) and what is changed (True), in order and without gaps."""
        i, j = self.old_span[0], self.new_span[0]
        i1, j1 = self.ends
        for change in self.changes:
            if i < change.i0:
                yield False, WordChange(i, change.i0, j, change.j0)
            yield True, change
            _, i, _, j = change
        if i < i1 or (self.old is None and j < j1):
            yield False, WordChange(i, i1, j, j1)

    def tokens(self, span: WordChange) -> tuple[Sequence[Token], Sequence[Token]]:
        """Return the old and the new tokens of a piece."""
        old = self.old.tokens[span.i0 : span.i1] if self.old else ()
        new = self.new.tokens[span.j0 : span.j1] if self.new else ()
        return old, new

    @property
    def keeps_words(self) -> bool:
        """Whether any of what this row shows is unchanged."""
        return any(not is_change for is_change, _ in self.pieces())

    @property
    def divided(self) -> bool:
        """Whether a new block begins here in the middle of an old one."""
        return self._inside(self.old_part) and not self._inside(self.new_part)

    @property
    def joined(self) -> bool:
        """Whether an old block begins here in the middle of a new one."""
        return self._inside(self.new_part) and not self._inside(self.old_part)

    @staticmethod
    def _inside(part: Span | None) -> bool:
        return part is not None and part[0] > 0


@fast_dataclass()
class Stretch:
    """Parts of two documents that are equal as they are written."""

    old: Document
    new: Document
    olds: range
    news: range

    def rows(self) -> Iterator[Row]:
        """Yield a row for each pair of blocks; nothing in them changed."""
        for i, j in zip(self.olds, self.news, strict=True):
            for old, new in zip(self.old.blocks_of(i), self.new.blocks_of(j), strict=True):
                yield Row(old, new, -1 - new.index, same=True)

    def html(self) -> Iterator[tuple[markup.Around, str]]:
        """Yield the parts as they are written, without the headings' links to themselves.

        Together are those that stand in the same list, or in none: the list, and the HTML in it.
        """
        layout = self.new.layout
        for around, news in groupby(self.news, key=layout.lists.get):
            html = "\n".join([layout.parts[part] for part in news])
            yield around or (), markup.without_permalinks(html)

    def lists(self) -> dict[markup.Element, markup.Element]:
        """Return the new lists, by the old ones, around the first part and around the last one."""
        olds, news = self.old.layout.lists, self.new.layout.lists
        return {
            element: successor
            for i, j in ((self.olds[0], self.news[0]), (self.olds[-1], self.news[-1]))
            for element, successor in zip(olds.get(i, ()), news.get(j, ()), strict=True)
        } if news else {}  # fmt: skip
