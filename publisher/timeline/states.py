"""What the repository answers for an instant: for each policy what applies, what comes, what was.

Joins history and register. Two views stand side by side: what the register holds (`recorded`), and what
the site shows once this build is published (`versions`), in which the planned drafts count as entered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.calendar import civil_day
from publisher.config import Settings
from publisher.history.policy_history import History, PolicyHistory
from publisher.model.entries import Adopted
from publisher.register.chain import CLOCK_TOLERANCE, Register
from publisher.register.entry import Draft, Entry
from publisher.timeline.planning import (
    Judge,
    Judgements,
    by_policy,
    compare_texts,
    plan_policies,
    provisional,
)
from publisher.timeline.policy_state import PolicyState
from publisher.timeline.rules import Version, fold
from publisher.timeline.status_json import business_days_left, days_left, policy_json, rfc3339
from publisher.timeline.translation_view import editions

if TYPE_CHECKING:
    from publisher.model.command_json import StatusJSON

__all__ = ["PolicyState", "States", "Timelines", "business_days_left", "days_left"]


@dataclass(frozen=True)
class States:
    """Every policy at one instant."""

    at: datetime
    policies: tuple[PolicyState, ...]
    drafts: tuple[Draft, ...]

    def __getitem__(self, policy: str) -> PolicyState:
        return {state.id: state for state in self.policies}[policy]

    @property
    def editions(self) -> tuple[PolicyState, ...]:
        """Every policy, each followed by its editions in other languages."""
        return tuple(one for policy in self.policies for one in (policy, *policy.editions))

    def next_change(self) -> tuple[datetime, str, Version] | None:
        """The next instant at which the site changes by itself: (UTC instant, policy id, version)."""
        coming = [(v.effective_at, p.id, v) for p in self.policies for v in p.coming]
        return min(coming, key=lambda item: item[:2]) if coming else None

    def valid_until(self) -> datetime:
        """The instant after which a page built now claims nothing: the next change, or 48 hours."""
        limit = self.at + timedelta(hours=48)
        coming = self.next_change()
        return min(limit, coming[0]) if coming else limit

    def to_json(self) -> StatusJSON:
        """The object `publisher status --json` prints."""
        return {
            "as_of": rfc3339(self.at),
            "policies": [policy_json(policy) for policy in self.policies],
        }


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

    def present(self, now: datetime) -> datetime:
        """Return the instant to show as the present: `now`, or the last entry's if it is a little ahead.

        Two machines' clocks differ; what was just entered by another one must not vanish from a build.
        """
        last = self.register.entries[-1].at if self.register.entries else now
        return last if timedelta(0) < last - now <= CLOCK_TOLERANCE else now

    def at(self, instant: datetime) -> States:
        """Return every policy's state at an aware instant, with what a publication then would enter.

        Entries after the instant do not count; only the first texts that were adopted later do, because
        they say themselves since when they apply. What HEAD holds counts from the last entry on: before
        it, HEAD was another one, and what was announced then is what the register says.

        Raises UsageError where something must be mended first.
        """
        instant = _in_utc(instant)
        if self.register.entries and instant < self.register.entries[-1].at:
            return self.recorded_at(instant)
        ever, standing = self._entries
        drafts = plan_policies(
            self.history, ever, standing, instant, judgements=self._judgements, render=None
        )
        return self._states(standing, drafts, instant, planned=True)

    def recorded_at(self, instant: datetime) -> States:
        """Return every policy's state at an aware instant as the register alone has it."""
        instant = _in_utc(instant)
        return self._states(self._standing_at(instant), {}, instant, planned=False)

    def _states(
        self,
        standing: dict[str, list[Entry]],
        drafts: dict[str, list[Draft]],
        instant: datetime,
        *,
        planned: bool,
    ) -> States:
        policies = (
            self._policy(
                policy, standing.get(policy.id, []), drafts.get(policy.id, []), instant, planned
            )
            for policy in self.history.policies.values()
        )
        return States(
            instant,
            tuple(policy for policy in policies if policy.versions),
            tuple(draft for own in drafts.values() for draft in own),
        )

    def _policy(
        self,
        policy: PolicyHistory,
        entries: list[Entry],
        drafts: list[Draft],
        at: datetime,
        planned: bool,
    ) -> PolicyState:
        zone = self.settings.timezone
        recorded = versions = fold(entries, timezone=zone)
        if drafts:
            versions = fold([*entries, *provisional(drafts, at)], timezone=zone)
        return PolicyState(
            policy, at, recorded, versions, tuple(drafts), self.history, planned, editions
        )

    def _standing_at(self, instant: datetime) -> dict[str, list[Entry]]:
        known = self.register.instants
        past = Register(
            tuple(
                entry
                for entry in self.register.entries
                if known.get(entry.seq, entry.at) <= instant
            )
        )
        told = {entry.policy for entry in past.standing}  # of these the register speaks for itself
        today = civil_day(instant, self.settings.timezone)
        later = (
            entry
            for entry in self.register.standing
            if isinstance(entry.fact, Adopted)
            and entry.at > instant
            and entry.policy not in told
            and entry.fact.effective <= today
        )
        return by_policy([*past.standing, *later])

    @cached_property
    def _entries(self) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
        return by_policy(self.register.entries), by_policy(self.register.standing)

    @cached_property
    def _judgements(self) -> Judgements:
        return Judgements(self.history, self.judge)


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return instant.astimezone(UTC)
