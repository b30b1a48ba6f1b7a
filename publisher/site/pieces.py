"""Small tools of the templates: addresses, windows as attributes, a text and its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from publisher.site.texts import relative
from publisher.site.windows import Phase, Window
from publisher.site.words import Words
from publisher.states import PolicyState
from publisher.time import civil_day
from publisher.timeline import State, Version

_TITLE = re.compile(r"\s*(<h1\b.*?</h1>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TitledText:
    """A text's HTML in two: its title, an <h1>, and what follows."""

    title: Markup
    rest: Markup


@dataclass(frozen=True, slots=True)
class PhaseText:
    """What the policy's page shows during a phase. version: whose text it is, in force or not."""

    phase: Phase
    version: Version | None
    text: TitledText


@dataclass(frozen=True, slots=True)
class Tools:
    """What a template needs to know about its page. url: from the root of the site. at: of the build."""

    url: str
    site_url: str
    at: datetime

    def relative(self, target: str) -> str:
        """Return a link to an address of the site."""
        return relative(target, self.url)

    def address(self, target: str) -> str:
        """Return the address to print: whole, where the site knows its own."""
        return self.site_url + target if self.site_url else "/" + target

    def span(self, window: Window) -> Markup:
        """Return a window as attributes."""
        found = Markup("")
        if window.since is not None:
            found += Markup(' data-from="{}"').format(Words.machine(window.since))
        if window.until is not None:
            found += Markup(' data-until="{}"').format(Words.machine(window.until))
        return found

    def holds(self, window: Window) -> bool:
        """Say whether a window holds at the build."""
        return window.holds(self.at)

    def place(self, window: Window) -> Markup:
        """Return the attributes of an element that looks different before, during and after a window."""
        return self.span(window) + Markup(' data-phase="{}"').format(window.place(self.at))


def split_title(body: Markup, title: str) -> TitledText:
    """Part a text from its title; a text that does not begin with one gets the policy's."""
    found = _TITLE.match(body)
    if found is None:
        heading = Markup("<h1>{}</h1>").format(title) if "<h1" not in body else Markup("")
        return TitledText(heading, body)
    return TitledText(Markup(found[1]), Markup(body[found.end() :]))  # noqa: S704 - parts of it


def place_in(section: str, policy: PolicyState) -> str:
    """Return the headings above a place as a reader sees them, without the policy's own title."""
    headings = [part.strip() for part in section.split(" > ")]
    if len(headings) > 1 and headings[0] == policy.title:
        headings = headings[1:]
    return " › ".join(headings) or policy.title


def closed(text: str) -> str:
    """Return a reason that somebody gave as a sentence that ends."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…", ":", ")")) else text + "."


def state_name(version: Version, state: State) -> str:
    """Return the name of a state as words and styles have it; the end of a policy has one of its own."""
    if version.ends and state in (State.IN_FORCE, State.ARCHIVED):
        return "ended"
    return state.name.lower()


def publication_day(version: Version) -> date:
    """Return the day from which a version's notice counts, in its own zone."""
    return civil_day(version.first.at, version.timezone)


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("publisher.site", "templates"),
        autoescape=True,
        extensions=["jinja2.ext.loopcontrols"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        machine=Words.machine,
        publication_day=publication_day,
        place_in=place_in,
        state_name=state_name,
    )
    env.filters["closed"] = closed
    return env


TEMPLATES = _environment()
