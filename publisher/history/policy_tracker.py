"""Which page is which policy, commit by commit along the first-parent line.

A page keeps its policy's identity by its path, or by its `id` through a rename (T7). A commit whose front
matter is not valid could never be built, so it was never published: it is passed over. What HEAD itself
holds is checked strictly in `head`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from publisher.errors import PublisherError
from publisher.git.objects import Blobs
from publisher.history.attachment_tracker import Attached
from publisher.history.identity import (
    Header,
    check_slug,
    default_id,
    read_header,
    slug_of,
    translated_path,
)
from publisher.history.revisions import PolicyHistory, Revision
from publisher.history.snapshots import File, Snapshot
from publisher.text.document.frontmatter import check_bounds, decode


@dataclass(slots=True)
class Stream:
    """The revisions of one policy so far. claims: the paths that name it, with what lies there now.

    More than one claim is a mistake that no build takes, so it was never published: what the policy says
    is known again when one claim is left. known: every path that it ever had. told: what `policies`
    last returned for it.
    """

    revisions: list[Revision] = field(default_factory=list)
    claims: dict[str, Revision] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    deleted: str | None = None
    became: str | None = None
    told: PolicyHistory | None = None

    def settle(self, step: Snapshot) -> None:
        """Take what the one path that names the policy says now; without any, the policy is deleted."""
        if not self.claims:
            self.deleted = self.deleted or step.commit
        elif len(self.claims) == 1:
            [revision] = self.claims.values()
            if revision.order != step.order:
                revision = replace(revision, order=step.order, commit=step.commit)
            self._append(revision)

    def _append(self, revision: Revision) -> None:
        last = self.revisions[-1] if self.revisions else None
        known = last and (last.content, last.path) == (revision.content, revision.path)
        if self.deleted or not known:
            self.revisions.append(revision)
            self.known.add(revision.path)
        self.deleted = self.became = None


Place = tuple[str, str]  # path and content
Headers = dict[Place, Header | None]
_NO_DAY = date.min  # what a translation asks for


def _is_ordinary(page: Revision) -> bool:
    """Whether a page is only named like a translation: there is no policy beside it."""
    return page.asked == _NO_DAY and page.translation_of is None


def headers(
    steps: Iterable[Snapshot],
    blobs: Blobs,
    known: Container[Place] = (),
    sound: set[Place] | None = None,
    attached: Attached | None = None,
) -> Headers:
    """Read the front matter of every content that lay at a page's place, in one stream.

    known: places that are left out. sound: takes the places where HEAD could have the content as it is.
    attached: takes the names of files that a content speaks of.
    """
    steps = list(steps)
    if attached is not None:
        attached.expect(steps)
    places: dict[str, set[str]] = {}
    for step in steps:
        for path, file in step.pages.items():
            if file is not None and file.is_file and (path, file.blob) not in known:
                places.setdefault(file.blob, set()).add(path)
    found: Headers = {}
    for blob, data in blobs.stream(places):
        for path in places[blob]:
            with suppress(PublisherError):
                found[path, blob] = header = read_header(data, path)
                if attached is not None and header is not None:
                    attached.read(blob, data)
                if sound is not None:
                    check_bounds(decode(data, path), path)
                    sound.add((path, blob))
    return found


class Walk:
    """The state while the line is walked, commit by commit.

    headers: of all that is going to come, at least up to the next commit. sound: those of them that are
    valid whatever stands below. attached: finds the attachments of texts.
    """

    def __init__(self, headers: Headers | None = None, attached: Attached | None = None) -> None:
        self.headers: Headers = {} if headers is None else headers
        self.attached: Attached = Attached() if attached is None else attached
        self.sound: set[Place] = set()
        self._current: dict[str, str] = {}
        self.streams: dict[str, Stream] = {}

    def policies(self) -> dict[str, PolicyHistory]:
        """Return the policies and their translations by id, as the commits that were taken have them."""
        owners = {path: policy for policy, s in self.streams.items() for path in s.known}
        histories = (
            _history(policy, stream, owners)
            for policy, stream in sorted(self.streams.items())
            if stream.revisions
        )
        return {one.id: one for one in histories if not _is_ordinary(one.revisions[-1])}

    def resume(self, policy: str, stream: Stream) -> None:
        """Take over what an earlier walk left of a policy; in the order in which it had come to them."""
        self.streams[policy] = stream
        self._current |= dict.fromkeys(stream.claims, policy)

    def take(self, step: Snapshot) -> None:
        """Take one commit in."""
        if step.files:
            self.attached.take(step)
        left: dict[str, tuple[str, Revision]] = {}
        for path in step.pages:
            before = self._current.pop(path, None)
            if before is not None:
                left[path] = before, self.streams[before].claims.pop(path)
        for path, file in sorted(step.pages.items()):
            self._arrive(path, file, step, left.get(path))
        touched = {self._current[path] for path in step.pages if path in self._current}
        if step.files:
            touched |= set(self._attach_anew(step))
        for policy in touched | {before for before, _ in left.values()}:
            self.streams[policy].settle(step)

    def _attach_anew(self, step: Snapshot) -> Iterator[str]:
        """Replace the attachments of texts that a commit changed; yield the policies concerned."""
        claims = [(p, path, self.streams[p].claims[path]) for path, p in self._current.items()]
        self.attached.prepare(claim.blob for _, _, claim in claims)
        for policy, path, claim in claims:
            if self.attached.may_concern(claim.blob, step):
                new = self.attached.of(claim.blob, path, step)
                if new != claim.attachments:
                    self.streams[policy].claims[path] = replace(claim, attachments=new)
                    yield policy

    def _arrive(
        self, path: str, file: File | None, step: Snapshot, before: tuple[str, Revision] | None
    ) -> None:
        if file is None or not file.is_file:
            return
        slug = slug_of(path.removeprefix(f"{step.docs}/"))
        if (path, file.blob) not in self.headers or not _is_slug(slug):
            if before is not None:  # a mistake: the path keeps its policy until it is mended
                self._claim(path, *before)
            return
        header = self.headers[path, file.blob]
        if header is None:
            return
        policy = header.policy or (slug if header.asked is None else default_id(slug))
        if before is not None and before[0] != policy:
            self._rename(before[0], policy, path)
        self._claim(path, policy, Revision(
            policy, step.commit, step.order, file.blob, path, slug, header.title,
            header.asked or _NO_DAY, header.language or (translated_path(path) or ("", "en"))[1],
            header.translation_of, header.translates, self.attached.of(file.blob, path, step), header.notice,
        ))  # fmt: skip

    def _claim(self, path: str, policy: str, revision: Revision) -> None:
        self._current[path] = policy
        self.streams.setdefault(policy, Stream()).claims[path] = revision

    def _rename(self, before: str, now: str, path: str) -> None:
        """The same file names itself otherwise: what it was before is its history too.

        Not what it claimed to be while another file was that.
        """
        old = self.streams[before]
        if not old.revisions or old.revisions[-1].path != path:
            return
        if not old.claims:
            old.became = now
        if now not in self.streams:
            kept = [replace(revision, policy=now) for revision in old.revisions]
            self.streams[now] = Stream(revisions=kept, known=set(old.known))


def _is_slug(slug: str) -> bool:
    try:
        check_slug(slug, slug)
    except PublisherError:
        return False
    return True


def _history(policy: str, stream: Stream, owners: Mapping[str, str]) -> PolicyHistory:
    """owners: which policy each path belongs to, or did last."""
    became = stream.became if stream.deleted is not None else None
    before = stream.told
    told: tuple[Revision, ...] = ()
    if before is not None and not any(map(translated_path, stream.known)):
        told = before.revisions  # of others, the text that they translate may come later
    unchanged = before and (before.deleted, before.became) == (stream.deleted, became)
    if before is not None and unchanged and len(told) == len(stream.revisions):
        return before
    more = _of_owners(policy, stream.revisions[len(told) :], owners)
    stream.told = PolicyHistory(policy, (*told, *more), stream.deleted, became)
    return stream.told


def _of_owners(
    policy: str, revisions: Iterable[Revision], owners: Mapping[str, str]
) -> Iterator[Revision]:
    for revision in revisions:
        base = translated_path(revision.path)
        if base and owners.get(base[0], policy) != policy and revision.translation_of is None:
            yield replace(revision, translation_of=owners[base[0]])
        else:
            yield revision
