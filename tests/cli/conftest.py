"""Commands called as a user calls them, at an instant that the test chooses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from publisher import cli, clock
from tests.conftest import POLICY, PolicyRepo, at

NOW = at("2026-11-23 10:00")  # a Monday
NOTICE = "---\npolicy: privacy\nsummary: Shorter.\n---\nWe delete sooner.\n"


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _lately(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Date commits shortly before NOW where `check` is asked: else it would warn that timers have stopped."""
    module = request.module.__name__.rpartition(".")[2]
    if module.startswith("test_check") or module == "test_notice":
        monkeypatch.setattr("tests.conftest.COMMITTED", "2026-11-20T00:00:00+00:00")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock; it shows NOW until it is set."""

    def set_clock(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_clock(NOW)
    return set_clock


@pytest.fixture
def run(
    now: Callable[[datetime], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Call `publisher` with these words."""

    def call(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["publisher", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return Answer(int(str(stopped.value.code)), said.out, said.err)

    return call


def announce(repo_path: Any, instant: datetime) -> None:
    """Enter in the register what a publication at that instant would announce."""
    from publisher.register.chain import enter
    from publisher.repository import open_repository
    from publisher.timeline.planning import plan

    repository = open_repository(repo_path)
    enter(
        repository.store, lambda register: plan(repository.history, register, instant), at=instant
    )


@pytest.fixture
def published(in_repo: PolicyRepo) -> PolicyRepo:
    """A repository whose first text is in the register."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    return in_repo
