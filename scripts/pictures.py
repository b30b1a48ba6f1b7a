"""Take the pictures that the README shows, from the made-up history of `publisher demo`.

    scripts/pictures.py           # or: make pictures

Needs Chromium.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.browser import FLAGS, chromium, serving

ROOT = Path(__file__).parent.parent
PICTURES = {"policy": "privacy/", "changes": "privacy/v4/changes/", "notice": "notices/privacy-4/"}
SIZE = {"width": 1100, "height": 780}


def main() -> None:
    """Build the demonstration's site and take a picture of some of its pages."""
    from publisher import clock, demo
    from publisher.cli.build import build_site

    target = ROOT / "docs" / "pictures"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary) / "repository"
        repository.mkdir()
        demo.make(repository, clock.now())
        os.chdir(repository)
        site = build_site(site_dir=Path(temporary) / "site")
        with serving(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page(viewport=SIZE, color_scheme="light")
            for name, path in PICTURES.items():
                page.goto(address + path)
                page.screenshot(path=target / f"{name}.png")
                sys.stdout.write(f"docs/pictures/{name}.png\n")
            browser.close()
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
