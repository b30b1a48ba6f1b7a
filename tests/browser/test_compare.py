"""Any two versions of a policy, compared in the browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.conftest import at

pytestmark = pytest.mark.browser

PAGE = "privacy/compare/?from=1&to=5"
SHELL = '<div class="pp-sheet-body"><h1>Title</h1><div class="pp-text" lang="en">{}</div></div>'
SIDE = """([drop, selector]) => {
  const copy = document.querySelector(selector).cloneNode(true);
  copy.querySelectorAll(drop + ', .redline-added, .headerlink').forEach(one => one.remove());
  return copy.textContent.replace(/\\s+/g, ' ').trim();
}"""


def compared(page: Page) -> Page:
    """Wait for the comparison."""
    page.locator(".pp-compare-said .redline-summary").wait_for()
    return page


def two(visit: Open, old: str, new: str) -> Page:
    """Compare two texts, given as the HTML of the pages of versions 1 and 2."""
    page = visit("privacy/compare/")
    shown = {f"/privacy/v{number}/": SHELL.format(html) for number, html in ((1, old), (2, new))}
    page.route(
        re.compile(r"/privacy/v[12]/$"),
        lambda route: route.fulfill(
            body=shown[urlsplit(route.request.url).path], content_type="text/html; charset=utf-8"
        ),
    )
    page.get_by_label("From").select_option("1")
    page.get_by_label("To").select_option("2")
    page.get_by_role("button", name="Compare").click()
    return compared(page)


def texts(page: Page) -> list[str]:
    """Return the old and the new text, as the marks have them."""
    return [page.evaluate(SIDE, [drop, ".pp-redline .redline"]) for drop in ("ins", "del")]


def rows(page: Page) -> list[list[str]]:
    """Return the table of changes."""
    lines = page.locator(".redline-list tbody tr")
    return [
        [re.sub(r"\s+", " ", cell).strip() for cell in line.locator("th, td").all_text_contents()]
        for line in lines.all()
    ]


def test_an_address_names_two_versions_and_shows_what_changed_between_them(visit: Open) -> None:
    """Old words are deleted, new ones inserted, and without the marks both texts are whole."""
    page = compared(visit(PAGE))
    said = page.locator(".pp-compare-said").inner_text()
    assert said.split("\n\n") == [
        "Version 5 compared with version 1.",
        "7 changes in 4 sections: 3 insertions, 4 replacements.",
    ]
    assert rows(page)[2] == [
        "Change 3 Replaced", "3. How long we keep it",
        "We keep navigational information for 24 months at most.",
        "We keep navigational information for 13 months at most.",
    ]  # fmt: skip
    found = texts(page)
    assert page.faults == []  # type: ignore[attr-defined]
    for number, text in zip((1, 5), found, strict=True):
        own = visit(f"privacy/v{number}/").evaluate(SIDE, [".footnote-backref", ".pp-text"])
        assert text.replace(" ", "") == f"Privacystatement{own.replace(' ', '')}"


def test_a_reader_chooses_two_versions_and_gets_an_address_to_pass_on(visit: Open) -> None:
    """What comes next is chosen already; the answer replaces the one before."""
    page = visit("privacy/compare/")
    assert [page.get_by_label(name).input_value() for name in ("From", "To")] == ["3", "4"]
    page.get_by_role("button", name="Compare").click()
    assert "1 change in 1 section" in compared(page).locator(".pp-compare-said").inner_text()
    page.get_by_label("From").select_option("2")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("Version 4 compared with version 2.").wait_for()
    assert page.url.endswith("/privacy/compare/?from=2&to=4")
    assert page.locator(".pp-redline").count() == 1
    page.get_by_label("From").select_option("4")
    page.get_by_role("button", name="Compare").click()
    assert page.locator(".pp-compare-said").inner_text() == "Choose two different versions."
    assert page.locator(".pp-redline").count() == 0


def test_after_the_day_the_next_change_is_another(visit: Open) -> None:
    """The versions that are chosen already follow the reader's clock, not the build's."""
    page = visit("privacy/compare/", at("2027-05-01 09:00"))
    assert [page.get_by_label(name).input_value() for name in ("From", "To")] == ["4", "5"]
    page = visit("privacy/compare/", at("2027-01-20 09:00"))
    assert [page.get_by_label(name).input_value() for name in ("From", "To")] == ["4", "5"]


def test_a_comparison_has_the_tools_of_a_redline(visit: Open) -> None:
    """F8 goes from change to change, and old and new text can be shown alone."""
    page = compared(visit(PAGE))
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.id") == "change-2"
    assert page.locator(".pp-jump-status").inner_text() == "Change 2 of 7"
    assert page.url.endswith("?from=1&to=5#change-2")
    page.get_by_label("View").select_option("new")
    assert page.locator(".pp-redline").get_by_text("24 months").count() == 0
    assert not page.locator(".pp-redline del").first.is_visible()


def test_marks_are_spoken_once(visit: Open) -> None:
    """A screen reader hears what is deleted and what is inserted, and the result is announced."""
    page = compared(visit(PAGE))
    tree = page.locator(".pp-redline").aria_snapshot()
    assert "[deleted: 24 end of change] [inserted: 13 end of change] months" in re.sub(
        r"\s+", " ", tree
    )
    assert "deletion" not in tree
    assert "7 changes" in page.get_by_role("status").first.inner_text()


def test_without_script_there_are_the_steps_and_no_dead_form(visit: Open) -> None:
    """Each redline that was made ahead is linked, the latest first."""
    page = visit("privacy/compare/", script=False)
    assert not page.locator("form.pp-compare").is_visible()
    links = page.locator(".pp-steps a")
    assert links.all_inner_texts() == [f"Version {n} to version {n + 1}" for n in (4, 3, 2, 1)]
    links.nth(1).click()
    assert page.url.endswith("/privacy/v4/changes/")


def test_where_a_version_cannot_be_loaded_the_steps_between_are_shown(visit: Open) -> None:
    """A failed request never looks like an answer."""
    page = visit("privacy/compare/")
    page.route("**/privacy/v4/", lambda route: route.abort())
    page.get_by_label("From").select_option("2")
    page.get_by_label("To").select_option("4")
    page.get_by_role("button", name="Compare").click()
    steps = page.locator(".pp-compare-result a")
    steps.first.wait_for()
    assert steps.all_inner_texts() == ["Version 2 to version 3", "Version 3 to version 4"]
    assert "step by step" in page.locator(".pp-compare-said").inner_text()


def test_nothing_of_a_text_acts_in_a_comparison(visit: Open) -> None:
    """Even what no sanitiser has seen becomes words, and elements and attributes of known names."""
    attack = (
        "<p>Old.</p><p onclick=\"pwned()\" style='color:red' id=pp-list class=pp-jump>More"
        " <b onmouseover=x>bold</b>"
        "<script>document.title = 'x'</script><img src=x onerror=pwned()><svg onload=pwned()></svg>"
        "<a href='javascript:pwned()'>link</a> <a href='data:text/html,x'>data</a>"
        "<form><input name=q></form></p>"
        "<iframe src='//evil.example'></iframe>"
        "<div><center><p>&lt;script&gt;words&lt;/script&gt;</p></center></div>"
    )
    page = two(visit, "<p>Old.</p>", attack)
    result = page.locator(".pp-compare-result")
    text = result.locator(".redline").last
    assert result.locator("script, svg, iframe, form, [onclick], [onerror], [style]").count() == 0
    assert text.locator("a[href^='javascript:'], a[href^='data:'], [class^=pp-]").count() == 0
    assert "<script>words</script>" in text.inner_text()
    assert page.title().startswith("Privacy statement: compare versions")


LONG = "We keep the information for as long as the law asks us to keep it."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"<h2>1. A</h2><p>{LONG}</p><h2>2. B</h2><p>Words of the second section.</p>",
         f"<h2>1. A</h2><h2>2. B</h2><p>Words of the second section.</p><p>{LONG}</p>",
         [["Moved", "2. B", "#1", LONG]]),
        ("<h2>1. A</h2><ul><li>One item</li><li>Another of them</li></ul>",
         "<h2>1. A</h2><ul><li>One item</li><li>A new one here</li><li>Another of them</li></ul>",
         [["Inserted", "1. A", "—", "A new one here"]]),
        ("<table><tr><th>What</th><th>Days</th></tr><tr><td>Logs</td><td>30</td></tr></table>",
         "<table><tr><th>What</th><th>Days</th></tr><tr><td>Logs</td><td>60</td></tr></table>",
         [["Replaced", "Before the first heading", "30", "60"]]),
        ('<p>Write to <a href="mailto:a@example.org">us</a> today.</p>',
         '<p>Write to <a href="mailto:b@example.org">us</a> today.</p>',
         [["Link", "Before the first heading", "us → mailto:a@example.org", "us → mailto:b@example.org"]]),
        ("<p>We pay at once.</p>", "<p>We p\u0430y at once.</p>",
         [["Replaced", "Before the first heading", "We pay at once.", "We p\u0430y at once."]]),
        ("<p>We do not sell it.</p>", "<p>We do sell it.</p>",
         [["Deleted", "Before the first heading", "We do not sell it.", "We do sell it."]]),
        ("<p>情報を共有することはありません。</p>", "<p>情報を販売することはありません。</p>",
         [["Replaced", "Before the first heading",
           "情報を共有することはありません。", "情報を販売することはありません。"]]),
    ],
    ids=["moved", "item", "cell", "link", "look-alike", "negation", "no-spaces"],
)  # fmt: skip
def test_every_kind_of_change_is_listed(
    visit: Open, old: str, new: str, expected: list[list[str]]
) -> None:
    """A move is one change, a cell or an item is only itself, a link's target is a change."""
    page = two(visit, old, new)
    assert [[row[0].split()[-1], *row[1:]] for row in rows(page)] == expected
    for html, text in zip((old, new), texts(page), strict=True):
        plain = page.evaluate(
            "html => new DOMParser().parseFromString(html, 'text/html').body.textContent", html
        )
        assert re.sub(r"\s", "", text) == "Title" + re.sub(r"\s", "", plain)


def test_other_quotation_marks_are_no_change_of_words(visit: Open) -> None:
    """They are counted as a change of form."""
    page = two(visit, '<p>The "data" is yours.</p>', "<p>The “<b>data</b>” is yours.</p>")
    said = page.locator(".pp-compare-said .redline-summary").inner_text()
    assert said == "No words changed. 1 change of form, same words."


def test_letters_made_to_deceive_are_named(visit: Open) -> None:
    """A letter of another alphabet, or one that nobody sees, has its number beside it."""
    page = two(visit, "<p>We pay at once.</p>", "<p>We p\u0430y at\u200b once.</p>")
    marks = page.locator(".pp-redline .redline-says").all_inner_texts()
    assert marks == ["[U+0430]", "[U+200B]"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_comparison_fits_a_phone(visit: Open, scheme: str) -> None:
    """Nothing sticks out at 320 pixels."""
    page = compared(visit(PAGE, width=320, color_scheme=scheme))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
