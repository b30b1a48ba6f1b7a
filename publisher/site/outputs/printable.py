"""`/<slug>/v<N>/print/`: each version as one file that needs nothing else, to print and to keep.

It says what it is in words that stay true on paper, carries its images and styles inside, and names the
digest under which the register keeps the text. No script runs in it and nothing is loaded.
"""

from __future__ import annotations

import base64
import mimetypes
import posixpath
import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from markupsafe import Markup

from publisher.site.build.attachments import Linked
from publisher.site.outputs import output_templates, plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.digests import digest_of
from publisher.site.outputs.shared_messages import applies
from publisher.site.pages.rendered_texts import link_pages
from publisher.site.pages.template_helpers import text_language, translation_line
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState

_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_WIDE = 6  # columns from which on a table gets a sheet on its side
_HEADER_LINK = re.compile(r'<a class="headerlink"[^>]*></a>')


def address(policy: PolicyState, version: Version) -> str:
    """Return where the printable page of a version stands."""
    return f"{policy.slug}/v{version.number}/print/"


def page(subject: BuildContext, policy: PolicyState, version: Version, site_dir: Path) -> bytes:
    """Return the printable page of a version with a text. site_dir: where its images are."""
    words, text, url = subject.words_of(policy), version.texts[-1], address(policy, version)
    style = output_templates.plain_file("printable.css")
    html = output_templates.render(
        "printable.html",
        t=words,
        title=plain_text.line(policy.title),
        site=plain_text.line(subject.name),
        language=text_language(policy, version),
        translation=translation_line(policy, version, version, words),
        frame=words.locale,
        number=version.number,
        applies=applies(subject, policy, version),
        exception=plain_text.line(version.exception),
        link=subject.links.to(f"{policy.slug}/v{version.number}/", url),
        own=subject.links.to(url, url),
        current=subject.links.to(f"{policy.slug}/", url),
        digest=text.entry.text_sha256,
        seq=text.entry.seq,
        body=_body(subject, policy, version, site_dir),
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; img-src data:; style-src '{digest_of(style)}'",
    )
    return html.encode("utf-8")


def _body(subject: BuildContext, policy: PolicyState, version: Version, site_dir: Path) -> Markup:
    """Return the text as it was published, with links that lead out of the file and images inside."""
    text, url = version.texts[-1], address(policy, version)
    path = text.fact.path or policy.policy.revisions[-1].path
    attached = subject.pages.texts.attachments.of(text)
    html = away_from_site(subject, subject.pages.texts.html(text), path, url, attached)

    def inside(match: re.Match[str]) -> str:
        return match[1] + _inlined(unescape(match[2]), url, site_dir) + match[3]

    html = _TABLE.sub(_framed, html)
    return Markup(_IMAGE.sub(inside, html))  # noqa: S704 - kept sanitised


def away_from_site(subject: BuildContext, html: str, path: str, url: str, attached: Linked) -> str:
    """Return sanitised HTML of a file of the repository for who reads it away from the site.

    path: of the file. url: of the page that its images are relative to. attached: its attachments.
    """
    linked = link_pages(
        html, path=path, url=url, addresses=subject.pages.addresses, attached=attached
    )

    def outside(match: re.Match[str]) -> str:
        return match[1] + escape(_whole(subject, unescape(match[2]), url)) + match[3]

    return _LINK.sub(outside, _HEADER_LINK.sub("", linked))


def whole_link(subject: BuildContext, href: str, path: str, url: str, attached: Linked) -> str:
    """Return where a link of a file leads for who reads it away from the site; see `away_from_site`."""
    html = away_from_site(subject, f'<a href="{escape(href)}">', path, url, attached)
    match = _LINK.match(html)
    return unescape(match[2]) if match else href


def _framed(table: re.Match[str]) -> str:
    """Return a table in an element of its own, by which a wide one is turned on paper."""
    row = _ROW.search(table[0])
    columns = len(re.findall(r"<t[hd]\b", row[0])) if row else 0
    return f'<div class="table{" wide" if columns >= _WIDE else ""}">{table[0]}</div>'


def _whole(subject: BuildContext, target: str, url: str) -> str:
    """Return a link that still leads there when the file lies on somebody's disk."""
    path, mark, anchor = target.partition("#")
    if not path or ":" in path or not subject.links.site_url:
        return target
    found = posixpath.normpath(posixpath.join("/", url, path)).strip("/")
    slash = "/" if path.endswith("/") and found else ""
    return subject.links.to(found + slash) + mark + anchor


def _inlined(source: str, url: str, site_dir: Path) -> str:
    """Return an image of this site as a data: URI; empty where the site has none."""
    path = posixpath.normpath(posixpath.join(url, unquote(source.partition("#")[0])))
    kind = mimetypes.guess_type(path)[0] or ""
    file = site_dir / path.lstrip("/")
    if path.startswith("..") or not kind.startswith("image/") or not file.is_file():
        return ""
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"
