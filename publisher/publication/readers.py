"""Whether readers get a page as it was built: opened at its plain address, as their browsers do it.

L1  The plain address is opened, without a query and without a mark of this program, by two kinds of
    browser. Each gets the page byte for byte as it was built.
L2  It is sent so that a browser shows it: as HTML, not as a download, in its own characters.
L3  What waiting can put right (an older copy, a page that is not there yet) raises TryAgainError; what
    it can't (a host that changes pages, protects them, or sends them as another type) UsageError.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from publisher.errors import PublisherError, TryAgainError, UsageError
from publisher.publication import hosts
from publisher.publication.sites import Seen, Site, check_challenge

AT_ONCE = 8  # requests at the same time
TOTAL_LIMIT = 600.0  # seconds for all pages of one look
ENOUGH = 20  # pages that are not right; the others are not opened any more
_NAMED = 5
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)


@dataclass(frozen=True)
class Needed:
    """A page or file that a reader needs. page: its address from the site's root, "" for the home page.

    sha256: of the file that was built. reading: of what it says, see `hosts.reading`; None where the
    build does not give it.
    """

    page: str
    sha256: str
    reading: str | None = None

    @property
    def is_page(self) -> bool:
        """Whether a browser must show it, and not only get it."""
        return not self.page or self.page.endswith("/")


@dataclass(frozen=True)
class Failure:
    """A page that readers do not get as it was built."""

    page: str
    error: PublisherError

    @property
    def late(self) -> bool:
        """Whether waiting may put it right."""
        return isinstance(self.error, TryAgainError)


def check_seen(site: Site, seen: Seen, needed: Needed) -> None:
    """Refuse one answer that is not the page that was built, or that a browser would not show."""
    if seen.sha256 != needed.sha256:
        raise _other(site, seen, needed)
    if needed.is_page:
        _check_served(seen)


def check_page(site: Site, needed: Needed, fresh: str) -> None:
    """Open a page as readers do, and refuse what they get if it is less than what was built (L1-L3).

    fresh: a word that no cache on the way has seen; it is used only to find out why.
    """
    try:
        answers = site.read(needed.page)
    except TryAgainError as error:
        raise _only_there(site, needed, fresh, error) or error from None
    for seen in answers:
        if seen.sha256 == needed.sha256:
            check_seen(site, seen, needed)
            continue
        other = _other(site, seen, needed)
        if isinstance(other, TryAgainError):
            other = _only_there(site, needed, fresh, other) or other
        if isinstance(other, TryAgainError) and _always_other(site, answers, needed):
            raise UsageError(
                "the page is not what was built: the host sends another one at each request",
                where=seen.where,
                remedy="switch off what writes the time, a number or a token into it "
                f"({hosts.GUIDE})",
            )
        raise other


def check_pages(
    site: Site, pages: Iterable[Needed], fresh: str, *, limit: float = TOTAL_LIMIT
) -> list[Failure]:
    """Open many pages as readers do, several at once; return those that are not right, in their order.

    After `ENOUGH` of them, or `limit` seconds, no further page is opened.
    """
    deadline = time.monotonic() + limit
    failures: list[Failure] = []

    def check(needed: Needed) -> Failure | None:
        if len(failures) >= ENOUGH:
            return None
        try:
            if time.monotonic() > deadline:
                raise TryAgainError(
                    f"not all pages could be opened within {limit:g} seconds",
                    where=site.name,
                    remedy="see why the host is slow, then run the same command again",
                )
            check_page(site, needed, fresh)
        except PublisherError as error:
            failure = Failure(needed.page, error)
            failures.append(failure)
            return failure
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [failure for failure in pool.map(check, pages) if failure]


def together(failures: Sequence[Failure]) -> PublisherError:
    """Return one error for all failures: first what waiting can't put right."""
    first = next((one for one in failures if not one.late), failures[0])
    others = [one.error.where for one in failures if one is not first]
    if not others:
        return first.error
    named = ", ".join(others[:_NAMED])
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    what = f"{first.error.what}; nor are these as built: {named}{more}"
    kind = TryAgainError if first.late else UsageError
    return kind(what, where=first.error.where, remedy=first.error.remedy)


