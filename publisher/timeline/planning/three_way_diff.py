"""Three texts: the one before an announced change, the announced one, and a later one.

Says which words of the change the later text takes back. Works on the words that a reader sees, block by
block and then word by word; what is too large for that is taken as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.model.command_json import PassageJSON


_CONTEXT = 4  # words shown around a passage
_LONG = 4  # words from which on a passage is recognised wherever it stands
_BLOCKS = 4_000_000  # pairs of blocks that are compared at most
_WORDS = 250_000  # pairs of words


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of an announced change that is taken back.

    section: the headings above, outermost first. before: the words of the old text, which come back.
    announced: the words that readers were told of. Both with a few words around; one may be empty. file:
    the name of an attachment that comes back, in the place of words.
    """

    section: tuple[str, ...]
    before: str
    announced: str
    file: str = ""

    def explain(self) -> str:
        """Say in English, without a full stop, what a reader would find there."""
        if self.file:
            return f"the file {self.file} would be the one from before the change again"
        where = " > ".join(self.section)
        if not self.announced:
            return f"{where}: '{self.before}' would be there again"
        if not self.before:
            return f"{where}: '{self.announced}' would be missing"
        return f"{where}: '{self.announced}' would read '{self.before}' again"

    def to_json(self) -> PassageJSON:
        """Return it as plain data."""
        passage: PassageJSON = {
            "section": list(self.section), "before": self.before, "announced": self.announced,
        }  # fmt: skip
        if self.file:
            passage["file"] = self.file
        return passage


@dataclass(frozen=True)
class Text:
    r"""A policy text as a row of words; `\n` stands for the end of a block. sections: of each word."""

    words: tuple[str, ...]
    sections: tuple[tuple[str, ...], ...]
    blocks: tuple[tuple[int, int], ...]
    joined: str = field(repr=False, compare=False, default="")


@lru_cache(maxsize=16)
def read_text(source: str) -> Text:
    """Return what a reader sees of a Markdown source."""
    from publisher.text.document.document import parse

    words: list[str] = []
    sections: list[tuple[str, ...]] = []
    blocks: list[tuple[int, int]] = []
    for block in parse(source).blocks:
        start = len(words)
        words += [*block.text.split(), "\n"]
        sections += [block.section] * (len(words) - start)
        blocks.append((start, len(words)))
    return Text(tuple(words), tuple(sections), tuple(blocks), f" {' '.join(words)} ")


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Words [old_start, old_end) of one text became words [new_start, new_end) of another."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def edits(old: Text, new: Text) -> list[TextEdit]:
    """Return what changed, as word ranges in order: blocks are matched first, then words inside."""
    found: list[TextEdit] = []
    for a, b, c, d in _differences(_blocks(old), _blocks(new), _BLOCKS):
        old_start, old_end = _range(old.blocks, a, b, len(old.words))
        new_start, new_end = _range(new.blocks, c, d, len(new.words))
        inside = _differences(old.words[old_start:old_end], new.words[new_start:new_end], _WORDS)
        found += [
            TextEdit(old_start + e, old_start + f, new_start + g, new_start + h)
            for e, f, g, h in inside
        ]
    return found


def _blocks(text: Text) -> list[tuple[str, ...]]:
    return [text.words[start:end] for start, end in text.blocks]


def _differences(
    old: Sequence[Any], new: Sequence[Any], limit: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges that differ; as one where more than `limit` pairs would have to be compared."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    same = 0
    while same < min(len(old), len(new)) - first and old[-1 - same] == new[-1 - same]:
        same += 1
    old, new = old[first : len(old) - same], new[first : len(new) - same]
    if len(old) * len(new) > limit:
        yield first, first + len(old), first, first + len(new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield first + a, first + b, first + c, first + d


def _range(blocks: Sequence[tuple[int, int]], start: int, end: int, size: int) -> tuple[int, int]:
    """Return the words of blocks [start, end); an empty range lies where the next block begins."""
    first = blocks[start][0] if start < len(blocks) else size
    return first, (blocks[end - 1][1] if end > start else first)


class ThreeWayChange:
    """One announced change: from the text before it to the announced one."""

    def __init__(self, before: Text, announced: Text) -> None:
        self._before, self._announced = before, announced
        self.edits: list[TextEdit] = edits(before, announced)

    def passage(self, edit: TextEdit) -> Passage:
        """Return an edit as a reader sees it."""
        place = min(edit.new_start, len(self._announced.sections) - 1)
        section = self._announced.sections[place] if place >= 0 else ()
        return Passage(
            section,
            _shown(self._before, edit.old_start, edit.old_end),
            _shown(self._announced, edit.new_start, edit.new_end),
        )

    def undone_by(self, later: Text) -> Iterator[TextEdit]:
        """Yield the edits that a later text takes back: it reads there as the text before did."""
        since = edits(self._announced, later)
        for edit in self.edits:
            if self._came_back(edit, later) or self._undone(edit, since, later):
                yield edit

    def _undone(self, edit: TextEdit, since: Sequence[TextEdit], later: Text) -> bool:
        touching = [one for one in since if _touch(edit, one)]
        if not touching:
            return False
        start = min(edit.new_start, *(one.old_start for one in touching))
        end = max(edit.new_end, *(one.old_end for one in touching))
        now = later.words[_mapped(since, start, ahead=False) : _mapped(since, end, ahead=True)]
        before = self._before.words[edit.old_start : edit.old_end]
        lead = self._announced.words[start : edit.new_start]
        tail = self._announced.words[edit.new_end : end]
        return _visible(now) == _visible((*lead, *before, *tail)) or (
            bool(_visible(before)) and _holds(now, before) and not _holds(now, self._words(edit))
        )

    def _words(self, edit: TextEdit) -> tuple[str, ...]:
        return self._announced.words[edit.new_start : edit.new_end]

    def _came_back(self, edit: TextEdit, later: Text) -> bool:
        """Whether a long passage that was announced to go stands in the later text again, anywhere."""
        gone = _visible(self._before.words[edit.old_start : edit.old_end])
        if len(gone) < _LONG:
            return False
        words = f" {' '.join(gone)} "
        return later.joined.count(words) > self._announced.joined.count(words)


def _touch(edit: TextEdit, later: TextEdit) -> bool:
    """Whether a later edit changes the words of an edit, or the very place where it took words away."""
    if edit.new_start == edit.new_end or later.old_start == later.old_end:
        return later.old_start <= edit.new_end and edit.new_start <= later.old_end
    return later.old_start < edit.new_end and edit.new_start < later.old_end


def _mapped(since: Sequence[TextEdit], place: int, *, ahead: bool) -> int:
    """Return where a place of the announced text, outside or at the edge of every edit, lies in the later."""
    moved = 0
    for one in since:
        if one.old_end < place or (one.old_end == place and (ahead or one.old_start < place)):
            moved = one.new_end - one.old_end
    return place + moved


def _visible(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word != "\n")


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    joined, wanted = f" {' '.join(_visible(words))} ", f" {' '.join(_visible(part))} "
    return bool(wanted.strip()) and wanted in joined


def _shown(text: Text, start: int, end: int) -> str:
    if not _visible(text.words[start:end]):
        return ""
    first = start
    while first > max(0, start - _CONTEXT) and text.words[first - 1] != "\n":
        first -= 1
    last = end
    whole_block = end > start and text.words[end - 1] == "\n"
    while (
        not whole_block and last < min(len(text.words), end + _CONTEXT) and text.words[last] != "\n"
    ):
        last += 1
    return " ".join(_visible(text.words[first:last]))
