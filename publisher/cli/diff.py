"""`publisher diff`: the redline of any two versions of a policy."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click

from publisher import clock
from publisher.cli.completion import complete_policy
from publisher.cli.output import examples, paged, waiting
from publisher.errors import UsageError
from publisher.timeline.rules import in_force, pending

if TYPE_CHECKING:
    from publisher.repository import Repository
    from publisher.timeline.states import PolicyState

_NAMES = "a version number, 'in-force', 'pending', 'working' (what lies here, committed or not), or a commit"


@click.command(
    "diff",
    epilog=examples(
        "publisher diff privacy                # what was last announced, and what lies here",
        "publisher diff privacy 1 3",
        "publisher diff privacy in-force pending --html redline.html",
    ),
)
@click.argument("policy", shell_complete=complete_policy)
@click.argument("old", required=False)
@click.argument("new", required=False, default="working")
@click.option("--html", metavar="FILE", help="Write the redline as one HTML page; - for output.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, as compare does.")
@click.option(
    "--pager/--no-pager", default=True, help="On a terminal, page what does not fit (default)."
)
def command(
    policy: str, old: str | None, new: str, html: str | None, as_json: bool, pager: bool
) -> None:
    """Compare two versions of POLICY (its id).

    OLD and NEW are version numbers, 'in-force', 'pending', 'working' (what lies here, committed or
    not), or commits. Without them: what was last announced, and what lies here.
    """
    from publisher.cli.compare import in_colour, told, write_page
    from publisher.cli.notice import unknown_policy
    from publisher.repository import open_repository
    from publisher.text.comparison import compare

    repository = open_repository(worktree=True)
    if policy not in repository.history.policies:
        raise unknown_policy(policy, repository.history.policies)
    state = repository.timelines.at(clock.now())[policy]
    names = old or _last_told(state), new
    texts = [_text(repository, state, name) for name in names]
    with waiting("Comparing"):
        comparison = compare(texts[0], texts[1], language=state.language)
    if html:
        write_page(html, comparison, f"{state.title}: {names[0]} → {names[1]}", state.language)
    if as_json:
        click.echo(json.dumps(comparison.to_json(), indent=2))
    elif html != "-":
        paged(told(comparison, on=in_colour()), pager=pager)


def _last_told(state: PolicyState) -> str:
    """Name the version that readers were last told will apply, as the register has it."""
    known = [
        version for version in state.recorded if version.withdrawn_at is None and version.texts
    ]
    return str(known[-1].number) if known else "in-force"


def _text(repository: Repository, state: PolicyState, name: str) -> str:
    """Return the source that a name stands for."""
    if name == "working":
        head = state.policy.head
        if head is None:
            raise UsageError("the policy is deleted here", where=name, remedy="name a version")
        return repository.history.text(head.blob)
    number = re.fullmatch(r"v?(\d{1,6})", name)
    # What the working tree would announce is no version yet.
    published = state.recorded or state.versions
    versions = {version.number: version for version in published if version.texts}
    if name == "in-force":
        found = in_force(published, state.at)
    elif name == "pending":
        found = next(iter(reversed(pending(published, state.at))), None)
    elif number and int(number[1]) in versions:
        found = versions[int(number[1])]
    else:
        return _text_of_commit(repository, state, name, sorted(versions))
    if found is None or not found.texts:
        raise UsageError(f"no text is {name}", where=state.id, remedy=f"name {_NAMES}")
    return repository.history.text(found.texts[-1].revision)


def _text_of_commit(
    repository: Repository, state: PolicyState, name: str, numbers: list[int]
) -> str:
    commit = repository.git.resolve(name)
    order = repository.history.commits.get(commit or "")
    if order is None:
        known = ", ".join(map(str, numbers))
        raise UsageError(
            f"'{name}' isn't a version of '{state.id}' (there are {known}) and no commit of the main line",
            where="OLD, NEW", remedy=f"name {_NAMES}",
        )  # fmt: skip
    before = [revision for revision in state.policy.revisions if revision.order <= order]
    if not before:
        raise UsageError(
            f"commit {name} is older than the policy", where=state.id, remedy="name a later one"
        )
    return repository.history.text(before[-1].blob)
