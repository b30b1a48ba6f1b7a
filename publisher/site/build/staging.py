"""The finished tree of Markdown files, for a static-site generator that knows nothing of policies.

Addresses are those of the site: `<slug>.md` (or `<slug>/index.md`) holds the text in force,
`<slug>/v<N>.md` each version, `notices/<id>.md` each notice, `publisher.json` the states for
templates. After that generator has built its site, `seal` writes the `publication.json` without
which nothing is ever recorded.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.calendar import civil_day
from publisher.errors import TryAgainError, UsageError
from publisher.folders import atomic_replace
from publisher.messages.catalogue import Messages
from publisher.repository import Repository
from publisher.site.build import publication_json
from publisher.site.build.attachments import Attachments
from publisher.site.build.sources import is_shown
from publisher.site.pages import banner
from publisher.site.pages.announcements import Announcements
from publisher.site.pages.rendered_texts import Texts, link_pages, with_former_names
from publisher.site.pages.template_helpers import closed, translation_line
from publisher.text.document import frontmatter
from publisher.text.document.render import render
from publisher.timeline.planning import schedule_of
from publisher.timeline.planning.link_checks import check_links
from publisher.timeline.rules import State, Version
from publisher.timeline.states import PolicyState, States
from publisher.timeline.translation_view import TranslationView

if TYPE_CHECKING:
    from publisher.publication.publication_format import PublicationJSON

MARK = ".publisher-stage.json"
_LINK = re.compile(
    r"(\]\(\s*<?|^\[[^\]]+\]:\s*<?)(?![a-zA-Z][a-zA-Z0-9+.-]*:|[/#?])([^\s)>]+)", re.MULTILINE
)

# What another generator might run or pass on as it is: raw HTML, templates, attributes, odd links.
_ACTIVE = re.compile(
    r"<[a-zA-Z/!?]|[{}]|\b(?:javascript|vbscript|data|file)\s*:|^\s*(?:import|export)\s",
    re.I | re.M,
)


@dataclass
class StagedTree:
    """Makes the files of one tree, at the instant of `states`."""

    repository: Repository
    states: States

    def __post_init__(self) -> None:
        """Make ready what texts and sentences come from."""
        history = self.repository.history
        check_links(history, self.states.drafts)
        own = self.repository.config_file.parent / "overrides" / "publisher" / "locale"
        self.texts: Texts = Texts(history, self.repository.store, self.states.drafts)
        self.words: Messages = Messages(history.settings.locale, own)
        self.told: Announcements = Announcements(self.texts, self.words)

    def files(self) -> dict[str, bytes]:
        """Return path, from the root of the tree, and content of each file."""
        found = dict(self._plain_files())
        for policy in self.states.editions:
            found[policy.uri] = self._policy(policy)
            for version in policy.versions:
                if version.texts:
                    found[f"{policy.slug}/v{version.number}.md"] = self._version(policy, version)
                if version.notice:
                    found[f"notices/{version.notice}.md"] = self._notice(policy, version)
        found["publisher.json"] = self._data()
        return found

    def _plain_files(self) -> Iterator[tuple[str, bytes]]:
        """Everything of the folder that is neither a policy nor a notice."""
        history = self.repository.history
        in_force = self.texts.attachments.in_force(self.states)
        too_early = self.texts.attachments.too_early(self.states)
        policies = {policy.policy.revisions[-1].path for policy in self.states.policies}
        translations = history.translations.values()
        policies |= {one.head.path for own in translations for one in own if one.head}
        for path, source in history.pages.items():
            name = path.removeprefix(history.docs_folder + "/")
            if path in policies or not source.is_file or name.startswith("notices/"):
                continue
            if path in in_force or path in too_early:
                continue
            read = partial(history.blobs.data, source.blob)
            if path in history.attached_files or is_shown(name, (), read):
                yield name, read()
        for path, served in in_force.items():
            yield path.removeprefix(history.docs_folder + "/"), self.texts.attachments.data(served)
        for served in self.texts.attachments.every(self.states):
            yield served.file, self.texts.attachments.data(served)

    def _policy(self, policy: PolicyState) -> bytes:
        """The page of a policy: the text in force, and above it what is coming."""
        words = self.words.in_language(policy.language)
        shown = policy.in_force or next((v for v in reversed(policy.versions) if v.texts), None)
        lines: list[str] = []
        if policy.ended:
            lines.append(words("line_ended", day=policy.ended.effective))
        elif shown:
            lines.append(self._line(policy, shown))
        if shown:
            text = policy.stands_for(shown) if isinstance(policy, TranslationView) else shown
            lines.append(translation_line(policy, shown, text, words))
        for version in policy.coming:
            heading = words("coming_end" if version.ends else "coming", day=version.effective)
            notice = posixpath.relpath(
                f"notices/{version.notice}.md", posixpath.dirname(policy.uri) or "."
            )
            lines.append(f"**{heading}** – {self.told.summary(policy, version)}")
            lines.append(f"[{words('read_notice')}]({notice})")
        fields = self._fields(policy, shown)
        return _page(fields, lines, self._body(text, policy.uri, policy.uri) if shown else "")

    def _version(self, policy: PolicyState, version: Version) -> bytes:
        words = self.words.in_language(policy.language)
        fields = self._fields(policy, version)
        fields["title"] = words("version_title", title=policy.title, number=version.number)
        lines = [self._line(policy, version), translation_line(policy, version, version, words)]
        own = f"{policy.slug}/v{version.number}.md"
        return _page(fields, lines, self._body(version, policy.uri, own))

    def _notice(self, policy: PolicyState, version: Version) -> bytes:
        """The page of a notice: the day, what changes, and the count behind the day."""
        words = self.words.in_language(policy.language)
        schedule = schedule_of(version)
        past = version.effective_at <= policy.at and policy.ever_applies(version)
        if version.ends:
            name = "notice_ended_title" if past else "notice_end_title"
        else:
            name = "notice_changed_title" if past else "notice_title"
        title = words(name, title=policy.title, day=version.effective)
        lines = [closed(title), self.told.summary(policy, version)]
        action = self.told.action(version)
        lines += [f"{words('action')} {action}"] if action else []
        lines += self._fate(policy, version)
        if schedule:
            lines += [words.count_line(schedule), *words.floor_lines(schedule)]
        fields = self._fields(policy, version)
        fields["title"] = title
        if version.announced_at:
            fields["published"] = Messages.machine(version.announced_at)
        source = self.texts.blob(version.notice_blob) if version.notice_blob else ""
        body = frontmatter.body(source)
        if _ACTIVE.search(body):
            body = _without_code(render(source, str(version.notice_path)))
        return _page(fields, lines, body)

    def _fate(self, policy: PolicyState, version: Version) -> Iterator[str]:
        """Say what happened to a version after it was announced."""
        words = self.words.in_language(policy.language)
        for moved in version.postponements:
            day = civil_day(moved.at, version.timezone)
            yield words("postponed", before=moved.before, after=moved.after, day=day)
            yield words("reason", reason=self.told.reason(moved.reason, policy))
        if version.withdrawn_at:
            yield words("line_withdrawn", day=civil_day(version.withdrawn_at, version.timezone))
            yield words("reason", reason=self.told.reason(version.withdrawn_reason, policy))

    def _line(self, policy: PolicyState, version: Version) -> str:
        """Say in one sentence what a text is."""
        words = self.words.in_language(policy.language)
        last = policy.last_day(version)
        by = policy.overtaken_by(version)
        if by is not None:
            due = version.effective_at > policy.at
            return words("line_overtaken_due" if due else "line_overtaken", number=by.number)
        match policy.state(version):
            case State.WITHDRAWN:
                assert version.withdrawn_at is not None  # noqa: S101 - that is the state
                return words(
                    "line_withdrawn", day=civil_day(version.withdrawn_at, version.timezone)
                )
            case State.ARCHIVED:
                return words(
                    "line_archived", first=version.effective, last=last or version.effective
                )
            case state:
                name = "line_pending" if state is State.PENDING else "line_in_force"
                if last:
                    return words(f"{name}_until", first=version.effective, last=last)
                return words(name, day=version.effective)

    def _fields(self, policy: PolicyState, version: Version | None) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "title": policy.title, "policy": policy.id, "language": policy.language,
        }  # fmt: skip
        if version:
            fields |= {
                "version": version.number,
                "state": policy.state(version).value,
                "effective": version.effective.isoformat(),
            }
        return fields

    def _body(self, version: Version, uri: str, own: str) -> str:
        """Return a text's source below its front matter, its relative links as seen from `own`.

        A text with anything active in it is given as the sanitised HTML that the site shows.
        """
        text = version.texts[-1]
        body = frontmatter.body(self.texts.source(text))
        path = text.fact.path or ""
        attached = self.texts.attachments.of(text)
        if _ACTIVE.search(body):
            url = posixpath.join(posixpath.dirname(own), "page")
            html = self.texts.html(text)
            return _without_code(
                link_pages(html, path=path, url=url, addresses={}, attached=attached)
            )
        here, there = posixpath.dirname(uri) or ".", posixpath.dirname(own) or "."

        def swap(link: re.Match[str]) -> str:
            served = attached.find(link[2], path)
            if served:
                return link[1] + posixpath.relpath(served.url, there)
            file, hash_, anchor = link[2].partition("#")
            target = posixpath.normpath(posixpath.join(here, file))
            renamed = self._former.get(target)
            if here == there and renamed is None:
                return link[0]
            return link[1] + posixpath.relpath(renamed or target, there) + hash_ + anchor

        return _LINK.sub(swap, body)

    @cached_property
    def _former(self) -> dict[str, str]:
        """The file of each policy by the names that it had before it was renamed."""
        history = self.repository.history
        docs = history.docs_folder + "/"
        uris = {f"{policy.slug}/": policy.uri for policy in self.states.editions}
        found = with_former_names({}, self.states.editions, history.pages)
        return {
            path.removeprefix(docs): uris[address]
            for path, address in found.items()
            if path.removeprefix(docs) != uris[address]
        }

    def _data(self) -> bytes:
        """What templates may want to know: the states, and the lines of the banner."""
        shown = [
            {"text": line.text, "url": line.url, "language": line.language,
             "until": Messages.machine(line.window.until) if line.window.until else None}
            for line in banner.lines(self.states, self.words.in_language)
        ]  # fmt: skip
        content = {
            **self.states.to_json(),
            "valid_until": Messages.machine(self.states.valid_until()),
        }
        return (json.dumps({**content, "banners": shown}, indent=2) + "\n").encode()


def write(repository: Repository, at: datetime, folder: Path, *, preview: bool = False) -> int:
    """Write the tree for the aware instant `at` into `folder`, whole or not at all; return how many files.

    preview: for another instant than the present; such a tree is never sealed.

    Raises UsageError for a folder that holds anything but an earlier tree.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UsageError(
            "the folder holds other files", where=str(folder),
            remedy="name a folder that is empty or does not exist",
        )  # fmt: skip
    files = StagedTree(repository, repository.timelines.at(at)).files()
    mark = {
        "at": None if preview else Messages.machine(at), "commit": repository.history.head,
        "register": repository.timelines.register.head,
    }  # fmt: skip
    with atomic_replace(folder) as fresh:
        for name, content in {**files, MARK: json.dumps(mark).encode()}.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
    return len(files)


