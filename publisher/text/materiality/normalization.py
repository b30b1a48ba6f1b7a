"""Words as they are compared, and the ways in which two rows of words can be the same.

Each stage takes away one kind of difference that never changes the meaning. Two passages that are
equal after a stage say the same, and the stage says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

from publisher.text.document.markup import Run
from publisher.text.document.tokens import Token, Tokenizer, TokenKind
from publisher.text.materiality.lexicon import Lexicon, Phrase, lexicon, parted
from publisher.text.materiality.numerals import SIGNS, doubled, value

CROSSED_OUT = frozenset({"s"})
RAISED = frozenset({"sup", "sub"})
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_LETTERS_IN_ONE = str.maketrans({"œ": "oe", "æ": "ae"})  # not in a name: Cœur, Coeur
_LETTERS = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_DOTS = frozenset("•·‧∙⋅")
_S_OR_Z = re.compile(r"(?<=\w{3}[iy])s(?=(?:e|es|ed|ing|er|ers|able|ation|ations|ational)$)")


@dataclass(frozen=True, slots=True)
class NormalizationStage:
    """One kind of difference without meaning. rule: its identifier. why: a sentence for a reader."""

    rule: str
    why: str
    apply: Callable[[Phrase, Lexicon], Phrase]


def words(tokens: Iterable[Token], lists: Lexicon) -> Phrase:
    """Return the words and marks of tokens, typography folded, elided articles parted."""
    return tuple(_words(tokens, lists))


def words_of(text: str, lists: Lexicon) -> Phrase:
    """Return the words and marks of a text that has no tokens: a heading by name, a title."""
    return words(Tokenizer().tokens((Run(text),)), lists)


def _words(tokens: Iterable[Token], lists: Lexicon) -> Iterator[str]:
    for token in tokens:
        if token.kind is TokenKind.SPACE:
            continue
        if token.kind is TokenKind.WORD and "'" in token.key and lists.elisions:
            yield from (shown(word, token.styles) for word in parted(token.key, lists.elisions))
        else:
            yield shown(token.key, token.styles)


def shown(word: str, styles: frozenset[str]) -> str:
    """Return a word as it counts: a crossed-out word is another, and so is a raised figure."""
    if not styles:
        return word
    if styles & CROSSED_OUT:
        return f"~~{word}~~"
    raised = styles & RAISED and any(sign.isalnum() for sign in word)
    return f"^{word}" if raised else word


def stages() -> tuple[NormalizationStage, ...]:
    """Return the stages in their order; each works on what the one before has left."""
    return _STAGES


def _typography(source: Phrase, _lists: Lexicon) -> Phrase:
    """Return one form of quotation marks, middle dots and ligatures. 6' and 6" are feet and inches."""
    quoting = _quotes(source)
    out = []
    for at, word in enumerate(source):
        if at in quoting:
            out.append('"')
        elif word in _DOTS and _between_letters(source, at):
            out.append("·")
        else:
            plain = word.translate(_LIGATURES)
            out.append(plain if is_named(plain) else plain.translate(_LETTERS_IN_ONE))
    return tuple(out)


def _quotes(source: Phrase) -> set[int]:
    """Return the places of the single quotation marks that open and close a quotation."""
    found: set[int] = set()
    opened = -1
    for at, word in enumerate(source):
        if word != "'":
            continue
        if opened < 0:
            measure = at > 0 and source[at - 1][-1:].isdigit()
            opened = -1 if measure else at
        else:
            found |= {opened, at}
            opened = -1
    return found


def _between_letters(source: Phrase, at: int) -> bool:
    beside = (*source[max(at - 1, 0) : at], *source[at + 1 : at + 2])
    return len(beside) == 2 and all(word[:1].isalpha() for word in beside)


def _contractions(source: Phrase, lists: Lexicon) -> Phrase:
    return replaced(source, lists, "contractions")


def _variants(source: Phrase, lists: Lexicon) -> Phrase:
    plain = replaced(_parted_non(_acronyms(source)), lists, "variants")
    return tuple(
        word
        if is_named(word) or not _LETTERS.fullmatch(word) or _in_address(plain, at)
        else "-".join(_one_spelling(part, lists.language) for part in word.split("-"))
        for at, word in enumerate(plain)
    )


def _in_address(source: Phrase, at: int) -> bool:
    """Whether a word may be a step of a typed address: acme.example/organise."""
    return "/" in (*source[max(at - 1, 0) : at], *source[at + 1 : at + 2])


def is_named(word: str) -> bool:
    """Return whether a word may be, or belong to, a name: it has a capital letter."""
    return any(sign.isupper() for sign in word)


def _acronyms(source: Phrase) -> Phrase:
    """Return `U.S.` and `US` as the same word."""
    out: list[str] = []
    at = 0
    while at < len(source):
        end = at
        while end + 1 < len(source) and _is_initial(source[end]) and source[end + 1] == ".":
            end += 2
        if end - at >= 4:  # two letters at least
            out.append("".join(source[at:end:2]))
            at = end
        else:
            out.append(source[at])
            at += 1
    return tuple(out)


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _parted_non(source: Phrase) -> Phrase:
    """Return `non-exclusive` and `non exclusive` as the same two words.

    Not before an adverb: "non collectées librement" is collected otherwise, "non-collectées" not at all.
    """
    out: list[str] = []
    for word, following in zip_longest(source, source[1:], fillvalue=""):
        rest = word[4:]
        if following.endswith(("ment", "ly")):
            out.append(word)
        elif word.startswith("non-") and rest.isalpha() and rest.islower():
            out += ["non", rest]
        else:
            out.append(word)
    return tuple(out)


