"""`publisher adopt --propose`: a repository as it is becomes one of policies by one reviewable change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from publisher.config import from_mkdocs_yml
from publisher.text.document import frontmatter
from tests.conftest import MKDOCS_YML, PolicyRepo

from .conftest import Run

WORDS = (
    "We collect your personal data when you use our service, and we share it with third parties only where "
    "you consent. You agree to this, and you may object at any time by writing to us at our address.\n"
)
FRENCH = (
    "Nous collectons vos données personnelles lorsque vous utilisez notre service, et nous les conservons "
    "pour la durée de votre contrat. Vous pouvez vous y opposer à tout moment dans les conditions légales.\n"
)
TERMS = f"# Terms of Service\n\n*Last updated: January 6, 2023*\n\n{WORDS}"


class Dated(PolicyRepo):
    """A repository whose commits are all of 6 May 2024."""

    def git(self, *args: str, **variables: str) -> str:
        """Run git there on that day."""
        day = "2024-05-06T12:00:00Z"
        return super().git(*args, GIT_AUTHOR_DATE=day, GIT_COMMITTER_DATE=day, **variables)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicyRepo:
    """A repository without a configuration, with the current folder in it."""
    repo = Dated(tmp_path / "company-policies", config="")
    monkeypatch.chdir(repo.path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    return repo


def fields(repo: PolicyRepo, path: str) -> dict[str, object]:
    """Return the front matter of a file in the working tree."""
    return dict(frontmatter.split((repo.path / path).read_bytes(), path).fields)


def proposed(run: Run, *options: str) -> dict[str, dict[str, str | None]]:
    """Return what is proposed for each policy, by where it lies now; nothing is written."""
    answer = run("adopt", "--propose", "--json", *options)
    assert answer.code == 0, answer.err
    return {one["from"]: one for one in answer.json["policies"]}


def open_questions(run: Run, *options: str) -> str:
    """Return what could not be decided, one line each."""
    answer = run("adopt", "--propose", "--json", *options)
    return "\n".join(f"{one['at']}: {one['what']}" for one in answer.json["open"])


def test_a_link_to_an_e_mail_address_gets_its_scheme(bare: PolicyRepo, run: Run) -> None:
    """`[us](legal@example.org)` would lead to a page of that name."""
    bare.commit({
        "terms.md": f"{TERMS}\nWrite to [us]({{{{ site.mail }}}}) or [them](legal@example.org).\n"
    })  # fmt: skip

    answer = run("adopt", "--propose", "--write", "--value", "site.mail=us@example.org")

    assert answer.code == 0, answer.err
    text = (bare.path / "policy/terms.md").read_text()
    assert "[us](mailto:us@example.org) or [them](mailto:legal@example.org)" in text


@pytest.mark.parametrize("folder", ["docs", "."])
def test_pages_of_a_mkdocs_site_get_names_that_are_addresses(
    bare: PolicyRepo, run: Run, folder: str
) -> None:
    """Policies are renamed, links and navigation follow, and a site in the root gets a folder of its own."""
    start = "" if folder == "." else f"{folder}/"
    bare.commit({
        "mkdocs.yml": f"site_name: Docs\ntheme: {{name: material}}\n"
        f"docs_dir: {folder}\nnav:\n  - Privacy: 'Privacy Policy.md'  # first\n"
        "  - Legal:\n      - terms/index.md\n      - Cookies: Deep/Er Folder/Cookie_Policy.md\nplugins:\n"
        "  - search\n",
        f"{start}terms/index.md": f"{TERMS}\nAnd our [cookies](<../Deep/Er Folder/Cookie_Policy.md>).\n",
        f"{start}Privacy Policy.md": f"# Privacy Policy\n\n{WORDS}\n[Terms][t]\n\n[t]: <terms/index.md>\n",
        f"{start}Deep/Er Folder/Cookie_Policy.md":
            f"# Cookie Policy\n\n{WORDS}\nSee [privacy][p].\n\n[p]: <../../Privacy Policy.md>\n",
        f"{start}robots.txt": "User-agent: *\n", f"{start}CNAME": "legal.example.org\n",
    })  # fmt: skip

    assert run("adopt", "--propose", "--write").code == 0
    bare.git("add", "--all")
    bare.git("commit", "-qm", "Adopt the publisher")

    docs = "policy" if folder == "." else folder
    config = yaml.safe_load((bare.path / "mkdocs.yml").read_text())
    assert config["docs_dir"] == docs
    assert config["nav"] == [
        {"Privacy": "privacy-policy.md"},
        {"Legal": ["terms/index.md", {"Cookies": "deep/er-folder/cookie-policy.md"}]},
    ]
    pages = bare.path / docs
    assert (
        "[cookies](<../deep/er-folder/cookie-policy.md>)" in (pages / "terms/index.md").read_text()
    )
    cookies = (pages / "deep/er-folder/cookie-policy.md").read_text()
    assert "[p]: <../../privacy-policy.md>" in cookies
    assert (pages / "robots.txt").exists()
    assert (pages / "CNAME").exists()
    assert run("adopt", "--history").code == 0
    answer = run("check")
    assert answer.code == 0, answer.out


def test_three_steps_adopt_a_repository_without_an_edit_by_hand(bare: PolicyRepo, run: Run) -> None:
    """Propose and commit, adopt the history, and the check is green."""
    bare.commit({"terms/index.md": TERMS.replace("third parties", "partners")})
    privacy = f"Privacy Policy\n--------------\n\nSee the [terms](terms/index.md#top).\n\n{WORDS}"
    bare.commit({
        "terms/index.md": TERMS, "Privacy Policy.md": privacy + "\n![A map](img/map.png)\n",
        "img/map.png": b"\x89PNG\r\n\x1a\n", "img/other.png": b"\x89PNG\r\n\x1a\n",
        "README.md": "# Policies of Example\n\nOur policies.\n", "LICENSE.md": f"# Licence\n\n{WORDS}",
        ".gitignore": "*.bak\n",
    })  # fmt: skip
    assert (
        run(
            "adopt", "--propose", "--write", "--calendar", "US", "--timezone", "America/Chicago"
        ).code
        == 0
    )
    terms = fields(bare, "policy/terms/index.md")
    assert {key: str(value) for key, value in terms.items()} == {
        "title": "Terms of Service", "effective": "2023-01-06",
    }  # fmt: skip
    assert str(fields(bare, "policy/privacy-policy.md")["effective"]) == "2024-05-06"
    assert (bare.path / "policy/img/map.png").is_file()
    assert (bare.path / "img/other.png").is_file()
    assert not (bare.path / "Privacy Policy.md").exists()
    assert (bare.path / ".gitignore").read_text().startswith("*.bak\n.venv/\n")
    config = yaml.safe_load((bare.path / "mkdocs.yml").read_text())
    assert (config["site_name"], config["docs_dir"]) == ("Policies of Example", "policy")
    assert config["plugins"][1]["publisher"]["timezone"] == "America/Chicago"
    bare.commit({}, "Publish the policies with their history")
    assert (
        bare.git("log", "--follow", "--format=%s", "--", "policy/terms/index.md").count("\n") == 2
    )
    assert run("adopt", "--history").code == 0
    answer = run("check", "--json")
    assert answer.code == 0
    assert not [one for one in answer.json["problems"] if one["level"] == "problem"]


def test_what_is_printed_is_what_is_written(bare: PolicyRepo, run: Run) -> None:
    """Without --write nothing changes; the diff applies with git, and gives the same tree."""
    bare.commit({"Terms.md": TERMS, "a/Cookie_Policy.md": f"# Cookies\r\n\r\n{WORDS}"})
    answer = run("adopt", "--propose", "--diff")
    assert answer.code == 0
    assert bare.git("status", "--porcelain") == ""
    text = "\n".join(line for line in answer.out.split("\n"))
    parts = [f"diff --git {part}" for part in text.split("diff --git ")[1:]]
    diff = "".join(part for part in parts if "Binary files" not in part)
    done = subprocess.run(
        ["git", "apply", "--index", "-"],
        cwd=bare.path,
        input=diff.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    bare.git("rm", "-q", "--cached", "-r", "--ignore-unmatch", "vendor")
    applied = bare.git("write-tree")
    bare.git("reset", "-q", "--hard")
    bare.git("clean", "-fdq")
    assert run("adopt", "--propose", "--write").code == 0
    bare.git("add", "--all", ".", ":!vendor")
    assert bare.git("write-tree") == applied


def test_existing_files_are_never_overwritten(bare: PolicyRepo, run: Run) -> None:
    """A name that is taken gives way to another, and what calls it calls that."""
    own = {
        "Makefile": "all:\n", "requirements.txt": "flask\n", ".github/workflows/check.yml": "on: push\n",
        "mkdocs.yml": "site_name: Docs\ndocs_dir: pages\nplugins:\n  - search\n  - tags\nnav: []\n",
    }  # fmt: skip
    bare.commit({"pages/terms.md": TERMS, "pages/guide.md": "# Guide\n\nHow to begin.\n", **own})
    assert run("adopt", "--propose", "--write").code == 0
    for path in ("Makefile", "requirements.txt", ".github/workflows/check.yml"):
        assert (bare.path / path).read_text() == own[path]
    workflow = (bare.path / ".github/workflows/policies-check.yml").read_text()
    assert "make --file=publisher.mk setup" in workflow
    assert "requirements-publisher.txt" in (bare.path / "publisher.mk").read_text()
    assert "requirements.lock" in (bare.path / "publisher.mk").read_text()
    config = yaml.safe_load((bare.path / "mkdocs.yml").read_text())
    assert [one if isinstance(one, str) else [*one] for one in config["plugins"]] == [
        "search",
        "tags",
        ["publisher"],
    ]
    assert (config["docs_dir"], config["nav"]) == ("pages", [])
    assert fields(bare, "pages/terms.md")["title"] == "Terms of Service"
    assert (bare.path / "pages/guide.md").read_text() == "# Guide\n\nHow to begin.\n"


def test_a_tree_with_changes_is_not_written_to(bare: PolicyRepo, run: Run) -> None:
    """What is not committed is named, and nothing is written at all."""
    bare.commit({"terms.md": TERMS})
    bare.write({"policy/terms.md": "mine"})
    answer = run("adopt", "--propose", "--write")
    assert (answer.code, "policy/terms.md" in answer.err) == (2, True)
    bare.write({"policy/terms.md": None, "terms.md": TERMS + "More.\n"})
    answer = run("adopt", "--propose", "--write")
    assert (answer.code, "not committed" in answer.err) == (2, True)
    assert not (bare.path / "mkdocs.yml").exists()


@pytest.mark.parametrize(
    ("line", "day", "origin"),
    [
        ("Last updated: January 6, 2023", "2023-01-06", "the text's own line"),
        ("**Effective Date:** 6 January 2023", "2023-01-06", "the text's own line"),
        ("_Dernière mise à jour : 1er février 2023_", "2023-02-01", "the text's own line"),
        ("En vigueur depuis le 3 mars 2023", "2023-03-03", "the text's own line"),
        ("(Version 4, as of March 3, 2023)", "2023-03-03", "the text's own line"),
        ("| Revised | 2023-03-03 |", "2023-03-03", "the text's own line"),
        (
            "This was founded on March 3, 2023 by two friends who wanted more.",
            "2024-05-06",
            "its last commit",
        ),
        ("Last updated: 31 February 2023", "2024-05-06", "its last commit"),
        ("Last updated: January 6, 2031", "2024-05-06", "its last commit"),
        ("Effective: January 6, 2027", "2027-01-06", "the text's own line"),
    ],
)
def test_the_day_is_the_texts_own_or_that_of_its_last_commit(
    bare: PolicyRepo, run: Run, line: str, day: str, origin: str
) -> None:
    """A day that does not exist, or of an edit that is to come, is none."""
    bare.commit({"terms.md": f"# Terms\n\n{line}\n\n{WORDS}"})
    policy = proposed(run)["terms.md"]
    assert (policy["effective"], policy["effective_from"]) == (day, origin)
    assert ("is to come" in open_questions(run)) == (day > "2026-11-23")


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("---\ntitle: Terms\nlastmod: 2022-02-03\nmenu:\n  footer: {weight: 3}\n---\n", "menu"),
        (
            "---\r\ntitle: Terms\r\nlast_updated: February 3, 2022\r\nlayout: page\r\n---\r\n",
            "layout",
        ),
        (
            '+++\ntitle = "Terms"\ndate = 2022-02-03T10:00:00Z\n[params]\nwide = true\n+++\n',
            "params",
        ),
        (
            "---\nid: Terms_Of_Use\ntitle: 'Terms: all'\nlast_update: {date: 2022-02-03}\n---\n",
            "last_update",
        ),
    ],
)
def test_front_matter_of_site_generators_is_kept(
    bare: PolicyRepo, run: Run, head: str, kept: str
) -> None:
    """Keys of Jekyll, Hugo and Docusaurus stay; their day of change is taken; the body keeps each byte."""
    bare.commit({"content/legal/terms.md": head + WORDS})
    assert run("adopt", "--propose", "--write").code == 0
    data = (bare.path / "content/legal/terms.md").read_bytes()
    front = frontmatter.split(data, "terms.md")
    assert kept in front.fields
    assert str(front.fields["effective"]) == "2022-02-03"
    assert str(front.fields["title"]).startswith("Terms")
    assert front.fields.get("id", "terms") in ("terms",)
    assert front.body == WORDS


def test_a_section_of_hugo_gets_no_home_page(bare: PolicyRepo, run: Run) -> None:
    """An index.md beside _index.md would hide its other pages from Hugo, so the policies move."""
    bare.commit({"content/legal/terms.md": TERMS, "content/legal/_index.md": "---\ntitle: Legal\n---\n",
                 "hugo.toml": "title = 'Example'\n"})  # fmt: skip
    assert proposed(run)["content/legal/terms.md"]["path"] == "policy/terms.md"


def test_languages_and_translations_are_recognised(bare: PolicyRepo, run: Run) -> None:
    """By folder, by the end of a name, and by the words of the text."""
    bare.commit({
        "en/privacy.md": f"# Privacy\n\n{WORDS}", "fr/privacy.md": f"# Vie privée\n\n{FRENCH}",
        "cookies.md": f"# Cookies\n\n{WORDS}", "cookies-fr.md": f"# Cookies\n\n{FRENCH}",
        "mentions-légales.md": f"# Mentions légales\n\n{FRENCH}",
    })  # fmt: skip
    policies = proposed(run)
    assert {path: (one["language"], one["translation_of"]) for path, one in policies.items()} == {
        "en/privacy.md": ("en", None), "fr/privacy.md": ("fr", "en-privacy"),
        "cookies.md": ("en", None), "cookies-fr.md": ("fr", "cookies"),
        "mentions-légales.md": ("fr", None),
    }  # fmt: skip
    assert policies["mentions-légales.md"]["path"] == "policy/mentions-legales.md"


def test_names_become_addresses_and_links_follow(bare: PolicyRepo, run: Run) -> None:
    """Capitals, spaces and underscores go; two names that become one are told apart."""
    bare.commit({
        "Terms_of Use.md": f"# Terms\n\nSee [this](<Privacy_Policy.md>), "
        '[that](Privacy_Policy#use "t") and [all](https://example.org/Privacy_Policy.md).\n\n'
        f"```\n[x](Privacy_Policy.md)\n```\n\n[r]: Privacy_Policy.md\n\n{WORDS}",
        "Privacy_Policy.md": f"# Privacy\n\n[out](README.md) [gone](gone.md)\n\n{WORDS}",
        "privacy-policy.md": f"# Privacy policy of apps\n\n{WORDS}",
        "notices.md": f"# Notices and terms\n\n{WORDS}", "README.md": "# Us\n",
    })  # fmt: skip
    policies = proposed(run)
    assert {path: one["path"] for path, one in policies.items()} == {
        "Terms_of Use.md": "policy/terms-of-use.md", "privacy-policy.md": "policy/privacy-policy.md",
        "Privacy_Policy.md": "policy/privacy-policy-2.md", "notices.md": "policy/notices-policy.md",
    }  # fmt: skip
    questions = open_questions(run)
    assert "Privacy_Policy.md:3: the link 'README.md' leads to no page" in questions
    assert "Privacy_Policy.md:3: the link 'gone.md' leads to no page" in questions
    assert run("adopt", "--propose", "--write").code == 0
    text = (bare.path / "policy/terms-of-use.md").read_text()
    assert '[this](<privacy-policy-2.md>), [that](privacy-policy-2.md#use "t")' in text
    assert "https://example.org/Privacy_Policy.md" in text
    assert "[x](Privacy_Policy.md)" in text
    assert "[r]: privacy-policy-2.md" in text


def test_what_another_program_would_fill_in_is_named(bare: PolicyRepo, run: Run) -> None:
    """Includes and shortcodes are named with their line; values that are known are filled in."""
    text = (
        f"# Terms\n\n{{% include a.html %}}\n\n{{{{< note >}}}}\n\n{{{{ site.owner }}}} {{{{ site.mail }}}} "
        f"{{{{ other }}}}\n\n`{{{{ code }}}}`\n\n{WORDS}"
    )
    bare.commit({"legal/terms.md": text, "_config.yml": "owner: Example Ltd\n"})
    questions = open_questions(run, "--value", "site.mail=a@example.org")
    assert (
        "legal/terms.md:3: '{% include a.html %}' would be published as it is written" in questions
    )
    assert "legal/terms.md:5: '{{< note >}}'" in questions
    assert "legal/terms.md:7: '{{ other }}'" in questions
    assert "site." not in questions
    assert run("adopt", "--propose", "--write", "--value", "site.mail=a@example.org").code == 0
    assert "Example Ltd a@example.org {{ other }}" in (bare.path / "legal/terms.md").read_text()


def test_links_and_foreign_files_do_not_stop_the_rest(bare: PolicyRepo, run: Run) -> None:
    """A link's file comes along where a policy shows it; what cannot be read is named once."""
    bare.commit({"terms.md": f"{TERMS}\n[PDF](now.pdf)\n", "v2.pdf": b"%PDF-1.7\n", "old.md": b"\xff\xfe\0T",
                 "deploy.sh": "true\n"})  # fmt: skip
    (bare.path / "now.pdf").symlink_to("v2.pdf")
    (bare.path / "alias.md").symlink_to("terms.md")
    bare.commit({})
    questions = open_questions(run).splitlines()
    assert [line for line in questions if line.startswith("old.md")] == [
        "old.md: left out: the file is not UTF-8 text (byte 0 is 0xff)"
    ]
    assert len([line for line in questions if line.startswith("alias.md")]) == 1
    assert run("adopt", "--propose", "--write").code == 0
    assert (bare.path / "policy/now.pdf").read_bytes() == b"%PDF-1.7\n"
    assert not (bare.path / "policy/now.pdf").is_symlink()
    assert (bare.path / "deploy.sh").is_file()


