"""What a reader meets besides the words: links, tooltips, images, direction, look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from publisher.text.document.document import Block, BlockKind, Document
from publisher.text.document.frontmatter import body
from publisher.text.document.markup import Element, without_permalinks
from publisher.text.materiality.context_dependence import ContextProblem
from publisher.text.materiality.structure import Alignment, ReadingOrder
from publisher.text.redline import Redline

Spans = Mapping[int, Sequence[tuple[int, int]]]
_FOOTNOTE = ("#fn:", "#fnref:")
# Attributes that show on the page and say nothing: an alignment, and what `_WATCHED` tells of.
_HARMLESS = frozenset({"align", "id", "class", "lang", "href", "title", "scope", "abbr"})
_WATCHED = (
    ("title", "tooltip-changed", "words that show when a reader points at the text changed."),
    ("src", "image-changed", "another picture is shown."),
    ("dir", "direction-changed", "words or figures run in the other direction."),
)
# Elements that only emphasise words, or bear no look of their own.
PLAIN = frozenset(
    {"em", "strong", "b", "i", "u", "code", "mark", "span", "cite", "dfn", "kbd", "samp", "var"}
    | {"abbr", "bdi", "a"}
)
# Without any of these a page shows words and nothing else.
_PERHAPS = re.compile(
    r"<(?:small|su[bp]|q|s|bdo|ruby|r[btp]|br|hr|img|del|ins)\b|<(?!a )[a-z0-9]+[^<>]* "
    r"(?!id=|class=|align=|lang=|start=|type=|value=)[a-z]+=|[^\S\n ]{4}|(?:&nbsp;\s*){4}|"
    r"<p>(?:\s|&nbsp;|&#160;)+</p>"
)
_RAISED = ((("sup", ()),), (("sub", ()),))
_FLOOD = 3  # empty lines in a row, from which they push words away
# As many line breaks, or spaces that do not fold, do so within a passage.
_PUSHED = re.compile(r"(?:\n\s*){3,}|[^\S\n ]{4,}")
_OWN_LINK = re.compile(r'<a (?!class="(?:headerlink|footnote)[^>]*>)[^>]*href="#')
_DEFINITION = re.compile(r"^ {0,3}\[([^\]^][^\]]*)\]:\s*<?([^\s>]+)", re.MULTILINE)


def problems(old: Document, new: Document) -> Iterator[ContextProblem]:
    """Yield what changed besides the words and could change what a reader takes from them."""
    for name, rule, why in _WATCHED:
        yield from _differing(old, new, name, rule, why)
    yield from _looks(old, new)


def _looks(old: Document, new: Document) -> Iterator[ContextProblem]:
    """Yield a problem where a browser shows the same words in another size, cell, place or distance."""
    if old.layout.html == new.layout.html:
        return
    if not any(_PERHAPS.search(each.layout.html) for each in (old, new)):
        return
    before, after = _odd(old), _odd(new)
    gone, come = (Counter(side) for side in (before.elements, after.elements))
    if gone != come:
        blocks = after.blocks if come - gone else before.blocks
        key = next(iter((come - gone) or (gone - come)))
        why = "a browser shows it in another size, at another place, or with other cells."
        yield ContextProblem("look-changed", why, blocks[key])


class _Odd:
    """What of a page is more than words and emphasis. elements: each as often as it stands there."""

    def __init__(self) -> None:
        self.elements: list[object] = []
        self.blocks: dict[object, Block] = {}

    def add(self, key: object, block: Block) -> None:
        """Note something that a browser shows in its own way."""
        self.elements.append(key)
        self.blocks.setdefault(key, block)


def _odd(document: Document) -> _Odd:
    found = _Odd()
    seen: set[int] = set()
    cells = empty = 0
    for block in document.blocks:
        cells += block.kind is BlockKind.CELL
        empty = 0 if block.text.strip() or block.kind is BlockKind.CELL else empty + 1
        if empty == _FLOOD:
            found.add("empty lines", block)
        if _PUSHED.search(block.text):
            found.add(("distance", len(_PUSHED.findall(block.text))), block)
        for element in block.path:
            shown = _shown(element)
            if shown and id(element) not in seen and element.tag not in ("ol", "li"):
                found.add((element.tag, shown, cells), block)
            seen.add(id(element))
        for chain in dict.fromkeys(_chain(run.inline) for run in block.runs):
            if chain:
                found.add(chain, block)
    return found


def _chain(inline: Sequence[Element]) -> tuple[object, ...]:
    """Return the elements around a run that do more than emphasise it; a note's sign is none."""
    if any((element.get("href") or "").startswith(_FOOTNOTE) for element in inline):
        return ()
    chain = tuple(
        (element.tag, _shown(element))
        for element in inline
        if (element.tag not in PLAIN and element.tag not in ("br", "img", "s")) or _shown(element)
    )
    # An edit tells of a power or a note; of one within another it does not.
    return () if chain in _RAISED else chain


