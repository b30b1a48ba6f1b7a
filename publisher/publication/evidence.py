"""Seeing a publication live: what readers get is what was built, and what is to be entered.

E1  The site says of itself what it announces, in `publication.json`; a preview announces nothing.
E2  The build is of the commit that is checked out here, on a register that is part of this one.
E3  All that a reader needs for an announcement (notice, coming text, redline, the policy's page, the home
    page) is opened at its plain address as readers do it, and they get it byte for byte as it was built
    (`readers`). Then the page that carries the announcement is seen once more, past the caches.
E4  The instant of publication is when the last of them was seen: by this machine's clock or the
    host's, whichever is later. Clocks that differ by more than five minutes are refused.
E5  The day of that instant, in the configured zone, is the day stamped on the pages.
E6  What is derived anew at that instant is what the site announces, no more and no less.
E7  That instant is not more than an hour before the date of the commit that was built: the clock is behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

import publisher
from publisher.calendar import civil_day
from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git
from publisher.model.entries import Evidence
from publisher.publication.clocks import check_after_commit, committed_at
from publisher.publication.manifest import (
    BUILD_AGAIN,
    PUBLICATION,
    Announcement,
    Publication,
    parse_publication,
)
from publisher.publication.readers import AT_ONCE, Needed, check_pages, check_seen, together
from publisher.publication.sites import Seen, Site
from publisher.register.chain import CLOCK_TOLERANCE, Register, RegisterStore, check_clock, enter
from publisher.register.entry import Draft, Entry, Event


class BuildAgainError(TryAgainError):
    """What was built is no longer what is due: the day changed, or what is to be announced."""


Plan = Callable[[Register, datetime], Sequence[Draft]]


@dataclass(frozen=True)
class Sighting:
    """A publication and its pages as they were seen. pages: by key. at: UTC, see E4."""

    publication: Publication
    pages: Mapping[str, Seen]
    at: datetime


def record(
    site: Site,
    store: RegisterStore,
    plan: Plan,
    *,
    git: Git,
    timezone: str,
    clock: Callable[[], datetime],
    wait: float = 0,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[Entry, ...]:
    """See the publication live and enter what it announces; return the new entries.

    plan: what has to be published at an instant, given the register; an aware UTC instant.
    timezone: the configured one, as an IANA name. clock: the present instant, read after the pages were seen.
    wait: seconds to go on looking while the host still shows an older build.

    Raises TryAgainError, with nothing entered, if the host does not show this build, or the day
    changed since it was built; UsageError if it can never be entered.
    """
    store.synchronise()
    known = store.read()
    sighting = _patiently(lambda: see(site, known, git=git, clock=clock), wait, pause)

    def derive(register: Register) -> list[Draft]:
        announced = {one.key for one in sighting.publication.announces}
        if announced and register.size > known.size and announced <= register.keys:
            return []  # another recorder saw the same site and was first
        check_clock(register, sighting.at)
        planned = plan(register, sighting.at)
        try:
            return drafts_to_enter(sighting, site, register, planned, timezone)
        except BuildAgainError as error:
            what = "; ".join([error.what, *_changed_since(sighting.publication, register)])
            raise BuildAgainError(what, where=error.where, remedy=error.remedy) from None

    return enter(store, derive, at=sighting.at, pause=pause)


def see(site: Site, register: Register, *, git: Git, clock: Callable[[], datetime]) -> Sighting:
    """Look at what the site says of itself, and at each page that announces news (E1-E4, E7)."""
    fresh = f"{clock().timestamp():.0f}"
    first = site.see(PUBLICATION, fresh)
    publication = parse_publication(first)
    check_build(publication, first.where, git)
    new = [
        one
        for one in publication.announces
        if one.key not in register.keys and one.page is not None
    ]
    failures = check_pages(site, _needed(new, first.where), publication.build_id)
    if failures:
        raise together(failures)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        looks = pool.map(lambda one: _see_page(site, one, publication.build_id), new)
        pages = {one.key: seen for one, seen in zip(new, looks, strict=True)}
    at = _instant([first, *pages.values()], clock())
    committed = committed_at(git.run("cat-file", "commit", publication.commit))
    if committed:
        check_after_commit(at, publication.commit, committed)
    return Sighting(publication, pages, at)


def drafts_to_enter(
    sighting: Sighting,
    site: Site,
    register: Register,
    planned: Sequence[Draft],
    timezone: str,
) -> list[Draft]:
    """Return the planned drafts that are not yet entered, each with its evidence (E2, E5, E6)."""
    publication = sighting.publication
    _check_register(publication, register)
    drafts = [draft for draft in planned if draft.key not in register.keys]
    announced = {one.key: one for one in publication.announces if one.key not in register.keys}
    if drafts:
        _check_day(publication, sighting.at, timezone)
    for key in announced.keys() - {draft.key for draft in drafts}:
        raise BuildAgainError(
            f"the site announces '{key}', which is not to be announced now",
            where=site.name,
            remedy=BUILD_AGAIN,
        )
    return [_with_evidence(draft, announced.get(draft.key), sighting, site) for draft in drafts]


def _changed_since(publication: Publication, register: Register) -> Iterator[str]:
    """Yield what may be why the site says something else than is due now."""
    size, own = publication.register_size, f"policy-publisher {publisher.version()}"
    if register.size > size:
        yield f"the register has grown from {size} to {register.size} entries since it was built"
    if publication.generator != own:
        yield (
            f"it was built by {publication.generator}, and this is {own}, which may plan otherwise: "
            "build and record with the same version"
        )


def check_build(publication: Publication, where: str, git: Git) -> None:
    """E1 and E2: the live build is no preview and of the commit that is checked out here."""
    if publication.preview:
        raise UsageError(
            "a preview is deployed; it announces nothing",
            where=where,
            remedy="deploy a build of the committed state, without --as-of and without preview",
        )
    here = git.resolve("HEAD")
    if publication.commit == here:
        return
    if here and git.is_ancestor(here, publication.commit):
        what = f"a newer build is live, of commit {publication.commit}; here is {here}"
    else:
        what = f"the live build is of commit {publication.commit}; here is {here}"
    raise TryAgainError(what, where=where, remedy="deploy a build of this commit, then record")


def _see_page(site: Site, announced: Announcement, build_id: str) -> Seen:
    seen = site.see(announced.page or "", build_id)
    check_seen(site, seen, next(one for one in announced.pages if one.page == announced.page))
    return seen


def _needed(announcements: Sequence[Announcement], where: str) -> list[Needed]:
    """Return each page that a reader needs for any of the announcements, once."""
    needed: dict[str, Needed] = {}
    for announced in announcements:
        for one in announced.pages:
            if needed.setdefault(one.page, one).sha256 != one.sha256:
                raise TryAgainError(
                    f"it gives two digests of the page '{one.page}'",
                    where=where,
                    remedy=BUILD_AGAIN,
                )
    return list(needed.values())


def _instant(sights: Sequence[Seen], now: datetime) -> datetime:
    """Return when the last page was seen, by the later of two clocks that agree (E4)."""
    last = sights[-1].date
    if last and abs(now - last) > CLOCK_TOLERANCE:
        raise UsageError(
            f"this machine's clock says {now:%Y-%m-%d %H:%M:%S} UTC, the host's "
            f"{last:%Y-%m-%d %H:%M:%S}",
            where=sights[-1].where,
            remedy="set the clock that is wrong: nobody can tell when the notice was published",
        )
    return max([now, *(one.date for one in sights if one.date)])


def _check_register(publication: Publication, register: Register) -> None:
    size, head = publication.register_size, publication.register_head
    if 0 <= size <= register.size and Register(register.entries[:size]).head == head:
        return
    raise UsageError(
        f"the live site was built on a register of {size} entries with head {head}, "
        "which isn't part of this one",
        where="the register",
        remedy="fetch the register; if that changes nothing, it was rewritten: 'publisher verify'",
    )


def _check_day(publication: Publication, at: datetime, timezone: str) -> None:
    today = civil_day(at, timezone).isoformat()
    if publication.timezone != timezone:
        raise BuildAgainError(
            f"the site was built for the zone {publication.timezone}, not {timezone}",
            where=PUBLICATION,
            remedy=BUILD_AGAIN,
        )
    if publication.day != today:
        raise BuildAgainError(
            f"the site was built on {publication.day}, and it is {today} now; nothing was entered",
            where=PUBLICATION,
            remedy=BUILD_AGAIN,
        )


def _with_evidence(
    draft: Draft, announced: Announcement | None, sighting: Sighting, site: Site
) -> Draft:
    if announced is None:
        raise BuildAgainError(
            f"the site does not announce '{draft.key}'", where=site.name, remedy=BUILD_AGAIN
        )
    stated: dict[str, Any] = {**announced.stated, "event": announced.event}
    effective = draft.fact.effective
    wanted: dict[str, Any] = {
        "event": str(draft.event),
        "policy": draft.policy,
        "version": draft.fact.version,
        "notice": draft.fact.notice,
        "revision": draft.fact.revision,
        "effective": effective.isoformat() if effective else None,
    }
    stated["policy"] = announced.policy
    for name in wanted:
        if stated.get(name) != wanted.get(name):
            raise BuildAgainError(
                f"the site says {name} {stated.get(name)!r} of '{draft.key}'; "
                f"it is {wanted.get(name)!r}",
                where=site.name,
                remedy=BUILD_AGAIN,
            )
    seen = sighting.pages.get(draft.key)
    shown = (Event.ANNOUNCED, Event.POSTPONED, Event.WITHDRAWN, Event.TRANSLATED)
    if seen is None and draft.event in shown:
        raise BuildAgainError(
            f"the site names no page for '{draft.key}'", where=site.name, remedy=BUILD_AGAIN
        )
    publication = sighting.publication
    evidence = Evidence(
        build=publication.build_id,
        commit=publication.commit,
        generator=publication.generator,
        url=site.name if site.kind == "url" else None,
        directory=site.name if site.kind == "directory" else None,
    )
    if seen is not None:
        sent = {one.name for one in getattr(site, "credentials", ())}
        evidence = replace(
            evidence,
            page=announced.page,
            sha256=seen.sha256,
            pages={one.page: one.sha256 for one in announced.pages if one.page != announced.page},
            request_headers=tuple(sorted(sent)),
            date=seen.date.astimezone(UTC).replace(microsecond=0) if seen.date else None,
        )
    return draft.seen(evidence)


def _patiently(
    look: Callable[[], Sighting], wait: float, pause: Callable[[float], None]
) -> Sighting:
    """Look until the host shows this build, at growing intervals, for `wait` seconds of pauses."""
    waited, interval = 0.0, 1.0
    while True:
        try:
            return look()
        except TryAgainError:
            if waited >= wait:
                raise
        interval = min(interval, wait - waited)
        pause(interval)
        waited += interval
        interval = min(interval * 2, 15.0)
