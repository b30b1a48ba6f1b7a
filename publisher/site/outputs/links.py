"""Addresses and names that outlive a build: absolute links, and ids that never change."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from publisher.site.texts import relative

# Characters that RFC 4151 allows in the specific part of a tag: URI and that keys of entries use.
_SAFE = "/:@!$'()*+,;=?-._~"


@dataclass(frozen=True)
class Links:
    """Makes links from the configured `site_url`.

    site_url: with a slash at the end, or empty. Without it links are relative to the file they stand
    in, which Atom, JSON and HTML allow, and ids are made from the fact alone.
    """

    site_url: str

    def to(self, target: str, page: str = "") -> str:
        """Return the address of `target` for a file at `page`, both from the root of the site."""
        if self.site_url:
            return self.site_url + target
        return relative(target, page) or "./"

    def id(self, fact: str, since: datetime) -> str:
        """Return the id of a fact as a tag: URI (RFC 4151), for ever the same.

        fact: a key of the register or a name of ours, unique on the site. since: the instant from
        which the policy is in the register; its year says when the host's name was ours.
        """
        parts = urlsplit(self.site_url)
        if not parts.hostname or ":" in parts.hostname:
            return uuid.uuid5(uuid.NAMESPACE_OID, f"policy-publisher:{fact}").urn
        host = parts.hostname.encode("idna").decode("ascii")
        folder = parts.path.strip("/")
        name = f"{folder}/{fact}" if folder else fact
        return f"tag:{host},{since.year}:{quote(name, safe=_SAFE)}"
