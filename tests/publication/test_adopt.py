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
        (3, "2026-11-01", "as stated at adoption"),  # its words are in git since 2021-09-09
    ]
    assert "2 earlier texts left out: a later text has the same day" in run.err
    assert run("status", "--json") == 0
    privacy = json.loads(run.out)["policies"][0]
    assert len(privacy["archived"]) == 2
    assert holds(old)


def test_a_text_never_applies_before_its_commit_unless_the_editor_states_it(
    old: PolicyRepo, run: Run
):
    """The day of front matter that is before git has the words gives way to the day of their commit."""
    assert run("adopt", "--history", "--policy", "privacy") == 0
    repository = "as stated by the repository"
    assert entries(old) == [
        (1, "2016-03-01", repository),
        (2, "2018-05-20", repository),
        (3, "2021-09-09", repository),
    ]
    assert "privacy: applies since 2021-09-09, when git first has this text" in run.err
    assert holds(old)


def test_an_editor_states_that_a_text_applied_before_its_commit(old: PolicyRepo, run: Run):
    """With --as-stated the day of front matter counts; texts that would apply after it are named."""
    old.commit({"policy/privacy.md": CHANGED.replace("2014-01-27", "2017-06-01")})
    assert run("adopt", "--history", "--policy", "privacy", "--as-stated") == 0
    assert entries(old) == [
        (1, "2016-03-01", "as stated by the repository"),
        (2, "2017-06-01", "as stated at adoption"),
    ]
    late = "the text of now applies since an earlier day, as stated: 2017-06-01"
    assert f"privacy: 3 earlier texts left out: {late}" in run.err
    assert holds(old)


def test_what_a_site_generator_filled_in_and_where_links_lead_is_no_other_text(
    in_repo: PolicyRepo, run: Run
):
    """A text is in git since the commit that brought its words, whatever replaced its marks and links."""
    source = "# Terms\n\nWrite to {{ site.email }}.\n\nSee [privacy](../privacy/) for {% include x %} more.\n"
    commit_as_of(in_repo, {"policy/terms.md": source}, "2019-02-03")
    now = source.replace("{{ site.email }}", "a@example.org").replace("../privacy/", "privacy.md")
    now = now.replace("{% include x %}", "a lot")
    commit_as_of(
        in_repo, {"policy/terms.md": f"---\ntitle: Terms\neffective: 2018-01-01\n---\n{now}"},
        "2024-05-06",
    )  # fmt: skip
    assert run("adopt", "--history", "--policy", "terms") == 0
    assert entries(in_repo, "terms") == [(1, "2019-02-03", "as stated by the repository")]
    assert holds(in_repo)


def test_revisions_that_no_page_may_show_are_made_harmless_or_left_out_one_by_one(
    in_repo: PolicyRepo, run: Run
):
    """Each is named; the other texts of the policy and of other policies are entered."""
    bare = POLICY.split("---\n", 2)[2]
    old_texts: dict[str, str | bytes] = {
        "2016-03-01": bare + "\n![Map](https://example.com/map.png)\n",
        "2017-03-01": bare.encode("utf-16"),
        "2018-03-01": "---\ntitle: [\n---\n" + bare,
        "2019-03-01": bare + '\n<p id="it\'s">One more clause.</p>\n',
        "2020-03-01": TERMS,
    }
    for day, text in old_texts.items():
        files: dict[str, str | bytes | None] = {"policy/terms.md": text}
        if day == "2020-03-01":
            files["policy/privacy.md"] = POLICY
        commit_as_of(in_repo, files, day)
    assert run("adopt", "--history") == 0
    assert [(version, day) for version, day, _ in entries(in_repo, "terms")] == [
        (1, "2016-03-01"),
        (2, "2019-03-01"),
        (3, "2020-05-04"),
    ]
    assert entries(in_repo) == [(1, "2020-03-01", "as stated by the repository")]
    assert "terms v1: entered without what no page may show" in run.err
    assert "an image of another site" in run.err
    assert run.err.count("is left out: ") == 2
    register = GitStore(Git(in_repo.path)).read()
    entry = next(one for one in register.entries if one.policy == "terms")
    text = GitStore(Git(in_repo.path)).text(entry) or b""
    assert b"example.com" not in text
    assert b"Map" in text
    assert holds(in_repo)


def test_a_policy_does_not_get_the_earlier_texts_of_another_that_it_was_copied_from(
    in_repo: PolicyRepo, run: Run
):
    """Its history begins where the copy was made; the one that was copied keeps its own."""
    commit_as_of(in_repo, {"policy/terms.md": TERMS.replace("24", "36")}, "2016-03-01")
    commit_as_of(in_repo, {"policy/terms.md": TERMS}, "2018-03-01")
    copied = TERMS.replace("2020-05-04", "2021-01-01").replace("Terms", "Terms for shops")
    commit_as_of(in_repo, {"policy/shops.md": copied}, "2020-03-01")
    assert run("adopt", "--history") == 0
    assert len(entries(in_repo, "terms")) == 2
    assert entries(in_repo, "shops") == [(1, "2021-01-01", None)]
    assert holds(in_repo)


def test_the_text_of_now_must_be_one_that_a_page_may_show(in_repo: PolicyRepo, run: Run):
    """It is named with its line, and nothing is entered."""
    in_repo.commit({"policy/terms.md": TERMS + "\n![Map](https://example.com/map.png)\n"})
    assert run("adopt", "--history") == 2
    line = TERMS.count("\n") + 2
    assert f"policy/terms.md:{line}: the text cannot be shown: an image of another site" in run.err
    assert in_repo.git("branch", "--list", "publications") == ""


def test_a_mistake_in_the_first_text_is_corrected_by_the_next_commit(in_repo: PolicyRepo, run: Run):
    """A first text that no page may show was never published, so the one after it is the first."""
    in_repo.commit({"policy/terms.md": TERMS + "\n![Map](https://example.com/map.png)\n"})
    in_repo.commit({"policy/terms.md": TERMS, ".gitignore": "site/\n"})
    assert run("build", "--site-dir", "site") == 0
    assert run("record", "--site-dir", "site") == 0
    assert entries(in_repo, "terms") == [(1, "2020-05-04", None)]
    assert holds(in_repo)


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
        (["--effective", "2021-02-30"], "isn't a valid day"),
        (["--commit", "nothing"], "isn't a commit on the main line"),
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


def test_policies_may_be_adopted_one_by_one_in_the_same_second(in_repo: PolicyRepo, run: Run):
    """Their order is that of the people who adopt them, and not that of the policies."""
    in_repo.commit({"policy/privacy.md": POLICY, "policy/aup.md": TERMS})
    assert run("adopt", "--policy", "privacy") == 0
    in_repo.commit({"notes.txt": "x"})
    assert run("adopt", "--policy", "aup") == 0
    assert holds(in_repo)
