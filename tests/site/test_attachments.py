"""Attachments on the site: each page has the bytes of its own text, whatever came later (T10)."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from publisher.repository import open_repository
from publisher.site.build.staging import write
from tests.conftest import MKDOCS_YML, PolicyRepo, at
from tests.site.conftest import build, soup
from tests.site.world import publish

# name of the file, how the text links to it
SHAPES = {
    "pdf": ("annex.pdf", "[annex](annex.pdf)"),
    "picture": ("fees.png", "![fees](fees.png)"),
    "text": ("list.txt", "[list][l]\n\n[l]: list.txt"),
    "table": ("fees.csv", "[table](fees.csv#row=2)"),
    "word": ("terms/form.docx", '<a href="terms/form.docx">form</a>'),
    "spaces": ("fee table.pdf", "[table](fee%20table.pdf?v=1)"),
    "letters": ("gebühr.pdf", "[Gebühr](gebühr.pdf)"),
    "hidden": ("templates/form.odt", "[form](templates/form.odt)"),
    "html": ("seal.jpg", '<img src="seal.jpg" alt="Seal">'),
    "no-extension": ("LICENCE", "[licence](LICENCE)"),
}
TEXT = "---\ntitle: {}\neffective: 2014-01-27\n---\n\n# {}\n\nSee {}\n"
TODAY = "2026-12-01 09:00"


def old(name: str) -> bytes:
    """Return the first content of a file."""
    return f"10 EUR in {name}".encode()


def new(name: str) -> bytes:
    """Return the second one."""
    return f"99 EUR in {name}".encode()


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    """A policy for each shape, whose file another one is announced to replace on 7 January."""
    repo = PolicyRepo(tmp_path_factory.mktemp("attachments") / "repo", config=MKDOCS_YML)
    files: dict[str, str | bytes | None] = {
        f"policy/{shape}.md": TEXT.format(shape, shape, link) for shape, (_, link) in SHAPES.items()
    }
    files |= {f"policy/{name}": old(name) for name, _ in SHAPES.values()}
    files |= {
        "policy/.well-known/security.txt": "Contact: x\n",
    }
    repo.commit(files)
    publish(repo, at("2026-11-02 09:00"))
    repo.commit({f"policy/{name}": new(name) for name, _ in SHAPES.values()})
    publish(repo, at("2026-11-23 09:00"))
    return repo


@pytest.fixture(scope="module")
def before(repo: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site while the change is coming."""
    return build(
        repo, tmp_path_factory.mktemp("before") / "site", TODAY.replace(" ", "T") + "+00:00"
    )


