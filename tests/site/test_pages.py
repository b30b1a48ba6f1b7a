"""The pages as they are built: what each says, and what its head tells browsers and search engines."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import html5lib
import pytest

from publisher.messages.catalogue import Messages
from publisher.site.pages import redline_page
from publisher.site.pages.template_helpers import spoken
from publisher.text.comparison import compare
from tests.conftest import PolicyRepo
from tests.site.conftest import build, shown, soup

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def pages(site: Path) -> list[str]:
    """Return the addresses of the site's pages, but for those that the printer and other sites get."""
    found = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    own = [p for p in found if not p.endswith("print/index.html") and not p.startswith("embed/")]
    return sorted(p.removesuffix("index.html") for p in own)


def test_the_policy_page_says_what_applies_and_what_comes(site: Path) -> None:
    """Version, since, until, and for each coming change its day, its summary and its links."""
    text = shown(site, "privacy/")
    assert "Version 3. In force from 13 October 2026 to 6 January 2027." in text
    assert (
        "What will change on 7 January 2027 We keep navigational information for 13 months" in text
    )
    assert text.index("What will change on 7 January 2027") < text.index(
        "What will change on 1 March 2027"
    )
    assert (
        "This text applies until 6 January 2027. The next version applies from 7 January 2027. Read version 4"
        in text
    )
    body = shown(site, "privacy/", ".pp-phase > .pp-sheet-body > .pp-text")
    assert "for 24 months at most" in body
    assert "13 months" not in body


def test_the_home_page_tells_each_policy_at_a_glance(site: Path) -> None:
    """What applies now, what is coming, what has ended, each with its link."""
    text = shown(site, "")
    assert "Cookie policy Version 1. In force from 1 June 2020 to 14 February 2027." in text
    assert "Forum rules Ended The policy ended on 18 March 2025." in text
    assert "Accessibility statement Coming Will apply from 1 March 2027." in text
    assert text.index("Terms of use") < text.index("Forum rules")  # the ended ones last


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("privacy/v2/", "No longer in force Applied from 18 March 2025 to 12 October 2026."),
        (
            "privacy/v2/",
            "This is an old version. It no longer applies. Read the version that applies now",
        ),
        ("privacy/v3/", "In force from 13 October 2026 to 6 January 2027."),
        ("privacy/v4/", "Coming Will apply from 7 January 2027 to 28 February 2027."),
        ("privacy/v4/", "This version does not apply yet. Read the version that applies now"),
        ("terms/v2/", "This change was announced and then withdrawn. It never applied."),
        ("forum/v2/", "Ended The policy ended on 18 March 2025."),
        ("suppliers/v2/", "Coming The policy ends on 14 January 2027."),
        ("cookies/v2/", "Postponed from 16 December 2026 to 15 February 2027"),
        ("confidentialite/v4/", "À venir S’appliquera du 7 janvier 2027 au 28 février 2027."),
    ],
)
def test_a_version_says_at_its_top_what_it_is(site: Path, address: str, says: str) -> None:
    """The state stands before the text, in words."""
    text = shown(site, address)
    assert says in text
    assert text.index(says) < len(text) / 2 or "end" in says


def test_an_archived_text_is_as_it_was(site: Path) -> None:
    """Each version's page holds its own text."""
    assert "three categories" in shown(site, "privacy/v1/")
    assert "four categories" in shown(site, "privacy/v2/")
    assert "within 30 days" in shown(site, "privacy/v2/")
    assert "within 20 days" in shown(site, "privacy/v3/")
    assert "13 months" in shown(site, "privacy/v4/")


def test_a_notice_tells_what_why_who_when_and_the_count(site: Path) -> None:
    """The notice page is what an auditor asks for."""
    text = shown(site, "notices/privacy-4/")
    for part in (
        "Privacy statement: changes from 7 January 2027",
        "We keep navigational information for 13 months instead of 24.",
        "The authority recommends 13 months.",
        "3. How long we keep it",
        "What you need to do: Nothing.",
        "Why this date? We published the notice on 23 November 2026. We promise 30 full business days",
        "Friday 25 December 2026: Christmas Day",
        "Notice published 23 November 2026, 10:00 (Europe/Paris)",
        "Effective date 7 January 2027, 00:00 (Europe/Paris)",
        "Automatically classified as important (full notice).",
        "30 business days of notice (calendar FR, time zone Europe/Paris).",
        "Entry 13 in our publication register.",
    ):
        assert part in text, part


