"""The MkDocs plugin: hands MkDocs the texts in force and writes every other page after it.

What it shows comes from `publisher.timeline.states`; it decides nothing, and leaves the writing to
`publisher.site.build.page_writer`. It is a guest in the site: it runs before the other plugins where it says
what the pages are, and after them where a text or the banner must not be changed any more.
"""

from __future__ import annotations

import functools
import gc
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from markupsafe import Markup
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from publisher import clock, config
from publisher.errors import PublisherError, UsageError
from publisher.messages.catalogue import Messages
from publisher.repository import Repository, open_repository
from publisher.site import outputs
from publisher.site.build import publication_json, redirects
from publisher.site.build.fingerprints import FingerprintCache, Fingerprints
from publisher.site.build.mkdocs_files import MARKER, Copies, MkDocsFiles, unlisted
from publisher.site.build.page_writer import (
    Around,
    Writing,
    add_to_search,
    describe,
    put_policies_first,
)
from publisher.site.build.previous_build import Before
from publisher.site.pages.page_context import SitePage
from publisher.site.pages.pages import Pages
from publisher.site.pages.rendered_texts import Texts, relative, with_former_names
from publisher.site.theme import contrast, light_pages, material_theme
from publisher.text.document.render import headings
from publisher.timeline.planning.link_checks import check_links
from publisher.timeline.states import States

