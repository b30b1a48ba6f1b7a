"""Which words of a language are known. Read only when a changed word is looked up."""

from __future__ import annotations

from functools import cache
from typing import Any

from publisher.text.materiality.lexicon import lexicon

_LANGUAGES = frozenset({"en", "fr"})


@cache
def _checker(language: str) -> Any:
    from spellchecker import SpellChecker  # 0.3 s: most comparisons never need it

    return SpellChecker(language=language, distance=1)


def known(word: str, language: str) -> bool:
    """Whether the dictionary of `language`, or our list of its gaps, has `word` (in lower case)."""
    if language not in _LANGUAGES:
        return False
    return word in lexicon(language).phrases("known_too") or bool(_checker(language).known([word]))


def all_known(words: set[str], language: str) -> frozenset[str]:
    """Return the words of a set that the dictionary of `language` has."""
    return frozenset(_checker(language).known(words)) if language in _LANGUAGES else frozenset()


def neighbours(word: str, language: str) -> frozenset[str]:
    """Return the known words that one slip (a letter more, less, other, or two swapped) makes of it."""
    if language not in _LANGUAGES:
        return frozenset()
    checker = _checker(language)
    return frozenset(checker.known(checker.edit_distance_1(word)))
