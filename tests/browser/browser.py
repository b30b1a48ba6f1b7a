"""Chromium and a small web server, for tests and pictures."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

# A page of every kind, on the site of the made-up company.
PAGES = {
    "home": "", "policy": "privacy/", "policy-fr": "confidentialite/", "policy-ended": "forum/",
    "policy-ending": "suppliers/", "policy-to-come": "accessibility/",
    "version-archived": "privacy/v2/", "version-in-force": "privacy/v3/",
    "version-pending": "privacy/v4/", "version-withdrawn": "terms/v2/",
    "changes": "privacy/v3/changes/", "changes-moved": "privacy/v5/changes/",
    "compare": "privacy/compare/?from=1&to=5", "compare-fr": "confidentialite/compare/",
    "history": "privacy/history/", "notices": "notices/", "notice": "notices/privacy-4/",
    "notice-fr": "notices/privacy-4.fr/", "notice-postponed": "notices/cookies-2/",
    "notice-withdrawn": "notices/terms-2/", "when": "when/?day=2026-12-31", "feeds": "feeds/",
    "print": "privacy/v3/print/", "ordinary": "about/", "missing": "404.html",
}  # fmt: skip


def chromium() -> str | None:
    """Return the path of the machine's Chromium, None where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, prefix: str = "") -> Iterator[str]:
    """Serve a folder on a free port of this machine and give its address, with a slash at the end.

    prefix: the path at which the site stands on its host, such as "project/".
    """
    handler = partial(_prefixed(prefix), directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{prefix}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _prefixed(prefix: str) -> type[_Handler]:
    class Handler(_Handler):
        def translate_path(self, path: str) -> str:
            inside = path.startswith("/" + prefix)
            return super().translate_path(path[len(prefix) :] if inside else "/.outside")

    return Handler
