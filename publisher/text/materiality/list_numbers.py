"""The numbers that items of lists bear, and parts that are counted by their place.

A list's number shows on the page and is cited from other texts too: one that changes is asked about.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from publisher.text.document.document import Block, Document
from publisher.text.document.markup import Element
from publisher.text.materiality.citations import Citation, citations, numbers
from publisher.text.materiality.context_dependence import ContextProblem
from publisher.text.materiality.document_index import DocumentIndex
from publisher.text.materiality.headings import heading_number

_ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def problems(facts: DocumentIndex) -> Iterator[ContextProblem]:
    """Yield what speaks against the new numbers of items, and against parts counted by place."""
    yield from _renumbered(facts)
    yield from _counted(facts)


def labels(document: Document) -> dict[int, str]:
    """Return the number or letter that each item of a numbered list bears, by its first block's index."""
    found: dict[int, str] = {}
    if "<ol" not in document.layout.html:
        return found
    items: dict[int, list[tuple[Element, Block]]] = {}
    lists: dict[int, Element] = {}
    seen: set[int] = set()
    for block in document.blocks:
        around = block.path
        for above, element in itertools.pairwise(around):
            if above.tag == "ol" and element.tag == "li" and id(element) not in seen:
                seen.add(id(element))
                lists[id(above)] = above
                items.setdefault(id(above), []).append((element, block))
    for key, own in items.items():
        for (_, block), label in zip(own, _labels(lists[key], [li for li, _ in own]), strict=True):
            found.setdefault(block.index, label)
    return found


def _labels(around: Element, items: list[Element]) -> Iterator[str]:
    backwards = around.get("reversed") is not None
    kind = around.get("type") or "1"
    number = _whole(around.get("start"), len(items) if backwards else 1)
    for item in items:
        number = _whole(item.get("value"), number)
        yield _label(number, kind)
        number += -1 if backwards else 1


def _whole(text: str | None, other: int) -> int:
    try:
        return int(text) if text is not None else other
    except ValueError:
        return other


def _label(number: int, kind: str) -> str:
    if kind.lower() == "a" and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if kind == "A" else letter
    if kind.lower() == "i" and 1 <= number < 400:
        out, rest = "", number
        for value, sign in _ROMAN:
            out += sign * (rest // value)
            rest %= value
        return out.upper() if kind == "I" else out
    return str(number)


def _renumbered(facts: DocumentIndex) -> Iterator[ContextProblem]:
    """Yield a problem where an item that stayed bears another number, or a cited one came or went."""
    olds, news = labels(facts.old), labels(facts.new)
    if not olds and not news:
        return
    come = {row.new.index for row in facts.redline.open_rows if row.new and not row.old}
    gone = {row.old.index for row in facts.redline.open_rows if row.old and not row.new}
    # Where an item came or went, its like are counted on: the edit itself is judged.
    counted_on = bool(come & news.keys() or gone & olds.keys())
    touched: set[int] = set()
    for row in facts.redline.rows:
        if row.old is None or row.new is None:
            continue
        before, after = olds.get(row.old.index, ""), news.get(row.new.index, "")
        if before == after:
            continue
        if before and after and not counted_on:
            why = f"it is item {after} now, and was item {before}."
            yield ContextProblem("items-renumbered", why, row.new)
            return
        touched |= numbers(before) | numbers(after)
    # A list may come or go as form (bullets, paragraphs): then nothing may cite its numbers.
    cited = _citing(facts, touched)
    if cited:
        why = f"it says “{cited.said}”, and the items of a list bear other numbers or signs now."
        yield ContextProblem("items-renumbered", why, cited.block)


def _citing(facts: DocumentIndex, touched: set[int]) -> Citation | None:
    if not touched:
        return None
    return next(
        (
            each
            for document in (facts.new, facts.old)
            for each in citations(document, facts.lexicon)
            if each.values & touched
        ),
        None,
    )


def _counted(facts: DocumentIndex) -> Iterator[ContextProblem]:
    """Yield a problem where parts changed places and words anywhere may count them by place."""
    moved = [
        row.new for row in facts.redline.open_rows if row.move and row.new and row.old is not None
    ]
    if not moved and not _swapped(facts):
        return
    borne = {
        value
        for block in facts.new.blocks
        if block.level
        for value in numbers(heading_number(block, facts.lexicon)[0])
    }
    for each in citations(facts.new, facts.lexicon):
        uncounted = each.named and each.values and not each.values & borne
        if each.by_place or uncounted:
            why = f"it says “{each.said}”, and parts of the text changed places."
            yield ContextProblem("moved-counted", why, each.block)
            return


def _swapped(facts: DocumentIndex) -> bool:
    """Whether blocks that came stand word for word among those that went."""
    gone = {
        row.old.keys for row in facts.redline.open_rows if row.old and (not row.new or row.changes)
    }
    come = {
        row.new.keys for row in facts.redline.open_rows if row.new and (not row.old or row.changes)
    }
    return bool(gone & come)
