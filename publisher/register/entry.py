"""One entry of the register: what is stored, byte for byte, and how it is read back.

An entry is one JSON object in canonical form: keys sorted, no white space, everything outside ASCII
escaped, no fractions. Its SHA-256 names it; the next entry carries that name as `prev`.
The format is described in docs/register.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from publisher.model.entries import JSON, Event, Evidence, Fact, read, write

__all__ = [
    "FORMAT", "JSON", "SIZE_LIMIT", "START", "Draft", "Entry", "EntryError", "Event", "NewerFormatError",
    "canonical", "format_of", "make_entry", "parse",
]  # fmt: skip

FORMAT = 1
FORMAT_2 = (
    2  # of an entry with what a reader of format 1 would miss or read wrongly; see `format_of`
)
START = "0" * 64  # `prev` of the first entry, and the head of an empty register
SIZE_LIMIT = 256 * 1024  # bytes of one entry
_INTEGER_LIMIT = 2**53  # beyond it other languages' readers lose digits
_DEPTH = 20
_OWN = ("v", "seq", "prev", "key", "at", "event", "policy")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class EntryError(Exception):
    """These bytes are no entry; says why in one sentence without a full stop."""


class NewerFormatError(EntryError):
    """A newer publisher made this entry; it may be right, and this one cannot tell."""


@dataclass(frozen=True)
class Draft:
    """What a publication wants to enter.

    key: names this fact permanently; a fact is entered once however often it is recorded.
    fact: what the entry will say. text: the HTML as readers saw it, if a text was published. source: the
    text's Markdown, where no commit of the main line has it.
    """

    key: str
    policy: str
    fact: Fact
    text: bytes | None = None
    source: bytes | None = None

    @property
    def event(self) -> Event:
        """What happened."""
        return self.fact.event

    def seen(self, evidence: Evidence) -> Draft:
        """Return the draft with what was seen."""
        return replace(self, fact=structs.replace(self.fact, evidence=evidence))


@dataclass(frozen=True)
class Entry:
    """One entry. at: UTC, whole seconds. fact: what it says.

    stored: its fields as they are stored, also those that this version ignores and those that can't be read;
    only for whoever checks an entry. raw: the stored bytes. digest: their SHA-256 in hexadecimal.
    """

    seq: int
    prev: str
    key: str
    at: datetime
    event: Event
    policy: str
    fact: Fact
    stored: Mapping[str, JSON] = field(repr=False)
    raw: bytes = field(repr=False)
    digest: str

    @property
    def text_sha256(self) -> str | None:
        """The digest of the text that was published with this entry, or None."""
        value = self.stored.get("text_sha256")
        return value if isinstance(value, str) else None

    @property
    def headline(self) -> str:
        """The entry in words: the first line of its commit, fixed by the format."""
        stored = self.stored
        if self.event is Event.VOID:
            if "entry" in stored:
                return f"void entry {stored['entry']}"
            return f"void commit {str(stored.get('commit'))[:12]}"
        if self.event is Event.MISDATED:
            return f"misdated from entry {stored.get('entry')}"
        words = f"{_VERBS[self.event]} {self.policy}"
        version, effective = stored.get("version"), stored.get("effective")
        if isinstance(version, int):
            words += f" v{version}"
        if self.event is Event.TRANSLATED and isinstance(stored.get("language"), str):
            words += f" into {stored['language']}"
        if isinstance(effective, str) and _DAY.fullmatch(effective):
            words += f", effective {effective}"
        return words


_EVENTS = {event.value: event for event in Event}
_VERBS = {
    Event.ADOPTED: "adopt",
    Event.ANNOUNCED: "announce",
    Event.AMENDED: "amend",
    Event.POSTPONED: "postpone",
    Event.WITHDRAWN: "withdraw",
    Event.ENDED: "end",
    Event.EXCEPTION: "except",
    Event.TRANSLATED: "translate",
}


def canonical(value: JSON) -> bytes:
    r"""Return the one form in which a value is stored.

    >>> canonical({"b": [1, None], "a": "é"})
    b'{"a":"\\u00e9","b":[1,null]}'

    Raises EntryError for what has no such form: fractions, integers beyond 2**53, lone surrogates.
    """
    _check_value(value)
    return _ENCODER.encode(value).encode("ascii")


def format_of(fields: Mapping[str, JSON]) -> int:
    """Return the oldest format that holds what these fields say.

    Format 1 knows no files beside an entry, no notice in other units than business days, and no promise to
    some readers.
    """
    periods = (fields.get(name) for name in ("period", "promised", "new_period"))
    newer = any(isinstance(one, Mapping) and _is_newer(one) for one in periods)
    return FORMAT_2 if "attachments" in fields or newer else FORMAT


def _is_newer(period: Mapping[str, JSON]) -> bool:
    also = period.get("also")
    return "unit" in period or (isinstance(also, list) and any(":" in str(one) for one in also))


def make_entry(draft: Draft, *, seq: int, prev: str, at: datetime) -> Entry:
    """Return the entry that a draft becomes at its place in the chain.

    at: an aware instant; stored in UTC, cut to whole seconds.

    Raises EntryError for a draft that could not be read back.
    """
    fields = write(draft.fact)
    taken = [name for name in (*_OWN, "text_sha256") if name in fields]
    if taken:
        raise EntryError(f"a draft may not set {', '.join(map(repr, taken))} itself")
    if at.utcoffset() is None:
        raise EntryError("the instant has no time zone")
    content: dict[str, JSON] = {
        **fields,
        "v": format_of(fields),
        "seq": seq,
        "prev": prev,
        "key": draft.key,
        "at": at.astimezone(UTC).strftime(_INSTANT),
        "event": str(draft.event),
        "policy": draft.policy,
    }
    if draft.text is not None:
        content["text_sha256"] = hashlib.sha256(draft.text).hexdigest()
    return parse(canonical(content))


def parse(raw: bytes) -> Entry:
    """Return the entry that these bytes are.

    Raises EntryError if they are none, are not in canonical form, or come from a newer publisher.
    """
    if len(raw) > SIZE_LIMIT:
        raise EntryError(f"it has {len(raw)} bytes; an entry has at most {SIZE_LIMIT}")
    try:
        return _parsed(raw)
    except EntryError:
        _load(raw, object_pairs_hook=_unique)  # a name that stands in it twice is the better reason
        raise


def _parsed(raw: bytes) -> Entry:
    content = _load(raw)
    # Each entry has the oldest format that holds what it says.
    needed = format_of(content)
    if _integer(content, "v") not in (FORMAT, needed):
        raise NewerFormatError(
            f"it was made by a newer publisher (format {content['v']}); update this one"
        )
    if content["v"] < needed:
        what = "'attachments'" if "attachments" in content else "such period"
        raise EntryError(f"format {FORMAT} has no {what}")
    event = _string(content, "event")
    if event not in _EVENTS:
        raise NewerFormatError(
            f"it has the unknown event '{event}'; a newer publisher may have made it"
        )
    prev = _string(content, "prev")
    if not _DIGEST.fullmatch(prev):
        raise EntryError("'prev' isn't a SHA-256 in hexadecimal")
    key, policy = _string(content, "key"), _string(content, "policy")
    if not key:
        raise EntryError("'key' is empty")
    fields = {name: value for name, value in content.items() if name not in _OWN}
    seq, at = _integer(content, "seq"), _instant(_string(content, "at"))
    text = fields.get("text_sha256")
    if text is not None and not (isinstance(text, str) and _DIGEST.fullmatch(text)):
        raise EntryError("'text_sha256' isn't a SHA-256 in hexadecimal")
    if canonical(content) != raw:
        raise EntryError("it is not in canonical form (keys sorted, no white space, ASCII)")
    return Entry(
        seq=seq,
        prev=prev,
        key=key,
        at=at,
        event=_EVENTS[event],
        policy=policy,
        fact=read(_EVENTS[event], fields),
        stored=fields,
        raw=raw,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _load(raw: bytes, **options: Any) -> dict[str, Any]:
    try:
        content = json.loads(raw.decode("utf-8"), **options)
    except EntryError:
        raise
    except (ValueError, RecursionError) as error:
        raise EntryError(f"it isn't JSON ({error})") from None
    if not isinstance(content, dict):
        raise EntryError("it isn't a JSON object")
    return content


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise EntryError("a name is in it twice")
    return content


def _string(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise EntryError(f"'{name}' is missing or no string")
    if _CONTROL.search(value):
        raise EntryError(f"'{name}' holds a control character")
    return value


def _integer(content: Mapping[str, Any], name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise EntryError(f"'{name}' is missing or no whole number from 1")
    return value


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    # It takes many other forms too.
    if at is None or at.strftime(_INSTANT) != text:
        raise EntryError(f"'at' isn't a UTC instant like 2026-11-23T09:30:00Z: {text!r}")
    return at


def _check_value(value: object, depth: int = 0) -> None:
    if depth > _DEPTH:
        raise EntryError(f"it is nested more than {_DEPTH} deep")
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise EntryError("it holds half a character (a lone surrogate)")
    elif isinstance(value, int):
        if abs(value) > _INTEGER_LIMIT:
            raise EntryError("it holds a whole number beyond 2**53")
    elif isinstance(value, dict | list | tuple | Mapping):  # the last one asks long
        for inner in _inside(value):
            is_plain = (
                inner.isascii() if type(inner) is str else inner is None or type(inner) is bool
            )
            if not (is_plain and depth < _DEPTH):
                _check_value(inner, depth + 1)
    elif value is not None:
        raise EntryError(f"it holds a value that JSON has no exact form for: {value!r}")


def _inside(
    value: Mapping[object, object] | list[object] | tuple[object, ...],
) -> Iterable[object]:
    if isinstance(value, list | tuple):
        return value
    for name in value:
        if not isinstance(name, str):
            raise EntryError(f"it holds a name that isn't a string: {name!r}")
    return (*value, *value.values())


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise EntryError(f"it holds a value that JSON has no form for: {value!r}")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain)
