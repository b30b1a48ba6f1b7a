"""`publisher check` and `publisher build` agree: what one passes the other builds, in any repository."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from publisher.check import Level, check
from publisher.cli.build import build_site
from publisher.errors import PublisherError
from tests.cli.conftest import NOTICE, NOW, announce
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at

Files = dict[str, str | bytes | None]
OTHER = """\
---
title: Terms of sale
effective: 2020-01-01
---

# Terms of sale

You pay within thirty days of the invoice, in euros.
"""
PNG = b"\x89PNG\r\n\x1a\n"


def front(**fields: str) -> str:
    """Return the other policy with more lines in its front matter."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    return OTHER.replace("---\n\n", f"{more}---\n\n", 1)


@dataclass(frozen=True)
class Shape:
    """A repository.

    first: its first commit, beside mkdocs.yml and privacy.md; it is announced if there is a second, `then`.
    refused: words that both have in their refusal; empty where all is well.
    """

    name: str
    first: Files = field(default_factory=dict)
    then: Files | None = None
    refused: str = ""
    make: Callable[[PolicyRepo], object] | None = None
    config: str = MKDOCS_YML


def themed(options: str = "", name: str = "material") -> str:
    """Return the configuration of a site with another theme, or other options of it."""
    return (
        "theme: {"
        + ", ".join(filter(None, (f"name: {name}", options)))
        + "}\n"
        + re.sub(r"theme:.*?\n(?=\S)", "", MKDOCS_YML, flags=re.DOTALL)
    )


def link(name: str, target: str) -> Callable[[PolicyRepo], object]:
    """Return what puts a symbolic link into a repository."""
    return lambda repo: (repo.path / name).symlink_to(target)


def submodule(repo: PolicyRepo) -> None:
    """Enter a commit of another repository as a submodule's."""
    (repo.path / "policy" / "sub").mkdir()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},policy/sub")


def undecodable(repo: PolicyRepo) -> None:
    """Add a file whose name is not UTF-8."""
    Path(os.fsdecode(os.fsencode(repo.path) + b"/policy/caf\xe9.txt")).write_text("x")


