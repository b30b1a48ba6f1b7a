"""What the documentation shows is what happens."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publisher.site.outputs import embed, feeds, policies_json
from publisher.site.outputs.events import EventKind
from tests.outputs.conftest import Site

DOCS = Path(__file__).parent.parent.parent / "docs"
COMING = "2026-02-20 09:00"


def example(page: str) -> dict[str, Any]:
    """Run the Python example of a page and return its names."""
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2014-01-26", None), ("2014-01-27", 1), ("2026-05-03", 1), ("2026-05-04", 2), ("2030-01-01", 2)],
)  # fmt: skip
def test_the_example_finds_the_text_of_a_day(story: Site, day: str, expected: int | None) -> None:
    """docs/policies-json.md: first and last day belong to a version; before the first there is none."""
    file = json.loads(policies_json.policies_json(story.subject(COMING)))
    assert example("policies-json.md")["text_on"](file, "privacy", day) == expected


def test_the_example_finds_no_text_after_the_end(story: Site) -> None:
    """docs/policies-json.md: a policy that ended has no text from that day on."""
    file = json.loads(policies_json.policies_json(story.subject("2026-09-01 09:00")))
    found = example("policies-json.md")["text_on"]
    assert [found(file, "cookies", day) for day in ("2026-04-21", "2026-04-22")] == [1, None]


def test_the_example_for_servers_shows_what_is_announced(story: Site) -> None:
    """docs/embed.md: the notices as escaped HTML, in the reader's language, until their instants."""
    data = dict(embed.files(story.subject(COMING)))["embed/notice.json"]
    show = example("embed.md")["policy_notices"]
    shown = show(data, "fr", datetime(2026, 3, 1, tzinfo=UTC))
    assert shown.startswith('<section class="policy-notices" aria-label="Modifications')
    assert shown.count("<p>") == 2
    assert show(data, "de", datetime(2026, 4, 1, tzinfo=UTC)).count("<p>") == 1
    assert show(data, "en", datetime(2026, 6, 1, tzinfo=UTC)) == ""
    assert show(data + b" " * 8192, "en", datetime(2026, 3, 1, tzinfo=UTC)) == ""
    told = json.loads(data)
    told["notices"][0] |= {"text": {"en": "<script>"}, "url": 'https://policies.example/"><b>'}
    told["notices"][1]["url"] = "https://evil.example/"
    hostile = show(json.dumps(told).encode(), "en", datetime(2026, 3, 1, tzinfo=UTC))
    assert "<script>" not in hostile
    assert "<b>" not in hostile
    assert "evil" not in hostile


def test_the_guide_to_feeds_names_every_kind_of_entry() -> None:
    """docs/feeds.md: the table has a row for each kind that a feed can hold."""
    rows = re.findall(
        r"^\| `(\w+)` \| .* \| .* \|$", (DOCS / "feeds.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(row for row in rows if row in set(EventKind)) == sorted(EventKind)


def test_the_guide_to_feeds_names_every_fact_for_programs(story: Site) -> None:
    """docs/feeds.md: each name of `_policy` is explained."""
    found = json.loads(dict(feeds.feeds(story.subject(COMING)))["feed.json"])
    text = (DOCS / "feeds.md").read_text("utf-8")
    for name in found["items"][0]["_policy"]:
        assert f"`{name}`" in text, name
