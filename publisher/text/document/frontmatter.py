"""Front matter: the few lines of YAML above a text, found and read strictly (see `strict_yaml`)."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from publisher.errors import UsageError
from publisher.text.document.strict_yaml import (
    NOTICE,
    NOTICE_BODY,
    OWN_KEYS,
    Value,
    read,
    read_notice,
    show,
)

__all__ = [
    "FrontMatter",
    "Value",
    "body",
    "decode",
    "inline_notice",
    "notice_digest",
    "notice_source",
    "of_text",
    "refuse_unknown",
    "show",
    "source",
    "split",
]  # fmt: skip

MAX_BYTES = 16 * 1024
MAX_SENTENCES = 1_000  # characters of a value that is one or two sentences

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$(?:\r\n|\r|\n)?", re.MULTILINE)


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
            "the file holds NUL bytes, so it isn't UTF-8 text",
            where=f"{where}:{text.count(chr(10), 0, text.index(chr(0))) + 1}",
            remedy="save the file as text with the encoding UTF-8",
        )
    return text


def split(text: str | bytes, where: str) -> FrontMatter:
    """Take a file apart into front matter and body. A file may have no front matter.

    where: the file's name, for messages. Raises UsageError naming file and line.
    """
    text = decode(text, where) if isinstance(text, bytes) else text.removeprefix("\ufeff")
    bounds = _only_bounds(text, where)
    if bounds is None:
        return FrontMatter({}, text, 1, {})
    start, end, body_start = bounds
    fields, lines = read(text[start:end], where)
    return FrontMatter(dict(fields), text[body_start:], _line(text, body_start), dict(lines))


def check_bounds(text: str, where: str) -> None:
    """Check all that `split` checks but what the front matter says. Raises as it does."""
    _only_bounds(text.removeprefix("\ufeff"), where)


def _only_bounds(text: str, where: str) -> tuple[int, int, int] | None:
    """Return the bounds of the one front matter that a text may have."""
    bounds = _closed_bounds(text, where)
    if bounds is None:
        return None
    start, end, body_start = bounds
    if _looks_opened(text[body_start:]):
        raise UsageError(
            "a second front matter follows the first",
            where=f"{where}:{_line(text, body_start)}",
            remedy="keep one, closed by one line of three hyphens (---)",
        )
    if len(text[start:end].encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UsageError(
            f"the front matter is longer than {MAX_BYTES // 1024} KiB",
            where=f"{where}:1",
            remedy="keep only the documented keys there and put text below the closing ---",
        )
    return bounds


def source(text: str, where: str) -> str:
    """Return the YAML above a text, unread; empty where there is none.

    Raises UsageError for front matter that begins and never ends.
    """
    bounds = _closed_bounds(text.removeprefix("\ufeff"), where)
    return text.removeprefix("\ufeff")[bounds[0] : bounds[1]] if bounds else ""


def inline_notice(text: str, where: str) -> FrontMatter | None:
    """Return the notice that a policy's front matter has as the map `notice`, None without one.

    Empty values are left out. body: its `text`. Raises UsageError naming file and line.
    """
    yaml = source(text, where)
    notice = read_notice(yaml, where) if NOTICE in yaml else None
    if notice is None:
        return None
    fields, lines = notice
    words = fields.get(NOTICE_BODY)
    filled: dict[str, Value] = {
        key: value
        for key, value in fields.items()
        if value not in (None, "", []) and key != NOTICE_BODY
    }
    explanation = "" if words is None else str(words)
    return FrontMatter(filled, explanation, lines.get(NOTICE_BODY, 1), dict(lines))


def notice_digest(text: str, where: str) -> str:
    """Return a digest of what the notice in a policy's front matter says; empty where it says nothing.

    However the YAML is written, the same words have the same digest. Raises as `inline_notice` does.
    """
    notice = inline_notice(text, where)
    if notice is None or not (notice.fields or notice.body.strip()):
        return ""
    says = {
        key: list(map(str, value)) if isinstance(value, list) else [str(value)]
        for key, value in notice.fields.items()
    }
    lines = [line.rstrip() for line in notice.body.strip().splitlines()]
    return hashlib.sha256(json.dumps([says, lines], sort_keys=True).encode()).hexdigest()[:16]


def notice_source(text: str, where: str = "the notice") -> str:
    """Return a notice as the source of a notice file, also where a policy's front matter has it."""
    notice = inline_notice(text, where)
    if notice is None:
        return text
    lines = [f"{key}: {json.dumps(value, default=str)}" for key, value in notice.fields.items()]
    return "\n".join(["---", *lines, "---", "", notice.body])


def of_text(fields: Mapping[str, Value], text: str, where: str) -> dict[str, Value]:
    """Return the front matter of a policy without its notice and empty values, which say nothing of it."""
    own = NOTICE in fields and inline_notice(text, where) is not None
    return {
        key: value
        for key, value in fields.items()
        if not (key == NOTICE and own) and not (value in (None, []) and key in OWN_KEYS)
    }


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


def _bounds(text: str) -> tuple[int, int, int] | None:
    """Return start and end of the YAML and the start of the body, or None without front matter."""
    opening = _FENCE.match(text)
    if opening is None:
        return None
    # A bare rule (---) and an empty line open a text, not front matter.
    if not text[opening.end() : opening.end() + 1].strip():
        return None
    # Python's "$" knows only \n as a line end.
    plain = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
    closing = _END.search(plain, opening.end())
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
