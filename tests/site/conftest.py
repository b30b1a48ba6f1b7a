"""The made-up company's site, built once for all tests that only look at it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from publisher.cli.build import build_site
from tests.conftest import PolicyRepo, made_once
from tests.site import world


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Make a folder the current one for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def build(repo: PolicyRepo, site: Path, as_of: str = world.TODAY.isoformat()) -> Path:
    """Build a repository's site into a folder and return the folder."""
    with inside(repo.path):
        return build_site(as_of=as_of, site_dir=site)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    """The repository of the made-up company; not to be changed."""
    return PolicyRepo.opened(made_once(tmp_path_factory, "company", world.make))


@pytest.fixture(scope="session")
def site(company: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site as of `world.TODAY`."""
    return made_once(tmp_path_factory, "company-site", lambda folder: build(company, folder))


def soup(site: Path, address: str) -> BeautifulSoup:
    """Return a page as it was built."""
    path = site / address
    file = path if path.suffix == ".html" else path / "index.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def shown(site: Path, address: str, selector: str = "article") -> str:
    """Return the words that a page shows without script, in one line."""
    page = soup(site, address)
    for waiting in page.select("template, [hidden]"):
        waiting.decompose()
    found = page.select_one(selector)
    assert found is not None, selector
    words = " ".join(found.get_text(" ").split())
    return re.sub(r" ([.,:;])", r"\1", words)
