"""What is to be said of a repository as a whole: what is not committed, whether there is any policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from publisher.check.check_report import CheckProblem, Level
from publisher.errors import visible
from publisher.git.client import Git
from publisher.git.worktree import snapshot
from publisher.history.policy_history import History

_MOST = 5  # files that are named


def repository_problems(git: Git, history: History, config_file: Path) -> Iterator[CheckProblem]:
    """Yield what a publication of HEAD would miss. history: with what is not committed."""
    config = config_file.resolve().relative_to(git.root).as_posix()
    if git.resolve("HEAD") is None:
        staged = any(git.fields("ls-files", "-z", "--cached"))
        yield CheckProblem(
            rule="uncommitted", level=Level.WARNING if staged else Level.PROBLEM, path=config,
            what="nothing is committed yet: build and publish know only what is committed",
            remedy="run 'git add' and 'git commit'",
        )  # fmt: skip
    else:
        changed = uncommitted(git, history.head)
        for path in changed[:1]:
            yield CheckProblem(
                rule="uncommitted", level=Level.NOTE, path=path,
                what=f"not committed, so no part of a build or a publication: {named(changed)}",
                remedy="commit before you publish",
            )  # fmt: skip
    if not any(policy.head for policy in history.policies.values()):
        yield CheckProblem(
            rule="no-policy", level=Level.WARNING, path=config,
            what=f"there is no policy in '{history.docs_folder}/': a policy is a page whose front matter has "
            "'effective'",
            remedy="add 'title' and 'effective: YYYY-MM-DD' at the top of a page",
        )  # fmt: skip


def uncommitted(git: Git, snapshot_commit: str) -> list[str]:
    """Return the files in which a snapshot of the working tree is not as HEAD."""
    names = git.fields(
        "diff-tree", "-r", "--name-only", "--no-renames", "-z", "HEAD", snapshot_commit
    )
    return [os.fsdecode(name) for name in names if name]


def not_published(git: Git, config: str) -> str:
    """Return the files of the working tree that a publication of HEAD leaves out, in words; empty if none."""
    taken = snapshot(git, config)
    return named(uncommitted(git, taken)) if taken else ""


def named(paths: list[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(paths) - _MOST
    return ", ".join(map(visible, paths[:_MOST])) + (f" and {more} more" if more > 0 else "")
