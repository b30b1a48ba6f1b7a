"""Front matter: the few lines of YAML above a text, read strictly.

YAML surprises (`no` is false, the last of two equal keys wins, an alias can explode), so only a
flat map is taken: one scalar, or one list of scalars, a key. Whatever else stands there is an error
with its line, never a guess.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml

from publisher.errors import UsageError

MAX_BYTES = 16 * 1024

Scalar = str | int | bool | datetime.date | None
Value = Scalar | list[Scalar]

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$(?:\r\n|\r|\n)?", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
# Line ends, control characters, and the signs that turn the direction of the text around them.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a text, and the text.

    fields: as typed; a plain YYYY-MM-DD is a date, a plain whole number an int, plain true/false a
    bool, an empty value None, all else text of one line. body: the text below, byte for byte but
    for a byte order mark. body_line: the line of the file, from 1, on which it begins. field_lines:
    the line of each key.
    """

    fields: dict[str, Value]
    body: str
    body_line: int
    field_lines: dict[str, int]


def decode(data: bytes, where: str) -> str:
    """Return the text of a file. A byte order mark is accepted at the start and left out.

    Raises UsageError for bytes that are not UTF-8 text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"the file is not UTF-8 text (byte {error.start} is 0x{data[error.start]:02x})",
            where=f"{where}:{line}",
            remedy="save the file with the encoding UTF-8",
        ) from None
    if "\0" in text:
        raise UsageError(
            "the file holds NUL bytes, so it is no UTF-8 text",
            where=f"{where}:{text.count(chr(10), 0, text.index(chr(0))) + 1}",
            remedy="save the file as text with the encoding UTF-8",
        )
    return text


def split(text: str | bytes, where: str) -> FrontMatter:
    """Take a file apart into front matter and body. A file may have no front matter.

    where: the file's name, for messages. Raises UsageError naming file and line.
    """
    text = decode(text, where) if isinstance(text, bytes) else text.removeprefix("\ufeff")
    bounds = _closed_bounds(text, where)
    if bounds is None:
        return FrontMatter({}, text, 1, {})
    start, end, body_start = bounds
    source = text[start:end]
    if _looks_opened(text[body_start:]):
        raise UsageError(
            "a second front matter follows the first",
            where=f"{where}:{_line(text, body_start)}",
            remedy="keep one, closed by one line of three hyphens (---)",
        )
    if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UsageError(
            f"the front matter is longer than {MAX_BYTES // 1024} KiB",
            where=f"{where}:1",
            remedy="keep only the documented keys there and put text below the closing ---",
        )
    fields, lines = _read(source, where)
    return FrontMatter(dict(fields), text[body_start:], _line(text, body_start), dict(lines))


def source(text: str, where: str) -> str:
    """Return the YAML above a text, unread; empty where there is none.

    Raises UsageError for front matter that begins and never ends.
    """
    bounds = _closed_bounds(text.removeprefix("\ufeff"), where)
    return text.removeprefix("\ufeff")[bounds[0] : bounds[1]] if bounds else ""


def body(text: str) -> str:
    """Return what stands below the front matter, without judging the front matter."""
    text = text.removeprefix("\ufeff")
    bounds = _bounds(text)
    return text[bounds[2] :] if bounds else text


def refuse_unknown(front: FrontMatter, known: Collection[str], where: str) -> None:
    """Raise UsageError for the first key that is not among `known`, with the likely meant one."""
    for key in front.fields:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            raise UsageError(
                f"unknown key '{show(key)}' in the front matter",
                where=f"{where}:{front.field_lines[key]}",
                remedy=f"write '{near[0]}'" if near else f"use only {', '.join(sorted(known))}",
            )


def show(text: str, limit: int = 60) -> str:
    """Return `text` fit for a one-line message: unseen characters named, cut to `limit` signs."""
    seen = _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
    return seen if len(seen) <= limit else f"{seen[: limit - 1]}…"


def _bounds(text: str) -> tuple[int, int, int] | None:
    """Return start and end of the YAML and the start of the body, or None without front matter."""
    opening = _FENCE.match(text)
    if opening is None:
        return None
    # A bare rule (---) and an empty line open a text, not front matter.
    if not text[opening.end() : opening.end() + 1].strip():
        return None
    # Python's "$" knows only \n as a line end.
    closing = _END.search(text.replace("\r\n", " \n").replace("\r", "\n"), opening.end())
    return (opening.end(), closing.start(), closing.end()) if closing else None


def _closed_bounds(text: str, where: str) -> tuple[int, int, int] | None:
    bounds = _bounds(text)
    if bounds is None and _looks_opened(text):
        raise UsageError(
            "front matter begins here and never ends",
            where=f"{where}:1",
            remedy="close it with a line of three hyphens (---)",
        )
    return bounds


def _line(text: str, position: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:position])) + 1


def _looks_opened(text: str) -> bool:
    opening = _FENCE.match(text)
    return bool(opening and text[opening.end() : opening.end() + 1].strip())


@lru_cache(maxsize=256)  # most revisions of a text share it
def _read(source: str, where: str) -> tuple[dict[str, Value], dict[str, int]]:
    try:
        events = list(yaml.parse(source, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2 + source.count("\n", 0, getattr(error, "position", 0))
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        raise UsageError(
            f"the front matter is no valid YAML ({show(str(problem or error))})",
            where=f"{where}:{line}",
            remedy="write one 'key: value' a line, and put values with a colon or quotation mark "
            "into quotation marks",
        ) from None
    return _Reader(iter(events), where).mapping()


def _mark(event: yaml.Event) -> int:
    # The opening --- is line 1, so that line 0 of the YAML is line 2 of the file.
    return event.start_mark.line + 2 if event.start_mark else 2


class _Reader:
    """Walks the events of one flat YAML map; every other event is an error."""

    def __init__(self, events: Iterator[yaml.Event], where: str) -> None:
        self.events, self.where = events, where

    def error(self, what: str, event: yaml.Event, remedy: str) -> UsageError:
        return UsageError(what, where=f"{self.where}:{_mark(event)}", remedy=remedy)

    def next(self) -> yaml.Event:
        event = next(self.events)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.error(
                "YAML anchors (&) and aliases (*) are not taken", event, "repeat the value"
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self.error(
                f"the YAML tag '{show(tag)}' is not taken", event, "write a plain value"
            )
        return event

    def mapping(self) -> tuple[dict[str, Value], dict[str, int]]:
        fields: dict[str, Value] = {}
        lines: dict[str, int] = {}
        event = self.next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self.next()
        if isinstance(event, yaml.StreamEndEvent) or self.is_empty(event):
            return fields, lines
        if not isinstance(event, yaml.MappingStartEvent):
            raise self.error(
                "the front matter is no list of 'key: value' lines", event, "write one a line"
            )
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.key(event)
            if key in fields:
                raise self.error(
                    f"the key '{show(key)}' stands here twice (first on line {lines[key]})",
                    event,
                    "keep one of the two",
                )
            fields[key], lines[key] = self.value(key), _mark(event)
        for rest in self.events:
            if isinstance(rest, yaml.DocumentStartEvent):
                raise self.error("a second YAML document begins here", rest, "keep one")
        return fields, lines

    @staticmethod
    def is_empty(event: yaml.Event) -> bool:
        return isinstance(event, yaml.ScalarEvent) and not event.value and event.implicit[0]

    def key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self.error("a key must be one word", event, "write 'key: value'")
        return str(event.value)

    def value(self, key: str) -> Value:
        event = self.next()
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(key, event)
        if not isinstance(event, yaml.SequenceStartEvent):
            raise self.error(
                f"the value of '{show(key)}' is a map",
                event,
                "write one value, or a list of values",
            )
        items: list[Scalar] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.error(
                    f"the list '{show(key)}' holds more than plain values",
                    event,
                    "write a flat list",
                )
            items.append(self.scalar(key, event))
        return items

    def scalar(self, key: str, event: yaml.ScalarEvent) -> Scalar:
        text = str(event.value)
        if event.style in ("|", ">"):
            text = text.rstrip("\n")
        hidden = _UNSEEN.search(text)
        if hidden:
            raise self.error(
                f"the value of '{show(key)}' holds "
                + ("a line break" if hidden[0] == "\n" else "the unseen character")
                + f" [U+{ord(hidden[0]):04X}]",
                event,
                "write it as one line of visible text",
            )
        return text if event.style else self.plain(key, text, event)

    def plain(self, key: str, text: str, event: yaml.ScalarEvent) -> Scalar:
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _DATE.fullmatch(text):
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                raise self.error(
                    f"'{show(key)}: {text}' is no date",
                    event,
                    "write a day that exists, as YYYY-MM-DD",
                ) from None
        if _INTEGER.fullmatch(text):
            if len(text) > 18:
                raise self.error(
                    f"the number at '{show(key)}' has {len(text)} digits",
                    event,
                    "write a shorter number, or put it into quotation marks",
                )
            return int(text)
        return text
