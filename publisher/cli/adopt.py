"""`publisher adopt`: start the register in a repository that already has a history."""

from __future__ import annotations

from datetime import date

import click

from publisher import clock
from publisher.cli.output import examples
from publisher.cli.record import tell
from publisher.errors import UsageError
from publisher.repository import open_repository


@click.command(
    "adopt",
    epilog=examples(
        "publisher adopt --history",
        "publisher adopt --policy privacy --commit 1a2b3c4 --effective 2014-01-27",
    ),
)
@click.option("--policy", metavar="ID", help="Only this policy. Default: all that are not adopted.")
@click.option("--commit", metavar="REV", default="HEAD", help="Whose text applies. Default: HEAD.")
@click.option("--effective", metavar="DAY", help="Since when. Default: as its front matter says.")
@click.option(
    "--history", is_flag=True, help="Take earlier texts in, by the dates of their commits."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    policy: str | None, commit: str, effective: str | None, history: bool, as_json: bool
) -> None:
    """Take over the texts that applied before the publisher did.

    Nothing was announced by it, and the entries say so. Earlier texts taken in with --history are
    archived, with their dates "as stated by the repository".
    """
    from publisher.plan import render_text
    from publisher.record.adoption import Wanted, drafts
    from publisher.record.register import enter

    wanted = Wanted(policy, commit, _day(effective), history)
    repository = open_repository(fresh=True)
    entries = enter(
        repository.store,
        lambda register: drafts(repository.git, repository.history, register, wanted, render_text),
        at=clock.now(),
    )
    tell(repository.store, entries, as_json=as_json)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"'{text}' is no day",
            where="--effective",
            remedy="write a day that exists, as YYYY-MM-DD",
        ) from None
