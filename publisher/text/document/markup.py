"""The HTML that `render` makes, taken apart into leaf blocks and put together again.

`render` ends with an HTML5 serialiser, so each tag is well formed and closed: a scanner is exact
here, and faster than a general parser.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import NamedTuple

from publisher.text.fast_dataclass import fast_dataclass

INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "dfn", "em", "i", "img", "kbd",
        "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
        "var",
    }
)  # fmt: skip
VOID = frozenset({"br", "hr", "img"})
_KEPT_EMPTY = frozenset({"td", "th", "li", "dt", "dd", "hr"})

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_PLAIN = re.compile(r"<p>([^<]*)</p>\n?")
_PLAIN_HEADING = re.compile(r'<h[1-6][^<]*>([^<]*)(?:<a class="headerlink"[^<]*></a>)?</h[1-6]>')
_PERMALINK = re.compile(r'<a class="headerlink"[^>]*></a>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_SPACES = re.compile(r"[ \t\n\f\r]+")


_HOLDS_ONLY = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}


def housed(html: str) -> str:
    """Put what stands bare in a list into an item of it, as HTML wants.

    html: well formed, as after sanitising.
    """
    out: list[str] = []
    stack: list[str] = []
    pieces = _TAG.split(html)
    for at in range(0, len(pieces), 4):
        text = pieces[at]
        last = at + 1 == len(pieces)
        closing, tag, attributes = ("", "", "") if last else pieces[at + 1 : at + 4]
        allowed = _HOLDS_ONLY.get(stack[-1]) if stack else None
        if allowed and (text.strip() or not (last or closing or tag in allowed)):
            out.append(f"<{allowed[-1]}>")
            stack.append("")  # the item that was put in
        out.append(text)
        if last:
            break
        if stack and not stack[-1] and (closing or tag in _HOLDS_ONLY[stack[-2]]):
            stack.pop()
            out.append(f"</{_HOLDS_ONLY[stack[-1]][-1]}>")
        if closing:
            stack.pop()
        elif tag not in VOID:
            stack.append(tag)
        out.append(f"<{closing}{tag}{attributes}>")
    return "".join(out)


@fast_dataclass(eq=False)
class Element:
    """One element of a page, equal only to itself. attributes: as (name, value), in order."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Return the value of an attribute, or None."""
        return next((value for key, value in self.attributes if key == name), None)


class Run(NamedTuple):
    """Words of a block under the same inline elements, outermost first.

    The text of an image is its alternative text, that of a line break a line end.
    """

    text: str
    inline: tuple[Element, ...] = ()


def without_permalinks(html: str) -> str:
    """Return HTML without the headings' links to themselves, which hold no words."""
    return _PERMALINK.sub("", html) if "headerlink" in html else html


class HeadingElement:
    """A heading; its text is read when it is asked for."""

    __slots__ = ("_html", "_text", "level")

    def __init__(self, level: int, html: str, text: str | None = None) -> None:
        self.level: int = level
        self._html = html
        self._text = text

    @classmethod
    def of(cls, level: int, text: str) -> HeadingElement:
        """Return a heading whose text is known."""
        return cls(level, "", text)

    @property
    def text(self) -> str:
        """The words, as `leaves` reads them."""
        if self._text is None:
            plain = _PLAIN_HEADING.fullmatch(self._html)
            self._text = (
                _words(plain[1])
                if plain
                else "".join([run.text for _, runs in leaves(self._html) for run in runs])
            )
        return self._text


def headings(html: str) -> Iterator[HeadingElement]:
    """Yield the headings of rendered HTML, without those that hold nothing: no leaf shows them."""
    for piece in html.split("<h")[1:]:
        if piece[0].isdigit():  # else a rule
            heading = f"<h{piece[: piece.find('</h')]}</h{piece[0]}>"
            if piece[piece.find(">") + 1] != "<" or leaves(heading):
                yield HeadingElement(int(piece[0]), heading)


Around = tuple[Element, ...]
Leaf = tuple[Around, tuple[Run, ...]]


