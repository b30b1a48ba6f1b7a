"""`/policies.json`: the whole timeline for programs, and the JSON Schema that says what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from publisher.calendar import civil_day
from publisher.messages.catalogue import Messages
from publisher.model.entries import Fact, plain
from publisher.model.json_schema import schema_file
from publisher.register.entry import Entry, Event
from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext, ever_applies
from publisher.site.outputs.void_entries import Void, voids
from publisher.site.pages.validity import following
from publisher.timeline.rules import PublishedText, Version
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import LocalizedVersion, TranslationView

if TYPE_CHECKING:
    from publisher.site.outputs.policies_format import (
        DecisionJSON,
        EntryJSON,
        LanguageJSON,
        NoticeJSON,
        PoliciesJSON,
        PolicyJSON,
        PolicyLinksJSON,
        SpanJSON,
        TakenBackJSON,
        TextJSON,
        TranslationJSON,
        VersionJSON,
        VersionLinksJSON,
    )

PATH = "policies.json"
SCHEMA_PATH = "policies.schema.json"
_machine = Messages.machine


def schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) of `policies.json`."""
    from publisher.site.outputs.policies_format import PoliciesJSON

    return schema_file(PoliciesJSON, PATH)


def policies_json(subject: BuildContext) -> bytes:
    """Return the whole timeline of every policy."""
    states, settings = subject.states, subject.settings
    to = subject.links.to
    content: PoliciesJSON = {
        "$schema": to(SCHEMA_PATH),
        "schema": 1,
        "as_of": _machine(states.at),
        "valid_until": _machine(states.valid_until()),
        "site": {
            "name": plain_text.line(settings.site_name),
            "url": subject.links.site_url or None,
            "language": settings.locale,
            "timezone": settings.timezone,
        },
        "promise": settings.period().to_json(),
        "register": {
            "branch": settings.register_branch,
            "size": subject.register.size,
            "head": subject.register.head,
        },
        "links": {
            "schema": to(SCHEMA_PATH),
            "feed": to("feed.xml"),
            "json_feed": to("feed.json"),
            "calendar": to("calendar.ics"),
            "notices": to("notices/"),
        },
        "policies": [],
    }
    kept = subject.pages.kept
    policies = (
        kept.bytes("json", kept.of_policy(policy), PATH, partial(_written, subject, policy))
        for policy in states.policies
    )
    head, _, end = plain_text.to_json(content).rpartition(b"[]")
    return head + b"[\n" + b",\n".join(policies) + b"\n  ]" + end


def _written(subject: BuildContext, policy: PolicyState) -> bytes:
    """Return a policy as it stands in the file; no string of JSON holds a bare `"` or the end of a line."""
    rows = subject.pages.kept.stretches("json", policy, PATH, partial(_rows, subject, policy))
    head, name, end = plain_text.to_json(_policy(subject, policy)).partition(b'"versions": [')
    written = head + name + b"\n" + b",\n".join(rows) + b"\n  " + end
    return indent(written.decode().rstrip("\n"), " " * 4).encode()


def _rows(subject: BuildContext, policy: PolicyState, versions: Sequence[Version]) -> bytes:
    rows = (plain_text.to_json(_version(subject, policy, version)).decode() for version in versions)
    return ",\n".join(indent(row.rstrip("\n"), " " * 4) for row in rows).encode()


def _policy(subject: BuildContext, policy: PolicyState) -> PolicyJSON:
    current = policy.in_force
    return {
        "id": policy.id,
        "title": plain_text.line(policy.title),
        "language": policy.language,
        "translation_of": None,
        "languages": [_language(subject, edition) for edition in policy.editions],
        "in_force": current.number if current else None,
        "pending": [version.number for version in policy.pending],
        "ended": policy.ended.effective.isoformat() if policy.ended else None,
        "promise": subject.settings.period(policy.id).to_json(),
        "links": _pages(subject, policy),
        "versions": [],
        "taken_back": [_void(subject, policy, void) for void in voids(policy, subject.register)],
    }


def _pages(subject: BuildContext, policy: PolicyState) -> PolicyLinksJSON:
    to, slug = subject.links.to, policy.slug
    return {
        "page": to(f"{slug}/"), "history": to(f"{slug}/history/"), "feed": to(f"{slug}/feed.xml"),
        "json_feed": to(f"{slug}/feed.json"), "timemap": to(f"{slug}/timemap.link"),
    }  # fmt: skip


def _language(subject: BuildContext, edition: TranslationView) -> LanguageJSON:
    """A language beside the prevailing one, and how far it is."""
    current = edition.in_force
    shown = edition.stands_for(current) if current else None
    return {
        "language": edition.language,
        "title": plain_text.line(edition.title),
        "standing": edition.standing_to(current).value,
        "version": shown.number if shown and shown.translated else None,
        "links": _pages(subject, edition),
    }


def _translation(
    subject: BuildContext, edition: TranslationView, number: int
) -> TranslationJSON | None:
    """What was published of a version in a language; None for nothing."""
    version = edition.version(number)
    if not isinstance(version, LocalizedVersion) or not (
        version.translated or version.words_translated
    ):
        return None
    return {
        "language": edition.language,
        "summary": plain_text.line(subject.pages.summary(edition, version))
        if version.words_translated
        else None,
        "texts": [_text(subject, text) for text in version.texts] if version.translated else [],
        "links": _links(subject, edition, version),
    }


