"""Results kept between builds, by what they were computed from. A cache can never change an answer.

C1  A key names everything that the result depends on: contents by their hashes, rules and renderers by
    their versions. A changed input is another key; nothing is ever overwritten with something else.
C2  A kept result carries its own digest; what does not match it is as good as absent.
C3  A file appears whole or not at all, so that two processes can share a folder and either can be killed.
C4  It may be deleted at any time, and it keeps itself below its limit, oldest use first. It looks again
    when a hundredth of the limit was added, for to look at thousands of files takes time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import sys
import tempfile
import time
import zlib
from pathlib import Path

from publisher import trace

FOLDER = ".cache/publisher"  # from the top of a repository
VARIABLE = "PUBLISHER_CACHE"  # names another folder; empty for none
LIMIT = 512 * 1024 * 1024  # bytes on disk
_FORMAT = b"1"
_DIGEST = 32
_ADDED = ".added"  # bytes since the last look at the limit
_NAME = re.compile(r"[\w.-]+")


class Cache:
    """A folder of results; without a folder it keeps nothing and finds nothing.

    limit: bytes on disk that `trim` leaves at most.
    """

    def __init__(self, folder: Path | None, *, limit: int = LIMIT) -> None:
        self._folder, self._limit = folder, limit
        self._ready = False
        self._added = 0

    @property
    def folder(self) -> Path | None:
        """Where results are kept, if anywhere. It need not exist."""
        return self._folder

    @staticmethod
    def key(kind: str, *parts: str) -> str:
        """Return the key of a result: its kind and everything it was computed from."""
        return kind + "/" + hashlib.sha256(json.dumps([kind, *parts]).encode()).hexdigest()

    def get(self, key: str) -> bytes | None:
        """Return a kept result, None when it is not there or not whole."""
        if self._folder is None:
            return None
        content = self._read(self._path(key))
        trace.looked_up(key, found=content is not None)
        return content

    def _read(self, path: Path) -> bytes | None:
        try:
            data = path.read_bytes()
            content = zlib.decompress(data[len(_FORMAT) + _DIGEST :])
        except (OSError, zlib.error):
            return None
        head = _FORMAT + hashlib.sha256(content).digest()
        if data[: len(head)] != head:
            return None
        with contextlib.suppress(OSError):
            self._touch(path)
        return content

    def holds(self, key: str) -> bool:
        """Whether there is a result, whole or not."""
        return self._folder is not None and self._path(key).is_file()

    def has(self, kind: str) -> bool:
        """Whether anything of a kind was ever kept."""
        return self._folder is not None and (self._folder / kind).is_dir()

    def put(self, key: str, content: bytes) -> bool:
        """Keep a result and say whether it is kept: a full or read-only disk is no error."""
        if self._folder is None:
            return False
        path = self._path(key)
        data = _FORMAT + hashlib.sha256(content).digest() + zlib.compress(content, 1)
        with contextlib.suppress(OSError):
            self._prepare()
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                Path(draft).replace(path)
            except OSError:
                Path(draft).unlink(missing_ok=True)
                raise
            self._added += len(data)
            return True
        return False

    def trim(self) -> None:
        """Remove what was not used for longest until the folder is below its limit."""
        if self._folder is None or not self._added:
            return
        noted = self._folder / _ADDED
        with contextlib.suppress(OSError, ValueError):
            self._added += int(noted.read_text(encoding="ascii"))
        due = self._added * 100 >= self._limit
        with contextlib.suppress(OSError):
            noted.write_text("0" if due else str(self._added), encoding="ascii")
        self._added = 0
        if due:
            self._remove_oldest()

    def _remove_oldest(self) -> None:
        assert self._folder is not None  # noqa: S101 - callers checked
        files = []
        for path in self._folder.rglob("*"):
            with contextlib.suppress(OSError):
                if path.is_file():
                    found = path.stat()
                    files.append((found.st_mtime, found.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files, key=lambda item: item[:2]):
            if total <= self._limit:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, key: str) -> Path:
        assert self._folder is not None  # noqa: S101 - callers checked
        kind, digest = key.split("/")
        return self._folder / kind / digest[:2] / digest[2:]

    def _prepare(self) -> None:
        """Make the folder one that git never sees."""
        if not self._ready:
            assert self._folder is not None  # noqa: S101 - callers checked
            self._folder.mkdir(parents=True, exist_ok=True)
            ignore = self._folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("# Made by the publisher; safe to delete.\n*\n", encoding="utf-8")
            self._ready = True

    @staticmethod
    def _touch(path: Path) -> None:
        """Note the use, but not on each of many reads: once a day is enough to tell old from new."""
        if time.time() - path.stat().st_mtime > 86400:
            os.utime(path)


NO_CACHE = Cache(None)


def of_repository(root: Path) -> Cache:
    """Return the cache of the repository whose top is `root`."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Cache(root / named if named else None)
    return Cache(root / FOLDER)


@functools.cache
def code_version() -> str:
    """Return a digest of this program and of the versions of what it works with.

    Whatever another program could have computed otherwise, it looks for under another name (C1).
    """
    from importlib import metadata  # 30 ms, for a build alone

    digest = hashlib.sha256(sys.version.encode())
    package = Path(__file__).parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(package).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for requirement in sorted(metadata.requires("policy-publisher") or ()):
        name = _NAME.match(requirement)
        with contextlib.suppress(metadata.PackageNotFoundError):
            found = f"{name[0]} {metadata.version(name[0])}" if name else requirement
            digest.update(found.encode() + b"\0")
    return digest.hexdigest()
