"""Reads HTML as a browser does, and takes one of the two texts out of a redline.

It shares no code with the package: html5lib parses, and what is allowed where is written down here
again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib

Node = Any  # an element of xml.etree.ElementTree

_VOID = {"br", "hr", "img"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_PHRASING = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins",
    "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
    "var",
}  # fmt: skip
_ONLY_WORDS = {"p", "pre", "summary"} | _HEADINGS | (_PHRASING - {"a", "del", "ins", *_VOID})
_CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
}
_SAME = {"thead": "tbody", "th": "td"}  # a row keeps its place when it becomes the head
_UNNOTICED = {"p", "div", "section"}  # a reader sees no difference between tight and loose items
_SECTIONS = {"thead", "tbody", "tfoot"}
_MARKS = {"ins", "del"}
_ADDED = "redline-added"
# One sign is a word of its own in Chinese, Japanese, Thai, Lao, Burmese and Khmer.
_SIGN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\uffff"
)
_AROUND = re.compile(
    r" ?((?:</(?:a|b|code|em|s|strong|su[bp]|u)>)*"
    r"</?(?:[uod]l|li|d[td]|t[dhr]|t(?:able|head|body|foot)|p|h\d|pre|div|section|blockquote|hr"
    r"|figure|figcaption|caption|DOCUMENT_FRAGMENT)\b[^>]*>) ?"
)
_FOLDED = re.compile(r" ((?:</?(?:a|b|code|em|s|strong|su[bp]|u)\b[^>]*>)+) ")
_LETTERS = re.compile(rf"[^\W\d_{_SIGN}]{{2}}|\d\d")


def tree(html: str) -> Node:
    """Return a fragment as a browser builds it."""
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def faults(html: str) -> list[str]:
    """Return where HTML is not valid: its syntax, what stands where, ids used twice."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    found = [f"syntax: {error[1]} {error[2]}" for error in parser.errors]
    found += _misplaced(root, ())
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    return found + [f"the id {name} is used {n} times" for name, n in ids.items() if n > 1]


def _misplaced(element: Node, around: tuple[str, ...]) -> Iterator[str]:
    path = (*around, element.tag)
    # <ins> and <del> may hold what the element around them may hold; so may <a>.
    real = [tag for tag in path if tag not in (*_MARKS, "a", "DOCUMENT_FRAGMENT")]
    for child in element:
        allowed = _CHILDREN.get(element.tag)
        if allowed and child.tag not in allowed:
            yield f"<{child.tag}> in <{element.tag}>"
        if real and real[-1] in _ONLY_WORDS and child.tag not in _PHRASING:
            yield f"<{child.tag}> in <{real[-1]}>"
        if "dt" in path and child.tag in _HEADINGS:
            yield f"<{child.tag}> in <dt>"
        if child.tag in (*_MARKS, "a") and child.tag in path:
            yield f"<{child.tag}> in <{child.tag}>"
        yield from _misplaced(child, path)
    for tag in ("thead", "tfoot", "caption"):
        if [child.tag for child in element].count(tag) > 1:
            yield f"two of <{tag}>"
    texts = [element.text, *(child.tail for child in element)]
    if element.tag in _CHILDREN and any(text and text.strip() for text in texts):
        yield f"words in <{element.tag}>"


def one_side(html: str, *, new: bool) -> Node:
    """Return the tree of one text: its marks taken away, the other's words dropped.

    What holds nothing once they are dropped goes too, and so does every empty element, but a void one.
    """
    root = tree(html)
    _keep(root, "ins" if new else "del")
    return root


def page(html: str) -> Node:
    """Return the tree of a page in the same form."""
    return one_side(html, new=True)


def _keep(element: Node, kept: str) -> None:
    children = list(element)
    for child in children:
        element.remove(child)
    for child in children:
        if (child.tag in _MARKS and child.tag != kept) or _ADDED in child.get("class", ""):
            _append_text(element, child.tail)
            continue
        _keep(child, kept)
        tail, child.tail = child.tail, None
        if child.tag in _MARKS:
            _append_text(element, child.text)
            for inner in list(child):
                inner_tail, inner.tail = inner.tail, None
                element.append(inner)
                _append_text(element, inner_tail)
        elif child.tag in _VOID or len(child) or (child.text and child.text.strip()):
            element.append(child)
        else:
            _append_text(element, child.text if child.tag in _PHRASING else "\n")
        _append_text(element, tail)


def _append_text(element: Node, text: str | None) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


