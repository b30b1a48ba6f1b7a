"""The clerk: keeps the files and the notebook, publishes, and turns the pages every day."""

from __future__ import annotations

from datetime import date, datetime

from tests.timeline.oracle.archive import check, lives
from tests.timeline.oracle.desk import Desk
from tests.timeline.oracle.facts import Fact, Line, RefusedError, Snapshot, Version
from tests.timeline.oracle.notebook import turn, written


class Clerk:
    """line: the commits. decreed: holidays that were created. lines: of the notebook, one an entry.

    wrong: the places of the lines that a later one calls wrong. book: what the lines say today, by policy.
    added: the commit that last brought each notice.
    """

    def __init__(self) -> None:
        self.line: list[Snapshot] = []
        self.decreed: frozenset[date] = frozenset()
        self.lines: list[Line] = []
        self.wrong: set[int] = set()
        self.book: dict[str, list[Version]] = {}
        self.added: dict[str, int] = {}

    def commit(self, snapshot: Snapshot) -> None:
        """Take a commit to the files."""
        order = len(self.line)
        before = self.line[-1].notices if self.line else {}
        self.added |= {name: order for name in snapshot.notices if name not in before}
        self.line.append(snapshot)

    def turn(self, now: datetime) -> None:
        """Begin a day, or look at the clock."""
        for versions in self.book.values():
            turn(versions, now)

    def standing(self, policy: str) -> list[Line]:
        """The lines about a policy that nobody called wrong."""
        return [
            line
            for place, line in enumerate(self.lines)
            if line.fact.policy == policy and line.fact.event != "void" and place not in self.wrong
        ]

    def publish(self, now: datetime) -> list[Fact]:
        """Enter what is to be entered, and return it. Raises RefusedError and enters nothing."""
        found = self.plan(now)
        for policy, desk in found.items():
            if desk.lines:
                self.book[policy] = desk.versions
                self.lines += desk.lines
        return [line.fact for desk in found.values() for line in desk.lines]

    def void(self, place: int, now: datetime) -> None:
        """Call a line wrong. Raises RefusedError where readers rely on it: the text in force, or a day."""
        policy = self.lines[place].fact.policy
        known = {version.number: version for version in self.book[policy]}
        self.wrong.add(place)
        after = written(self.standing(policy), now)
        shown = [
            [(v.number, v.page, v.start) for v in book if v.state == "in force"]
            for book in (known.values(), after)
        ]
        refused = "at once" if shown[0] != shown[1] else ""
        for version in after:
            old = known[version.number]
            if not version.withdrawn and (old.withdrawn or version.start < old.start):
                refused = refused or "forward"
        if refused:
            self.wrong.remove(place)
            raise RefusedError(refused)
        self.lines.append(Line(Fact("void", policy, 0)))
        self.book[policy] = after

    def plan(self, now: datetime) -> dict[str, Desk]:
        """Say what a publication would enter, by policy."""
        known = lives(self.line)
        check(self.line[-1], known)
        desks = {policy: Desk(self, policy, life, now) for policy, life in known.items()}
        for desk in desks.values():
            desk.work()
        ended = [p for p, desk in desks.items() if any(f.event == "ended" for f in desk.facts)]
        new = [p for p, desk in desks.items() if any(f.event == "adopted" for f in desk.facts)]
        topics = {known[p].texts[-1][2].topic for p in new if known[p].gone is None}
        if any(known[p].texts[-1][2].topic in topics for p in ended):
            raise RefusedError("rename")
        return desks
