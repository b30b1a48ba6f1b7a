"""The files that MkDocs reads: what is committed, not what lies there, and for each policy a page to fill."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from publisher.errors import UsageError
from publisher.history.policy_history import History
from publisher.site.build.sources import is_of_host, site_files
from publisher.site.pages.pages import Pages
from publisher.site.theme import material_theme
from publisher.timeline.states import States

MARKER = "<!-- policies -->"
_HOME = f"---\ntitle: {{}}\n---\n\n# {{}}\n\n{MARKER}\n"


@dataclass(frozen=True)
class MkDocsFiles:
    """Makes the files. config: of the build, whose theme and extra files are settled."""

    config: MkDocsConfig
    history: History
    states: States
    pages: Pages
    copies: Copies

    def files(self) -> Iterator[File]:
        """Yield what MkDocs reads, in the order of its navigation."""
        docs = self.history.docs_folder + "/"
        at_head = {path.removeprefix(docs) for path in self.history.pages}
        translated = {e.uri for p in self.states.policies for e in p.editions}
        addresses = {policy.uri: policy.slug for policy in self.states.editions}
        for uri, content in self._sources():
            file = self._file(uri, content, committed=uri in at_head)
            file.abs_src_path = str(self.copies.path(uri, None if uri in addresses else content))
            if (
                uri in addresses
            ):  # that of a translation `index.fr.md` is not where MkDocs would put it
                file.dest_uri = f"{addresses[uri]}/index.html"
            if is_of_host(uri):  # MkDocs leaves out names that begin with a dot
                file.inclusion = InclusionLevel.INCLUDED
            if uri in at_head:
                self._check_address(file)
            if uri in translated:  # the switch on each page leads there
                file.inclusion = InclusionLevel.NOT_IN_NAV
            yield file

    def _sources(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content; no policy's text goes through MkDocs."""
        docs = self.history.docs_folder + "/"
        policies = {policy.uri: policy for policy in self.states.editions}
        unpublished = self._translations()
        config = self.config
        trusted = material_theme.named_files(
            config.extra_css, config.extra_javascript, config.theme
        )
        files = self.pages.texts.attachments
        sources = {
            path.removeprefix(docs): data
            for path, data in site_files(self.history, trusted, self._published()).items()
        }
        for path in files.too_early(self.states):
            sources.pop(path.removeprefix(docs), None)
        for path, served in files.in_force(self.states).items():
            at_head = self.history.pages.get(path)
            if at_head is None or at_head.blob != served.blob:
                sources[path.removeprefix(docs)] = files.data(served)
        if "index.md" not in sources and "README.md" not in sources:
            title = json.dumps(config.site_name)
            yield "index.md", _HOME.format(title, escape(config.site_name)).encode()
        for uri in sorted(sources, key=lambda uri: (uri not in ("index.md", "README.md"), uri)):
            if uri not in policies and uri not in unpublished:
                yield uri, sources[uri]
        for uri, policy in policies.items():  # also one deleted in git: its page stays (T7)
            yield uri, _titled(policy.title, self.pages.spans_of(policy))
        for name in ("notices", "when"):
            words = self.pages.words
            yield f"{name}.md", _titled(words(f"{name}_title"), words(f"{name}_intro"))

    def _published(self) -> set[str]:
        """Return the files of the policies that the register knows: their names can't be refused any more."""
        docs = self.history.docs_folder + "/"
        return {docs + policy.uri for policy in self.states.policies if policy.recorded}

    def _translations(self) -> set[str]:
        """Return the files of translations: none goes through MkDocs, or it would be there unpublished."""
        found = self.history.translations.values()
        docs = self.history.docs_folder + "/"
        return {one.head.path.removeprefix(docs) for own in found for one in own if one.head}

    def _file(self, uri: str, content: bytes, *, committed: bool) -> File:
        """Return a file for MkDocs; a committed one has its edit link."""
        if not committed:
            return unlisted(self.config, uri, content)
        file = File.generated(self.config, uri, content=content)
        file.generated_by = None
        if is_of_host(uri) or f"{self.history.docs_folder}/{uri}" in self.history.attached_files:
            file.inclusion = (
                InclusionLevel.NOT_IN_NAV
            )  # MkDocs leaves out `.well-known` and `templates`
        return file

    def _check_address(self, file: File) -> None:
        """Refuse a page that would take the address of one of ours."""
        if self.pages.known.owner(file.url) not in (None, file.src_uri):
            raise UsageError(
                f"its address '/{file.url}' belongs to the publisher",
                where=f"{self.history.docs_folder}/{file.src_uri}",
                remedy="give the file another name",
            )


class Copies:
    """Where other plugins may read a file, or ask git about it: in its folder, or in a copy elsewhere.

    MkDocs allows a file that has its content only, but many plugins take for granted that there is a path.
    """

    def __init__(self, docs: Path) -> None:
        self._docs = docs
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def path(self, uri: str, content: bytes | None) -> Path:
        """Return a path with that content; with any content, if there is a file of that name, for None."""
        own = self._docs / uri
        if own.is_file() and (content is None or own.read_bytes() == content):
            return own
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="publisher-")
        copy = Path(self._folder.name) / uri
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content or b"")
        return copy

    def remove(self) -> None:
        """Remove the copies."""
        if self._folder:
            self._folder.cleanup()
            self._folder = None


def unlisted(config: MkDocsConfig, uri: str, content: bytes) -> File:
    """Return a file that no `nav` could have listed; without one it is in the navigation."""
    file = File.generated(config, uri, content=content)
    if config.nav is not None:
        file.inclusion = InclusionLevel.NOT_IN_NAV
    return file


def _titled(title: str, description: str) -> bytes:
    """Return a page that has nothing yet but its title, and a description for other plugins."""
    return (
        f"---\ntitle: {json.dumps(title)}\ndescription: {json.dumps(description)}\n---\n".encode()
    )
