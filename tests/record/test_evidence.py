"""A publication is entered only if what is live is what was built, on the day it was built for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

import publisher
from publisher.errors import PublisherError, TryAgainError, UsageError
from publisher.record.entry import START, Draft, Entry, Event
from publisher.record.evidence import record
from publisher.record.git import Git
from publisher.record.register import Register, RegisterStore, enter
from publisher.record.sites import SIZE_LIMIT, LiveSite, Site, SiteFolder

from .conftest import at, draft, fixed, git, store
from .host import Host, serving

PAGES = {"notices/privacy-2/": b"<p>Notice two</p>", "notices/privacy-3/": b"<p>Notice three</p>"}
NOTICES = (draft(2), draft(3))


class Built:
    """A built site in a folder, of a repository with a register."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.folder, self.repository = folder, repository
        self.git, self.store = Git(repository), store(repository)
        for page, content in PAGES.items():
            (folder / page).mkdir(parents=True)
            (folder / page / "index.html").write_bytes(content)
        self.says(announces=[announced(one) for one in NOTICES])

    def says(self, **changes: Any) -> None:
        """Write publication.json, right but for these changes."""
        content = {
            "schema": 1,
            "build_id": "b1",
            "built_at": "2026-11-23T11:50:00Z",
            "valid_until": "2026-11-25T11:50:00Z",
            "day": "2026-11-23",
            "timezone": "Europe/Paris",
            "commit": self.git.resolve("HEAD"),
            "preview": False,
            "announces": [],
            "register": {"size": 0, "head": START},
            "generator": "policy-publisher",
        }
        (self.folder / "publication.json").write_text(json.dumps({**content, **changes}))

    def record(self, site: Site, *drafts: Draft, **options: Any) -> tuple[Entry, ...]:
        """Record what the plan wants, at noon unless told otherwise."""
        given: dict[str, Any] = {
            "plan": lambda register, instant: drafts or NOTICES,
            "git": self.git,
            "timezone": "Europe/Paris",
            "clock": at,
            "pause": lambda _: None,
        }
        return record(site, self.store, **{**given, **options})


def announced(one: Draft, **changes: object) -> dict[str, object]:
    """Return what the site says of a draft."""
    page = f"notices/privacy-{one.fields['version']}/"
    content = {
        "key": one.key,
        "event": str(one.event),
        "policy": one.policy,
        "version": one.fields["version"],
        "effective": one.fields["effective"],
        "page": page,
        "sha256": hashlib.sha256(PAGES.get(page, b"")).hexdigest(),
    }
    return {**content, **changes}


@pytest.fixture
def built(local: Path, tmp_path: Path) -> Built:
    """A site that was just built."""
    return Built(local, tmp_path / "site")


@pytest.fixture
def host(built: Built) -> Iterator[Host]:
    """The site, deployed to a host."""
    with serving(built.folder) as running:
        yield running


def refused(built: Built, site: Site, error: type[PublisherError], match: str, **options: Any):
    """Assert that recording fails with these words and enters nothing."""
    with pytest.raises(error, match=match):
        built.record(site, **options)
    assert built.store.read().size == 0


def test_what_is_live_is_entered_with_the_evidence(built: Built, host: Host):
    """Each entry says where its page was seen, its digest, and the host's own clock."""
    entries = built.record(LiveSite(host.url))
    assert [entry.key for entry in entries] == [one.key for one in NOTICES]
    assert entries[0].at == at()
    assert entries[0].fields["evidence"] == {
        "build": "b1",
        "commit": built.git.resolve("HEAD"),
        "generator": "policy-publisher",
        "url": host.url,
        "page": "notices/privacy-2/",
        "sha256": hashlib.sha256(PAGES["notices/privacy-2/"]).hexdigest(),
        "date": "2026-11-23T12:00:00Z",
    }


def test_a_folder_is_a_host_too(built: Built):
    """With a folder the evidence names the folder, and there is no host's clock."""
    entries = built.record(SiteFolder(built.folder))
    assert entries[1].fields["evidence"] == {
        "build": "b1",
        "commit": built.git.resolve("HEAD"),
        "generator": "policy-publisher",
        "directory": str(built.folder),
        "page": "notices/privacy-3/",
        "sha256": hashlib.sha256(PAGES["notices/privacy-3/"]).hexdigest(),
        "date": None,
    }


