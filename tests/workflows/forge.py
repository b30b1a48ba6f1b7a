"""A forge in a folder: a bare remote, a runner, a web host for pages, and the editors who push.

What the workflow files say with `uses:` is done here: a checkout is a clone, an artifact is a folder,
a deployment copies the artifact to the folder that is served.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.conftest import PolicyRepo, git
from tests.publication.host import Answer, Host, serving
from tests.workflows.program import CLIENT, CLOCK, Clock
from tests.workflows.runner import Job, Run, Runner, StepFailedError, path_of_tools

REPOSITORY = "example/policies"
# The part of the forge's own program that monitor.yml calls.
GH = """\
#!/bin/bash -e
case "$1 $2" in
  "issue list") ls "$ISSUES" | wc -l ;;
  "issue create") printf '%s\\n' "$4" "$6" > "$ISSUES/$(ls "$ISSUES" | wc -l)" ;;
  *) exit 2 ;;
esac
"""
# git, but something happens between the fetch and the push of whoever calls it.
GIT = """\
#!/bin/bash -e
if [ -x "$MEANWHILE" ] && [[ " $* " == *" push "* ]]; then
  mv "$MEANWHILE" "$MEANWHILE.done"
  (unset GIT_CONFIG_COUNT; "$MEANWHILE.done" > "$MEANWHILE.log" 2>&1)
