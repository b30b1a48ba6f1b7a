"""`publisher next`: the next instant at which the site changes by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from publisher import clock
from publisher.cli.output import examples, plain

if TYPE_CHECKING:
    from publisher.model.command_json import NextJSON


@click.command("next", epilog=examples("publisher next", "publisher next --json   # for a timer"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, or null.")
def command(as_json: bool) -> None:
    """Show when the site next changes by itself, and what will change.

    Only what the register holds counts: a change that is not published yet has no day.
    """
    from publisher.repository import open_repository
    from publisher.timeline.rules import applying

    repository = open_repository()
    states = repository.timelines.at(clock.now())
    coming = [(v.effective_at, p.id, v) for p in states.policies for v in applying(p.pending)]
    found = min(coming, key=lambda item: item[:2], default=None)
    if as_json:
        answer: NextJSON | None = None
        if found:
            at, policy, version = found
            answer = {"at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "policy": policy, "version": version.number}
        click.echo(json.dumps(answer))
        return
    if found is None:
        click.echo("Nothing changes by itself: no change is announced.")
        return
    at, policy, version = found
    local = at.astimezone(ZoneInfo(version.timezone))
    what = "ends" if version.ends else f"version {version.number} takes effect"
    click.echo(f"{local:%Y-%m-%d %H:%M} ({version.timezone}): {plain(policy)}, {what}")
