"""The answer of `publisher check` as a GitLab code quality report (a subset of Code Climate's format)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from publisher.check import CheckProblem, CheckReport, Level
from publisher.errors import visible

_SEVERITY = {Level.PROBLEM: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def issues(report: CheckReport) -> list[dict[str, Any]]:
    """Return one object for each finding.

    Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    links = {one.id: one.new_notice.url for one in report.policies if one.new_notice}
    return [
        {
            "description": visible(
                f"{problem.what}. To fix: {problem.remedy}."
                + (f" Write it here: {links[problem.policy]}" if _has_link(problem, links) else "")
            ),
            "check_name": f"publisher-{problem.rule}",
            # The line is left out: a finding that only moved is the same finding.
            "fingerprint": hashlib.sha256(
                "\0".join((problem.rule, problem.path, problem.what)).encode()
            ).hexdigest(),
            "severity": _SEVERITY[problem.level],
            "location": {"path": problem.path, "lines": {"begin": problem.line}},
        }
        for problem in report.problems
    ]


def _has_link(problem: CheckProblem, links: Collection[str]) -> bool:
    return problem.rule == "notice" and problem.policy in links
