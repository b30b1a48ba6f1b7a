"""The notices on the company's other sites, in a real browser, from another origin, under a strict policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from publisher.site.outputs.embed import loader
from tests.outputs.servers import Answer, Origin, origin

pytestmark = pytest.mark.browser
SCRIPT = loader.content(loader.LATEST)
PATH = f"/embed/{loader.LATEST}"
NOTICE = "/embed/notice.json"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
OPEN = {"Access-Control-Allow-Origin": "*"}


@pytest.fixture
def policies() -> Iterator[Origin]:
    """The policy site, which tells of one change."""
    with origin() as found:
        found.answers[PATH] = Answer(SCRIPT, "text/javascript", headers=dict(OPEN))
        say(found, told(found))
        yield found


@pytest.fixture
def shop() -> Iterator[Origin]:
    """The company's other site."""
    with origin() as found:
        yield found


def told(site: Origin, **changes: Any) -> dict[str, Any]:
    """Return what the policy site says: one change, on 7 January 2027 in Paris."""
    return {
        "schema": 1,
        "site": site.url,
        "language": "en",
        "valid_until": "2027-01-06T23:00:00Z",
        "label": {"en": "Changes to our policies", "fr": "Modifications de nos documents"},
        "notices": [line(site)],
    } | changes


def line(site: Origin, **changes: Any) -> dict[str, Any]:
    """Return one notice."""
    return {
        "id": "privacy-2",
        "policy": "privacy",
        "version": 2,
        "effective": "2027-01-07",
        "until": "2027-01-06T23:00:00Z",
        "url": f"{site.url}notices/privacy-2/",
        "text": {"en": "Privacy changes on 7 January 2027.", "fr": "Confidentialité : le 7 janvier 2027."},
    } | changes  # fmt: skip


def say(site: Origin, content: Any) -> None:
    """Let the policy site say something."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    site.answers[NOTICE] = Answer(body, "application/json", headers=dict(OPEN))


def host(
    shop: Origin, policies: Origin, *, language: str = "en", more: str = "", head: bool = False
) -> None:
    """Give the company's site a page that allows this one script, one address to ask, and nothing else."""
    integrity = loader.integrity(SCRIPT)
    tag = (
        f'<script src="{policies.url.rstrip("/")}{PATH}" integrity="{integrity}"'
        f' crossorigin="anonymous" async {more}></script>'
    )
    rules = (
        f"default-src 'none'; script-src '{integrity}'; connect-src {policies.url}; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    page = (
        f'<!doctype html><html lang="{language}"><head><title>Shop</title>{tag if head else ""}</head>'
        f'<body><h1>Shop</h1><div id="here"></div>{"" if head else tag}<p>Buy.</p></body></html>'
    )
    shop.answers["/"] = Answer(page.encode(), headers={"Content-Security-Policy": rules})


def visit(browser: Browser, shop: Origin, *, until: str = "load", patience: int = 60_000) -> Page:
    """Open the company's site on 1 December 2026, with a cookie that must stay there.

    patience: milliseconds instead of the loader's own limit, which a busy machine could reach.
    """
    context = browser.new_context()
    context.add_cookies([{"name": "shop", "value": "secret", "url": shop.url}])
    page = context.new_page()
    page.clock.install(time=NOW)
    page.add_init_script(
        "const wait = AbortSignal.timeout; window.asked = []; AbortSignal.timeout = (ms) => {"
        f"window.asked.push(ms); return wait.call(AbortSignal, {patience}); }};"
    )
    page.goto(shop.url, wait_until=until)  # type: ignore[arg-type]
    return page


def warned(page: Page) -> None:
    """Wait until the loader has said on the console why it shows nothing."""
    if not any("policy notice" in message.text for message in page.console_messages()):
        page.wait_for_event("console", lambda message: "policy notice" in message.text)


