"""What the next publication must announce, derived from git, the register and one instant.

Pure but for reading texts through the history it is given. The result is a list of drafts: the site
shows them as announced by this build, and recording enters exactly these, derived anew, once they
were seen live. Rules T3 to T8 of `publisher.timeline` are decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from publisher.errors import UsageError
from publisher.record.entry import Draft, Entry, Event
from publisher.record.history import History, NoticeFile, PolicyHistory, Revision
from publisher.record.register import Register
from publisher.text import frontmatter
from publisher.text.materiality.model import Verdict
from publisher.time import NoticePeriod, Schedule, recount
from publisher.timeline import Version, fold, in_force, pending, version_number

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison

Judge = Callable[[str, str], "Comparison"]
Render = Callable[[str], str]


def compare_texts(old: str, new: str) -> Comparison:
    """Judge two sources; loaded on first use, because most questions need no comparison."""
    from publisher.text.comparison import compare

    return compare(old, new)


def render_text(source: str) -> str:
    """Render a source as its page will show it; loaded on first use."""
    from publisher.text.render import render

    return render(source)


@dataclass(frozen=True, slots=True)
class Decision:
    """How a change counts: the tool's verdict, and the editor's decision where there is one."""

    verdict: Verdict
    proposed: Verdict
    certain: bool
    decided_by: str  # "publisher" or "editor"
    reason: str = ""
    approved_by: str = ""
    rules: tuple[str, ...] = ()

    def to_fields(self) -> dict[str, Any]:
        """Return what a register entry keeps of the decision."""
        kept: dict[str, Any] = {
            "verdict": self.verdict.value,
            "proposed": self.proposed.value,
            "certain": self.certain,
            "decided_by": self.decided_by,
            "rules": list(self.rules),
        }
        if self.reason:
            kept["reason"] = self.reason
        if self.approved_by:
            kept["approved_by"] = self.approved_by
        return kept


def provisional(drafts: Iterable[Draft], at: datetime) -> list[Entry]:
    """Return drafts as entries with `seq` 0: what the register would hold if they were seen at `at`."""
    return [
        Entry(
            seq=0,
            prev="",
            key=d.key,
            at=at,
            event=d.event,
            policy=d.policy,
            fields=d.fields,
            raw=b"",
            digest="",
        )
        for d in drafts
    ]


def plan(
    history: History,
    register: Register,
    at: datetime,
    *,
    judge: Judge = compare_texts,
    render: Render = render_text,
) -> tuple[Draft, ...]:
    """Return what a publication at the instant `at` must enter, in order; empty when nothing is new.

    Raises UsageError where an editor must decide or mend something first.
    """
    drafts: list[Draft] = []
    for policy in history.policies.values():
        drafts += _Planner(history, policy, register, at, judge, render).drafts()
    return tuple(drafts)


class _Planner:
    """Decides for one policy. entries: those that stand; ever: also the voided ones."""

    def __init__(
        self, history: History, policy: PolicyHistory, register: Register, at: datetime,
        judge: Judge, render: Render,
    ) -> None:  # fmt: skip
        self.history, self.policy, self.at = history, policy, at
        self.judge, self.render = judge, render
        self.started = register.size > 0
        self.entries = [entry for entry in register.standing if entry.policy == policy.id]
        self.ever = [entry for entry in register.entries if entry.policy == policy.id]
        self.out: list[Draft] = []

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions as they stand with what is decided so far."""
        entries = [*self.entries, *provisional(self.out, self.at)]
        return fold(entries, timezone=self.history.settings.timezone, at=self.at)

    def drafts(self) -> list[Draft]:
        """Return the drafts for this policy, in the order in which they must be entered."""
        if not self.versions and not self._adopt_first():
            return []
        self._recount()
        head = self.policy.head
        if head is None:
            self._end()
        else:
            self._judge(head)
        return self.out

    # -- the text at HEAD against what readers were last told (T4) --

    def _chain(self) -> list[Version]:
        """The version in force and the pending ones after it, oldest first."""
        current = in_force(self.versions, self.at)
        return ([current] if current else []) + list(pending(self.versions, self.at))

    def _adopt_first(self) -> bool:
        """Take the first text. Without any register that is the first one in git (T2), else HEAD's."""
        first = self.policy.head if self.started else self.policy.revisions[0]
        if first is None:
            return False  # came and went between two publications: nothing was ever told
        fields = {
            "version": 1,
            "effective": first.asked.isoformat(),
            "timezone": self.history.settings.timezone,
        }
        self._add(Event.ADOPTED, 1, fields, revision=first)
        return True

    def _judge(self, head: Revision) -> None:
        chain = self._chain()
        if not chain or (chain[-1].ends and len(chain) == 1):
            # The policy had ended; a text that comes back is announced like any other.
            self._announce(
                head, None, Decision(Verdict.MATERIAL, Verdict.MATERIAL, True, "publisher")
            )
            return
        notice = self._notice(chain[-1])
        decision = self._decide(chain[-1], head, notice)
        if decision.verdict in (Verdict.NONE, Verdict.EDITORIAL):
            self._amend(chain[-1], head, decision, notice)
            self._wish(self.versions, head)
            return
        for index in range(len(chain) - 2, -1, -1):
            earlier = self._compare(chain[index], head)
            if earlier is not None and earlier.verdict is not Verdict.MATERIAL:
                for version in chain[:index:-1]:
                    self._withdraw(version, notice)
                self._amend(chain[index], head, _proposal(earlier), notice)
                return
        self._announce(head, notice, decision)

    def _compare(self, version: Version, head: Revision) -> Comparison | None:
        if version.revision is None:
            return None
        return self.judge(self.history.text(version.revision), self.history.text(head.blob))

    def _decide(self, version: Version, head: Revision, notice: NoticeFile | None) -> Decision:
        """Join the tool's verdict with the editor's decision; overruling takes a reason and an approval."""
        found = self._compare(version, head)
        if found is None:  # a pending end: whatever text comes back is news
            return Decision(Verdict.MATERIAL, Verdict.MATERIAL, True, "publisher")
        proposed = _proposal(found)
        wanted = notice.fields.get("class") if notice else None
        if (
            notice is None
            or wanted is None
            or found.verdict is Verdict.NONE
            or wanted == found.verdict.value
        ):
            return proposed
        if wanted not in (Verdict.MATERIAL.value, Verdict.EDITORIAL.value):
            raise UsageError(
                f"'class: {wanted}' is no class of a change",
                where=notice.path,
                remedy="write 'material' or 'editorial'",
            )
        reason = str(notice.fields.get("reason") or "")
        approved_by = str(notice.fields.get("approved-by") or "")
        if wanted == Verdict.EDITORIAL.value and not (reason and approved_by):
            missing = " and ".join(
                n for n, v in (("reason", reason), ("approved-by", approved_by)) if not v
            )
            raise UsageError(
                f"calls a change editorial that counts as material, without '{missing}'",
                where=notice.path,
                remedy=f"add '{missing}', or take 'class: editorial' away",
            )
        return Decision(
            Verdict(wanted),
            found.verdict,
            proposed.certain,
            "editor",
            reason,
            approved_by,
            proposed.rules,
        )

    def _notice(self, newest: Version) -> NoticeFile | None:
        """Return the editor's words for what HEAD changes: the newest file that no version has used yet."""
        used = {
            entry.fields.get(name)
            for entry in self.entries
            for name in ("notice_file", "decision_file")
        }
        since = self._order(newest)
        found = [
            notice
            for notice in self.history.notices
            if self.policy.id in notice.policies
            and notice.path not in used
            and notice.order > since
        ]
        return found[-1] if found else None

    def _order(self, version: Version) -> int:
        """Return the place in history of the text a version began with; older notices are not for others."""
        commit = str(version.first.fields.get("commit") or "")
        return self.history.order(commit)

    # -- what follows from the judgement --

    def _amend(
        self, version: Version, head: Revision, decision: Decision, notice: NoticeFile | None
    ) -> None:
        """Enter an editorial change (same version, same dates), or new words for readers, or nothing."""
        words = self._words(version, notice)
        changed = (
            decision.verdict is Verdict.EDITORIAL
            and head.blob != version.revision
            and not self._only_the_wish_differs(version, head)
        )
        if not changed and not words:
            return
        fields: dict[str, Any] = {
            "version": version.number,
            "from_revision": version.revision,
            **words,
        }
        if changed:
            fields |= decision.to_fields()
            if notice and decision.decided_by == "editor":
                # Names where it was decided, and keeps this file from deciding the next change too.
                fields |= {"decision_file": notice.path, "decision_blob": notice.blob}
            self._add(Event.AMENDED, version.number, fields, revision=head)
        else:
            fields |= {"revision": version.revision, "commit": version.texts[-1].commit}
            self._add(Event.AMENDED, version.number, fields)

    def _words(self, version: Version, notice: NoticeFile | None) -> dict[str, Any]:
        """Return the notice of an announced version where its words are new or were edited."""
        if version.notice is None:
            return {}
        same = next((n for n in self.history.notices if n.path == version.notice_path), None)
        notice = same if version.notice_path else notice
        if notice is None or notice.blob == version.notice_blob:
            return {}
        return {"notice_file": notice.path, "notice_blob": notice.blob}

    def _only_the_wish_differs(self, version: Version, head: Revision) -> bool:
        assert version.revision is not None  # noqa: S101 - an end is never amended
        old = frontmatter.split(self.history.text(version.revision), where=head.path)
        new = frontmatter.split(self.history.text(head.blob), where=head.path)
        drop = "effective"
        return old.body == new.body and _without(old.fields, drop) == _without(new.fields, drop)

    def _withdraw(self, version: Version, notice: NoticeFile | None, reason: str = "") -> None:
        words = reason or (str(notice.fields.get("reason") or "") if notice else "")
        fields = {
            "version": version.number,
            "reason": words or "the text goes back to what was there before",
        }
        self._add(Event.WITHDRAWN, version.number, fields)

    def _wish(self, versions: tuple[Version, ...], head: Revision) -> None:
        """Postpone the newest pending version when a later day is asked for; never the reverse (T6)."""
        waiting = pending(versions, self.at)
        if waiting and head.asked > waiting[-1].effective and not waiting[-1].ends:
            newest = waiting[-1]
            notice = next((n for n in self.history.notices if n.path == newest.notice_path), None)
            reason = str(notice.fields.get("postponed") or "") if notice else ""
            fields = {
                "version": newest.number,
                "effective": head.asked.isoformat(),
                "before": newest.effective.isoformat(),
                "cause": "editor",
                "reason": reason or "a later day was chosen",
            }
            self._add(Event.POSTPONED, newest.number, fields)

    def _announce(self, head: Revision, notice: NoticeFile | None, decision: Decision) -> None:
        replaces = self._replace(notice)
        chain = self._chain()
        newest = chain[-1] if chain else None
        asked = None
        if newest is None or newest.revision is None or head.asked != self._asked(newest):
            asked = head.asked
        number = self._next_number()
        fields = {
            "version": number,
            "notice": f"{head.slug.replace('/', '-')}-{number}",
            "follows": newest.number if newest else None,
            "from_revision": newest.revision if newest else None,
            **self._days(asked),
            **decision.to_fields(),
        }
        if replaces is not None:
            fields["replaces"] = replaces
        if notice:
            fields |= {"notice_file": notice.path, "notice_blob": notice.blob}
        self._add(Event.ANNOUNCED, number, fields, revision=head)

    def _replace(self, notice: NoticeFile | None) -> int | None:
        """Withdraw the pending version that the notice names with `replaces` (T5)."""
        wanted = notice.fields.get("replaces") if notice else None
        if notice is None or wanted is None:
            return None
        waiting = {v.number: v for v in pending(self.versions, self.at)}
        number = int(wanted) if str(wanted).isdigit() else -1
        if number not in waiting:
            names = ", ".join(map(str, waiting)) or "none is pending"
            raise UsageError(
                f"'replaces: {wanted}' names no pending version of '{self.policy.id}'",
                where=notice.path,
                remedy=f"name a pending version ({names}), or take 'replaces' away",
            )
        self._withdraw(waiting[number], notice, f"replaced by version {self._next_number()}")
        return number

    def _end(self) -> None:
        """Announce the end of a policy whose file is gone (T7)."""
        chain = self._chain()
        if not chain or chain[-1].ends:
            return
        number = self._next_number()
        assert self.policy.deleted is not None  # noqa: S101 - HEAD has no file
        slug = self.policy.revisions[-1].slug
        fields = {
            "version": number,
            "notice": f"{slug.replace('/', '-')}-{number}",
            "follows": chain[-1].number,
            "from_revision": chain[-1].revision,
            "commit": self.policy.deleted,
            **self._days(None),
            **Decision(Verdict.MATERIAL, Verdict.MATERIAL, True, "publisher").to_fields(),
        }
        self._add(Event.ENDED, number, fields)

    # -- days (T3, T5, T6, T8) --

    def _days(self, asked: date | None) -> dict[str, Any]:
        """Return publication day, effective day and the count behind it."""
        schedule = self._longest_count()
        waiting = pending(self.versions, self.at)
        floor = max([schedule.effective, *(version.effective for version in waiting)])  # T5
        effective = max(floor, asked or floor)
        return {
            "day": schedule.published_on.isoformat(),
            "earliest": schedule.effective.isoformat(),
            "effective": effective.isoformat(),
            "requested": asked.isoformat() if asked else None,
            "period": schedule.asked_for(effective).record(),
        }

    def _longest_count(self) -> Schedule:
        """Count with the period in force and with the one that HEAD configures; the later day counts (T8)."""
        periods = [self.history.settings.period()]
        current = in_force(self.versions, self.at)
        if current:
            text = current.texts[-1].entry if current.texts else current.first
            periods.insert(0, self.history.settings_at(str(text.fields["commit"])).period())
        return max(
            (period.schedule(self.at) for period in periods),
            key=lambda schedule: schedule.effective_at,
        )

    def _recount(self) -> None:
        """Postpone what a holiday created since makes too early (T6), and what comes after it (T5)."""
        floor: date | None = None
        for version in pending(self.versions, self.at):
            if not version.recorded or version.period is None or version.announced_at is None:
                continue
            counted = recount(version.announced_at, version.effective, version.period)
            created = "; ".join(f"{day.date.isoformat()}: {day.why}" for day in counted.created)
            day, reason, cause = (
                counted.holds,
                f"a day of the period became a holiday ({created})",
                "calendar",
            )
            if floor and day < floor:
                day, reason, cause = floor, "an earlier change was postponed", "order"
            floor = day
            if day > version.effective:
                fields = {
                    "version": version.number,
                    "effective": day.isoformat(),
                    "before": version.effective.isoformat(),
                    "cause": cause,
                    "reason": reason,
                }
                self._add(Event.POSTPONED, version.number, fields)

    # -- small things --

    def _asked(self, version: Version) -> date:
        from publisher.record.history import asked_day

        assert version.revision is not None  # noqa: S101 - callers checked
        return asked_day(self.history.text(version.revision), where=version.policy)

    def _next_number(self) -> int:
        """Numbers are never used twice, not even that of a voided entry."""
        drafts = [version_number(draft.fields) for draft in self.out]
        used = [version_number(entry.fields) for entry in self.ever if "version" in entry.fields]
        return max([0, *used, *drafts]) + 1

    def _add(
        self, event: Event, number: int, fields: Mapping[str, Any], revision: Revision | None = None
    ) -> None:
        """Add a draft. The key names what it follows, so that the same step twice is one entry."""
        last = self.ever[-1].seq if self.ever else 0
        kept = dict(fields)
        text = None
        if revision:
            kept |= {"revision": revision.blob, "commit": revision.commit, "path": revision.path}
            text = self.render(self.history.text(revision.blob)).encode()
        what = kept.get("revision") or kept.get("effective") or ""
        key = f"{event.value}:{self.policy.id}:{number}:{what}:after-{last}"
        self.out.append(Draft(key=key, event=event, policy=self.policy.id, fields=kept, text=text))


def _proposal(comparison: Comparison) -> Decision:
    rules = {finding.rule for judged in comparison.edits for finding in judged.findings}
    return Decision(
        comparison.verdict,
        comparison.verdict,
        comparison.certain,
        "publisher",
        rules=tuple(sorted(rules)),
    )


def _without(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def schedule_of(version: Version) -> Schedule | None:
    """Return the count behind an announced version, with the period that its entry keeps."""
    if version.period is None or version.announced_at is None:
        return None
    return (
        NoticePeriod.from_json(version.period)
        .schedule(version.announced_at)
        .asked_for(version.effective)
    )
