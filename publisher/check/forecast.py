"""What the next publication would do to one policy, and what is missing or dangerous about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from publisher.calendar import civil_day
from publisher.check.check_report import CheckProblem, Level, NoticePreview, PolicyReport
from publisher.check.promise_checks import Promise, declared, promises, typed_dates
from publisher.errors import PublisherError, UsageError
from publisher.history.policy_history import History, NoticeFile, PolicyHistory
from publisher.model.entries import Amended
from publisher.register.chain import Register
from publisher.register.entry import Draft, Event
from publisher.text.document import frontmatter
from publisher.text.document.render import render
from publisher.text.document.strict_yaml import show
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning import Judge, Judgements
from publisher.timeline.planning.contents import FileChange, brought, came_from, file_changes
from publisher.timeline.planning.corrections import carried
from publisher.timeline.planning.link_checks import link_faults
from publisher.timeline.planning.notice_selection import Used, files_of, fresh_notice, notice_at
from publisher.timeline.rules import State
from publisher.timeline.states import PolicyState, States, Timelines

# Scheduled workflows of a public repository are switched off after 60 days without activity.
IDLE_LIMIT = 55
# What a publication is called after, where it enters several things for one policy.
_WEIGHT = (
    Event.EXCEPTION, Event.ANNOUNCED, Event.ENDED, Event.AMENDED, Event.POSTPONED, Event.WITHDRAWN,
    Event.ADOPTED, Event.TRANSLATED,
)  # fmt: skip


_NAMED = re.compile(r'\{#([^}\s]+)|\bid="([^"]+)"')


@dataclass(frozen=True)
class ChangeForecast:
    """One policy with what a publication at `at` would enter for it."""

    history: History
    policy: PolicyHistory
    states: States
    at: datetime
    judge: Judge

    @property
    def state(self) -> PolicyState:
        """The policy with what the publication would enter."""
        return self.states.policies[0]

    @property
    def path(self) -> str:
        """The policy's file."""
        return self.policy.revisions[-1].path

    @property
    def main(self) -> Draft | None:
        """The draft that the publication would be called after."""
        drafts = sorted(self.state.drafts, key=lambda draft: _WEIGHT.index(draft.event))
        return drafts[0] if drafts else None

    @property
    def source(self) -> str:
        """The text at HEAD, empty for a deleted policy."""
        head = self.policy.head
        return self.history.text(head.blob) if head else ""

    @property
    def front(self) -> frontmatter.FrontMatter:
        """The text at HEAD taken apart."""
        return frontmatter.split(self.source, self.path)

    @property
    def effective(self) -> date:
        """The day from which the text at HEAD applies, as far as can be said."""
        return self.state.versions[-1].effective

    def line(self, key: str) -> int:
        """The line of a key of the front matter, 1 where it is not there."""
        return self.front.field_lines.get(key, 1) if self.policy.head else 1

    def problem(self, rule: str, what: str, remedy: str, **place: Any) -> CheckProblem:
        """Return a problem of this policy; its own file unless another is named."""
        values = {"path": self.path, "line": 1, "level": Level.PROBLEM, **place}
        return CheckProblem(rule=rule, what=what, remedy=remedy, policy=self.policy.id, **values)


def read_change(
    history: History, register: Register, policy: PolicyHistory, at: datetime, judge: Judge
) -> ChangeForecast | None:
    """Derive one policy by itself, so that a mistake in one does not hide the others.

    None for a policy that came and went unpublished. Raises UsageError where an editor must decide.
    """
    alone = replace(history, policies={policy.id: policy})
    states = Timelines(alone, register, judge=judge).at(at)
    return ChangeForecast(history, policy, states, at, judge) if states.policies else None


def report(change: ChangeForecast, banner: str, *, touched: bool) -> PolicyReport:
    """Return what the publication would do. banner: as readers will see it."""
    draft, state = change.main, change.state
    told: dict[str, Any] = {}
    if draft:
        told = _told(change, draft)
    return PolicyReport(
        id=state.id, title=state.title, path=change.path, banner=banner, touched=touched,
        in_force=state.in_force.number if state.in_force else None,
        withdrawn=tuple(_number(d) for d in state.drafts if d.event is Event.WITHDRAWN),
        corrected=tuple(
            _number(d) for d in state.drafts if d.event is Event.AMENDED and d.fact.derived_from
        ),
        translations=tuple(
            (_number(d), d.fact.language) for d in state.drafts if d.fact.language
        ),
        **told,
    )  # fmt: skip


