"""Paper: a number that is broken in two lines of a cell could be read as two numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.browser import serving
from tests.browser.conftest import Open
from tests.conftest import PolicyRepo, at
from tests.site import world
from tests.site.conftest import build

pytestmark = pytest.mark.browser

ROW = (
    "| Contact data, international telephone numbers | Responding to correspondence | Legitimate interests "
    "| 120 days | Telecommunication subcontractors | United States, Switzerland | Contractual clauses |\n"
)
HEAD = "| Category | Purpose | Legal basis | Retention | Recipients | Countries | Safeguards |\n"
TEXT = (
    "---\ntitle: Privacy policy\neffective: 2020-01-27\n---\n\n# Privacy policy\n\n"
    + "".join(
        f"## {n}. Section\n\n{'We keep what you tell us about yourself. ' * 20}\n\n"
        for n in range(1, 8)
    )
    + f"## 8. Retention\n\n{HEAD}{'|---' * 7}|\n{ROW * 30}\n"
    + "## 9. Cookies\n\n| Cookie | Days |\n|---|---|\n| session | 120 |\n"
)
# The longest word of each cell against the room that the cell has for it.
TOO_NARROW = """() => [...document.querySelectorAll(':is(main, .pp-text) table :is(th, td)')].filter(cell => {
  const style = getComputedStyle(cell), probe = document.createElement('span');
  probe.style.cssText = 'position:absolute;white-space:nowrap;visibility:hidden';
  cell.append(probe);
  const widest = Math.max(...cell.textContent.trim().split(/\\s+/).map(word => {
    probe.textContent = word;
    return probe.getBoundingClientRect().width;
  }));
  probe.remove();
  return widest > cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) + 1;
}).map(cell => cell.textContent)"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with a long text and a table of seven columns."""
    folder = tmp_path_factory.mktemp("long")
    repo = PolicyRepo(folder / "repo", config=world.MKDOCS_YML)
    repo.commit({"policy/privacy.md": TEXT, "policy/index.md": "# Policies\n\n<!-- policies -->\n"})
    world.publish(repo, at("2025-01-15 09:00"))
    with serving(build(repo, folder / "site")) as address:
        yield address


@pytest.mark.parametrize(("path", "width"), [("privacy/", 672), ("privacy/v1/print/", 990)])
def test_no_cell_is_narrower_than_its_longest_word(
    visit: Open, long: str, path: str, width: int
) -> None:
    """On a sheet upright or on its side, no word and no number is broken."""
    page = visit(path, address=long, width=width)
    page.emulate_media(media="print")
    assert page.evaluate(TOO_NARROW) == []


def test_a_table_of_many_columns_is_turned_on_the_page_to_keep(visit: Open, long: str) -> None:
    """It has a sheet on its side, on which all of it has room; a narrow table stays upright."""
    page = visit("privacy/v1/print/", address=long, width=990)  # A4 on its side, less the margins
    page.emulate_media(media="print")
    pages = page.evaluate(
        "[...document.querySelectorAll('.table')].map(e => getComputedStyle(e).page)"
    )
    assert pages == ["across", "auto"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 990


def test_a_table_of_many_columns_shrinks_on_a_printed_page(visit: Open, long: str) -> None:
    """On a sheet upright all of it has room."""
    page = visit("privacy/", address=long, width=672)  # A4 less the margins
    page.emulate_media(media="print")
    box = page.locator(".pp-text table").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 672


def test_a_text_has_lines_that_can_be_read(visit: Open, long: str) -> None:
    """About 65 to 75 characters a line at any width; a wide table uses the room beside them."""
    for width in (1280, 1920):
        page = visit("privacy/", address=long, width=width)
        characters = page.evaluate(
            "() => { const text = document.querySelector('.pp-text > p');"
            " const probe = document.createElement('span'); probe.style.whiteSpace = 'nowrap';"
            " probe.textContent = text.textContent.slice(0, 200); text.append(probe);"
            " return text.clientWidth / probe.getBoundingClientRect().width * 200 }"
        )
        assert 62 <= characters <= 78
        text, table = (
            page.locator(".pp-text > p").first,
            page.locator(".pp-text .md-typeset__scrollwrap"),
        )
        assert table.first.bounding_box()["width"] > text.bounding_box()["width"]  # type: ignore[index]


def test_a_wide_table_scrolls_below_its_head_and_beside_its_first_column(
    visit: Open, long: str
) -> None:
    """On a phone the page stands still while the table moves, and it can be reached by keyboard."""
    page = visit("privacy/", address=long, width=390)
    wide = page.locator(".md-typeset__scrollwrap").first
    wide.scroll_into_view_if_needed()
    expect(wide).to_have_attribute("tabindex", "0")  # a script measures it
    before = [wide.locator(cell).first.bounding_box() for cell in ("th >> nth=0", "th >> nth=1")]
    wide.evaluate("e => e.scrollTo(200, 400)")
    after = [wide.locator(cell).first.bounding_box() for cell in ("th >> nth=0", "th >> nth=1")]
    assert all(before)
    assert all(after)
    assert after[0]["x"] == pytest.approx(before[0]["x"], abs=2)  # type: ignore[index]
    assert after[0]["y"] == pytest.approx(before[0]["y"], abs=2)  # type: ignore[index]
    assert after[1]["y"] == pytest.approx(before[1]["y"], abs=2)  # type: ignore[index]
    assert after[1]["x"] < before[1]["x"] - 100  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_slim_line_says_what_is_being_read(visit: Open, long: str) -> None:
    """It appears once the card is out of sight, and leads back to the top; anchors stay free of it."""
    page = visit("privacy/", address=long, width=390)
    line = page.locator(".pp-bar p")
    assert not line.is_visible()
    page.locator(".pp-contents summary").click()
    page.locator(".pp-contents a[href='#7-section']").click()
    line.wait_for(state="visible")
    assert "Version 1 · In force" in line.inner_text()
    heading, bar = page.locator("[id='7-section']").bounding_box(), line.bounding_box()
    assert heading is not None
    assert bar is not None
    assert heading["y"] >= bar["y"] + bar["height"]
    line.get_by_role("link", name="Back to top").click()
    line.wait_for(state="hidden")
