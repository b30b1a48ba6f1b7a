"""Texts that are made to take long, of any size: each kind is an old text and a new one.

Used by tests/text/test_costs.py at small sizes, and by benchmarks/hostile.py at the largest that is accepted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Pair = tuple[str, str]

_SYLLABLES = [
    "ka",
    "to",
    "mi",
    "re",
    "su",
    "ne",
    "lo",
    "pa",
    "vi",
    "du",
    "fe",
    "go",
    "ri",
    "sa",
    "te",
    "mo",
]
_LAW = "We keep your data for 24 months, unless the law asks for more, and share it with our processors in France. "


def _words(seed: int, count: int) -> list[str]:
    draw = random.Random(seed)
    return ["".join(draw.choices(_SYLLABLES, k=draw.randint(1, 4))) for _ in range(count)]


def prose(size: int, seed: int = 1, words: int = 80, sentence: int = 16) -> str:
    """Return paragraphs of about so many words, in sentences."""
    draw = random.Random(seed)
    known = _words(seed, 3_000)
    paragraphs: list[str] = []
    total = 0
    while total < size:
        text = ""
        for _ in range(max(words // sentence, 1)):
            text += " ".join(draw.choices(known, k=min(sentence, words))).capitalize() + ". "
        paragraphs.append(text.strip())
        total += len(text) + 2
    return _cut("\n\n".join(paragraphs), size)


def _cut(text: str, size: int) -> str:
    return text.encode()[: size - 1].decode("utf-8", "ignore").rstrip() + "\n"


def _filled(piece: str | Callable[[int], str], size: int, start: str = "") -> str:
    out = [start]
    total, n = len(start.encode()), 0
    while total < size:
        text = piece if isinstance(piece, str) else piece(n)
        out.append(text)
        total += len(text.encode())
        n += 1
    return _cut("".join(out[:-1]) if len(out) > 2 else "".join(out), size)


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"\w+", lambda match: change(match[0]), text)


def _some(share: float, seed: int = 3) -> Callable[[str], str]:
    draw = random.Random(seed)
    return lambda word: f"{word}x" if draw.random() < share else word


def _shuffled(text: str, parted: str, seed: int = 4) -> str:
    parts = text.split(parted)
    random.Random(seed).shuffle(parts)
    return parted.join(parts)


def _words_shuffled(text: str) -> str:
    return "\n\n".join(_shuffled(paragraph, " ") for paragraph in text.split("\n\n"))


def _table(columns: int, size: int, filled: int | None = None, seed: int = 5) -> str:
    draw = random.Random(seed)
    known = _words(seed, 2_000)
    head = "|" + "|".join(f"c{n}" for n in range(columns)) + "|\n" + "|" + "---|" * columns + "\n"

    def row(_: int) -> str:
        return "|" + "|".join(draw.choices(known, k=columns if filled is None else filled)) + "|\n"

    return _filled(row, size, f"# Table\n\n{head}")


def _numbered(piece: str, size: int, start: str = "") -> str:
    return _filled(lambda n: piece.replace("@", str(n)), size, start)


def _wide(text: str, columns: int) -> str:
    """Return text broken into lines."""
    out, line = [], ""
    for word in text.split(" "):
        line = f"{line} {word}" if line else word
        if len(line) > columns:
            out.append(line)
            line = ""
    return "\n".join([*out, line])


def _han(size: int, seed: int) -> str:
    draw = random.Random(seed)
    return _cut("".join(chr(draw.randint(0x4E00, 0x9000)) for _ in range(size // 3)), size)


def _changed(text: str, share: float = 0.3) -> str:
    return _each_word(text, _some(share))


def _of_both(make: Callable[[int], str], share: float = 0.3) -> Callable[[int], Pair]:
    """Return what makes a text and the same with some of its words changed."""

    def both(size: int) -> Pair:
        old = make(size)
        return old, _cut(_changed(old, share), size)

    return both


def _twice(make: Callable[[int, int], str]) -> Callable[[int], Pair]:
    return lambda size: (make(size, 1), make(size, 2))


def _giant(size: int, seed: int = 1) -> str:
    return _wide(prose(size, seed).replace("\n\n", " "), 90)


def _unbroken(size: int, seed: int = 1) -> str:
    """Return one paragraph without a full stop."""
    return _wide(prose(size, seed).replace("\n\n", " ").replace(".", ""), 90)


def _edited(make: Callable[[int], str], edit: Callable[[str], str]) -> Callable[[int], Pair]:
    def both(size: int) -> Pair:
        old = make(size)
        return old, _cut(edit(old), size)

    return both


def _every_other(old: str, new: str) -> Callable[[int], Pair]:
    return lambda size: (_filled(old, size, "# Terms\n\n"), _filled(new, size, "# Terms\n\n"))


KINDS: dict[str, Callable[[int], Pair]] = {
    "unrelated prose": _twice(prose),
    "every word changed": _edited(prose, lambda text: _each_word(text, _some(1))),
    "half of the words changed": _edited(prose, lambda text: _each_word(text, _some(0.5))),
    "one word in ten changed": _edited(prose, lambda text: _each_word(text, _some(0.1))),
    "every third word changed": _of_both(prose),
    "words shuffled": _edited(prose, _words_shuffled),
    "paragraphs shuffled": _edited(prose, lambda text: _shuffled(text.strip(), "\n\n")),
    "sentences shuffled": _edited(prose, lambda text: _shuffled(text.strip(), ". ")),
    "all words upper case": _edited(prose, str.upper),
    "all words twice": _edited(lambda size: prose(size // 2), lambda text: _each_word(text, lambda word: f"{word} {word}")),
    "paragraphs divided": _edited(prose, lambda text: text.replace(". ", ".\n\n")),
    "paragraphs joined": _edited(lambda size: prose(size, words=16), lambda text: text.replace(".\n\n", ". ")),
    "made a list": _edited(prose, lambda text: "- " + text.replace(". ", ".\n- ")),
    "nothing before": lambda size: ("", prose(size)),
    "one sentence again and again": _every_other(f"{_LAW}\n\n", f"{_LAW.replace('24', '36')}\n\n"),
    "one sentence, now and then another": lambda size: (
        _filled(f"{_LAW}\n\n", size),
        _filled(lambda n: f"{_LAW}\n\n" if n % 3 else "We sell it.\n\n", size),
    ),
    "one giant paragraph": _of_both(_giant),
    "one giant paragraph, unrelated": _twice(_giant),
    "one giant paragraph, shuffled": _edited(_giant, lambda text: _shuffled(text, " ")),
    "one giant sentence": _of_both(_unbroken),
    "one giant sentence, unrelated": _twice(_unbroken),
    "one word again and again": _every_other("data ", "date "),
    "two words in turn": _every_other("a b ", "b a "),
    "one-line paragraphs": lambda size: (prose(size, 1, 6, 6), prose(size, 2, 6, 6)),
    "one-line paragraphs, changed": _of_both(lambda size: prose(size, 1, 6, 6)),
    "one-word paragraphs": lambda size: (prose(size, 1, 1, 1), prose(size, 2, 1, 1)),
    "giant list": _of_both(lambda size: "- " + prose(size, words=16).replace("\n\n", "\n- ")),
    "giant list, shuffled": _edited(
        lambda size: "- " + prose(size, words=16).replace("\n\n", "\n- "),
        lambda text: _shuffled(text.strip(), "\n"),
    ),
    "loose list": _of_both(lambda size: "- " + prose(size, words=16).replace("\n\n", "\n\n- ")),
    "numbered list": _of_both(lambda size: _numbered("@. We keep item @ for @ days.\n", size)),
    "nested lists": _of_both(lambda size: _filled(lambda n: "    " * (n % 10) + f"- item {n} of the list\n", size)),
    "nested quotations": _of_both(lambda size: _filled(lambda n: "> " * (1 + n % 10) + f"words {n} of others\n\n", size)),
    "list in quotation in list": _of_both(lambda size: _filled(lambda n: f"- a {n}\n\n    > b {n}\n    >\n    > - c {n}\n\n", size)),
    "definitions": _of_both(lambda size: _numbered("Term @\n:   Means the thing @ that we keep.\n\n", size)),
    "table of 4 columns": _of_both(lambda size: _table(4, size)),
    "table of 4 columns, unrelated": lambda size: (_table(4, size), _table(4, size, seed=6)),
    "table of 40 columns": _of_both(lambda size: _table(40, size)),
    "table of 300 columns": _of_both(lambda size: _table(300, size)),
    "table of 900 columns": _of_both(lambda size: _table(900, size)),
    "table of 300 columns, one cell written a row": _of_both(lambda size: _table(300, size, 1)),
    "table of 900 columns, one cell written a row": _of_both(lambda size: _table(900, size, 1)),
    "table of 90 columns, one cell written a row": _of_both(lambda size: _table(90, size, 1)),
    "many tables": _of_both(lambda size: _numbered("| a@ | b |\n|---|---|\n| c@ | d@ |\n\n", size)),
    "column added": lambda size: (_table(6, size), _table(7, size)),
    "links": _of_both(lambda size: _numbered("see [our page @](page-@.md) and ", size)),
    "links in paragraphs": _of_both(lambda size: _numbered("We ask you to see [our page @](page-@.md), for @ days.\n\n", size)),
    "link targets changed": _edited(
        lambda size: _numbered("We ask you to see [our page @](page-@.md), for @ days.\n\n", size),
        lambda text: text.replace("(page-", "(pages-"),
    ),
    "reference links": _of_both(lambda size: _numbered("see [our page @][ref @], always.\n\n[ref @]: page-@.md\n\n", size)),
    "reference definitions": _of_both(lambda size: _numbered("[ref @]: page-@.md\n", size, "See [it][ref 1].\n\n")),
    "automatic links": _of_both(lambda size: _numbered("<https://example.org/@> ", size)),
    "pictures": _of_both(lambda size: _numbered("![the picture @](picture-@.png) ", size)),
    "emphasis": _every_other("*we* **keep** ", "**we** *keep* "),
    "emphasis in paragraphs": _every_other("*we* **keep** your ***data***.\n\n", "**we** *keep* your data.\n\n"),
    "emphasis never closed": _every_other("*a **b ", "**a *b "),
    "stars": _every_other("*" * 60 + "\n\n", "*" * 50 + "\n\n"),
    "underscores": _every_other("_a_b", "_b_a"),
    "code in words": _of_both(lambda size: _numbered("set `option @` to `@` ", size)),
    "back quotes never closed": _every_other("`a ``b ", "``a `b "),
    "code block": _of_both(lambda size: _numbered("    line @ of the code\n", size, "Text\n\n")),
    "code blocks": _of_both(lambda size: _numbered("Text @\n\n    code @\n\n", size)),
    "footnotes": _of_both(lambda size: _numbered("We keep it @[^n@].\n\n[^n@]: For @ days.\n\n", size)),
    "one footnote, cited often": _of_both(lambda size: _numbered("We keep it @[^n].\n\n", size, "[^n]: For 3 days.\n\n")),
    "entities": _every_other("&amp; &#233; &lt;b&gt; ", "&amp; &#234; &lt;i&gt; "),
    "entities in paragraphs": _every_other("a &amp; b &#233; c\n\n", "a &amp; c &#234; c\n\n"),
    "Chinese without spaces": _twice(_han),
    "Chinese, changed": _edited(
        lambda size: re.sub("(.{200})", r"\1。\n\n", _han(size, 1)),
        lambda text: re.sub("([\u4e00-\u5000])", "字", text),
    ),
    "combining marks": _every_other("e\u0301\u0323\u0302 a\u0308 ", "e\u0301\u0323 a\u0308\u0302 "),
    "emoji": _every_other("\U0001f469\u200d\U0001f469\u200d\U0001f466 ", "\U0001f469\u200d\U0001f466 "),
    "headings": _of_both(lambda size: _numbered("# Part @\n\nText @.\n\n", size)),
    "headings of one name": _every_other("# Part\n\nText.\n\n", "# Part\n\nText, too.\n\n"),
    "underlined headings": _of_both(lambda size: _numbered("Part @\n===\n\nText @.\n\n", size)),
    "nested headings": _of_both(lambda size: _filled(lambda n: f"{'#' * (1 + n % 6)} Part {n}\n\nText {n}.\n\n", size)),
    "inline HTML": _every_other("<b>we</b> <i>keep</i> ", "<i>we</i> <b>keep</b> "),
    "tags never closed": _every_other("<b>a <i>b ", "<i>a <b>b "),
    "tags never opened": _every_other("a</b> </i>", "b</i> </b>"),
    "blocks of HTML": _of_both(lambda size: _numbered("<div><p>Block @ of text</p></div>\n\n", size)),
    "nested blocks of HTML": _of_both(lambda size: "<div>" * (size // 40) + "a b c " * (size // 24) + "</div>" * (size // 40)),
    "comments": _every_other("<!-- a -->b\n\n", "<!-- c -->d\n\n"),
    "comments never closed": _every_other("<!-- a ", "<!-- b "),
    "line breaks in HTML": _every_other("a<br>", "b<br>"),
    "hard line breaks": _every_other("we keep it  \n", "we keep them  \n"),
    "attributes": _of_both(lambda size: _numbered("Text @\n{: #anchor-@ }\n\n", size)),
    "attributes never closed": _every_other("a {: a", "b {: b"),
    "escapes": _every_other("\\*\\_\\[ ", "\\_\\*\\] "),
    "brackets": _every_other("[a] (b) ", "[b] (a) "),
    "pairs of brackets in one another": lambda size: ("[" * 150 + "a" * size + "]" * 150, "[" * 150 + "b" * size + "]" * 150),
    "rules": _every_other("---\n\n", "***\n\n"),
    "one endless word": lambda size: ("a" * (size - 1), "b" * (size - 1)),
    "numbers": _of_both(lambda size: _numbered("@ ", size), 0.5),
    "amounts": _every_other("24 months, EUR 1,000.50; ", "36 months, EUR 1 000,50; "),
    "dates": _of_both(lambda size: _numbered("From 1 January 20@ until 2020-01-01 we keep it. ", size)),
    "addresses": _of_both(lambda size: _numbered("https://example.org/a/@ a@@example.org\n", size)),
    "dots and dashes": _every_other("a.-.-.-b ", "a-.-.-.b "),
    "cross-references": _of_both(lambda size: _numbered("## @. Part\n\nSee section @.1 (a) and Article @.\n\n", size)),
    "lower and upper case": _every_other("aB cD ", "Ab Cd "),
    "empty lines": lambda size: ("a\n" + "\n" * (size - 4) + "b\n", "a\n" + "\n" * (size - 4) + "c\n"),
    "spaces": lambda size: ("a" + " " * (size - 4) + "b\n", "a" + " " * (size - 4) + "c\n"),
    "tabs": _every_other("a\t\tb\n", "a\t\tc\n"),
    "pipes": _every_other("|" * 80 + "\n", "|" * 70 + "\n"),
    "small print": _every_other("<small>we <sub>keep</sub></small> ", "<small>we <sup>keep</sup></small> "),
    "abbreviations": _of_both(lambda size: _numbered("*[A@]: word @\n", size, "A1 A2\n\n")),
}  # fmt: skip
