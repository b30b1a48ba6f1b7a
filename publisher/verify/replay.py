"""The register read once more from its first entry, each step held against the rules.

At every entry stands what readers had been told until then; the entry must follow from it by the
rules of the timeline. So no text is ever in force early, or without having been announced (T2).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.errors import PublisherError
from publisher.history.as_of import Past
from publisher.parallel import parallel_map, processes
from publisher.register.chain import Register
from publisher.register.entry import Draft, Entry, Event
from publisher.timeline.planning.preconditions import check_renames
from publisher.verify.adoption_checks import check_adoption
from publisher.verify.announced_state import AnnouncedState
from publisher.verify.entry_checks import Claims, check_setting, evidence
from publisher.verify.plan_check import Doubt, Group, Replan
from publisher.verify.transition_checks import Finding, TransitionCheck, check_order
from publisher.verify.verification_report import VerificationProblem

WORTH_A_POOL = 500  # entries; below it, starting processes takes longer than it saves


def replay(
    register: Register, claims: Claims, past: Past, *, broken: bool = False, after: int = 0
) -> Iterator[Finding]:
    """Yield all that is wrong with the entries of a register; of voided ones nothing.

    past: of the main line. broken: the register goes on with what is no entry, so that its last publication
    may be torn. after: publications up to this entry count, and nothing is said of them.
    """
    publications = list(_publications(register))
    shares = _shares(register, claims)

    def seen(share: frozenset[str]) -> list[_PublicationFindings]:
        part = _Part(share, register, claims, Replan(past, claims, register.voided, share), after)
        return [part.take(publication) for publication in publications]

    yield from _settings(register, claims, after)
    of_shares = zip(*parallel_map(seen, shares, least=2), strict=True)
    for publication, parts in zip(publications, of_shares, strict=True):
        if publication[-1].seq <= after:
            continue
        found = [
            one
            for entry in publication
            for part in parts
            for one in part.findings.get(entry.seq, ())
        ]
        for name in dict.fromkeys(entry.policy for entry in publication):
            found += [one for part in parts for one in part.order.get(name, ())]
        yield from found
        doubts = sorted((one for part in parts for one in part.doubts), key=lambda one: one.policy)
        doubts += _renames(publication, parts, past, claims)
        doubts += _order(publication, claims)
        torn = broken and publication[-1].seq == register.size
        certain = [one for one in doubts if not (torn and one.problem.rule == "H7")]
        yield from _unsaid(certain, found, publication)


def _settings(register: Register, claims: Claims, after: int) -> Iterator[Finding]:
    """Yield what is odd about where entries were seen, each compared with the one before it."""
    before: Entry | None = None
    for entry in register.entries:
        if entry.event.is_about_entries or not evidence(entry):
            continue
        if entry.seq > after and entry.seq not in register.voided:
            yield from ((True, one) for one in check_setting(entry, before, claims))
        before = entry


def _shares(register: Register, claims: Claims) -> list[frozenset[str]]:
    """Deal the policies out to all processes: none asks anything of another's entries."""
    entries = Counter(entry.policy for entry in register.entries)
    entries.update(dict.fromkeys(claims.history.policies, 0))
    count = processes() if register.size >= WORTH_A_POOL else 1
    shares: list[list[str]] = [[] for _ in range(min(count, len(entries)))]
    for policy, _ in sorted(entries.items(), key=lambda item: (-item[1], item[0])):
        min(shares, key=lambda share: sum(entries[name] for name in share)).append(policy)
    return [frozenset(share) for share in shares]


@dataclass(frozen=True, slots=True)
class _PublicationFindings:
    """What the replay of some policies says of one publication.

    findings: of each entry, by its number; order: of what a policy has pending after it. news: the drafts of
    the plan by which a policy begins or ends.
    """

    findings: Mapping[int, Sequence[Finding]]
    order: Mapping[str, Sequence[Finding]]
    doubts: Sequence[Doubt]
    news: Mapping[str, Sequence[Draft]]


