"""The sentences in which findings are explained, in the language of the compared text.

The templates are in `words/sentences.<language>.yml`; a language without them gets English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).with_name("words")
_DEFAULT = "en"


@cache
def _templates(language: str) -> Mapping[str, str]:
    path = _FOLDER / f"sentences.{language or _DEFAULT}.yml"
    if not path.is_file():
        return _templates(_DEFAULT)
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def sentence(language: str, name: str, /, **values: str) -> str:
    """Return the sentence `name` with its values, each a text in quotation marks or a number."""
    return _templates(language)[name].format(**values)


def has(language: str, name: str) -> bool:
    """Return whether a language has its own sentence of this name."""
    return name in _templates(language)


def quote(text: str, language: str = _DEFAULT, limit: int = 200) -> str:
    """Return a text in the quotation marks of a language, cut between two words."""
    return sentence(language, "quoted", text=cut(" ".join(text.split()), limit))


def cut(text: str, limit: int) -> str:
    """Return a text of at most about `limit` characters, cut between two words."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1].rsplit(" ", 1)[0] if " " in text[: limit - 1] else text[: limit - 1]
    return f"{head.rstrip(' ,;:')}…"


def place(section: tuple[str, ...], language: str = _DEFAULT) -> str:
    """Return where a change is, as its sentence begins; "" where no heading is above it."""
    if not section:
        return ""
    heading = section[-1].strip()
    number, _, name = heading.partition(" ")
    if number[:1].isdigit() and name:
        return sentence(
            language,
            "in_numbered_section",
            number=number.rstrip(".)"),
            name=sentence(language, "quoted", text=name.strip()),
        )
    return sentence(language, "in_section", name=sentence(language, "quoted", text=heading))


def localized(rule: str, language: str, old: str, new: str, *, proved: bool = True) -> str:
    """Return what a rule says in a language that has a sentence for it, or "" for the rule's own.

    proved: False where a rule that proves other edits leaves this one to a person.
    """
    doubt = f"doubt_{rule}"
    name = f"rule_{rule}" if proved or not has(language, doubt) else doubt
    if not has(language, name):
        return ""
    nothing = sentence(language, "nothing")
    olds, news = (quote(text, language, 90) if text else nothing for text in (old, new))
    if old and new:
        both = sentence(language, "contrast", old=olds, new=news)
    else:
        both = sentence(
            language, "contrast_added" if new else "contrast_removed", text=news if new else olds
        )
    text = news if new else olds
    return sentence(language, name, old=olds, new=news, text=text, contrast=both)


def explained(where: str, text: str) -> str:
    """Return a sentence after the place it speaks of."""
    return f"{where}{text}" if where else text[:1].upper() + text[1:]
