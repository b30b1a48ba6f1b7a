"""Proofs that parts of a text only changed places, and places where that could change the meaning.

Two trees are compared. A part may stand elsewhere among its like (sections under one heading, items
of one list without numbers, rows of one table, passages of one section) if nothing in it, and
nothing it passed, means something by the place where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.text.materiality.context_dependence import (
    ContextProblem,
    counting,
    dependent,
    joined,
    leaning,
    near,
    order_matters,
    pointing_out,
    relating,
    unlike,
)
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.tree import Node


def differences(
    old: Node,
    new: Node,
    lexicon: Lexicon,
    lead: Node | None = None,
    after: Sequence[Node] = (),
) -> Iterator[ContextProblem]:
    """Yield what speaks against taking `new` for `old` with its parts in another order.

    lead: the heading or the passage before a list. after: what follows it in its section.
    """
    if old.key == new.key:
        return
    if old.tag != new.tag or old.said != new.said:
        yield ContextProblem(
            "moved-apart", "its words stand in another part of the text now.", new.block
        )
        return
    pairs = _paired(old.children, new.children)
    if pairs is None:
        yield ContextProblem(
            "moved-apart", "words stand under another heading, lead-in or column now.", near(new)
        )
        return
    for left, right in pairs:
        before = (
            new.children[right - 1] if right and new.children[right - 1].tag == "passage" else new
        )
        rest = [node for node in new.children[right + 1 :] if node.tag != "section"]
        yield from differences(
            old.children[left], new.children[right], lexicon, before, (*rest, *after)
        )
    places = [left for left, _ in pairs]
    if places != sorted(places):
        yield from _reordered(old, new, places, lexicon, lead)
        if new.tag in ("ul", "table"):
            yield from counting(after, lexicon)


def _paired(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[int, int]] | None:
    """Pair children: equal ones first, then those left over that bear the same heading, in order."""
    if len(old) != len(new):
        return None
    pairs: dict[int, int] = {}  # new place: old place
    free: dict[tuple[object, ...], list[int]] = {}
    for at, node in enumerate(old):
        free.setdefault(node.key, []).append(at)
    for at, node in enumerate(new):
        if free.get(node.key):
            pairs[at] = free[node.key].pop(0)
    rest: dict[tuple[object, ...], list[int]] = {}
    for at in sorted(at for places in free.values() for at in places):
        rest.setdefault((old[at].tag, old[at].said), []).append(at)
    for at, node in enumerate(new):
        if at not in pairs:
            places = rest.get((node.tag, node.said))
            if not places:
                return None
            pairs[at] = places.pop(0)
    return [(pairs[at], at) for at in range(len(new))]


def _reordered(
    old: Node, new: Node, places: list[int], lexicon: Lexicon, lead: Node | None
) -> Iterator[ContextProblem]:
    """Judge children of one parent in another order. places: the old place of each new child."""
    if not lexicon.language:
        yield ContextProblem(
            "moved-unread",
            "parts changed places, and nobody has written the words by which to judge that in this language.",
            near(new),
        )
        return
    tags = {child.tag for child in new.children}
    if old.tag == "ol":
        yield ContextProblem(
            "steps-reordered", "the numbered items stand in another order.", near(new)
        )
    elif old.tag == "ul":
        yield from _items(old, new, places, lexicon, lead)
    elif old.tag == "table" and tags == {"tr"}:
        yield from _table_rows(new, places, lexicon)
    elif old.tag == "section":
        yield from _section_parts(old, new, places, lexicon)
    else:
        yield ContextProblem(
            "moved-apart", "parts of a row, a quotation or an item changed places.", near(new)
        )


def _items(
    old: Node, new: Node, places: list[int], lexicon: Lexicon, lead: Node | None
) -> Iterator[ContextProblem]:
    if lead is not None and (found := order_matters(lead, lexicon)):
        yield ContextProblem(
            "steps-reordered", f"the words before the list say “{found}”.", near(new)
        )
    yield from unlike(new.children, lexicon)
    moved = _moved(places)
    for at, child in enumerate(new.children):
        yield from relating(child, lexicon)
        if at in moved:
            yield from dependent(child, lexicon)
            yield from joined(child, lexicon)
    yield from _followers(old, new, places, lexicon)


def _table_rows(new: Node, places: list[int], lexicon: Lexicon) -> Iterator[ContextProblem]:
    if places[0] != 0:
        yield ContextProblem(
            "moved-apart", "the head of a table changed places with a row.", near(new)
        )
    moved = _moved(places)
    for at, row in enumerate(new.children):
        yield from relating(row, lexicon)
        if at not in moved:
            continue
        cells = row.children
        spans = any(
            element.get("rowspan")
            for cell in row.passages()
            if cell.block
            for element in cell.block.path
        )
        if spans or not cells or not cells[0].children or not cells[0].children[0].said:
            yield ContextProblem(
                "moved-apart",
                "a row that takes its first cell from the row above changed places.",
                near(row),
            )
        yield from dependent(row, lexicon)


def _section_parts(
    old: Node, new: Node, places: list[int], lexicon: Lexicon
) -> Iterator[ContextProblem]:
    own = [at for at, child in enumerate(new.children) if child.tag != "section"]
    if [places[at] for at in own] != sorted(places[at] for at in own):
        yield from _passages(old, new, places, lexicon)
    moved = _moved(places)
    for at, child in enumerate(new.children):
        if child.tag == "section" and at in moved:
            yield from pointing_out(child, lexicon)
        follows = places[at - 1] if at else -1
        if child.tag == "section" and places[at] - 1 != follows:
            yield from relating(child, lexicon, opening=True)
    yield from _followers(old, new, places, lexicon, sections=True)


def _passages(
    old: Node, new: Node, places: list[int], lexicon: Lexicon
) -> Iterator[ContextProblem]:
    """Yield the passages of one section that changed places: one goes on from the other, often silently.

    "Half is paid back", "All other data is deleted": no word need tell that it does.
    """
    moved = _moved(places)
    for at, child in enumerate(new.children):
        if child.tag != "section" and at in moved:
            why = "it stands before or after other words now, and may go on from those before."
            yield ContextProblem("moved-passage", why, near(child))
            yield from dependent(child, lexicon)
    yield from _followers(old, new, places, lexicon)


def _moved(places: list[int]) -> set[int]:
    """Return the children that stand before or after another child than they did."""
    found: set[int] = set()
    highest = -1
    for at, place in enumerate(places):
        if place < highest:
            found.add(at)
        highest = max(highest, place)
    lowest = len(places)
    for at in range(len(places) - 1, -1, -1):
        if places[at] > lowest:
            found.add(at)
        lowest = min(lowest, places[at])
    return found


def _followers(
    old: Node, new: Node, places: list[int], lexicon: Lexicon, *, sections: bool = False
) -> Iterator[ContextProblem]:
    """Judge the children that moved, or follow another child than before.

    sections: judge only sections, and of them only those that follow another.
    """
    moved = set() if sections else _moved(places)
    for at, place in enumerate(places):
        follows = places[at - 1] if at else -1
        child = new.children[at]
        if (place - 1 != follows or at in moved) and (not sections or child.tag == "section"):
            yield from leaning(child, old.children[place - 1] if place else old, lexicon)
