"""The live site as a witness: what it says of the register, and whether readers get what it says.

W2  Every page that the site lists in `publication.json` is what readers get at its plain address. A host
    that shows this program something else than them proves nothing.
"""

from __future__ import annotations

from contextlib import suppress

from publisher.errors import PublisherError, TryAgainError
from publisher.publication.manifest import PUBLICATION, parse_publication
from publisher.publication.readers import ENOUGH, Needed, check_pages
from publisher.publication.sites import Site
from publisher.verify.verification_report import VerificationProblem
from publisher.verify.witness import Checkpoint, checkpoint


def observe(site: Site) -> tuple[list[Checkpoint], list[VerificationProblem]]:
    """Return the heads that the site shows, to this program and to readers, and what readers do not get.

    Raises UsageError if it has no head of a register, TryAgainError if the host does not answer.
    """
    seen = site.see(PUBLICATION, "witness")
    heads, problems = [checkpoint(seen.content, seen.where)], []
    try:
        for one in site.read(PUBLICATION):
            head = checkpoint(one.content, f"{one.where} as readers get it")
            if all((head.size, head.head) != (other.size, other.head) for other in heads):
                heads.append(head)
    except PublisherError as error:
        problems.append(
            VerificationProblem("W2", None, f"readers do not get it: {error.where}: {error.what}")
        )
    pages: tuple[Needed, ...] = ()
    with suppress(TryAgainError):  # it keeps a head, and is no whole publication
        pages = parse_publication(seen).pages
    failures = check_pages(site, pages, seen.sha256[:16])
    problems += [
        VerificationProblem("W2", None, f"{one.error.where}: {one.error.what}") for one in failures
    ]
    if len(failures) >= ENOUGH:
        problems.append(
            VerificationProblem("W2", None, "the other pages of the site were not opened")
        )
    return heads, problems
