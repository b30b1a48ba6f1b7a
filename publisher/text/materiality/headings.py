"""The numbers that headings bear, and which of them changed."""

from __future__ import annotations

import re
from functools import lru_cache

from publisher.text.document.document import Block, BlockKind, Document
from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.normalization import words

NUMBER = re.compile(r"(?:\d{1,3}|[a-z]|[ivxlc]{1,6}|[A-Z]|[IVXLC]{1,6})(?:\.\d{1,3})*")
_MARKS = frozenset(".):-")


def leading(said: Phrase) -> tuple[str, int]:
    """Return the number a passage begins with ("8", "8.2", "IV"), and how many words it takes.

    A number is one only if it is followed by a point, a bracket, a colon, or itself has a point:
    "30 days" does not begin with the number of a section.
    """
    at = 1 if said[:1] == ("(",) else 0
    if len(said) <= at + 1 or not NUMBER.fullmatch(said[at]):
        return "", 0
    marked = said[at + 1] in _MARKS
    if not marked and not (at == 0 and "." in said[0]):
        return "", 0
    return said[at].rstrip("."), at + 1 + marked


def renumbered(old: Document, new: Document, lexicon: Lexicon) -> dict[str, str]:
    """Return the new number of each old numbered heading, matched by the words of the heading.

    A heading with a plain number counts even without a point ("8 Your rights"). A number that two
    headings bear, or a heading that stands twice, has no entry.
    """
    olds, news = _headings(old, lexicon), _headings(new, lexicon)
    return {number: news[name] for name, number in olds.items() if name in news}


@lru_cache(maxsize=4)  # a revision is compared with the one before and the one after
def _headings(document: Document, lexicon: Lexicon) -> dict[Phrase, str]:
    found: dict[Phrase, list[str]] = {}
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            number, name = heading_number(block, lexicon)
            if number:
                found.setdefault(name, []).append(number)
    numbers = [number for group in found.values() for number in group]
    return {
        name: group[0]
        for name, group in found.items()
        if len(group) == 1 and numbers.count(group[0]) == 1
    }


def heading_number(block: Block, lexicon: Lexicon) -> tuple[str, Phrase]:
    """Return the number of a heading, or "", and its words without it."""
    said = words(block.tokens, lexicon)
    if said and said[0].lower() in lexicon.phrases("reference_words"):
        said = said[1:]  # "Section 8. Your rights"
    number, size = leading(said)
    if not number and len(said) > 1 and re.fullmatch(r"\d{1,2}(?:\.\d{1,2})*", said[0]):
        number, size = said[0], 1
    return number, tuple(word.lower() for word in said[size:])
