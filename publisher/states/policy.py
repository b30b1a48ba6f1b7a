"""One policy at one instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from publisher.plan.days import last_wish
from publisher.plan.reversals import Reversal, reversals
from publisher.record.entry import Draft
from publisher.record.history import History, PolicyHistory, Revision
from publisher.timeline import State, Version, in_force, last_day, pending, replaced_at, state


@dataclass(frozen=True)
class PolicyState:
    """One policy at one instant.

    recorded: its versions as the register has them. versions: with what this build announces. drafts:
    what a publication now would enter. history: the repository's, for texts.
    """

    policy: PolicyHistory
    at: datetime
    recorded: tuple[Version, ...]
    versions: tuple[Version, ...]
    drafts: tuple[Draft, ...]
    history: History = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.policy.id

    @property
    def slug(self) -> str:
        """Its address on the site, without slashes at the ends."""
        return self.policy.revisions[-1].slug

    @property
    def former_slugs(self) -> tuple[str, ...]:
        """The addresses that it had before its file was renamed; they must go on leading to it."""
        return self.policy.slugs[:-1]

    @property
    def title(self) -> str:
        """The title of the text in force, else of the first to come; never that of an unannounced one."""
        return self._shown.title

    @property
    def language(self) -> str:
        """Language tag of the same text."""
        return self._shown.language

    @cached_property
    def _shown(self) -> Revision:
        known = {one.blob: one for one in self.policy.revisions}
        texts = [self.in_force, *self.pending, *reversed(self.versions)]
        found = (known.get(one.revision or "") for one in texts if one is not None)
        return next((one for one in found if one is not None), self.policy.revisions[-1])

    @property
    def in_force(self) -> Version | None:
        """The version in force, None before the first and after the end."""
        found = in_force(self.versions, self.at)
        return None if found is None or found.ends else found

    @property
    def ended(self) -> Version | None:
        """The end of the policy, once it has come."""
        found = in_force(self.versions, self.at)
        return found if found is not None and found.ends else None

    @property
    def pending(self) -> tuple[Version, ...]:
        """What is announced and has not come yet, in order; with what this build announces."""
        return pending(self.versions, self.at)

    def state(self, version: Version) -> State:
        """What a version is now."""
        return state(version, self.versions, self.at)

    def last_day(self, version: Version) -> date | None:
        """Return the last day a version is in force as far as is announced; None if it never is, or open."""
        return last_day(version, self.versions)

    def replaced_at(self, version: Version) -> datetime | None:
        """Return the instant from which another version applies, as far as is announced."""
        return replaced_at(version, self.versions)

    def version(self, number: int) -> Version:
        """Return a version by number; KeyError when there is none."""
        return {version.number: version for version in self.versions}[number]

    @property
    def held(self) -> date | None:
        """The day that HEAD asks for where it is too early: the newest pending version does not move (T6)."""
        head = self.policy.head
        if not self.pending or head is None or self.pending[-1].ends:
            return None
        newest = self.pending[-1]
        meant = head.asked != last_wish(self.history, newest) or head.asked == newest.requested
        return head.asked if meant and head.asked < newest.effective else None

    @cached_property
    def reversals(self) -> tuple[Reversal, ...]:
        """Which announced changes a later text takes back, with what this build announces."""
        return reversals(self.history, self.versions, self.at)

    def to_json(self) -> dict[str, Any]:
        """The policy's object in `publisher status --json`."""
        from publisher.states.status import policy_json

        return policy_json(self)
