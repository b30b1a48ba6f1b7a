"""Attachments: the files of the policies' folder that a policy text shows or links to (T10).

Another content of such a file is another content of the policy. So what a policy says at one time is named
by its *content*: the object id of its Markdown, followed by one line for each attachment. A text without
attachments is named by the object id alone.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from publisher.errors import UsageError
from publisher.git.objects import Blobs
from publisher.model.entries import AttachedFile, Fact

MAX_BYTES = 25 * 1024 * 1024  # of one attachment
MOST = 100  # attachments of one text
FOLDER = "files"  # of the site, and of an entry's tree in the register

# What a browser runs: taken only where mkdocs.yml names it itself.
ACTIVE = frozenset(
    {
        ".css", ".hta", ".htm", ".html", ".js", ".mht", ".mhtml", ".mjs", ".php", ".shtml", ".svg", ".svgz",
        ".swf", ".wasm", ".xht", ".xhtml", ".xml", ".xsl", ".xslt",
    }
)  # fmt: skip
_PAGES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})

_LFS = b"version https://git-lfs.github.com/spec/"
_BEFORE = re.compile(r"[(<\"'=]|\]:")
_NAME_GOES_ON = re.compile(r"[\w%~-]|\.\w")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Attachment(NamedTuple):
    """A file as it belongs to a text. path: from the top of the repository. blob: its object id."""

    path: str
    blob: str


class AttachmentPosition(NamedTuple):
    """Where a text lies. path, docs: from the top of the repository. site_url: empty where unknown."""

    path: str
    docs: str
    site_url: str = ""


def content_of(blob: str, attachments: Iterable[Attachment]) -> str:
    """Return the name of a text with its attachments."""
    return "\n".join([blob, *(f"{one.blob} {one.path}" for one in sorted(attachments))])


def blob_of(content: str) -> str:
    """Return the object id of a content's Markdown."""
    return content.partition("\n")[0]


def attachments_of(content: str) -> tuple[Attachment, ...]:
    """Return the attachments of a content, by path."""
    lines = (line.partition(" ") for line in content.split("\n")[1:])
    return tuple(Attachment(path, blob) for blob, _, path in lines)


def recorded(fact: Fact) -> tuple[Attachment, ...] | None:
    """Return the attachments that an entry names; None where it names none."""
    files = sorted((fact.attachments or {}).items())
    return tuple(Attachment(path, one.blob) for path, one in files) or None


def recorded_before(fact: Fact) -> tuple[Attachment, ...] | None:
    """Return the attachments of the text before, as an entry names them; None where it names none."""
    files = sorted((fact.from_attachments or {}).items())
    return tuple(Attachment(path, blob) for path, blob in files) or None


