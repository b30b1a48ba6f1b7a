"""What the register takes back: entries that a later `void` names, and the versions as readers knew them."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model.entries import Voided
from publisher.register.chain import Register
from publisher.register.entry import Entry
from publisher.timeline.rules import Version, fold
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import TranslationView


@dataclass(frozen=True, slots=True)
class Void:
    """One entry that was taken back. version: it as told, as if nothing had been taken back. by: the void."""

    entry: Entry
    by: Entry
    version: Version

    @property
    def whole(self) -> bool:
        """Whether the version as a whole was taken back, and not only what happened to it later."""
        return self.entry.event.begins_version


def addresses(policy: PolicyState, version: Version) -> tuple[str, ...]:
    """Return where a version that was taken back could be met, its notice first where it had one."""
    own = f"{policy.slug}/v{version.number}/"
    language = f".{policy.language}" if isinstance(policy, TranslationView) else ""
    notice = version.beginning.notice
    return (
        *((f"notices/{notice}{language}/",) if notice else ()),
        own, f"{own}changes/", f"{own}print/",
    )  # fmt: skip


def voids(policy: PolicyState, register: Register) -> tuple[Void, ...]:
    """Return what was taken back of a policy up to the states' instant, in the order of the register."""
    by = {
        entry.fact.entry: entry for entry in register.voids.get(policy.id, ())
        if isinstance(entry.fact, Voided) and entry.at <= policy.at
    }  # fmt: skip
    if not by:
        return ()
    own = [e for e in register.entries if e.policy == policy.id and e.at <= policy.at]
    told = {v.number: v for v in fold(own, timezone=policy.history.settings.timezone)}
    return tuple(
        Void(entry, by[entry.seq], told[number])
        for entry in own
        if entry.seq in by and (number := entry.fact.version) in told
    )
