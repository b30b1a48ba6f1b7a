"""The beginnings of a notice: what is known of a change, for the editor to say in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.check.check_report import PolicyReport

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


def notice_text(
    report: PolicyReport, *, language: str = "en", summary: str = "", decision: dict[str, str]
) -> str:
    """Return the content of a new notice file. It is true as it stands, if nothing more is written.

    language: of the policy; the publisher's reasons are in English. decision: keys of the front matter
    that the editor has given ("class", "reason", "approved-by", "replaces").
    """
    return "\n".join([*_front(report, summary, decision), "", *_body(report, language), ""])


def _front(report: PolicyReport, summary: str, decision: dict[str, str]) -> Iterator[str]:
    yield "---"
    yield f"policy: {report.id}"
    yield "# One or two plain sentences: what changes for a reader."
    yield f"summary: {_quoted(summary)}".rstrip()
    for key, value in decision.items():
        yield f"{key}: {value if key in ('class', 'replaces') else _quoted(value)}"
    if report.proposed == "material" and "class" not in decision:
        yield "# The publisher counts the change as material. If you decide otherwise:"
        yield "# class: editorial"
        yield "# reason: why the meaning is the same"
        yield "# approved-by: who decided it"
    yield "---"


def _body(report: PolicyReport, language: str) -> Iterator[str]:
    if report.comparison is None:
        return
    reasons = report.reasons if language.split("-")[0] == "en" else ()
    if reasons:
        for reason in reasons:
            yield f"- {_escaped(reason)}"
        return
    for section in report.comparison.sections:
        yield f"- {_escaped(section.split(' > ')[-1])}"


def _escaped(words: str) -> str:
    """Write words so that Markdown shows them as they are."""
    return _MARKUP.sub(r"\\\1", " ".join(words.split()))


def _quoted(words: str) -> str:
    """Write words as one YAML value."""
    words = " ".join(words.split())
    if not words:
        return ""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
