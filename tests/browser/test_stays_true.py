"""Pages built once stay true: what a reader sees before, on and after the day, without any rebuild."""

from __future__ import annotations

from datetime import datetime, timedelta

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
    """Return the lines of the banner that hold, whether they are folded or not."""
    return page.locator(".pp-banner:not([hidden]) > a").all_text_contents()


def test_several_changes_are_folded_below_one_line(visit: Open) -> None:
    """It counts them by the reader's day; at last one change stands alone with its summary."""
    page = visit("about/", at=world.TODAY, width=390)
    line = page.locator(".pp-banner-list > summary")
    assert line.inner_text() == "4 changes are announced, the first from 7 January 2027."
    assert not page.locator(".pp-banner").first.is_visible()
    line.click()
    assert "What you need to do: Nothing." in page.locator(".pp-banner:visible").first.inner_text()
    later = visit("about/", at=world.EFFECTIVE)
    assert later.locator(".pp-banner-list > summary").inner_text() == (
        "3 changes are announced, the first from 14 January 2027."
    )
    last = visit("about/", at=at("2027-02-20 12:00"))
    assert not last.locator(".pp-banner-list > summary").is_visible()
    assert last.locator(".pp-banner:visible").inner_text() == (
        "Privacy statement: changes apply from 1 March 2027. A partner will receive the list of visitors."
    )


@pytest.mark.parametrize("path", ["about/", "privacy/", "privacy/v1/", "confidentialite/v4/"])
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("when", [world.TODAY, at("2027-02-20 12:00")], ids=["many", "one"])
def test_the_banner_takes_two_lines_of_a_phone_at_most(
    visit: Open, path: str, script: bool, when: datetime
) -> None:
    """With and without script, in the page and in the frame, for many changes and for one."""
    page = visit(path, at=when, script=script, width=390)
    page.wait_for_load_state("networkidle")
    box = page.locator(".md-banner").bounding_box()
    assert box is None or box["height"] <= 80  # a third line makes it 89


def test_a_policys_own_page_does_not_repeat_its_changes_in_the_banner(visit: Open) -> None:
    """The card below says what is coming; the banner speaks of other policies."""
    page = visit("privacy/")
    assert page.locator(".pp-banner-list > summary").inner_text() == (
        "Other policies: 2 changes, the first from 14 January 2027."
    )
    assert not [line for line in banner(page) if line.startswith("Privacy statement")]


def test_the_swap_keeps_the_readers_place_and_is_announced(visit: Open) -> None:
    """Who reads a section goes on reading it; a polite region says what changed; focus stays."""
    page = visit("privacy/", at=world.EFFECTIVE - timedelta(minutes=10), ticking=True)
    assert page.locator(".pp-swapped").inner_text() == ""
    page.evaluate("document.getElementById('5-your-rights').scrollIntoView()")
    link = page.locator(".pp-phase [id='5-your-rights'] a")
    link.focus()
    before = page.evaluate("document.getElementById('5-your-rights').getBoundingClientRect().top")
    page.clock.fast_forward("11:00")
    assert "13 months" in page.locator(BODY).inner_text()
    after = page.evaluate("document.getElementById('5-your-rights').getBoundingClientRect().top")
    assert abs(after - before) < 4
    assert page.evaluate("document.activeElement.id") == "5-your-rights"
    region = page.get_by_role("status").filter(has_text="The text below changed on 7 January 2027")
    assert region.inner_text() == (
        "The text below changed on 7 January 2027: it is now version 4. What changed"
    )
    region.get_by_role("link").click()
    assert page.url.endswith("/privacy/v4/changes/")


def test_whoever_comes_after_the_day_is_not_interrupted(visit: Open) -> None:
    """A page that is opened later shows the new text and what changed, and announces no swap."""
    page = visit("privacy/", at=world.EFFECTIVE)
    assert page.locator(".pp-swapped").inner_text() == ""
    assert "Changed on 7 January 2027" in page.locator(".pp-phase .pp-card").inner_text()


