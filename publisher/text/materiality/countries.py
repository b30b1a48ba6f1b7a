"""Names of countries in a passage, in the language of the text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from publisher.text.materiality.lexicon import Phrase, lexicon, tokenized


def countries(said: Phrase, language: str) -> Counter[str]:
    """Return the countries named in a passage, and how often: with their capital, and not in an address."""
    text = " ".join(word for word in said if "://" not in word and "@" not in word)
    return Counter(match[0] for match in _pattern(language).finditer(text))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    if not language:
        return re.compile(r"(?!)")
    from babel import Locale  # 20 ms: only where words changed

    names = {
        name
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and len(name) > 3
    }
    wanted = sorted(
        (" ".join(tokenized(name)) for name in (*names, *lexicon(language).entries("places"))),
        key=len,
        reverse=True,
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?!\w)")
