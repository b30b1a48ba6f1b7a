"""What lay in the folder of the policies after each commit, and how the publisher was configured then.

Needs contents of mkdocs.yml alone; which of the pages are policies is decided in `walk`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from publisher import config
from publisher.config import Settings
from publisher.errors import PublisherError, UsageError
from publisher.git.log import FILE_MODES, Commit, PathChange
from publisher.git.objects import Blobs
from publisher.history.attachments import can_attach

_NOTICES = "/notices/"


@dataclass(frozen=True, slots=True)
class File:
    """A file after a commit. added: place of the commit that brought it."""

    blob: str
    mode: str
    added: int

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file: no link, no submodule."""
        return self.mode in FILE_MODES


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit that touched pages of the folder.

    docs: the folder, from the top of the repository. pages: the touched paths with what lies there now;
    None where nothing does, or where the folder has moved away from it. files: the same of the other files
    in the folder, which may be attachments. site_url: of the site, as configured then.
    """

    order: int
    commit: str
    docs: str
    pages: Mapping[str, File | None]
    files: Mapping[str, File | None] = field(default_factory=dict)
    site_url: str = ""


@dataclass(slots=True)
class Tree:
    """The first-parent line, walked to its end.

    settings: the last that were valid. configs: the content of mkdocs.yml behind each of
    `settings_changes`. files: what the last commit holds, by path. gone: where notices that it does not
    hold any more had been added, by path. steps: the commits that touched pages or attachments, from the
    one on that first configures the publisher. broken: the last mkdocs.yml, where it does not configure
    the publisher, or wrongly.
    """

    config_path: str
    settings: Settings | None = None
    settings_changes: list[tuple[int, Settings]] = field(default_factory=list)
    configs: list[tuple[int, str]] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    steps: list[Snapshot] = field(default_factory=list)
    broken: str | None = None

    @property
    def docs(self) -> str:
        """The folder of the policies, from the top of the repository."""
        assert self.settings is not None  # noqa: S101 - asked for only once it is configured
        return docs_folder(self.config_path, self.settings.docs_dir)

    def holds_page(self, path: str) -> bool:
        """Whether a path is that of a page in the folder, which may be a policy."""
        if self.settings is None or not path.endswith(".md"):
            return False
        docs = self.docs
        return path.startswith(f"{docs}/") and not path.startswith(f"{docs}/notices/")

    def holds_attachment(self, path: str) -> bool:
        """Whether a path is that of a file in the folder that a policy may show or link to."""
        if self.settings is None or path.endswith(".md") or not path.startswith(f"{self.docs}/"):
            return False
        return can_attach(path)


@lru_cache(maxsize=64)  # asked for with each of tens of thousands of changes
def docs_folder(config_path: str, docs_dir: str) -> str:
    """Return the folder of the policies, from the top of the repository."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(config_path), docs_dir))


def head_settings(tree: Tree, blobs: Blobs) -> Settings:
    """Return the settings of the last commit. Raises UsageError where they are not valid."""
    if tree.broken is not None:
        return config.from_mkdocs_yml(blobs.data(tree.broken), where=tree.config_path)
    if tree.settings is None or tree.config_path not in tree.files:
        raise UsageError(
            f"'{tree.config_path}' is not committed",
            where="HEAD",
            remedy="commit it, then try again",
        )
    return tree.settings


def configurations(
    line: Sequence[Commit], blobs: Blobs, config_path: str
) -> dict[str, Settings | None]:
    """Return what each content of mkdocs.yml configures; None where it does not, or wrongly."""
    found: dict[str, Settings | None] = {}
    wanted = (c.blob for commit in line for c in commit.changes if c.path == config_path)
    for blob, data in blobs.stream(dict.fromkeys(b for b in wanted if b.strip("0"))):
        found[blob] = None
        if b"publisher" in data:  # an old mistake is history; only HEAD's is told
            try:
                found[blob] = config.from_mkdocs_yml(data, where=config_path)
            except PublisherError:
                continue
    return found


def grow_by(tree: Tree, order: int, commit: Commit, known: Mapping[str, Settings | None]) -> None:
    """Take the next commit of the line in. known: what each mkdocs.yml of the line configures."""
    touched = []
    moved = False
    for change in commit.changes:
        _place(tree, order, change)
        touched.append(change.path)
        if change.path == tree.config_path and not change.gone:
            moved = _configure(tree, order, change.blob, known) or moved
    if tree.settings is None:
        return
    if moved:
        touched = list(dict.fromkeys([*touched, *tree.files]))
    pages = {
        path: tree.files.get(path) if held else None
        for path in touched
        if (held := tree.holds_page(path)) or (moved and path.endswith(".md"))
    }
    files = {
        path: tree.files.get(path) if held else None
        for path in touched
        if (held := tree.holds_attachment(path)) or (moved and not path.endswith(".md"))
    }
    if pages or files:
        step = Snapshot(order, commit.id, tree.docs, pages, files, tree.settings.site_url)
        tree.steps.append(step)


def _place(tree: Tree, order: int, change: PathChange) -> None:
    if change.gone:
        file = tree.files.pop(change.path, None)
        if file and _NOTICES in f"/{change.path}":
            tree.gone[change.path] = file.added
        return
    before = tree.files.get(change.path)
    added = before.added if before else order
    tree.files[change.path] = File(change.blob, change.mode, added)


def _configure(tree: Tree, order: int, blob: str, known: Mapping[str, Settings | None]) -> bool:
    """Take new settings; say whether the folder of the policies moved."""
    new = known.get(blob)
    tree.broken = blob if new is None else None
    if new is None:
        return False
    moved = tree.settings is None or tree.settings.docs_dir != new.docs_dir
    tree.settings = new
    tree.settings_changes.append((order, new))
    tree.configs.append((order, blob))
    return moved