def to_record(attachments: Iterable[Attachment], blobs: Blobs) -> dict[str, AttachedFile] | None:
    """Return what an entry says of attachments, by path; None for none."""
    wanted = list(attachments)
    found = {
        blob: AttachedFile(blob=blob, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
        for blob, data in blobs.stream({one.blob for one in wanted})
    }
    return {one.path: found[one.blob] for one in wanted} or None


def address(digest: str, path: str) -> str:
    """Return where a file with this SHA-256 is served, from the root of the site, not yet quoted.

    >>> address("ab12", "policy/annex.pdf")
    'files/ab12/annex.pdf'
    """
    return f"{FOLDER}/{digest}/{posixpath.basename(path)}"


def quoted(target: str) -> str:
    """Return an address as it stands in a link."""
    return quote(target, safe="/:@!$&'()*+,;=~-._")


def can_attach(path: str) -> bool:
    """Whether a file of this name can be an attachment: no page, and a name that a link can have."""
    return posixpath.splitext(path)[1].lower() not in _PAGES and path.isprintable()


def targets(link: str, place: AttachmentPosition) -> tuple[str, ...]:
    """Return the paths of the repository that a link of a text may mean, the likeliest first.

    Links are read as MkDocs reads them, from the text's own file; then as a browser does, from its page.
    A link to another site means none.
    """
    link = link.strip()
    root = ""
    if _SCHEME.match(link) or link.startswith("//"):
        root = _site_path(link, place.site_url)
        if not root:
            return ()
    elif link.startswith("/"):
        root = link
        base = urlsplit(place.site_url).path if place.site_url else "/"
        if not root.startswith(base):
            return ()
        root = f"/{root[len(base) :]}"
    name = unquote(re.split("[?#]", root or link, maxsplit=1)[0])
    if not name or "\0" in name:
        return ()
    if root:
        found = [posixpath.join(place.docs, name.lstrip("/"))]
    else:
        folder, file = posixpath.split(place.path)
        own = file.removesuffix(".md")
        page = folder if own == "index" else posixpath.join(folder, own)
        found = [posixpath.join(folder, name), posixpath.join(page, name)]
    return tuple(dict.fromkeys(posixpath.normpath(path) for path in found))


def _site_path(link: str, site_url: str) -> str:
    """Return what follows the site's own address in a link, with a slash before it; empty for others."""
    own, other = urlsplit(site_url), _split(link)
    if other is None or not own.netloc or own.netloc.lower() != other.netloc.lower():
        return ""
    if other.scheme not in ("", "http", "https") or not other.path.startswith(own.path or "/"):
        return ""
    return f"/{other.path[len(own.path or '/') :]}"


def _split(link: str) -> Any:
    try:
        return urlsplit(link)
    except ValueError:
        return None


def names_in(source: str, names: Collection[str]) -> frozenset[str]:
    """Return those of the names of files that occur in a Markdown source, however they are spelled."""
    if not names:
        return frozenset()
    spelled = _spellings(source)
    return frozenset(name for name in names if any(name in text for text in spelled))


def referred(source: str, files: Iterable[str], place: AttachmentPosition) -> tuple[str, ...]:
    """Return those of the files, by path, that a Markdown source shows or links to.

    It reads every place where a link target can stand, in code too. So it never misses a link that is
    rendered, whatever version of the Markdown library renders it.
    """
    spelled = _spellings(source)
    return tuple(
        path for path in sorted(files)
        if any(_refers(text, path, place) for text in spelled)
    )  # fmt: skip


def _refers(text: str, path: str, place: AttachmentPosition) -> bool:
    name = posixpath.basename(path)
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not _NAME_GOES_ON.match(text, end):
            line = text.rfind("\n", 0, at) + 1
            starts = [line, *(found.end() for found in _BEFORE.finditer(text, line, at))]
            links = [text[start:end] for start in starts if "](" not in text[start:at]]
            if any(path in targets(one, place) for link in links for one in (link, quote(link))):
                return True
        at = text.find(name, end)
    return False


@lru_cache(maxsize=64)
def _spellings(source: str) -> tuple[str, ...]:
    """Return a source as written, and as a browser reads its links."""
    read = unescape(source) if "&" in source else source
    read = _ESCAPE.sub(r"\1", read) if "\\" in read else read
    found = [source, read]
    if "%" in read:
        found.append(unquote(read))
    return tuple(dict.fromkeys(found))


def check_bytes(data: bytes, path: str) -> None:
    """Raise UsageError for a content that cannot be served as an attachment."""
    if data.startswith(_LFS):
        raise UsageError(
            "is only a pointer of Git LFS, so its bytes cannot be published from git",
            where=path,
            remedy=f"run 'git lfs untrack {posixpath.basename(path)}' and commit the file itself",
        )
    if len(data) > MAX_BYTES:
        raise UsageError(
            f"is too large for an attachment: {len(data) / 2**20:.1f} MiB, at most {MAX_BYTES // 2**20} MiB",
            where=path,
            remedy="make it smaller, or put it on another host and link to it there",
        )
