"""Why a change counts as it does: findings, and the verdict they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from publisher.model.verdict import Verdict

__all__ = ["Effect", "Finding", "Verdict"]


class Effect(StrEnum):
    """What one finding says of its edit."""

    EDITORIAL = "editorial"  # a proof that the meaning is the same
    MATERIAL = "material"  # a named reason why the meaning is another
    UNCERTAIN = "uncertain"  # no rule speaks: counted as material, for a person to decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why an edit counts as it does.

    rule: stable identifier ("period-changed"); stored, never renamed or reused. where: the headings
    above, outermost first. explanation: one plain sentence, which may improve from release to release.
    """

    rule: str
    effect: Effect
    where: tuple[str, ...]
    old: str
    new: str
    explanation: str
