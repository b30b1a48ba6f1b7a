"""Characters that nobody sees, or that a terminal acts on, named instead."""

from __future__ import annotations

import re

# A joiner between letters that need it, or between parts of a picture, is part of good spelling.
_JOINED = (
    "\\u0600-\\u08ff\\u0900-\\u0dff\\u1000-\\u109f\\u1780-\\u17ff"
    "\\u2600-\\u27bf\\ufe0f\\U0001f000-\\U0001faff"
)
_UNSEEN = re.compile(
    f"(?<![{_JOINED}])[\\u200c\\u200d]|(?<![\\u203c-\\u3299\\U0001f000-\\U0001faff])[\\ufe00-\\ufe0f]"
    "|[\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb"
    "\\U000e0000-\\U000e0fff]"
)


def visible(text: str) -> str:
    """Return `text` with control, format and invisible characters shown as [U+XXXX]."""
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def unseen(text: str) -> list[str]:
    """Return the names, [U+XXXX], of the invisible characters of `text`; white space aside."""
    found = (match[0] for match in _UNSEEN.finditer(text))
    return [f"[U+{ord(sign):04X}]" for sign in found if not sign.isspace()]
