"""What the publisher needs of the theme, mends in it, and warns of. It knows Material's templates.

It does not import MkDocs: it is handed the theme's settings and the finished pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, MutableMapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from publisher.errors import UsageError
from publisher.site.theme import csp, light_pages
from publisher.text.document.render import Heading
from publisher.text.redline.standalone import stylesheet

FOLDER = Path(__file__).parent / "material"
REDLINE_STYLE = "assets/publisher/redline.css"
STYLES = [REDLINE_STYLE, "assets/publisher/publisher.css"]
SCRIPT = "assets/publisher/publisher.js"
AUTOMATIC_STYLE = "assets/publisher/automatic.css"
_WORDS = "publisher/locale/"

_SLATE = "[data-md-color-scheme=slate]"
_DEFAULT = "[data-md-color-scheme=default]"
_AUTO = "[data-md-color-scheme=auto]"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMA = re.compile(r",(?![^(]*\))")
_SCHEME = re.compile(r'\[data-md-color-scheme="(\w+)"\]')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

_SEARCH_DIALOG = 'data-md-component="search" role="dialog"'
_SOURCE_FETCH = 'data-md-component="source"'
# Another plugin may have minified the page: without the quotation marks, attributes in any order.
_BANNERS = re.compile(r"<[^<>]*\sclass=[\"']?pp-banners\b")
_STALE = re.compile(r"<[^<>]*\sclass=[\"']?pp-stale\b")
_REFERRER = re.compile(r"<meta\b[^<>]*\sname=[\"']?referrer\b")
_CHECK_BOX = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"')
_MEND = (
    'To fix: begin it with {% extends "publisher/main.html" %} instead of "base.html", and call '
    "{{ super() }} in the blocks extrahead, announce and content."
)


class Material:
    """The theme of one build. settings: MkDocs' theme. extra: of mkdocs.yml."""

    def __init__(self, settings: Any, extra: MutableMapping[str, Any], site_url: str) -> None:
        self._settings, self._extra, self._site_url = settings, extra, site_url
        self._warned: set[str] = set()
        own = settings.custom_dir
        self.inline_translation: Path | None = Path(own) / _WORDS if own else None
        self.light: light_pages.LightPages | None = None

    def prepare(self, locale: str) -> Iterator[str]:
        """Set what the site must have, and yield what its owner should know.

        Raises UsageError for a theme that is not Material, nor made of it: it has no place for the
        banner, without which no change is published.
        """
        settings = self._settings
        if not self.speaks("en") or not isinstance(settings.get("language"), str):
            raise UsageError(
                f"the theme '{settings.name}' has no place for the banner that announces changes: the "
                "publisher's pages need 'material', or a theme that is made of it and has a 'language'",
                where="mkdocs.yml",
                remedy="write 'theme: material'",
            )
        for name, value, kind, example in (
            ("theme.features", settings.get("features"), list, "[navigation.top]"),
            ("extra.csp", self._extra.get("csp"), dict, "{img-src: https://pictures.example}"),
        ):
            if not isinstance(value, kind | None):
                raise UsageError(
                    f"'{name}' is {value!r}", where="mkdocs.yml", remedy=f"write it like {example}"
                )
        settings.dirs.insert(1 if settings.custom_dir else 0, str(FOLDER))
        if "announce.dismiss" in (settings.get("features") or []):
            settings["features"] = [f for f in settings["features"] if f != "announce.dismiss"]
            yield (
                "mkdocs.yml: 'announce.dismiss' would let readers close the notices of coming changes "
                "for good; it is switched off. To fix: take it out of 'theme.features'."
            )
        if settings.get("font") is not False:
            settings["font"] = False  # the theme would load fonts from Google
        yield from self._speak(locale)
        # The theme keeps what it stores in a browser apart by this; it is also part of a script, whose
        # hash would differ on each level of folders without it.
        self._extra.setdefault("scope", urlsplit(self._site_url or "/").path or "/")

    def _speak(self, locale: str) -> Iterator[str]:
        language = self._settings.get("language", "en")
        if language.split("-")[0] == locale.split("-")[0]:
            return
        if language == "en" and self.speaks(locale):
            self._settings["language"] = locale
        else:
            yield (
                f"mkdocs.yml: the theme's language is '{language}', the publisher's locale '{locale}'. "
                "To fix: set 'theme.language' and the publisher's 'locale' to the same."
            )

    def speaks(self, language: str) -> bool:
        """Whether the theme has words of its own in a language."""
        return any(
            (Path(folder) / f"partials/languages/{language}.html").is_file()
            for folder in self._settings.dirs
        )

    def is_words(self, uri: str) -> bool:
        """Whether a file of the custom_dir is one with sentences, which is no part of the site."""
        return uri.startswith(_WORDS)

    def styles(self) -> list[str]:
        """Return the style sheets of the publisher, in their order."""
        return [*STYLES, AUTOMATIC_STYLE] if self._is_automatic() else STYLES

    def _is_automatic(self) -> bool:
        palette = self._settings.get("palette")
        return isinstance(palette, dict) and palette.get("scheme") == "auto"

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the style sheets that do not lie in the theme's folder."""
        yield REDLINE_STYLE, stylesheet().encode()
        if self._is_automatic():
            yield AUTOMATIC_STYLE, self._automatic_style()

    def _automatic_style(self) -> bytes:
        """Return a style sheet for `palette: {scheme: auto}`: the colours that the reader's system has.

        It is made of the theme's own rules, so that nothing has to be stored and no script to run.
        """
        sheets = [
            sheet
            for folder in self._settings.dirs
            for sheet in sorted(Path(folder).glob("assets/stylesheets/*.css"))
        ]
        sheets += sorted((FOLDER / STYLES[1]).parent.glob("*.css"))  # ours have the last word
        source = "".join([*(sheet.read_text(encoding="utf-8") for sheet in sheets), stylesheet()])
        source = _SCHEME.sub(r"[data-md-color-scheme=\1]", _COMMENT.sub("", source))
        light, dark = (_rules(source, scheme) for scheme in (_DEFAULT, _SLATE))
        return f"{light}\n@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n".encode()

    def lighten(self, own_scripts: Iterable[object]) -> str:
        """Have pages ask for less, and return the setting that stands against it; "" for none."""
        against = light_pages.obstacle(self._settings, self._extra, own_scripts)
        self.light = None if against else light_pages.LightPages()
        return against

    def finish(self, output: str, content: str, *, search: str, live: bool, noted: bool) -> str:
        """Return a page without the theme's known faults, under its content-security policy.

        noted: it has part in what the style sheet of light pages keeps.
        """
        output = output.replace(
            _SEARCH_DIALOG, f'{_SEARCH_DIALOG} aria-label="{escape(search)}"', 1
        )
        output = self.mend(output)
        if 'id="__toc"' not in output:
            output = output.replace(' for="__toc"', "")
        if self.light:
            output = self.light.page(output, noted=noted)
        return csp.protect(output, content, more=self._extra.get("csp"), live=live)

    def mend(self, part: str) -> str:
        """Return a page, or a part of one, without the faults that lie in single elements."""
        # The theme asks the code host for stars and forks; the link stays.
        part = part.replace(_SOURCE_FETCH, "")
        if "navigation.instant" in (self._settings.get("features") or []):
            # The theme's script would ask for a site map beside whatever such a link names, on each page
            # that it fetches. It looks for this very value. (Else the page's script keeps it from that.)
            part = part.replace('rel="alternate"', 'rel="alternate "')
        # No attribute of a check box; the page's script does what it is there for.
        return _CHECK_BOX.sub(r"\1", part)

    def unmet(
        self, output: str, content: str, name: str, *, banner: bool, ours: bool, settled: bool
    ) -> Iterator[str]:
        """Yield what a finished page lacks or wants in vain; the same thing once a build."""
        found = []
        if banner and not _BANNERS.search(output):
            found.append(
                f"{name}: the notices of coming changes are not on the page: the site's own main.html "
                f"leaves the banner out. {_MEND}"
            )
        if not _REFERRER.search(output) or not (settled or _STALE.search(output)):
            found.append(
                f"{name}: the publisher's part of the page is missing: the site's own main.html leaves "
                f"it out. {_MEND}"
            )
        if not ours:
            found += [
                f"{name}: {what} is blocked by the content-security policy. To fix: keep it in a file "
                "of the site (extra_javascript, extra_css), or allow its host in 'extra: csp:'."
                for what in csp.blocked(content, self._extra.get("csp"))
            ]
        for warning in found:
            key = warning.partition(": ")[2]
            if key not in self._warned:
                self._warned.add(key)
                yield warning


