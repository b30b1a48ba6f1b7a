"""The clerk: reads the desk at each publication, keeps a notebook, and turns its pages every day."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime

from tests.timeline.oracle import almanac
from tests.timeline.oracle.almanac import DAY
from tests.timeline.oracle.archive import Life, check, lives
from tests.timeline.oracle.facts import Fact, Page, Promise, RefusedError, Snapshot, Version, Words

Notebook = dict[str, list[Version]]


def alike(old: Page | None, new: Page | None) -> str:
    """Say how two texts differ for a reader: not at all, in looks, or in meaning."""
    if old is None or new is None:
        return "same" if old is new else "meaning"
    if (old.meaning, old.topic) != (new.meaning, new.topic):
        return "meaning"
    return "same" if (old.bold, old.named) == (new.bold, new.named) else "looks"


def turn(versions: list[Version], now: datetime) -> None:
    """Let the day come for what waits."""
    for version in versions:
        if version.state == "pending" and version.start <= now:
            for other in versions:
                if other.state == "in force":
                    other.state = "archived"
            version.state = "in force"


class Clerk:
    """line: the commits. decreed: holidays that were created. spent: files used, by policy."""

    def __init__(self) -> None:
        self.line: list[Snapshot] = []
        self.decreed: frozenset[date] = frozenset()
        self.book: Notebook = {}
        self.spent: dict[str, set[str]] = {}
        self.added: dict[str, int] = {}

    def commit(self, snapshot: Snapshot) -> None:
        """Take a commit to the files."""
        order = len(self.line)
        self.line.append(snapshot)
        self.added = {name: self.added.get(name, order) for name in snapshot.notices}

    def turn(self, now: datetime) -> None:
        """Begin a day, or look at the clock."""
        for versions in self.book.values():
            turn(versions, now)

    def publish(self, now: datetime) -> list[Fact]:
        """Enter what is to be entered, and return it. Raises RefusedError and enters nothing."""
        found = self.plan(now)
        facts = []
        for policy, desk in found.items():
            if desk.facts:
                self.book[policy] = desk.versions
                self.spent.setdefault(policy, set()).update(desk.used)
            facts += desk.facts
        return facts

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


class Desk:
    """One policy at one publication. facts: what is entered; used: the files that are spent with it."""

    def __init__(self, clerk: Clerk, policy: str, life: Life, now: datetime) -> None:
        self.clerk, self.policy, self.life, self.now = clerk, policy, life, now
        self.known = policy in clerk.book
        self.versions = [_copy(version) for version in clerk.book.get(policy, [])]
        self.recorded = {version.number for version in self.versions}
        self.snapshot = clerk.line[-1]
        self.promise = self.snapshot.promise
        self.day = almanac.today(now, self.promise.zone)
        self.page = None if life.gone is not None else life.texts[-1][2]
        self.order = life.texts[-1][0] if life.gone is None else life.gone
        self.facts: list[Fact] = []
        self.used: set[str] = set()
        self.given = self._current_words()

    # -- what readers know --

    @property
    def current(self) -> Version | None:
        """What is in force; the end too."""
        return next((v for v in self.versions if v.state == "in force"), None)

    @property
    def waiting(self) -> list[Version]:
        """What is announced and not there yet."""
        return [v for v in self.versions if v.state == "pending"]

    @property
    def told(self) -> list[Version]:
        """What readers were told will apply, in order."""
        return ([self.current] if self.current else []) + self.waiting

    def _current_words(self) -> tuple[str, Words] | None:
        """The newest file for this policy, if it is newer than what was used and published."""
        spent = self.clerk.spent.get(self.policy, set())
        own = {
            (added, name)
            for name, added in self.clerk.added.items()
            if self.policy in self.snapshot.notices[name].policies
        }
        since = [v.order for v in self.versions] + [added for added, name in own if name in spent]
        files = [one for one in own if one[1] not in spent and one[0] > max(since, default=-1)]
        return (max(files)[1], self.snapshot.notices[max(files)[1]]) if files else None

    def _difference(self, version: Version | None) -> str:
        """Compare a version with what lies on the desk; a shorter promise is one of meaning."""
        found = alike(version.page if version else None, self.page)
        if version is None or version.page is None or self.page is None:
            return found if found == "same" else "comes-or-goes"
        then = self.clerk.line[version.order].promise
        shorter = almanac.shorter(then, self.promise, self.day, self.clerk.decreed)
        return "promise" if shorter else found

    # -- the work --

    def work(self) -> None:
        """Do one policy. Raises RefusedError."""
        if self.life.became and self.life.gone is not None:
            if self.known:
                raise RefusedError("identity")
            return
        if not self.known and not self._adopt():
            return
        self._count_again()
        if self.given and self.given[1].exception:
            self._except(self.given[1])
        else:
            self._follow()
        self._edit_words()

    def _adopt(self) -> bool:
        order, _, page = self.life.texts[0]
        if self.clerk.book:
            if self.page is None:
                return False
            order, page = self._told_by(), self.page
        zone = self.promise.zone
        start = almanac.start(page.wish, zone)
        self.versions.append(Version(1, page, order, start, page.wish, zone, wish=page.wish))
        turn(self.versions, self.now)
        self._fact("adopted", self.versions[0], page.wish)
        return True

    def _count_again(self) -> None:
        before: Version | None = None
        for version in self.waiting:
            if version.promise and version.told:
                counted = almanac.earliest(version.told, version.promise, self.clerk.decreed)
                day = max(counted, version.day)
                while before and almanac.start(day, version.zone) < before.start:
                    day += DAY
                if day > version.day:
                    self._move(version, day, "calendar" if day == counted else "order")
            before = version

    def _follow(self) -> None:
        words = self.given[1] if self.given else Words(())
        dropped = self._named(words.replaces, "replaces")
        dropped += [v for v in self.waiting if v.page is None and self.page and v not in dropped]
        kept = [v for v in self.told if v not in dropped]
        stays, change, ruled = self._find_place(kept, words)
        if stays is None:
            number = self._next()
            self._withdraw(dropped, f"replaced by version {number}")
            self._announce(kept[-1] if kept else None, words)
            return
        reason = words.reason if words else ""
        gone = dropped + kept[stays + 1 :]
        self._withdraw(gone, reason)
        if gone and self.given:
            self.used.add(self.given[0])
        if stays >= 0:
            seen = copy(kept[stays])
            if change == "amend" and self.page:
                self._amend(kept[stays], ruled)
            self._move_as_wished(kept[stays], seen)

    def _find_place(self, kept: list[Version], words: Words) -> tuple[int | None, str, bool]:
        """Return which version the desk leaves standing, whether it is amended, and by an order."""
        newest = len(kept) - 1
        change = self._difference(kept[-1] if kept else None)
        if change == "same":
            return newest, "", False
        called = words.kind
        if called == "editorial" and change != "looks":
            if change == "promise":
                raise RefusedError("less-notice")
            if change == "comes-or-goes":
                raise RefusedError("comes-or-goes")
            if not (words.reason and words.approved):
                raise RefusedError("without")
        exactly = change == "looks" or called == "material"
        floor = 0 if self._somebody_in_force(kept) else -1
        for place in range(newest - 1, floor - 1, -1):
            earlier = self._difference(kept[place] if place >= 0 else None)
            if earlier == "same":
                return place, "", False
            if earlier == "looks" and not exactly:
                return place, "amend", False
        material = change != "looks" if called == "" else called == "material"
        return (None if material else newest), "amend", called == "editorial" and change != "looks"

    def _somebody_in_force(self, kept: list[Version]) -> bool:
        return any(v.state == "in force" for v in kept)

    def _announce(self, base: Version | None, words: Words) -> None:
        number = self._next()
        counted, promise = self._count()
        day = counted
        last = self.waiting[-1] if self.waiting else None
        while last and almanac.start(day, promise.zone) < last.start:
            day += DAY
        asked = self._asked(base, words)
        day = max(day, asked or day)
        reverses = self._named(words.reverses, "reverses")
        version = Version(
            number, self.page, self._told_by(), almanac.start(day, promise.zone), day, promise.zone,
            told=self.now, notice=f"{self.life.slug}-{number}", follows=base.number if base else None,
            requested=asked, wish=self.page.wish if self.page else None, promise=promise,
            words=self.given, reverses=tuple(sorted(v.number for v in reverses)),
        )  # fmt: skip
        self._cross_out(version)
        self.versions.append(version)
        self._use()
        self._fact("announced" if self.page else "ended", version, day)

    def _except(self, words: Words) -> None:
        named = self._named(words.replaces, "replaces")
        if not self.snapshot.exceptions:
            raise RefusedError("not-allowed")
        base = self.current
        if self._difference(base) in ("same", "looks"):
            raise RefusedError("not-needed")
        if any(v not in named for v in self.waiting):
            raise RefusedError("overtakes")
        number = self._next()
        self._withdraw(self.waiting, f"replaced by version {number}")
        version = Version(
            number, self.page, self._told_by(), self.now, self.day, self.promise.zone, told=self.now,
            notice=f"{self.life.slug}-{number}", follows=base.number if base else None,
            wish=self.page.wish if self.page else None, words=self.given, exception=words.exception,
        )  # fmt: skip
        self.versions.append(version)
        turn(self.versions, self.now)
        self._use()
        self._fact("exception", version, self.day, words.exception)

    def _edit_words(self) -> None:
        for version in self.told:
            if version.notice is None or version.number not in self.recorded:
                continue
            name = version.words[0] if version.words else ""
            file = (name, self.snapshot.notices[name]) if name in self.snapshot.notices else None
            if self.given and self.given[0] not in self.used and self._lacks(version):
                file = self.given
                self._use()
            if file and file != version.words:
                version.words = file
                self._fact("amended", version)

    # -- small steps --

    def _asked(self, base: Version | None, words: Words) -> date | None:
        if self.page is None:
            return words.wish
        if base is None or base.page is None:
            return self.page.wish
        return self.page.wish if self.page.wish != base.wish else None

    def _move_as_wished(self, version: Version, seen: Version) -> None:
        name = version.words[0] if version.words else ""
        own = self.snapshot.notices.get(name)
        other = self.given[1] if self.given else None
        asked = self._asked(seen, own or other or Words(()))
        if asked is None or version.state != "pending" or asked <= version.day:
            return
        if not (own and own.postponed) and other and other.postponed and self.given:
            self.used.add(self.given[0])
        self._move(version, asked, "editor")
        version.requested = version.wish = asked

    def _amend(self, version: Version, ruled: bool) -> None:
        assert self.page is not None
        lacks = self._lacks(version)
        version.page, version.order, version.wish = self.page, self.order, self.page.wish
        if self.given and not lacks:
            self._use()
        self._fact("amended", version, None, "editor" if ruled else "publisher")

    def _lacks(self, version: Version) -> bool:
        """Whether the newest file is what a pending version was announced without."""
        newest = bool(self.waiting) and self.waiting[-1] is version
        return newest and not version.words and bool(self.given) and not self.given[1].kind  # type: ignore[index]

    def _withdraw(self, versions: list[Version], reason: str) -> None:
        for version in sorted(versions, key=lambda v: -v.number):
            usual = "the text goes back to what was there before"
            said = reason or (usual if version.page else "the policy does not end")
            version.state, version.withdrawn = "withdrawn", (self.now, said)
            self._fact("withdrawn", version, None, said)

    def _move(self, version: Version, day: date, cause: str) -> None:
        version.moves.append((version.day, day, cause))
        version.day, version.start = day, almanac.start(day, version.zone)
        self._cross_out(version)
        self._fact("postponed", version, day, cause)

    def _cross_out(self, version: Version) -> None:
        if version.promise and version.told:
            one, crossed = almanac.today(version.told, version.promise.zone) + DAY, set()
            while one < version.day:
                if almanac.closed(one, version.promise, self.clerk.decreed):
                    crossed.add(one)
                one += DAY
            version.closed = frozenset(crossed)

    def _count(self) -> tuple[date, Promise]:
        """Count with the promise of the text in force and with the one on the desk: the later day."""
        promises = [self.clerk.line[self.current.order].promise] if self.current else []
        promises.append(self.promise)
        days = [(almanac.earliest(self.now, p, self.clerk.decreed), p) for p in promises]
        return max(days, key=lambda one: almanac.start(one[0], one[1].zone))

    def _told_by(self) -> int:
        """The first commit that holds this text and this promise."""
        order = len(self.clerk.line) - 1
        while order > self.order and self.clerk.line[order - 1].promise == self.promise:
            order -= 1
        return order

    def _named(self, names: tuple[str, ...], field: str) -> list[Version]:
        found = []
        for name in names:
            versions = [v for v in self.waiting if name in (str(v.number), v.notice)]
            slugs = {slug for _, slug, _ in self.life.texts}
            if not versions and (name.isdigit() or name.rpartition("-")[0] in slugs):
                raise RefusedError(field)
            found += [v for v in versions if v not in found]
        return found

    def _next(self) -> int:
        return max((v.number for v in self.versions), default=0) + 1

    def _use(self) -> None:
        if self.given:
            self.used.add(self.given[0])

    def _fact(self, event: str, version: Version, day: date | None = None, more: str = "") -> None:
        self.facts.append(Fact(event, self.policy, version.number, day, more))


def _copy(version: Version) -> Version:
    return replace(version, moves=list(version.moves))
