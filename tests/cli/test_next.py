"""`publisher next`: the next instant at which the site changes by itself."""

from __future__ import annotations

from tests.cli.conftest import Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at


def test_without_an_announced_change_there_is_no_next_instant(
    in_repo: PolicyRepo, run: Run
) -> None:
    """Neither a text in force nor a change that is not published yet sets a timer."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.commit({"policy/privacy.md": CHANGED})
    assert run("next", "--json").out == "null\n"
    assert run("next").out.startswith("Nothing changes by itself")


def test_the_first_announced_change_is_named_with_its_instant(
    in_repo: PolicyRepo, run: Run
) -> None:
    """The instant is the first of the effective day in the configured zone, written in UTC."""
    in_repo.commit({"policy/privacy.md": POLICY, "policy/terms.md": POLICY})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.commit({"policy/terms.md": CHANGED})
    announce(in_repo.path, at("2026-11-20 10:00"))
    in_repo.commit({"policy/privacy.md": CHANGED})
    announce(in_repo.path, at("2026-11-23 09:00"))
    answer = run("next", "--json")
    assert answer.json == {"at": "2027-01-05T23:00:00Z", "policy": "terms", "version": 2}
    assert run("next").out == "2027-01-06 00:00 (Europe/Paris): terms, version 2 takes effect\n"
