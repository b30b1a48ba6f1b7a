"""Is the live site fresh and true? Asked from outside: past the caches, and then as readers do it.

M1  The site says of itself what it is, in `publication.json`; it is no preview.
M2  It is the build that is expected, where one is.
M3  It is fresh: `valid_until` is not past, but for a grace that timers need.
M4  No change that has come is still shown as coming.
M5  Its register is part of the register here: neither was rewritten.
M6  What it says of each version is what follows from the commit and the register it was built from.
M7  The notice of each coming change can be read, at its plain address, as it was built.
M8  So can every other page that says what applies and what comes: each policy's page, each coming text
    and its redline, the home page and the list of notices.

M5 and M6 need a clone of the repository; the others need nothing but the address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from publisher.errors import PublisherError, TryAgainError
from publisher.history.policy_history import read_history
from publisher.publication.manifest import PUBLICATION, Publication, parse_publication
from publisher.publication.readers import ENOUGH, Failure, check_pages
from publisher.publication.sites import Site
from publisher.register.chain import Register
from publisher.repository import Repository
from publisher.timeline.states import Timelines

if TYPE_CHECKING:
    from publisher.model.command_json import HealthJSON

POLICIES = "policies.json"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is not as it should be. rule: of the list above. late: whether waiting may mend it."""

    rule: str
    explanation: str
    late: bool = False


@dataclass(frozen=True)
class Health:
    """What was seen. build_id, built_at, valid_until: as the site states them, where it could be read."""

    complaints: tuple[Complaint, ...]
    build_id: str | None = None
    built_at: datetime | None = None
    valid_until: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.complaints

    @property
    def late(self) -> bool:
        """Whether something is overdue."""
        return any(complaint.late for complaint in self.complaints)

    def to_json(self) -> HealthJSON:
        """The object that `publisher monitor --json` prints."""
        return {
            "ok": self.ok,
            "late": self.late,
            "problems": [{"rule": c.rule, "explanation": c.explanation} for c in self.complaints],
            "build_id": self.build_id,
            "built_at": _z(self.built_at),
            "valid_until": _z(self.valid_until),
        }


def look(
    site: Site,
    at: datetime,
    *,
    grace: timedelta = timedelta(0),
    build_id: str | None = None,
    repository: Repository | None = None,
) -> Health:
    """Look at the live site once, at the aware instant `at`.

    grace: how long after an instant a timer may need. build_id: of the build that must be live.
    repository: a clone, to compare with.
    """
    try:
        seen = site.see(PUBLICATION, f"{at.timestamp():.0f}")
        live = parse_publication(seen)
        stated = json.loads(seen.content)
        built_at, valid_until = _instant(stated["built_at"]), _instant(stated["valid_until"])
    except PublisherError as error:
        return Health((Complaint("M1", f"{error.where}: {error.what}", _late(error)),))
    except (KeyError, TypeError, ValueError) as error:
        return Health((Complaint("M1", f"{PUBLICATION} is not whole ({error!r})"),))
    complaints = [
        *_of_build(live, build_id),
        *_freshness(built_at, valid_until, at, grace),
        *_content(site, live, built_at, at, grace, repository),
    ]
    return Health(tuple(complaints), live.build_id, built_at, valid_until)


def wait_for(seen: Callable[[], Health], seconds: float, pause: Callable[[float], None]) -> Health:
    """Look until nothing is wrong, at growing intervals, for at most `seconds` of pauses; return the last."""
    waited, interval = 0.0, 2.0
    while not (health := seen()).ok and waited < seconds:
        interval = min(interval, seconds - waited)
        pause(interval)
        waited += interval
        interval = min(interval * 1.5, 20.0)
    return health


def _of_build(live: Publication, build_id: str | None) -> Iterator[Complaint]:
    if live.preview:
        yield Complaint("M1", "a preview is live, which announces nothing")
    if build_id and live.build_id != build_id:
        yield Complaint("M2", f"build {live.build_id} is live, not {build_id}", late=True)


def _freshness(
    built_at: datetime, valid_until: datetime, at: datetime, grace: timedelta
) -> Iterator[Complaint]:
    if at > valid_until + grace:
        yield Complaint(
            "M3",
            f"built {_z(built_at)}, valid until {_z(valid_until)}: a new build is overdue",
            late=True,
        )


