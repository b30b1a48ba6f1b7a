"""Words that mean something by the place where they stand: this, above, the former, first.

Whatever holds one of them may not change places without somebody reading it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publisher.text.document.document import Block
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.normalization import words
from publisher.text.materiality.tree import Node


@dataclass(frozen=True, slots=True)
class ContextProblem:
    """Why two trees cannot be called the same text in another order. why: a sentence."""

    rule: str
    why: str
    block: Block | None


def near(node: Node) -> Block | None:
    """Return the first block of a part, near which a problem with it is shown."""
    return next((child.block for child in node.passages()), None)


def dependent(node: Node, lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield the passages that point to what stands above or below, or say that order matters."""
    pointing = lexicon.phrases("points_elsewhere")
    for passage in node.passages():
        if passage.block is None:
            continue
        said = " ".join(words(passage.block.tokens, lexicon)).lower()
        found = pointing.found(said.removesuffix(":").removesuffix("."))
        if found:
            word = next(iter(found))
            yield ContextProblem(
                "moved-pointing",
                f"it changed places with other words, and says “{word}”.",
                passage.block,
            )


def pointing_out(section: Node, lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield the passages of a section that point to another one by where it stands."""
    passages = [passage for passage in section.passages() if passage.block is not None]
    for at, passage in enumerate(passages):
        said = " ".join(words(passage.block.tokens, lexicon)).lower() if passage.block else ""
        found = list(lexicon.phrases("points_beyond").found(said))
        if at == len(passages) - 1:
            found += lexicon.phrases("points_on").found(said)
        if found:
            why = f"its section changed places with another, and it says “{found[0]}”."
            yield ContextProblem("moved-pointing", why, passage.block)


def relating(node: Node, lexicon: Lexicon, *, opening: bool = False) -> Iterator[ContextProblem]:
    """Yield the first passage with a word that sets it in relation to others: other, rest, same, later.

    opening: ask only of the passage that begins a section, which can go on from the section before.
    """
    passages = [each for each in node.passages() if each.block is not None and each.said]
    if opening:
        passages = [each for each in passages if each.tag == "passage"][:1]
    for passage in passages:
        said = " ".join(words(passage.block.tokens, lexicon)).lower() if passage.block else ""
        lists = ("relational", "standing_for") if opening else ("relational",)
        found = next((word for name in lists for word in lexicon.phrases(name).found(said)), "")
        if found:
            why = f"it says “{found}”, and parts beside it changed places."
            yield ContextProblem("moved-leaning", why, passage.block)
            return


def leaning(node: Node, before: Node, lexicon: Lexicon) -> Iterator[ContextProblem]:
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
        yield ContextProblem(
            "moved-leaning", f"it says “{found}” and follows other words now.", first
        )


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


def order_matters(node: Node, lexicon: Lexicon) -> str:
    """Return a word of a heading or lead-in by which the order of what follows matters, or ""."""
    said = " ".join(words(node.block.tokens, lexicon)).lower() if node.block else ""
    return next(iter(lexicon.phrases("order_matters").found(said)), "")


def unlike(items: Sequence[Node], lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield the first item of another kind than those before it: a sentence among names may go on from one.

    An item that leads in the next one ends with a colon.
    """
    kinds: set[tuple[bool, bool]] = set()
    for item in items:
        passage = next((each for each in item.passages() if each.said and each.block), None)
        if passage is None or passage.block is None:
            continue
        text = passage.block.text.strip()
        said = " ".join(words(passage.block.tokens, lexicon)).lower()
        kinds.add((text.split()[0].islower(), bool(lexicon.phrases("says_something").found(said))))
        if len(kinds) > 1 or text.endswith(":"):
            why = "it is of another kind than the items around it, and parts changed places."
            yield ContextProblem("moved-leaning", why, passage.block)
            return


def joined(item: Node, lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield an item that ends with "and" or "or": it is joined to the next one."""
    for passage in item.passages():
        last = next((word for word in reversed(passage.said) if word[:1].isalnum()), "").lower()
        if any(last in lexicon.phrases(f"conjunction_{name}") for name in ("and", "or")):
            yield ContextProblem(
                "moved-joined",
                f"it ends with “{last}”, and another item follows now.",
                passage.block,
            )


def counting(nodes: Iterable[Node], lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield the first passage that counts the parts before it: "the first of them wins"."""
    for passage in (passage for node in nodes for passage in node.passages()):
        said = " ".join(words(passage.block.tokens, lexicon)).lower() if passage.block else ""
        found = next(iter(lexicon.phrases("counts_places").found(said)), "")
        if found:
            why = f"it says “{found}”, and parts beside it changed places."
            yield ContextProblem("moved-counted", why, passage.block)
            return
