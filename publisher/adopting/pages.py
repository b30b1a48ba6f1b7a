"""Which pages of a repository are policies, and what each says of itself: title, language, day."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import yaml

from publisher.check.page_checks import unpromised
from publisher.check.promise_checks import any_day, typed_dates
from publisher.errors import UsageError
from publisher.history.identity import SLUG, as_day
from publisher.text.document import frontmatter

# Files about a repository, whatever they are called in their headings.
_ABOUT = re.compile(
    r"(?:readme|licen[cs]e|contributing|changelog|changes|history|code[-_]of[-_]conduct|security|support|"
    r"authors|maintainers|governance|codeowners|copying|notice|issue_template|pull_request_template)",
    re.I,
)
# Folders whose pages are parts of pages, drafts, tests, or somebody else's.
_PARTS = frozenset({
    "node_modules", "vendor", "third_party", "_includes", "_layouts", "layouts", "includes", "partials",
    "templates", "tests", "test", "fixtures", "_drafts", "_posts", "blog", "_site", "notices",
})  # fmt: skip
# Words in a folder's name that say that what is in it is policies; and how many words a page must then have.
_OF_POLICIES = frozenset(
    {"policies", "policy", "legal", "terms", "juridique", "politiques", "mentions"}
)
_ENOUGH = 60
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
_DOUBLE = re.compile(r"^(?!\s*$)([^\n]+)\n={2,}[ \t]*\r?$", re.M)
_LOWER = re.compile(r"#{2,6}[ \t]+\S")
_HTML_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.S | re.I)
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.S | re.M)
# Front matter of site generators that says when a text was changed, the best first.
_DAY_KEYS = (
    "effective-date", "effective_date", "effectiveDate", "date-effective", "last_updated", "last-updated",
    "lastUpdated", "last_modified_at", "last-modified", "lastmod", "updated", "modified", "last_update",
    "date",
)  # fmt: skip
_LANGUAGE_KEYS = ("language", "lang", "locale")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FRENCH = re.compile(
    r"\b(?:le|la|les|des|vous|nous|votre|vos|est|sont|dans|pour|et|aux?|une?)\b", re.I
)
_ENGLISH = re.compile(r"\b(?:the|of|and|you|your|we|our|is|are|to|in|for|with|any|this)\b", re.I)
_GERMAN = re.compile(r"\b(?:der|die|das|und|wir|sie|ihre|ist|werden|mit|für|von|zu|nicht)\b", re.I)
_SPANISH = re.compile(
    r"\b(?:el|los|las|usted|nosotros|su|sus|es|para|con|por|del|una?|que)\b", re.I
)
_WORDS = {"en": _ENGLISH, "fr": _FRENCH, "de": _GERMAN, "es": _SPANISH}
# What another program would fill in, and this one publishes as it is written.
_LITERAL = re.compile(
    r"\{%-?[ \t]*\w[^%\n]{0,200}%\}|\{\{[<%]?[^}\n]{1,200}\}\}|^\{:[^}\n]{0,200}\}[ \t]*$"
    r"|^(?:import|export)\s[^\n]*\bfrom\s+['\"][^\n]*|^<[A-Z]\w*\b[^>\n]{0,200}/?>|^:::\s*\w+",
    re.M,
)


_VARIABLE = re.compile(r"\{\{-?[ \t]*([\w.-]+)[ \t]*-?\}\}")


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """A Markdown page. fields: its front matter, whatever is in it. body: without front matter."""

    path: str
    text: str
    fields: dict[str, object]
    body: str

    @property
    def title(self) -> str:
        """Its title: that of its front matter, else its first heading, else its file's name."""
        own = self.fields.get("title")
        if isinstance(own, str | int) and plain_title(str(own)):
            return plain_title(str(own))
        return heading_of(self.body) or _from_name(self.path)


