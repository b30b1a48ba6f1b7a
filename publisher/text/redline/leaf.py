"""The words of one block of a redline as HTML: inline elements, and marks innermost."""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher.text.document import Block, Token, TokenKind
from publisher.text.markup import VOID, Element, Run, start_tag
from publisher.text.redline.edits import Placed
from publisher.text.redline.model import Edit, EditKind
from publisher.text.redline.row import Row
from publisher.text.redline.words import Change

_QUIET = ' class="redline-quiet"'


class _Said(NamedTuple):
    """Words to be written: under which elements, with which mark and attributes of the mark."""

    run: Run
    mark: str = ""
    extra: str = ""


class Leaf:
    """Collects the words of one block, from one row or from several, and writes them."""

    def __init__(self) -> None:
        self.said: list[_Said] = []
        self.counterpart: dict[Element, Element] = {}
        self.rule = ""

    def add(self, row: Row, placed: Sequence[Placed]) -> None:
        """Add what a row shows; placed: the edits that begin in it."""
        block = row.new or row.old
        if block and block.path and block.path[-1].tag == "hr":
            mark = "" if row.old and row.new and not row.move else "ins" if row.new else "del"
            self.rule = f"<{mark}><hr></{mark}>" if mark else "<hr>"
        elif row.old and row.new and not row.move:
            self.both(row, row.new, placed)
        elif row.new:
            self.whole(row.new, row, "ins", placed)
        elif row.old:
            if self.said:  # in the middle of a block that goes on
                self.whole(row.old, row, "del", placed)
                self.said.append(_Said(Run(" "), "del"))
            else:
                self.whole(row.old, row, "del", placed)

    def both(self, row: Row, new: Block, placed: Sequence[Placed]) -> None:
        """Add an old block that became a new one."""
        for place in placed:
            if place.piece is None:
                self.note(place.edit, ())
        if row.same:
            self.said += (_Said(run) for run in new.runs)
            return
        by_start = {(p.piece.i0, p.piece.j0): p.edit for p in placed if p.piece}
        for is_change, piece in row.pieces():
            old_tokens, new_tokens = row.tokens(piece)
            if is_change:
                edit = by_start.get((piece.i0, piece.j0))
                self.change(row, piece, edit)
            else:
                self.equal(old_tokens, new_tokens, piece, by_start)

    def whole(self, block: Block, row: Row, mark: str, placed: Sequence[Placed]) -> None:
        """Add a block that was inserted, deleted or moved as a whole."""
        attributes = f' class="redline-moved" data-move="{row.move}"' if row.move else ""
        number = next((p.edit.number for p in placed if p.piece is None), None)
        for n, run in enumerate(block.runs):
            name = f' id="change-{number}"' if number and not n else ""
            self.said.append(_Said(_bare(run) if mark == "del" else run, mark, name + attributes))

    def change(self, row: Row, piece: Change, edit: Edit | None) -> None:
        """Add words gone and words come."""
        old_tokens, new_tokens = row.tokens(piece)
        border: Sequence[Token] = ()
        if row.new and piece.j1 == row.new_span[1] < len(row.new.tokens):
            # The border between two old blocks that are joined here: no word came or went.
            new_tokens, border = new_tokens[:-1], new_tokens[-1:]
        spaces = all(t.kind is TokenKind.SPACE for t in (*old_tokens, *new_tokens))
        extra = _QUIET if spaces else f' id="change-{edit.number}"' if edit else ""
        for mark, tokens in (("del", old_tokens), ("ins", new_tokens)):
            for run in _runs(tokens):
                self.said.append(_Said(run, mark, extra))
                extra = _QUIET if spaces else ""
        self.said += (_Said(run) for run in _runs(border))

    def equal(
        self,
        old: Sequence[Token],
        new: Sequence[Token],
        piece: Change,
        by_start: dict[tuple[int, int], Edit],
    ) -> None:
        """Add words that stayed, with notes where only the markup around them changed."""
        for n, (one, other) in enumerate(zip(old, new, strict=True)):
            edit = by_start.get((piece.i0 + n, piece.j0 + n))
            if edit:
                self.note(edit, other.runs[0].inline)
            for run, successor in zip(one.runs, other.runs, strict=False):
                for a, b in zip(run.inline, successor.inline, strict=False):
                    if a.tag != b.tag or self.counterpart.setdefault(a, b) is not b:
                        break
            if one.text != other.text:
                self.said += (_Said(run, "del", _QUIET) for run in one.runs)
                self.said += (_Said(run, "ins", _QUIET) for run in other.runs)
            else:
                self.said += (_Said(run) for run in other.runs)

    def note(self, edit: Edit, inline: Sequence[Element]) -> None:
        """Mark a place where no word changed: an empty element, which adds no text."""
        attributes = [
            f' id="change-{edit.number}" class="redline-note" data-kind="{edit.kind.value}"',
            f' data-aspect="{edit.aspect.value}"' if edit.aspect else "",
        ]
        if edit.kind is EditKind.LINK:
            attributes += (
                f' data-old="{entities.escape(edit.old)}" data-new="{entities.escape(edit.new)}"'
            )
        around = tuple(element for element in inline if element.tag not in VOID)
        self.said.append(_Said(Run("", around), "ins", "".join(attributes)))

    def write(self) -> list[str]:
        """Return the words as HTML."""
        if self.rule:
            return [self.rule]
        if any(said.mark == "del" for said in self.said):
            self.house()
        return list(_written(self.said))

    def house(self) -> None:
        """Put deleted words under elements of the new page, so that none of those is cut.

        They stand under what the words before and after have in common, and under what became of
        their own elements, if that touches; else under copies of their own.
        """
        following: list[tuple[Element, ...]] = []
        after: tuple[Element, ...] = ()
        for said in reversed(self.said):
            after = said.run.inline if said.mark != "del" else after
            following.append(after)
        before: tuple[Element, ...] = ()
        copies: dict[Element, Element] = {}
        for n, said in enumerate(self.said):
            if said.mark != "del":
                before = said.run.inline
                continue
            after = following[len(self.said) - 1 - n]
            inline = _housed(said.run.inline, before, after, self.counterpart, copies)
            self.said[n] = said._replace(run=Run(said.run.text, inline))


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """Yield the runs of tokens, joined where the elements around are the same."""
    held: Run | None = None
    for token in tokens:
        for run in token.runs:
            void = run.inline and run.inline[-1].tag in VOID
            if held and not void and held.inline == run.inline:
                held = Run(held.text + run.text, held.inline)
                continue
            if held:
                yield held
            held = run
    if held:
        yield held


