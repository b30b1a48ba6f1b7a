"""A redline as HTML: the new page, with the old words where they stood.

Without its <del> elements, and with its <ins> elements unwrapped, it is the page of the new text;
the other way round it says the old one. <ins> and <del> are innermost, so that no link or list is
ever cut, and they stand only where HTML allows them.
"""

from __future__ import annotations

import html as entities
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher.text.document import Block, Token
from publisher.text.markup import VOID, Element, Run, start_tag
from publisher.text.redline.model import Edit, EditKind
from publisher.text.redline.rows import Row
from publisher.text.redline.words import Change

# Elements that may hold paragraphs, lists and tables.
_HOSTS = frozenset(
    {"li", "td", "th", "dd", "blockquote", "div", "section", "figure", "figcaption", "caption"}
)


def to_html(rows: Sequence[Row], edits: Sequence[tuple[Edit, int]]) -> str:
    """Return the redline as an HTML fragment."""
    return _Page(rows, edits).write()


class _Page:
    """Writes rows one after the other and keeps the elements around them open as long as needed."""

    def __init__(self, rows: Sequence[Row], edits: Sequence[tuple[Edit, int]]) -> None:
        self.rows = rows
        self.edits: defaultdict[int, list[Edit]] = defaultdict(list)
        for edit, at in edits:
            self.edits[at].append(edit)
        self.out: list[str] = []
        self.open: list[Element] = []
        self.counterpart = _counterparts(rows)
        self.copies: dict[Element, Element] = {}
        self.following = _following(rows)

    def write(self) -> str:
        for at, row in enumerate(self.rows):
            if row.new:
                self.move_to(row.new.path)
            elif row.old:
                following = self.following[at]
                self.move_to(self.place_of(row.old.path, following.path if following else ()))
            self.out.extend(_Leaf(row, self.edits.get(at, ())).write())
        self.move_to(())
        return "".join(self.out).strip("\n")

    def move_to(self, path: Sequence[Element]) -> None:
        """Close and open elements until exactly `path` is open."""
        shared = _shared(self.open, path)
        for element in reversed(self.open[shared:]):
            if element.tag not in VOID:
                self.out.append(f"</{element.tag}>")
        self.out.append("\n")
        for element in path[shared:]:
            if element.tag not in VOID:
                self.out.append(start_tag(element))
        self.open[shared:] = path[shared:]

    def place_of(self, path: Sequence[Element], following: Sequence[Element]) -> list[Element]:
        """Return where to show a deleted block: among its old neighbours, if they are still there.

        Elements that the new page needs again after it stay open, whatever they are.
        """
        needed = _shared(self.open, following)
        known = [self.counterpart.get(element) for element in path]
        for size in range(len(path), needed - 1, -1):
            start = known[:size]
            touching = start == self.open[:size] or start == list(following[:size])
            if None not in start and touching and start[:needed] == self.open[:needed]:
                return [element for element in start if element] + self.copy(path[size:], size)
        for size in range(len(self.open), needed - 1, -1):
            if size == 0 or self.open[size - 1].tag in _HOSTS:
                return [*self.open[:size], *self.copy(path, size)]
        return [*self.open, *self.copy(path, len(self.open))]

    def copy(self, elements: Sequence[Element], depth: int) -> list[Element]:
        """Return stand-ins for elements of the old page; those still open are used again."""
        out = []
        for n, element in enumerate(elements):
            at = depth + n
            copied = self.copies.get(element)
            if copied is None or at >= len(self.open) or self.open[at] is not copied:
                copied = self.copies[element] = without_id(element)
            out.append(copied)
        return out


class _Said(NamedTuple):
    """Words to be written: under which elements, with which mark and attributes of the mark."""

    run: Run
    mark: str = ""
    extra: str = ""