def _told(change: ChangeForecast, draft: Draft) -> dict[str, Any]:
    fact = draft.fact
    comparison = None
    if fact.from_revision and fact.revision:
        old, new = change.history.text(fact.from_revision), change.history.text(fact.revision)
        comparison = change.judge(old, new)
    today = civil_day(change.at, change.history.settings.of(change.policy.id).timezone)
    dated = draft.event in (Event.ANNOUNCED, Event.ENDED)
    return {
        "event": draft.event,
        "version": _number(draft),
        "verdict": (fact.verdict or Verdict.NONE).value,
        "proposed": (fact.proposed or fact.verdict or Verdict.NONE).value,
        "certain": fact.certain is not False,
        "decided_by": fact.decided_by or "publisher",
        "decision_reason": fact.reason or "",
        "approved_by": fact.approved_by or "",
        "comparison": comparison,
        "files": _file_changes(draft),
        "earliest": fact.earliest or (None if dated else today),
        "effective": fact.effective,
        "requested": fact.requested,
        "postponed_from": fact.before,
        "notice_file": fact.notice_file,
        "notice_preview": _preview_of_notice(change, fact.notice_file),
    }


def _preview_of_notice(change: ChangeForecast, path: str | None) -> NoticePreview | None:
    notice = notice_at(change.history, change.policy, path) if path else None
    if notice is None:
        return None
    try:
        html = render(notice.body, notice.path) if notice.body.strip() else ""
    except PublisherError:
        html = ""  # the check of the file says why
    return NoticePreview(notice.value_of("summary"), notice.value_of("action"), html)


def _file_changes(draft: Draft) -> tuple[FileChange, ...]:
    old, new = came_from(draft.fact), brought(draft.fact)
    return file_changes(old, new) if old and new else ()


def change_problems(change: ChangeForecast, last_commit: datetime) -> Iterator[CheckProblem]:
    """Yield everything that an editor should know or mend before this is published.

    last_commit: an aware instant; what is not committed yet counts as committed now.
    """
    yield from _first_text(change)
    yield from _notice(change)
    yield from _unused_notice(change)
    yield from _exception(change)
    yield from _held(change)
    yield from _earlier(change)
    yield from _consumed(change)
    yield from _same_day(change)
    yield from _idle(change, last_commit)
    yield from _reversals(change)
    yield from _slips(change)
    yield from _links(change)
    if change.policy.head:
        yield from _promised_period(change)
        yield from _typed_dates(change)


def _links(change: ChangeForecast) -> Iterator[CheckProblem]:
    """Links of the texts to files; one that stops nothing now is a warning."""
    published = {(d.fact.path, d.fact.revision) for d in change.state.drafts}
    texts = {
        one.head.path: one.head.blob
        for one in (change.policy, *change.history.translations.get(change.policy.id, ()))
        if one.head
    }
    for problem in link_problems(change.history, change.policy):
        stops = (problem.path, texts.get(problem.path)) in published
        if problem.rule == "link" and problem.path != change.path:
            # The translation of an adopted text was there before the publisher was.
            stops = stops and change.state.versions[-1].first.event is not Event.ADOPTED
        yield problem if stops else replace(problem, level=Level.WARNING)
    yield from _links_of_other_versions(change, set(texts.values()))
    yield from _lost_anchors(change)


def _links_of_other_versions(
    change: ChangeForecast, heads: Collection[str]
) -> Iterator[CheckProblem]:
    """Links of texts that readers have now, or were told of, that HEAD's text replaces."""
    for version in (change.state.in_force, *change.state.pending):
        text = version.texts[-1] if version and version.texts else None
        if version is None or text is None or text.revision in heads or change.policy.head is None:
            continue
        revision = replace(change.policy.head, blob=text.revision, attachments=())
        for fault in link_faults(change.history, revision):
            if fault.wrong:
                where = f"in line {fault.line} of version {version.number}, which readers have"
                yield change.problem(
                    "link", f"{where}, {fault.what}",
                    fault.remedy, level=Level.WARNING,
                )  # fmt: skip


