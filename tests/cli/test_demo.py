"""`publisher demo`: a made-up history that shows every state, and says that it is made up."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from publisher import clock, demo
from publisher.register.entry import Event
from publisher.repository import open_repository
from publisher.timeline.rules import State
from tests.cli.conftest import NOW, Run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demonstration as of NOW."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        demo.make(folder, NOW)
        yield folder


def test_every_state_and_every_turn_is_in_it(made: Path) -> None:
    """In force, pending, archived, withdrawn and ended texts, amended, postponed and held ones."""
    repository = open_repository(made)
    states = repository.timelines.at(NOW)
    found = {policy.state(version) for policy in states.policies for version in policy.versions}
    assert found == set(State)
    assert any(policy.ended for policy in states.policies)
    events = {entry.event for entry in repository.timelines.register.entries}
    assert events == {
        Event.ADOPTED, Event.ANNOUNCED, Event.AMENDED, Event.POSTPONED, Event.WITHDRAWN, Event.ENDED,
        Event.TRANSLATED,
    }  # fmt: skip
    held = [
        v for p in states.policies for v in p.pending if v.requested and v.requested < v.effective
    ]
    assert held
    assert states.drafts == ()


def test_it_is_about_ten_commits_over_three_years(made: Path) -> None:
    """The history is long enough to look like one and short enough to be read."""
    repository = open_repository(made)
    assert 9 <= len(repository.history.commits) <= 14
    first, last = (
        repository.timelines.register.entries[0],
        repository.timelines.register.entries[-1],
    )
    assert timedelta(days=1000) < last.at - first.at < timedelta(days=1100)
    assert last.at < NOW


def test_every_entry_says_that_it_is_made_up(made: Path) -> None:
    """Nobody who reads the register can take it for a real one."""
    for entry in open_repository(made).timelines.register.entries:
        evidence = entry.stored["evidence"]
        assert isinstance(evidence, dict)
        assert evidence["demonstration"] == demo.MADE_UP
    assert "made-up" in (made / "mkdocs.yml").read_text(encoding="utf-8")
    assert "does not exist" in (made / "policy/index.md").read_text(encoding="utf-8")


def test_it_keeps_every_rule(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verified like any other register, it holds, and the check finds no problem."""
    monkeypatch.chdir(made)
    assert run("verify", "--json").json["ok"] is True
    assert run("check", "--json").json["ok"] is True


@pytest.mark.parametrize("when", ["2026-01-01", "2027-05-05", "2028-02-29", "2030-12-31"])
def test_on_any_day_the_story_is_the_same(tmp_path: Path, when: str) -> None:
    """Whatever holidays fall into it, the same changes are in force and pending."""
    from tests.conftest import at

    instant = at(f"{when} 12:00")
    demo.make(tmp_path, instant)
    states = open_repository(tmp_path).timelines.at(instant)
    told = {
        policy.id: [policy.state(version).value for version in policy.versions]
        for policy in states.policies
    }
    assert told == {
        "cookies": ["archived", "in force", "pending"],
        "loyalty": ["archived", "in force"],
        "privacy": ["archived", "in force", "withdrawn", "pending"],
    }


def test_the_command_makes_it_anew_and_spares_everything_else(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A demonstration may be replaced; a folder with other files is left alone."""
    monkeypatch.chdir(tmp_path)
    assert run("demo", "d").code == 0
    Path("d/extra.txt").write_text("x", encoding="utf-8")
    assert run("demo", "d").code == 0
    assert not Path("d/extra.txt").exists()
    Path("mine").mkdir()
    Path("mine/a.txt").write_text("x", encoding="utf-8")
    answer = run("demo", "mine")
    assert answer.code == 2
    assert Path("mine/a.txt").read_text(encoding="utf-8") == "x"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_its_site_is_built_with_serve(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--serve` builds the site; without a terminal it ends there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run("demo", "d", "--serve").code == 0
    build = json.loads(Path("d/site/publication.json").read_text(encoding="utf-8"))
    assert build["announces"] == []
    for page in ("privacy/v3", "loyalty", "notices/cookies-3", "privacy/v4/changes"):
        assert Path(f"d/site/{page}/index.html").is_file()
    assert clock.now() == NOW