def _other(site: Site, seen: Seen, needed: Needed) -> PublisherError:
    """Return what is to be said of an answer that is another page than the one that was built."""
    try:
        check_challenge(seen)
    except UsageError as error:
        return error
    secrets = tuple(one.value for one in getattr(site, "credentials", ()))
    changes = hosts.additions(seen.content, needed.sha256) if needed.is_page else ()
    digests = f"SHA-256 {seen.sha256}, built {needed.sha256}"
    if needed.reading and hosts.reading(seen.content) == needed.reading:
        names = ", ".join(changes) or "markup, links or attributes"
        return UsageError(
            f"the page is not what was built: it says the same, but is changed on its way: {names} "
            f"({digests})",
            where=seen.where,
            remedy=f"switch that off at the host or in what deploys ({hosts.GUIDE}); waiting can't help",
        )
    also = f"; the host changes pages on their way, too: {', '.join(changes)}" if changes else ""
    return TryAgainError(
        f"the page is not what was built: {hosts.shown(seen.content, secrets)} is shown{also} "
        f"({digests})",
        where=seen.where,
        remedy="deploy again, and empty the host's cache; if the host changes pages on the way, switch "
        f"that off ({hosts.GUIDE})",
    )


def _only_there(
    site: Site, needed: Needed, fresh: str, error: TryAgainError
) -> TryAgainError | None:
    """Return the error for a page that the host has, past its caches, and readers do not get."""
    if site.kind != "url":
        return None
    try:
        if site.see(needed.page, fresh).sha256 != needed.sha256:
            return None
    except PublisherError:
        return None
    return TryAgainError(
        f"readers do not get it: {error.what}; past the caches, and asked as this program, the host "
        "has the right one",
        where=error.where,
        remedy="empty the host's cache, or wait until its copies have run out, then run the same "
        f"command again ({hosts.GUIDE})",
    )


def _always_other(site: Site, answers: Sequence[Seen], needed: Needed) -> bool:
    """Whether a host that has shown other pages shows other ones again to the same browsers."""
    if len(answers) < 2:
        return False
    try:
        again = site.read(needed.page)
    except PublisherError:
        return False
    digests = [one.sha256 for one in (*answers, *again)]
    return needed.sha256 not in digests and len(set(digests)) == len(digests)


def _check_served(seen: Seen) -> None:
    """L2: refuse what a browser would not show as the page it is."""
    if not seen.headers:
        return
    kind = seen.headers.get("content-type", "")
    charset = _CHARSET.search(kind)
    sent = kind.partition(";")[0].strip().lower()
    if "attachment" in seen.headers.get("content-disposition", "").lower():
        fault = "'Content-Disposition: attachment'; browsers save it and do not show it"
    elif sent != "text/html" and (
        sent or "nosniff" in seen.headers.get("x-content-type-options", "")
    ):
        named = (
            f"'Content-Type: {_printable(sent)}'" if sent else "no 'Content-Type', and 'nosniff'"
        )
        fault = f"{named}; browsers do not show it as a page"
    elif charset and charset[1].lower() not in ("utf-8", "utf8") and not seen.content.isascii():
        fault = f"'charset={_printable(charset[1])}'; its characters are read wrongly"
    elif "refresh" in seen.headers:
        fault = "a 'Refresh' header; browsers leave it for another page"
    else:
        return
    raise UsageError(
        f"the page is the one that was built, but it is sent with {fault}",
        where=seen.where,
        remedy=f"set 'Content-Type: text/html; charset=utf-8' for pages at the host ({hosts.GUIDE})",
    )


def _printable(text: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text)[:60]
