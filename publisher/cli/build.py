"""`publisher build`: the site; `mkdocs build` gives the same."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher import failures, trace
from publisher.calendar import parse_when
from publisher.cli.output import examples, seen
from publisher.config import from_mkdocs_yml
from publisher.errors import PublisherError, UsageError, quoted
from publisher.folders import atomic_replace

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.repository import Repository
    from publisher.site.build.previous_build import Before


@click.command(
    "build",
    epilog=examples(
        "publisher build",
        "publisher build --as-of 2027-01-07   # the site as it is on a day; never recorded",
        "id=$(publisher build)                # the build's id, to wait for after a deploy",
    ),
)
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
@click.option(
    "--check-live", is_flag=True,
    help="First see that the live site (site_url) knows nothing of the register that is not here.",
)  # fmt: skip
@click.option(
    "--profile", is_flag=True,
    help="Print on standard error how long git, Markdown, judging, redlines and pages took.",
)  # fmt: skip
def command(
    as_of: str | None, site_dir: Path | None, strict: bool, check_live: bool, profile: bool
) -> None:
    """Build the site and print the id of the build.

    The id is in the site's `publication.json`; no other build has it.
    """
    if profile:
        trace.start_profile()
    if check_live or (as_of is None and _is_fresh_clone()):
        _check_live(quiet=not check_live)
    target = build_site(as_of=as_of, site_dir=site_dir, strict=strict)
    click.echo(seen(f"Built {target}"), err=True)
    if profile:
        click.echo("\n".join(trace.profile()), err=True)
    click.echo(json.loads((target / "publication.json").read_text(encoding="utf-8"))["build_id"])


def _is_fresh_clone() -> bool:
    """Whether a repository with a remote has no register: somebody may have deleted it there."""
    from publisher.repository import open_register

    store = open_register()
    return store.remote is not None and store.ends() == (None, None)


def _check_live(*, quiet: bool = False) -> None:
    """Stop before a register that was deleted or rewritten replaces what readers were shown."""
    from publisher.publication.deployment import check_live_register
    from publisher.publication.sites import LiveSite
    from publisher.repository import open_repository

    repository = open_repository()
    address = repository.history.settings.site_url
    if not address and quiet:
        return
    if not address:
        click.echo("Compared with no live site: mkdocs.yml has no 'site_url'", err=True)
        return
    check_live_register(LiveSite(address), repository.timelines.register)


def build_site(
    *, as_of: str | None = None, site_dir: Path | None = None, strict: bool = True
) -> Path:
    """Build the site of the repository around the current folder and return where it is.

    Until it is whole, the site of the build before stays where it is; unless that holds hidden files.

    Raises UsageError for what MkDocs or the publisher refuse.
    """
    from publisher.repository import find_config
    from publisher.site.build.previous_build import Before

    file = find_config(Path())
    config = load_site(file, site_dir=site_dir, strict=strict)
    zone = str(config.plugins["publisher"].config.get("timezone") or "Europe/Paris")
    target = Path(config.site_dir)
    # MkDocs leaves hidden files where they are, such as the .git of a branch that is deployed from there.
    kept = target.is_dir() and any(one.name.startswith(".") for one in target.iterdir())
    at = parse_when(as_of, zone) if as_of else None
    if kept:
        run_build(config, file, at=at)
        return target
    before = Before(target)
    with atomic_replace(target, inherit=before.hand_over) as fresh:
        config["site_dir"] = str(fresh)
        run_build(config, file, at=at, before=before if fresh != target.resolve() else None)
    before.remember()
    return target


def load_site(file: Path, *, site_dir: Path | None = None, strict: bool = True) -> Any:
    """Return MkDocs' configuration of a site, with the publisher in it; raises as `build_site` does."""
    with trace.work("loading"):
        from mkdocs.config import load_config
        from mkdocs.exceptions import ConfigurationError

    handler = logging.StreamHandler()
    handler.setFormatter(_Quoting("%(levelname)s  %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("mkdocs.commands.build").addFilter(_is_not_ours)
    from_mkdocs_yml(file.read_bytes(), where=file.name)  # before MkDocs, whose message says less
    options = {"site_dir": str(site_dir.resolve())} if site_dir else {}
    try:
        with trace.work("loading", file.name):
            config = load_config(str(file), strict=strict, **options)
    except (ConfigurationError, SystemExit) as error:
        raise _refused(error, file) from None
    if config.plugins.get("publisher") is None:
        raise UsageError(
            "the plugin 'publisher' is not configured",
            where=str(file),
            remedy="add '- publisher' under 'plugins:'",
        )
    return config


def run_build(
    config: Any, file: Path, *, at: datetime | None = None, given: Repository | None = None,
    before: Before | None = None,
) -> Path:  # fmt: skip
    """Build and return the folder. at, given, before: as the plugin's attributes of those names."""
    from jinja2 import TemplateError
    from mkdocs.commands.build import build
    from mkdocs.exceptions import BuildError, ConfigurationError

    from publisher.site.build.rehearsal import foreign_error, started, template_error

    # All of them always, because MkDocs keeps the plugin from one build of a process to the next.
    plugin = config.plugins["publisher"]
    plugin.at, plugin.given, plugin.before, plugin.rehearsal = at, given, before, False
    try:
        with failures.at(config.site_dir), started(config):
            build(config)
    except (ConfigurationError, BuildError, SystemExit) as error:
        raise _refused(error, file) from None
    except TemplateError as error:
        raise template_error(error, file) from None
    except Exception as error:
        if foreign := foreign_error(error, file):
            raise foreign from error
        raise
    return Path(config.site_dir)


class _Quoting(logging.Formatter):
    """Writes messages in which a file name can't begin a line of a CI log, or act on a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or the lines of a message that has several."""
        return quoted(super().format(record))


def _is_not_ours(_record: logging.LogRecord) -> bool:
    """Keep MkDocs from telling what is told as our own error right after."""
    from jinja2 import TemplateError

    from publisher.site.build.rehearsal import our_error

    error = sys.exc_info()[1]
    # A template that is not there is an OSError as well, and MkDocs alone says so.
    ours = isinstance(error, OSError) and not isinstance(error, TemplateError)
    return our_error(error) is None and not ours


def _refused(error: BaseException, file: Path) -> PublisherError:
    """Return the error to tell: our own where it is one, else MkDocs' words."""
    from publisher.site.build.rehearsal import our_error

    # MkDocs has told the details of its own on standard error already.
    words = str(error).strip().rstrip("!.") or type(error).__name__
    remedy = "correct what is named, then build again"
    return our_error(error) or UsageError(words, where=file.name, remedy=remedy)