SHAPES = [
    Shape("plain"),
    Shape("two policies", {"policy/terms.md": OTHER}),
    Shape("folder index", {"policy/terms/index.md": OTHER, "policy/terms/a.png": PNG}),
    Shape("folder index with its picture", {
        "policy/terms/index.md": OTHER + "\n![A](a.png) [B](../privacy.md)\n",
        "policy/terms/a.png": PNG}),
    Shape("deep", {"policy/legal/terms.md": OTHER}),
    Shape("deep folder index", {"policy/legal/eu/terms/index.md": OTHER}),
    Shape("folder index in French", {
        "policy/terms/index.md": OTHER,
        "policy/terms/index.fr.md": OTHER.replace("Terms of", "Conditions")}),
    Shape("index of the root", {"policy/index.md": OTHER}, refused="is the home page"),
    Shape("ordinary home page", {"policy/index.md": "# Home\n\n<!-- policies -->\n"}),
    Shape("page and folder index", {"policy/terms.md": OTHER, "policy/terms/index.md": front(id="other")},
          refused="the address '/terms/'"),
    Shape("policy beside a page of its address", {"policy/terms.md": OTHER, "policy/terms/index.md": "# A\n"},
          refused="has the same address as"),
    Shape("pages of one address", {"policy/about.md": "# A\n", "policy/about/index.md": "# B\n"},
          refused="has the same address as"),
    Shape("index and README", {"policy/a/index.md": "# A\n", "policy/a/README.md": "# B\n"},
          refused="has the same address as"),
    Shape("capitals alone differ", {"policy/about.md": "# A\n", "policy/About.md": "# B\n"},
          refused="capitals make no difference"),
    Shape("one id twice", {"policy/terms.md": front(id="privacy")}, refused="has the id 'privacy'"),
    Shape("page of the notices", {"policy/notices.md": "# N\n"}, refused="belongs to the publisher"),
    Shape("policy of the notices", {"policy/notices.md": OTHER}, refused="belongs to the publisher"),
    Shape("feeds", {"policy/feeds.md": "# N\n"}, refused="belongs to the publisher"),
    Shape("embed", {"policy/embed/index.md": OTHER}, refused="belongs to the publisher"),
    Shape("calendar", {"policy/calendar.md": OTHER}, refused="belongs to the publisher"),
    Shape("when", {"policy/when.md": "# N\n"}, refused="belongs to the publisher"),
    Shape("history of a policy", {"policy/privacy/history.md": "# N\n"}, refused="belongs to the publisher"),
    Shape("version of a policy", {"policy/privacy/v3.md": OTHER}, refused="belongs to the publisher"),
    Shape("device", {"policy/con.md": OTHER}, refused="isn't a valid file name on Windows"),
    Shape("device as a folder", {"policy/aux/a.txt": "x"}, refused="isn't a valid file name on Windows"),
    Shape("files of hosts", {
        "policy/CNAME": "policies.example\n", "policy/_headers": "/*\n  X: y\n",
        "policy/_redirects": "/a /b\n",
        "policy/robots.txt": "User-agent: *\n", "policy/.nojekyll": "",
        "policy/.well-known/security.txt": "x",
        "policy/.well-known/apple-app-site-association": "{}",
        "policy/googleab12.html": "google-site-verification: googleab12.html\n"}),
    Shape("a page that proves nothing", {"policy/googleab12.html": "<script>1</script>"},
          refused="isn't a kind of file"),
    Shape("foreign file", {"policy/a.exe": b"MZ\0"}, refused="isn't a kind of file"),
    Shape("drawing", {"policy/a.svg": "<svg/>"}, refused="isn't a kind of file"),
    Shape("drawing that is named", {"policy/a.svg": "<svg/>"},
          config=MKDOCS_YML.replace("font: false", "font: false, logo: a.svg")),
    Shape("link", make=link("policy/a.md", "privacy.md"), refused="is a link"),
    Shape("link to a picture", make=link("policy/a.png", "../b.png"), refused="is a link"),
    Shape("link to nowhere", make=link("policy/a.md", "nothing"), refused="is a link"),
    Shape("submodule", make=submodule, refused="is a link"),
    Shape("line end in a name", {"policy/a\n::error::b.txt": "x"}, refused="control character"),
    Shape("escape in a page's name", {"policy/a\x1b[31m.md": "# A\n"}, refused="control character"),
    Shape("turned name", {"policy/a\u202egnp.txt": "x"}, refused="control character"),
    Shape("name that is not UTF-8", make=undecodable, refused="not UTF-8"),
    Shape("capitals in a policy's name", {"policy/Terms.md": OTHER}, refused="cannot be part of an address"),
    Shape("no title", {"policy/terms.md": OTHER.replace("title: Terms of sale\n", "")}, refused="no 'title'"),
    Shape("no such day", {"policy/terms.md": OTHER.replace("01-01", "02-30")}, refused="isn't a valid date"),
    Shape("not UTF-8", {"policy/terms.md": OTHER.encode("utf-16")}, refused="not UTF-8"),
    Shape("front matter of a page", {"policy/a.md": "---\ntitle: [\n---\n# A\n"}, refused="isn't valid YAML"),
    Shape("script in a policy", {"policy/terms.md": OTHER + "\n<script>1</script>\n"}),
    Shape("style in a policy", {"policy/terms.md": OTHER + "\n<style>p{display:none}</style>\n"},
          refused="policy/terms.md:10"),
    Shape("dead link of a page", {"policy/a.md": "# A\n\n[x](nothing.md)\n"}, refused="nothing.md"),
    Shape("dead anchor of a page", {"policy/a.md": "# A\n\n[x](privacy.md#nothing)\n"},
          config=MKDOCS_YML + "validation: {anchors: warn}\n", refused="#nothing"),
    Shape("anchor of a policy", {"policy/a.md": "# A\n\n[x](privacy.md#use)\n"},
          config=MKDOCS_YML + "validation: {anchors: warn}\n"),
    Shape("style in a page", {"policy/a.md": "# A\n\n<p style='color:red'>x</p>\n"},
          refused="the attribute 'style'"),
    Shape("dead nav", config=MKDOCS_YML + "nav: [privacy.md, nothing.md]", refused="nothing.md"),
    Shape("nav", {"policy/terms/index.md": OTHER}, config=MKDOCS_YML + "nav: [privacy.md, terms/index.md]"),
    Shape("hidden policy", config=MKDOCS_YML + "exclude_docs: privacy.md", refused="leaves out the policy"),
    Shape("root as the folder", config=MKDOCS_YML.replace("docs_dir: policy", "docs_dir: ."),
          refused="'docs_dir: .'"),
    Shape("absolute folder", config=MKDOCS_YML.replace("docs_dir: policy", "docs_dir: /policy"),
          refused="docs_dir"),
    Shape("folder elsewhere", {"legal/text/terms.md": OTHER, "policy/privacy.md": None},
          config=MKDOCS_YML.replace("docs_dir: policy", "docs_dir: legal/text")),
    Shape("folder that is not there", config=MKDOCS_YML.replace("docs_dir: policy", "docs_dir: texts"),
          refused="texts"),
    Shape("addresses with .html", config=MKDOCS_YML + "use_directory_urls: false",
          refused="use_directory_urls"),
    Shape("unknown option", config=MKDOCS_YML.replace("calendar", "calender"), refused="calender"),
    Shape("unknown option of MkDocs", config=MKDOCS_YML + "site_nam: x", refused="site_nam"),
    Shape("missing plugin", config=MKDOCS_YML.replace("- search", "- nosuchplugin"), refused="nosuchplugin"),
    Shape("broken template", {"overrides/main.html": "{% if %}"},
          config=MKDOCS_YML.replace("font: false", "font: false, custom_dir: overrides"),
          refused="main.html"),
    Shape("banner left out", {"overrides/main.html": '{% extends "base.html" %}'},
          {"policy/privacy.md": CHANGED}, "leaves",
          config=themed("font: false, custom_dir: overrides")),
    Shape("theme of MkDocs", config=themed(name="mkdocs"), refused="has no place for the banner"),
    Shape("theme of its own", {"overrides/main.html": "{{ page.content }}"},
          config=themed("custom_dir: overrides", name="null"), refused="has no place for the banner"),
    Shape("language of the theme", config=themed("language: 5"), refused="has no place for the banner"),
    Shape("template that is not there", config=themed("static_templates: [a.html]"), refused="a.html"),
    Shape("features of the theme", config=themed("features: 5"), refused="'theme.features' is 5"),
    Shape("sources of the pages", config=MKDOCS_YML + "extra: {csp: 5}", refused="'extra.csp' is 5"),
    Shape("option that the theme can't read", config=MKDOCS_YML + "extra: {social: 5}",
          refused="social.html"),
    Shape("option that MkDocs can't read", config=MKDOCS_YML + "extra_css: [5]", refused="names '5'"),
    Shape("failing hook", {"hook.py": "def on_nav(nav, config, files):\n    return nav.nothing\n"},
          config=MKDOCS_YML + "hooks: [hook.py]", refused="hook.py:2"),
    Shape("rename without id", {"policy/terms.md": OTHER},
          {"policy/terms.md": None, "policy/sales.md": OTHER}, "lost its identity"),
    Shape("rename with id", {"policy/terms.md": OTHER},
          {"policy/terms.md": None, "policy/sales.md": front(id="terms")}),
    Shape("rename into a folder", {"policy/terms.md": OTHER},
          {"policy/terms.md": None, "policy/terms/index.md": OTHER + "\nAnd by card.\n"}),
    Shape("rename out of a folder", {"policy/terms/index.md": OTHER},
          {"policy/terms/index.md": None, "policy/terms.md": OTHER}),
    Shape("end", {"policy/terms.md": OTHER}, {"policy/terms.md": None}),
    Shape("effective taken away", {"policy/terms.md": OTHER},
          {"policy/terms.md": OTHER.replace("effective: 2020-01-01\n", "")}, "has no 'effective' any more"),
    Shape("change with a notice", then={"policy/privacy.md": CHANGED, "policy/notices/n.md": NOTICE}),
    Shape("notice of nobody", then={"policy/notices/n.md": NOTICE.replace("privacy", "x")}, refused="'x'"),
    Shape("exception that is not allowed", then={"policy/privacy.md": CHANGED,
          "policy/notices/n.md": NOTICE.replace("---\nWe", "exception: Urgent.\napproved-by: A\n---\nWe")},
          refused="declares an exception"),
    Shape("translation of nothing", {"policy/terms.md": front(translation_of="x")},
          refused="is a translation of 'x'"),
    Shape("index of the notices", {"policy/notices/index.md": "# Notices\n"}),
    Shape("page that begins with a dot", {"policy/.a.md": "# A\n"}),
]  # fmt: skip


