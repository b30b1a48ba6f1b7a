"""The entries of a feed: a happening in words, before any format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from publisher.calendar import civil_day
from publisher.messages.catalogue import Messages
from publisher.site.outputs import output_templates, plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.events import EventKind, Happening
from publisher.site.outputs.void_entries import addresses
from publisher.site.pages.redlines import ShownChange
from publisher.site.pages.template_helpers import place_in, redline_language, words_language
from publisher.text.document import frontmatter
from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.timeline.planning import schedule_of
from publisher.timeline.rules import PublishedText
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import LocalizedVersion

_EDITS, _LENGTH = 20, 300  # an entry shows so many edits, each side cut to so many characters


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. id: for ever the same. html: for people. facts: for programs.

    summary: the editor's words where there are any, else what the title leaves out; language: of it.
    """

    id: str
    kind: EventKind
    title: str
    url: str
    related: str | None
    summary: str
    html: str
    language: str
    published: datetime
    updated: datetime
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _FeedEdit:
    section: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _File:
    sentence: str
    links: list[tuple[str, str]]


def item(subject: BuildContext, happening: Happening, page: str) -> Item:
    """Put a happening into words for the feed at `page`."""
    policy, version = happening.policy, happening.version
    changes = f"{policy.slug}/v{version.number}/changes/"
    shown = version.has_redline and not _gone(happening)
    title = _title(subject.words_of(policy), happening)
    words = _editors_summary(subject, happening)
    sentences = tuple(_sentences(subject, happening))
    return Item(
        id=subject.links.id(happening.key, policy.versions[0].first.at),
        kind=happening.kind,
        title=title,
        url=subject.links.to(_address(happening), page),
        related=subject.links.to(changes, page) if shown else None,
        summary=words or " ".join(sentences) or f"{title}.",
        html=_html(subject, happening, page, lead=f"{title}.", summary=words, sentences=sentences),
        language=words_language(policy, version) if words else subject.words_of(policy).locale,
        published=happening.at,
        updated=happening.updated,
        facts=_facts(happening),
    )


def bodies(
    subject: BuildContext, happening: Happening, explanation: tuple[str, str] = ("", "")
) -> tuple[str, str]:
    """Return a happening as HTML and as plain text for a message: every changed paragraph in full.

    explanation: the body of the notice, safe HTML and plain text.
    """
    title = _title(subject.words_of(happening.policy), happening)
    words = {
        "lead": f"{title}.",
        "summary": _editors_summary(subject, happening),
        "sentences": tuple(_sentences(subject, happening)),
        "explanation": Markup(explanation[0]),  # noqa: S704 - sanitised
        "explanation_text": explanation[1],
    }
    values = _content(subject, happening, "", in_full=True) | words
    if happening.kind is EventKind.EFFECT:
        own = subject.words_of(happening.policy)
        coming, come = own("item_link_changes"), own("item_link_changed")
        values["links"] = [(come if one == coming else one, to) for one, to in values["links"]]
    return (
        output_templates.render("item.html", **values).strip(),
        output_templates.render("item.txt", **values).strip() + "\n",
    )


def written(items: Iterable[Item]) -> bytes:
    """Return entries as bytes, to keep; `read` makes them anew."""
    return json.dumps([asdict(one) for one in items], default=datetime.isoformat).encode()


def read(kept: bytes) -> list[Item]:
    """Return the entries that `written` wrote."""
    return [
        Item(
            **one
            | {
                "kind": EventKind(one["kind"]),
                "published": datetime.fromisoformat(one["published"]),
                "updated": datetime.fromisoformat(one["updated"]),
            }
        )
        for one in json.loads(kept)
    ]


def _gone(happening: Happening) -> bool:
    """Whether it does not hold any more; the pages that it led to may be gone with it."""
    return happening.void is not None or happening.kind is EventKind.VOID


def _address(happening: Happening) -> str:
    """The page that shows it: the notice while a change is coming, the text once it is there."""
    version = happening.version
    stands = happening.policy.has(version.number)
    if _gone(happening):
        if stands:
            return f"{happening.policy.slug}/history/"
        return addresses(happening.policy, version)[0]  # a page there says that it was a mistake
    told = (EventKind.NOTICE, EventKind.POSTPONEMENT, EventKind.WITHDRAWAL)
    if happening.kind in told and version.notice:
        return f"notices/{version.notice}/"
    return f"{happening.policy.slug}/v{version.number}/"


def announced_day(happening: Happening) -> date:
    """Return the day a happening speaks of: what was told then, whatever became of it later."""
    version = happening.version
    if happening.of is not None:
        return announced_day(happening.of)
    if happening.kind is EventKind.NOTICE:
        return version.beginning.effective
    return happening.moved.after if happening.moved else version.effective


