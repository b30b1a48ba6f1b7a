"""A change that is proposed to a repository: shown as a list, as a diff, as data, or written."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.adopting.tree import RepositoryTree
from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.model.command_json import ProposalJSON


@dataclass(frozen=True, slots=True)
class ProposedPolicy:
    """What is proposed for one policy. origin: where the day comes from. path: new, from the top."""

    path: str
    source: str
    id: str
    title: str
    effective: str
    origin: str
    language: str
    translation_of: str = ""


@dataclass(frozen=True)
class Proposal:
    """One reviewable change of a repository.

    policies: what becomes a policy. moves: new path of each file that moves, by its path now. contents: new
    content of each file that is added or changed, by its new path. open: (place, what could not be decided).
    """

    tree: RepositoryTree
    docs: str
    policies: tuple[ProposedPolicy, ...]
    moves: dict[str, str]
    contents: dict[str, bytes]
    open: list[tuple[str, str]] = field(default_factory=list)

    @property
    def added(self) -> list[str]:
        """The paths that do not exist yet and that nothing moves to."""
        moved = set(self.moves.values())
        return sorted(path for path in self.contents if path not in self.tree and path not in moved)

    @property
    def changed(self) -> list[str]:
        """The paths now of files whose content changes."""
        sources = {new: old for old, new in self.moves.items()}
        paths = (sources.get(path, path) for path in self.contents)
        return sorted(path for path in paths if path in self.tree)

    def to_json(self) -> ProposalJSON:
        """Return it as plain data."""
        return {
            "commit": self.tree.commit,
            "docs_dir": self.docs,
            "policies": [
                {
                    "id": one.id, "title": one.title, "path": one.path, "from": one.source,
                    "effective": one.effective or None, "effective_from": one.origin or None,
                    "language": one.language, "translation_of": one.translation_of or None,
                }
                for one in self.policies
            ],
            "moves": [{"from": old, "to": new} for old, new in sorted(self.moves.items())],
            "added": self.added,
            "changed": self.changed,
            "open": [{"at": place, "what": what} for place, what in self.open],
        }  # fmt: skip

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff, with renames as git writes them."""
        sources = {new: old for old, new in self.moves.items()}
        for path in sorted({*self.contents, *sources}):
            old = sources.get(path, path)
            before = self.tree.data(old) if old in self.tree else None
            after = self.contents.get(path, before)
            yield f"diff --git a/{old} b/{path}"
            if before is None:
                yield "new file mode 100644"
            elif old != path:
                yield from (f"rename from {old}", f"rename to {path}")
            if before != after and after is not None:
                yield from _lines(before, after, old, path)

    def write(self) -> None:
        """Make the change in the working tree: all of it, or nothing.

        Raises UsageError where it would meet something that is not committed.
        """
        root = self.tree.git.root
        self._check_clean(root)
        undo: list[tuple[Path, bytes | None]] = []
        try:
            for old, new in self.moves.items():
                data = self.tree.data(old) if new not in self.contents else self.contents[new]
                _put(root / new, data, undo)
            for path, data in self.contents.items():
                if path not in self.moves.values():
                    _put(root / path, data, undo)
            targets = set(self.moves.values())
            for old in self.moves:
                if old not in targets:
                    _remove(root / old, undo)
        except BaseException:
            _take_back(undo)
            raise

    def _check_clean(self, root: Path) -> None:
        dirty = self.tree.git.lines("status", "--porcelain", "--untracked-files=no")
        if dirty:
            raise UsageError(
                f"the working tree holds changes that are not committed ({len(dirty)} files)",
                where=str(root),
                remedy="commit them or put them aside with 'git stash', then try again",
            )
        for path in [*self.added, *self.moves.values()]:
            if os.path.lexists(root / path) and path not in self.tree:
                raise UsageError(
                    "lies here already and is not committed", where=path,
                    remedy="commit it or move it away, then try again",
                )  # fmt: skip


def _lines(before: bytes | None, after: bytes, old: str, new: str) -> Iterator[str]:
    if b"\0" in after or (before and b"\0" in before):
        yield f"Binary files {'/dev/null' if before is None else f'a/{old}'} and b/{new} differ"
        return
    texts = [
        data.decode("utf-8", "replace").split("\n") if data else []
        for data in (before or b"", after)
    ]
    ends = [bool(text) and text[-1] == "" for text in texts]
    rows = [text[:-1] if ended else text for text, ended in zip(texts, ends, strict=True)]
    source = "/dev/null" if before is None else f"a/{old}"
    yield from difflib.unified_diff(rows[0], rows[1], source, f"b/{new}", lineterm="")


def _put(path: Path, data: bytes, undo: list[tuple[Path, bytes | None]]) -> None:
    for folder in (path.parent, *path.parent.parents):
        if folder.is_symlink():
            raise UsageError(
                "is a link, so nothing is written below it", where=str(folder),
                remedy="replace it by a folder, commit, then try again",
            )  # fmt: skip
        if folder.is_dir():
            break
    undo.append((path, path.read_bytes() if path.is_file() else None))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _remove(path: Path, undo: list[tuple[Path, bytes | None]]) -> None:
    undo.append((path, path.read_bytes()))
    path.unlink()
    with suppress(OSError):  # a folder that still holds something stays
        path.parent.rmdir()
        path.parent.parent.rmdir()


def _take_back(undo: list[tuple[Path, bytes | None]]) -> None:
    for path, data in reversed(undo):
        with suppress(OSError):
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