def test_a_coming_change_is_shown_with_a_link_to_its_notice(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """A named region with the sentence as a link stands where the script does; the policy is strict."""
    host(shop, policies)
    page = visit(browser, shop)
    region = page.get_by_role("region", name="Changes to our policies")
    expect(region).to_be_visible()
    link = region.get_by_role("link", name="Privacy changes on 7 January 2027.")
    expect(link).to_have_attribute("href", f"{policies.url}notices/privacy-2/")
    assert (
        page.evaluate("document.querySelector('script + .policy-notices + p').textContent")
        == "Buy."
    )
    assert page.evaluate("window.asked") == [5000]


def test_no_cookie_no_referrer_and_nothing_kept(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """The policy site learns neither who asks nor from which page, and the browser keeps nothing."""
    host(shop, policies)
    page = visit(browser, shop)
    expect(page.locator(".policy-notices")).to_be_visible()
    (asked,) = policies.headers_of(NOTICE)
    assert "cookie" not in asked
    assert "referer" not in asked
    assert "cookie" not in policies.headers_of(PATH)[0]
    assert [cookie.get("name") for cookie in page.context.cookies()] == ["shop"]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en-GB", "Privacy changes on 7 January 2027."),
        ("fr", "Confidentialité : le 7 janvier 2027."),
        ("fr-CA", "Confidentialité : le 7 janvier 2027."),
        ("de", "Privacy changes on 7 January 2027."),
        ("", "Privacy changes on 7 January 2027."),
        ("constructor", "Privacy changes on 7 January 2027."),
    ],
)  # fmt: skip
def test_it_speaks_the_page_s_language(
    browser: Browser, shop: Origin, policies: Origin, language: str, sentence: str
) -> None:
    """The page's language, where there are words for it; otherwise the policy site's."""
    host(shop, policies, language=language)
    page = visit(browser, shop)
    if language == "constructor":
        warned(page)  # a name that every object has is no language: nothing is shown
        expect(page.locator(".policy-notices")).to_have_count(0)
        return
    expect(page.locator(".policy-notices a")).to_have_text(sentence)
    shown = "fr" if sentence.startswith("C") else "en"
    expect(page.locator(".policy-notices")).to_have_attribute("lang", shown)


def test_a_notice_for_readers_of_another_language_is_left_out(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """Where a translation of the policy has a notice of its own, a reader sees one of the two."""
    english = line(policies, text={"en": "English", "fr": ""})
    french = line(policies, text={"en": "", "fr": "Français"})
    say(policies, told(policies, notices=[english, french]))
    host(shop, policies, language="fr")
    expect(visit(browser, shop).locator(".policy-notices a")).to_have_text(["Français"])


def test_each_notice_goes_at_its_own_instant_and_the_element_with_the_last(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """A page that lies open over the day needs no reload."""
    first = line(policies, until="2026-12-01T10:00:00Z", text={"en": "First"})
    say(policies, told(policies, notices=[first, line(policies)]))
    host(shop, policies)
    page = visit(browser, shop)
    expect(page.locator(".policy-notices a")).to_have_text(
        ["First", "Privacy changes on 7 January 2027."]
    )
    page.clock.fast_forward("01:00:10")
    expect(page.locator(".policy-notices a")).to_have_text(["Privacy changes on 7 January 2027."])
    page.clock.set_system_time(datetime(2027, 1, 6, 23, tzinfo=UTC))
    page.clock.run_for(10_000)
    expect(page.locator(".policy-notices")).to_have_count(0)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"valid_until": "2026-12-01T09:00:00Z"}, id="no-longer-valid"),
        pytest.param({"valid_until": "soon"}, id="no-instant"),
        pytest.param({"notices": []}, id="nothing-announced"),
    ],
)
def test_what_is_not_valid_any_more_is_not_shown(
    browser: Browser, shop: Origin, policies: Origin, changes: dict[str, Any]
) -> None:
    """After `valid_until` the file says nothing, whatever stands in it; the page stays as it is."""
    say(policies, told(policies, **changes))
    host(shop, policies)
    page = visit(browser, shop, until="networkidle")
    assert policies.headers_of(NOTICE)
    expect(page.locator(".policy-notices")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Shop")


LIES = {
    "no-json": b"<!doctype html><script>alert(1)</script>",
    "nothing": b"",
    "null": b"null",
    "another-schema": {"schema": 2},
    "schema-as-text": {"schema": "1"},
    "no-list": {"notices": {"a": 1}},
    "no-words": {"label": None},
    "words-of-another-kind": {"label": {"en": ["a"]}},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_what_is_not_as_agreed_is_not_shown(
    browser: Browser, shop: Origin, policies: Origin, lie: Any
) -> None:
    """Anything but the agreed form is passed over with one line on the console."""
    say(policies, told(policies, **lie) if isinstance(lie, dict) else lie)
    host(shop, policies)
    page = visit(browser, shop)
    warned(page)
    expect(page.locator(".policy-notices")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/", "javascript:alert(1)", "data:text/html,x",
        "http://127.0.0.1:1/notices/",
    ],
)  # fmt: skip
def test_a_link_that_leads_elsewhere_is_never_shown(
    browser: Browser, shop: Origin, policies: Origin, address: str
) -> None:
    """Links lead to the policy site only; one that does not makes the whole file untrustworthy."""
    say(policies, told(policies, notices=[line(policies), line(policies, url=address)]))
    host(shop, policies)
    page = visit(browser, shop)
    warned(page)
    expect(page.locator(".policy-notices")).to_have_count(0)


def test_words_are_shown_as_words(browser: Browser, shop: Origin, policies: Origin) -> None:
    """Markup in a sentence is text: nothing in it becomes an element or runs."""
    hostile = '<img src=x onerror="document.title=1"> ]]> "quotes" \u202e\u0007\n<b>bold</b>'
    say(policies, told(policies, notices=[line(policies, text={"en": hostile})]))
    host(shop, policies)
    page = visit(browser, shop)
    link = page.locator(".policy-notices a")
    assert link.evaluate("element => element.textContent") == hostile
    assert link.evaluate("element => element.childElementCount") == 0
    assert page.title() == "Shop"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(b"x" * 9000, "application/json", headers=OPEN), id="more-than-8-KiB"),
        pytest.param(Answer(b"x" * 4096, "application/json", headers=OPEN, endless=True), id="endless"),
    ],
)  # fmt: skip
def test_a_file_that_is_too_large_is_dropped(
    browser: Browser, shop: Origin, policies: Origin, answer: Answer
) -> None:
    """The loader stops reading after 8 KiB and hangs up."""
    policies.answers[NOTICE] = answer
    host(shop, policies)
    page = visit(browser, shop)
    warned(page)
    expect(page.locator(".policy-notices")).to_have_count(0)
    if answer.endless:
        assert policies.hung_up.wait(10)


