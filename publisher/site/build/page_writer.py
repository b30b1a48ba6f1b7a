"""Writes the pages that MkDocs does not: versions, redlines, histories, notices, in the site's own theme.

They go through the theme's templates and past MkDocs' pipeline, whose cost grows with every page that
there is. This and the plugin are the only files that import MkDocs.
"""

from __future__ import annotations

import copy
import json
import logging
import mimetypes
import re
from collections import ChainMap
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from publisher import trace
from publisher.site import outputs
from publisher.site.build.layout_cache import Shells, Theme
from publisher.site.build.previous_build import Before
from publisher.site.build.version_writer import VersionWriter
from publisher.site.pages.page_context import SearchEntry, SitePage
from publisher.site.pages.rendered_texts import relative
from publisher.site.theme import material_theme
from publisher.text.document.render import headings

log: logging.LoggerAdapter[logging.Logger] = get_plugin_logger("publisher")
_NAV_TITLE = re.compile(r'(<span class="md-ellipsis")>([^<]+)')
# A page of each kind that is written for a version, about nothing.
_SAMPLES = (
    ("version", "sample/v1/"), ("changes", "sample/v1/changes/"), ("notice", "notices/sample-1/"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """What MkDocs knows once it has read its own pages, and what a template asks for."""

    nav: Navigation
    files: Files
    env: Any


class Writing:
    """Finishes the pages of one build.

    made: the pages of ours that the theme is at work on, by address. live: a preview with a server.
    """

    def __init__(
        self, config: MkDocsConfig, theme: material_theme.Material, subject: outputs.BuildContext,
        made: MutableMapping[str, SitePage], around: Around, *, live: bool, before: Before | None,
    ) -> None:  # fmt: skip
        self._before = before
        self._config, self._material, self._subject = config, theme, subject
        self._made, self._around, self._live = made, around, live
        self._pages, self._site = subject.pages, Path(config.site_dir)
        self._around_versions = cache(self._surroundings)
        self._says = outputs.Head(subject)
        self._shells = Shells(
            Theme(
                whole=self._whole,
                head=lambda page: theme.mend(
                    str(self._says.html(page.url, page.title, page.description))
                ),
                content=theme.mend,
            ),
            apart={
                line.url for language in self._languages() for line in self._pages.banners(language)
            },
        )

    def head(self, url: str, title: str, description: str, site: str = "") -> str:
        """Return what the head of a page says to programs."""
        if self._shells.is_shell(url):
            return self._shells.head
        return self._says.html(url, title, description, site)

    def banner(self, page: Page | None) -> str:
        """Return the banner of a page. page: None for the one that stands for every missing address."""
        root = urlsplit(self._config.site_url or "/").path

        def link(target: str) -> str:
            return relative(target, page.url) if page else root + target

        made = self._made.get(page.url) if page else None
        return self._pages.banner(made, self.language(page), link)

    def write_versions(self) -> None:
        """Write all that each version has."""
        VersionWriter(
            self._subject, self._site, self._shells.page, self._around_versions, self._before
        ).write()

    def write_style(self) -> None:
        """Write the style sheet of light pages, once every other page is there."""
        if self._material.light:
            self._around_versions()  # samples of the pages that this build may have had no need to make
            self._material.light.write(self._site, map(str, self._config.extra_css))

    def _surroundings(self) -> str:
        """Return the name of what the pages of the archive are made from besides the facts about them.

        What the theme, other plugins and the configuration do to a page is seen on pages that say nothing.
        """
        files = self._around.files.media_files()
        images = [(f.src_uri, sha256(f.content_bytes).hexdigest()) for f in files if _is_image(f)]
        theme, own = self._config.theme, []
        if theme.custom_dir:
            own = [
                sha256(p.read_bytes()).hexdigest()
                for p in sorted(Path(theme.custom_dir).rglob("*.html"))
            ]
        samples = [
            self._whole(SitePage(
                url, "Title", "<h1>Title</h1>", kind, language, description="Words",
                day=date.min, policy="sample", version=1, settled=True,
            ))
            for kind, url in _SAMPLES for language in sorted(self._languages())
        ]  # fmt: skip
        return sha256(json.dumps([images, own, samples]).encode()).hexdigest()

    def write_taken_back(self) -> None:
        """Write what stands where versions stood that were announced by mistake."""
        for policy in self._subject.states.editions:
            numbers = {version.number for version in policy.versions}
            for void in outputs.voids(policy, self._subject.register):
                if void.whole and void.version.number not in numbers:
                    for made in self._pages.taken_back(
                        policy, void.version, void.entry, void.by,
                        outputs.addresses(policy, void.version),
                    ):  # fmt: skip
                        self.write(made)

    def write(self, made: SitePage) -> None:
        """Write one page through the theme's template, without MkDocs' pipeline."""
        target = self._site / made.url / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self._shells.page(made), encoding="utf-8")

    def _whole(self, made: SitePage) -> str:
        """Return one finished page, all of it made by the theme."""
        config, around = self._config, self._around
        file = File.generated(
            config, f"{made.url}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV
        )
        page = Page(escape(made.title), file, config)
        page.content, page.toc = made.html, get_toc(material_theme.toc_tokens(made.headings))
        page.canonical_url = (config.site_url or "") + made.url if config.site_url else None
        page.edit_url = None
        describe(page, made)
        self._made[page.url] = made
        context = get_context(around.nav, around.files, config, page)
        context["config"] = self.in_language(made.language)
        with trace.work("theme", made.url):
            output = around.env.get_template("main.html").render(context)
        finished = self.finish(output, made.html, page)
        del self._made[page.url]  # an archive of thousands does not stay in memory
        return finished

    def finish(self, output: str, content: str, page: Page | None) -> str:
        """Complete what the theme leaves undone, protect the page, and warn of what it lacks."""
        name = page.file.src_uri if page else "404.html"
        made = self._made.get(page.url) if page else None
        ours, settled = page is None or made is not None, made is not None and made.settled
        banner = settled or bool(self._pages.banners(self.language(page)))
        for warning in self._material.unmet(
            output, content, name, banner=banner, ours=ours, settled=settled or _is_of_blog(page)
        ):
            log.warning(warning)
        output = self._with_languages(output, self.language(page))
        search = self._pages.words("search_label")
        # Versions may be made by another process, or by none; samples speak for them.
        noted = made is None or made.kind not in dict(_SAMPLES) or made.policy == "sample"
        return self._material.finish(output, content, search=search, live=self._live, noted=noted)

    def _with_languages(self, output: str, language: str) -> str:
        """Return a page whose navigation says in what language the title of each policy is."""
        titles = {
            escape(policy.title): policy.language
            for policy in self._subject.states.editions
            if policy.language.split("-")[0] != language.split("-")[0]
        }

        def mark(title: re.Match[str]) -> str:
            own = titles.get(title[2].strip())
            return f'{title[1]} lang="{escape(own)}">{title[2]}' if own else title[0]

        return _NAV_TITLE.sub(mark, output) if titles else output

    def _languages(self) -> set[str]:
        """Return the languages that pages speak."""
        words = self._pages.words
        editions = self._subject.states.editions
        return {
            words.locale,
            *(words.in_language(policy.language).locale for policy in editions),
        }

    def language(self, page: Page | None) -> str:
        """Return the language that a page speaks."""
        made = self._made.get(page.url) if page else None
        return made.language if made else self._pages.words.locale

    def in_language(self, language: str) -> MkDocsConfig:
        """Return the configuration with which the theme speaks another language on one page."""
        config = self._config
        if language == config.theme["language"] or not self._material.speaks(language):
            return config
        found = copy.copy(config)
        found["theme"] = ChainMap({"language": language}, config.theme)
        return found


def add_to_search(config: MkDocsConfig, entries: Iterable[SearchEntry]) -> None:
    """Add pages that MkDocs does not make to the index of the site's search."""
    plugin = config.plugins.get("search") or config.plugins.get("material/search")
    index = getattr(plugin, "search_index", None)
    if index is None:
        return
    for entry in entries:
        file = File.generated(
            config, f"{entry.url}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV
        )
        page = Page(entry.title, file, config)
        page.content, page.meta = entry.html, {"title": entry.title}
        page.toc = get_toc(material_theme.toc_tokens(headings(entry.html)))
        index.add_entry_from_context(page)


def _is_of_blog(page: Page | None) -> bool:
    """Whether the theme's blog shows a page, whose templates have no place for a line about an old build."""
    return page is not None and page.meta.get("template") in ("blog.html", "blog-post.html")


def _is_image(file: File) -> bool:
    return (mimetypes.guess_type(file.src_uri)[0] or "").startswith("image/")


def describe(page: Page, made: SitePage) -> None:
    """Say in a page's metadata what the theme writes into its head."""
    page.meta["title"] = escape(made.title)
    if made.description:
        page.meta["description"] = escape(made.description)
    if not made.text:
        page.meta["search"] = {"exclude": True}
    if made.day:
        page.update_date = made.day.isoformat()


def put_policies_first(nav: Navigation, policies: list[str]) -> None:
    """Order what stands at the top: home, the policies, their notices and dates, then everything else."""

    def rank(item: StructureItem) -> int:
        if not isinstance(item, Page):
            return 4
        uri = item.file.src_uri
        if uri in ("notices.md", "when.md"):
            return 2
        return 0 if item.is_homepage else 1 if uri in policies else 3

    nav.items.sort(key=rank)
    nav.pages.sort(key=lambda page: rank([page, *page.ancestors][-1]))
    for before, page, after in zip(
        [None, *nav.pages], nav.pages, [*nav.pages[1:], None], strict=False
    ):
        page.previous_page, page.next_page = before, after
