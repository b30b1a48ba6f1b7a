"""What is refused before a text is rendered: what would hang the renderer or deceive a reader.

Two kinds. *Bounds* hold for every text: beyond them the Markdown library takes more than seconds
or gives up. *Faults* are refused in a text that is to be published; a comparison still shows such
a text, made harmless.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from publisher.errors import UsageError
from publisher.text.document.frontmatter import body, show

_Fault = Callable[[int, str, str], UsageError]  # of a position, what it is, and how to fix it

MAX_BYTES = 1024 * 1024
MAX_LINE = 20_000
MAX_DEPTH = 12
MAX_UNCLOSED = 200  # in one paragraph
MAX_BLOCKS = 30_000  # 0.1 ms each
MAX_COLUMNS = 1_000  # of a table
MAX_HEADINGS = 2_000  # each new anchor is compared with those before
MAX_BURDEN = 2.0  # seconds, as estimated below

_BREAK = re.compile(r"\r\n|\r")
_MARKERS = re.compile(r"[ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]+|>[ \t]?)+")
_MARKER = re.compile(r"[*+-][ \t]|[.)][ \t]|>")
_DEEP = re.compile(rf"\n[ \t*+\-0-9.)>]{{{MAX_DEPTH + 1}}}")  # a level takes a sign or more
_RULE = re.compile(r"[ ]{0,3}([*_-])[ \t]*(?:\1[ \t]*)+")
_SEPARATOR = re.compile(r"[ \t>]*[ \t:|-]+")  # the line below the head of a table
_HEADING = re.compile(r"[ ]{0,3}(?:#|=+[ \t]*$|-+[ \t]*$)")
_INLINE = re.compile(r"[\[\](){}<>`*_&!\\]")
_INLINE_SIGNS = b"[](){}<>`*_&!\\"
_OPEN_TAG = re.compile(r"<(?=[a-zA-Z/!?])")

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_TAGS = re.compile(
    "(?<!\U0001f3f4)[\U000e0000-\U000e007f](?<![\U0001f3f4\U000e0000-\U000e007f]{2})"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u206a-\u206f\ufff9-\ufffb\ufffe\uffff]"
)
_ASCII_SHOWN = bytes((*range(0x20, 0x7F), *b"\t\n\r"))
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{9}"
)
_FLOOD = re.compile(  # four in a row hide a message; no spelling and no emoji needs them
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U000e0100-\U000e01ef]{4}"
)
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,9}|[a-zA-Z][a-zA-Z0-9]{1,40});?")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]*(?:;*-{2,}8<-{2,}|\{!.*!\})", re.MULTILINE)


def normal(markdown: str) -> str:
    """Return the text with one kind of line end, in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", _BREAK.sub("\n", markdown))


def harmless(text: str) -> str:
    """Return `text` with control characters, which no reader can see, replaced by U+FFFD."""
    return _CONTROL.sub("\ufffd", text) if _may_hold_control(text) else text


def _may_hold_control(text: str) -> bool:
    return not text.isascii() or bool(text.encode().translate(None, _ASCII_SHOWN))


def check_bounds(markdown: str, where: str) -> None:
    """Raise UsageError for a text that is too large or too deeply nested to be rendered safely.

    markdown: with newline characters as its only line ends.
    """
    stored = markdown.encode("utf-8", "surrogatepass")
    if len(stored) > MAX_BYTES:
        raise UsageError(
            f"the text is {len(stored):,} bytes long; at most {MAX_BYTES:,} are taken",
            where=where,
            remedy="divide it into several policies",
        )
    if _is_small(markdown, _signs(stored)):
        return
    count = _Count(where)
    for number, line in enumerate(markdown.split("\n"), 1):
        count.line(number, line)
    count.paragraph_ends()


def _signs(stored: bytes) -> int:
    """Return how many of `_INLINE` stand in a text in UTF-8."""
    return len(stored) - len(stored.translate(None, _INLINE_SIGNS))


