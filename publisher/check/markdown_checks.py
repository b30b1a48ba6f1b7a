"""Markdown that previews elsewhere show as it was meant, and that the page of a policy shows in another way.

What is recorded never changes, so the page goes on reading Markdown as it always did; an editor is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from publisher.check.check_report import CheckProblem, Level
from publisher.text.document import frontmatter, input_guards

_MOST = 5  # lines named of each kind in one file
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|\d{1,9}\.)(?P<gap> +)(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_BULLET = re.compile(r"\s*[•◦▪▫‣⁃●○■□·∙]\s*\S")
_LETTER = re.compile(r" {0,3}(?:\([a-z]{1,4}\)|\(\d{1,2}\)|\d{1,2}\)|[a-z]\))\s+\S", re.I)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_MARKS = (
    (
        re.compile(r"~~(?=\S)[^~\n]+~~"),
        "is shown with its tildes, so both wordings read as valid text",
        "write <del>…</del> around what is crossed out, or delete it",
    ),
    (
        re.compile(r"^ {0,3}> ?\[!\w+\]"),
        "is shown as it is typed",
        "write a word such as '**Note:**' in its place",
    ),
    (
        re.compile(r"^\s*(?:[-*+]|\d+\.) +\[[ xX]\](?= )"),
        "is shown with its brackets",
        "write an ordinary list, with '☐' or '☑' if a box is meant",
    ),
    (
        re.compile(r"\[[^\]\n]*\]\{[#.][^}\n]*\}"),
        "is a mark that was left by a conversion from Word, and is shown as it is typed",
        "keep the words, and delete the brackets and braces",
    ),
)
_CODE = re.compile(r"(`+)[^`].*?\1")


def unlike_previews(text: str, path: str) -> Iterator[CheckProblem]:
    """Yield the lines of a policy or a notice that its page shows otherwise than previews of Markdown do."""
    text = input_guards.normal(text)
    lines = [line.expandtabs(4) for line in text.split("\n")]
    first = len(lines) - frontmatter.body(text).count("\n") - 1
    named: Counter[str] = Counter()
    for number, what, remedy, kind in _findings(lines, first):
        named[kind] += 1
        if named[kind] <= _MOST:
            yield CheckProblem(
                rule="markdown", level=Level.WARNING, path=path, line=number, what=what, remedy=remedy
            )  # fmt: skip


def _findings(lines: list[str], first: int) -> Iterator[tuple[int, str, str, str]]:
    """Yield (line, what, remedy, kind). first: index of the first line below the front matter."""
    fence = ""
    reading = _NestedLists()
    for index in range(first, len(lines)):
        line = lines[index]
        opening = _FENCE.match(line)
        if fence:
            fence = "" if opening and opening[1].startswith(fence) else fence
            continue
        if opening:
            fence = opening[1]
            what = f"a block of code between lines of '{fence}' is shown as running text"
            yield (
                index + 1,
                what,
                "indent its lines by four spaces, with an empty line before",
                "fence",
            )
            continue
        for what, remedy, kind in (
            *reading.read(line),
            *_marks(line, lines[index + 1 : index + 2]),
        ):
            yield index + 1, what, remedy, kind


def _marks(line: str, following: list[str]) -> Iterator[tuple[str, str, str]]:
    if line.startswith("    ") and not _ITEM.match(line):
        return  # code, or a paragraph of an item
    plain = _CODE.sub("", line)
    for pattern, what, remedy in _MARKS:
        if match := pattern.search(plain):
            yield f"'{frontmatter.show(match[0].strip(), 40)}' {what}", remedy, what
    if plain.endswith("\\") and not plain.endswith("\\\\") and following and following[0].strip():
        what = "a backslash at the end of a line is shown, and the next line goes on beside it"
        yield what, "end the line with two spaces instead", "backslash"
    if match := _LIGATURE.search(line):
        what = f"the line holds '{match[0]}', one character for several letters, as PDFs have it"
        yield what, "type the letters: a search for the word does not find it", "ligature"


class _NestedLists:
    """Follows the lists of a text, as previews nest them and as the page does: by four spaces a level."""

    def __init__(self) -> None:
        self._offsets: list[int] = []  # where the content of each open item begins
        self._block: list[str] = []  # the lines since the last empty one

    def read(self, line: str) -> Iterator[tuple[str, str, str]]:
        """Yield what is shown otherwise in the next line."""
        if not line.strip() or _HEADING.match(line) or _RULE.fullmatch(line):
            self._block.clear()
            if line.strip():
                self._offsets.clear()
            return
        before, item = self._block, _ITEM.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if before and before[0].lstrip().startswith(("<", "|", ">")):
            pass
        elif item:
            yield from self._item(item, indent, before)
        elif _BULLET.match(line):
            what = "a bullet that is typed as a character makes no list"
            yield what, "write '- ' in its place, with an empty line before the first", "bullet"
        elif before and _LETTER.match(line) and any(_LETTER.match(one) for one in before[-1:]):
            what = "lines that begin like this run together on the page"
            yield what, "put an empty line between them, or write a list: '1. '", "letters"
        elif not before and self._offsets:
            yield from self._paragraph(indent)
        self._block.append(line)

    def _item(
        self, item: re.Match[str], indent: int, before: list[str]
    ) -> Iterator[tuple[str, str, str]]:
        starts = item["marker"] in "-*+" or item["marker"] == "1."
        if before and not _ITEM.match(before[0]):
            first = len(before[0]) - len(before[0].lstrip(" "))
            if self._offsets and first >= 4 and indent < first:
                what = "this item is swallowed by the paragraph above: its sign is shown as text"
                yield what, "put an empty line before it", "swallowed"
            elif starts and indent < first + 4 and not any(map(_ITEM.match, before)):
                what = (
                    "this line doesn't begin a list on the page, because the line above it is text"
                )
                yield what, "put an empty line before it", "no list"
            return
        if not before and indent >= 4 and not self._offsets:
            return  # code
        while self._offsets and indent < self._offsets[-1]:
            self._offsets.pop()
        if indent // 4 < len(self._offsets):
            what = "this item is shown one level higher than it is typed: a level takes four spaces"
            yield what, f"indent it by {4 * len(self._offsets)} spaces", "nesting"
        self._offsets.append(indent + len(item["marker"]) + min(len(item["gap"]), 4))

    def _paragraph(self, indent: int) -> Iterator[tuple[str, str, str]]:
        """Look at a paragraph after an empty line, while a list is open."""
        while self._offsets and indent < self._offsets[-1]:
            self._offsets.pop()
        if self._offsets and indent < 4 * len(self._offsets):
            what = "this paragraph leaves the list that it is typed in: a level takes four spaces"
            yield what, f"indent it by {4 * len(self._offsets)} spaces", "paragraph"
            self._offsets.clear()
