"""A small linter for prose: the glossary's words, and short sentences where readers meet them.

What it checks are the sentences of the pages, the strings of the package (errors, output, help) and the
documentation. Places that still break a rule are listed in prose.txt, one a line; a line that is no
longer needed fails the test, so the list only gets shorter.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXCEPTIONS = HERE / "prose.txt"
LONGEST = 25  # words in a sentence of a page

# What not to write, and what to write instead.
ENGLISH = {
    r"\bfor\s+ever\b": "permanently, always",
    r"\bwords\s+for\s+readers\b": "notice text",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\btold\b": "announced, reported",
    r"\bstands?\b(?! (for|out)\b)": "is, is in",
    r"\b(?<!there )(is|are)\s+no\s+(?!(longer|more|less|earlier|later|shorter|bigger)\b)\w+": "isn’t a …",
    r"\btake[ns]?\s+back\b": "void, cancelled",
    r"\bthe day asked for\b": "the requested date",
    r"\bA NEW ONE WAS STARTED\b": "Started a new register.",
    r"\bshall\b": "must, will",
}
FRENCH = {
    r"\bfins? de semaine\b": "samedis et dimanches",
    r"\bcomptée? comme\b": "classée comme, qualifiée de",
    r"\bconstruite?\b": "générée, mise à jour",
    r"\bne vaut pas\b": "est sans effet",
    r"\bpréavis promis\b": "préavis prévu",
    r"\bsans terme\b": "en cours",
    r"\bnié\b": "exclu ou interdit",
    r"\bpremier instant\b": "à 0 h",
}
_NO_PROSE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+", re.DOTALL)


def sentences(locale: str) -> Iterator[str]:
    """Yield the sentences of the pages in one language, each form of a sentence by itself."""
    path = ROOT / "publisher" / "messages" / f"{locale}.yml"
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")).values():
        for text in entry.values() if isinstance(entry, dict) else [entry]:
            yield from re.split(r"(?<=[.?!])\s+", text)


def strings(path: Path) -> Iterator[str]:
    """Yield what a module can show to a user: its strings with a space, and the help of commands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and not (isinstance(node, ast.FunctionDef) and _is_command(node))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in docstrings else None
        if isinstance(text, str) and " " in text.strip():
            yield text


def _is_command(function: ast.FunctionDef) -> bool:
    """Whether a function's docstring is shown by --help: a decorator registers it."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in ("command", "callback", "group")
        for decorator in function.decorator_list
        for part in ast.walk(decorator)
    )


def faults(name: str, text: str, rules: dict[str, str]) -> Iterator[str]:
    """Yield "file: phrase" for each word of a text that the glossary replaces."""
    for pattern in rules:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{name}: {' '.join(match[0].split()).lower()}"


def all_faults() -> Counter[str]:
    """Return how often each file breaks a rule of the glossary."""
    counted: Counter[str] = Counter()
    for locale, rules in (("en", ENGLISH), ("fr", FRENCH)):
        for sentence in sentences(locale):
            counted.update(faults(f"publisher/messages/{locale}.yml", sentence, rules))
    for path in sorted((ROOT / "publisher").rglob("*.py")):
        for text in strings(path):
            counted.update(faults(str(path.relative_to(ROOT)), text, ENGLISH))
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]:
        text = _NO_PROSE.sub(" ", path.read_text(encoding="utf-8"))
        counted.update(faults(str(path.relative_to(ROOT)), text, ENGLISH))
    return counted


def test_prose_uses_the_words_of_the_glossary() -> None:
    """Each fault is one that prose.txt lists; each line of prose.txt is still needed."""
    lines = EXCEPTIONS.read_text(encoding="utf-8").splitlines()
    listed = Counter({name: int(count) for count, name in (line.split(" ", 1) for line in lines)})
    counted = all_faults()
    assert counted - listed == Counter(), "write it as the glossary says"
    assert listed - counted == Counter(), "no longer needed: shorten prose.txt"


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_sentences_of_pages_are_short(locale: str) -> None:
    """A reader takes in a sentence of at most 25 words; a value that is filled in counts as one."""
    assert [text for text in sentences(locale) if len(text.split()) > LONGEST] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("'x' is no date", "p: is no date"),
        ("It stands here\nfor  ever.", "p: for ever"),
        ("Words for readers", "p: words for readers"),
        ("It is no longer needed, and stands for a name.", None),
    ],
)
def test_the_linter_finds_what_it_is_for(text: str, fault: str | None) -> None:
    """It finds a phrase across line ends and in capitals, and leaves good English alone."""
    found = list(faults("p", text, ENGLISH))
    assert fault in found if fault else found == []


def test_every_page_is_in_the_navigation() -> None:
    """A page of docs/ can be reached from the menu of the documentation, and from its first page."""
    menu = (ROOT / "scripts" / "docs.yml").read_text(encoding="utf-8")
    first = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    names = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {name for name in names if not re.search(rf"[\s\[]{re.escape(name)}\b", menu)} == set()
    assert {name for name in names if f"]({name})" not in first} == set()
