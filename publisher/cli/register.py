"""`publisher register`: the register as JSON Lines, and the entries that name wrong ones."""

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
        "publisher register repair --help",
    ),
)
def command() -> None:
    """Show the register, or correct it by a later entry; nothing in it is ever changed."""


@command.command("export")
def export() -> None:
    """Print the register as JSON Lines: one entry a line, in order, exactly as stored.

    The SHA-256 of a line without its line end is the `prev` of the next.
    """
    for entry in open_register().read().entries:
        click.echo(entry.raw)


@command.command("void")
@click.argument("wrong", metavar="ENTRY|COMMIT")
@click.option("--reason", required=True, help="Why it is wrong; shown permanently.")
@click.option("--approved-by", help="Who decided it.")
def void(wrong: str, reason: str, approved_by: str | None) -> None:
    """Declare an entry wrong, or a commit on the branch that isn't an entry.

    It stays where it is; from now on it does not count. What it stated can be entered anew.
    """
    from publisher.register.voiding import void as enter_void

    (entry,) = enter_void(
        open_register(strict=False), wrong, reason=reason, approved_by=approved_by, at=clock.now(),
    )  # fmt: skip
    click.echo(f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.headline}")


@command.command("repair")
@click.option("--reason", required=True, help="What was wrong; always shown.")
@click.option(
    "--site-url",
    required=True,
    metavar="URL",
    help="The live site, whose host's clock has to agree with this one's.",
)
@click.option("--approved-by", help="Who decided it.")
def repair(reason: str, site_url: str, approved_by: str | None) -> None:
    """Repair a register that ends with entries from the future, made with a clock that was ahead.

    They stay, with the days that they announce: no text applies earlier. What is entered after this is no
    longer compared with their instants. Entries that a host's clock confirmed are not from the future.
    """
    from publisher.publication.manifest import PUBLICATION
    from publisher.publication.sites import LiveSite
    from publisher.register.repair import repair as enter_repair

    store = open_register(strict=False)
    host = LiveSite(site_url).see(PUBLICATION, f"{clock.now().timestamp():.0f}")
    (entry,) = enter_repair(
        store, reason=reason, approved_by=approved_by, at=clock.now(), host=host
    )
    click.echo(f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.headline}")
