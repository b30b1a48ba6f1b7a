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


@pytest.fixture(autouse=True)
def closed(browser: Browser) -> Iterator[None]:
    """Close what a test opened: a hundred pages left open would slow every later test."""
    yield
    for context in browser.contexts:
        context.close()


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
        ("fr_CA", "Confidentialité : le 7 janvier 2027."),
        ("FR-Latn-ca", "Confidentialité : le 7 janvier 2027."),
        ("", "Privacy changes on 7 January 2027."),
        ("constructor", "Privacy changes on 7 January 2027."),
        ("__proto__", "Privacy changes on 7 January 2027."),
        ("toString", "Privacy changes on 7 January 2027."),
    ],
)  # fmt: skip
def test_it_speaks_the_page_s_language(
    browser: Browser, shop: Origin, policies: Origin, language: str, sentence: str
) -> None:
    """The page's language, where there are words for it; otherwise the policy site's."""
    host(shop, policies, language=language)
    page = visit(browser, shop)
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


# -- pages that are in the way: markup with names of the browser's own, and answers that come early --

NAMES = [
    "currentScript", "head", "body", "documentElement", "querySelector", "createElement", "readyState",
    "getElementById", "addEventListener", "scripts", "adoptedStyleSheets", "baseURI", "defaultView",
]  # fmt: skip
OTHERS = {
    "form": '<form name="{}"></form>',
    "embed": '<embed name="{}">',
    "frame": '<iframe name="{}" srcdoc=""></iframe>',
    "object": '<object id="{}"></object>',
    "several": '<img name="{0}" src="{1}"><img name="{0}" src="{1}">',
    "form-with-fields": '<form name="{0}"><input name="src" value="{1}"><input name="dataset"></form>',
}
CLOBBERS = {
    **{name: f'<img name="{name}" src="{{1}}">' for name in NAMES},
    **{kind: markup.replace("{}", "{0}") for kind, markup in OTHERS.items()},
    "every-name": "".join(f'<img name="{name}" src="{{1}}">' for name in NAMES),
    "globals": "".join(
        f'<a id="{name}" href="{{1}}"></a>'
        for name in ("fetch", "URL", "Document", "Element", "HTMLScriptElement", "document", "JSON",
                     "Object", "AbortSignal", "MutationObserver", "CSSStyleSheet", "setInterval")
    ),
    "base": '<base href="{2}">',
    "script-that-does-not-run": '<script type="text/plain" src="{1}"></script>',
    "svg": '<svg><a name="currentScript" href="{1}"></a></svg>',
}  # fmt: skip


@pytest.fixture
def evil() -> Iterator[Origin]:
    """A site that would tell the shop's customers something else."""
    with origin() as found:
        found.answers[PATH] = Answer(SCRIPT, "text/javascript", headers=dict(OPEN))
        say(found, told(found, notices=[line(found, text={"en": "Forged"})]))
        yield found


def tag_of(policies: Origin, more: str = "") -> str:
    """Return the line that `publisher embed` prints, with more attributes."""
    return (
        f'<script src="{policies.url.rstrip("/")}{PATH}" integrity="{loader.integrity(SCRIPT)}"'
        f' crossorigin="anonymous" {more}></script>'
    )


def page_of(shop: Origin, body: str, *, head: str = "", html: str = 'lang="en"') -> None:
    """Give the company's site a page without a policy of its own."""
    shop.answers["/"] = Answer(
        f"<!doctype html><html {html}><head><title>Shop</title>{head}</head>{body}</html>".encode()
    )


def wait_for(page: Page, selector: str) -> None:
    """Wait for an element without asking the page's own elements anything.

    Playwright describes the page at each failed look, which fails at once where a form answers for
    the names of its fields.
    """
    look = "selector => Document.prototype.querySelector.call(document, selector) !== null"
    page.wait_for_function(look, arg=selector)