def read_page(path: str, text: str) -> CandidatePage:
    """Return a page with what its front matter says; nothing is refused."""
    toml = _TOML.match(text)
    if toml:
        try:
            return CandidatePage(path, text, dict(tomllib.loads(toml[1])), text[toml.end() :])
        except tomllib.TOMLDecodeError:
            return CandidatePage(path, text, {}, text)
    fields: object = None
    try:
        fields = yaml.safe_load(frontmatter.source(text, path))
    except (UsageError, yaml.YAMLError, ValueError, RecursionError):
        fields = None
    known = {str(key): value for key, value in fields.items()} if isinstance(fields, dict) else {}
    return CandidatePage(path, text, known, frontmatter.body(text))


def is_toml(text: str) -> bool:
    """Whether front matter is written as TOML, between lines of `+++`."""
    return bool(_TOML.match(text))


def is_content(path: str) -> bool:
    """Whether a page is for readers of a site: not about the repository, and no part of another page."""
    *folders, name = path.split("/")
    if any(folder.startswith(".") or folder.lower() in _PARTS for folder in folders):
        return False
    stem = name.split(".")[0]
    if folders and stem.lower() == "readme":
        return True  # the page of its folder, as code hosts show it
    return not _ABOUT.fullmatch(stem) or bool(folders and stem.lower() in ("security", "notice"))


def is_policy(page: CandidatePage, *, by_content: bool) -> bool:
    """Whether a page looks like a policy. by_content: its words are enough, whatever its name."""
    if "effective" in page.fields or "translation-of" in page.fields:
        return True
    stem = re.sub(r"(?:^|/)(?:_?index|readme)$", "", re.sub(r"\.\w+$", "", page.path), flags=re.I)
    shown = re.sub(r"[_.]+", " ", stem.rpartition("/")[2])
    own = f"# {page.title}\n\n"
    if len(page.body.split()) < 30:
        return False
    if any(True for _ in unpromised(own, f"{shown}.md", page.path)):
        return True
    folders = re.split(r"[-_ ./]+", page.path.lower())[:-2]
    if not _OF_POLICIES.isdisjoint(folders) and len(page.body.split()) > _ENOUGH:
        return True
    return by_content and any(True for _ in unpromised(own + page.body, "x.md", page.path))


def heading_of(body: str) -> str:
    """Return the text of the heading of the whole text, empty where there is none.

    A heading of a lower level is one where nothing but a date stands above it.
    """
    written = _FENCED.sub("", body)
    whole = [
        match
        for pattern in (_HEADING, _HTML_HEADING, _DOUBLE)
        if (match := pattern.search(written))
    ]
    if whole:
        return plain_title(min(whole, key=lambda match: match.start())[1])
    lines = [line for line in written.split("\n") if line.strip()]
    for number, line in enumerate(lines[:3]):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if _LOWER.match(line) or re.fullmatch(r"-{2,}[ \t]*\r?", below):
            return plain_title(line.strip().strip("#"))
        if not any_day(line):
            break
    return ""


def plain_title(text: str) -> str:
    """Return a title as one line of plain text, without markup."""
    shown = re.sub(r"<[^>]*>|\{[#:][^}]*\}|\{\{[^}]*\}\}", "", _LINK.sub(r"\1", text))
    shown = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", shown)
    return " ".join(re.sub(r"[<>\x00-\x1f]", " ", shown).split())[:200]


def _from_name(path: str) -> str:
    parts = re.sub(r"\.\w+$", "", path).split("/")
    name = (
        parts[-2]
        if len(parts) > 1 and parts[-1].lower() in ("index", "readme", "_index")
        else parts[-1]
    )
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def language_of(page: CandidatePage) -> str:
    """Return the language of a page: what it says itself, else that of its path, else of its words."""
    for key in _LANGUAGE_KEYS:
        value = page.fields.get(key)
        if isinstance(value, str) and _TAG.fullmatch(value.replace("_", "-")):
            return value.replace("_", "-")
    named = language_in_path(page.path)
    return named[1] if named else language_of_words(page.body)


def language_in_path(path: str) -> tuple[str, str] | None:
    """Return a path without its mark of a language, and the language; None without such a mark.

    >>> language_in_path("legal/fr/terms.md"), language_in_path("terms_de.md"), language_in_path("a/b.md")
    (('legal/terms.md', 'fr'), ('terms.md', 'de'), None)
    """
    *folders, name = path.split("/")
    for index, folder in enumerate(folders):
        if folder.lower() in _TONGUES:
            rest = [*folders[:index], *folders[index + 1 :], name]
            return "/".join(rest), folder.lower()
    marked = re.fullmatch(r"(.+?)[-_.]([A-Za-z]{2})(\.\w+)", name)
    if marked and marked[2].lower() in _TONGUES:
        return "/".join([*folders, marked[1] + marked[3]]), marked[2].lower()
    return None


