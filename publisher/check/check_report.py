"""What `publisher check` answers: for each policy what would be published, and what must be mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from publisher.check.web_editor import NewFile
from publisher.register.entry import Event
from publisher.text.comparison import Comparison
from publisher.text.redline.edit import EditKind
from publisher.timeline.planning.contents import FileChange

if TYPE_CHECKING:
    from publisher.model.command_json import (
        CheckJSON,
        CheckProblemJSON,
        PolicyCheckJSON,
        SummaryJSON,
    )


class Level(StrEnum):
    """How much a finding weighs. Values appear in JSON."""

    PROBLEM = "problem"  # must be mended: `check` exits with 1
    WARNING = "warning"  # may be meant
    NOTE = "note"  # good to know


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProblem:
    """One thing to mend, with its place.

    rule: stable identifier. path: file from the top of the repository. line: from 1. what: a fact, without
    a full stop. remedy: what to do, in the imperative, without a full stop.
    """

    rule: str
    level: Level = Level.PROBLEM
    path: str
    line: int = 1
    what: str
    remedy: str
    policy: str = ""

    def to_json(self) -> CheckProblemJSON:
        """Return it as plain data."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "policy": self.policy or None,
            "file": self.path,
            "line": self.line,
            "problem": self.what,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """A redline in figures. sections: headings of the sections with changes, in order."""

    edits: int
    sections: tuple[str, ...]
    added: int  # words
    removed: int
    moved: int

    @classmethod
    def of(cls, comparison: Comparison) -> Summary:
        """Count the words that a reader sees come and go."""
        words: Counter[str] = Counter()
        for judged in comparison.edits:
            edit = judged.edit
            if edit.kind in (EditKind.INSERT, EditKind.DELETE, EditKind.REPLACE):
                words["added"] += len(edit.new.split())
                words["removed"] += len(edit.old.split())
            elif edit.kind is EditKind.MOVE:
                words["moved"] += 1
        return cls(
            len(comparison.edits),
            comparison.sections,
            words["added"],
            words["removed"],
            words["moved"],
        )

    def to_json(self) -> SummaryJSON:
        """Return it as plain data."""
        return {
            "edits": self.edits,
            "sections": list(self.sections),
            "words_added": self.added,
            "words_removed": self.removed,
            "passages_moved": self.moved,
        }


@dataclass(frozen=True, slots=True)
class NoticePreview:
    """A notice as readers will see it. html: of its explanation, sanitised, empty where there is none."""

    summary: str
    action: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReport:
    """What the next publication would do to one policy.

    event: what would be entered for it, None where nothing would. version: that the event speaks of.
    verdict, proposed: "none", "editorial" or "material": as decided, and as the publisher would say.
    files: what becomes of its attachments. earliest, effective: if published at the instant of the report.
    touched: whether the change since `--base` touches it. banner: as readers will see it, empty where none
    comes. translations: version and language of each text or notice that is published in another language.
    corrected: the earlier versions that get the same correction. notice_preview: of its notice. new_notice:
    the notice that is missing, as the host's own editor would begin it.
    """

    id: str
    title: str
    path: str
    event: Event | None = None
    version: int | None = None
    verdict: str = "none"
    proposed: str = "none"
    certain: bool = True
    decided_by: str = "publisher"
    decision_reason: str = ""
    approved_by: str = ""
    comparison: Comparison | None = None
    files: tuple[FileChange, ...] = ()
    earliest: date | None = None
    effective: date | None = None
    requested: date | None = None
    postponed_from: date | None = None
    withdrawn: tuple[int, ...] = ()
    in_force: int | None = None
    banner: str = ""
    notice_file: str | None = None
    notice_preview: NoticePreview | None = None
    new_notice: NewFile | None = None
    translations: tuple[tuple[int, str], ...] = ()
    corrected: tuple[int, ...] = ()
    touched: bool = False

    @property
    def held(self) -> bool:
        """Whether the day asked for is earlier than the promise allows."""
        return bool(self.requested and self.effective and self.requested < self.effective)

    @property
    def summary(self) -> Summary | None:
        """The redline in figures."""
        return Summary.of(self.comparison) if self.comparison else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each finding, in the order of the text, each once."""
        findings = self.comparison.findings if self.comparison else ()
        files = (f"{change.explain()}." for change in self.files)
        return tuple(dict.fromkeys([*files, *(finding.explanation for finding in findings)]))

    def to_json(self) -> PolicyCheckJSON:
        """Return it as plain data."""
        summary = self.summary
        findings = self.comparison.findings if self.comparison else ()
        return {
            "id": self.id,
            "title": self.title,
            "file": self.path,
            "event": self.event.value if self.event else None,
            "version": self.version,
            "verdict": self.verdict,
            "proposed": self.proposed,
            "certain": self.certain,
            "decided_by": self.decided_by,
            "reason": self.decision_reason or None,
            "approved_by": self.approved_by or None,
            "reasons": [
                {
                    "rule": finding.rule,
                    "effect": finding.effect.value,
                    "section": list(finding.where),
                    "old": finding.old,
                    "new": finding.new,
                    "explanation": finding.explanation,
                }
                for finding in findings
            ],
            "files": [
                {
                    "rule": change.rule,
                    "path": change.path,
                    "before": change.before or None,
                    "old": change.old,
                    "new": change.new,
                    "explanation": change.explain(),
                }
                for change in self.files
            ],
            "redline": summary.to_json() if summary else None,
            "earliest": _iso(self.earliest),
            "effective": _iso(self.effective),
            "requested": _iso(self.requested),
            "held": self.held,
            "withdraws": list(self.withdrawn),
            "banner": self.banner or None,
            "notice": self.notice_file,
            "new_notice": {
                "url": self.new_notice.url,
                "file": self.new_notice.path,
                "text": self.new_notice.text,
            }
            if self.new_notice
            else None,
            "translations": [
                {"version": number, "language": language} for number, language in self.translations
            ],
            "corrects": list(self.corrected),
            "touched": self.touched,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """The whole answer. at: UTC. commit: what was looked at. uncommitted: whether it is the working tree."""

    at: datetime
    commit: str
    uncommitted: bool = False
    base: str | None = None
    policies: tuple[PolicyReport, ...] = ()
    problems: tuple[CheckProblem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no problem stands; warnings and notes do not count."""
        return not any(problem.level is Level.PROBLEM for problem in self.problems)

    def count(self, level: Level) -> int:
        """How many findings of one weight there are."""
        return sum(problem.level is level for problem in self.problems)

    def to_json(self) -> CheckJSON:
        """The object that `publisher check --json` prints."""
        return {
            "ok": self.ok,
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "commit": None if self.uncommitted else self.commit,
            "uncommitted": self.uncommitted,
            "base": self.base,
            "policies": [policy.to_json() for policy in self.policies],
            "problems": [problem.to_json() for problem in self.problems],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
