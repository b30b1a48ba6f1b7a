"""The pages of the site, made from the states of the policies. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from publisher.plan import schedule_of
from publisher.site.texts import Texts, link_pages, relative
from publisher.site.words import Words
from publisher.states import PolicyState, States
from publisher.text import frontmatter
from publisher.text.comparison import Comparison, compare
from publisher.text.render import render, render_with_toc
from publisher.time import civil_day
from publisher.timeline import PublishedText, State, Version


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page: address from the root of the site, its main content, and what the head must say.

    canonical: the address of the page that search engines should show instead; indexed: whether this
    one may be found. headings: for the table of contents.
    """

    url: str
    title: str
    html: str
    kind: str
    language: str
    canonical: str
    indexed: bool = False
    headings: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Banner:
    """One line about one coming change, true from now until its instant."""

    text: str
    url: str
    until: datetime


@dataclass
class Pages:
    """Makes every page for one build. built_at: the instant of the build, UTC."""

    states: States
    texts: Texts
    words: Words
    site_url: str = ""
    register_size: int = 0
    addresses: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _templates(self) -> Environment:
        env = Environment(
            loader=PackageLoader("publisher.site", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.globals.update(t=self.words, machine=Words.machine, publication_day=_publication_day)
        return env

    def _render(self, template: str, url: str, **values: object) -> str:
        values["rel"] = lambda target: relative(target, url)
        return self._templates.get_template(template).render(
            states=self.states, register_size=self.register_size, url=url, **values
        )

    # -- one policy --

    def policy(self, policy: PolicyState) -> SitePage:
        """The page at `/<slug>/`: the text in force first, what comes with its day, then the rest."""
        url = f"{policy.slug}/"
        shown = policy.in_force or self._last_text(policy)
        coming = [version for version in policy.pending if not version.ends]
        body = self._text(policy, shown.texts[-1], url) if shown else Markup("")
        html = self._render(
            "policy.html", url, policy=policy, version=shown, body=body, coming=coming,
            summaries={v.number: self.summary(policy, v) for v in policy.pending},
            coming_bodies={v.number: self._text(policy, v.texts[-1], url, f"v{v.number}-") for v in coming},
        )  # fmt: skip
        headings = render_with_toc(self.texts.source(shown.texts[-1]))[1] if shown else ()
        return SitePage(
            url, policy.title, html, "policy", policy.language, url, True, tuple(headings)
        )

    def version(self, policy: PolicyState, version: Version) -> SitePage:
        """The page at `/<slug>/v<N>/`, which says at its top what state the text is in."""
        url = f"{policy.slug}/v{version.number}/"
        source = version if version.texts else self._last_text(policy)
        body = self._text(policy, source.texts[-1], url) if source else Markup("")
        html = self._render(
            "version.html", url, policy=policy, version=version, body=body, state=policy.state(version),
            last=policy.last_day(version),
        )  # fmt: skip
        title = f"{policy.title}, {self.words('version', number=version.number)}"
        return SitePage(url, title, html, "version", policy.language, f"{policy.slug}/")

    def changes(self, policy: PolicyState, version: Version) -> SitePage | None:
        """The redline at `/<slug>/v<N>/changes/`; None for a version that follows no text."""
        before = self.texts.previous(version, policy.versions)
        if before is None:
            return None
        url = f"{policy.slug}/v{version.number}/changes/"
        comparison = self.comparison(policy, version)
        html = self._render(
            "changes.html", url, policy=policy, version=version, comparison=comparison,
            redline=Markup(comparison.redline.html()) if comparison and comparison.redline else None,  # noqa: S704 - sanitised
        )  # fmt: skip
        title = self.words("changes_title", title=policy.title, number=version.number)
        return SitePage(url, title, html, "changes", policy.language, f"{policy.slug}/")

    def history(self, policy: PolicyState) -> SitePage:
        """The page at `/<slug>/history/`: every version with its days."""
        url = f"{policy.slug}/history/"
        html = self._render("history.html", url, policy=policy, State=State)
        title = self.words("history_title", title=policy.title)
        return SitePage(url, title, html, "history", policy.language, url)

    def notice(self, policy: PolicyState, version: Version) -> SitePage:
        """The page at `/notices/<id>/`: what changes, why, who decided, when, and the counted days."""
        url = f"notices/{version.notice}/"
        comparison = self.comparison(policy, version)
        html = self._render(
            "notice.html", url, policy=policy, version=version, schedule=schedule_of(version),
            summary=self.summary(policy, version), explanation=self._explanation(version),
            sections=comparison.sections if comparison else (), state=policy.state(version), State=State,
        )  # fmt: skip
        title = self.words("notice_title", title=policy.title, number=version.number)
        return SitePage(url, title, html, "notice", policy.language, url, True)

    def of_policy(self, policy: PolicyState) -> Iterator[SitePage]:
        """Yield every page of one policy but its main one."""
        yield self.history(policy)
        for version in policy.versions:
            yield self.version(policy, version)
            if version.notice:
                yield self.notice(policy, version)
            redline = self.changes(policy, version)
            if redline:
                yield redline

    # -- all policies --

    def overview(self, url: str) -> str:
        """The block of the home page: what applies now and what is coming, a policy at a time."""
        return self._render("overview.html", url, summaries=self._summaries())

    def notices(self) -> SitePage:
        """The page at `/notices/`."""
        url = "notices/"
        listed = [(p, v) for p in self.states.policies for v in p.versions if v.notice]
        listed.sort(
            key=lambda pair: (pair[1].announced_at or self.states.at, pair[1].number), reverse=True
        )
        html = self._render("notices.html", url, listed=listed, summaries=self._summaries())
        return SitePage(
            url, self.words("notices_title"), html, "notices", self.words.locale, url, True
        )

    def banners(self) -> list[Banner]:
        """One line for each pending change, in the order in which they come."""
        coming = sorted(
            ((v.effective_at, p, v) for p in self.states.policies for v in p.pending if v.notice),
            key=lambda item: (item[0], item[1].id, item[2].number),
        )
        return [
            Banner(
                self.words(
                    "banner_end" if v.ends else "banner_change", title=p.title, day=v.effective
                ),
                f"notices/{v.notice}/",
                at,
            )
            for at, p, v in coming
        ]

    # -- parts --

    def comparison(self, policy: PolicyState, version: Version) -> Comparison | None:
        """Return the comparison of a version's text with the text it follows."""
        before = self.texts.previous(version, policy.versions)
        if before is None or not version.texts:
            return None
        return compare(self.texts.source(before), self.texts.source(version.texts[-1]))

    def summary(self, policy: PolicyState, version: Version) -> str:
        """Return the editor's summary, or the sections that change."""
        fields = self._notice_fields(version)
        if fields.get("summary"):
            return str(fields["summary"])
        if version.ends:
            return self.words("notice_generated_end")
        comparison = self.comparison(policy, version)
        sections = "; ".join(comparison.sections) if comparison else ""
        return f"{self.words('notice_generated')} {sections}" if sections else ""

    def _summaries(self) -> dict[tuple[str, int], str]:
        return {
            (p.id, v.number): self.summary(p, v)
            for p in self.states.policies
            for v in p.versions
            if v.notice
        }

    def _notice_fields(self, version: Version) -> dict[str, Any]:
        source = self._notice_source(version)
        return (
            dict(frontmatter.split(source, where=str(version.notice_path)).fields) if source else {}
        )

    def _notice_source(self, version: Version) -> str | None:
        return self.texts.blob(version.notice_blob) if version.notice_blob else None

    def _explanation(self, version: Version) -> Markup:
        source = self._notice_source(version)
        return Markup(render(source)) if source else Markup("")  # noqa: S704 - render sanitises

    def _text(self, policy: PolicyState, text: PublishedText, url: str, prefix: str = "") -> Markup:
        """Return a text's HTML for a page; prefix keeps the ids of a second text apart."""
        path = str(text.entry.fields.get("path") or policy.policy.revisions[-1].path)
        html = link_pages(self.texts.html(text), path=path, url=url, addresses=self.addresses)
        return Markup(prefix_ids(html, prefix) if prefix else html)  # noqa: S704 - kept sanitised

    @staticmethod
    def _last_text(policy: PolicyState) -> Version | None:
        """The version whose text stands there while none is in force: the first to come, or the last."""
        with_text = [
            v for v in policy.versions if v.texts and policy.state(v) is not State.WITHDRAWN
        ]
        if not with_text:
            return None
        return with_text[-1] if policy.ended else with_text[0]


def _publication_day(version: Version) -> date:
    """Return the day from which a version's notice counts, in its own zone."""
    return civil_day(version.first.at, version.timezone)


def prefix_ids(html: str, prefix: str) -> str:
    """Put a prefix before every id and every link to one, so that two texts can stand on one page."""
    import re

    html = re.sub(r'(<[a-z0-9]+\b[^>]*?\sid=")', rf"\g<1>{prefix}", html)
    return re.sub(r'(<a\b[^>]*?\shref="#)', rf"\g<1>{prefix}", html)