class _Part:
    """The replay of some policies, publication by publication."""

    def __init__(
        self,
        policies: frozenset[str],
        register: Register,
        claims: Claims,
        replan: Replan,
        after: int,
    ) -> None:
        self._policies, self._register, self._claims = policies, register, claims
        self._after = after
        self._replan = replan
        self._announced: dict[str, AnnouncedState] = {}

    def take(self, publication: list[Entry]) -> _PublicationFindings:
        """Check a publication by the rules, and take its entries into account."""
        own = [entry for entry in publication if entry.policy in self._policies]
        if publication[-1].seq <= self._after:
            for entry in own:
                if not entry.event.is_about_entries:
                    self._state(entry).take(entry)
            return _PublicationFindings({}, {}, [], {})
        doubts, news = self._doubts(publication, own)
        findings = {entry.seq: self._findings(entry, publication[0].seq > 1) for entry in own}
        order = {
            name: list(check_order(self._announced[name], publication[-1]))
            for name in dict.fromkeys(entry.policy for entry in own)
        }
        return _PublicationFindings(findings, order, doubts, news)

    def _findings(self, entry: Entry, started: bool) -> list[Finding]:
        known = self._state(entry)
        step = TransitionCheck(entry, known, self._claims)
        if entry.event is Event.VOID:
            return list(step.void(self._register))
        if entry.event is Event.MISDATED:
            return list(step.misdated(self._register))
        findings = list(step.check(started=started))
        known.take(entry)
        return [] if entry.seq in self._register.voided else findings

    def _state(self, entry: Entry) -> AnnouncedState:
        if entry.policy not in self._announced:
            self._announced[entry.policy] = AnnouncedState(self._claims.history)
        return self._announced[entry.policy]

    def _doubts(
        self, publication: list[Entry], own: list[Entry]
    ) -> tuple[list[Doubt], Mapping[str, Sequence[Draft]]]:
        if publication[0].event.is_about_entries:
            return [], {}
        if not any(evidence(entry) for entry in publication):
            return list(check_adoption(own, self._claims)), {}
        return self._replan.check(publication, self._announced, started=publication[0].seq > 1)


def _renames(
    publication: Sequence[Entry], parts: Sequence[_PublicationFindings], past: Past, claims: Claims
) -> Iterator[Doubt]:
    """Yield the doubt where one policy ends and another begins that is much the same text (T7)."""
    news = {name: drafts for part in parts for name, drafts in part.news.items()}
    events = {draft.event for drafts in news.values() for draft in drafts}
    group = Group.of_publication(publication, claims)
    if group and {Event.ADOPTED, Event.ENDED} <= events:
        try:
            check_renames(past.at(group.commit), news)
        except PublisherError as error:
            yield group.unplanned(error)


def _order(publication: Sequence[Entry], claims: Claims) -> Iterator[Doubt]:
    """Yield the doubt where what was entered together isn't in the order of the policies' ids.

    What people adopt one by one, perhaps in the same second, has the order in which they did it.
    """
    if not any(evidence(entry) for entry in publication):
        return
    for one, other in itertools.pairwise(publication):
        if other.policy < one.policy:
            yield Doubt(other.policy, not claims.same_generator(other), VerificationProblem(
                "H7", other.seq, "its publication has another order than the policies have",
                expected=f"{other.policy} before {one.policy}", found="after it",
            ))  # fmt: skip
            return


def _publications(register: Register) -> Iterator[list[Entry]]:
    """Yield the entries that were entered together: seen at one instant, in one build."""
    build: object = None

    def together(entry: Entry) -> tuple[object, ...]:
        nonlocal build
        seen, by_hand = evidence(entry), entry.event in (Event.ADOPTED, Event.VOID, Event.MISDATED)
        # An entry that lacks its evidence still belongs to those beside it.
        build = seen.get("build") if seen or by_hand else build
        return entry.at, build, entry.event.is_about_entries

    for _, entries in itertools.groupby(register.entries, key=together):
        yield list(entries)


def _unsaid(
    doubts: list[Doubt], found: list[Finding], publication: list[Entry]
) -> Iterator[Finding]:
    """Yield the differences from the plan of policies of which nothing is said yet: most follow from it."""
    of = {entry.seq: entry.policy for entry in publication}
    said = {of.get(problem.entry or 0) for is_note, problem in found if not is_note}
    for doubt in doubts:
        if doubt.policy not in said:
            yield doubt.is_note, doubt.problem


_NAMED = {Event.VOID: "void", Event.MISDATED: "since"}


def declared(register: Register) -> Iterator[Mapping[str, Any]]:
    """Yield what departs from the rules and says so: exceptions, voids, and verdicts overruled."""
    for entry in register.entries:
        departs = (
            entry.event is Event.EXCEPTION or entry.event.is_about_entries or _is_overruled(entry)
        )
        if departs and entry.seq not in register.voided:
            kept = ("version", "entry", "commit", "reason", "approved_by")
            yield {
                "entry": entry.seq,
                "event": str(entry.event),
                "policy": entry.policy,
                "at": f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
            } | {
                (_NAMED[entry.event] if name == "entry" else name): entry.stored[name]
                for name in kept
                if name in entry.stored
            }


def _is_overruled(entry: Entry) -> bool:
    """Whether the editor called editorial what the publisher had called material."""
    said = entry.stored.get("verdict"), entry.stored.get("proposed")
    return entry.stored.get("decided_by") == "editor" and said == ("editorial", "material")
