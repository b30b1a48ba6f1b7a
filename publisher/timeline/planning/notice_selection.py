"""Which notice belongs to a change: each file decides one change, and is then spent.

A file that an entry used is spent. So is one that is not newer than a file that was used, or than the text
that was last published: it was meant for that text, or for one that was never published. A file that is
deleted stays spent, and keeps the older ones from coming up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from publisher.history.policy_history import History, NoticeFile, PolicyHistory
from publisher.model.entries import DecisionFile, NoticeText
from publisher.register.entry import Draft, Entry
from publisher.timeline.rules import Version


@dataclass
class Used:
    """What the entries of one policy have used up, as far as they were taken.

    places: of the commits on the main line. files: the notices that entries name; spoken: those that an
    entry about a translation names, by its language. last: the newest commit that an entry names, or one
    that is not on the line.
    """

    places: Mapping[str, int]
    files: set[str] = field(default_factory=set)
    spoken: dict[str, set[str]] = field(default_factory=dict)
    last: str | None = None

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
        if language := entry.fact.language:
            self.spoken.setdefault(language, set()).update(named)
            return
        self.files |= named
        commit = entry.fact.commit
        if commit and (self.last is None or self._place(commit) > self._place(self.last)):
            self.last = commit

    def _place(self, commit: str) -> float:
        return self.places.get(commit, float("inf"))


def fresh_notice(history: History, policy: PolicyHistory, used: Used) -> NoticeFile | None:
    """Return the editor's words for what HEAD changes: the newest file that belongs to no other change.

    used: by the policy's entries that count. Raises UsageError where one names a commit that is not there.
    """
    published = -1 if used.last is None else history.order(used.last)
    return _newest(history, policy, used.files, lambda notice: not notice.language, published)


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


def notice_of(history: History, version: Version) -> NoticeFile | None:
    """Return the notice of a version as HEAD has it."""
    if version.notice_path is None:
        return None
    newest_first = reversed(history.notices)
    return next((one for one in newest_first if one.path == version.notice_path), None)


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
