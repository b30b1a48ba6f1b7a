"""What holds for every kind of page: accessible, safe, at home on any screen, asking nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.browser import PAGES
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


def violations(page: Any) -> list[str]:
    """Return what axe finds, with the places."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    return [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


# What a reader who hears the page relies on, and axe does not ask.
OUTLINE = """() => {
  const found = [], seen = e => e.checkVisibility();
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  let last = 0;
  for (const heading of all('main :is(h1, h2, h3, h4, h5, h6)')) {
    const level = Number(heading.tagName[1]);
    if (level > last + 1) found.push(`h${last} before h${level}: ${heading.innerText}`);
    last = level;
  }
  if (all('h1').length !== 1) found.push(`${all('h1').length} h1`);
  if (all('main').length !== 1) found.push(`${all('main').length} main`);
  const targets = new Map();
  for (const link of all('article a[href]:not(.headerlink)')) {
    const name = (link.getAttribute('aria-label') || link.innerText).trim();
    if (!name) found.push(`no name: ${link.href}`);
    targets.set(name, (targets.get(name) || new Set()).add(link.href.replace(/#.*/, '')));
  }
  targets.forEach((set, name) => { if (set.size > 1) found.push(`${set.size} targets: ${name}`); });
  for (const cell of all('article table:not(:is(.pp-text, .pp-redline) table) th'))
    if (!cell.scope) found.push(`no scope: ${cell.innerText}`);
  const labels = all('nav, [role=navigation]').map(nav => nav.getAttribute('aria-label'));
  labels.forEach((label, at) => {
    if (!label || labels.indexOf(label) !== at) found.push(`navigation: ${label}`);
  });
  return found;
}"""


@EVERY
def test_axe_finds_nothing(visit: Open, path: str) -> None:
    """WCAG 2.2 AA as far as a machine can tell, and nothing sticks out at 320 pixels or 400 % zoom.

    Headings are in order, each link says alone where it leads, and every landmark has its own name.
    """
    page = visit(path, reduced_motion="reduce")
    assert page.evaluate(OUTLINE) == []
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.set_viewport_size({"width": width, "height": 640})
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@EVERY
def test_every_page_asks_only_its_own_host_and_keeps_nothing(visit: Open, path: str) -> None:
    """The content-security policy stands first in the head; no cookie, no storage, no complaint."""
    page = visit(path)
    policy, place = page.evaluate(
        "(() => { const meta = document.head.querySelector("
        "'meta[http-equiv=Content-Security-Policy]'); const first ="
        " document.head.querySelector('script,link,style');"
        " return [meta.content, first.compareDocumentPosition(meta)] })()"
    )
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert place & 2  # the policy precedes whatever it is about
    assert page.faults == []  # type: ignore[attr-defined]
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_an_inline_script_is_blocked(visit: Open) -> None:
    """Even if a script got into a page, it would not run."""
    page = visit("privacy/")
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        "document.body.append(s)"
    )
    assert page.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in fault for fault in page.faults)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["", "privacy/", "privacy/v3/changes/", "notices/privacy-4/"])
def test_everything_can_be_reached_by_keyboard(visit: Open, path: str) -> None:
    """Tab reaches every link and button of the content, each with a visible focus, in reading order."""
    page = visit(path)
    wanted = page.evaluate(
        "[...document.querySelectorAll('article :is(a[href], button, input, summary)')]"
        ".filter(e => e.checkVisibility()).length"
    )
    seen, outlined = 0, True
    for _ in range(150):
        page.keyboard.press("Tab")
        inside, outline = page.evaluate(
            "(() => { const e = document.activeElement;"
            "return [!!e.closest('article'), getComputedStyle(e).outlineStyle !== 'none'] })()"
        )
        seen += inside
        outlined = outlined and (outline or not inside)
        if seen and not inside:
            break
    assert seen >= wanted
    assert outlined


def test_the_first_tab_leads_past_the_navigation(visit: Open) -> None:
    """A reader with a keyboard can skip to the text."""
    page = visit("privacy/")
    page.keyboard.press("Tab")
    assert "md-skip" in (page.evaluate("document.activeElement.className") or "")


def test_reduced_motion_is_respected(visit: Open) -> None:
    """Nothing moves for longer than an instant where a reader asked for that."""
    page = visit("privacy/", reduced_motion="reduce")
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(e => Math.max("
        "...getComputedStyle(e).transitionDuration.split(',').map(parseFloat))))"
    )
    assert longest <= 0.001


def test_forced_colours_keep_states_apart(visit: Open) -> None:
    """With the system's few colours the piece in force still differs from the others."""
    page = visit("privacy/", forced_colors="active")
    fills = page.evaluate(
        "['during', 'after', 'before'].map(p => getComputedStyle(document.querySelector("
        "`.pp-line-piece[data-phase=${p}] rect`)).fill)"
    )
    assert fills[0] not in fills[1:]
    assert violations(page) == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("privacy/", "Version 3"),
        ("privacy/v2/", "No longer in force"),
        ("privacy/v4/", "Coming"),
        ("privacy/v3/changes/", "In force"),
    ],
)
def test_paper_says_what_it_is_on_every_sheet(visit: Open, path: str, says: str) -> None:
    """In print a heading with state and address repeats; menus are gone, folded parts are open."""
    page = visit(path)
    page.emulate_media(media="print")
    running = page.locator(".pp-running").first
    assert running.evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert says in running.inner_text()
    assert "https://policies.example/privacy/v" in running.inner_text()
    for gone in (".md-header", ".md-sidebar", ".pp-crumbs", ".pp-links"):
        assert not page.locator(gone).first.is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0


def test_dark_colours_follow_the_system_without_script(visit: Open) -> None:
    """Nothing is stored and nothing runs for it."""
    colours = [
        visit("privacy/", script=False, color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert colours[0] == "rgb(255, 255, 255)"
    assert colours[1] != colours[0]
