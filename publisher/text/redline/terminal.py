"""A redline for a terminal: the changed parts, with marks that need no colour."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from publisher.text.redline.model import Edit, EditKind

if TYPE_CHECKING:
    from publisher.text.redline import Redline

_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_RED, _GREEN, _BOLD, _RESET = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"


def visible(text: str) -> str:
    """Return `text` with each character that a terminal might act on, or hide, named instead."""
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def to_terminal(redline: Redline, width: int, *, color: bool) -> str:
    """Return one paragraph an edit, under the headings of its section."""
    out: list[str] = []
    section: tuple[str, ...] | None = None
    for edit in redline.edits:
        if edit.section != section:
            section = edit.section
            title = visible(" > ".join(section)) or "(before the first heading)"
            out.append(f"\n{_BOLD}{title}{_RESET}" if color else f"\n{title}")
        out.append(textwrap.indent(textwrap.fill(_words(edit), max(width - 2, 20)), "  "))
    text = "\n".join(out).strip("\n")
    if color:
        text = re.sub(r"(\[-.*?-\])", rf"{_RED}\1{_RESET}", text, flags=re.DOTALL)
        text = re.sub(r"(\{\+.*?\+\})", rf"{_GREEN}\1{_RESET}", text, flags=re.DOTALL)
    return text


def _words(edit: Edit) -> str:
    old = f"[-{visible(edit.old)}-]" if edit.old else ""
    new = f"{{+{visible(edit.new)}+}}" if edit.new else ""
    match edit.kind:
        case EditKind.MOVE:
            return f"{edit.number}. moved: {visible(edit.new)}"
        case EditKind.LINK:
            return f"{edit.number}. link: {old} {new}"
        case EditKind.FORMAT:
            return f"{edit.number}. markup: {visible(edit.new)}"
        case _:
            return " ".join(filter(None, (f"{edit.number}.", old, new)))
