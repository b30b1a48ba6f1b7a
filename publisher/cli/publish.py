"""`publisher publish`: build, deploy and record in one go, for a host that one command deploys to."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click

from publisher.cli.output import examples, seen
from publisher.cli.record import header_option, record_site, site_of, tell
from publisher.errors import UsageError
from publisher.repository import locate, open_register, open_repository


@click.command(
    "publish",
    epilog=examples(
        "publisher publish --site-url https://policies.example.org/ --deploy ./deploy.sh",
        "publisher publish --site-dir /srv/policies --deploy 'cp -r \"$PUBLISHER_SITE\"/. /srv/policies/'",
    ),
)
@click.option(
    "--deploy",
    required=True,
    metavar="CMD",
    help="Puts the built site on the host. It runs in a shell, in the current folder; "
    "PUBLISHER_SITE holds the path of the built site.",
)
@click.option("--site-url", metavar="URL", help="Where the site is live after that.")
@click.option("--site-dir", type=click.Path(path_type=Path), help="The folder that is served.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="How long the host may go on showing an older build.",
)
@header_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    deploy: str,
    site_url: str | None,
    site_dir: Path | None,
    wait: float,
    headers: tuple[str, ...],
    as_json: bool,
) -> None:
    """Build the site, deploy it, and enter what is live in the register.

    What is announced is entered once readers get all of it, as 'publisher record' says.
    It can be run at any time, by two machines at once, and again after it was stopped anywhere.
    """
    from publisher.cli.build import build_site
    from publisher.publication.deployment import check_live_register, publish

    site = site_of(site_url, site_dir, headers, command="publish")
    _check_content()
    store = open_register()
    store.synchronise()
    check_live_register(site, store.read())
    built: list[Path] = []
    entries = publish(
        build=lambda: built.append(build_site()),
        deploy=lambda: _deploy(deploy, built[-1]),
        record=lambda: record_site(open_repository(fresh=True), site, wait=wait),
        tell=lambda words: click.echo(seen(f"publisher: {words}"), err=True),
    )
    tell(store, entries, as_json=as_json)


def _check_content() -> None:
    """Say what is not committed, and so not published. Raises UsageError where there is no policy."""
    from publisher.check.repository_checks import not_published

    git, config = locate()
    repository = open_repository()
    if not repository.history.policies:
        raise UsageError(
            "there is no policy to publish",
            where=f"{repository.history.docs_folder}/",
            remedy="add a page with 'title' and 'effective: YYYY-MM-DD' in its front matter, and commit it",
        )
    left = not_published(git, config)
    if left:
        click.echo(f"publisher: not committed, so not published: {left}", err=True)


def _deploy(command: str, built: Path) -> None:
    """Run the deploy command; what it prints goes to standard error."""
    done = subprocess.run(  # noqa: S602 - it is the user's own command line
        command, shell=True, check=False, stdin=subprocess.DEVNULL, stdout=2,
        env={**os.environ, "PUBLISHER_SITE": str(built.resolve())},
    )  # fmt: skip
    if done.returncode:
        raise UsageError(
            f"the deploy command ended with exit code {done.returncode}; nothing was recorded",
            where=f"--deploy '{command}'",
            remedy="see what it said above, then run publish again",
        )
