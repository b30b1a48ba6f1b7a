"""`/publication.json`: what this build is and what it announces, for whoever records or watches it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import publisher
from publisher.calendar import civil_day
from publisher.messages.catalogue import Messages
from publisher.publication import hosts
from publisher.register.chain import Register
from publisher.register.entry import Draft, Event
from publisher.site.build.attachments import Attachments
from publisher.timeline.planning.contents import came_from
from publisher.timeline.states import PolicyState, States

if TYPE_CHECKING:
    from publisher.publication.publication_format import AnnouncementJSON, PublicationJSON


def publication(
    states: States,
    register: Register,
    *,
    commit: str,
    timezone: str,
    site_dir: Path,
    preview: bool,
    attachments: Attachments,
) -> PublicationJSON:
    """Describe a finished build in `site_dir`.

    preview: built for another instant than the present; such a build is never recorded.
    """
    built_at = Messages.machine(states.at)
    announces = [_announced(states, draft, site_dir, attachments) for draft in states.drafts]
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
        "valid_until": Messages.machine(states.valid_until()),
        "day": civil_day(states.at, timezone).isoformat(),
        "timezone": timezone,
        "commit": commit,
        "preview": preview,
        "announces": announces,
        "pages": dict(current(states, site_dir)),
        "register": {"size": register.size, "head": register.head},
        "generator": f"policy-publisher {publisher.version()}",
    }


def needed_files(states: States, draft: Draft, attachments: Attachments) -> list[tuple[str, str]]:
    """Return address and SHA-256 of each attachment that a reader of an announcement needs.

    These are the attachments of the text that it publishes, and those of the text before that it changes.
    """
    policy = states[draft.policy]
    version = policy.version(draft.fact.version or 0)
    texts = version.texts
    if draft.fact.language:
        translation = version.translation(draft.fact.language)
        texts = translation.texts if translation else ()
    found = set(attachments.digests(texts[-1])) if texts else set()
    before = [text for one in policy.versions for text in one.texts]
    if draft.fact.from_attachments and draft.event is not Event.TRANSLATED:
        content = came_from(draft.fact)
        found.update(*(attachments.digests(t) for t in before if attachments.content(t) == content))
    return sorted(found)


def write(site_dir: Path, content: PublicationJSON) -> None:
    """Write it as the last file of a build, in one step: where it is, the build is whole."""
    target = site_dir / "publication.json"
    draft = site_dir / ".publication.json.new"
    draft.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    draft.replace(target)


def _announced(
    states: States, draft: Draft, site_dir: Path, attachments: Attachments
) -> AnnouncementJSON:
    """Return an announcement with the page that readers see it on and the digest of that page's file."""
    policy = states[draft.policy]
    page = f"{policy.slug}/"
    notice = draft.fact.notice
    if draft.event in (Event.POSTPONED, Event.WITHDRAWN):
        notice = policy.version(draft.fact.version or 0).notice
    if draft.fact.language:
        edition = policy.in_language(draft.fact.language)
        page = f"{edition.slug}/v{draft.fact.version}/"
    if notice:
        page = f"notices/{notice}/"
    content = (site_dir / page / "index.html").read_bytes()
    return {
        "key": draft.key,
        "event": draft.event.value,
        "policy": draft.policy,
        "version": draft.fact.version,
        "notice": draft.fact.notice,
        "revision": draft.fact.revision,
        "effective": draft.fact.effective.isoformat() if draft.fact.effective else None,
        "page": page,
        "sha256": hashlib.sha256(content).hexdigest(),
        "pages": {
            address: {"sha256": sha256, "reading": reading}
            for address, sha256, reading in needed(states, draft, page, site_dir)
        },
        "attachments": [
            {"path": address, "sha256": digest}
            for address, digest in needed_files(states, draft, attachments)
        ],
    }


def needed(
    states: States, draft: Draft, page: str, site_dir: Path
) -> Iterator[tuple[str, str, str]]:
    """Yield everything a reader needs for an announcement: address, SHA-256, digest of what it says.

    page: the one that carries it. A redline, a home page and the like count where they were built.
    """
    for address in dict.fromkeys([page, *_addresses(states, draft)]):
        file = _file(site_dir, address)
        if address == page or file.is_file():
            content = file.read_bytes()
            yield address, hashlib.sha256(content).hexdigest(), hosts.reading(content)


def _addresses(states: States, draft: Draft) -> Iterator[str]:
    """Yield the addresses of what a reader needs for an announcement, in every language."""
    policy = states[draft.policy]
    editions = [policy, *policy.editions]
    if draft.fact.language:
        editions = [policy.in_language(draft.fact.language)]
    for edition in editions:
        yield f"{edition.slug}/"
        if draft.event is not Event.ADOPTED:
            yield from _of_version(edition, draft.fact.version or 0)
    yield ""


def _of_version(policy: PolicyState, number: int) -> Iterator[str]:
    """Yield the addresses on which a version can be read: its notice, its text, its redline."""
    notice = policy.version(number).notice
    if notice:
        yield f"notices/{notice}/"
    yield f"{policy.slug}/v{number}/"
    yield f"{policy.slug}/v{number}/changes/"


def current(states: States, site_dir: Path) -> Iterator[tuple[str, str]]:
    """Yield address and SHA-256 of every page that says what applies and what comes.

    Only of what is in force, pending or just announced: the list grows with the policies and not with
    their past.
    """
    addresses = ["", "notices/"]
    for edition in states.editions:
        announced = {draft.fact.version or 0 for draft in edition.drafts}
        addresses.append(f"{edition.slug}/")
        for number in sorted(announced | {version.number for version in edition.pending}):
            addresses += _of_version(edition, number)
    for address in dict.fromkeys(addresses):
        file = _file(site_dir, address)
        if file.is_file():
            yield address, hashlib.sha256(file.read_bytes()).hexdigest()


def _file(site_dir: Path, address: str) -> Path:
    folder = not address or address.endswith("/")
    return site_dir / address / "index.html" if folder else site_dir / address