def test_the_calendar_counts_every_day_once(site: Path) -> None:
    """The table numbers the thirty days in order, and names every day that it leaves out."""
    table = soup(site, "notices/privacy-4/").select_one(".pp-calendar")
    assert table is not None
    numbers = [int(cell.get_text()) for cell in table.select("td.pp-counted b")]
    assert numbers == list(range(1, 31))
    days = [time["datetime"] for time in table.select("td:not(.pp-outside) time")]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2026-11-23", "2027-01-07")
    assert len(days) == 46
    assert all("Not counted" in cell.get_text() for cell in table.select("td.pp-skipped"))


def test_a_count_that_ends_before_the_day_says_so(site: Path) -> None:
    """A later day that somebody chose is not told as counted; its empty weeks are left out."""
    text = shown(site, "notices/cookies-2/")
    assert "The last of them is 15 December 2026. The change applies later" in text
    rows = soup(site, "notices/cookies-2/").select(".pp-calendar tbody tr")
    assert len(rows) == 9


def test_the_redline_page_summarises_and_explains(site: Path) -> None:
    """Counts first, then each change with its place, its sentence and what it does, then the text."""
    text = shown(site, "privacy/v4/changes/")
    assert "Version 4 compared with version 3." in text
    assert "1 change in 1 section: 1 replacement." in text
    page = soup(site, "privacy/v4/changes/")
    row = [cell.get_text(" ", strip=True) for cell in page.select("#listed-1 > *")]
    assert row[:2] == ["Change 1 Replaced", "3. How long we keep it"]
    assert "24 months" in row[2]
    assert "13 months" in row[3]
    assert row[4] == "The time for which data is kept goes from 24 months to 13 months."
    assert len(page.select(".redline-changes a[href='#change-1']")) == 1
    assert page.select_one(".pp-redline #change-1")
    french = soup(site, "confidentialite/v4/changes/").select("#listed-1 > *")
    assert [cell.get("lang") for cell in french[1:]] == ["en"] * 3 + [
        None
    ]  # version 3 was not translated
    assert french[0].get_text().startswith("Changement 1")


def test_a_reason_leaves_out_what_only_an_editor_is_asked() -> None:
    """No place, no quotation that stands beside it, no "please decide", in either language."""
    cases = [
        ("en", "We may ask you.", "We must ask you.", "Now a duty."),
        ("en", "Twitter helps you today.", "X helps you today.", "Wording changed."),
        ("fr", "Nous pouvons vous demander un avis.", "Nous devons vous demander un avis.",
         "Désormais obligatoire."),
    ]  # fmt: skip
    for language, old, new, reason in cases:
        head = f"---\nlanguage: {language}\n---\n\n# Terms\n\n## 1. Some place\n\n"
        found = compare(head + old, head + new)
        table = redline_page.page(found, Messages(language), "Terms", language).changes
        assert f"<li>{reason}</li>" in table


def test_history_lists_every_version_with_its_days(site: Path) -> None:
    """A plain table answers which text applied when."""
    page = soup(site, "privacy/history/")
    rows = [
        [cell.get_text(strip=True) for cell in row.select("td")]
        for row in page.select(".pp-table tbody tr")
    ]
    assert rows == [
        ["1 March 2027", "no end date", "Version 5"],
        ["7 January 2027", "28 February 2027", "Version 4"],
        ["13 October 2026", "6 January 2027", "Version 3"],
        ["18 March 2025", "12 October 2026", "Version 2"],
        ["27 January 2014", "17 March 2025", "Version 1"],
    ]
    withdrawn = shown(site, "terms/history/")
    assert "Withdrawn on 23 November 2026, 10:00 (Europe/Paris). It never applied." in withdrawn


