"""The plugin as a guest: in sites with other pages, other plugins, own templates, or nothing of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.errors import PublisherError
from tests.conftest import MKDOCS_YML, POLICY, PolicyRepo
from tests.site.conftest import build, shown, soup

DAY = "2026-12-01"
HOME = "# Home\n\n<!-- policies -->\n"


def made(repo: PolicyRepo, config: str, **files: str) -> PolicyRepo:
    """Commit a policy, a home page and more files under a configuration."""
    repo.commit({
        "mkdocs.yml": config, "policy/privacy.md": POLICY, "policy/index.md": HOME,
        **{name.replace("__", "/"): text for name, text in files.items()},
    })  # fmt: skip
    return repo


def test_mkdocs_build_gives_the_same(repo: PolicyRepo, tmp_path: Path) -> None:
    """`mkdocs build` and `publisher build` write the same site, byte for byte."""
    made(repo, MKDOCS_YML)
    sites = []
    for name, command in (("a", ["mkdocs", "build", "-q"]), ("b", ["publisher", "build"])):
        program = Path(sys.executable).with_name(command[0])
        subprocess.run(
            [program, *command[1:], "--site-dir", tmp_path / name], cwd=repo.path, check=True,
            capture_output=True, env={"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1796122800"},
        )  # fmt: skip
        sites.append(tmp_path / name)
    files = [sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file()) for site in sites]
    assert files[0] == files[1]
    for file in files[0]:
        assert (sites[0] / file).read_bytes() == (sites[1] / file).read_bytes(), file


def test_a_mistake_is_one_message_under_mkdocs_too(repo: PolicyRepo) -> None:
    """`mkdocs build` tells what, where and how to mend, without a traceback."""
    made(repo, MKDOCS_YML.replace("calendar: FR", "calender: FR"))
    program = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run(
        [program, "build"], cwd=repo.path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "write 'calendar'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistake_in_a_text_is_one_message_under_mkdocs_too(repo: PolicyRepo) -> None:
    """The same holds for what is found only while pages are made."""
    made(repo, MKDOCS_YML, **{"policy__notices__n.md": "---\npolicy: privacy\nsummary: [\n---\n"})
    program = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run(
        [program, "build"], cwd=repo.path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "policy/notices/n.md:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_without_a_home_page_gets_one(repo: PolicyRepo, tmp_path: Path) -> None:
    """The overview stands at the root even if nobody wrote a page for it."""
    repo.commit({"policy/privacy.md": POLICY})
    site = build(repo, tmp_path / "site", DAY)
    assert "Privacy statement Version 1. In force" in shown(site, "")
    assert soup(site, "").h1.get_text(strip=True) == "Example policies"  # type: ignore[union-attr]


def test_a_navigation_of_the_sites_own_is_kept(repo: PolicyRepo, tmp_path: Path) -> None:
    """`nav:` decides titles and order; what it leaves out is built and not warned of."""
    config = MKDOCS_YML + "nav:\n  - About: about.md\n  - Data: privacy.md\n  - index.md\n"
    made(repo, config, **{"policy__about.md": "# About\n"})
    site = build(repo, tmp_path / "site", DAY)
    nav = soup(site, "privacy/").select(".md-nav--primary > .md-nav__list > li > a")
    assert [a.get_text(strip=True) for a in nav] == ["About", "Data", "Home"]
    assert (site / "notices/index.html").is_file()
    assert soup(site, "privacy/").title.get_text() == "Privacy statement - Example policies"  # type: ignore[union-attr]


def test_edit_links_lead_to_the_committed_file(repo: PolicyRepo, tmp_path: Path) -> None:
    """Where a site shows edit links, policies and pages have theirs; generated pages have none."""
    config = MKDOCS_YML.replace(
        "theme: {name: material, font: false}",
        "theme: {name: material, font: false, features: [content.action.edit]}\n"
        "repo_url: https://code.example/policies\nedit_uri: edit/main/policy/",
    )
    made(repo, config, **{"policy__about.md": "# About\n"})
    site = build(repo, tmp_path / "site", DAY)
    for address in ("about/", "privacy/"):
        link = soup(site, address).select_one('a[rel="edit"]')
        assert link is not None
        assert link["href"] == f"https://code.example/policies/edit/main/policy/{address[:-1]}.md"
    for address in ("privacy/v1/", "privacy/history/", "notices/", "when/"):
        assert soup(site, address).select_one('a[rel="edit"]') is None
    assert 'data-md-component="source"' not in (site / "index.html").read_text(encoding="utf-8")


OTHER_PLUGIN = """\
import re

