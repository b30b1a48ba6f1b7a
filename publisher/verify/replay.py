"""The register read once more from its first entry, each step held against the rules.

At every entry stands what readers had been told until then; the entry must follow from it by the
rules of the timeline. So no text is ever in force early, or without having been announced (T2).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from publisher.record.entry import Entry, Event
from publisher.record.register import Register
from publisher.verify.adopted import check_adoption
from publisher.verify.claims import (
    Claims,
    evidence,
)
from publisher.verify.replan import Doubt, Replan
from publisher.verify.steps import Finding, Step, check_order
from publisher.verify.told import Told


def replay(
    register: Register, claims: Claims, replan: Replan, *, broken: bool = False
) -> Iterator[Finding]:
    """Yield all that is wrong with the entries of a register; of voided ones nothing.

    broken: the register goes on with what is no entry, so that its last publication may be torn.
    """
    told: dict[str, Told] = {}
    for publication in _publications(register):
        doubts = list(_doubts(publication, told, replan))
        found: list[Finding] = []
        for entry in publication:
            known = told.setdefault(entry.policy, Told(claims.history))
            step = Step(entry, known, claims)
            if entry.event is Event.VOID:
                findings = list(step.void(register))
            else:
                findings = list(step.check(started=publication[0].seq > 1))
                known.take(entry)
            if entry.seq not in register.voided:
                found += findings
        for name in dict.fromkeys(entry.policy for entry in publication):
            found += check_order(told[name], publication[-1])
        yield from found
        torn = broken and publication[-1].seq == register.size
        certain = [one for one in doubts if not (torn and one.problem.rule == "H7")]
        yield from _unsaid(certain, found, publication)


def _publications(register: Register) -> Iterator[list[Entry]]:
    """Yield the entries that were entered together: seen at one instant, in one build."""
    build: object = None

    def together(entry: Entry) -> tuple[object, ...]:
        nonlocal build
        seen, by_hand = evidence(entry), entry.event in (Event.ADOPTED, Event.VOID)
        # An entry that lacks its evidence still belongs to those beside it.
        build = seen.get("build") if seen or by_hand else build
        return entry.at, build, entry.event is Event.VOID

    for _, entries in itertools.groupby(register.entries, key=together):
        yield list(entries)


def _doubts(publication: list[Entry], told: Mapping[str, Told], replan: Replan) -> Iterator[Doubt]:
    if publication[0].event is Event.VOID:
        return
    if any(evidence(entry) for entry in publication):
        known = {name: one.known() for name, one in told.items()}
        yield from replan.check(publication, known, started=publication[0].seq > 1)
    else:
        yield from check_adoption(publication, replan.claims)


def _unsaid(
    doubts: list[Doubt], found: list[Finding], publication: list[Entry]
) -> Iterator[Finding]:
    """Yield the differences from the plan of policies of which nothing is said yet: most follow from it."""
    of = {entry.seq: entry.policy for entry in publication}
    said = {of.get(problem.entry or 0) for is_note, problem in found if not is_note}
    for doubt in doubts:
        if doubt.policy not in said:
            yield doubt.is_note, doubt.problem


def declared(register: Register) -> Iterator[Mapping[str, Any]]:
    """Yield what departs from the rules and says so: exceptions, voids, and verdicts overruled."""
    for entry in register.entries:
        departs = entry.event in (Event.EXCEPTION, Event.VOID) or _is_overruled(entry)
        if departs and entry.seq not in register.voided:
            kept = ("version", "entry", "commit", "reason", "approved_by")
            yield {
                "entry": entry.seq,
                "event": str(entry.event),
                "policy": entry.policy,
                "at": f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
            } | {
                ("void" if name == "entry" else name): entry.fields[name]
                for name in kept
                if name in entry.fields
            }


def _is_overruled(entry: Entry) -> bool:
    """Tell whether the editor called editorial what the publisher had called material."""
    said = entry.fields.get("verdict"), entry.fields.get("proposed")
    return entry.fields.get("decided_by") == "editor" and said == ("editorial", "material")
