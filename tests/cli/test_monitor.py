"""`publisher monitor`: is the live site fresh and true?"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from publisher import clock
from publisher.git.commit_writer import make_commit
from publisher.publication.monitoring import Health, look, wait_for
from publisher.publication.sites import SiteFolder
from publisher.repository import open_repository
from tests.cli.conftest import NOW, Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at
from tests.publication.host import serving

COMES = at("2027-01-06 23:00")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyRepo]:
    """A repository with a pending change, recorded, and its site as built at NOW."""
    repo = PolicyRepo(tmp_path_factory.mktemp("monitored") / "repo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        patch.setattr(clock, "now", lambda: NOW)
        patch.chdir(repo.path)
        repo.commit(
            {"policy/privacy.md": POLICY, "policy/index.md": "# Home\n", ".gitignore": "/site/\n"}
        )
        announce(repo.path, at("2026-11-02 10:00"))
        repo.commit({"policy/privacy.md": CHANGED})
        announce(repo.path, NOW - timedelta(minutes=5))
        from publisher.cli.build import build_site

        build_site()
        yield repo


@pytest.fixture
def live(built: PolicyRepo, tmp_path: Path) -> Path:
    """A copy of that site that a test may spoil."""
    return Path(shutil.copytree(built.path / "site", tmp_path / "live"))


def seen(
    built: PolicyRepo, live: Path, when: str = "2026-11-24 10:00", **options: object
) -> Health:
    """Look at the live folder with the clone beside it."""
    repository = open_repository(built.path)
    return look(SiteFolder(live), at(when), repository=repository, **options)  # type: ignore[arg-type]


def rules(health: Health) -> list[str]:
    """Return the rules that were complained of."""
    return [complaint.rule for complaint in health.complaints]


def change(live: Path, name: str, **values: object) -> None:
    """Change fields of a JSON file of the site."""
    content = json.loads((live / name).read_text(encoding="utf-8"))
    (live / name).write_text(json.dumps(content | values), encoding="utf-8")


def test_a_fresh_and_true_site_has_nothing_to_complain_of(built: PolicyRepo, live: Path) -> None:
    """A day after its build the site is fine, with and without a clone."""
    assert seen(built, live).ok
    assert look(SiteFolder(live), at("2026-11-24 10:00")).ok


def test_an_overdue_site_is_late(built: PolicyRepo, live: Path) -> None:
    """M3: after valid_until the site is late, but for the grace."""
    assert rules(seen(built, live, "2026-11-25 12:00")) == ["M3"]
    assert seen(built, live, "2026-11-25 12:00").late
    assert seen(built, live, "2026-11-25 12:00", grace=timedelta(hours=6)).ok


def test_a_change_that_has_come_must_not_be_shown_as_coming(built: PolicyRepo, live: Path) -> None:
    """M4: on the effective day the old build is named with policy and version."""
    change(live, "publication.json", valid_until="2027-02-01T00:00:00Z")
    health = seen(built, live, "2027-01-07 10:00")
    assert rules(health) == ["M4"]
    assert (
        "privacy: version 2 applies since 2027-01-06T23:00:00Z" in health.complaints[0].explanation
    )
    assert health.late


def test_another_build_than_the_expected_one(built: PolicyRepo, live: Path) -> None:
    """M2: a deploy that reported success and serves the old build is found by its id."""
    build_id = json.loads((live / "publication.json").read_text(encoding="utf-8"))["build_id"]
    assert seen(built, live, build_id=build_id).ok
    assert rules(seen(built, live, build_id="0" * 32)) == ["M2"]


def test_a_deployed_preview_is_found(built: PolicyRepo, live: Path) -> None:
    """M1: a build for another day has no place on the live site."""
    change(live, "publication.json", preview=True)
    assert rules(seen(built, live)) == ["M1"]


@pytest.mark.parametrize("name", ["publication.json", "policies.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"schema": 1', b"[]"])
def test_a_site_that_is_not_whole(
    built: PolicyRepo, live: Path, name: str, content: bytes | None
) -> None:
    """M1: a missing or broken file of the site is a complaint and no traceback."""
    (live / name).unlink() if content is None else (live / name).write_bytes(content)
    assert rules(seen(built, live)) == ["M1"]


def test_a_register_that_is_no_part_of_this_one(built: PolicyRepo, live: Path) -> None:
    """M5: a rewritten register, there or here, is found by size and head."""
    change(live, "publication.json", register={"size": 2, "head": "a" * 64})
    assert rules(seen(built, live)) == ["M5"]


def test_a_day_that_does_not_follow_from_the_register(built: PolicyRepo, live: Path) -> None:
    """M6: the site's days must be those of the register and the commit it was built from."""
    content = json.loads((live / "policies.json").read_text(encoding="utf-8"))
    content["policies"][0]["versions"][1]["effective"] = "2026-12-01"
    (live / "policies.json").write_text(json.dumps(content), encoding="utf-8")
    health = seen(built, live)
    assert rules(health) == ["M6"]
    assert "2026-12-01; commit and register say pending, effective 2027-01-07" in (
        health.complaints[0].explanation
    )


def test_a_version_that_was_left_out(built: PolicyRepo, live: Path) -> None:
    """M6: a site that keeps silent about a change is found."""
    content = json.loads((live / "policies.json").read_text(encoding="utf-8"))
    del content["policies"][0]["versions"][1]
    (live / "policies.json").write_text(json.dumps(content), encoding="utf-8")
    assert rules(seen(built, live)) == ["M6"]


