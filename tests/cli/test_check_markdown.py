"""`publisher check` names Markdown that previews elsewhere show as it was meant, and the page does not."""

from __future__ import annotations

import pytest

from publisher.check.markdown_checks import unlike_previews
from publisher.text.document.render import render
from tests.cli.conftest import Run
from tests.conftest import POLICY, PolicyRepo

# What is typed, the lines that are named, how it is corrected, and what the page has then and not before.
CASES = {
    "a list without an empty line": (
        "We use it to:\n- send books;\n- answer letters.\n", [2],
        "We use it to:\n\n- send books;\n- answer letters.\n", "<li>send books;</li>",
    ),
    "a numbered list without an empty line": (
        "You must:\n1. pay;\n2. read.\n", [2], "You must:\n\n1. pay;\n2. read.\n", "<li>pay;</li>",
    ),
    "typed bullets": ("• one\n• two\n", [1, 2], "- one\n- two\n", "<li>one</li>"),
    "nesting by two spaces": ("- a\n  - b\n  - c\n", [2, 3], "- a\n    - b\n    - c\n", "<li>a<ul>"),
    "nesting by three spaces": ("1. a\n   - b\n", [2], "1. a\n    - b\n", "<li>a<ul>"),
    "a paragraph indented by three spaces": (
        "1. Licence\n\n   You get one.\n\n2. Limits\n", [3],
        "1. Licence\n\n    You get one.\n\n2. Limits\n", "<li>\n<p>Licence</p>\n<p>You get one.</p>",
    ),
    "a swallowed item": (
        "- one\n\n    more of it\n- two\n", [4], "- one\n\n    more of it\n\n- two\n", "<p>two</p>",
    ),
    "letters in brackets": ("(a) Pay.\n(b) Leave.\n", [2], "(a) Pay.\n\n(b) Leave.\n", "<p>(b) Leave.</p>"),
    "numbers with a bracket": ("1) First\n2) Second\n", [2], "1. First\n2. Second\n", "<li>First</li>"),
    "crossed out": ("~~24 months~~ 13 months\n", [1], "<del>24 months</del> 13 months\n", "<s>24 months</s>"),
    "a fence": ("```text\ncode\n```\n", [1], "    code\n", "<pre><code>code"),
    "an alert": ("> [!NOTE]\n> You must be 16.\n", [1], "> **Note:**\n> You must be 16.\n", "<strong>Note:"),
    "a task": ("- [ ] a task\n", [1], "- ☐ a task\n", "☐"),
    "a backslash at the end": ("Line one\\\nline two\n", [1], "Line one  \nline two\n", "<br>"),
    "an anchor of Word": ("[]{#_Toc1 .anchor}Use\n", [1], "Use\n", "<p>Use</p>"),
    "a ligature": ("Con\ufb01dential\n", [1], "Confidential\n", "<p>Confidential</p>"),
}  # fmt: skip
FINE = [
    "1. a\n\n    - b\n\n        - c\n\n    more\n\n2. d\n", "- a\n  wrapped\n- b\n", "# Terms\n- a\n- b\n",
    "We keep it for 20\nto 30 days.\n", "Paid in 2019. 3. is no item here.\nNor\n3. here.\n", "- a\n\n- b\n",
    "***\n\n- a\n", "| a | b |\n|---|---|\n| 1 | 2 |\n", "    - code\n    ~~code~~\n", "`~~a~~` and\n",
    "The clause (a)\n\n(b) the other.\n", "> - a\n> - b\n", "text - with dash\nmore - text\n", "+ a\n+ b\n",
]  # fmt: skip


def named(text: str) -> list[int]:
    """Return the lines that are named."""
    return [one.line for one in unlike_previews(text, "policy/terms.md")]


@pytest.mark.parametrize("name", CASES)
def test_what_the_page_shows_in_another_way_is_named(name: str) -> None:
    """The correction that is proposed makes the page show it, and is not named."""
    typed, lines, corrected, shown = CASES[name]
    assert named(typed) == lines
    assert shown not in render(typed)
    assert shown in render(corrected)
    assert named(corrected) == []


@pytest.mark.parametrize("text", FINE)
def test_what_both_show_alike_is_not_named(text: str) -> None:
    """Nor is what only looks like a list, a mark or a nested item."""
    assert named(text) == []


def test_each_kind_is_named_a_few_times_in_a_file() -> None:
    """A text in another style does not hide the rest of the report."""
    assert len(named("".join(f"• item {n}\n" for n in range(50)) + "\n~~a~~\n")) == 6


def test_the_check_warns_with_the_line_of_the_file(in_repo: PolicyRepo, run: Run) -> None:
    """It stops nothing: many texts that apply today have such lines."""
    in_repo.commit({"policy/privacy.md": POLICY + "\nWe use it to:\n- send books.\n"})
    answer = run("check", "--json")
    (found,) = [one for one in answer.json["problems"] if one["rule"] == "markdown"]
    assert (answer.code, found["level"]) == (0, "warning")
    assert (found["file"], found["line"]) == ("policy/privacy.md", POLICY.count("\n") + 3)
    assert found["remedy"] == "put an empty line before it"
