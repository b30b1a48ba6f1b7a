"""Random histories: editors who edit, decide, wait, blunder and mend, and days that pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.timeline.oracle.facts import Page, Promise, Snapshot, Words
from tests.timeline.oracle.stage import Stage

TOPICS = ("Privacy", "Terms", "Cookies", "Refunds")
SLUGS = ("privacy", "terms", "cookies", "refunds", "privacy-statement", "conditions", "trackers")
# Days of their own: closures, and holidays that the tables lack; and laws whose notice is kept too.
OWN = st.sampled_from([(), (), ("12-24",), ("2026-04-07", "05-04"), ("2026-03-30/2026-04-03",)])
LAWS = st.sampled_from(
    [(), (), (), ("p2b",), ("fr-telecom",), ("fr-telecom", "p2b"), ("psd2",), ("traders: 40 days",)]
)
# Mostly business days; other units are counted otherwise and compared by the days to which they lead.
UNITS = st.sampled_from(["business days"] * 12 + ["days", "weeks", "months"])
PROMISES = st.builds(
    Promise,
    days=st.sampled_from([30, 10, 5, 2, 1]),
    unit=UNITS,
    places=st.sampled_from([("FR",), ("FR", "FR-6AE"), ("US",)]),
    counting=st.sampled_from(["clear", "clear", "workday"]),
    zone=st.sampled_from(["Europe/Paris", "Europe/Paris", "Asia/Tokyo"]),
    own=OWN, extra=OWN, laws=LAWS,
)  # fmt: skip
PICK = st.integers(0, 59)
# What follows an edit: it stays on the desk, it is committed, or committed and published.
THEN = st.sampled_from(["hold", "commit", "publish", "publish"])
TOTAL: Counter[str] = Counter()  # over all histories of this process


class Histories(RuleBasedStateMachine):
    """Each rule is one thing that happens; after each, publisher and clerk are compared."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.pages: dict[str, Page] = {}
        self.notices: dict[str, Words] = {}
        self.promise, self.exceptions = Promise(), False
        self.gone: dict[str, tuple[str, Page]] = {}
        self.good: dict[str, Page] = {}
        self.number = 0

    @initialize(
        promise=PROMISES, two=st.booleans(), back=st.integers(0, 4000),
        seen=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def begin(self, promise: Promise, two: bool, back: int, seen: bool) -> None:
        """A repository with one or two policies, mostly published."""
        self.promise = promise
        wish = self.stage.now.date() - timedelta(days=back)
        for slug, topic in list(zip(SLUGS, TOPICS, strict=False))[: 1 + two]:
            self.pages[slug] = Page(slug, topic, (1, 1), wish)
        self._commit("publish" if seen else "commit")

    def _commit(self, then: str = "commit") -> None:
        if then != "hold":
            snapshot = Snapshot(dict(self.pages), dict(self.notices), self.promise, self.exceptions)
            self.stage.commit(snapshot)
        if then == "publish":
            self.stage.publish()
        self._done()

    def _done(self) -> None:
        self.stage.counts["steps"] += 1
        self.stage.compare()
        if not self.stage.refused:
            self.good = dict(self.pages)

    def _some(self, pick: int) -> str | None:
        return sorted(self.pages)[pick % len(self.pages)] if self.pages else None

    # -- edits --

    @rule(pick=PICK, place=st.integers(0, 1), number=st.integers(1, 3), then=THEN)
    def change(self, pick: int, place: int, number: int, then: str) -> None:
        """Another meaning, or the one of before."""
        if slug := self._some(pick):
            old = self.pages[slug].meaning
            new = (number, old[1]) if place == 0 else (old[0], number)
            self.pages[slug] = replace(self.pages[slug], meaning=new)
        self._commit(then)

    @rule(pick=PICK, bold=st.booleans(), spaces=st.booleans(), then=THEN)
    def tidy(self, pick: int, bold: bool, spaces: bool, then: str) -> None:
        """Other looks."""
        if slug := self._some(pick):
            self.pages[slug] = replace(self.pages[slug], bold=bold, spaces=spaces)
        self._commit(then)

    @rule(pick=PICK, days=st.integers(-60, 150), then=THEN)
    def wish(self, pick: int, days: int, then: str) -> None:
        """Another day asked for."""
        if slug := self._some(pick):
            day = self.stage.now.date() + timedelta(days=days)
            self.pages[slug] = replace(self.pages[slug], wish=day)
        self._commit(then)

    @rule(pick=PICK, back=st.integers(1, 8), then=THEN)
    def revert(self, pick: int, back: int, then: str) -> None:
        """The text of some commit before."""
        slug = self._some(pick)
        line = self.stage.clerk.line
        if slug and slug in line[-min(back, len(line))].pages:
            self.pages[slug] = line[-min(back, len(line))].pages[slug]
        self._commit(then)

    @rule(pick=PICK, place=PICK, days=st.integers(-900, 60), then=THEN)
    def found(self, pick: int, place: int, days: int, then: str) -> None:
        """A new policy; now and then at an address that another one had."""
        slug = SLUGS[place % len(SLUGS)]
        topic = TOPICS[pick % len(TOPICS)] if pick < 6 else f"Topic of {slug} {pick % 3}"
        if slug not in self.pages and len(self.pages) < 3:
            day = self.stage.now.date() + timedelta(days=days)
            self.pages[slug] = Page(slug, topic, (1, 1), day)
        self._commit(then)

    @rule(pick=PICK, then=THEN)
    def delete(self, pick: int, then: str) -> None:
        """A file goes."""
        if slug := self._some(pick):
            page = self.pages.pop(slug)
            self.gone[page.policy] = slug, page
        self._commit(then)

    @precondition(lambda self: bool(self.gone))
    @rule(pick=PICK, number=st.integers(1, 2), then=THEN)
    def restore(self, pick: int, number: int, then: str) -> None:
        """A deleted file comes back, perhaps with another text."""
        policy = sorted(self.gone)[pick % len(self.gone)]
        slug, page = self.gone.pop(policy)
        if slug not in self.pages:
            self.pages[slug] = replace(page, meaning=(number, page.meaning[1]))
        self._commit(then)

    @rule(pick=PICK, place=PICK, named=st.sampled_from([True, True, True, False]), then=THEN)
    def rename(self, pick: int, place: int, named: bool, then: str) -> None:
        """A file moves: with the policy's id in it, or, by mistake, without."""
        slug, target = self._some(pick), SLUGS[place % len(SLUGS)]
        if slug and target not in self.pages:
            page = self.pages.pop(slug)
            policy = page.policy if named else target
            self.pages[target] = replace(page, policy=policy, named=named)
        self._commit(then)

    @rule(pick=PICK, other=PICK, then=THEN)
    def claim(self, pick: int, other: int, then: str) -> None:
        """A file says that it is some other policy, or a new one."""
        slug = self._some(pick)
        if slug and other % 3 == 0:
            policy = ("other-name", *SLUGS)[other % 8]
            self.pages[slug] = replace(self.pages[slug], policy=policy, named=True)
        self._commit(then)

    # -- words for readers, decisions --

    @rule(
        pick=PICK, both=st.booleans(), salt=st.integers(0, 3), then=THEN,
        kind=st.sampled_from(["", "", "", "material", "editorial"]), approved=st.booleans(),
        replaces=st.integers(0, 7), reverses=st.integers(0, 7), postponed=st.booleans(),
        exception=st.sampled_from([False, False, False, True]), days=st.integers(-30, 200),
    )  # fmt: skip
    def explain(
        self, pick: int, both: bool, salt: int, then: str, kind: str, approved: bool, replaces: int,
        reverses: int, postponed: bool, exception: bool, days: int,
    ) -> None:  # fmt: skip
        """A notice, for one policy or two."""
        known = sorted({p.policy for p in self.pages.values()} | set(self.stage.clerk.book))
        policies = tuple((known * 2)[pick % len(known) :][: 1 + both]) if known else ()
        policies = tuple(dict.fromkeys(policies))
        if policies:
            self.number += 1
            exceptional = exception and kind != "editorial"
            said = approved or exceptional
            self.notices[f"n{self.number:03}"] = Words(
                policies, kind, "It was meant." if approved else "", "Counsel" if said else "",
                self._versions(policies, replaces), self._versions(policies, reverses),
                "Not ready." if postponed else "", "A court ordered it." if exceptional else "",
                self.stage.now.date() + timedelta(days=days) if days % 3 == 0 else None, salt,
            )  # fmt: skip
        self._commit(then)

    def _versions(self, policies: tuple[str, ...], pick: int) -> tuple[str, ...]:
        """Return what `replaces` or `reverses` names: often nothing, seldom what is not pending."""
        if pick == 7:
            return ("privacy-9",)
        names = []
        for policy in policies:
            waiting = self.stage.waiting(policy)
            if waiting and pick < 3:
                version = waiting[pick % len(waiting)]
                name = version.notice if len(policies) > 1 or pick == 1 else str(version.number)
                names += [name] if name else []
        return tuple(names)

    @precondition(lambda self: bool(self.notices))
    @rule(pick=PICK, salt=st.integers(0, 3), gone=st.booleans(), reason=st.booleans(), then=THEN)
    def reword(self, pick: int, salt: int, gone: bool, reason: bool, then: str) -> None:
        """A notice is edited or deleted."""
        name = sorted(self.notices)[pick % len(self.notices)]
        words = self.notices.pop(name)
        if not gone:
            said = "Later." if reason else words.postponed
            self.notices[name] = replace(words, salt=salt, postponed=said)
        self._commit(then)

    # -- promises, holidays, days --

    @rule(promise=PROMISES, then=THEN)
    def promise_otherwise(self, promise: Promise, then: str) -> None:
        """Another promise altogether."""
        self.promise = promise
        self._commit(then)

    @rule(days=st.sampled_from([30, 20, 10, 3]), exceptions=st.booleans(), then=THEN)
    def promise_days(self, days: int, exceptions: bool, then: str) -> None:
        """More days, or fewer; and whether exceptions are allowed."""
        self.promise, self.exceptions = replace(self.promise, days=days), exceptions
        self._commit(then)

    @rule(own=OWN, extra=OWN, laws=LAWS, then=THEN)
    def promise_besides(
        self, own: tuple[str, ...], extra: tuple[str, ...], laws: tuple[str, ...], then: str
    ) -> None:
        """Other days on which the company is closed, and other laws whose notice it keeps."""
        self.promise = replace(self.promise, own=own, extra=extra, laws=laws)
        self._commit(then)

    @precondition(lambda self: bool(self.stage.standing) and len(self.stage.clerk.wrong) < 3)
    @rule(pick=st.integers(0, 9))
    def void(self, pick: int) -> None:
        """An entry, mostly one of the last, turns out to be wrong."""
        places = self.stage.standing
        self.stage.void(places[-1 - pick % len(places)])
        self._done()

    @precondition(lambda self: len(self.stage.clerk.decreed) < 2)
    @rule(days=st.integers(0, 60))
    def decree(self, days: int) -> None:
        """A holiday is created."""
        self.stage.decree(self.stage.now.date() + timedelta(days=days))
        self._done()

    @rule(days=st.sampled_from([0, 1, 2, 7, 20, 50]), minutes=st.integers(1, 1500))
    def outage(self, days: int, minutes: int) -> None:
        """Days without any publication."""
        self.stage.wait(self.stage.now + timedelta(days=days, minutes=minutes))
        self._done()

    @rule(days=st.sampled_from([0, 0, 1, 3, 10, 35]), minutes=st.integers(1, 1500))
    def publish(self, days: int, minutes: int) -> None:
        """A publication, sooner or later; where something must be mended first, it is."""
        self.stage.wait(self.stage.now + timedelta(days=days, minutes=minutes))
        self.stage.publish()
        self._done()

    @precondition(lambda self: bool(self.stage.refused))
    @rule(then=THEN)
    def mend(self, then: str) -> None:
        """The last mistake is taken back."""
        self._mend()
        self._commit(then)

    def _mend(self) -> None:
        self.pages, self.notices = dict(self.good), {}

    def teardown(self) -> None:
        """Let everything that is announced come, and ask for every day again."""
        try:
            self._mend()
            self._commit()
            self.stage.counts["steps"] -= 1  # nobody chose this one
            if not self.stage.refused:
                self._end()
        finally:
            self.stage.holidays.close()
            TOTAL.update(self.stage.counts)
            TOTAL["histories"] += 1

    def _end(self) -> None:
        last = max(
            (v.start for vs in self.stage.clerk.book.values() for v in vs if v.state == "pending"),
            default=self.stage.now,
        )
        self.stage.wait(min(last, self.stage.now + timedelta(days=200)) + timedelta(days=2))
        self.stage.compare()
        self.stage.sweep()


def day(text: str) -> date:
    """Return a day; for pasting a failing history into a test."""
    return date.fromisoformat(text)
