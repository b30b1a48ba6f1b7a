"""An editor who overrules the publisher: allowed with a reason, and never out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at

OVERRULED = "policy: privacy\nsummary: A slip.\nclass: editorial"
WHY = "reason: It said 24 by mistake.\napproved-by: Jane Roe"


@pytest.fixture
def rewritten(in_repo: PolicyRepo) -> PolicyRepo:
    """A repository whose policy is in force and has a material change, committed."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.commit({"policy/privacy.md": CHANGED})
    return in_repo


def test_overruling_material_needs_a_reason_and_an_approval(
    rewritten: PolicyRepo, run: Run
) -> None:
    """Without them the check finds a problem and says how to mend it."""
    rewritten.commit({"policy/notices/slip.md": f"---\n{OVERRULED}\n---\n\nNothing changes.\n"})
    answer = run("check")
    assert answer.code == 1
    assert "add 'reason' and 'approved-by'" in " ".join(answer.out.split())


def test_an_overruled_verdict_is_shown_for_ever(rewritten: PolicyRepo, run: Run) -> None:
    """The history of the policy tells reason and approval, and `verify` lists them."""
    rewritten.commit(
        {"policy/notices/slip.md": f"---\n{OVERRULED}\n{WHY}\n---\n\nNothing changes.\n"}
    )
    announce(rewritten.path, at("2026-11-03 10:00"))
    assert run("build").code == 0
    history = " ".join(Path("site/privacy/history/index.html").read_text(encoding="utf-8").split())
    assert (
        "Classified as editorial by our editors. Reason: It said 24 by mistake. "
        "Approved by Jane Roe." in history
    )
    [listed] = run("verify", "--json").json["exceptions"]
    assert (listed["event"], listed["policy"], listed["reason"], listed["approved_by"]) == (
        "amended", "privacy", "It said 24 by mistake.", "Jane Roe",
    )  # fmt: skip
    assert "editorial against the rules: It said 24 by mistake. (Jane Roe)" in run("verify").out


def test_raising_editorial_to_material_needs_nothing(in_repo: PolicyRepo, run: Run) -> None:
    """The class alone makes a change of form a version with its own notice."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    raised = "---\npolicy: privacy\nsummary: We stress it.\nclass: material\n---\n\nWe stress it.\n"
    in_repo.commit(
        {
            "policy/privacy.md": POLICY.replace("keep", "**keep**"),
            "policy/notices/stress.md": raised,
        }
    )
    [policy] = run("check", "--json").json["policies"]
    assert (policy["verdict"], policy["decided_by"]) == ("material", "editor")
