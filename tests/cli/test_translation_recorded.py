"""From a committed translation to an entry in the register, with the commands that CI calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_check_translations import FRENCH, OWN
from tests.conftest import CHANGED, POLICY, PolicyRepo, at


def published(run: Run) -> list[str]:
    """Build the site and record it as it lies there; return the entries that were made."""
    built = run("build", "--site-dir", "site")
    assert built.code == 0, built.err
    recorded = run("record", "--site-dir", "site")
    assert recorded.code == 0, recorded.err
    return [line.split(": ")[-1] for line in recorded.out.splitlines()]


def test_a_translation_is_entered_with_its_text_and_verified(
    in_repo: PolicyRepo, run: Run, now: Callable[[datetime], None]
) -> None:
    """Announced with its policy, or added later; each time the register holds what readers saw."""
    in_repo.commit({"policy/privacy.md": POLICY, OWN: FRENCH})
    published(run)
    in_repo.commit({"policy/privacy.md": CHANGED})
    now(at("2026-11-23 11:00"))
    published(run)
    assert "in fr      version 1" in run("status").out
    in_repo.commit({OWN: FRENCH.replace("24", "13")})
    now(at("2026-11-24 10:00"))
    published(run)
    page = Path("site/privacy.fr/v2/index.html").read_text(encoding="utf-8")
    assert "13 mois" in page
    register = [json.loads(line) for line in run("register", "export").out.splitlines()]
    found = [(entry["event"], entry.get("version")) for entry in register]
    assert found == [("adopted", 1), ("translated", 1), ("announced", 2), ("translated", 2)]
    assert published(run) == ["what is live is in the register."], "again adds nothing"
    verified = run("verify")
    assert verified.code == 0, verified.out
    now(at("2027-01-07 09:00"))
    assert "in fr      version 2" in run("status").out
