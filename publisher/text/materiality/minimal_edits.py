"""An edit's words taken apart into the smallest replacements, each to be proved by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from publisher.text.materiality.document_index import DocumentIndex
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.lexicon import Lexicon, Phrase

MOST_WORDS = 80  # beyond this a passage is rewritten, not corrected


@dataclass(frozen=True, slots=True)
class Atom:
    """Words put for other words, either of them perhaps none.

    left, right: the words of the block around, the left ones already as in the new text.
    """

    old: Phrase
    new: Phrase
    left: Phrase
    right: Phrase
    change: EditContext

    @property
    def facts(self) -> DocumentIndex:
        """What the two whole texts say."""
        return self.change.facts

    @property
    def in_heading(self) -> bool:
        """Whether the words belong to a heading."""
        return self.change.in_heading

    @property
    def lexicon(self) -> Lexicon:
        """The word lists of the text's language."""
        return self.facts.lexicon

    @property
    def one_word(self) -> bool:
        """Whether one word stands for one other word."""
        return (
            len(self.old) == len(self.new) == 1
            and self.old[0][:1].isalpha()
            and self.new[0][:1].isalpha()
        )

    @property
    def begins_sentence(self) -> bool:
        """Whether the words stand at the beginning of a block or a sentence."""
        if not self.left:
            return True
        # The point of an abbreviation (e.g.) ends no sentence.
        return self.left[-1] in ".!?" and len("".join(self.left[-2:-1])) > 1

    @property
    def ends_block(self) -> bool:
        """Whether a passage ends with the words: nothing stands after them, and no next block goes on."""
        return not self.right and not self.change.goes_on


def atoms(before: Phrase, after: Phrase, change: EditContext) -> Iterator[Atom] | None:
    """Return the replacements that make `after` of `before`, or None if they are too many.

    before, after: the whole block's words, both after the same stages (`wording.stages`).
    """
    start, end = _common(before, after)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if max(len(old), len(new)) > MOST_WORDS:
        return None
    left, right = before[:start], before[len(before) - end :]
    if not any(sign.isalnum() for word in (*old, *new) for sign in word):
        return iter([Atom(old, new, left, right, change)])  # marks change places: `.)` and `).`
    return _atoms(old, new, left, right, change)


def differing(before: Phrase, after: Phrase) -> tuple[Phrase, Phrase]:
    """Return what is left of two rows of words without what they share at both ends."""
    start, end = _common(before, after)
    return before[start : len(before) - end], after[start : len(after) - end]


def _atoms(
    old: Phrase, new: Phrase, left: Phrase, right: Phrase, change: EditContext
) -> Iterator[Atom]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for a, b, c, d in _pairs(i, j, k, m):
            yield Atom(old[a:b], new[c:d], left + new[:c], old[b:] + right, change)


def _pairs(i: int, j: int, k: int, m: int) -> Iterator[tuple[int, int, int, int]]:
    """Words put for as many words are judged one by one."""
    if j - i == m - k:
        yield from ((i + at, i + at + 1, k + at, k + at + 1) for at in range(j - i))
    else:
        yield i, j, k, m


def _common(old: Phrase, new: Phrase) -> tuple[int, int]:
    """Return how many words two rows share at the beginning and at the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    rest = most - start
    end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return start, end
