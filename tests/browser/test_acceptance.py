"""The sign-up form that the documentation gives: it sends exactly the version that applies."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Open
from tests.conftest import at

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).parents[2] / "docs" / "acceptance.md"


def form(visit: Open, served: str, when: str = "2026-12-01 09:00", **served_as: object) -> Page:
    """Open the form of the documentation beside the site, at an instant."""
    example = re.search(r"```html\n(.*?)```", EXAMPLE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    page = visit("", at=at(when))
    html = example[1].replace("https://policies.example/", served)
    page.route("**/form.html", lambda route: route.fulfill(body=html, content_type="text/html"))
    if served_as:
        page.route("**/policies.json", lambda route: route.fulfill(**served_as))  # type: ignore[arg-type]
    page.goto(served + "form.html")
    return page


@pytest.mark.parametrize(("when", "number"), [("2026-12-01 09:00", 3), ("2027-01-07 09:00", 4)])
def test_the_form_sends_the_version_that_applies(
    visit: Open, served: str, when: str, number: int
) -> None:
    """Also on the day of a change, from a page that was built before; with the digest of its newest text."""
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(body="Thank you")

    page = form(visit, served, when)
    page.route("**/sign-up", take)
    page.get_by_label("E-mail").fill("a@example.org")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign up").click()
    page.get_by_text("Thank you").wait_for()
    with urlopen(served + "policies.json") as answer:
        policies = json.load(answer)["policies"]
    versions = next(one for one in policies if one["id"] == "privacy")["versions"]
    version = next(one for one in versions if one["version"] == number)
    assert parse_qs(sent[0]) == {
        "email": ["a@example.org"], "accept": ["on"], "policy": ["privacy"], "version": [str(number)],
        "digest": [version["texts"][-1]["sha256"]], "permalink": [version["links"]["page"]],
        "effective": [version["effective"]],
    }  # fmt: skip


def test_the_form_waits_until_it_knows_the_version(visit: Open, served: str) -> None:
    """Without the file nobody can accept anything, and the page says so."""
    page = form(visit, served, status=503, body="")
    page.get_by_text("can't be shown right now").wait_for()
    assert page.get_by_role("button", name="Sign up").is_disabled()
    assert page.get_by_role("checkbox").is_disabled()


def test_people_are_asked_again_after_a_material_change(visit: Open, served: str) -> None:
    """Not after a correction of the same version."""
    page = form(visit, served)
    now = {"version": 4, "digest": "b"}
    for stored, expected in (
        (None, "ask"), ({"version": 3, "digest": "a"}, "ask"), ({"version": 4, "digest": "a"}, "inform"),
        (now, "nothing"),
    ):  # fmt: skip
        assert page.evaluate("([a, b]) => acceptance(a, b)", [stored, now]) == expected
