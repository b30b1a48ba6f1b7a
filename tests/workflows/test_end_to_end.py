"""From an edited sentence to a text in force: the workflows' own steps, on a forge in a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from publisher import clock as program_clock
from tests.conftest import at, git, made_once
from tests.notify.receivers import receiver
from tests.test_way_through import page, shown_text
from tests.workflows.forge import Forge
from tests.workflows.program import CLOCK, Clock

MONDAY = at("2026-11-23 10:00")
POLICY = """\
---
title: Privacy statement
effective: 2014-01-27
---

# Privacy statement

## 1. Use

We keep your data for 24 months.

## 2. Changes to this statement

We announce material changes to this statement on this site at least 30 business days before they take effect.
"""
CHANGED = POLICY.replace("24 months", "13 months")
NOTICE = """\
---
policy: privacy
summary: We keep your data for 13 months instead of 24.
---

We delete your data sooner.
"""
EDIT: dict[str, str | bytes | None] = {
    "policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE,
}  # fmt: skip
ADOPTED = "adopt privacy v1, effective 2014-01-27"
PUBLISHED = {"build": "success", "deploy": "success", "record": "success", "notify": "skipped"}
ANNOUNCED = "announce privacy v2, effective 2027-01-07"
A_DAY_LATER = "announce privacy v2, effective 2027-01-08"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the program that the workflows call; where it listens."""
    listens = str(tmp_path_factory.mktemp("program") / "socket")
    call = [sys.executable, "-m", "tests.workflows.program", listens]
    with subprocess.Popen(call, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"ready\n"
        yield listens
        program.terminate()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, address: str) -> Path:
    """A forge with a repository as `publisher init` makes it, its first text published."""
    return made_once(tmp_path_factory, "forge", lambda folder: begin(folder, address))


def begin(folder: Path, address: str) -> None:
    """Make it."""
    with pytest.MonkeyPatch.context() as patch, Forge.open(folder, address) as forge:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setattr(program_clock, "now", lambda: MONDAY)
        new = folder / "new"
        from publisher.cli.init import command

        command.main([str(new), "--site-url", "https://policies.example/"], standalone_mode=False)
        (new / "policy/privacy.md").write_text(POLICY, encoding="utf-8")
        git(new, "add", "-A")
        git(new, "commit", "-q", "-m", "Our text")
        git(folder, "clone", "-q", "--bare", str(new), str(forge.remote))
        forge.clock.wind(at("2026-11-02 10:00"))
        run = forge.push()
        assert run.results == PUBLISHED, run.log
        assert forge.register() == [ADOPTED]


@pytest.fixture
def forge(begun: Path, address: str, tmp_path: Path) -> Iterator[Forge]:
    """A copy of that forge, on the Monday after."""
    for name in ("remote.git", "served"):
        shutil.copytree(begun / name, tmp_path / name)
    with Forge.open(tmp_path, address) as opened:
        opened.clock.wind(MONDAY)
        yield opened


def served(forge: Forge, address: str) -> str:
    """Return what readers see on a page that is live."""
    return page(forge.host.folder, address).get_text(" ", strip=True)


def in_force(forge: Forge) -> str:
    """Return the text that the policy's own page shows as the one in force."""
    return shown_text(forge.host.folder, "privacy")


