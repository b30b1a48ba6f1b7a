"""The words of one block of a redline as HTML: inline elements, and marks innermost."""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Sequence

from publisher.text.document.document import Block, Token, TokenKind
from publisher.text.document.markup import Element, Run
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.annotations import Voice
from publisher.text.redline.edit import Edit, EditKind
from publisher.text.redline.edits import PlacedEdit
from publisher.text.redline.inline import Said, housed, is_void, runs_of, written
from publisher.text.redline.linked import link_at
from publisher.text.redline.word_diff import WordChange

_NOWHERE: tuple[Element, ...] = (Element(""),)  # the elements around no word
_Note = tuple[int, int, Edit]  # the new token before which it is due, the number, and the edit
_QUIET = ' class="redline-quiet"'


class Leaf:
    """Collects the words of one block, from one row or from several, and writes them."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.said: list[Said] = []
        self.counterpart: dict[Element, Element] = {}
        self.rule: str = ""

    def add(self, row: Row, placed: Sequence[PlacedEdit], source: Edit | None = None) -> None:
        """Add what a row shows. placed: the edits that begin in it. source: the move away from it."""
        block = row.new or row.old
        if block and block.path and block.path[-1].tag == "hr":
            mark = "" if row.old and row.new and not row.move else "ins" if row.new else "del"
            self.rule = f"<{mark}><hr></{mark}>" if mark else "<hr>"
        elif row.move:
            self.moved(row, placed, source)
        elif row.old and row.new:
            self.both(row, row.new, placed)
        elif row.new:
            self.whole(row.new, "ins", placed)
        elif row.old:
            goes_on = bool(self.said)  # in the middle of a block
            self.whole(row.old, "del", placed)
            if goes_on:
                self.said.append(Said(Run(" "), "del"))

    def both(self, row: Row, new: Block, placed: Sequence[PlacedEdit]) -> None:
        """Add an old block that became a new one."""
        for place in placed:
            if place.piece is None:
                self.note(place.edit)
        if row.same:
            self.said += (Said(run) for run in new.runs)
            return
        starts = {(p.piece.i0, p.piece.j0): p.edit for p in placed if p.piece}
        notes = sorted(
            (p.piece.j1, p.edit.number, p.edit) for p in placed if p.piece and _is_note(p.edit)
        )
        for is_change, piece in row.pieces():
            if is_change:
                self.change(row, piece, starts.get((piece.i0, piece.j0)))
            else:
                self.equal(row, piece, notes)
            self.due(notes, piece.j1)
        self.due(notes, row.new_span[1])
        border = new.tokens[row.ends[1] : row.new_span[1]]
        self.said += (Said(run) for run in runs_of(border))

    def due(self, notes: list[_Note], at: int) -> None:
        """Say what is to be said up to the new token `at`, and forget it."""
        while notes and notes[0][0] <= at:
            self.note(notes.pop(0)[-1])

    def equal(self, row: Row, piece: WordChange, notes: list[_Note]) -> None:
        """Add words that stayed. notes: what to say of the markup, as it comes due."""
        old, new = row.tokens(piece)
        if old == new and not any(notes) and row.new and _is_plain(row.new):
            self.said.append(Said(Run("".join([token.text for token in new]))))
            return
        held: list[str] = []
        inline: tuple[Element, ...] = ()
        for at, (one, other) in enumerate(zip(old, new, strict=True), piece.j0 + 1):
            if one.text == other.text and other.inline is inline and not other.parts:
                held.append(other.text)  # nearly always: the same elements around, the same words
            else:
                self.say(held, inline)
                inline = other.inline
                self.meet(one, other)
                if one.text == other.text and not other.parts and not is_void(inline):
                    held.append(other.text)
                else:
                    inline = _NOWHERE
                    self.apart(one, other)
            if notes and notes[0][0] <= at:
                self.say(held, inline)
                self.due(notes, at)
        self.say(held, inline)

    def say(self, texts: list[str], inline: tuple[Element, ...]) -> None:
        """Add unmarked words under the same elements, and forget them."""
        if texts:
            self.said.append(Said(Run("".join(texts), inline)))
            texts.clear()

    def meet(self, one: Token, other: Token) -> None:
        """Remember which inline elements have become which."""
        for run, successor in zip(one.runs, other.runs, strict=False):
            for a, b in zip(run.inline, successor.inline, strict=False):
                if a.tag != b.tag or self.counterpart.setdefault(a, b) is not b:
                    break

    def apart(self, one: Token, other: Token) -> None:
        """Add an equal word that is not simply text: with other typography, or in several runs."""
        if one.text == other.text:
            self.said += (Said(run) for run in other.runs)
        else:
            self.said += (Said(run, "del", _QUIET) for run in one.runs)
            self.said += (Said(run, "ins", _QUIET) for run in other.runs)

    def change(self, row: Row, piece: WordChange, edit: Edit | None) -> None:
        """Add words gone and words come."""
        old, new = row.tokens(piece)
        if all(token.kind is TokenKind.SPACE for token in (*old, *new)):
            self.mark("del", old, _QUIET)
            self.mark("ins", new, _QUIET)
        else:
            parts = list(_by_link(row, piece))
            for n, part in enumerate(parts):
                gone, come = row.tokens(part)
                first, last = n == 0, n == len(parts) - 1
                self.mark("del", gone, "", edit, first=first, last=last and not come)
                self.mark("ins", come, "", edit, first=first and not gone, last=last)

    def whole(self, block: Block, mark: str, placed: Sequence[PlacedEdit]) -> None:
        """Add a block that was inserted or deleted as a whole."""
        edit = placed[0].edit if placed else None
        self.mark(mark, block.runs, "", edit)

    def moved(self, row: Row, placed: Sequence[PlacedEdit], source: Edit | None) -> None:
        """Add a moved block, where it was or where it is; what changed inside is marked as usual.

        source: the move, if it begins here to tell where something was moved from.
        """
        mark, block = ("ins", row.new) if row.new else ("del", row.old)
        assert block is not None  # noqa: S101 - a row has at least one block
        told = next((p.edit for p in placed if p.edit.kind is EditKind.MOVE), source)
        starts = {
            (p.piece.i0, p.piece.j0): p.edit
            for p in placed
            if p.piece and not _is_note(p.edit)  # a note is said at the end
        }
        attributes = f' class="redline-moved" data-move="{row.move}"'
        for is_change, piece in row.pieces() if row.changes else [(False, None)]:
            tokens = row.tokens(piece)[mark == "ins"] if piece else block.tokens
            edit = starts.get((piece.i0, piece.j0)) if piece else None
            if not is_change:
                self.mark(mark, tokens, attributes, told)
                told = None
            elif tokens:
                self.mark(mark, tokens, "", edit)
            elif edit:
                self.note(edit)
        for place in placed:
            if _is_note(place.edit):
                self.note(place.edit)

    def mark(
        self,
        mark: str,
        words: Sequence[Token] | Sequence[Run],
        extra: str,
        edit: Edit | None = None,
        *,
        first: bool = True,
        last: bool = True,
    ) -> None:
        """Add marked words. first, last: whether the change begins and ends with them."""
        runs = list(runs_of(words))
        for n, run in enumerate(runs):
            name = start = ""
            if n == 0:
                in_link = any(element.tag == "a" for element in run.inline)
                if edit and first:
                    away = edit.kind is EditKind.MOVE and mark == "del"
                    name = f' id="{"moved" if away else "change"}-{edit.number}"'
                start = self.voice.start(mark, extra, edit if first else None, in_link=in_link)
            end = self.voice.unseen(run.text)
            if n == len(runs) - 1 and last:
                end += self.voice.end(extra)
            self.said.append(Said(run, mark, name + extra, start, end))

    def note(self, edit: Edit) -> None:
        """Mark a place where no word stands for the change: an empty element, which adds no text."""
        extra = f' id="change-{edit.number}" class="redline-note" data-kind="{edit.kind.value}"'
        if edit.aspect:
            extra += f' data-aspect="{edit.aspect.value}"'
        if edit.kind is EditKind.LINK:
            old, new = entities.escape(edit.old), entities.escape(edit.new)
            extra += f' data-old="{old}" data-new="{new}"'
        self.said.append(Said(Run(""), "ins", extra, self.voice.note(edit), note=True))

    def write(self) -> str:
        """Return the words as HTML."""
        if self.rule:
            return self.rule
        if any(said.note or said.mark == "del" for said in self.said):
            self.house()
        return written(self.said, self.voice.role)

    def house(self) -> None:
        """Put deleted words under elements of the new page, so that none of those is cut.

        They stand under what the words before and after have in common, and under what became of
        their own elements, if that touches; else under copies of their own.
        """
        following: list[tuple[Element, ...]] = []
        after: tuple[Element, ...] = ()
        for said in reversed(self.said):
            after = after if said.note or said.mark == "del" else said.run.inline
            following.append(after)
        before: tuple[Element, ...] = ()
        copies: dict[Element, Element] = {}
        for n, said in enumerate(self.said):
            if not said.note and said.mark != "del":
                before = said.run.inline
                continue
            after = following[len(self.said) - 1 - n]
            inline = housed(said.run.inline, before, after, self.counterpart, copies)
            self.said[n] = said._replace(run=Run(said.run.text, inline))


def _by_link(row: Row, piece: WordChange) -> Iterator[WordChange]:
    """Yield a change in parts: in the link that goes on from before it, in none, in the one after.

    So no word gone is shown in a link of the new page that it did not stand in, and none out of its
    own. What has no words on either side is left out.
    """
    i0, i1, j0, j1 = piece
    old, new = (block.tokens if block else () for block in (row.old, row.new))
    before, after = link_at(new, j0 - 1), link_at(new, j1)
    a, b, c, d = i0, j0, i1, j1
    if before and before is not after:
        target = _target(old, i0 - 1) or before.get("href")
        a = next((n for n in range(i0, i1) if old[n].href != target), i1)
        b = next((n for n in range(j0, j1) if link_at(new, n) is not before), j1)
        if not (a < i1 and j0 < b):
            a, b = i0, j0
    if after and before is not after:
        target = _target(old, i1) or after.get("href")
        c = next((n + 1 for n in range(i1 - 1, a - 1, -1) if old[n].href != target), a)
        d = next((n + 1 for n in range(j1 - 1, b - 1, -1) if link_at(new, n) is not after), b)
        if not (c < i1 and b < d):
            c, d = i1, j1
    for part in (WordChange(i0, a, j0, b), WordChange(a, c, b, d), WordChange(c, i1, d, j1)):
        if part.i0 < part.i1 or part.j0 < part.j1:
            yield part


def _target(tokens: Sequence[Token], at: int) -> str | None:
    """Return where a token leads, None if nowhere, or if there is none."""
    return tokens[at].href if 0 <= at < len(tokens) else None


def _is_plain(block: Block) -> bool:
    """Whether no word of a block stands in an inline element."""
    return not any(run.inline for run in block.runs)


def _is_note(edit: Edit) -> bool:
    return edit.kind in (EditKind.LINK, EditKind.FORMAT)
