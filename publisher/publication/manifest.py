"""What a built site says of itself in `publication.json`, as it is read back from the host."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publisher.errors import TryAgainError, UsageError
from publisher.publication.hosts import shown
from publisher.publication.readers import Needed
from publisher.publication.sites import Seen, check_challenge
from publisher.register.entry import JSON

PUBLICATION = "publication.json"
SCHEMA = 1
BUILD_AGAIN = "build and deploy again, then record"
# What a draft and the announcement of it must agree in.
AGREE = ("version", "notice", "revision", "effective")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Announcement:
    """One fact that a built site announces, on `page`, whose file has the digest `sha256`.

    pages: everything that a reader needs for it, that page included.
    """

    key: str
    event: str
    policy: str
    page: str | None
    sha256: str | None
    stated: Mapping[str, JSON]
    pages: tuple[Needed, ...] = ()


@dataclass(frozen=True)
class Publication:
    """What a built site says of itself. pages: those of every policy as it is now, with their digests."""

    build_id: str
    day: str
    timezone: str
    commit: str
    preview: bool
    generator: str
    announces: tuple[Announcement, ...]
    register_size: int
    register_head: str
    pages: tuple[Needed, ...] = ()


def parse_publication(seen: Seen) -> Publication:
    """Return what a `publication.json` says; raises TryAgainError if it is not a whole one."""
    try:
        content = json.loads(seen.content)
        if content["schema"] != SCHEMA:
            raise UsageError(
                f"the site was built by another publisher (schema {content['schema']!r})",
                where=seen.where,
                remedy="build and record with the same version",
            )
        return Publication(
            build_id=_text(content, "build_id"),
            day=_text(content, "day"),
            timezone=_text(content, "timezone"),
            commit=_commit(content),
            preview=content["preview"] is not False,
            generator=_text(content, "generator"),
            announces=tuple(_announcement(one) for one in content["announces"]),
            register_size=int(content["register"]["size"]),
            register_head=_text(content["register"], "head"),
            pages=_pages(content.get("pages", {})),
        )
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        check_challenge(seen)
        raise TryAgainError(
            f"this isn't a description of a publication ({_reason(error)}): {shown(seen.content)} is shown",
            where=seen.where,
            remedy=BUILD_AGAIN,
        ) from None


def _announcement(content: Mapping[str, Any]) -> Announcement:
    page = content.get("page")
    if page is not None and not _is_page(page):
        raise ValueError(f"no page of the site: {page!r}")
    stated = {name: content.get(name) for name in AGREE}
    sha256 = _text(content, "sha256") if page is not None else None
    pages = _pages(content.get("pages", {}))
    if page is not None and sha256 is not None and page not in {one.page for one in pages}:
        pages = (Needed(page, sha256), *pages)
    return Announcement(
        key=_text(content, "key"),
        event=_text(content, "event"),
        policy=_text(content, "policy"),
        page=page,
        sha256=sha256,
        stated=stated,
        pages=pages,
    )


def _pages(content: Mapping[str, Any]) -> tuple[Needed, ...]:
    """Read addresses with their digests: a digest alone, or {"sha256", "reading"}."""
    pages = []
    for page, value in content.items():
        if not _is_page(page):
            raise ValueError(f"no page of the site: {page!r}")
        digests = {"sha256": value} if isinstance(value, str) else value
        reading = digests.get("reading")
        pages.append(Needed(page, _text(digests, "sha256"), str(reading) if reading else None))
    return tuple(pages)


def _reason(error: Exception) -> str:
    """Return why it could not be read, without any byte that a host has sent."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON, line {error.lineno} column {error.colno}"
    text = f"{type(error).__name__}: {error}"
    return "".join(c if c.isprintable() else "?" for c in text)[:200]


def _is_page(page: object) -> bool:
    """Whether it is an address below the site's root, which leads nowhere else."""
    if not isinstance(page, str) or page.startswith("/") or any(c in page for c in ":?#\\%\n\0"):
        return False
    return ".." not in page.split("/") and "//" not in page


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content[name]
    if not isinstance(value, str):
        raise TypeError(f"'{name}' isn't a string")
    return value


def _commit(content: Mapping[str, Any]) -> str:
    value = _text(content, "commit")
    if not _COMMIT.fullmatch(value):
        raise ValueError(f"no commit: {value!r}")
    return value
