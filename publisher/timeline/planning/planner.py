"""What one policy's next publication must enter, decided step by step; see `timeline.rules` for T1-T9."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from msgspec.structs import replace

from publisher.calendar import NoticePeriod, civil_day, recount
from publisher.history.policy_history import History, NoticeFile, PolicyHistory, Revision
from publisher.model.entries import (
    Adopted,
    Amended,
    Announced,
    DecisionFile,
    Ended,
    Excepted,
    NoticeText,
    TextBefore,
    Withdrawn,
)
from publisher.register.entry import Draft
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning import effective_date, notice_selection, preconditions
from publisher.timeline.planning.classification import Decision, Judgements, decide
from publisher.timeline.planning.contents import before_fields, content_of_version, first_text
from publisher.timeline.planning.corrections import carried, fields_of, is_correction
from publisher.timeline.planning.draft_state import Ledger
from publisher.timeline.planning.translation_plan import Translator
from publisher.timeline.rules import EDITOR, Version, in_force

# Reasons that are entered where the editor gives none.
WENT_BACK = "the text goes back to what was there before"
POLICY_STAYS = "the policy does not end"
LATER_DAY = "a later day was chosen"
AFTER_ANOTHER = "an earlier change was postponed"


class VersionBefore(TextBefore):
    """The fields that name a new version and the one that it follows."""

    version: int
    notice: str
    follows: int | None


class Planner:
    """Decides for one policy. started: whether there is a register at all."""

    def __init__(self, ledger: Ledger, judgements: Judgements, *, started: bool) -> None:
        self.ledger: Ledger = ledger
        self.judgements: Judgements = judgements
        self.started: bool = started
        self.history: History = ledger.history
        self.policy: PolicyHistory = ledger.policy
        self.day: date = civil_day(ledger.at, ledger.zone)

    @property
    def likely(self) -> tuple[str | None, str | None]:
        """The two contents that are compared in nearly every case: the newest that was told, and HEAD's."""
        told = self.ledger.announced
        old, new = self._contents(told[-1] if told else None, self.policy.head)
        if not told and self._is_lost:  # the first text is going to be adopted
            old = self._first.content
        return old, new

    def drafts(self) -> list[Draft]:
        """Return what must be entered, in order. Raises UsageError where an editor must decide first."""
        if self.policy.became:
            preconditions.check_never_published(self.policy, self.ledger.standing)
        elif self.ledger.versions or self._adopt():
            self._recount()
            self._follow_head()
            self._new_notice_text()
            Translator(self.ledger, self.judgements).follow()
        return self.ledger.drafts

    @property
    def _is_lost(self) -> bool:
        """Whether no register says what was there first: then git's first text counts."""
        return not self.started or bool(self.ledger.ever)

    @cached_property
    def _first(self) -> Revision:
        return first_text(self.history, self.policy)

    def _adopt(self) -> bool:
        """Take the first text (T1). Without any register it is the first one in git (T2), else HEAD's."""
        lost = self._is_lost
        first = self._first if lost else self.policy.head
        if first is None:
            return False  # came and went between two publications: nobody was told
        adopted = Adopted(
            version=self.ledger.next_number(),
            effective=first.asked,
            timezone=self.ledger.zone,
            # Where the register was lost, nobody knows what was promised before.
            commit=None if lost else self.ledger.announcing_commit(first),
        )
        self.ledger.publish(adopted, first)
        return True

    def _recount(self) -> None:
        """Postpone what a holiday created since makes too early, and what comes after it (T5, T6)."""
        before: list[Version] = []
        for version in self.ledger.pending:
            if version.period is not None and version.announced_at is not None:
                holds = effective_date.holds(
                    version.announced_at, version.effective, version.period
                )
                day = effective_date.not_before(holds, version.timezone, before)
                if day > version.effective:
                    counted = recount(version.announced_at, version.effective, version.period)
                    created = "; ".join(f"{one.date}: {one.why}" for one in counted.created)
                    calendar = day == holds
                    self.ledger.add(effective_date.postponed(
                        version, day, cause="calendar" if calendar else "order",
                        reason=f"a day of the period became a holiday ({created})"
                        if calendar else AFTER_ANOTHER,
                    ))  # fmt: skip
            before.append(self.ledger.version(version.number))

    # -- what HEAD says, held against what readers were told --

    def _follow_head(self) -> None:
        head, notice, told = self.policy.head, self._notice(), self.ledger.announced
        if notice is not None and notice.value_of("exception"):
            self._except(told, head, notice)
            return
        gone = self._given_up(head, notice)
        kept = [version for version in told if version.number not in gone]
        dropped = [version for version in told if version.number in gone]
        place, decision = self._place(kept, head, notice)
        if place is None:
            self._withdraw(dropped, notice, replaced_by=self.ledger.next_number())
            self._announce(kept[-1] if kept else None, head, notice, decision)
            return
        self._withdraw([*dropped, *kept[place + 1 :]], notice)
        if place >= 0:
            self._amend(kept[place], head, notice, decision)
            self._correct(kept[:place], kept[place].revision, head, decision)
            self._postpone_as_requested(kept[place], head, notice)

    def _given_up(self, head: Revision | None, notice: NoticeFile | None) -> set[int]:
        """Return the pending versions that `replaces` names, and an end whose policy has a text (T5)."""
        waiting = self.ledger.pending
        named = preconditions.named_versions(notice, "replaces", self.policy, waiting)
        return named | {one.number for one in waiting if one.ends and head is not None}

    def _place(
        self, kept: list[Version], head: Revision | None, notice: NoticeFile | None
    ) -> tuple[int | None, Decision]:
        """Return which of the told versions HEAD leaves as it is, by its place; None for news (T4, T5).

        -1 stands for the time before all of them, when no text was in force.
        """
        newest = len(kept) - 1
        decision = decide(self._propose(kept[newest] if kept else None, head), notice)
        if decision.verdict is Verdict.NONE:
            return newest, decision
        # From an editorial change, or one that the editor calls material, only the same text leads back.
        called = notice.value_of("class") if notice else ""
        exactly = decision.proposed is Verdict.EDITORIAL or called == Verdict.MATERIAL.value
        nothing_in_force = in_force(kept, self.ledger.at) is None
        for place in range(newest - 1, -2 if nothing_in_force else -1, -1):
            version = kept[place] if place >= 0 else None
            if self._is_material(version, head):
                continue
            earlier = self._propose(version, head)
            if earlier.verdict is Verdict.NONE or (
                earlier.verdict is Verdict.EDITORIAL and not exactly
            ):
                return place, earlier
        return (newest if decision.verdict is Verdict.EDITORIAL else None), decision

    def _is_material(self, version: Version | None, head: Revision | None) -> bool:
        return self.judgements.is_material(*self._contents(version, head))

    def _propose(self, version: Version | None, head: Revision | None) -> Decision:
        """Judge HEAD against a version; None stands for no text."""
        found = self.judgements.propose(*self._contents(version, head))
        if version is None or version.ends or head is None or self._keeps_promise(version):
            return found
        return found.with_shorter_period()

    def _keeps_promise(self, version: Version) -> bool:
        promised = effective_date.promise(self.history, version)
        return effective_date.keeps(promised, self._period, self.day)

    @property
    def _period(self) -> NoticePeriod:
        """The notice that HEAD configures for this policy."""
        return self.history.settings.period(self.policy.id)

    def _notice(self) -> NoticeFile | None:
        return notice_selection.fresh_notice(self.history, self.policy, self.ledger.used)

    def _notice_of(self, version: Version) -> NoticeFile | None:
        return notice_selection.notice_of(self.history, version, self.policy, self.ledger.used)

    # -- what follows --

    def _amend(
        self, version: Version, head: Revision | None, notice: NoticeFile | None, decision: Decision
    ) -> None:
        """Enter an editorial change: same version, same dates."""
        if decision.verdict is not Verdict.EDITORIAL or head is None:
            return
        decided = DecisionFile()
        if notice is not None and not self._lacks_notice_text(version, notice):
            decided = notice_selection.decided_in(notice)
        amended = Amended(
            version=version.number,
            **before_fields(content_of_version(self.history, version)),
            **decision.to_fields(),
            **decided,
        )
        self.ledger.publish(amended, head)

    def _correct(
        self,
        earlier: list[Version],
        before: str | None,
        head: Revision | None,
        decision: Decision,
    ) -> None:
        """Correct what readers have until the amended version comes, where that is proved editorial too (T4).

        before: what the amended version said.
        """
        if not is_correction(decision) or head is None or before is None:
            return
        for version in earlier:
            if version.revision is None:
                continue
            found = carried(self.history, self.judgements, before, head.blob, version.revision)
            if found is not None and found.revision is not None:
                text = version.texts[-1]
                corrected = fields_of(self.history, text, before, head.blob, found.decision)
                amended = Amended(version=version.number, **corrected)
                self.ledger.correct(amended, found.revision, found.source)

    def _new_notice_text(self) -> None:
        """Enter the words of a notice that were edited, or that came after their announcement."""
        spent = set(notice_selection.files_of(self.ledger.drafts))
        fresh = self._notice()
        for version in self.ledger.announced:
            if version.notice is None or not version.recorded:
                continue
            notice = self._notice_of(version)
            if fresh and fresh.path not in spent and self._lacks_notice_text(version, fresh):
                notice = fresh
            if notice is None or notice_selection.is_recorded(self.history, version, notice):
                continue
            self.ledger.add(
                Amended(
                    version=version.number,
                    from_revision=version.revision,
                    revision=version.revision,
                    commit=version.texts[-1].commit if version.texts else None,
                    **notice_selection.announced_in(notice),
                )
            )

    def _lacks_notice_text(self, version: Version, notice: NoticeFile) -> bool:
        """Whether a new notice is the one that a pending version, the newest, was announced without."""
        waiting = self.ledger.pending
        newest = bool(waiting) and waiting[-1].number == version.number
        return newest and version.notice_path is None and not notice.value_of("class")

    def _withdraw(
        self, versions: list[Version], notice: NoticeFile | None, replaced_by: int | None = None
    ) -> None:
        """Withdraw pending versions, the newest first."""
        said = notice.value_of("reason") if notice else ""
        for version in sorted(versions, key=lambda one: one.number, reverse=True):
            reason, decided = f"replaced by version {replaced_by}", DecisionFile()
            if replaced_by is None:
                reason = said or (POLICY_STAYS if version.ends else WENT_BACK)
                decided = notice_selection.decided_in(notice) if notice else decided
            self.ledger.add(
                Withdrawn(version=version.number, reason=reason, replaced_by=replaced_by, **decided)
            )

    def _postpone_as_requested(
        self, told: Version, head: Revision | None, notice: NoticeFile | None
    ) -> None:
        """Postpone a pending version whose editor asks for a later day; never the reverse (T6).

        told: the version as readers know it, before this publication's own entries.
        """
        own = self._notice_of(told)
        asked = self._requested(told, head, own or notice)
        version = self.ledger.version(told.number)
        if asked is None or version.effective_at <= self.ledger.at or asked <= version.effective:
            return
        reason, decided = LATER_DAY, DecisionFile()
        for file in (own, notice):
            if file is not None and file.value_of("postponed"):
                reason = file.value_of("postponed")
                decided = decided if file is own else notice_selection.decided_in(file)
                break
        postponed = effective_date.postponed(version, asked, cause=EDITOR, reason=reason)
        self.ledger.add(replace(postponed, **decided))

    def _requested(
        self, base: Version | None, head: Revision | None, notice: NoticeFile | None
    ) -> date | None:
        """Return the day that counts as asked for: one that differs from that of the text before (T3)."""
        if head is None:
            return notice.asked if notice else None
        before = effective_date.last_requested(self.history, base) if base else None
        return head.asked if head.asked != before else None

    def _announce(
        self,
        base: Version | None,
        head: Revision | None,
        notice: NoticeFile | None,
        decision: Decision,
    ) -> None:
        """Announce a material change, or the end of a policy whose file is gone (T7)."""
        preconditions.check_notice_text(notice, self.policy, self.history.settings)
        waiting = self.ledger.pending
        schedule = effective_date.count(self.ledger.at, self._periods())
        asked = self._requested(base, head, notice)
        days = effective_date.announce(schedule, waiting, asked)
        follows, judgement = self._follows(base), decision.to_fields()
        notice_text, reverses = NoticeText(), set[int]()
        if notice is not None:
            notice_text = notice_selection.announced_in(notice)
            reverses = preconditions.named_versions(notice, "reverses", self.policy, waiting)
        commit = self.ledger.announcing_commit(head)
        if head is None:
            self.ledger.add(Ended(commit=commit, **follows, **days, **judgement, **notice_text))
            return
        shorter = base and not base.ends and not self._keeps_promise(base)
        announced = Announced(
            commit=commit, new_period=self._period.terms if shorter else None,
            reverses=tuple(sorted(reverses)), **follows, **days, **judgement, **notice_text,
        )  # fmt: skip
        self.ledger.publish(announced, head)

    def _except(self, told: list[Version], head: Revision | None, notice: NoticeFile) -> None:
        """Put a text, or the end, in force when it is seen, before its count: declared, and for ever."""
        waiting = self.ledger.pending
        named = preconditions.named_versions(notice, "replaces", self.policy, waiting)
        overtaken = [one for one in waiting if one.number not in named]
        base = in_force(told, self.ledger.at)
        decision = self._propose(base, head)
        material = decision.verdict is Verdict.MATERIAL
        preconditions.check_exception(notice, self.history.settings, material, overtaken)
        schedule = effective_date.count(self.ledger.at, self._periods())
        self._withdraw(list(waiting), None, replaced_by=self.ledger.next_number())
        judgement = decision.to_fields()
        judgement |= {
            "reason": notice.value_of("exception"),
            "approved_by": notice.value_of("approved-by"),
        }
        excepted = Excepted(
            commit=self.ledger.announcing_commit(head),
            day=self.day,
            effective=self.day,
            timezone=self.ledger.zone,
            earliest=schedule.effective,
            promised=schedule.record(),
            foreseen=self._foreseen(base),
            **self._follows(base),
            **judgement,
            **notice_selection.announced_in(notice),
        )
        if head is None:
            self.ledger.add(excepted)
        else:
            self.ledger.publish(excepted, head)

    def _foreseen(self, base: Version | None) -> bool:
        """Whether the commit of the text in force allowed exceptions already."""
        if base is None:
            return False
        return self.history.settings_at(effective_date.commit_of(base)).allow_exceptions

    def _follows(self, base: Version | None) -> VersionBefore:
        """Return the fields that name a new version and the one that it follows."""
        number = self.ledger.next_number()
        slug = self.policy.revisions[-1].slug.replace("/", "-")
        return {
            "version": number,
            "notice": f"{slug}-{number}",
            "follows": base.number if base else None,
            **before_fields(content_of_version(self.history, base)),
        }

    def _periods(self) -> list[NoticePeriod]:
        """Return the period that the text in force promises, and the one that HEAD configures (T8)."""
        current = self.ledger.in_force
        promised = [effective_date.promise(self.history, current)] if current else []
        return [*promised, self._period]

    def _contents(
        self, version: Version | None, head: Revision | None
    ) -> tuple[str | None, str | None]:
        return content_of_version(self.history, version), head.content if head else None
