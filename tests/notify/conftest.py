"""A company that announced a change, with the remote that its runners clone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from publisher.timeline.planning import plan
from tests.conftest import CHANGED, POLICY, PolicyRepo, at, git
from tests.notify.receivers import MailServer, Receiver, mail_server, receiver
from tests.publication.running import Run

NOTICE = """\
---
policy: privacy
summary: We keep your data for 13 months instead of 24.
---

We delete your data sooner. See [the terms](../terms.md) and ![a picture](x.png).
"""
BEGUN = "2026-11-02 09:00"
ANNOUNCED = "2026-11-23 10:00"
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # of the examples of Standard Webhooks


@dataclass
class Company:
    """A clone of a repository of policies. folder: the clone; beside it lies `remote.git`."""

    folder: Path

    def publish(self, when: str, files: dict[str, str | bytes | None] | None = None) -> None:
        """Commit files, and enter and push what a publication at an instant announces."""
        repo = PolicyRepo(self.folder, config="")
        if files:
            repo.commit(files)
        if "origin" in repo.git("remote").split():
            repo.git("push", "-q", "origin", "main")
        history = read_history(Git(self.folder))
        store = GitStore(Git(self.folder))
        enter(store, lambda register: plan(history, register, at(when)), at=at(when))

    def clone(self, name: str) -> Path:
        """Return the folder of another runner's clone."""
        target = self.folder.parent / name
        git(self.folder.parent, "clone", "-q", "remote.git", str(target))
        return target

    def states(self) -> list[str]:
        """Return the first lines of the commits of the list of notifications, oldest first."""
        remote = self.folder.parent / "remote.git"
        return git(remote, "log", "--reverse", "--format=%s", "notifications").splitlines()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clone and its remote: a first text, its change announced three weeks later."""
    folder = tmp_path_factory.mktemp("told")
    repo = PolicyRepo(folder / "clone")
    repo.commit({"policy/privacy.md": POLICY})
    repo.git("clone", "-q", "--bare", ".", str(folder / "remote.git"))
    repo.git("remote", "add", "origin", str(folder / "remote.git"))
    company = Company(folder / "clone")
    company.publish(BEGUN)
    company.publish(ANNOUNCED, {"policy/privacy.md": CHANGED, "policy/notices/shorter.md": NOTICE})
    return folder


@pytest.fixture
def company(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A copy of it, with the current folder in the clone and without variables of this machine."""
    shutil.copytree(prepared, tmp_path / "company")
    clone = tmp_path / "company" / "clone"
    git(clone, "remote", "set-url", "origin", str(tmp_path / "company" / "remote.git"))
    monkeypatch.chdir(clone)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    for name in ("PUBLISHER_SMTP_USER", "PUBLISHER_SMTP_PASSWORD", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PUBLISHER_WEBHOOK_SECRET", KEY)
    return Company(clone)


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program, on the day of the announcement unless a test says otherwise."""
    return Run(capfd, monkeypatch)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that accepts what comes."""
    with mail_server() as found:
        yield found


@pytest.fixture
def hook() -> Iterator[Receiver]:
    """A receiver of webhooks that accepts what comes."""
    with receiver() as found:
        yield found


@pytest.fixture
def mail(call: Run, company: Company, server: MailServer) -> Callable[..., int]:
    """Call `publisher notify` with the mail server and two addresses."""

    def notify(*args: str, now: str = "2026-11-23 10:05") -> int:
        addresses = ("--from", "policies@example.org", "--to", "list@example.net")
        return call("notify", "--smtp", server.url, *addresses, *args, now=at(now))

    return notify


@pytest.fixture
def post(call: Run, company: Company, hook: Receiver) -> Callable[..., int]:
    """Call `publisher notify` with the receiver of webhooks."""

    def notify(*args: str, now: str = "2026-11-23 10:05") -> int:
        return call("notify", "--webhook", hook.url, *args, now=at(now))

    return notify
