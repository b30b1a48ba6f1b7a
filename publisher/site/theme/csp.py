"""The content-security policy of each page: only what comes from this site, and nothing from its texts.

The theme puts a few scripts into its pages; their hashes allow exactly these. They are computed from
each finished page, because they change with every release of the theme. What stands in a page's
content is never allowed, so that a text could not run a script even if one got past the sanitiser.
A `<meta>` element cannot forbid framing; that takes a header of the host.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from html import escape

_ELEMENT = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"\stype\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
_CODE = ("", "text/javascript", "application/javascript", "module")
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_TOP = re.compile(r"(?:<!doctype\b[^>]*>)?\s*(?:<html\b[^>]*>)?", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[\s\"'/](style|on[a-z]+)\s*=", re.IGNORECASE)
_FOREIGN = re.compile(
    r"<(?:script|img|iframe|video|audio|source|embed|object|link)\b[^<>]*"
    r"\s(?:src|data|poster)\s*=\s*[\"']?\s*((?:https?:)?//[^\"'\s>]+)",
    re.IGNORECASE,
)

DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "frame-src": ("'self'",),
    "media-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
}


def protect(
    page: str, content: str, *, more: Mapping[str, str] | None = None, live: bool = False
) -> str:
    """Return a finished page with its policy as the first thing of its head.

    content: the part of the page that comes from its text; its scripts and styles are not allowed. more:
    further sources, by directive. live: a preview, whose server puts a script of its own into pages.
    """
    rest = page.replace(content, "", 1) if content else page
    # Where another plugin has rewritten the page, the content is not found in it as it was.
    refused = set(_digests(content)) if rest == page else set()
    found = {name: list(sources) for name, sources in DIRECTIVES.items()}
    for name, digest in _digests(rest):
        if (name, digest) not in refused:
            found[name].append(digest)
    if live:  # hashes would switch 'unsafe-inline' off
        found["script-src"] = ["'self'", "'unsafe-inline'"]
    for name, sources in (more or {}).items():
        kept = [source for source in found.get(name, []) if source != "'none'"]
        found[name] = [*kept, *str(sources).split()]
    policy = "; ".join(f"{name} {' '.join(dict.fromkeys(s))}" for name, s in found.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    place = _CHARSET.search(page) or _HEAD.search(page) or _TOP.search(page)
    at = (
        place.end() if place else 0
    )  # what stands there begins the head, also of a page without its tag
    return page[:at] + meta + page[at:]


def blocked(content: str, more: Mapping[str, str] | None = None) -> list[str]:
    """Return what a page's content wants and will not get, in words. more: as for `protect`."""
    allowed = [source for sources in (more or {}).values() for source in str(sources).split()]
    found = [f"an inline <{m[1].lower()}>" for m in _ELEMENT.finditer(content) if _is_inline(m)]
    for tag in _TAG.findall(
        content
    ):  # what stands in a value is no attribute: a title may hold onclick=
        names = _ATTRIBUTE.findall(_VALUE.sub('""', tag))
        found += [f"the attribute '{name.lower()}'" for name in names]
    found += [
        f"'{m[1]}'"
        for m in _FOREIGN.finditer(content)
        if not any(m[1].startswith(source) for source in allowed)
    ]
    return list(dict.fromkeys(found))


def _digests(page: str) -> Iterator[tuple[str, str]]:
    for match in _ELEMENT.finditer(page):
        if _is_inline(match):
            digest = base64.b64encode(hashlib.sha256(match[3].encode()).digest()).decode()
            yield (
                ("script-src" if match[1].lower() == "script" else "style-src"),
                f"'sha256-{digest}'",
            )


def _is_inline(match: re.Match[str]) -> bool:
    if match[1].lower() == "style":
        return True
    kind = _TYPE.search(match[2])
    return not _SOURCE.search(match[2]) and (kind[1].lower() if kind else "") in _CODE
