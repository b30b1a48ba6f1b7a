"""Every block of code in the documentation can be copied: its language reads it, or it is run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from _pytest.mark import ParameterSet

from publisher.config import from_options
from publisher.history.identity import unknown_fields
from publisher.text.document import frontmatter
from tests.cli.conftest import NOW, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, git

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<code>.*?)^ *```$", re.M | re.S)


def blocks(kind: str) -> list[ParameterSet]:
    """Return the blocks of a language, each with its page and line as name."""
    return list(_blocks(kind))


def _blocks(kind: str) -> Iterator[ParameterSet]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            if block["kind"] == kind:
                line = text.count("\n", 0, block.start()) + 1
                yield pytest.param(textwrap.dedent(block["code"]), id=f"{page.name}:{line}")


def of_page(name: str, kind: str) -> list[str]:
    """Return the blocks of one language in one page."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return [block["code"] for block in _BLOCK.finditer(text) if block["kind"] == kind]


@pytest.mark.parametrize("code", blocks("sh"))
def test_a_shell_reads_every_command(code: str) -> None:
    """No quotation mark, bracket or continuation is missing. `<words>` stand for something."""
    code = re.sub(r"<[a-z ]+>", "x", code)
    done = subprocess.run(["bash", "-n", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", blocks("python"))
def test_python_reads_every_example(code: str) -> None:
    """It compiles as it stands."""
    compile(code, "example", "exec")


@pytest.mark.parametrize("code", blocks("yaml"))
def test_yaml_reads_every_example_and_the_publisher_its_options(code: str) -> None:
    """A block that configures the publisher holds options that it takes."""
    found = yaml.safe_load(code)
    assert isinstance(found, dict)
    if "plugins" in found:
        found = next(one["publisher"] for one in found["plugins"] if isinstance(one, dict))
    if "notice_days" in found:
        from_options(found, where="the example")


@pytest.mark.parametrize("code", blocks("markdown"))
def test_every_example_of_a_file_has_front_matter_that_is_taken(code: str) -> None:
    """Read strictly, without a misspelt key."""
    front = frontmatter.split(code, "the example")
    assert front.fields
    assert unknown_fields(front.fields) == []


def test_gitlab_takes_its_example() -> None:
    """GitLab's own schema of pipelines finds nothing."""
    (code,) = of_page("ci-gitlab.md", "yaml")
    done = subprocess.run(
        [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci",
         "--default-filetype", "yaml", "-"],
        input=code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_cron_takes_its_example() -> None:
    """Each line has five fields of time, and calls nothing at a full hour."""
    (code,) = of_page("ci-plain-server.md", "crontab")
    lines = [line for line in code.splitlines() if "=" not in line.split(" ")[0]]
    assert lines
    for line in lines:
        minute, *fields = line.split()[:5]
        assert minute.isdigit()
        assert minute not in ("0", "30")
        assert all(re.fullmatch(r"\*|[\d,*/-]+", field) for field in fields)


def test_an_auditor_can_follow_the_register_with_git_alone(
    repo: PolicyRepo, tmp_path: Path
) -> None:
    """The commands of docs/auditors.md, in a fresh clone: the register in words, entry, text, digest."""
    repo.commit({"policy/privacy.md": POLICY})
    announce(repo.path, NOW)
    repo.commit({"policy/privacy.md": CHANGED})
    announce(repo.path, NOW)
    (code,) = [code for code in of_page("auditors.md", "sh") if "cat-file" in code]
    listing, entry, text, digest = (line.partition("  #")[0].strip() for line in code.splitlines())
    fresh = tmp_path / "fresh"
    git(repo.path, "clone", "-q", str(repo.path), str(fresh))
    words = git(fresh, *_words(listing)).splitlines()
    assert [line.partition(" ")[2] for line in words] == [
        "adopt privacy v1, effective 2014-01-27", "announce privacy v2, effective 2027-01-07",
    ]  # fmt: skip
    first, commit = (line.split(" ")[0] for line in words)
    shown = yaml.safe_load(git(fresh, *_words(entry.replace("<commit>", commit))))
    assert shown["effective"] == "2027-01-07"
    assert git(fresh, *_words(text.replace("<revision>", shown["revision"]))) == CHANGED.strip()
    command = digest.replace("<commit>", first)
    done = subprocess.run(
        ["sh", "-c", command], cwd=fresh, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == shown["prev"]


def _words(command: str) -> list[str]:
    """Return the words after `git` of a command."""
    return shlex.split(command)[1:]
