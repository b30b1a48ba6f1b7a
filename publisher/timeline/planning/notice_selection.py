"""Which notice belongs to a change: each file decides one change, and is then spent.

A file that an entry used is spent. So is one that is not newer than a file that was used, or than the text
that was last published: it was meant for that text, or for one that was never published. A file that is
deleted stays spent, and keeps the older ones from coming up again.

The notice in a policy's own front matter stays there from change to change. New words in it belong to the
change of the text that came with them. New words alone replace the notice of the version whose they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from publisher.errors import UsageError
from publisher.history.notices import TranslatedNotice, read_inline_notice, read_inline_translation
from publisher.history.policy_history import History, NoticeFile, PolicyHistory
from publisher.model.entries import DecisionFile, NoticeText
from publisher.register.entry import Draft, Entry, Event
from publisher.text.document import frontmatter
from publisher.timeline.planning.classification import without_requested
from publisher.timeline.rules import Version

_BEGINS = (Event.ANNOUNCED, Event.ENDED, Event.EXCEPTION)


@dataclass
class Used:
    """What the entries of one policy have used up, as far as they were taken.

    places: of the commits on the main line. files: the notices that entries name; spoken: those that an
    entry about a translation names, by its language. last: the newest commit that an entry names, or one
    that is not on the line. revision: the text that it brought. uses: by file, the last blob that an entry
    names and the version whose notice it was, None for a decision. bare: whether the newest version has no
    notice text.
    """

    places: Mapping[str, int]
    files: set[str] = field(default_factory=set)
    spoken: dict[str, set[str]] = field(default_factory=dict)
    last: str | None = None
    revision: str | None = None
    uses: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    bare: bool = False

    @classmethod
    def of(cls, entries: Iterable[Entry], places: Mapping[str, int]) -> Used:
        """Return what these entries, which count, have used up."""
        used = cls(places)
        for entry in entries:
            used.take(entry)
        return used

    def take(self, entry: Entry) -> None:
        """Take one more entry into account."""
        named = set(files_of((entry,)))
        fact = entry.fact
        if fact.notice_file and fact.notice_blob:
            self.uses[fact.notice_file] = fact.notice_blob, fact.version
        if fact.decision_file and fact.decision_blob:
            self.uses[fact.decision_file] = fact.decision_blob, None
        if language := entry.fact.language:
            self.spoken.setdefault(language, set()).update(named)
            return
        self.files |= named
        commit = entry.fact.commit
        if commit and (self.last is None or self._place(commit) > self._place(self.last)):
            self.last = commit
            self.revision = fact.revision
        if entry.event in _BEGINS or fact.notice_file:
            self.bare = not fact.notice_file

    def _place(self, commit: str) -> float:
        return self.places.get(commit, float("inf"))


def fresh_notice(history: History, policy: PolicyHistory, used: Used) -> NoticeFile | None:
    """Return the editor's words for what HEAD changes: the newest file that belongs to no other change.

    used: by the policy's entries that count. Raises UsageError where one names a commit that is not there,
    and for a change with two notices.
    """
    published = -1 if used.last is None else history.order(used.last)
    file = _newest(history, policy, used.files, lambda notice: not notice.language, published)
    own = inline_notice(history, policy)
    if own is None or not _explains_change(history, policy, own, used):
        return file
    if file is not None:
        raise UsageError(
            f"this change has two notices: this one, and 'notice' in the front matter of '{own.path}'",
            where=file.path,
            remedy="keep one of the two",
        )
    return own


def inline_notice(history: History, policy: PolicyHistory) -> NoticeFile | None:
    """Return the notice in a policy's own front matter at HEAD. Raises UsageError if it is not valid."""
    head = policy.head
    if head is None or not head.notice:
        return None
    order = head.order
    for one in reversed(policy.revisions):
        if one.notice != head.notice:
            break
        order = one.order
    return read_inline_notice(
        history.text(head.blob), policy.id, path=head.path, blob=head.blob, order=order
    )


