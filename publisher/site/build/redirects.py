"""The addresses that a policy had before its file was renamed: they go on leading to it.

Addresses on the site are stable for ever, and a static host cannot be told to redirect. So each page has
a small one at its old place that leads on, and each file that programs read lies there as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from publisher.messages.catalogue import Messages
from publisher.site.pages.rendered_texts import relative
from publisher.timeline.states import PolicyState

# No script: a refresh after 0 seconds is a redirect for browsers, search engines and screen readers.
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body>
<main><h1>{title}</h1><p><a href="{target}">{words}</a></p></main>
</body>
</html>
"""


def write(policies: Iterable[PolicyState], site: Path, words: Messages, site_url: str) -> None:
    """Write what leads on, once all pages are in `site`; an address that is in use again is left alone."""
    for policy in policies:
        for former in policy.former_slugs:
            if former != policy.slug and not (site / former).exists():
                _write(policy, former, site, words, site_url)


def _write(policy: PolicyState, former: str, site: Path, words: Messages, site_url: str) -> None:
    folder = site / policy.slug
    for found in sorted(path for path in folder.rglob("*") if path.is_file()):
        inside = found.relative_to(folder)
        target = site / former / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if found.name != "index.html":
            target.write_bytes(found.read_bytes())
            continue
        below = inside.parent.as_posix().removeprefix(".")
        old, new = (f"{slug}/{below}/" if below else f"{slug}/" for slug in (former, policy.slug))
        link = relative(new, old)
        page = _PAGE.format(
            language=escape(words.locale),
            title=escape(policy.title),
            canonical=escape(site_url + new if site_url else link),
            target=escape(link),
            words=escape(words("moved")),
        )
        target.write_text(page, encoding="utf-8")
