"""`publisher embed`: what the company's other sites write into their pages to show the notices."""

from __future__ import annotations

import json
from pathlib import Path

import click

from publisher.cli.output import examples


@click.command("embed", epilog=examples("publisher embed", "publisher embed --frame --language fr"))
@click.option("--frame", is_flag=True, help="For sites without foreign script: an <iframe>.")
@click.option(
    "--language",
    metavar="TAG",
    help="Of the frame; default: the policy site's. The script needs none.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
def command(frame: bool, language: str | None, as_json: bool) -> None:
    """Print the snippet that shows pending notices on another site."""
    from publisher.config import from_mkdocs_yml
    from publisher.repository import find_config
    from publisher.site.outputs.embed.snippet import snippet

    file = find_config(Path())
    found = snippet(from_mkdocs_yml(file.read_bytes(), where=file.name), language)
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=2))
        return
    click.echo(found.frame if frame else found.script)
    rules = found.frame_rules if frame else found.script_rules
    click.echo(
        f"If that site has a content-security policy, it must allow: {'; '.join(rules)}", err=True
    )