def _is_small(markdown: str, signs: int) -> bool:
    """Whether no bound can be near: most texts are so short that nobody needs to look at each line.

    signs: see `_signs`.
    """
    lines = markdown.count("\n") + 1
    columns = markdown.count("|")
    burden = 2e-9 * signs * signs + 1e-7 * min(signs, MAX_UNCLOSED) * len(markdown)
    return (
        signs <= MAX_UNCLOSED
        and columns <= MAX_COLUMNS
        and columns * lines <= MAX_BLOCKS
        and burden <= MAX_BURDEN
        and lines <= MAX_HEADINGS
        and 2 * lines + columns + 2 * signs <= MAX_BLOCKS
        and not _DEEP.search(f"\n{markdown}")
    )


class _Count:
    """Adds up, line by line, what the Markdown library's time grows with.

    Measured with Markdown 3.11: a block takes 0.1 ms; in one paragraph, n inline signs take n²
    times 2 ns, and each bracket never closed takes 0.1 µs for each character of the paragraph.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.blocks = self.headings = 0
        self.burden = 0.0
        self.paragraph: list[str] = []
        self.start = 1

    def line(self, number: int, line: str) -> None:
        if not line.strip():
            self.paragraph_ends()
            return
        if not self.paragraph:
            self.start = number
            self.blocks += 1
        self.paragraph.append(line)
        where = f"{self.where}:{number}"
        columns = line.count("|")
        if columns > MAX_COLUMNS:
            raise UsageError(
                f"a row of a table holds more than {MAX_COLUMNS:,} cells",
                where=where,
                remedy="divide the table, or write its columns as rows",
            )
        self.blocks += columns + 2 * line.count("[^")
        markers = _MARKERS.match(line)
        if markers and not _RULE.fullmatch(line):
            self.blocks += 1
            _check_depth(markers[0], where)
        self.headings += _HEADING.match(line) is not None
        if self.blocks > MAX_BLOCKS or self.headings > MAX_HEADINGS:
            raise self.too_many(where)

    @staticmethod
    def too_many(where: str) -> UsageError:
        """Return the error for a text of too many blocks."""
        return UsageError(
            f"the text has more than {MAX_BLOCKS:,} paragraphs, items and cells, or more than "
            f"{MAX_HEADINGS:,} headings",
            where=where,
            remedy="divide it into several policies",
        )

    def paragraph_ends(self) -> None:
        self.blocks += _filled_in(self.paragraph)
        if self.blocks > MAX_BLOCKS:
            raise self.too_many(f"{self.where}:{self.start}")
        text = "\n".join(self.paragraph)
        self.paragraph.clear()
        signs = len(_INLINE.findall(text))
        if not signs:
            return
        unclosed = (
            max(text.count("[") - text.count("]"), 0)
            + max(text.count("](") - text.count(")"), 0)
            + max(text.count("{") - text.count("}"), 0)
            + max(len(_OPEN_TAG.findall(text)) - text.count(">"), 0)
        )
        self.burden += 2e-9 * signs * signs + 1e-7 * unclosed * len(text)
        if unclosed > MAX_UNCLOSED:
            raise UsageError(
                f"a paragraph holds more than {MAX_UNCLOSED} brackets that are opened, not closed",
                where=f"{self.where}:{self.start}",
                remedy="close the brackets, or put a backslash before each",
            )
        if self.burden > MAX_BURDEN:
            raise UsageError(
                "the text up to here holds more markup than can be rendered in reasonable time",
                where=f"{self.where}:{self.start}",
                remedy="part long paragraphs with empty lines, and close each bracket",
            )


def _filled_in(lines: Sequence[str]) -> int:
    """Return how many cells the Markdown library adds to short rows: each gets as many as the head has."""
    for number, line in enumerate(lines[1:], 1):
        if "|" in line and _SEPARATOR.fullmatch(line):
            columns = line.count("|") + 1
            rows = lines[number + 1 :]
            return max(columns * len(rows) - sum(row.count("|") for row in rows), 0)
    return 0


def _check_depth(markers: str, where: str) -> None:
    """markers: the white space and the signs of items and quotations that begin a line."""
    indent = len(markers) - len(markers.lstrip(" \t"))
    depth = len(markers[:indent].expandtabs(4)) // 4 + len(_MARKER.findall(markers))
    if depth > MAX_DEPTH:
        raise UsageError(
            f"lists or quotations are nested more than {MAX_DEPTH} deep",
            where=where,
            remedy="write it with fewer levels, or as sections with headings",
        )


def faults(markdown: str, where: str) -> Iterator[UsageError]:
    """Yield what must not stand in a published text, in no particular order.

    markdown: with newline characters as its only line ends. where: the file's name, for messages.
    """

    def fault(position: int, what: str, remedy: str) -> UsageError:
        line = markdown.count("\n", 0, position) + 1
        return UsageError(what, where=f"{where}:{line}", remedy=remedy)

    if not body(markdown).strip():
        yield fault(0, "the text is empty", "write the text, or delete the file")
    for number, line in enumerate(markdown.split("\n"), 1):
        if len(line) > MAX_LINE:
            yield UsageError(
                f"the line is {len(line):,} characters long; at most {MAX_LINE:,} are taken",
                where=f"{where}:{number}",
                remedy="break the line",
            )
    yield from _characters(markdown, fault)
    is_torn = "<<<<<<<" in markdown or ">>>>>>>" in markdown
    for match in _CONFLICT.finditer(markdown) if is_torn else ():
        yield fault(
            match.start(),
            f"git's conflict marker '{match[0][:7]}' is in the text",
            "finish the merge and delete the markers",
        )
    for match in _INCLUDE.finditer(markdown) if "8<" in markdown or "{!" in markdown else ():
        yield fault(
            match.start(),
            f"'{show(match[0].strip(), 30)}' asks for another file to be included",
            "put the text itself here",
        )


def written_as_entities(html: str, markdown: str, where: str) -> Iterator[UsageError]:
    """Yield what `faults` refuses where it is typed, and this text spells as an entity (&#x202e;, &zwj;).

    html: the text as it is shown, in which entities have become characters. markdown, where: as for `faults`.
    """
    if "&" not in markdown or (html.isascii() and not _may_hold_control(html)):
        return
    spelled: dict[str, re.Match[str]] = {}
    for entity in _ENTITY.finditer(markdown):
        for sign in _decoded(entity):
            spelled.setdefault(sign, entity)

    def fault(position: int, what: str, remedy: str) -> UsageError:
        found = spelled.get(html[position])
        if found is None:
            return UsageError(what, where=where, remedy=remedy)
        line = markdown.count("\n", 0, found.start()) + 1
        return UsageError(
            f"{what}; it is written as '{show(found[0])}'", where=f"{where}:{line}", remedy=remedy
        )

    yield from _characters(html, fault)


def _decoded(entity: re.Match[str]) -> str:
    """Return the character of an entity; of a number also one that Python's own reading leaves out."""
    number = entity[0].rstrip(";")[2:]
    if entity[0][1] != "#":
        return entities.unescape(entity[0])
    code = int(number[1:], 16) if number[:1] in "xX" else int(number) if number.isdigit() else 0
    return chr(code) if code <= 0x10FFFF else ""


def _characters(text: str, fault: _Fault) -> Iterator[UsageError]:
    """Yield the characters that deceive a reader. fault: makes the error for a place in the text."""
    if not text.isascii():
        yield from _unseen(text, fault)
    for match in _CONTROL.finditer(text) if _may_hold_control(text) else ():
        yield fault(
            match.start(),
            f"the character [U+{ord(match[0]):04X}] is a control character",
            "delete it",
        )


def _unseen(markdown: str, fault: _Fault) -> Iterator[UsageError]:
    """Yield what deceives a reader, beyond the first 128 characters of Unicode."""
    rightward = not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in set(markdown))
    for match in (_BIDI if rightward else _OVERRIDE).finditer(markdown):
        yield fault(
            match.start(),
            f"the unseen character {show(match[0])} turns the direction of the text after it",
            "delete the character",
        )
    for pattern, what in (
        (_TAGS, "hides text (a tag character)"),
        (_PRIVATE, "looks different on each device (private use)"),
    ):
        for match in pattern.finditer(markdown):
            yield fault(match.start(), f"the character [U+{ord(match[0]):04X}] {what}", "delete it")
    for match in _FLOOD.finditer(markdown):
        yield fault(
            match.start(),
            f"there are more than 3 unseen characters in a row (the first is [U+{ord(match[0][0]):04X}])",
            "delete them",
        )
    for match in _COMBINING.finditer(markdown):
        yield fault(match.start(), "one letter has more than 8 accents", "delete them")