def test_notices_are_listed_the_latest_first(site: Path) -> None:
    """Every notice of every policy, in the order of publication."""
    days = [
        re.search(r"(?:on|le|for|from) (\d.*?\d{4})", title.get_text())[1]  # type: ignore[index]
        for title in soup(site, "notices/").select("h2")
    ]
    assert days[0] == "1 March 2027"
    assert days[-1] == "18 March 2025"
    assert "The change of" not in shown(site, "notices/")
    assert "Terms of use: the change announced for 16 December 2026 was withdrawn" in shown(
        site, "notices/"
    )


@pytest.fixture(scope="module")
def later(company: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company's site two weeks after the privacy statement has changed."""
    return build(company, tmp_path_factory.mktemp("later") / "site", "2027-01-20T09:00:00Z")


def test_after_its_day_a_change_is_described_for_ninety_days(later: Path) -> None:
    """The policy's page says what changed and when, with redline and notice, then in one line."""
    page = soup(later, "privacy/")
    recent = page.select_one(".pp-phase div.pp-changed")
    assert recent is not None
    assert recent.h2.get_text() == "Changed on 7 January 2027"  # type: ignore[union-attr]
    assert "13 months instead of 24" in recent.get_text()
    assert "What you need to do: Nothing." in recent.get_text()
    assert [link["href"] for link in recent.select("a")] == ["v4/changes/", "../notices/privacy-4/"]
    assert recent["data-until"] == "2027-04-06T23:00:00Z"
    quiet = page.select_one(".pp-phase template[data-from='2027-04-06T23:00:00Z'] p")
    assert quiet is not None
    assert "Last changed on 7 January 2027." in quiet.decode_contents()
    assert "Changed on 18 March 2025" not in shown(later, "privacy/")  # older than ninety days
    assert "Changed on" not in shown(later, "terms/")


def test_an_ended_policy_leads_to_the_notice_of_its_end(later: Path) -> None:
    """The page says when it ended and where the notice is."""
    assert "Ended The policy ended on 14 January 2027." in shown(later, "suppliers/")
    assert soup(later, "suppliers/").select_one(".pp-card a[href='../notices/suppliers-2/']")


def test_what_is_past_is_told_in_the_past_tense(site: Path, later: Path) -> None:
    """Heading, title, lists and feed of a notice change on its day; a withdrawn change never came."""
    for built, says, heading in (
        (site, "Privacy statement: changes from 7 January 2027", "What changes"),
        (later, "Privacy statement changed on 7 January 2027", "What changed"),
    ):
        page = soup(built, "notices/privacy-4/")
        assert page.title.get_text().startswith(says)  # type: ignore[union-attr]
        assert says in shown(built, "notices/privacy-4/")
        assert f" {heading} " in shown(built, "notices/privacy-4/")
        assert says in shown(built, "notices/")
    assert "Supplier code: ended on 14 January 2027" in shown(later, "notices/")
    assert "changed on 16 December 2026" not in shown(later, "notices/")


def test_history_has_a_line_for_each_version_below_its_year(site: Path) -> None:
    """The years are headings; what happened to a version unfolds; the line says that it is no scale."""
    page = soup(site, "privacy/history/")
    assert [year.get_text() for year in page.select("h3.pp-year")] == [
        "2027",
        "2026",
        "2025",
        "2014",
    ]
    lines = [
        " ".join(line.get_text(" ").split())
        for line in page.select("#pp-v2 summary, #pp-v4 summary")
    ]
    assert "Version 2 No longer in force" in lines[1]
    assert page.select_one("#pp-v4 details:not([open]) .pp-events li")
    assert "not to scale" in shown(site, "privacy/history/")


def test_the_dates_can_be_reached_from_the_navigation(site: Path) -> None:
    """The page that finds the version for a date is in the menu of every page, and in the card."""
    menu = soup(site, "privacy/").select(".md-nav--primary a[href='../when/']")
    assert [link.get_text(strip=True) for link in menu] == ["Find the version for a date"]
    assert soup(site, "privacy/").select_one(".pp-card a[href='history/#pp-when']")


def test_a_long_text_has_its_contents_below_the_card(site: Path) -> None:
    """Folded, with a link to each section of the text that is shown."""
    page = soup(site, "privacy/")
    fold = page.select_one(".pp-phase details.pp-contents")
    assert fold is not None
    assert fold.summary.get_text() == "Contents (9)"  # type: ignore[union-attr]
    for link in fold.select("a"):
        assert page.select_one(f"[id='{str(link['href'])[1:]}']")


def test_what_is_not_true_yet_is_not_in_the_page(site: Path) -> None:
    """A browser without script, a reader mode or a crawler finds nothing that will hold only later."""
    for address in pages(site):
        page = soup(site, address)
        for element in page.select("article [data-from]:not(template):not([data-phase])"):
            inside = element.find_parent("template") is not None
            since = str(element["data-from"])
            assert inside or since <= "2026-12-01T09:00:00Z", (address, element)


def test_every_page_is_valid_html(site: Path) -> None:
    """A strict parser finds no error; ids are unique; there is one title, one main, one h1."""
    for address in pages(site):
        file = site / address if address.endswith(".html") else site / address / "index.html"
        html5lib.HTMLParser(strict=True).parse(file.read_bytes())
        page = soup(site, address)
        assert len(page.select("head > title")) == len(page.select("main")) == 1, address
        for later in page.select("template"):
            later.decompose()
        assert len(page.select("h1")) == 1, address
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids)), address


