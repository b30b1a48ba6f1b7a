"""The pages of the site, made from the states of the policies. Nothing is decided here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from publisher.calendar import civil_day
from publisher.register.entry import Entry
from publisher.site.pages import banner, redlines, template_helpers, validity
from publisher.site.pages.page_context import PageContext, SearchEntry, SitePage
from publisher.text.document.render import headings
from publisher.text.redline.redline_messages import phrases
from publisher.timeline.planning import schedule_of
from publisher.timeline.rules import State, Version
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import TranslationView


class Pages(PageContext):
    """Makes every page for one build."""

    def summary(self, policy: PolicyState, version: Version) -> str:
        """Return the editor's summary, or the sections that change."""
        return self.told.summary(policy, version)

    # -- one policy --

    def policy(self, policy: PolicyState) -> SitePage:
        """The page at `/<slug>/`: the text in force first; what follows it waits for its instant."""
        url = f"{policy.slug}/"
        shown = policy.in_force or self._text_without_force(policy)
        parts = [self._phase(policy, phase, url) for phase in validity.phases(policy)]
        languages = self._languages(policy, lambda one: f"{one.slug}/")
        html = self._render("policy.html", url, policy, languages, now=parts[0], later=parts[1:])
        shown = _stands_for(policy, shown)
        body = self._body(policy, shown.texts[-1], url) if shown else Markup("")
        return self._page(
            url, policy.title, html, "policy", policy, indexed=True, headings=tuple(headings(body)),
            text=str(body) if policy.in_force and shown is policy.in_force else "",
            description=self._description(shown) or self._spans(policy), alternates=languages,
        )  # fmt: skip

    def version(self, policy: PolicyState, version: Version) -> SitePage:
        """The page at `/<slug>/v<N>/`, which says at its top what state the text is in."""
        url = f"{policy.slug}/v{version.number}/"
        source = version if version.texts else self._text_without_force(policy)
        body = self._body(policy, source.texts[-1], url) if source else Markup("")
        languages = self._languages(policy, lambda one: f"{one.slug}/v{version.number}/")
        html = self._render(
            "version.html",
            url,
            policy,
            languages,
            version=version,
            text=template_helpers.split_title(body, policy.title),
            neighbours=validity.neighbours(policy, version),
            headings=template_helpers.contents(body),
        )
        name = template_helpers.shown_state(policy, version, policy.state(version))
        words = self._words(policy)
        title = template_helpers.title_of(policy, version, name, words)
        lasting = words("version_title", title=policy.title, number=version.number)
        return self._page(
            url, title, html, "version", policy, version, headings=tuple(headings(body)),
            alternates=languages, description=self._dated(policy, version, lasting),
        )  # fmt: skip

    def changes(self, policy: PolicyState, version: Version) -> SitePage | None:
        """The redline at `/<slug>/v<N>/changes/`; None for a version that follows no text."""
        url = f"{policy.slug}/v{version.number}/changes/"
        texts, change = self.told.texts_of(policy, version), self.told.change(policy, version)
        if texts is None or change is None:
            return None
        redline, attached, base = change.page, self.texts.attachments, policy.base(version)
        path = texts[1].fact.path or ""
        languages = self._languages(policy, lambda one: f"{one.slug}/v{version.number}/changes/")
        html = self._render(
            "changes.html", url, policy, languages, version=version, redline=redline,
            base=base.number if base else 1, places=redlines.places(change, policy),
            filters=redlines.filters(change, self._words(policy)),
            text=self._linked(redline.text, path, url, attached.of(texts[1]).over(attached.of(texts[0]))),
            files=attached.changes(*texts), word=self.word_redlines,
        )  # fmt: skip
        title = self._words(policy)("changes_title", title=policy.title, number=version.number)
        return self._page(
            url, title, html, "changes", policy, version, alternates=languages,
            description=self._dated(policy, version, title),
        )  # fmt: skip

    def _dated(self, policy: PolicyState, version: Version, title: str) -> str:
        """Return a description that holds before and after the day, without a new build.

        title: of the page.
        """
        never = version.withdrawn_at or policy.overtaken_by(version)
        name = "describe_never" if never else "describe_end" if version.ends else "describe_dated"
        text = self._words(policy)(name, title=title, day=version.effective)
        worded = template_helpers.words_language(policy, version) == policy.language
        summary = self.told.written_summary(version) if worded else ""
        return f"{text} {summary}".rstrip()

    def history(self, policy: PolicyState) -> SitePage:
        """The page at `/<slug>/history/`: every version with its days, and what happened to it."""
        url = f"{policy.slug}/history/"
        languages = self._languages(policy, lambda one: f"{one.slug}/history/")
        html = self._render(
            "history.html", url, policy, languages, applied=self._applied(policy, url, policy),
            years=self._years(policy, url), compared=_has_redlines(policy),
        )  # fmt: skip
        title = self._words(policy)("history_title", title=policy.title)
        return self._page(
            url, title, html, "history", policy, indexed=True, alternates=languages,
            description=self._spans(policy),
        )  # fmt: skip

    def _years(self, policy: PolicyState, url: str) -> list[tuple[int, list[Markup]]]:
        """Return the years with what happened to the versions of each, the latest first."""

        def row(one: Version) -> tuple[int, str]:
            return one.effective.year, self._render("versions.html", url, policy, about=one)

        rows = reversed(self._rows("versions", policy, url, row))
        return [
            (year, [Markup(html) for _, html in group])  # noqa: S704 - as the templates made it
            for year, group in groupby(rows, key=itemgetter(0))
        ]

    def _rows(
        self, kind: str, policy: PolicyState, url: str, row: Callable[[Version], object],
    ) -> list[Any]:  # fmt: skip
        """Return what a list has of each version, from earlier builds where nothing has changed.

        row: makes it, as JSON can hold it; None for a version that is not listed.
        """

        def make(versions: Sequence[Version]) -> bytes:
            return json.dumps([made for one in versions if (made := row(one))]).encode()

        def whole() -> str:
            stretches = self.kept.stretches(kind, policy, url, make)
            return json.dumps([made for stretch in stretches for made in json.loads(stretch)])

        return list(json.loads(self._kept(kind, policy, url, whole)))

    def compare(self, policy: PolicyState) -> SitePage | None:
        """The page at `/<slug>/compare/`: any two versions, by script, and the redlines that there are.

        None for a policy whose texts have not changed yet.
        """
        if not _has_redlines(policy):
            return None
        url = f"{policy.slug}/compare/"

        def row(one: Version) -> str | None:
            if not one.has_redline:
                return None
            base = policy.base(one)
            return self._render(
                "step.html", url, policy, about=one, base=base.number if base else 1
            )

        languages = self._languages(policy, lambda one: f"{one.slug}/compare/")
        html = self._render(
            "compare.html", url, policy, languages,
            options=[one for one in policy.versions if template_helpers.has_own_text(one)],
            steps=[Markup(html) for html in reversed(self._rows("steps", policy, url, row))],  # noqa: S704
            said=phrases(self._words(policy).locale).for_scripts(),
        )  # fmt: skip
        title = self._words(policy)("compare_title", title=policy.title)
        return self._page(
            url, title, html, "compare", policy, alternates=languages,
            description=self._spans(policy),
        )  # fmt: skip

    def notice(self, policy: PolicyState, version: Version) -> SitePage:
        """The page at `/notices/<id>/`: what changes, why, who decided, when, and the counted days."""
        url = f"notices/{version.notice}/"
        titles, attached = self._notice_titles(policy, version), self.texts.attachments
        languages = self._languages(
            policy, lambda one: f"notices/{one.version(version.number).notice}/"
        )
        html = self._render(
            "notice.html", url, policy, languages, version=version, titles=titles,
            headings=self._notice_headings(policy, version), schedule=schedule_of(version),
            explanation=self._linked(
                self.told.explanation(version), version.notice_path or "", url,
                attached.of(version.texts[-1]) if version.texts else attached.nothing,
            ),
            files=self.told.files(policy, version),
            sections=self.told.sections(policy, version), fact=version.beginning,
        )  # fmt: skip
        return self._page(
            url, titles[0].text, html, "notice", policy, version, indexed=True,
            description=self.summary(policy, version), alternates=languages,
        )  # fmt: skip

    def _notice_titles(
        self, policy: PolicyState, version: Version
    ) -> list[template_helpers.TimedText]:
        """Return the headline of a notice at the build, and the one that it has after its day."""
        if version.withdrawn_at:
            names = ("notice_withdrawn_title",) * 2
        elif policy.overtaken_by(version):
            names = ("notice_overtaken_title",) * 2
        elif version.ends:
            names = ("notice_end_title", "notice_ended_title")
        else:
            names = ("notice_title", "notice_changed_title")
        return self._tenses(policy, version, *names, title=policy.title, day=version.effective)

    def _notice_headings(
        self, policy: PolicyState, version: Version
    ) -> list[template_helpers.TimedText]:
        """Return the heading above what a notice announces, as `_notice_titles` does."""
        if version.withdrawn_at:
            return self._tenses(policy, version, *("notice_what_withdrawn",) * 2)
        if policy.overtaken_by(version):
            return self._tenses(policy, version, *("notice_what_overtaken",) * 2)
        return self._tenses(policy, version, "notice_what", "notice_changed")

    def _tenses(
        self, policy: PolicyState, version: Version, before: str, after: str, **values: object
    ) -> list[template_helpers.TimedText]:
        """Return a sentence for the time before a version's day and one from then on."""
        words, day = self._words(policy), version.effective_at
        if before == after:
            return [template_helpers.TimedText(words(before, **values), validity.Window())]
        both = ((before, validity.Window(None, day)), (after, validity.Window(day)))
        return [
            template_helpers.TimedText(words(name, **values), window)
            for name, window in both if window.until is None or window.until > self.states.at
        ]  # fmt: skip

    def taken_back(
        self,
        policy: PolicyState,
        version: Version,
        told: Entry,
        by: Entry,
        addresses: tuple[str, ...],
    ) -> Iterator[SitePage]:
        """Yield what stands where a version stood that was announced by mistake: who comes back is told.

        told: the entry that announced it. by: the one that takes it back. addresses: where it stood.
        """
        title = self._words(policy)("void_title", title=policy.title, number=version.number)
        for url in addresses:
            html = self._render(
                "void.html", url, policy, version=version, title=title, by=by,
                told_day=civil_day(told.at, version.timezone),
                taken_back=civil_day(by.at, version.timezone),
            )  # fmt: skip
            yield self._page(url, title, html, "void", policy)

    def of_version(self, policy: PolicyState, version: Version) -> Iterator[SitePage]:
        """Yield every page of one version."""
        yield self.version(policy, version)
        if version.notice:
            yield self.notice(policy, version)
        redline = self.changes(policy, version)
        if redline:
            yield redline

    # -- all policies --

    def searched(self) -> Iterator[SearchEntry]:
        """Yield what a search finds besides the texts in force: coming texts, and notices still of interest.

        The titles say which is which, with days, so that they hold when the day has come.
        """
        for policy in self.states.editions:
            for version in policy.coming:
                if template_helpers.has_own_text(version) and policy.ever_applies(version):
                    url = f"{policy.slug}/v{version.number}/"
                    body = self._body(policy, version.texts[-1], url)
                    title = template_helpers.title_of(
                        policy, version, "pending", self._words(policy)
                    )
                    yield _entry(url, title, template_helpers.split_title(body, policy.title).rest)
            for announced in (policy.in_force, policy.ended, *policy.coming):
                if announced and announced.notice:
                    title = self._notice_titles(policy, announced)[0].text
                    lines = (self.summary(policy, announced), self.told.action(announced))
                    said = Markup("").join(Markup("<p>{}</p>").format(one) for one in lines if one)
                    url = f"notices/{announced.notice}/"
                    yield _entry(url, title, said + self.told.explanation(announced))

    def overview(self, url: str) -> str:
        """The block of the home page: what applies now and what is coming, a policy at a time."""
        return self._render("overview.html", url, phases=validity.phases, policies=self._in_order())

    def _in_order(self) -> list[PolicyState]:
        """Return the policies as the navigation has them, in the site's language; the ended ones last."""
        places = {address: place for place, address in enumerate(self.order)}
        return sorted(
            (policy.in_language(self.words.locale) for policy in self.states.policies),
            key=lambda p: (bool(p.ended), places.get(f"{p.slug}/", len(places)), p.id),
        )

    def notices(self) -> SitePage:
        """The page at `/notices/`: every notice, the latest first."""
        url = "notices/"
        own = [policy.in_language(self.words.locale) for policy in self.states.policies]
        listed = [notice for policy in own for notice in self._listed(policy, url)]
        listed.sort(key=lambda notice: notice[:2], reverse=True)
        html = self._render("notices.html", url, listed=[Markup(notice[2]) for notice in listed])  # noqa: S704
        return self._page(url, self.words("notices_title"), html, "notices", indexed=True)

    def _listed(self, policy: PolicyState, url: str) -> list[tuple[str, int, str]]:
        """Return instant, number and HTML of each notice of a policy in the list of all."""

        def row(one: Version) -> tuple[str, int, str] | None:
            if not one.notice:
                return None
            html = self._render("listed.html", url, about=policy, version=one,
                                titles=self._notice_titles(policy, one))  # fmt: skip
            return (one.announced_at or self.states.at).isoformat(), one.number, html

        return [(at, number, html) for at, number, html in self._rows("listed", policy, url, row)]

    def when(self) -> SitePage:
        """The page at `/when/`: which text applied on a day."""
        url = "when/"
        html = self._render(
            "when.html", url, policies=self._in_order(),
            applied=lambda policy: self._applied(policy, url, None),
        )  # fmt: skip
        return self._page(url, self.words("when_title"), html, "when", indexed=True)

    def feeds(self) -> SitePage:
        """The page at `/feeds/`: how to follow changes, and the feeds of all and of each policy."""
        url = "feeds/"
        policies = [policy for policy in self._in_order() if not policy.ended]
        html = self._render("feeds.html", url, policies=policies)
        title = self.words("feeds_title")
        return self._page(
            url, title, html, "feeds", indexed=True, description=self.words("feeds_intro")
        )

    def missing(self, root: str) -> str:
        """The content of the page for addresses that do not exist. root: path of the site on its host."""
        return self._render("missing.html", "", rel=lambda target: root + target)

    def span(self, window: validity.Window) -> Markup:
        """Return a window as attributes."""
        return template_helpers.Tools("", self.site_url, self.states.at).span(window)

    def banners(self, language: str) -> list[banner.BannerLine]:
        """One line for each pending change, in the order in which they come, then the withdrawn ones.

        language: of the page that they stand on.
        """
        if language not in self._banners:
            self._banners[language] = banner.lines(self.states, self.words.in_language, language)
        return self._banners[language]

    def banner(self, page: SitePage | None, language: str, link: Callable[[str], str]) -> Markup:
        """Return the banner of a page; a policy's own page says itself what is coming.

        page: None for one that is not ours.
        """
        every = lines = self.banners(language)
        if page is not None and page.kind == "policy":
            lines = [one for one in every if not (one.coming and one.policy.id == page.policy)]
        words, others = self.words.in_language(language), len(lines) < len(every)
        return banner.html(lines, words, self.told, self.states.at, link, others=others)

    # -- parts --

    def _applied(self, about: PolicyState, url: str, policy: PolicyState | None) -> Markup:
        """Return the table of which text applied when. policy: of the page, where it is about one."""
        kind = "applied-own" if policy else "applied"
        return self._kept(
            kind, about, url, lambda: self._render("applied.html", url, policy, about=about)
        )

    def _phase(
        self, policy: PolicyState, phase: validity.Phase, url: str
    ) -> template_helpers.PhaseText:
        """Join a phase with its text; where nothing applies, with the text to come or the last one."""
        version = phase.version or self._text_without_force(policy)
        shown = _stands_for(policy, version)
        body = self._body(policy, shown.texts[-1], url) if shown else Markup("")
        return template_helpers.PhaseText(
            phase, version, template_helpers.split_title(body, policy.title), shown,
            template_helpers.contents(body),
        )  # fmt: skip

    @staticmethod
    def _text_without_force(policy: PolicyState) -> Version | None:
        """The version whose text stands there while none is in force: the first to come, or the last."""
        with_text = [
            v for v in policy.versions if v.texts and policy.state(v) is not State.WITHDRAWN
        ]
        if not with_text:
            return None
        return with_text[-1] if policy.ended else with_text[0]


def _stands_for(policy: PolicyState, version: Version | None) -> Version | None:
    """Return the version whose text is shown for another one: an earlier one where it is not translated."""
    if version is None or not isinstance(policy, TranslationView):
        return version
    return policy.stands_for(version)


def _entry(url: str, title: str, html: Markup) -> SearchEntry:
    return SearchEntry(url, title, Markup("<h1>{}</h1>").format(title) + html)


def _has_redlines(policy: PolicyState) -> bool:
    """Whether there is a page that compares two versions of a policy."""
    return any(version.has_redline for version in policy.versions)
