"""A web host that can be told to be late, to lie, or to hang."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .repositories import at

Answer = tuple[int, dict[str, str], bytes]
Respond = Callable[[str, dict[str, str]], Answer]  # path and headers, by lower-case name


class Host:
    """Serves a folder; `answer` may be replaced to misbehave. asked: the addresses, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[str], Answer] = self.honest
        self.drip = False
        self.released = threading.Event()
        self.url = ""

    def honest(self, path: str) -> Answer:
        """Answer like any static host, with a clock that is right."""
        file = self.folder / path.partition("?")[0].lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        headers = {"Date": format_datetime(at(), usegmt=True)}
        if not file.exists():
            return 404, headers, b"not here"
        return 200, headers, file.read_bytes()


@contextmanager
def serving(folder: Path, respond: Respond | None = None) -> Iterator[Host]:
    """Serve `folder` on this machine while the block runs. respond: what answers in its place."""
    host = Host(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            if respond:
                given = {name.lower(): value for name, value in self.headers.items()}
                host.headers.append(given)
                status, headers, body = respond(self.path, given)
            else:
                status, headers, body = host.answer(self.path)
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                if host.drip:
                    for byte in body:
                        if host.released.wait(0.2):
                            break
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                else:
                    self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    host.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield host
    finally:
        host.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
