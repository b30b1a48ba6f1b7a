"""Words, numbers, marks and spaces: the smallest things a redline marks. None is ever cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from enum import StrEnum
from itertools import chain

from publisher.text.document.markup import Element, Run
from publisher.text.fast_dataclass import fast_dataclass


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"  # with its apostrophes and inner hyphens; one sign for Han, Kana, Thai
    NUMBER = "number"  # with separators, sign, currency and percent sign
    ADDRESS = "address"  # a typed URL or e-mail address
    MARK = "mark"  # one punctuation mark or symbol
    SPACE = "space"  # any run of white space, a line break; a reader sees one space
    IMAGE = "image"  # its text is the alternative text, which may be empty


@fast_dataclass()
class Token:
    """One word, number, mark or space, with the link and the inline styles it, or a part of it, stands in.

    styles: element names: em, strong, code, s, sub, sup, img … key: the text without what is only
    typography (form of quotation marks, dashes, spaces). inline: the elements around, outermost
    first. parts: the text, parted where those change within it; nearly always nothing.
    """

    text: str
    kind: TokenKind
    href: str | None = None
    styles: frozenset[str] = frozenset()
    key: str = field(default="", compare=False, repr=False)
    inline: tuple[Element, ...] = field(default=(), compare=False, repr=False)
    parts: tuple[Run, ...] = field(default=(), compare=False, repr=False)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text, parted where its inline markup changes."""
        return self.parts or (Run(self.text, self.inline),)


# Marks that stand on a letter and are no \w: accents, points, vowel signs, joiners, soft hyphens.
_ON = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0816-\u082d"
    "\u08d3-\u0903\u093a-\u0963\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a51\u0abc-\u0acd\u0b3c-\u0b57"
    "\u0bbe-\u0bd7\u0c3e-\u0c56\u0cbc-\u0cd6\u0d3b-\u0d57\u0dca-\u0ddf\u135d-\u135f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200b-\u200d\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_ALONE = (  # Thai, Lao, Burmese, Khmer, Kana, Han
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_ALONE_ON = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
    "\u3099\u309a\u30fc\uff9e\uff9f"
)
_LETTER = f"[^\\W\\d_{_ALONE}]"
# Groups repeat greedily, never possessively: Python 3.11.2 (Debian 12) matches nothing there, which was
# mended in 3.11.5 (python/cpython#106052). What follows a group can be absent, so nothing is tried twice.
_LETTERS = f"(?:[^\\W{_ALONE}]|[{_ON}])*"
_SKIN = "\U0001f3fb-\U0001f3ff"
_CURRENCY = "[$€£¥₹₽₩]"
_TOKEN = re.compile(
    f"""
      \\s+
    | (?:https?://|www\\.)[^\\s<>"“”«»]*[^\\s<>"“”«».,;:!?'’)\\]}}…]
    | [\\w.+-]{{1,64}}+@[\\w-]++(?:\\.[\\w-]+)+
    | [{_ALONE}][{_ALONE_ON}{_ON}]*+
    | {_LETTER}{_LETTERS}(?:['’\u2010\u2011-][^\\W_{_ALONE}]{_LETTERS})*
    | (?:(?<![\\w)])[+−-])?{_CURRENCY}?
      (?:\\d{{1,3}}(?:[ \u00a0\u202f]\\d{{3}})+(?!\\d)|\\d+)(?:[.,:/'’‑-]\\d+)*
      (?:[%‰]|{_CURRENCY}|(?:st|nd|rd|th)(?!\\w))?
    | \\.{{3}} | -{{2,3}}
    | [\U0001f1e6-\U0001f1ff]{{2}}
    | .[{_ON}{_SKIN}\U000e0020-\U000e007f]*+
      (?:(?<=\u200d)[\u2600-\u27bf\U0001f000-\U0001faff][{_ON}{_SKIN}]*+)*
    """,
    re.VERBOSE | re.DOTALL,
)
_FOLD = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
    "…": "...",
}
_TYPOGRAPHY = re.compile(f"[{''.join(_FOLD)}]")
# Tokens that hold a space together with something else, and spaces that are not one blank.
_OVER_SPACES = re.compile(r"\d \d\d\d|[^\S ]|  ")
_ADDRESS = re.compile(r"(?:https?://|www\.).|[^@\s]+@[^@\s]+$", re.DOTALL)
_NUMBER = re.compile(r"\d")
_GLUED = re.compile(f"[^\\W{_ALONE}]")


def fold(text: str) -> str:
    """Return `text` without what is only typography: form of quotation marks, dashes and spaces."""
    return text if text.isascii() else _TYPOGRAPHY.sub(lambda sign: _FOLD[sign[0]], text)


def _kind(text: str) -> TokenKind:
    first = text[0]
    if first.isalpha():
        plain = len(text) < 4 or ("@" not in text and not text.startswith(("http", "www.")))
        return TokenKind.WORD if plain or not _ADDRESS.match(text) else TokenKind.ADDRESS
    if first.isspace():
        return TokenKind.SPACE
    if "@" in text and _ADDRESS.match(text):
        return TokenKind.ADDRESS
    if first.isdecimal() or _NUMBER.search(text):
        return TokenKind.NUMBER
    return TokenKind.WORD if _GLUED.match(first) else TokenKind.MARK


