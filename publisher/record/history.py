"""Every revision of every policy, read from git objects in one pass.

Only the first-parent line of HEAD counts: it is what the main branch held after each push, whatever a
merge brought along. Order is the order of that line; the dates of commits are never looked at, because
anybody can write any date into them. The working tree is never read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from publisher.config import Settings
from publisher.errors import PublisherError, UsageError
from publisher.record.blobs import Blobs
from publisher.record.git import Git
from publisher.record.identity import as_day, check_identity, claims_to_be_policy, find_rename
from publisher.text import frontmatter

_NO_BLOB = "0" * 40
_FILE_MODES = ("100644", "100755")
HISTORY_LIMIT = 600.0  # seconds for one pass over the whole history


@dataclass(frozen=True, slots=True)
class Revision:
    """One content of a policy in git.

    order: place of its commit on the first-parent line, from 0. blob: the content's object id.
    asked: the day in its front matter; it says what the editor wants, never what holds.
    """

    policy: str
    commit: str
    order: int
    blob: str
    path: str
    slug: str
    title: str
    asked: date
    language: str = "en"
    translation_of: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyHistory:
    """The revisions of one policy, oldest first; consecutive equal contents count once.

    deleted: the commit that removed the file, None while HEAD has it.
    """

    id: str
    revisions: tuple[Revision, ...]
    deleted: str | None = None

    @property
    def head(self) -> Revision | None:
        """What HEAD holds, None when the file is gone."""
        return None if self.deleted else self.revisions[-1]


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """An editor's words for readers about a change, as HEAD holds them.

    order: place on the first-parent line of the commit that brought the file.
    """

    path: str
    blob: str
    order: int
    policies: tuple[str, ...]
    fields: Mapping[str, Any]
    body: str

    @property
    def name(self) -> str:
        """The file's name without folder and ending."""
        return posixpath.basename(self.path).removesuffix(".md")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the policies' folder at HEAD. mode: git's, as six octal digits."""

    blob: str
    mode: str

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file: no link, no submodule."""
        return self.mode in _FILE_MODES


@dataclass(frozen=True, slots=True)
class History:
    """What git says about the policies, up to one commit.

    commits: place of each commit on the first-parent line. docs_folder: folder of the policies from the
    top of the repository. pages: every file in it at HEAD, by path from the top.
    """

    head: str
    policies: Mapping[str, PolicyHistory]
    notices: tuple[NoticeFile, ...]
    settings: Settings
    blobs: Blobs
    commits: Mapping[str, int]
    settings_changes: tuple[tuple[int, Settings], ...]
    docs_folder: str
    pages: Mapping[str, SourceFile]

    def text(self, blob: str) -> str:
        """Return the source of a revision, whole, with its front matter."""
        return self.blobs.text(blob)

    def order(self, commit: str) -> int:
        """Return the place of a commit on the first-parent line, from 0.

        Raises UsageError when the line does not have it: the history was rewritten under the register.
        """
        if commit not in self.commits:
            raise UsageError(
                f"commit {commit[:12]} of the register is not on the main line of HEAD",
                where="git history",
                remedy="restore the history that the register was written for, or check out the main branch",
            )
        return self.commits[commit]

    def settings_at(self, commit: str) -> Settings:
        """Return the settings that the given commit configures; raises as `order` does.

        A commit from before the publisher was configured has the first settings that there are.
        """
        order = self.order(commit)
        known = [settings for since, settings in self.settings_changes if since <= order]
        return known[-1] if known else self.settings_changes[0][1]


def read_history(git: Git, *, revision: str = "HEAD", config_path: str = "mkdocs.yml") -> History:
    """Read the whole history of the policies up to `revision`.

    config_path: mkdocs.yml, from the top of the repository. Raises UsageError for a shallow clone, a
    repository without a commit, a configuration or front matter at `revision` that is not valid.
    """
    head = _resolve(git, revision)
    line = list(_first_parent_changes(git, head))
    blobs = Blobs(git)
    wanted = (".md", posixpath.basename(config_path))
    blobs.fetch(
        c.blob for _, changes in line for c in changes if c.path.endswith(wanted) and c.is_file
    )
    walk = _Walk(blobs, config_path)
    for order, (commit, changes) in enumerate(line):
        walk.step(order, commit, changes)
    return walk.finish(head, {commit: order for order, (commit, _) in enumerate(line)})