def seal(repository: Repository, folder: Path, site: Path) -> PublicationJSON:
    """Write `publication.json` into the site that another generator built from the tree in `folder`.

    Raises UsageError where an announced page is missing or does not name its day, TryAgainError when
    the repository has moved on since the tree was written.
    """
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
        at = datetime.strptime(mark["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            "this isn't a tree that was staged for the present",
            where=str(folder),
            remedy="run 'publisher stage' without --as-of first",
        ) from None
    register = repository.timelines.register
    if (mark.get("commit"), mark.get("register")) != (repository.history.head, register.head):
        raise TryAgainError(
            "the repository or the register has moved on since the tree was written",
            where=str(folder), remedy="stage, build and seal again",
        )  # fmt: skip
    states = repository.timelines.at(at)
    try:
        content = publication_json.publication(
            states, register, commit=repository.history.head,
            timezone=repository.history.settings.timezone, site_dir=site, preview=False,
            attachments=Attachments(repository.history),
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UsageError(
            "a page that announces something is missing",
            where=str(error.filename),
            remedy="let the generator write <address>/index.html for each file of the tree",
        ) from None
    publication_json.write(site, content)
    return content


def _page(fields: Mapping[str, Any], lines: list[str], body: str) -> bytes:
    """Return a Markdown file: front matter as JSON values, which YAML reads, lines, text."""
    front = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()
    )
    told = (_without_code(escape(" ".join(line.split()), quote=False)) for line in lines if line)
    top = "".join(f"> {line}\n>\n" for line in told).removesuffix(">\n")
    return f"---\n{front}---\n\n{top}\n{body.lstrip()}".encode()


def _without_code(html: str) -> str:
    """Return HTML in which no template language finds an expression."""
    return html.replace("{", "&#123;").replace("}", "&#125;")
