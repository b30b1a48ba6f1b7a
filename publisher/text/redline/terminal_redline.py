"""A redline for a terminal: the changed blocks, their marks readable without colour."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from publisher.text.document.document import Block, BlockKind, Token
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.edit import Edit, EditKind
from publisher.text.redline.edits import PlacedEdit
from publisher.text.redline.invisible_chars import visible

GUTTER = 8  # columns for the numbers
CONTEXT = 12  # words shown before and after a change; what is between is left out

_STYLES = {"ins": "\x1b[32;4m", "del": "\x1b[31;9m", "head": "\x1b[1m", "dim": "\x1b[2m", "": ""}
_WORD = re.compile(r"\S+\s*|\s+")
_RESET = "\x1b[0m"
_BRACKETS = {"ins": ("{+", "+}"), "del": ("[-", "-]"), "to": ("{>", "<}"), "from": ("[<", ">]")}


class _TerminalWord(NamedTuple):
    """A piece that a line may end after. style: of _STYLES."""

    text: str
    style: str = ""


def to_terminal(
    rows: Sequence[Row], placed: Sequence[PlacedEdit], width: int, *, color: bool
) -> str:
    """Return the changed blocks under the headings of their sections.

    Marks: {+inserted+}, [-deleted-], {>moved here<}, [<moved away>].
    """
    lines: list[str] = []
    by_row = {at: list(group) for at, group in groupby(placed, key=lambda p: id(p.row))}
    section: tuple[str, ...] | None = None
    for unit in _paragraphs(rows):
        edits = [one.edit for row in unit for one in by_row.get(id(row), ())]
        if not edits and not any(row.move for row in unit):
            continue
        here = next(_section(block) for row in unit if (block := row.new or row.old))
        if here != section:
            section = here
            title = visible(" > ".join(section)) or "(before the first heading)"
            lines += [
                "",
                *_wrapped(
                    [_TerminalWord(f"{w} ", "head") for w in title.split()], width, "", color
                ),
            ]
        lines += _wrapped(_unit(unit, by_row), max(width, 20 + GUTTER), _numbers(edits), color)
    return "\n".join(lines).strip("\n")


def _section(block: Block) -> tuple[str, ...]:
    """Return the headings above a block; a heading stands in its own section."""
    if block.kind is not BlockKind.HEADING:
        return block.section
    return (*block.section, " ".join(block.text.split()))


def _paragraphs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows that stand in one line: the cells of a table row, the parts of a block."""
    held: list[Row] = []
    for row in rows:
        goes_on = held and held[-1].new is not None and held[-1].new is row.new
        if held and not goes_on and row.unit != held[-1].unit:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _numbers(edits: Sequence[Edit]) -> str:
    if not edits:
        return " " * GUTTER
    first, last = edits[0].number, edits[-1].number
    return (f"{first}" if first == last else f"{first}-{last}").rjust(GUTTER - 2) + "  "


def _unit(
    unit: Sequence[Row], by_row: Mapping[int, Sequence[PlacedEdit]]
) -> Iterator[_TerminalWord]:
    for n, row in enumerate(unit):
        block = row.new or row.old
        if block is None or block.place is None:
            continue
        goes_on = n and unit[n - 1].new is not None and unit[n - 1].new is row.new
        if n and not goes_on:
            yield _TerminalWord(" | ")
        elif not n:
            yield from _prefix(block)
        notes = _notes(by_row.get(id(row), ()))
        yield from _row(row, notes)
        for note in dict.fromkeys(note for _, note in notes):
            yield from _spread(note, "dim")


def _notes(placed: Sequence[PlacedEdit]) -> list[tuple[int, str]]:
    """Return what is said of links and form, with the new token before which it is said, in order.

    What is said of the whole row, or was said just before, is not said again.
    """
    found: list[tuple[int, str]] = []
    for edit, piece in ((one.edit, one.piece) for one in placed):
        if edit.kind is EditKind.LINK:
            note = f" (link: {edit.old or 'none'} -> {edit.new or 'none'})"
        elif edit.kind is EditKind.FORMAT and edit.aspect:
            note = f" (form: {edit.aspect.value})"
        else:
            continue
        if not found or found[-1][1] != note:
            found.append((piece.j1 if piece else sys.maxsize, note))
    return sorted(found)