def test_the_notice_period_is_what_the_texts_promise(bare: PolicyRepo, run: Run) -> None:
    """Each policy has its own where they differ, in the unit of its text; a deadline for readers is none."""
    promise = (
        "We announce changes of these terms by notice {} in advance.\n\n"
        "You will update within six months of notice of a change of these terms.\n"
    )
    bare.commit(
        {
            "terms.md": TERMS + promise.format("45 days"),
            "sla.md": f"# SLA\n\n{WORDS}" + promise.format("ten business days"),
        }
    )
    assert run("adopt", "--propose", "--write").code == 0
    options = yaml.safe_load((bare.path / "mkdocs.yml").read_text())["plugins"][1]["publisher"]
    assert {options["notice"]} | {own["notice"] for own in options["policies"].values()} == {
        "45 days",
        "10 business days",
    }
    settings = from_mkdocs_yml((bare.path / "mkdocs.yml").read_bytes())
    assert (settings.period("terms").days, settings.period("terms").unit) == (45, "days")
    assert settings.period("sla").days == 10
    assert "six months" not in open_questions(run)


def test_pages_can_be_chosen_by_hand(bare: PolicyRepo, run: Run) -> None:
    """--include and --exclude take pages and folders."""
    bare.commit({
        "mkdocs.yml": "site_name: S\n", "docs/terms.md": TERMS,
        "docs/hr/offer.md": f"# Offer\n\n{WORDS}", "docs/old/privacy.md": f"# Privacy\n\n{WORDS}",
    })  # fmt: skip
    assert {*proposed(run)} == {"docs/terms.md", "docs/old/privacy.md"}
    assert "docs/hr/offer.md: reads like a policy" in open_questions(run)
    assert {*proposed(run, "--include", "docs/hr", "--exclude", "docs/old/privacy.md")} == {
        "docs/terms.md",
        "docs/hr/offer.md",
    }


