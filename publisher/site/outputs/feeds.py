"""The feeds: which there are, what stands in each, and how a long one is cut into documents.

A feed is complete (RFC 5005, section 2) while it is short. A long one becomes an archived feed
(section 4): the newest entries in the feed itself, the settled older ones in archive documents that
never change. Either way a reader can have every entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial

from publisher.site.build.fingerprints import NO_NAME, FingerprintCache
from publisher.site.outputs import atom, json_feed, plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.events import Happening, happenings
from publisher.site.outputs.items import Item, item, read, written
from publisher.timeline.states import PolicyState
from publisher.timeline.translation_view import TranslationView

COMPLETE = 500  # up to so many entries a feed is one document
ARCHIVE = 250  # beyond it, so many go into each archive document
_ROW = 50  # so many entries are kept together for the next build
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One document of a feed, still without a format; paths are from the root of the site.

    stem: the path without its ending. archive: its number from 1, the oldest, or None for the feed
    itself. older: the number of the archive before it. complete: whether it holds every entry.
    """

    stem: str
    id: str
    title: str
    home: str
    updated: datetime
    language: str
    author: str
    items: tuple[Item, ...]
    archive: int | None = None
    older: int | None = None

    @property
    def complete(self) -> bool:
        """Whether the document holds every entry of its feed."""
        return self.archive is None and self.older is None

    def path(self, ending: str, archive: int | None = None) -> str:
        """Return the path of a document of the same feed; `archive` None for the feed itself."""
        return f"{self.stem}{f'-archive-{archive}' if archive else ''}.{ending}"


def feeds(subject: BuildContext) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every document of every feed."""
    everything = happenings(subject.states.policies, subject.register)
    for policy in (None, *subject.states.editions):
        own = [h for h in everything if policy is None or h.policy.id == policy.id]
        if isinstance(policy, TranslationView):
            own = list(happenings([policy], subject.register))
        for editorial in (False, True):
            for document, part in _documents(subject, policy, own, editorial=editorial):
                yield from _files(subject, document, part)


def _files(
    subject: BuildContext, document: FeedDocument, part: list[Happening]
) -> Iterator[tuple[str, bytes]]:
    """Yield a document in each format, made only where it is not kept."""
    filled = cache(partial(_filled, subject, document, part))
    kept = subject.pages.kept
    name = kept.together(_name(kept, one) for one in part)

    def atom_feed() -> bytes:
        return atom.atom(subject, filled())

    def json() -> bytes:
        return json_feed.json_feed(subject, filled())

    for ending, make in (("xml", atom_feed), ("json", json)):
        made = kept.bytes(f"feed-{ending}", name, repr(document), make)
        yield document.path(ending, document.archive), made


def _name(kept: FingerprintCache, happening: Happening) -> str:
    """Return the name of what an entry is made from; see `Facts`."""
    policy, version, of = happening.policy, happening.version, happening.of
    told = kept.of_version(policy, version)
    of_name = _name(kept, of) if of else "-"
    if NO_NAME in (told, of_name) or not happening.settled:
        return NO_NAME
    entries = [one.digest if one else "-" for one in (happening.entry, happening.void)]
    stands = policy.has(version.number)
    return " ".join([
        told, of_name, *entries, happening.kind, happening.key, str(stands),
        happening.at.isoformat(), happening.updated.isoformat(),
    ])  # fmt: skip


def _documents(
    subject: BuildContext, policy: PolicyState | None, own: list[Happening], *, editorial: bool
) -> Iterator[tuple[FeedDocument, list[Happening]]]:
    """Yield each document still without its entries, and what they tell."""
    chosen = [h for h in own if (h.editorial if editorial else h.material)]
    name = "feed-editorial" if editorial else "feed"
    folder = f"{policy.slug}/" if policy else ""
    feed = f"{policy.id}:{name}" if policy else name
    words, language = subject.words, subject.settings.locale
    if isinstance(policy, TranslationView):
        words, language = subject.words_of(policy), policy.language
        feed += f":{language}"
    since = own[0].at if own else _NEVER
    title = words(
        "feed_editorial_title" if editorial else "feed_title",
        name=plain_text.line(policy.title if policy else subject.name),
    )
    whole = FeedDocument(
        stem=folder + name, id=subject.links.id(feed, since), title=title, home=folder,
        updated=since, language=language, author=plain_text.line(subject.name), items=(),
    )  # fmt: skip
    settled = sum(happening.settled for happening in chosen)
    archives = max(0, -(-(settled - COMPLETE) // ARCHIVE))
    for number in range(1, archives + 1):
        part = chosen[(number - 1) * ARCHIVE : number * ARCHIVE]
        yield replace(whole, archive=number, older=number - 1 or None), part
    yield replace(whole, older=archives or None), chosen[archives * ARCHIVE :]


def _filled(subject: BuildContext, document: FeedDocument, part: list[Happening]) -> FeedDocument:
    """Return the document with its entries, newest first. `updated` is that of its newest fact."""
    page = document.path("xml", document.archive)
    rows = [part[place : place + _ROW] for place in range(0, len(part), _ROW)]
    items = tuple(one for row in reversed(rows) for one in _items(subject, row, page))
    return replace(
        document, items=items, updated=max([document.updated, *(one.updated for one in items)])
    )


def _items(subject: BuildContext, row: list[Happening], page: str) -> Sequence[Item]:
    """Return the entries of a row, newest first: what is news changes a feed's last row only."""
    kept = subject.pages.kept
    name = kept.together(_name(kept, one) for one in row)

    def make() -> bytes:
        return written([item(subject, happening, page) for happening in reversed(row)])

    return read(kept.bytes("feed-items", name, page, make))
