"""Runs a workflow file on this machine: its own `run:` steps in order, as a runner would.

What a file says with `uses:` is done by local equivalents (see `forge`). Everything else is the file's
own: the order of jobs and steps, conditions, outputs, environment. An expression that names something
unknown is an error here, where a real runner would take it for an empty word.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_TOOLS = ("bash", "env", "git", "make", "sed", "od", "tr", "date", "cat", "base64", "uname")


class StepFailedError(Exception):
    """A step that ended with an error."""


@dataclass
class Job:
    """A job while it runs, and what became of it. result: success, failure or skipped."""

    run: Run
    folder: Path
    outputs: dict[str, str] = field(default_factory=dict)
    result: str = "success"
    steps: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def checkout(self) -> Path:
        """The folder that steps stand in."""
        return self.folder / "work"


@dataclass
class Run:
    """One run of a workflow. artifacts: folders by name. log: what all steps printed."""

    workflow: Path
    github: Mapping[str, Any]
    artifacts: Path
    jobs: dict[str, Job] = field(default_factory=dict)
    log: str = ""
    summary: str = ""

    @property
    def results(self) -> dict[str, str]:
        """What became of each job."""
        return {name: job.result for name, job in self.jobs.items()}


class Settings(dict[str, str]):
    """Variables or secrets of a repository; what is not set is empty, as on a real runner."""

    def __missing__(self, name: str) -> str:
        return ""


Action = Callable[[Job, Mapping[str, Any]], dict[str, str]]


@dataclass(frozen=True)
class Runner:
    """A machine. actions: local equivalents of `uses:`, by name. environment: of all steps.

    variables, secrets: of the repository.
    """

    folder: Path
    actions: Mapping[str, Action]
    environment: Mapping[str, str]
    variables: Settings = field(default_factory=Settings)
    secrets: Settings = field(default_factory=Settings)

    def __call__(self, workflow: Path, github: Mapping[str, Any]) -> Run:
        """Run a workflow file and those that it calls."""
        number = len(list(self.folder.glob("run-*"))) + 1
        run = Run(workflow, github, self.folder / f"run-{number}" / "artifacts")
        self._jobs(run, workflow)
        return run

    def _jobs(self, run: Run, workflow: Path) -> None:
        jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
        for name, job in jobs.items():  # each stands after those that it needs
            if "uses" in job:
                self._jobs(run, workflow.parent / Path(job["uses"]).name)
                continue
            run.jobs[name] = Job(run, run.artifacts.parent / name)
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            needed = {need: run.jobs[need] for need in needs}
            context = {
                "github": run.github, "needs": {n: vars(j) for n, j in needed.items()},
                "vars": self.variables, "secrets": self.secrets,
            }  # fmt: skip
            wanted = all(one.result == "success" for one in needed.values())
            if not (wanted and _holds(job.get("if", ""), context)):
                run.jobs[name].result = "skipped"
                continue
            self._job(run.jobs[name], job, context)

    def _job(self, job: Job, content: Mapping[str, Any], context: dict[str, Any]) -> None:
        job.checkout.mkdir(parents=True)
        context["steps"] = job.steps
        for step in content["steps"]:
            condition = str(step.get("if", ""))
            if "cancelled()" not in condition and job.result != "success":
                continue
            try:
                outputs = self._step(job, step, context)
            except StepFailedError as error:
                job.run.log += f"\n{error}"
                job.result = "failure"
                continue
            if "id" in step:
                job.steps[step["id"]] = {"outputs": outputs}
        if content.get("continue-on-error"):
            job.result = "success"
        if job.result == "success":
            named = content.get("outputs", {})
            job.outputs = {key: filled(value, context) for key, value in named.items()}
            environment = content.get("environment", {})
            if isinstance(environment, dict):
                filled(str(environment.get("url", "")), context)

    def _step(
        self, job: Job, step: Mapping[str, Any], context: Mapping[str, Any]
    ) -> dict[str, str]:
        if "uses" in step:
            given = {key: filled(value, context) for key, value in step.get("with", {}).items()}
            return self.actions[step["uses"].partition("@")[0]](job, given)
        variables = {key: filled(value, context) for key, value in step.get("env", {}).items()}
        files = {name: job.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        environment = {
            **self.environment, "HOME": str(job.folder), "CI": "true",
            **{name: str(file) for name, file in files.items()}, **variables,
        }  # fmt: skip
        # As a runner calls it where a step names no shell: no pipefail.
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=job.checkout, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        job.run.log += done.stdout
        job.run.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        if done.returncode:
            raise StepFailedError(f"Process completed with exit code {done.returncode}.")
        return _outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))


def filled(value: object, context: Mapping[str, Any]) -> str:
    """Return a value of a workflow file with its expressions replaced."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _EXPRESSION.sub(lambda found: str(_value(found[1].strip(), context)), text)


def _value(expression: str, context: Mapping[str, Any]) -> Any:
    value: Any = context
    for name in expression.split("."):
        value = value[name]
    return value


def _holds(condition: str, context: Mapping[str, Any]) -> bool:
    """Whether an `if:` holds; the files use nothing but comparisons with a word."""
    if not condition:
        return True
    left, right = condition.split(" == ")
    return str(_value(left, context)) == right.strip("'")


def _outputs(written: str) -> dict[str, str]:
    """Read what a step wrote to GITHUB_OUTPUT: name=value, or name<<END, lines, END."""
    found, lines = {}, iter(written.splitlines())
    for line in lines:
        if "<<" in line.partition("=")[0]:
            name, _, end = line.partition("<<")
            found[name] = "\n".join(iter(lambda end=end: next(lines), end))  # type: ignore[misc]
        else:
            name, _, value = line.partition("=")
            found[name] = value
    return found


def path_of_tools(folder: Path, own: Mapping[str, str]) -> str:
    """Return a PATH with programs of our own before this machine's. own: name and content."""
    folder.mkdir(parents=True)
    for name, content in own.items():
        (folder / name).write_text(content, encoding="utf-8")
        (folder / name).chmod(0o755)
    for tool in _TOOLS:
        assert shutil.which(tool), f"the runner needs {tool}"
    return os.pathsep.join([str(folder), os.environ["PATH"]])
