"""Light pages: one style sheet, and no script of the theme until a reader turns to search or menu."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publisher.site.theme import light_pages
from publisher.site.theme.style_sheet import purged, tight
from tests.conftest import MKDOCS_YML, POLICY, PolicyRepo
from tests.site.conftest import build, soup

DAY = "2026-12-01"


def styles(site: Path, address: str) -> list[str]:
    """Return the style sheets of a page, in their order."""
    return [str(link["href"]) for link in soup(site, address).select('link[rel="stylesheet"]')]


def scripts(site: Path, address: str) -> list[str]:
    """Return the names of the scripts that a page asks for."""
    found = soup(site, address).select("script[src]")
    return [Path(str(script["src"])).name.partition(".")[0] for script in found]


def test_a_page_asks_for_one_style_sheet_and_two_small_scripts(site: Path) -> None:
    """Whatever kind of page it is: in force, archived, redline, notice, ordinary, missing."""
    for address in (
        "",
        "privacy/",
        "privacy/v2/",
        "privacy/v3/changes/",
        "notices/",
        "about/",
        "404.html",
    ):
        assert [Path(sheet).name for sheet in styles(site, address)] == ["site.css"], address
        assert {"light", "publisher"} <= set(scripts(site, address)), address
        assert "bundle" not in scripts(site, address), address


def test_the_sheet_lacks_what_no_page_uses(site: Path) -> None:
    """It is less than half of what it was joined from, and keeps rules, variables and media queries."""
    sheet = (site / light_pages.STYLE).read_text(encoding="utf-8")
    parts = [p for p in (site / "assets").rglob("*.css") if p.name != "site.css"]
    assert len(sheet) < sum(p.stat().st_size for p in parts) / 2
    assert ".md-header" in sheet
    assert ".pp-banner" in sheet
    assert ".footnote" in sheet  # no page has one, and any policy may
    assert ".md-consent" not in sheet
    assert "--md-version-icon" not in sheet


def test_a_sites_own_style_sheets_follow_as_they_are(repo: PolicyRepo, tmp_path: Path) -> None:
    """None of their rules is dropped, and what they read of the theme is still there."""
    own = ".nobody { color: var(--md-admonition-icon--note); animation: pulse 1s }\n"
    config = MKDOCS_YML + "extra_css: [own.css]\n"
    repo.commit({"mkdocs.yml": config, "policy/privacy.md": POLICY, "policy/own.css": own})
    site = build(repo, tmp_path / "site", DAY)
    assert styles(site, "privacy/") == ["../assets/publisher/site.css", "../own.css"]
    assert (site / "own.css").read_text(encoding="utf-8") == own
    sheet = (site / light_pages.STYLE).read_text(encoding="utf-8")
    assert "--md-admonition-icon--note:" in sheet
    assert "@keyframes pulse" in sheet


@pytest.mark.parametrize(
    "setting",
    [
        "extra_javascript: [own.js]",
        "extra: {light_pages: false}",
        "extra: {consent: {title: Cookies}}",
    ],
)
def test_what_wants_the_themes_script_has_it_at_once(
    repo: PolicyRepo, tmp_path: Path, setting: str
) -> None:
    """The pages of such a site are as the theme makes them."""
    script: dict[str, str | bytes | None] = {"policy/own.js": "1\n"} if "own.js" in setting else {}
    repo.commit({"mkdocs.yml": f"{MKDOCS_YML}{setting}\n", "policy/privacy.md": POLICY} | script)
    site = build(repo, tmp_path / "site", DAY)
    assert "bundle" in scripts(site, "privacy/")
    assert len(styles(site, "privacy/")) > 2
    assert not (site / light_pages.STYLE).exists()


@pytest.mark.parametrize(
    ("settings", "against"),
    [
        ({"features": ["navigation.instant"]}, "theme.features: navigation.instant"),
        ({"features": ["content.code.copy"]}, "theme.features: content.code.copy"),
        ({"features": ["navigation.footer"]}, ""),
        ({"palette": [{"scheme": "default"}, {"scheme": "slate"}]}, "theme.palette with a switch"),
        ({"palette": {"scheme": "auto"}}, ""),
    ],
)
def test_the_setting_that_stands_against_it_is_named(
    settings: dict[str, object], against: str
) -> None:
    """So that the build can say why pages are heavier than they could be."""
    assert light_pages.obstacle(settings, {}, []) == against


def test_a_page_with_what_the_theme_works_on_stays_as_it_is(
    repo: PolicyRepo, tmp_path: Path
) -> None:
    """Content tabs need the theme's script; the other pages of the site do without."""
    tabs = '# About\n\n<div class="tabbed-set">One</div>\n'
    repo.commit({"policy/privacy.md": POLICY, "policy/about.md": tabs})
    site = build(repo, tmp_path / "site", DAY)
    assert "bundle" in scripts(site, "about/")
    assert "bundle" not in scripts(site, "privacy/")


