"""The words of a paragraph in Word: runs, links, and what is inserted, deleted or moved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from publisher.text.document.document import Element, Run, Token
from publisher.word.package import attribute, text

_PIECES = re.compile(r"([\n\t])")
_LOOKS = {
    "strong": "b", "b": "b", "em": "i", "i": "i", "cite": "i", "dfn": "i", "var": "i", "s": "strike",
    "u": "u", "code": "code", "kbd": "code", "samp": "code", "sup": "sup", "sub": "sub",
    "mark": "mark", "img": "img",
}  # fmt: skip


class Status(StrEnum):
    """What happened to words or to the end of a paragraph."""

    KEPT = ""
    INSERTED = "ins"
    DELETED = "del"
    MOVED_FROM = "moveFrom"
    MOVED_TO = "moveTo"
    RAW = "raw"  # finished XML, of no side


OLD = (Status.DELETED, Status.MOVED_FROM)


class RunAtom(NamedTuple):
    """Words that share everything. was: their look in the old text, if it was another."""

    words: str
    status: Status
    look: frozenset[str] = frozenset()
    href: str = ""
    was: frozenset[str] | None = None


class Marks:
    """Author and date of the changes, the numbers that they get, and the addresses of links.

    resolve: returns where a link leads that is read away from its file.
    """

    def __init__(self, author: str, date: str, resolve: Callable[[str], str] = str) -> None:
        self._resolve = resolve
        self._by = f" w:author={attribute(author)}" + (f' w:date="{date}"' if date else "")
        self._count = 0
        self.links: dict[str, str] = {}
        self.targets: set[str] = set()  # anchors of the text itself that a link leads to

    def number(self) -> int:
        """Return a number that nothing else in the file has."""
        self._count += 1
        return self._count

    def named(self) -> str:
        """Return the attributes of a change."""
        return self.named_as(self.number())

    def named_as(self, number: int) -> str:
        """Return the attributes of a change that has its number already."""
        return f'w:id="{number}"{self._by}'

    def mark(self, status: Status) -> str:
        """Return the element that says so in the properties of a paragraph's end or a row; or nothing."""
        return f"<w:{status} {self.named()}/>" if status else ""

    def opening(self, href: str) -> str:
        """Return the start tag of a link."""
        if href.startswith("#"):
            self.targets.add(href[1:])
            return f'<w:hyperlink w:anchor="{bookmark(href[1:])}">'
        name = self.links.setdefault(self._resolve(href), f"link{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{name}">'


def bookmark(anchor: str) -> str:
    """Return the name that Word allows for an anchor: letters, digits, _, at most 40."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", anchor)
    if name != anchor or len(name) > 36:
        name = f"{name[:24]}_{hashlib.sha256(anchor.encode()).hexdigest()[:8]}"
    return f"to_{name}"


def look_of(inline: Iterable[Element]) -> frozenset[str]:
    """Return how words look under these elements."""
    return frozenset(_LOOKS[element.tag] for element in inline if element.tag in _LOOKS)


def href_of(inline: Iterable[Element]) -> str:
    """Return where words lead to."""
    return next((e.get("href") or "" for e in reversed([*inline]) if e.tag == "a"), "")


def atoms(runs: Iterable[Run], status: Status) -> Iterator[RunAtom]:
    """Yield the words of runs, all of one status."""
    for run in runs:
        yield RunAtom(run.text, status, look_of(run.inline), href_of(run.inline))


def side(tokens: Iterable[Token], status: Status) -> Iterator[RunAtom]:
    """Yield the words of tokens, all of one status."""
    for token in tokens:
        yield from atoms(token.runs, status)


def paired(olds: Sequence[Token], news: Sequence[Token]) -> Iterator[RunAtom]:
    """Yield the words of tokens that are equal one to one, but perhaps in typography, look or link."""
    for old, new in zip(olds, news, strict=True):
        before, after = [*side((old,), Status.DELETED)], [*side((new,), Status.INSERTED)]
        if [(a.words, a.href) for a in before] == [(a.words, a.href) for a in after]:
            for one, other in zip(before, after, strict=True):
                was = one.look if one.look != other.look else None
                yield other._replace(status=Status.KEPT, was=was)
        else:
            yield from (*before, *after)


def in_order(items: Iterable[RunAtom]) -> Iterator[RunAtom]:
    """Yield atoms so that between two that are kept the deleted ones come first, then the inserted."""
    changed = (Status.DELETED, Status.INSERTED)
    for is_change, group in groupby(items, key=lambda atom: atom.status in changed):
        if is_change:
            together = [*group]
            for status in changed:
                yield from (atom for atom in together if atom.status is status)
        else:
            yield from group


def to_xml(items: Iterable[RunAtom], marks: Marks) -> str:
    """Return the XML of a paragraph's words."""
    out: list[str] = []
    for href, group in groupby(in_order(items), key=lambda atom: atom.href):
        inner = "".join(_marked(group, marks))
        out.append(f"{marks.opening(href)}{inner}</w:hyperlink>" if href else inner)
    return "".join(out)


def _marked(items: Iterable[RunAtom], marks: Marks) -> Iterator[str]:
    for status, group in groupby(items, key=lambda atom: atom.status):
        if status is Status.RAW:
            yield "".join(atom.words for atom in group)
            continue
        together = groupby(group, key=lambda atom: (atom.look, atom.was, bool(atom.href)))
        runs = "".join(
            _run("".join(atom.words for atom in same), status, look, was, marks, linked=linked)
            for (look, was, linked), same in together
        )
        yield f"<w:{status} {marks.named()}>{runs}</w:{status}>" if status and runs else runs


def _run(
    words: str,
    status: Status,
    look: frozenset[str],
    was: frozenset[str] | None,
    marks: Marks,
    *,
    linked: bool,
) -> str:
    if "note" in look:  # the words are the number of the footnote
        inner = f'<w:footnoteReference w:id="{words}"/>'
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{inner}</w:r>'
    tag = "w:delText" if status is Status.DELETED else "w:t"
    inner = "".join(
        {"\n": "<w:br/>", "\t": "<w:tab/>"}.get(piece)
        or f'<{tag} xml:space="preserve">{text(piece)}</{tag}>'
        for piece in _PIECES.split(words)
        if piece
    )
    if not inner:
        return ""
    properties = look_xml(look, linked=linked)
    if was is not None:
        before = look_xml(was, linked=linked)
        properties += f"<w:rPrChange {marks.named()}><w:rPr>{before}</w:rPr></w:rPrChange>"
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"


def look_xml(look: frozenset[str], *, linked: bool) -> str:
    """Return the properties of a run, in the order of the schema."""
    style = "Hyperlink" if linked else "InlineCode" if "code" in look else ""
    style = style or ("ImageText" if "img" in look else "")
    out = f'<w:rStyle w:val="{style}"/>' if style else ""
    if linked and "code" in look:
        out += '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
    out += "".join(f"<w:{name}/>" for name in ("b", "i", "strike") if name in look)
    out += '<w:highlight w:val="yellow"/>' if "mark" in look else ""
    out += '<w:u w:val="single"/>' if "u" in look else ""
    for name, value in (("sup", "superscript"), ("sub", "subscript")):
        if name in look:
            return f'{out}<w:vertAlign w:val="{value}"/>'
    return out
