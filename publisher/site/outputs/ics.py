"""`/calendar.ics` (RFC 5545): an all-day event for each day on which a policy changes.

A day, not an instant: the change applies on that day of the policy's zone, and a calendar program
shows it on that day wherever its user is. A postponed day is the same event with a higher SEQUENCE, a
withdrawn change a cancelled one, so that subscribed programs move it or strike it out; so is one that
the register took back as entered by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from icalendar import Calendar, Event

from publisher.register.entry import Entry
from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.void_entries import Void, voids
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState

PATH = "calendar.ics"
TYPE = "text/calendar"


def calendar(subject: BuildContext) -> bytes:
    """Return the calendar of every effective day, in the order of the policies and versions."""
    found = Calendar()
    title = plain_text.line(subject.words("calendar_title", name=subject.name))
    found.add("prodid", "-//Policy Publisher//calendar//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", title)  # RFC 7986; programs before it read the X- name
    found.add("x-wr-calname", title)
    found.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    head, end, rest = found.to_ical(sorted=True).rpartition(b"END:VCALENDAR")
    events = (
        subject.pages.kept.bytes(
            "events", subject.pages.kept.of_policy(policy), PATH, partial(_events, subject, policy)
        )
        for policy in subject.states.policies
    )
    return b"".join([head, *events, end, rest])


def _events(subject: BuildContext, policy: PolicyState) -> bytes:
    """Return the events of a policy as they stand in the calendar."""
    taken_back = voids(policy, subject.register)
    gone = [_as_withdrawn(one) for one in taken_back if one.whole]
    rows = partial(_rows, subject, policy, taken_back)
    parts = [PATH, [one.by.digest for one in taken_back]]
    return b"".join([*subject.pages.kept.stretches("events", policy, parts, rows), rows(gone)])


def _rows(
    subject: BuildContext,
    policy: PolicyState,
    taken_back: Sequence[Void],
    versions: Sequence[Version],
) -> bytes:
    found = []
    for version in versions:
        about = [one.by for one in taken_back if one.version.number == version.number]
        found.append(_event(subject, policy, version, about).to_ical(sorted=True))
    return b"".join(found)


def _as_withdrawn(void: Void) -> Version:
    """Return a version that the register took back as readers see it: a change that does not come."""
    by = void.by
    return replace(void.version, withdrawn_at=by.at, withdrawn_reason=by.fact.reason or "")


def _event(
    subject: BuildContext, policy: PolicyState, version: Version, mistakes: list[Entry]
) -> Event:
    """Return the event of a version. mistakes: what takes entries of it back."""
    changed = max(entry.at for entry in (*version.entries, *mistakes))
    steps = len(version.postponements) + (version.withdrawn_at is not None)
    event = Event()
    event.add("uid", _uid(subject, policy, version))
    event.add("dtstamp", changed)
    event.add("created", version.first.at)
    event.add("last-modified", changed)
    event.add(
        "sequence", steps + 2 * len(mistakes)
    )  # more than before, also where a step is taken back
    event.add("dtstart", version.effective)
    event.add("dtend", version.effective + timedelta(days=1))  # RFC 5545: the end is exclusive
    event.add("transp", "TRANSPARENT")
    event.add("status", _status(version))
    event.add("summary", _summary(subject, policy, version))
    event.add("description", "\n".join(_description(subject, policy, version)))
    if subject.links.site_url:
        known = policy.has(version.number)
        event.add(
            "url", subject.links.to(_page(policy, version) if known else f"{policy.slug}/history/")
        )
    return event


def _uid(subject: BuildContext, policy: PolicyState, version: Version) -> str:
    """Return a name that stays when the day, the title or the file's name changes."""
    return f"{policy.id}-{version.number}@{subject.links.host or 'policy-publisher.invalid'}"


def _status(version: Version) -> str:
    if version.withdrawn_at is not None:
        return "CANCELLED"
    return "CONFIRMED" if version.recorded else "TENTATIVE"


def _page(policy: PolicyState, version: Version) -> str:
    if version.notice:
        return f"notices/{version.notice}/"
    return f"{policy.slug}/v{version.number}/"


def _summary(subject: BuildContext, policy: PolicyState, version: Version) -> str:
    title, words = plain_text.line(policy.title), subject.words_of(policy)
    if version.announced_at is None:
        return words("calendar_first", title=title)
    told = words("calendar_end" if version.ends else "calendar_change", title=title)
    # Not every program shows STATUS.
    return words("calendar_withdrawn", event=told) if version.withdrawn_at is not None else told


def _description(subject: BuildContext, policy: PolicyState, version: Version) -> Iterator[str]:
    """Say when exactly, what changes, and what became of it."""
    words = subject.words_of(policy)
    yield words("item_from", day=version.effective, zone=version.timezone)
    summary = plain_text.line(subject.pages.summary(policy, version)) if version.notice else ""
    if summary:
        yield summary
    for moved in version.postponements:
        yield words(
            "item_moved",
            before=moved.before,
            after=moved.after,
            reason=subject.reason(moved.reason, policy),
        )
    if version.withdrawn_at is not None:
        yield words(
            "item_gone",
            instant=words.instant(version.withdrawn_at, version.timezone),
            reason=subject.reason(version.withdrawn_reason, policy),
        )
    if not version.recorded and version.notice:
        yield words("item_unrecorded")
