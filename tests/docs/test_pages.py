"""The documentation says what the code does: tables against their sources, links against files."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from publisher.cli import COMMANDS, program
from publisher.config import Settings, from_mkdocs_yml
from publisher.history.identity import _FIELDS as POLICY_FIELDS
from publisher.history.notices import FIELDS as NOTICE_FIELDS

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_ROW = re.compile(r"^\| `([^`]+)` \| (.*?) \|", re.MULTILINE)


def rows(text: str) -> dict[str, str]:
    """Return the first two cells of each row of the tables in a page."""
    return dict(_ROW.findall(text))


def test_every_option_is_documented_with_its_default() -> None:
    """docs/configuration.md lists the plugin's options, no more and no less, with their defaults."""
    found = rows((ROOT / "docs/configuration.md").read_text(encoding="utf-8"))
    site = {"docs_dir", "site_url", "site_name", "where"}
    defaults = {field.name: field.default for field in fields(Settings) if field.name not in site}
    assert set(found) == set(defaults)
    for name, default in defaults.items():
        written = (
            "none"
            if default in ((), "")
            else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        )
        assert found[name] == written, name


def test_the_example_of_the_configuration_is_valid() -> None:
    """What the page tells people to copy can be copied."""
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    assert from_mkdocs_yml(example[1].encode()).notice_days == 30


def test_every_key_of_the_front_matter_is_documented() -> None:
    """docs/front-matter.md lists the keys of policies and of notices, no more and no less."""
    text = (ROOT / "docs/front-matter.md").read_text(encoding="utf-8")
    policy, notice = text.split("## A notice")
    assert set(rows(policy)) == {*POLICY_FIELDS, "notice"}
    assert set(rows(notice)) == set(NOTICE_FIELDS)


def test_every_command_that_the_documentation_names_exists() -> None:
    """No page tells people to call a command that there is not."""
    for page in PAGES:
        for name in re.findall(r"`publisher ([a-z]+)", page.read_text(encoding="utf-8")):
            assert name in COMMANDS, f"{page.name}: publisher {name}"


def test_every_option_that_the_documentation_names_exists() -> None:
    """No page shows a command with an option that it does not have."""
    for page in PAGES:
        for name, rest in re.findall(
            r"publisher ([a-z]+)([^`\n|#]*)", page.read_text(encoding="utf-8")
        ):
            if name not in COMMANDS:
                continue
            command = program.get_command(click.Context(program), name)
            commands = [command, *getattr(command, "commands", {}).values()]
            known = {
                word
                for one in commands
                for option in one.params
                for word in (*option.opts, *option.secondary_opts)
            }
            for word in re.findall(r"(?<=\s)--[a-z-]+", re.sub("'[^']*'", "", rest)):
                assert word in known | {"--help"}, f"{page.name}: publisher {name} {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page: Path) -> None:
    """Each relative link of a page names a file that is there."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_every_decision_has_a_number_of_its_own() -> None:
    """In its name and in its heading: code and tests cite decisions by it."""
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(numbers) == len(set(numbers)) > 20
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith(f"# {int(page.name[:4])}. "), page.name


_PATH = re.compile(r"`((?:publisher|tests|docs|benchmarks|scripts|changes)/[^`\s:]*)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """Whoever is sent to a file finds it; `<tag>` stands for any name."""
    missing = [
        name
        for name in _PATH.findall(page.read_text(encoding="utf-8"))
        if not list(ROOT.glob(re.sub(r"<[^>]*>", "*", name).rstrip("/")))
    ]
    assert page.name == "CHANGELOG.md" or missing == []


def test_the_table_of_what_to_add_says_where() -> None:
    """Each row of CONTRIBUTING.md names a file or a folder, or a setting that is enough."""
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## To add")[1]
    found = re.findall(
        r"^\| (?!what|---)(.*?) \| (.*?) \|", table.split("## Style")[0], re.MULTILINE
    )
    assert len(found) > 15
    for what, where in found:
        assert "publisher/" in where or "the same room" in where, what
