"""A web server for one person's preview: rebuilds after an edit, and shows the site as of any day."""

from __future__ import annotations

import html
import logging
import sys
from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import click
from mkdocs.livereload import LiveReloadServer, _timestamp

from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.cli.serve import Builder

Respond = Callable[[str, list[tuple[str, str]]], object]
_ASSETS = {
    "/-/preview.js": ("preview.js", "text/javascript"),
    "/-/preview.css": ("preview.css", "text/css"),
}


class Preview(LiveReloadServer):
    """MkDocs' own server, with a bar to choose the day, and the last good build while there is a mistake."""

    def __init__(self, builder: Builder, host: str, port: int) -> None:
        self._preview = builder
        mount = urlsplit(builder.settings.site_url or "/").path
        super().__init__(self._build, host, port, str(builder.root), mount_path=mount)
        self._host = host
        logging.getLogger("mkdocs.livereload").setLevel(logging.ERROR)

    def run(self, *, open_in_browser: bool) -> None:
        """Build, then serve until Ctrl-C.

        Raises UsageError when the address is taken.
        """
        try:
            self.server_bind()
        except OSError as error:
            raise UsageError(
                f"cannot listen there ({error.strerror})",
                where=f"{self._host}:{self.server_address[1]}",
                remedy="choose another one with --port",
            ) from None
        self.url: str = f"http://{self._host}:{self.server_port}{self.mount_path}"
        self._build()
        self._watch()
        self.server_activate()
        self.observer.start()
        self.serve_thread.start()
        click.echo(f"{self.url}  (Ctrl-C stops)", err=True)
        if open_in_browser:
            click.launch(self.url)
        try:
            self._build_loop()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
        finally:
            self.shutdown()

    def _watch(self) -> None:
        """Watch what the preview is made of, and the commits."""
        folder = self._preview.file.parent
        self.watch(str(self._preview.file), recursive=False)
        for name in (self._preview.settings.docs_dir, "overrides"):
            if (folder / name).is_dir():
                self.watch(str(folder / name))

    def _build(self) -> None:
        self._preview.build(self.url)
        self.root: str = str(self._preview.root)

    def _serve_request(
        self, environ: dict[str, Any], start_response: Respond
    ) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"]
        if path in _ASSETS:
            name, kind = _ASSETS[path]
            start_response("200 OK", [("Content-Type", kind), ("Cache-Control", "no-store")])
            return [(files("publisher.cli") / name).read_bytes()]
        if path == "/-/as-of":
            return self._choose_day(environ, start_response)
        answer: Iterable[bytes] | None = super()._serve_request(environ, start_response)
        return answer

    def _choose_day(self, environ: dict[str, Any], start_response: Respond) -> list[bytes]:
        """Show another day. Another site's page cannot ask for it: it may not set this header."""
        if environ["REQUEST_METHOD"] != "POST" or environ.get("HTTP_X_PUBLISHER") != "preview":
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Only the preview's own bar may ask for this."]
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("when", [""])[0]
        try:
            self._preview.show(asked or None)
        except UsageError as error:
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [str(error).encode()]
        with self._rebuild_cond:
            self._want_rebuild = True
            self._rebuild_cond.notify_all()
        start_response("204 No Content", [])
        return []

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Put the bar in as a file of its own: the site's content-security policy allows no inline script."""
        values = {
            "epoch": str(epoch), "request": str(_timestamp()),
            "as-of": self._preview.as_of, "error": self._preview.error,
        }  # fmt: skip
        data = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in values.items())
        bar = (
            '<link rel="stylesheet" href="/-/preview.css">'
            f'<script src="/-/preview.js" {data} defer></script>'
        ).encode()
        end = content.rfind(b"</body>")
        return content + bar if end < 0 else content[:end] + bar + content[end:]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser goes away in the middle of an answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]