def on_page_content(html, page, config, files):
    return html.replace("24 months", "99 months") + "<p>Added by another plugin.</p>"

def on_page_context(context, page, config, nav):
    page.content = (page.content or "").replace("24 months", "98 months")

def on_files(files, config):
    return files
"""


def test_another_plugin_cannot_change_a_policys_text(repo: PolicyRepo, tmp_path: Path) -> None:
    """What is kept in the register is what the page shows, whatever else works on pages."""
    made(
        repo, MKDOCS_YML + "hooks: [other.py]\n",
        **{"other.py": OTHER_PLUGIN, "policy__about.md": "# About\n"},
    )  # fmt: skip
    site = build(repo, tmp_path / "site", DAY)
    assert "24 months" in shown(site, "privacy/")
    assert "Added by another plugin" not in shown(site, "privacy/")
    assert "Added by another plugin" in shown(site, "about/")


@pytest.mark.parametrize(
    ("template", "says"),
    [
        pytest.param(
            '{% extends "base.html" %}', "publisher's part of the page is missing", id="left-out"
        ),
        pytest.param(
            '{% extends "publisher/main.html" %}{% block announce %}Hello{% endblock %}',
            "the notices of coming changes are not on the page", id="banner-replaced",
        ),
        pytest.param(
            '{% extends "publisher/main.html" %}{% block extrahead %}{% endblock %}',
            "publisher's part of the page is missing", id="head-replaced",
        ),
    ],
)  # fmt: skip
def test_a_template_that_drops_the_banner_is_warned_of(
    repo: PolicyRepo, tmp_path: Path, template: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A site whose own main.html loses the notices does not pass unnoticed: strict builds stop."""
    config = MKDOCS_YML.replace("name: material", "name: material, custom_dir: overrides")
    made(repo, config, **{"overrides__main.html": template})
    repo.commit({"policy/privacy.md": POLICY.replace("24 months", "13 months")})
    with pytest.raises(PublisherError):
        build(repo, tmp_path / "site", DAY)
    assert says in caplog.text
    assert "extends" in caplog.text
    assert caplog.text.count(says) == 1


def test_an_own_template_that_extends_ours_is_welcome(repo: PolicyRepo, tmp_path: Path) -> None:
    """A site adds to page head and banner, changes the banner's words and adds a language."""
    config = MKDOCS_YML.replace("name: material", "name: material, custom_dir: overrides")
    template = (
        '{% extends "publisher/main.html" %}'
        '{% block extrahead %}{{ super() }}<meta name="own" content="yes">{% endblock %}'
        "{% block announce %}{{ super() }}<p>We are closed on Friday.</p>{% endblock %}"
    )
    words = 'banner_change: "Read this: {title}, {day}"\n'
    made(
        repo, config,
        **{"overrides__main.html": template, "overrides__publisher__locale__en.yml": words},
    )  # fmt: skip
    repo.commit({"policy/privacy.md": POLICY.replace("24 months", "13 months")})
    site = build(repo, tmp_path / "site", DAY)
    page = soup(site, "privacy/v1/")
    banner = page.select_one(".md-banner")
    assert banner is not None
    assert "Read this: Privacy statement, 15 January 2027" in banner.get_text()
    assert "We are closed on Friday." in banner.get_text()
    assert page.select_one('meta[name="own"]')
    assert not (site / "publisher").exists()


