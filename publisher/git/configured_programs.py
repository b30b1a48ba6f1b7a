"""Programs that a repository's own configuration names are never run.

A repository may come from anybody, as a folder with its `.git`. Its configuration can name programs for
signatures, connections, passwords, filters and differences. What this user, the system or CI configured keeps
working; what stands in the repository alone is replaced by that, or by git's default.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from publisher.errors import UsageError

# Configuration keys that name a program, and what git runs without them; None for nothing.
_PROGRAMS: tuple[tuple[re.Pattern[str], str | None], ...] = tuple(
    (re.compile(pattern), default)
    for pattern, default in (
        (r"gpg\.program|gpg\.openpgp\.program", "gpg"),
        (r"gpg\.x509\.program", "gpgsm"),
        (r"gpg\.ssh\.program", "ssh-keygen"),
        (r"gpg\.ssh\.defaultkeycommand", "false"),
        (r"core\.sshcommand", "ssh"),
        (r"core\.alternaterefscommand", "true"),
        (r"core\.(askpass|gitproxy|editor|pager)|sequence\.editor", None),
        (r"credential\.(.*\.)?helper", None),
        (r"filter\..*\.(clean|smudge|process)", None),
        (r"diff\.external|diff\..*\.(command|textconv)|merge\..*\.driver", None),
    )
)
# Nothing of the kind can stand in a configuration that holds none of these.
_SIGNS = re.compile(
    rb"program|command|helper|askpass|proxy|editor|pager|filter|clean|smudge|process|external|textconv"
    rb"|driver|include",
    re.IGNORECASE,
)
_OWN = frozenset({"local", "worktree"})


def without_programs(files: tuple[Path, ...], listed: Callable[[], bytes]) -> tuple[str, ...]:
    """Return options for git that take the repository's own programs away.

    files: the repository's configuration. listed: what `git config --list --show-scope -z` answers.
    Raises UsageError for a key that can't be overridden.
    """
    if not any(_SIGNS.search(_content(file)) for file in files):
        return ()
    return tuple(_options(listed()))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # absent, or git itself says what is wrong with it


def _options(listed: bytes) -> Iterator[str]:
    fields = listed.split(b"\0")
    own: dict[str, str | None] = {}
    outer: dict[str, list[str]] = {}
    for scope, setting in zip(fields[::2], fields[1::2], strict=False):
        key, _, value = os.fsdecode(setting).partition("\n")
        for pattern, default in _PROGRAMS:
            if pattern.fullmatch(key):
                if os.fsdecode(scope) in _OWN:
                    own[key] = default
                else:
                    outer.setdefault(key, []).append(value)
    for key, default in own.items():
        if "=" in key:
            raise UsageError(
                f"the repository's configuration has the key {key!r}",
                where=".git/config",
                remedy="delete it: nothing that a repository's configuration names is run",
            )
        known = outer.get(key, [])
        if default is not None:
            yield from ("-c", f"{key}={known[-1] if known else default}")
            continue
        yield from ("-c", f"{key}=")  # takes back a list, and names no program otherwise
        for value in known:
            yield from ("-c", f"{key}={value}")
