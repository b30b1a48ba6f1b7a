"""`publisher edit`: a policy goes out as a Word file, and a draft from Word comes back into it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from publisher.cli.compare import in_colour, told
from publisher.cli.completion import complete_policy
from publisher.cli.notice import unknown_policy
from publisher.cli.output import examples
from publisher.errors import UsageError


@click.command(
    "edit",
    epilog=examples(
        "publisher edit --policy privacy --export privacy.docx",
        "publisher edit privacy.docx --policy privacy --list",
        "publisher edit privacy.docx --policy privacy",
    ),
)
@click.argument("draft", required=False, metavar="[DRAFT]")
@click.option("--policy", required=True, shell_complete=complete_policy, help="The policy's id.")
@click.option("--reject", is_flag=True, help="Reject tracked changes. Default: accept them.")
@click.option("--list", "as_list", is_flag=True, help="Only list tracked changes and comments.")
@click.option("--export", metavar="FILE", help="Write the policy as a Word file instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, as compare does.")
def command(
    draft: str | None, policy: str, reject: bool, as_list: bool, export: str | None, as_json: bool
) -> None:
    """Write the text of DRAFT, a Word file, into the Markdown of a policy.

    What did not change keeps its lines as they are, and the front matter stays.
    """
    if bool(draft) == bool(export):
        raise UsageError(
            "either a draft is read or a file is written", where="edit",
            remedy="name a draft, or --export and a file",
        )  # fmt: skip
    path = _source_of(policy)
    if export:
        _export(path, export)
    elif draft:
        _edit(draft, path, accept=not reject, as_list=as_list, as_json=as_json)


def _source_of(policy: str) -> Path:
    """Return the file of a policy in the working tree."""
    from publisher.repository import open_repository

    repository = open_repository(worktree=True)
    policies = repository.history.policies
    if policy not in policies:
        raise unknown_policy(policy, policies)
    path = repository.git.root / policies[policy].revisions[-1].path
    if not path.is_file():
        raise UsageError("has no text any more", where=policy, remedy="name another policy")
    return path


def _export(path: Path, export: str) -> None:
    from publisher.text.document.document import parse
    from publisher.text.document.frontmatter import split
    from publisher.word.writer import plain

    front = split(path.read_bytes(), str(path))
    language = str(front.fields.get("language") or "en")
    data = plain(parse(front.body, str(path)), language=language)
    try:
        Path(export).write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"the file cannot be written ({error.strerror})", where=export,
            remedy="name another file",
        ) from None  # fmt: skip
    click.echo(f"Wrote {export}.", err=True)


def _edit(name: str, path: Path, *, accept: bool, as_list: bool, as_json: bool) -> None:
    from publisher.text.comparison import compare
    from publisher.text.document.frontmatter import decode
    from publisher.word.drafts import edited
    from publisher.word.reader import read

    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise UsageError(
            f"the file cannot be read ({error.strerror})", where=name, remedy="name a Word file"
        ) from None
    draft = read(data, name, accept=accept)
    if as_list:
        _show("Tracked changes", draft.changes)
        _show("Comments", draft.comments)
        _show("Not read", draft.left_out)
        return
    source = path.read_bytes()
    mark = b"\xef\xbb\xbf" if source.startswith(b"\xef\xbb\xbf") else b""
    before = decode(source, str(path))
    after = edited(before, draft, name)
    comparison = compare(before, after)
    if after != before:
        _replace(path, mark + after.encode())
    done = "accepted" if accept else "rejected"
    for said in (
        f"{len(draft.changes)} tracked changes {done}" if draft.changes else "",
        f"{len(draft.comments)} comments stay in the draft: see --list" if draft.comments else "",
        *(f"Not read: {each}" for each in draft.left_out),
        f"Wrote {path}" if after != before else "",
    ):
        if said:
            click.echo(f"{said}.", err=True)
    click.echo(
        json.dumps(comparison.to_json(), ensure_ascii=True, indent=2)
        if as_json
        else told(comparison, on=in_colour())
    )


def _show(title: str, lines: tuple[str, ...]) -> None:
    click.echo(f"{title}: {len(lines) or 'none'}")
    for line in lines:
        click.echo(f"  {line}")


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(
            f"the file cannot be written ({error.strerror})", where=str(path),
            remedy="make it writable",
        ) from None  # fmt: skip
