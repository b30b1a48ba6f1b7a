"""When what a page says is true. A page built once stays true because each saying carries its window.

The windows of a page are absolute instants; the build shows what holds at its own instant, and the
page's script shows, on the reader's clock, what holds later.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.timeline.rules import State, Version
from publisher.timeline.states import PolicyState


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, instants in UTC. since, until: None where it is open; `until` is not in it."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in the window."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def place(self, at: datetime) -> str:
        """Say where the window lies from an instant: "before" it opens, "during", or "after"."""
        if self.since is not None and at < self.since:
            return "before"
        return "after" if self.until is not None and at >= self.until else "during"


# How long a policy's page says in full what changed.
NEWS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class WindowState:
    """What a version is during a window."""

    state: State
    window: Window


@dataclass(frozen=True, slots=True)
class Phase:
    """What a policy's page says during a window.

    version: the text that applies; None before the first and after the end. ended: the end, once it
    has come. coming: what then is still announced, in order. number: from 0, in the order of time.
    """

    number: int
    version: Version | None
    ended: Version | None
    coming: tuple[Version, ...]
    window: Window

    @property
    def waits(self) -> bool:
        """Whether the phase lies after the build."""
        return self.number > 0


def chain(policy: PolicyState) -> tuple[Version, ...]:
    """Return the versions that are, were or will be in force, and the end, in the order of time."""
    return policy.chain


def in_force(policy: PolicyState, version: Version) -> Window | None:
    """Return when a version is in force as far as is announced; None where it never is."""
    place = policy.places.get(version.number)
    if place is None:
        return None
    following = policy.chain[place + 1].effective_at if place + 1 < len(policy.chain) else None
    if following is not None and following <= version.effective_at:
        return None  # overtaken on the day on which it would have begun
    return Window(version.effective_at, following)


def following(policy: PolicyState, version: Version) -> Version | None:
    """Return the version that ends this one's time, as far as is announced."""
    later = bisect_right(policy.standing, version.number, key=lambda one: one.number)
    versions = (policy.standing[index] for index in range(later, len(policy.standing)))
    return next((one for one in versions if policy.ever_applies(one)), None)


def preceding(policy: PolicyState, version: Version) -> Version | None:
    """Return the version whose time this one ends, as far as is announced."""
    place = bisect_left(policy.standing, version.number, key=lambda one: one.number)
    versions = (policy.standing[index] for index in range(place - 1, -1, -1))
    return next((one for one in versions if policy.ever_applies(one)), None)


def neighbours(policy: PolicyState, version: Version) -> tuple[Version | None, Version | None]:
    """Return the versions before and after one by their numbers, whatever became of them."""
    place = bisect_left(policy.versions, version.number, key=lambda one: one.number)
    before, after = (
        policy.versions[max(0, place - 1) : place],
        policy.versions[place + 1 : place + 2],
    )
    return (before[0] if before else None, after[0] if after else None)


def standings(policy: PolicyState, version: Version) -> list[WindowState]:
    """Return what a version is at the build and what it becomes, in the order of time."""
    applies = in_force(policy, version)
    if applies is None:
        if version.withdrawn_at is not None or version.effective_at <= policy.at:
            return [WindowState(policy.state(version), Window())]
        return [
            WindowState(State.PENDING, Window(None, version.effective_at)),
            WindowState(State.ARCHIVED, Window(version.effective_at, None)),
        ]
    found = [
        WindowState(State.PENDING, Window(None, applies.since)),
        WindowState(State.IN_FORCE, applies),
    ]
    if applies.until is not None:
        found.append(WindowState(State.ARCHIVED, Window(applies.until, None)))
    return [s for s in found if s.window.until is None or s.window.until > policy.at]


def settled(policy: PolicyState, version: Version) -> bool:
    """Whether nothing that the pages of a version say can change by the passing of time.

    Only a later entry of the register can change it then: one that takes another back.
    """
    if policy.state(version) not in (State.ARCHIVED, State.WITHDRAWN):
        return False
    return all(one.seq for one in version.entries)


def phases(policy: PolicyState) -> Iterator[Phase]:
    """Yield what the policy's page says now and after each announced change, in the order of time."""
    coming = policy.coming
    since = None
    for number in range(len(coming) + 1):
        version = coming[number - 1] if number else policy.in_force
        ended = version if version is not None and version.ends else None
        if number == 0:
            ended = policy.ended
        until = coming[number].effective_at if number < len(coming) else None
        yield Phase(
            number, None if ended else version, ended, coming[number:], Window(since, until)
        )
        since = until


@dataclass(frozen=True, slots=True)
class RecentChange:
    """A change that took effect. window: when the policy's page describes it in full."""

    version: Version
    window: Window


def recent(policy: PolicyState, phase: Phase) -> list[RecentChange]:
    """Return the changes that a phase of the policy's page describes as recent, the latest first."""
    start = phase.window.since or policy.at
    changes = (
        RecentChange(version, Window(version.effective_at, version.effective_at + NEWS))
        for version in _changes(policy, start)
    )
    return [one for one in changes if one.window.until is None or one.window.until > start]


def last_change(policy: PolicyState, phase: Phase) -> RecentChange | None:
    """Return the latest change with the window in which one quiet line about it is enough."""
    version = next(_changes(policy, phase.window.since or policy.at), None)
    return RecentChange(version, Window(version.effective_at + NEWS)) if version else None


def _changes(policy: PolicyState, until: datetime) -> Iterator[Version]:
    """Yield what replaced another text by an instant, the latest first."""
    for version in reversed(policy.chain[1:]):
        if version.effective_at <= until and (version.ends or in_force(policy, version)):
            yield version
