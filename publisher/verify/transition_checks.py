"""One entry checked against the rules, from what was announced of its policy before it.

X1  An exception is allowed by the configuration in force, with a reason and who approved it.

The rules T1 to T9 are those of `publisher.timeline.rules`, L1 to L4 those of
`publisher.timeline.planning.translation_plan`. They are applied here without the code that planned the entry
(decision 111).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from publisher.calendar import NoticePeriod
from publisher.errors import PublisherError
from publisher.history.identity import as_day, slug_of
from publisher.history.policy_history import requested_day
from publisher.register.chain import Register
from publisher.register.entry import Entry, Event
from publisher.text.document import frontmatter, render_text
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.contents import came_from, content_of_version
from publisher.timeline.rules import (
    EDITOR,
    PublishedText,
    Version,
    brings_text,
    in_force,
    pending,
)
from publisher.verify.announced_state import AnnouncedState
from publisher.verify.date_checks import check_count
from publisher.verify.entry_checks import (
    Claims,
    check_committed,
    check_date,
    check_decision,
    check_evidence,
    check_has_text,
    check_notice_text,
    check_places,
    derivation,
    evidence,
    is_derived,
)
from publisher.verify.verification_report import VerificationProblem

_JUDGED = 3  # L1: so many of the newest versions may a translation be of by its verdict
_VOID = {"entry", "commit", "reason", "approved_by"}

Finding = tuple[bool, VerificationProblem]  # whether it is only a note, and what is to be said


class TransitionCheck:
    """One entry, before it counts. told: what readers had been told of its policy until then."""

    def __init__(self, entry: Entry, told: AnnouncedState, claims: Claims) -> None:
        self._entry, self._told, self._claims = entry, told, claims

    def check(self, *, started: bool) -> Iterator[Finding]:
        """Check one entry by the rules."""
        entry = self._entry
        places = list(check_places(entry, self._claims))
        own = (*places, *check_evidence(entry, self._claims), *check_has_text(entry))
        yield from ((False, one) for one in own)
        if not isinstance(entry.stored.get("version"), int):
            yield _wrong("T1", entry, "it names no version", "a number", "none")
            return
        if any(one.rule == "H1" for one in places):
            return  # nothing more can be derived from a commit that is not there
        if entry.event.begins_version:
            yield from self._number()
        if entry.event is Event.ADOPTED:
            yield from self._adopted(started=started)
        elif entry.event in (Event.ANNOUNCED, Event.ENDED):
            yield from self._announced()
        elif entry.event is Event.EXCEPTION:
            yield from self._exception()
        elif entry.event is Event.TRANSLATED:
            yield from self._in_language()
        else:
            yield from self._later()

    # -- entries that bring a version --

    def _number(self) -> Iterator[Finding]:
        entry = self._entry
        number = entry.stored["version"]
        if number != self._told.highest + 1:
            yield _wrong("T1", entry, "versions are numbered one after the other",
                         self._told.highest + 1, number)  # fmt: skip
        notice = entry.stored.get("notice")
        slug = slug_of(str(entry.stored.get("path") or "")).rpartition("/")[2]
        if notice is not None and not str(notice).endswith(f"{slug}-{number}"):
            yield _wrong("T1", entry, "the notice is not named after its policy and version",
                         f"{slug}-{number}", notice)  # fmt: skip

    def _adopted(self, *, started: bool) -> Iterator[Finding]:
        """T1 and T2: only a first text is in force without notice."""
        entry = self._entry
        if any(one.event is not Event.ADOPTED or one.at != entry.at for one in self._told.entries):
            yield _wrong("T2", entry, "a text was adopted where readers already had one",
                         "an announcement", "adopted")  # fmt: skip
        if entry.stored.get("dates"):
            return  # somebody, or the repository, stated what applied since when; the entry says so
        revision = self._claims.revision(entry)
        if revision and revision.asked.isoformat() != entry.stored.get("effective"):
            yield _wrong("T1", entry, "a first text applies from the day that it states itself",
                         revision.asked, entry.stored.get("effective"))  # fmt: skip
        first = self._first_revision()
        if not started and first and first != entry.stored.get("revision"):
            yield _wrong("T2", entry, "a register starts with the first text in git",
                         first, entry.stored.get("revision"))  # fmt: skip

    def _first_revision(self) -> str | None:
        """The first text in git that a page may show; the first of all where no page may show any."""
        history = self._claims.history
        policy = history.policies.get(self._entry.policy)
        revisions = policy.revisions if policy else ()
        for revision in revisions if len(revisions) > 1 else ():
            with suppress(PublisherError):
                render_text(history.text(revision.blob), revision.path)
                return revision.blob
        return revisions[0].blob if revisions else None

    def _announced(self) -> Iterator[Finding]:
        entry = self._entry
        chain = self._told.chain(entry)
        newest = chain[-1] if chain else None
        yield from self._follows(newest)
        if entry.stored.get("verdict") != "material":
            yield _wrong("T4", entry, "only a material change is a new version",
                         "material", entry.stored.get("verdict"))  # fmt: skip
        if entry.event is Event.ANNOUNCED:
            yield from check_decision(entry, self._claims)
        try:
            periods = self._periods(in_force(self._told.ordered(), entry.at))
            asked = self._requested(newest)
        except (PublisherError, KeyError, ValueError) as error:
            yield (
                False,
                VerificationProblem(
                    "T8", entry.seq, f"what governed the change cannot be read: {error}"
                ),
            )
            return
        yield from check_count(entry, periods, pending(self._told.ordered(), entry.at), asked)

    def _content(self, version: Version | None) -> str | None:
        """Return what a version says, with its attachments if its commit is known (else H1 names it)."""
        try:
            return content_of_version(self._claims.history, version)
        except PublisherError:
            return version.revision if version else None

    def _follows(self, newest: Version | None) -> Iterator[Finding]:
        """T4: it is judged against what readers were last told."""
        entry = self._entry
        content = self._content(newest)
        due = (newest.number if newest else None, content)
        found = entry.stored.get("follows"), came_from(entry.fact)
        if due != found:
            yield _wrong("T4", entry, "it follows another version or text than readers last had",
                         due, found)  # fmt: skip

    def _periods(self, current: Version | None) -> list[NoticePeriod]:
        """T8: the period of the text in force, and that of the commit that was built."""
        entry = self._entry
        history = self._claims.history
        built = str(evidence(entry).get("commit") or entry.stored["commit"])
        periods = [history.settings_at(built).period(entry.policy)]
        if current:
            text = current.texts[-1].entry if current.texts else current.first
            periods.insert(0, history.settings_at(str(text.stored["commit"])).period(entry.policy))
        return periods

    def _requested(self, newest: Version | None) -> date | None:
        """The day that the text asks for, or the notice of an end, if it was not asked for before."""
        entry = self._entry
        text = self._claims.history.text
        revision, words = entry.stored.get("revision"), entry.stored.get("notice_blob")
        if isinstance(revision, str):
            asked = requested_day(text(revision), where=self._entry.policy)
            before = self._requested_before(newest) if newest else None
            return asked if asked != before else None
        fields = (
            frontmatter.split(text(words), self._entry.policy).fields
            if isinstance(words, str)
            else {}
        )
        return as_day(fields["effective"], self._entry.policy) if fields.get("effective") else None

    def _requested_before(self, version: Version) -> date | None:
        """The day that the version asked for last: by a postponement of the editor, or in its text (T3)."""
        text, moved = None, None
        for entry in version.entries:
            revision = entry.stored.get("revision")
            if entry.event is Event.POSTPONED:
                moved = entry.stored["effective"] if entry.stored.get("cause") == EDITOR else moved
            elif entry.event.begins_version or (
                entry.event is Event.AMENDED and brings_text(entry.fact) and not is_derived(entry)
            ):
                text, moved = revision, None
        if text is None:
            return None  # the end of a policy
        if moved:
            return date.fromisoformat(str(moved))
        return requested_day(self._claims.history.text(str(text)), where=version.policy)

    def _exception(self) -> Iterator[Finding]:
        entry = self._entry
        built = str(evidence(entry).get("commit") or entry.stored["commit"])
        if not self._claims.history.settings_at(built).allow_exceptions:
            yield _wrong("X1", entry, "the configuration allows no exception",
                         "allow_exceptions: true", "not set")  # fmt: skip
        for name in ("reason", "approved_by"):
            if not entry.stored.get(name):
                yield _wrong("X1", entry, f"the exception gives no {name}", name, "none")

    # -- entries about a version that is there --

    def _in_language(self) -> Iterator[Finding]:
        """L1 and L4: a translation is of a text that was there, and changes only editorially."""
        entry = self._entry
        fields, number = entry.stored, entry.stored["version"]
        language, policy = (
            str(fields.get("language")),
            self._claims.history.policies.get(self._entry.policy),
        )
        yield from ((False, one) for one in check_notice_text(entry, self._claims))
        if number not in self._told.texts or policy is None:
            yield _wrong("L1", entry, "it is of a version that is not there or was withdrawn",
                         f"one of {sorted(self._told.texts)}", number)  # fmt: skip
            return
        revision = self._claims.revision(entry)
        if is_derived(entry):
            yield from self._corrected_in(language, number)
            return
        if not isinstance(fields.get("revision"), str) or revision is None:
            return  # words for readers alone, or H2 has said it
        if revision.language != language or revision.translation_of != self._entry.policy:
            yield _wrong("L1", entry, "its text is in another language, or of another policy",
                         f"{self._entry.policy} in {revision.language}", language)  # fmt: skip
        newest = self._translated_version(
            [r.blob for r in policy.revisions if r.order <= revision.order]
        )
        if newest is None or newest < number:
            yield _wrong("L1", entry, "it is of a version whose text was not there when it was written",
                         f"at most {newest}", number)  # fmt: skip
        before = self._told.translated.get((number, language))
        if fields.get("from_revision") != before:
            yield _wrong("L4", entry, "it follows another translation than readers last had",
                         before, fields.get("from_revision"))  # fmt: skip
        if before is None:
            return
        if fields.get("verdict") != "editorial":
            yield _wrong("L4", entry, "a published translation was changed in substance",
                         "editorial", fields.get("verdict"))  # fmt: skip
        yield from check_decision(entry, self._claims)

    def _translated_version(self, texts: Sequence[str]) -> int | None:
        """The newest version that a translation may be of (L1). texts: prevailing, until it was written."""
        newest_first = sorted(
            ((n, own) for n, own in self._told.texts.items() if own), reverse=True
        )
        if not texts:
            return None
        for number, own in newest_first:
            if texts[-1] in own:
                return number
        for number, own in newest_first[:_JUDGED]:
            if self._claims.propose(own[-1], texts[-1]).verdict is not Verdict.MATERIAL:
                return number
        return None

    def _corrected_in(self, language: str, number: int) -> Iterator[Finding]:
        """T4 in another language: a correction of a later version's translation reached this one too."""
        entry = self._entry
        before = self._told.translated.get((number, language))
        if entry.stored.get("from_revision") != before:
            yield _wrong("L4", entry, "it follows another translation than readers last had",
                         before, entry.stored.get("from_revision"))  # fmt: skip
        if entry.stored.get("verdict") != "editorial":
            yield _wrong("L4", entry, "a published translation was changed in substance",
                         "editorial", entry.stored.get("verdict"))  # fmt: skip
        versions = self._told.chain(entry)
        current = next((one for one in versions if one.number == number), None)
        known = current.translation(language) if current else None
        later = [one.translation(language) for one in versions if one.number > number]
        texts = [one.texts for one in later if one]
        yield from self._derived(known.texts if known else (), texts)
        yield from check_decision(entry, self._claims)

    def _derived(
        self, own: Sequence[PublishedText], later: Sequence[Sequence[PublishedText]]
    ) -> Iterator[Finding]:
        """T4: an earlier text is corrected together with a later one, and promises what it did before.

        own: texts of the version. later: texts of those that come after it.
        """
        entry = self._entry
        between = derivation(entry)
        due = (between.get("before"), between.get("after"))
        together = [
            (one.entry.stored.get("from_revision"), one.revision)
            for texts in later
            for one in texts[-1:]
            if one.since == entry.at and one.fact.derived_from is None
            and one.entry.stored.get("decided_by") == "publisher"
            and one.entry.stored.get("verdict") == "editorial"
        ]  # fmt: skip
        if due not in together:
            yield _wrong("T4", entry, "it makes a correction that was made in no later version with it",
                         together, due)  # fmt: skip
        last = own[-1].entry.stored if own else {}
        for name in ("commit", "path"):
            if last.get(name) != entry.stored.get(name):
                yield _wrong("T8", entry, f"a corrected text has another '{name}' than before",
                             last.get(name), entry.stored.get(name))  # fmt: skip

    def _later(self) -> Iterator[Finding]:
        entry = self._entry
        chain = self._told.chain(entry)
        number = entry.stored["version"]
        version = next((one for one in chain if one.number == number), None)
        if version is None:
            yield _wrong("T1", entry, "its version neither is in force nor is going to be",
                         f"one of {[one.number for one in chain]}", number)  # fmt: skip
            return
        waiting = version in pending(self._told.ordered(), entry.at)
        if entry.event is Event.AMENDED:
            yield from self._amended(version)
        elif not waiting:
            yield _wrong("T6", entry, f"version {number} is in force and cannot be {entry.event}",
                         "a pending version", "in force")  # fmt: skip
        elif entry.event is Event.POSTPONED:
            yield from self._postponed(version)
        elif not entry.stored.get("reason"):
            yield _wrong("T5", entry, "a withdrawal gives its reason", "a reason", "none")

    def _amended(self, version: Version) -> Iterator[Finding]:
        entry = self._entry
        fields = entry.stored
        if not brings_text(entry.fact):  # new words for readers alone
            if not fields.get("revision") == fields.get("from_revision") == version.revision:
                yield _wrong("T4", entry, "it amends another text than its version's",
                             version.revision, fields.get("from_revision"))  # fmt: skip
            return
        before = self._content(version)
        if came_from(entry.fact) != before:
            yield _wrong("T4", entry, "it amends another text than its version's",
                         before, came_from(entry.fact))  # fmt: skip
        if is_derived(entry):
            later = [one for one in self._told.chain(entry) if one.number > version.number]
            yield from self._derived(version.texts, [one.texts for one in later])
        if fields.get("verdict") != "editorial":
            yield _wrong("T2", entry, "a text came in by an amendment that is not editorial",
                         "editorial", fields.get("verdict"))  # fmt: skip
        yield from check_decision(entry, self._claims)

    def _postponed(self, version: Version) -> Iterator[Finding]:
        entry = self._entry
        day, before = entry.stored.get("effective"), entry.stored.get("before")
        period = entry.stored.get("period")
        if isinstance(period, Mapping) and not isinstance(period.get("library"), str):
            yield _wrong("T3", entry, "it names no table of holidays", "period.library", "none")
        if before != version.effective.isoformat():
            yield _wrong("T6", entry, "it moves another day than the announced one",
                         version.effective, before)  # fmt: skip
        if not isinstance(day, str) or day <= version.effective.isoformat():
            yield _wrong("T6", entry, "an announced day only moves later",
                         f"after {version.effective}", day)  # fmt: skip

    def void(self, register: Register) -> Iterator[Finding]:
        """Take the voided entry out of account; that the void is lawful (R5, X2) the chain has checked."""
        if unknown := sorted(self._entry.stored.keys() - _VOID):
            yield (
                True,
                VerificationProblem(
                    "H6",
                    self._entry.seq,
                    "a void has fields that this version doesn't know",
                    expected=", ".join(sorted(_VOID)),
                    found=", ".join(unknown),
                ),
            )
        so_far = Register(register.entries[: self._entry.seq])
        self._told.drop(self._entry, so_far.voided)

    def misdated(self, register: Register) -> Iterator[Finding]:
        """H5 and E7: what stepped back in time; that it names the last entries the chain has checked."""
        entry = self._entry
        date = evidence(entry).get("date")
        if not isinstance(date, str):
            yield _wrong("H5", entry, "no host's clock confirms that entries lay in the future",
                         "evidence with date", "none")  # fmt: skip
        else:
            yield from ((False, one) for one in check_date(entry, date))
        for seq in range(int(str(entry.stored["entry"])), entry.seq):
            for problem in check_committed(register.entries[seq - 1], entry.at, self._claims):
                yield False, replace(problem, entry=entry.seq)


def check_order(told: AnnouncedState, last: Entry) -> Iterator[Finding]:
    """T5: after a whole publication, what is pending takes effect in order."""
    waiting = pending(told.ordered(), last.at)
    for one, other in itertools.pairwise(waiting):
        if other.effective_at < one.effective_at:
            yield _wrong("T5", last, f"version {other.number} takes effect before an earlier one",
                         f"not before {one.effective} ({one.timezone})",
                         f"{other.effective} ({other.timezone})")  # fmt: skip


def _wrong(rule: str, entry: Entry, why: str, expected: object, found: object) -> Finding:
    return False, VerificationProblem(rule, entry.seq, why, str(expected), str(found))
