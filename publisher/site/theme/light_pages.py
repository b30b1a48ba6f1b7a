"""Pages that ask for one style sheet and no script of the theme until somebody searches.

A page as the theme makes it asks for five style sheets, a script of 114 kB, and through it for the texts of
the whole site to be searched. Here the sheets are joined into one without the rules that no page can use, and
a small script brings the theme's own files when a reader first turns to the search or the menu. From then on
the page is as the theme made it. Without script nothing else changes, nor does a sheet of the site's own.

A page that holds what the theme's script works on, or anything not known here, stays as the theme made it,
and so does a site that configures such a thing. `extra: light_pages: false` leaves all as they are.

The joined sheet has one name for ever, so that pages of the archive never change because of what another
page needs. It keeps what the pages of this build have, and what any policy and any page of ours can have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from publisher.site.theme.style_sheet import CHARSET, purged, tight
from publisher.text.document.render import CLASSES

STYLE = "assets/publisher/site.css"
SCRIPT = "assets/publisher/light.js"
_SWITCH = "light_pages"

_SHEET = re.compile(r'[ \t]*<link rel="stylesheet" href="([^"]*)"[^>]*>\n?')
_OURS = re.compile(
    r"(.*?)(assets/(?:stylesheets/(?:main|palette)\.\w+\.min|publisher/(?:redline|publisher|automatic))\.css)"
)
_BUNDLE = re.compile(r'<script src="([^"]*?assets/javascripts/bundle\.\w+\.min\.js)"></script>')
_SOURCE = re.compile(r'<script\b[^>]*\ssrc="([^"]*)"')
_ROOT = re.compile(r'<html\b[^>]*\bclass="no-js"')
_WORKED_ON = re.compile(
    r'class="[^"]*\b(?:tabbed-set|mermaid|annotate|highlight|md-tabs|md-consent|md-version|md-source)\b'
    r'|data-md-component="(?:palette|consent|outdated|progress|top|comments)"'
)
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_WORD = re.compile(r"[\w-]+")
_CLASS = re.compile(r'class="([^"]*)"')
_FEATURES = ("navigation.instant", "navigation.tracking", "navigation.top", "navigation.tabs", "toc.follow",
             "content.", "search.highlight", "search.suggest", "search.share", "header.autohide")  # fmt: skip
_EXTRAS = ("consent", "version", "analytics")
_BY_SCRIPT = {
    "js",
    "no-js",
    "pp-light",
    "md-typeset__scrollwrap",
    "md-typeset__table",
    "headerlink",
}
# The theme gives a side column its height by script; the sheet gives it one where that is not there.
_COLUMNS = """
@media screen and (min-width:60em){.pp-light .md-sidebar--secondary .md-sidebar__scrollwrap{\
max-height:calc(100vh - 4.8rem)}}
@media screen and (min-width:76.25em){.pp-light .md-sidebar--primary .md-sidebar__scrollwrap{\
max-height:calc(100vh - 4.8rem)}}
"""
_NEEDLESS = re.compile(r"assets/(?:.*\.map|javascripts/lunr/.*)")


def obstacle(settings: Any, extra: Mapping[str, Any], scripts: Iterable[object]) -> str:
    """Return the setting of mkdocs.yml that wants the theme's script at once; "" for none.

    settings: of the theme. extra: of mkdocs.yml. scripts: the site's own.
    """
    if extra.get(_SWITCH) is False:
        return f"extra.{_SWITCH}"
    features = [
        str(name) for name in settings.get("features") or [] if str(name).startswith(_FEATURES)
    ]
    found = [f"theme.features: {name}" for name in features]
    found += [f"extra.{name}" for name in _EXTRAS if extra.get(name)]
    found += ["theme.palette with a switch"] if isinstance(settings.get("palette"), list) else []
    found += [f"extra_javascript: {name}" for name in scripts]
    return found[0] if found else ""


def is_needless(path: str, languages: Iterable[str]) -> bool:
    """Whether no page asks for a file of the theme. languages: of the search."""
    kept = {f"assets/javascripts/lunr/min/lunr.{name}.min.js" for name in languages}
    named = set(languages)
    kept |= (
        {"assets/javascripts/lunr/min/lunr.stemmer.support.min.js"} if named != {"en"} else set()
    )
    kept |= {"assets/javascripts/lunr/min/lunr.multi.min.js"} if len(named) > 1 else set()
    kept |= {"assets/javascripts/lunr/tinyseg.js"} if named & {"ja", "jp"} else set()
    kept |= {"assets/javascripts/lunr/wordcut.js"} if "th" in named else set()
    return bool(_NEEDLESS.fullmatch(path)) and path not in kept


class LightPages:
    """Makes the pages of one build light."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._sheets: list[str] = []

    def page(self, output: str, *, noted: bool) -> str:
        """Return a finished page that asks for less, or as it was where it holds something unknown.

        noted: what it is made of has part in what the style sheet keeps.
        """
        if noted:
            for tag in _TAG.findall(output):
                self._words.update(_WORD.findall(tag))
        head, end, rest = output.partition("</head>")
        sheets = [(link, _OURS.fullmatch(link[1])) for link in _SHEET.finditer(head)]
        ours = [match for _, match in sheets if match]
        bundle = _BUNDLE.search(rest)
        scripts = [name for name in _SOURCE.findall(output) if "assets/publisher/" not in name]
        if (
            not ours or not bundle or scripts != [bundle[1]] or not _ROOT.search(head)
            or not all(match for _, match in sheets[: len(ours)])  # one of the site's own between them
            or len({match[1] for match in ours}) > 1 or _WORKED_ON.search(rest)
        ):  # fmt: skip
            return output
        names = [match[2] for match in ours]
        if noted and len(names) > len(self._sheets):
            self._sheets = names
        base = ours[0][1]
        first, last = sheets[0][0], sheets[len(ours) - 1][0]
        between = _SHEET.sub("", head[first.start() : last.end()])
        head = (
            f'{head[: first.start()]}<link rel="stylesheet" href="{base}{STYLE}">\n'
            f"{between}{head[last.end() :]}"
        )
        later = escape(" ".join(match[0] for match in ours))
        data = f'data-script="{bundle[1]}" data-styles="{later}"'
        loader = f'<script defer src="{base}{SCRIPT}" {data}></script>'
        return head + end + rest.replace(bundle[0], loader, 1)

    def write(self, site: Path, own_styles: Iterable[str]) -> None:
        """Write the joined style sheet. own_styles: those of the site itself, which stay as they are."""
        if not self._sheets:
            return
        read = {
            name: (site / name).read_text(encoding="utf-8", errors="replace")
            for name in (*self._sheets, *own_styles) if (site / name).is_file()
        }  # fmt: skip
        own = "\n".join(text for name, text in read.items() if name not in self._sheets)
        theme = "\n".join(read[name] for name in self._sheets if not _is_ours(name))
        ours = "\n".join(read[name] for name in self._sheets if _is_ours(name))
        words = self._words | _always()

        def is_used(name: str) -> bool:
            return name in words or name.startswith(("pp-", "redline"))

        # What our own sheets style may be set by our own scripts: nothing of them is left out.
        lighter = theme.replace(".no-js .md-sidebar", ":is(.no-js,.pp-light) .md-sidebar")
        kept = purged(lighter, is_used, others=ours + own)
        kept += purged(ours, lambda _: True, others=kept + own).removeprefix(CHARSET)
        (site / STYLE).write_text(tight(kept) + _COLUMNS, encoding="utf-8")


def _is_ours(name: str) -> bool:
    return name.startswith("assets/publisher/")


@cache
def _always() -> set[str]:
    """Return what any policy, and any page of ours, can have."""
    templates = files("publisher.site.pages") / "templates"
    sources = [file.read_text(encoding="utf-8") for file in templates.iterdir()]
    classes = {
        word for source in sources for value in _CLASS.findall(source) for word in value.split()
    }
    return classes | _BY_SCRIPT | CLASSES
