"""The numbered list of changes, read off the rows of a redline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from publisher.text.document.document import Block, BlockKind, Token, TokenKind
from publisher.text.fast_dataclass import fast_dataclass
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.edit import Aspect, Edit, EditKind
from publisher.text.redline.word_diff import WordChange

_FOOTNOTES = ("#fn:", "#fnref:")


@fast_dataclass()
class PlacedEdit:
    """An edit, the row in which it begins, and the piece of that row it speaks of (None: all)."""

    edit: Edit
    row: Row
    piece: WordChange | None


@fast_dataclass()
class _Found:
    kind: EditKind
    old: str
    new: str
    piece: WordChange | None = None
    aspect: Aspect | None = None


def words(tokens: Sequence[Token]) -> str:
    """Return the words of tokens as one line."""
    return " ".join("".join(token.text for token in tokens).split())


def numbered(rows: Iterable[Row]) -> list[PlacedEdit]:
    """Return the edits in the order of the rows, numbered from 1."""
    out: list[PlacedEdit] = []
    moves: set[int] = set()
    for _, group in groupby(rows, key=attrgetter("unit")):
        unit = list(group)
        if len(unit) == 1 and unit[0].same and _is_quiet(unit[0]):
            continue
        for offset, found in _of_unit(unit, moves):
            row = unit[offset]
            edit = _edit(len(out) + 1, row, found)
            out.append(PlacedEdit(edit, row, found.piece))
    return out


def _is_quiet(row: Row) -> bool:
    """Whether a row of equal words stands where it stood, among the same kinds of elements."""
    if row.old is None or row.new is None or row.move or row.old_part or row.new_part:
        return False
    return [each.tag for each in row.old.path] == [each.tag for each in row.new.path]


def _edit(number: int, row: Row, found: _Found) -> Edit:
    block = row.new or row.old
    assert block is not None  # noqa: S101 - a row has at least one block
    piece = found.piece
    is_heading = block.kind is BlockKind.HEADING
    return Edit(
        number,
        found.kind,
        (*block.section, _text(block)) if is_heading else block.section,
        found.old,
        found.new,
        row.old,
        row.new,
        (piece.i0, piece.i1) if piece else row.old_span,
        (piece.j0, piece.j1) if piece else row.new_span,
        found.aspect,
    )


def _of_unit(unit: Sequence[Row], moves: set[int]) -> Iterator[tuple[int, _Found]]:
    first = unit[0]
    if any(row.move for row in unit) and not any(row.new for row in unit):
        # Where something was moved from; what did not arrive is told here.
        gone = [(n, row) for n, row in enumerate(unit) if not row.move]
        yield from ((n, found) for n, row in gone for found in _of_row(row))
        return
    if not any(row.old and row.new for row in unit):
        kind = EditKind.DELETE if first.new is None else EditKind.INSERT
        text = _joined(row.new or row.old for row in unit)
        if text:
            old, new = (text, "") if kind is EditKind.DELETE else ("", text)
            yield _first_said(unit), _Found(kind, old, new)
        return
    told = _told_move(unit, moves)
    for offset, row in enumerate(unit):
        if offset == told:
            text = _joined(each.new for each in unit)
            yield offset, _Found(EditKind.MOVE, text, text)
        yield from ((offset, found) for found in _of_row(row))


def _told_move(unit: Sequence[Row], moves: set[int]) -> int | None:
    """Return the row of a unit at which its move is told, where it is not yet told elsewhere."""
    move = max(row.move for row in unit)
    if not move or move in moves or not any(_text(row.new) for row in unit):
        return None
    moves.add(move)
    # The mark stands with words that moved as they were.
    return next(
        (n for n, row in enumerate(unit) if row.move and row.keeps_words), _first_said(unit)
    )


def _first_said(unit: Sequence[Row]) -> int:
    """Return which row of a unit is the first with words, where a mark can stand."""
    return next(
        (n for n, row in enumerate(unit) if (block := row.new or row.old) and block.runs), 0
    )


def _of_row(row: Row) -> Iterator[_Found]:
    if row.old is None or row.new is None:
        kind = EditKind.DELETE if row.new is None else EditKind.INSERT
        if _text(row.old) or _text(row.new):
            yield _Found(kind, _text(row.old), _text(row.new))
        return
    if aspect := _block_aspect(row):
        old, new = row.tokens(WordChange(*row.old_span, *row.new_span))
        yield _Found(EditKind.FORMAT, words(old), words(new), aspect=aspect)
    if row.same:
        return
    quiet: list[WordChange] = []
    for is_change, piece in row.pieces():
        if not is_change:
            yield from _around_equal(row, piece, quiet)
            continue
        gone, come = (words(tokens) for tokens in row.tokens(piece))
        if not gone and not come and not _images(row, piece):
            quiet.append(piece)
            continue
        kind = EditKind.REPLACE if gone and come else EditKind.DELETE if gone else EditKind.INSERT
        yield _Found(kind, gone, come, piece)
    if quiet:
        piece = WordChange(quiet[0].i0, quiet[-1].i1, quiet[0].j0, quiet[-1].j1)
        old, new = row.tokens(piece)
        yield _Found(EditKind.FORMAT, words(old), words(new), piece, Aspect.TYPOGRAPHY)


def _around_equal(row: Row, piece: WordChange, quiet: list[WordChange]) -> Iterator[_Found]:
    """Yield what changed around equal words; collect what is only typography in `quiet`."""
    old, new = row.tokens(piece)
    if old == new:
        return
    n = 0
    for what, group in groupby(zip(old, new, strict=True), key=lambda pair: difference(*pair)):
        size = len(list(group))
        part = WordChange(piece.i0 + n, piece.i0 + n + size, piece.j0 + n, piece.j0 + n + size)
        n += size
        if what is Aspect.TYPOGRAPHY:
            quiet.append(part)
        elif what is Aspect.EMPHASIS:
            was, now = (words(tokens) for tokens in row.tokens(part))
            yield _Found(EditKind.FORMAT, was, now, part, what)
        elif what is not None:
            yield _Found(EditKind.LINK, what[0], what[1], part)


def difference(old: Token, new: Token) -> Aspect | tuple[str, str] | None:
    """Return what differs between tokens of the same key; for a link, the two targets."""
    if old.href != new.href:
        targets = old.href or "", new.href or ""
        # A footnote's anchor is its number: no target anybody chose.
        if not all(target.startswith(_FOOTNOTES) for target in targets):
            return targets
    if old.styles != new.styles:
        return Aspect.EMPHASIS
    return Aspect.TYPOGRAPHY if old.text != new.text else None


def _block_aspect(row: Row) -> Aspect | None:
    if row.divided:
        return Aspect.DIVIDED
    if row.joined:
        return Aspect.JOINED
    assert row.old  # noqa: S101 - asked of rows with both blocks
    assert row.new  # noqa: S101
    return Aspect.BLOCK if _shape(row.old) != _shape(row.new) else None


def _shape(block: Block) -> tuple[str, ...]:
    """Return the elements around a block that a reader notices."""
    if block.kind is BlockKind.CELL:
        return ("cell",)
    tags = tuple(element.tag for element in block.path)
    return tuple(tag for tag in tags if tag not in ("p", "div", "section"))


def _images(row: Row, piece: WordChange) -> bool:
    """Whether a piece without words holds an image."""
    return any(token.kind is TokenKind.IMAGE for tokens in row.tokens(piece) for token in tokens)


def _joined(blocks: Iterator[Block | None]) -> str:
    return " | ".join(filter(None, (_text(block) for block in blocks)))


def _text(block: Block | None) -> str:
    return " ".join(block.text.split()) if block else ""