def test_the_title_of_a_page_follows_the_day(visit: Open) -> None:
    """Of a notice and of a version, also where no build has run since."""
    assert (
        visit("notices/privacy-4/", at=MARCH).title().startswith("Privacy statement changed on 7")
    )
    assert "version 3 (no longer in force)" in visit("privacy/v3/", at=MARCH).title()
    assert (
        visit("privacy/v5/").title()
        == "Privacy statement, version 5 (from 1 March 2027) - Example policies"
    )
    assert (
        visit("privacy/v5/", at=MARCH).title() == "Privacy statement, version 5 - Example policies"
    )


def test_the_banner_goes_line_by_line(visit: Open) -> None:
    """Each line is there until its instant; when the last one is gone, the banner is."""
    everything = banner(visit("", at=world.TODAY))
    assert len(everything) == 5
    on_the_day = banner(visit("", at=world.EFFECTIVE))
    assert on_the_day == [
        "Supplier code: ends on 14 January 2027.",
        "Cookie policy: changes apply from 15 February 2027, not from 16 December 2026 as announced before.",
        "Privacy statement: changes apply from 1 March 2027.",
    ]
    later = visit("", at=MARCH)
    assert banner(later) == []
    assert not later.locator("aside.md-banner").is_visible()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("privacy/v3/", "In force", "No longer in force"),
        ("privacy/v4/", "Coming", "In force"),
        ("notices/privacy-4/", "Coming", "In force"),
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
    assert "What will change on 7 January 2027" not in card.inner_text()


@pytest.mark.parametrize("path", ["", "privacy/", "notices/privacy-4/", "404.html", "about/"])
def test_an_overdue_build_says_so(visit: Open, path: str) -> None:
    """Two days after the build every page says when it was built; before that, none does."""
    assert visit(path, at=world.TODAY + timedelta(hours=47)).locator(".pp-stale").count() == 0
    overdue = visit(path, at=world.TODAY + timedelta(hours=49)).locator(".pp-stale")
    assert (
        "We have not updated this page since 1 December 2026, 10:00 (Europe/Paris)"
        in overdue.inner_text()
    )


@pytest.mark.parametrize("path", ["privacy/", "privacy/v4/", "notices/privacy-4/", "when/", ""])
def test_without_script_every_page_says_absolute_days(visit: Open, path: str) -> None:
    """Nothing waits for a script: which text applies when is there in words."""
    page = visit(path, script=False)
    text = page.locator("main").inner_text()
    assert "7 January 2027" in text
    assert "6 January 2027" in text or "28 February 2027" in text
    # A policy's own page says its change itself, and does not repeat it above.
    assert page.locator(".pp-banner").count() == (3 if path == "privacy/" else 5)


def test_without_script_the_page_says_which_text_follows(visit: Open) -> None:
    """Whoever reads the old page on a later day is told, and led to the text that applies."""
    page = visit("privacy/", script=False)
    assert "24 months" in page.locator(BODY).inner_text()
    assert page.locator(".pp-swap").inner_text() == (
        "This text applies until 6 January 2027. The next version applies from 7 January 2027. Read version 4"
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
    lines = page.locator(".pp-banner")
    page.locator(".pp-banner-list > summary").wait_for()
    assert lines.count() == 5
    assert words in (lines.first.text_content() or "")
    assert page.evaluate("new URL(document.querySelector('.pp-banner a').href).pathname") == to
    assert page.faults == []  # type: ignore[attr-defined]
    later = visit(path, at=MARCH)
    later.wait_for_load_state("networkidle")
    assert later.locator(".pp-banner").count() == 5
    assert later.locator(".pp-banner:visible").count() == 0
    assert not later.locator(".md-banner").is_visible()
    plain = visit(path, script=False)
    frame = plain.frame_locator("iframe.pp-banner")
    assert frame.locator("summary").is_visible()
    assert words in (frame.locator("p").first.text_content() or "")
    assert plain.locator("iframe.pp-banner").is_visible()
    assert plain.faults == []  # type: ignore[attr-defined]