class _Leaf:
    """Writes one row: its words, with the inline elements around them."""

    def __init__(self, row: Row, edits: Sequence[Edit]) -> None:
        self.row = row
        self.edits = {(edit.old_span[0], edit.new_span[0], edit.kind): edit for edit in edits}
        self.said: list[_Said] = []

    def write(self) -> list[str]:
        row = self.row
        block = row.new or row.old
        if block and block.path and block.path[-1].tag == "hr":
            mark = "" if row.old and row.new and not row.move else "ins" if row.new else "del"
            return [f"<{mark}><hr></{mark}>" if mark else "<hr>"]
        if row.old and row.new and not row.move:
            if row.same:
                self.said = [_Said(run) for run in row.new.runs]
            else:
                self.changed(row.old, row.new)
                self.house(_inline_counterparts(row.old, row.new, row.changes))
        elif row.new:
            self.whole(row.new, "ins")
        elif row.old:
            self.whole(row.old, "del")
        return list(_written(self.said))

    def whole(self, block: Block, mark: str) -> None:
        row = self.row
        kind = EditKind.MOVE if row.move else EditKind.INSERT if mark == "ins" else EditKind.DELETE
        edit = next((e for e in self.edits.values() if e.kind is kind), None)
        extra = f' class="redline-moved" data-move="{row.move}"' if row.move else ""
        for n, run in enumerate(block.runs):
            name = f' id="change-{edit.number}"' if edit and not n else ""
            self.said.append(_Said(_bare(run) if mark == "del" else run, mark, name + extra))

    def changed(self, old: Block, new: Block) -> None:
        i, j = 0, 0
        for change in (*self.row.changes, None):
            i1, j1 = (change.i0, change.j0) if change else (len(old.tokens), len(new.tokens))
            self.equal(old.tokens[i:i1], new.tokens[j:j1], (i, j))
            if change:
                extra = self.identify(i1, j1)
                for mark, tokens in (
                    ("del", old.tokens[i1 : change.i1]),
                    ("ins", new.tokens[j1 : change.j1]),
                ):
                    for token in tokens:
                        for run in token.runs:
                            self.said.append(_Said(run, mark, extra))
                            extra = ""
                i, j = change.i1, change.j1

    def identify(self, i: int, j: int) -> str:
        for kind in (EditKind.REPLACE, EditKind.DELETE, EditKind.INSERT):
            edit = self.edits.get((i, j, kind))
            if edit:
                return f' id="change-{edit.number}"'
        return ""

    def equal(self, old: Sequence[Token], new: Sequence[Token], at: tuple[int, int]) -> None:
        for n, (one, other) in enumerate(zip(old, new, strict=True)):
            for kind in (EditKind.LINK, EditKind.FORMAT):
                edit = self.edits.get((at[0] + n, at[1] + n, kind))
                if edit:
                    note = (
                        f' id="change-{edit.number}" class="redline-note" '
                        f'data-old="{entities.escape(edit.old)}" '
                        f'data-new="{entities.escape(edit.new)}"'
                    )
                    around = [e for e in other.runs[0].inline if e.tag not in VOID]
                    self.said.append(_Said(Run("", tuple(around)), "ins", note))
            if one.text != other.text:
                quiet = ' class="redline-quiet"'
                self.said += (_Said(run, "del", quiet) for run in one.runs)
                self.said += (_Said(run, "ins", quiet) for run in other.runs)
            else:
                self.said += (_Said(run) for run in other.runs)

    def house(self, counterpart: dict[Element, Element]) -> None:
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
            inline = _housed(said.run.inline, before, after, counterpart, copies)
            self.said[n] = said._replace(run=Run(said.run.text, inline))


def _housed(
    inline: Sequence[Element],
    before: Sequence[Element],
    after: Sequence[Element],
    counterpart: dict[Element, Element],
    copies: dict[Element, Element],
) -> tuple[Element, ...]:
    needed = [element for element in before[: _shared(before, after)] if element.tag not in VOID]
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


def _inline_counterparts(
    old: Block, new: Block, changes: Sequence[Change]
) -> dict[Element, Element]:
    """Return which inline element of the new block each one of the old block has become."""
    found: dict[Element, Element] = {}
    i, j = 0, 0
    for i1, j1, next_i, next_j in [(c.i0, c.j0, c.i1, c.j1) for c in changes] + [
        (len(old.tokens), len(new.tokens), 0, 0)
    ]:
        for one, other in zip(old.tokens[i:i1], new.tokens[j:j1], strict=True):
            for run, successor in zip(one.runs, other.runs, strict=False):
                for a, b in zip(run.inline, successor.inline, strict=False):
                    if a.tag != b.tag or found.setdefault(a, b) is not b:
                        break
        i, j = next_i, next_j
    return found


def _bare(run: Run) -> Run:
    return (
        Run(run.text, tuple(without_id(element) for element in run.inline)) if run.inline else run
    )


def _written(said: Sequence[_Said]) -> Iterator[str]:
    """Yield HTML: inline elements opened and closed as needed, the mark innermost."""
    opened: list[Element] = []
    marked = ""
    for run, mark, extra in (*said, _Said(Run(""))):
        void = run.inline[-1] if run.inline and run.inline[-1].tag in VOID else None
        inline = run.inline[:-1] if void else run.inline
        shared = _shared(opened, inline)
        stays = shared == len(opened) == len(inline)
        if marked and (mark != marked or extra or not stays):
            yield f"</{marked}>"
            marked = ""
        yield from (f"</{element.tag}>" for element in reversed(opened[shared:]))
        yield from (start_tag(element) for element in inline[shared:])
        opened[shared:] = inline[shared:]
        if mark and not marked:
            yield f"<{mark}{extra}>"
            marked = mark
        yield start_tag(void) if void else entities.escape(run.text, quote=False)


def without_id(element: Element) -> Element:
    """Return a copy for a page that holds the original, or its successor, already."""
    return Element(element.tag, tuple(pair for pair in element.attributes if pair[0] != "id"))


def _shared(one: Sequence[Element], other: Sequence[Element]) -> int:
    size = 0
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        size += 1
    return size


def _counterparts(rows: Sequence[Row]) -> dict[Element, Element]:
    """Return which element of the new page each element of the old page has become."""
    found: dict[Element, Element] = {}
    for row in rows:
        if row.old and row.new and not row.move:
            for one, other in zip(row.old.path, row.new.path, strict=False):
                if one.tag != other.tag or found.setdefault(one, other) is not other:
                    break
    return found


def _following(rows: Sequence[Row]) -> list[Block | None]:
    """Return for each row the next new block at or after it."""
    out: list[Block | None] = []
    following: Block | None = None
    for row in reversed(rows):
        following = row.new or following
        out.append(following)
    return out[::-1]