def test_notices_cannot_be_closed_for_good(
    repo: PolicyRepo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A feature of the theme that would hide the banner is switched off, and the owner hears of it."""
    config = MKDOCS_YML.replace("font: false", "font: false, features: [announce.dismiss]")
    made(repo, config)
    with pytest.raises(PublisherError):
        build(repo, tmp_path / "site", DAY)
    assert "'announce.dismiss'" in caplog.text


@pytest.mark.parametrize(
    "name",
    [
        "notices.md", "when.md", "privacy/history.md", "privacy/v1.md", "privacy/v1/changes.md",
        "privacy/v2/print.md", "privacy/v9.md",
    ],
)  # fmt: skip
def test_a_page_cannot_take_an_address_of_ours(repo: PolicyRepo, tmp_path: Path, name: str) -> None:
    """Addresses that stay for ever are not given to another page; the message names the file."""
    made(repo, MKDOCS_YML, **{f"policy__{name}": "# Mine\n"})
    with pytest.raises(PublisherError, match="give the file another name"):
        build(repo, tmp_path / "site", DAY)


def test_other_pages_have_their_place_below_a_policy(repo: PolicyRepo, tmp_path: Path) -> None:
    """(control case) Only what the publisher may need is taken, and a site's own llms.txt stays."""
    files = {"policy__privacy__faq.md": "# Mine\n", "policy__llms.txt": "Mine.\n"}
    made(repo, MKDOCS_YML, **files)
    site = build(repo, tmp_path / "site", DAY)
    assert "Mine" in (site / "privacy" / "faq" / "index.html").read_text(encoding="utf-8")
    assert (site / "llms.txt").read_text(encoding="utf-8") == "Mine.\n"


def test_fonts_of_another_host_are_not_asked_for(repo: PolicyRepo, tmp_path: Path) -> None:
    """A site that says nothing about fonts asks no other host for them."""
    made(repo, MKDOCS_YML.replace(", font: false", ""))
    site = build(repo, tmp_path / "site", DAY)
    assert "fonts.g" not in (site / "index.html").read_text(encoding="utf-8")


def test_what_the_security_policy_blocks_is_told(
    repo: PolicyRepo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An ordinary page that wants a script or an image of another host hears that it will not get it."""
    page = "# A\n\n<script>alert(1)</script>\n\n![x](https://elsewhere.example/x.png)\n"
    made(repo, MKDOCS_YML, **{"policy__about.md": page})
    with pytest.raises(PublisherError):
        build(repo, tmp_path / "site", DAY)
    assert "about.md: an inline <script> is blocked" in caplog.text
    assert "'https://elsewhere.example/x.png' is blocked" in caplog.text


def test_a_site_can_allow_another_host_on_purpose(repo: PolicyRepo, tmp_path: Path) -> None:
    """`extra: csp:` adds sources to the policy, and what it allows is not warned of."""
    config = MKDOCS_YML + "extra: {csp: {img-src: https://elsewhere.example}}\n"
    made(repo, config, **{"policy__about.md": "# A\n\n![x](https://elsewhere.example/x.png)\n"})
    site = build(repo, tmp_path / "site", DAY)
    text = (site / "about/index.html").read_text(encoding="utf-8")
    assert "img-src &#x27;self&#x27; data: https://elsewhere.example;" in text


def test_the_site_speaks_the_configured_language(repo: PolicyRepo, tmp_path: Path) -> None:
    """`locale: fr` turns the theme's own words French as well, without a second setting."""
    config = MKDOCS_YML.replace("calendar: FR", "calendar: FR\n      locale: fr")
    made(repo, config)
    site = build(repo, tmp_path / "site", DAY)
    page = soup(site, "")
    assert page.html["lang"] == "fr"  # type: ignore[index]
    assert "En vigueur depuis le 27 janvier 2014." in shown(site, "")
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    assert index["config"]["lang"] == ["fr"]


def test_a_site_below_a_path_has_its_404_page_there(repo: PolicyRepo, tmp_path: Path) -> None:
    """Project pages under a path: the page for what is missing links to the site, not to its host."""
    config = MKDOCS_YML.replace("policies.example/", "host.example/project/")
    made(repo, config)
    site = build(repo, tmp_path / "site", DAY)
    links = [a["href"] for a in soup(site, "404.html").select("article a")]
    assert "/project/privacy/" in links
    assert all(str(link).startswith("/project/") for link in links)
    canonical = soup(site, "privacy/v1/").select_one('link[rel="canonical"]')
    assert canonical is not None
    assert canonical["href"] == "https://host.example/project/privacy/v1/"


def test_addresses_with_file_names_are_refused(repo: PolicyRepo, tmp_path: Path) -> None:
    """`use_directory_urls: false` would change every address that was promised to stay."""
    made(repo, MKDOCS_YML + "use_directory_urls: false\n")
    with pytest.raises(PublisherError, match="use_directory_urls"):
        build(repo, tmp_path / "site", DAY)


def test_a_build_that_fails_leaves_the_site_before_it(repo: PolicyRepo, tmp_path: Path) -> None:
    """Nothing is half-written: a mistake found late costs no reader a page."""
    made(repo, MKDOCS_YML)
    site = build(repo, tmp_path / "site", DAY)
    before = {path: path.read_bytes() for path in site.rglob("*.html")}
    made(repo, MKDOCS_YML, **{"policy__when.md": "# Mine\n"})
    with pytest.raises(PublisherError):
        build(repo, tmp_path / "site", DAY)
    assert {path: path.read_bytes() for path in site.rglob("*.html")} == before
    assert [path.name for path in tmp_path.glob(".site-*")] == []


def test_hidden_files_in_the_sites_folder_stay(repo: PolicyRepo, tmp_path: Path) -> None:
    """As MkDocs has it: the .git of a branch that is deployed from there is not lost."""
    made(repo, MKDOCS_YML)
    site = build(repo, tmp_path / "site", DAY)
    (site / ".git").write_text("gitdir: elsewhere\n")
    (site / "stray.html").write_text("x")
    build(repo, tmp_path / "site", DAY)
    assert (site / ".git").read_text() == "gitdir: elsewhere\n"
    assert not (site / "stray.html").exists()


BRAND = """\
:root { --policy-link: #00563f; --policy-header: #ffffff; --policy-header-text: #10231c; }
"""
BRANDED = MKDOCS_YML.replace("name: material", "name: material, logo: logo.png").replace(
    "plugins:", "extra_css: [brand.css]\nplugins:"
)
LINKS = """\
extra:
  header_links: {Products: https://www.example.com/products/}
  footer_links: {Imprint & contact: https://www.example.com/imprint/}
"""


def test_a_company_has_its_links_above_and_below_the_text(repo: PolicyRepo, tmp_path: Path) -> None:
    """On its pages and on those that the publisher writes; an own template can fill the places."""
    config = MKDOCS_YML.replace("name: material", "name: material, custom_dir: overrides") + LINKS
    template = (
        '{% extends "publisher/main.html" %}'
        "{% block company_footer %}{{ super() }}<p class='own'>Example Ltd</p>{% endblock %}"
    )
    made(repo, config, **{"overrides__main.html": template})
    site = build(repo, tmp_path / "site", DAY)
    for address in ("", "privacy/", "privacy/v1/", "404.html"):
        page = soup(site, address)
        links = [(a.get_text(), a["href"]) for a in page.select("nav.pp-company a")]
        assert links == [
            ("Products", "https://www.example.com/products/"),
            ("Imprint & contact", "https://www.example.com/imprint/"),
        ]
        names = {nav["aria-label"] for nav in page.select("nav.pp-company")}
        assert names == {"Company", "Imprint and contact"}
        assert page.select_one("p.own")


@pytest.mark.parametrize(
    ("files", "where", "says"),
    [
        (
            {"policy/logo.png": b"\x89PNG"},
            "mkdocs.yml",
            "names 'brand.css', which is not committed",
        ),
        ({"policy/brand.css": BRAND}, "mkdocs.yml", "names 'logo.png', which is not committed"),
    ],
)
def test_a_file_that_mkdocs_yml_names_must_be_committed(
    repo: PolicyRepo, tmp_path: Path, files: dict[str, str | bytes | None], where: str, says: str
) -> None:
    """A logo or style sheet that lies in the working tree alone is no part of the site."""
    made(repo, BRANDED)
    repo.commit(files)
    repo.write({"policy/brand.css": BRAND, "policy/logo.png": b"\x89PNG"})
    with pytest.raises(PublisherError, match=says) as caught:
        build(repo, tmp_path / "site", DAY)
    assert where in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            "--policy-link: #cccccc",
            r"links cannot be read: #cccccc on #ffffff has a contrast of 1\.6",
        ),
        ("--policy-link-dark: #00563f", r"links in the dark scheme cannot be read"),
        ("--policy-header: #FFF", r"the header cannot be read: #ffffff on #fff .* of 1\.0"),
        ("--md-primary-fg-color: white", r"the header cannot be read: #ffffff on white"),
        ("--policy-banner: rgb(40, 40, 40)", r"the banner cannot be read"),
        ("--policy-link: oklch(50% 0.1 90)", r"the contrast of links cannot be checked"),
    ],
)
def test_a_colour_that_nobody_can_read_is_refused(
    repo: PolicyRepo, tmp_path: Path, rule: str, says: str
) -> None:
    """The message names the style sheet, the variable and the contrast."""
    made(repo, BRANDED)
    repo.commit({"policy/logo.png": b"\x89PNG", "policy/brand.css": f":root {{ {rule}; }}"})
    with pytest.raises(PublisherError, match=says) as caught:
        build(repo, tmp_path / "site", DAY)
    assert "policy/brand.css" in str(caught.value)


