"""What the first view of a page costs: every request of a browser, as a host that compresses answers it."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_COMPRESSED = (
    "text/",
    "application/json",
    "application/javascript",
    "image/svg",
    "application/xml",
)
ICON = "/assets/images/favicon.png"  # a browser without a window doesn't ask for it


class Weighed:
    """A folder that is served. sent: bytes of each body, compressed, by path, in the order of requests."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.sent: dict[str, int] = {}

    def body(self, path: str) -> tuple[bytes, str, bool] | None:
        """Return content, type and whether it is compressed; None for what isn't there."""
        file = self.folder / path.strip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        content, small = file.read_bytes(), kind.startswith(_COMPRESSED)
        return (gzip.compress(content, 9) if small else content), kind, small

    def first_view(self, browser: Browser, path: str) -> dict[str, int]:
        """Return what a reader with an empty cache is sent for a page, its icon included."""
        self.sent.clear()
        context = browser.new_context(viewport={"width": 412, "height": 823})
        page = context.new_page()
        page.goto(self.address + path, wait_until="networkidle")
        context.close()
        if ICON not in self.sent and (icon := self.body(ICON)):
            self.sent[ICON] = len(icon[0])
        return dict(self.sent)


@contextmanager
def weighing(folder: Path) -> Iterator[Weighed]:
    """Serve a site compressed, on a free port, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found = weighed.body(path)
            if found is None:
                self.send_error(404)
                return
            content, kind, small = found
            weighed.sent[path] = len(content)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if small:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    weighed = Weighed(folder, f"http://127.0.0.1:{server.server_address[1]}/")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield weighed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