def _resolve(git: Git, revision: str) -> str:
    """Return the full commit id of a revision, refusing a history that is not whole."""
    if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise UsageError(
            "this clone is shallow: its history is cut off, so no text in force can be proved",
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


@dataclass(frozen=True, slots=True)
class _Change:
    mode: str
    blob: str
    path: str

    @property
    def gone(self) -> bool:
        return self.blob == _NO_BLOB

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file now: no link, no submodule."""
        return self.mode in _FILE_MODES


def _first_parent_changes(git: Git, head: str) -> Iterator[tuple[str, list[_Change]]]:
    """Yield (commit, what it changed against its first parent), oldest first, in one pass of git log."""
    raw = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--topo-order", "--raw", "-z",
        "--no-abbrev", "--no-renames", "--format=%x01%H", "--end-of-options", head,
        timeout=HISTORY_LIMIT,
    )  # fmt: skip
    for record in raw.split(b"\x01")[1:]:
        parts = record.split(b"\x00")
        changes = []
        # After the commit id: ":oldmode newmode old new status" and the path, by turns.
        rest = [part.lstrip(b"\n") for part in parts[1:]]
        for head_line, path in zip(rest[::2], rest[1::2], strict=False):
            if head_line.startswith(b":"):
                _, mode, _, blob, _ = head_line.split(b" ")
                changes.append(
                    _Change(mode.decode(), blob.decode(), path.decode("utf-8", "surrogateescape"))
                )
        yield parts[0].strip().decode("ascii"), changes


class _Walk:
    """The state while the first-parent line is walked from its first commit."""

    def __init__(self, blobs: Blobs, config_path: str) -> None:
        self.blobs = blobs
        self.config_path = config_path
        self.root = posixpath.dirname(config_path)
        self.files: dict[
            str, tuple[str, int]
        ] = {}  # path -> blob, order of the commit that added it
        self.modes: dict[str, str] = {}
        self.settings: Settings | None = None
        self.config_error: PublisherError | None = None
        self.settings_changes: list[tuple[int, Settings]] = []
        self.revisions: dict[str, list[Revision]] = {}
        self.current: dict[str, str] = {}  # path -> policy id
        self.deleted: dict[str, str] = {}  # policy id -> commit
        self.renamed: dict[str, UsageError] = {}

    def step(self, order: int, commit: str, changes: list[_Change]) -> None:
        """Take one commit's changes in."""
        touched = {change.path for change in changes}
        for change in changes:
            if change.gone:
                self.files.pop(change.path, None)
            else:
                added = self.files[change.path][1] if change.path in self.files else order
                self.files[change.path] = (change.blob, added)
                self.modes[change.path] = change.mode
        if self.config_path in touched and self._configure(order):
            touched = set(self.files) | set(self.current)
        before = {self.current[path]: path for path in touched if path in self.current}
        for path in touched:
            self.current.pop(path, None)
        arrived = {}
        for path in sorted(
            path for path in touched if path in self.files and self._is_policy_path(path)
        ):
            revision = self._revision(path, order, commit)
            if revision:
                arrived[revision.policy] = revision
                self._take(revision)
        for policy, path in before.items():
            if policy not in arrived:
                self.deleted[policy] = commit
                self._suspect_rename(policy, path, commit, arrived)

    def finish(self, head: str, commits: dict[str, int]) -> History:
        """Check what HEAD holds and return the history."""
        if self.config_error:
            raise self.config_error
        if self.settings is None:
            raise UsageError(
                f"'{self.config_path}' is not committed",
                where="HEAD",
                remedy="commit it, then try again",
            )
        folder = self._docs() + "/"
        pages = {
            path: SourceFile(blob, self.modes[path])
            for path, (blob, _) in self.files.items()
            if path.startswith(folder)
        }
        policies = {
            policy: PolicyHistory(policy, tuple(revisions), self.deleted.get(policy))
            for policy, revisions in sorted(self.revisions.items())
        }
        self._check_head(policies)
        return History(
            head, policies, tuple(self._notices(policies)), self.settings, self.blobs, commits,
            tuple(self.settings_changes), self._docs(), pages,
        )  # fmt: skip

    def _configure(self, order: int) -> bool:
        """Read mkdocs.yml as this commit has it; say whether the folder of the policies moved."""
        found = self.files.get(self.config_path)
        try:
            if found is None:
                raise UsageError(
                    "mkdocs.yml was removed", where=self.config_path, remedy="restore it"
                )
            new = self.blobs.settings(found[0], self.config_path)
        except PublisherError as error:
            self.config_error = error  # an old mistake is history; only HEAD's is told
            return False
        moved = self.settings is None or self.settings.docs_dir != new.docs_dir
        self.settings, self.config_error = new, None
        self.settings_changes.append((order, new))
        return moved

    def _docs(self) -> str:
        assert self.settings is not None  # noqa: S101 - callers come after a configuration
        return posixpath.normpath(posixpath.join(self.root, self.settings.docs_dir))

    def _is_policy_path(self, path: str) -> bool:
        if self.settings is None or not path.endswith(".md"):
            return False
        docs = self._docs() + "/"
        return path.startswith(docs) and not path.startswith(docs + "notices/")

    def _revision(self, path: str, order: int, commit: str) -> Revision | None:
        """Read a page's front matter; None when it is no policy, or not readable in an old commit."""
        blob, _ = self.files[path]
        if self.modes[path] not in _FILE_MODES:
            return None
        try:
            text = self.blobs.text(blob)
            if not claims_to_be_policy(text):
                return None
            fields = frontmatter.split(text, where=path).fields
            slug = path.removeprefix(self._docs() + "/").removesuffix(".md")
            return check_identity(
                Revision, fields, slug=slug, path=path, blob=blob, order=order, commit=commit
            )
        except PublisherError:
            # A text that never could be built was never published; HEAD is checked once more in finish().
            return next(
                (revs[-1] for revs in self.revisions.values() if revs[-1].path == path), None
            )

    def _take(self, revision: Revision) -> None:
        revisions = self.revisions.setdefault(revision.policy, [])
        self.current[revision.path] = revision.policy
        self.deleted.pop(revision.policy, None)
        self.renamed.pop(revision.policy, None)
        if not revisions or (revisions[-1].blob, revisions[-1].path) != (
            revision.blob,
            revision.path,
        ):
            revisions.append(revision)

    def _suspect_rename(
        self, policy: str, path: str, commit: str, arrived: Mapping[str, Revision]
    ) -> None:
        """Keep an error (T7) for a policy whose file was renamed and lost its identity."""
        last = self.revisions[policy][-1]
        fresh = {
            new.path: self.blobs.text(new.blob)
            for new in arrived.values()
            if len(self.revisions[new.policy]) == 1
        }
        target = find_rename(self.blobs.text(last.blob), fresh)
        if target:
            self.renamed[policy] = UsageError(
                f"'{path}' was renamed to '{target}' in commit {commit[:12]} and lost its identity (T7)",
                where=target,
                remedy=f"write 'id: {policy}' into its front matter",
            )

    def _check_head(self, policies: Mapping[str, PolicyHistory]) -> None:
        """Raise for the first thing at HEAD that an editor must mend."""
        for error in self.renamed.values():
            raise error
        owners: dict[str, str] = {}
        for path, (blob, order) in sorted(self.files.items()):
            if not self._is_policy_path(path):
                continue
            if self.modes[path] not in _FILE_MODES:
                raise UsageError(
                    "is a link, not a file", where=path, remedy="replace it by the file itself"
                )
            text = self.blobs.text(blob, where=path)
            if not claims_to_be_policy(text):
                continue
            fields = frontmatter.split(text, where=path).fields
            slug = path.removeprefix(self._docs() + "/").removesuffix(".md")
            found = check_identity(
                Revision, fields, slug=slug, path=path, blob=blob, order=order, commit=""
            )
            if found.policy in owners:
                raise UsageError(
                    f"has the id '{found.policy}', as '{owners[found.policy]}' has",
                    where=path,
                    remedy="give one of the two another 'id'",
                )
            owners[found.policy] = path
        for policy in policies.values():
            path = policy.revisions[-1].path
            if policy.deleted and path in self.files and self._is_policy_path(path):
                raise UsageError(
                    "was a policy and has no 'effective' any more",
                    where=path,
                    remedy="put 'effective: YYYY-MM-DD' back, or delete the file to end the policy",
                )

    def _notices(self, policies: Mapping[str, PolicyHistory]) -> Iterator[NoticeFile]:
        folder = self._docs() + "/notices/"
        for path, (blob, order) in sorted(
            self.files.items(), key=lambda item: (item[1][1], item[0])
        ):
            if not (path.startswith(folder) and path.endswith(".md")):
                continue
            front = frontmatter.split(self.blobs.text(blob, where=path), where=path)
            named = front.fields.get("policy")
            if named is None:
                continue
            names = tuple(map(str, named)) if isinstance(named, list | tuple) else (str(named),)
            for policy in names:
                if policy not in policies:
                    raise UsageError(
                        f"names the policy '{policy}', which does not exist",
                        where=path,
                        remedy=f"write one of: {', '.join(policies) or 'no policy is committed yet'}",
                    )
            yield NoticeFile(path, blob, order, names, front.fields, front.body)


def asked_day(text: str, *, where: str) -> date:
    """Return the `effective` day that a policy's source asks for."""
    return as_day(frontmatter.split(text, where=where).fields["effective"], where)
