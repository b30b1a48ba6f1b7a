"""`publisher status`: which text applies, what is pending, how many days are left."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from publisher import clock
from publisher.calendar import parse_when
from publisher.calendar.counting import Unit
from publisher.cli.output import examples
from publisher.timeline.planning.reversals import Reversal
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState, States, business_days_left, days_left


@click.command(
    "status",
    epilog=examples(
        "publisher status",
        "publisher status --as-of 2027-01-07",
        "publisher status --json | jq '.policies[].pending'",
    ),
)
@click.option(
    "--as-of", metavar="WHEN", help="A date, or an instant with its offset. Default: now."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_of: str | None, as_json: bool) -> None:
    """Show which text applies, what is pending, and how many days are left."""
    from publisher.repository import open_repository

    repository = open_repository()
    at = parse_when(as_of, repository.history.settings.timezone) if as_of else clock.now()
    states = repository.timelines.at(at)
    if as_json:
        click.echo(json.dumps(states.to_json(), indent=2))
        return
    for line in _lines(states, repository.timelines.register.size):
        click.echo(line)


def _lines(states: States, register_size: int) -> list[str]:
    lines: list[str] = []
    if not register_size:
        lines += ["No register of publications here: only first texts can be in force.", ""]
    if not states.policies:
        lines.append(
            "No policy is committed yet: a policy is a page whose front matter has 'effective'."
        )
    for policy in states.policies:
        lines += _policy(policy)
    return lines


def _pending(version: Version, policy: PolicyState) -> Iterator[str]:
    what = "the end" if version.ends else f"version {version.number}"
    told = policy.as_recorded(version)
    if told:
        yield f"  pending    {what} from {told.effective}, {_left(told, policy)} left"
    elif version.exception:
        yield f"  exception  {what}: from when it is seen live, without its notice: {version.exception}"
    elif version.unit == Unit.NONE and version.effective_at <= policy.at:
        yield f"  to announce {what}: from when it is seen live; no notice is promised"
    else:
        yield f"  to announce {what}: from {version.effective}, if published today"
    by = policy.overtaken_by(version)
    if by is not None:
        yield f"             will not apply: version {by.number} takes its place on the same day"
    for moved in told.postponements if told else ():
        yield f"             postponed from {moved.before} to {moved.after}: {moved.reason}"
    for moved in policy.to_postpone(version):
        yield f"  to postpone {what} from {moved.before} to {moved.after}: {moved.reason}"
    if version in policy.pending[-1:] and policy.held:
        yield f"             asked for {policy.held}: too early, held until {version.effective}"
    elif version.requested and version.requested < version.effective and not version.postponements:
        yield f"             asked for {version.requested}: too early, held until {version.effective}"


def _left(version: Version, policy: PolicyState) -> str:
    left, unit = business_days_left(version, policy.at), "business day"
    if not left:  # in another unit, or a first text without a count
        left, unit = days_left(version, policy.at), "day"
    return f"1 {unit}" if left == 1 else f"{left} {unit}s"


def _reversal(reversal: Reversal) -> Iterator[str]:
    """What a later text takes back of an announced one, in which words, and what to write."""
    yield f"  reversal   {reversal.explain()}"
    for words in reversal.described_passages():
        yield f"             {words}"
    if reversal.meant:
        yield "             this is meant: the notice says so"
    elif not reversal.by.recorded:
        yield f"             to fix: {reversal.remedy}"


def _policy(policy: PolicyState) -> list[str]:
    lines = [f"{policy.title} ({policy.id})"]
    current = policy.recorded_in_force
    if current and current.ends:
        lines.append(f"  ended on {current.effective}")
        current = None
    elif current:
        until = policy.announced_last_day(current)
        lines.append(
            f"  in force   version {current.number} since {current.effective}"
            + (f", until {until}" if until else "")
        )
    for version in policy.announced_or_planned:
        lines += _pending(version, policy)
    for reversal in policy.reversals:
        lines += _reversal(reversal)
    for edition in policy.editions:
        shown = edition.stands_for(current) if current else None
        if shown and not shown.translated:
            lines.append(f"  in {edition.language:<8}not the version in force")
        elif shown:
            behind = "" if current and shown.number == current.number else ", behind what prevails"
            lines.append(f"  in {edition.language:<8}version {shown.number}{behind}")
    for version in policy.versions:
        if version.withdrawn_at:
            what = "withdrawn " if version in policy.recorded else "to withdraw"
            lines.append(f"  {what} version {version.number}: {version.withdrawn_reason}")
    return lines
