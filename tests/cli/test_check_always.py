"""`publisher check`: what it always says, with and without --base, of a repository that can be built."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.cli.conftest import NOTICE, NOW, Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at


def rules(run: Run, rule: str, *args: str) -> list[tuple[str, str, int]]:
    """Return level, file and line of what `check` says by one rule."""
    found = run("check", "--json", *args).json["problems"]
    return [(p["level"], p["file"], p["line"]) for p in found if p["rule"] == rule]


@pytest.mark.parametrize(
    "line",
    [
        "Put your own text here before you publish. This page is only a beginning.",
        "Lorem ipsum dolor sit amet.", "TODO: ask the lawyers.", "Write to [Company name] in [City].",
        "[YOUR COMPANY] is responsible.", "[insert address]", "Écrivez à [Nom de la société].",
        "Durée : à compléter", "Contact {{ site.email }}.", "The period is TBD.",
    ],
)  # fmt: skip
def test_a_placeholder_is_named_with_its_line(in_repo: PolicyRepo, run: Run, line: str) -> None:
    """A text that nobody has written yet is a warning before it can be the text in force."""
    in_repo.commit({"policy/privacy.md": POLICY + f"\n{line}\n"})
    assert rules(run, "placeholder") == [("warning", "policy/privacy.md", 16)]


@pytest.mark.parametrize(
    "line",
    [
        "See [our terms](https://example.org/).",
        "He wrote [sic] so.",
        "As in [RFC 2119][1].",
        "[GDPR] applies.",
    ],
)
def test_brackets_of_a_finished_text_are_no_placeholder(
    in_repo: PolicyRepo, run: Run, line: str
) -> None:
    """A link, a reference and an editor's mark are words of the text."""
    in_repo.commit({"policy/privacy.md": POLICY + f"\n{line}\n"})
    assert rules(run, "placeholder") == []


