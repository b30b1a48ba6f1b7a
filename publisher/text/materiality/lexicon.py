"""The word lists of a language: data in `words/<language>.yml`, read once, asked by the rules.

Words are compared as the tokens of a text are (see `text.document.tokens`): in lower case, with straight
quotation marks, parted by single spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from publisher.text.document.markup import Run
from publisher.text.document.tokens import Tokenizer, TokenKind

_WORDS = Path(__file__).with_name("words")
DEFAULT = "en"
_TELLING = 40  # words from which a text shows its language
_ENOUGH = 3000  # words that show it for certain
_PARAGRAPH = 10_000  # characters; what is longer is not kept
_BEFORE_MARK = re.compile(r" (?=[.,;:!?)\]])")
_AFTER_OPENING = re.compile(r"(?<=[(\[]) |(?<=\w') ")
_INITIALS = re.compile(r"(?<=\b[A-Z]\.) (?=[A-Z]\.)")
_SHOWN = re.compile(r"(?<!\S)(?:~~(\S+?)~~|\^(\S+))(?!\S)")
_PARTED = re.compile(r"[,\n]")
Phrase = tuple[str, ...]
_NONE: Counter[str] = Counter()  # nobody changes what was found, and most often it is nothing


@dataclass(frozen=True, slots=True)
class PhraseList:
    """A list of words and phrases; one that ends in a star stands for every ending.

    A phrase after an exclamation mark is none of them, though it holds one ("!up to date").
    """

    pattern: re.Pattern[str]

    def found(self, text: str) -> Counter[str]:
        """Return which of the phrases stand in `text` (words parted by spaces), and how often."""
        if not text:
            return _NONE
        found = [match[0] for match in self.pattern.finditer(text) if match["meant"]]
        return Counter(found) if found else _NONE

    def opens(self, text: str) -> str:
        """Return the phrase with which `text` begins, or an empty string."""
        match = self.pattern.match(text)
        return (match["meant"] or "") if match else ""

    def __contains__(self, text: str) -> bool:
        match = self.pattern.fullmatch(text)
        return match is not None and match["meant"] is not None


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The lists of one language. Every list that `words/en.yml` explains is there, perhaps empty.

    language: the two-letter code; "" for the lists of a language that nobody has written, all empty.
    """

    language: str
    source: Mapping[str, str]

    def phrases(self, name: str) -> PhraseList:
        """Return the list `name`."""
        return _phrases(self.language, name)

    def groups(self, name: str) -> dict[Phrase, Phrase]:
        """Return, for each phrase of a list of equals, the one that stands for its group."""
        return _groups(self.language, name)

    def entries(self, name: str) -> tuple[str, ...]:
        """Return a list as it is written: names, the ends of words."""
        return tuple(_entries(self.source.get(name, "")))

    def values(self, name: str) -> dict[str, int]:
        """Return a list of words with their numbers (`thirty = 30`)."""
        return _values(self.language, name)

    def pairs(self, name: str) -> dict[Phrase, Phrase]:
        """Return a list of one-way pairs (`teh > the`)."""
        return _pairs(self.language, name)

    def labels(self, name: str) -> tuple[tuple[PhraseList, str], ...]:
        """Return the lines of a list as phrases and what they are a sign of (`keep, store = …`)."""
        return _labels(self.language, name)

    @property
    def contraries(self) -> tuple[tuple[PhraseList, PhraseList], ...]:
        """Return the pairs of words of which each is the other's contrary (`opt in = opt out`)."""
        return _contraries(self.language)

    @property
    def elisions(self) -> tuple[str, ...]:
        """Return the shortened words that are written onto the next one (`l'`)."""
        return tuple(_entries(self.source.get("elisions", "")))

    def weighty(self, word: str) -> bool:
        """Whether a word carries legal meaning by itself: never a slip of the pen."""
        return any(word in self.phrases(name) for name in _WEIGHTY) or word in self.values(
            "numbers"
        )


_WEIGHTY = (
    "negation",
    "permission",
    "restriction",
    "quantity",
    "frequency",
    "condition",
    "weighty_too",
    "conjunction_and",
    "conjunction_or",
    "consent",
    "ordinals",
    "periods",
    "day_kinds",
    "weekdays",
    "months_words",
)


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lists of a language ("en", "fr-CA" …); all empty for one without a file."""
    code = language.lower().replace("_", "-").split("-")[0]
    path = _WORDS / f"{code}.yml"
    if not code.isascii() or not code.isalpha() or len(code) > 3 or not path.is_file():
        return Lexicon("", {})
    source = yaml.safe_load(path.read_text(encoding="utf-8"))
    source["months_words"] = ", ".join(
        entry.split("=")[0] for entry in _entries(source.get("months", ""))
    )
    return Lexicon(code, source)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have word lists."""
    return tuple(code for code in sorted(_frequent()) if (_WORDS / f"{code}.yml").is_file())


def guess(texts: Iterable[str]) -> str:
    """Return the language that texts are in, or "" for one without word lists.

    Texts too short to tell are taken for English; the first of long ones are enough.
    """
    left, total = _ENOUGH, 0
    shares = dict.fromkeys(_frequent(), 0)
    for text in texts:
        if left <= 0:
            break
        words, said, frequent = _said(text if len(text) <= _PARAGRAPH else _first(text, left))
        left, total = left - words, total + said
        for code, share in zip(shares, frequent, strict=True):
            shares[code] += share
    best, next_best = sorted(shares, key=lambda code: shares[code], reverse=True)[:2]
    if shares[best] * 10 < total or shares[best] == shares[next_best]:
        return DEFAULT if total < _TELLING else ""
    return best if best in languages() else ""


