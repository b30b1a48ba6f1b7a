"""How many kinds of tampering are tried, on how long a register, and what the page says of it."""

from __future__ import annotations

import re
from pathlib import Path

from . import (
    test_forged_claims,
    test_forged_days,
    test_forged_plan,
    test_forged_registers,
    test_tampered_branch,
    test_tampered_repository,
)
from .tampering import Kind, live_head

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "register.md"
FILES = (
    test_tampered_branch, test_tampered_repository, test_forged_claims, test_forged_days, test_forged_plan,
    test_forged_registers,
)  # fmt: skip
KINDS: dict[str, Kind] = {name: kind for file in FILES for name, kind in file.KINDS.items()}


def test_at_least_forty_kinds_are_found_in_a_register_of_fifty_entries(honest: Path):
    """Each name is one kind, and the register that is spoiled is long enough to hide something in."""
    assert len(KINDS) == sum(len(file.KINDS) for file in FILES), "a name stands for two kinds"
    assert len(KINDS) >= 40
    assert live_head(honest).size >= 50


def test_the_page_says_how_many_and_which_need_a_witness(honest: Path):
    """The figures on the page are those of the tests."""
    said = re.search(
        r"tamper with a register of (\d+) entries in (\d+) ways; (\d+) of them",
        PAGE.read_text("utf-8"),
    )
    assert said, "the sentence with the figures is gone"
    witnessed = sum(bool(kind.witness) for kind in KINDS.values())
    assert [int(n) for n in said.groups()] == [live_head(honest).size, len(KINDS), witnessed]


def test_the_auditors_page_lists_exactly_what_needs_a_witness() -> None:
    """What neither a problem nor a note shows is said, in the same words, and nothing else is."""
    text = (DOCS / "auditors.md").read_text("utf-8")
    section = text.partition("## What only a witness shows")[2].partition("\nWhile git")[0]
    assert re.search(rf"in {len(KINDS)} ways", section)
    due = [kind.witness for kind in KINDS.values() if kind.witness]
    assert sorted(re.findall(r"^- (.+)$", section, re.MULTILINE)) == sorted(due)
