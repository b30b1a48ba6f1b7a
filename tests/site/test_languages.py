"""One policy in two languages: the same versions and days on both sides, and what is not translated says so.

The made-up company's privacy statement is in force in version 3; version 1 and the coming version 4 were
translated into French.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import feedparser
import pytest

from tests.conftest import PolicyRepo, at
from tests.site import world
from tests.site.conftest import build, shown, soup

PAIRS = [
    ("privacy/", "confidentialite/"),
    ("privacy/v1/", "confidentialite/v1/"),
    ("privacy/v3/", "confidentialite/v3/"),
    ("privacy/v4/changes/", "confidentialite/v4/changes/"),
    ("privacy/history/", "confidentialite/history/"),
    ("notices/privacy-4/", "notices/privacy-4.fr/"),
]


@pytest.mark.parametrize(("english", "french"), PAIRS)
def test_every_page_leads_to_itself_in_the_other_language(
    site: Path, english: str, french: str
) -> None:
    """For people a switch, for programs links with hreflang; the prevailing text is for everybody else."""
    start = "https://policies.example/"
    for address, language, other in ((english, "en", "fr"), (french, "fr", "en")):
        page = soup(site, address)
        links = {a["hreflang"]: a["href"] for a in page.select('link[rel="alternate"][hreflang]')}
        assert links == {"en": start + english, "fr": start + french, "x-default": start + english}
        switch = page.select_one(".pp-languages")
        assert switch is not None
        assert switch.select_one("[aria-current]")["lang"] == language  # type: ignore[index]
        assert switch.select_one("a")["hreflang"] == other  # type: ignore[index]
        assert page.html["lang"] == language  # type: ignore[index]


def test_a_policy_in_one_language_has_no_switch(site: Path) -> None:
    """(control case)"""
    assert soup(site, "terms/").select_one(".pp-languages") is None
    assert not soup(site, "terms/").select('link[rel="alternate"][hreflang]')


def test_a_translation_that_lags_behind_says_of_which_version_it_is(site: Path) -> None:
    """The page of the text in force shows the last translation, and that another version prevails."""
    text = shown(site, "confidentialite/")
    assert "Version 3. En vigueur du 13 octobre 2026 au 6 janvier 2027." in text
    assert "Ceci est la traduction de la version 1. La version 3 fait foi" in text
    assert "pendant 24 mois" in text
    assert "13 mois au plus" not in text
    link = soup(site, "confidentialite/").select_one("[data-translation=behind] a")
    assert link is not None
    assert link["href"] == "../privacy/"


def test_the_translation_of_a_coming_text_is_only_shown_as_coming(site: Path) -> None:
    """It waits for the same instant as the version that it says (T2 in every language)."""
    later = soup(site, "confidentialite/").select("template.pp-later")
    assert later[0]["data-from"] == "2027-01-06T23:00:00Z"
    assert "pendant 13 mois" in later[0].get_text()
    assert "Cette traduction est celle" not in later[0].get_text()
    assert "Le texte en anglais fait foi." in later[0].get_text()
    assert "Cette version n’est pas encore applicable." in shown(site, "confidentialite/v4/")


def test_a_version_without_a_translation_shows_the_text_that_prevails(site: Path) -> None:
    """In the language that it has, marked up as such."""
    assert "La version 3 n’est pas encore traduite." in shown(site, "confidentialite/v3/")
    text = soup(site, "confidentialite/v3/").select_one(".pp-text")
    assert text is not None
    assert text["lang"] == "en"
    assert soup(site, "confidentialite/v4/").select_one(".pp-text")["lang"] == "fr"  # type: ignore[index]


def test_a_redline_compares_two_texts_in_one_language(site: Path) -> None:
    """Where one of the two was not translated, both are the prevailing ones, and the page says so."""
    page = soup(site, "confidentialite/v4/changes/")
    assert page.select_one(".pp-redline")["lang"] == "en"  # type: ignore[index]
    assert "Voici celles du texte qui fait foi, en anglais." in page.get_text()


def test_a_notice_has_the_translated_words_and_the_same_count(site: Path) -> None:
    """Words and days stand beside each other; the days are those of the prevailing notice."""
    french = soup(site, "notices/privacy-4.fr/")
    assert "13 mois au lieu de 24" in french.get_text()
    assert "L’autorité recommande" in french.get_text()
    days = [[t["datetime"] for t in soup(site, f"notices/privacy-4{end}/").select(".pp-calendar time")]
            for end in ("", ".fr")]  # fmt: skip
    assert days[0] == days[1]
    missing = soup(site, "notices/privacy-5.fr/").select_one(".pp-summary")
    assert missing is not None
    assert missing["lang"] == "en"


def test_the_banner_speaks_the_language_of_the_page(site: Path) -> None:
    """Title, sentence and the notice that it leads to."""
    lines = soup(site, "confidentialite/history/").select(".pp-banner")
    assert (
        lines[0].a.get_text()  # type: ignore[union-attr]
        == "Déclaration de confidentialité\u00a0: nouvelle version applicable le 7 janvier 2027."
    )
    assert lines[0].a["href"] == "../../notices/privacy-4.fr/"  # type: ignore[index]
    assert "13 mois au lieu de 24. Ce que vous devez faire" in lines[0].get_text()
    assert "Supplier code" in lines[1].get_text()
    assert lines[1]["lang"] == "fr"


def test_each_address_is_listed_once_and_no_translation_is_in_the_navigation_twice(
    site: Path,
) -> None:
    """The overview and the navigation have one row for each policy; the switch leads on."""
    home = soup(site, "")
    assert [a.get_text() for a in home.select(".pp-overview h2 a")].count("Privacy statement") == 1
    assert not home.select('.md-nav a[href="confidentialite/"]')


def test_each_language_has_feeds_and_a_time_map_of_its_own(site: Path) -> None:
    """Entries, titles and addresses are the edition's; the ids of no two entries are the same."""
    feeds = {
        slug: feedparser.parse((site / slug / "feed.xml").read_bytes())
        for slug in ("privacy", "confidentialite")
    }
    french = feeds["confidentialite"]
    assert not french.bozo
    assert french.feed.language == "fr"
    assert french.feed.title.startswith("Déclaration de confidentialité")
    links = [entry.link for entry in french.entries]
    assert "https://policies.example/notices/privacy-4.fr/" in links
    assert not set(links) & {entry.link for entry in feeds["privacy"].entries}
    assert not {entry.id for entry in french.entries} & {e.id for e in feeds["privacy"].entries}
    items = json.loads((site / "confidentialite/feed.json").read_text(encoding="utf-8"))
    assert items["language"] == "fr"
    assert [item["url"] for item in items["items"]] == links
    found = (site / "confidentialite/timemap.link").read_text(encoding="utf-8")
    assert '<https://policies.example/confidentialite/>; rel="original"' in found
    assert "<https://policies.example/confidentialite/v1/>" in found
    assert "/privacy/" not in found


