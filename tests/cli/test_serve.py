"""`publisher serve`: the working tree as if it were published now, on any day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.cli.preview import Preview
from publisher.cli.serve import Builder
from publisher.errors import UsageError
from tests.cli.conftest import announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at


@pytest.fixture
def edited(in_repo: PolicyRepo, now: object) -> PolicyRepo:
    """A published text with a material edit that is not committed."""
    in_repo.commit({"policy/privacy.md": POLICY, "policy/index.md": "# Home\n"})
    announce(in_repo.path, at("2026-11-02 10:00"))
    in_repo.write({"policy/privacy.md": CHANGED})
    return in_repo


@pytest.fixture
def builder(edited: PolicyRepo, tmp_path: Path) -> Builder:
    """A builder for that working tree."""
    folder = tmp_path / "preview"
    folder.mkdir()
    return Builder(edited.path / "mkdocs.yml", folder)


@pytest.fixture
def preview(builder: Builder) -> Iterator[Preview]:
    """The server, not listening."""
    server = Preview(builder, "127.0.0.1", 0)
    server._watched_paths = {"anything": 1}
    yield server
    server.server_close()


def ask(
    preview: Preview, path: str, method: str = "GET", query: str = "", **headers: str
) -> tuple[str, str]:
    """Return status and content of one request."""
    seen: list[str] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query, **headers}
    answer = preview._serve_request(environ, lambda status, _headers: seen.append(status))
    return seen[0], b"".join(answer or []).decode()


def test_an_edit_is_shown_as_announced_now(edited: PolicyRepo, builder: Builder) -> None:
    """The text in force stays; the edit has its page and its notice; the build says it is a preview."""
    builder.build("http://127.0.0.1/")
    publication = json.loads((builder.root / "publication.json").read_text(encoding="utf-8"))
    assert publication["preview"] is True
    assert builder.error == ""
    assert "13 months" in (builder.root / "privacy/v2/index.html").read_text(encoding="utf-8")
    assert "24 months" in (builder.root / "privacy/v1/index.html").read_text(encoding="utf-8")
    assert (builder.root / "notices/privacy-2/index.html").is_file()


def test_on_a_later_day_the_edit_is_in_force(builder: Builder) -> None:
    """As of a day after its period, the edit applies, as if it were published today."""
    builder.show("2027-01-07")
    builder.build("http://127.0.0.1/")
    page = (builder.root / "privacy/index.html").read_text(encoding="utf-8")
    assert "13 months" in page
    assert "24 months" not in page


def test_a_mistake_keeps_the_last_good_build(edited: PolicyRepo, builder: Builder) -> None:
    """While the working tree cannot be built, the page before stays, and the mistake is told."""
    builder.build("http://127.0.0.1/")
    good = builder.root
    edited.write({"policy/privacy.md": CHANGED.replace("2014-01-27", "2014-13-27")})
    builder.build("http://127.0.0.1/")
    assert builder.root == good
    assert "policy/privacy.md:3" in builder.error
    edited.write({"policy/privacy.md": CHANGED})
    builder.build("http://127.0.0.1/")
    assert builder.error == ""
    assert builder.root != good


def test_each_page_gets_the_bar_without_inline_script(preview: Preview) -> None:
    """The bar is a file of the same origin, so that the site's content-security policy may stay strict."""
    preview._build()
    status, page = ask(preview, "/privacy/")
    assert status == "200 OK"
    assert '<script src="/-/preview.js" data-epoch=' in page
    assert ask(preview, "/-/preview.js")[0] == "200 OK"
    assert ask(preview, "/-/preview.css")[0] == "200 OK"
    assert "preview.js" not in (preview._preview.root / "privacy/index.html").read_text(
        encoding="utf-8"
    )


def test_the_bar_changes_the_day(preview: Preview, builder: Builder) -> None:
    """A request of the bar asks for a rebuild as of that day; an empty one for the present."""
    status, _ = ask(preview, "/-/as-of", "POST", "when=2027-01-07", HTTP_X_PUBLISHER="preview")
    assert status == "204 No Content"
    assert builder.as_of == "2027-01-07"
    assert preview._want_rebuild
    assert (
        ask(preview, "/-/as-of", "POST", "when=", HTTP_X_PUBLISHER="preview")[0] == "204 No Content"
    )
    assert builder.as_of == ""


@pytest.mark.parametrize(
    ("method", "query", "headers", "status"),
    [
        pytest.param("GET", "when=2027-01-07", {"HTTP_X_PUBLISHER": "preview"}, "403", id="a-link"),
        pytest.param("POST", "when=2027-01-07", {}, "403", id="another-site"),
        pytest.param("POST", "when=soon", {"HTTP_X_PUBLISHER": "preview"}, "400", id="no-day"),
    ],
)
def test_nothing_else_changes_the_day(
    preview: Preview,
    builder: Builder,
    method: str,
    query: str,
    headers: dict[str, str],
    status: str,
) -> None:
    """A link, a page of another site and a word that is no day are refused, and nothing changes."""
    assert ask(preview, "/-/as-of", method, query, **headers)[0].startswith(status)
    assert builder.as_of == ""


def test_no_file_outside_the_site_is_served(preview: Preview) -> None:
    """Dots in an address lead nowhere."""
    environ = {"PATH_INFO": "/../../mkdocs.yml", "REQUEST_METHOD": "GET"}
    assert preview._serve_request(environ, lambda *_: None) is None


def test_an_address_that_is_taken_is_told(preview: Preview, builder: Builder) -> None:
    """A port in use is one clear message."""
    preview.server_bind()
    preview.server_activate()
    second = Preview(builder, "127.0.0.1", preview.server_port)
    with pytest.raises(UsageError, match="--port"):
        second.run(open_in_browser=False)
    second.server_close()
