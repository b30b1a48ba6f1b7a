"""A publication is entered only if what is live is what was built, on the day it was built for."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from email.utils import format_datetime

import pytest

import publisher
from publisher.errors import TryAgainError, UsageError
from publisher.model.entries import Adopted
from publisher.publication.evidence import record
from publisher.publication.sites import LiveSite, SiteFolder
from publisher.register.chain import Register, RegisterStore, enter
from publisher.register.entry import Draft, Event

from .built import NOTICES, PAGES, Built, announced, refused
from .host import Host
from .repositories import at, draft, fixed, git, store


def test_what_is_live_is_entered_with_the_evidence(built: Built, host: Host):
    """Each entry says where its page was seen, its digest, and the host's own clock."""
    entries = built.record(LiveSite(host.url))
    assert [entry.key for entry in entries] == [one.key for one in NOTICES]
    assert entries[0].at == at()
    assert entries[0].stored["evidence"] == {
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
    assert entries[1].stored["evidence"] == {
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
    refused(built, SiteFolder(built.folder), UsageError, "isn't part of this one")
    built.says(register={"size": 0, "head": "a" * 64})
    refused(built, SiteFolder(built.folder), UsageError, "isn't part of this one")


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
    adopted = Draft("adopted:p:1", "p", Adopted(version=1, effective=date(2020, 1, 1)))
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
    refused(built, SiteFolder(built.folder), TryAgainError, "isn't a description of a publication")


def test_a_site_of_another_schema_is_refused(built: Built):
    """Builder and recorder have to be of one mind about the format."""
    built.says(schema=2)
    refused(built, SiteFolder(built.folder), UsageError, "another publisher")


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