def test_recording_again_enters_nothing(built: Built, host: Host):
    """The same publication is entered once, and its pages are not fetched again."""
    built.record(LiveSite(host.url))
    host.asked.clear()
    assert built.record(LiveSite(host.url)) == ()
    assert len(host.asked) == 1


def test_no_cache_on_the_way_can_answer(built: Built, host: Host):
    """Every address carries a word that no cache has seen."""
    built.record(LiveSite(host.url))
    assert all("?v=" in path for path in host.asked)


@pytest.mark.parametrize(
    ("clock", "right"),
    [("2026-11-23T22:59:59+00:00", True), ("2026-11-23T23:00:00+00:00", False)],
)
def test_the_day_ends_at_midnight_in_the_configured_zone(built: Built, clock: str, right: bool):
    """A page stamped with one day is not entered on the next: exit 3, build again."""
    instant = datetime.fromisoformat(clock)
    if right:
        assert len(built.record(SiteFolder(built.folder), clock=lambda: instant)) == 2
    else:
        words = r"built on 2026-11-23, and it is 2026-11-24 now; nothing was entered.*build"
        refused(built, SiteFolder(built.folder), TryAgainError, words, clock=lambda: instant)


def test_the_later_of_two_clocks_counts(built: Built, host: Host):
    """A host whose clock is two minutes ahead dates the entry; no clock can date it back."""
    entries = built.record(LiveSite(host.url), clock=lambda: at(-2))
    assert entries[0].at == at()
    assert entries[0].at > at(-2)


def test_clocks_far_apart_are_refused(built: Built, host: Host):
    """Where machine and host disagree by more than five minutes, nothing is entered."""
    words = "this machine's clock says 2026-11-23 12:06:00 UTC, the host's 2026-11-23 12:00:00"
    refused(built, LiveSite(host.url), UsageError, words, clock=lambda: at(6))


def test_the_age_in_a_cache_is_not_taken_for_a_wrong_clock(built: Built, host: Host):
    """An answer made ten minutes ago and kept by a cache since then tells the right time."""

    def answer(path: str):
        status, _, body = host.honest(path)
        return status, {"Date": format_datetime(at(-10), usegmt=True), "Age": "600"}, body

    host.answer = answer
    assert len(built.record(LiveSite(host.url))) == 2


def test_a_page_that_differs_is_refused(built: Built, host: Host):
    """One byte changed on the way to the reader: nothing is entered, the page is named."""
    (built.folder / "notices/privacy-3/index.html").write_bytes(b"<p>Notice  three</p>")
    words = "notices/privacy-3/: the page is not what was built"
    refused(built, LiveSite(host.url), TryAgainError, words)
    refused(built, SiteFolder(built.folder), TryAgainError, "privacy-3/index.html: the page is not")


def test_a_page_that_is_missing_is_refused(built: Built, host: Host):
    """All notices or none: one that is not served keeps the others out."""
    (built.folder / "notices/privacy-3/index.html").unlink()
    words = r"privacy-3/: the page cannot be seen \(the host answered 404\)"
    refused(built, LiveSite(host.url), TryAgainError, words)


def test_a_preview_is_never_entered(built: Built):
    """A build as of another day is for looking at only."""
    built.says(preview=True)
    refused(built, SiteFolder(built.folder), UsageError, "a preview is deployed")
    built.says(preview=None)
    refused(built, SiteFolder(built.folder), UsageError, "a preview is deployed")


def test_a_build_of_another_commit_is_refused(built: Built):
    """Neither an older build nor a newer one is taken for this commit's."""
    git(built.repository, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "2",
        "--allow-empty")  # fmt: skip
    refused(built, SiteFolder(built.folder), TryAgainError, "the live build is of commit")
    built.says(commit=built.git.resolve("HEAD"))
    git(built.repository, "checkout", "-q", "--detach", "HEAD~1")
    refused(built, SiteFolder(built.folder), TryAgainError, "a newer build is live")