def _lost_anchors(change: ChangeForecast) -> Iterator[CheckProblem]:
    """Places of the text that links from outside may lead to, and that the new text doesn't have."""
    from publisher.text.document.render import headings, render

    draft = change.main
    fact = draft.fact if draft else None
    old, new = (fact.from_revision, fact.revision) if fact else (None, None)
    if not (old and new) or old == new or change.policy.head is None:
        return
    try:
        before, after = (
            list(headings(render(change.history.text(str(blob)), strict=False)))
            for blob in (old, new)
        )
    except PublisherError:
        return
    known = {heading.id for heading in after}
    known |= {name for pair in _NAMED.findall(change.source) for name in pair}
    fresh = {
        heading.text: heading.id for heading in after if heading.id not in {h.id for h in before}
    }
    for heading in before:
        if not heading.id or heading.id in known:
            continue
        near = difflib.get_close_matches(heading.text, fresh, n=1, cutoff=0.5)
        line = _line_of_heading(change.source, near[0]) if near else 1
        yield change.problem(
            "anchor", f"links to '#{heading.id}' ({heading.text}) will lead to the top of the page",
            f"keep the place: '{near[0]} {{#{heading.id}}}'" if near else
            f"nothing, if the section is gone; else write '{{#{heading.id}}}' at the end of the heading that "
            "replaces it",
            line=line, level=Level.NOTE if not near else Level.WARNING,
        )  # fmt: skip


def _line_of_heading(source: str, text: str) -> int:
    words = text.split()
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith("#") and re.findall(r"\w+", line) == re.findall(
            r"\w+", " ".join(words)
        ):
            return number
    return 1


def link_problems(history: History, policy: PolicyHistory) -> Iterator[CheckProblem]:
    """Yield what is wrong with links to files in a policy's text and in its translations."""
    for head in (one.head for one in (policy, *history.translations.get(policy.id, ()))):
        for fault in link_faults(history, head) if head else ():
            yield CheckProblem(
                rule=fault.rule, path=fault.path, line=fault.line, what=fault.what, remedy=fault.remedy,
                level=Level.PROBLEM if fault.refused or fault.wrong else Level.WARNING, policy=policy.id,
            )  # fmt: skip


def _first_text(change: ChangeForecast) -> Iterator[CheckProblem]:
    """An older text that would be taken for the one that applies, while the text here waits."""
    events = {draft.event: draft for draft in change.state.drafts}
    if Event.ADOPTED in events and Event.ANNOUNCED in events:
        commit = events[Event.ADOPTED].fact.commit or ""
        yield change.problem(
            "first-text",
            f"nothing of this policy is in the register yet, so its first text, of commit {commit[:10]}, "
            "counts as the one that applies; the text here would wait for its notice",
            f"if the text here applies already, run 'publisher adopt --policy {change.policy.id}' before "
            "anything is published",
            level=Level.WARNING,
        )


