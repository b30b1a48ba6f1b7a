"""Links of a text that lead nowhere, or to what its site could not serve or could not keep (T10)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from publisher.errors import PublisherError, UsageError
from publisher.history.attachments import MOST, AttachmentPosition, check_bytes, targets
from publisher.history.policy_history import History, Revision
from publisher.register.entry import Draft
from publisher.text.document import input_guards

_MAY_LINK = re.compile(r"\]\s*[(:]|\b(?:href|src)\s*=", re.IGNORECASE)
_LINK = re.compile(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"')
_FILE = re.compile(r"[^/]+\.[A-Za-z][A-Za-z0-9]{0,7}")
# Addresses without a file in the repository: what the publisher and its theme write themselves.
_MADE = re.compile(
    r"(?:.*/)?(?:feed\.xml|feed\.json|calendar\.ics|policies(?:\.schema)?\.json|publication\.json|sitemap\.xml"
    r"|timemap\.link|notice\.js(?:on)?|changes\.docx|v\d+\.md|404\.html)|(?:.*/)?(?:assets|search)/.*"
)


_ID = re.compile(r'\bid="([^"]*)"')
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_UNDEFINED = re.compile(r"\[\^[^\]\[<>\s]+\]|!?\[[^\]\[<>]+\]\[[^\]\[<>]+\]")
_OWN_PAGE = re.compile(r"(?:notices|when|feeds?|embed|calendar|compare|files)(?:/|$)")
_OF_POLICY = re.compile(r"(?:history|compare|v\d+|changes)(?:/|$)")
_ANCHOR_REMEDY = (
    "correct the part after '#', or give the heading that is meant this name: '{#…}' at its end"
)


@dataclass(frozen=True, slots=True)
class LinkFault:
    """A link that leads nowhere, or to what may change unseen. line: in the text's file.

    refused: whether a text with it is not published; else it is only said. wrong: whether it certainly
    leads nowhere.
    """

    path: str
    line: int
    rule: str
    what: str
    remedy: str
    refused: bool
    wrong: bool = False

    def error(self) -> UsageError:
        """Return it as what stops a publication."""
        return UsageError(self.what, where=f"{self.path}:{self.line}", remedy=self.remedy)


def check_links(history: History, drafts: Iterable[Draft]) -> None:
    """Raise UsageError for a text that would be published with a link to a file that is not there."""
    by_policy: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_policy.setdefault(draft.policy, []).append(draft)
    for policy, own in by_policy.items():
        for revision in _published(history, policy, own):
            for fault in link_faults(history, revision):
                if fault.refused:
                    raise fault.error()


def _published(history: History, policy: str, drafts: Sequence[Draft]) -> Iterator[Revision]:
    """Yield those texts at HEAD that the drafts publish."""
    places = {(draft.fact.path, draft.fact.revision) for draft in drafts}
    for text in (history.policies[policy], *history.translations.get(policy, ())):
        if text.head and (text.head.path, text.head.blob) in places:
            yield text.head


def link_faults(history: History, revision: Revision) -> Iterator[LinkFault]:
    """Yield what is wrong with the links of a text at HEAD to files of the repository, in their order.

    history: with its `pages`.
    """
    source = history.text(revision.blob)
    if not ("[" in source or _MAY_LINK.search(source)) or not history.pages:
        return
    html = _html(source, revision.path)
    faults = _Faults(history, revision, source, html)
    for link in dict.fromkeys(unescape(link) for link in _LINK.findall(html)):
        yield from faults.of(link)
    yield from faults.undefined()
    if len(revision.attachments) > MOST:
        yield LinkFault(
            revision.path, 1, "attachment",
            f"it shows or links to {len(revision.attachments)} files; a policy has at most {MOST}",
            "put them together into fewer files", refused=True,
        )  # fmt: skip


def _has_anchor(html: str, anchor: str) -> bool:
    return anchor in ("", "top") or unquote(anchor) in _anchors(html)


@lru_cache(maxsize=64)
def _anchors(html: str) -> frozenset[str]:
    return frozenset(unescape(one) for one in _ID.findall(html))


@lru_cache(maxsize=64)
def _html(source: str, path: str) -> str:
    from publisher.text.document.render import render  # most texts never come here

    try:
        return render(source, path)
    except PublisherError:
        return ""  # said by whoever renders the page


class _Faults:
    """Finds what is wrong with the links of one text. html: as it is rendered."""

    def __init__(self, history: History, revision: Revision, source: str, html: str) -> None:
        self._history, self._revision, self._source = history, revision, source
        self._html = html
        self._place = AttachmentPosition(
            revision.path, history.docs_folder, history.settings.site_url
        )
        self._attached = {one.path: one.blob for one in revision.attachments}
        self._own = {
            text.head.path
            for policy in history.policies.values()
            for text in (policy, *history.translations.get(policy.id, ()))
            if text.head
        }

    def of(self, link: str) -> Iterator[LinkFault]:
        """Yield what is wrong with one link."""
        file, hash_, anchor = link.partition("#")
        if not file:
            if hash_ and not _has_anchor(self._html, anchor):
                yield self._dead(link, f"'{link}' leads to no place of this text", _ANCHOR_REMEDY)
            return
        found = targets(link, self._place)
        if not found:
            return
        attached = next((path for path in found if path in self._attached), None)
        if attached:
            try:
                check_bytes(self._history.blobs.data(self._attached[attached]), attached)
            except UsageError as error:
                name = posixpath.basename(attached)
                yield self._fault(
                    link, "attachment", f"the file '{name}' {error.what}", error.remedy
                )
            return
        if any(path in self._history.pages and not path.endswith(".md") for path in found):
            return  # a link or a submodule in the folder; the file itself is refused
        page = next((page for path in found if (page := self._page(path, link))), None)
        if page:
            yield from self._to_page(link, page)
            return
        yield from self._missing(link, found[0])

    def _page(self, path: str, link: str) -> str | None:
        bare = path.removesuffix(".html")
        names = (
            path,
            f"{bare}.md",
            posixpath.join(bare, "index.md"),
            posixpath.join(bare, "README.md"),
        )
        return next(
            (name for name in names if name in self._history.pages and name.endswith(".md")), None
        )

    def _to_page(self, link: str, page: str) -> Iterator[LinkFault]:
        docs = self._history.docs_folder
        name = page.removeprefix(f"{docs}/")
        if page in self._own:
            anchor = link.partition("#")[2]
            html = _html(self._history.text(self._history.pages[page].blob), page) if anchor else ""
            if anchor and html and not _has_anchor(html, anchor):
                yield self._dead(link, f"'{link}' leads to no place of '{name}'", _ANCHOR_REMEDY)
            return
        if name in ("index.md", "README.md") or name.startswith("notices/"):
            return
        yield LinkFault(
            self._revision.path, self._line(link), "link",
            f"{name} can change without notice",
            "give it 'effective' in its front matter, and it becomes a policy; or nothing, if readers need "
            "no notice of it",
            refused=False,
        )  # fmt: skip

    def _missing(self, link: str, path: str) -> Iterator[LinkFault]:
        docs = self._history.docs_folder
        relative = not link.startswith("/") and ":" not in link
        name = posixpath.basename(path)
        if any(one.startswith(f"{path}/") for one in self._history.pages):
            if path != docs and relative:
                yield self._fault(
                    link, "attachment", f"it links to '{link}', which is a folder",
                    "link to a file in it",
                )  # fmt: skip
            return
        if not _FILE.fullmatch(name) or name.endswith((".md", ".html", ".htm", ".php")):
            yield from self._no_page(link)
            return
        if _MADE.fullmatch(path):
            return
        if not path.startswith(f"{docs}/"):
            what = f"it links to '{link}', which lies outside of '{docs}/', so the site does not have it"
            remedy = f"move the file into '{docs}/' and link to it there"
        else:
            what = f"it links to '{link}', and there is no such file"
            remedy = f"commit '{path}', or take the link away"
        if relative:
            yield self._fault(link, "attachment", what, remedy)
        else:
            yield LinkFault(
                self._revision.path, self._line(link), "attachment", what, remedy, refused=False
            )

    def _no_page(self, link: str) -> Iterator[LinkFault]:
        """Yield that no page is there; other plugins may make pages at addresses, but no Markdown files."""
        paths = {
            path.removeprefix(f"{self._history.docs_folder}/")
            for path in targets(link, self._place)
        }
        slugs = [slug for policy in self._history.policies.values() for slug in policy.slugs]
        if any(_OWN_PAGE.match(path) or path == "." for path in paths) or any(
            path == slug or _OF_POLICY.match(path.removeprefix(f"{slug}/"))
            for path in paths
            for slug in slugs
        ):
            return
        what = f"'{link}' leads to no page of the site"
        remedy = "name the page's file, such as 'terms.md', or write a full address"
        if link.partition("#")[0].partition("?")[0].endswith(".md"):
            yield self._dead(link, what, remedy)
        else:
            yield LinkFault(
                self._revision.path, self._line(link), "link", what, remedy, refused=False
            )

    def undefined(self) -> Iterator[LinkFault]:
        """Yield references to notes and links that are defined nowhere, so that they are shown as typed."""
        for match in _UNDEFINED.finditer(_CODE.sub("", self._html)):
            typed = unescape(match[0])
            note = typed.startswith("[^")
            missing = "no such note" if note else "no such address"
            yield self._dead(
                typed, f"'{typed}' is shown as it is typed: {missing} is defined",
                f"add a line '{typed}: …'" if note else "write the address in round brackets, or define it",
            )  # fmt: skip

    def _dead(self, link: str, what: str, remedy: str) -> LinkFault:
        return LinkFault(
            self._revision.path, self._line(link), "link", what, remedy, refused=False, wrong=True
        )

    def _fault(self, link: str, rule: str, what: str, remedy: str) -> LinkFault:
        return LinkFault(self._revision.path, self._line(link), rule, what, remedy, refused=True)

    def _line(self, link: str) -> int:
        """Return the line of a link in the file; 1 where it is spelled in another way."""
        text = input_guards.normal(self._source)
        for spelled in (
            f"({link}",
            f'"{link}',
            f" {link}",
            link,
            posixpath.basename(link.split("#")[0].split("?")[0]),
        ):
            at = text.find(spelled) if spelled else -1
            if at >= 0:
                return text.count("\n", 0, at) + 1
        return 1
