"""`publisher check`: what a change will do, and what must be mended before it is published."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from publisher import clock
from publisher.cli.output import examples, progress


@click.command(
    "check",
    epilog=examples(
        "publisher check                      # before a commit",
        "publisher check --base origin/main   # what a branch changes",
        'publisher check --base "$BASE" --format github',
    ),
)
@click.option("--base", metavar="REF", help="Branch or commit that the change is made against.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "gitlab"]), default="text",
    help="github: annotations and a job summary. gitlab: a code quality report.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--branch", default="", metavar="NAME",
    help="The branch on the host, for links to its editor. Default: the one that CI names.",
)  # fmt: skip
def command(base: str | None, form: str, as_json: bool, branch: str) -> int:
    """Show what the next publication would do, and what must be fixed first.

    Looks at what is committed and at what is not yet. Exit code 1 if there are problems; warnings and
    notes do not affect it.
    """
    from publisher.check import check
    from publisher.text.document import timeout

    with timeout.shared():
        report = check(
            Path(), clock.now(), base=base, environment=os.environ, branch=branch,
            progress=lambda policies: progress(policies, "Comparing"),
        )  # fmt: skip
    if as_json or form == "json":
        click.echo(json.dumps(report.to_json(), indent=2))
    elif form == "gitlab":
        from publisher.check.reports import gitlab_report

        click.echo(json.dumps(gitlab_report.issues(report), indent=2))
    else:
        from publisher.check.reports import github_report, text_report

        lines = text_report.lines(report)
        for line in github_report.log(lines) if form == "github" else lines:
            click.echo(line)
        if form == "github":
            for line in github_report.commands(report):
                click.echo(line)
            _write_summary(github_report.summary(report))
    return 0 if report.ok else 1


def _write_summary(markdown: str) -> None:
    """Append to the job summary, where the runner offers one."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(markdown)
