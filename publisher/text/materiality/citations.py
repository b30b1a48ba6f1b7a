"""What may cite a section or an item by its number, letter or place, in whatever form it is written.

Any number, letter or ordinal may, unless something else is certain: it counts a unit, it belongs to a
date, it is an article. So a renumbering is proved only where nothing of the kind is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publisher.text.document.document import Block, Document
from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.lexicon import lexicon as lexicon_of
from publisher.text.materiality.normalization import words
from publisher.text.materiality.numerals import SIGNS
from publisher.text.materiality.quantities import dates

_APART = 6  # words between the two numbers of a range
_HIGHEST = 400  # no text has more sections: a year, an amount
_NUMBER = re.compile(r"\d{1,4}(?:[^\w\s]\d{1,4})*[a-z]?")
_DIGITS = re.compile(r"\d+")
_RANGE = re.compile(r"(\d+)[-–/](\d+)[a-z]?")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|er|ère|re|e|è|ème|nd|nde|º|°)")
_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_TENS = {"": 0, "x": 10, "xx": 20, "xxx": 30, "xl": 40, "l": 50, "lx": 60, "lxx": 70, "lxxx": 80}
_ONES = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_NO_LETTER = {"en": frozenset({"a", "i"}), "fr": frozenset({"a", "à", "y", "ô"})}


@dataclass(frozen=True, slots=True)
class Citation:
    """Words that may cite a part of the text.

    values: the numbers they may stand for (the letter c is 3, and perhaps 100). at: the place among
    the words of the block. by_place: whether they count places: "the second", "the last".
    named: whether a word as "section" stands beside them.
    """

    block: Block
    said: str
    values: frozenset[int]
    at: int
    by_place: bool
    named: bool


@lru_cache(maxsize=4)
def citations(document: Document, lexicon: Lexicon) -> tuple[Citation, ...]:
    """Return all that may cite a part of a text, in order; a heading's own number is none."""
    return tuple(each for block in document.blocks for each in _in_block(block, lexicon))


def numbers(label: str) -> frozenset[int]:
    """Return the numbers that the label of a section or an item may stand for: 2, 2.1, b, ii, B."""
    plain = label.strip("().:- ").lower()
    if _NUMBER.fullmatch(plain):
        return frozenset({int(_DIGITS.findall(plain)[0])})
    return frozenset(_lettered(plain))


def _in_block(block: Block, lexicon: Lexicon) -> Iterator[Citation]:
    said = words(block.tokens, lexicon)
    start = _own_number(said, lexicon) if block.level and block.kind.value == "heading" else 0
    dated = {at for begin, end in dates(said, lexicon) for at in range(begin, end)}
    last, seen = 0, -9  # the number before, and where it stands
    for at in range(start, len(said)):
        if at in dated or not _may_cite(said[at], lexicon.language):
            continue
        values, ordinal = _values(said, at, lexicon)
        counts = ordinal or said[at].lower() in lexicon.phrases("counts_places")
        named = _is_named(said, at, lexicon)
        # "The first", "the last section"; not "ask first", "at last".
        definite = at > 0 and said[at - 1].lower() in lexicon.phrases("before_a_noun")
        by_place = counts and (named or definite) and not _idiom(said, at, lexicon)
        if values and at - seen <= _APART and _is_range(said[seen + 1 : at], lexicon):
            values |= frozenset(range(last, max(values)))
        if values:
            last, seen = min(values), at
        if values or by_place:
            yield Citation(block, said[at], values, at, by_place, named)


@lru_cache(maxsize=20_000)
def _may_cite(word: str, language: str) -> bool:
    """Whether, without a look at its neighbours, a word may cite anything, as few may."""
    lists, lower = lexicon_of(language), word.lower().lstrip("^")
    return (
        lower[:1].isdigit()
        or len(lower) == 1
        or lower in lists.values("ordinal_values")
        or lower in lists.values("numbers")
        or lower in lists.phrases("counts_places")
        or _ROMAN.fullmatch(lower) is not None
    )


def _is_range(between: Phrase, lexicon: Lexicon) -> bool:
    """Whether words between two numbers mean all that lies between them."""
    return any(
        word == "-" or word.lower() in lexicon.phrases("range_words") for word in between
    ) and all(not word[:1].isdigit() for word in between)


