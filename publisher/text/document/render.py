"""Markdown to sanitised HTML: the one rendering of a policy text, for its page and for comparison.

Policy text is not trusted. It is bounded before it is parsed and sanitised after. What comes out
holds no script, style or form, no address but of pages and mail, and no identifier that the page's
own parts use.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import nh3

from publisher import trace
from publisher.errors import UsageError
from publisher.text.document import input_guards, markup, timeout
from publisher.text.document.frontmatter import body, show
from publisher.text.document.markdown import convert, is_reserved
from publisher.text.document.sections import sections
from publisher.text.legibility import Illegible, legible

TAGS = markup.INLINE | {
    "address", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
    "del", "ins", "strike",  # renamed after sanitising
}  # fmt: skip
ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "style", "hidden"},  # the last two only to be refused
    "a": {"href", "title"},
    "abbr": {"title"},
    "dfn": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "headers", "scope", "abbr"},
}
CLASSES = frozenset({"footnote", "footnote-ref", "footnote-backref"})
SMALL = 20_000  # characters of a section that is kept for the next revision
SCHEMES = {"http", "https", "mailto", "tel"}

_BARE = re.compile(r"(?:<(?:[uod]l)\b[^<]*>|</(?:li|dd|dt)>)(?!\s*(?:</|<(?:li|dd|dt)\b))")
_ID = re.compile(r"[^\W_][\w.:-]*")
_REMOTE = re.compile(r"\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2})")
_STYLE = re.compile(r"<style\b", re.IGNORECASE)
_EDITS = re.compile(r"<(/?)(del|ins|strike)(?=[ >])")
_HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_ANCHOR = re.compile(r' id="([^"]*)"')
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_INLINE = markup.INLINE | {"del", "ins", "strike"}
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*>", re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a rendered text. level: 1 to 6. id: its anchor, empty where it has none."""

    level: int
    id: str
    text: str


def render(markdown: str, where: str = "the text", *, strict: bool = True) -> str:
    """Return the sanitised HTML of a policy text. Front matter, if there is any, is left out.

    where: the file's name, for messages. strict: refuse what must not be published (styles, images
    of other sites, unseen characters …); otherwise it is made harmless. The bounds hold in both
    cases. Raises UsageError naming file and line.
    """
    text = input_guards.normal(markdown.removeprefix("\ufeff"))
    input_guards.check_bounds(text, where)
    if strict:
        for fault in input_guards.faults(text, where):
            raise fault
    with timeout.bounded(where), trace.work("Markdown", where):
        raw, clean, sieve = _made(text)
    if strict:
        for fault in (
            *sieve.faults(raw, text, where),
            *input_guards.written_as_entities(clean, text, where),
        ):
            raise fault
    return input_guards.harmless(clean) if "&" in text else clean  # entities have become characters


def illegible(markdown: str) -> list[str]:
    """Return what would make words of a text unreadable and is left out of its page."""
    if "<" not in markdown:
        return []
    sieve = _made(input_guards.normal(markdown.removeprefix("\ufeff")))[2]
    return [each.what for each in sieve.illegible]


