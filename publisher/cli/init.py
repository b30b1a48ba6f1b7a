"""`publisher init`: a new repository of policies, ready to push."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from publisher import clock, failures
from publisher.cli.output import examples, seen
from publisher.errors import UsageError

FIRST_POLICY = "policy/privacy.md"
_CONTROL = re.compile(r"[\x00-\x1f\x7f<>\"'{}#:\\]")


@click.command(
    "init",
    epilog=examples(
        "publisher init policies --name 'Example policies' --site-url https://policies.example.org/",
        "publisher init policies --calendar DE-BY --timezone Europe/Berlin",
        "publisher init policies --notice '1 month' --locale fr",
        "publisher init policies --empty      # then: publisher import",
    ),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--name", default="Our policies", show_default=True, help="Name of the site.")
@click.option("--site-url", default="", metavar="URL", help="Where it will be published.")
@click.option("--days", type=click.IntRange(1), metavar="N", help="Business days of notice.")
@click.option(
    "--notice",
    metavar="PERIOD",
    help="Notice in any unit: '30 business days', '30 days', '6 weeks', '1 month'.  "
    "[default: 30 business days]",
)
@click.option(
    "--calendar", default="FR", show_default=True, metavar="C", help="Whose public holidays."
)
@click.option(
    "--timezone", default="Europe/Paris", show_default=True, metavar="Z", help="Whose days."
)
@click.option(
    "--locale", default="en", show_default=True, metavar="L", help="Language of the site: en, fr."
)
@click.option(
    "--requirement",
    metavar="SPEC",
    help="What pip installs, as a line of a requirements file. Default: this very program, by its release, "
    "its commit, or a wheel in the repository.",
)
@click.option("--empty", is_flag=True, help="Without a first policy.")
def command(
    folder: Path, name: str, site_url: str, days: int | None, notice: str | None, calendar: str,
    timezone: str, locale: str, requirement: str | None, empty: bool,
) -> None:  # fmt: skip
    """Make a new repository of policies in DIR: a first policy, the site, workflows, words for editors.

    DIR must be empty or not exist. For a repository that has policies already, see `publisher adopt`.
    """
    from publisher.calendar.notice_period import amount_and_unit
    from publisher.distribution import Pin, pin

    if days is not None and notice is not None:
        raise UsageError("--days and --notice are two promises", where="init", remedy="give one")
    promise = notice or f"{days or 30} business days"
    if not amount_and_unit(promise)[0]:
        raise UsageError(
            "a new repository needs a promise that is a period", where="--notice",
            remedy="write one, such as '30 days'; 'none' is for single policies, in mkdocs.yml",
        )  # fmt: skip
    if _CONTROL.search(name):
        raise UsageError(
            f"the name {name!r} holds a sign that a page's title must not",
            where="--name", remedy="use letters, digits, spaces, commas and full stops",
        )  # fmt: skip
    program = Pin(requirement, f"'{requirement}'", {}) if requirement else pin()
    address = site_url if not site_url or site_url.endswith("/") else site_url + "/"
    values = {
        "name": name, "site_url": address, "notice": promise, "calendar": calendar, "timezone": timezone,
        "language": locale, "today": _today(timezone), "shown_url": address or "the address of your site",
        "requirement": program.requirement,
    }  # fmt: skip
    with failures.at(folder):
        make_repository(folder, values, empty=empty, more=program.files, at=clock.now())
    click.echo(seen(f"Created {folder}. 'make setup' there installs {program.source}."), err=True)
    if not empty:
        click.echo(
            f"Then: put your own text into {folder / FIRST_POLICY} and commit it; what is committed "
            "first counts as the text that applies already.",
            err=True,
        )


def _today(timezone: str) -> str:
    from publisher.calendar import civil_day

    return civil_day(clock.now(), timezone).isoformat()


def make_repository(
    folder: Path,
    values: Mapping[str, object],
    *,
    empty: bool,
    more: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
) -> None:
    """Write the files and commit them, all or nothing; the first policy is left to be committed.

    more: further files, by path. at: the date of that commit; by default git's present.

    The first text in a policy's history is the one that applies without a notice. Were the words that
    stand in for it committed, they would be that text, and the editor's own would have to wait.

    Raises UsageError for a folder that holds something, and for values that the configuration refuses.
    """
    from publisher.config import from_mkdocs_yml
    from publisher.git.client import create_repository
    from publisher.git.commit_writer import advance, check_out, make_commit
    from publisher.template import new_files

    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            "there is something already", where=str(folder),
            remedy="name a new folder; for a repository that has policies, see 'publisher adopt'",
        )  # fmt: skip
    files = {**new_files(values), **(more or {})}
    from_mkdocs_yml(files["mkdocs.yml"], where="mkdocs.yml")
    policy = files.pop(FIRST_POLICY)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
        fresh = Path(made) / "new"
        fresh.mkdir()
        git = create_repository(fresh)
        first = make_commit(git, files, "Begin a repository of policies", parent=None, at=at)
        advance(git, first, None)
        check_out(git)
        if not empty:
            (fresh / FIRST_POLICY).write_bytes(policy)
        for entry in fresh.iterdir():
            shutil.move(entry, folder / entry.name)
