"""Addresses that links lead to, taken apart: which of two are the same page, or another edition of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

PERSONAL = frozenset({"mailto", "tel"})
WEB = frozenset({"", "http", "https"})
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][a-zA-Z]{2})?")
# The file that a host shows for a folder; on the site itself a page may also be named without its ending.
_FOLDER_PAGE = re.compile(r"(?:^|(?<=/))index\.html?$", re.IGNORECASE)
_OWN_PAGE = re.compile(r"(?:^|(?<=/))(?:index|readme)\.md$|\.md$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_./+]+")
_DIGITS = re.compile(r"\d+")
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads, taken apart.

    steps: of the path, without what is only form. fragment: the place on the page. address: of a
    mailto or tel link. query: of a mailto link too (its subject, copies to others).
    """

    scheme: str
    host: str
    steps: tuple[str, ...] = ()
    query: str = ""
    fragment: str = ""
    address: str = ""
    root: bool = False  # whether the path begins at the root of the site

    @property
    def words(self) -> frozenset[str]:
        """The words of the path: `/legal/terms-of-use/` says legal, terms, of and use."""
        return frozenset(
            " ".join(_SEPARATORS.sub(" ", step) for step in self.steps).lower().split()
        )


def target(href: str) -> Target:
    """Take an address apart; an address that cannot be read is all path."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        parts = SplitResult("", "", href, "", "")
    scheme = parts.scheme.lower()
    if scheme in PERSONAL:
        address = unquote(parts.path).lower().replace(" ", "")
        return Target(scheme, "", address=address, query=parts.query)
    path = _FOLDER_PAGE.sub("", parts.path)
    if not parts.netloc:
        path = _OWN_PAGE.sub("", path)
    # What follows "#/" or "#!" is no place on a page but a page of its own.
    route = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    written = f"{path}/{route}".split("/")  # an escaped slash parts no steps
    steps = tuple(unquote(step) for step in written if step not in ("", "."))
    host = parts.netloc.lower().removesuffix(_PORTS.get(scheme, "-")).removeprefix("www.")
    fragment = "" if route else unquote(parts.fragment)
    return Target(scheme, host, steps, parts.query, fragment, root=bool(host) or path[:1] == "/")


def same_place(old: Target, new: Target) -> bool:
    """Whether two targets are one page by another spelling.

    That is: http and https, with and without "www.", a closing slash, the file that stands for its
    folder, escaped letters. Path, query, fragment and host are the same.
    """
    if old.scheme not in WEB or new.scheme not in WEB:
        return old == new
    if old.scheme == "https" and new.scheme == "http":
        return False  # nobody protects it any more
    return (old.host, old.steps, old.query, old.fragment, old.root) == (
        new.host,
        new.steps,
        new.query,
        new.fragment,
        new.root,
    )


def _is_other_region(old: Target, new: Target) -> bool:
    """Whether both targets name a language or a country, and not the same: /us/terms, /eu/terms."""
    olds, news = (
        [step.lower() for step in side.steps if _LOCALE.fullmatch(step)] for side in (old, new)
    )
    return len(olds) == len(news) and olds != news


def _plain(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if step != ".." and not _LOCALE.fullmatch(step))


def is_other_version(old: Target, new: Target) -> bool:
    """Whether two targets differ in a number or a country only: v2 and v3 of a document, /us and /eu."""
    if new.scheme not in WEB or old.scheme not in WEB:
        return False
    olds, news = (
        "/".join((side.host, *_plain(side.steps), side.query, side.fragment)) for side in (old, new)
    )
    same_but_numbers = olds != news and _DIGITS.sub("0", olds) == _DIGITS.sub("0", news)
    return same_but_numbers or (olds == news and _is_other_region(old, new))


def address_words(href: str) -> str:
    """Return the words of an address: `/how-to-opt-out/` speaks of opting out."""
    return " ".join(_SEPARATORS.sub(" ", step) for step in target(href).steps).lower()
