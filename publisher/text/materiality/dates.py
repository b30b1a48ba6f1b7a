"""Proofs about lines that say when a page was edited, and how a number or a date is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.text.document.document import Block, BlockKind, Document
from publisher.text.materiality.edit_context import EditContext, quoted
from publisher.text.materiality.lexicon import Lexicon, Phrase, spaced
from publisher.text.materiality.markup_residue import cleaned
from publisher.text.materiality.minimal_edits import Atom
from publisher.text.materiality.normalization import words_of
from publisher.text.materiality.numerals import has_digit, value
from publisher.text.materiality.quantities import dates
from publisher.text.materiality.spelling import Proof
from publisher.text.materiality.verdict import Finding

HEAD = 4  # blocks before a date that still dates the text
_LONGEST_LABEL = 8  # words
_LONGEST_LINE = 200  # characters
_LONGEST_DATE = 9  # words
_SENTENCE = re.compile(r"(?<=[.!?;])\s")
_SENTENCE_ENDS = frozenset(".!?();|")


def date_line(change: EditContext) -> Iterator[Finding]:
    """The whole passage is a line that says when the text was edited, before and after."""
    edit = change.edit
    sides = [block for block in (edit.old_block, edit.new_block) if block is not None]
    if sides and all(_is_date_line(block, change) for block in sides):
        if _counts_from_it(change):
            why = "the text speaks of this date; does anything begin or end on it?"
            yield change.doubt("date-changed", f"the date of the last edit changed, and {why}")
            return
        what = "came" if edit.old_block is None else "went" if edit.new_block is None else "changed"
        yield change.proof("date-line", f"only a line that dates the text {what}.")
    elif sides and all(_label(block, change) in ("begins", "updated", "dated") for block in sides):
        why = "is it the day from which the text applies?"
        yield change.doubt("date-changed", f"the day that heads the text changed; {why}")


def _counts_from_it(change: EditContext) -> bool:
    """Whether words besides the lines that date the text speak of such a date."""
    lexicon, facts = change.lexicon, change.facts
    speaks, says = (lexicon.phrases(name) for name in ("speaks_of_the_date", "says_that_day"))
    sides = (facts.old, change.edit.old_block), (facts.new, change.edit.new_block)
    if any(
        says.found(spaced(following.text))
        for document, block in sides
        if block is not None
        for following in document.blocks[block.index : block.index + 2]
    ):
        return True
    return any(
        speaks.found(spaced(sentence)) and not dates(words_of(sentence, lexicon), lexicon)
        for document in (change.facts.old, change.facts.new)
        for block in document.blocks
        if speaks.found(spaced(block.text))
        for sentence in _SENTENCE.split(block.text)
    )


def _is_date_line(block: Block, change: EditContext) -> bool:
    kind = _label(block, change)
    if kind == "updated":
        return True
    document = change.facts.old if block is change.edit.old_block else change.facts.new
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    at_head = _is_at_head(block, document)
    at_foot = block.index == len(document.blocks) - 1
    return (kind == "bare" and at_head) or (kind == "dated" and (at_head or at_foot))


def _label(block: Block, change: EditContext) -> str:
    """Return what kind of line with a date a block is, as `_label_before` says it, or ""."""
    if (
        block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        or len(block.text) > _LONGEST_LINE
        or any(token.href for token in block.tokens)
    ):
        return ""
    said = words_of(cleaned(block.text), change.lexicon)
    return _label_before(tuple(word for word in said if word not in "()*_."), change.lexicon)


def _is_at_head(block: Block, document: Document) -> bool:
    """Whether a block stands below the title, before the text begins with a heading or a lead-in."""
    if block.index > HEAD:
        return False
    before = document.blocks[: block.index]
    headings = sum(other.kind is BlockKind.HEADING for other in before)
    leads = any(
        other.text.rstrip().endswith(":") for other in before if other.kind is not BlockKind.HEADING
    )
    return headings <= 1 and not leads


def _label_before(said: Phrase, lexicon: Lexicon) -> str:
    """Return "updated", "dated", "begins" or "bare" for a label and a date and nothing else, else ""."""
    found = [place for place in dates(said, lexicon) if place[1] == len(said)]
    if not found or found[0][0] > _LONGEST_LABEL:
        return ""
    label = " ".join(word for word in said[: found[0][0]] if word != ":").lower()
    if _says_updated(label, lexicon):
        return "updated"
    if not label:
        return "bare"
    versionless = label.split(" ")[0] if "version" in label else label
    if versionless in lexicon.phrases("effective_labels"):
        return "begins"
    return "dated" if versionless in lexicon.phrases("dated_labels") else ""


def _says_updated(label: str, lexicon: Lexicon) -> bool:
    """Whether words before a date say that the text was edited then, and nothing else.

    Its subject is the text ("These terms were last updated on"): accounts "last updated on" a day are
    other things.
    """
    if label in lexicon.phrases("updated_labels"):
        return True
    for verb in sorted(lexicon.entries("updated_verbs"), key=len, reverse=True):
        if label.endswith(f" {verb}"):
            subject = label.removesuffix(f" {verb}").split(" ")
            named = all(word in lexicon.phrases("updated_subjects") for word in subject)
            return named and subject[0] in lexicon.phrases("before_a_noun")
    return False


def date_after_label(atom: Atom) -> Iterator[Proof]:
    """Words of a date in a sentence that says when the text was edited, and nothing else."""
    sides = (atom.old, atom.new)
    if all(_in_dated_sentence(atom, side) for side in sides) and not _counts_from_it(atom.change):
        yield "date-line", "only the date of the last edit changed."


def _in_dated_sentence(atom: Atom, middle: Phrase) -> bool:
    left = atom.left[-_LONGEST_LABEL - _LONGEST_DATE :]
    said = left + middle + atom.right[:_LONGEST_DATE]
    for start, end in dates(said, atom.lexicon):
        if not (start <= len(left) and len(left) + len(middle) <= end):
            continue
        if end < len(said) and said[end] not in _SENTENCE_ENDS:
            return False
        ends = [at for at, word in enumerate(said[:start]) if word in _SENTENCE_ENDS]
        label = said[ends[-1] + 1 if ends else 0 : start]
        return _says_updated(" ".join(label).lower().strip(": "), atom.lexicon)
    return False


def number_form(atom: Atom) -> Iterator[Proof]:
    """The same number and sign, with or without a space between them; un and 1."""
    one_figure = all(sum(map(has_digit, side)) == 1 for side in (atom.old, atom.new))
    if one_figure and "".join(atom.old) == "".join(atom.new):
        yield "number-form", f"{quoted(atom.old)} and {quoted(atom.new)} differ in a space only."
    elif len(atom.old) == len(atom.new) == 1:
        before, after = (value(side[0], atom.lexicon) for side in (atom.old, atom.new))
        in_digits = {has_digit(side[0]) for side in (atom.old, atom.new)}
        signed = any(side[0][:1] in "+-−" for side in (atom.old, atom.new))
        if before is not None and before == after and len(in_digits) == 2 and not signed:
            yield "number-form", f"{quoted(atom.old)} and {quoted(atom.new)} are the same number."
