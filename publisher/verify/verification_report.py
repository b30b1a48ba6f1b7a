"""What verification finds: each problem with its rule, its entry, what was expected and found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.model.command_json import VerificationProblemJSON, VerifyJSON
    from publisher.verify.earlier_proof import EarlierProof


@dataclass(frozen=True, slots=True)
class VerificationProblem:
    """One thing that is wrong, or (in the notes) worth a look without being wrong.

    rule: B, R, T or another of the rules in docs/register.md. entry: its number, None where the
    problem is not one entry's. explanation: one plain sentence.
    """

    rule: str
    entry: int | None
    explanation: str
    expected: str = ""
    found: str = ""

    def __str__(self) -> str:
        place = f"entry {self.entry}: " if self.entry else ""
        compared = f" (expected {self.expected}, found {self.found})" if self.expected else ""
        return f"{self.rule}  {place}{self.explanation}{compared}"

    def to_json(self) -> VerificationProblemJSON:
        """The object in `publisher verify --json`."""
        return {
            "rule": self.rule,
            "entry": self.entry,
            "explanation": self.explanation,
            "expected": self.expected,
            "found": self.found,
        }


@dataclass(frozen=True)
class VerificationReport:
    """The outcome. complete: what shows that no entry is missing at the end, empty if nothing does.

    exceptions: declared departures (an `exception`, a `void`, an `amended` entry where the editor overruled
    "material"), which are no problem and stay visible.
    notes: differences that later versions of rules and tables explain. quick: texts were not
    compared and rendered again. demonstration: how many entries say of themselves that nobody has seen
    what they announce. since: the earlier proof on which the oldest entries rest, None where all
    were proved now. all_again: why, although one was given. proved: what this verification proves.
    """

    head: str
    size: int
    problems: tuple[VerificationProblem, ...]
    notes: tuple[VerificationProblem, ...]
    exceptions: tuple[Mapping[str, Any], ...]
    complete: str
    quick: bool = False
    demonstration: int = 0
    since: EarlierProof | None = None
    all_again: str = ""
    proved: EarlierProof | None = None

    @property
    def strict(self) -> bool:
        """Whether nothing is wrong, everything could be judged, and everything was seen."""
        earlier = self.since.notes if self.since else 0
        return self.ok and not (self.notes or self.quick or self.demonstration or earlier)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def to_json(self) -> VerifyJSON:
        """The object that `publisher verify --json` prints."""
        return {
            "ok": self.ok,
            "problems": [one.to_json() for one in self.problems],
            "exceptions": [dict(one) for one in self.exceptions],
            "notes": [one.to_json() for one in self.notes],
            "head": self.head,
            "size": self.size,
            "quick": self.quick,
            "demonstration": self.demonstration,
            "completeness": self.complete or "not shown",
            "since": {"size": self.since.size, "at": self.since.at, "notes": self.since.notes}
            if self.since
            else None,
        }
