"""`/embed/notice.html`: the notices as a page for an `<iframe>`, for sites that run no foreign script.

The notices stand in the page itself. One small script, which a sandbox may switch off, takes each away
at its instant.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from publisher.site.outputs import output_templates
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.digests import digest_of
from publisher.site.outputs.embed.notice_json import FILE, EmbeddedNotice, languages
from publisher.site.pages import banner

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:.9rem/1.4 system-ui,sans-serif;margin:0;padding:.5rem 1rem;"
    "color:#332300;background:#fff1d0}"
    "p{margin:.3rem 0}a,summary{color:inherit;font-weight:700}"
    "summary{cursor:pointer}.one>summary{display:none}"
    "@media(prefers-color-scheme:dark){body{color:#ffeec9;background:#3d2f0f}}"
)
_SCRIPT = (
    "(function tidy(){var n=Date.now(),d=document,l;"
    "d.querySelectorAll('[data-until]').forEach(function(e){if(n>=Date.parse(e.dataset.until))e.remove()});"
    "d.querySelectorAll('template').forEach(function(e){if(n>=Date.parse(e.dataset.from))e.replaceWith(e.content)});"
    "if((l=d.querySelector('details'))&&l.querySelectorAll('p').length<2){l.open=true;l.className='one'}"
    "setTimeout(tidy,9999)})()"
)


def frames(subject: BuildContext, told: EmbeddedNotice) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the page in every language; the site's own is `notice.html`."""
    for language in told.label:
        page = _page(subject, told, language)
        yield f"notice.{language}.html", page
        if language == told.language:
            yield "notice.html", page


def _page(subject: BuildContext, told: EmbeddedNotice, language: str) -> bytes:
    rules = (
        f"default-src 'none'; style-src '{digest_of(_STYLE)}'; script-src '{digest_of(_SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    words = languages(subject)[language]
    html = output_templates.render(
        "frame.html",
        language=language,
        label=told.label[language],
        rules=rules,
        style=Markup(_STYLE),  # noqa: S704 - our own
        script=Markup(_SCRIPT),  # noqa: S704 - our own
        site=told.site,
        notices=banner.html(
            subject.pages.banners(words.locale),
            words,
            subject.pages.told,
            subject.states.at,
            lambda target: subject.links.to(target, FILE),
            frame=True,
        ),
    )
    return html.encode("utf-8")
