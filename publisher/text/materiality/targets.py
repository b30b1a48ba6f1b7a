"""Addresses that links lead to, taken apart: which of two are the same page, or another edition of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

PERSONAL = frozenset({"mailto", "tel"})
WEB = frozenset({"", "http", "https"})
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][a-zA-Z]{2})?")
_FILE = re.compile(r"(?:^|/)(?:index|readme)?(?:\.(?:md|html?|php|aspx?))?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:md|html?|pdf)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_./+]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads, taken apart.

    steps: of the path, without what is only form. fragment: the place on the page. address: of a
    mailto or tel link, without its subject.
    """

    scheme: str
    host: str
    steps: tuple[str, ...] = ()
    query: str = ""
    fragment: str = ""
    address: str = ""

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
        return Target(scheme, "", address=unquote(parts.path).lower().replace(" ", ""))
    path = _EXTENSION.sub("", _FILE.sub("", unquote(parts.path)))
    # What follows "#/" or "#!" is no place on a page but a page of its own.
    route = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    steps = tuple(step for step in f"{path}/{route}".split("/") if step not in ("", "."))
    host = parts.netloc.lower().removeprefix("www.")
    return Target(scheme, host, steps, parts.query, "" if route else parts.fragment)


def same_place(old: Target, new: Target) -> bool:
    """Tell whether two targets differ in form only: scheme, "www.", locale, file ending, folder above."""
    if old.scheme not in WEB or new.scheme not in WEB:
        return old == new
    if _is_other_region(old, new):
        return False
    olds, news = _plain(old.steps), _plain(new.steps)
    if old.host == new.host:
        return old.query == new.query and (olds == news or (not old.host and _same_end(olds, news)))
    # One of them is written without its host: the same page if the longer ends as the shorter does.
    return (not old.host or not new.host) and old.query == new.query and _same_end(olds, news)


def _is_other_region(old: Target, new: Target) -> bool:
    """Tell whether both targets name a language or a country, and not the same: /us/terms, /eu/terms."""
    olds, news = (
        [step.lower() for step in side.steps if _LOCALE.fullmatch(step)] for side in (old, new)
    )
    return len(olds) == len(news) and olds != news


def _plain(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if step != ".." and not _LOCALE.fullmatch(step))


def _same_end(olds: tuple[str, ...], news: tuple[str, ...]) -> bool:
    size = min(len(olds), len(news))
    return size > 0 and olds[-size:] == news[-size:]


def is_other_version(old: Target, new: Target) -> bool:
    """Tell whether two targets differ in a number or a country only: v2 and v3 of a document, /us and /eu."""
    if new.scheme not in WEB or old.scheme not in WEB:
        return False
    olds, news = (
        "/".join((side.host, *_plain(side.steps), side.query, side.fragment)) for side in (old, new)
    )
    same_but_numbers = olds != news and _DIGITS.sub("0", olds) == _DIGITS.sub("0", news)
    return same_but_numbers or (olds == news and _is_other_region(old, new))


def owner(host: str) -> str:
    """Return the part of a host that tells whose it is: example of www.example.com and example.co.uk."""
    parts = host.partition(":")[0].split(".")[:-1]
    return next((part for part in reversed(parts) if len(part) > 3), "".join(parts[-1:]))


def address_words(href: str) -> str:
    """Return the words of an address: `/how-to-opt-out/` speaks of opting out."""
    return " ".join(_SEPARATORS.sub(" ", step) for step in target(href).steps).lower()
