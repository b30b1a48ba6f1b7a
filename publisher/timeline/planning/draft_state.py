"""One policy's versions as they stand, with the drafts that are decided so far counted as entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from publisher.history.attachments import to_fields
from publisher.history.policy_history import History, PolicyHistory, Revision
from publisher.register.entry import Draft, Entry, Event
from publisher.timeline.planning.notice_selection import Used
from publisher.timeline.rules import Version, in_force, pending, take, version_number

Render = Callable[[str, str], str]  # a source, and its file's name for messages


def provisional(drafts: Iterable[Draft], at: datetime) -> list[Entry]:
    """Return drafts as entries with `seq` 0: what the register would hold if they were seen at `at`."""
    return [
        Entry(
            seq=0, prev="", key=d.key, at=at, event=d.event, policy=d.policy, fields=d.fields,
            raw=b"", digest="",
        )
        for d in drafts
    ]  # fmt: skip


@dataclass(frozen=True)
class VerifiedState:
    """What the entries of a policy come to, for whoever has read them one by one.

    versions: from the one in force on. every: those before it too. highest: the highest number that an
    entry ever gave, also one that does not count. used: by the entries that count.
    """

    versions: Mapping[int, Version]
    every: Mapping[int, Version]
    highest: int
    used: Used


class Ledger:
    """What readers know of one policy at one instant, and what the next publication adds.

    ever: all entries of the policy, in order; standing: those of them that count. render: makes the HTML
    that is kept with a text; None where nobody asks for it. kept: what the entries come to, for whoever
    has it already.
    """

    def __init__(
        self,
        history: History,
        policy: PolicyHistory,
        at: datetime,
        *,
        ever: Sequence[Entry],
        standing: Sequence[Entry],
        render: Render | None,
        kept: VerifiedState | None = None,
    ) -> None:
        self.history, self.policy, self.at = history, policy, at
        self.ever, self.standing, self._render = ever, standing, render
        self.zone = history.settings.of(policy.id).timezone
        self.drafts: list[Draft] = []
        self._kept = kept
        self._versions: dict[int, Version] = dict(kept.versions if kept else {})
        for entry in () if kept else standing:
            take(self._versions, entry, timezone=self.history.settings.timezone)

    @property
    def versions(self) -> tuple[Version, ...]:
        """Every version, by number."""
        return tuple(self._versions[number] for number in sorted(self._versions))

    @property
    def every_version(self) -> tuple[Version, ...]:
        """Every version, also those before the one in force that `versions` may lack."""
        whole = {**(self._kept.every if self._kept else {}), **self._versions}
        return tuple(whole[number] for number in sorted(whole))

    @cached_property
    def used(self) -> Used:
        """What the entries that count have used up; drafts do not count yet."""
        return self._kept.used if self._kept else Used.of(self.standing, self.history.commits)

    @cached_property
    def _highest(self) -> int:
        if self._kept:
            return self._kept.highest
        used = [version_number(entry.fields) for entry in self.ever if "version" in entry.fields]
        return max(used, default=0)

    @property
    def in_force(self) -> Version | None:
        """The version in force; it may be the policy's end."""
        return in_force(self.versions, self.at)

    @property
    def waiting(self) -> tuple[Version, ...]:
        """The pending versions, in the order in which they come."""
        return pending(self.versions, self.at)

    @property
    def told(self) -> list[Version]:
        """What readers were told: the version in force and the pending ones after it, oldest first."""
        current = self.in_force
        return ([current] if current else []) + list(self.waiting)

    def version(self, number: int) -> Version:
        """Return a version as it stands now."""
        return self._versions[number]

    def next_number(self) -> int:
        """Return the number of the next version; none is used twice, not even that of a voided entry."""
        return max([self._highest, *self._versions]) + 1

    def add(
        self, event: Event, fields: Mapping[str, Any], revision: Revision | None = None
    ) -> None:
        """Add a draft; `fields` has the version, and the commit where it is not that of the revision.

        revision: the text that is published with it.
        The key names what the draft follows, so that the same step twice is one entry.
        """
        kept, text = dict(fields), None
        if revision is not None:
            kept |= {"revision": revision.blob, "path": revision.path}
            kept.setdefault("commit", revision.commit)
            if revision.attachments:
                kept["attachments"] = to_fields(revision.attachments, self.history.blobs)
            if self._render:
                text = self._render(self.history.text(revision.blob), revision.path).encode()
        if event in (Event.ANNOUNCED, Event.ENDED, Event.EXCEPTION):
            kept["commit"] = self.told_by(revision)
        text_or_day = revision.blob if revision else kept.get("effective")
        what = text_or_day or kept.get("notice_blob") or ""
        if event is Event.TRANSLATED:
            what = f"{kept['language']}:{what}"
        self._enter(event, kept, what, text)

    def correct(
        self, event: Event, fields: Mapping[str, Any], revision: str, source: bytes
    ) -> None:
        """Add a draft of a text that no commit has: an earlier one with a correction made in it.

        fields: with the commit and path of the text that was corrected.
        """
        kept = {**fields, "revision": revision}
        text = None
        if self._render:
            where = str(kept.get("path") or self.policy.revisions[-1].path)
            text = self._render(source.decode(), where).encode()
        what = f"{kept['language']}:{revision}" if event is Event.TRANSLATED else revision
        self._enter(event, kept, what, text, source)

    def _enter(
        self, event: Event, fields: Mapping[str, Any], what: object, text: bytes | None,
        source: bytes | None = None,
    ) -> None:  # fmt: skip
        last = self.ever[-1].seq if self.ever else 0
        key = f"{event.value}:{self.policy.id}:{fields['version']}:{what}:after-{last}"
        draft = Draft(
            key=key, event=event, policy=self.policy.id, fields=fields, text=text, source=source
        )
        self.drafts.append(draft)
        for entry in provisional([draft], self.at):
            take(self._versions, entry, timezone=self.history.settings.timezone)

    def told_by(self, revision: Revision | None) -> str:
        """Return the commit that says both what is announced and how much notice it promises (T8)."""
        if revision is not None:
            return self.history.told_by(revision.order, self.policy.id)
        assert self.policy.deleted is not None  # noqa: S101 - no revision is the end
        return self.history.told_by(self.history.order(self.policy.deleted), self.policy.id)