def _shown(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (name, value)
            for name, value in element.attributes
            if name not in _HARMLESS and name not in ("src", "alt", "dir", "start", "type", "value")
        )
    )


def _differing(
    old: Document, new: Document, name: str, rule: str, why: str
) -> Iterator[ContextProblem]:
    # Elements with the same values in the same order, none of them empty: nothing is another one.
    pages = [without_permalinks(each.layout.html) for each in (old, new)]
    valued = re.compile(rf'<([a-z0-9]+) [^<>]*?\b{name}=("[^"]*")[^<>]*>(\s*</)?')
    olds, news = (valued.findall(page) for page in pages)
    if olds == news and not any(empty for _, _, empty in olds):
        return
    before = Counter(value for value, _ in _values(old, name))
    after = _values(new, name)
    come = Counter(value for value, _ in after) - before
    gone = before - Counter(value for value, _ in after)
    if come or gone:
        block = next((block for value, block in after if value in come), None)
        said = "a picture is no longer shown." if name == "src" and not come else why
        yield ContextProblem(rule, said, block or (new.blocks[0] if new.blocks else None))


def _values(document: Document, name: str) -> list[tuple[str, Block]]:
    """Return the values of an attribute, each element once."""
    found: list[tuple[str, Block]] = []
    seen: set[int] = set()
    for block in document.blocks:
        for element in _elements(block):
            value = element.get(name)
            if value and id(element) not in seen and not (name == "title" and element.tag == "img"):
                found.append((PurePosixPath(value).as_posix() if name == "src" else value, block))
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
        (element.tag, sorted(each for each in element.attributes if each[0] not in ("id", "class")))
        for element in elements
    ]


def silent_links(redline: Redline, faced: Alignment, told: Spans) -> bool:
    """Whether a link changed that no edit of the redline tells of.

    told: by the index of old blocks negated (minus one) and of new blocks, the spans of links told.
    Outside of the open rows, both pages are the same as they are written.
    """
    olds = dict.fromkeys(row.old for row in redline.open_rows if row.old)
    news = dict.fromkeys(row.new for row in redline.open_rows if row.new)
    return _hrefs(olds, faced.old, told, -1) != _hrefs(news, faced.new, told, 1)


def _hrefs(
    blocks: Iterable[Block], reading: ReadingOrder, told: Spans, side: int
) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for block in blocks:
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


def own_places(document: Document) -> set[str]:
    """Return the anchors of this text that its links lead to."""
    found: set[str] = set()
    if not _OWN_LINK.search(document.layout.html):
        return found
    for block in document.blocks:
        for at in block.linked:
            href = block.tokens[at].href or ""
            if href[:1] == "#" and href[1:] and not href.startswith(_FOOTNOTE):
                found.add(unquote(href[1:]))
    return found


def ambiguous(markdown: str) -> set[str]:
    """Return the names of links that a source gives two addresses."""
    if "]:" not in markdown:
        return set()
    found: dict[str, set[str]] = {}
    for name, href in _DEFINITION.findall(body(markdown)):
        found.setdefault(" ".join(name.lower().split()), set()).add(href)
    return {name for name, hrefs in found.items() if len(hrefs) > 1}
