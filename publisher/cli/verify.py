"""`publisher verify`: prove the whole history from git and the register."""

from __future__ import annotations

import dataclasses
import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher import clock
from publisher.cli.output import examples
from publisher.cli.record import header_option
from publisher.errors import UsageError
from publisher.failures import of_system
from publisher.history.policy_history import read_history
from publisher.repository import locate, open_register

if TYPE_CHECKING:
    from publisher.verify import VerificationReport
    from publisher.verify.verification_report import VerificationProblem


@click.command(
    "verify",
    epilog=examples(
        "publisher verify",
        "publisher verify --site-url https://policies.example.org/",
        "publisher verify --witness ~/kept/publication.json --witness ../another-clone",
        "publisher verify --since ~/kept/verified --checkpoint-out ~/kept/verified",
    ),
)
@click.option(
    "--site-url",
    metavar="URL",
    help="The live site: its head must be in the register, and readers must get the pages it lists.",
)
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    metavar="FILE|URL|CLONE",
    help="A head that somebody kept: a publication.json, an export, another clone. Repeatable.",
)
@click.option(
    "--allowed-signers",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ask for good signatures by these keys (form: ssh-keygen(1), ALLOWED SIGNERS).",
)
@click.option(
    "--quick", is_flag=True, help="Do not compare and render the texts again; all else is checked."
)
@click.option(
    "--since",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What you verified before, as --checkpoint-out wrote it: judge only the entries after it.",
)
@click.option(
    "--checkpoint-out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where no problem is found, write what was proved to a file outside the repository.",
)
@header_option
@click.option(
    "--strict", is_flag=True, help="Exit with 1 also where something could not be judged (notes)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    ctx: click.Context,
    site_url: str | None,
    witnesses: tuple[str, ...],
    allowed_signers: Path | None,
    quick: bool,
    since: Path | None,
    checkpoint_out: Path | None,
    headers: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Derive everything again from git and the register, and say what does not hold.

    Exit code 1 if the promise, or the record of it, is broken.
    """
    from publisher.publication.sites import LiveSite, credentials_from
    from publisher.verify import verify
    from publisher.verify.earlier_proof import read_proof, require_outside, write_proof
    from publisher.verify.live import observe
    from publisher.verify.witness import Memory, read_witness

    if quick and (since or checkpoint_out):
        raise UsageError(
            "what --quick leaves out can't be kept as proved",
            where="--quick",
            remedy="leave out --quick, or --since and --checkpoint-out",
        )
    gc.set_threshold(
        50_000, 20, 50
    )  # what is read stays to the end: to look for garbage in it takes long
    store = open_register(strict=False)
    history = read_history(store.git, config_path=locate()[1])
    earlier = read_proof(since, store.git) if since else None
    if checkpoint_out:
        require_outside(checkpoint_out, store.git)
    memory = Memory(store.git, store.remote.name if store.remote else None, store.branch)
    seen = [read_witness(where, store.branch) for where in witnesses]
    not_read: list[VerificationProblem] = []
    if site_url:
        heads, not_read = observe(LiveSite(site_url, credentials=credentials_from(headers)))
        seen += heads
    remembered = memory.recall()
    report = verify(
        store,
        history,
        now=clock.now(),
        witnesses=[*seen, *([remembered] if remembered else [])],
        allowed_signers=allowed_signers,
        quick=quick,
        since=earlier,
    )
    report = dataclasses.replace(report, problems=(*report.problems, *not_read))
    if report.ok:
        try:
            memory.keep(report.size, report.head)
        except OSError as error:
            why = of_system(error)
            click.echo(
                f"publisher: what was verified is not remembered ({why.where}: {why.what}); the next "
                "verification here can't tell whether entries were removed meanwhile.",
                err=True,
            )
        if checkpoint_out and report.proved:
            write_proof(checkpoint_out, report.proved, store.git)
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=2))
    else:
        for line in lines(report):
            click.echo(line)
    ctx.exit(0 if (report.strict if strict else report.ok) else 1)


def lines(report: VerificationReport) -> Iterator[str]:
    """Say the outcome in words."""
    for problem in report.problems:
        yield f"BROKEN  {problem}"
    for note in report.notes:
        yield f"note    {note}"
    for one in report.exceptions:
        about = (
            f"entry {one['void']}" if "void" in one else f"{one['policy']} {one.get('version', '')}"
        )
        if "since" in one:
            about = f"entries {one['since']} to {one['entry'] - 1}"
        event, reason = one["event"], one.get("reason", "")
        if event == "amended":
            event = "decided"
            reason = f"editorial against the rules: {reason} ({one.get('approved_by', 'nobody')})"
        yield f"{event:<10}entry {one['entry']}, of {about.strip()}: {reason}"
    if report.problems:
        yield f"Broken: {len(report.problems)} findings in {report.size} entries, head {report.head}."
    elif not report.size:
        yield "There is no register yet; nothing was published under the promise."
    else:
        yield f"The chain holds: {report.size} entries, head {report.head}."
    yield from _parts(report)
    if report.notes:
        count = len(report.notes)
        yield f"Not judged, or only in part: {count} (see the notes)."
    if report.demonstration:
        yield f"{report.demonstration} entries are a demonstration: nobody has seen what they announce."
    if report.quick:
        yield "Texts were not compared and rendered again (--quick)."
    if report.size:
        complete = report.complete or "not shown (no witness: see --witness, --site-url)"
        yield f"Completeness: {complete}."


def _parts(report: VerificationReport) -> Iterator[str]:
    """Say what was proved now, and what was before."""
    if report.all_again:
        yield f"All entries were proved again, because {report.all_again}."
    earlier = report.since
    if earlier is None:
        return
    notes = f", with {earlier.notes} notes" if earlier.notes else ""
    program = " ".join(earlier.program.split()[:2])
    yield (
        f"Entries 1 to {earlier.size}: unchanged since they were proved on {earlier.at} by {program}{notes}; "
        "they were read and hashed, not judged."
    )
    if report.size > earlier.size:
        yield f"Entries {earlier.size + 1} to {report.size}: proved now."
