"""Nothing that a title, a summary, a reason or a text contains breaks any output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import PropertyMock, patch

import feedparser
import html5lib
import jsonschema
import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from publisher.site.outputs import BuildContext, Head, embed, feeds, plain_text, policies_json
from publisher.site.outputs.embed import notice_json
from publisher.site.outputs.ics import calendar
from publisher.site.outputs.llms_txt import listing
from publisher.site.pages.announcements import Announcements
from publisher.timeline.states import PolicyState
from tests.conftest import examples
from tests.outputs.conftest import Site, printables

WHEN = "2026-03-10 09:00"
SCHEMA, NOTICE_SCHEMA = json.loads(policies_json.schema()), json.loads(notice_json.schema())
FOLDER = Path(__file__).parent
HOSTILE = [
    "]]> <!-- --> <script>alert(1)</script> </title></script>",
    'quotes " and \' and ` and \\ and \\n',
    "first\r\nBEGIN:VALARM\r\nEND:VEVENT\nlast\x85\u2028\u2029x",
    "\x00\x01\x07\x08\x0b\x0c\x1b[31m\x7f\x9b\ufffe\uffff",
    "\u202ereversed\u2066 \u200f\u061c right to left \u202d",
    "&amp; &lt; &#x3c; %0d%0a {braces} {0} {{ jinja }} {% x %}",
    "# not a heading [a](javascript:alert(1)) | * _ ~~~",
    "\ud800 lone \udfff",
    "",
    "x" * 5000,
]  # fmt: skip


@contextmanager
def saying(text: str) -> Iterator[None]:
    """Let every title, summary and reason be this text."""
    with (
        patch.object(PolicyState, "title", PropertyMock(return_value=text)),
        patch.object(Announcements, "summary", lambda *_: text),
        patch.object(Announcements, "reason", lambda *_: text),
    ):
        yield


def check(subject: BuildContext, text: str) -> None:
    """Read every output with an independent reader, and find the text in it as a reader may see it."""
    shown = plain_text.line(text)
    for path, content in feeds.feeds(subject):
        if path.endswith(".json"):
            assert all(shown in item["title"] for item in json.loads(content)["items"])
            continue
        feed = feedparser.parse(content)
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert content.count(b"<entry>") == len(feed.entries)
    assert Calendar.from_ical(calendar(subject).decode("utf-8")).walk("VALARM") == []
    jsonschema.validate(json.loads(policies_json.policies_json(subject)), SCHEMA)
    told = json.loads(dict(embed.files(subject))["embed/notice.json"])
    jsonschema.validate(told, NOTICE_SCHEMA)
    assert len(dict(embed.files(subject))["embed/notice.json"]) <= 8192
    _check_pages(subject)


def _check_pages(subject: BuildContext) -> None:
    for url in ("", "privacy/", "privacy/v2/", "terms/v2/", "notices/privacy-2/"):
        made = Head(subject).html(url, subject.states["privacy"].title)
        document = _strict(
            f"<!doctype html><html><head><title>x</title>{made}</head><body></body></html>"
        )
        for script in document.iter("script"):
            assert script.get("type") == "application/ld+json"
            json.loads(script.text)
    for path, content in embed.files(subject):
        if path.endswith(".html"):
            assert len(list(_strict(content.decode("utf-8")).iter("script"))) == 1
    for content in printables(subject, FOLDER).values():
        assert list(_strict(content.decode("utf-8")).iter("script")) == []


def _strict(page: str) -> Any:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(page)
    assert parser.errors == []
    return document


@pytest.fixture(scope="module")
def subject(story: Site) -> BuildContext:
    """The states that the outputs are made from."""
    return story.subject(WHEN)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_breaks_no_output(subject: BuildContext, text: str) -> None:
    """Line breaks, ends of CDATA, quotes, control characters and marks of direction stay text."""
    with saying(text):
        check(subject, text)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_text_at_all_breaks_an_output(subject: BuildContext, text: str) -> None:
    """The same for whatever comes to a machine's mind."""
    with saying(text):
        check(subject, text)


def test_a_list_for_programs_keeps_its_lines(subject: BuildContext) -> None:
    """A title cannot begin a line, a heading or a link of its own in the plain list."""
    usual = listing(subject).decode("utf-8").splitlines()
    for text in HOSTILE:
        with saying(text):
            lines = listing(subject).decode("utf-8").splitlines()
        assert len(lines) == len(usual)
        assert [line[:2] for line in lines] == [line[:2] for line in usual]
        page = BeautifulSoup(markdown.markdown("\n".join(lines)), "html.parser")
        assert {
            str(link["href"]).startswith("https://policies.example/") for link in page("a")
        } == {True}
        assert not page.find_all(["script", "img", "em", "strong", "code"])


@given(text=st.text())
def test_a_line_is_one_line_and_stays_so(text: str) -> None:
    """What is made plain holds nothing that breaks or turns a line, and is not changed again."""
    made = plain_text.line(text)
    assert made.splitlines() in ([made], [])
    assert not any(sign < " " or "\x7f" <= sign <= "\x9f" for sign in made)
    assert not set(made) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert plain_text.line(made) == made