def _housed(
    inline: Sequence[Element],
    before: Sequence[Element],
    after: Sequence[Element],
    counterpart: dict[Element, Element],
    copies: dict[Element, Element],
) -> tuple[Element, ...]:
    needed = [element for element in before[: shared(before, after)] if element.tag not in VOID]
    for size in range(len(inline), len(needed) - 1, -1):
        start = [counterpart.get(element) for element in inline[:size]]
        touching = start == list(before[:size]) or start == list(after[:size])
        if None not in start and touching and start[: len(needed)] == needed:
            known = [element for element in start if element]
            break
    else:
        known, size = needed, 0
    tags = {element.tag for element in known}
    rest = [element for element in inline[size:] if element.tag not in tags]
    return (*known, *(copies.setdefault(element, without_id(element)) for element in rest))


def _bare(run: Run) -> Run:
    return (
        Run(run.text, tuple(without_id(element) for element in run.inline)) if run.inline else run
    )


def without_id(element: Element) -> Element:
    """Return a copy for a page that holds the original, or its successor, already."""
    return Element(element.tag, tuple(pair for pair in element.attributes if pair[0] != "id"))


def shared(one: Sequence[Element], other: Sequence[Element]) -> int:
    """Return how many elements two ways down a page have in common."""
    size = 0
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        size += 1
    return size


def _written(said: Sequence[_Said]) -> Iterator[str]:
    """Yield HTML: inline elements opened and closed as needed, the mark innermost."""
    opened: list[Element] = []
    marked = ""
    for run, mark, extra in (*said, _Said(Run(""))):
        void = run.inline[-1] if run.inline and run.inline[-1].tag in VOID else None
        inline = run.inline[:-1] if void else run.inline
        kept = shared(opened, inline)
        stays = kept == len(opened) == len(inline)
        if marked and (mark != marked or extra or not stays):
            yield f"</{marked}>"
            marked = ""
        yield from (f"</{element.tag}>" for element in reversed(opened[kept:]))
        yield from (start_tag(element) for element in inline[kept:])
        opened[kept:] = inline[kept:]
        if mark and not marked:
            yield f"<{mark}{extra}>"
            marked = mark
        yield start_tag(void) if void else entities.escape(run.text, quote=False)