def _void(subject: BuildContext, policy: PolicyState, void: Void) -> TakenBackJSON:
    """An entry that was made by mistake and does not count."""
    by, number = void.by, void.version.number
    stands = not void.whole or policy.has(number)
    return {
        "version": void.version.number,
        "notice": void.version.notice,
        "whole": void.whole,
        "at": _machine(by.at),
        "reason": plain_text.line(by.fact.reason or ""),
        "approved_by": plain_text.line(by.fact.approved_by or "") or None,
        "entry": _entry(void.entry),
        "by": _entry(by),
        "page": None if stands else subject.links.to(f"{policy.slug}/v{number}/", PATH),
    }


def _version(subject: BuildContext, policy: PolicyState, version: Version) -> VersionJSON:
    withdrawn = version.withdrawn_at
    return {
        "version": version.number,
        "state": policy.state(version).value,
        "ends_policy": version.ends,
        "recorded": version.recorded,
        "effective": version.effective.isoformat(),
        "effective_at": _machine(version.effective_at),
        "timezone": version.timezone,
        "applies": _applies(policy, version),
        "notice": _notice(subject, policy, version),
        "follows": version.follows,
        "decision": _decision(version.beginning) if version.announced_at else None,
        "texts": [_text(subject, text) for text in version.texts],
        "translations": [
            found
            for edition in policy.editions
            if (found := _translation(subject, edition, version.number))
        ],
        "postponements": [
            {
                "before": moved.before.isoformat(),
                "after": moved.after.isoformat(),
                "at": _machine(moved.at),
                "reason": plain_text.line(moved.reason),
            }
            for moved in version.postponements
        ],
        "withdrawn": {
            "at": _machine(withdrawn),
            "reason": plain_text.line(version.withdrawn_reason),
        }
        if withdrawn
        else None,
        "exception": plain_text.line(version.exception) or None,
        "links": _links(subject, policy, version),
        "entries": [_entry(entry) for entry in version.entries if entry.seq],
    }


def _applies(policy: PolicyState, version: Version) -> SpanJSON | None:
    """When a version is in force, as far as is announced; None for one that never is."""
    if not ever_applies(policy, version):
        return None
    last, later = policy.last_day(version), following(policy, version)
    return {
        "from": version.effective.isoformat(),
        "to": last.isoformat() if last else None,
        "from_at": _machine(version.effective_at),
        "until_at": _machine(later.effective_at) if later else None,
    }


def _notice(subject: BuildContext, policy: PolicyState, version: Version) -> NoticeJSON | None:
    if version.notice is None or version.announced_at is None:
        return None
    earliest = version.beginning.earliest
    return {
        "id": version.notice,
        "published_at": _machine(version.announced_at),
        "published_on": civil_day(version.announced_at, version.timezone).isoformat(),
        "summary": plain_text.line(subject.pages.summary(policy, version)),
        "earliest": earliest.isoformat() if earliest else None,
        "requested": version.requested.isoformat() if version.requested else None,
        "period": _sorted(version.period) if version.period else None,
    }


def _decision(fact: Fact) -> DecisionJSON:
    """How the change counts and who said so."""
    return {
        "verdict": fact.verdict,
        "proposed": fact.proposed,
        "certain": fact.certain,
        "decided_by": fact.decided_by,
        "reason": plain_text.line(fact.reason or "") or None,
        "approved_by": plain_text.line(fact.approved_by or "") or None,
        "rules": list(fact.rules or ()),
    }


def _text(subject: BuildContext, text: PublishedText) -> TextJSON:
    files = subject.pages.texts.attachments.of(text).files
    return {
        "revision": text.revision,
        "commit": text.commit,
        "path": text.fact.path,
        "published_at": _machine(text.since),
        "sha256": text.entry.text_sha256,
        "entry": text.entry.seq or None,
        "attachments": [
            {"path": path, "sha256": one.sha256, "url": subject.links.to(one.url)}
            for path, one in sorted(files.items())
        ],
        "decision": _decision(text.fact) if _corrects(text.entry) else None,
    }


def _corrects(entry: Entry) -> bool:
    """Whether an entry brings another text in the place of one that was published."""
    translated = entry.event is Event.TRANSLATED and entry.fact.from_revision is not None
    return entry.event is Event.AMENDED or translated


def _links(subject: BuildContext, policy: PolicyState, version: Version) -> VersionLinksJSON:
    address, to = f"{policy.slug}/v{version.number}", subject.links.to
    links: VersionLinksJSON = {"page": to(f"{address}/")}
    if version.texts:
        links["source"] = to(f"{address}.md")
        links["print"] = to(f"{address}/print/")
    if version.has_redline:
        links["changes"] = to(f"{address}/changes/")
    if version.notice:
        links["notice"] = to(f"notices/{version.notice}/")
    return links


def _sorted(record: Struct) -> Any:
    """Return a record in the order in which the register has it."""
    return dict(sorted(plain(record).items()))


def _entry(entry: Entry) -> EntryJSON:
    evidence = entry.fact.evidence
    return {
        "seq": entry.seq,
        "event": entry.event.value,
        "at": _machine(entry.at),
        "key": entry.key,
        "digest": entry.digest,
        "evidence": _sorted(evidence) if evidence else None,
    }
