"""How git is started: options and surroundings that are the same for every command.

GitPython is used as a command runner alone. Its object and reference interfaces are not: they move
a reference without comparing it with the old value, and lose entries when two writers meet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git.cmd import Git as Runner

__all__ = [
    "CONFIGURATION",
    "CONNECTION",
    "ENVIRONMENT",
    "OPTIONS",
    "PROTOCOLS",
    "Runner",
    "failures_of_start",
    "new_runner",
    "without_caller",
]

OPTIONS = (
    "--no-pager",
    # Nothing that a repository's configuration names is run.
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.attributesFile=/dev/null",
    "-c", "log.showSignature=false",
    # A commit-graph file can state other parents than the commits do.
    "-c", "core.commitGraph=false",
    # Without it git 2.39 writes entries that a power cut takes away.
    "-c", "core.fsync=loose-object,reference",
    # No housekeeping left running in the background after an append.
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
)  # fmt: skip

ENVIRONMENT = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    # Only a command that is meant to talk to a remote does: a missing object is never fetched on the way.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_FLUSH": "0",  # or `git log` writes, and we read, once a commit
}

PROTOCOLS = "https:ssh:file"

# Where this user's own configuration lies is the user's to say; it is no part of a repository.
CONFIGURATION = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
# How a remote is reached, which CI sets for a token or a deploy key.
CONNECTION = (
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_SSL_", "GIT_PROXY_SSL_",
    "GIT_HTTP_", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_",
)  # fmt: skip


def without_caller(kept: tuple[str, ...]) -> list[str]:
    """Return the words before `git` that take the caller's GIT_* variables away, all but the `kept`.

    GitPython only adds to the environment, and an empty GIT_DIR is not an absent one.
    """
    unset = [
        name
        for name in os.environ
        if name.startswith("GIT_") and name not in ENVIRONMENT and not name.startswith(kept)
    ]
    return ["env", *(word for name in unset for word in ("-u", name))] if unset else []


def new_runner(root: Path) -> Runner:
    """Return what runs commands in a folder."""
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git.cmd import Git as Runner  # 80 ms, paid only by commands that need git

    return Runner(root)


@contextmanager
def failures_of_start() -> Iterator[None]:
    """Raise the system's own error where a program can't be started: too many open files, no memory."""
    try:
        yield
    except Exception as error:
        if isinstance(error.__cause__, OSError):
            if error.__cause__.filename is None:
                error.__cause__.filename = "git"
            raise error.__cause__ from None
        raise
