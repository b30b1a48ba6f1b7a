"""Real git repositories, made for a test and gone after it, and one real browser for all tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.browser import FLAGS, chromium

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
        self.git("init", "-q", "-b", "main")
        if config:
            self.write({"mkdocs.yml": config})

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
