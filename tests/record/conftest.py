"""Repositories and drafts to test the register with."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from publisher.record.entry import Draft, Event
from publisher.record.git import Git
from publisher.record.git_store import GitStore

from .running import Run

if TYPE_CHECKING:
    from .built import Built
    from .host import Host

settings.register_profile("record", deadline=None)  # the machine may be busy
settings.load_profile("record")

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def git(path: Path, *args: str, check: bool = True, **options: object) -> str:
    """Run git as a user would, without any of the publisher's options."""
    done = subprocess.run(
        ["git", "-C", str(path), *args], capture_output=True, text=True, check=False, **options
    )
    if check and done.returncode:
        raise AssertionError(f"git {' '.join(args)}: {done.stderr}")
    return done.stdout.strip()


def draft(number: int, text: bytes | None = b"<p>Text</p>") -> Draft:
    """Return the announcement of version `number` of the privacy policy."""
    return Draft(
        key=f"announced:privacy:{number}",
        event=Event.ANNOUNCED,
        policy="privacy",
        fields={"version": number, "effective": "2027-01-07", "day": "2026-11-23"},
        text=text,
    )


def fixed(*drafts: Draft) -> Callable[[object], tuple[Draft, ...]]:
    """Return a derivation that always wants the same drafts entered."""
    return lambda _: drafts


def at(minutes: int = 0) -> datetime:
    """Return noon of the day, and so many minutes."""
    return NOON + timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def _no_user_of_git(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """No name, key or option of whoever runs the tests has a part in them."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n")


def new_repository(path: Path, *, bare: bool = False) -> Path:
    """Make a repository; one that is not bare has a policy in it."""
    path.mkdir(parents=True)
    git(path, "init", "--quiet", *(["--bare"] if bare else []))
    if not bare:
        (path / "policy").mkdir()
        (path / "policy" / "privacy.md").write_text("---\ntitle: Privacy\n---\nWe keep it.\n")
        git(path, "add", ".")
        git(path, "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "Start")
    return path


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A repository without a remote."""
    return new_repository(tmp_path / "local")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A bare repository with the policies, as a host keeps it."""
    source = new_repository(tmp_path / "source")
    git(tmp_path, "clone", "--quiet", "--bare", str(source), str(tmp_path / "remote.git"))
    return tmp_path / "remote.git"


def clone(remote: Path, path: Path) -> Path:
    """Clone the remote as a person or a CI job would."""
    git(remote, "clone", "--quiet", f"file://{remote}", str(path))
    return path


def store(path: Path) -> GitStore:
    """Open the register of the repository at `path`."""
    return GitStore(Git(path))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program `publisher`."""
    return Run(capfd, monkeypatch)


@pytest.fixture
def built(local: Path, tmp_path: Path) -> Built:
    """A site that was just built."""
    from .built import Built  # which needs what stands above

    return Built(local, tmp_path / "site")


@pytest.fixture
def host(built: Built) -> Iterator[Host]:
    """The site, deployed to a host."""
    from .host import serving

    with serving(built.folder) as running:
        yield running
