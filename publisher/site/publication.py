"""`/publication.json`: what this build is and what it announces, for whoever records or watches it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import publisher
from publisher.plan.contents import came_from
from publisher.record.entry import Draft, Event
from publisher.record.register import Register
from publisher.site.attachments import Attachments
from publisher.site.words import Words
from publisher.states import States
from publisher.time import civil_day


def publication(
    states: States,
    register: Register,
    *,
    commit: str,
    timezone: str,
    site_dir: Path,
    preview: bool,
    attachments: Attachments,
) -> dict[str, Any]:
    """Describe a finished build in `site_dir`.

    preview: built for another instant than the present; such a build is never recorded.
    """
    built_at = Words.machine(states.at)
    announces = [
        {
            **_announced(states, draft.key, site_dir),
            "attachments": [
                {"path": address, "sha256": digest}
                for address, digest in needed_files(states, draft, attachments)
            ],
        }
        for draft in states.drafts
    ]
    # Two builds of one commit in the same second, as a timer and a push may do, must still differ.
    unique = [
        commit,
        register.head,
        built_at,
        os.environ.get("GITHUB_RUN_ID", ""),
        os.environ.get("GITHUB_RUN_ATTEMPT", ""),
    ]
    return {
        "schema": 1,
        "build_id": hashlib.sha256("\n".join(unique).encode()).hexdigest()[:32],
        "built_at": built_at,
        "valid_until": Words.machine(states.valid_until()),
        "day": civil_day(states.at, timezone).isoformat(),
        "timezone": timezone,
        "commit": commit,
        "preview": preview,
        "announces": announces,
        "register": {"size": register.size, "head": register.head},
        "generator": f"policy-publisher {publisher.version()}",
    }


def needed_files(states: States, draft: Draft, attachments: Attachments) -> list[tuple[str, str]]:
    """Return address and SHA-256 of each attachment that a reader of an announcement needs.

    These are the attachments of the text that it publishes, and those of the text before that it changes.
    """
    policy = states[draft.policy]
    version = policy.version(int(str(draft.fields["version"])))
    texts = version.texts
    if draft.event is Event.TRANSLATED:
        translation = version.translation(str(draft.fields["language"]))
        texts = translation.texts if translation else ()
    found = set(attachments.digests(texts[-1])) if texts else set()
    before = [text for one in policy.versions for text in one.texts]
    if draft.fields.get("from_attachments") and draft.event is not Event.TRANSLATED:
        content = came_from(draft.fields)
        found.update(*(attachments.digests(t) for t in before if attachments.content(t) == content))
    return sorted(found)


def write(site_dir: Path, content: dict[str, Any]) -> None:
    """Write it as the last file of a build, in one step: where it is, the build is whole."""
    target = site_dir / "publication.json"
    draft = site_dir / ".publication.json.new"
    draft.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    draft.replace(target)


def _announced(states: States, key: str, site_dir: Path) -> dict[str, Any]:
    """One announcement with the page that readers see it on and the digest of that page's file."""
    draft = next(draft for draft in states.drafts if draft.key == key)
    policy = states[draft.policy]
    page = f"{policy.slug}/"
    notice = draft.fields.get("notice")
    if draft.event in (Event.POSTPONED, Event.WITHDRAWN):
        notice = policy.version(int(str(draft.fields["version"]))).notice
    if draft.event is Event.TRANSLATED:
        edition = policy.in_language(str(draft.fields["language"]))
        page = f"{edition.slug}/v{draft.fields['version']}/"
    if notice:
        page = f"notices/{notice}/"
    found = hashlib.sha256((site_dir / page / "index.html").read_bytes()).hexdigest()
    return {
        "key": key,
        "event": draft.event.value,
        "policy": draft.policy,
        "version": draft.fields["version"],
        "notice": draft.fields.get("notice"),
        "revision": draft.fields.get("revision"),
        "effective": draft.fields.get("effective"),
        "page": page,
        "sha256": found,
    }