def test_titles_say_what_a_page_is(site: Path) -> None:
    """No two pages have the same title, and none has the name of the site alone but home's."""
    titles = {address: soup(site, address).title.get_text(strip=True) for address in pages(site)}  # type: ignore[union-attr]
    assert titles[""] == "Our policies - Example policies"
    assert titles["privacy/"] == "Privacy statement - Example policies"
    assert titles["privacy/v2/"] == (
        "Privacy statement, version 2 (no longer in force) - Example policies"
    )
    assert titles["404.html"] == "This page does not exist - Example policies"
    assert titles["confidentialite/history/"] == (
        "Déclaration de confidentialité\u00a0: toutes les versions - Example policies"
    )
    assert len(set(titles.values())) == len(titles)


def test_only_what_applies_is_to_be_found_by_search_engines(site: Path) -> None:
    """Versions, redlines and comparisons are not indexed, the rest is; each page is its own canonical one."""
    for address in pages(site):
        page = soup(site, address)
        robots = page.select_one('meta[name="robots"]')
        canonical = page.select_one('link[rel="canonical"]')
        hidden = re.search(r"/(?:v\d+|compare)/", address) is not None
        assert (robots is not None and robots["content"] == "noindex") == hidden, address
        if address != "404.html":
            assert canonical is not None
            assert canonical["href"] == f"https://policies.example/{address}", address


@pytest.mark.parametrize(
    ("address", "description"),
    [
        (
            "privacy/v2/",
            "Privacy statement, version 2. Effective date: 18 March 2025. "
            "We now set cookies for your choices.",
        ),
        (
            "privacy/v4/changes/",
            "Privacy statement: changes in version 4. Effective date: 7 January 2027. "
            "We keep navigational information for 13 months instead of 24.",
        ),
        (
            "terms/v2/",
            "Terms of use, version 2. Announced for 16 December 2026, but never applied. "
            "You may also use our services at home.",
        ),
    ],
)
def test_a_version_has_a_description_that_holds_after_its_day(
    site: Path, address: str, description: str
) -> None:
    """Search engines and chats get the same sentence, of this version and not of the whole site."""
    page = soup(site, address)
    for selector in ('meta[name="description"]', 'meta[property="og:description"]'):
        found = page.select_one(selector)
        assert found is not None
        assert found["content"] == description


def test_feeds_are_found_by_those_who_look_for_them_exactly(site: Path) -> None:
    """`rel` says `alternate` and nothing else, on every page of the site."""
    for address in pages(site):
        text = (
            site / address / "index.html"
            if address.endswith("/") or not address
            else site / address
        )
        html = text.read_text(encoding="utf-8")
        if address != "404.html":
            assert 'rel="alternate" type="application/atom+xml"' in html, address
        assert 'rel="alternate "' not in html