@lru_cache(maxsize=20_000)
def _one_spelling(word: str, language: str) -> str:
    """Return the one spelling that stands for a word or for a part of a compound."""
    lists = lexicon(language)
    word = " ".join(replaced((word,), lists, "variants"))
    if lists.language != "en" or word.lower() in lists.phrases("not_one_word"):
        return word
    return _S_OR_Z.sub("z", word)


def _numbers(source: Phrase, lists: Lexicon) -> Phrase:
    """Return numbers in digits; `thirty (30)` is one number."""
    out: list[str] = []
    at = 0
    while at < len(source):
        out.append(_in_digits(source[at], lists))
        at += 4 if doubled(source[at : at + 4], lists) else 1
    return tuple(out)


def _in_digits(word: str, lists: Lexicon) -> str:
    if (word.lower(),) in lists.groups("articles_of_gender"):  # un tour, une tour
        return word
    if word[:1] in "+-−":  # +5 % is a rise
        return word
    number = value(word, lists)
    signs = "".join(SIGNS.findall(word))
    return word if number is None or signs else str(number)


def _equivalents(source: Phrase, lists: Lexicon) -> Phrase:
    return replaced(source, lists, "equivalents")


def replaced(source: Phrase, lists: Lexicon, name: str) -> Phrase:
    """Return `source` with each phrase of a list of equals put as the one of its group.

    The longest phrase is taken, from the left. A name is never one: only a short form
    may have a capital letter, which stays.
    """
    heads, stems = _index(lists.language, name)
    lower = tuple(word.lower() for word in source)
    out: list[str] = []
    at = 0
    while at < len(source):
        size, put = _longest(lower, at, heads, stems)
        if not size:
            out.append(source[at])
            at += 1
            continue
        named = any(map(is_named, source[at + (size > 1) : at + size])) or _joins_names(source, at)
        named = named or "/" in source[max(at - 1, 0) : at + size + 1]
        if named and name != "contractions":
            out.append(source[at])
            at += 1
            continue
        if source[at][:1].isupper():
            put = (put[0][:1].upper() + put[0][1:], *put[1:])
        out.extend(put)
        at += size
    return tuple(out)


def _joins_names(source: Phrase, at: int) -> bool:
    """Whether a sign stands between two names: Johnson & Johnson."""
    beside = (*source[max(at - 1, 0) : at], *source[at + 1 : at + 2])
    return not source[at][:1].isalpha() and len(beside) == 2 and all(map(is_named, beside))


_Heads = dict[str, list[tuple[Phrase, Phrase]]]


def _longest(lower: Phrase, at: int, heads: _Heads, stems: _Heads) -> tuple[int, Phrase]:
    """Return how many words from `at` are a listed phrase, and what stands for it."""
    for phrase, put in heads.get(lower[at], ()):
        if lower[at : at + len(phrase)] == phrase:
            return len(phrase), put
    for phrase, put in stems.get(lower[at][:3], ()):
        last = at + len(phrase) - 1
        if (
            last < len(lower)
            and lower[at:last] == phrase[:-1]
            and lower[last].startswith(phrase[-1])
        ):
            ending = lower[last][len(phrase[-1]) :]
            if not ending or ending.isalpha():
                return len(phrase), (*put[:-1], put[-1] + ending)
    return 0, ()


@cache
def _index(language: str, name: str) -> tuple[_Heads, _Heads]:
    """Return the phrases of a list by their first word, and those with a star by three letters."""
    heads: _Heads = {}
    stems: _Heads = {}
    for phrase, put in lexicon(language).groups(name).items():
        put = put[:-1] if put[-1] == "*" else put
        if phrase[-1] == "*":
            stems.setdefault(phrase[0][:3], []).append((phrase[:-1], put))
        else:
            heads.setdefault(phrase[0], []).append((phrase, put))
    for table in (heads, stems):
        for found in table.values():
            found.sort(key=lambda pair: (len(pair[0]), len(pair[0][-1])), reverse=True)
    return heads, stems


def _kept(apply: Callable[[Phrase, Lexicon], Phrase]) -> Callable[[Phrase, Lexicon], Phrase]:
    """A passage is read for one edit after the other, and by several rules."""
    return lru_cache(maxsize=128)(apply)


_STAGES = (
    NormalizationStage(
        "typography",
        "only the form of quotation marks, dashes or spaces differs",
        _kept(_typography),
    ),
    NormalizationStage(
        "contraction", "a short form and its long form are the same words", _kept(_contractions)
    ),
    NormalizationStage(
        "spelling-variant", "both are accepted forms of the same word", _kept(_variants)
    ),
    NormalizationStage("number-form", "both are the same number", _kept(_numbers)),
    NormalizationStage(
        "same-meaning", "the two expressions mean the same wherever they stand", _kept(_equivalents)
    ),
)