def _content(
    site: Site, live: Publication, built_at: datetime, at: datetime, grace: timedelta,
    repository: Repository | None,
) -> Iterator[Complaint]:  # fmt: skip
    """Compare what the site says of the versions with the clock, and with a clone."""
    try:
        told = json.loads(site.see(POLICIES, live.build_id).content)
        versions = {
            (str(policy["id"]), int(version["version"])): version
            for policy in told["policies"] for version in policy["versions"]
        }  # fmt: skip
        overdue = list(_overdue(versions, at, grace))
    except PublisherError as error:
        yield Complaint("M1", f"{error.where}: {error.what}", _late(error))
        return
    except (KeyError, TypeError, ValueError) as error:
        yield Complaint("M1", f"{POLICIES} is not whole ({error!r})")
        return
    yield from overdue
    yield from _pages(site, live, versions)
    if repository:
        yield from _against(repository, live, built_at, versions)


_Versions = Mapping[tuple[str, int], Mapping[str, Any]]


def _overdue(versions: _Versions, at: datetime, grace: timedelta) -> Iterator[Complaint]:
    for (policy, number), version in versions.items():
        comes = _instant(version["effective_at"])
        if version["state"] == "pending" and comes + grace < at:
            yield Complaint(
                "M4",
                f"{policy}: version {number} applies since {_z(comes)} and is shown as coming",
                late=True,
            )


def _pages(site: Site, live: Publication, versions: _Versions) -> Iterator[Complaint]:
    """M7 and M8: open each page as readers do, and compare it with what was built."""
    notices = {
        f"notices/{version['notice']['id']}/": f"{policy}: the notice of version {number}: "
        for (policy, number), version in versions.items()
        if version["state"] == "pending" and version.get("notice")
    }
    needed = {one.page: one for one in live.pages}
    failures = check_pages(site, needed.values(), live.build_id)
    for page in notices:
        if page not in needed:  # built before its digest was listed
            try:
                site.read(page)
            except PublisherError as error:
                failures.append(Failure(page, error))
    for failure in failures:
        rule = "M7" if failure.page in notices else "M8"
        about = notices.get(failure.page, "")
        text = f"{about}{failure.error.where}: {failure.error.what}"
        yield Complaint(rule, text, failure.late)
    if len(failures) >= ENOUGH:
        yield Complaint(
            "M8", f"{ENOUGH} pages are not right; the others were not opened", late=True
        )


def _late(error: PublisherError) -> bool:
    """Whether waiting may put it right."""
    return isinstance(error, TryAgainError)


def _against(
    repository: Repository, live: Publication, built_at: datetime, versions: _Versions
) -> Iterator[Complaint]:
    """M5 and M6: derive from the same commit and the same register what the site must say."""
    register = repository.timelines.register
    part = Register(register.entries[: live.register_size])
    if part.size != live.register_size or part.head != live.register_head:
        yield Complaint(
            "M5", f"the site was built on a register of {live.register_size} entries with head "
            f"{live.register_head}, which isn't part of the one here",
        )  # fmt: skip
        return
    try:
        config_path = repository.history.settings.where
        history = read_history(repository.git, revision=live.commit, config_path=config_path)
    except PublisherError as error:
        yield Complaint("M6", f"the commit it was built from: {error.what}")
        return
    derived = {
        (policy.id, version.number): (policy.state(version).value, version.effective.isoformat())
        for policy in Timelines(history, part).at(built_at).policies
        for version in policy.versions
    }
    said = {key: (str(v["state"]), str(v["effective"])) for key, v in versions.items()}
    for policy, number in sorted(derived.keys() | said.keys()):
        right, shown = derived.get((policy, number)), said.get((policy, number))
        if right != shown:
            yield Complaint(
                "M6", f"{policy}, version {number}: the site says {_words(shown)}; "
                f"commit and register say {_words(right)}",
            )  # fmt: skip


def _words(fact: tuple[str, str] | None) -> str:
    return f"{fact[0]}, effective {fact[1]}" if fact else "nothing"


def _instant(text: object) -> datetime:
    """Read an instant as the site writes it: RFC 3339 in UTC."""
    return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _z(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
