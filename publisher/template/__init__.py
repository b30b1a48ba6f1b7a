"""What a new repository of policies begins with.

The workflows are those of this repository; a test keeps them the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

# Names that a package cannot carry as they are.
_NAMES = {
    "Makefile.txt": "Makefile",
    "gitignore.txt": ".gitignore",
    "CODEOWNERS.txt": "CODEOWNERS",
    "requirements.lock.txt": "requirements.lock",
}
# Files with values to fill in; in the others braces are their own.
_FILLED = frozenset(
    {"mkdocs.yml", "README.md", "requirements.txt", "policy/index.md", "policy/privacy.md"}
)


def new_files(values: Mapping[str, object]) -> dict[str, bytes]:
    """Return path and content of each file. values: for the places in braces."""
    found = {}
    for path, source in _walk(files(__name__), ""):
        text = source.read_text(encoding="utf-8")
        found[path] = (text.format(**values) if path in _FILLED else text).encode()
    return found


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = _NAMES.get(entry.name, entry.name)
        if entry.is_dir() and name != "__pycache__":
            yield from _walk(entry, f"{above}{'.github' if name == 'github' else name}/")
        elif entry.is_file() and not name.endswith((".py", ".pyc")):
            yield above + name, entry
