"""`publisher check`: what a change will do, and what must be mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, announce
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at

NOTICE = "---\npolicy: privacy\nsummary: Shorter.\n---\nWe delete sooner.\n"


@pytest.fixture
def published(in_repo: PolicyRepo) -> PolicyRepo:
    """A repository whose first text is in the register."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    return in_repo


def test_nothing_new_is_nothing_to_publish(published: PolicyRepo, run: Run) -> None:
    """A repository whose every text is published has no problem and no verdict."""
    answer = run("check")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Nothing to publish in 1 policy.\n\nNo problem.\n"


def test_a_material_change_is_told_with_day_banner_and_notice(
    published: PolicyRepo, run: Run
) -> None:
    """The verdict, the earliest day, the banner and the notice file stand in one screen."""
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    answer = run("check")
    assert answer.code == 0
    for words in (
        "Privacy statement  (policy/privacy.md)", "material", "version 2", "(Use)",
        "7 January 2027, if it is published today", "policy/notices/shorter.md",
        "Privacy statement changes on 7 January 2027.", "No problem.",
    ):  # fmt: skip
        assert words in answer.out
    assert len(answer.out.splitlines()) < 24


def test_json_holds_the_same(published: PolicyRepo, run: Run) -> None:
    """`--json` prints one object with verdict, days and problems, and nothing else."""
    head = published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    answer = run("check", "--json")
    policy = answer.json["policies"][0]
    assert answer.json["ok"] is True
    assert answer.json["commit"] == head
    assert (policy["id"], policy["event"], policy["verdict"]) == (
        "privacy",
        "announced",
        "material",
    )
    assert (policy["version"], policy["earliest"], policy["effective"]) == (
        2,
        "2027-01-07",
        "2027-01-07",
    )
    assert answer.json["problems"] == []
    assert run("check", "--format", "json").json == answer.json


def test_a_day_asked_too_early_is_told_as_held(published: PolicyRepo, run: Run) -> None:
    """The answer names the day that was asked for and the day that will hold, with the line to look at."""
    early = CHANGED.replace("2014-01-27", "2026-12-01")
    published.commit({"policy/privacy.md": early, "policy/notices/shorter.md": NOTICE})
    answer = run("check")
    assert answer.code == 0
    held = "1 December 2026: too early, will be held until Thursday 7 January 2027"
    assert held in " ".join(answer.out.split())
    note = run("check", "--json").json["problems"][0]
    assert (note["rule"], note["level"], note["file"], note["line"]) == (
        "held", "note", "policy/privacy.md", 3,
    )  # fmt: skip


def test_what_is_not_committed_yet_counts(published: PolicyRepo, run: Run) -> None:
    """An edit is checked before it is committed, and the answer says so."""
    published.write({"policy/privacy.md": CHANGED})
    answer = run("check")
    assert "not committed yet" in answer.out
    assert "version 2" in answer.out
    assert run("check", "--json").json["commit"] is None
    assert published.git("status", "--porcelain").strip() == "M policy/privacy.md"


def test_a_change_without_words_for_readers_is_a_warning(published: PolicyRepo, run: Run) -> None:
    """Without a notice the sections would be listed; that is told, and is no failure."""
    published.commit({"policy/privacy.md": CHANGED})
    answer = run("check", "--json")
    assert answer.code == 0
    [found] = answer.json["problems"]
    assert (found["rule"], found["level"]) == ("notice", "warning")
    assert "publisher notice privacy" in found["remedy"]


