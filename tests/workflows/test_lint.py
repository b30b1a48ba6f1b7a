"""The workflow files: pinned, bounded, with least permissions, and without a finding of the linters."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
TOOLS = Path(sys.executable).parent


def load(path: Path) -> dict[Any, Any]:
    """Return a workflow as data."""
    content: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def jobs(path: Path) -> dict[str, Any]:
    """Return the jobs of a workflow."""
    found: dict[str, Any] = load(path)["jobs"]
    return found


def test_zizmor_finds_nothing() -> None:
    """The auditor persona of zizmor has no finding, not even an informational one."""
    done = subprocess.run(
        [TOOLS / "zizmor", "--offline", "--persona", "auditor", "--no-progress", "--no-config", "-q",
         ROOT / ".github"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ignored" not in done.stdout


@pytest.mark.parametrize(
    "schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"]
)
def test_the_schema_holds(schema: str) -> None:
    """Each file is what GitHub's schema of workflows says, and each job has a time limit."""
    done = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", schema, *FILES],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_schema_of_dependabot_holds() -> None:
    """Updates of actions and packages are configured as Dependabot reads it."""
    done = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.dependabot",
         ROOT / ".github/dependabot.yml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    """Each `uses` names a whole commit id, with its version beside it, or a workflow of this repository."""
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    for line in used:
        pinned = re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
        assert pinned or re.fullmatch(r"\$/\.github/workflows/[a-z]+\.yml", line), line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_permitted_but_what_a_job_names(path: Path) -> None:
    """The workflow grants nothing; only one kind of job each may write, and none may do two things."""
    assert load(path)["permissions"] == {}
    for name, job in jobs(path).items():
        writes = {key for key, value in job["permissions"].items() if value == "write"}
        assert (
            writes in (set(), {"contents"}, {"pages", "id-token"}, {"issues"}) or "uses" in job
        ), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    """Values reach scripts through the environment alone, where nothing in them is run."""
    for job in jobs(path).values():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_harmless_events_start_them(path: Path) -> None:
    """No workflow runs a stranger's change with rights or secrets."""
    events = load(path)[True]  # YAML reads the key `on` as true
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(events)
    assert "secrets." not in path.read_text(encoding="utf-8") or path.stem in ("publish", "timer")


def test_only_the_job_that_hands_over_has_secrets() -> None:
    """They reach no other job, it runs after everything else, and it can't make a publication fail."""
    assert "pull_request" not in load(ROOT / ".github/workflows/publish.yml")[True]
    found = jobs(ROOT / ".github/workflows/publish.yml")
    assert [name for name, job in found.items() if "secrets." in str(job)] == ["notify"]
    assert found["notify"]["needs"] == "record"
    assert found["notify"]["continue-on-error"] is True
    (timer,) = jobs(ROOT / ".github/workflows/timer.yml").values()
    accepted = load(ROOT / ".github/workflows/publish.yml")[True]["workflow_call"]["secrets"]
    assert set(timer["secrets"]) == set(accepted)


def test_publishing_is_never_cancelled_and_waits_its_turn() -> None:
    """One constant group, nothing cancelled, every waiting run kept."""
    assert load(ROOT / ".github/workflows/publish.yml")["concurrency"] == {
        "group": "publish", "cancel-in-progress": False, "queue": "max",
    }  # fmt: skip


def test_the_timer_is_a_file_of_its_own() -> None:
    """Where the host switches a scheduled workflow off, publishing on a push goes on."""
    scheduled = [path.stem for path in FILES if "schedule" in load(path)[True]]
    assert scheduled == ["monitor", "nightly", "timer"]
    crons = [
        entry["cron"] for entry in load(ROOT / ".github/workflows/timer.yml")[True]["schedule"]
    ]
    assert len(crons) >= 4
    assert all(int(cron.split()[0]) % 5 for cron in crons)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_history_is_whole_and_no_token_is_left_behind(path: Path) -> None:
    """Each checkout has the whole history, and stores no credentials where a later step could read them."""
    for job in jobs(path).values():
        for step in job.get("steps", ()):
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["fetch-depth"] == 0
                assert step["with"]["persist-credentials"] is False
