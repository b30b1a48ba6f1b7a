"""Policies made up for tests: blocks within blocks, to any depth, and the edits that move them about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hypothesis import strategies as st


class Node(NamedTuple):
    """A block. kind: of HOLDERS, with the blocks in it, or of LEAVES, with its words."""

    kind: str
    words: tuple[str, ...] = ()
    inner: tuple[Node, ...] = ()


HOLDERS = ("ul", "ol", "quote", "dl")
LEAVES = ("p", "p", "p", "h", "code", "table", "rule", "note")
WORDS = [
    "we", "may", "keep", "your", "data", "[link](/x)", "[other](/y)", "`code`", "![map](m.png)", "**must**",
]  # fmt: skip

_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(tuple)
_leaves = st.builds(Node, st.sampled_from(LEAVES), _words)
_nodes = st.recursive(
    _leaves,
    lambda inner: st.builds(
        Node, st.sampled_from(HOLDERS), _words, st.lists(inner, min_size=1, max_size=4).map(tuple)
    ),
    max_leaves=8,
)


def markdown(nodes: tuple[Node, ...]) -> str:
    """Return blocks as Markdown."""
    return "\n\n".join("\n".join(_lines(node)) for node in nodes)


def _lines(node: Node) -> Iterator[str]:
    said = " ".join(node.words)
    inner = [list(_lines(child)) for child in node.inner]
    match node.kind:
        case "ul" | "ol":
            sign = "-   " if node.kind == "ul" else "1.  "
            for n, lines in enumerate(inner):
                # Every second item begins with words of its own.
                own = [said, "", *lines] if n % 2 else lines
                yield from _hung(sign, own)
                yield ""
        case "quote":
            for lines in inner:
                yield from (f"> {line}" for line in (*lines, ""))
        case "dl":
            yield said
            for lines in inner:
                yield from _hung(":   ", lines)
                yield ""
        case "table":
            cells = [said, node.words[0], "", node.words[-1]]
            yield from (f"| {cells[0]} | {cells[1]} |", "|---|---|", f"| {cells[2]} | {cells[3]} |")
        case "note":
            yield from (f"{said}[^{len(said)}]", "", f"[^{len(said)}]: {said}")
        case kind:
            yield {"h": "## ", "code": "    "}.get(kind, "") + ("***" if kind == "rule" else said)


def _hung(sign: str, lines: list[str]) -> Iterator[str]:
    yield sign + lines[0]
    yield from ("    " + line if line else "" for line in lines[1:])


@st.composite
def _edited(draw: st.DrawFn, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return blocks after one edit, here or further in."""
    if not nodes:
        return (draw(_nodes),)
    at = draw(st.integers(0, len(nodes) - 1))
    node, rest = nodes[at], (*nodes[:at], *nodes[at + 1 :])
    match draw(
        st.sampled_from(["in", "in", "insert", "delete", "move", "kind", "words", "out", "wrap"])
    ):
        case "in" if node.inner:
            inner = draw(_edited(node.inner))
            new = (node._replace(inner=inner),) if inner else ()
        case "insert":
            new = (draw(_nodes), node)
        case "delete":
            new = ()
        case "move":
            to = draw(st.integers(0, len(rest)))
            return (*rest[:to], node, *rest[to:])
        case "kind":
            kinds = HOLDERS if node.inner else LEAVES
            new = (node._replace(kind=draw(st.sampled_from(kinds))),)
        case "out":
            new = node.inner or (node,)
        case "wrap":
            new = (Node(draw(st.sampled_from(HOLDERS)), node.words or ("we",), (node,)),)
        case _:
            new = (node._replace(words=draw(_words)),)
    return (*nodes[:at], *new, *nodes[at + 1 :])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Return two revisions of a policy."""
    old = new = draw(st.lists(_nodes, min_size=1, max_size=5).map(tuple))
    for _ in range(draw(st.integers(1, 4))):
        new = draw(_edited(new))
    return markdown(old), markdown(new)
