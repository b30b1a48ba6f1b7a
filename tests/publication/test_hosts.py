"""A publication is entered only if readers get it, whatever the host does between it and them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher import clock
from publisher.cli.build import build_site
from tests.cli.conftest import announce
from tests.conftest import PolicyRepo
from tests.conftest import at as instant

from .behaviours import HOSTS, LOGIN, Host, Request
from .host import serving
from .running import MONDAY, Run

OLD = """\
---
title: Privacy statement
effective: 2014-01-27
---

# Privacy statement

## Use

We keep your data – names, addresses, orders – for 24 months. It is the café's till that keeps them.

## Contact

Write to <privacy@example.org>, [ask our officer](mailto:officer@example.org).
Or look at [the home page](index.md).
"""
NEW = OLD.replace("24 months", "13 months")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyRepo]:
    """A repository whose material change is built into `new`; the site before it is in `old`."""
    repo = PolicyRepo(tmp_path_factory.mktemp("hosts") / "repo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        patch.setattr(clock, "now", lambda: MONDAY)
        patch.chdir(repo.path)
        repo.commit(
            {
                "policy/privacy.md": OLD,
                "policy/index.md": "# Home\n",
                ".gitignore": "/new/\n/old/\n",
            }
        )
        announce(repo.path, instant("2026-11-02 10:00"))
        build_site(site_dir=Path("old"))
        repo.commit({"policy/privacy.md": NEW})
        build_site(site_dir=Path("new"))
        yield repo


@pytest.fixture(scope="module")
def tally() -> Iterator[list[str]]:
    """The names of the hosts that were answered rightly; printed at the end."""
    names: list[str] = []
    yield names
    sys.stdout.write(f"\nhosts: {len(names)}/{len(HOSTS)}: {', '.join(names)}\n")


@pytest.fixture
def company(deployed: PolicyRepo, monkeypatch: pytest.MonkeyPatch) -> Iterator[PolicyRepo]:
    """That repository as the current folder; what a test enters is taken back."""
    monkeypatch.chdir(deployed.path)
    before = deployed.git("rev-parse", "publications")
    yield deployed
    deployed.git("update-ref", "refs/heads/publications", before)


def live(host: Host, repo: PolicyRepo):
    """Return the site on such a host."""
    state: dict[str, int] = {}

    def respond(path: str, headers: dict[str, str]):
        name, _, query = path.partition("?")
        return host.behave(
            Request(name, query, headers, repo.path / "new", repo.path / "old", state)
        )

    return serving(repo.path / "new", respond)


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_only_what_readers_get_is_recorded(
    company: PolicyRepo, host: Host, run: Run, monkeypatch: pytest.MonkeyPatch, tally: list[str]
) -> None:
    """The exit code says whether waiting helps, the message what was shown where; else it is entered."""
    for name in ("brotli", "brotlicffi", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    before = company.git("rev-parse", "publications")
    options = []
    if host.header:
        monkeypatch.setenv("PREVIEW_HEADER", host.header)
        options = ["--header-from", "PREVIEW_HEADER"]
    with live(host, company) as running:
        code = run("record", "--site-url", running.url, "--wait", "0", *options)
        printed = run.out + run.err
        monitored = run("monitor", running.url, "--wait", "0", *options)
        printed += run.out + run.err
    assert code == host.exit_code, printed
    assert host.message in printed
    entered = company.git("rev-parse", "publications") != before
    assert entered == (code == 0)
    assert monitored == host.monitored, printed
    assert "Traceback" not in printed
    assert printed.isprintable() or all(c.isprintable() or c == "\n" for c in printed)
    assert LOGIN.split()[1] not in printed
    tally.append(host.name)