def test_the_page_about_feeds_says_how_to_follow(site: Path) -> None:
    """Each policy's feed and the calendar, with whole addresses to copy; the notices lead there."""
    page = soup(site, "feeds/")
    addresses = [code.get_text() for code in page.select("article code")]
    assert addresses[0] == "https://policies.example/feed.xml"
    assert "https://policies.example/privacy/feed.xml" in addresses
    assert "https://policies.example/calendar.ics" in addresses
    assert soup(site, "notices/").select_one('article a[href="../feeds/"]')


def test_the_sitemap_lists_what_should_be_found(site: Path) -> None:
    """Pages written after the build are in it, versions are not; each policy has the day it changed."""
    tree = ET.parse(site / "sitemap.xml").getroot()
    found = {entry.findtext(f"{SITEMAP}loc"): entry.findtext(f"{SITEMAP}lastmod") for entry in tree}
    start = "https://policies.example/"
    listed = {str(address).removeprefix(start) for address in found}
    assert listed == {
        address for address in pages(site)
        if not re.search(r"/(?:v\d+|compare)/", address) and address != "404.html"
    }  # fmt: skip
    assert found[start + "privacy/"] == "2026-11-30"
    assert found[start + "forum/"] == "2025-03-18"
    assert (
        gzip.decompress((site / "sitemap.xml.gz").read_bytes())
        == (site / "sitemap.xml").read_bytes()
    )


def test_the_banner_is_on_every_page(site: Path) -> None:
    """One line for each change, in the page's language, with a link that leads to its notice.

    Where nothing can change any more, they are fetched; without script they stand in a frame.
    """
    fetched = set()
    own = {
        "privacy/": "privacy",
        "confidentialite/": "privacy",
        "cookies/": "cookies",
        "suppliers/": "suppliers",
    }
    for address in pages(site):
        page = soup(site, address)
        if frame := page.select_one("aside .pp-banners[data-notices] noscript iframe"):
            fetched.add(address)
            for source in (frame["src"], frame.find_parent("div")["data-notices"]):  # type: ignore[index]
                assert (site / address / str(source)).is_file()
            continue
        lines = page.select("aside .pp-banners .pp-banner")
        if address in own:  # the page says itself what is coming
            assert not [line for line in lines if f"/{own[address]}-" in line.a["href"]]
            continue
        assert len(lines) == 5, address
        assert page.select_one("aside details summary"), address  # several are folded
        assert {line["lang"] for line in lines} == {page.html["lang"]}  # type: ignore[index]
        assert all(line["data-until"] for line in lines)
        link = str(lines[0].a["href"])  # type: ignore[index]
        french = page.html["lang"] == "fr"  # type: ignore[index]
        notice = "/notices/privacy-4.fr" if french else "/notices/privacy-4"
        assert posixpath.normpath(posixpath.join("/", address, link)) == notice
    assert {"privacy/v1/", "privacy/v2/changes/", "notices/terms-2/", "forum/v1/"} <= fetched
    assert not {"privacy/", "privacy/v3/", "notices/privacy-3/", "privacy/history/"} & fetched


def test_links_lead_somewhere(site: Path) -> None:
    """No link of the site's own parts or of a policy's text is dead, anchors included."""
    known: dict[Path, set[str]] = {}
    for address in pages(site):
        if address == "404.html":
            continue
        base = site / address
        for link in soup(site, address).select("article a[href], aside a[href]"):
            target, _, anchor = str(link["href"]).partition("#")
            target = target.partition("?")[0]
            if re.match(r"[a-z]+:", target):
                continue
            path = (base / target).resolve() if target else base.resolve()
            file = path / "index.html" if path.is_dir() else path
            assert file.is_file(), (address, link["href"])
            if anchor and file.suffix == ".html":
                ids = known.setdefault(
                    file, set(re.findall(r'\bid="([^"]+)"', file.read_text(encoding="utf-8")))
                )
                assert anchor in ids, (address, link["href"])