def _title(words: Messages, happening: Happening) -> str:
    if happening.of is not None:
        return words("item_void", what=_what(words, happening.of))
    what = _what(words, happening)
    return words("item_taken_back", what=what) if happening.void else what


def _what(words: Messages, happening: Happening) -> str:
    """Return what happened in one line, whatever became of it."""
    version, moved = happening.version, happening.moved
    name = f"item_{happening.kind.value}"
    if version.ends and happening.kind in (EventKind.NOTICE, EventKind.EFFECT):
        name += "_end"
    if happening.kind is EventKind.ADOPTED and happening.at < version.effective_at:
        name += "_coming"
    days = {"before": moved.before, "after": moved.after} if moved else {}
    return words(
        name, title=plain_text.line(happening.policy.title), number=version.number,
        day=announced_day(happening), language=words.language_name(happening.policy.language), **days,
    )  # fmt: skip


def _editors_summary(subject: BuildContext, happening: Happening) -> str:
    if happening.kind in (EventKind.NOTICE, EventKind.EFFECT, EventKind.EXCEPTION) and not _gone(
        happening
    ):
        return plain_text.line(subject.pages.summary(happening.policy, happening.version))
    return ""


def _sentences(subject: BuildContext, happening: Happening) -> Iterator[str]:
    """Say what a reader must know beyond the title and the summary."""
    version, entry, policy = happening.version, happening.entry, happening.policy
    words = subject.words_of(policy)
    if _gone(happening):
        yield from _mistake(words, happening)
        return
    day, zone = announced_day(happening), version.timezone
    if happening.kind is EventKind.NOTICE and version.effective_at <= version.first.at:
        yield words("item_at_once", instant=words.instant(version.effective_at, zone))
    elif happening.kind in (EventKind.NOTICE, EventKind.POSTPONEMENT):
        yield words("item_from", day=day, zone=zone)
        if happening.kind is EventKind.NOTICE and (schedule := schedule_of(version)):
            yield words.promise_line(schedule)
    if happening.kind is EventKind.AMENDMENT:
        yield words("item_amendment_same", number=version.number, day=version.effective)
    if happening.moved:
        yield words("item_reason", reason=subject.reason(happening.moved.reason, policy))
    elif happening.kind is EventKind.WITHDRAWAL:
        yield words("item_reason", reason=subject.reason(version.withdrawn_reason, policy))
    elif happening.kind is EventKind.EXCEPTION:
        yield words("item_reason", reason=plain_text.line(version.exception))
    elif entry and entry.fact.decided_by == "editor":
        yield words(
            "item_decided", verdict=entry.fact.verdict, proposed=entry.fact.proposed,
            reason=plain_text.line(entry.fact.reason or "") or "–",
            name=plain_text.line(entry.fact.approved_by or "") or "–",
        )  # fmt: skip
    if happening.kind is EventKind.NOTICE and (action := subject.pages.told.action(version)):
        yield f"{words('action')} {plain_text.line(action)}"
    if happening.kind is EventKind.NOTICE and not happening.settled:
        yield words("item_unrecorded")


def _mistake(words: Messages, happening: Happening) -> Iterator[str]:
    """Say what was taken back, why, and by whose leave."""
    told, by = happening.of or happening, happening.void or happening.entry
    if by is None:
        return
    zone = happening.version.timezone
    yield words("item_mistake", told=civil_day(told.at, zone), day=civil_day(by.at, zone))
    yield words("item_reason", reason=plain_text.line(by.fact.reason or "") or "–")
    if by.fact.approved_by:
        yield words("item_approved", name=plain_text.line(by.fact.approved_by))


def _html(subject: BuildContext, happening: Happening, page: str, **words: object) -> str:
    """Return the content. words: lead, summary and sentences."""
    return output_templates.render(
        "item.html", **_content(subject, happening, page), **words
    ).strip()


def _content(
    subject: BuildContext, happening: Happening, page: str, *, in_full: bool = False
) -> dict[str, Any]:
    """Return what the templates of an entry show below its first sentences."""
    entry, change = happening.entry, _change(subject, happening)
    own, seq = subject.words_of(happening.policy), entry.seq if entry else 0
    paragraphs = list(_paragraphs(subject, happening)) if in_full else []
    return {
        "t": own,
        "language": words_language(happening.policy, happening.version),
        "edited": redline_language(happening.policy, happening.version),
        "frame": own.locale,
        "edits": paragraphs if in_full else _edits(change, happening.policy),
        "sections": _sections(change, happening.policy),
        "links": list(_links(subject, happening, page)),
        "files": list(_files(subject, happening, page)),
        "register": own("item_register", seq=seq) if seq else "",
        "explanation": "",
        "explanation_text": "",
    }


