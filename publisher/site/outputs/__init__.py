"""What the site offers besides pages: feeds, calendar, machine-readable record, banner for other sites.

Everything is written from the same states as the pages, one file an output.
"""

from __future__ import annotations

from pathlib import Path

from publisher.site.outputs import calendar, feeds, policies_json, timemap
from publisher.site.outputs.subject import Subject

__all__ = ["Subject", "write"]


def write(subject: Subject, site_dir: Path) -> None:
    """Write every output into a built site."""
    for path, content in _files(subject).items():
        target = site_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _files(subject: Subject) -> dict[str, bytes]:
    """Return the bytes of every output by its path on the site."""
    return {
        **dict(feeds.feeds(subject)),
        **dict(timemap.timemaps(subject)),
        calendar.PATH: calendar.calendar(subject),
        policies_json.PATH: policies_json.policies_json(subject),
        policies_json.SCHEMA_PATH: policies_json.schema(),
    }
