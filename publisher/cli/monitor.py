"""`publisher monitor`: is the live site fresh and true? For any timer anywhere."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher import clock
from publisher.cli.output import examples, plain
from publisher.cli.record import header_option
from publisher.errors import PublisherError, UsageError

if TYPE_CHECKING:
    from publisher.repository import Repository


@click.command(
    "monitor",
    epilog=examples(
        "publisher monitor https://policies.example.org/",
        "publisher monitor $URL --build-id $ID --wait 1200   # after a deploy: wait until it is live",
    ),
)
@click.argument("url", required=False)
@click.option(
    "--grace", type=click.FloatRange(min=0), default=6, show_default=True, metavar="HOURS",
    help="How late a timer may be before it counts.",
)  # fmt: skip
@click.option("--build-id", metavar="ID", help="The build that must be live.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=20, show_default=True, metavar="SECONDS",
    help="Look again so long while something is wrong.",
)  # fmt: skip
@header_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    url: str | None,
    grace: float,
    build_id: str | None,
    wait: float,
    headers: tuple[str, ...],
    as_json: bool,
) -> int:
    """Look at the live site: is it fresh, is what it says true, and do readers get it?

    Past the caches it reads what the site says of itself; then it opens each policy's page, each coming
    text with its notice and redline, and the home page at their plain addresses, as browsers do. URL is
    by default the `site_url` of mkdocs.yml. Inside a clone of the repository, what the site says
    is also compared with its commit and the register. Exit code 1 when something is wrong. A message of
    `publisher notify` whose outcome is unknown is a warning.
    """
    from publisher.publication.monitoring import look, wait_for
    from publisher.publication.sites import LiveSite, credentials_from

    repository = _clone()
    site = LiveSite(url or _address(repository), credentials=credentials_from(headers))
    health = wait_for(
        lambda: look(
            site,
            clock.now(),
            grace=timedelta(hours=grace),
            build_id=build_id,
            repository=repository,
        ),
        wait,
        time.sleep,
    )
    warnings = _undecided(repository)
    for warning in warnings:
        click.echo(f"warning  {plain(warning)}", err=True)
    if as_json:
        click.echo(json.dumps({**health.to_json(), "warnings": warnings}, indent=2))
        return 0 if health.ok else 1
    for complaint in health.complaints:
        click.echo(f"{complaint.rule}  {plain(complaint.explanation)}")
    if health.ok:
        click.echo(
            f"Fresh and true: build {health.build_id}, valid until {health.valid_until:%Y-%m-%d %H:%M} UTC"
        )
        if repository is None:
            click.echo("Compared with no clone: run it inside one to compare with the register.")
    return 0 if health.ok else 1


def _undecided(repository: Repository | None) -> list[str]:
    """Return a sentence for each message of `notify` that nobody knows the outcome of."""
    if repository is None:
        return []
    from publisher.notify.delivery_log import undecided

    remote = repository.store.remote
    try:
        found = undecided(repository.git, remote.name if remote else None, clock.now())
    except PublisherError as error:
        return [f"what was handed over can't be read: {error}"]
    return [one.explain() for one in found]


def _address(repository: Repository | None) -> str:
    if repository is None or not repository.history.settings.site_url:
        raise UsageError(
            "the site is not named", where="URL",
            remedy="give its address, or write 'site_url' in mkdocs.yml",
        )  # fmt: skip
    return repository.history.settings.site_url


def _clone() -> Repository | None:
    """Return the repository we stand in, None outside of any."""
    from publisher.repository import find_config, open_repository

    try:
        find_config(Path())
    except UsageError:
        return None
    return open_repository()
