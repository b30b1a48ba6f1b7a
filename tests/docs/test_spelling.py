"""The documentation is spelled as a dictionary has it, or as tests/docs/words.txt allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from spellchecker import SpellChecker

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_NO_PROSE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+", re.DOTALL)
_WORD = re.compile(r"(?<![\w-])[^\W\d_][^\W\d_A-Z]{2,}(?![\w])")


@pytest.fixture(scope="module")
def dictionary() -> SpellChecker:
    """English, with the words that this project needs besides."""
    found = SpellChecker()
    found.word_frequency.load_words((HERE / "words.txt").read_text(encoding="utf-8").split())
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_is_spelled_right(page: Path, dictionary: SpellChecker) -> None:
    """No word is unknown; a right one that is goes into words.txt."""
    prose = _NO_PROSE.sub(" ", page.read_text(encoding="utf-8"))
    words = {word.lower() for word in _WORD.findall(prose)}
    assert dictionary.unknown(words) == set()
