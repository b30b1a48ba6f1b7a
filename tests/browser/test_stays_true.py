"""Pages built once stay true: what a reader sees before, on and after the day, without any rebuild."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser.conftest import Open
from tests.conftest import at
from tests.site import world

pytestmark = pytest.mark.browser

DAY_BEFORE = world.EFFECTIVE - timedelta(seconds=1)
MARCH = at("2027-02-28 23:00")  # 1 March 2027 in Paris
BODY = ".pp-phase .pp-text"


@pytest.mark.parametrize(
    ("when", "says", "not_yet"),
    [
        pytest.param(world.TODAY, "for 24 months", "13 months", id="on-the-day-of-the-build"),
        pytest.param(DAY_BEFORE, "for 24 months", "13 months", id="in-the-last-second"),
        pytest.param(world.EFFECTIVE, "for 13 months", "24 months", id="from-the-first-instant"),
        pytest.param(MARCH, "Our partner Acme", "24 months", id="after-the-second-change"),
    ],
)
def test_the_right_text_is_first_on_every_day(visit: Open, when, says: str, not_yet: str) -> None:
    """The page that was built on 1 December shows on each day the text that applies then."""
    page = visit("privacy/", at=when)
    text = page.locator(BODY).inner_text()
    assert says in text
    assert not_yet not in text
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_text_changes_while_the_page_lies_open(visit: Open) -> None:
    """A page that is open at midnight shows the new text within a minute, and links still work."""
    page = visit("privacy/", at=world.EFFECTIVE - timedelta(minutes=10), ticking=True)
    assert "24 months" in page.locator(BODY).inner_text()
    page.clock.fast_forward("11:00")
    assert "13 months" in page.locator(BODY).inner_text()
    state = page.locator(".pp-phase .pp-state").first.inner_text()
    assert "Version 4." in state
    assert "In force from 7 January 2027 to 28 February 2027." in state
    links = page.locator(".md-sidebar--secondary .md-nav__link[href^='#']")
    assert links.count() == 9
    page.goto(page.url.partition("#")[0] + "#3-how-long-we-keep-it")
    assert page.locator("[id='3-how-long-we-keep-it']").count() == 1


def test_a_link_into_a_new_text_finds_its_place(visit: Open) -> None:
    """A permalink to a section leads to it in the text that applies, after the change too."""
    page = visit("privacy/#7-contact", at=MARCH)
    box = page.locator("[id='7-contact']").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900


def banner(page) -> list[str]:
    """Return the lines of the banner that can be seen."""
    return page.locator(".pp-banner >> visible=true").all_inner_texts()


def test_the_banner_goes_line_by_line(visit: Open) -> None:
    """Each line is there until its instant; when the last one is gone, the banner is."""
    everything = banner(visit("", at=world.TODAY))
    assert len(everything) == 5
    on_the_day = banner(visit("", at=world.EFFECTIVE))
    assert on_the_day == [
        "Supplier code ends on 14 January 2027.",
        "Cookie policy changes on 15 February 2027, not on 16 December 2026 as announced before.",
        "Privacy statement changes on 1 March 2027.",
    ]
    later = visit("", at=MARCH)
    assert banner(later) == []
    assert not later.locator("aside.md-banner").is_visible()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("privacy/v3/", "In force", "No longer in force"),
        ("privacy/v4/", "Announced", "In force"),
        ("notices/privacy-4/", "Announced", "In force"),
        ("suppliers/", "In force", "Ended"),
    ],
)
def test_what_a_version_is_follows_the_day(visit: Open, path: str, before: str, after: str) -> None:
    """State, warning and time line say what holds on the reader's day."""
    page = visit(path, at=world.TODAY)
    assert before in page.locator(".pp-state").first.inner_text()
    page = visit(path, at=at("2027-01-20 12:00"))
    assert after in page.locator(".pp-state").first.inner_text()


def test_the_overview_and_its_time_line_follow_the_day(visit: Open) -> None:
    """Home shows the new version in force, in words and in the picture."""
    page = visit("", at=world.EFFECTIVE)
    card = page.locator("section", has=page.locator("#pp-policy-privacy"))
    assert "Version 4" in card.locator(".pp-state >> visible=true").inner_text()
    during = card.locator('.pp-line-piece[data-phase="during"] .pp-line-name')
    assert during.all_text_contents() == ["v4"]
    assert "What changes on 7 January 2027" not in card.inner_text()


@pytest.mark.parametrize("path", ["", "privacy/", "notices/privacy-4/", "404.html", "about/"])
def test_an_overdue_build_says_so(visit: Open, path: str) -> None:
    """Two days after the build every page says when it was built; before that, none does."""
    assert visit(path, at=world.TODAY + timedelta(hours=47)).locator(".pp-stale").count() == 0
    overdue = visit(path, at=world.TODAY + timedelta(hours=49)).locator(".pp-stale")
    assert "This page was built on 1 December 2026, 10:00 (Europe/Paris)" in overdue.inner_text()


@pytest.mark.parametrize("path", ["privacy/", "privacy/v4/", "notices/privacy-4/", "when/", ""])
def test_without_script_every_page_says_absolute_days(visit: Open, path: str) -> None:
    """Nothing waits for a script: which text applies when is there in words."""
    page = visit(path, script=False)
    text = page.locator("main").inner_text()
    assert "7 January 2027" in text
    assert "6 January 2027" in text or "28 February 2027" in text
    assert page.locator(".pp-banner").count() == 5


def test_without_script_the_page_says_which_text_follows(visit: Open) -> None:
    """Whoever reads the old page on a later day is told, and led to the text that applies."""
    page = visit("privacy/", script=False)
    assert "24 months" in page.locator(BODY).inner_text()
    assert page.locator(".pp-swap").inner_text() == (
        "From 7 January 2027 the text below is replaced. Read version 4"
    )
    page.locator(".pp-swap a").click()
    assert "13 months" in page.locator(".pp-text").inner_text()


@pytest.mark.parametrize(
    ("path", "words", "to"),
    [
        ("privacy/v1/", "Privacy statement", "/notices/privacy-4/"),
        ("confidentialite/v1/", "Déclaration", "/notices/privacy-4.fr/"),
    ],
)
def test_a_page_that_cannot_change_any_more_has_the_banner_too(
    visit: Open, path: str, words: str, to: str
) -> None:
    """It fetches the notices of today, each goes by itself, and without script they stand in a frame."""
    page = visit(path)
    lines = page.locator(".pp-banner:visible")
    lines.first.wait_for()
    assert lines.count() == 5
    assert words in lines.first.inner_text()
    assert page.evaluate("new URL(document.querySelector('.pp-banner a').href).pathname") == to
    assert page.faults == []  # type: ignore[attr-defined]
    later = visit(path, at=MARCH)
    later.wait_for_load_state("networkidle")
    assert later.locator(".pp-banner").count() == 5
    assert later.locator(".pp-banner:visible").count() == 0
    assert not later.locator(".md-banner").is_visible()
    plain = visit(path, script=False)
    frame = plain.frame_locator("iframe.pp-banner")
    assert words in frame.locator("p").first.inner_text()
    assert plain.locator("iframe.pp-banner").is_visible()
    assert plain.faults == []  # type: ignore[attr-defined]
