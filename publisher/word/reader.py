"""What a Word file says: paragraphs and rows of tables, with its tracked changes accepted or rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from publisher.text.document.frontmatter import show
from publisher.text.document.input_guards import MAX_BYTES
from publisher.text.document.render import SCHEMES
from publisher.word.archive import Archive
from publisher.word.package import RELATIONS, RELATIVE, STEP, WORD

W = f"{{{WORD}}}"
_CHANGES = {"ins": "inserted", "del": "deleted", "moveFrom": "moved away", "moveTo": "moved here"}
_HEADING = re.compile(r"heading ([1-6])")
_LINK = re.compile(r'HYPERLINK\s+(?:"([^"]*)")?\s*(?:\\l\s+"([^"]*)")?')
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_OFF = ("0", "false", "off")
_CODE = ("code", "source code", "html preformatted", "preformatted text")
_MONO = ("courier", "consolas", "mono", "menlo")
_LOOKS = {"b": "b", "i": "i", "strike": "s", "dstrike": "s"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_WHITE = ("background1", "light1")
TINY = 6  # half points: smaller words are as good as hidden
NARROW = 20  # percent of their width, likewise
DEEPEST = 8  # level of a list


class WordPiece(NamedTuple):
    """Words that share everything. look: b, i, s, u, code, sup, sub, mark, img, note."""

    words: str
    look: frozenset[str] = frozenset()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. kind: heading, text, item, number, more (of an item), quote, code, term, rule …"""

    kind: str
    level: int
    pieces: tuple[WordPiece, ...]

    @property
    def words(self) -> str:
        """All its words."""
        return "".join(piece.words for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table. is_first: the table begins with it."""

    cells: tuple[tuple[Paragraph, ...], ...]
    is_first: bool = field(compare=False)

    @property
    def words(self) -> str:
        """All its words."""
        return " | ".join(" ".join(each.words for each in cell) for cell in self.cells)


Item = Paragraph | TableRow


@dataclass(frozen=True, slots=True)
class WordDraft:
    """What was read.

    changes, comments: one line each. left_out: what is in the file and was not read. addresses: of
    links, as written, by the form in which pieces hold them.
    """

    items: tuple[Item, ...]
    changes: tuple[str, ...]
    comments: tuple[str, ...]
    left_out: tuple[str, ...]
    addresses: dict[str, str]


def read(data: bytes, where: str, *, accept: bool = True) -> WordDraft:
    """Return what a Word file says. accept: its tracked changes; otherwise they are rejected.

    Raises UsageError for a file with hidden words, macros, or parts that cannot be read without loss.
    """
    return _WordReader(Archive(data, where), accept=accept).read()


class _WordReader:
    def __init__(self, archive: Archive, *, accept: bool) -> None:
        self.archive = archive
        self.drop = {"del", "moveFrom"} if accept else {"ins", "moveTo"}
        self.accept = accept
        self.links = archive.relations(archive.main)
        self.styles = {s.get(f"{W}styleId"): s for s in _all(archive.named("styles"), "style")}
        self.lists = _lists(archive.named("numbering"))
        self.notes = {n.get(f"{W}id"): n for n in _all(archive.named("footnotes"), "footnote")}
        self.fields: list[list[str]] = []  # instructions of the fields that are open; "" when shown
        self.left_out: dict[str, None] = {}
        self.changes: list[str] = []
        self.addresses: dict[str, str] = {}
        self.around: list[Any] = []  # how the words of the present paragraph look by themselves
        self.defaults = [
            each.find(f"{W}rPr") for each in _all(archive.named("styles"), "rPrDefault")
        ]
        self.normal = next((n for n, s in self.styles.items() if _is_normal(s)), "")
        if any(kind == "attachedTemplate" for kind, _ in self._settings()):
            self.left_out["the address of a template"] = None

    def _settings(self) -> Iterator[tuple[str, str]]:
        for kind, target in self.links.values():
            if kind == "settings":
                yield from self.archive.relations(target).values()
            elif kind in ("header", "footer"):
                self.left_out["headers and footers"] = None

    def read(self) -> WordDraft:
        body = self.archive.part(self.archive.main).find(f"{W}body")
        if body is None:
            raise self.archive.refused("the file holds no text", "save it anew as .docx")
        items = tuple(self.items(body))
        if sum(len(item.words) for item in items) > MAX_BYTES:
            raise self.archive.refused("the text is longer than a policy may be", "divide it")
        comments = tuple(
            f"{show(c.get(f'{W}author') or '')}: {show(' '.join(''.join(c.itertext()).split()))}"
            for c in _all(self.archive.named("comments"), "comment")
        )
        self.changes += self.tracked(body)
        return WordDraft(items, tuple(self.changes), comments, tuple(self.left_out), self.addresses)

    def tracked(self, body: Any) -> Iterator[str]:
        """Yield one line for each tracked change of words."""
        for change in body.iter(*(f"{W}{name}" for name in _CHANGES)):
            words = "".join(t.text or "" for t in change.iter(f"{W}t", f"{W}delText"))
            if words:
                who, when = (change.get(f"{W}{name}") or "" for name in ("author", "date"))
                what = _CHANGES[change.tag.removeprefix(W)]
                yield f"{show(who)}{f' {show(when)[:10]}' if when else ''}: {what} “{show(words)}”"

    def items(self, root: Any) -> Iterator[Item]:
        """Yield paragraphs that say something, and rows of tables."""
        held: list[WordPiece] = []
        for child in root:
            match _name(child):
                case "p":
                    style = _value(child.find(f"{W}pPr"), "pStyle") or self.normal
                    self.around = [*self.chain(style), *self.defaults]
                    pieces = [*held, *self.pieces(child)]
                    held = []
                    if self.is_dropped(child.find(f"{W}pPr/{W}rPr")):
                        held = pieces
                        continue
                    yield from self.paragraph(child, pieces)
                case "tbl":
                    for other in child:
                        if _name(other) != "tr":
                            self.refuse_words(other)
                    rows = [
                        row
                        for row in child.iterchildren(f"{W}tr")
                        if not self.is_dropped(row.find(f"{W}trPr"))
                    ]
                    for number, row in enumerate(rows):
                        self.refuse_cells(row)
                        cells = tuple(
                            tuple(e for e in self.items(cell) if isinstance(e, Paragraph))
                            for cell in row.iterchildren(f"{W}tc")
                        )
                        yield TableRow(cells, number == 0)
                case "sdt":
                    content = child.find(f"{W}sdtContent")
                    yield from self.items(content if content is not None else ())
                case _:
                    self.refuse_words(child)
        if held:
            yield from self.paragraph(root[-1], held)

    def refuse_cells(self, row: Any) -> None:
        """Refuse what tables of Markdown do not have."""
        if next(row.iter(f"{W}tbl"), None) is not None:
            raise self.archive.refused("a table is in a cell of another", "take it out")
        for name in ("cellIns", "cellDel", "cellMerge", "vMerge"):
            if row.find(f"{W}tc/{W}tcPr/{W}{name}") is not None:
                raise self.archive.refused(
                    f"a table has cells that are joined, or tracked one by one ({name})",
                    "split the cells, and accept or reject their changes, in Word",
                )

    def is_dropped(self, properties: Any) -> bool:
        """Whether the end of a paragraph, or a row, is gone."""
        return properties is not None and any(
            properties.find(f"{W}{name}") is not None for name in self.drop
        )

    def refuse_words(self, element: Any) -> None:
        """Refuse what may hold words that would be lost."""
        name = _name(element)
        words = "".join(t.text or "" for t in element.iter(f"{W}t")).strip()
        if name == "altChunk" or words:
            raise self.archive.refused(
                f"the file holds words in a part that is not read ({name}: “{show(words, 40)}”)",
                "put them into ordinary paragraphs",
            )

    def paragraph(self, element: Any, pieces: list[WordPiece]) -> Iterator[Paragraph]:
        properties = element.find(f"{W}pPr")
        change = properties.find(f"{W}pPrChange/{W}pPr") if properties is not None else None
        if change is not None and not self.accept:
            properties = change
        kind, level = self.kind(properties)
        tidy = _tidy(pieces, verbatim=kind == "code")
        if tidy or kind == "rule":
            yield Paragraph(kind, level, () if kind == "rule" else tidy)

    def kind(self, properties: Any) -> tuple[str, int]:
        """Return what a paragraph is, and how deep."""
        style = _value(properties, "pStyle")
        name = self.style_name(style)
        heading = _HEADING.fullmatch(name)
        if heading or name == "title":
            return "heading", int(heading[1]) if heading else 1
        if name in _CODE:
            return "code", 0
        if name in ("term", "definition", "rule"):
            return name, 0
        numbered = self.numbered(properties, style)
        if numbered:
            return numbered
        if name in ("quote", "intense quote", "quotations", "block text"):
            return "quote", 0
        indent = properties.find(f"{W}ind") if properties is not None else None
        left = indent.get(f"{W}left") or indent.get(f"{W}start") if indent is not None else ""
        if name == "list paragraph" and left and left.isascii() and left.isdigit():
            return "more", min(round(int(left[:9]) / STEP), DEEPEST + 1)
        return "text", 0

    def numbered(self, properties: Any, style: str) -> tuple[str, int] | None:
        """Return kind and level of an item of a list."""
        number = properties.find(f"{W}numPr") if properties is not None else None
        seen: set[str] = set()
        while number is None and style in self.styles and style not in seen:
            seen.add(style)
            number = self.styles[style].find(f"{W}pPr/{W}numPr")
            style = _value(self.styles[style], "basedOn")
        if number is None or _value(number, "numId") in ("", "0"):
            return None
        level = _value(number, "ilvl") or "0"
        form = self.lists.get(_value(number, "numId"), {}).get(level, "bullet")
        if form == "none" or not (level.isascii() and level.isdigit()):
            return None
        return "item" if form == "bullet" else "number", min(int(level[:9]), DEEPEST)

    def style_name(self, style: str) -> str:
        """Return the name of a style, which Word and others keep where its id is translated."""
        return _value(self.styles.get(style), "name").lower() if style in self.styles else ""

    def pieces(self, element: Any, href: str = "") -> Iterator[WordPiece]:
        """Yield the words in a paragraph, a link or a mark."""
        for child in element:
            match _name(child):
                case "r":
                    yield from self.run(child, href)
                case "hyperlink":
                    yield from self.pieces(child, self.target(child))
                case "ins" | "del" | "moveFrom" | "moveTo" as name:
                    if name not in self.drop:
                        yield from self.pieces(child, href)
                case "smartTag" | "fldSimple":
                    yield from self.pieces(child, href)
                case "sdt":
                    content = child.find(f"{W}sdtContent")
                    yield from self.pieces(content if content is not None else (), href)
                case "pPr":
                    pass
                case _:
                    self.refuse_words(child)

    def target(self, link: Any) -> str:
        anchor = link.get(f"{W}anchor")
        _, target = self.links.get(link.get(f"{{{RELATIONS}}}id") or "", ("", ""))
        return self.address(f"{target}#{anchor.removeprefix('to_')}" if anchor else target)

    def address(self, href: str) -> str:
        """Return an address in one form, if it is one that a policy may hold."""
        if href.startswith(RELATIVE):
            href = unquote(href.removeprefix(RELATIVE))
        scheme = _SCHEME.match(href)
        if scheme and scheme[1].lower() not in SCHEMES:
            raise self.archive.refused(
                f"a link leads to {show(href, 60)}", "link to pages, mail or telephone numbers only"
            )
        plain = unquote(href).removesuffix("/")
        self.addresses.setdefault(plain, href)
        return plain

    def run(self, run: Any, href: str) -> Iterator[WordPiece]:
        properties = run.find(f"{W}rPr")
        change = properties.find(f"{W}rPrChange/{W}rPr") if properties is not None else None
        if change is not None and not self.accept:
            properties = change
        out: list[str] = []
        for child in run:
            name = _name(child)
            if name == "fldChar":
                self.field(child.get(f"{W}fldCharType") or "")
            elif name == "instrText" and self.fields:
                self.fields[-1][0] += child.text or ""
            elif any(not shown for _, shown in self.fields):
                continue
            elif name in ("t", "delText"):
                out.append(child.text or "")
            elif name in _SIGNS:
                out.append("" if child.get(f"{W}type") == "page" else _SIGNS[name])
            elif name == "footnoteReference":
                yield WordPiece(self.note(child.get(f"{W}id") or ""), frozenset({"note"}))
            elif name in ("drawing", "pict"):
                self.refuse_words(child)
                self.left_out["pictures"] = None
            elif name in ("sym", "object", "AlternateContent"):
                raise self.archive.refused(
                    f"the file holds something that isn't text ({name})",
                    "delete it, or write it out",
                )
        words = "".join(out)
        if words:
            look = self.look(properties, words)
            yield WordPiece(words, look, href or self.field_link())

    def field(self, what: str) -> None:
        """Follow the begin, the result and the end of a field."""
        if what == "begin":
            self.fields.append(["", ""])
        elif self.fields and what == "separate":
            self.fields[-1][1] = "shown"
            name = self.fields[-1][0].split()[:1]
            if name and name[0] != "HYPERLINK":
                self.left_out[f"a field ({show(name[0])}), of which the shown words were read"] = (
                    None
                )
        elif self.fields and what == "end":
            self.fields.pop()

    def field_link(self) -> str:
        for instruction, _ in reversed(self.fields):
            link = _LINK.search(instruction)
            if link:
                return self.address((link[1] or "") + (f"#{link[2]}" if link[2] else ""))
        return ""

    def note(self, number: str) -> str:
        """Return the words of a footnote."""
        element = self.notes.get(number)
        items = [*self.items(element)] if element is not None else []
        return "\n".join(item.words.strip() for item in items)

    def look(self, properties: Any, words: str) -> frozenset[str]:
        """Return how words look. Refuses those that nobody sees."""
        style = _value(properties, "rStyle")
        chain = [properties, *self.chain(style), *self.around]
        if words.strip():
            self.refuse_hidden(chain, words)
        name = self.style_name(style)
        out = {{"strong": "b", "emphasis": "i", "image text": "img"}.get(name, "")}
        if properties is not None:
            out |= {
                sign for tag, sign in _LOOKS.items()
                if (e := properties.find(f"{W}{tag}")) is not None and e.get(f"{W}val") not in _OFF
            }  # fmt: skip
            raised = _value(properties, "vertAlign")
            out |= {{"superscript": "sup", "subscript": "sub"}.get(raised, "")}
            fonts = properties.find(f"{W}rFonts")
            font = (fonts.get(f"{W}ascii") or "").lower() if fonts is not None else ""
            if any(word in font for word in _MONO):
                out.add("code")
            if (
                name != "hyperlink"
                and "link" not in name
                and _value(properties, "u") not in ("", "none")
            ):
                out.add("u")
            if _value(properties, "highlight") not in ("", "none"):
                out.add("mark")
        if name in ("inline code", "html code", "source text"):
            out.add("code")
        return frozenset(out - {""})

    def chain(self, style: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style].find(f"{W}rPr")
            style = _value(self.styles[style], "basedOn")

    def refuse_hidden(self, chain: list[Any], words: str) -> None:
        """Refuse words that a reader of the file does not see. chain: what is nearest counts."""
        vanish = _nearest(chain, "vanish")
        color, size, width = (_nearest(chain, name) for name in ("color", "sz", "w"))
        shade = _nearest(chain, "shd")
        shown = color.get(f"{W}val", "").upper() if color is not None else ""
        if (
            (vanish is not None and vanish.get(f"{W}val") not in _OFF)
            or shown == "FFFFFF"
            or (color is not None and color.get(f"{W}themeColor") in _WHITE)
            or (shade is not None and shown and shade.get(f"{W}fill", "").upper() == shown)
            or _below(size, TINY)
            or _below(width, NARROW)
        ):
            raise self.archive.refused(
                f"the file holds hidden words (“{show(words.strip(), 60)}”)",
                "show them in Word (Ctrl+A, Ctrl+D) or delete them",
            )


def _nearest(chain: list[Any], name: str) -> Any:
    """Return a property from the first that has it, or None."""
    held = (each.find(f"{W}{name}") for each in chain if each is not None)
    return next((each for each in held if each is not None), None)


def _below(element: Any, least: int) -> bool:
    value = (element.get(f"{W}val") or "") if element is not None else ""
    return value.isascii() and value.isdigit() and int(value[:9]) < least


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _is_normal(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")


def _all(root: Any, name: str) -> list[Any]:
    return [*root.iter(f"{W}{name}")] if root is not None else []


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return (child.get(f"{W}val") or "") if child is not None else ""


def _lists(root: Any) -> dict[str, dict[str, str]]:
    """Return the form of each level of each list."""
    forms = {
        each.get(f"{W}abstractNumId"): {
            level.get(f"{W}ilvl"): _value(level, "numFmt") for level in each.iter(f"{W}lvl")
        }
        for each in _all(root, "abstractNum")
    }
    return {
        each.get(f"{W}numId"): forms.get(_value(each, "abstractNumId"), {})
        for each in _all(root, "num")
    }


def _tidy(pieces: list[WordPiece], *, verbatim: bool) -> tuple[WordPiece, ...]:
    """Return pieces without blanks at either end, those alike in one; code without its look."""
    out: list[WordPiece] = []
    for piece in pieces if verbatim else _without_blanks(pieces):
        look = piece.look - {"code"} if verbatim else piece.look
        if out and out[-1][1:] == (look, piece.href) and "note" not in look:
            out[-1] = WordPiece(out[-1].words + piece.words, look, piece.href)
        elif piece.words or "note" in look:
            out.append(WordPiece(piece.words, look, piece.href))
    if verbatim:
        return tuple(out)
    out = _joined(out)
    while out and "note" not in out[0].look and not out[0].words.lstrip(" \n\t"):
        out.pop(0)
    while out and "note" not in out[-1].look and not out[-1].words.rstrip(" \n\t"):
        out.pop()
    if out and "note" not in out[0].look:
        out[0] = out[0]._replace(words=out[0].words.lstrip(" \n\t"))
    if out and "note" not in out[-1].look:
        out[-1] = out[-1]._replace(words=out[-1].words.rstrip(" \n\t"))
    return tuple(out)


def _joined(pieces: list[WordPiece]) -> list[WordPiece]:
    """Return pieces so that words that look alike are one, also over a blank between them."""
    out: list[WordPiece] = []
    for piece in pieces:
        if len(out) > 1 and not out[-1].words.strip(" ") and not piece.look & {"note", "code"}:
            before, blank = out[-2:]
            if before[1:] == piece[1:] and blank.href == piece.href and "note" not in blank.look:
                out[-2:] = [piece._replace(words=before.words + blank.words + piece.words)]
                continue
        out.append(piece)
    return out


def _without_blanks(pieces: list[WordPiece]) -> Iterator[WordPiece]:
    """Yield pieces without the look of blanks at their ends, which nobody sees."""
    for piece in pieces:
        if piece.look & {"note", "code"}:
            yield piece
            continue
        words = re.sub(r"[ \t]+", " ", piece.words)
        core = words.strip(" ")
        lead = words[: len(words) - len(words.lstrip(" "))]
        yield WordPiece(lead, frozenset(), piece.href)
        yield piece._replace(words=core)
        if core:
            yield WordPiece(words[len(lead) + len(core) :], frozenset(), piece.href)
