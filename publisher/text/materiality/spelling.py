"""Proofs that a word was only written wrongly before: spelling, names, spaces."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterator
from functools import cache

from publisher.text.document.document import BlockKind
from publisher.text.materiality import dictionary
from publisher.text.materiality.edit_context import quoted
from publisher.text.materiality.lexicon import Lexicon, lexicon
from publisher.text.materiality.minimal_edits import Atom
from publisher.text.materiality.normalization import is_named, stages

Proof = tuple[str, str]  # rule, sentence
SHORTEST = 6  # shorter words have too many neighbours; well-known slips are listed
LONGEST = 30
ENTRY = 6  # words of the entry of a list, up to which it may be a name
# A letter put before or after a word can turn it into its contrary, or one party into the other.
_PREFIXES = (
    "un",
    "in",
    "im",
    "il",
    "ir",
    "a",
    "an",
    "non",
    "de",
    "dis",
    "mis",
    "anti",
    "re",
    "pre",
    "post",
    "sub",
    "co",
    "ex",
    "en",
    "em",
    "over",
    "under",
    "inter",
    "intra",
    "bi",
    "semi",
    "dé",
    "dés",
    "mé",
    "sous",
    "sur",
    "pré",
)
_SUFFIXES = (
    "s",
    "es",
    "d",
    "ed",
    "n",
    "r",
    "er",
    "or",
    "ee",
    "y",
    "ly",
    "ing",
    "less",
    "ful",
    "able",
    "e",
    "ée",
    "és",
    "ées",
    "t",
    "nt",
    "ez",
    "eur",
    "aire",
)
_AGENTS = ("er", "or", "ers", "ors", "eur", "eurs")
_PATIENTS = ("ee", "ees", "aire", "aires")


_ACCENTED = {"a": "aàâ", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oô", "u": "uùûü"}
_MOST_ACCENTED = 20_000  # ways to set accents; a word has a few hundred
# In French the last letters are tense and person: supprimerons and supprimerions are no slip.
_ENDING = {"fr": 3}


def slip(atom: Atom) -> Iterator[Proof]:
    """A well-known slip of the pen: listed, one way only."""
    old = tuple(word.lower() for word in atom.old)
    if atom.lexicon.pairs("slips").get(old) == tuple(word.lower() for word in atom.new) != ():
        yield "spelling", f"{quoted(atom.old)} is a common slip for {quoted(atom.new)}."


def spelling(atom: Atom) -> Iterator[Proof]:
    """The new word is in the dictionary, the old one is not, and one slip lies between them."""
    if not atom.one_word:
        return
    old, new = atom.old[0], atom.new[0]
    if old.islower() != new.islower() or not (old.islower() or _sentence_case(atom)):
        return
    if _is_entry(atom) and not old.islower():
        return
    if _replaces(old.lower(), new.lower()) and not atom.facts.old_words[new.lower()]:
        return  # another letter can make another word: only one that the text knows
    if _misspelt(old.lower(), new.lower(), atom.lexicon) and not atom.facts.new_words[old]:
        yield "spelling", f"{quoted(old)} is no word; {quoted(new)} is how it is spelled."


def name(atom: Atom) -> Iterator[Proof]:
    """A name whose capital letters stand otherwise everywhere else in the text: Github, GitHub.

    Another letter may be another company, however often the text names the one.
    """
    if not atom.one_word:
        return
    old, new = atom.old[0], atom.new[0]
    facts = atom.facts
    elsewhere = facts.old_words[new] >= 2 and facts.old_words[old] == 1 and not facts.new_words[old]
    if not elsewhere or not old[:1].isupper() or not new[:1].isupper():
        return
    language = atom.lexicon.language
    if not language or any(
        dictionary.known(word, language) for word in (old.lower(), *_forms(old))
    ):
        return
    if old.lower() == new.lower() and len(new) > 3:
        times = facts.old_words[new]
        yield "name-spelling", f"the text writes {quoted(new)} everywhere else ({times} times)."


def _is_entry(atom: Atom) -> bool:
    """Whether a word begins the short entry of a list or a table, where names stand."""
    kind = atom.change.block.kind if atom.change.block else None
    short = len(atom.left) + len(atom.right) < ENTRY
    return kind in (BlockKind.ITEM, BlockKind.CELL, BlockKind.TERM) and (
        short or len(atom.left) < 2
    )


def accent(atom: Atom) -> Iterator[Proof]:
    """An accent on the capital letter that begins a sentence, which French leaves to the writer."""
    if atom.lexicon.language != "fr" or not atom.one_word:
        return
    old, new = atom.old[0], atom.new[0]
    same = old[1:] == new[1:] and old[:1].isupper() and new[:1].isupper()
    if not same or _bare(old[0]) != _bare(new[0]) or not atom.begins_sentence:
        return
    if len(new) == 1:  # "A accès", "A la charge" may begin with a verb
        following = " ".join(atom.right[:3]).lower()
        plain = bool(atom.lexicon.phrases("opens_with_a").opens(following))
    elif _is_entry(atom):
        return
    else:
        first, now = (word.lower().partition("-")[0] for word in (old, new))
        plain = not dictionary.known(first, "fr") and dictionary.known(now, "fr")
    if plain and not {old, new} & atom.facts.capitalised:
        yield (
            "spelling-variant",
            f"{quoted(old)} and {quoted(new)} differ in a capital's accent only.",
        )


def variant(atom: Atom) -> Iterator[Proof]:
    """Another accepted spelling of a word that begins a sentence or stands in a heading.

    The text writes the word small elsewhere, so that it is no name.
    """
    if not atom.one_word or not (atom.begins_sentence or atom.in_heading) or _is_entry(atom):
        return
    old, new = atom.old[0], atom.new[0]
    if not old[:1].isupper() or not new[:1].isupper():
        return
    olds, news = ((word.lower(),) for word in (old, new))
    counts = atom.facts.old_words
    stage = next(each for each in stages() if each.rule == "spelling-variant")
    if (counts[olds[0]] or counts[news[0]]) and stage.apply(olds, atom.lexicon) == stage.apply(
        news, atom.lexicon
    ):
        yield "spelling-variant", f"{quoted(old)} becomes {quoted(new)}: {stage.why}."


def parted(atom: Atom) -> Iterator[Proof]:
    """A space was missing, or stood in the middle of a word that can be parted in one way only."""
    old, new = "".join(atom.old).lower(), "".join(atom.new).lower()
    if old != new or {len(atom.old), len(atom.new)} != {1, 2} or not old.isalpha():
        return
    language = atom.lexicon.language
    parts = atom.old if len(atom.old) == 2 else atom.new
    if parts[0].lower() in _PREFIXES or any(map(is_named, parts[1:])):
        return  # re lease, un paid
    known = [dictionary.known(word.lower(), language) for word in atom.old]
    if not all(known) and all(dictionary.known(word.lower(), language) for word in atom.new):
        ways = [
            at
            for at in range(2, len(old) - 1)
            if dictionary.known(old[:at], language) and dictionary.known(old[at:], language)
        ]
        if len(atom.new) == 1 or len(ways) <= 1:
            yield "spelling", f"{quoted(atom.old)} lacked or had a space; the letters are the same."


def _sentence_case(atom: Atom) -> bool:
    """A capital that the beginning of a sentence explains is no sign of a name."""
    old, new = atom.old[0], atom.new[0]
    begins = atom.begins_sentence and len(atom.right) >= 4 and atom.right[0].islower()
    # The text writes the word small elsewhere: it is no name.
    common = atom.facts.old_words[new.lower()] > 0
    return (
        begins
        and common
        and old[:1].isupper()
        and new[:1].isupper()
        and old[1:].islower()
        and new[1:].islower()
    )


def _misspelt(old: str, new: str, lists: Lexicon) -> bool:
    if max(len(old), len(new)) > LONGEST or lists.weighty(new) or lists.weighty(old):
        return False
    language = lists.language
    if not old.isalpha() or not new.isalpha():
        return False  # re-sign is no slip for resign
    if (
        _is_variant(old, language)
        or dictionary.known(old, language)
        or not dictionary.known(new, language)
    ):
        return False
    if _bare(old) == _bare(new):
        tense = new.endswith("é") and not new.endswith("té")  # donne, donné
        return len(new) >= 4 and not tense and _only_accents(old, new, language)
    ending = _ENDING.get(language, 0)
    if ending and old[:-ending] == new[: len(old) - ending]:
        return False
    return len(new) >= SHORTEST and _one_slip(old, new) and _only(old, new, language)


@cache
def _variant_stems(language: str) -> tuple[str, ...]:
    """Return the words that stand for a group of accepted spellings, as the stage before leaves them."""
    put = lexicon(language).groups("variants").values()
    return tuple({"".join(words).removesuffix("*") for words in put})


def _is_variant(word: str, language: str) -> bool:
    """Whether a word may be what an accepted spelling was put as (cancelation, analyze)."""
    unfolded = (
        language == "en" and "z" in word and dictionary.known(word.replace("z", "s"), language)
    )
    return unfolded or word.startswith(_variant_stems(language))


def _only_accents(old: str, new: str, language: str) -> bool:
    """Whether no other known word has the same letters under other accents."""
    accented = [_ACCENTED.get(sign, sign) for sign in _bare(old)]
    if math.prod(map(len, accented)) > _MOST_ACCENTED:
        return False
    ways = {"".join(signs) for signs in itertools.product(*accented)}
    return dictionary.all_known(ways, language) <= {new}


def _only(old: str, new: str, language: str) -> bool:
    """Whether `new` is the only known word that `old` can have been meant for.

    "Recission" may be rescission or recession, "procede" proceed or precede.
    """
    return dictionary.neighbours(old, language) <= {new}


def _is_swap(old: str, new: str) -> bool:
    return len(old) == len(new) and sorted(old) == sorted(new)


def _one_slip(old: str, new: str) -> bool:
    """Whether one letter too many, too few, another or two swapped part the words.

    Not a slip: what may be a prefix or a suffix, and what may turn who does into who suffers it.
    """
    if not old.isalpha() or not new.isalpha() or old[0] != new[0]:
        return False
    longer, shorter = sorted((old, new), key=len, reverse=True)
    if len(longer) - len(shorter) > 1 or old == new:
        return False
    if _swapped_parties(old, new):
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(shorter)
    )
    if len(longer) > len(shorter):
        added = longer[start]
        inside = longer[:start] + longer[start + 1 :] == shorter
        doubled = start > 0 and longer[start - 1] == added
        return inside and (doubled or not _affix(longer, shorter))
    if old[start + 1 :] == new[start + 1 :]:
        return 0 < start < len(old) - 1
    return (old[start : start + 2] == new[start : start + 2][::-1]) and old[start + 2 :] == new[
        start + 2 :
    ]


def _replaces(old: str, new: str) -> bool:
    """Whether one letter stands for another one, not only for itself without an accent."""
    if len(old) != len(new) or _is_swap(old, new) or _bare(old) == _bare(new):
        return False
    return sum(a != b for a, b in zip(old, new, strict=True)) == 1


def _affix(longer: str, shorter: str) -> bool:
    return any(longer == prefix + shorter for prefix in _PREFIXES) or any(
        longer == shorter + suffix for suffix in _SUFFIXES
    )


def _swapped_parties(old: str, new: str) -> bool:
    return (old.endswith(_AGENTS) and new.endswith(_PATIENTS)) or (
        old.endswith(_PATIENTS) and new.endswith(_AGENTS)
    )


def _bare(word: str) -> str:
    """Return a word without its accents; a hyphen is no accent."""
    return "".join(
        sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)
    )


def _forms(word: str) -> tuple[str, ...]:
    return (word.lower().removesuffix("s"), word.lower().removesuffix("'s"))
