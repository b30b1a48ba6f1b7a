"""What a reader meets besides the words: links, tooltips, images, direction, look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from publisher.text.document import Block, Document
from publisher.text.markup import Element
from publisher.text.materiality.headings import heading_number
from publisher.text.materiality.leaning import Problem
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.numbering import references
from publisher.text.materiality.structure import Alignment, Reading

Spans = Mapping[int, Sequence[tuple[int, int]]]
_FOOTNOTE = ("#fn:", "#fnref:")
# What of an element shows on the page.
_SHOWN = frozenset(
    [
        "align",
        "alt",
        "colspan",
        "dir",
        "height",
        "href",
        "reversed",
        "rowspan",
        "src",
        "start",
        "title",
        "type",
        "value",
        "width",
    ]
)
_WATCHED = (
    ("title", "tooltip-changed", "words that show when a reader points at the text changed."),
    ("src", "image-changed", "another picture is shown."),
    ("dir", "direction-changed", "words or figures run in the other direction."),
)


def problems(old: Document, new: Document, lexicon: Lexicon) -> Iterator[Problem]:
    """Yield what changed besides the words and could change what a reader takes from them."""
    for name, rule, why in _WATCHED:
        yield from _differing(old, new, name, rule, why)
    if _lists(old) != _lists(new):
        cited = next((each for side in (old, new) for each in _item_citations(side, lexicon)), None)
        if cited:
            why = f"it cites “{cited[1]}”, and the items of a list bear other numbers or signs now."
            yield Problem("items-renumbered", why, cited[0])


def _lists(document: Document) -> Counter[object]:
    """Return how the items of each list are counted; a list of signs is not counted."""
    found: dict[int, object] = {}
    for block in document.blocks:
        for element in block.path:
            if element.tag == "ol":
                counted = (element.get(name) for name in ("start", "type", "reversed"))
                found[id(element)] = tuple(counted)
            elif element.tag == "li" and element.get("value"):
                found[id(element)] = element.get("value")
    return Counter(found.values())


def _item_citations(document: Document, lexicon: Lexicon) -> Iterator[tuple[Block, str]]:
    """Yield the references to a number that no heading bears: it may be an item's."""
    headed = {heading_number(block, lexicon)[0] for block in document.blocks if block.level}
    for block, number in references(document, lexicon):
        if number not in headed:
            yield block, number


def _differing(old: Document, new: Document, name: str, rule: str, why: str) -> Iterator[Problem]:
    before = Counter(value for value, _ in _values(old, name))
    after = _values(new, name)
    come = Counter(value for value, _ in after) - before
    gone = before - Counter(value for value, _ in after)
    if come or gone:
        block = next((block for value, block in after if value in come), None)
        said = "a picture is no longer shown." if name == "src" and not come else why
        yield Problem(rule, said, block or (new.blocks[0] if new.blocks else None))


def _values(document: Document, name: str) -> list[tuple[str, Block]]:
    """Return the values of an attribute, each element once. Of a picture's address, the file's name."""
    found: list[tuple[str, Block]] = []
    seen: set[int] = set()
    for block in document.blocks:
        for element in _elements(block):
            value = element.get(name)
            if value and id(element) not in seen and not (name == "title" and element.tag == "img"):
                found.append((PurePosixPath(value).name if name == "src" else value, block))
            seen.add(id(element))
    return found


def _elements(block: Block) -> Iterator[Element]:
    yield from block.path
    for run in block.runs:
        yield from run.inline


def look(document: Document) -> list[object]:
    """Return all that shows on the page, down to the form of a quotation mark."""
    return [
        (
            _tags(block.path),
            [(" ".join(run.text.split(" ")), _tags(run.inline)) for run in block.runs],
        )
        for block in document.blocks
    ]


def _tags(elements: Sequence[Element]) -> list[object]:
    return [
        (element.tag, sorted((name, value) for name, value in element.attributes if name in _SHOWN))
        for element in elements
    ]


def silent_links(old: Document, new: Document, faced: Alignment, told: Spans) -> bool:
    """Tell whether a link changed that no edit of the redline tells of.

    told: by the index of old blocks negated (minus one) and of new blocks, the spans of links told.
    """
    return _hrefs(old, faced.old, told, -1) != _hrefs(new, faced.new, told, 1)


def _hrefs(
    document: Document, reading: Reading, told: Spans, side: int
) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for block in document.blocks:
        if not block.linked or block.index in reading.skipped:
            continue
        key = block.index if side > 0 else -1 - block.index
        marked = ((start, end) for start, end, _ in reading.marked.get(block.index, ()))
        spans = [*told.get(key, ()), *marked]
        for at in block.linked:
            token = block.tokens[at]
            href = token.href or ""
            if not href.startswith(_FOOTNOTE) and not any(
                start <= at < end for start, end in spans
            ):
                found[token.key, href] += 1
    return found
