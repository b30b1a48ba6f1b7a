"""Links that open a new file in the editor of the host where the repository is, on the branch of a change."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

MAX_ADDRESS = 6000  # characters; hosts answer 414 to much longer ones


class Host(StrEnum):
    """How a host names the pages of its editor."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"  # and Forgejo


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that a host's editor is to make. text: its content. prefilled: whether the address brings it."""

    url: str
    path: str
    text: str
    prefilled: bool


@dataclass(frozen=True, slots=True)
class WebEditor:
    """The editor of one repository. base: the repository's page, without a slash at the end."""

    host: Host
    base: str
    branch: str

    def new_file(self, path: str, text: str) -> NewFile:
        """Return the address that opens the editor with a new file.

        GitLab takes no content; of a long text the others take only the name.
        """
        url = self._address(path, text)
        if self.host is not Host.GITLAB and len(url) <= MAX_ADDRESS:
            return NewFile(url, path, text, prefilled=True)
        return NewFile(self._address(path, ""), path, text, prefilled=False)

    def _address(self, path: str, text: str) -> str:
        branch = quote(self.branch)
        value = {"value": text} if text else {}
        match self.host:
            case Host.GITLAB:
                return f"{self.base}/-/new/{branch}?{_query({'file_name': path})}"
            case Host.GITEA:
                folder, name = posixpath.split(path)
                query = _query({"filename": name, **value})
                return f"{self.base}/_new/{branch}/{quote(folder)}?{query}"
            case Host.GITHUB:
                return f"{self.base}/new/{branch}?{_query({'filename': path, **value})}"


def _query(values: Mapping[str, str]) -> str:
    return urlencode(values, quote_via=quote, safe="/")


def web_editor(
    repo_url: str, edit_uri: str, environment: Mapping[str, str], branch: str = ""
) -> WebEditor | None:
    """Return the editor of the branch that is checked; None where host or branch are not known.

    repo_url, edit_uri: of mkdocs.yml. environment: of the CI job. branch: where the job does not say it.
    """
    base = _repository(environment) or repo_url
    branch = branch or _branch(environment)
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or not branch:
        return None
    host = _host(parts.hostname, edit_uri, environment)
    base = base.rstrip("/").removesuffix(".git")
    return WebEditor(host, base, branch) if host else None


def _branch(environment: Mapping[str, str]) -> str:
    if environment.get("GITHUB_ACTIONS"):
        is_branch = environment.get("GITHUB_REF_TYPE") == "branch"
        pushed = environment.get("GITHUB_REF_NAME", "") if is_branch else ""
        return environment.get("GITHUB_HEAD_REF") or pushed
    merged = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")
    return merged or environment.get("CI_COMMIT_BRANCH", "")


def _repository(environment: Mapping[str, str]) -> str:
    """Return the page of the repository that has the branch, which may be a fork."""
    if environment.get("GITHUB_ACTIONS"):
        server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
        return _fork(environment.get("GITHUB_EVENT_PATH")) or (
            f"{server}/{name}" if server and name else ""
        )
    merged = environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_URL")
    return merged or environment.get("CI_PROJECT_URL", "")


def _fork(event: str | None) -> str:
    try:
        told = json.loads(Path(event).read_bytes()) if event else {}
        return str(told["pull_request"]["head"]["repo"]["html_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _host(name: str, edit_uri: str, environment: Mapping[str, str]) -> Host | None:
    if environment.get("GITEA_ACTIONS") or environment.get("FORGEJO_ACTIONS"):
        return Host.GITEA
    if environment.get("GITHUB_ACTIONS"):
        return Host.GITHUB
    if environment.get("GITLAB_CI"):
        return Host.GITLAB
    by_path = {"-/": Host.GITLAB, "_edit/": Host.GITEA, "src/branch/": Host.GITEA}
    for start, host in by_path.items():
        if edit_uri.lstrip("/").startswith(start):
            return host
    for part, host in (
        ("github", Host.GITHUB), ("gitlab", Host.GITLAB), ("gitea|forgejo|codeberg", Host.GITEA),
    ):  # fmt: skip
        if re.search(part, name):
            return host
    return Host.GITHUB if re.match(r"/?(?:edit|blob)/", edit_uri) else None