@dataclass(frozen=True)
class Leaf:
    """One block of words: the elements around it that a reader notices, and its words.

    within: these elements themselves; head and body of a table are none.
    """

    around: tuple[str, ...]
    words: str
    within: tuple[Node, ...] = field(default=(), compare=False, repr=False)

    def together(self, other: Leaf) -> int:
        """Return how many elements hold both."""
        pairs = enumerate(zip(self.within, other.within, strict=False))
        return next(
            (n for n, (a, b) in pairs if a is not b), min(len(self.within), len(other.within))
        )


def leaves(root: Node) -> list[Leaf]:
    """Return the blocks in reading order, white space folded; images by their words."""
    out: list[Leaf] = []
    held: list[str] = []

    def leaf(within: tuple[Node, ...], words: str) -> None:
        noticed = [element for element in within if element.tag not in _UNNOTICED]
        around = tuple(_SAME.get(element.tag, element.tag) for element in noticed)
        out.append(Leaf(around, words, tuple(e for e in noticed if e.tag not in _SECTIONS)))

    def flush(within: tuple[Node, ...]) -> None:
        words = " ".join("".join(held).split())
        held.clear()
        if words:
            leaf(within, words)

    def walk(element: Node, within: tuple[Node, ...]) -> None:
        held.append(element.text or "")
        for child in element:
            if child.tag in _PHRASING:
                if child.tag == "br":
                    held.append("\n")
                if child.tag == "img":
                    held.append(f"[{child.get('alt')}|{child.get('title')}]")
                walk(child, within)
            else:
                flush(within)
                if child.tag == "hr":
                    leaf((*within, child), "")
                walk(child, (*within, child))
                flush((*within, child))
            held.append(child.tail or "")

    walk(root, ())
    flush(())
    return out


def text(root: Node) -> str:
    """Return all words, white space folded, blocks apart."""
    return " ".join(leaf.words for leaf in leaves(root) if leaf.words)


def links(root: Node) -> list[tuple[str, str]]:
    """Return target and words of each link, in order, without those that a footnote's number makes."""
    found = []
    for element in root.iter("a"):
        words = " ".join("".join(element.itertext()).split())
        target = element.get("href", "#fn")
        if words and not target.startswith("#fn"):
            found.append((target, words))
    return found


def targets(root: Node) -> list[tuple[str, str]]:
    """Return each letter with the target of the link it stands in, or "", in order; no white space."""
    found: list[tuple[str, str]] = []

    def walk(element: Node, leads: str) -> None:
        leads = target(element.get("href", "")) if element.tag == "a" else leads
        found.extend((letter, leads) for letter in "".join((element.text or "").split()))
        for child in element:
            walk(child, leads)
            found.extend((letter, leads) for letter in "".join((child.tail or "").split()))

    walk(root, "")
    return found


def target(href: str) -> str:
    """Return a link's target; one name for all that a footnote's number makes, which nobody chose."""
    return "#fn" if href.startswith("#fn") else href


def canonical(root: Node) -> str:
    """Return a tree in one form: white space folded where a browser folds it, attributes sorted."""
    parts: list[str] = []

    def walk(element: Node, verbatim: bool) -> None:
        attributes = "".join(f' {k}="{v}"' for k, v in sorted(element.attrib.items()))
        parts.append(f"<{element.tag}{attributes}>")
        verbatim = verbatim or element.tag == "pre"
        for piece in (element.text, *element):
            if piece is None or isinstance(piece, str):
                parts.append(piece or "")
                continue
            walk(piece, verbatim)
            parts.append(piece.tail or "")
        parts.append(f"</{element.tag}>")

    walk(root, False)
    folded = _FOLDED.sub(r" \1", re.sub(r"\s+", " ", "".join(parts)))
    return _AROUND.sub(r"\1", folded)


def cut_words(html: str) -> list[str]:
    """Return the words that a mark begins or ends within, in the text of either side."""
    return [
        word
        for mark in ("ins", "del")
        for a, b in _borders(tree(html), mark)
        if _LETTERS.fullmatch(a[-1:] + b[:1])
        for word in [f"{a[-9:]}|{b[:9]}"]
    ]


def _borders(root: Node, mark: str) -> Iterator[tuple[str, str]]:
    """Yield the texts on both sides of each border of a mark, as one text alone has them."""
    pieces: list[tuple[str, bool]] = []

    def walk(element: Node, marked: bool) -> None:
        pieces.append((element.text or "", marked))
        for child in element:
            if child.tag not in _PHRASING or child.tag == "br":
                pieces.append(("\n", marked))
            if child.tag not in _MARKS or child.tag == mark:
                walk(child, marked or child.tag == mark)
            if child.tag not in _PHRASING:
                pieces.append(("\n", marked))
            pieces.append((child.tail or "", marked))

    walk(root, False)
    before, state = "", False
    for piece, marked in pieces:
        if not piece:
            continue
        if marked != state and before:
            yield before, piece
        before, state = piece, marked
