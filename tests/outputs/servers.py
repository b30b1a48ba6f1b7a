"""Two origins for browser tests: a host page, and a policy site that may misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What a server says to a path. endless: goes on sending until the other side hangs up.

    rest: what is sent after `body`, once `ready` says so.
    """

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    endless: bool = False
    stalled: bool = False
    rest: bytes = b""
    ready: Callable[[], bool] = lambda: True


@dataclass
class Origin:
    """A server on a port of its own. asked: path and headers of each request."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    def headers_of(self, path: str) -> list[dict[str, str]]:
        """Return the headers of each request for a path, in small letters."""
        return [headers for asked, headers in self.asked if asked == path]


@contextmanager
def origin() -> Iterator[Origin]:
    """Serve on a free port of 127.0.0.1."""
    found = Origin("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(found))
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(origin: Origin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer as the test has written it down."""
            path = self.path.partition("?")[0]
            headers = {name.lower(): value for name, value in self.headers.items()}
            origin.asked.append((path, headers))
            answer = origin.answers.get(path, Answer(b"not here", status=404))
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                self.send_header(name, value)
            if not (answer.endless or answer.stalled or answer.rest):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self._send(answer, self.wfile.write)

        def _send(self, answer: Answer, write: Callable[[bytes], object]) -> None:
            try:
                write(answer.body)
                while answer.rest and not (answer.ready() or origin.closing.wait(0.02)):
                    pass
                write(answer.rest)
                while answer.endless and not origin.closing.is_set():
                    write(answer.body)
                if answer.stalled:
                    while not origin.closing.wait(0.05):
                        write(b" ")
            except OSError:
                origin.hung_up.set()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler
