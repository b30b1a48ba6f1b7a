"""What each commit of the main line changed, read in one pass of `git log`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.git_errors import GitError

FILE_MODES = ("100644", "100755")
HISTORY_LIMIT = 600.0  # seconds for one pass over the whole history


@dataclass(frozen=True, slots=True)
class PathChange:
    """What became of one path. mode: git's, six octal digits. blob: object id, all zeros when gone."""

    mode: str
    blob: str
    path: str

    @property
    def gone(self) -> bool:
        """Whether the commit removed it."""
        return not self.blob.strip("0")

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file now: no link, no submodule."""
        return self.mode in FILE_MODES


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the first-parent line. changes: against its first parent."""

    id: str
    changes: tuple[PathChange, ...]


def main_line(git: Git, head: str, since: str | None = None) -> Iterator[Commit]:
    """Yield the commits of the first-parent line up to `head`, oldest first, while git is reading on.

    since: a commit of that line to begin after. Their dates are never looked at, because anybody can
    write any date into a commit.

    Raises GitError if git fails, or its answer does not end with `head`.
    """
    args = (
        "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--topo-order", "--raw", "-z",
        "--no-abbrev", "--no-renames", "--format=%H", "--end-of-options", head,
        *([f"^{since}"] if since else []),
    )  # fmt: skip
    commit = ""
    changes: list[PathChange] = []
    parts = _parts(git.stream(*args, timeout=HISTORY_LIMIT))
    for part in parts:
        token = part.lstrip(b"\n")
        if token.startswith(b":"):  # ":oldmode newmode old new status", and then the path
            _, mode, _, blob, _ = token.split(b" ")
            path = next(parts, b"")
            if not path:
                raise _cut(git, args)
            changes.append(PathChange(
                mode.decode("ascii"), blob.decode("ascii"), path.decode("utf-8", "surrogateescape")
            ))  # fmt: skip
        elif token:
            if commit:
                yield Commit(commit, tuple(changes))
            commit, changes = token.decode("ascii"), []
    if commit != head:
        raise _cut(git, args)
    yield Commit(commit, tuple(changes))


def _cut(git: Git, args: tuple[str, ...]) -> GitError:
    return GitError(args, 0, "its answer was cut on the way", where=str(git.root))


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what ends with a zero byte. All does; what does not was cut."""
    rest = b""
    for chunk in chunks:
        *parts, rest = (rest + chunk).split(b"\0")
        yield from parts


def resolve(git: Git, revision: str) -> str:
    """Return the full commit id of a revision.

    Raises UsageError for a history that is not whole, and where there is no such commit.
    """
    if git.is_shallow:
        raise UsageError(
            "this clone is shallow: its history is cut off, so no text in force can be proved (T2)",
            where=str(git.root),
            remedy="run 'git fetch --unshallow' (in GitHub Actions: 'fetch-depth: 0' at actions/checkout)",
        )
    found = git.resolve(revision)
    if found is None:
        raise UsageError(
            f"there is no commit '{revision}'",
            where=str(git.root),
            remedy="commit the policies, then try again",
        )
    return found
