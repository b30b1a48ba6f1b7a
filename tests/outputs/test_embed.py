"""The contract with the company's other sites: a small file, lasting loaders, a frame, a snippet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import html5lib
import jsonschema
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from publisher.cli.embed import command
from publisher.errors import UsageError
from publisher.site.outputs import embed
from publisher.site.outputs.embed import loader, notice_json
from tests.conftest import MKDOCS_YML, PolicyRepo
from tests.outputs.conftest import Site, policy

SCHEMA = json.loads(notice_json.schema())
COMING = "2026-02-20 09:00"


def files(site: Site, when: str = COMING, **options: bool) -> dict[str, bytes]:
    """Return everything under `/embed/` by path."""
    return dict(embed.files(site.subject(when, **options)))


def notices(site: Site, when: str = COMING, **options: bool) -> dict[str, Any]:
    """Return what other sites read, checked against its schema."""
    data = files(site, when, **options)["embed/notice.json"]
    assert len(data) <= 8192
    found: dict[str, Any] = json.loads(data)
    jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(found)
    return found


def test_other_sites_are_told_what_the_banner_tells(story: Site) -> None:
    """The same sentences as on the policy site, in every language there are words for, the next first."""
    subject = story.subject(COMING)
    found = notices(story)
    assert [one["text"]["en"] for one in found["notices"]] == [
        line.text for line in subject.pages.banners("en")
    ]
    assert found["notices"][0] == {
        "id": "terms-2",
        "policy": "terms",
        "version": 2,
        "effective": "2026-03-31",
        "until": "2026-03-30T22:00:00Z",
        "url": "https://policies.example/notices/terms-2/",
        "summary": {"en": "You pay."},
        "text": {
            "en": "Terms of use: changes apply from 31 March 2026.",
            "fr": "Terms of use : nouvelle version applicable le 31 mars 2026.",
        },
    }
    assert found["site"] == "https://policies.example/"


def test_the_file_is_valid_until_the_last_of_its_notices_is_over(story: Site) -> None:
    """A timer that stopped does not take notices off other sites; without any, the build's limit holds."""
    assert notices(story)["valid_until"] == "2026-05-03T22:00:00Z"
    quiet = story.subject("2026-09-01 09:00")
    assert notices(story, "2026-09-01 09:00") == {
        "schema": 1, "site": "https://policies.example/", "language": "en",
        "valid_until": quiet.states.valid_until().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "label": {"en": "Changes to our policies", "fr": "Modifications de nos documents"},
        "notices": [],
    }  # fmt: skip


def test_a_withdrawn_change_is_told_for_a_time(story: Site) -> None:
    """Who read that a change comes is told that it does not."""
    (gone,) = [
        one for one in notices(story, "2026-03-03 09:00")["notices"] if one["id"] == "terms-2"
    ]
    assert "withdrawn" in gone["text"]["en"]


def test_readers_of_a_translation_are_told_in_it_and_led_to_its_notice(
    site: Callable[..., Site],
) -> None:
    """One change is one line for each reader: in the page's language, with the notice in that language."""
    made = site()
    french = "---\ntitle: Confidentialité\n---\n\n# Confidentialité\n\nPendant 24 mois.\n"
    made.publish("2026-01-05 09:00", {
        "policy/privacy.md": policy("Privacy", "For 24 months."), "policy/privacy.fr.md": french,
    })  # fmt: skip
    made.publish("2026-01-12 09:00", {
        "policy/privacy.md": policy("Privacy", "For 13 months."),
        "policy/privacy.fr.md": french.replace("24", "13"),
    })  # fmt: skip
    english, other = notices(made, "2026-01-13 09:00")["notices"]
    assert english["text"] == {"en": "Privacy: changes apply from 24 February 2026.", "fr": ""}
    assert other["text"] == {
        "en": "",
        "fr": "Confidentialité : nouvelle version applicable le 24 février 2026.",
    }
    assert (english["id"], other["id"]) == ("privacy-2", "privacy-2.fr")
    assert other["url"] == "https://policies.example/notices/privacy-2.fr/"
    frames = files(made, "2026-01-13 09:00")
    assert b"Privacy" not in frames["embed/notice.fr.html"]
    assert b"Confidentialit" not in frames["embed/notice.en.html"]


def test_more_notices_than_fit_become_one_line(site: Callable[..., Site]) -> None:
    """Sixty pending changes still make a file of 8 KiB; the last line counts the rest and leads to all."""
    made = site()
    names = [f"policy/p{number}.md" for number in range(60)]
    made.publish("2026-01-05 09:00", {name: policy(f"Policy {name}", "Old.") for name in names})
    made.publish("2026-01-12 09:00", {name: policy(f"Policy {name}", "New.") for name in names})
    found = notices(made, "2026-01-13 09:00")
    *shown, more = found["notices"]
    assert more["id"] == "more"
    assert more["url"] == "https://policies.example/notices/"
    assert more["text"]["en"] == f"Further changes are announced: {60 - len(shown)}."
    assert len(shown) > 10


