"""Links from the check to the host's own editor: the right branch, the notice named and begun."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from publisher.check.web_editor import MAX_ADDRESS, Host, WebEditor, web_editor
from tests.cli.conftest import Run
from tests.conftest import CHANGED, MKDOCS_YML, PolicyRepo

TEXT = '---\npolicy: privacy\nsummary: "A & B <b> ?x=1#y %0A"\n---\n\n- é ü 日本\n'
PATH = "policy/notices/privacy-2.md"


@pytest.mark.parametrize("branch", ["main", "feature/less data", "50%#?&x", "日本"])
def test_github_and_gitea_take_name_and_text(branch: str) -> None:
    """Whatever they hold, they arrive as they are."""
    for host, page in ((Host.GITHUB, "new"), (Host.GITEA, "_new")):
        new = WebEditor(host, "https://git.example.org/team/policies", branch).new_file(PATH, TEXT)
        parts = urlsplit(new.url)
        query = parse_qs(parts.query, strict_parsing=True)
        folder = "" if host is Host.GITHUB else "/policy/notices"
        assert (parts.netloc, parts.fragment) == ("git.example.org", "")
        assert unquote(parts.path) == f"/team/policies/{page}/{branch}{folder}"
        name = PATH if host is Host.GITHUB else "privacy-2.md"
        assert query == {"filename": [name], "value": [TEXT]}
        assert new.prefilled


def test_gitlab_takes_the_name_only() -> None:
    """The text is there to be copied."""
    new = WebEditor(Host.GITLAB, "https://gitlab.com/a/b/c", "x y").new_file(PATH, TEXT)
    assert new.url == f"https://gitlab.com/a/b/c/-/new/x%20y?file_name={PATH}"
    assert (new.prefilled, new.text) == (False, TEXT)


def test_a_text_that_is_too_long_for_an_address_is_left_out() -> None:
    """Hosts refuse very long addresses."""
    new = WebEditor(Host.GITHUB, "https://github.com/a/b", "main").new_file(PATH, "é" * MAX_ADDRESS)
    assert new.url == f"https://github.com/a/b/new/main?filename={PATH}"
    assert not new.prefilled


GITHUB = {
    "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b",
    "GITHUB_HEAD_REF": "less", "GITHUB_REF_NAME": "12/merge",
}  # fmt: skip
GITLAB = {
    "GITLAB_CI": "true", "CI_PROJECT_URL": "https://git.example.org/a/b",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_URL": "https://git.example.org/fork/b",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "less",
}  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "repo_url", "edit_uri", "branch", "expected"),
    [
        (GITHUB, "", "", "", (Host.GITHUB, "https://github.com/a/b", "less")),
        ({**GITHUB, "GITEA_ACTIONS": "true"}, "", "", "", (Host.GITEA, "https://github.com/a/b", "less")),
        (GITLAB, "", "", "", (Host.GITLAB, "https://git.example.org/fork/b", "less")),
        ({}, "https://codeberg.org/a/b.git", "", "x", (Host.GITEA, "https://codeberg.org/a/b", "x")),
        ({}, "https://git.example.org/a/b/", "-/edit/main/policy/", "x",
         (Host.GITLAB, "https://git.example.org/a/b", "x")),
        ({}, "https://git.example.org/a/b", "edit/main/policy/", "x",
         (Host.GITHUB, "https://git.example.org/a/b", "x")),
        ({}, "https://github.com/a/b", "", "", None),
        ({}, "javascript:alert(1)//github.com", "", "x", None),
        ({}, "https://example.org/a/b", "", "x", None),
        ({**GITHUB, "GITHUB_HEAD_REF": "", "GITHUB_REF_TYPE": "tag"}, "", "", "", None),
    ],
)  # fmt: skip
def test_the_host_is_the_one_that_has_the_branch(
    environment: dict[str, str], repo_url: str, edit_uri: str, branch: str, expected: object
) -> None:
    """CI says it, or mkdocs.yml; where neither does, there is no link."""
    editor = web_editor(repo_url, edit_uri, environment, branch)
    assert (editor and (editor.host, editor.base, editor.branch)) == expected


def test_the_branch_of_a_fork_is_edited_there(tmp_path: Path) -> None:
    """A pull request from a fork has its branch in the fork."""
    event = tmp_path / "event.json"
    repo = {"html_url": "https://github.com/someone/b"}
    event.write_text(json.dumps({"pull_request": {"head": {"repo": repo}}}))
    editor = web_editor("", "", {**GITHUB, "GITHUB_EVENT_PATH": str(event)})
    assert editor is not None
    assert editor.base == "https://github.com/someone/b"


def test_check_links_to_the_notice_that_is_missing(
    published: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In each of its forms, until the notice is there."""
    summary = tmp_path / "summary.md"
    for name, value in {**GITHUB, "GITHUB_STEP_SUMMARY": str(summary)}.items():
        monkeypatch.setenv(name, value)
    published.commit({"policy/privacy.md": CHANGED})
    [policy] = run("check", "--json").json["policies"]
    new = policy["new_notice"]
    assert parse_qs(urlsplit(new["url"]).query) == {"filename": [PATH], "value": [new["text"]]}
    assert new["file"] == PATH
    run("check", "--format", "github")
    assert ">Write the notice: policy/notices/privacy-2.md</a>" in summary.read_text()
    assert (
        f"Write it here: {new['url']}" in run("check", "--format", "gitlab").json[0]["description"]
    )
    published.commit({PATH: new["text"]})
    [policy] = run("check", "--json").json["policies"]
    assert (policy["new_notice"], policy["notice"]) == (None, PATH)


def test_the_text_is_given_where_the_editor_takes_none(
    published: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Escaped: a title cannot close the block that it is shown in."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    config = MKDOCS_YML + "repo_url: https://gitlab.com/a/b\n"
    hostile = CHANGED.replace("## Use", "## Use </pre><script>x</script>")
    published.commit({"mkdocs.yml": config, "policy/privacy.md": hostile})
    run("check", "--format", "github", "--branch", "x<y")
    text = summary.read_text()
    assert (
        "https&#58;//gitlab.com/a/b/-/new/x%3Cy?file&#95;name=policy/notices/privacy-2.md" in text
    )
    assert "Text to copy into the notice" in text
    assert "<script>" not in text
    assert text.count("</pre>") == 1
