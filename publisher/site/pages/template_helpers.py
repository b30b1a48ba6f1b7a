"""Small tools of the templates: addresses, windows as attributes, a text and its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from publisher.calendar import civil_day
from publisher.messages.catalogue import Messages
from publisher.site.pages.rendered_texts import relative
from publisher.site.pages.validity import Phase, Window
from publisher.text.document.render import Heading, headings
from publisher.timeline.planning import schedule_of
from publisher.timeline.rules import State, Version
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import LocalizedVersion, TranslationView

_TITLE = re.compile(r"\s*(<h1\b.*?</h1>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TimedText:
    """A sentence and when it is true."""

    text: str
    window: Window


@dataclass(frozen=True, slots=True)
class TitledText:
    """A text's HTML in two: its title, an <h1>, and what follows."""

    title: Markup
    rest: Markup


@dataclass(frozen=True, slots=True)
class PhaseText:
    """What the policy's page shows during a phase.

    version: in force or not. shown: whose text it is. headings: of that text, below its title.
    """

    phase: Phase
    version: Version | None
    text: TitledText
    shown: Version | None
    headings: tuple[Heading, ...] = ()


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
            found += Markup(' data-from="{}"').format(Messages.machine(window.since))
        if window.until is not None:
            found += Markup(' data-until="{}"').format(Messages.machine(window.until))
        return found

    def holds(self, window: Window) -> bool:
        """Whether a window holds at the build."""
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


def contents(body: Markup) -> tuple[Heading, ...]:
    """Return what the contents of a text list: its sections and what is one level below them."""
    return tuple(heading for heading in headings(body) if heading.id and heading.level in (2, 3))


def titles(policy: PolicyState) -> tuple[str, ...]:
    """Return the title of a policy, and that of the prevailing text where it is an edition."""
    return (
        (policy.title, policy.original.title)
        if isinstance(policy, TranslationView)
        else (policy.title,)
    )


def translation_line(policy: PolicyState, version: Version, shown: Version, words: Messages) -> str:
    """Say that a text is a translation, and of what; empty for the text that prevails.

    shown: the version whose text stands for `version`.
    """
    if not isinstance(policy, TranslationView) or not version.texts:
        return ""
    language = words.language_name(policy.original.language)
    if shown.number != version.number:
        return words("translation_behind", own=shown.number, number=version.number)
    if text_language(policy, shown) != policy.language:
        return words("translation_missing", number=version.number, language=language)
    return words("translation_note", language=language)


def place_in(section: str, policy: PolicyState) -> str:
    """Return the headings above a place as a reader sees them, without the policy's own title."""
    headings = [part.strip() for part in section.split(" > ")]
    if len(headings) > 1 and headings[0] in titles(policy):
        headings = headings[1:]
    return " › ".join(headings) or policy.title


def closed(text: str) -> str:
    """Return a reason that somebody gave as a sentence that ends."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…", ":", ")")) else text + "."


def after_chip(sentence: str, chip: str) -> str:
    """Return what follows a chip that says the first words of a sentence already."""
    return sentence[len(chip) :].lstrip() if sentence.startswith(chip) else sentence


def title_of(policy: PolicyState, version: Version, state: str, words: Messages) -> str:
    """Return the title of a version's page, which says that the version does not apply."""
    if state == "in_force":
        return words("version_title", title=policy.title, number=version.number)
    if state == "pending" and not version.ends:  # holds when the day has come, too
        return words(
            "version_title_from", title=policy.title, number=version.number, day=version.effective
        )
    state = words(f"state_{state}").lower()
    return words("version_title_state", title=policy.title, number=version.number, state=state)


def text_language(policy: PolicyState, version: Version) -> str:
    """Return the language in which a version's text stands on a page of the policy."""
    if (
        isinstance(policy, TranslationView)
        and isinstance(version, LocalizedVersion)
        and not version.translated
    ):
        return policy.original.language
    return policy.language


def has_own_text(version: Version) -> bool:
    """Whether a version has a text in the language of its page."""
    return bool(version.texts) and (not isinstance(version, LocalizedVersion) or version.translated)


def words_language(policy: PolicyState, version: Version) -> str:
    """Return the language of the words for readers about a version."""
    if isinstance(policy, TranslationView) and isinstance(version, LocalizedVersion):
        worded = version.words_translated or not version.notice_blob
        return policy.language if worded else policy.original.language
    return policy.language


def redline_language(policy: PolicyState, version: Version) -> str:
    """Return the language of the two texts that a redline compares."""
    if isinstance(policy, TranslationView) and isinstance(version, LocalizedVersion):
        return policy.language if version.pair_translated else policy.original.language
    return policy.language


def standing(policy: PolicyState, version: Version | None) -> str:
    """Return how the language of a page stands to a version; empty on pages of the prevailing text."""
    return policy.standing_to(version).value if isinstance(policy, TranslationView) else ""


def spoken(language: str) -> Markup:
    """Return the attributes of an element whose text is in a language: what it is, and its direction."""
    return Markup('lang="{}" dir="{}"').format(language, Messages.direction(language))


def named(sentence: str, policy: PolicyState, words: Messages) -> Markup:
    """Return a sentence of a page with a policy's title marked where that is in another language."""
    is_foreign = policy.language.split("-")[0] != words.locale.split("-")[0]
    if not is_foreign or not policy.title or policy.title not in sentence:
        return Markup("{}").format(sentence)
    before, title, after = sentence.partition(policy.title)
    marked = Markup('<bdi lang="{}">{}</bdi>').format(policy.language, title)
    return Markup("{}{}{}").format(before, marked, after)


def headed(title: Markup, language: str, words: Messages) -> Markup:
    """Return the <h1> of a text with its language and direction, where they are not those of the page."""
    if language.split("-")[0] == words.locale.split("-")[0]:
        return title
    return Markup(str(title).replace("<h1", f"<h1 {spoken(language)}", 1))  # noqa: S704 - sanitised


def state_name(version: Version, state: State) -> str:
    """Return the name of a state as words and styles have it; the end of a policy has one of its own."""
    if version.ends and state in (State.IN_FORCE, State.ARCHIVED):
        return "ended"
    return state.name.lower()


def shown_state(policy: PolicyState, version: Version, state: State) -> str:
    """Return the name of a state as chips show it: also for a version that another one replaces."""
    name = state_name(version, state)
    if name in ("pending", "archived") and policy.overtaken_by(version):
        return "overtaken_due" if name == "pending" else "overtaken"
    return name


def publication_day(version: Version) -> date:
    """Return the day from which a version's notice counts, in its own zone."""
    return civil_day(version.first.at, version.timezone)


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("publisher.site.pages", "templates"),
        autoescape=True,
        extensions=["jinja2.ext.loopcontrols"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        machine=Messages.machine,
        publication_day=publication_day,
        place_in=place_in,
        spoken=spoken,
        state_name=state_name,
        shown_state=shown_state,
        text_language=text_language,
        words_language=words_language,
        redline_language=redline_language,
        standing_of=standing,
        schedule_of=schedule_of,
        title_of=title_of,
    )
    env.filters["closed"] = closed
    env.filters["after_chip"] = after_chip
    env.filters["named"] = named
    env.filters["headed"] = headed
    env.filters["day_before"] = lambda day: day - timedelta(days=1)
    return env


TEMPLATES = _environment()
