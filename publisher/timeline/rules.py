"""The timeline of each policy: which text applies when. Pure: no clock, no disk, no git.

The rules, cited by number in code, errors, tests and documentation (docs/life-of-a-change.md says
them in plain words, with an example each):

T1  The text in force at an instant is the latest version whose effective instant is not later; a
    policy's first text is in force from its `effective` day.
T2  A material revision that is not announced is never in force, on any day, whatever its front matter
    says. No register, or a lost one, means that nothing after the first adopted text is in force.
T3  A change takes effect at the first instant, in the configured zone, of the first day that leaves the
    promised notice: so many business days, days, weeks or months strictly between the publication day and
    it; or of the day asked for, if that is later. A wish counts only where it differs from that of the text
    before. Where no notice is promised, it takes effect at the instant at which it was seen live.
T4  A change is judged against what readers were last told will apply: the newest pending version, else
    the one in force. Editorial: same version, same dates. Material: a new version with its own count.
    Only what HEAD holds at a publication counts, not the commits on the way to it. A correction of a
    pending text that fits the texts before it, and is proved editorial for each, is made in them as well.
T5  Pending versions take effect in order: a later one never before an earlier one. `replaces` withdraws
    the version that it names. A text that differs only editorially from an earlier one that still counts
    withdraws the pending ones after it, and nothing waits; so does a text that comes back while the
    policy's end is pending.
T6  An announced day is never brought forward. If a re-count finds fewer days than promised, or a later
    day is asked for, the day moves later and the version is announced as postponed, with the reason.
T7  Deleting a policy is a material change: its page stays until the day. A policy whose file was renamed
    keeps its identity through `id`; otherwise the rename is an error, not an end.
T8  The period that counts is the longer of the one that the text in force promises and the new one, each
    as it is configured for the policy; it is recorded with the entry and never recomputed from a later
    configuration. A shorter promise is itself a material change of the policies that it is for, also where
    no word of the text changes.
T9  The publication day is the day, in the configured zone, of the instant at which the notice was seen
    live; if that is not the day stamped on the built page, nothing is recorded and the site is built again.
T10  What a policy shows or links to in the folder (a picture, a PDF: any file that is no page) belongs to
    its text: another content of it is a change of the policy. Each text is served with the bytes it was
    published with.

A translation has no count of its own: it says what a version of the policy says, is in force while that
version is, and is told from it apart (rules L1 to L4 in `publisher.timeline.planning.translation_plan`).

One departure can be declared: an exception takes effect when it was seen, before its count. It needs
`allow_exceptions` in the configuration, a reason and a name, follows the text in force, and is shown for
ever.

This module folds entries of the register into versions (T1, T2, T5, T6 as recorded); `planning`
decides what the next publication must enter (T3 to T8); recording holds T9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from publisher.calendar import civil_day, first_instant
from publisher.calendar.counting import Unit
from publisher.errors import UsageError
from publisher.history.attachments import recorded, recorded_before
from publisher.model.entries import (
    Adopted,
    Amended,
    Announced,
    Beginning,
    Ended,
    Excepted,
    Fact,
    Postponed,
    Translated,
    Unreadable,
    Withdrawn,
)
from publisher.register.entry import Entry
from publisher.timeline.version import Postponement, PublishedText, State, Translation, Version

__all__ = [
    "EDITOR", "Postponement", "PublishedText", "State", "Translation", "Version", "fold", "in_force",
    "last_day", "pending", "replaced", "state", "take",
]  # fmt: skip

# The cause of a postponement that an editor asked for; the others are "calendar" and "order".
EDITOR = "editor"


def fold(
    entries: Iterable[Entry], *, timezone: str, at: datetime | None = None
) -> tuple[Version, ...]:
    """Return the versions of one policy, by number.

    entries: the policy's that stand (see `Register.standing`), in the order of the register. timezone:
    for entries without a period of their own. at: only what was published up to this instant counts.
    """
    versions: dict[int, Version] = {}
    for entry in entries:
        if at is None or entry.at <= at:
            take(versions, entry, timezone=timezone)
    return tuple(versions[number] for number in sorted(versions))


def take(versions: dict[int, Version], entry: Entry, *, timezone: str) -> None:
    """Take one more entry into account; see `fold`."""
    match entry.fact:
        case Adopted() | Announced() | Ended() | Excepted() as beginning:
            versions[beginning.version] = _begin(entry, beginning, timezone)
        case Amended() | Translated() | Postponed() | Withdrawn() as change:
            if change.version in versions:
                versions[change.version] = _continue(versions[change.version], entry, change)
        case Unreadable() as unreadable:
            raise UsageError(
                f"entry {entry.seq} of '{entry.policy}' can't be read: {unreadable.why}",
                where="the register",
                remedy="see what 'publisher verify' says of it; an entry that is wrong can be voided: "
                f"publisher register void {entry.seq} --reason '...'",
            )


def _begin(entry: Entry, beginning: Beginning, timezone: str) -> Version:
    period = beginning.period
    zone = period.timezone if period else beginning.timezone or timezone
    start = first_instant(beginning.effective, zone)
    if isinstance(beginning, Excepted) or (period and period.unit == Unit.NONE):
        # Neither an exception nor a change without notice was seen before.
        start = max(start, entry.at)
    return Version(
        policy=entry.policy,
        number=beginning.version,
        entries=(entry,),
        beginning=beginning,
        texts=_texts(entry, beginning),
        effective=beginning.effective,
        effective_at=start,
        timezone=zone,
        announced_at=None if isinstance(beginning, Adopted) else entry.at,
        follows=beginning.follows,
        requested=beginning.requested,
        period=period,
        notice_blob=beginning.notice_blob,
        notice_path=beginning.notice_file,
        exception=beginning.reason or "" if isinstance(beginning, Excepted) else "",
    )


def _continue(
    version: Version, entry: Entry, change: Amended | Translated | Postponed | Withdrawn
) -> Version:
    version = replace(version, entries=(*version.entries, entry))
    match change:
        case Translated():
            return _translate(version, entry, change)
        case Withdrawn():
            return replace(version, withdrawn_at=entry.at, withdrawn_reason=change.reason or "")
        case Postponed():
            return _postpone(version, entry, change)
    if brings_text(change) and not _has_text(version, change):
        version = replace(version, texts=(*version.texts, *_texts(entry, change)))
    if change.notice_blob:
        version = replace(version, notice_blob=change.notice_blob, notice_path=change.notice_file)
    return version


def brings_text(fact: Fact) -> bool:
    """Whether an amendment changes the text; one of the words for readers names the text as it was.

    Else a text whose own entry was voided would stay with the words that were edited along with it.
    """
    if not fact.revision:
        return False
    attachments = recorded(fact)
    return fact.revision != fact.from_revision or (
        attachments is not None and attachments != recorded_before(fact)
    )


def _has_text(version: Version, amended: Amended) -> bool:
    """Whether a version says already what an amendment brings, attachments included."""
    if amended.revision != version.revision:
        return False
    return recorded(amended) == recorded(version.texts[-1].fact)


def _translate(version: Version, entry: Entry, translated: Translated) -> Version:
    language = translated.language
    found = version.translation(language) or Translation(language)
    if translated.revision:
        found = replace(found, texts=(*found.texts, *_texts(entry, translated)))
    if translated.notice_blob:
        found = replace(
            found, notice_blob=translated.notice_blob, notice_path=translated.notice_file
        )
    others = (one for one in version.translations if one.language != language)
    ordered = sorted((found, *others), key=lambda one: one.language)
    return replace(version, translations=tuple(ordered))


def _postpone(version: Version, entry: Entry, postponed: Postponed) -> Version:
    after = postponed.effective
    if after <= version.effective:  # T6: whatever an entry says, a day never moves earlier
        return version
    moved = Postponement(version.effective, after, entry.at, postponed.reason or "")
    asked = postponed.cause == EDITOR
    return replace(
        version,
        effective=after,
        effective_at=first_instant(after, version.timezone),
        requested=after if asked else version.requested,
        period=postponed.period or version.period,
        postponements=(*version.postponements, moved),
    )


def _texts(entry: Entry, published: Beginning | Amended | Translated) -> tuple[PublishedText, ...]:
    if not published.revision:
        return ()
    return (PublishedText(published.revision, published.commit or "", entry.at, entry, published),)


def in_force(versions: Iterable[Version], at: datetime) -> Version | None:
    """Return the version in force at an instant (T1), which may be the policy's end; None before all."""
    found = None
    for version in versions:
        if version.withdrawn_at is None and version.effective_at <= at:
            found = version
    return found


