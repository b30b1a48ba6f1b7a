"""What a reader needs is opened as a browser does it, decoded, and asked for with care."""

from __future__ import annotations

import gzip
import shutil
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from publisher.errors import TryAgainError, UsageError
from publisher.publication import codings, hosts
from publisher.publication.manifest import parse_publication
from publisher.publication.readers import ENOUGH, Needed, check_pages
from publisher.publication.sites import (
    BROWSERS,
    Credential,
    LiveSite,
    Seen,
    SiteFolder,
    credentials_from,
)

from .built import NOTICES, PAGES, Built, announced, refused
from .host import Answer, serving

SECRET = Credential("Authorization", "Basic c2VjcmV0")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Path]:
    """A folder with one page."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_bytes(b"<title>A</title><p>Text</p>")
    return tmp_path


def test_a_reader_has_no_mark_of_this_program(page: Path):
    """Two kinds of browser ask for the plain address: no query, no own agent, no word to caches."""
    with serving(page, lambda path, _: (200, {}, path.encode())) as host:
        seen = LiveSite(host.url).read("a/")
    assert [one.content for one in seen] == [b"/a/", b"/a/"]
    for headers, browser in zip(host.headers, BROWSERS, strict=True):
        assert headers["user-agent"] == browser["User-Agent"]
        assert headers["accept"].startswith("text/html")
        assert headers["accept-encoding"].startswith("gzip, deflate")
        assert not {"cache-control", "pragma"} & headers.keys()
    assert len({headers["user-agent"] for headers in host.headers}) == 2


def test_a_credential_is_sent_to_its_host_alone(page: Path):
    """Asked to go to another host or port, the header stays behind; on the same host it comes along."""
    sent: list[tuple[str, str | None]] = []

    def respond(path: str, headers: dict[str, str]) -> Answer:
        sent.append((path, headers.get("authorization")))
        if path == "/old/":
            return 302, {"Location": "/a/"}, b""
        if path == "/out/":
            return 302, {"Location": f"http://localhost:{other.url.rpartition(':')[2]}"}, b""
        return 200, {}, b"ok"

    with serving(page) as other, serving(page, respond) as host:
        site = LiveSite(host.url, credentials=[SECRET])
        site.read("old/")
        with pytest.raises(TryAgainError, match="redirects to another host") as error:
            site.read("out/")
    assert sent == [(path, SECRET.value) for path in ("/old/", "/a/", "/old/", "/a/", "/out/")]
    assert other.asked == []
    assert SECRET.value not in str(error.value)
    assert SECRET.value not in repr(site.credentials)


def test_the_name_with_www_is_the_same_site_and_gets_no_credential(monkeypatch: pytest.MonkeyPatch):
    """A host may redirect to its `www.`; a header given for the one is not sent to the other."""
    import socket

    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: resolve("127.0.0.1", *rest, **more)
    )
    sent: list[tuple[str, str | None]] = []

    def respond(path: str, headers: dict[str, str]) -> Answer:
        sent.append((headers["host"].partition(":")[0], headers.get("authorization")))
        if not headers["host"].startswith("www."):
            return 301, {"Location": f"http://www.{headers['host']}{path}"}, b""
        return 200, {}, b"ok"

    with serving(Path(), respond) as host:
        port = host.url.rpartition(":")[2]
        assert LiveSite(f"http://policies.test:{port}", credentials=[SECRET]).read("a/")[0].content
    assert sent[:2] == [("policies.test", SECRET.value), ("www.policies.test", None)]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Basic",
        "Authorization:",
        "Auth orization: x",
        "A: b\nC: d",
        "Host: x",
        "X: \u00e9",
    ],
)
def test_a_variable_that_holds_no_header_is_refused(value: str | None):
    """The message names the variable and never what it holds."""
    environment = {} if value is None else {"PREVIEW": value}
    with pytest.raises(UsageError, match="environment variable PREVIEW") as error:
        credentials_from(["PREVIEW"], environment)
    assert "b\nC" not in str(error.value)


def test_what_was_seen_with_a_credential_says_so(built: Built):
    """The entry names the header that was sent, not its value: the page was not open to everybody."""
    with serving(built.folder) as host:
        entries = built.record(LiveSite(host.url, credentials=[SECRET]))
    assert entries[0].stored["evidence"]["request_headers"] == ["Authorization"]
    assert SECRET.value not in repr(entries)


def test_the_entry_has_the_digest_of_everything_a_reader_needs(built: Built):
    """Besides its own page, an announcement's entry lists each other one that was opened."""
    text = built.folder / "privacy/v2/index.html"
    text.parent.mkdir(parents=True)
    text.write_bytes(b"<p>Coming</p>")
    digest = Seen("", text.read_bytes()).sha256
    pages = {"privacy/v2/": {"sha256": digest, "reading": hosts.reading(text.read_bytes())}}
    built.says(announces=[announced(NOTICES[0], pages=pages), announced(NOTICES[1])])
    entries = built.record(SiteFolder(built.folder))
    assert entries[0].stored["evidence"]["pages"] == {"privacy/v2/": digest}


