"""The numbers that words and figures stand for, as the language writes them."""

from __future__ import annotations

import re

from publisher.text.materiality.lexicon import Lexicon, Phrase

_DIGITS = re.compile(r"\d")
# No leading zero: 0800 is no 800. No decimals: 1.000 is a thousand to some and one to others.
_PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d*)")
_GROUPED = {
    "en": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+"),
    "fr": re.compile(r"[1-9]\d{0,2}(?: \d{3})+"),
}
SIGNS = re.compile(r"[$€£¥₹₽₩%‰]")


def has_digit(word: str) -> bool:
    """Whether a word holds a digit."""
    return _DIGITS.search(word) is not None


def value(word: str, lexicon: Lexicon) -> int | None:
    """Return the whole number a word stands for: "30", "1,000", "$10", "thirty"; else None."""
    word = word.lower()
    named = lexicon.values("numbers").get(word)
    if named is not None:
        return named
    bare = SIGNS.sub("", word).strip()
    if _PLAIN.fullmatch(bare):
        return int(bare)
    grouped = _GROUPED.get(lexicon.language)
    if grouped is None or not grouped.fullmatch(bare):
        return None
    return int(bare.replace(",", "").replace(" ", ""))


def doubled(words: Phrase, lexicon: Lexicon) -> bool:
    """Whether four words say one number twice: `thirty (30)`."""
    if len(words) < 4 or words[1] != "(" or words[3] != ")":
        return False
    first = value(words[0], lexicon)
    return first is not None and first == value(words[2], lexicon)