def _change(subject: BuildContext, happening: Happening) -> ShownChange | None:
    """Compare what changes: the texts as they were when it happened, so that an entry stays as it is."""
    texts = _texts(subject, happening)
    if texts is None:
        return None
    if isinstance(happening.version, LocalizedVersion) and texts == happening.version.pair:
        return subject.pages.told.change(happening.policy, happening.version)
    return subject.pages.told.between(happening.policy, *texts)


def _texts(
    subject: BuildContext, happening: Happening
) -> tuple[PublishedText, PublishedText] | None:
    version = happening.version
    if _gone(happening):
        return None
    if happening.text and happening.before:
        return happening.before, happening.text
    if happening.kind not in (EventKind.NOTICE, EventKind.EXCEPTION) or not version.texts:
        return None
    if isinstance(version, LocalizedVersion):
        return version.pair
    before = subject.pages.texts.previous(version, happening.policy.versions)
    return (before, version.texts[0]) if before else None


def _files(subject: BuildContext, happening: Happening, page: str) -> Iterator[_File]:
    texts, words = _texts(subject, happening), subject.words_of(happening.policy)
    for one in subject.pages.texts.attachments.changes(*texts) if texts else ():
        named = (("file_old", one.old), ("file_new", one.new))
        links = [(words(name), subject.links.to(at.url, page)) for name, at in named if at]
        yield _File(words(f"file_{one.kind}", name=plain_text.line(one.name)), links)


def _sections(change: ShownChange | None, policy: PolicyState) -> list[str]:
    sections = change.sections if change else ()
    return [plain_text.line(place_in(section, policy)) for section in sections]


def _edits(change: ShownChange | None, policy: PolicyState) -> list[_FeedEdit]:
    """Return the edits as a reader sees them; words that only moved or look different stand once."""
    found = change.edits[:_EDITS] if change else ()
    return [
        _FeedEdit(
            plain_text.line(place_in(edit.section, policy)),
            plain_text.shortened(edit.old, _LENGTH),
            plain_text.shortened(edit.new, _LENGTH),
        )
        for edit in found
    ]


def _paragraphs(subject: BuildContext, happening: Happening) -> Iterator[_FeedEdit]:
    """Yield each paragraph that changes as it was and as it becomes, once; of links their targets."""
    texts = _texts(subject, happening)
    if texts is None:
        return
    old, new = (parse(frontmatter.body(subject.pages.texts.source(text))) for text in texts)
    done = set()
    for edit in redline(old, new).edits:
        sides = [block.text if block else "" for block in (edit.old_block, edit.new_block)]
        if sides[0] == sides[1]:
            sides = [edit.old, edit.new]
        place = (edit.old_block, edit.new_block, *sides)
        if place not in done:
            done.add(place)
            section = place_in(" > ".join(edit.section), happening.policy)
            yield _FeedEdit(plain_text.line(section), *map(plain_text.line, sides))


def _links(subject: BuildContext, happening: Happening, page: str) -> Iterator[tuple[str, str]]:
    version, slug = happening.version, happening.policy.slug
    words, to = subject.words_of(happening.policy), subject.links.to
    if _gone(happening):
        yield words("item_link_history"), to(f"{slug}/history/", page)
        return
    if version.notice:
        yield words("item_link_notice"), to(f"notices/{version.notice}/", page)
    if version.has_redline:
        yield words("item_link_changes"), to(f"{slug}/v{version.number}/changes/", page)
    yield words("item_link_text", number=version.number), to(f"{slug}/v{version.number}/", page)


def _facts(happening: Happening) -> dict[str, Any]:
    """The dates of the promise for programs: names as in `policies.json`."""
    version, entry = happening.version, happening.entry
    period = version.period
    return {
        "kind": happening.kind.value,
        "policy": happening.policy.id,
        "version": version.number,
        "notice": version.notice,
        "material": not happening.editorial,
        "effective": announced_day(happening).isoformat(),
        "published_on": civil_day(happening.at, version.timezone).isoformat(),
        "business_days": (period.days or None) if period else None,
        "notice_amount": period.number if period else None,
        "notice_unit": version.unit,
        "calendar": period.calendar if period else None,
        "counting": period.counting if period else None,
        "timezone": version.timezone,
        "recorded": happening.settled,
        "register_entry": (entry.seq or None) if entry else None,
        "taken_back_by": happening.void.seq if happening.void else None,
    }