def test_a_build_on_another_register_is_refused(built: Built):
    """A live site that names a head which is not in the register here is an alarm."""
    built.says(register={"size": 1, "head": "a" * 64})
    refused(built, SiteFolder(built.folder), UsageError, "no part of this one")
    built.says(register={"size": 0, "head": "a" * 64})
    refused(built, SiteFolder(built.folder), UsageError, "no part of this one")


def test_a_notice_that_the_site_does_not_show_is_not_entered(built: Built):
    """What was derived anew and is not announced on the live site asks for a new build."""
    built.says(announces=[announced(draft(2))])
    words = "does not announce 'announced:privacy:3'"
    refused(built, SiteFolder(built.folder), TryAgainError, words)


def test_a_notice_that_is_not_due_is_not_entered(built: Built):
    """A site that announces more than is derived now asks for a new build."""
    words = "announces 'announced:privacy:3', which is not to be announced now"
    refused(built, SiteFolder(built.folder), TryAgainError, words, plan=lambda *_: [draft(2)])


def test_a_rival_that_was_first_is_named_as_the_reason(built: Built):
    """Another writer entered something else since the build: exit 3, and the message says what grew."""
    enter(store(built.repository), fixed(draft(9)), at=at())
    with pytest.raises(
        TryAgainError, match=r"not to be announced now; the register has grown from 0 to 1 entries"
    ):
        built.record(SiteFolder(built.folder), plan=lambda register, instant: [draft(2)])
    assert [entry.key for entry in built.store.read().entries] == [draft(9).key]


def test_another_release_that_plans_otherwise_is_named(built: Built):
    """Site and recorder are of two versions and want different entries: the message names both."""
    built.says(generator="policy-publisher 0.1", announces=[announced(draft(2))])
    refused(
        built, SiteFolder(built.folder), TryAgainError,
        rf"built by policy-publisher 0\.1, and this is policy-publisher {publisher.version()}",
        plan=lambda register, instant: NOTICES,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("effective", "2027-01-08"), ("version", 4), ("revision", "f" * 40), ("event", "amended"),
     ("policy", "terms"), ("notice", "privacy-9")],
)  # fmt: skip
def test_a_site_that_says_something_else_is_refused(built: Built, name: str, value: object):
    """Version, day, text and event on the site are those that would be entered."""
    built.says(announces=[announced(draft(2), **{name: value}), announced(draft(3))])
    refused(built, SiteFolder(built.folder), TryAgainError, f"says {name} ")


def test_an_announcement_without_a_page_is_refused(built: Built):
    """A notice that stands on no page was seen by nobody."""
    built.says(announces=[announced(draft(2), page=None, sha256=None), announced(draft(3))])
    refused(built, SiteFolder(built.folder), TryAgainError, "names no page")


def test_a_text_taken_over_needs_no_notice_page(built: Built):
    """An adoption announces nothing to readers: it is entered without a page."""
    adopted = Draft("adopted:p:1", Event.ADOPTED, "p", {"version": 1, "effective": "2020-01-01"})
    built.says(announces=[announced(adopted, page=None)])
    assert built.record(SiteFolder(built.folder), adopted)[0].event is Event.ADOPTED


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b'{"schema": 1}', b"[" * 100_000,
     b'{"schema":1,"build_id":1}', b"<html>404</html>"],
)  # fmt: skip
def test_what_describes_no_publication_is_refused(built: Built, content: bytes):
    """An answer that is no publication.json is a site that is not deployed yet."""
    (built.folder / "publication.json").write_bytes(content)
    refused(built, SiteFolder(built.folder), TryAgainError, "no description of a publication")


@pytest.mark.parametrize(
    "page",
    ["../secret/", "/etc/passwd", "//evil.example/", "https://evil.example/", "a/../../b", "x?y",
     "a\\b", "%2e%2e/x"],
)  # fmt: skip
def test_a_page_outside_the_site_is_never_asked_for(built: Built, page: str):
    """The live site cannot send the recorder anywhere else."""
    built.says(announces=[announced(draft(2), page=page), announced(draft(3))])
    refused(built, SiteFolder(built.folder), TryAgainError, "no page of the site")


