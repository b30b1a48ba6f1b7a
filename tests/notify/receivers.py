"""A mail server and a webhook's receiver on this machine, which can be told to refuse, hang or vanish."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class MailServer:
    """What a mail server received, and what it answers. port: on 127.0.0.1.

    recipient, content: replies to RCPT and to the text. vanish: cut the connection in place of the latter.
    """

    port: int = 0
    received: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    recipient: str = "250 OK"
    content: str = "250 OK"
    vanish: bool = False
    before_data: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """Its address for --smtp."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that it accepted."""
        return [message_from_bytes(one, policy=policy.default) for one in self.received]  # type: ignore[misc]

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Answer RCPT TO."""
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Answer the text."""
        self.before_data()
        self.encrypted.append(session.ssl is not None)
        if self.vanish:
            server.transport.abort()
            return "250 OK"
        if self.content.startswith("250"):
            self.received.append(envelope.original_content)
        return self.content

    def login(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        """Take one name and password."""
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"a secret", handled=False)


@contextmanager
def mail_server(
    certificate: tuple[Path, Path] | None = None, **options: Any
) -> Iterator[MailServer]:
    """Run a mail server while the block runs. certificate: file and key, to offer STARTTLS."""
    server = MailServer(free_port())
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        options |= {"tls_context": context, "authenticator": server.login}
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Return a certificate for a name or address of this machine, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=mail", "-addext",
         f"subjectAltName={name}"],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@dataclass
class Receiver:
    """What a webhook's receiver got. status: what it answers, 0 to cut the connection."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver of webhooks while the block runs."""
    own = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            given = {name.lower(): value for name, value in self.headers.items()}
            own.requests.append((self.command, given, body))
            if not own.status:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response_only(own.status)
            for name, value in own.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            own.requests.append((self.command, {}, b""))
            self.send_response_only(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    own.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