def leaves(html: str, around: Around = ()) -> list[Leaf]:
    """Return the leaf blocks of rendered HTML in reading order: elements around, and runs.

    around: the elements that the HTML itself stands in.
    """
    plain = _PLAIN.fullmatch(html)
    if plain:  # most paragraphs
        text = _words(plain[1])
        return [((Element("p"),), (Run(text),))] if text else []
    scanner = _Scanner(around)
    pieces = _TAG.split(html)  # text, "/" or nothing, name, attributes, text, …
    for at in range(0, len(pieces) - 1, 4):
        text, closing, tag, attributes = pieces[at : at + 4]
        if text:
            scanner.text(text)
        if closing:
            scanner.end(tag)
        else:
            scanner.start(Element(tag, attributes_of(attributes)))
    scanner.text(pieces[-1])
    scanner.flush()
    return scanner.found


class _Scanner:
    """Follows the tags. An inline element with a block in it counts among the elements around."""

    def __init__(self, around: Around) -> None:
        self.found: list[Leaf] = []
        self.runs: list[Run] = []  # of the block being read, white space folded as a browser does
        self.path = around
        self.inline: tuple[Element, ...] = ()
        self.verbatim = False
        self.untouched = False  # nothing has come since the last start tag of a block

    def text(self, text: str) -> None:
        if "&" in text:
            text = entities.unescape(text)
        runs = self.runs
        if not self.verbatim:
            if not runs and (text == "\n" or not text):  # between two blocks
                return
            text = _folded(text)
            if text[:1] == " " and (not runs or runs[-1].text.endswith(" ")):
                text = text[1:]
        if not text:
            return
        if runs and runs[-1].inline == self.inline:
            runs[-1] = Run(runs[-1].text + text, self.inline)
        else:
            runs.append(Run(text, self.inline))

    def flush(self) -> None:
        """End the block being read, if it holds anything."""
        runs = self.runs
        if not runs:
            return
        self.runs = []
        if not self.verbatim:
            while runs and not (runs[-1].inline and runs[-1].inline[-1].tag in VOID):
                last = runs[-1]
                if not last.text.endswith(" "):
                    break
                runs.pop()
                if last.text != " ":
                    runs.append(Run(last.text[:-1], last.inline))
                    break
        if runs:
            self.untouched = False
            self.found.append((self.path, tuple(runs)))

    def start(self, element: Element) -> None:
        if element.tag in INLINE:
            inline = (*self.inline, element)
            if element.tag in VOID:
                text = "\n" if element.tag == "br" else image_words(element)
                self.runs.append(Run(text, inline))
            else:
                self.inline = inline
            return
        self.flush()
        around = (*self.path, *self.inline, element)
        if element.tag in VOID:
            self.untouched = False
            self.found.append((around, ()))
        else:
            self.path, self.inline, self.untouched = around, (), True
            self.verbatim = self.verbatim or element.tag == "pre"

    def end(self, tag: str) -> None:
        if self.inline:
            self.inline = self.inline[:-1]
            return
        self.flush()
        if self.untouched and tag in _KEPT_EMPTY:
            self.found.append((self.path, ()))
        self.path, self.untouched = self.path[:-1], False
        if tag == "pre":
            self.verbatim = False


def _words(text: str) -> str:
    """Return the words of an element that holds only text."""
    return _folded(text if "&" not in text else entities.unescape(text)).strip(" ")


def _folded(text: str) -> str:
    """Return text with its white space folded as a browser does."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACES.sub(" ", text)
    return text


def image_words(element: Element) -> str:
    """Return what an image says to a reader who does not see it: alternative text and title."""
    words = [element.get("alt") or "", element.get("title") or ""]
    return " – ".join(" ".join(text.split()) for text in words if text.strip())


def attributes_of(source: str) -> tuple[tuple[str, str], ...]:
    """Return the attributes of a start tag, as they are written in it."""
    if not source:
        return ()
    return tuple((name, entities.unescape(value)) for name, value in _ATTRIBUTE.findall(source))


def start_tag(element: Element, extra: str = "") -> str:
    """Return the start tag; extra: more attributes, already escaped, with a leading space."""
    attributes = "".join(
        f' {name}="{entities.escape(value)}"' for name, value in element.attributes
    )
    return f"<{element.tag}{attributes}{extra}>"
