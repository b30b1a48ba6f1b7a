"""The theme's part of a page, rendered once for all pages of one shape.

The pages of an archive differ in their content, their title and what their head says of them; all else,
most of the bytes and nine tenths of the time, is the theme's. So the theme renders a page whose values
are words that stand nowhere else, and each page is what lies between these words with its own values in
their place.

A template may do with a value what cannot be done to a placeholder. So the first page of each shape is
rendered by itself, and where the shell does not give the very same page, none of that shape is made so.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from publisher.site.pages.page_context import SitePage

_KEPT = 64  # shapes in memory
# What of an address is a page's own, by the kind of page.
_OWN = {
    "version": re.compile(r"(?<=/)v[0-9]+(?=/$)"),
    "changes": re.compile(r"(?<=/)v[0-9]+(?=/changes/$)"),
    "notice": re.compile(r"(?<=-)[0-9]+(?=(?:\.[^/]+)?/$)"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """What the theme does for a page.

    whole: the finished page. head: what the publisher says in its head, finished. content: what becomes
    of a page's content in a finished page.
    """

    whole: Callable[[SitePage], str]
    head: Callable[[SitePage], str]
    content: Callable[[str], str]


@dataclass(slots=True)
class _Shell:
    """parts: what stands between the values. first: the first page of the shape, until it was proved."""

    first: tuple[SitePage, str] | None
    parts: list[str] | None = None


class Shells:
    """Makes finished pages.

    apart: addresses that the theme's part links to, from whose own pages such a link looks different.
    """

    def __init__(self, theme: Theme, apart: Collection[str] = ()) -> None:
        self._theme, self._apart = theme, apart
        mark = secrets.token_hex(12)  # nobody can have written it
        names = ("place", "title", "lead", "text", "head")
        self._marks = {name: f"pp{mark}{name}" for name in names}
        self._titled = (
            f"<h1>{self._marks['text']}"  # the theme gives a text without a title its own
        )
        marks = [self._titled, *self._marks.values()]
        self._split = re.compile("(" + "|".join(map(re.escape, marks)) + ")")
        self._known: OrderedDict[Hashable, _Shell] = OrderedDict()

    def is_shell(self, url: str) -> bool:
        """Whether the theme asks about the page of a shell."""
        return self._marks["place"] in url

    @property
    def head(self) -> str:
        """What stands for the publisher's part of the head."""
        return self._marks["head"]

    def page(self, made: SitePage) -> str:
        """Return the finished page."""
        place = self._placed(made)
        if place is None or made.url in self._apart:
            return self._theme.whole(made)
        shape = replace(
            made, url=place, title=self._marks["title"], text="",
            html=self._titled if "<h1" in made.html else self._marks["text"],
            description=self._marks["lead"] if made.description else "", version=None,
            day=date.min,  # if the theme shows it, the first page differs
            alternates=tuple(
                (language, self._marked(url, made)) for language, url in made.alternates
            ),
        )  # fmt: skip
        shell = self._known.pop(shape, None)
        if shell is None:
            output = self._theme.whole(made)
            shell = _Shell((made, output))
        else:
            output = self._filled(shell, shape, made)
        self._known[shape] = shell
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return output

    def _filled(self, shell: _Shell, shape: SitePage, made: SitePage) -> str:
        if shell.first is not None:  # the second of its shape: a shell pays from here on
            parts = self._split.split(self._theme.whole(shape))
            if self._join(parts, shell.first[0]) == shell.first[1]:
                shell.parts = parts
            shell.first = None
        return self._theme.whole(made) if shell.parts is None else self._join(shell.parts, made)

    def _join(self, parts: list[str], made: SitePage) -> str:
        content = self._theme.content(made.html)
        values = {
            self._marks["place"]: self._own_part(made),
            self._marks["title"]: escape(made.title),
            self._marks["lead"]: escape(made.description),
            self._titled: content,
            self._marks["text"]: content,
            self._marks["head"]: self._theme.head(made),
        }
        return "".join(values.get(part, part) for part in parts)

    def _placed(self, made: SitePage) -> str | None:
        """Return the address with a mark for what is its page's own; None where each page is alone."""
        return self._marked(made.url, made) if self._own_part(made) else None

    def _marked(self, url: str, made: SitePage) -> str:
        return _OWN[made.kind].sub(self._marks["place"], url)

    @staticmethod
    def _own_part(made: SitePage) -> str:
        found = _OWN[made.kind].search(made.url) if made.kind in _OWN else None
        return found[0] if found else ""