def test_a_link_out_of_the_folder_is_refused(built: Built, tmp_path: Path):
    """A page in the folder that is a link to elsewhere is not the site's."""
    (tmp_path / "elsewhere").write_bytes(PAGES["notices/privacy-2/"])
    page = built.folder / "notices/privacy-2/index.html"
    page.unlink()
    page.symlink_to(tmp_path / "elsewhere")
    refused(built, SiteFolder(built.folder), UsageError, "outside the site")


def test_a_site_of_another_schema_is_refused(built: Built):
    """Builder and recorder have to be of one mind about the format."""
    built.says(schema=2)
    refused(built, SiteFolder(built.folder), UsageError, "another publisher")


def test_a_late_host_is_waited_for(built: Built, host: Host):
    """While the host shows an older build, it is looked at again for as long as was asked."""
    right = (built.folder / "publication.json").read_bytes()
    built.says(commit="a" * 40)
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            (built.folder / "publication.json").write_bytes(right)

    assert len(built.record(LiveSite(host.url), wait=60, pause=pause)) == 2
    assert pauses == [1, 2, 4]


def test_waiting_ends(built: Built):
    """A host that never shows this build is given up after the time asked."""
    built.says(commit="a" * 40)
    pauses: list[float] = []
    refused(
        built, SiteFolder(built.folder), TryAgainError, "live build is of", wait=20,
        pause=pauses.append,
    )  # fmt: skip
    assert sum(pauses) == 20


def test_redirects_stay_on_the_host(built: Built, host: Host):
    """A redirect on the same host is followed, one to another host is not."""
    honest = host.honest

    def within(path: str):
        return (302, {"Location": path[4:]}, b"") if path.startswith("/old") else honest(path)

    host.answer = within
    assert len(built.record(LiveSite(host.url + "old/"))) == 2


@pytest.mark.parametrize(
    "target", ["http://localhost:1/x", "https://127.0.0.1/x", "file:///etc/passwd", "ftp://h/x"]
)
def test_redirects_elsewhere_are_refused(built: Built, host: Host, target: str):
    """Another host, port or scheme is never asked."""
    host.answer = lambda _: (302, {"Location": target}, b"")
    refused(built, LiveSite(host.url), TryAgainError, "cannot be seen")


def test_a_host_that_redirects_in_circles_is_given_up(built: Built, host: Host):
    """Five redirects are enough."""
    host.answer = lambda path: (302, {"Location": path + "x"}, b"")
    refused(built, LiveSite(host.url), TryAgainError, "cannot be seen")
    assert len(host.asked) < 10


def test_a_host_that_drips_is_given_up(built: Built, host: Host):
    """A host that sends a byte now and then does not hold the recorder for ever."""
    host.drip = True
    refused(built, LiveSite(host.url, time_limit=0.5), TryAgainError, "no whole answer within 0.5")


def test_a_page_without_end_is_cut(built: Built, host: Host):
    """No more than the limit is ever read."""
    host.answer = lambda _: (200, {}, b" " * (SIZE_LIMIT + 10))
    refused(built, LiveSite(host.url), UsageError, "more than 16 MiB")


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "ftp://example.org/", "file:///srv/site", "https:///x", "https://h/?q",
     "https://user:pw@example.org/"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused(address: str):
    """Only http and https addresses without query, fragment or user are sites."""
    with pytest.raises(UsageError):
        LiveSite(address)


def test_a_publication_is_entered_whole_by_two_recorders(built: Built):
    """A second recorder that enters the same at the same time leaves one entry of each."""
    other = store(built.repository)
    raced: list[bool] = []

    def plan(register: Register, instant: datetime) -> tuple[Draft, ...]:
        if not raced:
            raced.append(True)
            record_as(other, built)
        return NOTICES

    built.record(SiteFolder(built.folder), plan=plan)
    assert [entry.key for entry in built.store.read().entries] == [one.key for one in NOTICES]


def record_as(other: RegisterStore, built: Built) -> None:
    """Record the same site through another store, a minute later."""
    record(
        SiteFolder(built.folder), other, lambda *_: NOTICES, git=built.git, timezone="Europe/Paris",
        clock=lambda: at(1), pause=lambda _: None,
    )  # fmt: skip
