"""What a reader is sent at the first view of a page: `python -m benchmarks.page_weight SITE [PATH …]`.

SITE: a folder with a built site. PATH: a page, such as `privacy/`. Chromium loads it with an empty cache from
a server that compresses by gzip; each request is listed with the bytes of its body.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.browser import FLAGS, chromium
from tests.browser.weight import weighing


def main() -> None:
    """Print a table for each page."""
    site, *paths = sys.argv[1:]
    with sync_playwright() as playwright, weighing(Path(site)) as weighed:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for path in paths or [""]:
            sent = weighed.first_view(browser, path)
            print(f"/{path}: {len(sent)} requests, {sum(sent.values())} bytes")
            for name, size in sent.items():
                print(f"  {size:>7} {name}")
        browser.close()


if __name__ == "__main__":
    main()
