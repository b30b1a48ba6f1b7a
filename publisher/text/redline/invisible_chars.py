"""Characters that nobody sees, or that a terminal acts on, named instead."""

from __future__ import annotations

import re

# A joiner between letters that need it, or between parts of a picture, is part of good spelling.
_JOINED = (
    "\\u0600-\\u08ff\\u0900-\\u0dff\\u1000-\\u109f\\u1780-\\u17ff"
    "\\u2600-\\u27bf\\ufe0f\\U0001f000-\\U0001faff"
)
# A Greek or Cyrillic letter inside a Latin word is there to deceive, or by mistake.
_MIXED = re.compile("(?<=[A-Za-z])[\\u0370-\\u052f]|[\\u0370-\\u052f](?=[A-Za-z])")
_UNSEEN = re.compile(
    f"(?<![{_JOINED}])[\\u200c\\u200d]|(?<![\\u203c-\\u3299\\U0001f000-\\U0001faff])[\\ufe00-\\ufe0f]"
    "|[\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb"
    "\\U000e0000-\\U000e0fff]"
)


def visible(text: str) -> str:
    """Return `text` with control, format and invisible characters shown as [U+XXXX].

    A look-alike keeps its place, and its name follows.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _MIXED.sub(lambda match: match[0] + _name(match[0]), text)
    return _UNSEEN.sub(lambda match: _name(match[0]), shown)


def unseen(text: str) -> list[str]:
    """Return the names, [U+XXXX], of the invisible and look-alike characters of `text`."""
    if text.isascii():
        return []
    found = (match[0] for pattern in (_UNSEEN, _MIXED) for match in pattern.finditer(text))
    return [_name(sign) for sign in found if not sign.isspace()]


def _name(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"
