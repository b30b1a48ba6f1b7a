"""A deployed site as anybody on the web would see it: by address, or as a folder that is served.

What a host answers is not trusted: it may hang, send without end, redirect elsewhere, or show an
older copy. Every look has a limit in time and size and stays on its host.
"""

from __future__ import annotations

import hashlib
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, NoReturn, Protocol
from urllib.parse import quote, urljoin, urlsplit

from publisher.errors import TryAgainError, UsageError

SIZE_LIMIT = 16 * 1024 * 1024  # bytes of one page
TIME_LIMIT = 30.0  # seconds for one page, from the first byte sent to the last received
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Seen:
    """One page as it was seen. where: its address or file. date: the host's clock, if it told."""

    where: str
    content: bytes
    date: datetime | None = None

    @property
    def sha256(self) -> str:
        """The digest of the content in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


class Site(Protocol):
    """Something that can be looked at. name: address or folder, as the user gave it."""

    name: str
    kind: str  # "url" or "directory"

    def see(self, page: str, fresh: str) -> Seen:
        """Return a page, named from the site's root ("notices/privacy-2/", "publication.json").

        fresh: a word that no cache on the way has seen.

        Raises TryAgainError if it is not there (yet).
        """


class SiteFolder:
    """A site in a folder that a web server serves."""

    kind = "directory"

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder.resolve()  # it may be made by the first deploy

    def see(self, page: str, fresh: str) -> Seen:
        """See Site."""
        if not self._folder.is_dir():
            raise UsageError(
                "there is no such folder",
                where=self.name,
                remedy="give the folder that was deployed to, or build the site first",
            )
        path = self._folder / page / "index.html" if page.endswith("/") else self._folder / page
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


class LiveSite:
    """A site at an address. The host's redirects are followed only on the same host."""

    kind = "url"

    def __init__(self, address: str, time_limit: float = TIME_LIMIT) -> None:
        parts = urlsplit(address)
        if (
            parts.scheme not in _DEFAULT_PORTS
            or not parts.hostname
            or parts.query
            or parts.fragment
        ):
            raise UsageError(
                "this is no address of a site",
                where=address,
                remedy="give it like https://policies.example.org/",
            )
        if parts.username is not None:
            raise UsageError(
                "the address holds a user name", where=parts.hostname, remedy="leave it out"
            )
        self.name = address if address.endswith("/") else address + "/"
        self._time_limit = time_limit
        self._opener = urllib.request.build_opener(_WithinHost())

    def see(self, page: str, fresh: str) -> Seen:
        """See Site."""
        where = urljoin(self.name, quote(page))
        request = urllib.request.Request(  # noqa: S310 - http or https, see above
            f"{where}?v={quote(fresh)}",
            headers={
                "User-Agent": "policy-publisher",
                "Cache-Control": "no-cache",
                "Accept-Encoding": "identity",
            },
        )
        try:
            content, headers = _within(self._time_limit, lambda: self._fetch(request))
        except urllib.error.HTTPError as error:
            error.close()
            _cannot_be_seen(where, f"the host answered {error.code}")
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or str(error) or type(error).__name__
            _cannot_be_seen(where, str(reason))
        return Seen(where, _limited(content, where), _now_at_host(headers))

    def _fetch(self, request: urllib.request.Request) -> tuple[bytes, HTTPMessage]:
        deadline = time.monotonic() + self._time_limit
        content = bytearray()
        with self._opener.open(request, timeout=self._time_limit) as answer:
            while len(content) <= SIZE_LIMIT and (more := answer.read1(1 << 16)):
                content += more
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no whole answer within {self._time_limit:g} seconds")
            return bytes(content), answer.headers


class _WithinHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects on the same host, also from http to https, and no other."""

    max_redirections = 5

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
        if old.hostname != new.hostname or not (
            (old.scheme == new.scheme and same_port) or (upgraded and plain)
        ):
            fp.close()
            raise urllib.error.URLError(f"it redirects to another host: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _port(scheme: str, port: int | None) -> int | None:
    return port or _DEFAULT_PORTS.get(scheme)


def _within(
    limit: float, work: Callable[[], tuple[bytes, HTTPMessage]]
) -> tuple[bytes, HTTPMessage]:
    """Return what `work` returns, or raise TimeoutError after `limit` seconds.

    A socket's own limit is one for each byte, which a host that drips bytes never meets.
    """
    outcome: list[tuple[bytes, HTTPMessage] | BaseException] = []

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


def _now_at_host(headers: HTTPMessage) -> datetime | None:
    """The host's clock: when the answer was made, and its age in a cache (RFC 9110, RFC 9111)."""
    try:
        made = parsedate_to_datetime(headers["Date"])
        age = int(headers.get("Age", "0"))
        return made.astimezone(UTC) + timedelta(seconds=age)
    except (TypeError, ValueError, OverflowError):
        return None


def _cannot_be_seen(where: str, reason: str) -> NoReturn:
    raise TryAgainError(
        f"the page cannot be seen ({reason})",
        where=where,
        remedy="see whether the deployment is through, then run the same command again",
    ) from None
