"""`publisher publish`, killed with -9 at its most delicate moments, and others that were first.

Whoever runs it again, in the same clone or another one, finds each fact entered exactly once.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import CHANGED, POLICY, PolicyRepo

from .faulty import sound
from .repositories import clone
from .running import Run

FIRST = ["adopt privacy v1, effective", "announce privacy v2, effective"]


class Company:
    """A repository with a first text and a change, its remote, and the folder that the web shows."""

    def __init__(self, repo: PolicyRepo, top: Path) -> None:
        repo.commit({"policy/privacy.md": POLICY, ".gitignore": "site/\n"})
        repo.commit({"policy/privacy.md": CHANGED})
        self.repo, self.remote, self.served = repo, top / "remote.git", top / "served"
        self.pid = top / "pid"
        repo.git("clone", "-q", "--bare", str(repo.path), str(self.remote))
        repo.git("remote", "add", "origin", f"file://{self.remote}")
        self.copy = f'rm -rf {self.served} && cp -r "$PUBLISHER_SITE" {self.served}'

    def publish(self, deploy: str | None = None) -> list[str]:
        """Return the words of the command. deploy: by default copies the site and notes who asked."""
        deploy = deploy or f"echo $PPID > {self.pid} && {self.copy}"
        return ["publish", "--deploy", deploy, "--site-dir", str(self.served)]

    def killed(self, deploy: str | None = None) -> None:
        """Run it in a process of its own, and see that it is killed."""
        program = str(Path(sys.executable).with_name("publisher"))
        done = subprocess.run([program, *self.publish(deploy)], cwd=self.repo.path, check=False)
        assert done.returncode == -signal.SIGKILL

    def wait_for(self, stored: int) -> None:
        """Wait until git, which outlives who called it, has stored so much; then the remote is honest."""
        for _ in range(200):
            if len(self.stored()) == stored:
                break
            time.sleep(0.05)
        assert len(self.stored()) == stored
        for hook in self.remote.glob("hooks/*"):
            hook.unlink()

    def hook(self, name: str, more: str = "") -> None:
        """Let the remote kill whoever publishes, at that moment."""
        script = self.remote / "hooks" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(f"#!/bin/sh\nkill -9 $(cat {self.pid})\n{more}\n")
        script.chmod(0o755)

    def stored(self) -> list[str]:
        """Return the register of the remote in words."""
        if not self.repo.git("ls-remote", "origin", "refs/heads/publications"):
            return []
        log = ["-C", str(self.remote), "log", "--reverse", "--format=%s", "publications"]
        return self.repo.git(*log).splitlines()


@pytest.fixture
def company(in_repo: PolicyRepo, tmp_path: Path) -> Company:
    """That company."""
    return Company(in_repo, tmp_path)


@pytest.mark.parametrize(
    ("moment", "stored", "again"),
    [
        ("between deploy and record", 0, "in the same clone"),
        ("before the remote refuses", 0, "in the same clone"),
        ("before the remote stores", 2, "in the same clone"),
        ("after the remote stored", 2, "in a fresh clone"),
    ],
)
def test_a_publication_that_was_killed_is_finished_by_the_next(
    company: Company, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    moment: str, stored: int, again: str,
) -> None:  # fmt: skip
    """Nothing is lost, nothing doubled, and nobody has to mend anything."""
    if moment == "between deploy and record":
        company.killed(f"{company.copy} && kill -9 $PPID")
    else:
        company.hook("post-receive" if moment.startswith("after") else "pre-receive",
                     "exit 1" if moment.endswith("refuses") else "")  # fmt: skip
        company.killed()
    company.wait_for(stored)
    if again == "in a fresh clone":
        monkeypatch.chdir(clone(company.remote, tmp_path / "fresh"))
    assert run(*company.publish(), "--json", now=None) == 0, run.err
    assert len(json.loads(run.out)["entries"]) == 2 - stored
    assert run("record", "--site-dir", str(company.served), now=None) == 0, run.err
    assert [one.rpartition(" ")[0] for one in company.stored()] == FIRST
    sound(company.remote)


def adopting(path: Path) -> subprocess.Popen[str]:
    """Start `publisher adopt` in a clone."""
    program = str(Path(sys.executable).with_name("publisher"))
    return subprocess.Popen([program, "adopt"], cwd=path, stderr=subprocess.PIPE, text=True)


def test_another_adopts_between_deploy_and_record(
    company: Company, run: Run, tmp_path: Path
) -> None:
    """What is live is no longer what is due: it is built again, and nothing is entered twice."""
    rival = clone(company.remote, tmp_path / "rival")
    program = Path(sys.executable).with_name("publisher")
    deploy = f"{company.copy} && cd {rival} && ({program} adopt || [ $? = 2 ])"
    assert run(*company.publish(deploy), now=None) == 0, run.err
    assert "building again" in run.err
    assert [one.rpartition(" ")[0] for one in company.stored()] == FIRST[:1]
    assert run("verify", now=None) == 0, run.out


def test_of_several_who_adopt_at_once_one_begins_the_register(
    company: Company, tmp_path: Path
) -> None:
    """The others are told that it has begun, or have made the very same commit in the same second."""
    running = [adopting(clone(company.remote, tmp_path / f"rival{n}")) for n in range(3)]
    said = [one.communicate()[1] for one in running]
    for one, words in zip(running, said, strict=True):
        told = {0: "Started a new register.", 2: "is in the register already"}
        assert told[one.returncode] in words
    assert 0 in [one.returncode for one in running]
    assert [one.rpartition(" ")[0] for one in company.stored()] == FIRST[:1]