def test_a_notice_that_cannot_be_read(built: PolicyRepo, live: Path) -> None:
    """M7: the notice of a coming change must stay readable all through its period."""
    shutil.rmtree(live / "notices/privacy-2")
    assert rules(seen(built, live)) == ["M7"]


def test_waiting_ends_when_nothing_is_wrong() -> None:
    """It looks again at growing intervals and no longer than it was told."""
    answers = iter([False, False, True])
    pauses: list[float] = []

    def once() -> Health:
        from publisher.publication.monitoring import Complaint

        return Health(() if next(answers, False) else (Complaint("M2", "old"),))

    assert wait_for(once, 60, pauses.append).ok
    assert pauses == [2.0, 3.0]
    pauses.clear()
    assert not wait_for(once, 10, pauses.append).ok
    assert sum(pauses) == 10


def test_the_command_says_it_in_words_and_in_json(
    built: PolicyRepo, live: Path, run: Run, now, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    """Exit code 0 for a site that is fine, 1 with what is wrong; outside of a clone it says so."""
    monkeypatch.chdir(built.path)
    with serving(live) as host:
        answer = run("monitor", host.url, "--json")
        assert (answer.code, answer.json["ok"], answer.json["late"]) == (0, True, False)
        monkeypatch.chdir(tmp_path)
        assert "Compared with no clone" in run("monitor", host.url).out
        now(COMES + timedelta(days=1))
        answer = run("monitor", host.url, "--wait", "0", "--json")
    assert (answer.code, answer.json["ok"], answer.json["late"]) == (1, False, True)
    assert [problem["rule"] for problem in answer.json["problems"]] == ["M3", "M4"]


def test_a_site_that_is_down_is_late(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that does not answer is a finding with exit code 1, not an error of the call."""
    monkeypatch.chdir(tmp_path)
    answer = run("monitor", "http://127.0.0.1:9/", "--wait", "0")
    assert answer.code == 1
    assert answer.out.startswith("M1  http://127.0.0.1:9/publication.json")


PAGES = ("", "notices/", "privacy/", "privacy/v2/", "privacy/v2/changes/", "notices/privacy-2/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("spoiled", ["defaced", "missing", "from another day"])
def test_a_page_that_readers_do_not_get_as_built(
    built: PolicyRepo, live: Path, page: str, spoiled: str
) -> None:
    """M7, M8: every page about what applies or comes is found when it is defaced, missing or old."""
    file = live / page / "index.html"
    content = file.read_text(encoding="utf-8")
    if spoiled == "missing":
        file.unlink()
    elif spoiled == "defaced":
        file.write_text(content.replace("<body", "<body><p>All rights reserved.</p><body", 1))
    else:
        file.write_text(content.replace('data-from="2026-11', 'data-from="2026-10'))
    health = seen(built, live)
    assert rules(health) == ["M7" if page == "notices/privacy-2/" else "M8"]
    assert health.complaints[0].explanation.count(str(file)) == 1


def test_what_only_a_marked_request_gets(
    built: PolicyRepo, live: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    """A host that shows this program the new site and readers nothing is found, and by verify, too."""
    monkeypatch.chdir(built.path)
    with serving(live) as host:
        honest = host.honest
        assert "W2" not in run("verify", "--site-url", host.url).out
        host.answer = lambda path: honest(path) if "?v=" in path else (404, {}, b"")
        answer = run("monitor", host.url, "--wait", "0", "--json")
        assert {problem["rule"] for problem in answer.json["problems"]} == {"M7", "M8"}
        assert answer.code == 1
        report = run("verify", "--site-url", host.url, "--json")
    assert report.code == 1
    missed = [p["explanation"] for p in report.json["problems"] if p["rule"] == "W2"]
    assert len(missed) == 1 + len(PAGES)
    assert all("readers do not get it" in explanation for explanation in missed)


def test_the_list_of_pages_grows_with_the_policies_only(built: PolicyRepo, live: Path) -> None:
    """`publication.json` lists what applies and comes, once each, and nothing of the past."""
    pages = json.loads((live / "publication.json").read_text(encoding="utf-8"))["pages"]
    assert sorted(pages) == sorted(PAGES)


def test_a_message_with_an_unknown_outcome_is_a_warning(
    built: PolicyRepo, live: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and does not make the site wrong: what became of a message never stops a publication."""
    claimed = json.dumps(
        {
            "state": "claimed",
            "at": "2026-11-23T08:00:00Z",
            "what": "notice of privacy v2",
            "register_entry": 2,
        }
    )
    git = open_repository(built.path).git
    commit = make_commit(git, {"mail/x.json": claimed.encode()}, "claim", parent=None, at=NOW)
    git.run("update-ref", "refs/heads/notifications", commit)
    try:
        with serving(live) as host:
            answer = run("monitor", host.url, "--json")
    finally:
        git.run("update-ref", "-d", "refs/heads/notifications")
    [warning] = answer.json["warnings"]
    assert "notice of privacy v2" in warning
    assert "--seq 2 --again" in warning
    assert (answer.code, answer.json["ok"]) == (0, True)
    assert warning in answer.err