def only_the_right_notice(page: Page, policies: Origin, evil: Origin) -> None:
    """The notice is there, from the policy site; the other site was never asked for its own."""
    wait_for(page, ".policy-notices a")
    link = page.locator(".policy-notices a")
    expect(link).to_have_text(["Privacy changes on 7 January 2027."])
    expect(link).to_have_attribute("href", f"{policies.url}notices/privacy-2/")
    assert evil.headers_of(NOTICE) == []


@pytest.mark.parametrize(
    ("clobber", "more"),
    [
        *(pytest.param(markup, "", id=kind) for kind, markup in CLOBBERS.items()),
        pytest.param(CLOBBERS["every-name"], "async", id="every-name-async"),
        pytest.param(CLOBBERS["every-name"], "defer", id="every-name-defer"),
    ],
)
def test_no_name_in_the_markup_misleads_it(
    browser: Browser, shop: Origin, policies: Origin, evil: Origin, clobber: str, more: str
) -> None:
    """What readers may write into a page, names and addresses included, changes neither notice nor link."""
    markup = clobber.format("currentScript", f"{evil.url.rstrip('/')}{PATH}", evil.url)
    page_of(shop, f"<body>{markup}<h1>Shop</h1>{tag_of(policies, more)}<p>Buy.</p></body>")
    page = visit(browser, shop)
    only_the_right_notice(page, policies, evil)


@pytest.mark.parametrize("name", ["lang", "getAttribute", "closest", "prepend", "after", "id"])
def test_a_form_around_it_or_as_its_place_is_no_obstacle(
    browser: Browser, shop: Origin, policies: Origin, evil: Origin, name: str
) -> None:
    """A form answers for its fields' names; the loader asks the browser instead."""
    form = f'<form lang="fr"><input name="{name}" value="x">{tag_of(policies)}</form>'
    page_of(shop, f"<body>{form}</body>")
    page = visit(browser, shop)
    wait_for(page, "form > .policy-notices a")
    expect(page.locator("form > .policy-notices a")).to_have_text(
        "Confidentialité : le 7 janvier 2027."
    )
    form = f'<form id="here"><input name="{name}" value="x"></form>'
    page_of(shop, f"<body>{form}{tag_of(policies, 'data-target=#here')}</body>")
    page = visit(browser, shop)
    wait_for(page, "#here > .policy-notices")
    expect(page.locator("#here > .policy-notices")).to_be_visible()
    only_the_right_notice(page, policies, evil)


PLACES = {
    "head": ("", ".policy-notices:first-child"),
    "head-with-target": ("data-target=#here", "#here > .policy-notices"),
    "head-async": ("async", ".policy-notices:first-child"),
    "head-async-with-target": ("async data-target=#here", "#here > .policy-notices"),
    "head-defer": ("defer", ".policy-notices:first-child"),
    "head-module": ("type=module", ".policy-notices:first-child"),
    "head-module-with-target": ("type=module data-target=body", ".policy-notices:first-child"),
}


