"""What there is to hand over: each fact that readers were announced, as a message of its own.

Only what the pushed register holds is handed over, and what follows from it: a version that took effect.
What was taken back is not; that it was taken back is, to whoever got the announcement.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from publisher.errors import UsageError
from publisher.messages.catalogue import Messages
from publisher.register.branch_reader import read_branch, require_sound
from publisher.register.chain import Register
from publisher.repository import Repository
from publisher.site.outputs import BuildContext, plain_text, printable
from publisher.site.outputs.events import EventKind, Happening, happenings
from publisher.site.outputs.items import bodies, item
from publisher.site.pages.pages import Pages
from publisher.site.pages.rendered_texts import Texts, with_former_names
from publisher.text.document import frontmatter
from publisher.timeline.states import States, Timelines

_IMAGE = re.compile(r"<img\b[^>]*>")  # a message loads nothing


@dataclass(frozen=True)
class AttachedText:
    """A text in full, as a file that needs nothing else. name: its file name."""

    name: str
    html: bytes


@dataclass(frozen=True)
class Notification:
    """One message, before any format.

    id: 64 hexadecimal digits, the same whenever it is made: the digest of its register entry, or made from
    that of the announcement. seq: the number of that entry. about: the id of the announcement that it
    follows, or of what it takes back. at: UTC. facts: for programs, as in the JSON Feed.
    """

    id: str
    seq: int
    about: str | None
    kind: EventKind
    title: str
    summary: str
    url: str
    language: str
    at: datetime
    facts: dict[str, Any]
    html: str
    text: str
    attached: tuple[AttachedText, ...] = ()


class NotificationList:
    """The notifications of one repository at one instant, oldest first.

    language: of the messages, where policies are translated; None for each policy's own.
    """

    def __init__(self, repository: Repository, now: datetime, language: str | None = None) -> None:
        self._history, self._store = repository.history, repository.store
        if not self._history.settings.site_url:
            raise UsageError(
                "a message needs addresses that lead to the site", where="mkdocs.yml",
                remedy="write 'site_url'",
            )  # fmt: skip
        self.register: Register = pushed_register(repository)
        self._states = _in_language(
            Timelines(self._history, self.register).recorded_at(now), language
        )

    @cached_property
    def happenings(self) -> dict[str, Happening]:
        """Every fact that there can be a message about, by the message's id."""
        found = happenings(self._states.policies, self.register)
        return {id_of(one): one for one in found if one.material and one.void is None}

    @cached_property
    def _subject(self) -> BuildContext:
        settings = self._history.settings
        texts = Texts(self._history, self._store, ())
        words = Messages(settings.locale)
        pages = Pages(self._states, texts, words, settings.site_url, self.register.size)
        docs = self._history.docs_folder + "/"
        pages.addresses = {
            path: _address(path.removeprefix(docs))
            for path in self._history.pages
            if path.endswith(".md")
        }
        pages.addresses |= with_former_names(pages.addresses, self._states.policies, ())
        return BuildContext(self._states, pages, self.register, settings)

    def notification(self, happening: Happening) -> Notification:
        """Return the message about a fact."""
        entry = item(self._subject, happening, "")
        html, text = bodies(self._subject, happening, self._explanation(happening))
        return Notification(
            id=id_of(happening), seq=seq_of(happening), about=_about(happening), kind=happening.kind,
            title=entry.title, summary=entry.summary, url=entry.url,
            language=self._subject.words_of(happening.policy).locale, at=happening.at,
            facts=entry.facts, html=html, text=text,
        )  # fmt: skip

    def texts_of(self, happening: Happening) -> tuple[AttachedText, ...]:
        """Return what an announcement changes, in full: the text that applies and the one to come."""
        version, policy = happening.version, happening.policy
        if happening.kind not in (EventKind.NOTICE, EventKind.EXCEPTION) or not version.texts:
            return ()
        older = policy.base(version)
        with TemporaryDirectory() as folder:
            self._subject.pages.texts.attachments.write(self._states, Path(folder))
            return tuple(
                AttachedText(
                    f"{policy.slug.replace('/', '-')}-v{one.number}.html",
                    printable.page(self._subject, policy, one, Path(folder)),
                )
                for one in (older, version)
                if one is not None and one.texts
            )

    def _explanation(self, happening: Happening) -> tuple[str, str]:
        """Return the body of an announcement's notice as HTML and as plain text."""
        blob, told = happening.version.notice_blob, self._subject.pages.told
        if happening.kind not in (EventKind.NOTICE, EventKind.EXCEPTION) or blob is None:
            return "", ""
        html = printable.away_from_site(
            self._subject, _IMAGE.sub("", told.explanation(happening.version)),
            happening.version.notice_path or "", f"notices/{happening.version.notice}/",
            self._subject.pages.texts.attachments.nothing,
        )  # fmt: skip
        source = frontmatter.body(self._subject.pages.texts.blob(blob))
        lines = (plain_text.line(line) for line in source.strip().splitlines())
        return (html, "\n".join(lines)) if html else ("", "")


def pushed_register(repository: Repository) -> Register:
    """Return the register as the remote has it; as it is here where there is no remote."""
    store = repository.store
    if store.remote is None:
        return store.read()
    known = store.remote.fetch()
    register = store.read()  # with the texts of what was fetched
    if known is None:
        return Register()
    if known == register.position:
        return register
    return require_sound(read_branch(store.git, known), store.branch)


def _in_language(states: States, language: str | None) -> States:
    if language is None:
        return states
    policies = tuple(
        one.in_language(language)
        for one in states.policies
        if one.in_language(language).language.split("-")[0] == language.split("-")[0]
    )
    return States(states.at, policies, ())


def id_of(happening: Happening) -> str:
    """Return the id of the message about a fact."""
    entry = happening.entry or happening.version.first
    own, base = happening.key, entry.key
    if happening.entry is not None and own == base:
        return entry.digest
    return hashlib.sha256(f"{entry.digest} {own}".encode()).hexdigest()


def seq_of(happening: Happening) -> int:
    """Return the number of the register entry that a fact is, or follows from."""
    return (happening.entry or happening.version.first).seq


def _about(happening: Happening) -> str | None:
    """Return the id of the message that this one follows, None for a first one."""
    if happening.of is not None:
        return id_of(happening.of)
    first = happening.version.first
    if happening.entry is not None and happening.entry.seq == first.seq:
        return None
    suffix = happening.policy.language if ":" + happening.policy.language in happening.key else ""
    key = f"{first.key}:{suffix}" if suffix else first.key
    if key == first.key:
        return first.digest
    return hashlib.sha256(f"{first.digest} {key}".encode()).hexdigest()


def _address(path: str) -> str:
    """Return where the site has a Markdown file, from its root, as MkDocs gives addresses."""
    folder, name = posixpath.split(path.removesuffix(".md"))
    parts = [folder] if name.lower() in ("index", "readme") else [folder, name]
    address = "/".join(part for part in parts if part)
    return f"{address}/" if address else ""


def chosen_ids(announced: NotificationList, seqs: Iterable[int]) -> set[str]:
    """Return the ids of the messages that belong to entries.

    Raises UsageError for an entry that there is no message about.
    """
    by_seq: dict[int, set[str]] = {}
    for name, happening in announced.happenings.items():
        by_seq.setdefault(seq_of(happening), set()).add(name)
    found: set[str] = set()
    for seq in seqs:
        if seq not in by_seq:
            raise UsageError(
                f"entry {seq} announces nothing that there is a message about", where="--seq",
                remedy="see the entries with 'publisher register export'; first run 'publisher record'",
            )  # fmt: skip
        found |= by_seq[seq]
    return found
