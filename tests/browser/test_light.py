"""What the first view of a page costs a reader, and that nothing is lost for it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browser import serving
from tests.browser.conftest import Open
from tests.browser.weight import weighing
from tests.conftest import PolicyRepo, at, made_once
from tests.site import world
from tests.site.conftest import build

pytestmark = pytest.mark.browser

SENTENCES = (
    "We keep the {n} records of chapter {c} for {m} months after your account number {n} was closed.",
    "Whoever asks in writing gets a copy of file {n}, in a usual format, within {m} days and free of charge.",
    "Partner {n} processes such data for us alone, under a contract of kind {c}, and deletes it by itself.",
    "If you object, step {n} ends at once; what part {c} says of invoices and of courts is not touched.",
)
WORDS = 5_000


def long_policy(months: int) -> str:
    """Return a policy of five thousand words in numbered chapters, with a table."""
    lines = [
        "---",
        "title: Privacy statement",
        "effective: 2014-01-27",
        "---",
        "",
        "# Privacy statement",
        "",
    ]
    lines += ["| Data | Kept |", "| --- | --- |", f"| Letters | {months} months |", ""]
    words = number = 0
    while words < WORDS:
        if number % 12 == 0:
            lines += ["", f"## {number // 12 + 1}. Chapter", ""]
        text = SENTENCES[number % 4].format(
            n=number * 37 % 1009, c=number // 12 + 1, m=number * 7 % 60
        )
        lines.append(text)
        words += len(text.split())
        number += 1
    return "\n".join(lines) + "\n"


def make(folder: Path) -> None:
    """Make a site whose long policy has a change to come."""
    repo = PolicyRepo(folder / "repo", config=world.MKDOCS_YML)
    repo.commit({"policy/privacy.md": long_policy(24), "policy/index.md": "# Home\n"})
    world.publish(repo, at("2026-10-01 09:00"))
    repo.commit({"policy/privacy.md": long_policy(13)})
    world.publish(repo, at("2026-11-30 09:00"))
    build(repo, folder / "site")


ROUNDING = 2  # levels by which the browser's own rounding of colours differs from time to time
LEVELS = """async sources => {
  const data = await Promise.all(sources.map(async source => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  }));
  const [one, two] = data;
  if (one.width !== two.width || one.height !== two.height) return 255;
  return one.data.reduce((most, level, at) => Math.max(most, Math.abs(level - two.data[at])), 0);
}"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That site."""
    return made_once(tmp_path_factory, "long-policy", make) / "site"


def test_the_first_view_of_a_long_policy_is_light(long: Path, browser: Browser) -> None:
    """Five thousand words and a change to come: at most 5 requests and 35 kB; no index, no theme script."""
    with weighing(long) as weighed:
        sent = weighed.first_view(browser, "privacy/")
    assert len(sent) <= 5, sent
    assert sum(sent.values()) <= 35_000, sent
    assert not [path for path in sent if "search" in path or "bundle" in path]


def test_one_style_sheet_is_all_that_the_first_paint_waits_for(
    long: Path, browser: Browser
) -> None:
    """The head asks for no script, and for one sheet."""
    page = browser.new_page()
    with serving(long) as address:
        page.goto(address + "privacy/")
        waits = page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter(e => e.renderBlockingStatus === 'blocking').map(e => e.name)"
        )
    page.close()
    assert [Path(name).name for name in waits if name.endswith(".css")] == ["site.css"]
    assert len([name for name in waits if not name.endswith("publisher.js")]) == 1


@pytest.fixture(scope="module")
def heavy(company: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the company's site as the theme alone would have it."""

    def make_heavy(folder: Path) -> None:
        repo = PolicyRepo.opened(folder / "repo")
        company.git("clone", "-q", "--branch", "main", str(company.path), str(repo.path))
        repo.git("fetch", "-q", "origin", "publications:publications")
        repo.git("remote", "remove", "origin")
        config = (repo.path / "mkdocs.yml").read_text(encoding="utf-8")
        repo.commit(
            {
                "mkdocs.yml": config.replace(
                    "generator: false", "generator: false, light_pages: false"
                )
            }
        )
        build(repo, folder / "site")

    with serving(made_once(tmp_path_factory, "heavy", make_heavy) / "site") as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_without_script_no_pixel_differs(
    visit: Open, heavy: str, served: str, width: int, scheme: str
) -> None:
    """Each kind of page looks as it does with the theme's own style sheets, from top to bottom."""
    pages = {
        a: visit("404.html", address=a, script=False, width=width, color_scheme=scheme)
        for a in (heavy, served)
    }
    different = []
    for path in (
        "",
        "privacy/",
        "privacy/v4/",
        "privacy/v3/changes/",
        "notices/privacy-4/",
        "when/",
        "about/",
    ):
        for address, page in pages.items():
            page.goto(address + path)
        old, new = (page.screenshot(full_page=True) for page in pages.values())
        if old != new and _largest_difference(visit, old, new) > ROUNDING:
            different.append(path)
    assert different == []


def _largest_difference(visit: Open, *pictures: bytes) -> int:
    """Return by how many of 255 levels two pictures differ at most; 255 for another size."""
    sources = [f"data:image/png;base64,{b64encode(one).decode()}" for one in pictures]
    return int(visit("feed.xml").evaluate(LEVELS, sources))


@pytest.mark.parametrize("way", ["click", "key", "touch"])
def test_search_works_from_the_first_try(visit: Open, way: str) -> None:
    """By mouse, by key and by finger: what is typed at once is found, and nothing was fetched before."""
    options = {"width": 390, "has_touch": True} if way == "touch" else {}
    page = visit("", ticking=True, **options)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    if way == "touch":
        page.locator("label.md-header__button[for=__search]").tap()
    elif way == "key":
        page.keyboard.press("/")
    else:
        page.locator("input.md-search__input").click()
    page.keyboard.type("months")
    page.locator(".md-search-result__item").first.wait_for()
    assert "24 months" in page.locator(".md-search-result").inner_text()
    assert [url for url in asked if url.endswith("search_index.json")]
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_menu_of_a_phone_opens_and_closes(visit: Open) -> None:
    """It opens by itself, and the theme's script then closes it where a reader follows a link inside."""
    page = visit("privacy/", width=390)
    page.locator("label.md-header__button[for=__drawer]").click()
    menu = page.locator(".md-sidebar--primary")
    expect(menu).to_be_in_viewport()
    page.locator("html:not(.pp-light)").wait_for(state="attached")
    assert menu.is_visible()
    assert page.faults == []  # type: ignore[attr-defined]
