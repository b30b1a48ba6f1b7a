"""A correction of one text, made in another text that has the same passage.

While a change is pending, a slip is corrected in the file, which holds the pending text. Readers still have
the text in force, with the same slip. `carry` makes in that text exactly what was changed in the other.

A passage is changed only where nothing is doubtful: with some words around it, it stands exactly once in the
text before the correction and exactly once in the other text, in the same order. Nothing is guessed: a
passage that the pending change touches too, or that stands there twice, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from publisher.errors import UsageError
from publisher.text.document import frontmatter

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w")
# Words on each side of a passage, and whether they may belong to the blocks around it.
_CONTEXTS = ((1, False), (2, False), (4, False), (8, True), (16, True))
_MOST = 200  # passages; whoever changes more does not correct a slip
_LINES = 4_000_000  # pairs of lines that are compared at most
_WORDS = 250_000  # pairs of words
_EDGE = "\n\n"  # around a text, so that its ends look like those of a block
_ASKED = ("effective", "translates", "id")  # what asks for something and is no part of the text


@dataclass(frozen=True, slots=True)
class Slip:
    """One passage of a correction: the words before and after it; one may be empty."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction, made in another text.

    text: the other text with all that could be made there. made: how many passages. left: those whose
    words stand in the other text too, or may do so, and could not be changed there. done: the others.
    """

    text: str
    made: int
    left: tuple[Slip, ...]
    done: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True)
class _SourceEdit:
    """Tokens [start, end) of the text before became `new`."""

    start: int
    end: int
    new: str


def carry(before: str, after: str, other: str) -> Correction:
    r"""Make in `other` what changed from `before` to `after`. All are sources with their front matter.

    The front matter of `other` stays as it is.

    >>> carry("We recieve it.\\n\\n24 months.\\n", "We receive it.\\n\\n24 months.\\n",
    ...       "We recieve it.\\n\\n13 months.\\n").text
    'We receive it.\\n\\n13 months.\\n'
    """
    old, new, target = (frontmatter.body(text) for text in (before, after, other))
    left = list(_front_slips(before, after, other))
    base, theirs, ours = (_EDGE + text + _EDGE for text in (old, new, target))
    tokens = _TOKEN.findall(base)
    edits = list(_edits(tokens, _TOKEN.findall(theirs)))
    if len(edits) > _MOST:
        return Correction(other, 0, (*left, Slip(f"{len(edits)} passages", "")))
    places: list[tuple[int, int, str]] = []
    done: list[Slip] = []
    for edit in _groups(tokens, edits):
        found = _place(tokens, edit, base, ours)
        if found is not None and (not places or found[0] >= places[-1][1]):
            places.append(found)
            done.append(_slip(tokens, edit))
        elif not _is_made(tokens, edit, ours) and _may_stand(tokens, edit, ours):
            left.append(_slip(tokens, edit))
    for start, end, text in reversed(places):
        ours = ours[:start] + text + ours[end:]
    head = other.removeprefix("\ufeff")
    head = head[: len(head) - len(target)]
    return Correction(head + ours[len(_EDGE) : -len(_EDGE)], len(places), tuple(left), tuple(done))


def _front_slips(before: str, after: str, other: str) -> Iterator[Slip]:
    """Yield what changed in the front matter and reads in the other text as it did before."""
    try:
        old, new, target = (
            frontmatter.of_text(frontmatter.split(text, "the text").fields, text, "the text")
            for text in (before, after, other)
        )
    except UsageError:
        return
    for name in sorted((old.keys() | new.keys()) - set(_ASKED)):
        if old.get(name) != new.get(name) and target.get(name) == old.get(name):
            yield Slip(f"{name}: {old.get(name, '')}", f"{name}: {new.get(name, '')}")


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[_SourceEdit]:
    """Yield what changed, in order: lines are matched first, then words inside them."""
    old_lines, new_lines = _lines(old), _lines(new)
    rows = [tuple(old[start:end]) for start, end in old_lines]
    others = [tuple(new[start:end]) for start, end in new_lines]
    for a, b, c, d in _differences(rows, others, _LINES):
        # As many lines as before are the same lines, each with its own slips.
        pairs = [(a + n, a + n + 1, c + n, c + n + 1) for n in range(b - a)]
        for one in pairs if b - a == d - c else [(a, b, c, d)]:
            start, end = _range(old_lines, one[0], one[1], len(old))
            first, last = _range(new_lines, one[2], one[3], len(new))
            for e, f, g, h in _differences(old[start:end], new[first:last], _WORDS):
                yield _SourceEdit(start + e, start + f, "".join(new[first + g : first + h]))


def _lines(tokens: Sequence[str]) -> list[tuple[int, int]]:
    found, start = [], 0
    for place, token in enumerate(tokens):
        if "\n" in token or "\r" in token:
            found.append((start, place + 1))
            start = place + 1
    return [*found, (start, len(tokens))] if start < len(tokens) else found


def _range(lines: Sequence[tuple[int, int]], start: int, end: int, size: int) -> tuple[int, int]:
    """Return the tokens of lines [start, end); an empty range lies where the next line begins."""
    first = lines[start][0] if start < len(lines) else size
    return first, (lines[end - 1][1] if end > start else first)


def _differences(
    old: Sequence[object], new: Sequence[object], limit: int
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


def _groups(tokens: Sequence[str], edits: Sequence[_SourceEdit]) -> Iterator[_SourceEdit]:
    """Join edits that are as near to each other as the words around a passage."""
    size, inside = _CONTEXTS[0]
    group: _SourceEdit | None = None
    for edit in edits:
        if group is None:
            group = edit
        elif _left(tokens, edit.start, size, across=inside) < _right(
            tokens, group.end, size, across=inside
        ):
            between = "".join(tokens[group.end : edit.start])
            group = _SourceEdit(group.start, edit.end, group.new + between + edit.new)
        else:
            yield group
            group = edit
    if group is not None:
        yield group


def _left(tokens: Sequence[str], place: int, words: int, *, across: bool) -> int:
    """Return where so many words before a place begin; a block's beginning ends them, unless across."""
    while place > 0 and words > 0:
        place -= 1
        words -= bool(_WORD.match(tokens[place]))
        if not across and _is_break(tokens[place]):
            break
    return place


