"""How a whole change counts."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a whole change is. Stored in the register."""

    NONE = "none"
    EDITORIAL = "editorial"
    MATERIAL = "material"
