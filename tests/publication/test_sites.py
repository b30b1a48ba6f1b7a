"""A host is not trusted: it may be late, drip, redirect, or send without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.errors import TryAgainError, UsageError
from publisher.publication.sites import SIZE_LIMIT, LiveSite, SiteFolder

from .built import PAGES, Built, announced, refused
from .host import Host
from .repositories import draft


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


def test_a_page_is_asked_for_past_the_caches_and_as_readers_do(built: Built, host: Host):
    """A notice is seen with a word that no cache knows; all of it is opened at its plain address, too."""
    built.record(LiveSite(host.url))
    marked = {path.partition("?v=")[0] for path in host.asked if "?v=" in path}
    assert marked == {"/publication.json", "/notices/privacy-2/", "/notices/privacy-3/"}
    plain = [path for path in host.asked if "?" not in path]
    assert sorted(plain) == ["/notices/privacy-2/"] * 2 + ["/notices/privacy-3/"] * 2