def _notice(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A new version without words for readers."""
    draft = change.main
    if draft is None or draft.event not in (Event.ANNOUNCED, Event.ENDED):
        return
    required = change.history.settings.require_notice
    level = Level.PROBLEM if required else Level.WARNING
    found = notice_at(change.history, change.policy, draft.fact.notice_file)
    if found is None:
        yield change.problem(
            "notice",
            "this change has no notice text; readers would see only a list of its sections",
            f"run 'publisher notice {change.policy.id}'",
            level=level,
        )
    elif not str(found.fields.get("summary") or "").strip():
        yield change.problem(
            "notice", "the notice has no 'summary'", "say in one or two plain sentences what changes",
            path=found.path, line=_line_in(change, found, "summary"), level=level,
        )  # fmt: skip


def _unused_notice(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A new notice that no change goes with."""
    entries = [entry for version in change.state.recorded for entry in version.entries]
    notice = fresh_notice(change.history, change.policy, Used.of(entries, change.history.commits))
    if notice is not None and notice.path not in files_of(change.state.drafts):
        yield change.problem(
            "unused-notice",
            f"this notice explains no change: nothing is announced of '{change.policy.id}', so readers don't "
            "get it",
            "change the text in the same pull request, or delete the notice",
            path=notice.path, line=notice.lines.get("summary", 1), level=Level.WARNING,
        )  # fmt: skip


def _exception(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A change without the notice that was promised: allowed, and nobody may overlook it."""
    draft = change.main
    if draft is None or draft.event is not Event.EXCEPTION:
        return
    found = notice_at(change.history, change.policy, draft.fact.notice_file)
    assert found is not None  # noqa: S101 - it declares the exception
    yield change.problem(
        "exception",
        f"version {draft.fact.version} takes effect without its notice, which would have let it come on "
        f"{draft.fact.earliest}; the site will show this permanently",
        "take 'exception' out of the notice if the change can wait; else nothing",
        path=found.path, line=_line_in(change, found, "exception"), level=Level.WARNING,
    )  # fmt: skip


def _line_in(change: ChangeForecast, notice: NoticeFile, key: str) -> int:
    front = frontmatter.split(change.history.text(notice.blob), notice.path)
    return notice.lines.get(key, front.field_lines.get("notice", 1) if notice.own else 1)


def _held(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A day that was asked for and is too early."""
    draft = change.main
    requested = draft.fact.requested if draft else None
    effective = draft.fact.effective if draft else None
    if requested and effective and requested < effective:
        yield change.problem(
            "held",
            f"{requested} is asked for: too early, the change is held until {effective}",
            f"write 'effective: {effective}', or leave it: every page says that it is held",
            line=change.line("effective"), level=Level.NOTE,
        )  # fmt: skip


def _earlier(change: ChangeForecast) -> Iterator[CheckProblem]:
    """An announced day that the text would bring forward, which nothing does (T6)."""
    asked = change.state.held
    newest = change.state.pending[-1] if change.state.pending else None
    if asked is None or newest is None or change.state.as_recorded(newest) is None:
        return
    if asked != newest.requested:
        yield change.problem(
            "earlier",
            f"version {newest.number} is announced for {newest.effective}; an announced date can't move "
            f"earlier, so {asked} is ignored",
            f"write 'effective: {newest.effective}' or a later date",
            line=change.line("effective"), level=Level.WARNING,
        )  # fmt: skip


def _consumed(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A notice that has explained a change and was edited for the next one, which it can't explain."""
    main = change.main
    begins = main is not None and main.event in (Event.ANNOUNCED, Event.ENDED, Event.EXCEPTION)
    for draft in change.state.drafts if begins else ():
        if draft.event is Event.AMENDED and draft.fact.notice_file:
            assert main is not None  # noqa: S101 - it begins something
            yield change.problem(
                "consumed",
                f"this file is the notice of version {draft.fact.version} and can't explain version "
                f"{main.fact.version}: what was edited in it changes that earlier notice",
                f"undo the edit and write a new file: run 'publisher notice {change.policy.id}'",
                path=draft.fact.notice_file, level=Level.WARNING,
            )  # fmt: skip
    drafted = {draft.fact.notice_blob for draft in change.state.drafts}
    at_head = {notice.path: notice for notice in change.history.notices}
    consumed: dict[str, tuple[int, set[str]]] = {}
    for version in change.state.recorded:
        for entry in version.entries:
            path, blob = entry.fact.notice_file, entry.fact.notice_blob
            if path and blob:
                blobs = consumed.get(path, (0, set[str]()))[1]
                consumed[path] = version.number, blobs | {blob}
    for path, (number, blobs) in consumed.items():
        notice = at_head.get(path)
        if notice and change.policy.id in notice.policies and notice.blob not in blobs | drafted:
            yield change.problem(
                "consumed",
                f"this file explained version {number} and can't explain another change: what was edited in "
                "it since is ignored",
                f"undo the edit and write a new file: run 'publisher notice {change.policy.id}'",
                path=path, level=Level.WARNING,
            )  # fmt: skip


def _same_day(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A change that takes effect together with an announced one, which then never applies by itself."""
    draft = change.main
    if draft is None or draft.event not in (Event.ANNOUNCED, Event.ENDED):
        return
    number = _number(draft)
    overtaken = [
        version for version in change.state.pending
        if version.number < number and not change.state.ever_applies(version)
    ]  # fmt: skip
    for version in overtaken:
        yield change.problem(
            "same-day",
            f"version {number} takes effect on {version.effective}, as version {version.number} was to: "
            f"version {version.number} never applies, and the notice of version {number} must explain both",
            "say in the notice what changes from the text that is in force now",
            path=draft.fact.notice_file or change.path, level=Level.NOTE,
        )  # fmt: skip


def _reversals(change: ChangeForecast) -> Iterator[CheckProblem]:
    """An announced change that the text takes back, which nobody may do in silence."""
    for reversal in change.state.reversals:
        if reversal.by.recorded:
            continue  # announced as well: readers know
        level = Level.NOTE if reversal.meant else Level.PROBLEM
        remedy = "nothing: the notice says so" if reversal.meant else reversal.remedy
        what = "; ".join([reversal.explain(), *reversal.described_passages()])
        yield change.problem("reversal", what, remedy, level=level)


def _slips(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A correction of a pending text that readers of an earlier one do not get (T4)."""
    draft = change.main
    fact = draft.fact if draft else None
    if (
        draft is None
        or not isinstance(fact, Amended)
        or not fact.from_revision
        or not fact.revision
    ):
        return
    if fact.verdict is None:
        return
    judgements = Judgements(change.history, change.judge)
    for version in change.state.recorded:
        waits = change.state.state(version) in (State.IN_FORCE, State.PENDING)
        end = change.state.last_day(version)
        if not waits or version.revision is None or version.number >= _number(draft) or end is None:
            continue
        found = carried(
            change.history,
            judgements,
            fact.from_revision,
            fact.revision,
            version.revision,
        )
        if found is None:
            continue
        slips, why = (
            found.left,
            "the announced change touches the same words, or they appear twice",
        )
        if fact.decided_by == "editor":
            slips, why = found.all, "it is editorial only by the editor's decision"
        elif not found.proved:
            why = "it would count as a material change there"
        if not slips:
            continue
        shown = "; ".join(f"'{slip.before}'" for slip in slips[:3])
        more = f" and {len(slips) - 3} more" if len(slips) > 3 else ""
        applies = "in force" if change.state.state(version) is State.IN_FORCE else "pending"
        yield change.problem(
            "slip",
            f"version {version.number}, {applies}, goes on saying until {end}: {shown}{more}; the correction "
            f"is made in version {_number(draft)} only, because {why}",
            f"nothing, if that may wait until {end + timedelta(days=1)}; else write the correction so that "
            "nothing else of the sentence changes",
            level=Level.WARNING,
        )  # fmt: skip


def _idle(change: ChangeForecast, last_commit: datetime) -> Iterator[CheckProblem]:
    """A day so far ahead that timers in CI may have been switched off before it comes."""
    waiting = [v for v in change.state.pending if not v.ends]
    if not waiting:
        return
    last = civil_day(last_commit, change.history.settings.timezone)
    days = (waiting[-1].effective - last).days
    if days > IDLE_LIMIT:
        by = last + timedelta(days=IDLE_LIMIT)
        yield change.problem(
            "idle",
            f"the change comes {days} days after the last commit; scheduled workflows of a public "
            "repository stop after 60 days without one",
            f"push any commit by {by}, or let another machine's timer publish (docs/ci-plain-server.md)",
            line=change.line("effective"), level=Level.WARNING,
        )  # fmt: skip


def _promised_period(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A notice period in the text that the configuration does not keep."""
    settings = change.history.settings
    configured = settings.period(change.policy.id)
    today = civil_day(change.at, configured.timezone)
    try:
        found = list(_promises(change))
    except UsageError as error:
        yield change.problem(
            "promise", f"'promise' of the front matter: {error.what}",
            f"{error.remedy}: what the text promises, or none", line=change.line("promise"),
        )  # fmt: skip
        return
    for promise in found:
        where = f'section "{promise.section}"' if promise.section else "the text"
        quoted = f' ("{show(promise.sentence, 200)}")' if promise.sentence else ""
        if promise.also is not None and promise.also != promise.number:
            yield change.problem(
                "promise", f"{where} says two numbers: {promise.words}", "write the one that is meant",
                line=promise.line,
            )  # fmt: skip
        elif not promise.kept_by(configured, today):
            alone = f"{{{change.policy.id}: {{{promise.option}}}}}"
            yield change.problem(
                "promise",
                f"{where} promises {promise.words}; the configuration says {configured.promise}{quoted}",
                f"write '{promise.option}' in {settings.where}, or for this policy alone 'policies: {alone}'",
                line=promise.line,
            )  # fmt: skip
        elif promise.unit == configured.unit and promise.number != configured.days:
            yield change.problem(
                "promise",
                f"{where} promises {promise.words}; the configuration says {configured.promise}{quoted}",
                "let both say the same; until then the longer one holds",
                line=promise.line, level=Level.WARNING,
            )  # fmt: skip


def _promises(change: ChangeForecast) -> Iterator[Promise]:
    """Yield what a text promises of its own changes, or what its front matter says that it does."""
    if "promise" not in change.front.fields:
        yield from promises(change.front.body, change.front.body_line)
    elif promise := declared(change.front.fields["promise"], change.line("promise")):
        yield promise


def _typed_dates(change: ChangeForecast) -> Iterator[CheckProblem]:
    """A day typed into the text, where the page shows the day that really holds.

    In a text that readers have already, nothing is left to stop.
    """
    is_new = change.main is not None
    for typed in typed_dates(change.front.body, change.front.body_line):
        wrong = typed.effect and typed.day != change.effective
        says = "it takes effect" if typed.effect else "it was edited"
        yield change.problem(
            "typed-date",
            f"the text itself says on which day {says} ({typed.words})"
            + (f"; it is {change.effective}" if wrong else ""),
            "delete the line: the page shows the day from the timeline",
            line=typed.line, level=Level.PROBLEM if wrong and is_new else Level.WARNING,
        )  # fmt: skip


def _number(draft: Draft) -> int:
    return draft.fact.version or 0