def _rules(source: str, scheme: str) -> str:
    """Return the rules of a style sheet that hold for a colour scheme, for the automatic one."""
    found = []
    for match in _RULE.finditer(source):
        selectors = [selector.strip() for selector in _COMMA.split(match[1]) if scheme in selector]
        if selectors:
            found.append(
                ",".join(s.replace(scheme, _AUTO) for s in selectors) + f"{{{match[2]}}}\n"
            )
    return "".join(found)


def named_files(styles: Iterable[object], scripts: Iterable[object], settings: Any) -> set[str]:
    """Return the files that mkdocs.yml names itself: styles, scripts, logo, icon."""
    names = {str(name) for name in (*styles, *scripts)}
    return {*names, str(settings.get("logo") or ""), str(settings.get("favicon") or "")} - {""}


def toc_tokens(headings: Iterable[Heading]) -> Any:
    """Nest the headings as MkDocs' table of contents wants them."""
    root: list[dict[str, Any]] = []
    stack: list[tuple[int, list[dict[str, Any]]]] = [(0, root)]
    for heading in headings:
        while stack[-1][0] >= heading.level:
            stack.pop()
        children: list[dict[str, Any]] = []
        stack[-1][1].append(
            {"level": heading.level, "id": heading.id, "name": heading.text, "children": children}
        )
        stack.append((heading.level, children))
    return root
