"""What the replay is going to ask of the texts, told before it begins, so that all processors can make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from publisher.record.entry import Entry, Event
from publisher.record.history import History
from publisher.record.register import Register
from publisher.text.materiality.model import Verdict
from publisher.verify.derive import pair_of
from publisher.verify.told import Told

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


def needs(
    register: Register, history: History, is_own: Callable[[Entry], bool]
) -> Iterator[Sequence[Need]]:
    """Yield what the entries need, in rows of one policy each. What is missing here is made when asked.

    is_own: whether this very version of the publisher made an entry; then its reasons must be the same.
    """
    told: dict[str, Told] = {}
    by_policy: dict[str, list[Need]] = {}
    for entry in register.entries:
        known = told.setdefault(entry.policy, Told(history))
        if entry.event is not Event.VOID and entry.seq not in register.voided:
            revision = entry.fields.get("revision")
            shown = revision if entry.text_sha256 and isinstance(revision, str) else None
            pairs = [pair for pair in (pair_of(entry),) if pair]
            weighed = [*_others(entry, known)]
            if not is_own(entry) and entry.fields.get("proposed") == Verdict.MATERIAL.value:
                pairs, weighed = [], [*pairs, *weighed]
            need = Need(tuple(pairs), tuple(weighed), shown)
            if pairs or weighed or shown:
                by_policy.setdefault(entry.policy, []).append(need)
            known.take(entry)
    for own in by_policy.values():
        for start in range(0, len(own), _TOGETHER):
            yield own[start : start + _TOGETHER]


def _others(entry: Entry, known: Told) -> Iterator[Pair]:
    """Yield the entry's text with each but the newest that readers were told will apply."""
    revision = entry.fields.get("revision")
    if entry.event in (Event.ANNOUNCED, Event.AMENDED) and isinstance(revision, str):
        for version in known.chain(entry)[:-1]:
            if version.revision and version.revision != revision:
                yield version.revision, revision
