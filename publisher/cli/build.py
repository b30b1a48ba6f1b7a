"""`publisher build`: the site; `mkdocs build` gives the same."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from publisher.errors import PublisherError, UsageError
from publisher.time import parse_when


@click.command("build")
@click.option(
    "--as-of",
    metavar="WHEN",
    help="Show the site as of a date or instant; such a build is never recorded.",
)
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write. Default: as in mkdocs.yml.",
)
@click.option("--strict/--no-strict", default=True, help="Stop at a warning (default).")
def command(as_of: str | None, site_dir: Path | None, strict: bool) -> None:
    """Build the site."""
    target = build_site(as_of=as_of, site_dir=site_dir, strict=strict)
    click.echo(f"Built {target}", err=True)


def build_site(
    *, as_of: str | None = None, site_dir: Path | None = None, strict: bool = True
) -> Path:
    """Build the site of the repository around the current folder and return where it is.

    Raises UsageError for what MkDocs or the publisher refuse.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, BuildError, ConfigurationError

    from publisher.repository import find_config

    logging.basicConfig(format="%(levelname)s  %(message)s", level=logging.WARNING)
    file = find_config(Path())
    try:
        options = {"site_dir": str(site_dir.resolve())} if site_dir else {}
        config = load_config(str(file), strict=strict, **options)
        plugin = config.plugins.get("publisher")
        if plugin is None:
            raise UsageError(
                "the plugin 'publisher' is not configured",
                where=str(file),
                remedy="add '- publisher' under 'plugins:'",
            )
        # MkDocs keeps the plugin from one build of a process to the next.
        zone = str(plugin.config.get("timezone") or "Europe/Paris")
        plugin.at = parse_when(as_of, zone) if as_of else None
        build(config)
    except (ConfigurationError, BuildError, Abort) as error:
        if isinstance(error.__cause__, PublisherError):
            raise error.__cause__ from None
        raise UsageError(
            _words(error), where=file.name, remedy="correct what is named, then build again"
        ) from error
    return Path(config.site_dir)


def _words(error: Exception) -> str:
    """Return MkDocs' own words; it has told the details on standard error already."""
    return str(error).strip() or type(error).__name__