def test_from_an_edit_to_a_text_in_force(forge: Forge) -> None:
    """Edit, check of the pull request, merge, publish, record, timer on the day: in force by itself."""
    check = forge.pull_request(EDIT, "Keep data for 13 months")
    assert check.results == {"check": "success"}, check.log
    assert "Thursday 7 January 2027, if it is published today" in check.log
    assert '<del id="change-1">24</del><ins>13</ins>' in check.summary
    preview = check.artifacts / "preview"
    assert "13 months" in shown_text(preview, "privacy/v2")
    assert json.loads((preview / "publication.json").read_text("utf-8"))["preview"] is True
    assert forge.register() == [ADOPTED]
    assert not (forge.host.folder / "notices/privacy-2").exists()

    run = forge.merge()
    assert run.results == PUBLISHED, run.log
    assert forge.register() == [ADOPTED, ANNOUNCED]
    assert "We keep your data for 13 months instead of 24." in served(forge, "notices/privacy-2")
    assert "24 months" in in_force(forge)

    forge.clock.wind(at("2027-01-06 17:53"))
    assert forge.timer().results == PUBLISHED
    assert "24 months" in in_force(forge)
    forge.clock.wind(at("2027-01-06 23:11"))  # eleven minutes past midnight in Paris
    run = forge.timer()
    assert run.results == PUBLISHED, run.log
    assert "Nothing new to enter" in run.log
    assert "13 months" in in_force(forge)
    assert "24 months" not in in_force(forge)
    assert "24 months" in shown_text(forge.host.folder, "privacy/v1")


def test_a_change_that_must_be_mended_fails_the_check_and_can_still_be_looked_at(
    forge: Forge,
) -> None:
    """A pull request from anybody: the problem is annotated, the site is built, no command is injected."""
    broken = CHANGED.replace("at least 30", "at least sixty (60)")
    run = forge.pull_request({"policy/privacy.md": broken}, "::error::pwned\n\n::add-mask::x")
    assert run.results == {"check": "failure"}
    commands = [line for line in run.log.splitlines() if line.startswith("::")]
    assert any(
        line.startswith("::error file=policy/privacy.md,line=14,title=promise::")
        for line in commands
    )
    assert not [line for line in commands if line.startswith(("::error::", "::add-mask"))]
    assert "1 problem to fix" in run.summary
    assert (run.artifacts / "preview/index.html").is_file()


def test_nothing_is_entered_when_the_deploy_fails(forge: Forge) -> None:
    """No record without a deploy; the count starts with the deploy that works, a day later."""
    forge.change(EDIT, "Keep data for 13 months")
    forge.deploys = "not at all"
    run = forge.push()
    assert run.results == {
        "build": "success",
        "deploy": "failure",
        "record": "skipped",
        "notify": "skipped",
    }
    assert forge.register() == [ADOPTED]
    forge.deploys = "well"
    forge.clock.wind(MONDAY + timedelta(days=1))
    assert forge.timer().results == PUBLISHED
    assert forge.register() == [ADOPTED, A_DAY_LATER]


def test_a_deploy_that_serves_the_old_build_is_not_taken_for_one(forge: Forge) -> None:
    """Success is reported and the build before is live: the run waits, fails, and enters nothing."""
    forge.change(EDIT, "Keep data for 13 months")
    forge.deploys = "in word only"
    run = forge.push()
    assert run.results == {
        "build": "success",
        "deploy": "success",
        "record": "failure",
        "notify": "skipped",
    }
    assert "is live, not " in run.log
    assert forge.clock.now() - MONDAY >= timedelta(minutes=20)
    assert forge.register() == [ADOPTED]
    forge.deploys = "well"
    assert forge.timer().results == PUBLISHED
    assert forge.register() == [ADOPTED, ANNOUNCED]


def test_a_push_refused_by_a_race_enters_nothing_twice(forge: Forge) -> None:
    """Another run sees the same site and is first, between our fetch and our push: one entry, one day."""
    forge.change(EDIT, "Keep data for 13 months")
    other, later = forge.editor(), Clock(forge.folder / "later")
    later.wind(MONDAY + timedelta(seconds=1))
    forge.provide_program(other.path)
    forge.meanwhile.write_text(
        f"#!/bin/bash -e\ncd {other.path}\nexport {CLOCK}={forge.folder / 'later'}\n"
        f".venv/bin/publisher record --site-url {forge.host.url}\n",
        "utf-8",
    )
    forge.meanwhile.chmod(0o755)
    run = forge.push()
    assert run.results == PUBLISHED, run.log
    assert ANNOUNCED in forge.meanwhile.with_name("meanwhile.log").read_text("utf-8")
    assert "Nothing new to enter" in run.log
    assert "The chain holds: 2 entries" in run.log
    assert forge.register() == [ADOPTED, ANNOUNCED]


