"""What `publisher check` says of promises in any unit, and of those of single policies."""

from __future__ import annotations

import pytest

from tests.conftest import MKDOCS_YML, POLICY, PolicyRepo

from .conftest import Run

PLAIN = MKDOCS_YML.replace("      notice_days: 30\n", "")
CHANGES = "\n## Changes\n\nWe post notice of changes to this policy {words} before.\n"


def problems(run: Run, rule: str, *more: str) -> list[tuple[str, str, str]]:
    """Return level, problem and remedy of what `check` finds by a rule."""
    found = run("check", "--json", *more).json["problems"]
    return [(p["level"], p["problem"], p["remedy"]) for p in found if p["rule"] == rule]


@pytest.mark.parametrize(
    ("configured", "words", "option"),
    [
        ("1 month", "30 business days", "notice_days: 30"), ("30 days", "one month", "notice: 1 month"),
        ("none", "30 days", "notice: 30 days"), ("4 weeks", "two months", "notice: 2 months"),
        ("30 business days", "two months", "notice: 2 months"), ("2 weeks", "15 days", "notice: 15 days"),
        ("30 days", "999 months", "notice: 999 months"), ("1 month", "2 months", "notice: 2 months"),
    ],
)  # fmt: skip
def test_a_promise_of_the_text_that_is_not_kept_is_a_problem_in_any_unit(
    in_repo: PolicyRepo, run: Run, configured: str, words: str, option: str
) -> None:
    """It names both promises, and the option that keeps the text's."""
    in_repo.commit({
        "mkdocs.yml": f"{PLAIN}      notice: {configured}\n",
        "policy/privacy.md": POLICY + CHANGES.format(words=words),
    })  # fmt: skip
    [(level, what, remedy)] = problems(run, "promise")
    assert level == "problem"
    assert f"promises {words}; the configuration says {configured}" in what
    assert f'("We post notice of changes to this policy {words} before.")' in what
    assert f"'{option}'" in remedy
    assert f"{{privacy: {{{option}}}}}" in remedy


@pytest.mark.parametrize(
    ("configured", "words"),
    [
        ("30 days", "30 days"), ("1 month", "one month"), ("31 days", "one month"),
        ("1 month", "four weeks"), ("30 business days", "one month"), ("6 weeks", "30 days"),
    ],
)  # fmt: skip
def test_a_promise_of_the_text_that_is_kept_is_none(
    in_repo: PolicyRepo, run: Run, configured: str, words: str
) -> None:
    """Also where text and configuration say it in different units."""
    in_repo.commit({
        "mkdocs.yml": f"{PLAIN}      notice: {configured}\n",
        "policy/privacy.md": POLICY + CHANGES.format(words=words),
    })  # fmt: skip
    assert problems(run, "promise") == []


def test_the_promise_of_a_policy_is_the_one_that_its_text_is_held_against(
    in_repo: PolicyRepo, run: Run
) -> None:
    """The site's may be shorter."""
    config = f"{PLAIN}      notice: 30 days\n      policies: {{privacy: {{notice: 2 months}}}}\n"
    text = POLICY + CHANGES.format(words="two months")
    in_repo.commit({"mkdocs.yml": config, "policy/privacy.md": text})
    assert problems(run, "promise") == []


def test_a_promise_for_a_policy_that_there_is_not_is_a_problem(
    in_repo: PolicyRepo, run: Run
) -> None:
    """With the id that was probably meant."""
    config = f"{PLAIN}      policies: {{privcy: {{notice: 1 month}}}}\n"
    in_repo.commit({"mkdocs.yml": config, "policy/privacy.md": POLICY})
    [(level, what, remedy)] = problems(run, "configuration")
    assert (level, remedy) == ("problem", "write 'privacy'")
    assert "'privcy', which isn't a policy" in what


def test_a_shorter_promise_of_one_policy_is_a_warning_about_it(
    published: PolicyRepo, run: Run
) -> None:
    """A longer one is a note."""
    published.git("checkout", "-q", "-b", "edit")
    for promise, level in (("1 month", "warning"), ("3 months", "note")):
        own = f"      policies: {{privacy: {{notice: {promise}}}}}\n"
        published.commit({"mkdocs.yml": MKDOCS_YML + own})
        [found] = problems(run, "configuration", "--base", "main")
        assert found[0] == level
        assert f"of 'privacy' goes from 30 business days to {promise}" in found[1]
