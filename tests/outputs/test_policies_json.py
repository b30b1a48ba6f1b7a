"""The whole timeline for programs, and the promise that its schema makes."""

from __future__ import annotations

import json
from typing import Any, get_type_hints

import jsonschema
import pytest

from publisher.site.outputs import policies_format, policies_json
from tests.outputs.conftest import Site
from tests.schemas import closed

SCHEMA = json.loads(policies_json.schema())
INSTANTS = [
    "2026-01-04 09:00", "2026-01-05 09:00", "2026-02-03 09:00", "2026-03-10 09:00", "2026-05-03 22:00",
    "2026-09-01 09:00",
]  # fmt: skip


def made(story: Site, when: str) -> dict[str, Any]:
    """Return the file of a build at an instant, as a program reads it."""
    found: dict[str, Any] = json.loads(policies_json.policies_json(story.subject(when)))
    return found


def test_the_schema_is_itself_valid() -> None:
    """The published schema is a JSON Schema of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("when", INSTANTS)
def test_the_file_follows_the_schema_and_nothing_in_it_is_undocumented(
    story: Site, when: str
) -> None:
    """Whatever the site's state, the file is valid, also where the schema takes no further names."""
    validator = jsonschema.Draft202012Validator(
        closed(SCHEMA), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert [error.message for error in validator.iter_errors(made(story, when))] == []


def test_every_name_of_the_schema_says_what_it_is() -> None:
    """Each property has a description, its own or that of the definition it points to."""

    def undescribed(schema: Any, path: str) -> list[str]:
        if isinstance(schema, list):
            return [name for value in schema for name in undescribed(value, path)]
        if not isinstance(schema, dict):
            return []
        found = []
        for name, value in schema.get("properties", {}).items():
            target = SCHEMA["$defs"].get(value.get("$ref", "").removeprefix("#/$defs/"), {})
            if "description" not in value and "description" not in target:
                found.append(f"{path}/{name}")
        return found + [
            inner
            for name, value in schema.items()
            for inner in undescribed(value, f"{path}/{name}")
        ]

    assert undescribed(SCHEMA, "") == []


def test_which_text_applied_on_a_day_can_be_read_off(story: Site) -> None:
    """The spans of the versions that apply follow each other without a gap; a withdrawn one has none."""
    policies = {one["id"]: one for one in made(story, "2026-09-01 09:00")["policies"]}
    spans = [version["applies"] for version in policies["privacy"]["versions"]]
    assert [(span["from"], span["to"]) for span in spans] == [
        ("2014-01-27", "2026-05-03"),
        ("2026-05-04", None),
    ]
    assert spans[0]["until_at"] == spans[1]["from_at"] == "2026-05-03T22:00:00Z"
    assert [version["applies"] is None for version in policies["terms"]["versions"]] == [
        False,
        True,
    ]


def test_a_state_changes_with_the_instant_and_the_facts_do_not(story: Site) -> None:
    """A version that is pending before its first instant is in force from it; its entries stay."""
    before, after = (made(story, when) for when in ("2026-05-03 21:59", "2026-05-03 22:00"))
    privacy = [file["policies"][1]["versions"][1] for file in (before, after)]
    assert [one["state"] for one in privacy] == ["pending", "in force"]
    assert privacy[0]["entries"] == privacy[1]["entries"]
    assert before["register"] == after["register"]


def test_postponement_withdrawal_amendment_and_end_are_told(story: Site) -> None:
    """Everything that happened to a version stands in it, with its instant and its reason."""
    policies = {one["id"]: one for one in made(story, "2026-09-01 09:00")["policies"]}
    privacy, terms = policies["privacy"]["versions"][1], policies["terms"]["versions"][1]
    assert [(moved["after"], moved["at"]) for moved in privacy["postponements"]] == [
        ("2026-05-04", "2026-02-10T09:00:00Z")
    ]
    assert [text["decision"] and text["decision"]["verdict"] for text in privacy["texts"]] == [
        None,
        "editorial",
    ]
    assert terms["state"] == "withdrawn"
    assert terms["withdrawn"]["at"] == "2026-03-02T09:00:00Z"
    assert policies["cookies"]["versions"][1]["ends_policy"] is True
    assert policies["cookies"]["ended"] == policies["cookies"]["versions"][1]["effective"]


def test_the_register_is_named_so_that_a_copy_proves_it(story: Site) -> None:
    """Size and head are the register's, and each entry carries its digest."""
    register = story.store.read()
    file = made(story, "2026-09-01 09:00")
    assert file["register"]["size"] == register.size
    assert file["register"]["head"] == register.head
    told = {
        entry["seq"]: entry["digest"]
        for policy in file["policies"]
        for version in policy["versions"]
        for entry in version["entries"]
    }
    assert told == {entry.seq: entry.digest for entry in register.entries}


def test_what_a_build_announces_is_marked_as_not_recorded(story: Site) -> None:
    """Before anything is entered, versions stand there as this build announces them."""
    file = json.loads(policies_json.policies_json(story.subject("2026-01-04 09:00", head=True)))
    policies = file["policies"]
    assert file["register"] == {"branch": "publications", "size": 0, "head": "0" * 64}
    assert {version["recorded"] for one in policies for version in one["versions"]} == {False}
    assert {text["entry"] for one in policies for v in one["versions"] for text in v["texts"]} == {
        None
    }


def test_the_schema_is_made_from_the_types_that_are_written() -> None:
    """Each object of the file has a type with as many names as its definition in the schema has."""
    types = {
        name.removesuffix("JSON"): set(get_type_hints(each))
        for name, each in vars(policies_format).items()
        if name.endswith("JSON") and each.__module__ == policies_format.__name__
    }
    definitions = {
        "".join(part.title() for part in name.split("_")): set(each["properties"])
        for name, each in (*SCHEMA["$defs"].items(), ("policies", SCHEMA))
    }
    assert types == {name: definitions[name] for name in types}
    assert len(types) > 15
