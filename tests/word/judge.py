"""An accept and a reject of its own: works on a Word file's XML alone, and lists what is left."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RANGES = {f"{W}{name}Range{end}" for name in ("moveFrom", "moveTo") for end in ("Start", "End")}


class File:
    """A Word file with all changes accepted, or all rejected."""

    def __init__(self, data: bytes, *, accept: bool) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
        self.drop = ("del", "moveFrom") if accept else ("ins", "moveTo")
        self.accept = accept
        self.body = parts["word/document.xml"].find(f"{W}body")
        self.notes = {
            note.get(f"{W}id"): note for note in parts["word/footnotes.xml"].iter(f"{W}footnote")
        }
        self.links = {
            relation.get("Id"): relation.get("Target")
            for relation in parts["word/_rels/document.xml.rels"]
        }
        self.lists = _lists(parts["word/numbering.xml"])
        self.counts: dict[tuple[str, str], int] = {}
        for root in (self.body, *self.notes.values()):
            self._settle(root)

    def _settle(self, root: Any) -> None:
        for row in [*root.iter(f"{W}tr")]:
            if any(row.find(f"{W}trPr/{W}{name}") is not None for name in self.drop):
                row.getparent().remove(row)
        for table in [*root.iter(f"{W}tbl")]:
            if table.find(f"{W}tr") is None:
                table.getparent().remove(table)
        for change in [*root.iter(f"{W}pPrChange"), *root.iter(f"{W}rPrChange")]:
            self._settle_properties(change)
        for paragraph in [*root.iter(f"{W}p")]:
            for name in self.drop:
                for gone in [*paragraph.iter(f"{W}{name}")]:
                    if gone.getparent().tag != f"{W}rPr":
                        gone.getparent().remove(gone)
        for paragraph in reversed([*root.iter(f"{W}p")]):
            if any(paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in self.drop):
                _flow_on(paragraph)

    def _settle_properties(self, change: Any) -> None:
        """Put the old properties in the place of the new ones, if all is rejected."""
        properties = change.getparent()
        properties.remove(change)
        if self.accept:
            return
        mark = properties.find(f"{W}rPr")
        for child in [*properties]:
            properties.remove(child)
        properties.extend(deepcopy([*change[0]]))
        if mark is not None:
            properties.append(mark)

    def lines(self) -> list[Any]:
        """Return each paragraph as (style, label, align, words), each table as its rows."""
        out = [*self._blocks(self.body)]
        while out and out[-1] == ("Normal", "", "", []):  # what a file ends with after a table
            out.pop()
        return out

    def texts(self) -> list[str]:
        """Return the words of each paragraph that has any, also in tables."""
        out: list[str] = []

        def walk(blocks: list[Any]) -> None:
            for block in blocks:
                if block[0] == "table":
                    for row in block[1]:
                        for cell in row:
                            walk(cell)
                else:
                    out.append("".join(words for words, *_ in block[3]))

        walk(self.lines())
        return [text for text in out if text]

    def _blocks(self, root: Any) -> Iterator[Any]:
        for child in root:
            if child.tag == f"{W}p":
                yield self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield (
                    "table",
                    [
                        [[*self._blocks(cell)] for cell in row.iter(f"{W}tc")]
                        for row in child.iter(f"{W}tr")
                    ],
                )

    def _paragraph(self, paragraph: Any) -> Any:
        style = _value(paragraph, f"{W}pPr/{W}pStyle") or "Normal"
        align = _value(paragraph, f"{W}pPr/{W}jc")
        indent = paragraph.find(f"{W}pPr/{W}ind")
        left = indent.get(f"{W}left") if indent is not None else ""
        number = _value(paragraph, f"{W}pPr/{W}numPr/{W}numId")
        label = ""
        if number:
            level = _value(paragraph, f"{W}pPr/{W}numPr/{W}ilvl")
            form, start = self.lists[number].get(level) or self.lists[number][""]
            count = self.counts[number, level] = self.counts.get((number, level), start - 1) + 1
            label = f"{level} {form}" + ("" if form == "bullet" else f" {count}")
        words: list[Any] = []
        for run in paragraph.iter(f"{W}r"):
            self._run(run, words)
        return style, label, f"{left}{align}", words

    def _run(self, run: Any, words: list[Any]) -> None:
        link = next((e for e in run.iterancestors(f"{W}hyperlink")), None)
        href = ""
        if link is not None:
            href = self.links.get(link.get(f"{R}id")) or f"#{link.get(f'{W}anchor')}"
        properties = run.find(f"{W}rPr")
        look = () if properties is None else tuple(
            (e.tag.removeprefix(W), *e.attrib.values()) for e in properties
        )  # fmt: skip
        for child in run:
            match child.tag.removeprefix(W):
                case "t" | "delText":
                    text = child.text or ""
                case "br":
                    text = "\n"
                case "tab":
                    text = "\t"
                case "footnoteReference":
                    note = self.notes[child.get(f"{W}id")]
                    words.append(("", "note", [*self._blocks(note)]))
                    continue
                case _:
                    continue
            if words and words[-1][1:] == (look, href):
                words[-1] = (words[-1][0] + text, look, href)
            else:
                words.append((text, look, href))


def _flow_on(paragraph: Any) -> None:
    """Join a paragraph whose mark is gone with the next one, whose properties the two get."""
    following = paragraph.getnext()
    words = [child for child in paragraph if child.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        at = 1 if following.find(f"{W}pPr") is not None else 0
        for word in reversed(words):
            following.insert(at, word)
        paragraph.getparent().remove(paragraph)
    elif all(word.tag in _RANGES for word in words):
        paragraph.getparent().remove(paragraph)


def _value(element: Any, path: str) -> str:
    child = element.find(path)
    return child.get(f"{W}val") if child is not None else ""


def _lists(numbering: Any) -> dict[str, dict[str, tuple[str, int]]]:
    """Return the form and the first number of each list, by its own level or "" for any."""
    forms = {
        each.get(f"{W}abstractNumId"): _value(each, f"{W}lvl/{W}numFmt")
        for each in numbering.iter(f"{W}abstractNum")
    }
    out: dict[str, dict[str, tuple[str, int]]] = {}
    for number in numbering.iter(f"{W}num"):
        form = forms[_value(number, f"{W}abstractNumId")]
        levels = out[number.get(f"{W}numId")] = {"": (form, 1)}
        for override in number.iter(f"{W}lvlOverride"):
            start = int(_value(override, f"{W}startOverride"))
            levels[override.get(f"{W}ilvl")] = (form, start)
    return out
