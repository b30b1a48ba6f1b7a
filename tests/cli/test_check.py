"""`publisher check`: what a change will do."""

from __future__ import annotations

from tests.cli.conftest import NOTICE, Run, announce
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at


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
        "Privacy statement: changes apply from 7 January 2027.", "No problem.",
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


def test_a_day_far_ahead_warns_of_timers_that_stop(published: PolicyRepo, run: Run) -> None:
    """More than 55 days between the last commit and the day is a warning with a day to act by."""
    later = CHANGED.replace("2014-01-27", "2027-03-01")
    published.write({"policy/privacy.md": later, "policy/notices/shorter.md": NOTICE})
    problems = run("check", "--json").json["problems"]
    [found] = [problem for problem in problems if problem["rule"] != "uncommitted"]
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


def test_a_policy_without_a_language_on_a_french_site_is_named(
    published: PolicyRepo, run: Run
) -> None:
    """Its pages would be in English; one that says its language is fine."""
    french = MKDOCS_YML + "      locale: fr\n"
    published.commit(
        {
            "mkdocs.yml": french,
            "policy/terms.md": POLICY.replace("effective", "language: fr\neffective"),
        }
    )
    found = [one for one in run("check", "--json").json["problems"] if one["rule"] == "language"]
    assert [(one["level"], one["file"]) for one in found] == [("warning", "policy/privacy.md")]


def test_a_shorter_notice_period_is_told(published: PolicyRepo, run: Run) -> None:
    """A change of the promise itself is a warning, because it cannot shorten its own notice."""
    published.git("checkout", "-q", "-b", "edit")
    published.commit({"mkdocs.yml": MKDOCS_YML.replace("30", "10")})
    problems = run("check", "--base", "main", "--json").json["problems"]
    [found] = [problem for problem in problems if problem["rule"] == "configuration"]
    assert (found["level"], found["file"]) == ("warning", "mkdocs.yml")
    assert "from 30 business days to 10 business days" in found["problem"]


def test_another_register_branch_is_a_problem(published: PolicyRepo, run: Run) -> None:
    """A pull request that would lose the register fails."""
    published.git("checkout", "-q", "-b", "edit")
    published.commit({"mkdocs.yml": MKDOCS_YML + "      register_branch: other\n"})
    answer = run("check", "--base", "main", "--json")
    assert answer.code == 1
    assert "register_branch: publications" in answer.json["problems"][0]["remedy"]


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
