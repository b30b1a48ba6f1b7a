"""Each publication planned once more: from the commit it was built from and the entries before it.

H6  An entry says in every field what that plan says.
H7  A publication enters what its plan enters, no more and no less.

So whoever changes a field, adds an entry or leaves one out, and makes all digests hold again, is found
by the history of the policies. Beyond the plan lie only what was seen (`evidence`) and when (`at`).

Another version of the publisher, or another table of holidays, may plan otherwise: then the verdicts
are taken from the entries (T4 judges them) and the counted days are left to T3 and T8.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from publisher.calendar.public_holidays import library
from publisher.errors import PublisherError
from publisher.history.as_of import Past
from publisher.history.policy_history import History, NoticeFile, PolicyHistory
from publisher.model.entries import write
from publisher.register.entry import Draft, Entry, Event, canonical
from publisher.text.materiality.rules import RULES
from publisher.timeline.planning import effective_date
from publisher.timeline.planning.classification import SHORTER_PERIOD, Judgements
from publisher.timeline.planning.draft_state import Ledger, VerifiedState
from publisher.timeline.planning.notice_selection import Used
from publisher.timeline.planning.planner import Planner
from publisher.timeline.rules import in_force, pending
from publisher.verify.announced_state import AnnouncedState
from publisher.verify.entry_checks import Claims, evidence
from publisher.verify.recorded_verdicts import Rejudged
from publisher.verify.verification_report import VerificationProblem

# What no plan gives: where and how it was seen, and what lies beside the entry.
_SEEN = {"evidence", "text_sha256"}
_COUNTED = {"earliest", "effective", "period", "promised", "new_period"}
# Sentences and names that the publisher makes itself, each version in its own words.
_WORDED = {"key", "rules", "reason"}


@dataclass(frozen=True)
class Known:
    """One policy in the register, up to a publication."""

    ever: Sequence[Entry]
    standing: Sequence[Entry]
    kept: VerifiedState


class Doubt(NamedTuple):
    """A difference from the plan. policy: whose; problem: what is said of it, if nothing else is."""

    policy: str
    is_note: bool
    problem: VerificationProblem


@dataclass(frozen=True)
class Group:
    """The entries of one publication. own_rules, own_table: whether this very software made them."""

    entries: Sequence[Entry]
    commit: str
    own_rules: bool
    own_table: bool

    @classmethod
    def of_publication(cls, publication: Sequence[Entry], claims: Claims) -> Group | None:
        """Return the group of these entries; None where the commit that was built is not there."""
        commit = str(next(filter(None, map(evidence, publication)), {}).get("commit"))
        if commit not in claims.history.commits:
            return None
        tables = {
            str(period.get("library"))
            for entry in publication
            for name in ("period", "promised")
            if isinstance(period := entry.stored.get(name), Mapping)
        }
        own = all(claims.same_generator(entry) for entry in publication)
        return cls(publication, commit, own, own and tables <= {library()})

    def of(self, policy: str) -> list[Entry]:
        """Return the entries of a policy."""
        return [entry for entry in self.entries if entry.policy == policy]

    def unplanned(self, error: PublisherError) -> Doubt:
        """Return the doubt that nothing could be published from its commit, whatever the policy."""
        return Doubt("", not self.own_rules, _h7(self.entries[-1], _nothing(error)))


class Replan:
    """Plans some policies publication after publication, in the order of the register."""

    def __init__(
        self, past: Past, claims: Claims, voided: frozenset[int], policies: frozenset[str]
    ) -> None:
        self._past = past
        self.claims: Claims = claims
        self._voided = voided
        self._policies = policies
        self._judgements = Rejudged(claims.history, claims.derived, claims.weigh)
        self._quiet: dict[str, tuple[object, ...]] = {}
        self._noticed: tuple[NoticeFile, ...] = ()
        self._by_policy: dict[str, list[NoticeFile]] = {}
        self._used: dict[str, tuple[Used, Sequence[Entry], int]] = {}

    def check(
        self,
        publication: Sequence[Entry],
        announced: Mapping[str, AnnouncedState],
        *,
        started: bool,
    ) -> tuple[list[Doubt], dict[str, Sequence[Draft]]]:
        """Return how a publication differs from its plan, and the drafts by which policies begin or end.

        publication: its entries, all seen in one build. announced: what was announced before, by policy.
        started: whether there were entries before.
        """
        group = Group.of_publication(publication, self.claims)
        if group is None:
            return [], {}  # H1 or H5 says it
        own = dict.fromkeys(entry.policy for entry in publication if entry.policy in self._policies)
        try:
            history = self._past.at(group.commit)
        except PublisherError as error:
            why = _nothing(error)
            return [Doubt(one.policy, False, _h7(one, why)) for p in own for one in group.of(p)], {}
        trusted = not group.own_rules or self.claims.derived is None
        judgements = self._judgements.with_recorded(publication if trusted else ())
        doubts: list[Doubt] = []
        news: dict[str, Sequence[Draft]] = {}
        for policy in (one for name, one in history.policies.items() if name in self._policies):
            known = self._known(policy.id, announced.get(policy.id) or AnnouncedState(history))
            found = self._plan(history, policy, known, group, judgements, started)
            if isinstance(found, VerificationProblem):
                doubts.append(Doubt(policy.id, not group.own_rules, found))
                continue
            doubts += self._compare(policy.id, group, found)
            if any(draft.event in (Event.ADOPTED, Event.ENDED) for draft in found):
                news[policy.id] = found
        for name in own.keys() - history.policies.keys():
            doubts += self._compare(name, group, ())
        return doubts, news

    def _known(self, policy: str, announced: AnnouncedState) -> Known:
        """Return what a plan starts from. The notices that entries used are added up as entries are added."""
        entries = announced.entries
        used, before, number = self._used.get(policy, (None, entries, 0))
        if used is None or before is not entries:  # a void makes another list
            used, number = Used(self.claims.history.commits), 0
        for entry in entries[number:]:
            used.take(entry)
        self._used[policy] = used, entries, len(entries)
        state = VerifiedState(announced.versions, announced.every, announced.highest, used)
        return Known(announced.ever, entries, state)

    def _plan(
        self,
        history: History,
        policy: PolicyHistory,
        known: Known,
        group: Group,
        judgements: Judgements,
        started: bool,
    ) -> Sequence[Draft] | VerificationProblem:
        at = group.entries[0].at
        if policy.id in self._quiet and self._quiet[policy.id] == self._state(
            history, policy, known
        ):
            return ()
        ledger = Ledger(
            history, policy, at, ever=known.ever, standing=known.standing, render=None,
            kept=known.kept,
        )  # fmt: skip
        try:
            drafts = Planner(ledger, judgements, started=started).drafts()
            if not drafts and _is_quiet(history, known, ledger):
                self._quiet[policy.id] = self._state(history, policy, known)
        except PublisherError as error:
            return _h7((group.of(policy.id) or group.entries)[-1], _nothing(error))
        except _UNREADABLE as error:
            before = f"the entries before it cannot be read ({error!r})"
            return _h7((group.of(policy.id) or group.entries)[-1], before)
        return drafts

    def _state(self, history: History, policy: PolicyHistory, known: Known) -> tuple[object, ...]:
        """What a plan depends on besides the day, for a policy that waits for none."""
        translations = tuple(
            (one.language, one.revisions[-1].blob, one.revisions[-1].order, one.deleted)
            for one in history.translations.get(policy.id, ())
        )
        last = known.ever[-1].seq if known.ever else 0
        revision = policy.revisions[-1]
        return (
            revision.blob,
            revision.order,
            policy.deleted,
            policy.became,
            self._about(policy.id, history.notices),
            translations,
            history.translated_notices,
            last,
            history.settings,
        )

    def _about(self, policy: str, notices: tuple[NoticeFile, ...]) -> Sequence[NoticeFile]:
        """Return the notices that speak of a policy; a commit mostly has those of the one before."""
        if self._noticed is not notices:
            self._noticed, self._by_policy = notices, {}
            for one in notices:
                for name in one.policies:
                    self._by_policy.setdefault(name, []).append(one)
        return self._by_policy.get(policy, [])

    def _compare(self, policy: str, group: Group, drafts: Sequence[Draft]) -> Iterator[Doubt]:
        entries = group.of(policy)
        if any(entry.seq in self._voided for entry in entries):
            return  # declared wrong, with what was entered along with it
        for entry, draft in itertools.zip_longest(entries, drafts):
            if entry is None:
                yield Doubt(policy, not (group.own_rules or _surely(draft)), _h7(
                    group.entries[-1], "an entry of its publication is missing",
                    f"{draft.event} {policy} v{draft.fact.version}", "none",
                ))  # fmt: skip
            elif draft is None or (entry.event, entry.stored.get("version")) != (
                draft.event, draft.fact.version,
            ):  # fmt: skip
                due = f"{draft.event} v{draft.fact.version}" if draft else "no entry"
                yield Doubt(policy, not group.own_rules, _h7(
                    entry, f"it does not follow from commit {group.commit[:12]} and the entries before it",
                    due, f"{entry.event} v{entry.stored.get('version')}",
                ))  # fmt: skip
                return
            else:
                yield from self._fields(entry, draft, group)

    def _fields(self, entry: Entry, draft: Draft, group: Group) -> Iterator[Doubt]:
        due: dict[str, Any] = {
            **write(draft.fact),
            "key": draft.key,
        }
        found: dict[str, Any] = {**entry.stored, "key": entry.key}
        names = (due.keys() | found.keys()) - _SEEN
        if not group.own_rules:
            names &= due.keys() & found.keys()
            names -= _WORDED
        if not group.own_table:
            names -= _COUNTED
        wrong = sorted(name for name in names if _exact(due, name) != _exact(found, name))
        if not group.own_rules:
            yield from self._unknown(entry, due)
        if wrong:
            name = wrong[0]
            more = f" (nor do {', '.join(wrong[1:])})" if wrong[1:] else ""
            yield Doubt(entry.policy, False, VerificationProblem(
                "H6", entry.seq, f"its '{name}' does not follow from git and the entries before it{more}",
                expected=_shown(due.get(name, _NONE)), found=_shown(found.get(name, _NONE)),
            ))  # fmt: skip

    @staticmethod
    def _unknown(entry: Entry, due: Mapping[str, Any]) -> Iterator[Doubt]:
        """Note what this version can't judge in an entry of another one."""
        fields = sorted(entry.stored.keys() - due.keys() - _SEEN)
        rules = entry.stored.get("rules")
        names = [str(rule) for rule in rules] if isinstance(rules, list | tuple) else []
        foreign = [name for name in names if name not in RULES and name != SHORTER_PERIOD]
        if fields or foreign:
            what = ", ".join(
                [
                    *(f"the field '{name}'" for name in fields),
                    *(f"the rule '{name}'" for name in foreign),
                ]
            )
            yield Doubt(entry.policy, True, VerificationProblem(
                "H6", entry.seq, f"another version made it, and this one doesn't know {what}",
            ))  # fmt: skip


