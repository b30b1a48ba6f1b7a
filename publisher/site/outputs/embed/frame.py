"""`/embed/notice.html`: the notices as a page for an `<iframe>`, for sites that run no foreign script.

The notices stand in the page itself. One small script, which a sandbox may switch off, takes each away
at its instant.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from publisher.messages.catalogue import Messages
from publisher.site.outputs import output_templates
from publisher.site.outputs.digests import digest_of
from publisher.site.outputs.embed.notice_json import EmbeddedNotice

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#111;background:#fff}"
    "p{margin:0;padding:.5rem 1rem;border-left:.3rem solid #b26a00}a{color:#00408a}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}a{color:#9cc4ff}}"
)
_SCRIPT = (
    "(function tidy(){document.querySelectorAll('[data-until]').forEach(function(e){"
    "if(Date.now()>=Date.parse(e.dataset.until))e.remove()});setTimeout(tidy,9999)})()"
)


def frames(told: EmbeddedNotice) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the page in every language; the site's own is `notice.html`."""
    for language in told.label:
        page = _page(told, language)
        yield f"notice.{language}.html", page
        if language == told.language:
            yield "notice.html", page


def _page(told: EmbeddedNotice, language: str) -> bytes:
    rules = (
        f"default-src 'none'; style-src '{digest_of(_STYLE)}'; script-src '{digest_of(_SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    html = output_templates.render(
        "frame.html",
        language=language,
        label=told.label[language],
        rules=rules,
        style=Markup(_STYLE),  # noqa: S704 - our own
        script=Markup(_SCRIPT),  # noqa: S704 - our own
        notices=[notice for notice in told.notices if notice.text.get(language)],
        machine=Messages.machine,
    )
    return html.encode("utf-8")
