"""Build, deploy, record, and build again where what was built is no longer what is due.

Every step can be made again: a build is a pure function of commit, register and instant, a deploy
replaces what is there, and recording enters each fact once. So a run that was killed anywhere, or
that met another one, is mended by running it again.
"""

from __future__ import annotations

from collections.abc import Callable

from publisher.errors import TryAgainError, UsageError
from publisher.publication.evidence import BuildAgainError
from publisher.publication.manifest import PUBLICATION, parse_publication
from publisher.publication.sites import Site
from publisher.register.chain import Register
from publisher.register.entry import Entry

ROUNDS = 3


def publish(
    build: Callable[[], None],
    deploy: Callable[[], None],
    record: Callable[[], tuple[Entry, ...]],
    *,
    tell: Callable[[str], None],
) -> tuple[Entry, ...]:
    """Return the entries that were made. tell: says in words why a round is made again.

    Raises what the three raise, and TryAgainError if three rounds were not enough.
    """
    for left in reversed(range(ROUNDS)):
        build()
        deploy()
        try:
            return record()
        except BuildAgainError as error:
            if not left:
                raise
            tell(f"{error.what}: building again")
    raise AssertionError("the last round returns or raises")


def check_live_register(site: Site, register: Register) -> None:
    """Refuse to replace a live site that knows more of the register than there is here.

    Whoever deleted or rewrote the branch would otherwise have a new one started by the next run.
    A site that is not there yet, or is no publication, knows nothing.
    """
    try:
        live = parse_publication(site.see(PUBLICATION, "before"))
    except (TryAgainError, UsageError):
        return
    size, head = live.register_size, live.register_head
    if size <= 0 or Register(register.entries[:size]).head == head:
        return
    raise UsageError(
        f"the live site knows {size} entries of the register with head {head}; here are "
        f"{register.size}, and they do not contain it",
        where=site.name,
        remedy="fetch the register; if that changes nothing, it was rewritten: find out by whom, and "
        "put the old one back",
    )
