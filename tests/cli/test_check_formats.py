"""`publisher check` for GitHub, GitLab and terminals: nothing that a text says is a command there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, Run
from tests.conftest import CHANGED, POLICY, PolicyRepo


def test_gitlab_gets_a_code_quality_report(published: PolicyRepo, run: Run) -> None:
    """Each finding has a description, a stable fingerprint, a severity and a place."""
    published.commit({"policy/privacy.md": CHANGED})
    first, second = run("check", "--format", "gitlab").json, run("check", "--format", "gitlab").json
    assert first == second
    [issue] = first
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert issue["location"] == {"path": "policy/privacy.md", "lines": {"begin": 1}}
    assert issue["severity"] == "minor"


HOSTILE = (
    "::error::x ##[error]y ::add-mask::z %0A::set-env name=A::b <script>alert(1)</script> @all "
    "[a](http://evil) `x`"
)


def test_github_annotates_and_cannot_be_injected(
    published: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever a text, a title, a notice or a commit says, only our own commands reach the runner."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    title = HOSTILE.replace("<script>alert(1)</script>", "").replace('"', "")
    hostile = CHANGED.replace(
        "13 months.", f"13 months.\n\n{HOSTILE}\n\nEffective date: 1 May 2020"
    )
    hostile = hostile.replace("title: Privacy statement", f'title: "{title}"')
    new = POLICY.replace("title: Privacy statement", f'title: "{title}"')
    notice = NOTICE.replace("Shorter.", f'"{title}"')
    published.commit(
        {
            "policy/privacy.md": hostile,
            "policy/terms.md": new,
            "policy/notices/::error::.md": notice,
        },
        message=HOSTILE,
    )
    answer = run("check", "--format", "github")
    lines = answer.out.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert len(token) == 32
    end = lines.index(f"::{token}::")
    outside = lines[end + 1 :]
    assert outside
    for line in outside:
        assert line.startswith(("::error file=", "::warning file=", "::notice file="))
        head, _, message = line[2:].partition("::")
        assert "::" not in head
        assert "##[" not in line
        assert "\n" not in message
    written = summary.read_text(encoding="utf-8")
    assert "<script" not in written
    assert "](http" not in written
    assert "evil" in written
    assert "<a " not in written


def test_a_second_run_says_something_else_to_stop_commands(published: PolicyRepo, run: Run) -> None:
    """The word that lets commands through again cannot be known before."""
    assert (
        run("check", "--format", "github").out.split("\n")[0]
        != (run("check", "--format", "github").out.split("\n")[0])
    )


def test_nothing_of_a_text_steers_the_terminal(published: PolicyRepo, run: Run) -> None:
    """Escape sequences in a title or a file name are shown, not sent."""
    notice = NOTICE.replace("policy: privacy", 'policy: "x\\e]0;owned\\a"')
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/a\x1b[2J.md": notice})
    answer = run("check")
    assert "\x1b" not in answer.out + answer.err


def test_quotation_marks_are_read_as_such() -> None:
    """A sentence with an apostrophe is escaped once, not twice."""
    from html import unescape

    from publisher.check.reports.github_report import _html

    words = """another machine's "timer" & <b> #1"""
    assert unescape(_html(words)) == words
    assert not set("\"'<#") & set(_html(words).replace("&#", ""))


def test_the_summary_shows_the_notice_as_readers_will_see_it(
    published: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From a file of its own or from the policy's front matter, escaped and without links."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    own = "---\nnotice:\n  summary: A <b> & C\n  action: Nothing\n  text: |\n    *Less* [here](https://x.example/).\n"
    published.commit({"policy/privacy.md": CHANGED.replace("---\n", own, 1)})
    run("check", "--format", "github")
    text = (tmp_path / "summary.md").read_text()
    assert (
        "as readers will see it</summary><p><strong>A &lt;b&gt; &amp; C</strong></p>"
        "<p>What to do: Nothing</p><p><em>Less</em> here.</p></details>"
    ) in text
