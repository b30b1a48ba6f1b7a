"""`publisher stage`: the finished Markdown tree for any other generator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from publisher.text.document.render import render
from tests.cli.conftest import NOW, Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at

NOTICE = "---\npolicy: privacy\nsummary: Shorter <b>now</b> {{ x }}.\n---\nWe delete sooner.\n"


@pytest.fixture
def pending(in_repo: PolicyRepo) -> PolicyRepo:
    """A policy with a change that is announced, and an ordinary page."""
    linked = (
        POLICY
        + "\nSee [home](index.md), [the terms](terms.md#use) and [a site](https://a.example/).\n"
    )
    in_repo.commit(
        {"policy/privacy.md": linked, "policy/index.md": "# Home\n", "policy/a.svg": "<svg/>"}
    )
    announce(in_repo.path, at("2026-11-02 10:00"))
    changed = linked.replace("24 months", "13 months")
    in_repo.commit({"policy/privacy.md": changed, "policy/notices/n.md": NOTICE})
    announce(in_repo.path, NOW)
    return in_repo


def parts(path: str) -> tuple[dict[str, object], str]:
    """Return front matter and body of a staged file."""
    _, front, body = Path(path).read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def test_the_tree_holds_texts_versions_notices_and_pages(pending: PolicyRepo, run: Run) -> None:
    """The text in force has the policy's own address; what is pending stands beside it."""
    assert run("stage", "out").code == 0
    made = sorted(p.relative_to("out").as_posix() for p in Path("out").rglob("*.*"))
    assert made == [
        ".publisher-stage.json", "index.md", "notices/privacy-2.md", "privacy.md", "privacy/v1.md",
        "privacy/v2.md", "publisher.json",
    ]  # fmt: skip
    front, body = parts("out/privacy.md")
    assert (front["version"], front["state"], front["effective"]) == (1, "in force", "2014-01-27")
    assert "24 months" in body
    assert "13 months" not in body
    assert "What will change on 7 January 2027" in body
    front, body = parts("out/privacy/v2.md")
    assert (front["version"], front["state"]) == (2, "pending")
    assert "13 months" in body
    front, body = parts("out/notices/privacy-2.md")
    assert "30 full business days" in body
    assert "We delete sooner." in body
    assert (
        json.loads(Path("out/publisher.json").read_text())["banners"][0]["until"]
        == "2027-01-06T23:00:00Z"
    )


def test_on_the_day_the_new_text_takes_the_address(pending: PolicyRepo, run: Run) -> None:
    """As of the effective day the policy's own page holds the new text."""
    run("stage", "out", "--as-of", "2027-01-07")
    front, body = parts("out/privacy.md")
    assert (front["version"], front["state"]) == (2, "in force")
    assert "13 months" in body
    assert parts("out/privacy/v1.md")[0]["state"] == "archived"


def test_relative_links_still_lead_there(pending: PolicyRepo, run: Run) -> None:
    """From a deeper file, links to other pages are written as seen from there; others stay."""
    run("stage", "out")
    _, body = parts("out/privacy/v2.md")
    assert (
        "[home](../index.md), [the terms](../terms.md#use) and [a site](https://a.example/)" in body
    )


def test_nothing_active_reaches_the_other_generator(in_repo: PolicyRepo, run: Run) -> None:
    """Scripts, templates and attributes of a text arrive as the sanitised HTML of its page, or as words."""
    hostile = POLICY + "\n<script>x()</script> {{ site.key }} {% raw %} [a](javascript:x)\n"
    in_repo.commit({"policy/privacy.md": hostile})
    run("stage", "out")
    _, body = parts("out/privacy.md")
    assert "<script" not in body
    assert "javascript:" not in body
    assert "{" not in body
    assert "site.key" in body
    assert "x()" in render(hostile)


def test_words_of_a_notice_are_words(pending: PolicyRepo, run: Run) -> None:
    """What stands in a summary is never taken for HTML or for a template."""
    run("stage", "out")
    _, body = parts("out/notices/privacy-2.md")
    assert "Shorter &lt;b&gt;now&lt;/b&gt; &#123;&#123; x &#125;&#125;." in body


def test_an_earlier_tree_is_replaced_whole(pending: PolicyRepo, run: Run) -> None:
    """Staging again leaves nothing of the tree before, and no temporary folder."""
    run("stage", "out")
    Path("out/left.md").write_text("x", encoding="utf-8")
    assert run("stage", "out").code == 0
    assert not Path("out/left.md").exists()
    assert [p.name for p in Path().iterdir() if p.name.startswith(".out")] == []


def test_a_folder_with_other_files_is_not_touched(pending: PolicyRepo, run: Run) -> None:
    """What somebody else keeps in a folder is never deleted."""
    Path("mine").mkdir()
    Path("mine/a.txt").write_text("x", encoding="utf-8")
    answer = run("stage", "mine")
    assert answer.code == 2
    assert "holds other files" in answer.err
    assert [p.name for p in Path("mine").iterdir()] == ["a.txt"]


def generate(tree: Path, site: Path) -> None:
    """Stand in for another generator: each Markdown file becomes a page at its address."""
    for source in tree.rglob("*.md"):
        page = site / source.relative_to(tree).with_suffix("") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(render(source.read_text(encoding="utf-8"), strict=False), encoding="utf-8")


def test_a_site_of_another_generator_can_be_recorded(in_repo: PolicyRepo, run: Run) -> None:
    """Staged, generated, sealed: `record` enters the announcement that is seen on that site."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.commit({"policy/privacy.md": CHANGED, "policy/notices/n.md": NOTICE})
    run("stage", "tree")
    generate(Path("tree"), Path("public"))
    sealed = run("stage", "tree", "--seal", "public")
    build = json.loads(Path("public/publication.json").read_text(encoding="utf-8"))
    assert sealed.out.strip() == build["build_id"]
    assert build["preview"] is False
    assert run("record", "--site-dir", "public").code == 0
    assert run("status", "--json").json["policies"][0]["pending"][0]["effective"] == "2027-01-07"


@pytest.mark.parametrize("break_it", ["as-of", "commit", "page"])
def test_what_does_not_fit_is_not_sealed(in_repo: PolicyRepo, run: Run, break_it: str) -> None:
    """A tree for another day, an older commit, or a missing page leaves the site without publication.json."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.commit({"policy/privacy.md": CHANGED})
    run("stage", "tree", *(["--as-of", "2027-01-07"] if break_it == "as-of" else []))
    generate(Path("tree"), Path("public"))
    if break_it == "commit":
        in_repo.commit({"policy/index.md": "# Home\n"})
    if break_it == "page":
        Path("public/notices/privacy-2/index.html").unlink()
    answer = run("stage", "tree", "--seal", "public")
    assert answer.code == {"as-of": 2, "commit": 3, "page": 2}[break_it]
    assert not Path("public/publication.json").exists()