def test_a_brand_with_contrast_is_taken(repo: PolicyRepo, tmp_path: Path) -> None:
    """A white header and dark links are what most companies have."""
    made(repo, BRANDED)
    repo.commit({"policy/logo.png": b"\x89PNG", "policy/brand.css": BRAND})
    site = build(repo, tmp_path / "site", DAY)
    assert (site / "brand.css").read_text(encoding="utf-8") == BRAND


@pytest.mark.parametrize(
    ("home", "named"),
    [
        ("# Welcome\n", True),
        ("# Welcome\n\n[Privacy](privacy.md)\n", False),
        ("# Welcome\n\n[Privacy](https://policies.example/privacy/)\n", False),
        (HOME, False),
    ],
)
def test_a_home_page_without_policies_is_named(
    repo: PolicyRepo, tmp_path: Path, caplog: pytest.LogCaptureFixture, home: str, named: bool
) -> None:
    """It neither lists them nor leads to one; that is said, and a home page of one's own is built."""
    caplog.set_level("INFO", "mkdocs")
    made(repo, MKDOCS_YML, **{"policy__index.md": home})
    build(repo, tmp_path / "site", DAY)
    assert ("the home page leads to no policy" in caplog.text) is named


READER = """\
from pathlib import Path
pool = None

def on_startup(command, dirty):
    global pool
    pool = []

def on_page_markdown(markdown, page, config, files):
    source = Path(page.file.abs_src_path).read_text(encoding="utf-8")
    pool.append(page.file.src_uri)
    if page.file.src_uri == "about.md":
        return markdown + f"\\n\\nLength of the file: {len(source)}."

def on_shutdown():
    Path("read.txt").write_text("\\n".join(sorted(pool)))
"""