fi
exec {git} "$@"
"""


class Forge:
    """Where the policies of one organisation live, as its editors and readers see it."""

    def __init__(self, folder: Path, address: str, host: Host, clock: Clock) -> None:
        self.folder, self.host, self.clock = folder, host, clock
        self._address = address
        self.deploys = "well"  # or "not at all", or "in word only"
        self.after_build: datetime | None = None  # what the clock shows once a build is through
        self.issues, self.meanwhile = folder / "issues", folder / "meanwhile"
        self.remote = folder / "remote.git"
        tools = path_of_tools(
            folder / "bin", {"gh": GH, "git": GIT.format(git=shutil.which("git"))}
        )
        variables = {
            "PATH": tools, CLOCK: str(folder / "clock"), "ISSUES": str(self.issues),
            "MEANWHILE": str(self.meanwhile), "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8",
            "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_SERVER_URL": "https://forge.example",
        }  # fmt: skip
        self.run = Runner(folder / "runs", {
            "actions/checkout": self._checkout,
            "actions/cache": self._cache,
            "actions/setup-python": self._setup_python,
            "actions/upload-artifact": self._upload,
            "actions/upload-pages-artifact": lambda job, given: self._upload(
                job, {**given, "name": "github-pages"}
            ),
            "actions/deploy-pages": self._deploy,
        }, variables)  # fmt: skip

    @classmethod
    @contextmanager
    def open(cls, folder: Path, address: str) -> Iterator[Forge]:
        """Open the forge in a folder while the block runs."""
        (folder / "served").mkdir(parents=True, exist_ok=True)
        (folder / "issues").mkdir(exist_ok=True)
        clock = Clock(folder / "clock")

        with serving(folder / "served") as host:

            def dated(path: str) -> Answer:
                status, headers, body = host.honest(path)
                return status, headers | {"Date": format_datetime(clock.now(), usegmt=True)}, body

            host.answer = dated
            yield cls(folder, address, host, clock)

    # What editors do

    def editor(self) -> PolicyRepo:
        """Return an editor's clone, at what main is."""
        target = self.folder / f"editor-{len(list(self.folder.glob('editor-*')))}"
        self._git("clone", "-q", str(self.remote), str(target))
        return PolicyRepo(target, config="")

    def pull_request(self, files: dict[str, str | bytes | None], message: str) -> Run:
        """Propose a change on the branch `edit`, and run the check of what merging it would give."""
        editor = self.editor()
        base = editor.git("rev-parse", "HEAD")
        editor.git("checkout", "-q", "-b", "edit")
        stamp = self.clock.now().isoformat()
        editor.write(files)
        editor.git("add", "-A")
        editor.git("commit", "-q", "-m", message, GIT_COMMITTER_DATE=stamp)
        editor.git("push", "-q", "origin", "edit")
        editor.git("checkout", "-q", "--detach", base)
        editor.git("merge", "-q", "--no-ff", "-m", "Merge", "edit", GIT_COMMITTER_DATE=stamp)
        editor.git("push", "-q", "origin", "HEAD:refs/pull/1/merge")
        event = {"pull_request": {"number": 1, "base": {"sha": base}}}
        return self._start("check", "refs/pull/1/merge", event)

    def merge(self) -> Run:
        """Merge the branch `edit` into main, which starts what a push to main starts."""
        self._git("update-ref", "refs/heads/main", "refs/pull/1/merge")
        return self.push()

    def change(self, files: dict[str, str | bytes | None], message: str) -> None:
        """Commit to main, and start nothing yet."""
        editor = self.editor()
        editor.write(files)
        editor.git("add", "-A")
        editor.git("commit", "-q", "-m", message, GIT_COMMITTER_DATE=self.clock.now().isoformat())
        editor.git("push", "-q", "origin", "main")

    def own_address(self) -> dict[str, Any]:
        """Return the change that tells the configuration where this forge serves the site."""
        config = self._git("show", "main:mkdocs.yml")
        here = config.replace("https://policies.example/", self.host.url)
        return {"files": {"mkdocs.yml": here + "\n"}, "message": "Say where the site is"}

    def push(self) -> Run:
        """Start what a push to main starts."""
        return self._start("publish", "refs/heads/main", {})

    def timer(self) -> Run:
        """Start what the timer starts."""
        return self._start("timer", "refs/heads/main", {})

    def monitor(self) -> Run:
        """Start the monitor."""
        return self._start("monitor", "refs/heads/main", {})

    def _start(self, workflow: str, ref: str, event: Mapping[str, Any]) -> Run:
        files = self.folder / f"workflows-{len(list(self.folder.glob('workflows-*')))}"
        files.mkdir()
        sha = self._git("rev-parse", ref)
        for name in self._git("ls-tree", "--name-only", f"{sha}:.github/workflows").split():
            content = self._git("show", f"{sha}:.github/workflows/{name}")
            (files / name).write_text(content + "\n", encoding="utf-8")
        github = {
            "ref": ref, "sha": sha, "event": event, "token": "a-token",
            "repository": REPOSITORY, "run_id": str(len(list(self.folder.glob("workflows-*")))),
            "run_attempt": "1",
        }  # fmt: skip
        return self.run(files / f"{workflow}.yml", github)

    # What the forge holds

    def register(self) -> list[str]:
        """Return what was entered, in words, oldest first."""
        ref = "refs/heads/publications"
        if not self._git("for-each-ref", ref):
            return []
        return self._git("log", "--reverse", "--format=%s", ref).splitlines()

    def opened(self) -> list[str]:
        """Return the issues that were opened."""
        return [file.read_text(encoding="utf-8") for file in sorted(self.issues.iterdir())]

    def _git(self, *words: str) -> str:
        return git(self.remote, *words)

    def provide_program(self, clone: Path) -> None:
        """Put the program into a clone, where `make setup` would put it."""
        program = clone / ".venv/bin/publisher"
        program.parent.mkdir(parents=True)
        program.write_text(CLIENT.format(python=sys.executable, address=self._address), "ascii")
        program.chmod(0o755)
        (clone / ".venv/.complete").touch()

    # What `uses:` means here

    def _cache(self, job: Job, given: Mapping[str, str]) -> dict[str, str]:
        """Let every run find what the runs before it have kept."""
        kept = self.folder / "cache"
        kept.mkdir(exist_ok=True)
        target = job.checkout / given["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(kept)
        return {}

    def _checkout(self, job: Job, given: Mapping[str, str]) -> dict[str, str]:
        whole = given.get("fetch-depth") == "0"
        depth = [] if whole else ["--depth", "1"]
        self._git(
            "clone", "-q", "--no-checkout", *depth, f"file://{self.remote}", str(job.checkout)
        )
        ref, sha = job.run.github["ref"], job.run.github["sha"]
        git(job.checkout, "fetch", "-q", *depth, "origin", ref)
        branch = ["-B", "main"] if ref == "refs/heads/main" else ["--detach"]
        git(job.checkout, "checkout", "-q", *branch, sha)
        return {}

    def _setup_python(self, job: Job, given: Mapping[str, str]) -> dict[str, str]:
        """Stand in for an environment that `make setup` finds made already."""
        assert given["python-version"]
        self.provide_program(job.checkout)
        return {}

    def _upload(self, job: Job, given: Mapping[str, str]) -> dict[str, str]:
        source = job.checkout / given["path"]
        if not source.exists():
            assert given["if-no-files-found"] == "ignore"
            return {}
        hidden = shutil.ignore_patterns(".*")
        shutil.copytree(source, job.run.artifacts / given["name"], ignore=hidden)
        if self.after_build:
            self.clock.wind(self.after_build)
        return {}

    def _deploy(self, job: Job, given: Mapping[str, str]) -> dict[str, str]:
        if self.deploys == "not at all":
            raise StepFailedError("Deployment failed, try again later.")
        if self.deploys == "well":
            shutil.rmtree(self.host.folder)
            shutil.copytree(job.run.artifacts / "github-pages", self.host.folder)
        return {"page_url": self.host.url}
