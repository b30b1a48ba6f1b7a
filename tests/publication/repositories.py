"""Repositories and drafts to test the register with."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from publisher.git.client import Git
from publisher.model.entries import JSON, Announced, Event, Unreadable
from publisher.register.entry import Draft
from publisher.register.git_store import GitStore

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
    announced = Announced(
        version=number,
        effective=date(2027, 1, 7),
        day=date(2026, 11, 23),
        requested=None,
        follows=number - 1,
        from_revision=None,
    )
    return Draft(f"announced:privacy:{number}", "privacy", announced, text)


def draft_of(
    key: str, event: Event, policy: str, stored: Mapping[str, JSON], text: bytes | None = None
) -> Draft:
    """Return a draft with any fields, also such that no event has."""
    return Draft(key, policy, Unreadable(of=event, stored=stored), text)


def fixed(*drafts: Draft) -> Callable[[object], tuple[Draft, ...]]:
    """Return a derivation that always wants the same drafts entered."""
    return lambda _: drafts


def at(minutes: int = 0) -> datetime:
    """Return noon of the day, and so many minutes."""
    return NOON + timedelta(minutes=minutes)


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


def clone(remote: Path, path: Path) -> Path:
    """Clone the remote as a person or a CI job would."""
    git(remote, "clone", "--quiet", f"file://{remote}", str(path))
    return path


def store(path: Path) -> GitStore:
    """Open the register of the repository at `path`."""
    return GitStore(Git(path))