def _is_quiet(history: History, known: Known, ledger: Ledger) -> bool:
    """Whether only news can bring an entry now, and not the passing of days."""
    versions = [version for _, version in sorted(known.kept.versions.items())]
    current = in_force(versions, ledger.at)
    if pending(versions, ledger.at) or (current is None and known.standing):
        return False
    return current is None or effective_date.promise(history, current) == history.settings.period(
        current.policy
    )


def _surely(draft: Draft) -> bool:
    """Whether no version of the publisher could have left it out."""
    if draft.event is Event.ANNOUNCED:
        return draft.fact.certain is True
    return draft.event in (Event.ADOPTED, Event.ENDED, Event.EXCEPTION)


def _nothing(error: PublisherError) -> str:
    return f"nothing can be published from its commit: {error}"


def _h7(entry: Entry, why: str, expected: str = "", found: str = "") -> VerificationProblem:
    return VerificationProblem("H7", entry.seq, why, expected, found)


def _exact(fields: Mapping[str, Any], name: str) -> str:
    """Return a value in the register's own form, in which true and 1 are two; empty where there is none."""
    return canonical(fields[name]).decode("ascii") if name in fields else ""


def _shown(value: object) -> str:
    words = "nothing" if value is _NONE else json.dumps(value, ensure_ascii=False)
    return words if len(words) <= 200 else f"{words[:200]}…"


_NONE = object()
# What the planner, made for sound entries, raises at forged ones.
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
