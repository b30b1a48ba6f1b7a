"""Policies made up for tests: every kind of block, and the edits that people make to them.

A block is a kind and some lines of words, so that an edit can make a list of a paragraph, or a table
of a list, with the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from hypothesis import strategies as st


class Part(NamedTuple):
    """One block. kind: of KINDS. lines: what it says, as words of Markdown."""

    kind: str
    lines: tuple[tuple[str, ...], ...]


def _said(line: tuple[str, ...]) -> str:
    return " ".join(line)


def _paragraph(lines: list[str]) -> str:
    return "\n".join(lines)


def _each(prefix: str) -> Callable[[list[str]], str]:
    return lambda lines: "\n".join(prefix + line for line in lines)


def _nested(lines: list[str]) -> str:
    return "\n".join("    " * min(n, 3) + "- " + line for n, line in enumerate(lines))


def _loose(lines: list[str]) -> str:
    return "\n\n".join(f"1. {line}\n\n    {line} again" for line in lines)


def _table(lines: list[str]) -> str:
    rows = [line.replace("|", "/").split(" ") for line in lines]
    wide = max(map(len, rows))
    cells = ["| " + " | ".join(row + [""] * (wide - len(row))) + " |" for row in rows]
    return "\n".join([cells[0], "|" + ":--|" * wide, *cells[1:]])


def _definitions(lines: list[str]) -> str:
    return f"{lines[0]}\n" + "\n".join(f":   {line}" for line in lines[1:] or ["meaning"])


def _html_list(lines: list[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\nbare\n</ul>"


def _html_table(lines: list[str]) -> str:
    rows = "".join(f"<tr><th>{n}</th><td>{line}</td></tr>" for n, line in enumerate(lines))
    return f"<table><caption>Table</caption><tbody>{rows}</tbody></table>"


KINDS: dict[str, Callable[[list[str]], str]] = {
    "p": _paragraph,
    "h2": lambda lines: f"## {lines[0]}",
    "h3": lambda lines: f"### 1. {lines[0]}",
    "ul": _each("- "),
    "ol": _each("1. "),
    "nested": _nested,
    "loose": _loose,
    "table": _table,
    "dl": _definitions,
    "quote": _each("> "),
    "quoted list": _each("> - "),
    "code": _each("    "),
    "div": lambda lines: f"<div>\n<p>{'</p><p>'.join(lines)}</p>bare\n</div>",
    "html list": _html_list,
    "html table": _html_table,
    "figure": lambda lines: f"<figure><img src='a.png' alt=''><figcaption>{lines[0]}</figcaption></figure>",
    "rule": lambda _: "***",
    "note": lambda lines: f"Noted[^{len(lines)}].\n\n[^{len(lines)}]: {lines[0]}",
}  # fmt: skip

WORDS = [
    "we", "may", "keep", "your", "data", "for", "the", "and", "of", "it", "is", "not", "30", "60",
    "days,", "data.", "it.", "(a)", "A4",
    "**must**", "**bold", "words**", "*T*erms", "`code`", "`a  b`", "[link](https://a.example/x)",
    "[link](https://a.example/y)", "[two", "words](#p)", "![map](m.png)", '![map](m.png "EU")',
    "<https://b.example/>", "me@x.example", "<b>loud</b>", "<b>unclosed", "<br>", "&amp;lt;", "&copy;",
    "<del>old</del>", "<ins>new</ins>", "<sup>2</sup>", "“quoted”", '"quoted"', "it’s", "it's", "—",
    "–", "-", "a\u00a0b", "...", "…", "$1,000.50", "50%", "我们", "的个人信息", "プライバシー", "ข้อมูล",
    "ส่วนบุคคล", "עברית", "العربية،", "हिन्दी", "e\u0301", "\u200b", "x\u202ey", "👨‍👩‍👧", "𝔘", "\\*", "\\[",
    "[ref]", "{: #p }", "<script>x</script>", "<!--", "-->", "~~gone~~", "|", "==", "H<sub>2</sub>O",
]  # fmt: skip

words = st.sampled_from(WORDS)
lines = st.lists(words, min_size=1, max_size=9).map(tuple)
parts = st.builds(
    Part, st.sampled_from(sorted(KINDS)), st.lists(lines, min_size=1, max_size=4).map(tuple)
)
policies = st.lists(parts, max_size=7)


def markdown(policy: list[Part]) -> str:
    """Return the Markdown of a policy."""
    return "\n\n".join(KINDS[part.kind]([_said(line) for line in part.lines]) for part in policy)


_EDITS = ["insert", "delete", "move", "copy", "kind", "join", "split", "line", "word"]


@st.composite
def edited(draw: st.DrawFn, policy: list[Part], most: int = 5) -> list[Part]:
    """Return the policy after some edits."""
    policy = list(policy)
    for _ in range(draw(st.integers(1, most))):
        if not policy:
            policy.append(draw(parts))
        at = draw(st.integers(0, len(policy) - 1))
        part = policy[at]
        match draw(st.sampled_from(_EDITS)):
            case "insert":
                policy.insert(at, draw(parts))
            case "delete":
                del policy[at]
            case "move":
                policy.insert(draw(st.integers(0, len(policy) - 1)), policy.pop(at))
            case "copy":
                policy.insert(draw(st.integers(0, len(policy))), part)
            case "kind":
                policy[at] = part._replace(kind=draw(st.sampled_from(sorted(KINDS))))
            case "join" if at:
                policy[at - 1 : at + 1] = [Part(part.kind, policy[at - 1].lines + part.lines)]
            case "split":
                policy[at : at + 1] = [Part(part.kind, (line,)) for line in part.lines]
            case "line":
                policy[at] = part._replace(lines=draw(_changed(part.lines, lines)))
            case _:
                n = draw(st.integers(0, len(part.lines) - 1))
                line = draw(_changed(part.lines[n], words))
                policy[at] = part._replace(lines=(*part.lines[:n], line, *part.lines[n + 1 :]))
    return policy


@st.composite
def _changed(draw: st.DrawFn, row: tuple, items: st.SearchStrategy) -> tuple:  # type: ignore[type-arg]
    """Insert, delete, replace or move one of some lines or words."""
    at = draw(st.integers(0, len(row) - 1))
    rest = (*row[:at], *row[at + 1 :])
    match draw(st.sampled_from(["insert", "delete", "replace", "move"])):
        case "insert":
            return (*row[:at], draw(items), *row[at:])
        case "delete" if rest:
            return rest
        case "move":
            to = draw(st.integers(0, len(rest)))
            return (*rest[:to], row[at], *rest[to:])
    return (*row[:at], draw(items), *row[at + 1 :])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Return two revisions of a policy."""
    old = draw(policies)
    return markdown(old), markdown(draw(edited(old)))


