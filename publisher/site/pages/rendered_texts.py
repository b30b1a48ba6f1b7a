"""The HTML of each published text: as it was kept with its entry, or as it is about to be kept."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape

from publisher.history.policy_history import History
from publisher.register.chain import RegisterStore
from publisher.register.entry import Draft, Entry
from publisher.site.build.attachments import Attachments, Linked
from publisher.text.document import frontmatter
from publisher.text.document.render import render
from publisher.timeline.planning.contents import came_from, content_of_text
from publisher.timeline.rules import PublishedText, Version
from publisher.timeline.states import PolicyState
from publisher.timeline.version import corrected

_TARGET = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")([^"]*)(")')


class Texts:
    """Finds the text of a version: its source in git, its HTML in the register."""

    def __init__(
        self, history: History, store: RegisterStore | None, drafts: Iterable[Draft]
    ) -> None:
        self._history, self._store = history, store
        self.attachments: Attachments = Attachments(history)
        self._coming = {draft.key: draft.text for draft in drafts}
        # By the identity of the versions, which stay as long as this does.
        self._first: dict[int, tuple[Sequence[Version], Mapping[str, PublishedText]]] = {}

    def html(self, text: PublishedText) -> str:
        """Return the HTML that readers saw, or will see with this build."""
        kept = self._kept(text.entry)
        if kept is not None:
            return kept.decode("utf-8")
        return render(self.source(text), where=text.fact.path or text.revision)

    def source(self, text: PublishedText) -> str:
        """Return the Markdown source, with its front matter."""
        return self._history.text(text.revision)

    def prepare(self, texts: Iterable[PublishedText]) -> None:
        """Have the sources of texts ready that are going to be asked for."""
        self._history.blobs.prepare(text.revision for text in texts)

    def description(self, text: PublishedText) -> str:
        """Return the description in a text's front matter; empty where there is none."""
        fields = frontmatter.split(self.source(text), where=text.revision).fields
        return str(fields.get("description") or "")

    def blob(self, blob: str) -> str:
        """Return the source of a notice by its blob id."""
        return frontmatter.notice_source(self._history.text(blob))

    def previous(self, version: Version, versions: Sequence[Version]) -> PublishedText | None:
        """Return the text that a version is compared with: what readers were told before it.

        versions: all of the policy.
        """
        content = came_from(version.beginning)
        text = self._first_texts(versions).get(content) if content else None
        if text is None:
            return None
        followed = next((one for one in versions if text in one.texts), None)
        return corrected(text, followed.texts) if followed else text

    def _first_texts(self, versions: Sequence[Version]) -> Mapping[str, PublishedText]:
        """Return the text that first had each content."""
        known = self._first.get(id(versions))
        if known is None:
            found: dict[str, PublishedText] = {}
            for text in (text for version in versions for text in version.texts):
                found.setdefault(content_of_text(self._history, text), text)
            known = self._first[id(versions)] = (versions, found)
        return known[1]

    def _kept(self, entry: Entry) -> bytes | None:
        if entry.seq == 0:
            return self._coming.get(entry.key)
        return self._store.text(entry) if self._store else None


def with_former_names(
    addresses: Mapping[str, str], policies: Iterable[PolicyState], pages: Iterable[str]
) -> dict[str, str]:
    """Return the addresses, with the paths that the file of each policy had before it was renamed.

    Texts that were published before name it so, and lead to where it is now. pages: the files at HEAD; one
    that has such a name today keeps it.
    """
    found, taken = dict(addresses), set(pages)
    for policy in policies:
        for revision in policy.former_revisions:
            if revision.path not in taken:
                found.setdefault(revision.path, f"{policy.slug}/")
    return found


def link_pages(
    html: str, *, path: str, url: str, addresses: Mapping[str, str], attached: Linked
) -> str:
    """Point links and images that name files of the repository at where those stand on the site.

    path: the text's own file. url: the page it stands on, from the root of the site. addresses: path of
    a file to its address, both from the root. attached: the attachments of the text. Other relative links
    are addresses as seen from the policy's own page, and lead there from every page.
    """

    def swap(match: re.Match[str]) -> str:
        target = unescape(match[2])
        file, hash_, anchor = target.partition("#")
        served = attached.find(target, path)
        if served is not None:
            return match[1] + escape(relative(served.url, url) + hash_ + anchor) + match[3]
        if not file or ":" in file or file.startswith("/"):
            return match[0]
        file, query, rest = file.partition("?")
        named = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        found = addresses.get(named)
        for end in (".md", "/index.md") if found is None and not file.endswith("/") else ():
            found = addresses.get(named.removesuffix(".html") + end) if found is None else found
        if found is None:
            if own in (None, url):
                return match[0]
            # An address as it is seen from the policy's own page.
            found = posixpath.normpath(posixpath.join(f"/{own}", file)).lstrip("/")
            found += "/" if file.endswith("/") and found else ""
        return (
            match[1]
            + escape((relative(found, url) or "./") + query + rest + hash_ + anchor)
            + match[3]
        )

    own = addresses.get(path)
    return _TARGET.sub(swap, html)


def relative(target: str, page: str) -> str:
    """Return the address of `target` as seen from `page`, both from the root of the site.

    >>> relative("privacy/v2/", "notices/privacy-2/")
    '../../privacy/v2/'
    """
    folder = page if page.endswith("/") else posixpath.dirname(page)
    found = posixpath.relpath("/" + target, "/" + folder)
    return found + "/" if target.endswith("/") or not target else found
