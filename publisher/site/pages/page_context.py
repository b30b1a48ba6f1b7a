"""How a page of the site is made: from a template, in its language, with what was kept of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from markupsafe import Markup

from publisher import trace
from publisher.cache import NO_CACHE, Cache
from publisher.messages.catalogue import Messages
from publisher.site.build.attachments import Linked
from publisher.site.build.fingerprints import FingerprintCache
from publisher.site.pages import banner, template_helpers, validity
from publisher.site.pages.addresses import Addresses
from publisher.site.pages.announcements import Announcements
from publisher.site.pages.rendered_texts import Texts, link_pages
from publisher.site.pages.timeline_svg import picture
from publisher.text.document.render import Heading
from publisher.timeline.rules import PublishedText, State, Version
from publisher.timeline.states import PolicyState, States
from publisher.timeline.translation_view import TranslationView


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page: address from the root of the site, its main content, and what the head must say.

    kind: the template's name. indexed: whether search engines may find it. headings: for the table of
    contents. text: what the site's own search may find. day: of the last change. alternates: (language,
    address) of the same page in other languages. policy, version: what it is about, where it is about
    one. settled: whether it says the same whenever it is built.
    """

    url: str
    title: str
    html: str
    kind: str
    language: str
    indexed: bool = False
    headings: tuple[Heading, ...] = ()
    text: str = ""
    description: str = ""
    day: date | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    policy: str | None = None
    version: int | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """What the site's search finds besides the texts in force. html: safe, with a title above it."""

    url: str
    title: str
    html: Markup


@dataclass
class PageContext:
    """What every page of one build is made with.

    word_redlines: whether each redline is also a Word file.
    addresses: path of a file of the repository to its address on the site, both from their roots. order:
    addresses of pages in the order of the site's navigation. cache, kept: what was kept of earlier builds.
    """

    states: States
    texts: Texts
    words: Messages
    site_url: str = ""
    register_size: int = 0
    word_redlines: bool = False
    addresses: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    cache: Cache = NO_CACHE
    kept: FingerprintCache = field(default_factory=FingerprintCache)
    _banners: dict[str, list[banner.BannerLine]] = field(default_factory=dict)

    @cached_property
    def told(self) -> Announcements:
        """What is said about each change."""
        return Announcements(self.texts, self.words, self.cache)

    @cached_property
    def known(self) -> Addresses:
        """The addresses that these pages have."""
        return Addresses(self.states)

    def _kept(self, kind: str, policy: PolicyState, url: str, make: Callable[[], str]) -> Markup:
        """Return a part of our own making from an earlier build, if nothing of the policy has changed."""
        found = self.kept.text(kind, self.kept.of_policy(policy), [policy.slug, url], make)
        return Markup(found)  # noqa: S704 - as the templates made it

    def _page(
        self, url: str, title: str, html: str, kind: str, policy: PolicyState | None = None,
        version: Version | None = None, **more: Any,
    ) -> SitePage:  # fmt: skip
        settled, day = _settled(policy, version), self.known.last_change(policy)
        if policy and version and settled:
            day = self.known.settled_day(policy, version)
        return SitePage(
            url, title, html, kind, self._words(policy).locale, day=day, policy=policy.id if policy else None,
            version=version.number if version else None, settled=settled, **more,
        )  # fmt: skip

    def _words(self, policy: PolicyState | None) -> Messages:
        return self.words.in_language(policy.language) if policy else self.words

    def _render(
        self, template: str, url: str, policy: PolicyState | None = None,
        languages: tuple[tuple[str, str], ...] = (), version: Version | None = None, **values: object,
    ) -> str:  # fmt: skip
        settled = _settled(policy, version)
        tools = template_helpers.Tools(url, self.site_url, self.states.at)
        shared: dict[str, object] = {
            "t": self._words(policy), "settled": settled,
            "url": url, "rel": tools.relative, "address": tools.address, "holds": tools.holds,
            "span": tools.span, "place": tools.place, "policy": policy, "told": self.told,
            "picture": picture, "windows": validity, "State": State, "words_of": self._words,
            "languages": languages, "version": version,
        }  # fmt: skip
        if not settled:  # else a template that asks for what belongs to the build is a mistake
            shared |= {"states": self.states, "register_size": self.register_size}
        with trace.work("pages", template, url):
            return template_helpers.TEMPLATES.get_template(template).render(shared | values)

    def _body(self, policy: PolicyState, text: PublishedText, url: str) -> Markup:
        """Return a text's HTML for a page."""
        path = text.fact.path or policy.policy.revisions[-1].path
        return self._linked(self.texts.html(text), path, url, self.texts.attachments.of(text))

    def _linked(self, html: str, path: str, url: str, attached: Linked) -> Markup:
        """Return sanitised HTML of a file of the repository with its links as the page needs them."""
        linked = link_pages(html, path=path, url=url, addresses=self.addresses, attached=attached)
        return Markup(linked)  # noqa: S704 - sanitised

    @staticmethod
    def _languages(
        policy: PolicyState, address: Callable[[PolicyState], str]
    ) -> tuple[tuple[str, str], ...]:
        """Return language and address of a page in each language, the prevailing one first.

        Empty for a policy in one language. address: of the page in an edition.
        """
        original = policy.original if isinstance(policy, TranslationView) else policy
        family = (original, *original.editions)
        return tuple((one.language, address(one)) for one in family) if len(family) > 1 else ()

    def _description(self, version: Version | None) -> str:
        """Return the description that the text's front matter gives."""
        return self.texts.description(version.texts[-1]) if version else ""

    def spans_of(self, policy: PolicyState) -> str:
        """Return what applies and what is announced, each with its days: it holds without a new build."""
        words, title = self._words(policy), policy.title
        if policy.ended:
            return f"{title}. {words('line_ended', day=policy.ended.effective)}"
        parts = [f"{title}."]
        for one in (policy.in_force, *policy.coming):
            if one is None or not policy.ever_applies(one):
                continue
            last = policy.last_day(one)
            name = "timeline_end" if one.ends else "timeline_span" if last else "timeline_open"
            parts.append(
                words(name, number=one.number, first=one.effective, last=last, day=one.effective)
            )
        return " ".join(parts)


def _settled(policy: PolicyState | None, version: Version | None) -> bool:
    return policy is not None and version is not None and validity.settled(policy, version)