def _right(tokens: Sequence[str], place: int, words: int, *, across: bool) -> int:
    while place < len(tokens) and words > 0:
        words -= bool(_WORD.match(tokens[place]))
        place += 1
        if not across and _is_break(tokens[place - 1]):
            break
    return place


def _is_break(token: str) -> bool:
    return token.isspace() and token.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _windows(tokens: Sequence[str], edit: _SourceEdit) -> Iterator[tuple[str, str, str]]:
    """Yield the words before an edit, those that it changes and those after it, wider each time."""
    core = "".join(tokens[edit.start : edit.end])
    for words, across in _CONTEXTS:
        start = _left(tokens, edit.start, words, across=across)
        end = _right(tokens, edit.end, words, across=across)
        yield "".join(tokens[start : edit.start]), core, "".join(tokens[edit.end : end])


def _place(
    tokens: Sequence[str], edit: _SourceEdit, base: str, ours: str
) -> tuple[int, int, str] | None:
    """Return where the other text is to be changed, and into what; None where that is doubtful."""
    for before, core, after in _windows(tokens, edit):
        window = before + core + after
        place = _once(ours, window)
        if place is not None and _once(base, window) is not None:
            start = place + len(before)
            return start, start + len(core), edit.new
    return None


def _once(text: str, part: str) -> int | None:
    """Return where a part stands in a text, if it does so exactly once and as whole words."""
    place = text.find(part)
    if place < 0 or text.find(part, place + 1) >= 0:
        return None
    end = place + len(part)
    cut = (place and _in_word(text[place - 1 : place + 1])) or _in_word(text[end - 1 : end + 1])
    return None if cut else place


def _in_word(pair: str) -> bool:
    return len(pair) == 2 and all(map(_WORD.match, pair))


def _is_made(tokens: Sequence[str], edit: _SourceEdit, ours: str) -> bool:
    """Whether the other text reads there as corrected already."""
    return any(
        _once(ours, before + edit.new + after) is not None
        for before, _, after in _windows(tokens, edit)
    )


def _may_stand(tokens: Sequence[str], edit: _SourceEdit, ours: str) -> bool:
    """Whether the words that were corrected stand in the other text too, as far as can be said."""
    core = "".join(tokens[edit.start : edit.end]).strip()
    if not _WORD.search(core):
        start = _left(tokens, edit.start, 1, across=False)
        end = _right(tokens, edit.end, 1, across=False)
        core = "".join(tokens[start:end]).strip()
    return bool(core) and re.search(rf"(?<!\w){re.escape(core)}(?!\w)", ours) is not None


def _slip(tokens: Sequence[str], edit: _SourceEdit) -> Slip:
    words, across = _CONTEXTS[1]
    before = "".join(tokens[_left(tokens, edit.start, words, across=across) : edit.start])
    after = "".join(tokens[edit.end : _right(tokens, edit.end, words, across=across)])
    core = "".join(tokens[edit.start : edit.end])
    old, new = (" ".join((before + part + after).split()) for part in (core, edit.new))
    return Slip(old, new)
