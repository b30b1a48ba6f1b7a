"""`publisher record`: after a deploy, see the notices live and enter them in the register."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from publisher import clock
from publisher.cli.output import examples
from publisher.errors import UsageError
from publisher.publication.sites import LiveSite, Site, SiteFolder, credentials_from
from publisher.register.entry import Entry
from publisher.register.git_store import GitStore
from publisher.repository import Repository, open_repository

if TYPE_CHECKING:
    from publisher.model.command_json import RecordJSON

FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")
header_option: Callable[[FC], FC] = click.option(
    "--header-from",
    "headers",
    multiple=True,
    metavar="VARIABLE",
    help="Send the header that this environment variable holds, such as 'Authorization: Basic …', to "
    "a site that asks for a password. It is sent to that host only, and never printed. Repeatable.",
)


@click.command(
    "record",
    epilog=examples(
        "publisher record --site-url https://policies.example.org/",
        "publisher record --site-dir /srv/policies",
    ),
)
@click.option("--site-url", metavar="URL", help="Where the site is live.")
@click.option("--site-dir", type=click.Path(path_type=Path), help="The folder that is served.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Go on looking while the host still shows an older build. Default: 10 for an address.",
)
@header_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    site_url: str | None,
    site_dir: Path | None,
    wait: float | None,
    headers: tuple[str, ...],
    as_json: bool,
) -> None:
    """See what is live and enter the publication in the register.

    Nothing is entered unless a reader who opens the plain addresses gets everything about what is
    announced, byte for byte as it was built, on the day that is stamped on it: the notice, the coming
    text, its redline, the policy's page and the home page.
    """
    repository = open_repository(fresh=True)
    entries = record_site(repository, site_of(site_url, site_dir, headers), wait=wait)
    tell(repository.store, entries, as_json=as_json)


def site_of(
    site_url: str | None,
    site_dir: Path | None,
    headers: Sequence[str] = (),
    command: str = "record",
) -> Site:
    """Return the one site that the options name. headers: variables with request headers."""
    if site_url and not site_dir:
        return LiveSite(site_url, credentials=credentials_from(headers))
    if headers and site_dir:
        raise UsageError(
            "a folder asks for no header",
            where=f"publisher {command}",
            remedy="give --header-from with --site-url only",
        )
    if site_dir and not site_url:
        return SiteFolder(site_dir)
    raise UsageError(
        "the site is not named" if not site_url else "two sites are named",
        where=f"publisher {command}",
        remedy="give either --site-url URL or --site-dir DIR",
    )


def record_site(
    repository: Repository, site: Site, *, wait: float | None = None
) -> tuple[Entry, ...]:
    """Enter what the site announces; returns the new entries. Raises as `evidence.record` does."""
    from publisher.publication.evidence import record
    from publisher.timeline.planning import plan

    if wait is None:
        wait = 10 if site.kind == "url" else 0
    return record(
        site,
        repository.store,
        lambda register, at: plan(repository.history, register, at),
        git=repository.git,
        timezone=repository.history.settings.timezone,
        clock=clock.now,
        wait=wait,
    )


def tell(store: GitStore, entries: tuple[Entry, ...], *, as_json: bool) -> None:
    """Print what was entered."""
    if entries and entries[0].seq == 1:
        place = f" and on {store.remote.name}" if store.remote else ""
        click.echo(
            f"publisher: Started a new register. There was none on branch '{store.branch}'{place}; if "
            "there should have been one, find out who removed it and put it back.",
            err=True,
        )
    if as_json:
        made = [{**json.loads(entry.raw), "digest": entry.digest} for entry in entries]
        content: RecordJSON = {"entries": made}
        click.echo(json.dumps(content, indent=2))
        return
    for entry in entries:
        click.echo(f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.headline}")
    if not entries:
        click.echo("Nothing new to enter: what is live is in the register.")
