"""What a policy's own text says about days: promised notice periods and typed dates, with their lines.

Two languages are known, English and French. A sentence that says it in other words is not found: these
findings help the editor, nothing is counted from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

_NUMBERS = {
    "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "twenty-one": 21, "thirty": 30,
    "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90, "hundred": 100, "one": 1, "two": 2,
    "three": 3, "six": 6, "un": 1, "deux": 2, "trois": 3, "sept": 7, "dix": 10, "quatorze": 14,
    "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "quarante-cinq": 45, "soixante": 60,
    "quatre-vingt-dix": 90, "cent": 100,
}  # fmt: skip
_UNITS = {
    "business": r"(?:business|working)\s+days|jours\s+(?:ouvrés|ouvrables)",
    "months": r"(?:calendar\s+)?months?|mois",
    "weeks": r"weeks?|semaines?",
    "days": r"(?:calendar\s+|consecutive\s+)?days|jours(?:\s+(?:calendaires|francs|consécutifs))?",
}
# Before a period that is a deadline, or lies in the past: no length of a notice.
_DEADLINE = re.compile(
    r"(?:within|during|over|(?:last|past|preceding|previous)|every|dans\s+(?:les|un\s+délai\s+de)"
    r"|au\s+cours\s+des|sous|derni[eè]re?s|tous\s+les)\s+(?:the\s+|a\s+period\s+of\s+|(?:last|past|preceding|previous)\s+)*$",
    re.IGNORECASE,
)
_LENGTHS = {"days": 1, "weeks": 7, "months": 31}  # calendar days, at most
_PERIOD = re.compile(
    r"(?<![\w-])(?:(?P<word>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
    r"(?:\s*\(\s*(?P<also>\d{1,3})\s*\))?|(?P<digits>\d{1,3})(?:\s*\([\w-]{2,20}\))?)"
    r"\s+(?:full\s+|clear\s+|complete\s+)?(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items())
    + r")(?!\w)",
    re.IGNORECASE,
)
# A sentence promises notice of a change when it speaks of all three, or its heading does of the last two.
_OF_CHANGE = re.compile(
    r"\b(?:chang|amend|modif|updat|revis)|\bmise\w*\s+à\s+jour|\bévol", re.IGNORECASE
)
_OF_NOTICE = re.compile(
    r"\b(?:notic|notif|inform|announc|publish|post|advance|prior|before|préavis|avant|avis|annonc|publi)",
    re.IGNORECASE,
)
_OF_TEXT = re.compile(
    r"\b(?:polic|statement|terms|agreement|document|notice\s+of|déclaration|politique|charte|conditions)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*[.!?]?")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-{2,})[ \t]*")
_MARKS = re.compile(r"[*_`]+")


@dataclass(frozen=True, slots=True)
class Promise:
    """A notice period that a text promises. words: as written. unit: "business" or calendar "days".

    also: the second number of "thirty (20)", None where there is none.
    """

    line: int
    section: str
    words: str
    number: int
    unit: str
    also: int | None = None

    def kept_by(self, business_days: int) -> bool:
        """Whether so many clear business days are always at least as long."""
        if self.unit == "business":
            return business_days >= self.number
        # Each week has at most five business days in the calendars that count them for a notice.
        return business_days + 2 * ((business_days - 1) // 5) >= self.number


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A day typed into a text.

    day: None where it cannot be read. effect: whether it is a day of taking effect, or else of editing.
    """

    line: int
    words: str
    day: date | None
    effect: bool


def promises(body: str, first_line: int = 1) -> Iterator[Promise]:
    """Yield the notice periods that a text promises for its own changes.

    first_line: line of the file on which `body` begins.
    """
    for line, section, passage in _passages(body, first_line):
        for sentence in _SENTENCE.finditer(passage):
            said = f"{section} {sentence[0]}"
            of_text = _OF_TEXT.search(said) or _OF_CHANGE.search(section)
            if not (of_text and _OF_CHANGE.search(said) and _OF_NOTICE.search(sentence[0])):
                continue
            for found in _PERIOD.finditer(sentence[0]):
                if _DEADLINE.search(sentence[0][: found.start()]):
                    continue
                before = passage.count("\n", 0, sentence.start() + found.start())
                yield _promise(found, line + before, section)


