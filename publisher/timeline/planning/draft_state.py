"""One policy's versions as they stand, with the drafts that are decided so far counted as entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from msgspec.structs import replace

from publisher.history.attachments import to_record
from publisher.history.policy_history import History, PolicyHistory, Revision
from publisher.model.entries import Published, Revised, Statement
from publisher.register.entry import Draft, Entry
from publisher.timeline.planning.notice_selection import Used
from publisher.timeline.rules import Version, announced, in_force, pending, take

Render = Callable[[str, str], str]  # a source, and its file's name for messages


def provisional(drafts: Iterable[Draft], at: datetime) -> list[Entry]:
    """Return drafts as entries with `seq` 0: what the register would hold if they were seen at `at`."""
    return [
        Entry(
            seq=0, prev="", key=d.key, at=at, event=d.event, policy=d.policy, fact=d.fact,
            stored={}, raw=b"", digest="",
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
        self.history: History = history
        self.policy: PolicyHistory = policy
        self.at: datetime = at
        self.ever: Sequence[Entry] = ever
        self.standing: Sequence[Entry] = standing
        self._render = render
        self.zone: str = history.settings.of(policy.id).timezone
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
        return max((entry.fact.version or 0 for entry in self.ever), default=0)

    @property
    def in_force(self) -> Version | None:
        """The version in force; it may be the policy's end."""
        return in_force(self.versions, self.at)

    @property
    def pending(self) -> tuple[Version, ...]:
        """The pending versions, in the order in which they come."""
        return pending(self.versions, self.at)

    @property
    def announced(self) -> list[Version]:
        """What was announced: the version in force and the pending ones after it, oldest first."""
        return list(announced(self.versions, self.at))

    def version(self, number: int) -> Version:
        """Return a version as it stands now."""
        return self._versions[number]

    def next_number(self) -> int:
        """Return the number of the next version; none is used twice, not even that of a voided entry."""
        return max([self._highest, *self._versions]) + 1

    def add(self, statement: Statement) -> None:
        """Add a draft that publishes no text.

        The key of each draft names what it follows, so that the same step twice is one entry.
        """
        self._enter(statement, statement.effective or statement.notice_blob or "", None)

    def publish(self, published: Published, revision: Revision) -> None:
        """Add a draft that publishes a text; its commit is that of the revision unless it names one."""
        text = None
        if self._render:
            text = self._render(self.history.text(revision.blob), revision.path).encode()
        whole = replace(
            published,
            revision=revision.blob,
            path=revision.path,
            commit=published.commit or revision.commit,
            attachments=to_record(revision.attachments, self.history.blobs),
        )
        self._enter(whole, revision.blob, text)

    def correct(self, revised: Revised, revision: str, source: bytes) -> None:
        """Add a draft of a text that no commit has: an earlier one with a correction made in it.

        revised: with the commit and path of the text that was corrected.
        """
        text = None
        if self._render:
            where = revised.path or self.policy.revisions[-1].path
            text = self._render(source.decode(), where).encode()
        self._enter(replace(revised, revision=revision), revision, text, source)

    def _enter(
        self, statement: Statement, what: object, text: bytes | None, source: bytes | None = None
    ) -> None:
        last = self.ever[-1].seq if self.ever else 0
        if statement.language:
            what = f"{statement.language}:{what}"
        name = f"{statement.event.value}:{self.policy.id}:{statement.version}"
        draft = Draft(f"{name}:{what}:after-{last}", self.policy.id, statement, text, source)
        self.drafts.append(draft)
        for entry in provisional([draft], self.at):
            take(self._versions, entry, timezone=self.history.settings.timezone)

    def announcing_commit(self, revision: Revision | None) -> str:
        """Return the commit that says both what is announced and how much notice it promises (T8)."""
        if revision is not None:
            return self.history.announcing_commit(revision.order, self.policy.id)
        assert self.policy.deleted is not None  # noqa: S101 - no revision is the end
        return self.history.announcing_commit(
            self.history.order(self.policy.deleted), self.policy.id
        )