def test_a_folder_with_less_than_everything_is_refused(built: Built):
    """In a folder, too, a page that a reader needs and that is missing or another one is named."""
    pages = {"privacy/v2/": {"sha256": "0" * 64}, "": {"sha256": "1" * 64}}
    built.says(announces=[announced(NOTICES[0], pages=pages), announced(NOTICES[1])])
    (built.folder / "index.html").write_bytes(b"<title>Old home</title>")
    words = "privacy/v2/index.html: the page cannot be read.*nor are these as built: .*/index.html"
    refused(built, SiteFolder(built.folder), TryAgainError, words)


def test_a_site_that_gives_two_digests_of_a_page_is_refused(built: Built):
    """Two announcements can't need two states of one page."""
    home = [{"": {"sha256": digit * 64}} for digit in "01"]
    built.says(announces=[announced(one, pages=p) for one, p in zip(NOTICES, home, strict=True)])
    refused(built, SiteFolder(built.folder), TryAgainError, "two digests")


def test_many_pages_are_opened_at_once_and_not_longer_than_the_limit(page: Path):
    """A slow host is asked for several pages at a time; after the limit the rest is not opened."""
    digest = Seen("", (page / "a/index.html").read_bytes()).sha256
    pages = [Needed("a/", digest)] * 40

    def slow(path: str, _: dict[str, str]) -> Answer:
        time.sleep(0.02)
        return 200, {"Content-Type": "text/html"}, (page / "a/index.html").read_bytes()

    with serving(page, slow) as host:
        started = time.monotonic()
        assert check_pages(LiveSite(host.url), pages, "x") == []
        assert len(host.asked) == 80
        assert time.monotonic() - started < 80 * 0.02 + 1
        failures = check_pages(LiveSite(host.url), pages, "x", limit=-1)
        assert "could be opened within" in failures[0].error.what
        assert len(host.asked) == 80


def test_a_site_that_is_all_wrong_is_not_opened_to_the_end(page: Path):
    """After enough pages that are not right, the others are left."""
    with serving(page) as host:
        failures = check_pages(LiveSite(host.url), [Needed("gone/", "0" * 64)] * 500, "x")
    assert ENOUGH <= len(failures) < ENOUGH + 10
    assert len(host.asked) < 150


def test_a_body_in_a_coding_with_a_decoder_is_decoded(monkeypatch: pytest.MonkeyPatch):
    """Where a module for Brotli is installed it is asked for, used, and bounded as well."""
    monkeypatch.setitem(sys.modules, "brotli", SimpleNamespace(Decompressor=_Decompressor))
    assert "br" in codings.supported()
    body = bytes(range(256)) * 1000
    assert codings.decode(zlib.compress(body), "br", 1 << 20) == body
    assert len(codings.decode(zlib.compress(bytes(1 << 24)), "br", 1 << 20)) == (1 << 20) + 1
    with pytest.raises(codings.CodingError, match="Content-Encoding: br"):
        codings.decode(zlib.compress(body)[:-9], "br", 1 << 20)
    with pytest.raises(codings.CodingError, match="Content-Encoding: br"):
        codings.decode(b"\xff" * 99, "br", 1 << 20)