_TONGUES = frozenset(
    [
        "en",
        "fr",
        "de",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "sv",
        "da",
        "fi",
        "cs",
        "ja",
        "zh",
        "ko",
        "ru",
        "ar",
        "tr",
    ]
)


def language_of_words(body: str) -> str:
    """Return the language that a text is written in, English where no other is clearly seen."""
    counts = {tag: len(pattern.findall(body[:20_000])) for tag, pattern in _WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] > 1.5 * counts["en"] else "en"


@dataclass(frozen=True, slots=True)
class Day:
    """Since when a text applies. origin: who says so. ahead: whether that is still to come."""

    day: date
    origin: str
    ahead: bool = False


def day_of(page: CandidatePage, changed: date | None, today: date) -> Day:
    """Return since when a text applies: by its own line, by its front matter, else by its last commit.

    changed: the day of that commit.
    """
    stated = [typed for typed in typed_dates(page.body) if typed.day]
    effects = [typed.day for typed in stated if typed.effect and typed.day]
    if effects:
        return Day(effects[0], "the text's own line", ahead=effects[0] > today)
    edits = [typed.day for typed in stated if typed.day and typed.day <= today]
    if edits:
        return Day(max(edits), "the text's own line")
    loose = _loose_day(page.body)
    if loose and loose <= today:
        return Day(loose, "the text's own line")
    for key in _DAY_KEYS:
        day = as_date(page.fields.get(key))
        if day and day <= today:
            return Day(day, f"its front matter, '{key}'")
    return Day(min(changed or today, today), "its last commit")


@cache
def _loose_line() -> re.Pattern[str]:
    """A line of the top or the end of a text that gives a day of change in other words."""
    lead = (
        r"(?:(?:last\s+)?(?:update|updated|revised|revision|modified|amended|changed|posted|published|reviewed)"
        r"|version|effective|dated?|as\s+of|valid\s+(?:from|since)|in\s+(?:force|effect)"
        r"|mis\w*\s+à\s+jour|mise\s+à\s+jour|à\s+jour|révisé\w*|modifié\w*|publié\w*|applicable|en\s+vigueur"
        r"|entrée\s+en\s+vigueur)"
    )
    return re.compile(rf"^[^\w\n]*[^.\n]{{0,40}}\b{lead}\b[^\n]{{0,40}}$", re.I | re.M)


def _loose_day(body: str) -> date | None:
    lines = [line for line in body.splitlines() if line.strip()]
    for line in (*lines[:12], *lines[-4:]):
        plain = re.sub(r"[*_`|]+", "", line).strip()
        if len(plain) <= 120 and _loose_line().match(plain):
            day = any_day(plain)
            if day:
                return day
    return None


def as_date(value: object) -> date | None:
    """Return the day that a value of front matter names in any known form, None for other values."""
    if isinstance(value, dict):
        value = value.get("date")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return as_day(value[:10], "")
    except UsageError:
        return any_day(value)


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values of what a site generator would fill in, where they are known.

    >>> fill_in("Write to {{ site.email }} or {{ site.phone }}.", {"site.email": "a@example.org"})
    'Write to a@example.org or {{ site.phone }}.'
    """
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)


def literals(page: CandidatePage) -> Iterable[tuple[int, str]]:
    """Yield line and text of what another program fills in and this one would publish as written."""
    body = _FENCED.sub(lambda match: "\n" * match[0].count("\n"), page.body)
    above = page.text.count("\n", 0, len(page.text) - len(page.body))
    for match in _LITERAL.finditer(body):
        yield above + body.count("\n", 0, match.start()) + 1, match[0].strip()


def is_plain(part: str) -> bool:
    """Whether a name can be part of an address as it is."""
    return bool(SLUG.fullmatch(part))
