"""What a repository holds at HEAD, before it is one of policies."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from publisher.calendar import civil_day
from publisher.errors import PublisherError, UsageError
from publisher.git.client import Git
from publisher.git.log import FILE_MODES, HISTORY_LIMIT
from publisher.text.document import frontmatter

PAGE_KINDS = (".md", ".markdown", ".mdx")
_MAX_PAGE = 2_000_000  # bytes


@dataclass(frozen=True)
class RepositoryTree:
    """The files of a commit. modes, blobs: by path from the top. texts: the pages that are UTF-8.

    garbled: what is wrong with a page that is not, by path.
    """

    git: Git
    commit: str
    modes: Mapping[str, str]
    blobs: Mapping[str, str]
    texts: Mapping[str, str]
    garbled: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, path: object) -> bool:
        return path in self.blobs

    def is_file(self, path: str) -> bool:
        """Whether a path is that of an ordinary file: no link, no submodule."""
        return self.modes.get(path) in FILE_MODES

    def linked(self, path: str) -> str:
        """Return the ordinary file behind a path: itself, or what a link inside the repository leads to.

        Empty where there is none.
        """
        for _ in range(8):
            if self.modes.get(path) != "120000":
                return path if self.is_file(path) else ""
            target = self.data(path).decode("utf-8", "replace")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return ""

    def data(self, path: str) -> bytes:
        """Return the content of a file."""
        return self.git.run("cat-file", "blob", self.blobs[path])

    def text(self, path: str) -> str:
        """Return the content of a file as text, empty where there is no such file or no text in it."""
        if path in self.texts:
            return self.texts[path]
        if not self.is_file(path):
            return ""
        return self.data(path).decode("utf-8", "replace")


def read_tree(git: Git) -> RepositoryTree:
    """Read what HEAD holds.

    Raises UsageError for a repository without a commit.
    """
    commit = git.resolve("HEAD")
    if commit is None:
        raise UsageError(
            "nothing is committed yet", where=str(git.root),
            remedy="commit the policies first, or begin with 'publisher init'",
        )  # fmt: skip
    modes: dict[str, str] = {}
    blobs: dict[str, str] = {}
    for line in git.fields("ls-tree", "-r", "-z", "--full-tree", commit):
        meta, _, path = os.fsdecode(line).partition("\t")
        modes[path], _, blobs[path] = meta.split(" ")
    pages = [
        p for p, mode in modes.items() if mode in FILE_MODES and p.lower().endswith(PAGE_KINDS)
    ]
    contents = dict(git.cat_file_batch(sorted({blobs[path] for path in pages})))
    texts: dict[str, str] = {}
    garbled: dict[str, str] = {}
    for path in pages:
        data = contents[blobs[path]]
        try:
            path.encode()
            if len(data) <= _MAX_PAGE:
                texts[path] = frontmatter.decode(data, path)
        except UnicodeEncodeError:
            continue
        except PublisherError as error:
            garbled[path] = error.what
    return RepositoryTree(git, commit, modes, blobs, texts, garbled)


def last_changes(git: Git, commit: str, paths: Iterable[str], zone: str) -> dict[str, date]:
    """Return the day of the last commit of the main line that changed each file."""
    wanted = set(paths)
    days: dict[str, date] = {}
    if not wanted:
        return days
    raw = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--name-only", "-z",
        "--format=%x01%ct%x00", commit, timeout=HISTORY_LIMIT,
    )  # fmt: skip
    for record in raw.split(b"\x01")[1:]:
        stamp, _, names = record.partition(b"\0")
        for name in names.split(b"\0"):
            path = os.fsdecode(name.lstrip(b"\n"))
            if path in wanted and path not in days:
                days[path] = _day(stamp, zone)
    return days


def _day(stamp: bytes, zone: str) -> date:
    try:
        return civil_day(datetime.fromtimestamp(int(stamp), UTC), zone)
    except (ValueError, OverflowError, OSError):
        return date(1970, 1, 1)


def folder_of(path: str) -> str:
    """Return the folder of a path, empty for the top."""
    return posixpath.dirname(path)