def _prefix(block: Block) -> Iterator[_TerminalWord]:
    match block.kind:
        case BlockKind.HEADING:
            yield _TerminalWord("#" * block.level + " ")
        case BlockKind.ITEM:
            yield _TerminalWord("  " * (block.level - 1) + "* ")
        case BlockKind.RULE:
            yield _TerminalWord("* * *")


def _row(row: Row, notes: list[tuple[int, str]]) -> Iterator[_TerminalWord]:
    """Yield the words of a row, and take from the notes those that stand between two of them."""
    if row.move or row.old is None or row.new is None:
        block = row.new or row.old
        marks = ("to", "from") if row.move else ("ins", "del")
        yield from _marked(block.tokens if block else (), marks[row.new is None])
    else:
        last = max(row.ends)
        for is_change, piece in row.pieces():
            old, new = row.tokens(piece)
            if is_change:
                yield from _marked(old, "del")
                yield from _marked(new, "ins")
            else:
                at, is_first = piece.j0, piece.i0 == row.old_span[0]
                while notes and notes[0][0] <= piece.j1:
                    end, note = notes.pop(0)
                    yield from _equal(row.new.tokens[at:end], is_first, is_last=False)
                    yield from _spread(note, "dim")
                    at, is_first = end, False
                yield from _equal(
                    row.new.tokens[at : piece.j1], is_first, is_last=max(piece.i1, piece.j1) >= last
                )
        border = row.new.tokens[row.ends[1] : row.new_span[1]]
        yield from _spread("".join(token.text for token in border))


def _marked(tokens: Sequence[Token], mark: str) -> Iterator[_TerminalWord]:
    text = "".join(token.text for token in tokens)
    if not text:
        return
    opening, closing = _BRACKETS[mark]
    style = {"to": "ins", "from": "del"}.get(mark, mark)
    # White space stays outside, so that the brackets stand at the words.
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    core = text.strip() or text
    yield from _spread(start)
    yield from _spread(f"{opening}{core}{closing}", style)
    yield from _spread(end if core != text else "")


def _spread(text: str, style: str = "") -> Iterator[_TerminalWord]:
    """Yield words, each with the white space after it folded to one space."""
    for piece in _WORD.findall(text):
        word = piece.rstrip()
        yield _TerminalWord(visible(word) + (" " if len(word) < len(piece) else ""), style)


def _equal(tokens: Sequence[Token], is_first: bool, is_last: bool) -> list[_TerminalWord]:
    """Return unchanged words, those far from a change left out."""
    words = list(_spread("".join(token.text for token in tokens)))
    before = CONTEXT if is_last or not is_first else 0
    after = 0 if is_last else CONTEXT
    if len(words) <= before + after + 8:
        return words
    return [*words[:before], _TerminalWord("[…] ", "dim"), *words[len(words) - after :]]


def _wrapped(words: Iterable[_TerminalWord], width: int, gutter: str, color: bool) -> Iterator[str]:
    """Yield lines of at most `width` columns; a word longer than a line stands alone."""
    line, columns = gutter, len(gutter)
    style = ""
    for word in words:
        size = columns_of(word.text.rstrip(" "))
        if columns > len(gutter) and columns + size > width:
            yield line.rstrip(" ") + (_RESET if style else "")
            line, columns, style = " " * len(gutter), len(gutter), ""
        if color and word.style != style:
            line += (_RESET if style else "") + _STYLES[word.style]
            style = word.style
        line += word.text
        columns += columns_of(word.text)
    if columns > len(gutter) or gutter.strip():
        yield line.rstrip(" ") + (_RESET if style else "")


def columns_of(text: str) -> int:
    """Return how many columns a terminal gives to `text`."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )
