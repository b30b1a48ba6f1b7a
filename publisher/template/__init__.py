"""What a new repository of policies begins with.

The workflows are those of this repository; a test keeps them the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from publisher.calendar.notice_period import amount_and_unit

# Names that a package cannot carry as they are.
_NAMES = {
    "Makefile.txt": "Makefile",
    "gitignore.txt": ".gitignore",
    "CODEOWNERS.txt": "CODEOWNERS",
    "requirements.lock.txt": "requirements.lock",
}
_TRANSLATED = ("fr/",)
_UNITS = {
    "en": {
        "business days": ("business day", "business days"), "days": ("day", "days"),
        "weeks": ("week", "weeks"), "months": ("month", "months"),
    },
    "fr": {
        "business days": ("jour ouvré", "jours ouvrés"), "days": ("jour", "jours"),
        "weeks": ("semaine", "semaines"), "months": ("mois", "mois"),
    },
}  # fmt: skip
# Files with values to fill in; in the others braces are their own.
_FILLED = frozenset(
    {"mkdocs.yml", "README.md", "requirements.txt", "policy/index.md", "policy/privacy.md"}
)


def new_files(values: Mapping[str, object]) -> dict[str, bytes]:
    """Return path and content of each file.

    values: for the places in braces. `notice` is the promise, such as "30 business days"; `language` that
    of the site, in which the pages of policies begin.
    """
    language = str(values["language"]).split("-")[0]
    filled = {**values, "promise": _promise(str(values["notice"]), language)}
    sources = dict(_walk(files(__name__), ""))
    translated = {path: sources.pop(path) for path in [*sources] if path.startswith(_TRANSLATED)}
    for path, source in translated.items():
        if path.startswith(f"{language}/"):
            sources[path.removeprefix(f"{language}/")] = source
    found = {}
    for path, source in sources.items():
        text = source.read_text(encoding="utf-8")
        found[path] = (text.format(**filled) if path in _FILLED else text).encode()
    return found


def _promise(notice: str, language: str) -> str:
    """Return a promise as a sentence says it: "30 business days", "1 mois"."""
    amount, unit = amount_and_unit(notice)
    words = _UNITS.get(language, _UNITS["en"])[unit]
    return f"{amount} {words[0] if amount == 1 else words[1]}"


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = _NAMES.get(entry.name, entry.name)
        if entry.is_dir() and name != "__pycache__":
            yield from _walk(entry, f"{above}{'.github' if name == 'github' else name}/")
        elif entry.is_file() and not name.endswith((".py", ".pyc")):
            yield above + name, entry
