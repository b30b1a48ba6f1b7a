"""A real browser that looks at the made-up company's site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.browser import serving
from tests.site import world
from tests.site.conftest import company, site  # noqa: F401 - the same fixtures

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:  # noqa: F811 - the fixture of that name
    """The address of the site."""
    with serving(site) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a page of the site on a day: `visit("privacy/", at=…, script=False, width=320 …)`.

    The page's clock stands still, or goes on by the test's will (ticking). Its `faults` list gathers
    what the console complains of and what other hosts are asked. init: a script that runs first.
    """
    contexts = []

    def open_page(
        path: str, at: datetime = world.TODAY, *, script: bool = True, width: int = 1280,
        height: int = 900, address: str = "", ticking: bool = False,
        init: str = "", **options: Any,
    ) -> Page:  # fmt: skip
        address = address or request.getfixturevalue("served")
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, **options
        )
        contexts.append(context)
        page = context.new_page()
        faults: list[str] = []
        page.faults = faults  # type: ignore[attr-defined]
        page.on(
            "console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:")) else faults.append(r.url),
        )
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        if init:
            page.add_init_script(init)
        if ticking:
            page.clock.install(time=at)
        elif script:
            page.clock.set_fixed_time(at)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
