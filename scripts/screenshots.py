"""Pictures of every kind of page, for a person to look at: phone, desktop, light, dark, and paper.

    make screenshots                     # of the demonstration, into build/screenshots/
    scripts/screenshots.py --only home   # one kind of page

Needs Chromium.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from publisher import clock, demo  # noqa: E402
from publisher.cli.build import build_site  # noqa: E402
from tests.browser.browser import FLAGS, chromium, serving  # noqa: E402

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}

# A page of every kind, on the site of the demonstration.
PAGES = {
    "home": "",
    "policy": "privacy/",
    "policy-ended": "loyalty/",
    "version-archived": "privacy/v1/",
    "version-in-force": "privacy/v2/",
    "version-withdrawn": "privacy/v3/",
    "version-pending": "privacy/v4/",
    "version-to-print": "privacy/v4/print/",
    "changes": "privacy/v4/changes/",
    "compare": "privacy/compare/?from=1&to=4",
    "history": "privacy/history/",
    "notices": "notices/",
    "notice": "notices/privacy-4/",
    "notice-postponed": "notices/cookies-2/",
    "notice-withdrawn": "notices/privacy-3/",
    "notice-of-end": "notices/loyalty-2/",
    "feeds": "feeds/",
    "when": "when/?day=2026-01-01",
    "policy-in-french": "privacy.fr/",
    "changes-in-french": "privacy.fr/v4/changes/",
    "missing": "404.html",
}
# Seen long after the build, when the coming days have come and the site should have been built anew.
OVERDUE = {"policy-overdue": "privacy/"}


def build(folder: Path) -> Path:
    """Make the demonstration, build its site, and return where that is."""
    repository, site = folder / "demonstration", folder / "site"
    repository.mkdir()
    demo.make(repository, clock.now())
    with chdir(repository):
        return build_site(site_dir=site)


def shoot(browser: Browser, address: str, folder: Path, pages: dict[str, str]) -> Iterator[Path]:
    """Take the pictures of `pages` and yield the file of each."""
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            for name, path in pages.items():
                now = datetime.now(UTC)
                page.clock.set_fixed_time(now + timedelta(days=400) if name in OVERDUE else now)
                reply = page.goto(address + path)
                if reply is None or not reply.ok:
                    sys.exit(f"There is no page '{path}' in the demonstration any more.")
                page.wait_for_load_state("networkidle")
                target = folder / f"{name}-{size}-{scheme}.png"
                page.screenshot(path=target, full_page=True)
                yield target
                if size == "desktop" and scheme == "light":
                    target = folder / f"{name}.pdf"
                    page.pdf(path=target, format="A4")
                    yield target
            page.close()


def main() -> None:
    """Take the pictures and say how many there are."""
    kinds = PAGES | OVERDUE
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument(
        "--only", action="append", default=[], choices=kinds, help="one kind of page"
    )
    given = parser.parse_args()
    pages = {name: path for name, path in kinds.items() if not given.only or name in given.only}
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        site = build(Path(temporary))
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with serving(site) as address:
            made = len(list(shoot(browser, address, given.folder.resolve(), pages)))
        browser.close()
    sys.stdout.write(f"{made} pictures in {given.folder}\n")


if __name__ == "__main__":
    main()
