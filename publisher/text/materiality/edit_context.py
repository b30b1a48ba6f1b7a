"""One edit with all that a rule may ask about it: its words, those around them, the whole texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from publisher.text.document.document import Block, BlockKind
from publisher.text.document.tokens import Token
from publisher.text.materiality.document_index import DocumentIndex
from publisher.text.materiality.lexicon import Lexicon, Phrase, joined, spaced, tokenized
from publisher.text.materiality.normalization import words, words_of
from publisher.text.materiality.sentences import cut, explained, localized
from publisher.text.materiality.sentences import place as placed
from publisher.text.materiality.verdict import Effect, Finding
from publisher.text.redline.edit import Edit

# How much of its block an edit is judged with, on each side: longer than any sentence that a person
# reads. Without it, a giant paragraph would be read again for each of its edits.
_NEAR = 1_000  # tokens


@dataclass(frozen=True)
class EditContext:
    """An edit in its place.

    Edits of one passage are judged one after the other: what stands to the left is already the new
    text, what stands to the right still the old. So proofs add up to a proof of the whole.
    """

    edit: Edit
    facts: DocumentIndex

    @property
    def lexicon(self) -> Lexicon:
        """The word lists of the text's language."""
        return self.facts.lexicon

    @property
    def block(self) -> Block | None:
        """The block the change stands in, the new one where there are two."""
        return self.edit.new_block or self.edit.old_block

    @property
    def in_heading(self) -> bool:
        """Whether the changed words belong to a heading."""
        return self.block is not None and self.block.kind is BlockKind.HEADING

    @cached_property
    def heading(self) -> str:
        """The heading the change stands under, as the word lists are asked; "" for none."""
        section = self.block.section if self.block else ()
        return " ".join(words_of(section[-1], self.lexicon)).lower() if section else ""

    @property
    def whole_block(self) -> bool:
        """Whether a block came or went as a whole."""
        return (self.edit.old_block is None) != (self.edit.new_block is None)

    @cached_property
    def goes_on(self) -> bool:
        """Whether a passage follows, before or after, that begins in the middle of a sentence."""
        sides = ((self.facts.old, self.edit.old_block), (self.facts.new, self.edit.new_block))
        following = [
            document.blocks[block.index + 1 : block.index + 2] for document, block in sides if block
        ]
        return any(self._continues(other) for blocks in following for other in blocks)

    def _continues(self, other: Block) -> bool:
        if other.kind is BlockKind.HEADING:
            return False
        if other.kind is BlockKind.PARAGRAPH and other.text.lstrip()[:1].islower():
            return True
        said = spaced(other.text)
        return any(
            self.lexicon.phrases(name).opens(said)
            for name in ("leans_on_what_precedes", "condition")
        )

    @cached_property
    def old_tokens(self) -> Sequence[Token]:
        """The tokens that are gone."""
        return _span(self.edit.old_block, self.edit.old_span)

    @cached_property
    def new_tokens(self) -> Sequence[Token]:
        """The tokens that have come."""
        return _span(self.edit.new_block, self.edit.new_span)

    @property
    def old_context(self) -> Sequence[Token]:
        """The block before this edit: what stands left of it is already the new text."""
        return (*self._left_tokens, *self.old_tokens, *self._right_tokens)

    @property
    def new_context(self) -> Sequence[Token]:
        """The block after this edit: what stands right of it is still the old text."""
        return (*self._left_tokens, *self.new_tokens, *self._right_tokens)

    @property
    def _left_tokens(self) -> Sequence[Token]:
        block, end = self.edit.new_block, self.edit.new_span[0]
        if block is None:
            block, end = self.edit.old_block, self.edit.old_span[0]
        return block.tokens[:end] if block else ()

    @property
    def _right_tokens(self) -> Sequence[Token]:
        block, start = self.edit.old_block, self.edit.old_span[1]
        if block is None:
            block, start = self.edit.new_block, self.edit.new_span[1]
        return block.tokens[start:] if block else ()

    @cached_property
    def left(self) -> Phrase:
        """The words of the block before the change, the nearest at least."""
        return words(self._left_tokens[-_NEAR:], self.lexicon)

    @cached_property
    def right(self) -> Phrase:
        """The words of the block after the change, the nearest at least."""
        return words(self._right_tokens[:_NEAR], self.lexicon)

    @cached_property
    def old(self) -> Phrase:
        """The words that are gone."""
        return (
            tokenized(self.edit.old) if self.whole_block else words(self.old_tokens, self.lexicon)
        )

    @cached_property
    def new(self) -> Phrase:
        """The words that have come. A table row came with all its cells, not only the first."""
        return (
            tokenized(self.edit.new) if self.whole_block else words(self.new_tokens, self.lexicon)
        )

    @cached_property
    def sentence_before(self) -> Phrase:
        """The sentences the change stands in, as they were."""
        return (*self._sentence_left, *self.old, *self._sentence_right)

    @cached_property
    def sentence_after(self) -> Phrase:
        """The same sentences with the change made."""
        return (*self._sentence_left, *self.new, *self._sentence_right)

    @property
    def _sentence_left(self) -> Phrase:
        return last_sentence(self.left)

    @property
    def _sentence_right(self) -> Phrase:
        return first_sentence(self.right)

    @cached_property
    def whole_before(self) -> Phrase:
        """The sentences as they stood in the old text, before any edit."""
        return self._whole(self.edit.old_block, self.edit.old_span, self.old)

    @cached_property
    def whole_after(self) -> Phrase:
        """The sentences as they stand in the new text, after every edit."""
        return self._whole(self.edit.new_block, self.edit.new_span, self.new)

    def _whole(self, block: Block | None, span: tuple[int, int], own: Phrase) -> Phrase:
        if block is None or self.whole_block:
            return own
        left = words(block.tokens[max(span[0] - _NEAR, 0) : span[0]], self.lexicon)
        right = words(block.tokens[span[1] : span[1] + _NEAR], self.lexicon)
        return (*last_sentence(left), *own, *first_sentence(right))

    def finding(
        self, rule: str, effect: Effect, sentence: str, old: str = "", new: str = ""
    ) -> Finding:
        """Return a finding about this edit. sentence: what it says, without the place."""
        old, new = old or self.edit.old, new or self.edit.new
        language = self.lexicon.language
        proved = effect is Effect.EDITORIAL
        text = localized(rule, language, old, new, proved=proved) or sentence
        return Finding(
            rule=rule,
            effect=effect,
            where=self.edit.section,
            old=old,
            new=new,
            explanation=explained(placed(self.edit.section, language), text),
        )

    def proof(self, rule: str, sentence: str, old: str = "", new: str = "") -> Finding:
        """Return a proof that this edit does not change the meaning."""
        return self.finding(rule, Effect.EDITORIAL, sentence, old, new)

    def reason(self, rule: str, sentence: str, old: str = "", new: str = "") -> Finding:
        """Return a named reason why this edit changes the meaning."""
        return self.finding(rule, Effect.MATERIAL, sentence, old, new)

    def doubt(self, rule: str, sentence: str, old: str = "", new: str = "") -> Finding:
        """Return a finding that leaves the decision to a person; until then it is material."""
        return self.finding(rule, Effect.UNCERTAIN, sentence, old, new)


def last_sentence(said: Phrase) -> Phrase:
    """Return the words after the last end of a sentence."""
    ends = [at for at, word in enumerate(said) if word in ".!?"]
    return said[ends[-1] + 1 :] if ends else said


def first_sentence(said: Phrase) -> Phrase:
    """Return the words up to the first end of a sentence."""
    end = next((at for at, word in enumerate(said) if word in ".!?"), len(said))
    return said[: end + 1]


def _span(block: Block | None, span: tuple[int, int]) -> Sequence[Token]:
    return block.tokens[span[0] : span[1]] if block else ()


def place(section: tuple[str, ...]) -> str:
    """Return the place of a change as an English sentence names it."""
    return placed(section).removesuffix(": ") or "At the head of the text"


def quoted(words_or_text: str | Phrase, limit: int = 90) -> str:
    """Return words in quotation marks, cut between two words to about `limit` characters."""
    text = words_or_text if isinstance(words_or_text, str) else joined(words_or_text)
    return f"“{cut(' '.join(text.split()), limit)}”"
