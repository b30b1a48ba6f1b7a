"""Which notice belongs to a change: each file decides one change, and is then spent.

A file that an entry used is spent. So is one that is not newer than a file that was used, or than the text
that was last published: it was meant for that text, or for one that was never published. A file that is
deleted stays spent, and keeps the older ones from coming up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from publisher.record.entry import Draft, Entry, Event
from publisher.record.history import History, NoticeFile, PolicyHistory
from publisher.timeline import Version


def fresh_notice(
    history: History, policy: PolicyHistory, standing: Sequence[Entry]
) -> NoticeFile | None:
    """Return the editor's words for what HEAD changes: the newest file that belongs to no other change.

    standing: the policy's entries that count.
    """
    told = [one for one in standing if one.event is not Event.TRANSLATED]
    commits = {entry.fields.get("commit") for entry in told}
    published = max((history.order(str(one)) for one in commits if one), default=-1)
    return _newest(history, policy, told, lambda notice: not notice.language, published)


def mending_notice(
    history: History, policy: PolicyHistory, language: str, standing: Iterable[Entry]
) -> NoticeFile | None:
    """Return the notice that declares a mistake of the translation in a language mended."""
    own = [one for one in standing if one.fields.get("language") == language]
    return _newest(history, policy, own, lambda notice: notice.language == language)


def _newest(
    history: History,
    policy: PolicyHistory,
    entries: Iterable[Entry],
    speaks: Callable[[NoticeFile], bool],
    since: int = -1,
) -> NoticeFile | None:
    """Return the newest notice about a policy that is newer than `since` and than every used one."""
    places = {**history.gone_notices, **{one.path: one.order for one in history.notices}}
    used = set(files_of(entries)) - {None}
    since = max([since, *(places[path] for path in used if path in places)])
    found = [
        one
        for one in history.notices
        if policy.id in one.policies and speaks(one) and one.path not in used and one.order > since
    ]
    return found[-1] if found else None


def notice_of(history: History, version: Version) -> NoticeFile | None:
    """Return the notice of a version as HEAD has it."""
    return next((one for one in history.notices if one.path == version.notice_path), None)


def files_of(entries: Iterable[Entry | Draft]) -> Iterator[Any]:
    """Yield the paths of the notices that entries name; None where one names none."""
    for entry in entries:
        yield entry.fields.get("notice_file")
        yield entry.fields.get("decision_file")


def told_in(notice: NoticeFile) -> dict[str, Any]:
    """Return the fields that name a version's words for readers."""
    return {"notice_file": notice.path, "notice_blob": notice.blob}


def decided_in(notice: NoticeFile) -> dict[str, Any]:
    """Return the fields that name where a decision or a reason stands, which is no words for readers.

    They also keep the file from deciding the next change too.
    """
    return {"decision_file": notice.path, "decision_blob": notice.blob}
