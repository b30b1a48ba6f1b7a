"""Commits made from contents: for a new repository, for a demonstration, for imported texts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git

_NOBODY = ("Policy Publisher", "publisher@localhost")


def make_commit(
    git: Git,
    changes: Mapping[str, bytes | None],
    message: str,
    *,
    parent: str | None,
    at: datetime | None = None,
    who: tuple[str, str] | None = None,
) -> str:
    """Return a new commit on top of `parent` (None: without one); no branch is moved.

    changes: path from the top to the file's new content, None to delete it. at: the date that the
    commit claims, aware. who: name and e-mail address; by default git's configured ones.
    """
    with tempfile.TemporaryDirectory() as folder:
        env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.run("read-tree", parent or "--empty", env=env)
        lines = []
        for path, content in changes.items():
            if content is None:
                lines.append(f"0 {'0' * 40}\t{path}\0")
                continue
            blob = git.made("hash-object", "-w", "--stdin", input=content)
            lines.append(f"100644 {blob}\t{path}\0")
        git.run("update-index", "-z", "--index-info", input="".join(lines).encode(), env=env)
        tree = git.made("write-tree", env=env)
    ancestry = ["-p", parent] if parent else []
    return git.made(
        "commit-tree", *ancestry, tree, input=message.encode() + b"\n", env=_identity(git, at, who)
    )


def advance(git: Git, commit: str, before: str | None) -> None:
    """Move the branch that is checked out from `before` to `commit`, if it is still there.

    Raises TryAgainError if it is not.
    """
    old = before or "0" * len(commit)
    if git.try_run("update-ref", "-m", "publisher", "HEAD", commit, old).status:
        raise TryAgainError("the branch has moved meanwhile", where=str(git.root))


def check_out(git: Git) -> None:
    """Make index and work tree of a repository that has none of its own what HEAD is."""
    git.run("reset", "-q", "--hard", "HEAD")


def require_branch(git: Git) -> None:
    """Raise UsageError unless a branch is checked out that new commits can go on."""
    if git.try_run("symbolic-ref", "-q", "HEAD").status:
        raise UsageError(
            "no branch is checked out", where=str(git.root), remedy="run 'git switch main' first"
        )


def _identity(git: Git, at: datetime | None, who: tuple[str, str] | None) -> dict[str, str]:
    name, email = who or (git.config("user.name"), git.config("user.email"))
    if not (name and email):
        name, email = _NOBODY
    stamp = {"DATE": f"@{int(at.timestamp())} +0000"} if at else {}
    values = {"NAME": name, "EMAIL": email, **stamp}
    return {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in values.items()
    }