class _Decompressor:
    """Looks like Brotli's, and reads zlib."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj()

    def process(self, content: bytes) -> bytes:
        """Decode some more."""
        return self._decoder.decompress(content)

    def is_finished(self) -> bool:
        """Whether the end was there."""
        return self._decoder.eof


@pytest.mark.parametrize(
    ("header", "code"),
    [("", bytes), ("identity", bytes), ("X-GZIP", gzip.compress), ("deflate", zlib.compress),
     ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
     ("gzip", lambda body: gzip.compress(body[:5]) + gzip.compress(body[5:])),
     ("gzip", lambda body: gzip.compress(body) + b"\0" * 16)],
)  # fmt: skip
def test_codings_are_undone_in_order(header: str, code):
    """Names in any case, several codings, several members and padding: the body comes out."""
    assert codings.decode(code(b"a policy text"), header, 1 << 20) == b"a policy text"


def test_a_bomb_is_cut_at_the_limit():
    """No more than the limit is ever decoded, also where codings lie on top of each other."""
    bomb = gzip.compress(gzip.compress(bytes(100 << 20)))
    assert len(codings.decode(bomb, "gzip, gzip", 1 << 20)) == (1 << 20) + 1
    with pytest.raises(codings.CodingError, match="on top of each other"):
        codings.decode(b"", "gzip, " * 30, 1 << 20)


@pytest.mark.parametrize(
    "content", [b"\x1f\x8b\x08\x00\xff\x00", b"<title>\x1b[31mRed</title>", b"\xff\xfe\x00"]
)
def test_no_raw_byte_of_a_host_is_in_a_message(content: bytes):
    """What can't be read is described."""
    with pytest.raises(TryAgainError, match="isn't a description of a publication") as error:
        parse_publication(Seen("https://h/publication.json", content))
    assert str(error.value).isprintable()
    assert "\\x" not in str(error.value)


def test_a_page_says_the_same_after_all_that_hosts_do_to_it():
    """Scripts, spaces, comments, links and hidden mail make no other reading; words and instants do."""
    page = b'<template data-from="2026-11-25T10:00:00Z"></template><p>Write to a@b.c &amp; wait</p>'
    changed = (
        b"<!-- c --><template data-from=2026-11-25T10:00:00Z></template>\r\n<p>Write to <a href=/x"
        b' class="__cf_email__" data-cfemail="ab">[email&#160;protected]</a> &#38; '
        b"wait</p><script>alert(1)</script>"
    )
    assert hosts.reading(changed) == hosts.reading(page)
    assert hosts.reading(page.replace(b"wait", b"go")) != hosts.reading(page)
    assert hosts.reading(page.replace(b"T10", b"T11")) != hosts.reading(page)


@pytest.mark.parametrize(
    "content",
    [b"<script>" * 200_000, b"<!--" * 300_000, b"<" * 1_000_000, b"<a data-cfemail=" * 60_000,
     b"<input " * 140_000, b"<script></script>" * 60_000],
)  # fmt: skip
def test_a_hostile_page_is_read_in_no_time(content: bytes):
    """To name what a host did takes no longer than the page is long."""
    started = time.process_time()
    hosts.additions(content, "0" * 64)
    hosts.challenge({}, content)
    hosts.reading(content)
    assert time.process_time() - started < 5


def test_a_copy_of_the_site_is_all_it_takes(built: Built, tmp_path: Path):
    """A folder that holds what was built is recorded, wherever it lies."""
    copy = shutil.copytree(built.folder, tmp_path / "copy")
    assert len(built.record(SiteFolder(copy))) == len(PAGES)