@pytest.mark.parametrize(
    ("files", "options", "words"),
    [
        ({}, (), "nothing is committed yet"),
        ({"a.md": "# Recipes\n\nTake two eggs.\n"}, (), "no page looks like a policy"),
        ({"terms.md": TERMS}, ("--calendar", "XX"), "XX"),
        ({"terms.md": TERMS}, ("--history",), "--propose comes before"),
        ({"terms.md": TERMS}, ("--value", "x"), "isn't a name with a value"),
        ({"terms.md": TERMS}, ("--site-url", "example"), "isn't a valid address"),
        ({"terms.md": TERMS}, ("--name", "a: b"), "the name"),
    ],
)  # fmt: skip
def test_mistakes_give_one_message(
    bare: PolicyRepo,
    run: Run,
    files: dict[str, str | bytes | None],
    options: tuple[str, ...],
    words: str,
) -> None:
    """What, where and how to fix it; nothing is written."""
    if files:
        bare.commit(files)
    answer = run("adopt", "--propose", "--write", *options)
    assert (answer.code, words in answer.err, "To fix:" in answer.err) == (2, True, True)
    assert not (bare.path / "mkdocs.yml").exists()


def test_a_configured_repository_gets_only_what_is_missing(in_repo: PolicyRepo, run: Run) -> None:
    """mkdocs.yml that names the plugin, and policies with their days, stay as they are."""
    in_repo.commit({"mkdocs.yml": MKDOCS_YML, "policy/terms.md": TERMS,
                    "policy/old.md": f"---\ntitle: Old\neffective: 2020-01-01\n---\n{WORDS}"})  # fmt: skip
    answer = run("adopt", "--propose", "--json")
    assert answer.json["changed"] == ["policy/terms.md"]
    assert answer.json["moves"] == []
    assert "mkdocs.yml" not in answer.json["added"]


