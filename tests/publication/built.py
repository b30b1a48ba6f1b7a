"""A built site, what it says of itself, and recording it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from publisher.errors import PublisherError
from publisher.git.client import Git
from publisher.publication.evidence import record
from publisher.publication.sites import Site
from publisher.register.entry import START, Draft, Entry

from .repositories import at, draft, store

PAGES = {"notices/privacy-2/": b"<p>Notice two</p>", "notices/privacy-3/": b"<p>Notice three</p>"}


NOTICES = (draft(2), draft(3))


class Built:
    """A built site in a folder, of a repository with a register."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.folder, self.repository = folder, repository
        self.git, self.store = Git(repository), store(repository)
        for page, content in PAGES.items():
            (folder / page).mkdir(parents=True)
            (folder / page / "index.html").write_bytes(content)
        self.says(announces=[announced(one) for one in NOTICES])

    def says(self, **changes: Any) -> None:
        """Write publication.json, right but for these changes."""
        content = {
            "schema": 1,
            "build_id": "b1",
            "built_at": "2026-11-23T11:50:00Z",
            "valid_until": "2026-11-25T11:50:00Z",
            "day": "2026-11-23",
            "timezone": "Europe/Paris",
            "commit": self.git.resolve("HEAD"),
            "preview": False,
            "announces": [],
            "register": {"size": 0, "head": START},
            "generator": "policy-publisher",
        }
        (self.folder / "publication.json").write_text(json.dumps({**content, **changes}))

    def record(self, site: Site, *drafts: Draft, **options: Any) -> tuple[Entry, ...]:
        """Record what the plan wants, at noon unless told otherwise."""
        given: dict[str, Any] = {
            "plan": lambda register, instant: drafts or NOTICES,
            "git": self.git,
            "timezone": "Europe/Paris",
            "clock": at,
            "pause": lambda _: None,
        }
        return record(site, self.store, **{**given, **options})


def announced(one: Draft, **changes: object) -> dict[str, object]:
    """Return what the site says of a draft."""
    page = f"notices/privacy-{one.fact.version}/"
    content = {
        "key": one.key,
        "event": str(one.event),
        "policy": one.policy,
        "version": one.fact.version,
        "effective": str(one.fact.effective),
        "page": page,
        "sha256": hashlib.sha256(PAGES.get(page, b"")).hexdigest(),
    }
    return {**content, **changes}


def refused(built: Built, site: Site, error: type[PublisherError], match: str, **options: Any):
    """Assert that recording fails with these words and enters nothing."""
    with pytest.raises(error, match=match):
        built.record(site, **options)
    assert built.store.read().size == 0
