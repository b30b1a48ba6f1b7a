"""The few things on the site that a reader can do: ask for a day, search, go from change to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.browser import serving
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2010-01-01", "Privacy statement: no version on record for this date."),
        (
            "2014-01-27",
            "Privacy statement, version 1 (in force from 27 January 2014 to 17 March 2025)",
        ),
        (
            "2026-10-12",
            "Privacy statement, version 2 (in force from 18 March 2025 to 12 October 2026)",
        ),
        ("2026-10-13", "Privacy statement, version 3 (in force since 13 October 2026)"),
        ("2027-01-07", "Privacy statement, version 4 (as announced so far)"),
        ("2031-05-05", "Privacy statement, version 5 (as announced so far)"),
    ],
)
def test_the_history_answers_which_text_applied_on_a_day(
    visit: Open, day: str, answer: str
) -> None:
    """Choose a day, get the version, follow the link."""
    page = visit("privacy/history/")
    page.get_by_label("Date").fill(day)
    page.get_by_role("button", name="Show").click()
    page.locator(".pp-answer p").nth(1).wait_for()
    assert page.locator(".pp-answer p").all_inner_texts()[1:] == [answer]
    assert page.url.endswith(f"?day={day}")
    if "on record" not in answer:
        page.locator(".pp-answer a").click()
        number = answer.partition(" (")[0][-1]
        assert f"privacy/v{number}/" in page.url


def test_a_day_in_the_address_is_answered_for_every_policy(visit: Open) -> None:
    """The answer has an address of its own that can be passed on."""
    page = visit("when/?day=2026-12-31")
    page.locator(".pp-answer p").nth(6).wait_for()
    assert page.locator(".pp-answer p").all_inner_texts() == [
        "On 31 December 2026:",
        "Accessibility statement: no version on record for this date.",
        "Cookie policy, version 1 (as announced so far)",
        "Forum rules: ended on 18 March 2025.",
        "Privacy statement, version 3 (as announced so far)",
        "Supplier code, version 1 (as announced so far)",
        "Terms of use, version 1 (as announced so far)",
    ]
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_reader_changes_the_language_and_stays_in_it(visit: Open) -> None:
    """The switch leads to the same page; there the answer for a day, and its link, are French too."""
    page = visit("privacy/history/")
    page.get_by_role("link", name="Français").click()
    assert page.url.endswith("/confidentialite/history/")
    page.get_by_label("Date").fill("2026-12-31")
    page.get_by_role("button", name="Afficher").click()
    page.locator(".pp-answer a").wait_for()
    said = [text.replace("\u00a0", " ") for text in page.locator(".pp-answer p").all_inner_texts()]
    assert said == [
        "Le 31 décembre 2026 :",
        "Déclaration de confidentialité, version 3 (selon ce qui est annoncé à ce jour)",
    ]
    page.locator(".pp-answer a").click()
    assert page.url.endswith("/confidentialite/v3/")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/privacy/v3/")
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_answer_holds_the_text_of_that_date(visit: Open) -> None:
    """It unfolds below the answer; its links lead where those of the version's page lead."""
    page = visit("when/?day=2025-02-01")
    page.locator(".pp-answer summary").first.wait_for()
    page.get_by_label("Show the text: Privacy statement").click()
    text = page.locator(".pp-answer .pp-text")
    text.locator("h2").first.wait_for()
    assert "three categories" in text.inner_text()
    assert text.locator("[id]").count() == 0
    assert page.faults == []  # type: ignore[attr-defined]


def test_where_the_list_cannot_be_loaded_the_table_answers(visit: Open) -> None:
    """A failed request is said, never a wrong answer."""
    page = visit("privacy/history/")
    page.route("**/policies.json", lambda route: route.abort())
    page.get_by_label("Date").fill("2026-12-31")
    page.get_by_role("button", name="Show").click()
    page.locator(".pp-answer p").wait_for()
    assert "The tables below give the same answer." in page.locator(".pp-answer").inner_text()


def test_without_script_there_is_the_table_and_no_dead_form(visit: Open) -> None:
    """A form that could not answer is not shown."""
    page = visit("when/", script=False)
    assert not page.locator("form.pp-ask").is_visible()
    assert page.locator("table.pp-table").count() == 6


def test_search_finds_texts_in_force_and_nothing_else(visit: Open) -> None:
    """The site's own search, with the policy in force; a coming text is not among its finds."""
    page = visit("", ticking=True)
    page.locator("input.md-search__input").press_sequentially("months")
    page.locator(".md-search-result__item").first.wait_for()
    found = page.locator(".md-search-result").inner_text()
    assert "24 months" in found
    assert "13 months" not in found
    page.keyboard.press("Control+a")
    page.keyboard.type("Acme")
    page.get_by_text("No matching documents").wait_for()
    assert page.faults == []  # type: ignore[attr-defined]


def test_changes_are_reached_by_keyboard_and_by_button(visit: Open) -> None:
    """F8 and the button go to the next change, Shift+F8 back; which one it is, is said."""
    page = visit("privacy/v3/changes/")
    status = page.locator(".pp-jump-status")
    focused = "document.activeElement.id"
    page.keyboard.press("F8")
    assert page.evaluate(focused) == "change-1"
    page.get_by_role("button", name="Next change").click()
    assert page.evaluate(focused) == "change-2"
    assert status.inner_text() == "Change 2 of 3"
    page.keyboard.press("Shift+F8")
    assert page.evaluate(focused) == "change-1"
    page.keyboard.press("Shift+F8")
    assert page.evaluate(focused) == "change-3"
    box = page.locator("#change-3").bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900


def test_unchanged_parts_are_folded_and_can_be_reached(visit: Open) -> None:
    """A fold opens by keyboard, and a link into it opens it."""
    page = visit("privacy/v3/changes/")
    heading = page.locator("[id='3-how-long-we-keep-it']")
    assert not heading.is_visible()
    page.locator("details.redline-same summary").first.focus()
    page.keyboard.press("Enter")
    assert heading.is_visible()


def test_changes_are_told_to_a_screen_reader(visit: Open) -> None:
    """Beside roles and marks there are words, so that no program has to know <ins> and <del>."""
    page = visit("privacy/v3/changes/")
    tree = page.locator(".pp-redline").aria_snapshot()
    assert "deletion" in tree
    assert "insertion" in tree
    assert "deleted" in page.locator(".pp-redline").text_content()  # type: ignore[operator]


def test_a_site_below_a_folder_of_its_host_works(visit: Open, site: Path) -> None:
    """Pages of a project, under a path of a shared host: every link and the 404 page stay inside."""
    with serving(site, "project/") as address:
        page = visit("privacy/v4/", address=address)
        page.locator(".pp-banner-list > summary").click()
        page.locator(".pp-banner a").nth(0).click()
        assert page.url == address + "notices/privacy-4/"
        page.get_by_role("link", name="Compare the two versions").click()
        assert page.url == address + "privacy/v4/changes/"
        assert page.faults == []  # type: ignore[attr-defined]


def test_files_open_without_a_server(visit: Open, site: Path) -> None:
    """A build can be looked at from disk: styles load under the page's policy, nothing is blocked."""
    page = visit("privacy/index.html", address=f"file://{site}/", color_scheme="light")
    colour = page.locator(".pp-chip").first.evaluate("e => getComputedStyle(e).borderStyle")
    assert colour == "solid"
