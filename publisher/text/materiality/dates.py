"""Proofs about lines that say when a page was edited, and how a number or a date is written."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.text.document import Block, BlockKind
from publisher.text.markup import Run
from publisher.text.materiality.atoms import Atom
from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.figures import dates, one_value, signs
from publisher.text.materiality.leftovers import cleaned
from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.model import Finding
from publisher.text.materiality.spelling import Proof
from publisher.text.materiality.wording import words
from publisher.text.tokens import Tokenizer

HEAD, FOOT = 6, 3  # blocks of a text in which a bare date or "Effective …" is its date line
_LONGEST_LABEL = 8


def date_line(change: Change) -> Iterator[Finding]:
    """The whole passage is a line that says when the text was edited, before and after."""
    edit = change.edit
    sides = [block for block in (edit.old_block, edit.new_block) if block is not None]
    if sides and all(_is_date_line(block, change) for block in sides):
        what = "came" if edit.old_block is None else "went" if edit.new_block is None else "changed"
        yield change.proof("date-line", f"only a line that dates the text {what}.")


def _is_date_line(block: Block, change: Change) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return False
    tokens = Tokenizer().tokens((Run(cleaned(block.text)),))
    said = tuple(word for word in words(tokens, change.lexicon) if word not in "()*_.")
    if any(token.href for token in block.tokens):
        return False
    kind = _label_before(said, change.lexicon)
    if kind == "updated":
        return True
    document = change.facts.old if block is change.edit.old_block else change.facts.new
    at_edge = block.index < HEAD or block.index >= len(document.blocks) - FOOT
    return kind == "effective" and at_edge and block.kind is BlockKind.PARAGRAPH


def _label_before(said: Phrase, lexicon: Lexicon) -> str:
    """Return "updated" or "effective" for a label and a date and nothing else, else ""."""
    found = [place for place in dates(said, lexicon) if place[1] == len(said)]
    if not found or found[0][0] > _LONGEST_LABEL:
        return ""
    label = " ".join(word for word in said[: found[0][0]] if word != ":").lower()
    if label and label in lexicon.phrases("updated_labels"):
        return "updated"
    versionless = label.split(" ")[0] if "version" in label else label
    bare = not label or versionless in lexicon.phrases("effective_labels")
    return "effective" if bare or label in lexicon.phrases("effective_labels") else ""


def date_after_label(atom: Atom) -> Iterator[Proof]:
    """Words of a date that directly follows "last updated"."""
    lexicon = atom.lexicon
    for side, left in ((atom.old, atom.left), (atom.new, atom.left)):
        if not _in_labelled_date(left, side, atom.right, lexicon):
            return
    yield "date-line", "only the date of the last edit changed."


def _in_labelled_date(left: Phrase, middle: Phrase, right: Phrase, lexicon: Lexicon) -> bool:
    near = left[-_LONGEST_LABEL - 6 :]
    said = near + middle + right[:6]
    for start, end in dates(said, lexicon):
        if start <= len(near) and len(near) + len(middle) <= end:
            label = [word for word in said[:start] if word != ":"]
            return any(
                " ".join(label[-size:]).lower() in lexicon.phrases("updated_labels")
                for size in range(2, min(len(label), _LONGEST_LABEL) + 1)
            )
    return False


def number_form(atom: Atom) -> Iterator[Proof]:
    """The same number in words, in digits, or in both."""
    if not atom.old or not atom.new:
        return
    old, new = one_value(atom.old, atom.lexicon), one_value(atom.new, atom.lexicon)
    if old is not None and old == new and signs(atom.old) == signs(atom.new):
        yield "number-form", f"{quoted(atom.old)} and {quoted(atom.new)} are the same number."
    elif "".join(atom.old) == "".join(atom.new) and any(sign.isdigit() for sign in atom.old[0]):
        yield "number-form", f"{quoted(atom.old)} and {quoted(atom.new)} differ in a space only."
