"""The MkDocs plugin: hands MkDocs the texts in force and writes every other page after it.

The only file that imports MkDocs. What it shows comes from `publisher.states`; it decides nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.commands.build import get_context
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from publisher import clock, config
from publisher.errors import PublisherError
from publisher.repository import Repository, open_repository
from publisher.site import outputs, publication
from publisher.site.pages import Pages, SitePage
from publisher.site.sources import site_files
from publisher.site.texts import Texts
from publisher.site.words import Words
from publisher.states import PolicyState

log = get_plugin_logger("publisher")
_THEME = Path(__file__).parent / "theme"
_MARKER = "<!-- policies -->"


class _Options(Config):  # type: ignore[no-untyped-call]
    """Nothing for MkDocs to check: `publisher.config` does, also for the commits of long ago."""


class PublisherPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Set `at` before the build for the site as of another instant; such a build is a preview."""

    at: datetime | None = None
    _loaded: Repository | None = None

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

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Open the repository and put the publisher's templates and assets behind the site's own."""
        with _told():
            self._loaded = open_repository(config_file=Path(config.config_file_path))
        if not config.use_directory_urls:
            raise PluginError(
                "mkdocs.yml: 'use_directory_urls: false' would change addresses that stay for ever. "
                "To mend: take it away."
            )
        self._preview = self.at is not None
        self._at = self.at or _present()
        own = 1 if config.theme.custom_dir else 0
        config.theme.dirs.insert(own, str(_THEME))
        config.extra_css.insert(0, "assets/publisher/publisher.css")
        config.extra_javascript.insert(0, "assets/publisher/publisher.js")
        return config

    @property
    def _repository(self) -> Repository:
        assert self._loaded is not None  # noqa: S101 - on_config runs first
        return self._loaded

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace what lies in the working tree by what is committed, and each policy by its page."""
        repository = self._repository
        with _told():
            self._states = repository.timelines.at(self._at)
            sources = site_files(repository.history, _trusted(config))
        self._by_path = {
            policy.policy.revisions[-1].path: policy for policy in self._states.policies
        }
        texts = Texts(repository.history, repository.store, self._states.drafts)
        self._pages = Pages(
            self._states, texts, Words(repository.history.settings.locale), config.site_url or "",
            repository.timelines.register.size,
        )  # fmt: skip
        docs = repository.history.docs_folder
        for file in list(files):
            if file.src_dir == config.docs_dir:
                files.remove(file)
        self._made: dict[str, SitePage] = {}
        for path, data in sources.items():
            uri = path.removeprefix(docs + "/")
            files.append(File.generated(config, uri, content=_source(self._policy(path), data)))
        for policy in self._states.policies:
            uri = f"{policy.slug}.md"
            if files.get_file_from_path(uri) is None:  # deleted in git; its page stays (T7)
                files.append(File.generated(config, uri, content=_source(policy, b"")))
        if files.get_file_from_path("notices/index.md") is None:
            files.append(
                File.generated(
                    config,
                    "notices/index.md",
                    content=f"---\ntitle: {json.dumps(self._pages.words('notices_title'))}\n---\n",
                )
            )
        self._addresses(files, docs)
        return files

    def _policy(self, path: str) -> PolicyState | None:
        return self._by_path.get(path)

    def _addresses(self, files: Files, docs: str) -> None:
        for file in files.documentation_pages():
            self._pages.addresses[f"{docs}/{file.src_uri}"] = file.url.removeprefix("./")

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the pages written after the build."""
        self._nav, self._files = nav, files
        return nav

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the publisher's content into the pages that MkDocs makes."""
        uri = page.file.src_uri
        made: SitePage | None = None
        if uri == "notices/index.md" and page.file.generated_by == "publisher":
            made = self._pages.notices()
        else:
            policy = next((p for p in self._states.policies if f"{p.slug}.md" == uri), None)
            made = self._pages.policy(policy) if policy else None
        if made is None:
            return html.replace(_MARKER, self._pages.overview(page.url))
        self._made[page.url] = made
        page.toc = get_toc(_toc_tokens(made))
        return made.html

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Let the templates ask for the banner and for what the head must say."""
        self._env = env
        loaded = self._repository
        self._subject = outputs.Subject(
            self._states, self._pages, loaded.timelines.register, loaded.history.settings
        )
        env.globals["publisher"] = SimpleNamespace(
            banners=self._pages.banners(),
            words=self._pages.words,
            machine=Words.machine,
            head=outputs.Head(self._subject).html,
            page=lambda page: self._made.get(page.url) if page else None,
        )
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write versions, redlines, histories and notices, and last of all what this build is."""
        site = Path(config.site_dir)
        for policy in self._states.policies:
            for made in self._pages.of_policy(policy):
                self._write(made, config)
            for version in policy.versions:
                if version.texts:
                    source = site / policy.slug / f"v{version.number}.md"
                    source.write_text(self._pages.texts.source(version.texts[-1]), encoding="utf-8")
        repository = self._repository
        outputs.write(self._subject, site)
        publication.write(site, publication.publication(
            self._states, repository.timelines.register, commit=repository.history.head,
            timezone=repository.history.settings.timezone, site_dir=site, preview=self._preview,
        ))  # fmt: skip

    def _write(self, made: SitePage, config: MkDocsConfig) -> None:
        """Write one page through the theme's template, without MkDocs' pipeline."""
        file = File.generated(config, f"{made.url}index.md", content="")
        page = Page(made.title, file, config)
        page.content, page.meta, page.toc = (
            made.html,
            {"title": made.title},
            get_toc(_toc_tokens(made)),
        )
        self._made[page.url] = made
        context: TemplateContext = get_context(self._nav, self._files, config, page)
        target = Path(config.site_dir) / made.url / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self._env.get_template("main.html").render(context), encoding="utf-8")


class _told:  # noqa: N801 - reads as a word: "with told errors"
    """Turn an error that a user can mend into MkDocs' way of telling it, without a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PublisherError):
            raise PluginError(str(error)) from error


def _present() -> datetime:
    """The instant of the build: now, or what SOURCE_DATE_EPOCH fixes for a reproducible one."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else clock.now()


def _source(policy: PolicyState | None, data: bytes) -> bytes:
    """What MkDocs reads of a page; a policy's own text never goes through its Markdown."""
    if policy is None:
        return data
    return f"---\ntitle: {json.dumps(policy.title)}\n---\n".encode()


def _trusted(config: MkDocsConfig) -> set[str]:
    """Files that mkdocs.yml names itself: styles, scripts, logo, icon."""
    names = [str(name) for name in (*config.extra_css, *config.extra_javascript)]
    return {*names, str(config.theme.get("logo") or ""), str(config.theme.get("favicon") or "")}


def _toc_tokens(made: SitePage) -> Any:
    """Nest the headings as MkDocs' table of contents wants them."""
    root: list[dict[str, Any]] = []
    stack: list[tuple[int, list[dict[str, Any]]]] = [(0, root)]
    for heading in made.headings:
        while stack[-1][0] >= heading.level:
            stack.pop()
        token = {"level": heading.level, "id": heading.id, "name": heading.text, "children": []}
        stack[-1][1].append(token)
        stack.append((heading.level, token["children"]))
    return root
