"""`/embed/notice.json`: what other sites show, in at most 8 KiB, in every language there are words for.

After `valid_until` nothing of it may be shown, and each notice has its own `until`. Neither is the
`valid_until` of the build: a banner must not vanish from other sites because a timer stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from publisher.messages.catalogue import Messages, available
from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.pages import banner

SCHEMA = 1
LIMIT = 8192  # bytes; a loader reads no more
_FILE = "embed/notice.json"
_LENGTH = 300  # characters of a line that are shown
_SHORTEST = 128  # bytes; no notice takes less


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the banner. text: by language; empty means "not for readers of this language".

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
        languages = {
            language.lower(): words.in_language(language) for language in available(words.own)
        }
        notices = tuple(_notices(subject, languages))
        whole = cls(
            site=subject.links.to("", _FILE),
            language=words.locale.lower() if words.locale.lower() in languages else "en",
            valid_until=max([subject.states.valid_until(), *(notice.until for notice in notices)]),
            label={language: words("embed_label") for language, words in languages.items()},
            notices=notices,
        )
        if len(whole.to_json()) <= LIMIT:
            return whole
        kept = min(len(notices) - 1, LIMIT // _SHORTEST)
        while True:
            more = _more(subject, notices[kept:], languages)
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
                url=subject.links.to(url, _FILE),
                text={
                    language: plain_text.shortened(own.text, _LENGTH) if own.url == url else ""
                    for language, own in zip(written, same, strict=True)
                },
            )


def _more(
    subject: BuildContext, left: tuple[Notice, ...], languages: Mapping[str, Messages]
) -> Notice:
    return Notice(
        id="more",
        policy=None,
        version=None,
        effective=left[0].effective,
        until=max(notice.until for notice in left),
        url=subject.links.to("notices/", _FILE),
        text={
            language: words("embed_more", count=len(left)) for language, words in languages.items()
        },
    )
