"""The HTML that `render` makes, cut at the top of the page: elements, the items of lists, equal ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from publisher.text.affixes import most
from publisher.text.document.markup import INLINE, Around, Element, attributes_of

_LIST = re.compile(r'<([uo]l)((?: [a-z-]+="[^"]*")*)>')
_INLINE_TAG = re.compile(rf"<(?:{'|'.join(INLINE)})[ >]")
_VOIDS = ("<br", "<img", "<hr")


def tops(html: str) -> tuple[list[str], dict[int, Around]]:
    """Return the parts of rendered HTML as written, without line ends between, and which are items.

    A part is an element at the top of the page, or an item of a list there; then its number leads to
    the list around it, one object for each list. A new line before a tag is where an element may begin;
    it does if all before it are closed. Text without an element stays with the element before it.
    """
    parts: list[str] = []
    lists: dict[int, Around] = {}
    voids = [tag for tag in ("<br", "<img", "<hr") if tag in html]
    depth = 0
    held: list[str] = []  # the lines of the element being read
    items: list[int] = []  # those with which an item of it begins
    for n, line in enumerate(html.split("\n<")):
        piece = f"<{line}" if n else line
        if depth:
            if depth == 1 and line[:2] == "li":
                items.append(len(held))
        elif held and (line[:1] in "ph" or not _INLINE_TAG.match(piece)):
            _close(held, items, parts, lists)
            held, items = [], []
        held.append(piece)
        # Each tag but a void one opens or closes; "<" stands nowhere else.
        opened = piece.count("<") - 2 * piece.count("</")
        if depth or opened:  # else there is no void one, and all is closed again
            depth += opened
            for tag in voids:
                depth -= piece.count(tag)
    if any(held):
        _close(held, items, parts, lists)
    return parts, lists


def _close(
    held: list[str], items: Sequence[int], parts: list[str], lists: dict[int, Around]
) -> None:
    """Add an element as one part; a list that holds nothing but its items, as those."""
    opening = _LIST.fullmatch(held[0]) if items and items[0] == 1 else None
    if opening is None or held[-1] != f"</{opening[1]}>":
        parts.append("\n".join(held) if len(held) > 1 else held[0])
        return
    around = (Element(opening[1], attributes_of(opening[2])),)
    for start, end in pairwise((*items, len(held) - 1)):
        lists[len(parts)] = around
        parts.append("\n".join(held[start:end]))


def shared_ends(one: str, other: str) -> tuple[int, int]:
    """Return how many characters two pages begin with alike, and end with, in whole elements.

    What is between begins with a line end, if it is anything and not all of the page.
    """
    if one == other:
        return len(one), 0
    shorter = min(len(one), len(other))
    alike = most(shorter, lambda n, m: one[n:m] == other[n:m])
    head = one.rfind("\n<", 0, alike)
    depth = _depth(one[: max(head, 0)], from_top=True)
    while head > 0 and not (depth == 0 and _begins(one, head) and _begins(other, head)):
        before = one.rfind("\n<", 0, head)
        depth -= _depth(one[max(before, 0) : head])
        head = before
    head = max(head, 0)
    a, b = len(one), len(other)
    alike = most(shorter - head, lambda n, m: one[a - m : a - n] == other[b - m : b - n])
    tail = one.find("\n<", a - alike)
    depth = _depth(one[tail:])
    while tail >= 0 and not (depth == 0 and _begins(one, tail)):
        after = one.find("\n<", tail + 1)
        depth -= _depth(one[tail : after if after >= 0 else a])
        tail = after
    return head, a - tail if tail >= 0 else 0


def _begins(html: str, line: int) -> bool:
    """Whether an element of its own begins with a line, not one within a row of words."""
    return not _INLINE_TAG.match(html, line + 1)


def _depth(html: str, *, from_top: bool = False) -> int:
    """Return how many more elements are opened than closed. from_top: never fewer."""
    opened = html.count("<") - 2 * html.count("</")
    if from_top and not opened:
        return 0  # and there is no void one
    return opened - sum([html.count(tag) for tag in _VOIDS])
