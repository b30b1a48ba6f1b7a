"""Headings that say whom or what their section is about, and which words stand under them.

The level of a heading is form, until a section under "Customers in Spain" comes to stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.text.materiality.context_dependence import ContextProblem
from publisher.text.materiality.countries import countries
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.normalization import words
from publisher.text.materiality.tree import Node

_WHY = "other words stand under it now, and it says whom or what they are about."


def problems(old: Node, new: Node, lexicon: Lexicon) -> Iterator[ContextProblem]:
    """Yield the headings that govern other words than before. old, new: the same words in order."""
    olds, news = _reaches(old), _reaches(new)
    # The first heading is the title: all stands under it, whatever its level.
    for start in sorted({*olds, *news})[1:]:
        before, after = olds.get(start), news.get(start)
        if before and after and before[0] == after[0]:
            continue
        heading = (after or before or (0, new))[1]
        if _limits(heading, lexicon):
            yield ContextProblem("other-heading", _WHY, heading.block)


def _reaches(root: Node) -> dict[int, tuple[int, Node]]:
    """Return, by the number of its first word, each heading with the number of the last word under it."""
    found: dict[int, tuple[int, Node]] = {}

    def walk(node: Node, start: int) -> int:
        end = start + len(node.said)
        for child in node.children:
            end = walk(child, end)
        if node.tag == "section" and node.said:
            found[start] = end, node
        return end

    walk(root, 0)
    return found


def _limits(heading: Node, lexicon: Lexicon) -> bool:
    """Whether a heading, or what stands directly under it, limits what follows."""
    if not lexicon.language:
        return True
    named = words(heading.block.tokens, lexicon) if heading.block else ()
    if countries(named, lexicon.language):
        return True
    if lexicon.phrases("limits_by_heading").found(" ".join(named).lower()):
        return True
    limiting = lexicon.phrases("limits_by_lead")
    return any(
        limiting.found(" ".join(words(passage.block.tokens, lexicon)).lower())
        for child in heading.children
        if child.tag != "section"
        for passage in child.passages()
        if passage.block
    )
