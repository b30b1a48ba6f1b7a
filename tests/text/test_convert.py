"""The Markdown library is spared work, and what it makes is the same."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from publisher.text.document import markdown as module
from publisher.text.document.markdown import convert

_PIECES = [
    "We keep data.", "# Head", "## Two & three", "* item", "1. item", "- - nested", "> quoted", "    code",
    "\n", "\n\n", " ", "  \n", "**bold**", "*it*", "_it_", "snake_case_name", "`code`", "\\*", "[a](b.md)",
    "[a]", "[a]: b.md", "![x](y.png)", "[^1]", "[^1]: note", "<b>x</b>", "<a@b.example>", "<https://a.example>",
    "&amp;", "&", "<", "a | b", "--- | ---", "Term\n:   said", "{: #id .footnote }", "é “x”", "!", "]", ")",
    "\x02", "\x03", "klzzwxh:0000",
]  # fmt: skip


def _by_the_library_alone(text: str) -> str:
    """Convert with a fresh instance that searches every text for inline markup."""
    fresh = module._new()
    fresh.treeprocessors.register(InlineProcessor(fresh), "inline", 20)
    fresh.parser.blockprocessors.deregister("line")
    assert isinstance(fresh, markdown.Markdown)
    return fresh.convert(text)


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
def test_a_plain_text_reads_as_if_it_had_been_searched_for_markup(text):
    """Whatever stands beside it; and nothing stays of the text before."""
    assert convert(text) == _by_the_library_alone(text)


def test_the_library_knows_no_inline_markup_that_a_plain_text_could_hold():
    """A new pattern of the library's must be looked at, before a text without its sign is called plain."""
    known = [
        "backtick", "escape", "footnote", "reference", "link", "image_link", "image_reference",
        "short_reference", "short_image_ref", "autolink", "automail", "linebreak", "html", "entity",
        "em_strong",
    ]  # fmt: skip
    patterns = module._new().inlinePatterns
    assert all(name in patterns for name in known)
    assert len(patterns) == len(known)


def test_the_library_knows_no_block_that_a_plain_line_could_be():
    """Nor a new kind of block."""
    known = [
        "line", "empty", "indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote",
        "reference", "paragraph", "footnote", "deflist", "defindent", "table",
    ]  # fmt: skip
    processors = module._new().parser.blockprocessors
    assert all(name in processors for name in known)
    assert len(processors) == len(known)


def test_a_text_that_was_given_up_leaves_nothing_behind(monkeypatch):
    """The guard against endless texts interrupts the library anywhere."""
    with monkeypatch.context() as patched:
        patched.setattr(InlineProcessor, "run", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            convert("A[^1]\n\n[^1]: note\n\n[b]: c.md")
    assert convert("A[^1] and [b]") == _by_the_library_alone("A[^1] and [b]")
