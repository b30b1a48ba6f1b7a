"""`publisher serve`: the working tree as a site, as if it were published now, on any day."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher import clock
from publisher.calendar import parse_when
from publisher.cli.output import examples, seen
from publisher.errors import PublisherError

if TYPE_CHECKING:
    from publisher.config import Settings
    from publisher.repository import Repository


@click.command(
    "serve",
    epilog=examples(
        "publisher serve", "publisher serve --as-of 2027-01-07", "publisher serve --port 8080"
    ),
)
@click.option("--as-of", metavar="WHEN", help="Begin with this day; it can be changed on the page.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--open", "browser", is_flag=True, help="Open the site in a browser.")
def command(as_of: str | None, host: str, port: int, browser: bool) -> None:
    """Show the site with what is not committed yet, and again after each edit.

    What is new is shown as if it were published now. A bar at the foot of each page shows the site
    as of another day. Nothing is recorded.
    """
    from publisher.cli.preview import Preview
    from publisher.repository import find_config

    file = find_config(Path())
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        builder = Builder(file, Path(folder))
        builder.show(as_of)
        Preview(builder, host, port).run(open_in_browser=browser)


class Builder:
    """Builds the preview, each time into a folder of its own.

    root: the last build that worked. error: what kept the newest one from working, empty if nothing.
    """

    def __init__(self, file: Path, folder: Path) -> None:
        from publisher.config import from_mkdocs_yml

        self.file: Path = file
        self._folder = folder
        self.settings: Settings = from_mkdocs_yml(file.read_bytes(), where=file.name)
        self.root: Path = folder
        self.error: str = ""
        self.as_of: str = ""
        self._at: datetime | None = None
        self._number = 0

    def show(self, as_of: str | None) -> None:
        """Choose the day to show, None for the present. Raises UsageError for what is no day."""
        self._at = parse_when(as_of, self.settings.timezone) if as_of else None
        self.as_of = as_of or ""

    def build(self, site_url: str) -> None:
        """Build what lies in the working tree; a mistake in it is kept as `error`."""
        from publisher.cli.build import load_site, run_build
        from publisher.repository import open_repository

        self._number += 1
        target = self._folder / str(self._number)
        now = clock.now()
        try:
            repository = open_repository(config_file=self.file, worktree=True)
            config = load_site(self.file, site_dir=target, strict=False)
            config.site_url = site_url
            given = published_at(repository, now)
            run_build(config, self.file, at=self._at or now, given=given)
        except PublisherError as error:
            self.error = str(error)
            click.echo(seen(f"publisher: {error}"), err=True)
            return
        self.error = ""
        self.root = target


def published_at(repository: Repository, instant: datetime) -> Repository:
    """Return the repository as if everything in it were published at an aware instant.

    Only for looking at: its register holds entries that are stored nowhere.
    """
    from publisher.register.chain import Register
    from publisher.timeline.planning import provisional

    timelines = repository.timelines
    drafts = timelines.at(instant).drafts
    entries = (*timelines.register.entries, *provisional(drafts, instant))
    return replace(
        repository,
        timelines=replace(timelines, register=Register(entries, timelines.register.position)),
    )