@pytest.mark.parametrize(
    ("name", "text", "warned"),
    [
        ("refunds.md", "# Refunds\n\nWe refund within 30 days.\n", True),
        ("cgv.md", "# Vente\n\nVous payez.\n", True),
        ("a.md", "# Politique de confidentialité\n\nTexte.\n", True),
        (
            "a.md",
            "# You\n\nYou agree that our liability ends. The governing law is French.\n",
            True,
        ),
        ("about.md", "# About us\n\nWe make bread in Lyon.\n", False),
    ],
)
def test_a_page_that_looks_like_a_policy_has_no_promise_without_effective(
    in_repo: PolicyRepo, run: Run, name: str, text: str, warned: bool
) -> None:
    """By its name, its title or its words: such a page would be public at once and change without notice."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.commit({f"policy/{name}": text})
    expected = [("warning", f"policy/{name}", 1)] if warned else []
    assert rules(run, "no-policy") == rules(run, "no-policy", "--base", "HEAD~1") == expected


def test_an_announced_date_that_would_move_earlier_is_ignored_and_said(
    published: PolicyRepo, run: Run
) -> None:
    """An announced day is never brought forward, and the editor who tries it is told."""
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/n.md": NOTICE})
    announce(published.path, at("2026-11-20 10:00"))
    published.commit({"policy/privacy.md": CHANGED.replace("2014-01-27", "2026-12-20")})
    assert rules(run, "earlier") == [("warning", "policy/privacy.md", 3)]


def test_a_consumed_notice_that_is_edited_again_is_named(
    published: PolicyRepo, run: Run, now: Callable[[datetime], None]
) -> None:
    """A notice explains one change: what is written into it for the next one is not lost in silence."""
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/n.md": NOTICE})
    announce(published.path, at("2026-11-02 11:00"))
    now(at("2027-02-01 10:00"))
    assert rules(run, "consumed") == []
    published.commit({
        "policy/privacy.md": CHANGED.replace("by post", "by telephone only"),
        "policy/notices/n.md": NOTICE.replace("Shorter.", "Call us."),
    })  # fmt: skip
    found = run("check", "--json").json["problems"]
    [consumed] = [p for p in found if p["rule"] == "consumed"]
    assert (consumed["level"], consumed["file"]) == ("warning", "policy/notices/n.md")
    assert "version 2" in consumed["problem"]
    assert "publisher notice privacy" in consumed["remedy"]


def test_a_rename_without_id_is_a_problem_and_no_end(published: PolicyRepo, run: Run) -> None:
    """The report does not say that the policy ends, but that its file was renamed, with what to write."""
    published.commit({"policy/privacy.md": None, "policy/privacy-notice.md": POLICY})
    answer = run("check", "--json")
    assert answer.code == 1
    [problem] = [p for p in answer.json["problems"] if p["level"] == "problem"]
    assert (problem["rule"], problem["file"]) == ("rename", "policy/privacy-notice.md")
    assert "'id: privacy'" in problem["remedy"]
    assert answer.json["policies"] == []


def test_what_is_not_committed_is_named(published: PolicyRepo, run: Run) -> None:
    """Build and publish know only what is committed, and check says which files are not."""
    assert rules(run, "uncommitted") == []
    published.write({"policy/about.md": "# About\n"})
    assert rules(run, "uncommitted") == [("note", "policy/about.md", 1)]


def test_before_anything_is_committed_there_is_nothing_to_build(
    in_repo: PolicyRepo, run: Run
) -> None:
    """A problem as long as nothing is staged; what is about to be committed is checked as it is."""
    in_repo.write({"policy/privacy.md": POLICY})
    assert rules(run, "uncommitted") == [("problem", "mkdocs.yml", 1)]
    assert run("build").code == 2
    in_repo.git("add", "-A")
    assert rules(run, "uncommitted") == [("warning", "mkdocs.yml", 1)]


def test_a_repository_without_a_policy_is_not_passed_in_silence(
    in_repo: PolicyRepo, run: Run
) -> None:
    """There is a warning, and nothing is published."""
    in_repo.commit({"policy/about.md": "# About\n"})
    assert rules(run, "no-policy") == [("warning", "mkdocs.yml", 1)]
    answer = run("publish", "--site-dir", "live", "--deploy", "touch deployed")
    assert answer.code == 2
    assert "no policy to publish" in answer.err
    assert not (in_repo.path / "deployed").exists()


def test_two_changes_on_one_day_are_named(published: PolicyRepo, run: Run) -> None:
    """The later version takes effect with the announced one, which then never applies."""
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/n.md": NOTICE})
    announce(published.path, NOW)
    published.commit({"policy/privacy.md": CHANGED.replace("by post", "by telephone only")})
    assert [level for level, _, _ in rules(run, "same-day")] == ["note"]


def test_a_file_that_does_not_reach_the_site_is_named(in_repo: PolicyRepo, run: Run) -> None:
    """Nothing of the folder is dropped in silence."""
    in_repo.commit({
        "policy/privacy.md": POLICY, "policy/.a.md": "# A\n", "policy/notices/index.md": "# Notices\n",
    })  # fmt: skip
    assert rules(run, "left-out") == [
        ("warning", "policy/.a.md", 1), ("warning", "policy/notices/index.md", 1),
    ]  # fmt: skip


HOSTILE = "policy/a\n::add-mask::x\x1b[31m\u202eb.txt"


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "json"])
def test_a_file_name_writes_neither_a_command_nor_an_escape_into_a_log(
    in_repo: PolicyRepo, run: Run, form: str
) -> None:
    """Line ends, escapes and signs that turn the text are named, whichever way the answer is written."""
    in_repo.commit({"policy/privacy.md": POLICY, HOSTILE: "x"})
    answer = run("check", "--format", form)
    assert answer.code == 1
    printed = answer.out + answer.err
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert not any(line.lstrip().startswith("::add-mask") for line in printed.splitlines())
    if form in ("json", "gitlab"):
        assert json.loads(answer.out)


@pytest.mark.parametrize(
    "command", [("build",), ("check", "\u202ex"), ("a\n::add-mask::b\x1b[1m",)]
)
def test_an_error_writes_neither_a_command_nor_an_escape_into_a_log(
    in_repo: PolicyRepo, run: Run, command: tuple[str, ...]
) -> None:
    """The same holds for the one message of an error, and for an argument in it."""
    in_repo.commit({"policy/privacy.md": POLICY, HOSTILE: "x"})
    answer = run(*command)
    assert answer.code == 2
    assert not {"\x1b", "\u202e"} & set(answer.err)
    assert not any(line.lstrip().startswith("::add-mask") for line in answer.err.splitlines())


def test_publish_says_what_is_not_committed(published: PolicyRepo, run: Run) -> None:
    """What lies in the working tree alone is named, since it is not published."""
    published.write({"policy/privacy.md": CHANGED})
    copy = f"{sys.executable} -c \"import shutil, os; shutil.copytree(os.environ['PUBLISHER_SITE'], 'live')\""
    answer = run("publish", "--site-dir", "live", "--deploy", copy)
    assert "not committed, so not published: policy/privacy.md" in answer.err
