"""`publisher notify`: hand what was announced to the company's own mail service, webhook or chat."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher import clock, failures
from publisher.cli.output import examples, plain, seen
from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.model.command_json import NotifyJSON
    from publisher.notify.channels import Channel
    from publisher.notify.handover import Outcome
    from publisher.notify.mail import MailChannel
    from publisher.notify.notifications import NotificationList
    from publisher.repository import Repository

_USER, _PASSWORD = "PUBLISHER_SMTP_USER", "PUBLISHER_SMTP_PASSWORD"
_SECRET = "PUBLISHER_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable


@click.command(
    "notify",
    epilog=examples(
        "publisher notify --smtp smtps://mail.example.org --from policies@example.org --to list@example.org",
        "publisher notify --webhook https://hooks.example.org/policies",
        "publisher notify --webhook-from CHAT --as slack    # the address is in the variable CHAT",
        "publisher notify --seq 7 --eml mails --from policies@example.org --to list@example.org",
    ),
)
@click.option("--smtp", metavar="URL", help="smtp://HOST:PORT with STARTTLS, or smtps://HOST:PORT.")
@click.option(
    "--eml",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the mails of --seq or --entries as files instead; sends and stores nothing.",
)
@click.option("--from", "sender", metavar="ADDRESS", help="The sender's address.")
@click.option("--to", metavar="ADDRESS", help="The one address of your list or mail service.")
@click.option(
    "--attach/--no-attach",
    default=True,
    help="Attach the text that applies and the one to come to a mail (default).",
)
@click.option("--webhook", metavar="URL", help="An HTTPS address that takes signed webhooks.")
@click.option(
    "--webhook-from", metavar="VARIABLE", help="The environment variable with the address."
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["standard", "slack", "mattermost", "teams"]),
    default="standard",
    show_default=True,
    help="What the webhook takes.",
)
@click.option(
    "--entries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Only what belongs to these entries: what 'record --json' printed.",
)
@click.option(
    "--seq",
    "seqs",
    type=click.IntRange(min=1),
    multiple=True,
    metavar="N",
    help="Only what belongs to entry N of the register. Repeatable.",
)
@click.option(
    "--again",
    is_flag=True,
    help="With --seq or --entries: also what is late, was refused, or has an unknown outcome.",
)
@click.option(
    "--channel", metavar="NAME", help="The name that the state is stored under. Default: the kind."
)
@click.option(
    "--language", metavar="TAG", help="Messages in this language, where policies are translated."
)
@click.option("--dry-run", is_flag=True, help="Show what would be sent; send and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    smtp: str | None,
    eml: Path | None,
    sender: str | None,
    to: str | None,
    attach: bool,
    webhook: str | None,
    webhook_from: str | None,
    kind: str,
    entries: Path | None,
    seqs: tuple[int, ...],
    again: bool,
    channel: str | None,
    language: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Hand over each announcement, postponement, withdrawal and effect once, on one channel.

    Only what is in the pushed register is handed over. The first run on a channel notes where the
    register is; what is announced from then on is handed over. Secrets come from the environment alone:
    PUBLISHER_SMTP_USER and PUBLISHER_SMTP_PASSWORD, PUBLISHER_WEBHOOK_SECRET (whsec_…). A message that was
    accepted is never sent twice. Exit codes: 1 somebody must decide, 2 refused, 3 the next run tries again.
    """
    from publisher.notify.delivery_log import DeliveryLog
    from publisher.notify.handover import Handover
    from publisher.notify.notifications import NotificationList, chosen_ids
    from publisher.repository import open_repository

    _check_choice(smtp, eml, webhook, webhook_from, kind)
    chosen = seqs or entries is not None
    if (again or eml) and not chosen:
        raise UsageError(
            "it must be said which messages are meant", where="--again" if again else "--eml",
            remedy="name them with --seq N; 'publisher register export' lists the entries",
        )  # fmt: skip
    repository = open_repository()
    if smtp or eml:
        way: Channel = _mail(repository, smtp, sender, to, attach=attach)
    else:
        way = _webhook(webhook, webhook_from, kind, signs=not dry_run)
    announced = NotificationList(repository, clock.now(), language)
    numbers = [*seqs, *(_entries_of(entries, announced) if entries else ())]
    ids = frozenset(chosen_ids(announced, numbers)) if chosen else None
    if eml:
        _write(eml, _as_mail(way), announced, ids or frozenset())
        return 0
    name = _channel_name(channel, "mail" if smtp else kind, language)
    remote = repository.store.remote
    log = DeliveryLog(repository.git, remote.name if remote else None, name)
    run = Handover(announced, way, log, clock.now, ids, again=again, dry=dry_run)
    outcomes = []
    for outcome in run.run():
        outcomes.append(outcome)
        if not as_json:
            _tell(outcome)
    if as_json:
        content: NotifyJSON = {"channel": name, "messages": [one.to_json() for one in outcomes]}
        click.echo(json.dumps(content, indent=2))
    elif not outcomes:
        click.echo(f"Nothing to hand over on '{name}'.")
    return _exit_code(outcomes)


