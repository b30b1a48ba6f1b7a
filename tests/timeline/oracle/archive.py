"""Which page was which policy, read off whole snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.timeline.oracle.facts import Page, RefusedError, Snapshot


@dataclass
class Life:
    """What became of one policy.

    texts: (commit, slug, page) as they came. gone: the commit that removed it. became: what its file
    says that it is now.
    """

    texts: list[tuple[int, str, Page]] = field(default_factory=list)
    gone: int | None = None
    became: str | None = None

    @property
    def slug(self) -> str:
        """Its last address."""
        return self.texts[-1][1]


def lives(line: Sequence[Snapshot]) -> dict[str, Life]:
    """Return what became of each policy.

    A policy that two files claim at once could not be published; what it is shows when one is left.
    """
    found: dict[str, Life] = {}
    before: dict[str, str] = {}
    for order, snapshot in enumerate(line):
        claims: dict[str, list[str]] = {}
        for slug, page in snapshot.pages.items():
            claims.setdefault(page.policy, []).append(slug)
        for slug, page in sorted(snapshot.pages.items()):
            owner = before.get(slug)
            if owner and owner != page.policy and found[owner].slug == slug:
                if page.policy not in found:
                    found[page.policy] = Life(texts=list(found[owner].texts))
                if owner not in claims:
                    found[owner].became = page.policy
        for policy, slugs in claims.items():
            life = found.setdefault(policy, Life())
            if len(slugs) == 1:
                _arrive(life, order, slugs[0], snapshot.pages[slugs[0]])
        for policy, life in found.items():
            if policy not in claims and life.texts and life.gone is None:
                life.gone = order
        before = {slug: page.policy for slug, page in snapshot.pages.items()}
    return {policy: life for policy, life in sorted(found.items()) if life.texts}


def _arrive(life: Life, order: int, slug: str, page: Page) -> None:
    if life.gone is not None or not life.texts or life.texts[-1][1:] != (slug, page):
        life.texts.append((order, slug, page))
    life.gone = life.became = None


def check(snapshot: Snapshot, known: dict[str, Life]) -> None:
    """Refuse what no publication can be made of."""
    owners = [page.policy for page in snapshot.pages.values()]
    if len(set(owners)) < len(owners):
        raise RefusedError("two-files")
    for policy, life in known.items():
        if life.became and life.gone is not None:
            continue
        for _, slug, _ in life.texts:
            if slug in snapshot.pages and snapshot.pages[slug].policy != policy:
                raise RefusedError("address")
    if any(policy not in known for words in snapshot.notices.values() for policy in words.policies):
        raise RefusedError("no-such-policy")