def test_another_plugin_has_a_path_for_each_page_and_its_pools_are_opened_and_closed(
    repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many plugins open pools at the start, and ask git or the disk about a page by its path."""
    monkeypatch.chdir(repo.path)
    about = "# About\n"
    made(
        repo, MKDOCS_YML + "hooks: [reader.py]\n", **{"reader.py": READER, "policy__about.md": about}
    )  # fmt: skip
    (repo.path / "policy" / "about.md").write_text("# About, not committed yet\n")
    site = build(repo, tmp_path / "site", DAY)
    read = (repo.path / "read.txt").read_text().split()
    assert read == ["about.md", "index.md", "notices.md", "privacy.md", "when.md"]
    assert f"Length of the file: {len(about)}." in shown(site, "about/")


REPLACER = """\
from mkdocs.structure.files import File

def on_files(files, config):
    for old in [file for file in files if file.is_documentation_page()]:
        files.remove(old)
        files.append(File(old.src_uri, config.docs_dir, config.site_dir, True))
    return files
"""


def test_only_what_is_committed_is_shown_where_another_plugin_makes_the_files_anew(
    repo: PolicyRepo, tmp_path: Path
) -> None:
    """A plugin for several languages makes files that MkDocs would read from the folder."""
    made(
        repo, MKDOCS_YML + "hooks: [replacer.py]\n",
        **{"replacer.py": REPLACER, "policy__about.md": "# About\n\nCommitted.\n"},
    )  # fmt: skip
    for name in ("about.md", "notices.md", "when.md", "privacy.md"):
        (repo.path / "policy" / name).write_text("---\ntitle: Not yet\n---\n# Not yet\n\nLater.\n")
    site = build(repo, tmp_path / "site", DAY)
    assert "Committed." in shown(site, "about/")
    for name in ("index.html", "about/index.html", "privacy/index.html"):
        assert "Not yet" not in (site / name).read_text(encoding="utf-8")


MINIFIER = """\
import re

def _without_quotes(text):
    return re.sub(r'="([\\w-]+)"', r"=\\1", text)

def on_post_page(output, page, config):
    return _without_quotes(output)

def on_post_template(output, template_name, config):
    return _without_quotes(output) if template_name.endswith(".html") else output
"""


def test_a_minified_page_is_not_taken_for_one_without_our_part(
    repo: PolicyRepo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where attributes have lost their quotation marks, the banner and the head are found all the same."""
    made(repo, MKDOCS_YML + "hooks: [minifier.py]\n", **{"minifier.py": MINIFIER})
    site = build(repo, tmp_path / "site", DAY)
    assert "missing" not in caplog.text
    assert "name=referrer" in (site / "404.html").read_text(encoding="utf-8")


def test_the_themes_blog_has_its_place_beside_the_policies(
    repo: PolicyRepo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its plugin reads each post by its path, and its templates replace the block of the content."""
    config = MKDOCS_YML.replace("  - search\n", "  - search\n  - blog: {blog_dir: blog}\n")
    post = "---\ndate: 2026-01-01\n---\n\n# Open again\n\nCome and see.\n"
    made(
        repo, config, **{"policy__blog__index.md": "# News\n", "policy__blog__posts__one.md": post}
    )
    site = build(repo, tmp_path / "site", DAY)
    assert "missing" not in caplog.text
    assert "Open again" in shown(site, "blog/")
    assert "Come and see." in shown(site, "blog/2026/01/01/open-again/")
    assert "24 months" in shown(site, "privacy/")
