"""JSON Schemas (draft 2020-12) of the documents that the publisher writes, made from their types.

A document is a TypedDict or a Struct whose name ends in `JSON`; mypy compares it with what is written. Its
docstring and `about` become the descriptions of the schema.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NAME = re.compile(r'"(#/\$defs/)?(\w+)JSON"')


def about(description: str, **keywords: Any) -> Meta:
    """Return what the schema says of a value: a description, and further keywords of JSON Schema."""
    return Meta(description=description, extra_json_schema=keywords)


Day = Annotated[str, about("A civil day.", format="date", pattern=r"^\d{4}-\d{2}-\d{2}$")]
Instant = Annotated[
    str,
    about(
        "An instant in UTC (RFC 3339).",
        format="date-time",
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
    ),
]
Link = Annotated[
    str,
    about(
        "An address; relative to this file only where the site has no 'site_url'.",
        format="uri-reference",
    ),
]
Sha256 = Annotated[str, about("A SHA-256 in hexadecimal.", pattern="^[0-9a-f]{64}$")]
ObjectId = Annotated[str, about("An object id of git.", pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
Number = Annotated[int, about("The number of a version, from 1, never used twice.", minimum=1)]


def json_schema(document: Any, title: str) -> dict[str, Any]:
    """Return the JSON Schema of a document; `$defs` has its other types: `TextJSON` as `text`."""
    _, types = msgspec.json.schema_components((document,), ref_template="#/$defs/{name}")
    whole = types.pop(document.__name__)
    for each in (whole, *types.values()):
        each.pop("title")
        each["description"] = " ".join(each["description"].split())
    schema = {"$schema": DRAFT, **whole, "title": title, "$defs": types}
    if not types:
        del schema["$defs"]
    named: dict[str, Any] = json.loads(_NAME.sub(_short, json.dumps(schema)))
    return named


def schema_file(document: Any, title: str) -> bytes:
    """Return the JSON Schema of a document as a file."""
    return (json.dumps(json_schema(document, title), ensure_ascii=False, indent=1) + "\n").encode()


def _short(name: re.Match[str]) -> str:
    words = re.sub(r"(?<!^)([A-Z])", r"_\1", name[2]).lower()
    return f'"{name[1] or ""}{words}"'
