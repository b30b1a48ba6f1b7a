"""The structure of a text: sections, lists, tables and passages, as one tree to compare by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from publisher.text.document.document import Block, BlockKind, Document

Symbol = str
Read = Callable[[Block], tuple[Symbol, ...]]  # what a block says, for the comparison

_PLAIN = frozenset({"div", "section", "p", "thead", "tbody", "tfoot", "address", "figure"})


@dataclass(eq=False)
class Node:
    """A section, a list, an item, a table, a row, or one passage.

    tag: "section", "passage" or the element's name. said: a passage's words, a section's heading.
    block: the passage's or the heading's block.
    """

    tag: str
    said: tuple[Symbol, ...] = ()
    block: Block | None = None
    children: list[Node] = field(default_factory=list)
    key: tuple[object, ...] = ()  # equal for nodes with the same content in the same order

    def passages(self) -> Iterator[Node]:
        """Yield the passages and headings in this part, in reading order."""
        if self.block is not None:
            yield self
        for child in self.children:
            yield from child.passages()


def tree(document: Document, read: Read, skip: Callable[[Block], bool]) -> Node:
    """Return the tree of a text. read: what a block says. skip: blocks left out."""
    root = Node("section")
    sections = [(0, root)]
    open_elements: list[tuple[object, Node]] = []
    for block in document.blocks:
        if skip(block):
            continue
        if block.kind is BlockKind.HEADING and not _container(block):
            while sections[-1][0] >= block.level:
                sections.pop()
            node = Node("section", read(block), block)
            sections[-1][1].children.append(node)
            sections.append((block.level, node))
            open_elements = []
            continue
        open_elements = _open(block, open_elements, sections[-1][1])
        parent = open_elements[-1][1] if open_elements else sections[-1][1]
        parent.children.append(Node("passage", read(block), block))
    _keyed(root)
    return root


def _container(block: Block) -> list[object]:
    """Return the elements around a block that make structure, outermost first."""
    leaf = {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
    return [element for element in block.path if element.tag not in _PLAIN | leaf]


def _open(
    block: Block, opened: list[tuple[object, Node]], section: Node
) -> list[tuple[object, Node]]:
    """Return the nodes of the elements around a block, made where they are new."""
    kept: list[tuple[object, Node]] = []
    for at, element in enumerate(_container(block)):
        if at < len(opened) and opened[at][0] is element and len(kept) == at:
            kept.append(opened[at])
            continue
        node = Node(getattr(element, "tag", ""))
        (kept[-1][1] if kept else section).children.append(node)
        kept.append((element, node))
    return kept


def _keyed(node: Node) -> None:
    for child in node.children:
        _keyed(child)
    node.key = (node.tag, node.said, tuple(child.key for child in node.children))