def _own_number(said: Phrase, lexicon: Lexicon) -> int:
    """Return how many words of a heading are its number: no citation."""
    at = 1 if said and said[0].lower() in lexicon.phrases("reference_words") else 0
    if at < len(said) and (said[at] == "(" or numbers(said[at])):
        at += 1
        while at < len(said) and (
            said[at] in ".):-" or (len(said[at]) == 1 and said[at - 1] == "(")
        ):
            at += 1
    return at


def _values(said: Phrase, at: int, lexicon: Lexicon) -> tuple[frozenset[int], bool]:
    """Return the numbers that a word may stand for, and whether it counts places."""
    word = said[at].lower().lstrip("^")
    named = _is_named(said, at, lexicon)
    bracketed = said[at + 1 : at + 2] == (")",) or said[at - 1 : at] == ("(",)
    if _NUMBER.fullmatch(word):
        counted = _counts(said, at, lexicon) and not named
        return frozenset(() if counted else _all_in(word)), False
    if ordinal := _ORDINAL.fullmatch(word):
        return frozenset({int(ordinal[1])}), True
    if word in lexicon.values("ordinal_values"):
        known = not _idiom(said, at, lexicon)
        return frozenset({lexicon.values("ordinal_values")[word]} if known else ()), True
    if word in lexicon.values("numbers"):
        value = lexicon.values("numbers")[word]
        article = value <= 1 and not named
        counted = _counts(said, at, lexicon) and not named
        return frozenset(() if article or counted or value > _HIGHEST else {value}), False
    if len(word) == 1 and word.isalpha():
        plain = word not in _NO_LETTER.get(lexicon.language, _NO_LETTER["en"])
        upper = said[at].isupper() and plain
        if named or bracketed or upper:
            return frozenset(_lettered(word)), False
    elif (said[at].isupper() or named or bracketed or not _is_word(word)) and _ROMAN.fullmatch(
        word
    ):
        return frozenset(_lettered(word)), False
    return frozenset(), False


def _all_in(word: str) -> Iterator[int]:
    """Yield the numbers that `2`, `2.1`, `1,3` and `2-5` may stand for."""
    span = _RANGE.fullmatch(word)
    if span and int(span[1]) < int(span[2]) <= _HIGHEST:
        yield from range(int(span[1]), int(span[2]) + 1)
    yield from (int(number) for number in _DIGITS.findall(word) if int(number) <= _HIGHEST)


def _is_word(word: str) -> bool:
    return word in {"li", "il", "vi", "xi", "mix"}


def _lettered(label: str) -> Iterator[int]:
    """Yield what a letter or a Roman number may stand for."""
    if len(label) == 1 and "a" <= label <= "z":
        yield ord(label) - ord("a") + 1
    roman = _ROMAN.fullmatch(label)
    if roman:
        yield _TENS[roman[1]] + _ONES[roman[2]]
    if label in ("c", "m", "d"):
        yield {"c": 100, "m": 1000, "d": 500}[label]


def _counts(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """Whether a number counts a unit: 30 days, 5 %, $ 10."""
    if at and SIGNS.fullmatch(said[at - 1]):
        return True
    rest = at + 1
    while rest < len(said) and said[rest] in "-()":
        rest += 1
    if rest < len(said) and SIGNS.fullmatch(said[rest]):
        return True
    for size in (3, 2, 1):
        unit = " ".join(said[rest : rest + size]).lower()
        if unit and (unit in lexicon.phrases("periods") or unit in lexicon.phrases("amounts")):
            return True
    return False


def _is_named(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """Whether a word as "section" stands beside a word, with marks and numbers between."""
    listed = lexicon.phrases("citing_words")
    before = at - 1
    for _ in range(8):
        if before < 0:
            break
        word = said[before].lower()
        if word in listed:
            return True
        joins = word in ".,;()-/&" or any(
            word in lexicon.phrases(name)
            for name in ("conjunction_and", "conjunction_or", "range_words")
        )
        if not joins and not (word[:1].isdigit() or len(word) == 1 or _ROMAN.fullmatch(word)):
            break
        before -= 1
    return any(word.lower() in listed for word in said[at + 1 : at + 3])


def _idiom(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """Whether an ordinal belongs to words that count nothing: third party, last name."""
    phrases = lexicon.phrases("counts_nothing")
    around = " ".join(said[max(at - 2, 0) : at + 3]).lower()
    return any(said[at].lower() in phrase.split() for phrase in phrases.found(around))
