"""A deployed site as anybody on the web would see it: by address, or as a folder that is served.

What a host answers is not trusted: it may hang, send without end, redirect elsewhere, or show an
older copy. Every request has a limit in time and size and stays on its host.

A site is looked at in two ways. `see` asks past every cache on the way: what does the host have?
`read` asks as browsers do, for the plain address, several times: what do readers get?
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote, urljoin, urlsplit

from publisher.errors import PublisherError, TryAgainError, UsageError
from publisher.publication import codings, hosts

SIZE_LIMIT = 16 * 1024 * 1024  # bytes of one page
TIME_LIMIT = 30.0  # seconds for one page, from the first byte sent to the last received
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Two browsers that hosts often tell apart: one at a desk, one in a hand, in two languages.
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BROWSERS: tuple[Mapping[str, str], ...] = (
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": _ACCEPT,
        "Accept-Language": "en-US,en;q=0.5",
    },
    {
        "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Accept": _ACCEPT,
        "Accept-Language": "fr-FR,fr;q=0.9",
    },
)
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# Fields that say how the request itself is made: not for anybody to set.
_OWN_FIELDS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}


@dataclass(frozen=True)
class Seen:
    """One page as it was seen. where: its address or file. date: the host's clock, if it told.

    headers: those of the answer, by lower-case name; empty for a file.
    """

    where: str
    content: bytes
    date: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the content in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Credential:
    """A request header that the host asks for. The value is never printed, logged or recorded."""

    name: str
    value: str = field(repr=False)


def credentials_from(
    variables: Sequence[str], environment: Mapping[str, str] = os.environ
) -> tuple[Credential, ...]:
    """Return the headers that environment variables hold, each as `Name: value`.

    Raises UsageError, which names the variable and never what it holds.
    """
    credentials = []
    for variable in variables:
        where = f"environment variable {variable}"
        if variable not in environment:
            raise UsageError(
                "it is not set",
                where=where,
                remedy="set it to a header, like 'Authorization: Basic …'",
            )
        name, colon, value = environment[variable].strip().partition(":")
        value = value.strip()
        if (
            not colon
            or not _FIELD_NAME.fullmatch(name)
            or not value
            or not (value.isascii() and value.isprintable())
        ):
            raise UsageError(
                "it isn't a valid request header",
                where=where,
                remedy="write it in one line, like 'Authorization: Basic …'",
            )
        if name.lower() in _OWN_FIELDS:
            raise UsageError(
                f"the header '{name}' can't be set", where=where, remedy="use another header"
            )
        credentials.append(Credential(name, value))
    return tuple(credentials)


class Site(Protocol):
    """Something that can be looked at. name: address or folder, as the user gave it."""

    name: str
    kind: str  # "url" or "directory"

    def see(self, page: str, fresh: str) -> Seen:
        """Return a page, named from the site's root ("notices/privacy-2/", "publication.json").

        fresh: a word that no cache on the way has seen.

        Raises TryAgainError if it is not there (yet), UsageError if waiting can't help.
        """

    def read(self, page: str) -> Sequence[Seen]:
        """Return a page as several readers get it, who know nothing of this program. Raises like `see`."""


class SiteFolder:
    """A site in a folder that a web server serves."""

    kind = "directory"

    def __init__(self, folder: Path) -> None:
        self.name: str = str(folder)
        self._folder = folder.resolve()  # it may be made by the first deploy

    def see(self, page: str, fresh: str) -> Seen:
        """See Site."""
        if not self._folder.is_dir():
            raise UsageError(
                "there is no such folder",
                where=self.name,
                remedy="give the folder that was deployed to, or build the site first",
            )
        folder = not page or page.endswith("/")
        path = self._folder / page / "index.html" if folder else self._folder / page
        real = path.resolve()
        if not real.is_relative_to(self._folder):
            raise UsageError(
                "the page lies outside the site", where=str(path), remedy="build the site again"
            )
        try:
            with real.open("rb") as file:
                content = file.read(SIZE_LIMIT + 1)
        except OSError as error:
            raise TryAgainError(
                f"the page cannot be read ({error.strerror})",
                where=str(path),
                remedy="build and deploy again",
            ) from None
        return Seen(str(path), _limited(content, str(path)))

    def read(self, page: str) -> Sequence[Seen]:
        """See Site."""
        return (self.see(page, ""),)


class LiveSite:
    """A site at an address. The host's redirects are followed only on the same host."""

    kind = "url"

    def __init__(
        self, address: str, time_limit: float = TIME_LIMIT, credentials: Sequence[Credential] = ()
    ) -> None:
        parts = urlsplit(address)
        if (
            parts.scheme not in _DEFAULT_PORTS
            or not parts.hostname
            or parts.query
            or parts.fragment
        ):
            raise UsageError(
                "this isn't the address of a site",
                where=address,
                remedy="give it like https://policies.example.org/",
            )
        if parts.username is not None:
            raise UsageError(
                "the address holds a user name",
                where=parts.hostname,
                remedy="leave it out; for a site that asks for a password see --header-from",
            )
        self.name: str = address if address.endswith("/") else address + "/"
        self.credentials: tuple[Credential, ...] = tuple(credentials)
        self._time_limit = time_limit
        self._opener = urllib.request.build_opener(_WithinHost(self.name, self.credentials))
        self._codings = ", ".join(codings.supported())

    def see(self, page: str, fresh: str) -> Seen:
        """See Site."""
        where = urljoin(self.name, quote(page))
        past = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        own = {"User-Agent": "policy-publisher", "Accept": "*/*", "Accept-Encoding": "identity"}
        try:
            return self._ask(where, f"{where}?v={quote(fresh)}", {**own, **past})
        except (_AnswerError, _RefusedError) as error:
            if not 400 <= error.status < 500 or error.status in (401, 429):
                raise
            # A host may refuse every query, or this agent, and no reader.
            try:
                return self._ask(
                    where, where, {**BROWSERS[0], **past, "Accept-Encoding": "identity"}
                )
            except PublisherError:
                raise error from None

    def read(self, page: str) -> Sequence[Seen]:
        """See Site."""
        where = urljoin(self.name, quote(page))
        return tuple(
            self._ask(where, where, {**browser, "Accept-Encoding": self._codings})
            for browser in BROWSERS
        )

    def _ask(self, where: str, address: str, headers: dict[str, str]) -> Seen:
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http(s), see above
        for one in self.credentials:
            request.add_unredirected_header(one.name, one.value)
        try:
            content, answer = _within(self._time_limit, lambda: self._fetch(request))
            content = codings.decode(content, answer.get("content-encoding", ""), SIZE_LIMIT)
        except urllib.error.HTTPError as error:
            raise self._refusal(where, error) from None
        except codings.CodingError as error:
            raise _not_decoded(where, error) from None
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or str(error) or type(error).__name__
            raise _cannot_be_seen(where, str(reason)[:200]) from None
        return Seen(where, _limited(content, where), _now_at_host(answer), answer)

    def _fetch(self, request: urllib.request.Request) -> tuple[bytes, Mapping[str, str]]:
        deadline = time.monotonic() + self._time_limit
        content = bytearray()
        with self._opener.open(request, timeout=self._time_limit) as answer:
            while len(content) <= SIZE_LIMIT and (more := answer.read1(1 << 16)):
                content += more
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no whole answer within {self._time_limit:g} seconds")
            headers = _by_name(answer.headers)
            if answer.status not in (200, 203):
                raise urllib.error.HTTPError(
                    request.full_url, answer.status, "", answer.headers, io.BytesIO(content)
                )
            return bytes(content), headers

    def _refusal(self, where: str, error: urllib.error.HTTPError) -> PublisherError:
        """Return the error for an answer that is no page: who refuses, and what helps."""
        headers = _by_name(error.headers)
        try:
            content = _within(self._time_limit, lambda: (error.read(1 << 16), headers))[0]
            content = codings.decode(content, headers.get("content-encoding", ""), 1 << 20)
        except (OSError, HTTPException, ValueError):
            content = b""
        finally:
            error.close()
        said = f"the page cannot be seen (the host answered {error.code})"
        who = hosts.challenge(headers, content) if error.code not in (404, 410) else None
        if error.code == 401 or (who and "password" in who):
            return UsageError(
                f"{said}: it asks for a user name and password",
                where=where,
                remedy="take the protection away, or give the header that it wants in a variable: "
                f"--header-from ({hosts.GUIDE})",
            )
        if who:
            return _challenged(where, said, who)
        if error.code == 403 and not _is_missing_object(headers, content):
            return _RefusedError(where, error.code)
        return _AnswerError(where, error.code)


