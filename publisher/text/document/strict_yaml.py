"""The fields of front matter: YAML, read strictly.

YAML surprises (`no` is false, the last of two equal keys wins, an alias can explode), so only a
flat map is taken: one scalar, or one list of scalars, a key. Anything else is an error with its line,
never a guess. Only a key that is another program's may hold anything: its value is kept as it is written.
"""

from __future__ import annotations

import datetime
import html as entities
import re
from collections.abc import Iterator
from functools import lru_cache

import yaml

from publisher.errors import UsageError, visible

Scalar = str | int | bool | datetime.date | None
Value = Scalar | list[Scalar]

# The keys of policies and of notices. Every other key belongs to another program, such as a site generator.
OWN_KEYS = frozenset({
    "title", "effective", "id", "language", "translation-of", "translates", "description",
    "policy", "summary", "class", "reason", "approved-by", "replaces", "reverses", "postponed", "exception",
    "action",
})  # fmt: skip
# What says that the map `notice` of a policy's front matter is the publisher's, and no other program's.
_NOTICE_KEYS = frozenset({
    "summary", "action", "reason", "approved-by", "replaces", "reverses", "postponed", "exception",
})  # fmt: skip
NOTICE, NOTICE_BODY = "notice", "text"

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
# Line ends, control characters, signs that turn the direction of the text, and what takes no room.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def show(text: str, limit: int = 60) -> str:
    """Return `text` fit for a one-line message: unseen characters named, cut to `limit` signs."""
    seen = visible(text)
    return seen if len(seen) <= limit else f"{seen[: limit - 1]}…"


@lru_cache(maxsize=256)  # most revisions of a text share it
def read(source: str, where: str) -> tuple[dict[str, Value], dict[str, int]]:
    """Return the fields of front matter, and the line of the file on which each key stands.

    source: the YAML between the fences. where: the file's name, for messages. Raises UsageError.
    """
    try:
        events = list(yaml.parse(source, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2 + source.count("\n", 0, getattr(error, "position", 0))
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        raise UsageError(
            f"the front matter isn't valid YAML ({show(str(problem or error))})",
            where=f"{where}:{line}",
            remedy="write one 'key: value' a line, and put values with a colon or quotation mark "
            "into quotation marks",
        ) from None
    return _Reader(events, where, source).mapping()


@lru_cache(maxsize=256)
def read_notice(source: str, where: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    """Return the fields of the map `notice` with the line of each, None where there is no such map of ours.

    Its value `text` may have several lines. See `read`.
    """
    reader = _Reader(list(yaml.parse(source, Loader=yaml.SafeLoader)), where, source)
    for key, node in reader.pairs():
        keys = _keys(node)
        if key == NOTICE and keys & _NOTICE_KEYS:
            return _Reader(node, where, source, several_lines=NOTICE_BODY).mapping()
    return None


def _keys(node: list[yaml.Event]) -> set[str]:
    """Return the keys of a map; empty for any other value."""
    if not isinstance(node[0], yaml.MappingStartEvent):
        return set()
    reader = _Reader(node[1:-1], "", "")
    return {
        str(key.value)
        for key, _ in iter(reader.raw_pair, None)
        if isinstance(key, yaml.ScalarEvent)
    }


def _mark(event: yaml.Event) -> int:
    # The opening --- is line 1, so that line 0 of the YAML is line 2 of the file.
    return event.start_mark.line + 2 if event.start_mark else 2


class _Reader:
    """Walks the events of one flat YAML map; every other event is an error."""

    def __init__(
        self, events: list[yaml.Event], where: str, source: str, several_lines: str = ""
    ) -> None:
        self.events, self.where, self.source = iter(events), where, source
        self.several_lines = several_lines  # the key whose value may have them

    def raw_pair(self) -> tuple[yaml.Event, list[yaml.Event]] | None:
        """Return the next key and the events of its value; None at the end."""
        key = next(self.events, None)
        return (key, self.node()) if key is not None else None

    def pairs(self) -> Iterator[tuple[str, list[yaml.Event]]]:
        """Yield each key of the document's map that is one word, with the events of its value."""
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent):
                break
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            if isinstance(event, yaml.ScalarEvent):
                yield str(event.value), self.node()

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
                "the front matter isn't a list of 'key: value' lines", event, "write one a line"
            )
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.key(event)
            if key in fields:
                raise self.error(
                    f"the key '{show(key)}' is here twice (first on line {lines[key]})",
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
        if key in OWN_KEYS or key == self.several_lines:
            return self.own_value(key)
        node = self.node()
        try:
            return _Reader(node, self.where, self.source).own_value(key)
        except (UsageError, StopIteration):
            start, end = node[0].start_mark, node[-1].end_mark
            written = self.source[start.index : end.index] if start and end else ""
            return visible(" ".join(written.split()))

    def node(self) -> list[yaml.Event]:
        """Return the events of the next value, whatever it is."""
        events = [next(self.events)]
        depth = int(isinstance(events[0], yaml.CollectionStartEvent))
        while depth:
            events.append(next(self.events))
            depth += isinstance(events[-1], yaml.CollectionStartEvent)
            depth -= isinstance(events[-1], yaml.CollectionEndEvent)
        return events

    def own_value(self, key: str) -> Value:
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
        seen = text.replace("\n", "") if key == self.several_lines else text
        hidden = _UNSEEN.search(seen) or ("&" in seen and _UNSEEN.search(entities.unescape(seen)))
        if hidden:
            raise self.error(
                f"the value of '{show(key)}' holds "
                + ("a line break" if hidden[0] == "\n" else "the unseen character")
                + f" [U+{ord(hidden[0]):04X}]",
                event,
                "write it as one line of visible text",
            )
        if event.style:
            return text if text or key not in OWN_KEYS else None
        return self.plain(key, text, event)

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
                    f"'{show(key)}: {text}' isn't a valid date",
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
