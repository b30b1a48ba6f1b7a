"""Changes with a known answer, made on any Markdown policy: material ones and formal ones.

Each mutator yields every variant of a text that it can make, one change at a time. All of them on a
policy: python -m benchmarks.mutations policy/privacy.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

from publisher.text.comparison import compare
from publisher.text.materiality.verdict import Verdict

Mutator = Callable[[str], Iterator[str]]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]|[A-Za-z]")
_LETTERS = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і"}  # Latin: Cyrillic
# Pairs that the rules rightly take for one word in two forms.
_SAME = (
    {"a", "an"}, {"is", "are"}, {"was", "were"}, {"has", "have"}, {"do", "does"}, {"its", "it's"},
    {"your", "you're"}, {"example", "instance"},
)  # fmt: skip


def replaced(pairs: dict[str, str]) -> Mutator:
    """Return a mutator that puts one word or phrase for another, once at each place."""

    def mutate(text: str) -> Iterator[str]:
        for old, new in pairs.items():
            pattern = rf"(?<![\w-]){re.escape(old).replace(chr(92) + ' ', chr(92) + 's+')}(?![\w-])"
            for match in _visible(pattern, text):
                after = text[match.end() :] if new else text[match.end() :].removeprefix(" ")
                yield text[: match.start()] + new + after

    return mutate


def _visible(pattern: str | re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return what is found in the text itself: no front matter, no link targets, no attribute."""
    start = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    hidden = [(m.start(), m.end()) for m in re.finditer(r"\]\([^)]*\)|<[^>]*>|\{:[^}]*\}", text)]
    return [
        match
        for match in re.compile(pattern).finditer(text, start.end() if start else 0)
        if not any(begin <= match.start() < end for begin, end in hidden)
    ]


def _words(text: str) -> list[re.Match[str]]:
    return _visible(_WORD, text)


def word_dropped(text: str) -> Iterator[str]:
    """Drop a word."""
    for match in _words(text):
        yield text[: match.start()] + text[match.end() :].removeprefix(" ")


def word_replaced(text: str) -> Iterator[str]:
    """Put another word of the text for a word."""
    words = _words(text)
    for at, match in enumerate(words):
        other = words[(at * 7 + 13) % len(words)][0]
        pair = {match[0].lower(), other.lower()}
        if len(pair) == 2 and pair not in _SAME:
            yield text[: match.start()] + other + text[match.end() :]


def words_swapped(text: str) -> Iterator[str]:
    """Swap two neighbouring words."""
    for match in _visible(r"(?<![\w'’-])([A-Za-z'’-]{2,}) ([A-Za-z'’-]{2,})(?![\w'’-])", text):
        if match[1].lower() != match[2].lower():
            yield f"{text[: match.start()]}{match[2]} {match[1]}{text[match.end() :]}"


