"""`publisher init`: a new repository of policies that works at once."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import git

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, without git's configuration of this machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


def test_a_new_repository_works_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has placeholders and no problem; once its policy is committed, its site is built and recorded."""
    assert run("init", "new", "--site-url", "https://policies.example").code == 0
    monkeypatch.chdir("new")
    assert run("build").code == 0
    git(Path(), "add", "-A")
    git(Path(), "commit", "-q", "-m", "Our text")
    answer = run("check", "--json")
    assert answer.code == 0
    assert {problem["rule"] for problem in answer.json["problems"]} == {"placeholder"}
    assert run("build").code == 0
    assert run("record", "--site-dir", "site").code == 0
    assert run("verify", "--json").json["ok"] is True


def test_the_words_that_stand_in_for_a_policy_are_never_the_text_in_force(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `init` writes is left to be committed: the editor's own text is the first one."""
    answer = run("init", "new")
    assert "put your own text into new/policy/privacy.md" in answer.err
    monkeypatch.chdir("new")
    assert git(Path(), "status", "--porcelain") == "?? policy/privacy.md"
    assert run("status", "--json").json["policies"] == []


def test_the_promise_in_the_text_is_the_configured_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever period is chosen, text and configuration say the same."""
    run(
        "init",
        "new",
        "--days",
        "20",
        "--calendar",
        "DE-BY",
        "--timezone",
        "Europe/Berlin",
        "--locale",
        "fr",
    )
    monkeypatch.chdir("new")
    problems = run("check", "--json").json["problems"]
    assert {problem["rule"] for problem in problems} <= {"placeholder", "uncommitted"}
    assert "au moins 20 jours ouvrés" in Path("policy/privacy.md").read_text(encoding="utf-8")


def test_without_a_first_policy_earlier_texts_can_be_imported(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--empty` leaves room for `publisher import`."""
    run("init", "new", "--empty")
    Path("archive").mkdir()
    Path("archive/2020-01-01.md").write_text("# Privacy\n\nText.\n", encoding="utf-8")
    monkeypatch.chdir("new")
    assert run("import", "../archive", "--policy", "privacy").code == 0


def test_nothing_that_is_there_is_touched(run: Run) -> None:
    """A folder with anything in it is refused and stays as it was."""
    Path("mine").mkdir()
    Path("mine/a.txt").write_text("x", encoding="utf-8")
    answer = run("init", "mine")
    assert answer.code == 2
    assert "publisher adopt" in answer.err
    assert [p.name for p in Path("mine").iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("notice", "language", "words"),
    [
        ("1 month", "en", "at least 1 month before"),
        ("30 days", "en", "at least 30 days before"),
        ("6 weeks", "fr", "au moins 6 semaines avant"),
        ("30 business days", "fr", "au moins 30 jours ouvrés avant"),
    ],
)
def test_a_promise_in_any_unit_and_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, notice: str, language: str, words: str
) -> None:
    """Text, home page and configuration say the same, in the language of the site."""
    assert run("init", "new", "--notice", notice, "--locale", language).code == 0
    monkeypatch.chdir("new")
    assert words in Path("policy/privacy.md").read_text(encoding="utf-8")
    assert f"notice: {notice}" in Path("mkdocs.yml").read_text(encoding="utf-8")
    home = Path("policy/index.md").read_text(encoding="utf-8")
    assert words.removeprefix("at least ").removeprefix("au moins ")[:5] in home
    problems = run("check", "--json").json["problems"]
    assert {problem["rule"] for problem in problems} == {"placeholder", "uncommitted"}


@pytest.mark.parametrize("words", [("--notice", "none"), ("--days", "5", "--notice", "1 month")])
def test_a_promise_that_is_none_or_two_makes_nothing(run: Run, words: tuple[str, ...]) -> None:
    """A new repository has one promise."""
    assert run("init", "new", *words).code == 2
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [("--calendar", "XX"), ("--timezone", "Mars/Base"), ("--name", "a: {b}"), ("--days", "0")],
)
def test_what_the_configuration_would_refuse_makes_nothing(
    run: Run, words: tuple[str, str]
) -> None:
    """A wrong value is one message, and no folder is left behind."""
    answer = run("init", "new", *words)
    assert answer.code == 2
    assert answer.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        ".github/workflows/check.yml", ".github/workflows/publish.yml", ".github/workflows/timer.yml",
        ".github/workflows/monitor.yml", ".github/dependabot.yml", ".github/CODEOWNERS",
        ".github/ISSUE_TEMPLATE/question.yml", ".github/ISSUE_TEMPLATE/change.yml",
        ".github/ISSUE_TEMPLATE/config.yml", "overrides/main.html",
    ],
)  # fmt: skip
def test_what_it_brings_is_what_this_repository_uses(name: str) -> None:
    """The workflows of a new repository are byte for byte the ones that are tested here."""
    place = ROOT / "publisher/template" / name.replace(".github", "github")
    source = place if place.exists() else place.with_name(place.name + ".txt")
    assert source.read_bytes() == (ROOT / name).read_bytes()


def test_a_new_repository_installs_the_program_that_made_it(run: Run) -> None:
    """The line names a wheel in the repository by its digest; everything else is locked by digests."""
    answer = run("init", "new")
    assert "installs the wheel vendor/policy_publisher-" in answer.err
    line = Path("new/requirements.txt").read_text(encoding="utf-8").strip()
    path, _, digest = line.partition(" --hash=sha256:")
    assert hashlib.sha256((Path("new") / path).read_bytes()).hexdigest() == digest
    lock = Path("new/requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"^mkdocs-material==\S+ \\\n    --hash=sha256:", lock, re.MULTILINE)
    assert "pytest" not in lock


def test_the_lock_of_a_new_repository_is_that_of_this_one() -> None:
    """The versions that the tests ran with are the ones that users get."""
    pins = re.compile(r"^([a-z0-9-]+==\S+)", re.MULTILINE)
    ours = set(pins.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    theirs = (ROOT / "publisher/template/requirements.lock.txt").read_text(encoding="utf-8")
    assert set(pins.findall(theirs)) < ours
