"""JSON that the publisher writes, checked against the schema of its type."""

from __future__ import annotations

from typing import Any

import jsonschema

from publisher.model.command_json import PRINTED, PolicyStatusJSON
from publisher.model.json_schema import json_schema
from publisher.timeline.states import States


def check(content: Any, document: Any) -> None:
    """Check that an object is what its type says, with no name that the type lacks."""
    schema = closed(json_schema(document, "it"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(content)


def closed(schema: Any) -> Any:
    """Return a schema that refuses what it does not name."""
    if isinstance(schema, list):
        return [closed(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    return inner | ({"additionalProperties": False} if "properties" in schema else {})


def status(states: States) -> list[PolicyStatusJSON]:
    """Return the policies of `publisher status --json`, checked against their schema."""
    content = states.to_json()
    check(content, PRINTED["status"])
    return content["policies"]
