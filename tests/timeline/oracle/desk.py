"""The desk: what one publication makes of one policy, as it lies there against what readers were told."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tests.timeline.oracle import almanac
from tests.timeline.oracle.almanac import DAY
from tests.timeline.oracle.archive import Life
from tests.timeline.oracle.facts import Fact, Line, Page, Promise, RefusedError, Version, Words
from tests.timeline.oracle.notebook import copy_of, turn, write

if TYPE_CHECKING:
    from tests.timeline.oracle.clerk import Clerk


def alike(old: Page | None, new: Page | None) -> str:
    """Say how two texts differ for a reader: not at all, in looks, or in meaning."""
    if old is None or new is None:
        return "same" if old is new else "meaning"
    if (old.meaning, old.topic) != (new.meaning, new.topic):
        return "meaning"
    return "same" if (old.bold, old.named) == (new.bold, new.named) else "looks"


class Desk:
    """One policy at one publication. lines: what is entered."""

    def __init__(self, clerk: Clerk, policy: str, life: Life, now: datetime) -> None:
        self.clerk, self.policy, self.life, self.now = clerk, policy, life, now
        self.standing = clerk.standing(policy)
        self.versions = [copy_of(version) for version in clerk.book.get(policy, [])]
        self.recorded = {version.number for version in self.versions}
        self.snapshot = clerk.line[-1]
        self.promise = self.snapshot.promise
        self.day = almanac.today(now, self.promise.zone)
        self.page = None if life.gone is not None else life.texts[-1][2]
        self.order = life.texts[-1][0] if life.gone is None else life.gone
        self.lines: list[Line] = []
        self.given = self._current_words()

    @property
    def facts(self) -> list[Fact]:
        """What is entered, in short."""
        return [line.fact for line in self.lines]

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
        added = self.clerk.added
        spent = {line.file for line in self.standing if line.file}
        since = [line.order for line in self.standing if line.order is not None]
        last = max([*since, *(added[name] for name in spent)], default=-1)
        files = [
            (added[name], name)
            for name, words in self.snapshot.notices.items()
            if self.policy in words.policies and name not in spent and added[name] > last
        ]
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
            if self.standing:
                raise RefusedError("identity")
            return
        if not self.versions and not self._adopt():
            return
        self._count_again()
        if self.given and self.given[1].exception:
            self._except(self.given[1])
        else:
            self._follow()
        self._edit_words()

    def _adopt(self) -> bool:
        order, _, page = self.life.texts[0]
        ever = any(line.fact.policy == self.policy for line in self.clerk.lines)
        if self.clerk.lines and not ever:
            if self.page is None:
                return False
            order, page = self._told_by(), self.page
        zone = self.promise.zone
        start = almanac.start(page.wish, zone)
        version = Version(self._next(), page, order, start, page.wish, zone, wish=page.wish)
        self._begin("adopted", version)
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
        self._withdraw(dropped + kept[stays + 1 :], words.reason, self._file())
        if stays >= 0:
            seen = copy(kept[stays])
            if change == "amend" and self.page:
                slip = kept[stays].page
                self._amend(kept[stays], ruled)
                if not ruled:
                    self._correct(kept[:stays], slip)
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
        version.closed = self._crossed_out(version, day)
        self._begin("announced" if self.page else "ended", version)

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
        self._begin("exception", version, words.exception)

    def _edit_words(self) -> None:
        used = {line.file for line in self.lines}
        for version in self.told:
            if version.notice is None or version.number not in self.recorded:
                continue
            name = version.words[0] if version.words else ""
            file = (name, self.snapshot.notices[name]) if name in self.snapshot.notices else None
            if self.given and self.given[0] not in used and self._lacks(version):
                file = self.given
            if file and file != version.words:
                order = version.order if version.page else None
                self._enter("amended", version, {"words": file}, file=file[0], order=order)

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
        its_own = (own and own.postponed) or not (other and other.postponed)
        self._move(version, asked, "editor", None if its_own else self._file())

    def _correct(self, earlier: list[Version], slip: Page | None) -> None:
        """Correct what readers have until then: only the words, where they read as they did on the desk."""
        for version in earlier:
            page = version.page
            if page and slip and self.page and page.bold == slip.bold != self.page.bold:
                spaces = self.page.spaces if page.spaces == slip.spaces else page.spaces
                change = {"page": replace(page, bold=self.page.bold, spaces=spaces)}
                self._enter("amended", version, change, more="publisher", order=version.order)

    def _amend(self, version: Version, ruled: bool) -> None:
        assert self.page is not None
        file = None if self._lacks(version) else self._file()
        change = {"page": self.page, "order": self.order, "wish": self.page.wish}
        by = "editor" if ruled else "publisher"
        self._enter("amended", version, change, more=by, file=file, order=self.order)

    def _lacks(self, version: Version) -> bool:
        """Whether the newest file is what a pending version was announced without."""
        newest = bool(self.waiting) and self.waiting[-1] is version
        return newest and not version.words and bool(self.given) and not self.given[1].kind  # type: ignore[index]

    def _withdraw(self, versions: list[Version], reason: str, file: str | None = None) -> None:
        for version in sorted(versions, key=lambda v: -v.number):
            usual = "the text goes back to what was there before"
            said = reason or (usual if version.page else "the policy does not end")
            change = {"withdrawn": (self.now, said)}
            self._enter("withdrawn", version, change, more=said, file=file)

    def _move(self, version: Version, day: date, cause: str, file: str | None = None) -> None:
        change = {"move": (day, cause, self._crossed_out(version, day))}
        self._enter("postponed", version, change, day, cause, file)

    def _crossed_out(self, version: Version, day: date) -> frozenset[date]:
        if version.promise is None or version.told is None:
            return frozenset()
        one, crossed = almanac.today(version.told, version.promise.zone) + DAY, set()
        while one < day:
            if almanac.closed(one, version.promise, self.clerk.decreed):
                crossed.add(one)
            one += DAY
        return frozenset(crossed)

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
        lines = [line for line in self.clerk.lines if line.fact.policy == self.policy]
        return max((line.fact.version for line in [*lines, *self.lines]), default=0) + 1

    def _file(self) -> str | None:
        return self.given[0] if self.given else None

    def _begin(self, event: str, version: Version, more: str = "") -> None:
        """Write the first line of a version."""
        file = None if event == "adopted" else self._file()
        fact = Fact(event, self.policy, version.number, version.day, more)
        self._write(Line(fact, replace(version), order=version.order, file=file))

    def _enter(
        self, event: str, version: Version, change: dict[str, Any], day: date | None = None,
        more: str = "", file: str | None = None, order: int | None = None,
    ) -> None:  # fmt: skip
        """Write a line about a version that is there."""
        fact = Fact(event, self.policy, version.number, day, more)
        self._write(Line(fact, None, change, order, file))

    def _write(self, line: Line) -> None:
        self.lines.append(line)
        write(self.versions, line)
        turn(self.versions, self.now)
