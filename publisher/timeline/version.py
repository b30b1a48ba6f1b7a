"""A version of a policy, with everything that happened to it: facts; `timeline.rules` has the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from publisher.calendar.counting import Unit
from publisher.model.entries import Beginning, Published, RecordedPeriod
from publisher.register.entry import Entry


class State(StrEnum):
    """What a version is at an instant."""

    PENDING = "pending"
    IN_FORCE = "in force"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A revision as it was published under a version.

    since: the instant it was published. entry: its register entry; `seq` 0 while it is only about to be
    entered. fact: what the entry says. revision: blob id. commit: where git has it.
    """

    revision: str
    commit: str
    since: datetime
    entry: Entry
    fact: Published


@dataclass(frozen=True, slots=True)
class Postponement:
    """A day that moved later: from, to, when that was published and why."""

    before: date
    after: date
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Translation:
    """What a version says in another language, as it was published.

    texts: oldest first; empty where only the notice was translated. notice_blob, notice_path: the words for
    readers in this language.
    """

    language: str
    texts: tuple[PublishedText, ...] = ()
    notice_blob: str | None = None
    notice_path: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A revision that was announced or put in force, with everything that happened to it.

    number: from 1, permanent. beginning: what its first entry says. texts: oldest first; the last one is
    what the version says now; empty for the end of a policy. effective: day in `timezone`; effective_at:
    its first instant, UTC. requested: the day last asked for, where that counted (T3).
    announced_at: None for a first text. follows: the version readers were last told would apply.
    """

    policy: str
    number: int
    entries: tuple[Entry, ...]
    beginning: Beginning
    texts: tuple[PublishedText, ...]
    effective: date
    effective_at: datetime
    timezone: str
    announced_at: datetime | None = None
    follows: int | None = None
    requested: date | None = None
    period: RecordedPeriod | None = None
    notice_blob: str | None = None
    notice_path: str | None = None
    postponements: tuple[Postponement, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    exception: str = ""
    translations: tuple[Translation, ...] = ()

    @property
    def ends(self) -> bool:
        """Whether this is the end of the policy instead of a text."""
        return not self.texts

    @property
    def recorded(self) -> bool:
        """Whether the register holds the announcement already."""
        return self.entries[0].seq > 0

    @property
    def first(self) -> Entry:
        """The entry that brought the version: adopted, announced, ended or exception."""
        return self.entries[0]

    @property
    def notice(self) -> str | None:
        """The id of its notice, `<slug>-<number>`; None for a first text."""
        return self.beginning.notice

    @property
    def unit(self) -> str | None:
        """What its notice is counted in, such as "months" or "none"; None for a version without a count."""
        return None if self.period is None else self.period.unit or Unit.BUSINESS_DAYS.value

    @property
    def has_redline(self) -> bool:
        """Whether there are two texts to compare: its own and the one it follows."""
        return bool(self.texts) and bool(self.beginning.from_revision)

    @property
    def revision(self) -> str | None:
        """The blob id of what the version says now."""
        return self.texts[-1].revision if self.texts else None

    def translation(self, language: str) -> Translation | None:
        """Return what the version says in another language; None where nothing was published in it."""
        return next((one for one in self.translations if one.language == language), None)


def corrected(text: PublishedText, texts: Sequence[PublishedText]) -> PublishedText:
    """Return a text with the corrections that reached it from a later one, which its readers do not change.

    texts: of its version, oldest first. Without them a comparison would show each slip as a change.
    """
    for later in texts[texts.index(text) + 1 :]:
        if later.fact.derived_from and later.fact.from_revision == text.revision:
            text = later
    return text