def test_a_push_that_the_server_refuses_enters_nothing(forge: Forge) -> None:
    """Without the right to push the run fails and says so; once it has it, the count starts."""
    forge.change(EDIT, "Keep data for 13 months")
    hook = forge.remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'protected branch' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    run = forge.push()
    assert run.results["record"] == "failure"
    assert "the remote refused the push, so nothing was entered" in run.log
    assert forge.register() == [ADOPTED]
    hook.unlink()
    forge.clock.wind(MONDAY + timedelta(days=1))
    assert forge.timer().results == PUBLISHED
    assert forge.register() == [ADOPTED, A_DAY_LATER]


def test_a_day_that_changes_between_build_and_deploy_is_not_counted_twice(forge: Forge) -> None:
    """Pages stamped with yesterday are not entered; the next run counts from the new day."""
    forge.change(EDIT, "Keep data for 13 months")
    forge.clock.wind(at("2026-11-23 22:58"))  # two minutes before midnight in Paris
    forge.after_build = at("2026-11-23 23:03")
    run = forge.push()
    assert run.results == {
        "build": "success",
        "deploy": "success",
        "record": "failure",
        "notify": "skipped",
    }
    assert "the site was built on 2026-11-23, and it is 2026-11-24 now" in run.log
    assert "exit code 3" in run.log
    assert forge.register() == [ADOPTED]
    forge.after_build = None
    assert forge.timer().results == PUBLISHED
    assert forge.register() == [ADOPTED, A_DAY_LATER]


def test_a_register_that_is_gone_is_never_begun_anew(forge: Forge) -> None:
    """The live site knows entries that are not here: nothing is built, so that it goes on saying so."""
    forge.change(**forge.own_address())
    assert forge.timer().results == PUBLISHED
    git(forge.remote, "branch", "-D", "publications")
    run = forge.push()
    assert run.results == {
        "build": "failure",
        "deploy": "skipped",
        "record": "skipped",
        "notify": "skipped",
    }
    assert "the live site knows 1 entries of the register" in run.log
    assert forge.register() == []


def test_the_monitor_opens_one_issue_when_the_site_is_late(forge: Forge) -> None:
    """A fresh site opens none; a late one opens one, however often it is seen."""
    forge.change(**forge.own_address())
    assert forge.timer().results == PUBLISHED
    fresh = forge.monitor()
    assert fresh.results == {"look": "success", "tell": "skipped"}, fresh.log
    forge.clock.wind(MONDAY + timedelta(days=3))
    for _ in range(2):
        assert forge.monitor().results == {"look": "success", "tell": "success"}
    [issue] = forge.opened()
    assert re.match(r"The live site is late or false\n    M3  built 2026-11-23T10:00:\d\dZ", issue)


def test_what_is_announced_is_handed_over_after_it_was_recorded(forge: Forge) -> None:
    """Once it is switched on; a receiver that is away fails no publication, and gets it from the timer."""
    with receiver() as hook:
        forge.run.variables["NOTIFY"] = "on"
        forge.run.secrets["NOTIFY_WEBHOOK"] = hook.url
        forge.run.secrets["NOTIFY_WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        run = forge.timer()
        assert run.results == PUBLISHED | {"notify": "success"}, run.log
        assert not hook.requests
        hook.status = 503
        forge.change(EDIT, "Keep data for 13 months")
        run = forge.push()
        assert run.results == PUBLISHED | {"notify": "success"}, run.log
        assert "deferred: notice of privacy v2" in run.log
        hook.status = 204
        assert forge.timer().results == PUBLISHED | {"notify": "success"}
    first, second = (json.loads(body) for _, _, body in hook.requests)
    assert first == second
    assert first["data"]["effective"] == "2027-01-07"