def _promise(found: re.Match[str], line: int, section: str) -> Promise:
    unit = next(name for name in _UNITS if found[name])
    number = int(found["digits"]) if found["digits"] else _NUMBERS[found["word"].lower()]
    also = int(found["also"]) if found["also"] else None
    if unit != "business":
        number *= _LENGTHS[unit]
        also = also * _LENGTHS[unit] if also else None
        unit = "days"
    return Promise(line, section, " ".join(found[0].split()), number, unit, also)


def typed_dates(body: str, first_line: int = 1) -> Iterator[TypedDate]:
    """Yield the days that a text itself says it takes effect or was edited on."""
    for line, _, passage in _passages(body, first_line):
        for pattern, effect in ((_effect_line(), True), (_edit_line(), False)):
            for found in pattern.finditer(passage):
                at = line + passage.count("\n", 0, found.start("date"))
                yield TypedDate(at, " ".join(found["date"].split()), _day(found["date"]), effect)


def any_day(text: str) -> date | None:
    """Return the first written date in a text, None where there is none or it is no day that exists."""
    match = re.search(_date_pattern(), text, re.IGNORECASE)
    return _day(match["date"]) if match else None


def _passages(body: str, first_line: int) -> Iterator[tuple[int, str, str]]:
    """Yield (line, heading above, text) of each run of lines between empty lines, marks taken away."""
    section, start = "", 0
    lines: list[str] = []
    for number, line in enumerate([*body.splitlines(), ""], first_line):
        heading = _HEADING.fullmatch(line)
        under = bool(lines) and _UNDERLINE.fullmatch(line) is not None
        if line.strip() and not heading and not under:
            start = start if lines else number
            lines.append(_MARKS.sub("", line))
            continue
        if under:
            section = lines.pop()
        if lines:
            yield start, section, "\n".join(lines)
        lines = []
        if heading:
            section = _MARKS.sub("", heading[1])


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for locale in ("en", "fr"):
        for width in ("wide", "abbreviated"):
            found = get_month_names(width, "format", locale)
            names |= {name.lower().rstrip("."): number for number, name in found.items()}
    return names


@cache
def _date_pattern() -> str:
    month = "(?:" + "|".join(map(re.escape, sorted(_months(), key=len, reverse=True))) + r")\.?"
    return (
        rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th|er)?\s+{month}\s+\d{{4}}"
        rf"|{month}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
    )


@cache
def _effect_line() -> re.Pattern[str]:
    lead = (
        r"(?:^\W*(?:effective(?:\s+(?:date|from|as\s+of|on|since))?|in\s+(?:force|effect)(?:\s+(?:since|from))?"
        r"|date\s+d['’](?:effet|entrée\s+en\s+vigueur)|en\s+vigueur(?:\s+(?:depuis|à\s+compter\s+du|le|au))?)"
        r"|\b(?:takes?|comes?|will\s+take|will\s+come)\s+(?:effect|into\s+(?:force|effect))\s+(?:on|from|as\s+of)"
        r"|\b(?:entre|prend|entrera|prendra)\s+(?:en\s+vigueur|effet)\s+(?:le|à\s+compter\s+du))"
    )
    return re.compile(
        lead + r"\s*:?\s*(?:the\s+|le\s+)?" + _date_pattern(), re.IGNORECASE | re.MULTILINE
    )


@cache
def _edit_line() -> re.Pattern[str]:
    lead = (
        r"^\W*(?:(?:date\s+of\s+)?last\s+(?:updated?|modified|revised|changed|revision|modification)(?:\s+on)?"
        r"|(?:dernière\s+)?(?:mise\s+à\s+jour|modification|révision)(?:\s+(?:le|du))?)"
    )
    return re.compile(lead + r"\s*:?\s*" + _date_pattern(), re.IGNORECASE | re.MULTILINE)


def _day(words: str) -> date | None:
    """Read a written date; None where no such day exists."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            return date.fromisoformat(words)
        parts = re.findall(r"[^\W\d]+|\d+", re.sub(r"(?<=\d)(?:st|nd|rd|th|er)\b", "", words))
        month = next(_months()[part.lower()] for part in parts if part.lower() in _months())
        numbers = [int(part) for part in parts if part.isdecimal()]
        return date(numbers[-1], month, numbers[0])
    except (ValueError, StopIteration):
        return None
