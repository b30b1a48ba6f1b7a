"""docs/json.md names exactly the keys that the commands print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from publisher.publication.monitoring import Health
from tests.cli.conftest import NOW, Run, announce, now, run  # noqa: F401 - the same fixtures
from tests.conftest import CHANGED, POLICY, PolicyRepo

PAGE = (Path(__file__).parent.parent.parent / "docs/json.md").read_text(encoding="utf-8")


def documented(command: str, heading: str = "") -> set[str]:
    """Return the keys in the tables below a heading of the page, or below a line that begins so."""
    (section,) = re.findall(rf"^## {command}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    parts = section.split(heading) if heading else [section.split("\nA policy:")[0]]
    return {
        key
        for cell in re.findall(r"^\| (`.*?`) \|", parts[-1], re.MULTILINE)
        for key in re.findall(r"`(\w+)`", cell)
    }


@pytest.fixture
def said(in_repo: PolicyRepo, run: Run) -> Any:  # noqa: F811
    """Call a command in a repository with a change that is announced, and return what it prints."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, NOW)
    in_repo.commit({"policy/privacy.md": CHANGED})
    announce(in_repo.path, NOW)
    in_repo.write({"old.md": POLICY, "new.md": CHANGED})
    return lambda *words: run(*words).json


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("status", ["status", "--json"]),
        ("check", ["check", "--json"]),
        ("compare", ["compare", "old.md", "new.md", "--json"]),
        ("compare", ["diff", "privacy", "1", "2", "--json"]),
        ("schedule", ["schedule", "--json"]),
        ("adopt --propose", ["adopt", "--propose", "--json"]),
        ("verify", ["verify", "--json"]),
        ("next", ["next", "--json"]),
        ("embed", ["embed", "--json"]),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_every_key_is_documented(said: Any, command: str, words: list[str]) -> None:
    """The object has the keys of its table, no more and no less."""
    assert set(said(*words)) == documented(command)


def test_every_key_of_a_policy_is_documented(said: Any) -> None:
    """So has each policy of `status`."""
    (policy,) = said("status", "--json")["policies"]
    first_cells = documented("status", "A policy:")
    assert set(policy) == first_cells
    for part in [policy["in_force"], *policy["pending"]]:
        for key in part:
            assert f"`{key}`" in PAGE, key


def test_every_key_of_an_edit_is_documented(said: Any) -> None:
    """So has each edit of `compare`, and each finding of an edit."""
    edit = said("compare", "old.md", "new.md", "--json")["edits"][0]
    for key in [*edit, *edit["findings"][0]]:
        assert f"`{key}`" in PAGE, key


def test_every_key_of_the_monitor_is_documented() -> None:
    """So has what `monitor` says."""
    assert set(Health(()).to_json()) == documented("monitor")
