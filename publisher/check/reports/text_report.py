"""The answer of `publisher check` for a terminal: one screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from publisher.calendar.holiday_names import long_date
from publisher.check import CheckProblem, CheckReport, Level, PolicyReport
from publisher.cli.output import counted, listed, plain, wrapped
from publisher.register.entry import Event

_REASONS = 6  # a policy; the rest is in the redline
_SECTIONS = 5
_COLOURS = {Level.PROBLEM: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


def lines(report: CheckReport) -> Iterator[str]:
    """Yield the lines of the answer."""
    if report.uncommitted:
        yield "With the changes that are not committed yet."
        yield ""
    told = [policy for policy in report.policies if policy.event or policy.touched]
    for policy in told:
        yield from _policy(policy)
        yield ""
    quiet = len(report.policies) - len(told)
    if quiet:
        nothing = "Nothing else" if told else "Nothing to publish"
        yield f"{nothing} in {counted(quiet, 'policy', 'policies')}."
        yield ""
    for problem in report.problems:
        yield from _problem(problem)
    yield _verdict(report)


def headline(policy: PolicyReport) -> str:
    """Say in one sentence what the publication would do."""
    number = f"version {policy.version}"
    match policy.event:
        case None:
            return "nothing to publish: every change has already been announced"
        case Event.ADOPTED:
            if policy.effective and policy.earliest and policy.effective > policy.earliest:
                return f"first text, will apply from {long_date(policy.effective)}"
            return f"first text, in force since {long_date(policy.effective or date.min)}"
        case Event.ANNOUNCED:
            sure = "" if policy.certain else " (no rule could say what it means: please decide)"
            return f"material{sure}: {number}, with a notice of its own"
        case Event.EXCEPTION:
            return f"exception: {number} applies as soon as it is seen live, without its notice"
        case Event.ENDED:
            return "the policy ends; that is material"
        case Event.WITHDRAWN:
            return f"{number} is withdrawn"
        case Event.POSTPONED:
            return f"{number} is postponed to {long_date(policy.effective or date.min)}"
        case Event.TRANSLATED:
            return f"{number} stays as it is; what is published of it in another language changes"
        case _:
            if policy.verdict == "editorial":
                return f"editorial: {number} stays, with its dates"
            return f"new words in the notice of {number}"


def facts(policy: PolicyReport) -> Iterator[tuple[str, str]]:
    """Yield name and value of what there is to know about a change."""
    if policy.decided_by == "editor":
        yield "decided", _decision(policy)
    summary = policy.summary
    if summary and (summary.edits or summary.sections):
        yield "redline", redline_summary(policy)
    if policy.earliest and policy.event in (Event.ANNOUNCED, Event.ENDED):
        yield "earliest", f"{long_date(policy.earliest)}, if it is published today"
        if policy.effective and policy.effective != policy.earliest:
            why = ""
            if not policy.requested or policy.effective != policy.requested:
                why = " (after the changes that are announced already)"
            yield "applies", f"from {long_date(policy.effective)}{why}"
    elif policy.event is Event.EXCEPTION and policy.earliest:
        yield "because", f"{policy.decision_reason} (approved by {policy.approved_by})"
        yield "promised", f"{long_date(policy.earliest)}, which is not waited for"
    elif policy.event is Event.AMENDED and policy.earliest:
        yield "applies", "as soon as it is published"
    if policy.held and policy.requested and policy.effective:
        yield (
            "asked for",
            (
                f"{long_date(policy.requested)}: too early, will be held until {long_date(policy.effective)}"
            ),
        )
    elif policy.requested and policy.event is Event.ANNOUNCED:
        yield "asked for", f"{long_date(policy.requested)}: it will be honoured"
    yield from _besides(policy)
    if policy.banner:
        yield "banner", policy.banner


def _besides(policy: PolicyReport) -> Iterator[tuple[str, str]]:
    if policy.withdrawn and policy.event is not Event.WITHDRAWN:
        yield "withdraws", listed(f"version {number}" for number in policy.withdrawn)
    if policy.corrected:
        yield "corrects", f"also {listed(f'version {number}' for number in policy.corrected)}"
    if policy.translations:
        found = [f"version {number} in '{language}'" for number, language in policy.translations]
        yield "languages", listed(found)
    if policy.notice_file:
        yield "notice", policy.notice_file
    elif policy.new_notice:
        yield "write it", policy.new_notice.url


def redline_summary(policy: PolicyReport) -> str:
    """Say how much changes and where: "3 changes in 2 sections (…): 12 words added, 9 removed"."""
    summary = policy.summary
    if summary is None:
        return ""
    names = [section.split(" > ")[-1] or "before the first heading" for section in summary.sections]
    more = len(names) - _SECTIONS
    where = "; ".join(names[:_SECTIONS]) + (f"; {more} more" if more > 0 else "")
    figures = [
        text
        for number, text in (
            (summary.added, f"{counted(summary.added, 'word')} added"),
            (summary.removed, f"{counted(summary.removed, 'word')} removed"),
            (summary.moved, f"{counted(summary.moved, 'passage')} moved"),
        )
        if number
    ]
    edits = f"{counted(summary.edits, 'change')} in " if summary.edits else ""
    told = f"{edits}{counted(len(names), 'section')} ({where})"
    return told + (f": {', '.join(figures)}" if figures else "")


def _decision(policy: PolicyReport) -> str:
    said = f"by the editor: {policy.verdict}, where the publisher says {policy.proposed}"
    if policy.decision_reason:
        said += f"; reason: {policy.decision_reason}"
    return said + (f"; approved by {policy.approved_by}" if policy.approved_by else "")


def _policy(policy: PolicyReport) -> Iterator[str]:
    yield click.style(plain(policy.title), bold=True) + f"  ({policy.path})"
    yield from wrapped(headline(policy), "  ")
    reasons = policy.reasons
    for reason in reasons[:_REASONS]:
        yield from wrapped(reason, "    ", first="  - ")
    if len(reasons) > _REASONS:
        yield f"  … and {counted(len(reasons) - _REASONS, 'more reason')}: publisher diff {policy.id}"
    for name, value in facts(policy):
        yield from wrapped(value, " " * 13, first=f"  {name:<11}")


def _problem(problem: CheckProblem) -> Iterator[str]:
    name = click.style(problem.level.value, fg=_COLOURS[problem.level], bold=True)
    yield f"{name}  {plain(problem.path)}:{problem.line}"
    yield from wrapped(f"{problem.what}.", "  ")
    yield from wrapped(f"To fix: {problem.remedy}.", "  ")


def _verdict(report: CheckReport) -> str:
    found = [counted(report.count(level), level.value) for level in Level if report.count(level)]
    if report.ok:
        return click.style("No problem", fg="green") + (f"; {listed(found)}." if found else ".")
    return click.style(listed(found).capitalize(), fg="red") + "."
