"""Real git repositories, made for a test and gone after it, and one real browser for all tests."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import compiled_templates
from tests.browser.browser import FLAGS, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

compiled_templates.share()  # before anything makes an environment of its own

# `make nightly` sets the profile "deep": more examples, others each time. The rest of the day, the same few.
hypothesis.settings.register_profile("daily", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("deep", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "daily"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the properties that random examples are tried on, for `make nightly`."""
    for item in items:
        if (
            getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
            or "Histories" in item.nodeid
        ):
            item.add_marker("deep")


def examples(daily: int, deep: int | None = None) -> int:
    """Return how many examples a property is tried on: `deep`, or twenty times as many, at night."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "deep":
        return deep or daily * 20
    return daily


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that one worker of a run makes and all of them use; not to be changed."""
    top = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        top = top.parent
    folder, complete = top / f"shared-{name}", top / f"shared-{name}.complete"
    with (top / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            make(folder)
            complete.touch()
    return folder


MKDOCS_YML = """\
site_name: Example policies
site_url: https://policies.example/
docs_dir: policy
theme: {name: material, font: false}
plugins:
  - search
  - publisher:
      notice_days: 30
      calendar: FR
      timezone: Europe/Paris
"""

POLICY = """\
---
title: Privacy statement
effective: 2014-01-27
---

# Privacy statement

## Use

We keep your data for 24 months.

## Contact

Write to us by post.
"""

CHANGED = POLICY.replace("24 months", "13 months")


# The date of every commit unless a test says otherwise: before all instants at which tests publish.
COMMITTED = "2010-01-01T00:00:00+00:00"
os.environ["GIT_COMMITTER_DATE"] = COMMITTED


def git(folder: Path, *args: str, **variables: str) -> str:
    """Run git in a folder, as an editor without configuration, and return what it printed."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env |= {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(folder),
        "GIT_AUTHOR_NAME": "Editor", "GIT_AUTHOR_EMAIL": "editor@example.org",
        "GIT_COMMITTER_NAME": "Editor", "GIT_COMMITTER_EMAIL": "editor@example.org",
        "GIT_COMMITTER_DATE": COMMITTED, **variables,
    }  # fmt: skip
    done = subprocess.run(
        ["git", *args], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"git {args}: {done.stderr}"
    return done.stdout.strip()


class PolicyRepo:
    """A repository of policies in a folder of its own."""

    def __init__(self, path: Path, *, config: str = MKDOCS_YML) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "--template=", "-b", "main")
        if config:
            self.write({"mkdocs.yml": config})

    @classmethod
    def opened(cls, path: Path) -> PolicyRepo:
        """Return the one that lies in a folder already."""
        repo = cls.__new__(cls)
        repo.path = path
        return repo

    def git(self, *args: str, **variables: str) -> str:
        """Run git there and return what it printed. variables: for its environment."""
        return git(self.path, *args, **variables)

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files; None deletes one."""
        for name, content in files.items():
            target = self.path / name
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, str | bytes | None], message: str = "Change") -> str:
        """Write files, commit everything and return the commit's id."""
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """An empty repository of policies with a configuration, nothing committed."""
    return PolicyRepo(tmp_path / "repo")


def at(text: str) -> datetime:
    """Return an instant: "2026-11-23 10:00" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window: one for all tests, since one process can hold only one Playwright.

    Where there is none the tests are skipped, and the run says so in one line; in CI they fail.
    """
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium, and CI does not skip the browser tests")
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright  # half a second, for these tests alone

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def in_repo(repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch) -> PolicyRepo:
    """The same, with the current folder in it and no git configuration of the machine."""
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return repo


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that the browser tests were skipped, where they were."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("there is no Chromium" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(
            "The browser tests were SKIPPED: there is no Chromium.", yellow=True
        )
