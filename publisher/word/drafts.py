"""A draft from Word as a policy's Markdown: what did not change keeps its lines, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from publisher.errors import UsageError
from publisher.text.document import frontmatter
from publisher.text.document.document import parse
from publisher.word.inline import RunWriter
from publisher.word.reader import Item, Paragraph, TableRow, WordDraft, read
from publisher.word.runs import bookmark
from publisher.word.sources import PREFIX, SourceUnit, units
from publisher.word.writer import plain

_ATTRIBUTES = re.compile(r"[ \t]*\{[^}\n]*\}[ \t]*#*[ \t]*$")
_LISTED = ("item", "number")
_ELSEWHERE = "make this change in the Markdown itself"


def edited(markdown: str, draft: WordDraft, where: str) -> str:
    """Return a policy's Markdown (a whole file) with the text of a draft.

    where: the draft's name, for messages. Raises UsageError for a change that cannot be written as
    Markdown so that it says exactly what the draft says.
    """
    body = frontmatter.body(markdown)
    head = markdown.removesuffix(body)
    base = read(plain(parse(body)), where)
    if base.items == draft.items:
        return markdown
    returns = "\r" if "\r\n" in body else ""
    text = _DraftEdit(body.replace("\r\n", "\n"), base, draft, where).text()
    if read(plain(parse(text)), where).items != draft.items:
        raise UsageError(
            f"a change cannot be written as Markdown ({_differs(text, draft, where)})",
            where=where, remedy=_ELSEWHERE,
        )  # fmt: skip
    return head + text.replace("\n", f"{returns}\n")


def as_markdown(draft: WordDraft, where: str) -> str:
    """Return the words of a Word file as Markdown, to be compared; a picture is its alternative text.

    Raises UsageError where the words would not be the same.
    """
    text = _DraftEdit("", read(plain(parse("")), where), draft, where).text()
    written = read(plain(parse(text)), where).items
    if [item.words for item in written] != [item.words for item in draft.items]:
        raise UsageError(
            f"the file cannot be written as Markdown ({_differs(text, draft, where)})",
            where=where, remedy="make ordinary paragraphs, lists and tables of it",
        )  # fmt: skip
    return text


def _differs(text: str, draft: WordDraft, where: str) -> str:
    written = read(plain(parse(text)), where).items
    for one, other in zip(written, draft.items, strict=False):
        if one.words != other.words:
            return f"“{other.words[:60]}”"
    return "the form of a paragraph, or the end of the text"


class _DraftEdit:
    def __init__(self, body: str, base: WordDraft, draft: WordDraft, where: str) -> None:
        self.base, self.draft, self.where = base, draft, where
        self.units, self.rest = units(body, base.items, where)
        self.unit_of = {number: unit for unit in self.units for number in unit.items}
        addresses = {**draft.addresses, **base.addresses, **_anchors(body)}
        self.write = RunWriter(addresses, _notes(body, base), where, new_notes=not self.units)
        self.out: list[tuple[list[str], list[str], Item]] = []
        self.pending: list[str] = []  # what is no text and stood above what is gone

    def text(self) -> str:
        """Return the new body."""
        matcher = SequenceMatcher(None, self.base.items, self.draft.items, autojunk=False)
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what == "equal":
                for number in range(i1, i2):
                    self.keep(number, self.unit_of[number])
            else:
                self.change([*range(i1, i2)], self.draft.items[j1:j2])
        lines = [line for gap, written, _ in self.out for line in (*gap, *written)]
        lines += self.pending
        if self.units:
            lines += self.rest
        else:
            lines += [line for line in self.rest if line.strip()]
            for name, words in self.write.added.items():
                lines += ["", f"[^{name}]: {words}"]
            lines.append("")
        return "\n".join(lines)

    def keep(self, number: int, unit: SourceUnit) -> None:
        if unit.items[0] == number:
            self.add(unit.gap, unit.lines, self.base.items[unit.items[-1]])

    def add(self, gap: list[str], lines: list[str], item: Item) -> None:
        gap = self.pending + gap
        self.pending = []
        if self.out and not gap and not _together(self.out[-1][2], item):
            gap = [""]
        self.out.append((gap, lines, item))

    def change(self, olds: list[int], news: Sequence[Item]) -> None:
        for number in olds:
            if len(self.unit_of[number].items) > 1:
                words = self.base.items[number].words[:60]
                raise self.refused(f"“{words}” is in HTML or code that is not taken apart")
        for new in news:
            at = next((n for n, o in enumerate(olds) if _alike(self.base.items[o], new)), None)
            if at is None:
                self.insert(new)
                continue
            for gone in olds[:at]:
                self.drop(gone)
            unit = self.unit_of[olds[at]]
            lines = self.rewritten(unit, self.base.items[olds[at]], new)
            self.add(unit.gap, lines, new)
            olds = olds[at + 1 :]
        for gone in olds:
            self.drop(gone)

    def drop(self, number: int) -> None:
        """Leave out a paragraph; names of links that stood above stay."""
        self.pending += [line for line in self.unit_of[number].gap if line.strip()]

    def rewritten(self, unit: SourceUnit, old: Item, new: Item) -> list[str]:
        if isinstance(new, TableRow) or isinstance(old, TableRow):
            return [self.row(new), *unit.lines[1:]]
        if new.kind == "code":
            return self.made(new)
        line = unit.lines[0]
        prefix = PREFIX.match(line)
        start = prefix[0] if prefix else ""
        written = start + self.write.line(new.pieces)
        if new.kind == "heading":
            attributes = _ATTRIBUTES.search(line)
            written += attributes[0] if attributes else ""
            is_underlined = len(unit.lines) > 1 and not start.strip()
            return [written, *unit.lines[-1:]] if is_underlined else [written]
        return [written]

    def insert(self, new: Item) -> None:
        before = self.out[-1] if self.out else None
        lines = self.made(new)
        tight = before is not None and _together(before[2], new)
        if isinstance(new, TableRow) and new.is_first:
            tight = False
        self.add([] if tight or before is None else [""], lines, new)

    def made(self, new: Item) -> list[str]:
        """Return the lines of a new paragraph."""
        if isinstance(new, TableRow):
            divider = ["|" + "---|" * len(new.cells)] if new.is_first else []
            return [self.row(new), *divider]
        words = self.write.line(new.pieces) if new.kind != "code" else ""
        match new.kind:
            case "heading":
                return [f"{'#' * new.level} {words}"]
            case "item" | "number":
                return [self.marker(new) + words]
            case "more":
                return ["    " * new.level + words]
            case "quote":
                return [f"> {words}"]
            case "rule":
                return ["---"]
            case "code":
                return [f"    {line}" for line in new.words.split("\n")]
            case "text":
                return [words]
            case "term" | "definition" if not self.units:
                return [words]
        raise self.refused(f"“{new.words[:60]}” is a {new.kind}, for which Markdown has no sign")

    def marker(self, new: Paragraph) -> str:
        """Return what stands before an item: as its neighbors have it."""
        for _, lines, item in reversed(self.out):
            if not isinstance(item, Paragraph) or item.kind not in (*_LISTED, "more"):
                break
            prefix = PREFIX.match(lines[0])
            if item.kind == new.kind and item.level == new.level and prefix:
                return re.sub(r"\d+", lambda digits: str(int(digits[0]) + 1), prefix[0])
            if item.kind in _LISTED and item.level < new.level:
                break
        return "    " * new.level + ("- " if new.kind == "item" else "1. ")

    def row(self, row: Item) -> str:
        if not isinstance(row, TableRow) or any(len(cell) > 1 for cell in row.cells):
            raise self.refused(f"“{row.words[:60]}” holds more than one paragraph in a cell")
        cells = [self.write.cell(cell[0].pieces) if cell else "" for cell in row.cells]
        return f"| {' | '.join(cells)} |"

    def refused(self, what: str) -> UsageError:
        return UsageError(what, where=self.where, remedy=_ELSEWHERE)


def _together(one: Item, other: Item) -> bool:
    """Whether no blank line is needed between two: items of a list, rows of a table."""
    if isinstance(one, TableRow) or isinstance(other, TableRow):
        return isinstance(one, TableRow) and isinstance(other, TableRow) and not other.is_first
    return one.kind in _LISTED and other.kind in _LISTED


def _alike(old: Item, new: Item) -> bool:
    """Whether one can be written in the place of the other."""
    if isinstance(old, TableRow) and isinstance(new, TableRow):
        return len(old.cells) == len(new.cells)
    if isinstance(old, Paragraph) and isinstance(new, Paragraph):
        return (old.kind, old.level) == (new.kind, new.level)
    return False


def _notes(body: str, base: WordDraft) -> dict[str, str]:
    """Return the name of each footnote, by its words."""
    names = list(dict.fromkeys(re.findall(r"\[\^([^\]]+)\](?!:)", body)))
    words: dict[str, None] = {}
    for item in base.items:
        cells = [p for c in item.cells for p in c] if isinstance(item, TableRow) else [item]
        for paragraph in cells:
            words.update({p.words: None for p in paragraph.pieces if "note" in p.look})
    return dict(zip(words, names, strict=False)) if len(words) == len(names) else {}


def _anchors(body: str) -> dict[str, str]:
    """Return the anchors to which links of a text lead, by the names that Word has for them."""
    hrefs = {
        element.get("href") or ""
        for block in parse(body).blocks
        for run in block.runs
        for element in run.inline
        if element.tag == "a"
    }
    return {f"#{bookmark(h[1:]).removeprefix('to_')}": h for h in sorted(hrefs) if h[:1] == "#"}
