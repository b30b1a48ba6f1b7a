"""What was announced of one policy before an entry, as the entries up to it say."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from publisher.errors import PublisherError
from publisher.history.policy_history import History
from publisher.register.entry import Entry, Event
from publisher.timeline.rules import Version, announced, fold, in_force


class AnnouncedState:
    """One policy's versions, kept up to date entry by entry; a policy may have thousands.

    ever: all entries. entries: those that count. highest: the highest number that a version ever had.
    versions: from the one in force on. every: those before it too. texts: of every version that was not
    withdrawn, also of those before the one in force. translated: what was published of it in each language.
    """

    def __init__(self, history: History) -> None:
        self._zone = history.settings.timezone
        self.ever: list[Entry] = []
        self.entries: list[Entry] = []
        self.highest: int = 0
        self.versions: dict[int, Version] = {}
        self.every: dict[int, Version] = {}
        self.texts: dict[int, list[str]] = {}
        self.translated: dict[tuple[int, str], str] = {}

    def take(self, entry: Entry) -> None:
        """Take the entry into account from now on."""
        self.ever.append(entry)
        self._count(entry)

    def _count(self, entry: Entry) -> None:
        number = entry.stored.get("version")
        if not isinstance(number, int):
            return
        self.entries.append(entry)
        self.highest = max(self.highest, number)
        before = self.every.get(number)
        own = (*before.entries, entry) if before and not entry.event.begins_version else (entry,)
        try:
            for version in fold(own, timezone=self._zone):
                self.versions[number] = self.every[number] = version
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
            for number in [one for one in self.versions if one < current.number]:
                del self.versions[number]

    def ordered(self) -> tuple[Version, ...]:
        """The versions that still count, by number."""
        return tuple(self.versions[number] for number in sorted(self.versions))

    def chain(self, entry: Entry) -> list[Version]:
        """The version in force and the pending ones after it, as readers knew them."""
        return list(announced(self.ordered(), entry.at))

    def drop(self, void: Entry, voided: AbstractSet[int]) -> None:
        """Take in a void: of the entries until now, these (by number) count no longer."""
        self.ever.append(void)
        kept = [one for one in self.entries if one.seq not in voided]
        self.entries, self.versions, self.every = [], {}, {}
        self.texts, self.translated = {}, {}
        for one in kept:
            self._count(one)
