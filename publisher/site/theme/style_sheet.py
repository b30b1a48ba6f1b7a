"""A style sheet without the rules that no page of a site can use.

It reads CSS as minifiers write it: rules, and at-rules that hold rules. What it doesn't understand stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

CHARSET = '@charset "UTF-8";'
_PIECE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|/\*.*?\*/|[{};]", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CHARSET = re.compile(r"@charset\b[^;]*;")
_GROUPS = ("@media", "@supports", "@layer", "@container")
_ARGUMENTS = re.compile(r"\([^()]*\)")
_ATTRIBUTE = re.compile(r"\[([\w-]+)(?:(=)[\"']?([\w-]+)[\"']?)?[^\]]*\]")
_NAME = re.compile(r"[.#]((?:[\w-]|\\.)+)")
_BRACKET = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\\.|[()\[\],]", re.DOTALL)
_MARK = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[();]", re.DOTALL)
_SPACE = re.compile(
    r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|/\*.*?\*/)|\s*([{};])\s*|([:,])\s+|\s+", re.DOTALL
)
_READ = re.compile(r"var\(\s*(--[\w-]+)")


def purged(css: str, is_used: Callable[[str], bool], *, others: str = "") -> str:
    """Return a style sheet without the rules that no page can use.

    is_used: whether a page has a class, an id, or the name or value of a `data-` attribute. Other
    attributes, elements, and what stands in `:is()`, `:not()` and their like, count as used. others:
    style sheets beside this one, which may read its custom properties and name its animations.
    """
    source = _COMMENT.sub("", _CHARSET.sub("", css))
    return CHARSET + _without_unread(_kept(source, is_used), others)


def tight(css: str) -> str:
    """Return a style sheet without the spaces that mean nothing."""
    return (
        _SPACE.sub(lambda match: match[1] or match[2] or match[3] or " ", css)
        .replace(";}", "}")
        .strip()
    )


def _kept(css: str, is_used: Callable[[str], bool]) -> str:
    kept = []
    for prelude, block in _blocks(css):
        if block is None:
            kept.append(f"{prelude};")
        elif prelude.startswith(_GROUPS):
            inner = _kept(block, is_used)
            kept += [f"{prelude}{{{inner}}}"] if inner else []
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{block}}}")
        else:
            selectors = [s for s in _selectors(prelude) if _is_possible(s, is_used)]
            kept += [f"{','.join(selectors)}{{{block}}}"] if selectors else []
    return "".join(kept)


def _selectors(prelude: str) -> Iterator[str]:
    """Yield the selectors of a list; a comma in brackets or quotation marks parts none."""
    depth = start = 0
    for mark in _BRACKET.finditer(prelude):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(mark[0], 0)
        if mark[0] == "," and not depth:
            yield prelude[start : mark.start()]
            start = mark.end()
    yield prelude[start:]


def _is_possible(selector: str, is_used: Callable[[str], bool]) -> bool:
    plain = selector
    while _ARGUMENTS.search(plain):
        plain = _ARGUMENTS.sub("", plain)
    for name, equals, value in _ATTRIBUTE.findall(plain):
        if name.startswith("data-") and not (is_used(name) and (not equals or is_used(value))):
            return False
    names = _NAME.findall(_ATTRIBUTE.sub("", plain))
    return all(is_used(name.replace("\\", "")) for name in names)


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield what stands before each block, and the block; None for a statement without one."""
    depth = start = opened = 0
    prelude = ""
    for piece in _PIECE.finditer(css):
        if piece[0] == "{":
            if not depth:
                prelude, opened = css[start : piece.start()].strip(), piece.end()
            depth += 1
        elif piece[0] == "}":
            depth -= 1
            if not depth:
                yield prelude, css[opened : piece.start()].strip()
                start = piece.end()
        elif piece[0] == ";" and not depth:
            yield css[start : piece.start()].strip(), None
            start = piece.end()


def _without_unread(css: str, others: str) -> str:
    """Drop the custom properties that nothing reads, such as icons, and the animations that nothing names."""
    while True:
        everything = css + others
        shorter = _read(css, set(_READ.findall(everything)), everything)
        if shorter == css:
            return css
        css = shorter


def _read(css: str, names: set[str], everything: str) -> str:
    kept = []
    for prelude, block in _blocks(css):
        if block is None:
            kept.append(f"{prelude};")
        elif prelude.startswith(_GROUPS):
            inner = _read(block, names, everything)
            kept += [f"{prelude}{{{inner}}}"] if inner else []
        elif prelude.startswith("@keyframes"):
            uses = re.findall(rf"(?<![\w-]){re.escape(prelude.split()[-1])}(?![\w-])", everything)
            kept += [f"{prelude}{{{block}}}"] if len(uses) > 1 else []
        elif "--" in block and "{" not in block:
            lines = [line for line in _declarations(block) if _is_read(line, names)]
            kept += [f"{prelude}{{{';'.join(lines)}}}"] if lines else []
        else:
            kept.append(f"{prelude}{{{block}}}")
    return "".join(kept)


def _is_read(declaration: str, names: set[str]) -> bool:
    return not declaration.startswith("--") or declaration.partition(":")[0].strip() in names


def _declarations(block: str) -> Iterator[str]:
    depth = start = 0
    for mark in _MARK.finditer(block + ";"):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if mark[0] == ";" and not depth:
            if line := block[start : mark.start()].strip():
                yield line
            start = mark.end()
