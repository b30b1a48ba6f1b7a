"""Proofs that only numbers of sections changed, together with the references to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from publisher.text.document import Block, BlockKind, Document
from publisher.text.materiality.atoms import Atom
from publisher.text.materiality.change import quoted
from publisher.text.materiality.headings import NUMBER, heading_number, leading
from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.spelling import Proof
from publisher.text.materiality.wording import words

_FIGURES = re.compile(r"\d+(?:\.\d+)*")


def _rising(document: Document, lexicon: Lexicon) -> bool:
    numbers = [
        heading_number(block, lexicon)[0]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    ]
    ranks = [tuple(map(int, number.split("."))) for number in numbers if _FIGURES.fullmatch(number)]
    return all(before < after for before, after in pairwise(ranks))


def heading_renumbered(atom: Atom) -> Iterator[Proof]:
    """The number at the head of a heading, with the same words after it."""
    if atom.in_heading and len(atom.old) == len(atom.new) == 1:
        numbering = atom.facts.numbering
        if numbering.get(atom.old[0]) == atom.new[0] and _at_head(atom.left, atom.lexicon):
            yield "numbering", f"the section was number {atom.old[0]} and is now {atom.new[0]}."


def _at_head(left: Phrase, lexicon: Lexicon) -> bool:
    return not left or (len(left) == 1 and left[0].lower() in lexicon.phrases("reference_words"))


def heading_numbered(atom: Atom) -> Iterator[Proof]:
    """A heading that gets a number, or loses it."""
    if not atom.in_heading or not _at_head(atom.left, atom.lexicon) or (atom.old and atom.new):
        return
    said = (atom.old or atom.new) + ("x",)
    number, size = leading(said)
    if number and size == len(said) - 1 and not _is_referred_to(number, atom):
        yield (
            "numbering",
            f"the heading {'lost' if atom.old else 'got'} its number {quoted(number)}.",
        )


def _is_referred_to(number: str, atom: Atom) -> bool:
    facts = atom.facts
    return any(
        number in {cited for _, cited in references(document, atom.lexicon)}
        for document in (facts.old, facts.new)
    )


def cross_reference(atom: Atom) -> Iterator[Proof]:
    """The number in "see section 8" follows the section that was renumbered."""
    if len(atom.old) == len(atom.new) == 1 and atom.left:
        cited = atom.left[-1].lower() in atom.lexicon.phrases("reference_words")
        if (
            cited
            and atom.facts.numbering.get(atom.old[0]) == atom.new[0]
            and _is_own(atom.right, atom.lexicon)
        ):
            yield (
                "cross-reference",
                f"it still points to the section that is number {atom.new[0]} now.",
            )


def references(document: Document, lexicon: Lexicon) -> Iterator[tuple[Block, str]]:
    """Yield each reference to a numbered section, with the block it stands in."""
    named = lexicon.phrases("reference_words")
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            continue
        said = words(block.tokens, lexicon)
        for at, (word, number) in enumerate(pairwise(said)):
            cited = word.lower() in named and NUMBER.fullmatch(number)
            if cited and _is_own(said[at + 2 :], lexicon):
                yield block, number


def _is_own(right: Phrase, lexicon: Lexicon) -> bool:
    """Tell whether what follows a reference leaves it pointing into this text, not into a law."""
    if not right or right[0] in ".,;:)":
        return True
    if right[0].lower() in lexicon.phrases("of"):
        return right[1:2] != () and right[1].lower() in lexicon.phrases("this_text")
    return right[0] != "(" and not right[0][0].isupper()


def stale(
    old: Document, new: Document, numbering: Mapping[str, str], lexicon: Lexicon
) -> Iterator[Block]:
    """Yield the blocks of the new text that cite a section by the number it no longer has.

    A reference is stale if the section it cites in the old text has another number now, and the
    block with that reference is in the new text as it was.
    """
    if all(number == now for number, now in numbering.items()):
        return
    before = {(words(block.tokens, lexicon), number) for block, number in references(old, lexicon)}
    for block, number in references(new, lexicon):
        moved = numbering.get(number, number) != number
        if moved and (words(block.tokens, lexicon), number) in before:
            yield block