class _Context(dict[str, Token]):
    """The tokens under one chain of inline elements, each made once."""

    def __init__(self, inline: tuple[Element, ...], *, verbatim: bool) -> None:
        super().__init__()
        self.inline, self.verbatim = inline, verbatim
        self.href, self.styles = _look(inline)

    def known(self, text: str) -> tuple[TokenKind, str]:
        """Return what a word is, and the key by which it is compared."""
        if not self.verbatim:
            plain = _plain[text]
            return plain.kind, plain.key
        kind, key = _kind(text), text
        return kind, "-" if key in ("--", "---") else key

    def tokens(self, text: str) -> Iterable[Token]:
        """Return the tokens of a text."""
        return [self[word] for word in _TOKEN.findall(text)]

    def __missing__(self, text: str) -> Token:
        kind, key = self.known(text)
        token = Token(text, kind, self.href, self.styles, key, self.inline)
        self[text] = token
        return token


def _look(inline: Sequence[Element]) -> tuple[str | None, frozenset[str]]:
    """Return the target of the innermost link, and the names of the other elements."""
    href = next((element.get("href") for element in reversed(inline) if element.tag == "a"), None)
    return href, frozenset(element.tag for element in inline if element.tag not in ("a", "br"))


_KNOWN_WORDS = 30_000  # kept from one text to the next: about 10 MB
_LONGEST_KNOWN = 60  # characters


class _Words(_Context):
    """The words under no element at all. They recur in every text, so they are made once."""

    def __init__(self) -> None:
        super().__init__((), verbatim=False)
        self.between_spaces = _BetweenSpaces(self)

    def known(self, text: str) -> tuple[TokenKind, str]:
        """Return what a word is, and its text without typography."""
        kind, key = _kind(text), fold(text)
        if kind is TokenKind.SPACE:
            key = " "
        return kind, "-" if key in ("--", "---") else key

    def tokens(self, text: str) -> Iterable[Token]:
        """Return the tokens of a text; what stands between two spaces is known, most of the time."""
        if _OVER_SPACES.search(text):
            return super().tokens(text)
        found = list(chain.from_iterable(map(self.between_spaces.__getitem__, text.split(" "))))
        found.pop()
        return found

    def __missing__(self, text: str) -> Token:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        return super().__missing__(text)


class _BetweenSpaces(dict[str, tuple[Token, ...]]):
    """The tokens of what stands between two spaces, each row with the space after it."""

    def __init__(self, words: _Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, text: str) -> tuple[Token, ...]:
        found = tuple([self.words[word] for word in (*_TOKEN.findall(text), " ")])
        if len(text) <= _LONGEST_KNOWN:
            if len(self) >= _KNOWN_WORDS:
                self.clear()
            self[text] = found
        return found


_plain = _Words()


class Tokenizer:
    """Makes the tokens of blocks; equal words are the same object."""

    def tokens(self, runs: Sequence[Run], *, verbatim: bool = False) -> tuple[Token, ...]:
        """Return the tokens of a block. verbatim: every space counts, as in code."""
        if len(runs) == 1 and not runs[0].inline and not verbatim:
            return tuple(_plain.tokens(runs[0].text))
        tokens: list[Token] = []
        for group in _glued(runs):
            text, inline = group[0]
            if len(group) > 1:
                tokens += _spanning(group, verbatim=verbatim)
            elif inline and inline[-1].tag == "img":
                tokens.append(_image(group[0]))
            else:
                plain = not inline and not verbatim
                context = _plain if plain else _Context(inline, verbatim=verbatim)
                tokens += context.tokens(text)
        return tuple(tokens)


def _image(run: Run) -> Token:
    href, styles = _look(run.inline)
    return Token(run.text, TokenKind.IMAGE, href, styles, f"\ufffc{fold(run.text)}", run.inline)


def _glued(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield runs one by one, but together those between which a word goes on (**T**erms)."""
    group: list[Run] = []
    for run in runs:
        if group and not (
            _GLUED.match(run.text)
            and _GLUED.match(group[-1].text[-1:])
            and not _apart(run)
            and not _apart(group[-1])
        ):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _apart(run: Run) -> bool:
    return any(element.tag in ("sup", "sub", "img", "br", "code") for element in run.inline)


def _spanning(runs: Sequence[Run], *, verbatim: bool) -> Iterator[Token]:
    """Yield the tokens of runs that share a word."""
    text = "".join(run.text for run in runs)
    first, start = 0, 0  # the run that holds the token's first letter, and where that run begins
    for match in _TOKEN.finditer(text):
        while start + len(runs[first].text) <= match.start():
            start += len(runs[first].text)
            first += 1
        parts: list[Run] = []
        at, begin = first, start
        while at < len(runs) and begin < match.end():
            run = runs[at]
            piece = run.text[max(match.start() - begin, 0) : match.end() - begin]
            parts.append(Run(piece, run.inline))
            begin += len(run.text)
            at += 1
        token = _Context(parts[0].inline, verbatim=verbatim)[match[0]]
        looks = [_look(part.inline) for part in parts]
        href = next((target for target, _ in looks if target), None)
        styles = token.styles.union(*(names for _, names in looks))
        held = tuple(parts) if len(parts) > 1 else ()
        yield Token(token.text, token.kind, href, styles, token.key, parts[0].inline, held)
