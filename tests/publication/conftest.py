"""A remote, a clone, a built site and the program, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .built import Built
from .host import Host, serving
from .repositories import git, new_repository
from .running import Run


@pytest.fixture(autouse=True)
def _no_user_of_git(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """No name, key or option of whoever runs the tests has a part in them."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n")


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


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program `publisher`."""
    return Run(capfd, monkeypatch)


@pytest.fixture
def built(local: Path, tmp_path: Path) -> Built:
    """A site that was just built."""
    return Built(local, tmp_path / "site")


@pytest.fixture
def host(built: Built) -> Iterator[Host]:
    """The site, deployed to a host."""
    with serving(built.folder) as running:
        yield running
