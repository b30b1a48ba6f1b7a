"""The token of a job reaches the host, and only the step that pushes has one."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from publisher.errors import UsageError
from publisher.git import runner
from publisher.git.client import Git
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from tests.publication.repositories import at, draft, fixed, git, new_repository

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "publish.yml"
TOKEN = "ghs_token"
WANTED = "basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()


class Host(BaseHTTPRequestHandler):
    """A code host over HTTP: git's own server program, behind a check of the token."""

    folder: Path

    def do_GET(self) -> None:
        """Answer what a fetch or a push begins with."""
        path, _, query = self.path.partition("?")
        pushes = "git-receive-pack" in self.path
        if pushes and self.headers.get("Authorization") != WANTED:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="host"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        done = subprocess.run(
            ["git", "http-backend"], input=body, capture_output=True, check=True,
            env=os.environ | {
                "GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
                "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_USER": "job",
                "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            },
        )  # fmt: skip
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in (fields | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - the names that the server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that is overridden
        """Say nothing."""


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A job's checkout without credentials, of a host that asks for a token before it takes a push."""
    source = new_repository(tmp_path / "source")
    git(tmp_path, "clone", "--quiet", "--bare", str(source), str(tmp_path / "host" / "site.git"))
    handler = type("Handler", (Host,), {"folder": tmp_path / "host"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("GITHUB_SERVER_URL", address)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    # Hosts are spoken to over https alone; here is no certificate to be had.
    monkeypatch.setattr(runner, "PROTOCOLS", "http")
    git(tmp_path, "clone", "--quiet", f"{address}/site.git", str(tmp_path / "job"))
    yield tmp_path / "job"
    server.shutdown()
    server.server_close()


def settings_of_the_step() -> dict[str, str]:
    """Run the lines of the workflow's step that stand before the recording; return what they set."""
    steps = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["record"]["steps"]
    (step,) = [step for step in steps if "TOKEN" in step.get("env", {})]
    lines, found, _ = step["run"].partition(".venv/bin/publisher record")
    assert found
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{lines}env"],
        env=os.environ | {"TOKEN": TOKEN}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    variables = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return {name: value for name, value in variables.items() if name.startswith("GIT_CONFIG_")}


def record(job: Path) -> None:
    """Enter one fact, and push it."""
    enter(GitStore(Git(job)), fixed(draft(2)), at=at())


def test_the_steps_token_lets_it_push(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the step sets is what the host asks for; nothing of it is left in the checkout."""
    for name, value in settings_of_the_step().items():
        monkeypatch.setenv(name, value)
    record(job)
    stored = git(job, "ls-remote", "origin", "refs/heads/publications").split("\t")[0]
    assert stored == git(job, "rev-parse", "publications")
    assert TOKEN not in (job / ".git" / "config").read_text(encoding="utf-8")


def test_without_it_nothing_is_entered_and_the_permission_is_named(job: Path) -> None:
    """The checkout itself holds no credentials, so no other step could push."""
    with pytest.raises(UsageError, match="permissions: contents: write"):
        record(job)
    assert git(job, "ls-remote", "origin", "refs/heads/publications") == ""
    assert git(job, "branch", "--list", "publications") == ""
