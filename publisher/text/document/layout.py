"""A page taken apart as far as needed: its parts, their leaves, and the headings that they stand under."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from publisher.text.document import markup
from publisher.text.document.html_split import tops
from publisher.text.document.markup import (
    Around,
    Element,
    HeadingElement,
    Leaf,
    headings,
    start_tag,
)


class BlockKind(StrEnum):
    """What a leaf block is to a reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    CODE = "code"
    TERM = "term"
    DEFINITION = "definition"
    RULE = "rule"


class Layout:
    """The HTML of a page, as `publisher.text.document.render` makes it, in parts.

    A part is one element at the top of the page, one item of a list there, or all that another page
    begins or ends with too. It is taken apart only when somebody asks: two revisions share most parts.
    shared: how many characters at the start and at the end are one part each.
    """

    def __init__(self, html: str, shared: tuple[int, int] = (0, 0)) -> None:
        self.html: str = html
        self._shared = shared
        self._leaves: dict[int, list[Leaf]] = {}
        self._sections: dict[int, list[tuple[str, ...]]] = {}

    @property
    def is_shared(self) -> bool:
        """Whether another page decides what the parts of this one are."""
        return self._shared != (0, 0)

    @property
    def is_read(self) -> bool:
        """Whether the parts have been asked for."""
        return "_tops" in self.__dict__

    @cached_property
    def _tops(self) -> tuple[list[str], dict[int, Around]]:
        head, tail = self._shared
        end = len(self.html) - tail
        found, lists = tops(self.html[head:end].removeprefix("\n"))
        if head:
            found.insert(0, self.html[:head])
            lists = {part + 1: around for part, around in lists.items()}
        if tail:
            found.append(self.html[end + 1 :])
        return found, lists

    @property
    def parts(self) -> list[str]:
        """The HTML of each part."""
        return self._tops[0]

    @property
    def lists(self) -> dict[int, Around]:
        """The list around each part that is an item of one."""
        return self._tops[1]

    @cached_property
    def keys(self) -> list[str]:
        """The parts, each with the start of the list around it: equal keys are the same HTML."""
        keys = self.parts.copy()
        for part, (element,) in self.lists.items():
            keys[part] = f"{start_tag(element)}{keys[part]}"
        return keys

    def leaves(self, part: int) -> list[Leaf]:
        """Return the leaf blocks of one part."""
        found = self._leaves.get(part)
        if found is None:
            found = self._leaves[part] = self._read(part)
        return found

    def _read(self, part: int) -> list[Leaf]:
        html = self.parts[part]
        head, tail = self._shared
        if not (head and part == 0) and not (tail and part == len(self.parts) - 1):
            return markup.leaves(html, self.lists.get(part, ()))
        found, lists = tops(html)
        return [
            leaf for n, top in enumerate(found) for leaf in markup.leaves(top, lists.get(n, ()))
        ]

    def sections(self, part: int) -> list[tuple[str, ...]]:
        """Return the headings above each leaf of one part, outermost first."""
        found = self._sections.get(part)
        if found is None:
            above = self._above[part]
            found = self._sections[part] = []
            for path, runs in self.leaves(part):
                kind, level = kind_of(path)
                level = level if kind is BlockKind.HEADING else 7
                found.append(tuple([each.text for each in above if each.level < level]))
                if level < 7:
                    text = "".join([run.text for run in runs])
                    above = _under(above, HeadingElement.of(level, text))
        return found

    def first_index(self, part: int) -> int:
        """Return how many leaves stand before a part."""
        return self._first_indexes[part]

    @cached_property
    def _first_indexes(self) -> list[int]:
        sizes = [len(self.leaves(part)) for part in range(len(self.parts))]
        return list(accumulate(sizes, initial=0))

    @cached_property
    def _above(self) -> list[tuple[HeadingElement, ...]]:
        """The headings that each part stands under."""
        out: list[tuple[HeadingElement, ...]] = []
        above: tuple[HeadingElement, ...] = ()
        for part in self.parts:
            out.append(above)
            if "<h" in part:
                for heading in headings(part):
                    above = _under(above, heading)
        return out


def _under(
    above: tuple[HeadingElement, ...], heading: HeadingElement
) -> tuple[HeadingElement, ...]:
    """Return the headings in force after one more."""
    return (*[upper for upper in above if upper.level < heading.level], heading)


_KINDS = {
    "pre": BlockKind.CODE,
    "li": BlockKind.ITEM,
    "td": BlockKind.CELL,
    "th": BlockKind.CELL,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "hr": BlockKind.RULE,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}


def kind_of(path: tuple[Element, ...]) -> tuple[BlockKind, int]:
    """Return the kind that the innermost telling element gives, and its level."""
    for element in reversed(path):
        kind = _KINDS.get(element.tag)
        if kind is BlockKind.HEADING:
            return kind, int(element.tag[1])
        if kind is BlockKind.ITEM:
            return kind, sum(around.tag == "li" for around in path)
        if kind is not None:
            return kind, 0
        if element.tag in ("blockquote", "figure", "caption"):
            break
    return BlockKind.PARAGRAPH, 0