log: logging.LoggerAdapter[logging.Logger] = get_plugin_logger("publisher")
_FIRST, _LAST = 100, -100

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _told(hook: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn an error that a user can fix into MkDocs' own, which shows no traceback."""

    @functools.wraps(hook)
    def telling(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return hook(*args, **kwargs)
        except PublisherError as error:
            raise PluginError(str(error)) from error

    return telling


class RehearsedError(Exception):
    """A build came to its end before it wrote anything. left_out: files of the site that no reader gets."""

    def __init__(self, left_out: tuple[str, ...]) -> None:
        super().__init__("rehearsed")
        self.left_out = left_out


class _Options(Config):  # type: ignore[no-untyped-call]
    """Nothing for MkDocs to check: `publisher.config` does, also for the commits of long ago."""


class PublisherPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Set `at` before the build for the site as of another instant; such a build is a preview.

    Set `given` as well to show another state than what is committed. before: the site of the build
    before, where the new one takes its place. rehearsal: stop before anything is written; see
    `publisher.site.build.rehearsal`.
    """

    at: datetime | None = None
    given: Repository | None = None
    before: Before | None = None
    rehearsal: bool = False
    _live = False
    config: _Options
    _left_out: tuple[str, ...] = ()
    _loaded: Repository | None = None
    _copies: Copies | None = None
    _sources: Mapping[str, bytes] = {}

    def load_config(
        self, options: Mapping[str, Any], config_file_path: str | None = None
    ) -> tuple[list[tuple[str, Exception]], list[tuple[str, str]]]:
        """Check the options; the ones that count are read from the commit at HEAD."""
        self.config = dict(options)  # type: ignore[assignment]
        try:
            config.from_options(options, where=Path(config_file_path or "mkdocs.yml").name)
        except PublisherError as error:
            return [("publisher", ValidationError(str(error)))], []
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is a preview with a server of its own. Keeps the plugin between builds."""
        self._live = command == "serve"

    def on_shutdown(self) -> None:
        """Remove what was made for other plugins to read."""
        if self._copies:
            self._copies.remove()

    @_told
    @event_priority(_FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Open the repository and put the publisher's templates and assets behind the site's own."""
        self._loaded = self.given or open_repository(config_file=Path(config.config_file_path))
        if not self._live:
            gc.freeze()  # what was read stays to the end: no need to look through it again and again
        if not config.use_directory_urls:
            raise UsageError(
                "'use_directory_urls: false' would change addresses that are permanent",
                where="mkdocs.yml",
                remedy="take it away",
            )
        self._preview = self.at is not None
        self._at = self.at or _present()
        self._material = material_theme.Material(config.theme, config.extra, config.site_url or "")
        for warning in self._material.prepare(self._loaded.history.settings.locale):
            log.warning(warning)
        against = self._material.lighten(config.extra_javascript)
        if against and not against.startswith("extra.light"):
            log.info("each page loads the theme's script at once, because of '%s'", against)
        config.extra_css[:0] = self._material.styles()
        config.extra_javascript.insert(0, material_theme.SCRIPT)
        return config

    @property
    def states(self) -> States:
        """What the pages are made from, once MkDocs has its files."""
        return self._states

    @property
    def _repository(self) -> Repository:
        assert self._loaded is not None  # noqa: S101 - on_config runs first
        return self._loaded

    @_told
    @event_priority(_FIRST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace what lies in the working tree by what is committed, and each policy by its page."""
        repository = self._repository
        history = repository.history
        self._states = repository.timelines.at(self._at)
        check_links(history, self._states.drafts)
        self._pages = Pages(
            self._states, Texts(history, repository.store, self._states.drafts),
            Messages(history.settings.locale, self._material.inline_translation), history.settings.site_url,
            repository.timelines.register.size, history.settings.word_redlines,
            cache=repository.cache,
        )  # fmt: skip
        facts = Fingerprints(
            self._states, repository.timelines.register, history.settings, self._pages.words,
            self._pages.addresses,
        )  # fmt: skip
        self._pages.kept = FingerprintCache(facts, repository.cache)
        self._pages.told.prepare(self._states)
        self._made: dict[str, SitePage] = {}
        searched = _search_languages(config)
        for file in list(files):
            if (
                file.src_dir == config.docs_dir
                or self._material.is_words(file.src_uri)
                or light_pages.is_needless(file.src_uri, searched)
            ):
                files.remove(file)
        self._sources = {}
        self.on_shutdown()
        self._copies = Copies(Path(config.docs_dir))
        for file in MkDocsFiles(config, history, self._states, self._pages, self._copies).files():
            files.append(file)
            if file.is_documentation_page():
                self._sources[file.src_uri] = file.content_bytes
        for uri, content in self._material.assets():
            files.append(unlisted(config, uri, content))
        docs = history.docs_folder
        self._check_own_files(files, config)
        for file in files.documentation_pages():
            self._pages.addresses[f"{docs}/{file.src_uri}"] = file.url.removeprefix("./")
        for file in files.media_files():
            self._pages.addresses[f"{docs}/{file.src_uri}"] = file.url
        former = with_former_names(self._pages.addresses, self._states.editions, history.pages)
        self._pages.addresses.update(former)
        return files

    def _check_own_files(self, files: Files, config: MkDocsConfig) -> None:
        """Refuse a name of mkdocs.yml that leads nowhere, and colours that nobody can read."""
        sheets, scripts = config.extra_css, config.extra_javascript
        for name in sorted(material_theme.named_files(sheets, scripts, config.theme)):
            if not urlsplit(name).netloc and files.get_file_from_path(urlsplit(name).path) is None:
                raise UsageError(
                    f"names '{name}', which is not committed", where="mkdocs.yml",
                    remedy=f"commit '{self._repository.history.docs_folder}/{name}', or take the name out",
                )  # fmt: skip
        own = set(material_theme.STYLES) | {material_theme.AUTOMATIC_STYLE}
        found = {
            name: files.get_file_from_path(name) for name in map(str, sheets) if name not in own
        }
        contents = {name: file.content_string for name, file in found.items() if file}
        for name, fault in contrast.faults(contents):
            where = f"{self._repository.history.docs_folder}/{name}"
            raise UsageError(fault.problem, where=where, remedy=fault.remedy)

    @_told
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Order a navigation that the site leaves to us, and keep it for the pages written after it."""
        uris = {policy.uri for policy in self._states.editions}
        for file in files:
            if _is_left_out(file) and file.src_uri in uris:
                raise UsageError(
                    f"leaves out the policy '{file.src_uri}', which every reader must find",
                    where="mkdocs.yml",
                    remedy="take it out of 'exclude_docs' and 'draft_docs'",
                )
        if config.nav is None:
            put_policies_first(nav, [policy.uri for policy in self._states.policies])
        self._pages.order = [page.url for page in nav.pages]
        self._nav = nav
        return nav

    @event_priority(_FIRST)
    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Return what is committed, also where another plugin made a file of its own for the page."""
        source = self._sources.get(page.file.src_uri)
        try:
            return None if source is None else source.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None  # MkDocs names the file

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Escape what the theme writes into the head as it is."""
        for name in ("title", "description", "author"):
            if isinstance(page.meta.get(name), str):
                page.meta[name] = escape(page.meta[name])
        return markdown

    @_told
    @event_priority(_LAST)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the text in force into a policy's page, where the search finds it."""
        own = (
            page.meta.get("template") or MARKER in html
        )  # what such a page shows is not known here
        if page.is_homepage and not own and not self._leads_to_policies(html):
            # No warning: a home page of one's own is no reason to refuse a site (strict is the default).
            log.info(
                f"{page.file.src_uri}: the home page leads to no policy. '{MARKER}' in it lists them."
            )
        if self.rehearsal:
            page.present_anchor_ids = self._anchors(page.file.src_uri) or page.present_anchor_ids
            return html
        made = self._make(page.file.src_uri)
        if made is None:
            return html
        self._made[page.url] = made
        page.toc = get_toc(material_theme.toc_tokens(made.headings))
        page.present_anchor_ids = {heading.id for heading in made.headings if heading.id}
        describe(page, made)
        return made.text

    def _leads_to_policies(self, html: str) -> bool:
        """Whether the home page has a link to a policy."""
        editions = self._states.editions
        return not editions or any(f"{policy.slug}/" in html for policy in editions)

    def _anchors(self, uri: str) -> set[str]:
        """Return the places in a policy's page that links may lead to; none for another page."""
        policy = next((p for p in self._states.editions if p.uri == uri), None)
        versions = [policy.in_force, *policy.coming, *reversed(policy.versions)] if policy else []
        text = next((one.texts[-1] for one in versions if one and one.texts), None)
        found = headings(Markup(self._pages.texts.html(text))) if text else []  # noqa: S704 - sanitised
        return {heading.id for heading in found if heading.id}

    def _make(self, uri: str) -> SitePage | None:
        if uri == "notices.md":
            return self._pages.notices()
        if uri == "when.md":
            return self._pages.when()
        found = next((p for p in self._states.editions if p.uri == uri), None)
        return self._pages.policy(found) if found else None

    @_told
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Add what the templates need for the banner and for the head."""
        if self.rehearsal:
            self._rehearse(files)
        else:
            add_to_search(config, self._pages.searched())
        zone = self._repository.history.settings.timezone
        pages = self._pages
        loaded = self._repository
        self._subject = outputs.BuildContext(
            self._states, pages, loaded.timelines.register, loaded.history.settings
        )
        self._writing = writing = Writing(
            config, self._material, self._subject, self._made, Around(self._nav, files, env),
            live=self._live, before=self.before,
        )  # fmt: skip
        env.globals["publisher"] = SimpleNamespace(
            banners=lambda page: pages.banners(writing.language(page)),
            banner=writing.banner, machine=Messages.machine,
            words=pages.words, words_of=lambda page: pages.words.in_language(writing.language(page)),
            span=pages.span,
            valid_until=self._states.valid_until(), address=self._address, sitemap=self._sitemap,
            stale=lambda words: words("stale", instant=words.instant(self._at, zone)),
            missing=pages.missing(urlsplit(config.site_url or "/").path),
            head=writing.head, page=lambda page: self._made.get(page.url) if page else None,
        )  # fmt: skip
        return env

    def _rehearse(self, files: Files) -> None:
        """Make what a publication needs of texts and notices, and leave the pages of policies unmade."""
        for policy in self._states.editions:
            for version in policy.versions:
                for text in version.texts:
                    if not text.entry.seq:
                        self._pages.texts.html(text)
                if not version.recorded and version.notice_blob:
                    self._pages.told.explanation(version)
        docs = self._repository.history.docs_folder
        self._left_out = tuple(f"{docs}/{file.src_uri}" for file in files if _is_left_out(file))
        uris = {policy.uri for policy in self._states.editions}
        for file in files:
            if file.src_uri in uris:
                file.inclusion = InclusionLevel.EXCLUDED

    @event_priority(_LAST)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put the whole page in the place of its text, once the search has seen the text."""
        made = self._made.get(page.url)
        if made is not None:
            page.content = made.html
            context["config"] = self._writing.in_language(made.language)
        elif page.content and MARKER in page.content:
            page.content = page.content.replace(MARKER, self._pages.overview(page.url))
        return context

    @event_priority(_LAST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Complete what the theme leaves undone, and protect the page."""
        return self._writing.finish(output, page.content or "", page)

    @event_priority(_LAST)
    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Do the same for pages that are a template alone, such as 404.html."""
        return self._writing.finish(output, "", None) if template_name.endswith(".html") else output

    @_told
    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write versions, redlines, histories and notices, and last of all what this build is."""
        if self.rehearsal:
            raise RehearsedError(self._left_out)
        site = Path(config.site_dir)
        self._pages.texts.attachments.write(self._states, site)
        self._writing.write(self._pages.feeds())
        for policy in self._states.editions:
            self._writing.write(self._pages.history(policy))
            if comparing := self._pages.compare(policy):
                self._writing.write(comparing)
        self._writing.write_versions()
        self._writing.write_taken_back()
        self._writing.write_style()
        repository = self._repository
        outputs.write(self._subject, site)
        redirects.write(self._states.policies, site, self._pages.words, self._pages.site_url)
        publication_json.write(site, publication_json.publication(
            self._states, repository.timelines.register, commit=repository.history.head,
            timezone=repository.history.settings.timezone, site_dir=site, preview=self._preview,
            attachments=self._pages.texts.attachments,
        ))  # fmt: skip
        repository.cache.trim()

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:
        """Build again after a commit, too: what the site shows is what is committed."""
        log_of_head = self._repository.git.root / ".git" / "logs" / "HEAD"
        if log_of_head.is_file():
            server.watch(str(log_of_head))
        return server

    def _address(self, target: str, page: Page | None) -> str:
        """Return a whole address where the site knows its own, else a relative one."""
        site_url = self._pages.site_url
        return site_url + target if site_url else relative(target, page.url if page else "")

    def _sitemap(self, files: Any) -> Iterator[tuple[str, str]]:
        """Yield address and day of last change of each page that search engines should find."""
        site_url = self._pages.site_url
        if not site_url:
            return
        for file in files:
            made = self._made.get(file.page.url) if file.page else None
            if file.page and not file.page.is_link and (made is None or made.indexed):
                yield site_url + file.page.url, file.page.update_date if made else ""
        for url, day in self._pages.known.listed():
            yield site_url + url, day.isoformat()


def _is_left_out(file: File) -> bool:
    """Whether MkDocs leaves a file out of the site."""
    return file.inclusion in (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)


def _search_languages(config: MkDocsConfig) -> list[str]:
    """Return the languages in which the site's search knows words."""
    search = config.plugins.get("search") or config.plugins.get("material/search")
    return [str(language) for language in (search.config.get("lang") or ["en"])] if search else []


def _present() -> datetime:
    """The instant of the build: now, or what SOURCE_DATE_EPOCH fixes for a reproducible one."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else clock.now()
