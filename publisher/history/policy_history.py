"""Every revision of every policy, as git has it.

Only the first-parent line of HEAD counts: it is what the main branch held after each push, whatever a
merge brought along. Order is the order of that line; the dates of commits are never looked at. The
working tree is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from publisher.cache import NO_CACHE, Cache
from publisher.config import Settings
from publisher.errors import UsageError
from publisher.git import objects as contents
from publisher.git.client import Git
from publisher.git.log import Commit, main_line, resolve
from publisher.git.objects import Blobs, GitBlobs
from publisher.history import history_cache
from publisher.history.attachment_tracker import Attached
from publisher.history.attachments import Attachment, AttachmentPosition
from publisher.history.head_checks import check_head, read_notices
from publisher.history.identity import as_day, front_matter
from publisher.history.notices import NoticeFile, TranslatedNotice
from publisher.history.reader import HistoryReading
from publisher.history.revisions import PolicyHistory, Revision, SourceFile
from publisher.history.snapshots import Tree, docs_folder, head_settings
from publisher.text.document import frontmatter

__all__ = [
    "History",
    "NoticeFile",
    "PolicyHistory",
    "Revision",
    "SourceFile",
    "assemble",
    "read_history",
    "requested_day",
]  # fmt: skip


@dataclass(frozen=True)
class History:
    """What git says about the policies, up to one commit.

    commits: place of each commit on the first-parent line, in order. settings: of HEAD.
    settings_changes: (place, settings) of each commit that configured the publisher anew. docs_folder:
    folder of the policies from the top of the repository. pages: every file in it at HEAD, by path from
    the top. translations: of each policy that has any, in the order of their languages; a file that is
    gone is still among them. gone_notices: place of the commit that had brought each notice that HEAD does
    not hold any more, by path. line: the commits in order, where somebody has them already; it may go on.
    attached: finds the attachments of texts.
    """

    head: str
    policies: Mapping[str, PolicyHistory]
    notices: tuple[NoticeFile, ...]
    settings: Settings
    blobs: Blobs = field(repr=False)
    commits: Mapping[str, int] = field(repr=False)
    settings_changes: tuple[tuple[int, Settings], ...] = field(repr=False)
    docs_folder: str
    pages: Mapping[str, SourceFile] = field(repr=False)
    translated_notices: tuple[TranslatedNotice, ...] = ()
    translations: Mapping[str, tuple[PolicyHistory, ...]] = field(default_factory=dict)
    gone_notices: Mapping[str, int] = field(default_factory=dict, repr=False)
    line: Sequence[str] = field(default=(), repr=False)
    attached: Attached = field(default_factory=Attached, repr=False)

    def text(self, blob: str) -> str:
        """Return the source of a revision, whole, with its front matter."""
        return contents.text(self.blobs, blob)

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield (id, source) in the order asked, through one process; none stays in memory."""
        for blob, data in self.blobs.stream(blobs):
            yield blob, frontmatter.decode(data, f"object {blob[:12]}")

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

    def attachments(self, blob: str, path: str, commit: str) -> tuple[Attachment, ...]:
        """Return the attachments that a text at a path had after a commit; raises as `order` does."""
        if self.attached.is_empty:
            return ()
        order, settings = self.order(commit), self.settings_at(commit)
        docs = docs_folder(self.settings.where, settings.docs_dir)
        return self.attached.at(blob, AttachmentPosition(path, docs, settings.site_url), order)

    @cached_property
    def attached_files(self) -> frozenset[str]:
        """The paths of all files that a text at HEAD shows or links to, translations included."""
        texts = (
            text.head
            for policy in self.policies.values()
            for text in (policy, *self.translations.get(policy.id, ()))
        )
        return frozenset(one.path for head in texts if head for one in head.attachments)

    def announcing_commit(self, order: int, policy: str = "") -> str:
        """Return the first commit from `order` on that promises a policy the same notice as HEAD."""
        line = self.line or self._line
        return line[max(order, self._promised_since(policy))]

    @cached_property
    def _line(self) -> tuple[str, ...]:
        return tuple(self.commits)

    def _promised_since(self, policy: str) -> int:
        period, since = self.settings.period(policy), self.settings_changes[-1][0]
        for order, settings in reversed(self.settings_changes):
            if settings.period(policy) != period:
                break
            since = order
        return since