def test_options_of_the_proposal_need_it(in_repo: PolicyRepo, run: Run) -> None:
    """--write alone would look like adopting."""
    in_repo.commit({"policy/terms.md": TERMS})
    answer = run("adopt", "--write")
    assert (answer.code, "add --propose" in answer.err) == (2, True)


def test_unseen_places_for_a_line_to_break_are_deleted(bare: PolicyRepo, run: Run) -> None:
    """No policy may hold them, and no reader sees them; in scripts without blanks they stay."""
    thai = f"# Terms\n\n\u0e02\u200b\u0e49\n\n{WORDS}"
    bare.commit({"terms.md": TERMS.replace("third", "th\u200bird"), "thai-terms.md": thai})
    assert run("adopt", "--propose", "--write").code == 0
    assert "\u200b" not in (bare.path / "policy/terms.md").read_text(encoding="utf-8")
    assert "\u200b" in (bare.path / "policy/thai-terms.md").read_text(encoding="utf-8")


def test_pictures_of_other_sites_become_links(bare: PolicyRepo, run: Run) -> None:
    """No policy may show them; the history still knows the text."""
    bare.commit({"terms.md": TERMS + "\n![A map](https://example.com/map.png)\n"})
    assert "pictures of other sites became links" in open_questions(run)
    assert run("adopt", "--propose", "--write").code == 0
    text = (bare.path / "policy/terms.md").read_text(encoding="utf-8")
    assert "\n[A map](https://example.com/map.png)\n" in text
    bare.commit({}, "Adopt")
    answer = run("adopt", "--history")
    assert (answer.code, "it has the words of the text of now" in answer.err) == (0, True)