def test_each_section_has_a_permalink_and_an_entry_in_the_table_of_contents(site: Path) -> None:
    """Headings link to themselves; the table of contents lists those of the text in force."""
    page = soup(site, "privacy/")
    headings = page.select(".pp-phase .pp-text :is(h2, h3)")
    assert len(headings) == 9
    for heading in headings:
        assert heading.select_one("a.headerlink")["href"] == f"#{heading['id']}"  # type: ignore[index]
    listed = [a["href"] for a in page.select(".md-sidebar--secondary .md-nav__link[href]")]
    assert listed == [f"#{heading['id']}" for heading in headings]


def test_the_time_line_has_a_text_alternative(site: Path) -> None:
    """The picture is named, and its description says every version with its days."""
    for address in ("", "privacy/", "privacy/history/"):
        picture = soup(site, address).select_one('svg[aria-labelledby~="pp-line-privacy-title"]')
        assert picture is not None
        assert picture["role"] == "img"
        text = picture.desc.get_text(" ", strip=True)  # type: ignore[union-attr]
        assert "Version 3 from 13 October 2026 to 6 January 2027." in text
        assert "Version 5 from 1 March 2027." in text


def test_a_page_says_when_it_was_built(site: Path) -> None:
    """What a page says can be judged by its age, on paper too; unless it cannot change any more."""
    built = "Page updated on 1 December 2026, 10:00 (Europe/Paris)."
    for address in ("privacy/", "privacy/v3/", "notices/privacy-4/", "privacy/history/", "when/"):
        assert built in shown(site, address)
    for address in ("privacy/v2/", "privacy/v2/changes/", "notices/privacy-2/", "notices/terms-2/"):
        assert built not in shown(site, address)
        assert not soup(site, address).select(".pp-stale")


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa-IR", "rtl"),
        ("en", "ltr"),
        ("fr-CA", "ltr"),
        ("xx", "ltr"),
    ],
)
def test_a_text_has_the_direction_of_its_language(language: str, direction: str) -> None:
    """Also on a page whose own sentences are in another language."""
    assert str(spoken(language)) == f'lang="{language}" dir="{direction}"'


@pytest.mark.parametrize(
    ("address", "place"),
    [("privacy/", ".pp-text"), ("privacy/v2/", ".pp-text"), ("privacy/v4/changes/", ".pp-redline")],
)
def test_every_text_says_its_direction(site: Path, address: str, place: str) -> None:
    """On the policy's page, on that of a version, and in a redline."""
    text = soup(site, address).select_one(place)
    assert text is not None
    assert (text["lang"], text["dir"]) == ("en", "ltr")


def test_the_search_knows_what_applies_what_comes_and_its_notices(site: Path) -> None:
    """Titles say which is which, in each language; old and withdrawn versions are not found."""
    docs = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    titles = {doc["location"]: doc["title"] for doc in docs if "#" not in doc["location"]}
    assert titles["privacy/"] == "Privacy statement"
    assert titles["privacy/v4/"] == "Privacy statement, version 4 (from 7 January 2027)"
    assert titles["accessibility/v1/"].startswith("Accessibility statement, version 1 (from ")
    assert titles["notices/privacy-4/"] == "Privacy statement: changes from 7 January 2027"
    assert titles["notices/privacy-3/"] == "Privacy statement changed on 13 October 2026"
    assert titles["notices/suppliers-2/"] == "Supplier code: ends on 14 January 2027"
    assert "à compter du" in titles["confidentialite/v4/"]
    places = {doc["location"] for doc in docs}
    assert "privacy/v5/#4-sharing" in places
    for old in (
        "privacy/v2/",
        "privacy/v3/",
        "terms/v2/",
        "notices/terms-2/",
        "confidentialite/v5/",
    ):
        assert not any(place.startswith(old) for place in places), old
    words = next(doc["text"] for doc in docs if doc["location"] == "notices/privacy-4/")
    assert "13 months instead of 24" in words
    assert "The authority recommends" in words
