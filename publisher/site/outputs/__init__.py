"""What the site offers besides pages: feeds, calendar, machine-readable record, banner for other sites.

Everything is written from the same states as the pages, one file an output.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher.site.outputs import (
    calendar,
    embed,
    feeds,
    listing,
    policies_json,
    printable,
    timemap,
)
from publisher.site.outputs.head import Head
from publisher.site.outputs.subject import Subject

__all__ = ["Head", "Subject", "write"]


def write(subject: Subject, site_dir: Path) -> None:
    """Write every output into a built site."""
    for path, content in _files(subject, site_dir):
        target = site_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _files(subject: Subject, site_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every output."""
    yield policies_json.PATH, policies_json.policies_json(subject)
    yield policies_json.SCHEMA_PATH, policies_json.schema()
    yield from feeds.feeds(subject)
    yield calendar.PATH, calendar.calendar(subject)
    yield from timemap.timemaps(subject)
    yield listing.PATH, listing.listing(subject)
    yield from embed.files(subject)
    yield from printable.printables(subject, site_dir)
