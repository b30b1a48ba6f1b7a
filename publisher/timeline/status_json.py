"""What `publisher status --json` says of a policy, and how many days are left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from publisher.calendar import civil_day
from publisher.calendar.counting import Unit
from publisher.register.entry import Event
from publisher.timeline.planning import schedule_of
from publisher.timeline.rules import State, Version, in_force, pending, state

if TYPE_CHECKING:
    from publisher.model.command_json import (
        LanguageStatusJSON,
        PendingVersionJSON,
        PolicyStatusJSON,
        PublishedVersionJSON,
        UnpublishedJSON,
    )
    from publisher.timeline.policy_state import PolicyState
    from publisher.timeline.translation_view import TranslationView


def policy_json(policy: PolicyState) -> PolicyStatusJSON:
    """Return the policy's object in `publisher status --json`."""
    current = in_force(policy.recorded or policy.versions, policy.at)
    ended = current is not None and current.ends
    recorded = in_force(policy.recorded, policy.at)
    states = [(v, state(v, recorded)) for v in policy.recorded]
    return {
        "id": policy.id,
        "title": policy.title,
        "in_force": None if current is None or ended else _text(current),
        "ended": current.effective.isoformat() if current is not None and ended else None,
        "pending": [_pending(v, policy) for v in pending(policy.recorded, policy.at)],
        "unpublished": _unpublished(policy),
        "archived": [_text(v) for v, s in states if s is State.ARCHIVED],
        "withdrawn": [
            {**_text(v), "withdrawn": rfc3339(v.withdrawn_at), "reason": v.withdrawn_reason}
            for v, s in states
            if s is State.WITHDRAWN and v.withdrawn_at
        ],
        "reversals": [reversal.to_json() for reversal in policy.reversals],
        "languages": [_language(edition) for edition in policy.editions],
    }


def _language(edition: TranslationView) -> LanguageStatusJSON:
    """How far a translation is, with what this build publishes."""
    current = edition.in_force
    shown = edition.stands_for(current) if current else None
    return {
        "language": edition.language,
        "title": edition.title,
        "standing": edition.standing_to(current).value,
        "version": shown.number if shown and shown.translated else None,
        "pending": [
            {"version": version.number, "standing": edition.standing_to(version).value}
            for version in edition.pending
        ],
    }


def business_days_left(version: Version, at: datetime) -> int | None:
    """Return how many business days before a version takes effect are not over at the instant `at`.

    0 for a version without a count: a first text, or an exception. None where the promise is in another
    unit: nobody counted business days.
    """
    schedule = schedule_of(version)
    if schedule is None:
        return 0
    if schedule.unit != Unit.BUSINESS_DAYS:
        return None
    closed = {skipped.date for skipped in schedule.skipped}
    today = max(civil_day(at, version.timezone), schedule.published_on + timedelta(days=1))
    days = (today + timedelta(days=n) for n in range((schedule.effective - today).days))
    last_counts = schedule.effective in schedule.counted and today <= schedule.effective
    return sum(day not in closed for day in days) + last_counts


def days_left(version: Version, at: datetime) -> int:
    """Return how many days before a version takes effect are not over at the instant `at`; 0 from then on."""
    return max((version.effective - civil_day(at, version.timezone)).days, 0)


def rfc3339(instant: datetime) -> str:
    """Return an instant in UTC, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(version: Version) -> PublishedVersionJSON:
    return {
        "version": version.number,
        "revision": version.revision,
        "commit": version.texts[-1].commit if version.texts else None,
        "effective": version.effective.isoformat(),
        "recorded": version.recorded,
    }


def _pending(version: Version, policy: PolicyState) -> PendingVersionJSON:
    coming = {one.number: one for one in policy.pending}.get(version.number, version)
    moves = policy.to_postpone(coming)
    return {
        "version": version.number,
        "notice": version.notice,
        "revision": version.revision,
        "published": rfc3339(version.announced_at) if version.announced_at else None,
        "effective": version.effective.isoformat(),
        "effective_at": rfc3339(version.effective_at),
        "requested": version.requested.isoformat() if version.requested else None,
        "business_days_left": business_days_left(version, policy.at),
        "days_left": days_left(version, policy.at),
        "unit": version.unit,
        "state": "postponed" if version.postponements else "pending",
        "overtaken_by": by.number if (by := policy.overtaken_by(coming)) else None,
        "to_postpone": {"effective": moves[-1].after.isoformat(), "reason": moves[-1].reason}
        if moves
        else None,
    }


def _unpublished(policy: PolicyState) -> UnpublishedJSON | None:
    """What HEAD holds that was not published: None where a publication would enter nothing about it."""
    drafts = {draft.event: draft for draft in policy.drafts}
    for event in (Event.ANNOUNCED, Event.ENDED, Event.EXCEPTION):
        if event in drafts:
            fact = drafts[event].fact
            earliest = fact.effective.isoformat() if fact.effective else None
            return {"revision": fact.revision, "verdict": "material", "earliest": earliest}
    texts = [d for d in policy.drafts if d.event is Event.AMENDED and d.fact.path]
    if not texts and Event.WITHDRAWN not in drafts:
        return None
    head = policy.policy.head
    return {
        "revision": head.blob if head else None,
        "verdict": "editorial" if texts else "none",
        "earliest": civil_day(
            policy.at, policy.history.settings.of(policy.id).timezone
        ).isoformat(),
    }
