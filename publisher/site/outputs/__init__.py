"""What the site offers besides pages: feeds, calendar, machine-readable record, banner for other sites.

Everything is written from the same states as the pages, one file an output.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from publisher.site.outputs import embed, feeds, ics, llms_txt, policies_json, timemap
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.head import Head
from publisher.site.outputs.printable import address as printable_address
from publisher.site.outputs.printable import page as printable_page
from publisher.site.outputs.void_entries import addresses, voids

__all__ = [
    "BuildContext",
    "Head",
    "addresses",
    "printable_address",
    "printable_page",
    "voids",
    "write",
]  # fmt: skip


# Not below MkDocs' logger: a preview without an address is no reason to stop a strict build.
_log = logging.getLogger("publisher.outputs")


def write(subject: BuildContext, site_dir: Path) -> None:
    """Write every output into a built site; without a `site_url` with relative links, and a warning."""
    if not subject.links.site_url:
        _log.warning(
            "mkdocs.yml: there is no 'site_url', so feeds, calendar and the notices for other sites do "
            "not know their own address, and the ids of their entries change once there is one. "
            "To fix: write 'site_url: https://…/' before the site is published."
        )
    for path, content in _files(subject):
        if (
            path != llms_txt.PATH or not (site_dir / path).exists()
        ):  # a site may have one of its own
            _put(site_dir / path, content)


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _files(subject: BuildContext) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every output for the whole site or a policy."""
    yield policies_json.PATH, policies_json.policies_json(subject)
    yield policies_json.SCHEMA_PATH, policies_json.schema()
    yield from feeds.feeds(subject)
    yield ics.PATH, ics.calendar(subject)
    yield from timemap.timemaps(subject)
    yield llms_txt.PATH, llms_txt.listing(subject)
    yield from embed.files(subject)