def number_changed(text: str) -> Iterator[str]:
    """Raise a number by one, unless it numbers a heading."""
    for match in _visible(r"\d+", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not line.startswith("#") and not re.match(
            r"\W*(?:last )?(?:updated|version)", line, re.I
        ):
            yield text[: match.start()] + str(int(match[0]) + 1) + text[match.end() :]


def sentence_dropped(text: str) -> Iterator[str]:
    """Drop a sentence."""
    for match in re.finditer(r"(?<=[.!?])\s[A-Z][^.!?|#]*[.!?]", text):
        yield text[: match.start()] + text[match.end() :]


def line_dropped(text: str) -> Iterator[str]:
    """Drop a list item or a table row."""
    for match in re.finditer(r"^(?:[-*] .*(?:\n {2,}.*)*|\|(?! ?-)[^\n]*)\n", text, re.MULTILINE):
        yield text[: match.start()] + text[match.end() :]


def cells_swapped(text: str) -> Iterator[str]:
    """Swap two neighbouring cells of a row, and a cell with the one below it."""
    rows = list(re.finditer(r"^\|(?! ?-).*\|$", text, re.MULTILINE))
    for row, below in zip_longest(rows, rows[1:]):
        cells = row[0].strip("|").split("|")
        for at in range(len(cells) - 1):
            other = [*cells]
            other[at], other[at + 1] = other[at + 1], other[at]
            yield f"{text[: row.start()]}|{'|'.join(other)}|{text[row.end() :]}"
        if below is not None and row is not rows[0]:
            ours, theirs = [*cells], below[0].strip("|").split("|")
            ours[-1], theirs[-1] = theirs[-1], ours[-1]
            between = text[row.end() : below.start()]
            yield f"{text[: row.start()]}|{'|'.join(ours)}|{between}|{'|'.join(theirs)}|{text[below.end() :]}"


def look_alike(text: str) -> Iterator[str]:
    """Put a Cyrillic letter for a Latin one."""
    for match in _words(text):
        for at, sign in enumerate(match[0]):
            if sign in _LETTERS:
                place = match.start() + at
                yield text[:place] + _LETTERS[sign] + text[place + 1 :]
                break


def unseen(text: str) -> Iterator[str]:
    """Put a character that nobody sees into a word."""
    for count, match in enumerate(_words(text)):
        if len(match[0]) > 3:
            place = match.start() + 2
            yield text[:place] + "\u200b\u00ad\u2060\u202e"[count % 4] + text[place:]


def crossed_out(text: str) -> Iterator[str]:
    """Cross out a word."""
    for match in _words(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 :]
        if not line.startswith("    "):
            yield f"{text[: match.start()]}<s>{match[0]}</s>{text[match.end() :]}"


def figure_disguised(text: str) -> Iterator[str]:
    """Put a letter for a digit: 3O for 30."""
    for match in _visible(r"[01]", text):
        yield text[: match.start()] + "Ol"[int(match[0])] + text[match.end() :]


def comma_dropped(text: str) -> Iterator[str]:
    """Drop a comma inside a sentence."""
    for match in _visible(r"(?<=\w),(?=\s\w)", text):
        yield text[: match.start()] + text[match.end() :]


def comma_put_in(text: str) -> Iterator[str]:
    """Put a comma between two words, not after those that introduce an example."""
    for match in _visible(r"(?<=[a-z])(?<!for example)(?<!for instance) (?=[a-z])", text):
        yield f"{text[: match.start()]},{text[match.start() :]}"


def number_of_noun(text: str) -> Iterator[str]:
    """Make one thing of several."""
    for match in _visible(r"(?<=\w{3})(?<!s)s(?=[ ,.])", text):
        before = text[: match.start()].split()[-2:-1]
        if before and before[0].lower() not in ("we", "they", "he", "she"):
            yield text[: match.start()] + text[match.end() :]


def heading_dropped(text: str) -> Iterator[str]:
    """Drop a heading, but not its section."""
    for match in re.finditer(r"^#{2,} .*\n\n", text, re.MULTILINE):
        yield text[: match.start()] + text[match.end() :]


def sentence_moved(text: str) -> Iterator[str]:
    """Move the last sentence of a section to the end of the next section."""
    parts = re.split(r"(?m)^(?=#{2,} )", text)
    for at in range(1, len(parts) - 1):
        match = re.search(r"(?<=[.!?])\s([A-Z][^.!?|#:]{20,}[.!?])\s*\Z", parts[at])
        if match and "|" not in parts[at + 1]:
            moved = [*parts]
            moved[at] = parts[at][: match.start()] + "\n\n"
            moved[at + 1] = f"{parts[at + 1].rstrip()} {match[1]}\n\n"
            yield "".join(moved)


MATERIAL: dict[str, Mutator] = {
    "negation in": replaced(
        {
            f"{word}": f"{word} not"
            for word in ("may", "must", "will", "can", "is", "are", "do", "has")
        }
    ),
    "negation out": replaced(
        {
            "not": "",
            "never": "",
            "no": "",
            "cannot": "can",
            "without": "with",
            "nobody": "anybody",
            "nothing": "something",
        }
    ),
    "duty": replaced(
        {
            "may": "must",
            "must": "may",
            "will": "may",
            "can": "must",
            "shall": "may",
            "should": "shall",
            "require": "allow",
        }
    ),
    "limit": replaced(
        {"only": "", "at least": "at most", "within": "after", "every": "some", "all": "some"}
    ),
    "quantity": replaced(
        {"all": "most", "each": "no", "any": "some", "every": "any", "some": "all", "most": "few"}
    ),
    "and, or": replaced({"and": "or", "or": "and"}),
    "condition": replaced(
        {
            "if": "unless",
            "unless": "if",
            "until": "after",
            "before": "after",
            "except": "including",
            "when": "unless",
        }
    ),
    "unit": replaced(
        {
            "days": "months",
            "business days": "days",
            "months": "years",
            "years": "days",
            "hours": "days",
            "%": "‰",
        }
    ),
    "number in words": replaced(
        {
            "one": "two",
            "two": "three",
            "three": "two",
            "four": "five",
            "thirty": "sixty",
            "ten": "twenty",
        }
    ),
    "number": number_changed,
    "place": replaced(
        {"France": "Spain", "European Union": "United States", "Paris": "Dublin", "CNIL": "ICO"}
    ),
    "person": replaced(
        {"we": "you", "you": "we", "our": "your", "your": "our", "customer": "partner"}
    ),
    "contrary": replaced(
        {
            "collect": "sell",
            "delete": "keep",
            "protect": "publish",
            "encrypted": "unencrypted",
            "refuse": "accept",
        }
    ),
    "word dropped": word_dropped,
    "word replaced": word_replaced,
    "words swapped": words_swapped,
    "sentence dropped": sentence_dropped,
    "line dropped": line_dropped,
    "cells swapped": cells_swapped,
    "look-alike": look_alike,
    "unseen": unseen,
    "crossed out": crossed_out,
    "article": replaced({"a": "the", "the": "a", "The": "A", "an": "the"}),
    "figure disguised": figure_disguised,
    "comma dropped": comma_dropped,
    "comma put in": comma_put_in,
    "singular": number_of_noun,
    "heading dropped": heading_dropped,
    "sentence moved": sentence_moved,
}


def whole(old: str, new: str, flags: int = 0) -> Mutator:
    """Return a mutator that puts a pattern for another in the whole text at once."""

    def mutate(text: str) -> Iterator[str]:
        changed = re.sub(old, new, text, flags=flags)
        if changed != text:
            yield changed

    return mutate


def emphasised(text: str) -> Iterator[str]:
    """Emphasise a word."""
    for match in _words(text):
        if len(match[0]) > 2 and text[match.start() - 1] in " (" and text[match.end()] in " ,.":
            yield f"{text[: match.start()]}**{match[0]}**{text[match.end() :]}"


def space_widened(text: str) -> Iterator[str]:
    """Put two spaces, or one that does not break, for a space between words."""
    for count, match in enumerate(re.finditer(r"(?<=\w) (?=\w)", text)):
        yield text[: match.start()] + ("  ", "\u00a0")[count % 2] + text[match.end() :]


def broken(text: str) -> Iterator[str]:
    """Break a line of a paragraph, or join two."""
    for match in re.finditer(r"(?<=[a-z],) (?=[a-z])|(?<=[a-z])\n(?=[a-z])", text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not line.startswith(("#", "|", "-", "*")):
            put = "\n" if match[0] == " " else " "
            yield text[: match.start()] + put + text[match.end() :]


def unwrapped(text: str) -> Iterator[str]:
    """Put each paragraph on one line."""
    head, start, body = text.partition("\n# ")
    yield head + start + re.sub(r"(?<=[a-z,.;)])\n(?=[a-zA-Z(])", " ", body)


def rows_swapped(text: str) -> Iterator[str]:
    """Swap two neighbouring rows of a table, not the first."""
    for match in re.finditer(r"(?<=\|\n)(\|(?! ?-)[^\n]*\n)(\|(?! ?-)[^\n]*\n)", text):
        yield text[: match.start()] + match[2] + match[1] + text[match.end() :]


FORMAL: dict[str, Mutator] = {
    "line ends": whole(r"\n", "\r\n"),
    "byte order mark": lambda text: iter(["\ufeff" + text]),
    "quotation marks": whole(r'"([^"\n]+)"', r"“\1”"),
    "apostrophes": whole(r"(?<=\w)'(?=\w)", "’"),
    "dashes": whole(r"(?<=\w)-(?=\w)", "\u2011"),
    "entities": whole(r"\((?=\w)", "&#40;"),
    "list signs": whole(r"^- ", "* ", re.MULTILINE),
    "heading levels": whole(r"^(#{2,5} )", r"#\1", re.MULTILINE),
    "table layout": whole(r"^\| ", "|   ", re.MULTILINE),
    "table alignment": whole(r"\| --- ", "| :-: "),
    "front matter": whole(r"\A---\n", "---\nauthor: Somebody\n"),
    "American spelling": whole(
        r"(?<=\w)is(?=(?:e|es|ed|ing|ation|ational)\b)(?<!prom)(?<!adv)", "iz"
    ),
    "e-mail": whole(r"\be-mail", "email"),
    "numbers in digits": whole(r"\bthirty \(30\)", "30"),
    "emphasis": emphasised,
    "spaces": space_widened,
    "line breaks": broken,
    "wrapping": unwrapped,
    "rows": rows_swapped,
    "comment": lambda text: iter([text + "\n<!-- reviewed -->\n"]),
    "last updated": lambda text: iter([f"{text}\n*Last updated: 1 May 2024*\n"]),
    "trailing spaces": whole(r"(?<=\.)$", " ", re.MULTILINE),
}


def variants(mutators: dict[str, Mutator], text: str) -> Iterator[tuple[str, str]]:
    """Yield each variant of a text that differs from it, with the name of its mutator."""
    for name, mutator in mutators.items():
        for variant in mutator(text):
            if variant != text:
                yield name, variant


def is_right(text: str, variant: str, *, material: bool) -> bool:
    """Whether the comparison gives the known answer."""
    return (compare(text, variant).verdict is Verdict.MATERIAL) == material
