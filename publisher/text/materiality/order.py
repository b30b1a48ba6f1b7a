"""Proofs that parts of a text only changed places, and places where that could change the meaning.

Two trees are compared. A part may stand elsewhere among its like (sections under one heading, items
of one list without numbers, rows of one table, passages of one section) if nothing in it, and
nothing it passed, means something by the place where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.text.document import Block
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.tree import Node
from publisher.text.materiality.wording import words


@dataclass(frozen=True, slots=True)
class Problem:
    """Why two trees cannot be called the same text in another order. why: a sentence."""

    rule: str
    why: str
    block: Block | None


def differences(
    old: Node, new: Node, lexicon: Lexicon, lead: Node | None = None
) -> Iterator[Problem]:
    """Yield what speaks against taking `new` for `old` with its parts in another order.

    lead: the heading or the passage before a list.
    """
    if old.key == new.key:
        return
    if old.tag != new.tag or old.said != new.said:
        yield Problem("moved-apart", "its words stand in another part of the text now.", new.block)
        return
    pairs = _paired(old.children, new.children)
    if pairs is None:
        yield Problem(
            "moved-apart", "words stand under another heading, lead-in or column now.", _near(new)
        )
        return
    for left, right in pairs:
        before = (
            new.children[right - 1] if right and new.children[right - 1].tag == "passage" else new
        )
        yield from differences(old.children[left], new.children[right], lexicon, before)
    places = [left for left, _ in pairs]
    if places != sorted(places):
        yield from _reordered(old, new, places, lexicon, lead)


def _near(node: Node) -> Block | None:
    return next((child.block for child in node.passages()), None)


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
) -> Iterator[Problem]:
    """Judge children of one parent in another order. places: the old place of each new child."""
    if not lexicon.language:
        yield Problem(
            "moved-unread",
            "parts changed places, and nobody has written the words by which to judge that in this language.",
            _near(new),
        )
        return
    tags = {child.tag for child in new.children}
    if old.tag == "ol":
        yield Problem("steps-reordered", "the numbered items stand in another order.", _near(new))
    elif old.tag == "ul":
        yield from _items(old, new, places, lexicon, lead)
    elif old.tag == "table" and tags == {"tr"}:
        yield from _table_rows(new, places, lexicon)
    elif old.tag == "section":
        yield from _section_parts(old, new, places, lexicon)
    else:
        yield Problem(
            "moved-apart", "parts of a row, a quotation or an item changed places.", _near(new)
        )


def _items(
    old: Node, new: Node, places: list[int], lexicon: Lexicon, lead: Node | None
) -> Iterator[Problem]:
    if lead is not None and (found := _order_matters(lead, lexicon)):
        yield Problem("steps-reordered", f"the words before the list say “{found}”.", _near(new))
    moved = _moved(places)
    for at, child in enumerate(new.children):
        if at in moved:
            yield from _dependent(child, lexicon)
            yield from _joined(child, lexicon)
    yield from _followers(old, new, places, lexicon)


def _joined(item: Node, lexicon: Lexicon) -> Iterator[Problem]:
    """Yield an item that ends with "and" or "or": it is joined to the next one."""
    for passage in item.passages():
        last = next((word for word in reversed(passage.said) if word[:1].isalnum()), "").lower()
        if any(last in lexicon.phrases(f"conjunction_{name}") for name in ("and", "or")):
            yield Problem(
                "moved-joined",
                f"it ends with “{last}”, and another item follows now.",
                passage.block,
            )


def _table_rows(new: Node, places: list[int], lexicon: Lexicon) -> Iterator[Problem]:
    if places[0] != 0:
        yield Problem("moved-apart", "the head of a table changed places with a row.", _near(new))
    moved = _moved(places)
    for at, row in enumerate(new.children):
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
            yield Problem(
                "moved-apart",
                "a row that takes its first cell from the row above changed places.",
                _near(row),
            )
        yield from _dependent(row, lexicon)


def _section_parts(old: Node, new: Node, places: list[int], lexicon: Lexicon) -> Iterator[Problem]:
    own = [at for at, child in enumerate(new.children) if child.tag != "section"]
    if [places[at] for at in own] != sorted(places[at] for at in own):
        yield from _passages(old, new, places, lexicon)
    moved = _moved(places)
    for at, child in enumerate(new.children):
        if child.tag == "section" and at in moved:
            yield from _pointing_out(child, lexicon)
    yield from _followers(old, new, places, lexicon, sections=True)


def _passages(old: Node, new: Node, places: list[int], lexicon: Lexicon) -> Iterator[Problem]:
    """Judge passages of one section in another order. A list goes with the words before it."""
    moved = _moved(places)
    for at, child in enumerate(new.children):
        if child.tag == "section" or at not in moved:
            continue
        yield from _dependent(child, lexicon)
        if child.tag != "passage" and places[at] - 1 != (places[at - 1] if at else -1):
            yield Problem(
                "moved-apart", "a list or table stands after other words now.", _near(child)
            )
        if child.tag == "passage" and child.said[-1:] == (":",):
            follower = places[at] + 1 < len(old.children) and old.children[places[at] + 1].tag
            joined = at + 1 < len(places) and places[at + 1] == places[at] + 1
            if follower in (False, "passage", "section") or not joined:
                yield Problem(
                    "moved-apart", "words that lead in what follows changed places.", child.block
                )
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
) -> Iterator[Problem]:
    """Judge the children that moved, or follow another child than before.

    sections: judge only sections, and of them only those that follow another.
    """
    moved = set() if sections else _moved(places)
    for at, place in enumerate(places):
        follows = places[at - 1] if at else -1
        child = new.children[at]
        if (place - 1 != follows or at in moved) and (not sections or child.tag == "section"):
            yield from _leaning(child, old.children[place - 1] if place else old, lexicon)


def _dependent(node: Node, lexicon: Lexicon) -> Iterator[Problem]:
    """Yield the passages that point to what stands above or below, or say that order matters."""
    pointing = lexicon.phrases("points_elsewhere")
    for passage in node.passages():
        if passage.block is None:
            continue
        said = " ".join(words(passage.block.tokens, lexicon)).lower()
        found = pointing.found(said.removesuffix(":").removesuffix("."))
        if found:
            word = next(iter(found))
            yield Problem(
                "moved-pointing",
                f"it changed places with other words, and says “{word}”.",
                passage.block,
            )


def _pointing_out(section: Node, lexicon: Lexicon) -> Iterator[Problem]:
    """Yield the passages of a section that point to another one by where it stands."""
    passages = [passage for passage in section.passages() if passage.block is not None]
    for at, passage in enumerate(passages):
        said = " ".join(words(passage.block.tokens, lexicon)).lower() if passage.block else ""
        found = list(lexicon.phrases("points_beyond").found(said))
        if at == len(passages) - 1:
            found += lexicon.phrases("points_on").found(said)
        if found:
            why = f"its section changed places with another, and it says “{found[0]}”."
            yield Problem("moved-pointing", why, passage.block)


def _leaning(node: Node, before: Node, lexicon: Lexicon) -> Iterator[Problem]:
    """Yield the passage that begins a part with words that go on from what stood before.

    before: what it followed in the old text.
    """
    first = next((passage.block for passage in node.passages() if passage.said), None)
    if first is None:
        return
    all_words = words(first.tokens, lexicon)
    end = next((at for at, word in enumerate(all_words) if word in ".!?"), len(all_words))
    said = [word.lower() for word in all_words[:end] if word[:1].isalnum()]
    opening = lexicon.phrases("leans_on_what_precedes").opens(" ".join(said))
    if opening and opening not in lexicon.phrases("points_back"):
        found = opening
    else:
        found = _points_back(said, before, lexicon)
    if found:
        yield Problem("moved-leaning", f"it says “{found}” and follows other words now.", first)


def _points_back(said: Sequence[str], before: Node, lexicon: Lexicon) -> str:
    """Return the words of a sentence that stand for something said before, or ""."""
    last = [passage for passage in before.passages() if passage.said][-1:]
    known = {word.lower() for passage in last for word in passage.said if len(word) > 3}
    itself = lexicon.phrases("itself")
    passage = before.tag != "section"
    for at, word in enumerate(said):
        if any(name in itself for name in said[at + 1 : at + 3]):
            continue
        definite = word in lexicon.phrases("definite") and bool(said[at + 1 : at + 2])
        if definite and ((not at and passage) or said[at + 1] in known):
            return " ".join(said[at : at + 2])
        rest = " ".join(said[at : at + 2])
        if word in lexicon.phrases("points_back") and lexicon.phrases("points_back").opens(rest):
            return word
    return ""


def _order_matters(node: Node, lexicon: Lexicon) -> str:
    """Return a word of a heading or lead-in by which the order of what follows matters, or ""."""
    said = " ".join(words(node.block.tokens, lexicon)).lower() if node.block else ""
    return next(iter(lexicon.phrases("order_matters").found(said)), "")
