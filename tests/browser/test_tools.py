"""The few things on the site that a reader can do: ask for a day, search, go from change to change."""

from __future__ import annotations

import re
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


def test_search_finds_texts_in_force_coming_texts_and_notices_apart(visit: Open) -> None:
    """Each find says what it is; a partner who stands in a coming text alone is found there."""
    page = visit("", ticking=True)
    page.locator("input.md-search__input").press_sequentially("Acme")
    page.locator(".md-search-result__item").first.wait_for()
    titles = page.locator(".md-search-result h1").all_inner_texts()
    assert titles == ["Privacy statement, version 5 (from 1 March 2027)"]
    page.keyboard.press("Control+a")
    page.keyboard.type("months")
    page.get_by_role("heading", name="Privacy statement: changes from 7 January 2027").wait_for()
    assert "Privacy statement" in page.locator(".md-search-result h1").all_inner_texts()
    page.locator(".md-search-result a", has_text="from 7 January").first.click()
    assert "/privacy/v4/" in page.url or "/notices/privacy-4/" in page.url
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


COVERED = """id => {
  const box = document.getElementById(id).getBoundingClientRect();
  const bar = document.querySelector('.pp-jump').getBoundingClientRect();
  return box.top < bar.bottom || box.bottom > innerHeight }"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_change_that_was_followed_is_not_hidden_under_the_bar(visit: Open, width: int) -> None:
    """From the table, and by an address that somebody passed on."""
    page = visit("privacy/v3/changes/", width=width, height=640)
    page.locator(".redline-list a[href='#change-2']").click()
    page.wait_for_timeout(100)
    assert not page.evaluate(COVERED, "change-2")
    page = visit("privacy/v3/changes/#change-3", width=width, height=640)
    page.wait_for_timeout(100)
    assert not page.evaluate(COVERED, "change-3")
    assert page.locator(".pp-jump-status").inner_text() == "Change 3 of 3"


def test_next_and_previous_go_on_from_where_the_reader_is(visit: Open) -> None:
    """From the change in the address, from one that was followed in the table, and from the scroll."""
    page = visit("privacy/v3/changes/#change-2")
    page.get_by_role("button", name="Next change").click()
    assert page.url.endswith("#change-3")
    page.locator(".redline-list a[href='#change-1']").click()
    page.get_by_role("button", name="Next change").click()
    assert page.url.endswith("#change-2")
    page = visit("privacy/v3/changes/", height=640)
    page.evaluate(
        "document.querySelector('#change-3').scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    page.get_by_role("button", name="Next change").click()
    assert page.url.endswith("#change-3")


def test_a_reader_chooses_changes_by_what_they_are_about(visit: Open) -> None:
    """The table shows the chosen ones, says how many, and the buttons go from one to the next of them."""
    page = visit("privacy/v3/changes/")
    options = page.locator("#pp-filter option").all_inner_texts()
    assert options[0] == "All changes (3)"
    page.get_by_label("Show").select_option("period-changed")
    assert page.locator(".redline-list tbody tr:visible").count() == 1
    assert page.locator(".pp-filter [role=status]").inner_text() == "Changes shown: 1 of 3"
    page.get_by_role("button", name="Next change").click()
    only = page.url.rpartition("#")[2]
    page.get_by_role("button", name="Next change").click()
    assert page.url.endswith(f"#{only}")


def test_a_reader_chooses_a_view(visit: Open) -> None:
    """Both texts, one of them, or both side by side where there is room; and back again."""
    page = visit("privacy/v3/changes/")
    view, text = page.get_by_label("View"), page.locator(".pp-redline > .redline")
    before = text.inner_html()
    view.select_option("new")
    assert "20 days" in text.inner_text()
    assert "30 days" not in text.inner_text()
    view.select_option("old")
    assert "30 days" in text.inner_text()
    assert "20 days" not in text.inner_text()
    view.select_option("sides")
    old, new = (
        re.sub(r"\s*\[\w+:\s*|\s*end of change\]", " ", " ".join(column)).replace("\n", " ")
        for column in (
            page.locator(f".pp-side--{side}").all_inner_texts() for side in ("old", "new")
        )
    )
    assert "Version 2" in old
    assert re.search(r"within +30 +days", old)
    assert not re.search(r"within +20", old)
    assert re.search(r"within +20 +days", new)
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
        " === document.querySelectorAll('[id]').length"
    )
    page.set_viewport_size({"width": 1000, "height": 800})
    assert view.input_value() == "both"
    assert page.locator(".pp-side").count() == 0
    only = ' data-only="(old|new)"'
    assert re.sub(r"\s+", "", re.sub(only, "", text.inner_html())) == re.sub(r"\s+", "", before)


def test_without_script_every_change_is_shown(visit: Open) -> None:
    """No dead button and no dead filter; the table is whole."""
    page = visit("privacy/v3/changes/", script=False)
    assert not page.locator(".pp-jump").is_visible()
    assert not page.locator(".pp-filter").is_visible()
    assert page.locator(".redline-list tbody tr:visible").count() == 3


def test_unchanged_parts_are_folded_and_can_be_reached(visit: Open) -> None:
    """A fold opens by keyboard, and a link into it opens it."""
    page = visit("privacy/v3/changes/")
    heading = page.locator("[id='3-how-long-we-keep-it']")
    assert not heading.is_visible()
    page.locator("details.redline-same summary").first.focus()
    page.keyboard.press("Enter")
    assert heading.is_visible()


def test_changes_are_told_to_a_screen_reader(visit: Open) -> None:
    """Words say what was inserted and deleted; the marks have no role that would say it again."""
    page = visit("privacy/v3/changes/")
    tree = page.locator(".pp-redline").aria_snapshot()
    assert "[deleted:" in tree
    assert "[inserted:" in tree
    assert not re.search(r"- (insertion|deletion)", tree)


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


def test_links_to_feeds_are_found_in_the_page_and_nothing_is_asked_beside_them(visit: Open) -> None:
    """Once the page is read, `rel` is exactly `alternate`; the theme asked for no site map beside them."""
    asked: list[str] = []
    page = visit("privacy/")
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert page.locator("head link[rel=alternate][type='application/atom+xml']").count() == 2
    assert not [url for url in asked if "sitemap" in url]
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_feed_opened_in_a_browser_says_what_it_is(visit: Open) -> None:
    """Its title, what it is for and its entries can be read; no source, no markup of entries."""
    page = visit("feed.xml", script=False)
    text = page.evaluate(
        "document.documentElement.innerText || document.documentElement.textContent"
    )
    shown = page.evaluate(
        "[...document.querySelectorAll('feed > subtitle, content')].map(e => getComputedStyle(e).display)"
    )
    assert "https://policies.example/feeds/" in text
    assert shown[0] == "block"
    assert set(shown[1:]) == {"none"}