def make(path: Path, shape: Shape) -> PolicyRepo:
    """Return the repository of a shape, with everything committed."""
    repo = PolicyRepo(path, config=shape.config)
    files: Files = {"policy/privacy.md": POLICY} | shape.first
    repo.write({name: content for name, content in files.items() if content is not None})
    if shape.make:
        repo.git("add", "-A")
        shape.make(repo)
        if shape.make is not submodule:
            repo.git("add", "-A")
        repo.git("commit", "-q", "-m", "Begin")
    else:
        repo.commit({})
    if shape.then is not None:
        announce(path, at("2026-11-02 10:00"))
        repo.commit(shape.then)
    return repo


def problems(repo: PolicyRepo) -> list[str]:
    """Return what `check` calls a problem; what it can't go on from counts as well."""
    try:
        report = check(repo.path, NOW)
    except PublisherError as error:
        return [str(error)]
    found = [problem for problem in report.problems if problem.level is Level.PROBLEM]
    return [f"{problem.path}:{problem.line}: {problem.what}" for problem in found]


def refusal(repo: PolicyRepo, site: Path, caplog: pytest.LogCaptureFixture) -> str:
    """Return the words with which `build` refuses; empty where it builds."""
    caplog.clear()
    try:
        build_site(site_dir=site)
    except PublisherError as error:
        return f"{error}\n{caplog.text}"
    return ""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.replace(" ", "-"))
def test_check_names_what_the_build_refuses_and_nothing_else(
    shape: Shape,
    tmp_path: Path,
    now: object,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What the build refuses is a problem with the same words, and what is no problem is built."""
    repo = make(tmp_path / "repo", shape)
    monkeypatch.chdir(repo.path)
    named = problems(repo)
    refused = refusal(repo, tmp_path / "site", caplog)
    assert bool(named) == bool(refused), (named, refused)
    assert bool(refused) == bool(shape.refused), refused
    if shape.refused:
        assert shape.refused in refused
        assert any(shape.refused in one for one in named), named
    else:
        assert (tmp_path / "site" / "publication.json").is_file()