def _check_choice(
    smtp: str | None, eml: Path | None, webhook: str | None, webhook_from: str | None, kind: str
) -> None:
    if sum(map(bool, (smtp, eml, webhook, webhook_from))) != 1:
        raise UsageError(
            "one channel is handed over to at a time", where="notify",
            remedy="give exactly one of --smtp, --webhook, --webhook-from and --eml",
        )  # fmt: skip
    if webhook and kind != "standard":
        raise UsageError(
            "the address of a chat's webhook is a secret, and others can read options", where="--webhook",
            remedy="put it in an environment variable and name that with --webhook-from",
        )  # fmt: skip


def _mail(
    repository: Repository, smtp: str | None, sender: str | None, to: str | None, *, attach: bool
) -> MailChannel:
    from publisher.notify.mail import MailAccount, MailChannel
    from publisher.site.outputs import plain_text

    if not sender or not to:
        raise UsageError(
            "a mail needs a sender and a recipient", where="notify", remedy="give --from and --to"
        )
    user, password = os.environ.get(_USER, ""), os.environ.get(_PASSWORD, "")
    account = MailAccount(smtp, user, password) if smtp else None
    name = plain_text.line(repository.history.settings.site_name)
    return MailChannel(sender, to, name, account, attach)


def _webhook(url: str | None, variable: str | None, kind: str, *, signs: bool) -> Channel:
    from publisher.notify.webhooks import WebhookChannel, parse_secrets

    where = "--webhook" if url else f"environment variable {variable}"
    address = url or os.environ.get(str(variable), "").strip()
    if not address:
        raise UsageError("it is not set", where=where, remedy="set it to the webhook's address")
    needed = kind == "standard" and signs
    given = os.environ.get(_SECRET, "")
    keys = parse_secrets(given, where=f"environment variable {_SECRET}") if needed else ()
    return WebhookChannel(address, where, kind, clock.now, keys)


def _entries_of(file: Path, announced: NotificationList) -> Sequence[int]:
    """Return the numbers of the entries in a file that the register holds and that have a message."""
    from publisher.notify.notifications import seq_of

    try:
        with failures.at(file):
            content = json.loads(file.read_bytes())
        digests = [str(one["digest"]) for one in content["entries"]]
    except (ValueError, KeyError, TypeError):
        raise UsageError(
            "it isn't what 'publisher record --json' prints", where=str(file),
            remedy="write that output to the file",
        ) from None  # fmt: skip
    by_digest = {entry.digest: entry.seq for entry in announced.register.entries}
    with_message = {seq_of(one) for one in announced.happenings.values()}
    for digest in digests:
        if digest not in by_digest:
            click.echo(
                f"publisher: entry {seen(digest[:12])} is not in the register; left out.", err=True
            )
    known = (by_digest[digest] for digest in digests if digest in by_digest)
    return [seq for seq in known if seq in with_message]


def _channel_name(name: str | None, kind: str, language: str | None) -> str:
    found = name or (f"{kind}-{language}" if language else kind)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}", found):
        raise UsageError(
            f"'{found}' isn't a valid name of a channel", where="--channel",
            remedy="use letters, digits and hyphens",
        )  # fmt: skip
    return found


def _as_mail(way: Channel) -> MailChannel:
    from publisher.notify.mail import MailChannel

    assert isinstance(way, MailChannel)  # noqa: S101 - --eml makes one
    return way


def _write(
    folder: Path, way: MailChannel, announced: NotificationList, ids: frozenset[str]
) -> None:
    """Write each mail as a file whose name and bytes are the same every time."""
    with failures.at(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, happening in announced.happenings.items():
            if name not in ids:
                continue
            message = announced.notification(happening)
            texts = announced.texts_of(happening) if way.with_texts else ()
            policy = happening.policy.id.replace("/", "-")
            file = folder / f"{message.seq:04}-{policy}-{message.kind.value}.eml"
            file.write_bytes(way.message(message, texts))
            click.echo(seen(str(file)))


def _tell(outcome: Outcome) -> None:
    what = f"{outcome.kind.value} of {outcome.policy} v{outcome.version} (entry {outcome.seq})"
    line = f"{outcome.result}: {what}" + (f": {outcome.detail}" if outcome.detail else "")
    click.echo(plain(line))
    if outcome.shown:
        click.echo(seen(outcome.shown))


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    codes = {outcome.exit_code for outcome in outcomes}
    return next((code for code in (2, 3, 1) if code in codes), 0)