@lru_cache(maxsize=4)  # who shows a text compares it too
def _made(text: str) -> tuple[str, str, _Sieve]:
    """Return a text's HTML as the library makes it, the same as it is shown, and what sanitised it."""
    source = input_guards.harmless(body(text))
    parts = sections(source)
    if len(parts) > 1:
        made = [_small(part) if len(part) < SMALL else _section(part) for part in parts]
        anchors = [anchor for section in made for anchor in section.anchors]
        if all(section.is_sound for section in made) and len(anchors) == len(set(anchors)):
            return "", "\n".join(section.html for section in made if section.html), _Sieve()
    return _shown(source)


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as it is shown. is_sound: nothing had to be taken out of it."""

    html: str
    anchors: tuple[str, ...]
    is_sound: bool


def _section(source: str) -> _Section:
    _, html, sieve = _shown(source)
    return _Section(html, tuple(sieve.ids), not (sieve.dropped or sieve.illegible))


_small = lru_cache(maxsize=512)(_section)


def _shown(source: str) -> tuple[str, str, _Sieve]:
    """Return `_made` of Markdown without front matter, all at once."""
    sieve = _Sieve()
    raw = convert(source)
    if "<" in source:  # else every tag is the library's own, and closed
        raw = _balance(_COMMENT.sub("", raw))
    clean, sieve.illegible = legible(sieve.clean(raw))
    if _BARE.search(clean):
        clean = markup.housed(clean)
    return raw, _permalinks(clean), sieve


def render_with_toc(markdown: str, where: str = "the text") -> tuple[str, tuple[Heading, ...]]:
    """Return the same HTML and its headings in reading order."""
    html = render(markdown, where)
    return html, tuple(headings(html))


def headings(html: str) -> Iterator[Heading]:
    """Yield the headings of rendered HTML in reading order."""
    for match in _HEADING.finditer(html):
        text = entities.unescape(_ANY_TAG.sub("", match[3]))
        anchor = _ANCHOR.search(match[2])
        name = entities.unescape(anchor[1]) if anchor else ""
        yield Heading(int(match[1]), name, " ".join(text.split()))


def _balance(raw: str) -> str:
    """Close inline tags where their block ends: an unclosed <b> never reaches the next clause."""
    out: list[str] = []
    open_tags: list[str] = []
    end = 0
    for tag in _TAG.finditer(raw):
        name = tag[2].lower()
        if name in _INLINE:
            if not tag[1] and name not in markup.VOID:
                open_tags.append(name)
            elif name in open_tags:
                out.append(raw[end : tag.start()])
                end = tag.start()
                while (inner := open_tags.pop()) != name:
                    out.append(f"</{inner}>")
            continue
        if open_tags:
            out += raw[end : tag.start()], *(f"</{name}>" for name in reversed(open_tags))
            end = tag.start()
            open_tags.clear()
    return "".join([*out, raw[end:]])


def _permalinks(html: str) -> str:
    """Add a link to itself to each heading. It holds no words: its sign is the style sheet's."""

    def link(match: re.Match[str]) -> str:
        anchor = _ANCHOR.search(match[2])
        if not anchor:
            return match[0]
        title = " ".join(_ANY_TAG.sub("", match[3]).replace('"', "&quot;").split())
        return (
            f'<h{match[1]}{match[2]}>{match[3]}<a class="headerlink" href="#{anchor[1]}" '
            f'title="{title}"></a></h{match[1]}>'
        )

    return _HEADING.sub(link, html)


@dataclass
class _Sieve:
    """Sanitises one text, and remembers what it had to take out that a reader should hear of."""

    ids: set[str] = field(default_factory=set)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    illegible: list[Illegible] = field(default_factory=list)

    def clean(self, raw: str) -> str:
        clean = nh3.clean(
            raw,
            tags=set(TAGS),
            attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
            attribute_filter=self.attribute,
            clean_content_tags=set(),  # the words of a script element stay, as words
            link_rel=None,
            url_schemes=SCHEMES,
        )
        # <del> and <ins> are the redline's: crossed-out words of the text itself are <s>.
        return _EDITS.sub(lambda tag: f"<{tag[1]}{'u' if tag[2] == 'ins' else 's'}", clean)

    def attribute(self, _tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return self.identifier(value)
        if name in ("style", "hidden"):
            self.dropped.append((name, value))
            return None
        if name == "class":
            return " ".join(word for word in value.split() if word in CLASSES) or None
        if name == "src" and _REMOTE.match(value):
            self.dropped.append(("src", value))
            return None
        return value

    def identifier(self, value: str) -> str | None:
        if not _ID.fullmatch(value) or is_reserved(value):
            self.dropped.append(("id", value))
            return None
        if value in self.ids:
            return None
        self.ids.add(value)
        return value

    def faults(self, raw: str, text: str, where: str) -> Iterator[UsageError]:
        """Yield what was taken out of a text although somebody meant something by it."""
        if _STYLE.search(raw):
            line = _line_of(text, "<style")
            yield UsageError(
                "a <style> element can hide a clause",
                where=f"{where}:{line}",
                remedy="delete it; write in Markdown alone",
            )
        for what, remedy, needle in self.illegible:
            yield UsageError(what, where=f"{where}:{_line_of(text, needle)}", remedy=remedy)
        reasons = {
            "style": ("a style can hide a clause", "delete the attribute"),
            "hidden": ("the attribute 'hidden' hides a clause", "delete the attribute"),
            "id": (
                "this anchor is reserved for the page",
                "choose another id of letters and hyphens",
            ),
            "src": (
                "an image of another site is a request to a third party",
                "keep the image beside the text",
            ),
        }
        for name, value in self.dropped:
            what, remedy = reasons[name]
            yield UsageError(
                f'{what} ({name}="{show(value, 40)}")',
                where=f"{where}:{_line_of(text, value or name)}",
                remedy=remedy,
            )


def _line_of(text: str, needle: str) -> int:
    position = text.lower().find(needle.lower())
    return text.count("\n", 0, max(position, 0)) + 1
