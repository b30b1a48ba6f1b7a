"""`publisher notice`: the words for readers about a change, begun from the change itself."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from publisher import clock
from publisher.cli.completion import complete_policy
from publisher.cli.output import examples, listed, seen
from publisher.errors import UsageError
from publisher.failures import write_whole
from publisher.register.entry import Event


@click.command(
    "notice",
    epilog=examples(
        "publisher notice privacy",
        "publisher notice privacy --summary 'We keep less.' --no-edit",
        "publisher notice privacy --replaces 3     # version 3 will not take effect",
    ),
)
@click.argument("policy", shell_complete=complete_policy)
@click.option("--summary", default="", help="One or two plain sentences for readers.")
@click.option(
    "--class", "decision", type=click.Choice(["material", "editorial"]),
    help="Your decision, where it differs from the publisher's.",
)  # fmt: skip
@click.option("--reason", help="Why: needed to call a material change editorial.")
@click.option("--approved-by", help="Who approved it: needed as well.")
@click.option("--replaces", type=int, metavar="N", help="Withdraw the pending version N.")
@click.option("--edit/--no-edit", default=None, help="Open the file. Default: on a terminal.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    policy: str, summary: str, decision: str | None, reason: str | None, approved_by: str | None,
    replaces: int | None, edit: bool | None, as_json: bool,
) -> None:  # fmt: skip
    """Write policy/notices/… for the change of POLICY (its id) and open it in your editor.

    A change that has its notice already gets that one opened; nothing is ever overwritten.
    """
    given = {
        "class": decision, "reason": reason, "approved-by": approved_by,
        "replaces": str(replaces) if replaces is not None else None,
    }  # fmt: skip
    path, made = write_notice(
        policy, summary, {key: value for key, value in given.items() if value is not None}
    )
    if as_json:
        click.echo(json.dumps({"path": path.as_posix(), "created": made}))
        return
    click.echo(seen(f"{'Wrote' if made else 'There is'} {path}"))
    if edit or (edit is None and sys.stdin.isatty() and sys.stdout.isatty()):
        _edit(path)
    click.echo("Then: publisher check", err=True)


def _edit(path: Path) -> None:
    """Open the file in the user's editor and wait until that is closed."""
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        raise UsageError(
            f"the editor could not be used ({error.message.strip()})",
            where=str(path),
            remedy="open the file yourself, or name your editor in the variable EDITOR",
        ) from None


def write_notice(policy: str, summary: str, decision: dict[str, str]) -> tuple[Path, bool]:
    """Return the notice file of the change of a policy, from here, and whether it was made now.

    Raises UsageError for an unknown policy, and where there is nothing to announce.
    """
    from publisher.check import check_policy
    from publisher.check.notice_scaffold import notice_text
    from publisher.repository import open_repository

    repository = open_repository(worktree=True)
    history = repository.history
    if policy not in history.policies:
        raise unknown_policy(policy, history.policies)
    report = check_policy(repository, policy, clock.now())
    root = repository.git.root
    if report.notice_file:
        return _from_here(root / report.notice_file), False
    announces = report.event in (Event.ANNOUNCED, Event.ENDED)
    raised = report.event is Event.AMENDED and decision.get("class") == "material"
    if not announces and not raised:
        why = "the change is editorial" if report.event else "nothing changed"
        raise UsageError(
            f"there is nothing to announce: {why}",
            where=policy,
            remedy="edit the text first; to count an editorial change as material, add '--class material'",
        )
    language = history.policies[policy].revisions[-1].language
    text = notice_text(report, language=language, summary=summary, decision=decision)
    folder = root / history.docs_folder / "notices"
    folder.mkdir(parents=True, exist_ok=True)
    number = (report.version or 0) + (1 if raised else 0)
    return _from_here(_write_new(folder, f"{policy}-{number}", text)), True


def unknown_policy(policy: str, known: Iterable[str]) -> UsageError:
    """Return the error for an id that no policy has, with the one that was probably meant."""
    near = difflib.get_close_matches(policy, known, n=1)
    names = sorted(known)
    return UsageError(
        f"there is no policy '{policy}'",
        where="POLICY",
        remedy=f"write '{near[0]}'" if near
        else f"write one of {listed(names)}" if names else "commit a policy first",
    )  # fmt: skip


def _write_new(folder: Path, name: str, text: str) -> Path:
    """Write a file under the first name that is free."""
    for suffix in ("", *(f"-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")):
        path = folder / f"{name}{suffix}.md"
        try:
            write_whole(path, text.encode(), new=True)
        except FileExistsError:
            continue
        return path
    raise UsageError("every name is taken", where=str(folder), remedy="write the file by hand")


def _from_here(path: Path) -> Path:
    here = Path.cwd().resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path
