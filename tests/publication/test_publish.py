"""`publisher publish --deploy`: build, deploy and record, at any time and however often."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher import clock
from publisher.cli import build as building
from publisher.errors import TryAgainError, UsageError
from publisher.publication import deployment
from publisher.publication.deployment import ROUNDS, publish
from publisher.publication.evidence import BuildAgainError
from publisher.publication.publication_format import PublicationJSON
from publisher.publication.sites import Site
from publisher.register.chain import Register
from tests.conftest import CHANGED, POLICY, PolicyRepo
from tests.schemas import check

from .host import serving
from .running import Run

DEPLOY = 'rm -rf served && cp -r "$PUBLISHER_SITE" served'


@pytest.fixture
def company(in_repo: PolicyRepo) -> PolicyRepo:
    """A repository with a first text and a material change; `served` is what the web shows."""
    in_repo.commit({"policy/privacy.md": POLICY, ".gitignore": "site/\nserved/\n"})
    in_repo.commit({"policy/privacy.md": CHANGED})
    return in_repo


def publications(repo: PolicyRepo) -> list[str]:
    """Return the register in words."""
    if not repo.git("branch", "--list", "publications"):
        return []
    return repo.git("log", "--reverse", "--format=%s", "publications").splitlines()


FIRST = ["adopt privacy v1, effective 2014-01-27", "announce privacy v2, effective 2027-01-07"]


def test_one_command_publishes(company: PolicyRepo, run: Run):
    """The site is built, deployed and recorded; a second run deploys again and records nothing."""
    assert run("publish", "--deploy", DEPLOY, "--site-dir", "served") == 0, run.err
    assert publications(company) == FIRST
    live = json.loads(Path("served/publication.json").read_text())
    assert live["commit"] == company.git("rev-parse", "HEAD")
    assert len(live["announces"]) == 2
    check(live, PublicationJSON)
    assert run("publish", "--deploy", DEPLOY, "--site-dir", "served", "--json") == 0
    assert json.loads(run.out) == {"entries": []}
    assert publications(company) == FIRST


def test_a_deploy_that_fails_records_nothing(company: PolicyRepo, run: Run):
    """The command's exit code is told, and what it printed does not mix with the output."""
    assert run("publish", "--deploy", "echo no room; exit 7", "--site-dir", "served", "--json") == 2
    assert "ended with exit code 7; nothing was recorded" in run.err
    assert "no room" in run.err
    assert run.out == ""
    assert publications(company) == []


def test_midnight_between_build_and_record_builds_again(
    company: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch
):
    """A build of yesterday is not recorded today: it is built and deployed anew, with today's day."""
    late, early = datetime.fromisoformat("2026-11-23T22:59:30+00:00"), timedelta(minutes=1)
    real, builds = building.build_site, []

    def build_site(**options: object) -> Path:
        built = real()
        builds.append(built)
        monkeypatch.setattr(clock, "now", lambda: late + early)
        return built

    monkeypatch.setattr(building, "build_site", build_site)
    assert run("publish", "--deploy", DEPLOY, "--site-dir", "served", now=late) == 0, run.err
    assert len(builds) == 2
    assert "built on 2026-11-23, and it is 2026-11-24 now" in run.err
    assert publications(company)[1] == "announce privacy v2, effective 2027-01-08"


def test_a_wiped_register_is_not_begun_anew(company: PolicyRepo, run: Run):
    """Where the live site knows a register that is gone here, nothing is deployed over it."""
    with serving(Path("served")) as host:
        host.answer = lambda path: (host.honest(path)[0], {}, host.honest(path)[2])
        site = ("publish", "--deploy", DEPLOY, "--site-url", host.url)
        assert run(*site) == 0, run.err
        assert run(*site) == 0, run.err
        company.git("update-ref", "-d", "refs/heads/publications")
        before = Path("served/publication.json").read_bytes()
        assert run(*site) == 2
        assert "the live site knows 2 entries of the register" in run.err
        assert Path("served/publication.json").read_bytes() == before
    assert publications(company) == []


def test_two_machines_publish_at_once(company: PolicyRepo, run: Run, tmp_path: Path):
    """While one has deployed and not yet recorded, another publishes: each fact is entered once."""
    remote, other = tmp_path / "remote.git", tmp_path / "other"
    company.git("clone", "-q", "--bare", str(company.path), str(remote))
    company.git("remote", "add", "origin", str(remote))
    company.git("clone", "-q", str(remote), str(other))
    served = company.path / "served"
    program = Path(sys.executable).with_name("publisher")
    meanwhile = tmp_path / "meanwhile.sh"
    meanwhile.write_text(
        f"set -e\n{DEPLOY}\ncd {other}\n{program} publish --site-dir {served} "
        f"--deploy 'rm -rf {served} && cp -r \"$PUBLISHER_SITE\" {served}'\n"
    )
    code = run("publish", "--deploy", f"sh {meanwhile}", "--site-dir", "served", now=None)
    assert code == 0, run.err
    assert len(publications(company)) == len(set(publications(company))) == 2
    head = company.git("rev-parse", "publications")
    assert company.git("ls-remote", "origin", "refs/heads/publications").startswith(head)


def test_rounds_are_bounded():
    """A site that is never what is due is given up after three rounds; other failures at once."""
    steps: list[str] = []

    def record() -> tuple[()]:
        steps.append("record")
        raise BuildAgainError("never", where="x")

    with pytest.raises(BuildAgainError):
        publish(
            lambda: steps.append("build"), lambda: steps.append("deploy"), record,
            tell=lambda _: None,
        )  # fmt: skip
    assert steps == ["build", "deploy", "record"] * ROUNDS

    def away() -> tuple[()]:
        steps.append("away")
        raise TryAgainError("away", where="x")

    with pytest.raises(TryAgainError):
        publish(lambda: None, lambda: None, away, tell=lambda _: None)
    assert steps.count("away") == 1


def test_a_build_in_a_fresh_clone_without_a_register_asks_the_live_site(
    company: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A register that was deleted on the remote does not begin anew where the site still knows it."""
    asked: list[str] = []

    def refuse(site: Site, register: Register) -> None:
        asked.append(site.name)
        raise UsageError("the live site knows more", where=site.name, remedy="fetch it")

    monkeypatch.setattr(deployment, "check_live_register", refuse)
    company.git("init", "-q", "--bare", str(tmp_path / "hub.git"))
    company.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    assert run("build") == 2
    assert asked == ["https://policies.example/"]
