"""Words of a paragraph as Markdown that says exactly them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from publisher.errors import UsageError
from publisher.word.reader import WordPiece

_SIGNS = re.compile(r"[\\`*\[\]{}]|(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_START = re.compile(r"(\d+)([.)])(?=\s|$)|([#>]|[+:-](?=\s|$)|[-=](?=[-=]*$))")
_TAGS = {"s": "s", "u": "u", "sup": "sup", "sub": "sub", "mark": "mark"}


class RunWriter:
    """Writes words.

    addresses: of links, by the form in which pieces hold them. notes: names by words. new_notes:
    whether there may be others; they are in `added` then.
    """

    def __init__(
        self, addresses: Mapping[str, str], notes: Mapping[str, str], where: str, *, new_notes: bool
    ) -> None:
        self.addresses: Mapping[str, str] = addresses
        self.notes: Mapping[str, str] = notes
        self.where: str = where
        self.new_notes = new_notes
        self.added: dict[str, str] = {}

    def cell(self, pieces: Sequence[WordPiece]) -> str:
        """Return what a cell of a table says."""
        return self._words(pieces).replace("|", "\\|")

    def line(self, pieces: Sequence[WordPiece]) -> str:
        """Return a paragraph as one line."""
        words = self._words(pieces)
        return _START.sub(_harmless, words, count=1) if _starts(pieces) else words

    def _words(self, pieces: Sequence[WordPiece]) -> str:
        out = []
        for href, group in groupby(pieces, key=lambda piece: piece.href):
            words = self.run([*group])
            if href:
                address = self.addresses.get(href, href)
                safe = re.sub(r"[\s()<>\"]", lambda sign: f"%{ord(sign[0]):02X}", address)
                words = f"[{words}]({safe})"
            out.append(words)
        return "".join(out)

    def run(self, pieces: Sequence[WordPiece]) -> str:
        """Return words that lead to the same place."""
        out = ""
        for at, piece in enumerate(pieces):
            if "note" in piece.look:
                out += self.note(piece)
                continue
            if "img" in piece.look and not self.new_notes:
                raise self.refused(f"a picture (“{piece.words[:40]}”) is in a changed paragraph")
            core = piece.words.strip(" ")
            lead = piece.words[: len(piece.words) - len(piece.words.lstrip(" "))]
            tail = piece.words[len(lead) + len(core) :]
            before = pieces[at - 1].words[-1:] if at and not lead else ""
            after = pieces[at + 1].words[:1] if at + 1 < len(pieces) and not tail else ""
            glued = before.isalnum() or after.isalnum() or "*" in out[-1:]
            out += lead + (_styled(core, piece.look, glued=glued) if core else "") + tail
        return out

    def note(self, piece: WordPiece) -> str:
        """Return the sign that leads to a footnote."""
        name = self.notes.get(piece.words)
        if name is None and self.new_notes and "\n" not in piece.words:
            name = str(len(self.added) + 1)
            self.added[name] = _styled(piece.words, frozenset(), glued=False)
        if name is None:
            raise self.refused(f"a footnote is new or changed (“{piece.words[:40]}”)")
        return f"[^{name}]"

    def refused(self, what: str) -> UsageError:
        """Return the error for what is not written."""
        return UsageError(what, where=self.where, remedy="make this change in the Markdown itself")


def _starts(pieces: Sequence[WordPiece]) -> bool:
    return bool(pieces) and not pieces[0].look and not pieces[0].href


def _harmless(match: re.Match[str]) -> str:
    if match.start():
        return match[0]
    if match[1]:
        return f"{match[1]}\\{match[2]}"
    return f"&#{ord(match[3])};"


def _styled(words: str, look: frozenset[str], *, glued: bool) -> str:
    if "code" in look:
        ticks = "`" * (max((len(run) for run in re.findall("`+", words)), default=0) + 1)
        out = f"{ticks} {words} {ticks}" if "`" in words else f"`{words}`"
    else:
        out = _SIGNS.sub(r"\\\g<0>", _ENTITY.sub("&amp;", words)).replace("<", "&lt;")
        out = out.replace("\n", "<br>")
    for sign, tag in _TAGS.items():
        if sign in look:
            out = f"<{tag}>{out}</{tag}>"
    for sign, mark, tag in (("i", "*", "em"), ("b", "**", "strong")):
        if sign in look:
            out = f"<{tag}>{out}</{tag}>" if glued else f"{mark}{out}{mark}"
    return out
