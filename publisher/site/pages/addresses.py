"""The addresses that the publisher's pages have: which are taken, which may be found, when each changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from publisher.calendar import civil_day
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState, States

_OWN = re.compile(r"(?:history|compare|v[0-9]+)/")


@dataclass
class Addresses:
    """Knows the addresses of one build, from the root of the site."""

    states: States
    _changed: dict[str, date] = field(default_factory=dict)

    def listed(self) -> Iterator[tuple[str, date]]:
        """Yield address and day of last change of the pages beside the main ones that may be found."""
        yield "feeds/", self.last_change(None)
        for policy in self.states.editions:
            day = self.last_change(policy)
            yield f"{policy.slug}/history/", day
            yield from ((f"notices/{v.notice}/", day) for v in policy.versions if v.notice)

    def owner(self, url: str) -> str | None:
        """Return the file whose page has an address; empty where no file may have it, None where it is free.

        Addresses of versions and notices to come are taken as well: they would get in its way later.
        """
        if url in ("when/", "notices/", "feeds/"):
            return ""
        for policy in self.states.editions:
            if url == f"{policy.slug}/":
                return policy.uri
            if url.startswith(f"{policy.slug}/") and _OWN.match(url, len(policy.slug) + 1):
                return ""
        return None

    def last_change(self, policy: PolicyState | None) -> date:
        """Return the day on which a page last changed by an entry, or by the coming of a day."""
        name = policy.id if policy else ""
        if name not in self._changed:
            self._changed[name] = self._find_last_change(
                [policy] if policy else self.states.policies
            )
        return self._changed[name]

    @staticmethod
    def settled_day(policy: PolicyState, version: Version) -> date:
        """Return the day from which a settled version's pages say what they say."""
        instants = [version.withdrawn_at, policy.replaced_at(version)]
        last = max(entry.at for entry in version.entries)
        return civil_day(max([last, *(one for one in instants if one)]), version.timezone)

    def _find_last_change(self, policies: Sequence[PolicyState]) -> date:
        at = self.states.at
        instants = [
            instant
            for p in policies
            for v in p.versions
            for instant in (v.effective_at, *(entry.at for entry in v.entries))
            if instant <= at
        ]
        zone = policies[0].versions[-1].timezone if policies else "UTC"
        return civil_day(max(instants, default=at), zone)
