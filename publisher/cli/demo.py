"""`publisher demo`: a made-up history that shows every state a text can be in."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from publisher import clock, failures
from publisher.cli.output import examples, progress, seen
from publisher.errors import UsageError


@click.command(
    "demo", epilog=examples("publisher demo", "publisher demo /tmp/demonstration --serve")
)
@click.argument(
    "folder", metavar="[DIR]", default="publisher-demo", type=click.Path(path_type=Path)
)
@click.option("--serve", is_flag=True, help="Build its site, and on a terminal serve it.")
def command(folder: Path, serve: bool) -> None:
    """Make a repository of made-up policies with a made-up history of three years in DIR.

    Its register says in every entry that nothing was published. A demonstration that is there already
    is made anew; a folder with anything else in it is left alone.
    """
    with failures.at(folder):
        make_demo(folder)
    click.echo(seen(f"Made {folder}: policies and a history that are made up"), err=True)
    if not serve:
        click.echo(seen(f"Then: cd {folder} && publisher status && publisher serve"), err=True)
        return
    from contextlib import chdir

    from publisher.cli.build import build_site

    with chdir(folder):
        click.echo(seen(f"Built {build_site() / 'index.html'}"), err=True)
        if sys.stdin.isatty():
            from publisher.cli.serve import command as serve_site

            serve_site.main(args=["--open"], standalone_mode=False)


def make_demo(folder: Path) -> None:
    """Make the demonstration in `folder`, whole or not at all.

    Raises UsageError where the folder holds anything else.
    """
    from publisher import demo

    folder = folder.resolve()
    again = demo.is_demonstration(folder)
    if not again and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            "there is something else", where=str(folder),
            remedy="name a folder that is empty or does not exist",
        )  # fmt: skip
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
        fresh = Path(made) / "new"
        fresh.mkdir()
        demo.make(fresh, clock.now(), progress=lambda steps: progress(steps, "Making history"))
        if folder.exists():
            shutil.move(folder, Path(made) / "old")
        fresh.rename(folder)
