"""`publisher status` in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from publisher.timeline.planning import plan
from tests.cli.conftest import Run
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at

NOTICE = "---\npolicy: privacy\nsummary: In short.\n{}\n---\n\nIn plain words.\n"


def publish(repo: PolicyRepo, when: str) -> None:
    """Enter what a publication at that instant enters."""
    git = Git(repo.path)
    history = read_history(git)
    enter(
        GitStore(git), lambda register: plan(history, register, at(when), render=None), at=at(when)
    )


@pytest.fixture
def pending(in_repo: PolicyRepo, now: Callable[[datetime], None]) -> PolicyRepo:
    """A change from 24 to 13 months announced for 7 January; it is the day after."""
    in_repo.commit({"policy/privacy.md": POLICY})
    publish(in_repo, "2026-11-02 09:00")
    in_repo.commit({"policy/privacy.md": CHANGED})
    publish(in_repo, "2026-11-23 09:00")
    now(at("2026-11-24 09:00"))
    return in_repo


def test_what_applies_and_what_is_coming_is_said_with_days(pending: PolicyRepo, run: Run) -> None:
    """One line each."""
    assert run("status").out == (
        "Privacy statement (privacy)\n"
        "  in force   version 1 since 2014-01-27, until 2027-01-06\n"
        "  pending    version 2 from 2027-01-07, 30 business days left\n"
    )
    assert "from 2027-01-07, 1 business day left\n" in run("status", "--as-of", "2027-01-06").out


def test_a_first_text_that_applies_later_counts_days(pending: PolicyRepo, run: Run) -> None:
    """Nobody promised business days of notice for it."""
    pending.commit({"policy/terms.md": POLICY.replace("2014-01-27", "2026-12-15")})
    publish(pending, "2026-11-24 09:00")
    assert "  pending    version 1 from 2026-12-15, 21 days left\n" in run("status").out


def test_a_reversal_is_named_with_its_words_and_the_mend(pending: PolicyRepo, run: Run) -> None:
    """T5: nothing is silently reversed."""
    pending.commit({"policy/privacy.md": POLICY.replace("by post", "by post or e-mail")})
    said = run("status").out
    assert "version 2, announced for 2027-01-07, would be undone by version 3" in said
    assert "Privacy statement > Use: 'keep your data for 13 months.' would read 'keep" in said
    assert "to fix: bring the announced words back" in said
    assert "'replaces: 2'" in said
    assert "'reverses: 2'" in said
    pending.commit({"policy/notices/back.md": NOTICE.format("reverses: 2")})
    said = run("status").out
    assert "this is meant: the notice says so" in said
    assert "to fix" not in said


def test_what_is_only_about_to_be_withdrawn_is_not_called_withdrawn(
    pending: PolicyRepo, run: Run
) -> None:
    """T2: readers are told by a publication, not by a commit."""
    pending.commit({"policy/privacy.md": POLICY})
    said = run("status").out
    assert "  pending    version 2 from 2027-01-07, 30 business days left\n" in said
    assert "  to withdraw version 2: the text goes back" in said
    publish(pending, "2026-11-24 08:00")
    assert "  withdrawn  version 2: the text goes back" in run("status").out


def test_a_postponed_day_is_told_with_its_reason_and_is_not_called_too_early(
    pending: PolicyRepo, run: Run
) -> None:
    """T6: from when to when, and why; an earlier wish after it is held."""
    later = CHANGED.replace("2014-01-27", "2027-02-01")
    late = NOTICE.format("postponed: The supplier is late.")
    pending.commit({"policy/privacy.md": later, "policy/notices/late.md": late})
    publish(pending, "2026-11-24 08:00")
    said = run("status").out
    assert "postponed from 2027-01-07 to 2027-02-01: The supplier is late." in said
    assert "too early" not in said
    pending.commit({"policy/privacy.md": CHANGED.replace("2014-01-27", "2027-01-15")})
    assert "asked for 2027-01-15: too early, held until 2027-02-01" in run("status").out


def test_what_is_only_about_to_be_postponed_is_not_called_postponed(
    pending: PolicyRepo, run: Run
) -> None:
    """T6: until it is published, readers are told of the day that was announced."""
    late = NOTICE.format("postponed: The supplier is late.")
    later = CHANGED.replace("2014-01-27", "2027-02-01")
    pending.commit({"policy/privacy.md": later, "policy/notices/late.md": late})
    assert run("status").out == (
        "Privacy statement (privacy)\n"
        "  in force   version 1 since 2014-01-27, until 2027-01-06\n"
        "  pending    version 2 from 2027-01-07, 30 business days left\n"
        "  to postpone version 2 from 2027-01-07 to 2027-02-01: The supplier is late.\n"
    )
    [coming] = json.loads(run("status", "--json").out)["policies"][0]["pending"]
    assert (coming["effective"], coming["state"]) == ("2027-01-07", "pending")
    assert coming["to_postpone"] == {
        "effective": "2027-02-01", "reason": "The supplier is late."
    }  # fmt: skip
    publish(pending, "2026-11-24 09:00")
    assert "  pending    version 2 from 2027-02-01, " in run("status").out
    [coming] = json.loads(run("status", "--json").out)["policies"][0]["pending"]
    assert (coming["state"], coming["to_postpone"]) == ("postponed", None)


def test_of_the_past_nothing_is_said_that_a_later_text_asks_for(
    pending: PolicyRepo, run: Run
) -> None:
    """A day that HEAD asks for was not asked for as long as the register held less."""
    text = CHANGED.replace("13 months", "6 months").replace("2014-01-27", "2027-01-05")
    pending.commit({"policy/privacy.md": text})
    publish(pending, "2026-11-24 08:00")
    assert "asked for 2027-01-05: too early, held until 2027-01-08" in run("status").out
    assert "too early" not in run("status", "--as-of", "2026-11-24").out


def test_an_exception_is_told_before_and_after_it_is_published(
    pending: PolicyRepo, run: Run, now: Callable[[datetime], None]
) -> None:
    """T2: until it was seen live, the text that readers have stays the one in force; `check` names it."""
    order = NOTICE.format("exception: A court ordered it.\napproved-by: Counsel\nreplaces: 2")
    pending.commit({
        "mkdocs.yml": MKDOCS_YML + "      allow_exceptions: true\n",
        "policy/notices/order.md": order, "policy/privacy.md": POLICY.replace("24 months", "6 months"),
    })  # fmt: skip
    assert run("status").out == (
        "Privacy statement (privacy)\n"
        "  in force   version 1 since 2014-01-27, until 2027-01-06\n"
        "  pending    version 2 from 2027-01-07, 30 business days left\n"
        "  exception  version 3: from when it is seen live, without its notice: A court ordered it.\n"
        "  to withdraw version 2: replaced by version 3\n"
    )
    said = " ".join(run("check").out.split())
    assert "exception: version 3 applies as soon as it is seen live, without its notice" in said
    assert "because A court ordered it. (approved by Counsel)" in said
    assert "warning policy/notices/order.md:4 version 3 takes effect without its notice" in said
    publish(pending, "2026-11-24 09:00")
    assert "  in force   version 3 since 2026-11-24\n" in run("status").out
