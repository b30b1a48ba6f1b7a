"""Results kept between builds, by what they were computed from. A cache can never change an answer.

C1  A key names everything that the result depends on: contents by their hashes, rules and renderers by
    their versions. A changed input is another key; nothing is ever overwritten with something else.
C2  A kept result carries its own digest; what does not match it is as good as absent.
C3  A file appears whole or not at all, so that two processes can share a folder and either can be killed.
C4  It may be deleted at any time, and it keeps itself below its limit, oldest use first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
import zlib
from pathlib import Path

LIMIT = 512 * 1024 * 1024  # bytes on disk
_FORMAT = b"1"
_DIGEST = 32


class Cache:
    """A folder of results; without a folder it keeps nothing and finds nothing.

    limit: bytes on disk that `trim` leaves at most.
    """

    def __init__(self, folder: Path | None, *, limit: int = LIMIT) -> None:
        self._folder, self._limit = folder, limit
        self._ready = False
        self._grown = False

    @staticmethod
    def key(kind: str, *parts: str) -> str:
        """Return the key of a result: its kind and everything it was computed from."""
        return kind + "/" + hashlib.sha256(json.dumps([kind, *parts]).encode()).hexdigest()

    def get(self, key: str) -> bytes | None:
        """Return a kept result, None when it is not there or not whole."""
        if self._folder is None:
            return None
        path = self._path(key)
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

    def put(self, key: str, content: bytes) -> None:
        """Keep a result. A full or read-only disk is no error: the result is just not kept."""
        if self._folder is None:
            return
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
            self._grown = True

    def trim(self) -> None:
        """Remove what was not used for longest until the folder is below its limit."""
        if self._folder is None or not self._grown:
            return
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
        self._grown = False

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