def test_with_require_notice_it_is_a_problem(published: PolicyRepo, run: Run) -> None:
    """Where the configuration requires a notice, a change without one fails the check."""
    strict = MKDOCS_YML + "      require_notice: true\n"
    published.commit({"policy/privacy.md": CHANGED, "mkdocs.yml": strict})
    answer = run("check", "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    assert [p["level"] for p in answer.json["problems"]] == ["problem"]


def test_overruling_without_approval_is_a_problem_in_the_notice(
    published: PolicyRepo, run: Run
) -> None:
    """Calling a material change editorial without reason and approval is named with its file."""
    notice = NOTICE.replace("---\nWe", "class: editorial\nreason: a slip\n---\nWe")
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": notice})
    [problem] = run("check", "--json").json["problems"]
    assert problem["file"] == "policy/notices/shorter.md"
    assert problem["rule"] == "decide"
    assert "approved-by" in problem["problem"]


def test_an_overruled_verdict_is_told_with_its_reason(published: PolicyRepo, run: Run) -> None:
    """The editor's decision stands beside what the publisher says."""
    notice = NOTICE.replace(
        "---\nWe", "class: editorial\nreason: a slip\napproved-by: Legal\n---\nWe"
    )
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": notice})
    answer = run("check")
    told = " ".join(answer.out.split())
    assert "by the editor: editorial, where the publisher says material; reason: a slip" in told
    assert "approved by Legal" in told


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(
            POLICY
            + "\n## 11. Changes\n\nWe announce changes of this policy thirty (30) business days before.\n",
            18, 'section "11. Changes" promises thirty (30) business days; the configuration says 20',
            id="promise-in-business-days",
        ),
        pytest.param(
            POLICY
            + "\n## Changes\n\nWe post notice of changes to this policy\nthirty (20) working days before.\n",
            19, "says two numbers", id="two-numbers",
        ),
        pytest.param(
            POLICY + "\n## Changes\n\nWe tell you of changes to this policy by notice two months before.\n",
            18, "promises two months", id="promise-in-months",
        ),
        pytest.param(
            POLICY.replace("## Use", "Effective date: 1 March 2027\n\n## Use"),
            8, "on which day it takes effect (1 March 2027); it is 2014-01-27", id="typed-date",
        ),
        pytest.param(
            POLICY.replace("## Use", "Date d’effet : 1er mars 2027\n\n## Use"),
            8, "on which day it takes effect (1er mars 2027)", id="typed-date-in-french",
        ),
        pytest.param(POLICY.replace("title:", "titel: x\ntitle:"), 2, "unknown key 'titel'", id="key"),
        pytest.param(POLICY.replace("2014-01-27", "2026-02-30"), 3, "is no date", id="no-such-day"),
        pytest.param(POLICY.replace("24 months", "24 \u202emonths"), 10, "U+202E", id="turned-text"),
        pytest.param(POLICY.replace("24 mo", "24\u200b mo"), 10, "unseen zero width space", id="unseen"),
        pytest.param(POLICY.replace("data", "d\u0430ta"), 10, "which looks like 'a'", id="look-alike"),
        pytest.param(POLICY + '\n<p style="display:none">x</p>\n', 16, "hide a clause", id="hidden-clause"),
        pytest.param(POLICY.replace("effective", "efective"), 3, "counts as no policy", id="no-policy"),
    ],
)  # fmt: skip
def test_each_problem_has_file_line_and_remedy(
    in_repo: PolicyRepo, run: Run, text: str, line: int, words: str
) -> None:
    """Whatever an editor must mend is named with its place and the way to mend it."""
    in_repo.commit({"policy/privacy.md": text, "mkdocs.yml": MKDOCS_YML.replace("30", "20")})
    answer = run("check", "--json")
    assert answer.code == 1
    problem = next(p for p in answer.json["problems"] if words in p["problem"])
    assert (problem["file"], problem["line"]) == ("policy/privacy.md", line)
    assert problem["remedy"]


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("about.md", "---\ntitle: About: us\n---\n\nWe.\n", 2, "no valid YAML"),
        ("about.md", "---\n- About\n---\n\nWe.\n", 1, "holds no keys"),
        ("sign.svg", "<svg/>", 1, "no kind of file that a policy site shows"),
    ],
    ids=["broken", "list", "foreign"],
)
def test_what_the_build_refuses_is_told_before(
    in_repo: PolicyRepo, run: Run, name: str, content: str, line: int, words: str
) -> None:
    """Other pages and files that no site would be built with are problems, in the words of the build."""
    in_repo.commit({"policy/privacy.md": POLICY, f"policy/{name}": content})
    answer = run("check", "--json")
    assert answer.code == 1
    (problem,) = answer.json["problems"]
    assert (problem["file"], problem["line"]) == (f"policy/{name}", line)
    assert words in problem["problem"]
    build = run("build")
    assert build.code == 2
    assert problem["problem"] in build.err


