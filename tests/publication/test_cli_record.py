"""`publisher record` and `publisher register`, as they are called."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from publisher import clock
from publisher.cli.build import build_site
from tests.conftest import CHANGED, POLICY, PolicyRepo
from tests.conftest import at as instant

from .host import serving
from .running import MONDAY, Run


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a first text and a material change, built into `site`."""
    repo = PolicyRepo(tmp_path_factory.mktemp("built") / "repo")
    repo.commit({"policy/privacy.md": POLICY, ".gitignore": "site/\n"})
    repo.commit({"policy/privacy.md": CHANGED})
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(repo.path)
        patched.setattr(clock, "now", lambda: MONDAY)
        build_site(site_dir=Path("site"))
    return repo.path


@pytest.fixture
def published(built_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicyRepo:
    """A copy of it for one test, which is the current folder."""
    shutil.copytree(built_once, tmp_path / "repo")
    monkeypatch.chdir(tmp_path / "repo")
    return PolicyRepo(tmp_path / "repo", config="")


def test_record_enters_what_is_live_and_says_so(published: PolicyRepo, run: Run):
    """The first record starts the register, loudly, and prints each entry; the next finds nothing."""
    assert run("record", "--site-dir", "site") == 0
    assert "Started a new register." in run.err
    assert [line.split("UTC  ")[1] for line in run.out.splitlines()] == [
        "adopt privacy v1, effective 2014-01-27",
        "announce privacy v2, effective 2027-01-07",
    ]
    assert run("record", "--site-dir", "site") == 0
    assert run.out == "Nothing new to enter: what is live is in the register.\n"
    assert run.err == ""


def test_record_prints_one_json_object(published: PolicyRepo, run: Run):
    """With --json standard output holds the new entries and nothing else."""
    assert run("record", "--site-dir", "site", "--json") == 0
    entries = json.loads(run.out)["entries"]
    assert [entry["event"] for entry in entries] == ["adopted", "announced"]
    assert entries[1]["prev"] == entries[0]["digest"]
    assert entries[1]["evidence"]["directory"] == "site"


def test_record_sees_a_live_host(published: PolicyRepo, run: Run):
    """With --site-url all that a reader needs for the announcement is fetched from the host."""
    with serving(Path("site")) as host:
        host.answer = without_date(host.honest)
        assert run("record", "--site-url", host.url) == 0, run.err
    assert {path.partition("?")[0] for path in host.asked} == {
        "/publication.json", "/privacy/", "/notices/privacy-2/", "/privacy/v2/",
        "/privacy/v2/changes/", "/",
    }  # fmt: skip


def without_date(answer):
    """Leave the host's clock out, which is another day's than the test's."""
    return lambda path: (answer(path)[0], {}, answer(path)[2])


def test_record_after_midnight_asks_for_a_new_build(published: PolicyRepo, run: Run):
    """On the day after the build nothing is entered: exit 3; a new build can be recorded."""
    tuesday = instant("2026-11-24 10:00")
    assert run("record", "--site-dir", "site", now=tuesday) == 3
    assert "built on 2026-11-23, and it is 2026-11-24 now; nothing was entered" in run.err
    assert published.git("branch", "--list", "publications") == ""
    assert run("build", "--site-dir", "site", now=tuesday) == 0
    assert run("record", "--site-dir", "site", now=tuesday) == 0
    assert "announce privacy v2, effective 2027-01-08" in run.out


def test_a_preview_is_not_recorded(published: PolicyRepo, run: Run):
    """A build as of another day is refused with exit 2."""
    assert run("build", "--site-dir", "site", "--as-of", "2027-03-01") == 0
    assert run("record", "--site-dir", "site") == 2
    assert "a preview is deployed" in run.err


@pytest.mark.parametrize("options", [(), ("--site-dir", "site", "--site-url", "https://x.y/")])
def test_record_wants_one_site(published: PolicyRepo, run: Run, options: tuple[str, ...]):
    """Neither no site nor two can be recorded."""
    assert run("record", *options) == 2
    assert "give either --site-url URL or --site-dir DIR" in run.err


def test_the_export_is_the_register_byte_for_byte(published: PolicyRepo, run: Run):
    """Each line's SHA-256 is the next line's `prev`."""
    run("record", "--site-dir", "site")
    assert run("register", "export") == 0
    first, second = run.out.splitlines()
    assert json.loads(second)["prev"] == hashlib.sha256(first.encode()).hexdigest()
    assert first == published.git("cat-file", "blob", "publications~1:entry.json")


def test_a_wrong_entry_is_voided_and_stays(published: PolicyRepo, run: Run):
    """A void names the entry and the reason; the entry no longer counts and can be entered anew."""
    run("record", "--site-dir", "site")
    assert run("register", "void", "2", "--reason", "The page was wrong.") == 0
    assert "void entry 2" in run.out
    assert run("status", "--json") == 0
    (policy,) = json.loads(run.out)["policies"]
    assert policy["pending"] == []
    assert policy["unpublished"]["earliest"] == "2027-01-07"
    run("register", "export")
    assert len(run.out.splitlines()) == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [("9", "has no entry 9, only 1 to 3"), ("0", "no entry 0"), ("3", "itself a void"),
     ("2", "voided already"), ("abcdef1234", "isn't a commit on the branch"), ("²", "isn't a commit")],
)  # fmt: skip
def test_what_cannot_be_voided_is_refused(published: PolicyRepo, run: Run, wrong: str, words: str):
    """A void names an entry that is there and counts; a second void of it is a mistake."""
    run("record", "--site-dir", "site")
    run("register", "void", "2", "--reason", "The page was wrong.")
    before = published.git("rev-parse", "publications")
    assert run("register", "void", wrong, "--reason", "x") == 2
    assert words in run.err
    assert published.git("rev-parse", "publications") == before


def test_a_stray_commit_is_declared_and_the_register_goes_on(published: PolicyRepo, run: Run):
    """A commit that is no entry stops every command; once declared, it is passed over for ever."""
    run("record", "--site-dir", "site")
    tree = published.git("rev-parse", "HEAD^{tree}")
    stray = published.git("commit-tree", "-m", "Junk", "-p", "publications", tree)
    published.git("update-ref", "refs/heads/publications", stray)
    assert run("status") == 2
    assert f"publisher register void {stray}" in run.err
    assert run("register", "void", stray[:12], "--reason", "Pushed by mistake.") == 0
    assert run("status") == 0
    assert run("record", "--site-dir", "site") == 0
    assert published.git("log", "-1", "--format=%s", "publications").startswith("void commit")


def test_no_command_can_be_given_another_time(
    published: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch
):
    """Publication times come from the clock alone: no option and no variable sets one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert run("record", "--site-dir", "site", "--json") == 0
    assert json.loads(run.out)["entries"][0]["at"] == "2026-11-23T10:00:00Z"
    assert run("record", "--site-dir", "site", "--at", "2020-01-01") == 2
