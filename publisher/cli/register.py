"""`publisher register`: the register as JSON Lines, and the entry that names a wrong one."""

from __future__ import annotations

import click

from publisher import clock
from publisher.cli.output import examples
from publisher.repository import open_register


@click.group(
    "register",
    epilog=examples(
        "publisher register export > register.jsonl",
        "publisher register void 7 --help",
    ),
)
def command() -> None:
    """Show the register, or mend it by a later entry; nothing in it is ever changed."""


@command.command("export")
def export() -> None:
    """Print the register as JSON Lines: one entry a line, in order, exactly as stored.

    The SHA-256 of a line without its line end is the `prev` of the next.
    """
    for entry in open_register().read().entries:
        click.echo(entry.raw)


@command.command("void")
@click.argument("wrong", metavar="ENTRY|COMMIT")
@click.option("--reason", required=True, help="Why it is wrong; shown for ever.")
@click.option("--approved-by", help="Who decided it.")
def void(wrong: str, reason: str, approved_by: str | None) -> None:
    """Declare an entry wrong, or a commit on the branch that is no entry.

    It stays where it is; from now on it does not count. What it stated can be entered anew.
    """
    from publisher.record.voiding import void as enter_void

    (entry,) = enter_void(
        open_register(strict=False), wrong, reason=reason, approved_by=approved_by, at=clock.now(),
    )  # fmt: skip
    click.echo(f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.headline}")