def test_a_slow_policy_site_delays_nothing_and_is_given_up(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """The page is there at once; after the time limit the loader hangs up."""
    policies.answers[NOTICE] = Answer(b"{", "application/json", headers=dict(OPEN), stalled=True)
    host(shop, policies)
    page = visit(browser, shop, patience=200)
    expect(page.locator("p")).to_have_text("Buy.")
    warned(page)
    assert policies.hung_up.wait(10)
    expect(page.locator(".policy-notices")).to_have_count(0)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(b"{}", "application/json", 500, dict(OPEN)), id="error"),
        pytest.param(Answer(b"{}", "application/json"), id="not-shared-with-other-origins"),
        pytest.param(Answer(b"", status=302, headers={**OPEN, "Location": "https://evil.example/"}),
                     id="redirected"),
    ],
)  # fmt: skip
def test_a_policy_site_that_fails_leaves_the_page_alone(
    browser: Browser, shop: Origin, policies: Origin, answer: Answer
) -> None:
    """An error, a missing header or a redirect shows nothing and breaks nothing."""
    policies.answers[NOTICE] = answer
    host(shop, policies)
    page = visit(browser, shop)
    warned(page)
    expect(page.locator(".policy-notices")).to_have_count(0)
    expect(page.locator("p")).to_have_text("Buy.")


def test_a_policy_site_that_is_down_leaves_the_page_alone(browser: Browser, shop: Origin) -> None:
    """Where not even the script comes, the page is as it was."""
    with origin() as gone:
        pass
    host(shop, gone)
    page = visit(browser, shop)
    expect(page.locator("p")).to_have_text("Buy.")
    expect(page.locator(".policy-notices")).to_have_count(0)


def test_a_changed_loader_does_not_run(browser: Browser, shop: Origin, policies: Origin) -> None:
    """The page names the digest of the script; another script under its name is refused."""
    policies.answers[PATH] = Answer(SCRIPT + b"\nwindow.evil = 1;", "text/javascript", headers=OPEN)
    host(shop, policies)
    page = visit(browser, shop, until="networkidle")
    assert page.evaluate("window.evil") is None
    assert policies.headers_of(NOTICE) == []


def test_the_page_can_say_where_the_notices_go(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """`data-target` names a place; a script in the head without one puts them first."""
    host(shop, policies, more='data-target="#here"')
    expect(visit(browser, shop).locator("#here > .policy-notices")).to_be_visible()
    host(shop, policies, head=True, more="defer")
    page = visit(browser, shop)
    expect(page.locator(".policy-notices")).to_be_visible()
    assert page.evaluate("document.body.firstElementChild.className") == "policy-notices"


def test_a_copy_on_the_company_s_own_site_can_be_told_where_to_ask(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """`data-source` names the file; links then lead to the site that file comes from."""
    shop.answers["/own.js"] = Answer(SCRIPT, "text/javascript")
    tag = f'<script src="/own.js" data-source="{policies.url.rstrip("/")}{NOTICE}" async></script>'
    shop.answers["/"] = Answer(f'<!doctype html><html lang="en"><body>{tag}</body></html>'.encode())
    link = visit(browser, shop).locator(".policy-notices a")
    expect(link).to_have_attribute("href", f"{policies.url}notices/privacy-2/")