def read_history(
    git: Git, *, revision: str = "HEAD", config_path: str = "mkdocs.yml", cache: Cache = NO_CACHE
) -> History:
    """Read the whole history of the policies up to `revision`.

    config_path: mkdocs.yml, from the top of the repository. cache: where the history of a commit may be
    found, and is kept. Raises UsageError for a shallow clone, a repository without a commit, a
    configuration or front matter at `revision` that is not valid.
    """
    head = resolve(git, revision)
    blobs = GitBlobs(git)
    kept = history_cache.find(cache, git, head, config_path, blobs)
    if kept and kept.head == head:
        history = _history(kept, blobs, checked=True)
    else:
        reading = kept or HistoryReading(Tree(config_path))
        known = len(reading.commits)
        reading.take(main_line(git, head, reading.head), blobs)
        history = _history(reading, blobs)
        history_cache.keep(cache, reading, known)
    blobs.expect(
        one.blob
        for policy, own in history.policies.items()
        for text in (own, *history.translations.get(policy, ()))
        for one in text.revisions
    )
    return history


def assemble(line: Iterable[Commit], blobs: Blobs, *, config_path: str = "mkdocs.yml") -> History:
    """Return the history that a first-parent line of commits makes, oldest first, at least one.

    Needs no git: whatever can say its commits and contents has a history. Raises as `read_history` does.
    """
    reading = HistoryReading(Tree(config_path))
    reading.take(line, blobs)
    return _history(reading, blobs)


def _history(reading: HistoryReading, blobs: Blobs, *, checked: bool = False) -> History:
    """checked: what the last commit holds was found valid before."""
    tree, found = reading.tree, reading.walk.policies()
    settings = head_settings(tree, blobs)
    if not checked:
        check_head(tree, found, blobs, reading.sound())
    policies, translations = part_translations(found)
    notices, translated = read_notices(tree, policies, blobs)
    return History(
        head=reading.commits[-1],
        policies=policies,
        notices=notices,
        settings=settings,
        blobs=blobs,
        commits={commit: order for order, commit in enumerate(reading.commits)},
        settings_changes=tuple(tree.settings_changes),
        docs_folder=tree.docs,
        pages={
            path: SourceFile(file.blob, file.mode)
            for path, file in tree.files.items()
            if path.startswith(f"{tree.docs}/")
        },
        translated_notices=translated,
        translations=translations,
        gone_notices=tree.gone,
        attached=reading.walk.attached,
    )


def part_translations(
    found: Mapping[str, PolicyHistory],
) -> tuple[dict[str, PolicyHistory], dict[str, tuple[PolicyHistory, ...]]]:
    """Part policies from their translations; the latter by the policy that they say."""
    policies = {name: one for name, one in found.items() if not one.revisions[-1].translation_of}
    by_policy: dict[str, list[PolicyHistory]] = {}
    for one in found.values():
        of = one.revisions[-1].translation_of
        if of in policies:
            by_policy.setdefault(of, []).append(one)
    ordered = {
        policy: tuple(sorted(own, key=lambda one: (one.language, one.deleted is None, one.id)))
        for policy, own in by_policy.items()
    }
    return policies, ordered


def requested_day(text: str, *, where: str) -> date:
    """Return the `effective` day that a policy's source asks for.

    Raises UsageError for front matter that cannot be read, KeyError where it has no such day.
    """
    return _requested_day(front_matter(text), where)


@lru_cache(maxsize=4096)  # the versions of a policy often share it
def _requested_day(front: str, where: str) -> date:
    return as_day(frontmatter.split(front, where=where).fields["effective"], where)
