"""What the head of each page tells programs: relations between versions, feeds, previews, structured data.

Relations: RFC 5829 (versions), RFC 7089 (TimeMap), RFC 6903 (`privacy-policy`, `terms-of-service`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from publisher.calendar import civil_day
from publisher.messages.catalogue import Messages
from publisher.site.outputs import atom, ics, json_feed, plain_text, timemap
from publisher.site.outputs.build_context import BuildContext, ever_applies
from publisher.site.pages.template_helpers import text_language
from publisher.site.pages.validity import following, preceding
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import TranslationView

_LINK = Markup('<link rel="{}" href="{}">')
_TYPED = Markup('<link rel="{}" type="{}" title="{}" href="{}">')
_PROPERTY = Markup('<meta property="og:{}" content="{}">')
_DATA = Markup('<script type="application/ld+json">{}</script>')


@dataclass(frozen=True, slots=True)
class _About:
    """What a page is about. version: None where it is the whole policy."""

    policy: PolicyState
    version: Version | None
    kind: str


@dataclass(frozen=True)
class Head:
    """Makes the head's part for every page of a build."""

    subject: BuildContext

    def html(self, url: str, title: str, description: str = "", site: str = "") -> Markup:
        """Return the elements for the page at `url`, from the root of the site.

        title, description: of the page. site: description of the site, for a page that has none.
        """
        found = self._pages.get(url)
        parts = [*self._relations(found, url), *self._site_wide(url), *self._feeds(found, url)]
        parts += self._preview(
            found, url, plain_text.line(title), plain_text.line(description or site)
        )
        parts += self._data(found, url)
        return Markup("\n").join(parts)

    @cached_property
    def _pages(self) -> dict[str, _About]:
        """Every page about a policy, by its address."""
        found: dict[str, _About] = {}
        for policy in self.subject.states.editions:
            found[f"{policy.slug}/"] = _About(policy, None, "policy")
            found[f"{policy.slug}/history/"] = _About(policy, None, "history")
            for version in policy.versions:
                address = f"{policy.slug}/v{version.number}/"
                found[address] = _About(policy, version, "version")
                found[f"{address}changes/"] = _About(policy, version, "changes")
                if version.notice:
                    found[f"notices/{version.notice}/"] = _About(policy, version, "notice")
        return found

    def _to(self, target: str, url: str) -> str:
        return self.subject.links.to(target, url)

    # -- relations --

    def _relations(self, found: _About | None, url: str) -> Iterator[Markup]:
        if found is None or found.kind not in ("policy", "version", "history"):
            return
        policy = found.policy
        if found.kind != "history":
            # A policy's own page takes on the next text by itself: then it would have other neighbours.
            shown = found.version or (None if policy.coming else _shown(policy))
            before, after = _neighbours(policy, shown)
            yield _LINK.format("latest-version", self._to(f"{policy.slug}/", url))
            yield _LINK.format("version-history", self._to(f"{policy.slug}/history/", url))
            for relation, version in (("predecessor", before), ("successor", after)):
                if version:
                    page = self._to(f"{policy.slug}/v{version.number}/", url)
                    yield _LINK.format(f"{relation}-version", page)
        if found.kind == "version":
            yield _LINK.format("original", self._to(f"{policy.slug}/", url))
        title = plain_text.line(policy.title)
        yield _TYPED.format("timemap", timemap.TYPE, title, self._to(timemap.path(policy), url))

    def _site_wide(self, url: str) -> Iterator[Markup]:
        """Name the privacy policy and the terms of the site, by the ids of the policies."""
        for relation, word in (("privacy-policy", "privacy"), ("terms-of-service", "terms")):
            for policy in self.subject.states.policies:
                if policy.ended is None and policy.id.split("-")[0] == word:
                    yield _LINK.format(relation, self._to(f"{policy.slug}/", url))

    def _feeds(self, found: _About | None, url: str) -> Iterator[Markup]:
        own = [(f"{found.policy.slug}/", found.policy.title)] if found else []
        for folder, name in [*own, ("", self.subject.name)]:
            title = self.subject.words("feed_title", name=plain_text.line(name))
            for kind, ending in ((atom.TYPE, "xml"), (json_feed.TYPE, "json")):
                yield _TYPED.format(
                    "alternate", kind, title, self._to(f"{folder}feed.{ending}", url)
                )
        title = self.subject.words("calendar_title", name=plain_text.line(self.subject.name))
        yield _TYPED.format("alternate", ics.TYPE, title, self._to(ics.PATH, url))

    # -- previews and structured data --

    def _preview(
        self, found: _About | None, url: str, title: str, description: str
    ) -> Iterator[Markup]:
        """Open Graph: what a chat or a search engine shows of a link."""
        yield _PROPERTY.format("type", "article" if found else "website")
        yield _PROPERTY.format("site_name", plain_text.line(self.subject.name))
        yield _PROPERTY.format("title", title or plain_text.line(self.subject.name))
        if description:
            yield _PROPERTY.format("description", description)
        if self.subject.links.site_url:
            yield _PROPERTY.format("url", self._to(url, url))

    def _data(self, found: _About | None, url: str) -> Iterator[Markup]:
        if found is None or found.kind not in ("policy", "version", "notice"):
            return
        shown = _shown(found.policy)
        versions = [found.version] if found.version else [shown, *found.policy.coming]
        graph = [
            self._document(found.policy, version, url)
            for version in dict.fromkeys(v.number for v in versions if v and v.texts)
        ]
        if graph:
            yield _DATA.format(_script({"@context": "https://schema.org", "@graph": graph}))

    def _document(self, policy: PolicyState, number: int, url: str) -> dict[str, Any]:
        """A version as schema.org's DigitalDocument; everything in it holds whenever it is read."""
        version = policy.version(number)
        address = f"{policy.slug}/v{number}"
        before, after = _neighbours(policy, version)
        found: dict[str, Any] = {
            "@type": "DigitalDocument",
            "@id": self._to(f"{address}/", url),
            "url": self._to(f"{address}/", url),
            "name": plain_text.line(policy.title),
            "version": str(number),
            "inLanguage": text_language(policy, version),
            "publisher": {"@type": "Organization", "name": plain_text.line(self.subject.name)},
            "encoding": {
                "@type": "MediaObject",
                "encodingFormat": "text/markdown",
                "contentUrl": self._to(f"{address}.md", url),
            },
        }
        if (
            isinstance(policy, TranslationView)
            and text_language(policy, version) == policy.language
        ):
            prevailing = self._to(f"{policy.original.slug}/v{number}/", url)
            found["translationOfWork"] = {"@type": "DigitalDocument", "@id": prevailing}
        if version.announced_at is not None and version.recorded:
            found["datePublished"] = Messages.machine(version.announced_at)
        if version.texts[1:]:
            found["dateModified"] = Messages.machine(version.texts[-1].since)
        if ever_applies(policy, version):
            last = policy.last_day(version)
            found["temporalCoverage"] = f"{version.effective}/{last or '..'}"
        if version.withdrawn_at is not None:
            found["creativeWorkStatus"] = "Withdrawn"
        elif after:
            found["expires"] = civil_day(after.effective_at, version.timezone).isoformat()
        if before:
            found["isBasedOn"] = self._to(f"{policy.slug}/v{before.number}/", url)
        return found


def _shown(policy: PolicyState) -> Version | None:
    """The version that the policy's page is about: the one in force, the end, or the first to come."""
    return policy.in_force or policy.ended or next(iter(policy.coming), None)


def _neighbours(
    policy: PolicyState, version: Version | None
) -> tuple[Version | None, Version | None]:
    """Return the versions that apply before and after one, as far as is announced."""
    if version is None:
        return None, None
    if version.withdrawn_at is not None:
        return next((v for v in policy.versions if v.number == version.follows), None), None
    return preceding(policy, version), following(policy, version)


def _script(value: Any) -> Markup:
    """Return JSON that can stand in a script element: nothing in it ends or opens one."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(written)  # noqa: S704 - escaped above