def pending(versions: Iterable[Version], at: datetime) -> tuple[Version, ...]:
    """Return the versions that are announced and not yet in force, in the order in which they come (T5)."""
    versions = tuple(versions)
    current = in_force(versions, at)
    floor = current.number if current else 0
    return tuple(
        version
        for version in versions
        if version.withdrawn_at is None and version.effective_at > at and version.number > floor
    )


def announced(versions: Iterable[Version], at: datetime) -> tuple[Version, ...]:
    """Return the version in force at an instant and the pending ones after it: what was announced by then."""
    versions = tuple(versions)
    current = in_force(versions, at)
    return (*((current,) if current else ()), *pending(versions, at))


def state(version: Version, current: Version | None) -> State:
    """Return what a version is at the instant at which `current` is in force (see `in_force`)."""
    if version.withdrawn_at is not None:
        return State.WITHDRAWN
    if current is not None and current.number == version.number:
        return State.IN_FORCE
    if current is not None and current.number > version.number:
        return State.ARCHIVED
    return State.PENDING


def replaced(versions: Iterable[Version]) -> dict[int, datetime]:
    """Return the instant from which a later version applies, as far as is announced, by number.

    A version without one is open, or withdrawn. The instant is not after the version's own where the
    later one takes effect with it: then the version is never in force by itself.
    """
    found: dict[int, datetime] = {}
    earliest: datetime | None = None
    for version in reversed([one for one in versions if one.withdrawn_at is None]):
        if earliest is not None:
            found[version.number] = earliest
        earliest = min(earliest or version.effective_at, version.effective_at)
    return found


def applying(versions: Iterable[Version]) -> list[Version]:
    """Return the recorded ones of pending versions in order, without those overtaken on their day."""
    found: list[Version] = []
    for version in versions:
        if version.recorded:
            found = [one for one in found if one.effective_at < version.effective_at]
            found.append(version)
    return found


def last_day(version: Version, end: datetime | None) -> date | None:
    """Return the last day on which a version is in force as far as is announced; None while open.

    end: see `replaced`. A version that is never in force by itself has none either.
    """
    if end is None or end <= version.effective_at:
        return None
    return civil_day(end - timedelta(microseconds=1), version.timezone)
