"""`/embed/notice.json`: what other sites show, in at most 8 KiB, in every language there are words for.

After `valid_until` nothing of it may be shown, and each notice has its own `until`. Neither is the
`valid_until` of the build: a banner must not vanish from other sites because a timer stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from publisher.messages.catalogue import Messages, available
from publisher.model.json_schema import Day, Instant, Link, about, schema_file
from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.pages import banner
from publisher.site.pages.template_helpers import words_language
from publisher.timeline.rules import Version

LIMIT = 8192  # bytes; a loader reads no more
FILE = "embed/notice.json"
_LENGTH = 300  # characters of a line that are shown
_SHORTEST = 128  # bytes; no notice takes less


ByLanguage = dict[str, str]


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An announced change: one line of the banner."""

    id: Annotated[
        str,
        about("The notice's id; 'more' for the line that stands for those that did not fit."),
    ]
    policy: Annotated[str | None, about("The policy's id.")]
    version: Annotated[
        int | None, about("The version that is announced, or was before it was withdrawn.")
    ]
    effective: Annotated[Day, about("The day from which it applies, or would have.")]
    until: Annotated[Instant, about("From this instant on the notice is no longer shown.")]
    url: Annotated[Link, about("Its page.")]
    text: Annotated[
        ByLanguage,
        about(
            "The sentence to show as the link, by language. Empty: not for readers of that language, "
            "because a translation of the policy has a notice of its own.",
            minProperties=1,
        ),
    ]
    summary: Annotated[
        ByLanguage,
        about(
            "What changes, in the editor's words, by the language they are in. Absent where the editor "
            "wrote none, or where the file would become too long."
        ),
    ] = {}
    action: Annotated[
        ByLanguage,
        about(
            "What readers have to do, in the editor's words, by the language they are in. Absent where "
            "nothing is said."
        ),
    ] = {}


class EmbeddedNotice(Struct, frozen=True, kw_only=True):
    """The announced changes of a site made by Policy Publisher, for its company's other web sites.

    At most 8192 bytes. Within 'schema' 1 no name goes away or changes its meaning; names may be added, and
    readers pass over those they do not know. Every text is plain text: escape it, or set it as text.
    """

    schema: Annotated[
        Literal[1],
        about("The version of this format. A reader that knows another one shows nothing."),
    ]
    site: Annotated[
        Link,
        about("The address of the site. A link that does not begin with it must not be shown."),
    ]
    language: Annotated[str, about("The language to take where there is no text in the reader's.")]
    valid_until: Annotated[
        Instant,
        about(
            "From this instant (RFC 3339, UTC) on nothing in the file may be shown. It says nothing about "
            "caching: fetch the file at least once a day."
        ),
    ]
    label: Annotated[
        ByLanguage,
        about(
            "What the notices together are called, by language: the name of the element that holds them.",
            minProperties=1,
        ),
    ]
    notices: Annotated[
        tuple[Notice, ...],
        about("The announced changes, the next one first, then for a time the withdrawn ones."),
    ]

    @classmethod
    def of(cls, subject: BuildContext) -> EmbeddedNotice:
        """Return the lines of the banner; those that do not fit become one line."""
        words = subject.words
        spoken = languages(subject)
        notices = tuple(_notices(subject, spoken))
        whole = cls(
            schema=1,
            site=subject.links.to("", FILE),
            language=words.locale.lower() if words.locale.lower() in spoken else "en",
            valid_until=max(
                [
                    Messages.machine(subject.states.valid_until()),
                    *(notice.until for notice in notices),
                ]
            ),
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
        return plain_text.to_json(to_builtins(self), indent=None)


def languages(subject: BuildContext) -> dict[str, Messages]:
    """Return the messages in each language in which other sites are told of changes."""
    words = subject.words
    return {language.lower(): words.in_language(language) for language in available(words.own)}


def schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) of `notice.json`."""
    return schema_file(EmbeddedNotice, "notice.json")


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
                until=Messages.machine(line.window.until or states.valid_until()),
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