def test_a_page_of_another_theme_is_left_alone() -> None:
    """What isn't known is not guessed at."""
    for page in (
        "<html><head></head><body></body></html>",
        '<html class="no-js"><head><link rel="stylesheet" href="x.css"></head><body></body></html>',
    ):
        assert light_pages.LightPages().page(page, noted=True) == page


def test_files_that_no_page_asks_for_are_not_on_the_site(site: Path) -> None:
    """No source maps, and of the search's languages only those that the site speaks."""
    assert [p.name for p in site.rglob("*.map")] == []
    assert list((site / "assets/javascripts").rglob("lunr*/**/*.js")) == []
    assert list(site.glob("assets/javascripts/bundle.*.js"))
    assert not light_pages.is_needless("assets/javascripts/lunr/min/lunr.fr.min.js", ["fr"])
    assert not light_pages.is_needless("assets/javascripts/lunr/wordcut.js", ["th"])
    assert light_pages.is_needless("assets/javascripts/lunr/wordcut.js", ["fr"])


USED = {"a", "b", "data-x", "one"}
PURGED = [
    (".a{x:1}.c{x:2}", ".a{x:1}"),
    (".a,.c{x:1}", ".a{x:1}"),
    (".a .c,.a>.b{x:1}", ".a>.b{x:1}"),
    (".a:not(.c,.d){x:1}", ".a:not(.c,.d){x:1}"),
    (":is(.c,.a) :is(p,[data-y=two]) .b{x:1}", ":is(.c,.a) :is(p,[data-y=two]) .b{x:1}"),
    (":is([data-y] .c,.d) .b,.c{x:1}", ":is([data-y] .c,.d) .b{x:1}"),
    (":is(.c,.a) .b{x:1}", ":is(.c,.a) .b{x:1}"),
    ("p,table td{x:1}", "p,table td{x:1}"),
    ("#c{x:1}#b{x:1}", "#b{x:1}"),
    ("[data-x=one]{x:1}[data-x=two]{x:2}[data-y]{x:3}", "[data-x=one]{x:1}"),
    ("a[href$='.c']{x:1}", "a[href$='.c']{x:1}"),
    ("@media print{.c{x:1}}@media print{.a{x:1}.c{x:1}}", "@media print{.a{x:1}}"),
    (".a{content:'}.c{'}.b{x:1}", ".a{content:'}.c{'}.b{x:1}"),
    ("/* .c{ */.a{x:1}", ".a{x:1}"),
    (".a{--u:1;--r:url(\"data:a;b\");x:var(--r)}", '.a{--r:url("data:a;b");x:var(--r)}'),
    (".a{--s:1;--t:var(--s);x:1}", ".a{x:1}"),
    ("@keyframes go{to{x:1}}@keyframes not{to{x:1}}.a{animation:go 1s}",
     "@keyframes go{to{x:1}}.a{animation:go 1s}"),
    ("@font-face{font-family:F}.c{x:1}", "@font-face{font-family:F}"),
]  # fmt: skip


@pytest.mark.parametrize(("css", "expected"), PURGED)
def test_a_rule_goes_only_where_no_page_can_use_it(css: str, expected: str) -> None:
    """Of a selector, every class, id and data attribute must be on a page; the rest counts as used."""
    assert purged(css, USED.__contains__) == '@charset "UTF-8";' + expected


def test_spaces_that_mean_nothing_go() -> None:
    """What stands in quotation marks, and a space between two names, stays."""
    css = '@media (a) and (b) {\n  .a .b > c { content: " ; } "; x: 1px 2px; }\n}\n'
    assert tight(css) == '@media (a) and (b){.a .b > c{content:" ; } ";x:1px 2px}}'


def test_the_sheet_has_every_class_of_every_page_that_the_theme_styles(site: Path) -> None:
    """Versions, redlines and notices too, of which no build reads all."""
    rules = "".join(
        p.read_text(encoding="utf-8")
        for p in [*site.glob("assets/stylesheets/*.css"), *site.glob("assets/publisher/*.css")]
        if p.name != "site.css"
    )
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))
    kept = set(re.findall(r"\.([a-zA-Z][\w-]*)", (site / light_pages.STYLE).read_text("utf-8")))
    for page in site.rglob("*.html"):
        if "site.css" in (text := page.read_text(encoding="utf-8")):
            used = {
                word for value in re.findall(r'class="([^"]*)"', text) for word in value.split()
            }
            assert used & styled <= kept, page
