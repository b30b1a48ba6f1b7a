"""Kinds of tampering: each is done to a copy of the honest register, and verification has to find it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.git_store import GitStore
from publisher.text.document import render_text
from publisher.timeline.planning.classification import compare_texts
from publisher.verify import Checkpoint, VerificationReport, verify

from .conftest import NOW
from .forger import Forger

# Pure functions of texts that are the same in every test.
judge, render = functools.cache(compare_texts), functools.cache(render_text)

Tamper = Callable[[Forger], int | None]


@dataclass(frozen=True)
class Kind:
    """One way to tamper.

    rules: those of which one must be named. witness: why only a head from outside can show it, as
    docs/auditors.md says it; empty where something else does. strict: whether it is only a note.
    """

    rules: tuple[str, ...]
    witness: str
    tamper: Tamper
    strict: bool = False


class Kinds(dict[str, Kind]):
    """The kinds of one file, by name."""

    def kind(
        self, rules: str, *, witness: str = "", strict: bool = False
    ) -> Callable[[Tamper], Tamper]:
        """Add a function that tampers. rules: "B3 R2".

        It returns the place of the entry that must be named (from 0), None if it is none in particular.
        """

        def add(function: Tamper) -> Tamper:
            assert function.__name__ not in self
            self[function.__name__] = Kind(tuple(rules.split()), witness, function, strict)
            return function

        return add


def verified(path: Path, *witnesses: Checkpoint, quick: bool = False) -> VerificationReport:
    """Verify the repository at `path`."""
    git = Git(path)
    return verify(
        GitStore(git, strict=False), read_history(git), now=NOW, witnesses=list(witnesses),
        judge=judge, render=render, quick=quick,
    )  # fmt: skip


def live_head(path: Path) -> Checkpoint:
    """Return the head that the live site, or anybody who looked, still knows."""
    register = GitStore(Git(path)).read()
    return Checkpoint("the live site", register.size, register.head)


def rehashed(forger: Forger) -> None:
    """Write a register whose chain holds."""
    forger.rehash()
    forger.write()


def check_found(copied: Path, kind: Kind) -> None:
    """Tamper, and assert that it is found by its rule, at the first entry that is wrong.

    Where an entry is torn from its publication, H7 may name the one beside it too.
    """
    head = live_head(copied)
    place = kind.tamper(Forger(copied))
    report = verified(copied, *([head] if kind.witness else []))
    if kind.strict:
        check_noted(report, kind, place)
        return
    assert not report.ok
    said = [str(one) for one in report.problems]
    found = [one.entry for one in report.problems if one.rule.split()[0] in kind.rules]
    assert found, said
    if place is not None:
        assert place + 1 in found, said
        beside = {"W1"} | ({"H7"} - set(kind.rules))
        others = [one.entry for one in report.problems if one.entry and one.rule not in beside]
        assert min(others, default=place + 1) == place + 1, said
    if kind.witness:
        alone = verified(copied)
        assert alone.ok, [str(one) for one in alone.problems]
        assert alone.complete == "", "without a witness nobody says that it is complete"


def check_noted(report: VerificationReport, kind: Kind, place: int | None) -> None:
    """Assert that what cannot be judged is said, counted, and fails `--strict`."""
    assert report.ok, [str(one) for one in report.problems]
    assert not report.strict
    notes = [one for one in report.notes if one.rule in kind.rules]
    if "demonstration" in kind.rules:
        assert report.demonstration
        return
    assert notes, [str(one) for one in report.notes]
    if place is not None:
        assert place + 1 in [one.entry for one in notes], [str(one) for one in notes]


def announced(f: Forger, number: int = 20) -> tuple[int, dict[str, Any]]:
    """Return an announcement's place and content."""
    place = f.find("announced", number)
    return place, f.entries[place].content
