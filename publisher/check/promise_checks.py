"""What a policy's own text says about days: promised notice periods and typed dates, with their lines.

Two languages are known, English and French. A sentence that says it in other words is not found: these
findings help the editor, nothing is counted from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from publisher.calendar import NoticePeriod
from publisher.calendar.counting import Unit
from publisher.calendar.notice_period import amount_and_unit
from publisher.errors import UsageError
from publisher.timeline.planning.effective_date import keeps

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
_PERIOD = re.compile(
    r"(?<![\w-])(?:(?P<word>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
    r"(?:\s*\(\s*(?P<also>\d{1,3})\s*\))?|(?P<digits>\d{1,3})(?:\s*\([\w-]{2,20}\))?)"
    r"\s+(?:full\s+|clear\s+|complete\s+)?(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items())
    + r")(?!\w)",
    re.IGNORECASE,
)
# A sentence promises notice when it speaks of notice, and it or its heading of a change of the text.
_OF_CHANGE = re.compile(
    r"\b(?:chang|amend|modif|updat|revis)|\bmise\w*\s+à\s+jour|\bévol", re.IGNORECASE
)
_OF_NOTICE = re.compile(
    r"\b(?:notic|notif|inform|announc|publish|post|advance|prior|before|préavis|avant|avis|annonc|publi)",
    re.IGNORECASE,
)
_TEXT = (
    r"(?:polic|statement|terms|agreement|notice\b|document|déclaration|politique|charte|conditions)"
)
_CHANGE = r"(?:chang|amend|modif|updat|revis|mise\w*\s+à\s+jour|évol)"
_THIS = r"\b(?:this|these|our|the|such|any|its|la|les|notre|nos|cette|ces|présente?s?)\s+(?:[\w-]+\s+){0,3}?"
_OF_TEXT = re.compile(
    rf"\b{_CHANGE}\w*[^.;]{{0,80}}?{_THIS}{_TEXT}|{_THIS}{_TEXT}[^.;]{{0,40}}?\b{_CHANGE}",
    re.IGNORECASE,
)
_HEADING_OF_TEXT = re.compile(
    rf".*\b{_CHANGE}.*{_TEXT}.*|.*{_TEXT}.*\b{_CHANGE}.*"
    # nothing but the word, perhaps numbered: "11. Changes", "Modifications"
    r"|(?:[\w]{1,4}[.)]\s*)*(?:\w+\s+)?(?:changes?|amendments?|modifications?|updates?|revisions?)",
    re.IGNORECASE,
)
# What stands right before a period that is none of notice: a deadline for somebody, or a time that is over.
_NO_NOTICE = re.compile(
    r"\b(?:within|past|last|previous|preceding|every|dans|sous|délai\s+de|derniers|précédents)"
    r"\s+(?:(?:the|a|an|un|les|of|next|first)\s+)*$",
    re.IGNORECASE,
)
# A duty or a choice of the reader, not of the company.
_OF_READER = re.compile(
    r"\b(?:you|users?|customers?|subscribers?|vous|l['’]utilisateur|le\s+client)\s+(?:\w+\s+)?"
    r"(?:will|shall|must|may|might|can|could|should|agree|undertake|have|need|are\s+(?:required|free|entitled)"
    r"|(?:do|does)\s+not|don['’]t|pouvez|devez|devrez|pourrez|disposez|avez|peut|doit|dispose)\b",
    re.IGNORECASE,
)
_OF_COMPANY = re.compile(r"\b(?:we|nous)\b", re.IGNORECASE)
_VERY = re.compile(r"\b(?:this|these|our|notre|nos|cette|ces|présente?s?)\b", re.IGNORECASE)
_OF_PRICE = re.compile(r"\b(?:pric|fees?\b|subscription|tarif|prix|abonnement)", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*[.!?]?")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-{2,})[ \t]*")
_MARKS = re.compile(r"[*_`]+")


@dataclass(frozen=True, slots=True)
class Promise:
    """A notice period that a text promises. words: as written. unit: as in `publisher.calendar.counting`.

    also: the second number of "thirty (20)", None where there is none. sentence: empty where none was read.
    """

    line: int
    section: str
    words: str
    number: int
    unit: str
    also: int | None = None
    sentence: str = ""

    def kept_by(self, period: NoticePeriod, today: date) -> bool:
        """Whether what is configured is always at least as long, for notices from that day on."""
        if self.unit == period.unit:
            return period.days >= self.number
        try:
            promised = replace(period, days=self.number, unit=self.unit, also=())
        except UsageError:  # no day, or more than ten years
            return self.number < 1
        return keeps(promised, period, today)

    @property
    def option(self) -> str:
        """The option of the configuration that keeps it."""
        if self.unit == Unit.BUSINESS_DAYS:
            return f"notice_days: {self.number}"
        return f"notice: {self.number} {self.unit.removesuffix('s') if self.number == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A day typed into a text.

    day: None where it cannot be read. effect: whether it is a day of taking effect, or else of editing.
    """

    line: int
    words: str
    day: date | None
    effect: bool


def declared(value: object, line: int) -> Promise | None:
    """Return the promise that a front matter names instead of the text; None for "none".

    Raises UsageError for what is no period.
    """
    number, unit = amount_and_unit(value)
    return Promise(line, "", str(value), number, unit) if unit != Unit.NONE else None


def promises(body: str, first_line: int = 1) -> Iterator[Promise]:
    """Yield the notice periods that a text promises for its own changes.

    first_line: line of the file on which `body` begins.
    """
    for line, section, passage in _passages(body, first_line):
        for sentence in _SENTENCE.finditer(passage):
            if not _is_of_notice(section, sentence[0]):
                continue
            for found in _PERIOD.finditer(sentence[0]):
                before_period = sentence[0][: found.start()]
                if not _is_the_companys(before_period) or _DEADLINE.search(before_period):
                    continue
                before = passage.count("\n", 0, sentence.start() + found.start())
                yield _promise(found, line + before, section, " ".join(sentence[0].split()))


def _is_of_notice(section: str, sentence: str) -> bool:
    """Whether a sentence speaks of notice before a change of this very text."""
    if not (_OF_NOTICE.search(sentence) and _OF_CHANGE.search(f"{section} {sentence}")):
        return False
    words, of_price = " ".join(sentence.split()), _OF_PRICE.search(sentence)
    of_text = _OF_TEXT.search(words)
    if of_text and (not of_price or _VERY.search(of_text[0])):
        return True
    return not of_price and _HEADING_OF_TEXT.fullmatch(section.strip()) is not None


def _is_the_companys(before: str) -> bool:
    """Whether a period is one of the company's notice, by the words of the sentence before it."""
    words = " ".join(before.split()) + " "
    if _NO_NOTICE.search(words):
        return False
    readers = [match.end() for match in _OF_READER.finditer(words)]
    own = [match.end() for match in _OF_COMPANY.finditer(words)]
    return not readers or max(own, default=-1) > readers[-1]


def _promise(found: re.Match[str], line: int, section: str, sentence: str) -> Promise:
    unit = next(name for name in _UNITS if found[name])
    number = int(found["digits"]) if found["digits"] else _NUMBERS[found["word"].lower()]
    also = int(found["also"]) if found["also"] else None
    unit = Unit.BUSINESS_DAYS.value if unit == "business" else unit
    return Promise(line, section, " ".join(found[0].split()), number, unit, also, sentence)


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
