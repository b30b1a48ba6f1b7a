"""What lies on the editors' desk, and what the clerk writes into the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Page:
    """A policy's file. meaning: two passages that say something; bold, spaces: nothing that matters.

    named: whether the front matter gives the id. topic: what the whole text speaks of.
    """

    policy: str
    topic: str
    meaning: tuple[int, int]
    wish: date
    bold: bool = False
    spaces: bool = False
    named: bool = False


@dataclass(frozen=True)
class Words:
    """A notice. salt: makes its words others."""

    policies: tuple[str, ...]
    kind: str = ""
    reason: str = ""
    approved: str = ""
    replaces: tuple[str, ...] = ()
    reverses: tuple[str, ...] = ()
    postponed: str = ""
    exception: str = ""
    wish: date | None = None
    salt: int = 0


@dataclass(frozen=True)
class Promise:
    """How much notice is promised; closed days are those of any of the places, and the company's own.

    days: how many units. own: days, spans and yearly days, as closures are written; extra: the same as extra
    holidays. laws: whose notice is kept too, and promises to some readers ("traders: 40 days").
    """

    days: int = 30
    places: tuple[str, ...] = ("FR",)
    counting: str = "clear"
    zone: str = "Europe/Paris"
    own: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    unit: str = "business days"


@dataclass(frozen=True)
class Snapshot:
    """Everything that one commit holds. pages: by slug. notices: by name."""

    pages: Mapping[str, Page]
    notices: Mapping[str, Words]
    promise: Promise
    exceptions: bool = False


@dataclass
class Version:
    """A page of the notebook. order: the commit of what it says now. state: as of today.

    wish: the day its editor asked for last. closed: the days that were crossed out when it was counted.
    """

    number: int
    page: Page | None
    order: int
    start: datetime
    day: date
    zone: str
    state: str = "pending"
    told: datetime | None = None
    notice: str | None = None
    follows: int | None = None
    requested: date | None = None
    wish: date | None = None
    promise: Promise | None = None
    closed: frozenset[date] = frozenset()
    words: tuple[str, Words] | None = None
    reverses: tuple[int, ...] = ()
    moves: list[tuple[date, date, str]] = field(default_factory=list)
    withdrawn: tuple[datetime, str] | None = None
    exception: str = ""


@dataclass(frozen=True)
class Fact:
    """What one publication enters. more: its reason or cause."""

    event: str
    policy: str
    version: int
    day: date | None = None
    more: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the notebook, as it is written once and for ever.

    new: the version that begins with it; else change: what it writes on the page of its version. order: the
    commit that it speaks of. file: the notice that it used.
    """

    fact: Fact
    new: Version | None = None
    change: Mapping[str, Any] = field(default_factory=dict)
    order: int | None = None
    file: str | None = None


class RefusedError(Exception):
    """An editor has to mend something first. The message is the kind of mistake."""