class _RefusedError(UsageError):
    """The host answered that this page is not for whoever asked."""

    def __init__(self, where: str, status: int) -> None:
        self.status = status
        super().__init__(
            f"the page cannot be seen (the host answered {status}): it refuses",
            where=where,
            remedy="make the files public, and let the host's firewall pass everybody to these "
            f"addresses ({hosts.GUIDE})",
        )


class _WithinHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects on the same host, from http to https, and between it and its `www.`.

    Credentials go to the site's own host only, and never without encryption where it had one.
    """

    max_redirections = 5

    def __init__(self, site: str, credentials: Sequence[Credential]) -> None:
        self._site, self._credentials = urlsplit(site), credentials

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        upgraded = (old.scheme, new.scheme) == ("http", "https")
        same_port = _port(old.scheme, old.port) == _port(new.scheme, new.port)
        plain = old.port in (None, 80) and new.port in (None, 443)
        if not _same_site(old.hostname, new.hostname) or not (
            (old.scheme == new.scheme and same_port) or (upgraded and plain)
        ):
            fp.close()
            place = f"{new.scheme}://{new.hostname or ''}"
            raise urllib.error.URLError(
                f"it redirects to another host: {place}; if readers end up there, give that address"
            )
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and new.hostname == self._site.hostname:
            for one in self._credentials:
                request.add_unredirected_header(one.name, one.value)
        return request


class _AnswerError(TryAgainError):
    """The host answered with a status that is no page."""

    def __init__(self, where: str, status: int) -> None:
        self.status = status
        super().__init__(
            f"the page cannot be seen (the host answered {status})", where=where, remedy=_WAIT
        )


def _same_site(old: str | None, new: str | None) -> bool:
    return bool(old and new) and str(old).removeprefix("www.") == str(new).removeprefix("www.")


def _is_missing_object(headers: Mapping[str, str], content: bytes) -> bool:
    """Whether a 403 is how an object store answers for what is not there."""
    stores = ("amazons3", "uploadserver", "minio")
    own = any(one in headers.get("server", "").lower() for one in stores)
    return own or b"<Code>AccessDenied</Code>" in content or "x-amz-request-id" in headers


def _by_name(headers: Message) -> dict[str, str]:
    return {name.lower(): ", ".join(headers.get_all(name, [])) for name in headers}


def _port(scheme: str, port: int | None) -> int | None:
    return port or _DEFAULT_PORTS.get(scheme)


_Answer = tuple[bytes, Mapping[str, str]]


def _within(limit: float, work: Callable[[], _Answer]) -> _Answer:
    """Return what `work` returns, or raise TimeoutError after `limit` seconds.

    A socket's own limit is one for each byte, which a host that drips bytes never meets.
    """
    outcome: list[_Answer | BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # handed over to the caller
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(limit)
    if not outcome:
        raise TimeoutError(f"no whole answer within {limit:g} seconds")
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _limited(content: bytes, where: str) -> bytes:
    if len(content) > SIZE_LIMIT:
        raise UsageError(
            f"the page has more than {SIZE_LIMIT // 1024 // 1024} MiB",
            where=where,
            remedy="see whether this is the right site; if it is, split the policy",
        )
    return content


def _now_at_host(headers: Mapping[str, str]) -> datetime | None:
    """The host's clock: when the answer was made, and its age in a cache (RFC 9110, RFC 9111)."""
    try:
        made = parsedate_to_datetime(headers["date"])
        age = int(headers.get("age", "0"))
        return made.astimezone(UTC) + timedelta(seconds=age)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


_WAIT = "see whether the deployment is through, then run the same command again"


def _cannot_be_seen(where: str, reason: str) -> TryAgainError:
    return TryAgainError(f"the page cannot be seen ({reason})", where=where, remedy=_WAIT)


def _not_decoded(where: str, error: codings.CodingError) -> PublisherError:
    said = f"the page cannot be seen ({error})"
    if not error.final:
        return TryAgainError(said, where=where, remedy=_WAIT)
    return UsageError(
        said,
        where=where,
        remedy="let the host send pages as they are to whoever asks for no compression, or install "
        f"the decoders: pip install 'policy-publisher[hosts]' ({hosts.GUIDE})",
    )


def _challenged(where: str, said: str, who: str) -> UsageError:
    return UsageError(
        f"{said}: {who} is in front of it, which not every reader passes",
        where=where,
        remedy=f"switch it off for the addresses of the policies ({hosts.GUIDE})",
    )


def check_challenge(seen: Seen) -> None:
    """Refuse a challenge, a firewall or a login that a host shows with status 200."""
    who = hosts.challenge(seen.headers, seen.content)
    if who:
        raise _challenged(
            seen.where, f"the page cannot be seen; {hosts.shown(seen.content)} is shown", who
        )