@pytest.mark.parametrize(("more", "place"), PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("cut", ["before-body", "before-target"])
def test_an_answer_that_comes_before_its_place_waits_for_it(
    browser: Browser, shop: Origin, policies: Origin, evil: Origin, more: str, place: str, cut: str
) -> None:
    """The page ends only once the notices were fetched: no body, or no target, is there until then."""
    page_of(shop, '<body><i hidden></i><!--x--><div id="here"></div><p>Buy.</p></body>',
            head=f"{tag_of(policies, more)}<!--x-->")  # fmt: skip
    whole = shop.answers["/"].body
    first, _, rest = (
        whole.partition(b"<!--x-->") if cut == "before-body" else whole.rpartition(b"<!--x-->")
    )
    waits = not ({"defer", "type=module"} & set(more.split()))
    fetched = [0]

    def ready() -> bool:
        fetched[0] += bool(policies.headers_of(NOTICE)) or not waits
        return fetched[0] > 15  # the answer has been read for a while

    shop.answers["/"] = Answer(first, rest=rest, ready=ready)
    page = visit(browser, shop)
    expect(page.locator(place)).to_be_visible()
    only_the_right_notice(page, policies, evil)


INJECTED = {
    "into-head": "document.head.append(s)",
    "into-body": "document.body.append(s)",
    "into-the-target": "document.getElementById('here').append(s)",
    "and-taken-away": "document.body.append(s); s.onload = () => s.remove(); s.remove()",
    "as-a-module": "s.type = 'module'; document.head.append(s)",
    "into-a-shadow": "document.getElementById('here').attachShadow({mode: 'open'}).append(s)",
    "and-the-target-later": "s.dataset.target = '#late'; document.head.append(s); setTimeout(() => {"
    "const d = document.createElement('div'); d.id = 'late'; document.body.append(d)}, 400)",
}


@pytest.mark.parametrize("how", INJECTED.values(), ids=INJECTED.keys())
def test_a_script_that_a_page_adds_later_shows_the_notice(
    browser: Browser, shop: Origin, policies: Origin, evil: Origin, how: str
) -> None:
    """Tag managers and frameworks add scripts, and the places for notices, when the page is there."""
    clobber = f'<img name="currentScript" src="{evil.url.rstrip("/")}{PATH}">'
    add = f"const s = document.createElement('script'); s.src = '{policies.url.rstrip('/')}{PATH}'; {how}"
    page_of(shop, f'<body>{clobber}<div id="here"></div><script>{add}</script></body>')
    page = visit(browser, shop)
    page.clock.run_for(500)
    only_the_right_notice(page, policies, evil)


def test_a_place_that_never_comes_is_given_up(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """After a minute the loader says so on the console, and shows nothing."""
    page_of(shop, f"<body>{tag_of(policies, 'data-target=#nowhere')}</body>")
    page = visit(browser, shop, until="networkidle")
    page.clock.run_for(61_000)
    warned(page)
    expect(page.locator(".policy-notices")).to_have_count(0)


def test_loaders_of_two_sites_show_a_notice_each(
    browser: Browser, shop: Origin, policies: Origin
) -> None:
    """Each asks the site that it comes from, and links to it."""
    with origin() as other:
        other.answers[PATH] = Answer(SCRIPT, "text/javascript", headers=dict(OPEN))
        say(other, told(other, notices=[line(other, text={"en": "Of the other"})]))
        page_of(shop, f"<body>{tag_of(policies)}{tag_of(other)}</body>")
        links = visit(browser, shop).locator(".policy-notices a")
        expect(links).to_have_count(2)
        assert {link.get_attribute("href"): link.inner_text() for link in links.all()} == {
            f"{policies.url}notices/privacy-2/": "Privacy changes on 7 January 2027.",
            f"{other.url}notices/privacy-2/": "Of the other",
        }


@pytest.mark.parametrize("policy", ["", "default-src 'none'; style-src 'none'; {}"])
def test_it_is_readable_on_a_dark_page_without_a_style(
    browser: Browser, shop: Origin, policies: Origin, policy: str
) -> None:
    """Its links have the colour of the text around them, unless the page has a rule for links."""
    page_of(shop, f'<body bgcolor="#14161a" text="#eeeeee">{tag_of(policies)}</body>')
    if policy:
        allowed = f"script-src '{loader.integrity(SCRIPT)}'; connect-src {policies.url}"
        shop.answers["/"].headers["Content-Security-Policy"] = policy.format(allowed)
    link = visit(browser, shop).locator(".policy-notices a")
    expect(link).to_have_css("color", "rgb(238, 238, 238)")
    page_of(shop, f"<body><style>a {{ color: #cc0000 }}</style>{tag_of(policies)}</body>")
    link = visit(browser, shop).locator(".policy-notices a")
    expect(link).to_have_css("color", "rgb(204, 0, 0)")
