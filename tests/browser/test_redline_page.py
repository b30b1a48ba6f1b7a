"""The page that `publisher compare --html` writes, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.text.redline.standalone import standalone

pytestmark = pytest.mark.browser

TABLE = (
    "| Company | Purpose | Country | Data |\n|---|---|---|---|\n| Deskhero | Tickets | {} | {} |\n"
)
OLD = TABLE.format("Unitedkingdom", "correspondence") + "\nאנו מוחקים את המידע.\n"
NEW = TABLE.format("Liechtenstein", "administration") + "\nאנו מוחקים את כל המידע.\n"


def test_a_redline_fits_a_phone_and_a_number_stands_where_its_change_is_read_first(
    browser: Browser, tmp_path: Path
) -> None:
    """A wide table scrolls within the page, no number parts from its word, and Hebrew begins right."""
    file = tmp_path / "redline.html"
    file.write_text(standalone(redline(parse(OLD), parse(NEW)).page(), "r"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    marks = page.evaluate(
        """[...document.querySelectorAll('main [id^=change-]')].map(mark => {
          const range = document.createRange();
          range.selectNodeContents([...mark.childNodes].find(node => node.nodeType === 3));
          const [number, words] = [mark.querySelector('.redline-number'), range]
            .map(one => one.getBoundingClientRect());
          return {text: range.toString(), below: words.top - number.bottom, right: number.left - words.right};
        })"""
    )
    page.close()
    assert [mark["text"].strip() for mark in marks] == ["Unitedkingdom", "correspondence", "כל"]
    assert all(mark["below"] < 0 for mark in marks)
    assert [mark["right"] > -1 for mark in marks] == [False, False, True]


def test_a_number_stays_with_its_sign_where_a_line_may_break_between_any_two(
    browser: Browser, tmp_path: Path
) -> None:
    """Chinese and Japanese have no spaces: at every width, the number stands on the line of its sign."""
    old = "お客様の同意なしに第三者と共有することはありません。" * 4
    new = old.replace("なしに", "を得て").replace("ありません", "あります")
    file = tmp_path / "redline.html"
    file.write_text(standalone(redline(parse(old), parse(new)).page(), "r"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(file.as_uri())
    parted = []
    for width in range(320, 480, 8):
        page.set_viewport_size({"width": width, "height": 640})
        parted += page.evaluate(
            """[...document.querySelectorAll('main [id^=change-]')].filter(mark => {
              const range = document.createRange();
              const words = [...mark.childNodes].find(node => node.nodeType === 3);
              range.setStart(words, 0);
              range.setEnd(words, 1);
              const number = mark.querySelector('.redline-number').getBoundingClientRect();
              return range.getBoundingClientRect().top > number.bottom;
            }).map(mark => mark.id)"""
        )
    page.close()
    assert parted == []
