"""What the replay is going to ask of the texts, told before it begins, so that all processors can make it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.history.attachments import blob_of
from publisher.register.chain import Register
from publisher.register.entry import Entry, Event
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.contents import brought
from publisher.verify.announced_state import AnnouncedState
from publisher.verify.entry_checks import Claims
from publisher.verify.recompute import pair_of

_TOGETHER = (
    32  # needs of one policy that one process meets in a row: each shares texts with the next
)


Pair = tuple[str, str]  # an old revision and a new one


@dataclass(frozen=True, slots=True)
class Need:
    """What one entry needs.

    judged: pairs of revisions of which all is asked. weighed: those of which only one thing is asked,
    whether the change is material. shown: a revision to render.
    """

    judged: tuple[Pair, ...]
    weighed: tuple[Pair, ...]
    shown: str | None

    @property
    def revisions(self) -> Iterator[str]:
        """Every revision whose text is asked for."""
        yield from (blob_of(text) for pair in (*self.judged, *self.weighed) for text in pair)
        if self.shown:
            yield self.shown


def needs(register: Register, claims: Claims, after: int = 0) -> Iterator[Sequence[Need]]:
    """Yield what the entries need, in rows of one policy each. What is missing here is made when asked.

    after: the number of the last entry of which nothing is asked.
    """
    told: dict[str, AnnouncedState] = {}
    by_policy: dict[str, list[Need]] = {}
    for entry in register.entries:
        known = told.setdefault(entry.policy, AnnouncedState(claims.history))
        if not entry.event.is_about_entries and entry.seq not in register.voided:
            need = _need(entry, known, claims) if entry.seq > after else Need((), (), None)
            if need.judged or need.weighed or need.shown:
                by_policy.setdefault(entry.policy, []).append(need)
            known.take(entry)
    for own in by_policy.values():
        for start in range(0, len(own), _TOGETHER):
            yield own[start : start + _TOGETHER]


def _need(entry: Entry, known: AnnouncedState, claims: Claims) -> Need:
    others = tuple(_others(entry, known))
    if claims.derived is None:
        return Need((), others, None)
    revision, pair = entry.stored.get("revision"), pair_of(entry)
    shown = revision if entry.text_sha256 and isinstance(revision, str) else None
    pairs = (pair,) if pair else ()
    if claims.same_generator(entry) or entry.stored.get("proposed") != Verdict.MATERIAL.value:
        return Need(pairs, others, shown)
    return Need((), (*pairs, *others), shown)  # another version's reasons are its own


def _others(entry: Entry, known: AnnouncedState) -> Iterator[Pair]:
    """Yield the entry's text with each but the newest that readers were told will apply."""
    new = brought(entry.fact)
    if entry.event in (Event.ANNOUNCED, Event.AMENDED) and new:
        for version in known.chain(entry)[:-1]:
            old = brought(version.texts[-1].fact) if version.texts else None
            if old and old != new:
                yield old, new
