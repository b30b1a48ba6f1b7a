"""`/embed/notice.json`: what other sites show, in at most 8 KiB, in every language there are words for.

After `valid_until` nothing of it may be shown, and each notice has its own `until`. Neither is the
`valid_until` of the build: a banner must not vanish from other sites because a timer stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from publisher.messages.catalogue import Messages, available
from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.pages import banner
from publisher.site.pages.template_helpers import words_language
from publisher.timeline.rules import Version

SCHEMA = 1
LIMIT = 8192  # bytes; a loader reads no more
FILE = "embed/notice.json"
_LENGTH = 300  # characters of a line that are shown
_SHORTEST = 128  # bytes; no notice takes less


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the banner. text: by language; empty means "not for readers of this language".

    summary, action: what the editor says of the change and of what readers have to do, by the language
    that it is in; nothing where nothing is said, or where the file would become too long.

    url: of the page behind it. until: when it goes, UTC. id: of the notice, or "more" for the line
    that stands for those that did not fit.
    """

    id: str
    policy: str | None
    version: int | None
    effective: str
    until: datetime
    url: str
    text: Mapping[str, str]
    summary: Mapping[str, str] = field(default_factory=dict)
    action: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return its object."""
        return {
            "id": self.id,
            "policy": self.policy,
            "version": self.version,
            "effective": self.effective,
            "until": Messages.machine(self.until),
            "url": self.url,
            "text": dict(self.text),
            **({"summary": dict(self.summary)} if self.summary else {}),
            **({"action": dict(self.action)} if self.action else {}),
        }


@dataclass(frozen=True, slots=True)
class EmbeddedNotice:
    """What the site tells others."""

    site: str
    language: str
    valid_until: datetime
    label: Mapping[str, str]
    notices: tuple[Notice, ...]

    @classmethod
    def of(cls, subject: BuildContext) -> EmbeddedNotice:
        """Return the lines of the banner; those that do not fit become one line."""
        words = subject.words
        spoken = languages(subject)
        notices = tuple(_notices(subject, spoken))
        whole = cls(
            site=subject.links.to("", FILE),
            language=words.locale.lower() if words.locale.lower() in spoken else "en",
            valid_until=max([subject.states.valid_until(), *(notice.until for notice in notices)]),
            label={language: words("embed_label") for language, words in spoken.items()},
            notices=notices,
        )
        if len(whole.to_json()) <= LIMIT:
            return whole
        notices = tuple(replace(notice, summary={}, action={}) for notice in notices)
        whole = replace(whole, notices=notices)
        if len(whole.to_json()) <= LIMIT:
            return whole
        kept = min(len(notices) - 1, LIMIT // _SHORTEST)
        while True:
            more = _more(subject, notices[kept:], spoken)
            told = replace(whole, notices=(*notices[:kept], more))
            if len(told.to_json()) <= LIMIT:
                return told
            kept -= 1

    def to_json(self) -> bytes:
        """Return the file, without white space that would count against its limit."""
        return plain_text.to_json(
            {
                "schema": SCHEMA,
                "site": self.site,
                "language": self.language,
                "valid_until": Messages.machine(self.valid_until),
                "label": dict(self.label),
                "notices": [notice.to_json() for notice in self.notices],
            },
            indent=None,
        )


def languages(subject: BuildContext) -> dict[str, Messages]:
    """Return the messages in each language in which other sites are told of changes."""
    words = subject.words
    return {language.lower(): words.in_language(language) for language in available(words.own)}


def schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) of `notice.json`."""
    return (files("publisher.site.outputs.embed") / "notice.schema.json").read_bytes()


def _notices(subject: BuildContext, languages: Mapping[str, Messages]) -> Iterator[Notice]:
    """Yield a notice for each change and, where a policy has translations, for each page that tells it."""
    states = subject.states
    written = {
        language: banner.lines(states, lambda _, words=words: words, language)  # type: ignore[misc]
        for language, words in languages.items()
    }
    for same in zip(*written.values(), strict=True):
        for url in dict.fromkeys(line.url for line in same):
            line = next(line for line in same if line.url == url)
            version = line.version
            yield Notice(
                id=str(version.notice),
                policy=version.policy,
                version=version.number,
                effective=version.effective.isoformat(),
                until=line.window.until or states.valid_until(),
                url=subject.links.to(url, FILE),
                text={
                    language: plain_text.shortened(own.text, _LENGTH) if own.url == url else ""
                    for language, own in zip(written, same, strict=True)
                },
                summary=_said(same, url, subject.pages.told.written_summary),
                action=_said(same, url, subject.pages.told.action),
            )


def _said(
    same: Sequence[banner.BannerLine], url: str, of: Callable[[Version], str]
) -> dict[str, str]:
    """Return what a notice says itself, by its language. same: its line in every language."""
    found = {
        words_language(line.policy, line.version).lower(): plain_text.shortened(
            of(line.version), _LENGTH
        )
        for line in same
        if line.url == url and line.coming
    }
    return {language: text for language, text in found.items() if text}


def _more(
    subject: BuildContext, left: tuple[Notice, ...], languages: Mapping[str, Messages]
) -> Notice:
    return Notice(
        id="more",
        policy=None,
        version=None,
        effective=left[0].effective,
        until=max(notice.until for notice in left),
        url=subject.links.to("notices/", FILE),
        text={
            language: words("embed_more", count=len(left)) for language, words in languages.items()
        },
    )