def test_programs_find_each_language_in_policies_json(site: Path) -> None:
    """Beside the prevailing text: title, address, and how the translation stands to the text in force."""
    policies = json.loads((site / "policies.json").read_text(encoding="utf-8"))["policies"]
    privacy = next(policy for policy in policies if policy["id"] == "privacy")
    (french,) = privacy["languages"]
    assert (french["language"], french["standing"], french["version"]) == ("fr", "behind", 1)
    assert french["title"] == "Déclaration de confidentialité"
    for address in french["links"].values():
        path = address.removeprefix("https://policies.example/")
        assert (site / path / "index.html" if path.endswith("/") else site / path).is_file()
    pending = next(v for v in privacy["versions"] if v["version"] == 4)
    assert [one["language"] for one in pending["translations"]] == ["fr"]


ARABIC = """\
---
title: بيان الخصوصية
language: ar
effective: 2024-01-01
---

# بيان الخصوصية

## 1. ما نجمعه

نحتفظ بالمعلومات لمدة 24 شهرًا.
"""


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A French site with an Arabic policy, whose change is announced."""
    folder = tmp_path_factory.mktemp("foreign")
    config = world.MKDOCS_YML.replace("Europe/Paris}", "Europe/Paris, locale: fr}")
    repo = PolicyRepo(folder / "repo", config=config)
    repo.commit({"policy/bayan.md": ARABIC, "policy/index.md": "# Accueil\n\n<!-- policies -->\n"})
    world.publish(repo, at("2025-01-15 09:00"))
    repo.commit({
        "policy/bayan.md": ARABIC.replace("24", "13"),
        "policy/notices/n.md": world.notice("bayan", "نحتفظ بالمعلومات لمدة 13 شهرًا."),
    })  # fmt: skip
    world.publish(repo, at("2026-11-23 09:00"))
    return build(repo, folder / "site")


@pytest.mark.parametrize(
    "address",
    ["", "bayan/", "bayan/v1/", "bayan/v2/changes/", "bayan/compare/", "bayan/history/",
     "notices/", "notices/bayan-2/", "when/", "feeds/"],
)  # fmt: skip
def test_words_of_another_language_are_marked_on_every_page(foreign: Path, address: str) -> None:
    """A title within a French sentence has its language and keeps its direction apart."""
    page = soup(foreign, address)
    assert page.html is not None
    assert page.html["lang"] == "fr"
    assert page.body is not None
    arabic = [
        text for text in page.body.find_all(string=re.compile("[\u0600-\u06ff]"))
        if not text.find_parent(["svg", "script"]) and not text.find_parent("header")
        and not text.find_parent(class_="md-nav--secondary")  # the theme's own contents
    ]  # fmt: skip
    assert arabic
    for text in arabic:
        assert text.find_parent(lang=True)["lang"] == "ar", text  # type: ignore[index]
    assert len([h1 for h1 in page.select("h1") if not h1.find_parent("template")]) == 1


def test_a_text_from_right_to_left_has_its_direction_and_its_title_as_well(foreign: Path) -> None:
    """The page around them stays as it is."""
    page = soup(foreign, "bayan/")
    for selector in (".pp-phase h1", ".pp-phase .pp-text"):
        assert page.select_one(selector)["dir"] == "rtl"  # type: ignore[index]
    assert not page.html.has_attr("dir") or page.html["dir"] == "ltr"  # type: ignore[union-attr]


def test_why_a_change_matters_is_said_in_the_language_of_the_page(foreign: Path) -> None:
    """Where the rules have no sentences in the language of the text, the subject is named."""
    reasons = soup(foreign, "bayan/v2/changes/").select(".redline-why li")
    assert [reason.get_text() for reason in reasons] == ["Un nombre."]
