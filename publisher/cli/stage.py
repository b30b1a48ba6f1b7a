"""`publisher stage`: the finished Markdown tree, for any other static-site generator."""

from __future__ import annotations

from pathlib import Path

import click

from publisher import clock, failures
from publisher.calendar import parse_when
from publisher.cli.output import counted, examples, seen


@click.command(
    "stage",
    epilog=examples(
        "publisher stage build/content                     # then let your generator build",
        "publisher stage build/content --seal public       # then deploy public/, then record",
        "publisher stage build/content --as-of 2027-01-07",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--as-of", metavar="WHEN", help="The tree as of a date or instant, for a look; never sealed."
)
@click.option(
    "--seal", "site", metavar="SITE", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="After your generator built SITE from DIR: write its publication.json.",
)  # fmt: skip
def command(folder: Path, as_of: str | None, site: Path | None) -> None:
    """Write texts in force, all versions and notices as Markdown files to DIR.

    Each file's front matter says what it is: policy, version, state, effective. The banner's lines and
    all states are in publisher.json.
    """
    from publisher.repository import open_repository
    from publisher.site.build import staging

    repository = open_repository()
    if site:
        with failures.at(site):
            content = staging.seal(repository, folder, site)
        click.echo(seen(f"Sealed {site}"), err=True)
        click.echo(content["build_id"])
        return
    zone = repository.history.settings.timezone
    at = parse_when(as_of, zone) if as_of else clock.now()
    with failures.at(folder):
        written = staging.write(repository, at, folder, preview=bool(as_of))
    click.echo(seen(f"Wrote {counted(written, 'file')} to {folder}"), err=True)
