"""The Markdown library, set up as a policy text is written, and spared what a plain text does not need."""

from __future__ import annotations

import re
import threading
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.toc import slugify_unicode
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# Without one of these, or a line that ends in two spaces, no inline pattern finds anything in a text.
_SIGNS = re.compile(r"[`\\\[<&*_\x02]|  \n")
# One line that begins with a letter and holds no cells of a table: nothing else can become of it.
_LINE = re.compile(r"[^\W\d_][^\n|]*\Z")
_RESERVED = re.compile(r"__|change-\d|redline|pp-")
_own = threading.local()


def convert(text: str) -> str:
    """Return the HTML that the library makes of Markdown without front matter; nothing is sanitised yet."""
    converter: Markdown | None = getattr(_own, "converter", None)
    _own.converter = None  # a text that is given up halfway leaves its traces in it
    converter = converter or _new()
    found = converter.reset().convert(text)
    _own.converter = converter
    return found


def is_reserved(identifier: str) -> bool:
    """Whether an identifier could be taken for one of the page's own parts."""
    return _RESERVED.match(identifier) is not None


def _new() -> Markdown:
    converter = Markdown(
        extensions=["tables", "footnotes", "def_list", "attr_list", "sane_lists", "toc"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "toc": {"slugify": _slug, "marker": ""},
        },
        output_format="html",
    )
    converter.treeprocessors.register(_Inline(converter), "inline", 20)
    converter.parser.blockprocessors.register(_Line(converter.parser), "line", 1000)
    return converter


def _slug(text: str, separator: str) -> str:
    """Return an anchor for a heading that cannot be taken for one of the page's own parts."""
    slug = slugify_unicode(text, separator).strip("_-")
    return f"section-{slug}" if not slug or is_reserved(slug) else slug


class _Line(ParagraphProcessor):
    """The library's own paragraph, before a dozen other kinds of block are tried on it."""

    def test(self, parent: Element, block: str) -> bool:
        return _LINE.match(block) is not None


class _Inline(InlineProcessor):
    """The library's own search for inline markup, where there can be any: a dozen patterns a paragraph."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        for element in tree.iter():
            if element.text and not _SIGNS.search(element.text):
                element.text = AtomicString(element.text)
            if element.tail and not _SIGNS.search(element.tail):
                element.tail = AtomicString(element.tail)
        return super().run(tree, ancestors)