@pytest.fixture(scope="module")
def after(repo: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site when it has come."""
    return build(repo, tmp_path_factory.mktemp("after") / "site", "2027-01-08")


def shown(site: Path, address: str, name: str) -> bytes:
    """Return the bytes to which the text on a page leads."""
    page, last = soup(site, address), name.rpartition("/")[2]
    for waiting in page.select("template"):
        waiting.decompose()
    links = [
        e.get("href") or e.get("src") for e in page.select("article a[href], article img[src]")
    ]
    found = [unquote(urldefrag(str(link)).url) for link in links]
    [target] = {link for link in found if "/files/" in link and link.endswith(f"/{last}")}
    return (site / address / target).resolve().read_bytes()


@pytest.mark.parametrize("shape", SHAPES)
def test_each_page_has_the_bytes_of_its_text(before: Path, after: Path, shape: str) -> None:
    """In force, coming and archived: before the day and after it."""
    name, _ = SHAPES[shape]
    assert shown(before, f"{shape}/", name) == old(name)
    assert shown(before, f"{shape}/v1/", name) == old(name)
    assert shown(before, f"{shape}/v2/", name) == new(name)
    assert (before / name).read_bytes() == old(name)
    assert shown(after, f"{shape}/", name) == new(name)
    assert shown(after, f"{shape}/v1/", name) == old(name)
    assert shown(after, f"{shape}/v2/", name) == new(name)
    assert (after / name).read_bytes() == new(name)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_version_is_served_under_its_digest(after: Path, shape: str) -> None:
    """The address names the content, so it never leads to another one."""
    name, _ = SHAPES[shape]
    for data in (old(name), new(name)):
        digest = hashlib.sha256(data).hexdigest()
        assert (after / "files" / digest / name.rpartition("/")[2]).read_bytes() == data


@pytest.mark.parametrize("shape", SHAPES)
def test_the_notice_and_the_redline_name_the_file(before: Path, shape: str) -> None:
    """With a link to the old version and one to the new."""
    name = SHAPES[shape][0].rpartition("/")[2]
    for address in (f"notices/{shape}-2/", f"{shape}/v2/changes/"):
        [line] = soup(before, address).select(".pp-files li")
        assert line.get_text().startswith(f"The file {name} was replaced.")
        digests = [str(link["href"]).split("/files/")[1][:64] for link in line.select("a")]
        path = SHAPES[shape][0]
        assert digests == [hashlib.sha256(d).hexdigest() for d in (old(path), new(path))]


def test_printed_pages_and_feeds_have_the_files_of_their_text(before: Path) -> None:
    """A picture is inside the page to print; a feed links to both versions."""
    printed = {v: (before / f"picture/v{v}/print/index.html").read_text() for v in (1, 2)}
    assert base64.b64encode(old("fees.png")).decode() in printed[1]
    assert base64.b64encode(new("fees.png")).decode() in printed[2]
    feed = (before / "pdf/feed.xml").read_text(encoding="utf-8")
    assert "The file annex.pdf was replaced." in feed
    assert hashlib.sha256(old("annex.pdf")).hexdigest() in feed
    assert hashlib.sha256(new("annex.pdf")).hexdigest() in feed


def test_files_for_programs_reach_the_site(before: Path) -> None:
    """MkDocs would leave out what begins with a dot."""
    assert (before / ".well-known/security.txt").read_text() == "Contact: x\n"


def test_policies_json_names_the_files_of_each_text(before: Path) -> None:
    """By path, address, digest and size."""
    content = json.loads((before / "policies.json").read_text(encoding="utf-8"))
    [policy] = [one for one in content["policies"] if one["id"] == "pdf"]
    digests = [one["texts"][0]["attachments"][0]["sha256"] for one in policy["versions"]]
    assert digests == [hashlib.sha256(d("annex.pdf")).hexdigest() for d in (old, new)]


def test_a_staged_tree_has_the_files_too(repo: PolicyRepo, tmp_path: Path) -> None:
    """For another generator: links lead to what each text was published with."""
    write(open_repository(repo.path), at(TODAY), tmp_path / "tree")
    tree = tmp_path / "tree"
    digests = {d: hashlib.sha256(d("annex.pdf")).hexdigest() for d in (old, new)}
    assert f"(files/{digests[old]}/annex.pdf)" in (tree / "pdf.md").read_text()
    assert f"(../files/{digests[new]}/annex.pdf)" in (tree / "pdf/v2.md").read_text()
    assert (tree / "annex.pdf").read_bytes() == old("annex.pdf")
    assert (tree / "files" / digests[new] / "annex.pdf").read_bytes() == new("annex.pdf")


def test_a_build_names_the_files_that_its_announcements_need(tmp_path: Path) -> None:
    """Address and digest, of the new text and of the one that it changes."""
    repo = PolicyRepo(tmp_path / "repo", config=MKDOCS_YML)
    link = SHAPES["pdf"][1]
    repo.commit({"policy/pdf.md": TEXT.format("pdf", "pdf", link), "policy/annex.pdf": "10 EUR"})
    publish(repo, at("2026-11-02 09:00"))
    repo.commit({"policy/annex.pdf": "99 EUR"})
    site = build(repo, tmp_path / "site", "2026-11-23")
    [announced] = json.loads((site / "publication.json").read_text())["announces"]
    digests = sorted(hashlib.sha256(data).hexdigest() for data in (b"10 EUR", b"99 EUR"))
    assert announced["attachments"] == [
        {"path": f"files/{digest}/annex.pdf", "sha256": digest} for digest in digests
    ]
    for one in announced["attachments"]:
        assert hashlib.sha256((site / one["path"]).read_bytes()).hexdigest() == one["sha256"]


def test_a_file_that_was_missing_waits_for_its_day(tmp_path: Path) -> None:
    """The text in force names it and never had it: until the day it is at its content's address only."""
    repo = PolicyRepo(tmp_path / "repo", config=MKDOCS_YML)
    text = TEXT.format("fees", "fees", "![fees](fees.png) and ![seal](seal.png)")
    repo.commit({"policy/fees.md": text, "policy/seal.png": "seal"})
    publish(repo, at("2026-11-02 09:00"))
    repo.commit({"policy/fees.png": "99 EUR"})
    publish(repo, at("2026-11-23 09:00"))
    address = f"files/{hashlib.sha256(b'99 EUR').hexdigest()}/fees.png"

    site = build(repo, tmp_path / "before", TODAY.replace(" ", "T") + "+00:00")
    assert not (site / "fees.png").exists()
    assert (site / "seal.png").read_text() == "seal"
    assert shown(site, "fees/v2/", "fees.png") == b"99 EUR"
    write(open_repository(repo.path), at(TODAY), tmp_path / "tree")
    assert not (tmp_path / "tree/fees.png").exists()
    assert (tmp_path / "tree" / address).read_text() == "99 EUR"

    site = build(repo, tmp_path / "after", "2027-01-08")
    assert shown(site, "fees/", "fees.png") == b"99 EUR"
    assert (site / "fees.png").read_text() == "99 EUR"
