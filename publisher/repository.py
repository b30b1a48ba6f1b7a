"""One repository of policies, opened: its history, its register, its timelines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publisher.cache import NO_CACHE, Cache, of_repository
from publisher.config import from_mkdocs_yml
from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.worktree import snapshot
from publisher.history.policy_history import History, read_history
from publisher.register.git_store import GitStore
from publisher.timeline.states import Timelines


@dataclass(frozen=True)
class Repository:
    """What a command or a build works on. config_file: the mkdocs.yml on disk."""

    config_file: Path
    git: Git
    history: History
    store: GitStore
    timelines: Timelines
    cache: Cache


def _check_uncommitted(git: Git, cache: Cache) -> None:
    """Raise UsageError for a cache that came with a commit: somebody else says there what a build finds."""
    folder = cache.folder
    if folder is None or not folder.is_dir() or not folder.resolve().is_relative_to(git.root):
        return
    name = folder.resolve().relative_to(git.root).as_posix()
    if git.lines("ls-files", "--", name):
        raise UsageError(
            "files of the cache are committed; a build would take them for its own",
            where=name,
            remedy=f"run 'git rm -r --cached {name}', commit, and delete the folder",
        )


def find_config(path: Path) -> Path:
    """Return the mkdocs.yml in `path` or above it.

    Raises UsageError when there is none.
    """
    start = path.resolve()
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return folder / "mkdocs.yml"
    raise UsageError(
        "there is no mkdocs.yml",
        where=str(start),
        remedy="call it inside a repository of policies, or run 'publisher init'",
    )


def locate(path: Path = Path()) -> tuple[Git, str]:
    """Return git and where mkdocs.yml is, from the top; also in a clone without a working tree.

    Raises UsageError without a repository, or where neither the folder nor HEAD has an mkdocs.yml.
    """
    try:
        file = find_config(path)
    except UsageError:
        git, name = Git(path), "mkdocs.yml"
        if git.resolve_many([f"HEAD:{name}"])[f"HEAD:{name}"] is None:
            raise
        return git, name
    git = Git(file.parent)
    try:
        return git, file.resolve().relative_to(git.root).as_posix()
    except ValueError:
        raise UsageError(
            "lies outside the repository", where=str(file), remedy="move it into the repository"
        ) from None


def open_register(path: Path = Path(), *, strict: bool = True) -> GitStore:
    """Open the register alone, without the history of the policies; as HEAD configures it.

    strict: see GitStore. Raises UsageError as `locate` does, and for an mkdocs.yml that is not valid.
    """
    git, config = locate(path)
    found = git.resolve_many([f"HEAD:{config}"])[f"HEAD:{config}"]
    if found is None:
        raise UsageError(
            f"'{config}' is not committed", where="HEAD", remedy="commit it, then try again"
        )
    settings = from_mkdocs_yml(git.run("cat-file", "blob", found), where=config)
    return GitStore(git, branch=settings.register_branch, strict=strict)


def open_repository(
    path: Path = Path(),
    *,
    config_file: Path | None = None,
    worktree: bool = False,
    fresh: bool = False,
) -> Repository:
    """Open the repository of policies that `path` lies in.

    worktree: take what lies in the working tree as if it were committed on top of HEAD, for a preview.
    fresh: read everything from git itself, for a proof and for what is recorded.

    Raises UsageError where something must be mended first: no repository, a shallow clone, a mistake in
    the configuration or the front matter at HEAD, a register that cannot be read.
    """
    file = config_file or find_config(path)
    git = Git(file.parent)
    try:
        config_path = file.resolve().relative_to(git.root).as_posix()
    except ValueError:
        raise UsageError(
            "lies outside the repository", where=str(file), remedy="move it into the repository"
        ) from None
    revision = (snapshot(git, config_path) if worktree else None) or "HEAD"
    cache = of_repository(git.root)
    _check_uncommitted(git, cache)
    known = NO_CACHE if fresh or revision != "HEAD" else cache
    history = read_history(git, revision=revision, config_path=config_path, cache=known)
    store = GitStore(git, branch=history.settings.register_branch)
    timelines = Timelines(history, store.read())
    return Repository(file, git, history, store, timelines, cache)
