"""The numbered list of changes, read off the rows of a redline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from publisher.text.document import Block, Token
from publisher.text.redline.model import Edit, EditKind
from publisher.text.redline.rows import Row, shape

Span = tuple[int, int]
Found = tuple[EditKind, Row, Span, Span, str, str]


def text(tokens: Sequence[Token]) -> str:
    """Return the words of tokens as one line."""
    return " ".join("".join(token.text for token in tokens).split())


def edits(rows: Sequence[Row]) -> list[tuple[Edit, int]]:
    """Return the edits in order, each with the index of the row in which it begins."""
    out: list[tuple[Edit, int]] = []
    seen_moves: set[int] = set()
    at = 0
    for _, group in groupby(rows, key=lambda row: row.unit):
        unit = list(group)
        for offset, kind, row, old_span, new_span, old, new in _unit_edits(unit, seen_moves):
            block = row.new or row.old
            assert block is not None  # noqa: S101 - a row has at least one block
            edit = Edit(
                len(out) + 1, kind, block.section, old, new, row.old, row.new, old_span, new_span
            )
            out.append((edit, at + offset))
        at += len(unit)
    return out


def _unit_edits(
    unit: list[Row], seen_moves: set[int]
) -> Iterator[tuple[int, EditKind, Row, Span, Span, str, str]]:
    first = unit[0]
    if first.new is None and first.move:
        return  # told where the block is now
    if all(row.new is None for row in unit) or all(row.old is None for row in unit):
        kind = EditKind.DELETE if first.new is None else EditKind.INSERT
        words = " | ".join(filter(None, (_all(row.old or row.new) for row in unit)))
        if words:
            old, new = (words, "") if first.new is None else ("", words)
            yield 0, kind, first, _whole(first.old), _whole(first.new), old, new
        return
    if first.move and first.move not in seen_moves:
        seen_moves.add(first.move)
        words = " | ".join(filter(None, (_all(row.new) for row in unit)))
        yield 0, EditKind.MOVE, first, _whole(first.old), _whole(first.new), words, words
    for offset, row in enumerate(unit):
        if row.old is None or row.new is None:
            kind = EditKind.DELETE if row.new is None else EditKind.INSERT
            if _all(row.old or row.new):
                yield (
                    offset,
                    kind,
                    row,
                    _whole(row.old),
                    _whole(row.new),
                    _all(row.old),
                    _all(row.new),
                )
        elif not row.same:
            yield from ((offset, *found) for found in _row_edits(row, row.old, row.new))
        if row.old and row.new and shape(row.old) != shape(row.new):
            yield (
                offset, EditKind.FORMAT, row, _whole(row.old), _whole(row.new),
                _all(row.old), _all(row.new),
            )  # fmt: skip


def _row_edits(
    row: Row, old: Block, new: Block
) -> Iterator[tuple[EditKind, Row, Span, Span, str, str]]:
    i, j = 0, 0
    for change in (*row.changes, None):
        i1, j1 = (change.i0, change.j0) if change else (len(old.tokens), len(new.tokens))
        yield from _markup_edits(row, old, new, (i, i1), (j, j1))
        if change:
            gone, come = text(old.tokens[i1 : change.i1]), text(new.tokens[j1 : change.j1])
            kind = (
                EditKind.REPLACE if gone and come else EditKind.DELETE if gone else EditKind.INSERT
            )
            yield kind, row, (i1, change.i1), (j1, change.j1), gone, come
            i, j = change.i1, change.j1


def _markup_edits(
    row: Row, old: Block, new: Block, old_span: Span, new_span: Span
) -> Iterator[tuple[EditKind, Row, Span, Span, str, str]]:
    """Yield what changed around equal words: a link's target, emphasis, typography."""
    n = 0
    pairs = list(zip(old.tokens[slice(*old_span)], new.tokens[slice(*new_span)], strict=True))
    for what, group in groupby(pairs, key=lambda pair: difference(*pair)):
        size = len(list(group))
        if what is not None:
            spans = (
                (old_span[0] + n, old_span[0] + n + size),
                (new_span[0] + n, new_span[0] + n + size),
            )
            kind, was, now = what
            if kind is EditKind.FORMAT:
                was, now = (text([p[k] for p in pairs[n : n + size]]) for k in (0, 1))
            yield kind, row, *spans, was, now
        n += size


def difference(old: Token, new: Token) -> tuple[EditKind, str, str] | None:
    """Return what differs between two tokens of the same key, or None."""
    if old is new:
        return None
    if old.href != new.href:
        footnotes = ("#fn:", "#fnref:")
        if not ((old.href or "").startswith(footnotes) and (new.href or "").startswith(footnotes)):
            return EditKind.LINK, old.href or "", new.href or ""
    if old.styles != new.styles:
        return EditKind.FORMAT, " ".join(sorted(old.styles)), " ".join(sorted(new.styles))
    if old.text != new.text:
        return EditKind.FORMAT, "", ""
    return None


def _all(block: Block | None) -> str:
    return " ".join(block.text.split()) if block else ""


def _whole(block: Block | None) -> Span:
    return (0, len(block.tokens)) if block else (0, 0)
