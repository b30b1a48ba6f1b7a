"""What HTML can make unreadable though it is on the page: text shrunk, hidden, turned round or pushed away.

Each is a fault of a text that is to be published, and is taken out of what is shown (decision 0025).
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

SMALLER = 2  # elements in one another that each make text smaller; a third can't be read
LEAST_PICTURE = 16  # pixels
LEAST_SHARE = 10  # percent
SPAN = 100  # columns or rows that one cell covers
BREAKS = 10  # line breaks in a row
EMPTY = 40  # lines, paragraphs, items and rows without a word in a row

_SMALLER = frozenset({"small", "sub", "sup", "rt", "code", "kbd", "samp"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ATTRIBUTES = r'(?: [a-z-]+="[^"]*")*'
_SUSPECT = re.compile(
    r"<(?:small|sub|sup|rt|code|kbd|samp|rp|bdo)[ >]"
    r"|<h[1-6][ >](?:(?!</h[1-6]>).)*?<(?:h[1-6]|div|section)[ >]"
    rf'|<[a-z0-9]+{_ATTRIBUTES}? (?:width|height|colspan|rowspan|dir)="',
    re.DOTALL,
)
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)({_ATTRIBUTES})>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)")
_BLANK = (
    "[\\s\u00a0\u00ad\u034f\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2800\u3000\u3164\ufeff\uffa0]"
    "|&nbsp;"
)
_BREAKS = re.compile(rf"(?:<br{_ATTRIBUTES}>(?:{_BLANK})*){{{BREAKS + 1},}}")
_GAP = re.compile(rf"(?:</?(?!img\b)[a-z0-9]+{_ATTRIBUTES}>|{_BLANK})+")
_LINE = re.compile(r"<(?:br|hr|p|li|tr|dt|dd|h[1-6]|pre)\b")
_PRE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_PRE_GAP = re.compile(rf"\n(?:[ \t]*\n){{{EMPTY},}}")


class Illegible(NamedTuple):
    """What can't be read. needle: something of the source near which it stands."""

    what: str
    remedy: str
    needle: str


def legible(html: str) -> tuple[str, list[Illegible]]:
    """Return sanitised HTML without what makes text unreadable, and what that was.

    Only empty lines stay: they are told, and hide nothing from a comparison.
    """
    faults = list(_pushed_away(html))
    if not _SUSPECT.search(html):
        return html, faults
    clean = _Cleaner(html)
    return clean.html(), [*clean.faults, *faults]


def _pushed_away(html: str) -> Iterator[Illegible]:
    remedy = "delete them"
    if html.count("<br") > BREAKS and _BREAKS.search(html):
        yield Illegible(f"more than {BREAKS} line breaks follow each other", remedy, "<br")
    elif len(_LINE.findall(html)) > EMPTY and any(
        len(_LINE.findall(gap[0])) > EMPTY for gap in _GAP.finditer(html)
    ):
        what = f"more than {EMPTY} lines without a word follow each other"
        yield Illegible(what, remedy, "&nbsp;")
    if "<pre" in html and any(_PRE_GAP.search(pre[1]) for pre in _PRE.finditer(html)):
        yield Illegible(f"more than {EMPTY} empty lines follow each other in code", remedy, "    ")


class _Cleaner:
    """Goes through the tags once. stack: the open elements, each with whether its tag was left out."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._rightward = not html.isascii() and any(
            unicodedata.bidirectional(sign) in ("R", "AL") for sign in set(html)
        )
        self._stack: list[tuple[str, bool]] = []
        self._smaller = self._headings = 0
        self.faults: list[Illegible] = []

    def html(self) -> str:
        """Return the HTML that may be shown."""
        out: list[str] = []
        end = 0
        for tag in _TAG.finditer(self._html):
            out.append(self._html[end : tag.start()])
            end = tag.end()
            out.append(self._end(tag[2]) if tag[1] else self._start(tag))
        out.append(self._html[end:])
        return "".join(out)

    def _start(self, tag: re.Match[str]) -> str:
        name = tag[2]
        attributes = self._attributes(name, tag[3]) if tag[3] else ""
        if name in ("br", "img", "hr"):
            return f"<{name}{attributes}>"
        left_out = self._is_left_out(tag)
        self._stack.append((name, left_out))
        self._smaller += name in _SMALLER
        self._headings += name in _HEADINGS
        return "" if left_out else f"<{name}{attributes}>"

    def _end(self, name: str) -> str:
        if not self._stack:
            return f"</{name}>"
        opened, left_out = self._stack.pop()
        self._smaller -= opened in _SMALLER
        self._headings -= opened in _HEADINGS
        return "" if left_out else f"</{name}>"

    def _is_left_out(self, tag: re.Match[str]) -> bool:
        name = tag[2]
        if name in _SMALLER and self._smaller >= SMALLER:
            what = f"more than {SMALLER} elements in one another make the text smaller (<{name}>)"
            self._fault(what, "take the inner ones away", f"<{name}")
            return True
        if name in _HEADINGS and self._headings:
            self._fault("a heading is inside a heading", "close the first one before", f"<{name}")
            return True
        if name == "bdo":
            what = "the element <bdo> turns the direction of the text in it"
            self._fault(what, "delete its tags", "<bdo")
            return True
        if name == "rp":
            words = entities.unescape(self._html[tag.end() : self._html.find("<", tag.end())])
            if len(words.strip()) > 1 or not self._html.startswith(
                "</rp>", self._html.find("<", tag.end())
            ):
                self._fault(
                    "browsers do not show what is in the element <rp>",
                    "put one bracket in it, or delete its tags",
                    "<rp",
                )
                return True
        return False

    def _attributes(self, name: str, written: str) -> str:
        return "".join(
            found[0] for found in _ATTRIBUTE.finditer(written) if self._may_stay(name, found)
        )

    def _may_stay(self, name: str, attribute: re.Match[str]) -> bool:
        key, value = attribute[1], entities.unescape(attribute[2])
        if name == "img" and key in ("width", "height"):
            size = _SIZE.match(value)
            if size is None or float(size[1]) < (LEAST_SHARE if size[2] else LEAST_PICTURE):
                what = f'a picture with {key}="{value}" can\'t be seen'
                self._fault(what, f"give it at least {LEAST_PICTURE} pixels, or delete it", key)
                return False
        elif key in ("colspan", "rowspan"):
            if not re.fullmatch(r"[1-9]\d{0,2}", value) or int(value) > SPAN:
                what = f'a cell with {key}="{value[:20]}" covers others'
                self._fault(what, f"write a number from 1 to {SPAN}", key)
                return False
        elif key == "dir" and value.strip().lower() == "rtl" and not self._rightward:
            self._fault(
                'dir="rtl" turns the direction of a text that has no letters of a script written from '
                "right to left",
                "delete the attribute",
                "rtl",
            )
            return False
        return True

    def _fault(self, what: str, remedy: str, needle: str) -> None:
        if len(self.faults) < 20:
            self.faults.append(Illegible(what, remedy, needle))