@pytest.mark.parametrize("name", [name for name, _ in loader.loaders()])
def test_a_released_loader_never_changes(name: str) -> None:
    """Its name holds its digest, and it keeps below 4 KB."""
    data = loader.content(name)
    assert loader.name_of(data) == name
    assert len(data) < 4000


def test_every_released_loader_stays_on_the_site(story: Site) -> None:
    """A site that pins an old one still finds it; the plain name holds the latest."""
    found = files(story)
    assert {path for path in found if path.startswith("embed/notice-v")} == {
        f"embed/{name}" for name, _ in loader.loaders()
    }
    assert found["embed/notice.js"] == loader.content(loader.LATEST)


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacent", "document.write",
                                  "eval", "cookie", "localStorage", "sessionStorage"])  # fmt: skip
def test_the_loader_has_no_way_to_make_markup_or_keep_anything(word: str) -> None:
    """Neither markup from text nor storage occurs in it at all."""
    assert word not in loader.content(loader.LATEST).decode("ascii")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_frame_is_a_page_without_anything_foreign(story: Site, language: str) -> None:
    """Valid HTML in its language, each notice a link that opens outside the frame, nothing loaded."""
    content = files(story)[f"embed/notice.{language}.html"].decode("utf-8")
    html5lib.HTMLParser(strict=True).parse(content)
    page = BeautifulSoup(content, "html.parser")
    assert page.html["lang"] == language  # type: ignore[index]
    links = page.select("p[data-until] a")
    assert [link["href"] for link in links] == [
        "https://policies.example/notices/terms-2/",
        "https://policies.example/notices/privacy-2/",
    ]
    assert {link["target"] for link in links} == {"_blank"}
    assert not page.find_all(src=True)
    assert "default-src 'none'" in page.find("meta", attrs={"http-equiv": True})["content"]  # type: ignore[index, operator]


def test_the_frame_without_a_language_is_that_of_the_site(story: Site) -> None:
    """`notice.html` is the page in the site's own language."""
    found = files(story)
    assert found["embed/notice.html"] == found["embed/notice.en.html"]


def test_the_command_prints_a_snippet_with_the_integrity_hash(in_repo: PolicyRepo) -> None:
    """The address of the immutable loader, its digest, and what a policy must allow."""
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0
    integrity = loader.integrity(loader.content(loader.LATEST))
    assert result.stdout == (
        f'<script src="https://policies.example/embed/{loader.LATEST}" integrity="{integrity}"'
        ' crossorigin="anonymous" async></script>\n'
    )
    assert f"script-src '{integrity}'; connect-src https://policies.example/embed/notice.json" in (
        result.stderr
    )


def test_the_command_prints_a_frame_for_sites_without_foreign_script(in_repo: PolicyRepo) -> None:
    """A sandboxed frame with a title, in the language that is asked for."""
    result = CliRunner().invoke(command, ["--frame", "--language", "fr"])
    frame = BeautifulSoup(result.stdout, "html.parser").iframe
    assert frame is not None
    assert frame["src"] == "https://policies.example/embed/notice.fr.html"
    assert frame["title"] == "Modifications de nos documents"
    assert "allow-same-origin" not in str(frame["sandbox"])


def test_the_command_gives_everything_as_json(in_repo: PolicyRepo) -> None:
    """One object on standard output and nothing else."""
    found = json.loads(CliRunner().invoke(command, ["--json"]).stdout)
    assert set(found) == {"script", "integrity", "script_csp", "frame", "frame_csp", "notices"}
    assert found["notices"] == "https://policies.example/embed/notice.json"


def test_without_a_site_url_the_command_says_what_to_write(in_repo: PolicyRepo) -> None:
    """Other sites cannot be told of an address that nobody knows."""
    in_repo.write({"mkdocs.yml": MKDOCS_YML.replace("site_url", "# site_url")})
    error = CliRunner().invoke(command, []).exception
    assert isinstance(error, UsageError)
    assert "To fix: write 'site_url: https://" in str(error)


def test_a_language_without_words_is_refused(in_repo: PolicyRepo) -> None:
    """The message names the languages that there are."""
    error = CliRunner().invoke(command, ["--frame", "--language", "xx"]).exception
    assert isinstance(error, UsageError)
    assert "en, fr" in str(error)
