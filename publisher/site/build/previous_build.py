"""The site of the build before: what of it can stay as it is.

Pages of versions that cannot change any more are most of an archive. A build that finds them where the
build before left them, byte for byte, takes them over as folders instead of writing them again.

Which files those are is kept with the caches, under the name of that build; that they are still the
same, the file system says: size, times of change of content and of the entry itself, number. Whoever
changed one of them, or added one, has it written anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from publisher.cache import NO_CACHE, Cache
from publisher.errors import TryAgainError

_STATEMENT = "publication.json"  # a site without it is neither deployed nor recorded
_Stat = list[Any]


class Before:
    """The site at `target`, of which nothing is taken until `hand_over`. It need not exist."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._cache, self._opened = NO_CACHE, ""
        self._known: Mapping[str, Mapping[str, list[_Stat]]] = {}
        self._staying: dict[str, tuple[str, ...]] = {}
        self._written: dict[str, tuple[str, ...]] = {}

    def open(self, cache: Cache) -> None:
        """Read what the build before left. cache: of the repository."""
        self._cache = cache
        self._opened = key = self._key(self._target)
        kept = cache.get(key) if key else None
        self._known = json.loads(kept) if kept else {}

    def stays(self, name: str, paths: tuple[str, ...], site: Path) -> bool:
        """Whether files and folders need not be written.

        name: of what they are made from. paths: from the top of the site. site: the new one; what a
        part of it already stands in has to be written there.
        """
        known = self._known.get(name)
        if known is None or set(known) != set(paths):
            return False
        # Paths as text: there are thousands, and these are compared in each build.
        if any(os.path.exists(f"{site}/{path}") for path in paths):  # noqa: PTH110
            return False
        if any(_look(f"{self._target}/{path}") != known[path] for path in paths):
            return False
        self._staying[name] = paths
        return True

    def wrote(self, name: str, paths: tuple[str, ...]) -> None:
        """Note what was written that may stay after the next build."""
        self._written[name] = paths

    def hand_over(self, old: Path, new: Path) -> None:
        """Move what stays from where the site lies now to the new one; all of it or nothing.

        Raises TryAgainError where another build has put its site there since `open`.
        """
        if not self._staying:
            return
        if self._key(old) != self._opened:
            raise TryAgainError(
                "another build has put its site there meanwhile", where=str(self._target)
            )
        pairs = [(f"{old}/{p}", f"{new}/{p}") for paths in self._staying.values() for p in paths]
        for folder in {after.rstrip("/").rpartition("/")[0] for _, after in pairs}:
            Path(folder).mkdir(parents=True, exist_ok=True)
        statement = (old / _STATEMENT).read_bytes()
        moved: list[tuple[str, str]] = []
        try:
            # While parts of it are missing, the old site must not pass for one.
            (old / _STATEMENT).unlink()
            for before, after in pairs:
                os.rename(before, after)  # noqa: PTH104
                moved.append((before, after))
        except BaseException:
            for before, after in reversed(moved):
                os.rename(after, before)  # noqa: PTH104
            (old / _STATEMENT).write_bytes(statement)
            raise

    def remember(self) -> None:
        """Keep for the next build what now stands at `target` and may stay."""
        found = {}
        for name, paths in (self._staying | self._written).items():
            old = self._known.get(name, {}) if name in self._staying else {}
            # A folder that was moved holds the files that it held; a file that was has a new time.
            found[name] = {
                path: old[path]
                if path in old and path.endswith("/")
                else _look(f"{self._target}/{path}")
                for path in paths
            }
        key = self._key(self._target)
        if key and found:
            self._cache.put(key, json.dumps(found, separators=(",", ":")).encode())

    def _key(self, folder: Path) -> str:
        """Return the name of the build that lies in a folder; empty where there is none."""
        with suppress(OSError):
            statement = folder / _STATEMENT
            found = statement.stat()
            return Cache.key(
                "site", str(self._target.resolve()), statement.read_text(encoding="utf-8"),
                str(found.st_ino), str(found.st_ctime_ns),
            )  # fmt: skip
        return ""


def _look(path: str) -> list[_Stat]:
    """Return what the file system says of a file, or of every file of a folder; empty without one."""
    try:
        if path.endswith("/"):
            return sorted(_files(path.rstrip("/"), ""))
        return [["", *_facts(os.lstat(path))]]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _files(folder: str, name: str) -> Iterator[_Stat]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{name}/{entry.name}")
            else:
                yield [f"{name}/{entry.name}", *_facts(entry.stat(follow_symlinks=False))]


def _facts(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
