"""What each commit of the main line changed, read in one pass of `git log`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.errors import UsageError
from publisher.record.git import Git

FILE_MODES = ("100644", "100755")
HISTORY_LIMIT = 600.0  # seconds for one pass over the whole history


@dataclass(frozen=True, slots=True)
class Change:
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
    changes: tuple[Change, ...]


def main_line(git: Git, head: str) -> Iterator[Commit]:
    """Yield the commits of the first-parent line up to `head`, oldest first.

    Their dates are never looked at, because anybody can write any date into a commit.
    """
    raw = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--topo-order", "--raw", "-z",
        "--no-abbrev", "--no-renames", "--format=%H", "--end-of-options", head,
        timeout=HISTORY_LIMIT,
    )  # fmt: skip
    commit, changes = "", []
    parts = iter(raw.split(b"\0"))
    for part in parts:
        token = part.lstrip(b"\n")
        if token.startswith(b":"):  # ":oldmode newmode old new status", and then the path
            _, mode, _, blob, _ = token.split(b" ")
            path = next(parts).decode("utf-8", "surrogateescape")
            changes.append(Change(mode.decode("ascii"), blob.decode("ascii"), path))
        elif token:
            if commit:
                yield Commit(commit, tuple(changes))
            commit, changes = token.decode("ascii"), []
    if commit:
        yield Commit(commit, tuple(changes))


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
