"""The register read once more from its first entry, each step held against the rules.

At every entry stands what readers had been told until then; the entry must follow from it by the
rules of the timeline. So no text is ever in force early, or without having been announced (T2).

X1  An exception is allowed by the configuration in force, with a reason and who approved it.
X2  A void brings no announced day forward, and lets nothing come back that was withdrawn.

The rules L1 to L4 are those of `publisher.plan.translations`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from publisher.errors import PublisherError
from publisher.plan.days import last_wish
from publisher.plan.ledger import Kept
from publisher.plan.translations import beside, newest_fitting
from publisher.plan.voids import brought_forward
from publisher.plan.words import Used
from publisher.record.entry import Entry, Event
from publisher.record.history import asked_day
from publisher.record.identity import as_day
from publisher.record.register import Register
from publisher.text import frontmatter
from publisher.time import NoticePeriod
from publisher.timeline import Version, fold, in_force, pending
from publisher.verify.adopted import check_adoption
from publisher.verify.claims import (
    Claims,
    check_decision,
    check_evidence,
    check_places,
    check_words,
    evidence,
)
from publisher.verify.counts import check_count
from publisher.verify.model import Problem
from publisher.verify.replan import Doubt, Known, Replan

Finding = tuple[bool, Problem]  # whether it is only a note, and what is to be said
_NEW = (Event.ADOPTED, Event.ANNOUNCED, Event.ENDED, Event.EXCEPTION)


def replay(
    register: Register, claims: Claims, replan: Replan, *, broken: bool = False
) -> Iterator[Finding]:
    """Yield all that is wrong with the entries of a register; of voided ones nothing.

    broken: the register goes on with what is no entry, so that its last publication may be torn.
    """
    policies: dict[str, _Policy] = {}
    for publication in _publications(register):
        doubts = list(_doubts(publication, policies, replan))
        found: list[Finding] = []
        for entry in publication:
            policy = policies.setdefault(entry.policy, _Policy(entry.policy, claims))
            if entry.event is Event.VOID:
                findings = list(policy.void(entry, register))
            else:
                findings = list(policy.check(entry, started=publication[0].seq > 1))
                policy.take(entry)
            if entry.seq not in register.voided:
                found += findings
        for name in dict.fromkeys(entry.policy for entry in publication):
            found += policies[name].check_order(publication[-1])
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


def _doubts(
    publication: list[Entry], policies: Mapping[str, _Policy], replan: Replan
) -> Iterator[Doubt]:
    if publication[0].event is Event.VOID:
        return
    if any(evidence(entry) for entry in publication):
        known = {name: policy.known() for name, policy in policies.items()}
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


class _Policy:
    """One policy's versions as they stood before the next entry."""

    def __init__(self, name: str, claims: Claims) -> None:
        self._name, self._claims = name, claims
        self._zone = claims.history.settings.timezone
        self._ever: list[Entry] = []
        self._entries: list[Entry] = []
        self._highest = 0
        # The versions from the one in force on, all of them, and the notices that they used.
        self._versions: dict[int, Version] = {}
        self._every: dict[int, Version] = {}
        self._used = Used(claims.history.commits)
        # Of every version that was not withdrawn, also of those that are forgotten: its texts, and what was
        # published of it in each language.
        self._texts: dict[int, list[str]] = {}
        self._translated: dict[tuple[int, str], str] = {}

    def known(self) -> Known:
        """What the register holds of the policy so far."""
        kept = Kept(self._versions, self._every, self._highest, self._used)
        return Known(self._ever, self._entries, kept)

    def take(self, entry: Entry) -> None:
        """Let the entry count from now on."""
        self._ever.append(entry)
        self._count(entry)

    def _count(self, entry: Entry) -> None:
        number = entry.fields.get("version")
        if not isinstance(number, int):
            return
        self._entries.append(entry)
        self._highest = max(self._highest, number)
        self._used.take(entry)
        before = self._every.get(number)
        own = (*before.entries, entry) if before and entry.event not in _NEW else (entry,)
        try:
            for version in fold(own, timezone=self._zone, at=entry.at):
                self._versions[number] = self._every[number] = version
        except (KeyError, ValueError, TypeError):
            return  # check() has said what cannot be read
        self._remember(number, entry)
        self._forget(entry)

    def _remember(self, number: int, entry: Entry) -> None:
        revision = entry.fields.get("revision")
        if entry.event is Event.WITHDRAWN:
            self._texts.pop(number, None)
        elif entry.event is Event.TRANSLATED:
            if isinstance(revision, str):
                self._translated[number, str(entry.fields.get("language"))] = revision
        elif isinstance(revision, str) and revision not in self._texts.get(number, ()):
            self._texts.setdefault(number, []).append(revision)

    def _forget(self, entry: Entry) -> None:
        """Drop versions that can never count again: a policy may have thousands."""
        current = in_force(self._ordered(), entry.at)
        if current:
            for number in [one for one in self._versions if one < current.number]:
                del self._versions[number]

    def _ordered(self) -> tuple[Version, ...]:
        return tuple(self._versions[number] for number in sorted(self._versions))

    def _chain(self, entry: Entry) -> list[Version]:
        """The version in force and the pending ones after it, as readers knew them."""
        versions = self._ordered()
        current = in_force(versions, entry.at)
        return ([current] if current else []) + list(pending(versions, entry.at))

    def check(self, entry: Entry, *, started: bool) -> Iterator[Finding]:
        """Hold one entry against the rules."""
        places = list(check_places(entry, self._claims))
        yield from ((False, one) for one in (*places, *check_evidence(entry)))
        if not isinstance(entry.fields.get("version"), int):
            yield _wrong("T1", entry, "it names no version", "a number", "none")
            return
        if any(one.rule == "H1" for one in places):
            return  # nothing more can be derived from a commit that is not there
        if entry.event in _NEW:
            yield from self._number(entry)
        if entry.event is Event.ADOPTED:
            yield from self._adopted(entry, started=started)
        elif entry.event in (Event.ANNOUNCED, Event.ENDED):
            yield from self._announced(entry)
        elif entry.event is Event.EXCEPTION:
            yield from self._exception(entry)
        elif entry.event is Event.TRANSLATED:
            yield from self._in_language(entry)
        else:
            yield from self._later(entry)

    def check_order(self, last: Entry) -> Iterator[Finding]:
        """T5: after a whole publication, what is pending takes effect in order."""
        waiting = pending(self._ordered(), last.at)
        for one, other in itertools.pairwise(waiting):
            if other.effective_at < one.effective_at:
                yield _wrong("T5", last, f"version {other.number} takes effect before an earlier one",
                             f"not before {one.effective} ({one.timezone})",
                             f"{other.effective} ({other.timezone})")  # fmt: skip

    # -- entries that bring a version --

    def _number(self, entry: Entry) -> Iterator[Finding]:
        number = entry.fields["version"]
        if number != self._highest + 1:
            yield _wrong("T1", entry, "versions are numbered one after the other",
                         self._highest + 1, number)  # fmt: skip
        notice = entry.fields.get("notice")
        slug = str(entry.fields.get("path") or "").rpartition("/")[2].removesuffix(".md")
        if notice is not None and not str(notice).endswith(f"{slug}-{number}"):
            yield _wrong("T1", entry, "the notice is not named after its policy and version",
                         f"{slug}-{number}", notice)  # fmt: skip

    def _adopted(self, entry: Entry, *, started: bool) -> Iterator[Finding]:
        """T1 and T2: only a first text is in force without notice."""
        if any(one.event is not Event.ADOPTED or one.at != entry.at for one in self._entries):
            yield _wrong("T2", entry, "a text was adopted where readers already had one",
                         "an announcement", "adopted")  # fmt: skip
        if entry.fields.get("dates"):
            return  # somebody, or the repository, stated what applied since when; the entry says so
        revision = self._claims.revision(entry)
        if revision and revision.asked.isoformat() != entry.fields.get("effective"):
            yield _wrong("T1", entry, "a first text applies from the day that it states itself",
                         revision.asked, entry.fields.get("effective"))  # fmt: skip
        first = self._first_revision()
        if not started and first and first != entry.fields.get("revision"):
            yield _wrong("T2", entry, "a register starts with the first text in git",
                         first, entry.fields.get("revision"))  # fmt: skip

    def _first_revision(self) -> str | None:
        policy = self._claims.history.policies.get(self._name)
        return policy.revisions[0].blob if policy else None

    def _announced(self, entry: Entry) -> Iterator[Finding]:
        chain = self._chain(entry)
        newest = chain[-1] if chain else None
        yield from self._follows(entry, newest)
        if entry.fields.get("verdict") != "material":
            yield _wrong("T4", entry, "only a material change is a new version",
                         "material", entry.fields.get("verdict"))  # fmt: skip
        if entry.event is Event.ANNOUNCED:
            yield from check_decision(entry, self._claims)
        try:
            periods = self._periods(entry, in_force(self._ordered(), entry.at))
            asked = self._asked(entry, newest)
        except (PublisherError, KeyError, ValueError) as error:
            yield (
                False,
                Problem("T8", entry.seq, f"what governed the change cannot be read: {error}"),
            )
            return
        yield from check_count(entry, periods, pending(self._ordered(), entry.at), asked)

    def _follows(self, entry: Entry, newest: Version | None) -> Iterator[Finding]:
        """T4: it is judged against what readers were last told."""
        due = (newest.number, newest.revision) if newest else (None, None)
        found = entry.fields.get("follows"), entry.fields.get("from_revision")
        if due != found:
            yield _wrong("T4", entry, "it follows another version or text than readers last had",
                         due, found)  # fmt: skip

    def _periods(self, entry: Entry, current: Version | None) -> list[NoticePeriod]:
        """T8: the period of the text in force, and that of the commit that was built."""
        history = self._claims.history
        built = str(evidence(entry).get("commit") or entry.fields["commit"])
        periods = [history.settings_at(built).period()]
        if current:
            text = current.texts[-1].entry if current.texts else current.first
            periods.insert(0, history.settings_at(str(text.fields["commit"])).period())
        return periods

    def _asked(self, entry: Entry, newest: Version | None) -> date | None:
        """The day that the text asks for, or the notice of an end, if it was not asked for before."""
        text = self._claims.history.text
        revision, words = entry.fields.get("revision"), entry.fields.get("notice_blob")
        if isinstance(revision, str):
            asked = asked_day(text(revision), where=self._name)
            before = last_wish(self._claims.history, newest) if newest else None
            return asked if asked != before else None
        fields = frontmatter.split(text(words), self._name).fields if isinstance(words, str) else {}
        return as_day(fields["effective"], self._name) if fields.get("effective") else None

    def _exception(self, entry: Entry) -> Iterator[Finding]:
        built = str(evidence(entry).get("commit") or entry.fields["commit"])
        if not self._claims.history.settings_at(built).allow_exceptions:
            yield _wrong("X1", entry, "the configuration allows no exception",
                         "allow_exceptions: true", "not set")  # fmt: skip
        for name in ("reason", "approved_by"):
            if not entry.fields.get(name):
                yield _wrong("X1", entry, f"the exception gives no {name}", name, "none")

    # -- entries about a version that is there --

    def _in_language(self, entry: Entry) -> Iterator[Finding]:
        """L1 and L4: a translation is of a text that was there, and changes only editorially."""
        fields, number = entry.fields, entry.fields["version"]
        language, policy = (
            str(fields.get("language")),
            self._claims.history.policies.get(self._name),
        )
        yield from ((False, one) for one in check_words(entry, self._claims))
        if number not in self._texts or policy is None:
            yield _wrong("L1", entry, "it is of a version that is not there or was withdrawn",
                         f"one of {sorted(self._texts)}", number)  # fmt: skip
            return
        revision = self._claims.revision(entry)
        if not isinstance(fields.get("revision"), str) or revision is None:
            return  # words for readers alone, or H2 has said it
        if revision.language != language or revision.translation_of != self._name:
            yield _wrong("L1", entry, "its text is in another language, or of another policy",
                         f"{self._name} in {revision.language}", language)  # fmt: skip
        text = beside(policy, revision.order)
        known = self._texts.items()
        newest = newest_fitting(text, known, self._claims.propose) if text else None
        if newest is None or newest < number:
            yield _wrong("L1", entry, "it is of a version whose text was not there when it was written",
                         f"at most {newest}", number)  # fmt: skip
        before = self._translated.get((number, language))
        if fields.get("from_revision") != before:
            yield _wrong("L4", entry, "it follows another translation than readers last had",
                         before, fields.get("from_revision"))  # fmt: skip
        if before is None:
            return
        if fields.get("verdict") != "editorial":
            yield _wrong("L4", entry, "a published translation was changed in substance",
                         "editorial", fields.get("verdict"))  # fmt: skip
        yield from check_decision(entry, self._claims)

    def _later(self, entry: Entry) -> Iterator[Finding]:
        chain = self._chain(entry)
        number = entry.fields["version"]
        version = next((one for one in chain if one.number == number), None)
        if version is None:
            yield _wrong("T1", entry, "its version neither is in force nor is going to be",
                         f"one of {[one.number for one in chain]}", number)  # fmt: skip
            return
        waiting = version in pending(self._ordered(), entry.at)
        if entry.event is Event.AMENDED:
            yield from self._amended(entry, version)
        elif not waiting:
            yield _wrong("T6", entry, f"version {number} is in force and cannot be {entry.event}",
                         "a pending version", "in force")  # fmt: skip
        elif entry.event is Event.POSTPONED:
            yield from self._postponed(entry, version)
        elif not entry.fields.get("reason"):
            yield _wrong("T5", entry, "a withdrawal gives its reason", "a reason", "none")

    def _amended(self, entry: Entry, version: Version) -> Iterator[Finding]:
        fields = entry.fields
        if fields.get("from_revision") != version.revision:
            yield _wrong("T4", entry, "it amends another text than its version's",
                         version.revision, fields.get("from_revision"))  # fmt: skip
        if fields.get("revision") == version.revision:
            return  # new words for readers alone
        if fields.get("verdict") != "editorial":
            yield _wrong("T2", entry, "a text came in by an amendment that is not editorial",
                         "editorial", fields.get("verdict"))  # fmt: skip
        yield from check_decision(entry, self._claims)

    def _postponed(self, entry: Entry, version: Version) -> Iterator[Finding]:
        day, before = entry.fields.get("effective"), entry.fields.get("before")
        if before != version.effective.isoformat():
            yield _wrong("T6", entry, "it moves another day than the announced one",
                         version.effective, before)  # fmt: skip
        if not isinstance(day, str) or day <= version.effective.isoformat():
            yield _wrong("T6", entry, "an announced day only moves later",
                         f"after {version.effective}", day)  # fmt: skip

    def void(self, entry: Entry, register: Register) -> Iterator[Finding]:
        """X2; from here on the voided entry does not count."""
        before = self._ordered()
        named = entry.fields.get("entry")
        so_far = Register(register.entries[: entry.seq])
        kept = [one for one in self._entries if one.seq not in so_far.voided]
        self._ever.append(entry)
        self._entries, self._versions, self._every = [], {}, {}
        self._texts, self._translated = {}, {}
        self._used = Used(self._claims.history.commits)
        for one in kept:
            self._count(one)
        for old, new in brought_forward(before, self._ordered(), entry.at):
            back = old.withdrawn_at is not None
            does = (
                f"lets version {new.number} come back"
                if back
                else (f"brings version {new.number} forward")
            )
            yield _wrong("X2", entry, f"voiding entry {named} {does}",
                         "withdrawn" if back else f"not before {old.effective}", new.effective)  # fmt: skip


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


def _wrong(rule: str, entry: Entry, why: str, expected: object, found: object) -> Finding:
    return False, Problem(rule, entry.seq, why, str(expected), str(found))
