"""What commands print with `--json` is what their schemas and docs/json.md say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from publisher.model import json_schema as schemas
from publisher.model.command_json import PRINTED
from publisher.publication.monitoring import Complaint, Health
from tests.cli.conftest import NOW, Run, announce, now, run  # noqa: F401 - the same fixtures
from tests.conftest import CHANGED, POLICY, PolicyRepo
from tests.schemas import check

PAGE = (Path(__file__).parent.parent.parent / "docs/json.md").read_text(encoding="utf-8")


@pytest.fixture
def printed(in_repo: PolicyRepo, run: Run) -> Any:  # noqa: F811
    """Call a command in a repository with announced changes, and return what it prints."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, NOW)
    in_repo.commit({"policy/privacy.md": CHANGED})
    announce(in_repo.path, NOW)
    in_repo.commit(
        {
            "policy/privacy.md": CHANGED.replace("2014-01-27", "2099-01-05")
            + "\nWe also sell your data for 7 dollars.\n"
        }
    )
    in_repo.write({"old.md": POLICY, "new.md": CHANGED})
    return lambda *words: run(*words).json


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("status", ["status"]),
        ("check", ["check"]),
        ("compare", ["compare", "old.md", "new.md"]),
        ("compare", ["diff", "privacy", "1", "2"]),
        ("schedule", ["schedule"]),
        ("schedule", ["schedule", "--notice", "1 month"]),
        ("schedule --by", ["schedule", "--by", "2027-06-01"]),
        ("adopt --propose", ["adopt", "--propose"]),
        ("verify", ["verify"]),
        ("next", ["next"]),
        ("embed", ["embed"]),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_command_prints_what_its_schema_says(
    printed: Any, command: str, words: list[str]
) -> None:
    """The object is valid, also where the schema takes no further names."""
    check(printed(*words, "--json"), PRINTED[command])


def test_the_parts_of_the_status_are_tried(printed: Any) -> None:
    """The repository of these tests has what is checked above: nothing passes because it is empty."""
    (policy,) = printed("status", "--json")["policies"]
    assert all(policy[name] for name in ("in_force", "pending", "unpublished"))
    report = printed("check", "--json")
    assert report["policies"][0]["reasons"]
    assert report["policies"][0]["redline"]


def test_what_the_monitor_says_is_what_its_schema_says() -> None:
    """So are the problems of a live site."""
    check(Health(()).to_json(), PRINTED["monitor"])
    found = Health((Complaint("M3", "It is too old.", late=True),), "b", NOW, NOW + timedelta(1))
    check(found.to_json(), PRINTED["monitor"])


@pytest.mark.parametrize("command", PRINTED)
def test_every_name_has_a_meaning(command: str) -> None:
    """Each name of an object, and of the objects in it, has a description, and so has its own table."""
    schema = schemas.json_schema(PRINTED[command], command)
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, value in part["properties"].items():
            assert value["description"], name
            assert f"| `{name}` | {value['description']} |" in PAGE, name


def test_a_value_that_breaks_the_schema_is_found(printed: Any) -> None:
    """A name too many, a name too few, a day that is none: each is refused."""
    content = printed("next", "--json")
    for wrong in (content | {"new": 1}, {"at": content["at"]}, content | {"at": "2026-12-01"}):
        with pytest.raises(jsonschema.ValidationError):
            check(wrong, PRINTED["next"])
