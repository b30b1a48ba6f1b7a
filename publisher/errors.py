"""Errors that a user can mend, or wait out. A mistake in our own code is none of these.

Each says what is wrong, where, and how to mend it. The command line prints the message without a
traceback and exits with `exit_code`.
"""

from __future__ import annotations

import re

# Control characters, line ends, signs that turn the direction of the text around them, and what no
# UTF-8 text holds: the bytes of a file name that is none.
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ud800-\\udfff]"
)


def visible(text: str) -> str:
    """Return a text fit for one line of a log or a terminal: unseen characters are named, none acts."""
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def quoted(text: str) -> str:
    """Return what another program printed, fit for a log: no line of it begins where ours do.

    A CI runner reads a line that begins with '::' as a command.
    """
    return "\n  | ".join(visible(line) for line in re.split(r"\r\n|\r|\n", text))


class PublisherError(Exception):
    """Something a user can mend: what is wrong, where, and how to mend it.

    what: the fact, with the offending value. where: file, line, ref or address as the user knows it.
    remedy: what to do, in the imperative.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str, remedy: str) -> None:
        self.what: str = what
        self.where: str = where
        self.remedy: str = remedy
        super().__init__(f"{visible(where)}: {quoted(what)}. To fix: {quoted(remedy)}.")


class UsageError(PublisherError):
    """A mistake in the repository, the configuration or the call."""


class TryAgainError(PublisherError):
    """Nothing is wrong for good: another writer was first, the day changed, the host was down."""

    exit_code = 3

    def __init__(
        self, what: str, *, where: str, remedy: str = "run the same command again"
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
