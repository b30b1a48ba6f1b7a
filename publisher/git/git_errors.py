"""How a git command may end: with an answer, with an error in git's own words, or at its time limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.errors import TryAgainError, UsageError


@dataclass(frozen=True)
class Limits:
    """How long git may take, in seconds.

    local: a command that touches only this repository. network: one that talks to a remote.
    lock: what git itself waits for another writer's lock before it gives up.
    """

    local: float = 30
    network: float = 120
    lock: float = 10


USUAL = Limits()


def command_of(args: Sequence[str]) -> str:
    """Return the command's name, behind options of git's own.

    >>> command_of(("-c", "a.b=c", "push", "--", "origin"))
    'push'
    """
    words = iter(args)
    return next((word for word in words if word != "-c" or not next(words, "")), args[0])


class GitError(UsageError):
    """Git refused; its own words are kept. status: git's exit code. words: its standard error."""

    def __init__(self, args: Sequence[str], status: int, words: str, *, where: str) -> None:
        self.status: int = status
        self.words: str = words
        said = words.strip() or "without a word"
        super().__init__(
            f"'git {command_of(args)}' stopped with exit code {status}: {said}",
            where=where,
            remedy="follow git's own words, or run 'git fsck' there to see whether it is sound",
        )


class GitTimeoutError(TryAgainError):
    """A git command did not end within its limit and was killed with all its children."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a git command said: exit code, standard output, standard error."""

    status: int
    out: bytes
    words: str
