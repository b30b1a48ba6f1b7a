"""`publisher adopt`: starting the register in a repository that already has a history."""

from __future__ import annotations

import json
import re

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.git_store import GitStore
from publisher.verify import verify
from tests.conftest import CHANGED, POLICY, PolicyRepo

from .running import MONDAY, Run

TERMS = POLICY.replace("Privacy statement", "Terms").replace("2014-01-27", "2020-05-04")


def entries(repo: PolicyRepo, policy: str = "privacy") -> list[tuple[int, str, str | None]]:
    """Return (version, since when, who says so) of each entry of a policy."""
    register = GitStore(Git(repo.path)).read()
    return [
        (one.stored["version"], one.stored["effective"], one.stored.get("dates"))
        for one in register.entries
        if one.policy == policy and one.event == "adopted"
    ]  # type: ignore[return-value]


def holds(repo: PolicyRepo) -> bool:
    """Whether verification finds nothing."""
    git = Git(repo.path)
    report = verify(GitStore(git), read_history(git), now=MONDAY)
    assert not report.notes
    return report.ok


@pytest.fixture
def old(in_repo: PolicyRepo) -> PolicyRepo:
    """A repository whose texts were written and published by hand for years."""
    dates = ["2016-03-01", "2018-05-20", "2018-05-20", "2017-01-01", "2021-09-09", "2026-11-01"]
    bare = POLICY.split("---\n", 2)[2]
    texts = [bare, bare.replace("24", "18"), bare.replace("24", "17"), bare.replace("24", "16"),
             bare.replace("24", "13"), CHANGED]  # fmt: skip
    for day, text in zip(dates, texts, strict=True):
        path = "policy/privacy.md" if day > "2020" else "policy/old-name.md"
        files: dict[str, str | bytes | None] = {path: text}
        if day == "2021-09-09":
            files["policy/old-name.md"] = None
        if day == "2026-11-01":
            files["policy/terms.md"] = TERMS
        commit_as_of(in_repo, files, day)
    return in_repo


def commit_as_of(repo: PolicyRepo, files: dict[str, str | bytes | None], day: str) -> None:
    """Commit with that date."""
    repo.write(files)
    repo.git("add", "-A")
    tree = repo.git("write-tree")
    parent = repo.git("for-each-ref", "--format=-p %(objectname)", "refs/heads/main").split()
    date = f"{day}T12:00:00Z"
    commit = repo.git("commit-tree", "-m", day, *parent, tree, GIT_COMMITTER_DATE=date)
    repo.git("update-ref", "refs/heads/main", commit)


def test_every_policy_is_taken_over_as_it_is(old: PolicyRepo, run: Run):
    """Without options the texts of HEAD are in force since the days that they state."""
    assert run("adopt") == 0
    assert "Started a new register." in run.err
    assert entries(old) == [(1, "2014-01-27", None)]
    assert entries(old, "terms") == [(1, "2020-05-04", None)]
    assert run("status", "--json") == 0
    policies = {one["id"]: one for one in json.loads(run.out)["policies"]}
    assert policies["privacy"]["in_force"]["effective"] == "2014-01-27"
    assert policies["privacy"]["unpublished"] is None
    assert holds(old)


def test_one_text_of_a_commit_since_a_day(old: PolicyRepo, run: Run):
    """A person states which text applied, and since when; what came after it is to be announced."""
    old.commit({"policy/privacy.md": CHANGED.replace("13", "7")})
    asked = ("--policy", "privacy", "--commit", "HEAD~1", "--effective", "2021-10-01")
    assert run("adopt", *asked) == 0
    assert entries(old) == [(1, "2021-10-01", "as stated at adoption")]
    assert entries(old, "terms") == []
    assert run("status", "--json") == 0
    policies = {one["id"]: one for one in json.loads(run.out)["policies"]}
    assert policies["privacy"]["unpublished"]["verdict"] == "material"
    assert holds(old)


def test_earlier_texts_are_archived_with_the_dates_of_the_repository(old: PolicyRepo, run: Run):
    """With --history earlier texts are versions, over a rename, in an order of days that can be."""
    assert run("adopt", "--history", "--policy", "privacy", "--effective", "2026-11-01") == 0
    repository = "as stated by the repository"
    assert entries(old) == [
        (1, "2016-03-01", repository),
        (2, "2018-05-20", repository),  # the last of the day, and of a commit that claims 2017
        (3, "2021-09-09", repository),
        (4, "2026-11-01", "as stated at adoption"),
    ]
    assert run("status", "--json") == 0
    privacy = json.loads(run.out)["policies"][0]
    assert len(privacy["archived"]) == 3
    assert holds(old)


def test_after_an_adoption_changes_are_announced(old: PolicyRepo, run: Run):
    """The first publication after it enters the change, and not the text once more."""
    run("adopt")
    old.commit({"policy/privacy.md": CHANGED.replace("13", "7"), ".gitignore": "site/\n"})
    assert run("build", "--site-dir", "site") == 0
    assert run("record", "--site-dir", "site") == 0
    assert "announce privacy v2" in run.out
    assert holds(old)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--policy", "nothing"], "no policy 'nothing'.*privacy, terms"),
        (["--policy", "privacy"], "'privacy' is in the register already"),
        ([], "every policy that is committed is in the register already"),
    ],
)
def test_a_text_that_readers_had_is_not_adopted_again(
    old: PolicyRepo, run: Run, options: list[str], words: str
):
    """What stands in the register changes by announcements only."""
    run("adopt")
    before = old.git("rev-parse", "publications")
    assert run("adopt", *options) == 2
    assert re.search(words, run.err)
    assert old.git("rev-parse", "publications") == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--effective", "2021-02-30"], "no day"),
        (["--commit", "nothing"], "no commit on the main line"),
        (["--commit", "HEAD~5"], "is not in commit"),
    ],
)
def test_a_mistake_in_the_call_enters_nothing(
    old: PolicyRepo, run: Run, options: list[str], words: str
):
    """A day that does not exist, or a commit without the text, is named."""
    assert run("adopt", *options) == 2
    assert words in run.err
    assert old.git("branch", "--list", "publications") == ""
