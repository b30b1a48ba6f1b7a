"""Text of policies and editors, made harmless for formats in which one character can break a line."""

from __future__ import annotations

import json
import re
from typing import Any

from publisher.text.document.input_guards import harmless

# Embeddings, overrides and isolates: unclosed, they turn the direction of whatever a program shows next.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def line(text: str) -> str:
    r"""Return a text as one line without control characters and without marks that turn the direction.

    >>> line("Privacy\r\nBEGIN:VALARM \u202eevil")
    'Privacy BEGIN:VALARM evil'
    """
    return " ".join(_DIRECTION.sub("", harmless(text)).split())


def shortened(text: str, limit: int) -> str:
    """Return a line of at most `limit` characters, with an ellipsis where something was left out."""
    one = line(text)
    return one if len(one) <= limit else one[: limit - 1].rstrip() + "…"


def to_json(value: Any, *, indent: int | None = 2) -> bytes:
    """Return a value as JSON for a file: UTF-8, the names in the order they were given."""
    separators = (",", ": ") if indent else (",", ":")
    written = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return (written + "\n").encode("utf-8")
