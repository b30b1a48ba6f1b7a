"""Pictures of every kind of page, for a person to look at: phone, desktop, light, dark, and paper.

    make screenshots                     # of a made-up company with policies in every state
    scripts/screenshots.py SITE FOLDER   # of another built site

Needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.browser import FLAGS, PAGES, chromium, serving
from tests.site import world

SIZES = {"phone": (390, 844), "narrow": (320, 640), "desktop": (1280, 900)}


def shoot(site: Path, folder: Path, only: list[str]) -> int:
    """Write the pictures and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = 0
    with serving(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                page.clock.set_fixed_time(world.TODAY)
                for name, path in PAGES.items():
                    target = site / path
                    if (only and name not in only) or not (target.exists()):
                        continue
                    page.goto(address + path)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
                    made += 1
                    if size == "desktop" and scheme == "light":
                        page.pdf(path=folder / f"{name}.pdf", format="A4", print_background=False)
                        made += 1
                context.close()
        browser.close()
    return made


def main() -> None:
    """Build the sample site, if none is named, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", type=Path, help="a built site")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/screenshots"))
    parser.add_argument(
        "--only", action="append", default=[], choices=PAGES, help="one kind of page"
    )
    given = parser.parse_args()
    folder = given.folder.resolve()
    if given.site:
        made = shoot(given.site.resolve(), folder, given.only)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            made = shoot(build_sample(Path(temporary)), folder, given.only)
    sys.stdout.write(f"{made} pictures in {folder}\n")


def build_sample(folder: Path) -> Path:
    """Build the made-up company's site and return where it is."""
    from publisher.cli.build import build_site

    repo = world.make(folder / "repo")
    os.chdir(repo.path)
    return build_site(as_of=world.TODAY.isoformat(), site_dir=folder / "site")


if __name__ == "__main__":
    main()