def test_a_file_that_the_configuration_names_is_no_problem(in_repo: PolicyRepo, run: Run) -> None:
    """A style sheet, a script or a logo that mkdocs.yml names belongs to the site."""
    more = "extra_css: [own.css]\nextra_javascript: [{path: own.js, defer: true}]\n"
    in_repo.commit({
        "policy/privacy.md": POLICY, "policy/own.css": "", "policy/own.js": "",
        "mkdocs.yml": MKDOCS_YML + more,
    })  # fmt: skip
    assert run("check", "--json").json["problems"] == []


def test_signs_that_a_script_needs_are_no_problem(in_repo: PolicyRepo, run: Run) -> None:
    """Accents, joined emoji, Persian joiners and Greek words deceive nobody."""
    words = "Zoë’s naïve façade 👩\u200d💻 ✔\ufe0f می\u200cخواهم Ελλάδα Россия 日本"
    in_repo.commit({"policy/privacy.md": POLICY.replace("your data", words)})
    assert run("check", "--json").json["problems"] == []


def test_every_broken_file_is_named_at_once(in_repo: PolicyRepo, run: Run) -> None:
    """One mistake does not hide the others."""
    in_repo.commit({
        "policy/a.md": POLICY.replace("2014-01-27", "tomorrow"),
        "policy/b.md": POLICY.encode("utf-16"),
        "policy/privacy.md": POLICY,
        "policy/notices/n.md": NOTICE.replace("privacy", "privcy").replace("summary", "sumary"),
    })  # fmt: skip
    answer = run("check", "--json")
    assert answer.code == 1
    found = {(p["file"], p["line"]): p["remedy"] for p in answer.json["problems"]}
    assert set(found) == {
        ("policy/a.md", 1), ("policy/b.md", 1), ("policy/notices/n.md", 2), ("policy/notices/n.md", 3),
    }  # fmt: skip
    assert found["policy/notices/n.md", 2] == "write 'privacy'"
    assert found["policy/notices/n.md", 3] == "write 'summary'"


