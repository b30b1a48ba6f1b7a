"""The answer of `publisher check` for GitHub Actions: annotations, and a job summary with the redline.

Nothing of a policy, a file name or a commit is ever written where the runner looks for commands, and
everything in the summary is escaped for HTML, so that a pull request from anybody can be checked.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from html import escape

from publisher.check import CheckProblem, CheckReport, Level, PolicyReport
from publisher.check.check_report import NoticePreview
from publisher.check.reports import text_report
from publisher.cli.output import counted, plain

_COMMANDS = {Level.PROBLEM: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
# The runner takes 1 MiB of summary a step, and drops a longer one whole.
SUMMARY_LIMIT = 900_000  # bytes
_REDLINE_LIMIT = 200_000  # bytes a policy


def commands(report: CheckReport) -> Iterator[str]:
    """Yield one workflow command for each finding.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for problem in report.problems:
        place = (
            f"file={_property(problem.path)},line={problem.line},title={_property(problem.rule)}"
        )
        message = _data(plain(f"{problem.what}. To fix: {problem.remedy}."))
        yield f"::{_COMMANDS[problem.level]} {place}::{message}"


def log(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines for the log that the runner does not read as commands."""
    token = secrets.token_hex(16)
    yield f"::stop-commands::{token}"
    yield from lines
    yield f"::{token}::"


def summary(report: CheckReport) -> str:
    """Return the job summary: Markdown in which everything that comes from the repository is escaped."""
    parts = [f"## {_state(report)}", ""]
    for policy in report.policies:
        if policy.event or policy.touched:
            parts += _policy(policy)
    if report.problems:
        parts += ["### To fix and to know", "", *_table(report.problems), ""]
    whole = "\n".join(parts)
    if len(whole.encode()) > SUMMARY_LIMIT:
        short = [f"## {_state(report)}", "", *_table(report.problems)]
        whole = "\n".join(short).encode()[:SUMMARY_LIMIT].decode(errors="ignore")
        whole += "\n\nThe redlines are too long to be shown here; see the preview of the site."
    return whole + "\n"


def _state(report: CheckReport) -> str:
    if report.ok:
        return "No problem"
    return counted(report.count(Level.PROBLEM), "problem") + " to fix"


def _policy(policy: PolicyReport) -> Iterator[str]:
    yield f"### {_html(policy.title)}"
    yield ""
    yield f"**{_html(text_report.headline(policy)).capitalize()}**"
    yield ""
    yield "<table>"
    for name, value in text_report.facts(policy):
        cell = _html(value)
        if policy.new_notice and value == policy.new_notice.url:
            cell = f'<a href="{cell}">Write the notice: {_html(policy.new_notice.path)}</a>'
        yield f"<tr><th align='left'>{name}</th><td>{cell}</td></tr>"
    yield "</table>"
    yield ""
    if policy.new_notice and not policy.new_notice.prefilled:
        text = "<br>".join(map(_html, policy.new_notice.text.split("\n")))
        yield f"<details><summary>Text to copy into the notice</summary><pre>{text}</pre></details>"
        yield ""
    for reason in policy.reasons:
        yield f"- {_html(reason)}"
    yield ""
    yield from _notice(policy.notice_preview)
    redline = policy.comparison.redline if policy.comparison else None
    if redline is not None:
        shown = _one_line(redline.html())
        if len(shown.encode()) <= _REDLINE_LIMIT:
            yield f"<details><summary>Redline</summary>{shown}</details>"
        else:
            yield "The redline is too long to be shown here; see the preview of the site."
        yield ""


def _notice(words: NoticePreview | None) -> Iterator[str]:
    """Yield the notice as readers will see it."""
    if words is None:
        return
    parts = [f"<p><strong>{_html(words.summary)}</strong></p>" if words.summary else ""]
    parts += [f"<p>What to do: {_html(words.action)}</p>" if words.action else ""]
    shown = _one_line(words.html)
    if len(shown.encode()) <= _REDLINE_LIMIT:
        parts.append(shown)
    yield f"<details open><summary>The notice, as readers will see it</summary>{''.join(parts)}</details>"
    yield ""


def _table(problems: tuple[CheckProblem, ...]) -> Iterator[str]:
    yield "<table><tr><th></th><th>Where and what, and how to fix it</th></tr>"
    for problem in problems:
        yield (
            f"<tr><td>{problem.level.value}</td>"
            f"<td><code>{_html(problem.path)}:{problem.line}</code><br>"
            f"{_html(problem.what)}.<br>To fix: {_html(problem.remedy)}.</td></tr>"
        )
    yield "</table>"


def _html(words: str) -> str:
    """Escape words so that neither HTML nor Markdown in them means anything."""
    escaped = escape(plain(words), quote=False)
    return "".join(f"&#{ord(sign)};" if sign in _MARKS else sign for sign in escaped)


_MARKS = frozenset("\\`*_{}[]()#+!|~@:\"'")


def _one_line(html: str) -> str:
    """Keep sanitised HTML from being read as Markdown: an empty line would end the HTML block.

    Links are taken away: a summary is no place to follow one that a stranger's pull request brings.
    """
    return " ".join(_LINK.sub("", html).split())


_LINK = re.compile(r"</?a\b[^>]*>")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")
