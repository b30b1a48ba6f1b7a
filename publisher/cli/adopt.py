"""`publisher adopt`: start the register in a repository that already has a history."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher import clock
from publisher.cli.output import counted, examples
from publisher.cli.record import tell
from publisher.errors import UsageError, visible
from publisher.repository import open_repository

if TYPE_CHECKING:
    from publisher.adopting import Proposal

_CONTROL = re.compile(r"[\x00-\x1f\x7f<>\"'{}#:\\]")
_URL = re.compile(r"https?://[^\s<>\"']+")


@click.command(
    "adopt",
    epilog=examples(
        "publisher adopt --propose --diff                  # then --write, review, commit",
        "publisher adopt --propose --write --calendar US --timezone America/Chicago",
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
@click.option(
    "--as-stated",
    is_flag=True,
    help="With --history: texts of now apply since the day of their front matter, though git has them "
    "only later.",
)
@click.option(
    "--propose",
    is_flag=True,
    help="First step: propose what the repository needs to become one of policies.",
)
@click.option(
    "--diff", "as_diff", is_flag=True, help="With --propose: print the change as a unified diff."
)
@click.option("--write", is_flag=True, help="With --propose: make the change in the working tree.")
@click.option(
    "--include",
    multiple=True,
    metavar="PATH",
    help="With --propose: this page or folder holds policies. Repeatable.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATH",
    help="With --propose: this page or folder holds none. Repeatable.",
)
@click.option(
    "--value", "values", multiple=True, metavar="NAME=TEXT",
    help="With --propose: what a site generator filled in for {{ NAME }}. Repeatable.",
)  # fmt: skip
@click.option(
    "--name", default="", help="With --propose: name of the site. Default: found in the repository."
)
@click.option(
    "--site-url", default="", metavar="URL", help="With --propose: where it will be published."
)
@click.option(
    "--days", default=0, metavar="N", type=click.IntRange(0),
    help="With --propose: business days of notice. Default: as the texts promise, else 30.",
)  # fmt: skip
@click.option(
    "--calendar",
    default="",
    metavar="C",
    help="With --propose: whose public holidays. Default: FR.",
)
@click.option(
    "--timezone", default="", metavar="Z", help="With --propose: whose days. Default: Europe/Paris."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    policy: str | None, commit: str, effective: str | None, history: bool, as_stated: bool, propose: bool,
    as_diff: bool, write: bool, values: tuple[str, ...], include: tuple[str, ...], exclude: tuple[str, ...],
    name: str, site_url: str, days: int, calendar: str, timezone: str, as_json: bool,
) -> None:  # fmt: skip
    """Take over the texts that applied before the publisher did.

    Nothing was announced by it, and the entries say so. Earlier texts taken in with --history are
    archived, with the days of their commits "as stated by the repository". The text of now applies since
    the day of its front matter, or since git has it where that is later (--as-stated, --effective). Texts
    that no page may show are entered without what is wrong, or left out; each is named.

    A repository that the publisher does not know yet takes --propose first: it reads HEAD and proposes
    one change with configuration, titles, days, moves and workflows, and says what it could not decide.
    """
    wishes = {
        "values": values, "include": include, "exclude": exclude, "name": name,
        "site_url": site_url, "days": days, "calendar": calendar, "timezone": timezone,
    }  # fmt: skip
    if as_stated and (effective or not history):
        raise UsageError(
            "--as-stated is about the texts of now of a history, and --effective names a day itself",
            where="publisher adopt",
            remedy="use it with --history and without --effective",
        )
    if propose:
        if policy or effective or history or commit != "HEAD":
            raise UsageError(
                "--propose comes before anything is adopted", where="publisher adopt",
                remedy="leave out --policy, --commit, --effective and --history",
            )  # fmt: skip
        _propose(wishes, as_diff=as_diff, write=write, as_json=as_json)
        return
    if as_diff or write or any(wishes.values()):
        raise UsageError(
            "an option of --propose was given without it",
            where="publisher adopt",
            remedy="add --propose",
        )
    from publisher.register.adoption import Renderers, Wanted, drafts, remarks
    from publisher.register.chain import enter
    from publisher.text.document import render_harmless, render_text

    wanted = Wanted(policy, commit, _day(effective), history, as_stated)
    render = Renderers(render_text, render_harmless)
    repository = open_repository(fresh=True)
    entries = enter(
        repository.store,
        lambda register: drafts(repository.git, repository.history, register, wanted, render),
        at=clock.now(),
    )
    for line in remarks(entries):
        click.echo(f"publisher: {visible(line)}", err=True)
    tell(repository.store, entries, as_json=as_json)


def _propose(wishes: dict[str, Any], *, as_diff: bool, write: bool, as_json: bool) -> None:
    """Print what a repository needs, and write it where that is asked."""
    from publisher.adopting import Wishes, propose
    from publisher.config import from_options
    from publisher.git.client import Git

    options = {key: wishes[key] for key in ("calendar", "timezone") if wishes[key]}
    from_options(options, where="publisher adopt")
    if _CONTROL.search(wishes["name"]):
        raise UsageError(
            f"the name {wishes['name']!r} holds a sign that a page's title must not",
            where="--name", remedy="use letters, digits, spaces, commas and full stops",
        )  # fmt: skip
    if wishes["site_url"] and not _URL.fullmatch(wishes["site_url"]):
        raise UsageError(
            f"'{wishes['site_url']}' isn't a valid address of a site", where="--site-url",
            remedy="write it like https://policies.example.org/",
        )  # fmt: skip
    proposal = propose(Git(Path()), clock.now(), Wishes(**wishes))
    if write:
        proposal.write()
    if as_json:
        click.echo(
            json.dumps({**proposal.to_json(), "written": write}, ensure_ascii=False, indent=2)
        )
        return
    for line in proposal.diff() if as_diff else _summary(proposal):
        click.echo(visible(line.replace("\t", "    ")) if not as_diff else line)
    if write:
        click.echo(
            "Written. Then: review ('git add --all', 'git diff --cached'), commit, and run "
            "'publisher adopt --history'.",
            err=True,
        )
    elif not as_diff:
        click.echo(
            "Nothing is written yet: --diff shows the whole change, --write makes it.", err=True
        )


def _summary(proposal: Proposal) -> Iterator[str]:
    yield f"{counted(len(proposal.policies), 'policy', 'policies')} in '{proposal.docs}':"
    for one in proposal.policies:
        since = (
            f"since {one.effective} ({one.origin})"
            if one.effective
            else f"translation of {one.translation_of}"
        )
        yield f"  {one.id}  {one.title}, {since}" + (
            f", {one.language}" if one.language != "en" else ""
        )
    for heading, lines in (
        ("Moves", [f"{old} -> {new}" for old, new in sorted(proposal.moves.items())]),
        ("Adds", proposal.added),
        ("Changes", proposal.changed),
        (
            "Could not be decided, or is left to you",
            [f"{place}: {what}" for place, what in proposal.open],
        ),
    ):
        if lines:
            yield f"{heading}:"
            yield from (f"  {line}" for line in lines)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"'{text}' isn't a valid day",
            where="--effective",
            remedy="write a day that exists, as YYYY-MM-DD",
        ) from None