_LINKS = ["", "", "/a", "/a", "/b"]  # two of them lead to the same place


def _linked(called: list[str]) -> st.SearchStrategy:  # type: ignore[type-arg]
    pair = st.tuples(st.sampled_from(called), st.integers(0, len(_LINKS) - 1))
    return st.lists(pair, min_size=1, max_size=10).map(tuple)


def _in_links(row: tuple[tuple[str, int], ...], space: str) -> str:
    """Return words as Markdown; those under the same number, side by side, are one link."""
    groups = [
        (_LINKS[link], space.join(word for word, _ in group))
        for link, group in groupby(row, key=lambda pair: pair[1])
    ]
    return space.join(f"[{said}]({target})" if target else said for target, said in groups)


@st.composite
def linked_pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Return two revisions of some paragraphs in which links begin and end anywhere."""
    apart, together = ["we", "may", "keep", "data."], ["我", "们", "的", "。"]
    space, called = draw(st.sampled_from([(" ", apart), ("", together)]))
    old = draw(st.lists(_linked(called), min_size=1, max_size=3))
    new = [draw(_changed(row, st.sampled_from(old[0]))) for row in old]
    new[0] = draw(st.one_of(st.just(new[0]), _changed(new[0], st.sampled_from(old[-1]))))
    ends = draw(st.sampled_from([("\n\n", "\n\n"), ("\n\n", " "), (" ", "\n\n")]))
    return tuple(
        end.join(_in_links(row, space) for row in rows)
        for end, rows in zip(ends, (old, new), strict=True)
    )
