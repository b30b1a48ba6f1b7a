"""Reasons about what came or went as a whole: sections, statements, list items, table rows."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.text.document import BlockKind
from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.figures import quantities
from publisher.text.materiality.model import Finding
from publisher.text.materiality.reasons import SUBJECTS, WEIGHTS, Kind, plain, text
from publisher.text.materiality.wording import words
from publisher.text.tokens import TokenKind

PASSAGE = 5  # words from which an addition is a statement of its own
LONGEST_LEAD = 40  # words


def section(change: Change) -> Iterator[Finding]:
    """A heading came or went together with what stands under it."""
    block = change.block
    if not change.whole_block or block is None or block.kind is not BlockKind.HEADING:
        return
    came = change.edit.old_block is None
    document = change.facts.new if came else change.facts.old
    whole = change.facts.whole_new if came else change.facts.whole_old
    following = document.blocks[block.index + 1 : block.index + 2]
    if following and following[0].index in whole and following[0].kind is not BlockKind.HEADING:
        rule, done = ("section-added", "added") if came else ("section-removed", "removed")
        yield change.reason(rule, f"the section {quoted(block.text)} is {done}.")


def passage(change: Change) -> Iterator[Finding]:
    """A statement came or went: a sentence, an item, a row that says something about a subject."""
    if bool(change.old) == bool(change.new) or change.in_heading:
        return
    member = _is_member(change)
    if len(change.old or change.new) < PASSAGE and not member:
        return
    own = text(plain(change.old or change.new, change.lexicon)).lstrip('"()[].,;: ')
    if change.lexicon.phrases("furniture").opens(own):
        return
    kinds = _subjects(change, own)
    if kinds:
        what = " and ".join(kind.what for kind in kinds[:2])
        done = "added" if change.new else "taken out"
        said = quoted(change.edit.new or change.edit.old, 160)
        yield change.reason(kinds[0].rule, f"{_name(change)} about {what} is {done}: {said}.")


def _is_member(change: Change) -> bool:
    """Tell whether an item of a list or a row of a table came or went."""
    kind = change.block.kind if change.block else None
    return change.whole_block and kind in (BlockKind.ITEM, BlockKind.CELL)


def _subjects(change: Change, own: str) -> list[Kind]:
    """Return what a statement is about, the most telling subject first."""
    member = _is_member(change)
    lead = _lead(change) if member else change.heading
    labels = change.lexicon.labels("leads") + (() if member else change.lexicon.labels("headings"))
    given = {label for phrases, label in labels if phrases.found(lead)}
    if not (given and member) and _is_all_link(change):
        return []  # an entry of a table of contents
    named = {
        kind: 3 * len(change.lexicon.phrases(kind.name).found(own))
        + len(change.lexicon.phrases(f"{kind.name}_near").found(own))
        for kind in SUBJECTS
    }
    weighty = any(change.lexicon.phrases(kind.name).found(own) for kind in WEIGHTS[:2])
    periods = any(
        each.kind != "number" for each in quantities(change.old or change.new, change.lexicon)
    )
    enough = sum(named.values()) + 2 * weighty + 2 * periods >= 3
    if not enough and not (given and member):
        return []
    # What the heading or lead-in says comes first; a heading alone proves nothing.
    bonus = 9 if member else 4
    score = {kind: points + bonus * (kind.name in given) for kind, points in named.items()}
    told = sorted((kind for kind in SUBJECTS if score[kind]), key=lambda kind: -score[kind])
    return [kind for at, kind in enumerate(told) if not at or score[kind] >= 3]


def _is_all_link(change: Change) -> bool:
    tokens = change.old_tokens or change.new_tokens
    return all(token.href for token in tokens if token.kind is TokenKind.WORD)


def _lead(change: Change) -> str:
    """Return the words that lead in the list or table the change stands in, and its heading."""
    block = change.block
    if block is None:
        return ""
    came = change.edit.new_block is not None
    table = next((element for element in block.path if element.tag == "table"), None)
    if table is not None:
        said = change.facts.table_heads.get(id(table), ())
    else:
        lead = (change.facts.new_leads if came else change.facts.old_leads)[block.index]
        said = words(lead.tokens, change.lexicon)[-LONGEST_LEAD:] if lead else ()
    return f"{' '.join(said).lower()} {change.heading}"


def _name(change: Change) -> str:
    if not _is_member(change) or change.block is None:
        return "a statement" if (change.old or change.new)[0][:1].isupper() else "a passage"
    return "a row" if change.block.kind is BlockKind.CELL else "an item"
