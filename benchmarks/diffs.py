"""The tools that `redline.py` measures: how each is called, and how its output is read."""

from __future__ import annotations

import difflib
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
from lxml.html.diff import htmldiff

from publisher.text.document.document import parse_html
from publisher.text.redline import redline

_TOKENS = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")

Marked = list[tuple[str, str]]  # ("=", "-" or "+", text)


@dataclass(frozen=True)
class Pair:
    """Two revisions: HTML, and the visible text."""

    name: str
    old_html: str
    new_html: str
    old: str
    new: str
    fewest: int  # words that must be marked at least; 0 where that would take too long to find


def visible(html: str) -> str:
    """Return the text of HTML, white space folded."""
    if not html.strip():
        return ""
    return " ".join(lxml.html.fragment_fromstring(html, create_parent="div").text_content().split())


def marked(html: str) -> Marked:
    """Return the marked text of HTML with <ins> and <del>."""
    out: Marked = []

    def walk(element: lxml.html.HtmlElement, mark: str) -> None:
        here = {"ins": "+", "del": "-"}.get(element.tag, mark)
        out.append((here, element.text or ""))
        for child in element:
            walk(child, here)
            out.append((here, child.tail or ""))

    if html.strip():
        walk(lxml.html.fragment_fromstring(html, create_parent="div"), "=")
    return out


def as_is(found: Marked) -> Marked:
    """Return what a tool has listed itself."""
    return found


def ours(pair: Pair) -> str:
    """Compare as this project does."""
    return redline(parse_html(pair.old_html), parse_html(pair.new_html)).html()


def lxml_htmldiff(pair: Pair) -> str:
    """Compare with lxml.html.diff."""
    return str(htmldiff(pair.old_html, pair.new_html))


def standard_difflib(pair: Pair) -> Marked:
    """Compare words with the standard library."""
    old, new = _TOKENS.findall(pair.old), _TOKENS.findall(pair.new)
    out: Marked = []
    for tag, i0, i1, j0, j1 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            out.append(("=", "".join(old[i0:i1])))
        else:
            out += [("-", "".join(old[i0:i1])), ("+", "".join(new[j0:j1]))]
    return out


def redlines_package(pair: Pair) -> str:
    """Compare with the package redlines."""
    from redlines import Redlines

    return str(Redlines(pair.old, pair.new, markdown_style="none").output_markdown)


def dmp(pair: Pair) -> Marked:
    """Compare with diff-match-patch."""
    from diff_match_patch import diff_match_patch

    tool = diff_match_patch()
    found = tool.diff_main(pair.old, pair.new)
    tool.diff_cleanupSemantic(found)
    return [({0: "=", -1: "-", 1: "+"}[sign], text) for sign, text in found]


def fast_dmp(pair: Pair) -> Marked:
    """Compare with fast-diff-match-patch."""
    from fast_diff_match_patch import diff

    return list(diff(pair.old, pair.new, cleanup="Semantic", counts_only=False))


def git_word_diff(pair: Pair) -> str:
    """Compare with git's word diff."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("old", pair.old), ("new", pair.new)):
            (Path(folder) / name).write_text(text + "\n", encoding="utf-8")
        said = subprocess.run(
            ["git", "diff", "--no-index", "--word-diff=porcelain", "-U1000000", "old", "new"],
            cwd=folder, capture_output=True, check=False, timeout=60,
        ).stdout.decode()  # fmt: skip
    return said or f"@@\n {pair.old}"


def of_git(said: str) -> Marked:
    """Return the marked text of git's word diff."""
    signs = {" ": "=", "-": "-", "+": "+"}
    lines = said.split("@@\n", 1)[-1].splitlines()
    return [(signs[line[0]], line[1:]) for line in lines if line[:1] in signs]


OF_TEXT = (standard_difflib, redlines_package, dmp, fast_dmp, git_word_diff)  # not of HTML

# Name, package, the tool on the clock, and how its output is read.
TOOLS: list[tuple[str, str | None, Callable[[Pair], Any], Callable[[Any], Marked]]] = [
    ("this project", None, ours, marked),
    ("lxml htmldiff", None, lxml_htmldiff, marked),
    ("difflib, words", None, standard_difflib, as_is),
    ("redlines", "redlines", redlines_package, marked),
    ("diff-match-patch", "diff_match_patch", dmp, as_is),
    ("fast-diff-match-patch", "fast_diff_match_patch", fast_dmp, as_is),
    ("git word diff", None, git_word_diff, of_git),
]
