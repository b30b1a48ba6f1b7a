"""What happened to the policies, one fact after the other: the rows of every feed.

Each fact but the effect of a version is an entry of the register, or about to be one. The effect comes
by itself: it is listed from its instant on, and no build before that can list it.

What a `void` takes back stays where it was, marked, and the void is a fact of its own: who saw the one
sees the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from publisher.model.verdict import Verdict
from publisher.register.chain import Register
from publisher.register.entry import Entry, Event
from publisher.site.outputs.build_context import ever_applies
from publisher.site.outputs.void_entries import Void, voids
from publisher.timeline.rules import Postponement, PublishedText, Version
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import LocalizedVersion, TranslationView


class EventKind(StrEnum):
    """What happened. Values stand in feeds: add new ones, never rename or reuse one."""

    ADOPTED = "adopted"  # a first text, which replaces none
    NOTICE = "notice"
    AMENDMENT = "amendment"  # another wording of the same version, on the same days
    POSTPONEMENT = "postponement"
    WITHDRAWAL = "withdrawal"
    EFFECT = "effect"
    EXCEPTION = "exception"  # took effect without the promised notice
    TRANSLATION = "translation"  # a version came in another language; in the feeds of that language
    VOID = "void"  # one of the others was entered by mistake, and does not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One fact. key: its name for ever. at: the instant, UTC. updated: later where words were corrected.

    text, before: for an amendment, the wording and the one it replaced. moved: for a postponement.
    void: the entry that takes it back. of: for a void, the fact that it takes back.
    """

    policy: PolicyState
    version: Version
    kind: EventKind
    key: str
    at: datetime
    updated: datetime
    entry: Entry | None = None
    text: PublishedText | None = None
    before: PublishedText | None = None
    moved: Postponement | None = None
    void: Entry | None = None
    of: Happening | None = None

    @property
    def settled(self) -> bool:
        """Whether it will not move any more: it is in the register, or follows from what is."""
        return self.version.recorded if self.entry is None else self.entry.seq > 0

    @property
    def editorial(self) -> bool:
        """Whether it belongs into the feed of editorial changes."""
        return self.kind is EventKind.AMENDMENT or (self.of is not None and self.of.editorial)

    @property
    def material(self) -> bool:
        """Whether it belongs into the feed that everybody reads.

        That is everything but an editorial change of a text in force. An amendment of what is still
        announced changes what readers were told; one that only a person's decision made editorial
        is for readers to judge.
        """
        if self.of is not None:
            return self.of.material
        if self.kind is not EventKind.AMENDMENT or self.entry is None:
            return True
        pending = self.version.announced_at is not None and self.at < self.version.effective_at
        return pending or self.entry.fact.proposed is Verdict.MATERIAL


def happenings(policies: Iterable[PolicyState], register: Register) -> tuple[Happening, ...]:
    """Return everything that happened up to the states' instant, oldest first.

    register: for what was taken back.
    """
    found: list[Happening] = []
    for policy in policies:
        taken_back = voids(policy, register)
        words = {v.version.number: v.by.at for v in taken_back if v.entry.event is Event.AMENDED}
        for version in policy.versions:
            found += _of_version(policy, version, words_back=words.get(version.number))
        for void in taken_back:
            found += _taken_back(policy, void)
    return tuple(sorted(map(_named, found), key=_order))


def _named(happening: Happening) -> Happening:
    """Return an identifier of its own for an event in another language: a reader may follow both feeds."""
    if not isinstance(happening.policy, TranslationView):
        return happening
    of = _named(happening.of) if happening.of else None
    return replace(happening, key=f"{happening.key}:{happening.policy.language}", of=of)


def _order(happening: Happening) -> tuple[datetime, float, str, int]:
    entry = happening.entry
    place = entry.seq if entry and entry.seq else float("inf")
    return happening.at, place, happening.policy.id, happening.version.number


_BEGINNINGS = {
    Event.ADOPTED: EventKind.ADOPTED,
    Event.ANNOUNCED: EventKind.NOTICE,
    Event.ENDED: EventKind.NOTICE,
    Event.EXCEPTION: EventKind.EXCEPTION,
}


def _of_version(
    policy: PolicyState, version: Version, words_back: datetime | None = None
) -> Iterator[Happening]:
    """Yield what happened to a version. words_back: when words about it were last taken back."""
    first = version.first
    words = [e.at for e in version.entries if e.event is Event.AMENDED and e.fact.notice_blob] + (
        [words_back] if words_back else []
    )
    if isinstance(version, LocalizedVersion):
        words += [one.at for one in version.entries if _brings(one, version.language)]
    yield Happening(
        policy=policy, version=version, kind=_BEGINNINGS[first.event], key=first.key, at=first.at,
        updated=max([first.at, *words]), entry=first,
    )  # fmt: skip
    if isinstance(version, LocalizedVersion) and version.translated:
        text = version.texts[0]
        if text.since > first.at:
            yield _later(policy, version, EventKind.TRANSLATION, text.entry, text=text)
    for before, text in zip(version.texts, version.texts[1:], strict=False):
        yield _later(policy, version, EventKind.AMENDMENT, text.entry, text=text, before=before)
    for entry in version.entries:
        if entry.event is Event.WITHDRAWN:
            yield _later(policy, version, EventKind.WITHDRAWAL, entry)
        elif entry.event is Event.POSTPONED:
            for moved in version.postponements:
                if moved.after == entry.fact.effective:
                    yield _later(policy, version, EventKind.POSTPONEMENT, entry, moved=moved)
    if _took_effect(policy, version):
        yield _effect(policy, version)


def _brings(entry: Entry, language: str) -> bool:
    """Whether an entry brings a text or words in a language."""
    return entry.fact.language == language


def _effect(policy: PolicyState, version: Version) -> Happening:
    return Happening(
        policy=policy, version=version, kind=EventKind.EFFECT, at=version.effective_at,
        key=f"effect:{policy.id}:{version.number}", updated=version.effective_at,
    )  # fmt: skip


def _taken_back(policy: PolicyState, void: Void) -> Iterator[Happening]:
    """Yield what a void takes back, as it was told and marked, and the void itself."""
    version, by = void.version, void.by
    told = [one for one in _of_version(policy, version) if one.entry and one.key == void.entry.key]
    effective = version.effective_at
    if void.whole and version.withdrawn_at is None and version.first.at < effective <= by.at:
        told.append(_effect(policy, version))
    marked = [replace(one, void=by, updated=by.at) for one in told]
    yield from marked
    if marked:
        yield Happening(
            policy=policy, version=version, kind=EventKind.VOID, key=by.key, at=by.at, updated=by.at,
            entry=by, of=marked[0],
        )  # fmt: skip


def _took_effect(policy: PolicyState, version: Version) -> bool:
    """Whether a version began to apply after it was told; a first text mostly applies already."""
    return (
        version.withdrawn_at is None
        and version.first.at < version.effective_at <= policy.at
        and ever_applies(policy, version)
    )


def _later(
    policy: PolicyState,
    version: Version,
    kind: EventKind,
    entry: Entry,
    *,
    text: PublishedText | None = None,
    before: PublishedText | None = None,
    moved: Postponement | None = None,
) -> Happening:
    return Happening(
        policy=policy, version=version, kind=kind, key=entry.key, at=entry.at, updated=entry.at,
        entry=entry, text=text, before=before, moved=moved,
    )  # fmt: skip
