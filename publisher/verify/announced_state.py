"""What readers had been told of one policy before an entry, as the entries up to it say."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from publisher.errors import PublisherError
from publisher.history.policy_history import History
from publisher.register.entry import Entry, Event
from publisher.timeline.planning.draft_state import VerifiedState
from publisher.timeline.planning.notice_selection import Used
from publisher.timeline.rules import Version, fold, in_force, pending
from publisher.verify.plan_check import Known


class AnnouncedState:
    """One policy's versions, kept up to date entry by entry; a policy may have thousands.

    entries: those that count. highest: the highest number that a version ever had. texts: of every version
    that was not withdrawn, also of those that are forgotten. translated: what was published of it in each
    language.
    """

    def __init__(self, history: History) -> None:
        self._zone, self._places = history.settings.timezone, history.commits
        self._ever: list[Entry] = []
        self.entries: list[Entry] = []
        self.highest: int = 0
        # The versions from the one in force on, all of them, and the notices that they used.
        self._versions: dict[int, Version] = {}
        self._every: dict[int, Version] = {}
        self._used = Used(self._places)
        self.texts: dict[int, list[str]] = {}
        self.translated: dict[tuple[int, str], str] = {}

    def known(self) -> Known:
        """What the register holds of the policy so far."""
        kept = VerifiedState(self._versions, self._every, self.highest, self._used)
        return Known(self._ever, self.entries, kept)

    def take(self, entry: Entry) -> None:
        """Let the entry count from now on."""
        self._ever.append(entry)
        self._count(entry)

    def _count(self, entry: Entry) -> None:
        number = entry.stored.get("version")
        if not isinstance(number, int):
            return
        self.entries.append(entry)
        self.highest = max(self.highest, number)
        self._used.take(entry)
        before = self._every.get(number)
        own = (*before.entries, entry) if before and not entry.event.begins_version else (entry,)
        try:
            for version in fold(own, timezone=self._zone):
                self._versions[number] = self._every[number] = version
        except PublisherError:
            return  # check() has said what cannot be read
        self._remember(number, entry)
        self._forget(entry)

    def _remember(self, number: int, entry: Entry) -> None:
        revision = entry.stored.get("revision")
        if entry.event is Event.WITHDRAWN:
            self.texts.pop(number, None)
        elif entry.event is Event.TRANSLATED:
            if isinstance(revision, str):
                self.translated[number, str(entry.stored.get("language"))] = revision
        elif isinstance(revision, str) and revision not in self.texts.get(number, ()):
            self.texts.setdefault(number, []).append(revision)

    def _forget(self, entry: Entry) -> None:
        """Drop versions that can never count again: a policy may have thousands."""
        current = in_force(self.ordered(), entry.at)
        if current:
            for number in [one for one in self._versions if one < current.number]:
                del self._versions[number]

    def ordered(self) -> tuple[Version, ...]:
        """The versions that still count, by number."""
        return tuple(self._versions[number] for number in sorted(self._versions))

    def chain(self, entry: Entry) -> list[Version]:
        """The version in force and the pending ones after it, as readers knew them."""
        versions = self.ordered()
        current = in_force(versions, entry.at)
        return ([current] if current else []) + list(pending(versions, entry.at))

    def drop(self, void: Entry, voided: AbstractSet[int]) -> None:
        """Take in a void: of the entries until now, these (by number) count no longer."""
        self._ever.append(void)
        kept = [one for one in self.entries if one.seq not in voided]
        self.entries, self._versions, self._every = [], {}, {}
        self.texts, self.translated = {}, {}
        self._used = Used(self._places)
        for one in kept:
            self._count(one)
