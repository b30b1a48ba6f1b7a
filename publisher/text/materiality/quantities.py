"""Numbers as a text writes them: values, periods, amounts, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publisher.text.materiality.lexicon import Lexicon, Phrase, joined
from publisher.text.materiality.numerals import SIGNS, doubled, has_digit, value

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|re|e|ème)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}/\d{2}/\d{2}")
_PLACEHOLDER = frozenset({"dd", "mm", "yyyy", "jj", "aaaa", "xx", "day", "month", "year", "tbd"})
_LONGEST_DATE = 9  # words: Monday, the 1st of May, 2024


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts: `30 business days`, `5 %`, `$ 10`, `13 years`.

    words: as written. value: the number, None where it cannot be read with certainty. unit: the
    words that follow or the sign ("business days", "%"), empty for a bare number. kind: period,
    amount, age or number.
    """

    words: Phrase
    value: int | None
    unit: str
    kind: str

    @property
    def said(self) -> str:
        """The quantity as a reader sees it."""
        return joined(self.words)


@lru_cache(maxsize=128)  # several rules ask of the same passages
def quantities(words: Phrase, lexicon: Lexicon) -> tuple[Quantity, ...]:
    """Return the numbers of a passage with their units, in order. Dates are left out."""
    return tuple(_quantities(words, lexicon))


def _quantities(words: Phrase, lexicon: Lexicon) -> Iterator[Quantity]:
    inside_date = {at for start, end in dates(words, lexicon) for at in range(start, end)}
    at = 0
    while at < len(words):
        if at in inside_date or not _is_number(words, at, lexicon):
            at += 1
            continue
        end = at + (4 if doubled(words[at : at + 4], lexicon) else 1)
        unit_end, unit, kind = _unit(words, end, lexicon)
        money = "".join(SIGNS.findall("".join(words[at:end])))
        if money and kind == "number":
            unit, kind = money, "amount"
        if kind == "number" and at and words[at - 1] in "$€£¥":
            unit, kind = words[at - 1], "amount"
        if (
            kind == "amount"
            and not money
            and at > 1
            and words[at - 1][:1].isupper()
            and words[at - 2] not in ".!?"
        ):
            unit, kind, unit_end = "", "number", end  # a name with a number: Basecamp 3 accounts
        yield Quantity(words[at:unit_end], value(words[at], lexicon), unit, kind)
        at = unit_end


def _is_number(words: Phrase, at: int, lexicon: Lexicon) -> bool:
    word = words[at].lower()
    if has_digit(word):
        return not word[0].isalpha()
    if word not in lexicon.values("numbers"):
        return False
    # "one" and "un" are articles and pronouns too: numbers only before a unit.
    return lexicon.values("numbers")[word] > 1 or _unit(words, at + 1, lexicon)[2] != "number"


def _unit(words: Phrase, at: int, lexicon: Lexicon) -> tuple[int, str, str]:
    """Return where the unit that begins at `at` ends, the unit, and the kind of quantity."""
    while at < len(words) and words[at] in "-()":
        at += 1
    for size in (3, 2, 1):
        unit = " ".join(words[at : at + size]).lower()
        if len(words) >= at + size and unit in lexicon.phrases("periods"):
            kind = "age" if unit in lexicon.phrases("ages") else "period"
            return at + size, unit, kind
    word = words[at].lower() if at < len(words) else ""
    if word and (word in lexicon.phrases("amounts") or SIGNS.fullmatch(word)):
        return at + 1, word, "amount"
    following = " ".join(words[at : at + 2]).lower()
    if word in lexicon.phrases("day_kinds") and following:
        return at + 2, following, "period"
    return at, "", "number"


@lru_cache(maxsize=128)
def dates(words: Phrase, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    """Return the places [start, end) of dates: month names with numbers, or numeric dates."""
    return tuple(_dates(words, lexicon))


def _dates(words: Phrase, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(words):
        end = _date_end(words, at, lexicon)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _date_end(words: Phrase, at: int, lexicon: Lexicon) -> int:
    if _ISO.fullmatch(words[at]):
        return at + 1
    end, month, numbers = at, False, 0
    while end < min(len(words), at + _LONGEST_DATE) and numbers <= 2:
        word = words[end].lower()
        if not month and _is_month(words[end], lexicon):
            month = True
        elif _day_or_year(word):
            numbers += 1
        elif (
            word in lexicon.phrases("weekdays")
            or word in _PLACEHOLDER
            or (word == "er" and numbers == 1)
        ):
            pass  # 1er mai
        elif not (word in (",", ".", "of", "the", "de") and end > at):
            break
        end += 1
    while end > at and words[end - 1].lower() in (",", ".", "of", "the", "de"):
        end -= 1
    found = month and (numbers >= 1 or any(word.lower() in _PLACEHOLDER for word in words[at:end]))
    return end if found and numbers <= 2 else at


def _is_month(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a month; in English only with its capital letter (May, not may)."""
    named = word.lower() in lexicon.values("months")
    return named and (lexicon.language != "en" or word[:1].isupper())


def _day_or_year(word: str) -> bool:
    ordinal = _ORDINAL.fullmatch(word)
    number = ordinal[1] if ordinal else word
    return number.isdecimal() and (0 < int(number) <= 31 or 1900 <= int(number) <= 2199)
