"""Sources read as their writer meant them: lists that the page shows as a paragraph with dashes in it.

A list without the empty line before it, bullets typed as dots, items indented by two spaces: previews
elsewhere show them as lists, the page does not. Two sources that are one text after both are read so
differ in their markup only; no word comes, goes or changes places by it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from publisher.text.document import frontmatter

_BULLET = re.compile(r"( *)([-*+•‣◦▪●·])( +)(?=[^\s\d|])")
_NUMBERED = re.compile(r"( *)(\d{1,3}\.)( +)(?=[^\s\d|])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[\w+-]*\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_TABLE = re.compile(r"\s*\|")
# Stars that follow a word are the sign of a note.
_BOLD = re.compile(r"(?<![^\s(>\"«“])\*\*( *)([^*]+?)( *)\*\*")
_BREAK = re.compile(r"(?<=[^\\\s])\\$")


@lru_cache(maxsize=8)
def mended(markdown: str) -> str:
    """Return a source whose lists are written as the page needs them; another one as it is."""
    text = frontmatter.body(markdown)
    head = markdown[: len(markdown) - len(text)]
    if "<" in text and re.search(r"<(?:ul|ol|li|pre|table)\b", text):
        return markdown  # not read here
    text = text.expandtabs(4) if "\t" in text else text  # as the page reads it
    lines = _lines(text.replace("\r\n", "\n").split("\n"))
    return markdown if lines is None else head + "\n".join(lines)


class _Open:
    """The items around a line. Each: where its marker stands, and where its words begin."""

    def __init__(self) -> None:
        self.items: list[tuple[int, int]] = []
        self.numbers: list[int] = []  # of the last item on each level; 0 for a bullet
        self.put_right = False  # whether the list was a paragraph on the page

    def enter(self, indent: int, content: int, marker: str) -> int | None:
        """Open an item and return how many are around it; None if its number does not follow."""
        before = 0
        while self.items and indent < self.items[-1][1]:
            self.items.pop()
            before = self.numbers.pop()
        number = int(marker.rstrip(".")) if marker[0].isdigit() else 0
        if number and before and number != before + 1 and (self.put_right or number != 1):
            return None  # the page counts a list's items, whatever number is typed
        self.items.append((indent, content))
        self.numbers.append(number)
        return len(self.items) - 1

    def depth(self, indent: int) -> int:
        """Return how many items a line with so many spaces before it belongs to."""
        return sum(1 for _, content in self.items if indent >= content)


def _lines(lines: list[str]) -> list[str] | None:
    """Return the lines with their lists put right, or None where the page would number them otherwise."""
    out: list[str] = []
    opened = _Open()
    fence = ""
    for at, written in enumerate(lines):
        line = _emphasis(written)
        fenced = _FENCE.match(line)
        if fence or fenced:
            marks = fenced[1] if fenced else ""
            out.append(written)
            fence = "" if fence and marks.startswith(fence) else fence or marks
            continue
        before = out[-1] if out else ""
        item = _item(line, lines, at, before, opened)
        if item is not None:
            indent, marker, content, words = item
            depth = opened.enter(indent, content, marker)
            if depth is None:
                return None
            # An item that goes on from a paragraph needs an empty line before it.
            if not depth:
                opened.put_right = bool(before.strip()) and (
                    opened.put_right or not _is_written_item(before)
                )
            if before.strip() and not _is_written_item(before):
                out.append("")
            out.append(f"{'    ' * depth}{marker} {_BREAK.sub('  ', words)}")
            continue
        if not line.strip():
            out.append("")
            continue
        if before.strip() and (bullet := _BULLET.match(line)) and len(bullet[1]) < 4:
            # One sign or another within a paragraph: neither makes a list.
            line = f"{bullet[1]}-{bullet[3]}{line[bullet.end() :]}"
        indent = len(line) - len(line.lstrip(" "))
        if (
            not before.strip()
        ):  # a paragraph of its own: it stays in the item only if it is indented
            depth = opened.depth(indent)
            del opened.items[depth:], opened.numbers[depth:]
            plain = line.lstrip(" ") if depth and indent - opened.items[-1][1] < 4 else line
            out.append(f"{'    ' * depth}{_BREAK.sub('  ', plain)}" if depth else line)
        else:
            out.append(_BREAK.sub("  ", line))
    return out


def _emphasis(line: str) -> str:
    """Return a line in which the spaces inside of bold words stand outside, so that they are bold."""
    if "**" not in line or line.count("**") % 2 or "***" in line or "`" in line:
        return line
    return _BOLD.sub(r"\1**\2**\3", line)


def _item(
    line: str, lines: list[str], at: int, before: str, opened: _Open
) -> tuple[int, str, int, str] | None:
    """Return indent, marker, where the words begin, and the words of a line that begins an item."""
    if _RULE.match(line) or _TABLE.match(line):
        return None
    match = _BULLET.match(line) or _NUMBERED.match(line)
    if match is None:
        return None
    indent, numbered = len(match[1]), match[2][0].isdigit()
    if indent > 3 and not opened.items:
        return None  # code
    inside = before.strip() and not opened.items
    if inside and not _begins_list(match[2], lines, at, before):
        return None
    marker = match[2] if numbered else "-"
    return indent, marker, match.end(), line[match.end() :]


def _begins_list(marker: str, lines: list[str], at: int, before: str) -> bool:
    """Whether a line right below a paragraph begins a list, and is no line that was wrapped."""
    if marker[0].isdigit() and marker.rstrip(".") != "1":
        return False
    following = lines[at + 1 : at + 2]
    again = any(
        (match := (_BULLET.match(line) or _NUMBERED.match(line)))
        and match[2][0].isdigit() == marker[0].isdigit()
        for line in following
    )
    return before.rstrip().endswith(":") or again


def _is_written_item(line: str) -> bool:
    return re.match(r" *(?:-|\d{1,3}\.) ", line) is not None
