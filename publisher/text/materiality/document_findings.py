"""The findings on a whole comparison: edit by edit, then what only the two whole texts can show."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from publisher.text.document.document import Block, Document
from publisher.text.document.frontmatter import Value
from publisher.text.document.render import illegible
from publisher.text.materiality import list_numbers, metadata, non_text_changes, structure
from publisher.text.materiality.classify_edit import findings, is_proved, unread
from publisher.text.materiality.confusables import hiding, suspicious
from publisher.text.materiality.context_dependence import ContextProblem
from publisher.text.materiality.document_index import FORMS, DocumentIndex
from publisher.text.materiality.edit_context import EditContext, place, quoted
from publisher.text.materiality.layout_changes import Relaid
from publisher.text.materiality.layout_changes import relaid as relaid_blocks
from publisher.text.materiality.lexicon import Lexicon, guess
from publisher.text.materiality.numbering import stale
from publisher.text.materiality.sentences import explained, localized
from publisher.text.materiality.sentences import place as placed
from publisher.text.materiality.verdict import Effect, Finding
from publisher.text.redline import Redline
from publisher.text.redline.edit import Edit, EditKind

_ANY_TAG = re.compile(r"<[^>]*>")


def language(
    old: Document, new: Document, old_fields: Mapping[str, Value], new_fields: Mapping[str, Value]
) -> str:
    """Return the language both texts are in, as declared or as their words show, else ""."""
    spoken = {_language(old, old_fields), _language(new, new_fields)} - {""}
    return spoken.pop() if len(spoken) == 1 else ""


def _language(document: Document, fields: Mapping[str, Value]) -> str:
    declared = fields.get("language")
    if isinstance(declared, str) and declared:
        return declared
    return _guessed(document)


@lru_cache(maxsize=4)  # a revision is compared with the one before and the one after
def _guessed(document: Document) -> str:
    # Not its blocks: a page that has been taken apart shares no ends with another one.
    return guess(entities.unescape(_ANY_TAG.sub("", document.layout.html)).split("\n"))


@dataclass(frozen=True)
class Case:
    """Two texts and their redline, with what several rules ask for, computed once."""

    old: Document
    new: Document
    redline: Redline
    lexicon: Lexicon
    sources: tuple[str, str]

    @cached_property
    def moved(self) -> structure.Moved:
        """The blocks whose words stand in both texts, only elsewhere."""
        return structure.moved(self.redline)

    @cached_property
    def faced(self) -> structure.Alignment:
        """How the two texts face each other."""
        return structure.align(self.redline, self.moved)

    @cached_property
    def units(self) -> dict[int, tuple[Block, ...]]:
        """The blocks that came or went together, as the cells of a row, by the identity of each."""
        together: dict[tuple[bool, int], list[Block]] = {}
        for row in self.redline.open_rows:
            block = row.old or row.new
            if block is not None and not (row.old and row.new) and block.text.strip():
                together.setdefault((row.old is None, row.unit), []).append(block)
        return {id(block): tuple(each) for each in together.values() for block in each}

    @cached_property
    def problems(self) -> tuple[ContextProblem, ...]:
        """What speaks against calling the texts the same but for the edits."""
        moved = structure.problems(self.redline, self.faced, self.lexicon)
        shown = non_text_changes.problems(self.old, self.new)
        return (*moved, *shown, *list_numbers.problems(self.facts))

    @cached_property
    def problems_by_block(self) -> dict[int, list[ContextProblem]]:
        """The problems by the identity of the block they are about."""
        found: dict[int, list[ContextProblem]] = {}
        for problem in self.problems:
            if problem.block is not None:
                found.setdefault(id(problem.block), []).append(problem)
        return found

    @cached_property
    def relaid(self) -> Relaid:
        """The blocks whose words only stand in other blocks now."""
        found = relaid_blocks(self.redline, self.lexicon)
        return Relaid() if found.old and self.facts.speaks_of(*FORMS) else found

    @cached_property
    def facts(self) -> DocumentIndex:
        """What the rules for single edits ask of the whole."""
        return DocumentIndex(self.old, self.new, self.lexicon, self.redline, self.sources)


MOST_EDITS = 10_000  # 0.3 ms each; texts that people have written differ in a few hundred
# Tokens that are read for all edits, about 15 µs each; the texts of people need a tenth.
MOST_READ = 200_000
_OWN_COST = 25  # tokens' worth of what each edit takes besides
_AROUND = 2_000  # tokens of its block that an edit is judged with, at most


def judged(case: Case) -> Iterator[tuple[Edit, tuple[Finding, ...]]]:
    """Yield each edit of a redline with its findings; what lies beyond the limits is unproved."""
    problems = case.problems
    for edit, is_read in _read(case.redline.edits):
        change = EditContext(edit, case.facts)
        own = _about(edit, case)
        found: tuple[Finding, ...]
        if _is_moved(edit, case):
            own = own or list(problems[:1])
            found = () if own else (_moved(change),)
        elif is_read:
            found = findings(change)
            proved = all(each.effect is Effect.EDITORIAL for each in found)
            if _is_relaid(edit, case):
                found = found if proved else (relaid(edit, case.lexicon.language),)
                # Which words lead in which was asked for the stretch as a whole.
                own = [each for each in own if each.rule != "other-lead-in"]
        else:
            found = (unread(change),)
        yield edit, (*found, *(change.doubt(each.rule, each.why) for each in own))


def plainly_unproved(case: Case) -> bool:
    """Whether some edit is not proved editorial, whatever the whole texts show besides."""
    return any(
        not _is_moved(edit, case)
        and not (is_read and is_proved(EditContext(edit, case.facts)))
        and not _is_relaid(edit, case)
        for edit, is_read in _read(case.redline.edits)
    )


def _read(edits: Sequence[Edit]) -> Iterator[tuple[Edit, bool]]:
    """Yield each edit, and whether reasons are looked for: not beyond MOST_EDITS, nor beyond MOST_READ."""
    left = MOST_READ
    for edit in edits:
        for block, (start, end) in (
            (edit.old_block, edit.old_span),
            (edit.new_block, edit.new_span),
        ):
            if block is not None:
                around = min(len(block.tokens) - (end - start), _AROUND)
                left -= max(end - start, 0) + max(around, 0) // 2
        left -= _OWN_COST
        yield edit, edit.number <= MOST_EDITS and left >= 0


def _is_moved(edit: Edit, case: Case) -> bool:
    """Whether the words of an edit stand in both texts, only elsewhere: of a row, all its cells."""
    if edit.kind is EditKind.MOVE:
        return True
    for block, elsewhere in ((edit.old_block, case.moved.gone), (edit.new_block, case.moved.come)):
        if block is not None and not all(
            each in elsewhere for each in case.units.get(id(block), (block,))
        ):
            return False
    return True


def _moved(change: EditContext) -> Finding:
    said = quoted(change.edit.new or change.edit.old)
    return change.proof("moved-unchanged", f"{said} stands elsewhere, its words unchanged.")


def _is_relaid(edit: Edit, case: Case) -> bool:
    """Whether an edit stands in a stretch whose words are the same in the same order."""
    if edit.kind is EditKind.LINK:
        return False
    blocks = (edit.old_block, case.relaid.old), (edit.new_block, case.relaid.new)
    return all(block is None or block.index in indexes for block, indexes in blocks)


def relaid(edit: Edit, language: str) -> Finding:
    """Return the proof that an edit only lays the same words out in another way."""
    why = (
        "the same words in the same order are laid out in another way: lists, headings, paragraphs."
    )
    note = _note("layout", Effect.EDITORIAL, why, edit.old, edit.new, edit.section)
    return in_language(note, language)


def in_language(note: Finding, language: str) -> Finding:
    """Return a finding about the whole in the language of the text, where it has a sentence for it."""
    text = localized(note.rule, language, note.old, note.new)
    if not text:
        return note
    return replace(note, explanation=explained(placed(note.where, language), text))


def _about(edit: Edit, case: Case) -> list[ContextProblem]:
    """Return the problems with the blocks an edit stands in."""
    blocks = {id(block) for block in (edit.old_block, edit.new_block) if block is not None}
    return [problem for name in blocks for problem in case.problems_by_block.get(name, ())]


def notes(
    case: Case, old_fields: Mapping[str, Value], new_fields: Mapping[str, Value]
) -> Iterator[Finding]:
    """Yield the findings that belong to no single edit."""
    yield from _front_matter(old_fields, new_fields, case)
    edits = case.redline.edits
    told = {id(problem) for edit in edits for problem in _about(edit, case)}
    told |= {
        id(problem)
        for problem in case.problems
        if problem.rule == "other-lead-in"
        and problem.block
        and problem.block.index in case.relaid.new
    }
    for problem in case.problems:
        if id(problem) not in told:
            yield _about_block(problem.rule, problem.why, problem.block)
    for block in dict.fromkeys(stale(case.facts, edits)):
        why = (
            "it may cite a section by a number that changed; does it still point to the right one?"
        )
        yield _about_block("cross-reference-stale", why, block)
    if non_text_changes.silent_links(case.redline, case.faced, _told_links(case)):
        yield _note("link-unseen", Effect.UNCERTAIN, "a link leads elsewhere than before.", "", "")
    yield from _places(case)
    if (
        not edits
        and not case.problems
        and non_text_changes.look(case.old) != non_text_changes.look(case.new)
    ):
        why = "only the look of the page changed: a line, an alignment, the form of a mark."
        yield _note("formatting", Effect.EDITORIAL, why, "", "")


def _places(case: Case) -> Iterator[Finding]:
    """Yield the links to a place of this text that stayed as they are while the place did not."""
    linked = non_text_changes.own_places(case.old) & non_text_changes.own_places(case.new)
    for name in sorted(linked):
        if not case.facts.is_same_place(name, name):
            why = f"the link to “#{name}” leads to another place of this text, or to none."
            yield _note("link-anchor", Effect.UNCERTAIN, why, "", "")


def hidden_words(old_markdown: str, new_markdown: str) -> Iterator[Finding]:
    """Yield a finding where the new source holds more markup that hides words than the old one did."""
    if len(hiding(new_markdown)) > len(hiding(old_markdown)):
        found = hiding(new_markdown)[-1]
        why = f"the source holds {quoted(found)}, which can hide words from readers."
        yield _note("hidden-words", Effect.MATERIAL, why, "", found)


def unreadable_words(old_markdown: str, new_markdown: str) -> Iterator[Finding]:
    """Yield a finding where the new source makes words unreadable in a way the old one did not.

    The page leaves such markup out, so nothing on it shows what the source asks for.
    """
    come = Counter(illegible(new_markdown)) - Counter(illegible(old_markdown))
    for what in come:
        why = f"the source asks for what nobody could read, and the page leaves it out: {what}."
        yield _note("look-changed", Effect.UNCERTAIN, why, "", "")


def ambiguous_links(old_markdown: str, new_markdown: str) -> Iterator[Finding]:
    """Yield a finding where the new source names two addresses for one link, and the old one did not."""
    for name in sorted(
        non_text_changes.ambiguous(new_markdown) - non_text_changes.ambiguous(old_markdown)
    ):
        why = f"the source gives the link [{name}] two addresses: which one counts depends on the program."
        yield _note("link-unseen", Effect.UNCERTAIN, why, "", "")


def _about_block(rule: str, why: str, block: Block | None) -> Finding:
    if block is None:
        return _note(rule, Effect.UNCERTAIN, why, "", "")
    said = f"{quoted(block.text)}: {why}" if block.text.strip() else why
    return _note(rule, Effect.UNCERTAIN, said, block.text, block.text, block.section)


def _told_links(case: Case) -> dict[int, list[tuple[int, int]]]:
    """Return the places of the links whose change is an edit; in blocks that only moved, none is."""
    linked: dict[int, list[tuple[int, int]]] = {}
    for edit in case.redline.edits:
        told = edit.kind is EditKind.LINK and not _is_moved(edit, case)
        if told and edit.old_block and edit.new_block:
            linked.setdefault(-1 - edit.old_block.index, []).append(edit.old_span)
            linked.setdefault(edit.new_block.index, []).append(edit.new_span)
    return linked


def _front_matter(
    old: Mapping[str, Value], new: Mapping[str, Value], case: Case
) -> Iterator[Finding]:
    for key, before, after in metadata.changes(old, new):
        olds, news = (str(value) if value is not None else "" for value in (before, after))
        text = metadata.is_text(key, before, after)
        if text and metadata.says_the_same(key, olds, news, case.old, case.new):
            text = False
        yield _field(key, olds, news, text=text)


def _field(key: str, olds: str, news: str, *, text: bool) -> Finding:
    name = f"the front matter's {key}" if key else "the front matter"
    if olds and news:
        became = f"goes from {quoted(olds)} to {quoted(news)}"
    else:
        became = f"says {quoted(news)} now" if news else f"does not say {quoted(olds)} any more"
    if found := suspicious(olds, news):
        return _note("suspicious-characters", Effect.MATERIAL, f"{name} holds {found}.", olds, news)
    if not text:
        why = f"{name} {became}; it tells readers nothing else."
        return _note("front-matter", Effect.EDITORIAL, why, olds, news)
    kind = key.rpartition(".")[2]
    if kind == "language":
        return _note("language-changed", Effect.UNCERTAIN, f"{name} {became}.", olds, news)
    if kind == "title":
        asked = "does the text cover other things now?"
        return _note("title-changed", Effect.UNCERTAIN, f"{name} {became}; {asked}", olds, news)
    asked = "readers or search engines see it; does it say something else?"
    return _note("field-changed", Effect.UNCERTAIN, f"{name} {became}; {asked}", olds, news)


def _note(
    rule: str, effect: Effect, sentence: str, old: str, new: str, where: tuple[str, ...] = ()
) -> Finding:
    said = f"{place(where)}: {sentence}" if where else sentence[:1].upper() + sentence[1:]
    return Finding(rule=rule, effect=effect, where=where, old=old, new=new, explanation=said)