def test_a_broken_configuration_is_a_problem_of_its_file(in_repo: PolicyRepo, run: Run) -> None:
    """A mistake in mkdocs.yml is named with its line."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.write({"mkdocs.yml": "site_name: [\n"})
    answer = run("check", "--json")
    assert answer.code == 1
    assert [(p["file"], p["line"]) for p in answer.json["problems"]] == [("mkdocs.yml", 2)]


def test_a_shallow_clone_is_a_matter_of_the_call(
    in_repo: PolicyRepo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be said at all, there is one message and exit code 2."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.commit({"policy/privacy.md": CHANGED})
    in_repo.git("clone", "-q", "--depth", "1", f"file://{in_repo.path}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    answer = run("check", "--format", "json")
    assert (answer.code, answer.out) == (2, "")
    assert "fetch-depth: 0" in answer.err


def test_a_day_far_ahead_warns_of_timers_that_stop(published: PolicyRepo, run: Run) -> None:
    """More than 55 days between the last commit and the day is a warning with a day to act by."""
    later = CHANGED.replace("2014-01-27", "2027-03-01")
    published.write({"policy/privacy.md": later, "policy/notices/shorter.md": NOTICE})
    [found] = run("check", "--json").json["problems"]
    assert (found["rule"], found["level"], found["line"]) == ("idle", "warning", 3)
    assert "98 days" in found["problem"]
    assert "2027-01-17" in found["remedy"]


def test_taking_back_an_announced_change_is_a_problem_until_it_is_meant(
    published: PolicyRepo, run: Run
) -> None:
    """A text that lacks a pending change is named with what to write if that is meant."""
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    announce(published.path, at("2026-11-20 10:00"))
    back = POLICY.replace("by post", "by telephone only")
    notice = NOTICE.replace("Shorter.", "Call us.")
    published.commit({"policy/privacy.md": back, "policy/notices/call.md": notice})
    found = [p for p in run("check", "--json").json["problems"] if p["rule"] == "reversal"]
    assert [(p["level"], p["file"]) for p in found] == [("problem", "policy/privacy.md")]
    assert "version 2" in found[0]["problem"]
    assert "'reverses: 2'" in found[0]["remedy"]
    meant = notice.replace("---\nWe", "reverses: 2\n---\nWe")
    published.commit({"policy/notices/call.md": meant})
    answer = run("check", "--json")
    assert [p["level"] for p in answer.json["problems"] if p["rule"] == "reversal"] == ["note"]
    assert answer.code == 0


def test_a_pull_request_names_what_it_touches(published: PolicyRepo, run: Run) -> None:
    """With --base, policies that the change touches are marked; others are told only if they change."""
    base = published.commit({"policy/terms.md": POLICY.replace("Privacy statement", "Terms")})
    published.git("checkout", "-q", "-b", "edit")
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    touched = {
        p["id"]: p["touched"] for p in run("check", "--base", base, "--json").json["policies"]
    }
    assert touched == {"privacy": True, "terms": False}
    assert {p["id"] for p in run("check", "--base", "main", "--json").json["policies"]} == set(
        touched
    )


def test_an_unknown_base_is_a_matter_of_the_call(published: PolicyRepo, run: Run) -> None:
    """A base that is not there gets one message and exit code 2."""
    answer = run("check", "--base", "--upload-pack=x")
    assert answer.code == 2
    assert "there is no commit '--upload-pack=x'" in answer.err


def test_a_shorter_notice_period_is_told(published: PolicyRepo, run: Run) -> None:
    """A change of the promise itself is a warning, because it cannot shorten its own notice."""
    published.git("checkout", "-q", "-b", "edit")
    published.commit({"mkdocs.yml": MKDOCS_YML.replace("30", "10")})
    problems = run("check", "--base", "main", "--json").json["problems"]
    [found] = [problem for problem in problems if problem["rule"] == "configuration"]
    assert (found["level"], found["file"]) == ("warning", "mkdocs.yml")
    assert "from 30 to 10" in found["problem"]


def test_another_register_branch_is_a_problem(published: PolicyRepo, run: Run) -> None:
    """A pull request that would lose the register fails."""
    published.git("checkout", "-q", "-b", "edit")
    published.commit({"mkdocs.yml": MKDOCS_YML + "      register_branch: other\n"})
    answer = run("check", "--base", "main", "--json")
    assert answer.code == 1
    assert "register_branch: publications" in answer.json["problems"][0]["remedy"]


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


def test_the_clock_decides_the_day(published: PolicyRepo, run: Run, now) -> None:  # type: ignore[no-untyped-def]
    """Asked a day later, the earliest day is a business day later."""
    published.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    assert run("check", "--json").json["policies"][0]["earliest"] == "2027-01-07"
    now(at("2026-11-24 10:00"))
    assert run("check", "--json").json["policies"][0]["earliest"] == "2027-01-08"


def test_a_first_text_that_would_make_the_present_one_wait_is_told(
    in_repo: PolicyRepo, run: Run
) -> None:
    """Without a register an older commit would be the text in force; `adopt` is named as the way out."""
    first = in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.commit({"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    [found] = run("check", "--json").json["problems"]
    assert (found["rule"], found["level"]) == ("first-text", "warning")
    assert first[:10] in found["problem"]
    assert "publisher adopt --policy privacy" in found["remedy"]
    assert run("adopt", "--policy", "privacy").code == 0
    assert run("check", "--json").json["problems"] == []
