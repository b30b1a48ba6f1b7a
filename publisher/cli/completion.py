"""`publisher completion`: the shell knows commands, options and the ids of the policies."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

from publisher.cli.output import examples
from publisher.errors import PublisherError, UsageError


@click.command(
    "completion",
    epilog=examples(
        'eval "$(publisher completion bash)"               # in ~/.bashrc',
        'eval "$(publisher completion zsh)"                # in ~/.zshrc',
        "publisher completion fish > ~/.config/fish/completions/publisher.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes SHELL complete commands, options and policies."""
    from publisher.cli import program

    found = get_completion_class(shell)
    if found is None:
        raise UsageError("is not known", where=shell, remedy="use bash, zsh or fish")
    click.echo(found(program, {}, "publisher", "_PUBLISHER_COMPLETE").source())


def complete_policy(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the policies whose ids begin so, with their titles."""
    from publisher.repository import open_repository

    try:
        policies = open_repository(worktree=True).history.policies.values()
    except PublisherError:
        return []
    return [
        CompletionItem(policy.id, help=policy.revisions[-1].title)
        for policy in policies
        if policy.id.startswith(incomplete)
    ]
