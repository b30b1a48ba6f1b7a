"""Publisher and clerk side by side on one history: every step is taken by both, every answer compared."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import publisher.timeline.states
from publisher.errors import UsageError
from publisher.timeline.rules import in_force
from publisher.timeline.states import PolicyState, States
from publisher.timeline.status_json import policy_json
from tests.timeline.holidays import created
from tests.timeline.oracle import almanac, answers
from tests.timeline.oracle.answers import reversals
from tests.timeline.oracle.clerk import Clerk
from tests.timeline.oracle.desk import Desk
from tests.timeline.oracle.facts import Fact, Page, RefusedError, Snapshot, Version
from tests.timeline.oracle.story import Story, fact, recorded, source, words_of

# The publisher's words for what the clerk refuses too.
MISTAKES = {
    "two-files": "give one of the two another 'id'",
    "address": "takes the address",
    "no-such-policy": "names the policy ",
    "replaces": "'replaces: [^']*' names no pending version",
    "reverses": "'reverses: [^']*' names no pending version",
    "without": "counts as material, without",
    "less-notice": "less notice .T8.",
    "comes-or-goes": "a whole text comes or goes",
    "not-allowed": "does not allow",
    "not-needed": "needs no notice",
    "overtakes": "would overtake",
    "identity": "lost its identity: ",
    "at once": "would change at once",
    "forward": "forward|come back",
    "rename": "is gone and this is much the same text",
}


@dataclass
class Stage:
    """One history. now: its present. diary: the clerk's answers as they were written down at the time."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    clerk: Clerk = field(default_factory=Clerk)
    story: Story = field(default_factory=Story)
    diary: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    refused: str = ""
    published: dict[str, Page] = field(default_factory=dict)
    # Not the clerk's: what the publisher itself said, held against the promise.
    told: dict[tuple[str, int], datetime] = field(default_factory=dict)
    shown: set[tuple[str, str]] = field(default_factory=set)
    holidays: ExitStack = field(default_factory=ExitStack)

    # -- steps --

    def commit(self, snapshot: Snapshot) -> None:
        """Commit everything that lies on the desk."""
        self.clerk.commit(snapshot)
        self.story.take(snapshot)
        self.counts["commits"] += 1

    def decree(self, day: date) -> None:
        """Let France create a holiday."""
        self.clerk.decreed |= {day}
        self.holidays.close()
        self.holidays.enter_context(created(*self.clerk.decreed))
        self.counts["holidays created"] += 1

    def wait(self, until: datetime) -> None:
        """Let time pass day by day."""
        while self.now < until:
            noon = self.now.replace(hour=12, minute=0)
            following = min(until, noon if noon > self.now else noon + timedelta(days=1))
            for moment in [*self._starts(following), following]:
                self._arrive(moment)

    def _starts(self, before: datetime) -> list[datetime]:
        """The first instants of what comes until then, each with the second before it."""
        coming = {v.start for versions in self.clerk.book.values() for v in versions}
        found = {one - timedelta(seconds=lead) for one in coming for lead in (0, 1)}
        return sorted(one for one in found if self.now < one < before)

    def _arrive(self, moment: datetime) -> None:
        self.now = moment
        self.clerk.turn(moment)
        self._write_down()

    def _write_down(self) -> None:
        while self.diary and self.diary[-1][0] == self.now:
            self.diary.pop()
        book = {name: versions for name, versions in self.clerk.book.items() if versions}
        page = {name: answers.answer(versions, self.now) for name, versions in book.items()}
        self.diary.append((self.now, page))
        self.counts["days and instants"] += 1

    def publish(self) -> None:
        """Publish once on both sides; what is refused must be refused by both, and enter nothing."""
        self.wait(self.now + timedelta(minutes=1))
        self.counts["publications"] += 1
        size = self.story.store.read().size
        expected: list[Fact] | str
        found: list[Fact] | str
        try:
            expected = self.clerk.publish(self.now)
        except RefusedError as error:
            expected = str(error)
        try:
            found = [fact(entry) for entry in self.story.enter(self.now)]
        except UsageError as error:
            found = _kind(error)
        _same("entered", found, expected)
        if isinstance(found, str):
            assert self.story.store.read().size == size
            self.counts[f"refused: {found}"] += 1
            return
        for one in found:
            self.counts[f"entered: {one.event}"] += 1
        self.clerk.turn(self.now)
        self._write_down()
        self._remember()

    def void(self, place: int) -> None:
        """Call an entry wrong on both sides; what would bring a day forward is refused by both."""
        self.wait(self.now + timedelta(minutes=1))
        size = self.story.store.read().size
        expected = found = ""
        try:
            self.clerk.void(place, self.now)
        except RefusedError as error:
            expected = str(error)
        try:
            self.story.void(place + 1, self.now)
        except UsageError as error:
            found = _kind(error)
        _same("void", found, expected)
        assert self.story.store.read().size == size + (not found)
        self.counts[f"refused: {found}" if found else "entered: void"] += 1
        self._write_down()

    # -- comparing --

    def compare(self) -> None:
        """Compare every answer for this instant, what HEAD would bring included."""
        self.refused = ""
        if not self.clerk.line:
            return
        desks: dict[str, Desk] = {}
        states, said = None, ""
        try:
            desks = self.clerk.plan(self.now)
        except RefusedError as error:
            self.refused = str(error)
        try:
            states = self.story.timelines.at(self.now)
        except UsageError as error:
            said = _kind(error)
        _same("refused", said, self.refused)
        if states is None:
            return
        self._hold_promise(states)
        shown = {name for name, desk in desks.items() if desk.versions}
        assert {policy.id for policy in states.policies} == shown
        starts = []
        for policy in states.policies:
            desk = desks[policy.id]
            _same("drafts", [fact(draft) for draft in policy.drafts], desk.facts)
            said = policy_json(policy)
            self._compare_planned(policy, desk, said)
            if self.clerk.book.get(policy.id):
                expected = answers.answer(self.clerk.book[policy.id], self.now)
                _same("answer", recorded(said), expected)
            last = {
                v.start: v.number for v in desk.waiting
            }  # the others are overtaken on their day
            starts += [(start, policy.id, number) for start, number in last.items()]
        coming = states.next_change()
        found = coming and (coming[0], coming[1], coming[2].number)
        _same("next change", found, min(starts, default=None))
        limit = self.now + timedelta(hours=48)
        assert states.valid_until() == min([limit, *(one[0] for one in starts)])
        self.counts["comparisons"] += 1

    def _compare_planned(self, policy: PolicyState, desk: Desk, said: dict[str, Any]) -> None:
        theirs = said["unpublished"]
        ours = answers.unpublished(desk)
        _same("unpublished", theirs and (theirs["verdict"], theirs["earliest"]), ours)
        _same("address", policy.slug, desk.life.slug)
        day = policy.held
        _same("held", day.isoformat() if day else None, answers.held(desk))
        assert len(policy.versions) == len(desk.versions)
        for version, own in zip(policy.versions, desk.versions, strict=True):
            last = policy.last_day(version)
            _same("version", (
                version.number, str(policy.state(version)), version.effective, version.effective_at,
                version.follows, version.exception, words_of(version),
                last.isoformat() if last else None,
                [(m.before, m.after) for m in version.postponements],
            ), (
                own.number, own.state, own.day, own.start, own.follows, own.exception,
                own.words[0] if own.words else None, answers.last_day(own, desk.versions),
                [move[:2] for move in own.moves],
            ))  # fmt: skip
            if version.revision:
                assert own.page
                assert self.story.history().text(version.revision) == source(own.page)
            else:
                assert own.page is None
        found = [
            (r.version.number, r.by.number, r.whole, r.never, r.declared) for r in policy.reversals
        ]
        _same("reversals", found, list(reversals(desk.versions)))

    def sweep(self) -> None:
        """Ask the publisher for every day that was written down, from today's register alone."""
        timelines = self.story.timelines
        zone = timelines.settings.timezone
        for moment, page in self.diary:
            with patch.object(publisher.timeline.states, "plan_policies", lambda *_, **__: {}):
                states = timelines.at(moment)
            found = {p.id: recorded(policy_json(p)) for p in states.policies}
            for name in (
                found.keys() - page.keys()
            ):  # adopted since: it says itself since when it applies
                first = self.clerk.book[name][0]
                assert first.day <= almanac.today(moment, zone)
                assert found.pop(name)["in force"] == first.number
            _same(f"at {moment}", found, page)
            self.counts["days and instants asked again"] += 1

    # -- the promise, held against the publisher's answers alone --

    def _remember(self) -> None:
        """After a publication: what readers are told, and that each count is complete by its day."""
        states = self.story.timelines.at(self.now)
        for policy in states.policies:
            page = self.published_page(policy.id)
            if page:
                self.shown.add((policy.id, source(page)))
            for version in policy.recorded:
                if (
                    version.withdrawn_at is None
                    and version.period
                    and version.effective_at > self.now
                ):
                    assert version.announced_at
                    promise = self._promise_of(version.period)
                    first = almanac.earliest(version.announced_at, promise, self.clerk.decreed)
                    assert version.effective >= first, f"{policy.id} v{version.number}: {first}"
                    if promise.unit != "business days":
                        continue
                    days = almanac.notice(
                        version.announced_at, version.effective, promise, self.clerk.decreed
                    )
                    assert days >= promise.days, f"{policy.id} v{version.number}: {days} days"

    def published_page(self, policy: str) -> Page | None:
        """Return the page that HEAD holds of a policy."""
        pages = [p for p in self.clerk.line[-1].pages.values() if p.policy == policy]
        return pages[0] if len(pages) == 1 else None

    @staticmethod
    def _promise_of(period: Any) -> Any:
        places = tuple(period.calendar.split("+"))
        own = (tuple(getattr(period, name)) for name in ("closures", "extra_holidays", "also"))
        unit = period.unit if isinstance(period.unit, str) else "business days"
        return almanac.Promise(period.number, places, period.counting, period.timezone, *own, unit)

    def _hold_promise(self, states: States) -> None:
        """No announced day moved earlier, and nothing is in force that was not published and told."""
        for policy in states.policies:
            for version in policy.recorded:
                if version.withdrawn_at is None:
                    before = self.told.get((policy.id, version.number), version.effective_at)
                    assert version.effective_at >= before
                    self.told[policy.id, version.number] = version.effective_at
            current = in_force(policy.recorded, self.now)
            if current is None or current.ends:
                continue
            if current.announced_at is not None and not current.exception:
                assert self.told[policy.id, current.number] <= self.now
                assert current.announced_at < self.now
            # A correction that was made in a pending text reaches the text in force too (T4): what
            # readers saw is the text in which it was made.
            derived = current.texts[-1].fact.derived_from
            revision = derived.after if derived else current.revision
            text = self.story.history().text(str(revision))
            assert current.announced_at is None or (policy.id, text) in self.shown

    @property
    def standing(self) -> list[int]:
        """The places of the lines that can be called wrong."""
        clerk = self.clerk
        return [
            place
            for place, line in enumerate(clerk.lines)
            if place not in clerk.wrong and line.fact.event != "void"
        ]

    def waiting(self, policy: str) -> list[Version]:
        """What the notebook has as pending."""
        return [v for v in self.clerk.book.get(policy, []) if v.state == "pending"]


def _kind(error: UsageError) -> str:
    kinds = [kind for kind, words in MISTAKES.items() if re.search(words, str(error))]
    assert kinds, f"a mistake that the clerk does not know: {error}"
    return kinds[0]


def _same(what: str, publisher: object, clerk: object) -> None:
    assert publisher == clerk, f"{what}: publisher {publisher!r}, clerk {clerk!r}"
