"""The lines of a Markdown text that each of its paragraphs and rows of tables comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.errors import UsageError
from publisher.text.document.document import BlockKind, parse
from publisher.word.reader import Item, TableRow

PREFIX = re.compile(r"[ ]{0,3}#{1,6}[ \t]+|\s*(?:>[ ]?)*\s*(?:(?:[-*+]|\d+[.)])[ \t]+)?")
_MARKER = re.compile(r"\s*(?:>[ ]?)*\s*(?:[-*+]|\d+[.)])[ \t]+\S")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]")
_DIVIDER = re.compile(r"[ |:\-\t\r]*-[ |:\-\t\r]*")
_NAMED = re.compile(r"[ ]{0,3}\[[^\]^][^\]]*\]:[ \t]*\S.*")
_NOTE = re.compile(r"[ ]{0,3}\[\^[^\]]+\]:")
_NUMBER = re.compile(r"\[\^[^\]]+\]")
_SECOND = re.compile(r"#fn[:_]")  # another number that leads to the same footnote
_BLANK = re.compile(r"[\s>]*")
MAX_TOGETHER = 60


@dataclass(slots=True)
class SourceUnit:
    """Lines of a source. gap: what stands above, and is no text. items: which paragraphs come from it."""

    gap: list[str]
    lines: list[str]
    items: list[int] = field(default_factory=list)


def units(body: str, items: Sequence[Item], where: str) -> tuple[list[SourceUnit], list[str]]:
    """Return the lines of each paragraph of a text, and the lines after the last one.

    items: what a Word file of the text says. Raises UsageError where the two don't fit together.
    """
    named = [line for line in body.split("\n") if _NAMED.fullmatch(line)]
    pieces = [*_pieces(body.split("\n"))]
    out: list[SourceUnit] = []
    gap: list[str] = []
    at = number = 0
    in_note = False
    while at < len(pieces):
        above, lines = pieces[at]
        in_note = bool(_NOTE.match(lines[0])) or (in_note and lines[0].startswith(("    ", "\t")))
        if in_note or not any(_said(lines, named)[0]):
            gap += above + lines
            at += 1
            continue
        unit = SourceUnit(gap + above, [])
        gap = []
        for size in range(1, MAX_TOGETHER):
            if at + size > len(pieces):
                break
            together = [line for piece in pieces[at : at + size] for line in (*piece[0], *piece[1])]
            count = _fits(_said(together[len(above) :], named), items, number)
            if count:
                unit.lines = together[len(above) :]
                unit.items = [*range(number, number + count)]
                at, number = at + size, number + count
                break
        if not unit.items:
            raise UsageError(
                f"the paragraph that begins with “{lines[0].strip()[:40]}” cannot be followed into Word",
                where=where, remedy="edit the Markdown itself",
            )  # fmt: skip
        out.append(unit)
    if number < len(items):
        out.append(SourceUnit([], [], [*range(number, len(items))]))
    return out, gap


def _pieces(lines: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the smallest pieces that may be a paragraph each, with the blank lines above."""
    gap: list[str] = []
    piece: list[str] = []
    in_table = False
    for at, line in enumerate(lines):
        if _BLANK.fullmatch(line):
            if piece:
                yield gap, piece
                gap, piece = [], []
            gap.append(line)
            in_table = False
            continue
        after = lines[at + 1] if at + 1 < len(lines) else ""
        opens = not piece and "|" in line and "|" in after and _DIVIDER.fullmatch(after)
        begins = any(sign.match(line) for sign in (_MARKER, _HEADING, _NAMED, _NOTE)) or (
            piece and any(sign.match(piece[-1]) for sign in (_HEADING, _NAMED))
        )
        if piece and (begins or (in_table and not (len(piece) == 1 and _DIVIDER.fullmatch(line)))):
            yield gap, piece
            gap, piece = [], []
        in_table = in_table or bool(opens)
        piece.append(line)
    if piece:
        yield gap, piece
    elif gap:
        yield gap[:-1], [gap[-1]]


def _said(lines: Sequence[str], named: Sequence[str]) -> list[str]:
    """Return what the lines may say, without white space: as Markdown, and letter by letter."""
    first = PREFIX.match(lines[0])
    rest = [re.sub(r"\s*(?:>[ ]?)*\s*", "", line, count=1) for line in lines[1:]]
    inner = "\n".join([lines[0][first.end() if first else 0 :], *rest])
    out = []
    for text in dict.fromkeys(("\n".join(lines), inner)):
        plain = _NUMBER.sub("", text)
        # A row of a table says what its cells say, wherever it stands.
        row = plain.replace("|", " ") if "|" in plain else plain
        row = "\n".join(
            line for line in row.split("\n") if "|" not in plain or not _DIVIDER.fullmatch(line)
        )
        for source in dict.fromkeys((plain, row)):
            blocks = parse("\n".join((source, "", *named))).blocks
            out.append("".join("\x1e" if b.kind is BlockKind.RULE else b.text for b in blocks))
    out.append("".join(lines))
    return ["".join(text.split()).replace("\\|", "|") if text != "\x1e" else text for text in out]


def _fits(said: Sequence[str], items: Sequence[Item], number: int) -> int:
    """Return how many items say exactly one of these, or 0."""
    words = ""
    longest = max(map(len, said))
    for count, item in enumerate(items[number:], 1):
        words += plain_words(item)
        if words in said:
            return count
        if len(words) > longest:
            return 0
    return 0


def plain_words(item: Item) -> str:
    """Return the words of an item without white space and footnotes."""
    if isinstance(item, TableRow):
        return "".join(plain_words(each) for cell in item.cells for each in cell)
    if item.kind == "rule":
        return "\x1e"
    words = (p.words for p in item.pieces if "note" not in p.look and not _SECOND.match(p.href))
    return "".join("".join(words).split())
