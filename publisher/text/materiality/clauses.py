"""What a sentence says for its readers: who must, may, must not or will do something, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.normalization import words_of
from publisher.text.materiality.numerals import has_digit
from publisher.text.materiality.quantities import quantities

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-z])")
_MOST = 12  # sentences of a passage that are read
_KINDS = (
    "says_forbidden_by_us",
    "says_forbidden",
    "says_duty",
    "says_right",
    "says_will_not",
    "says_will",
)
_NAMES = {
    "says_forbidden_by_us": "prohibition",
    "says_forbidden": "prohibition",
    "says_duty": "duty",
    "says_right": "right",
    "says_will_not": "prohibition",
    "says_will": "duty",
}
# The most telling first.
_ORDER = (
    "waiver",
    "limit_of_time",
    "prohibition",
    "duty",
    "right",
    "disclosure",
    "collection",
    "price",
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What a sentence says. kind: the name of its sentences without "new_" or "old_". text: the sentence."""

    kind: str
    text: str


def clause(text: str, lexicon: Lexicon) -> Clause | None:
    """Return the most telling clause of a passage, or None where none is sure."""
    if not lexicon.language:
        return None
    found = list(_clauses(text, lexicon))
    return min(found, key=lambda each: _rank(each.kind), default=None)


def _rank(kind: str) -> int:
    return _ORDER.index(kind.removeprefix("company_"))


def _clauses(text: str, lexicon: Lexicon) -> Iterator[Clause]:
    for part in _SENTENCE.split(text)[:_MOST]:
        said = words_of(part, lexicon)
        kind = _kind(said, lexicon) if said else ""
        if kind:
            yield Clause(kind, part.strip().rstrip(".;"))


def _kind(said: Phrase, lexicon: Lexicon) -> str:
    lower = " ".join(said).lower()
    if lexicon.phrases("furniture").opens(lower.lstrip("\"'([ ")):
        return ""
    if lexicon.phrases("says_waiver").found(lower):
        return "waiver"
    modal = _modal(lower, lexicon)
    ours = modal is not None and bool(lexicon.phrases("says_we").found(modal[1]))
    if modal is not None:
        limits = lexicon.phrases("says_by_when").found(lower)
        periods = any(each.kind == "period" for each in quantities(said, lexicon))
        if limits and periods and _NAMES[modal[0]] != "prohibition":
            return "limit_of_time"
        name = _NAMES[modal[0]]
        if modal[0] == "says_forbidden_by_us":
            return name
        if ours:
            return f"company_{name}"
        return "" if modal[0] in ("says_will", "says_will_not") else name
    for name in ("says_disclosure", "says_collection", "says_price"):
        if any(_is_meant(name, lower, match, lexicon) for match in _matches(name, lower, lexicon)):
            return name.removeprefix("says_")
    return ""


def _matches(name: str, lower: str, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    return (each for each in lexicon.phrases(name).pattern.finditer(lower) if each["meant"])


def _is_meant(name: str, lower: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a phrase says that data is collected or given away, or that something has a price.

    Not "the data we collect", which stands after a noun; not "we track bugs", "we collect taxes"; not "at
    all costs".
    """
    if name == "says_price":
        of_itself = not lexicon.phrases("says_price_of").found(match[0])
        rest = lower[match.end() :]
        priced = any(map(has_digit, rest.split())) or bool(lexicon.phrases("fees").found(rest))
        return of_itself or priced
    words_before = lower[: match.start()].split()
    ours = bool(lexicon.phrases("says_we").opens(match[0]))
    named = ("says_data", "data_near", "data", "recipient", "says_subordinate")
    if ours and words_before and any(words_before[-1] in lexicon.phrases(each) for each in named):
        return False
    taxes = lexicon.phrases("fees").found(" ".join(lower[match.end() :].split()[:4]))
    if name == "says_collection" and taxes:
        return False
    sentence = lower[match.end() :] if ours else lower[: match.start()]
    return any(
        lexicon.phrases(each).found(sentence) for each in ("says_data", "data", "says_thing")
    )


def _modal(lower: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return the first modal of a main clause by the name of its list, with the words before it."""
    at = 0
    while at < len(lower):
        best: tuple[int, int, str] | None = None
        for name in _KINDS:
            match = lexicon.phrases(name).pattern.search(lower, at)
            while match and match["meant"] is None:
                match = lexicon.phrases(name).pattern.search(lower, match.end() or at + 1)
            if match and (best is None or (match.start(), -match.end()) < (best[0], -best[1])):
                best = match.start(), match.end(), name
        if best is None:
            return None
        before = re.split(r" [,;:(] ", lower[: best[0]])[-1]
        possible = lexicon.phrases("says_possible").opens(lower[best[1] :].lstrip())
        if (
            before.strip()
            and not (best[2] == "says_right" and possible)
            and not lexicon.phrases("says_subordinate").found(before)
        ):
            return best[2], before
        at = best[1]
    return None
