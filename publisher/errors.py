"""Errors that a user can mend, or wait out. A mistake in our own code is none of these.

Each says what is wrong, where, and how to mend it. The command line prints the message without a
traceback and exits with `exit_code`.
"""

from __future__ import annotations


class PublisherError(Exception):
    """Something a user can mend: what is wrong, where, and how to mend it.

    what: the fact, with the offending value. where: file, line, ref or address as the user knows it.
    remedy: what to do, in the imperative.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str, remedy: str) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(f"{where}: {what}. To fix: {remedy}.")


class UsageError(PublisherError):
    """A mistake in the repository, the configuration or the call."""


class TryAgainError(PublisherError):
    """Nothing is wrong for good: another writer was first, the day changed, the host was down."""

    exit_code = 3

    def __init__(
        self, what: str, *, where: str, remedy: str = "run the same command again"
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
