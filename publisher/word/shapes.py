"""What a block of a text is in Word: its style, its place in a list, how far it is set in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.text.document.document import Block, BlockKind, Document, Element
from publisher.text.redline import Row
from publisher.word.package import LEVELS, STEP, Numbering

_LISTS = ("ul", "ol")
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a paragraph. number: of its list, 0 outside of any; level: there, from 0."""

    style: str = "Normal"
    number: int = 0
    level: int = 0
    indent: int = 0
    align: str = ""

    def xml(self) -> str:
        """Return the properties, in the order of the schema."""
        out = f'<w:pStyle w:val="{self.style}"/>' if self.style != "Normal" else ""
        if self.number:
            out += (
                f'<w:numPr><w:ilvl w:val="{self.level}"/><w:numId w:val="{self.number}"/></w:numPr>'
            )
        if self.indent:
            hanging = f' w:hanging="{STEP}"' if self.number else ""
            out += f'<w:ind w:left="{self.indent}"{hanging}/>'
        return out + (f'<w:jc w:val="{self.align}"/>' if self.align else "")


class Shapes:
    """Gives each block of two documents its shape; a list that goes on keeps its number."""

    def __init__(self, old: Document, new: Document, rows: Iterable[Row]) -> None:
        self.numbering: Numbering = Numbering()
        self._numbers: dict[Element, int] = {}
        self._firsts = _firsts(old) | _firsts(new)
        self._successors = _successors(rows)
        self._known: dict[Block, Shape] = {}

    def of(self, block: Block) -> Shape:
        """Return the shape of a block."""
        shape = self._known.get(block)
        if shape is None:
            shape = self._known[block] = self._made(block)
        return shape

    def _made(self, block: Block) -> Shape:
        path = _within_cell(block.path)
        lists = [element for element in path if element.tag in _LISTS]
        quotes = sum(element.tag in ("blockquote", "dd") for element in path)
        level = min(len(lists), LEVELS) - 1
        style = _style(block, path)
        align = block.path[-1].get("align") if block.path else None
        number = 0
        if lists and block in self._firsts:
            number = self._number(lists[-1], level)
        depth = quotes + (level + 1 if lists and (quotes or not number) else 0)
        return Shape(
            style,
            number,
            level if number else 0,
            STEP * depth,
            align if align in ("right", "center") else "",
        )

    def _number(self, element: Element, level: int) -> int:
        if element.tag == "ul":
            return self.numbering.bullets()
        element = self._successors.get(element, element)
        number = self._numbers.get(element)
        if number is None:
            form = _FORMS.get(element.get("type") or "", "decimal")
            number = self._numbers[element] = self.numbering.add(form, level, _start(element))
        return number


def _style(block: Block, path: tuple[Element, ...]) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return f"Heading{block.level}"
        case BlockKind.CODE:
            return "Code"
        case BlockKind.TERM:
            return "Term"
        case BlockKind.DEFINITION:
            return "Definition"
        case BlockKind.RULE:
            return "Rule"
    if any(element.tag == "th" for element in block.path):
        return "TableHeading"
    if any(element.tag == "blockquote" for element in path):
        return "Quote"
    return "ListParagraph" if any(element.tag == "li" for element in path) else "Normal"


def _within_cell(path: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return the elements around a block, of a cell only those within it, of a note those below it."""
    start = 0
    for at, element in enumerate(path):
        if element.tag in ("td", "th") or is_note(element):
            start = at + 1
    return path[start:]


def is_note(element: Element) -> bool:
    """Whether an element is the text of a footnote."""
    return element.tag == "li" and (element.get("id") or "").startswith("fn:")


def _firsts(document: Document) -> set[Block]:
    """Return the blocks with which an item begins: those that show its number."""
    out: set[Block] = set()
    begun: set[Element] = set()
    for block in document.blocks:
        items = [element for element in _within_cell(block.path) if element.tag == "li"]
        if items and items[-1] not in begun:
            out.add(block)
        begun.update(items)
    return out


def _successors(rows: Iterable[Row]) -> dict[Element, Element]:
    """Return which new list each old one has become, if it counts alike; one for one."""
    out: dict[Element, Element] = {}
    taken: set[Element] = set()
    for row in rows:
        if not row.old or not row.new or row.move:
            continue
        olds, news = ([e for e in block.path if e.tag in _LISTS] for block in (row.old, row.new))
        if len(olds) != len(news):
            continue
        for old, new in zip(olds, news, strict=True):
            alike = old.tag == new.tag == "ol" and _start(old) == _start(new)
            if alike and old.get("type") == new.get("type") and old not in out and new not in taken:
                out[old] = new
                taken.add(new)
    return out


def _start(element: Element) -> int:
    start = element.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
