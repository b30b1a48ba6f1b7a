"""What is refused before a text is rendered: what would hang the renderer or deceive a reader.

Two kinds. *Bounds* hold for every text: beyond them the Markdown library takes more than seconds
or gives up. *Faults* are refused in a text that is to be published; a comparison still shows such
a text, made harmless.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from publisher.errors import UsageError
from publisher.text.frontmatter import body, show

MAX_BYTES = 1024 * 1024
MAX_LINE = 20_000
MAX_DEPTH = 12
MAX_BRACKETS = 200

_BREAK = re.compile(r"\r\n|\r")
_QUOTES = re.compile(r"[ ]{0,3}((?:>[ ]{0,3}){2,})")
_ITEM = re.compile(r"([ \t]*)(?:[*+-]|\d{1,9}[.)])[ \t]")
_OPENERS = re.compile(r"\[|\{:|<(?=[a-zA-Z/!?])")
_TABLE_ROW = re.compile(r"[ \t|:]*-{3,}[ \t|:-]*")

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_TAGS = re.compile(
    "(?<!\U0001f3f4)[\U000e0000-\U000e007f](?<![\U0001f3f4\U000e0000-\U000e007f]{2})"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{9}"
)
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]*(?:;*-{2,}8<-{2,}|\{!.*!\})", re.MULTILINE)


def normal(markdown: str) -> str:
    """Return the text with one kind of line end, in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", _BREAK.sub("\n", markdown))


def harmless(text: str) -> str:
    """Return `text` with control characters, which no reader can see, replaced by U+FFFD."""
    return _CONTROL.sub("\ufffd", text)


def check_bounds(markdown: str, where: str) -> None:
    """Raise UsageError for a text that is too large or too deeply nested to be rendered safely.

    markdown: with newline characters as its only line ends.
    """
    size = len(markdown.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise UsageError(
            f"the text is {size:,} bytes long; at most {MAX_BYTES:,} are taken",
            where=where,
            remedy="divide it into several policies",
        )
    openers, in_table = 0, False
    for number, line in enumerate(markdown.split("\n"), 1):
        _check_depth(line, f"{where}:{number}")
        if not line.strip():
            openers, in_table = 0, False
        in_table = in_table or ("|" in line and _TABLE_ROW.fullmatch(line) is not None)
        if in_table or _ITEM.match(line):
            openers = 0
        openers += len(_OPENERS.findall(line))
        if openers > MAX_BRACKETS:
            raise UsageError(
                f"a paragraph holds more than {MAX_BRACKETS} opening brackets or tags",
                where=f"{where}:{number}",
                remedy="part the paragraph with empty lines",
            )


def _check_depth(line: str, where: str) -> None:
    quotes = _QUOTES.match(line)
    depth = quotes[1].count(">") if quotes else 0
    item = _ITEM.match(line)
    if item:
        depth = max(depth, len(item[1].expandtabs(4)) // 4 + 1)
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
        (_CONTROL, "is a control character"),
    ):
        for match in pattern.finditer(markdown):
            yield fault(match.start(), f"the character [U+{ord(match[0]):04X}] {what}", "delete it")
    for match in _COMBINING.finditer(markdown):
        yield fault(match.start(), "more than 8 accents stand on one letter", "delete them")
    for match in _CONFLICT.finditer(markdown):
        yield fault(
            match.start(),
            f"git's conflict marker '{match[0][:7]}' stands in the text",
            "finish the merge and delete the markers",
        )
    for match in _INCLUDE.finditer(markdown):
        yield fault(
            match.start(),
            f"'{show(match[0].strip(), 30)}' asks for another file to be included",
            "put the text itself here",
        )
