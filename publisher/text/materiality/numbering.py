"""Proofs that only numbers of sections changed, together with the references to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publisher.text.document.document import Block, BlockKind
from publisher.text.materiality.citations import citations, numbers
from publisher.text.materiality.document_index import DocumentIndex
from publisher.text.materiality.edit_context import quoted
from publisher.text.materiality.headings import leading
from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.minimal_edits import Atom
from publisher.text.materiality.normalization import words
from publisher.text.materiality.spelling import Proof
from publisher.text.redline.edit import Edit, EditKind


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
    """Whether anything in either text may cite a section of that number."""
    facts = atom.facts
    borne = numbers(number)
    return any(
        borne & each.values
        for document in (facts.old, facts.new)
        for each in citations(document, atom.lexicon)
    )


def cross_reference(atom: Atom) -> Iterator[Proof]:
    """The number in "see section 8" follows the section that was renumbered."""
    if len(atom.old) == len(atom.new) == 1 and atom.left:
        cited = atom.left[-1].lower() in atom.lexicon.phrases("section_words")
        if (
            cited
            and atom.facts.numbering.get(atom.old[0]) == atom.new[0]
            and _is_own(atom.right, atom.lexicon)
        ):
            yield (
                "cross-reference",
                f"it still points to the section that is number {atom.new[0]} now.",
            )


def _is_own(right: Phrase, lexicon: Lexicon) -> bool:
    """Whether what follows a reference leaves it pointing into this text, not into a law."""
    if not right or right[0] in ".,;:)":
        return True
    if right[0].lower() in lexicon.phrases("of"):
        return right[1:2] != () and right[1].lower() in lexicon.phrases("this_text")
    return right[0] != "(" and not right[0][0].isupper()


def stale(facts: DocumentIndex, edits: Sequence[Edit]) -> Iterator[Block]:
    """Yield the blocks of the new text that may cite a section by a number that changed.

    A citation is none of them if an edit lets it follow: the old number became the new one there.
    """
    touched_headings = (
        block and block.kind is BlockKind.HEADING
        for row in facts.redline.open_rows
        for block in (row.old, row.new)
    )
    if not any(touched_headings):
        return
    changed = {number: now for number, now in facts.numbering.items() if number != now}
    if not changed:
        return
    touched = {value for pair in changed.items() for each in pair for value in numbers(each)}
    followed = _followed(facts, edits, changed)
    for each in citations(facts.new, facts.lexicon):
        if each.values & touched and (each.block.index, each.at) not in followed:
            yield each.block


def _followed(
    facts: DocumentIndex, edits: Sequence[Edit], changed: Mapping[str, str]
) -> set[tuple[int, int]]:
    """Return the places in new blocks where a number follows its section."""
    found: set[tuple[int, int]] = set()
    for edit in edits:
        old, new = edit.old_block, edit.new_block
        if edit.kind is not EditKind.REPLACE or old is None or new is None:
            continue
        olds = words(old.tokens[slice(*edit.old_span)], facts.lexicon)
        news = words(new.tokens[slice(*edit.new_span)], facts.lexicon)
        start = len(words(new.tokens[: edit.new_span[0]], facts.lexicon))
        if len(olds) == len(news):
            pairs = enumerate(zip(olds, news, strict=True))
            found.update(
                (new.index, start + at) for at, (gone, come) in pairs if changed.get(gone) == come
            )
    return found
