"""`publisher import`: dated files as earlier versions of a policy."""

from __future__ import annotations

from pathlib import Path

import click

from publisher.cli.output import counted, examples, seen
from publisher.errors import UsageError
from publisher.history.identity import SLUG


@click.command(
    "import",
    epilog=examples(
        "publisher import ~/archive --policy privacy",
        "publisher import ~/wayback --policy privacy --select '#content' --title 'Privacy statement'",
        "publisher adopt --policy privacy --history     # then: into the register",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--policy", required=True, metavar="ID", help="The policy; its file will be <ID>.md.")
@click.option("--title", default="", help="For files that have none. Default: their first heading.")
@click.option("--language", default="", metavar="TAG", help="For files that do not say: en, fr …")
@click.option(
    "--select", default="", metavar="CSS", help="The part of an HTML page that is the policy."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
def command(
    folder: Path, policy: str, title: str, language: str, select: str, dry_run: bool
) -> None:
    """Commit the Markdown, HTML or Word files in DIR, named by date, as earlier texts of a policy.

    A file's name says since when its text applied: 2019-05-25.md, privacy-2019-05-25.html,
    terms-2019-05-25.docx. Each becomes one commit of that date. Nothing is announced by it and
    nothing entered in the register.
    """
    from publisher.config import from_mkdocs_yml
    from publisher.git.client import Git
    from publisher.history.importing import commit_snapshots, read_snapshots
    from publisher.repository import find_config

    if not SLUG.fullmatch(policy):
        raise UsageError(
            f"'{policy}' isn't an id",
            where="--policy",
            remedy="use small letters, digits and hyphens",
        )
    file = find_config(Path())
    git = Git(file.parent)
    settings = from_mkdocs_yml(file.read_bytes(), where=str(file))
    docs = (file.parent.resolve() / settings.docs_dir).relative_to(git.root)
    snapshots = read_snapshots(folder, title=title, language=language, select=select)
    if not dry_run:
        commit_snapshots(git, (docs / f"{policy}.md").as_posix(), snapshots, settings.timezone)
    for snapshot in snapshots:
        click.echo(seen(f"{snapshot.day}  {snapshot.file.name}"))
    texts = counted(len(snapshots), "text")
    click.echo(
        f"These are {texts}; nothing was committed." if dry_run
        else f"Committed {texts}. Read them, then: publisher adopt --policy {policy} --history",
        err=True,
    )  # fmt: skip
