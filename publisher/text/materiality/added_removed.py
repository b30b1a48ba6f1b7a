"""Reasons about what came or went as a whole: sections, statements, list items, table rows."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.text.document.document import BlockKind
from publisher.text.document.tokens import TokenKind
from publisher.text.materiality.clauses import clause
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.normalization import words
from publisher.text.materiality.quantities import quantities
from publisher.text.materiality.reasons import (
    SUBJECTS,
    WEIGHTS,
    ReasonKind,
    plain,
    text,
    whole_sentences,
)
from publisher.text.materiality.sentences import quote, sentence
from publisher.text.materiality.verdict import Finding

PASSAGE = 5  # words from which an addition is a statement of its own
LONGEST_LEAD = 40  # words
LONGEST_ENTRY = (
    40  # words and marks of an entry that names a recipient; a longer one explains something
)
LONGEST_QUOTE = 240  # characters
SECTION = 30  # blocks under a heading that are looked at
REPEATED = 0.6  # part of a passage's words, three in a row, that must also be in the other version
_LISTED = ("recipient", "data", "conduct")
_RULES = {
    "disclosure": "recipient-changed",
    "collection": "data-changed",
    "price": "fees-changed",
    "waiver": "rights-changed",
    "prohibition": "conduct-changed",
    "limit_of_time": "period-changed",
}


def section(change: EditContext) -> Iterator[Finding]:
    """A heading came or went together with what stands under it."""
    block = change.block
    if not change.whole_block or block is None or block.kind is not BlockKind.HEADING:
        return
    came = change.edit.old_block is None
    document = change.facts.new if came else change.facts.old
    whole = change.facts.whole_new if came else change.facts.whole_old
    following = [
        each
        for each in document.blocks[block.index + 1 : block.index + 1 + SECTION]
        if each.index in whole and each.kind is not BlockKind.HEADING
    ]
    if not following or following[0].index != block.index + 1:
        return
    rule, name = (
        ("section-added", "section_added") if came else ("section-removed", "section_removed")
    )
    under = " ".join(each.text for each in following)
    yield _told(change, rule, name, block.text, certain=not _is_elsewhere(change, under))


def passage(change: EditContext) -> Iterator[Finding]:
    """A statement came or went: a sentence, an item, a row that says something about a subject.

    Certain only where the sentence says who must, may or gets what, or the list whose entry it is;
    that it names a subject is a hint.
    """
    if bool(change.old) == bool(change.new) or change.in_heading:
        return
    member = _is_member(change)
    if len(change.old or change.new) < PASSAGE and not member:
        return
    own = text(plain(change.old or change.new, change.lexicon)).lstrip('"()[].,;: ')
    if change.lexicon.phrases("furniture").opens(own):
        return
    kinds = _subjects(change, own)
    said = change.edit.new or change.edit.old
    age = "new" if change.new else "old"
    listed = _entry(change) if member else ""
    read = clause(said, change.lexicon) if whole_sentences(change) else None
    if read and not listed:
        rule = _RULES.get(read.kind, "duty-changed")
        certain = not _is_elsewhere(change, said)
        yield _told(change, rule, f"{age}_{read.kind}", read.text, certain=certain)
    elif listed:
        certain = not _is_elsewhere(change, said)
        name = f"{age}_{listed}_entry" if listed in _LISTED else f"{age}_entry"
        yield _told(change, f"{listed}-changed", name, said, certain=certain)
    elif kinds:
        name = "added" if change.new else "removed"
        yield _told(change, kinds[0].rule, name, said, certain=False)


def _told(change: EditContext, rule: str, name: str, said: str, *, certain: bool) -> Finding:
    language = change.lexicon.language
    shown = quote(said.strip().rstrip("."), language, LONGEST_QUOTE)
    if certain:
        return change.reason(rule, sentence(language, name, text=shown))
    if _is_elsewhere(change, said):
        return change.doubt(rule, sentence(language, "elsewhere", text=shown))
    doubtful = sentence(language, name, text=shown)
    return change.doubt(rule, sentence(language, "decide", sentence=doubtful))


def _is_elsewhere(change: EditContext, said: str) -> bool:
    """Whether most of a passage is also in the other version: moved, or nearly the same."""
    came = change.edit.old_block is None or not change.edit.old
    return change.facts.repeated(said, in_new=not came) >= REPEATED


def _entry(change: EditContext) -> str:
    """Return what the list or table says of its entries: the name of a subject, or ""."""
    lead = _lead_in(change)
    if _is_all_link(change) and not lead:
        return ""
    given = [label for phrases, label in change.lexicon.labels("leads") if phrases.found(lead)]
    if given and given[0] == "recipient" and len(change.old or change.new) > LONGEST_ENTRY:
        return ""
    if given and (given[0] != "data" or change.lexicon.phrases("says_data").found(lead)):
        return given[0]
    if given:
        return "scope"
    under = change.lexicon.phrases("recipient").found(change.heading)
    is_name = len(change.old or change.new) <= LONGEST_ENTRY
    return "recipient" if under and is_name else ""


def _is_member(change: EditContext) -> bool:
    """Whether an item of a list or a row of a table came or went."""
    kind = change.block.kind if change.block else None
    return change.whole_block and kind in (BlockKind.ITEM, BlockKind.CELL)


def _subjects(change: EditContext, own: str) -> list[ReasonKind]:
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


def _is_all_link(change: EditContext) -> bool:
    tokens = change.old_tokens or change.new_tokens
    return all(token.href for token in tokens if token.kind is TokenKind.WORD)


def _lead(change: EditContext) -> str:
    """Return the words that lead in the list or table the change stands in, and its heading."""
    return f"{_lead_in(change)} {change.heading}"


def _lead_in(change: EditContext) -> str:
    """Return the words that lead in the list or table the change stands in."""
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
    return " ".join(said).lower()