def inline_translation(
    history: History, policy: PolicyHistory, language: str
) -> TranslatedNotice | None:
    """Return the notice in the front matter of a translation. Raises UsageError if it is not valid."""
    for one in history.translations.get(policy.id, ()):
        if one.head and one.head.notice and one.language == language:
            head = one.head
            return read_inline_translation(
                history.text(head.blob),
                path=head.path,
                blob=head.blob,
                of=policy.id,
                language=language,
            )
    return None


def _explains_change(history: History, policy: PolicyHistory, own: NoticeFile, used: Used) -> bool:
    """Whether the words in a policy's front matter came with the change that HEAD brings."""
    if used.last is not None and own.order <= history.order(used.last):
        return False
    use = _last_use(policy, used)
    if use is None:
        return True
    if says_the_same(history, own, use[0]):
        return False
    if used.bare or used.revision is None:
        return True
    before, after = history.text(used.revision), history.text(own.blob)
    same_body = frontmatter.body(before) == frontmatter.body(after)
    return not same_body or without_requested(before) != without_requested(after)


def _last_use(policy: PolicyHistory, used: Used) -> tuple[str, int | None] | None:
    paths = dict.fromkeys(one.path for one in reversed(policy.revisions))
    return next((used.uses[path] for path in paths if path in used.uses), None)


def says_the_same(history: History, notice: NoticeFile | TranslatedNotice, blob: str) -> bool:
    """Whether the notice in a policy's front matter has the words that a blob of it has."""
    now, before = history.text(notice.blob), history.text(blob)
    return frontmatter.notice_digest(now, notice.path) == frontmatter.notice_digest(
        before, notice.path
    )


def mending_notice(
    history: History, policy: PolicyHistory, language: str, used: Used
) -> NoticeFile | None:
    """Return the notice that declares a mistake of the translation in a language mended."""
    spoken = used.spoken.get(language, set())
    return _newest(history, policy, spoken, lambda notice: notice.language == language)


def _newest(
    history: History,
    policy: PolicyHistory,
    used: AbstractSet[str],
    speaks: Callable[[NoticeFile], bool],
    since: int = -1,
) -> NoticeFile | None:
    """Return the newest notice about a policy that is newer than `since` and than every used one."""
    since = max([since, *(at for path, at in history.gone_notices.items() if path in used)])
    found = None
    for one in reversed(history.notices):  # a long history has thousands, and the newest come first
        if one.order <= since:
            break
        if one.path in used:
            since = one.order
        elif found is None and policy.id in one.policies and speaks(one):
            found = one
    return found if found and found.order > since else None


def notice_of(
    history: History, version: Version, policy: PolicyHistory, used: Used
) -> NoticeFile | None:
    """Return the notice of a version as HEAD has it."""
    if version.notice_path is None:
        return None
    if any(version.notice_path == one.path for one in policy.revisions):
        own, use = inline_notice(history, policy), _last_use(policy, used)
        is_its = own is not None and use is not None and use[1] == version.number
        return own if own and is_its and not _explains_change(history, policy, own, used) else None
    newest_first = reversed(history.notices)
    return next((one for one in newest_first if one.path == version.notice_path), None)


def is_recorded(history: History, version: Version, notice: NoticeFile) -> bool:
    """Whether readers of a version have these words already."""
    blob = version.notice_blob
    return blob == notice.blob or bool(blob and notice.own and says_the_same(history, notice, blob))


def notice_at(history: History, policy: PolicyHistory, path: str | None) -> NoticeFile | None:
    """Return the notice at a path as HEAD has it, in a file of its own or in the policy's."""
    own = inline_notice(history, policy) if policy.head and path == policy.head.path else None
    return own or next((one for one in history.notices if one.path == path), None)


def files_of(entries: Iterable[Entry | Draft]) -> Iterator[str]:
    """Yield the paths of the notices that entries name."""
    for entry in entries:
        yield from (path for path in (entry.fact.notice_file, entry.fact.decision_file) if path)


def announced_in(notice: NoticeFile) -> NoticeText:
    """Return the fields that name a version's notice text."""
    return {"notice_file": notice.path, "notice_blob": notice.blob}


def decided_in(notice: NoticeFile) -> DecisionFile:
    """Return the fields that name where a decision or a reason stands, which is no words for readers.

    They also keep the file from deciding the next change too.
    """
    return {"decision_file": notice.path, "decision_blob": notice.blob}
