"""Addresses and names that outlive a build: absolute links, and ids that never change."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from publisher.site.pages.rendered_texts import relative

# Characters that RFC 4151 allows in the specific part of a tag: URI and that keys of entries use.
_SAFE = "/:@!$'()*+,;=?-._~"


@dataclass(frozen=True)
class Links:
    """Makes links from the configured `site_url`.

    site_url: ASCII, with a slash at the end, or empty. Without it links are relative to the file they
    stand in, which Atom, JSON and HTML allow, and ids are made from the fact alone.
    """

    site_url: str

    @classmethod
    def of(cls, site_url: str) -> Links:
        """Return the links of a site, whatever letters its address is written with."""
        parts = urlsplit(site_url)
        if not parts.hostname:
            return cls("")
        host = parts.hostname.encode("idna").decode("ascii")
        host = f"[{host}]" if ":" in host else host
        port = f":{parts.port}" if parts.port else ""
        path = quote(parts.path, safe="/%:@!$&'()*+,;=-._~")
        return cls(f"{parts.scheme}://{host}{port}{path}")

    @property
    def host(self) -> str:
        """The host's name, empty without a `site_url`."""
        return urlsplit(self.site_url).hostname or ""

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
        if not self.host or ":" in self.host:
            return uuid.uuid5(uuid.NAMESPACE_OID, f"policy-publisher:{fact}").urn
        folder = urlsplit(self.site_url).path.strip("/")
        name = f"{folder}/{fact}" if folder else fact
        return f"tag:{self.host},{since.year}:{quote(name, safe=_SAFE)}"
