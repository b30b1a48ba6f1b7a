"""Each version as one file to print and to keep."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup

from publisher.site.outputs.llms_txt import listing
from tests.outputs.conftest import Site, policy, printables

AFTER = "2026-09-01 09:00"


def page(site: Site, path: str, folder: Path, when: str = AFTER, **files: str) -> str:
    """Return a printable page, which a strict parser takes without an error.

    files: addresses of other files of the site, by their path in the repository.
    """
    subject = site.subject(when)
    subject.pages.addresses |= files
    found = printables(subject, folder)[f"{path}print/index.html"].decode("utf-8")
    html5lib.HTMLParser(strict=True).parse(found)
    return found


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("privacy/v1/", "In force from 27 January 2014 to 3 May 2026."),
        ("privacy/v2/", "In force from 4 May 2026."),
        ("terms/v2/", "Announced for 31 March 2026 and withdrawn. It never applied."),
        ("cookies/v1/", "In force from 1 June 2021 to 21 April 2026."),
    ],
)
def test_it_says_what_it_is_in_words_that_stay_true(
    story: Site, tmp_path: Path, path: str, sentence: str
) -> None:
    """Title, version, absolute days, permanent address and the digest that the register keeps."""
    found = BeautifulSoup(page(story, path, tmp_path), "html.parser")
    number = path.rstrip("/")[-1]
    assert sentence in found.header.get_text(" ")  # type: ignore[union-attr]
    assert f", version {number}" in found.header.get_text(" ")  # type: ignore[union-attr]
    assert found.find("a", href=f"https://policies.example/{path}")
    states = story.subject(AFTER).states
    text = states[path.split("/")[0]].version(int(number)).texts[-1]
    assert found.find("code").get_text() == text.entry.text_sha256  # type: ignore[union-attr]


def test_it_needs_nothing_else(site: Callable[..., Site], tmp_path: Path) -> None:
    """No script, no style sheet, no image from elsewhere: what it shows is in the file."""
    made, pixel = site(), b"\x89PNG\r\n\x1a\n"
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "seal.png").write_bytes(pixel)
    text = "![Seal](img/seal.png) ![Gone](img/gone.png) [Us](https://example.org/) [Terms](terms.md#a)."
    made.publish("2026-01-05 09:00", {"policy/privacy.md": policy("Privacy", text)})
    addresses = {"policy/img/seal.png": "img/seal.png", "policy/terms.md": "terms/"}
    soup = BeautifulSoup(page(made, "privacy/v1/", tmp_path, **addresses), "html.parser")
    assert [image["src"] for image in soup.find_all("img")] == [
        "data:image/png;base64," + base64.b64encode(pixel).decode(),
        "",
    ]
    assert not soup.find_all(["script", "iframe", "object"])
    assert [link["rel"] for link in soup.find_all("link")] == [["canonical"]]
    assert [link["href"] for link in soup.main.find_all("a")] == [  # type: ignore[union-attr]
        "https://example.org/",
        "https://policies.example/terms/#a",
    ]


def test_its_style_is_the_only_thing_its_policy_allows(story: Site, tmp_path: Path) -> None:
    """The content-security policy holds the digest of the style that stands in the page."""
    found = BeautifulSoup(page(story, "privacy/v2/", tmp_path), "html.parser")
    meta = found.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    digest = base64.b64encode(hashlib.sha256(found.style.string.encode()).digest()).decode()  # type: ignore[union-attr]
    assert meta["content"] == (  # type: ignore[index]
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [("2026-03-10 09:00", "2026-05-03 20:00"), ("2026-05-04 09:00", "2026-12-01 09:00")],
)
def test_it_stays_the_same_when_nothing_happens(
    story: Site, tmp_path: Path, first: str, second: str
) -> None:
    """No instant of the build stands on it."""
    pages = [page(story, "privacy/v2/", tmp_path, when) for when in (first, second)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("privacy/v1/", "In force from 27 January 2014 to 3 May 2026 (as announced)."),
        (
            "privacy/v2/",
            "Announced to take effect on 4 May 2026. The date may be postponed but never brought forward.",
        ),
    ],
)
def test_what_may_still_be_postponed_is_not_said_to_be_in_force_on_paper(
    story: Site, tmp_path: Path, path: str, sentence: str
) -> None:
    """Before the day only what was announced can be said for good."""
    found = BeautifulSoup(page(story, path, tmp_path, "2026-03-10 09:00"), "html.parser")
    assert sentence in found.header.get_text(" ")  # type: ignore[union-attr]


def test_the_end_of_a_policy_has_no_text_to_print(story: Site, tmp_path: Path) -> None:
    """Only versions with a text have a printable page."""
    assert "cookies/v2/print/index.html" not in printables(story.subject(AFTER), tmp_path)


def test_the_plain_list_names_every_text_that_applies_or_comes(story: Site) -> None:
    """`/llms.txt`: title, one line of what it is, and a link to the Markdown of each text."""
    lines = listing(story.subject("2026-03-10 09:00")).decode("utf-8").splitlines()
    assert lines[0] == "# Example policies"
    entries = [line for line in lines if re.match(r"- \[.*, version", line)]
    assert entries == [
        "- [Cookies, version 1](https://policies.example/cookies/v1.md): "
        "In force from 1 June 2021 to 21 April 2026 (as announced).",
        "- [Privacy statement, version 1](https://policies.example/privacy/v1.md): "
        "In force from 27 January 2014 to 3 May 2026 (as announced).",
        "- [Privacy statement, version 2](https://policies.example/privacy/v2.md): "
        "Announced to take effect on 4 May 2026. The date may be postponed but never brought "
        "forward. We keep your data for 13 months instead of 24.",
        "- [Terms of use, version 1](https://policies.example/terms/v1.md): "
        "In force from 1 January 2020.",
    ]