def _first(text: str, words: int) -> str:
    return " ".join(text.split(None, words)[:words])


@lru_cache(maxsize=4096)  # a policy's revisions share most of their paragraphs
def _said(text: str) -> tuple[int, int, tuple[int, ...]]:
    """Return how many words there are, how many of letters alone, how many of a language's most frequent."""
    said: Counter[str] = Counter()
    words = text.split()
    for word, times in Counter(words).items():  # each word once: texts repeat themselves
        bare = word.strip(".,;:!?()\"'*_#").lower()
        if bare.isalpha():
            said[bare] += times
    shares = (
        sum(said[word] for word in frequent & said.keys()) for frequent in _frequent().values()
    )
    return len(words), said.total(), tuple(shares)


@cache
def _frequent() -> dict[str, frozenset[str]]:
    source = yaml.safe_load((_WORDS / "languages.yml").read_text(encoding="utf-8"))
    return {code: frozenset(_entries(words)) for code, words in source.items()}


def spaced(text: str) -> str:
    """Return `text` as the lists are compared: lower case, tokens parted by single spaces."""
    return " ".join(tokenized(text)).lower()


def tokenized(text: str) -> Phrase:
    """Return the tokens of a text without its spaces, typography folded."""
    tokens = Tokenizer().tokens((Run(text),))
    return tuple(token.key for token in tokens if token.kind is not TokenKind.SPACE)


def joined(said: Phrase) -> str:
    """Return words as they are written: no space before a comma, after a bracket or an apostrophe."""
    text = _SHOWN.sub(r"\1\2", " ".join(said))  # signs of crossed-out and raised words
    return _INITIALS.sub("", _AFTER_OPENING.sub("", _BEFORE_MARK.sub("", text)))


def parted(word: str, elisions: tuple[str, ...]) -> Phrase:
    """Return a word with a shortened word before it as two: l'accès is l' and accès."""
    head, mark, rest = word.partition("'")
    if mark and (head + mark).lower() in elisions:
        return (head + mark, rest) if rest else (head + mark,)
    return (word,)


def _phrase(entry: str, elisions: tuple[str, ...]) -> Phrase:
    """Return the tokens of an entry as those of a text are compared."""
    out: list[str] = []
    for piece in entry.lower().split():
        whole = parted(piece, elisions)
        out += whole if len(whole) > 1 or piece in elisions else tokenized(piece)
    return tuple(out)


def _entries(source: str) -> Iterable[str]:
    return (entry.strip() for entry in _PARTED.split(source) if entry.strip())


@cache
def _phrases(language: str, name: str) -> PhraseList:
    words = lexicon(language)
    return _compiled(words.source.get(name, ""), words.elisions)


def _compiled(source: str, elisions: tuple[str, ...]) -> PhraseList:
    meant: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for entry in _entries(source):
        (others if entry[0] == "!" else meant).append(_regex(entry.removeprefix("!"), elisions))
    # The longer phrase first: "not limited to" is one thing, "not" and "limited to" are two.
    either = [f"(?P<meant>{_any(meant)})", _any(others)]
    return PhraseList(re.compile("|".join(reversed(either))))


def _any(entries: list[tuple[str, str]]) -> str:
    """Return a pattern for any of the entries, each with its first sign; whole words only."""
    ordered = sorted(entries, key=lambda entry: len(entry[1]), reverse=True)
    words = "|".join(pattern for first, pattern in ordered if first.isalnum())
    signs = "|".join(pattern for first, pattern in ordered if not first.isalnum())
    return "|".join(filter(None, (words and rf"(?<!\w)(?:{words})", signs))) or r"(?!)"


def _regex(entry: str, elisions: tuple[str, ...]) -> tuple[str, str]:
    stem = " ".join(_phrase(entry.removesuffix("*"), elisions))
    end = r"\w*" if entry.endswith("*") else r"(?!\w)" if stem[-1:].isalnum() else ""
    return stem[0], re.escape(stem) + end


@cache
def _groups(language: str, name: str) -> dict[Phrase, Phrase]:
    words = lexicon(language)
    groups: dict[Phrase, Phrase] = {}
    for line in words.source.get(name, "").splitlines():
        members = [_phrase(member, words.elisions) for member in line.split("=") if member.strip()]
        groups.update(dict.fromkeys(members, members[-1]))
    return groups


@cache
def _values(language: str, name: str) -> dict[str, int]:
    entries = _entries(lexicon(language).source.get(name, ""))
    pairs = (entry.split("=") for entry in entries)
    return {word.strip(): int(value) for word, value in pairs}


@cache
def _pairs(language: str, name: str) -> dict[Phrase, Phrase]:
    entries = _entries(lexicon(language).source.get(name, ""))
    pairs = (entry.split(">") for entry in entries)
    elisions = lexicon(language).elisions
    return {_phrase(wrong, elisions): _phrase(right, elisions) for wrong, right in pairs}


@cache
def _labels(language: str, name: str) -> tuple[tuple[PhraseList, str], ...]:
    lines = lexicon(language).source.get(name, "").splitlines()
    parts = (line.rpartition("=") for line in lines if "=" in line)
    elisions = lexicon(language).elisions
    return tuple((_compiled(phrases, elisions), label.strip()) for phrases, _, label in parts)


@cache
def _contraries(language: str) -> tuple[tuple[PhraseList, PhraseList], ...]:
    lists = lexicon(language)
    lines = (line.partition("=") for line in lists.source.get("contraries", "").splitlines())
    return tuple(
        (_compiled(one, lists.elisions), _compiled(other, lists.elisions))
        for one, sign, other in lines
        if sign
    )
