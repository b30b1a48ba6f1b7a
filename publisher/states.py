"""What the repository answers for an instant: for each policy what applies, what comes, what was.

Joins history and register. Two views stand side by side: what the register holds (`recorded`), and what
the site shows once this build is published (`versions`), in which the planned drafts count as entered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from publisher.config import Settings
from publisher.plan import Judge, compare_texts, plan, provisional, schedule_of
from publisher.record.entry import Draft, Event
from publisher.record.history import History, PolicyHistory
from publisher.record.register import Register
from publisher.time import civil_day
from publisher.timeline import State, Version, fold, in_force, last_day, pending, state


@dataclass(frozen=True)
class PolicyState:
    """One policy at one instant.

    recorded: its versions as the register has them. versions: with what this build announces. drafts:
    what a publication now would enter.
    """

    policy: PolicyHistory
    at: datetime
    recorded: tuple[Version, ...]
    versions: tuple[Version, ...]
    drafts: tuple[Draft, ...]

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.policy.id

    @property
    def slug(self) -> str:
        """Its address on the site, without slashes at the ends."""
        return self.policy.revisions[-1].slug

    @property
    def title(self) -> str:
        """Its title as HEAD, or the last revision, has it."""
        return self.policy.revisions[-1].title

    @property
    def language(self) -> str:
        """Language tag of the policy's text."""
        return self.policy.revisions[-1].language

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
        """Return the last day a version is in force as far as is announced."""
        return last_day(version, self.versions)

    def version(self, number: int) -> Version:
        """Return a version by number; KeyError when there is none."""
        return {version.number: version for version in self.versions}[number]

    def to_json(self) -> dict[str, Any]:
        """The policy's object in `publisher status --json`."""
        current = in_force(self.recorded or self.versions, self.at)
        shown = [(v, state(v, self.recorded, self.at)) for v in self.recorded]
        return {
            "id": self.id,
            "title": self.title,
            "in_force": None if current is None or current.ends else self._text_json(current),
            "ended": current.effective.isoformat()
            if current is not None and current.ends
            else None,
            "pending": [self._pending_json(v) for v in pending(self.recorded, self.at)],
            "unpublished": self._unpublished_json(),
            "archived": [self._text_json(v) for v, s in shown if s is State.ARCHIVED],
            "withdrawn": [
                {
                    **self._text_json(v),
                    "withdrawn": _z(v.withdrawn_at),
                    "reason": v.withdrawn_reason,
                }
                for v, s in shown
                if s is State.WITHDRAWN
            ],
        }

    def _text_json(self, version: Version) -> dict[str, Any]:
        return {
            "version": version.number,
            "revision": version.revision,
            "commit": version.texts[-1].commit if version.texts else None,
            "effective": version.effective.isoformat(),
        }

    def _pending_json(self, version: Version) -> dict[str, Any]:
        return {
            "version": version.number,
            "notice": version.notice,
            "revision": version.revision,
            "published": _z(version.announced_at),
            "effective": version.effective.isoformat(),
            "effective_at": _z(version.effective_at),
            "requested": version.requested.isoformat() if version.requested else None,
            "business_days_left": business_days_left(version, self.at),
            "state": "postponed" if version.postponements else "pending",
        }

    def _unpublished_json(self) -> dict[str, Any] | None:
        """What HEAD holds that was not published: None where a publication would enter nothing about it."""
        head = self.policy.head
        known = {version.revision for version in self.recorded}
        for draft in self.drafts:
            if draft.event is Event.ANNOUNCED:
                earliest = draft.fields["effective"]
                return {
                    "revision": draft.fields["revision"],
                    "verdict": "material",
                    "earliest": earliest,
                }
            if draft.event is Event.ENDED:
                return {
                    "revision": None,
                    "verdict": "material",
                    "earliest": draft.fields["effective"],
                }
        if head and head.blob not in known and self.drafts:
            today = civil_day(self.at, self.versions[-1].timezone)
            return {"revision": head.blob, "verdict": "editorial", "earliest": today.isoformat()}
        return None


@dataclass(frozen=True)
class States:
    """Every policy at one instant."""

    at: datetime
    policies: tuple[PolicyState, ...]
    drafts: tuple[Draft, ...]

    def __getitem__(self, policy: str) -> PolicyState:
        return {state.id: state for state in self.policies}[policy]

    def next_change(self) -> tuple[datetime, str, Version] | None:
        """The next instant at which the site changes by itself: (UTC instant, policy id, version)."""
        coming = [(v.effective_at, p.id, v) for p in self.policies for v in p.pending]
        return min(coming, key=lambda item: item[:2]) if coming else None

    def valid_until(self) -> datetime:
        """The instant after which a page built now claims nothing: the next change, or 48 hours."""
        limit = self.at + timedelta(hours=48)
        coming = self.next_change()
        return min(limit, coming[0]) if coming else limit

    def to_json(self) -> dict[str, Any]:
        """The object `publisher status --json` prints."""
        return {"as_of": _z(self.at), "policies": [policy.to_json() for policy in self.policies]}


@dataclass(frozen=True)
class Timelines:
    """History and register of one repository; ask `at(instant)`."""

    history: History
    register: Register
    judge: Judge = field(default=compare_texts)

    @property
    def settings(self) -> Settings:
        """What mkdocs.yml of HEAD configures."""
        return self.history.settings

    def at(self, instant: datetime) -> States:
        """Return every policy's state at an aware instant, with what a publication then would enter.

        Entries after the instant do not count. Raises UsageError where an editor must mend something.
        """
        if instant.tzinfo is None:
            raise ValueError("an instant needs its offset")
        instant = instant.astimezone(UTC)
        register = Register(tuple(entry for entry in self.register.entries if entry.at <= instant))
        drafts = plan(self.history, register, instant, judge=self.judge)
        zone = self.settings.timezone
        policies = []
        for policy in self.history.policies.values():
            own = [entry for entry in register.standing if entry.policy == policy.id]
            coming = tuple(draft for draft in drafts if draft.policy == policy.id)
            recorded = fold(own, timezone=zone, at=instant)
            versions = fold([*own, *provisional(coming, instant)], timezone=zone, at=instant)
            if versions:
                policies.append(PolicyState(policy, instant, recorded, versions, coming))
        return States(instant, tuple(policies), drafts)


def business_days_left(version: Version, at: datetime) -> int:
    """Return how many business days of the count are not over at the instant `at`."""
    schedule = schedule_of(version)
    return schedule.business_days_left(civil_day(at, version.timezone)) if schedule else 0


def _z(instant: datetime | None) -> str | None:
    """Return an instant as RFC 3339 in UTC, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None
