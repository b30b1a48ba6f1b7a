"""What HEAD holds, checked strictly: the first thing that an editor must mend is raised, with its place."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping

from publisher.errors import UsageError
from publisher.git.objects import Blobs
from publisher.history.identity import (
    Header,
    check_slug,
    claims_to_be_policy,
    claims_to_be_translation,
    default_id,
    read_header,
    slug_of,
    translated_path,
)
from publisher.history.notices import (
    NoticeFile,
    TranslatedNotice,
    read_notice,
    read_translated_notice,
)
from publisher.history.revisions import PolicyHistory
from publisher.history.snapshots import Tree
from publisher.text.document import frontmatter


def check_head(
    tree: Tree,
    policies: Mapping[str, PolicyHistory],
    blobs: Blobs,
    sound: Mapping[str, Header | None],
) -> None:
    """Raise UsageError for a page of HEAD that is no plain file, unreadable, or claims what another has.

    policies: with their translations. sound: what pages say that are known to be valid, by path; the
    others are read.
    """
    pages = {path: file for path, file in sorted(tree.files.items()) if tree.holds_page(path)}
    for path, file in pages.items():
        if not file.is_file:
            raise UsageError(
                "is a link, not a file", where=path, remedy="replace it by the file itself"
            )
    contents = blobs.stream(file.blob for path, file in pages.items() if path not in sound)
    owners: dict[str, str] = {}
    for path in pages:
        header = sound[path] if path in sound else _read(path, next(contents)[1], policies)
        claim = _claim(path, header, tree, policies)
        if claim is None:
            continue
        if claim in owners:
            raise UsageError(
                f"has the id '{claim}', as '{owners[claim]}' has",
                where=path,
                remedy="give one of the two another 'id'",
            )
        owners[claim] = path
    _check_lost(tree, policies, set(owners.values()))
    _check_addresses(policies)
    _check_translations(policies)


def read_notices(
    tree: Tree, policies: Mapping[str, PolicyHistory], blobs: Blobs
) -> tuple[tuple[NoticeFile, ...], tuple[TranslatedNotice, ...]]:
    """Return the notices of HEAD in the order in which their files were added, and their translations."""
    found = {path: file for path, file in tree.files.items() if is_notice(path, tree)}
    files = dict(sorted(found.items(), key=lambda item: (item[1].added, item[0])))
    for path, file in files.items():
        if not file.is_file:
            raise UsageError(
                "is a link, not a file", where=path, remedy="replace it by the file itself"
            )
    contents = blobs.stream(file.blob for file in files.values()) if files else ()
    read = [
        read_one(path, tree, data, policies)
        for path, (_, data) in zip(files, contents, strict=True)
    ]
    return (
        tuple(one for one in read if isinstance(one, NoticeFile)),
        tuple(one for one in read if isinstance(one, TranslatedNotice)),
    )


def is_notice(path: str, tree: Tree) -> bool:
    """Whether a notice, or one in another language, lies at a path."""
    folder = f"{tree.docs}/notices/"
    named = path.startswith(folder) and path.endswith(".md") and path != f"{folder}index.md"
    return named and path in tree.files


def read_one(
    path: str, tree: Tree, data: bytes, policies: Collection[str]
) -> NoticeFile | TranslatedNotice:
    """Read and check what `is_notice` finds. policies: the ids that there are. Raises UsageError."""
    text, file = frontmatter.decode(data, path), tree.files[path]
    base = translated_path(path)
    if base and is_notice(base[0], tree):
        return read_translated_notice(text, path=path, blob=file.blob, of=base[0], language=base[1])
    return read_notice(text, list(policies), path=path, blob=file.blob, order=file.added)


def _read(path: str, data: bytes, policies: Mapping[str, PolicyHistory]) -> Header | None:
    """Return what a page says; None for an ordinary page. Raises UsageError where it is not valid."""
    text = frontmatter.decode(data, path)
    claims = claims_to_be_policy(text) or claims_to_be_translation(text)
    if not (claims or _is_named_as_translation(path, policies)):
        return None
    header = read_header(data, path)
    frontmatter.check_bounds(text, path)  # the header was read without what follows it
    return header


def _is_named_as_translation(path: str, policies: Mapping[str, PolicyHistory]) -> bool:
    """Whether there is a policy beside a page that is named like a translation."""
    base = translated_path(path)
    return base is not None and any(p.head and p.head.path == base[0] for p in policies.values())


def _claim(
    path: str, header: Header | None, tree: Tree, policies: Mapping[str, PolicyHistory]
) -> str | None:
    """Return the id that a page claims; None for an ordinary page."""
    if header is None or not (header.claims or _is_named_as_translation(path, policies)):
        return None
    slug = slug_of(path.removeprefix(f"{tree.docs}/"))
    check_slug(slug, path)
    if header.translation_of and header.translation_of not in policies:
        raise UsageError(
            f"is a translation of '{header.translation_of}', which does not exist",
            where=path,
            remedy=f"write one of: {', '.join(policies)}",
        )
    return header.policy or (slug if header.asked is None else default_id(slug))


def _check_lost(tree: Tree, policies: Mapping[str, PolicyHistory], claimed: Container[str]) -> None:
    """A policy whose file is there and is no policy any more has lost its `effective`, it has not ended.

    claimed: the paths of the pages that are policies.
    """
    for policy in policies.values():
        if policy.revisions[-1].translation_of:
            continue
        path = policy.revisions[-1].path
        if policy.deleted and path not in claimed and tree.holds_page(path) and path in tree.files:
            raise UsageError(
                "was a policy and has no 'effective' any more",
                where=path,
                remedy="put 'effective: YYYY-MM-DD' back, or delete the file to end the policy",
            )


def _check_translations(policies: Mapping[str, PolicyHistory]) -> None:
    """Each translation is of a policy, not of another translation, and the only one in its language."""
    languages: dict[tuple[str, str], str] = {}
    living = [one.head for one in policies.values() if one.head]
    for head in living:
        of = policies.get(head.translation_of or "")
        if of is None:
            continue
        if of.revisions[-1].translation_of:
            raise UsageError(
                f"is a translation of '{of.id}', which is itself a translation",
                where=head.path,
                remedy=f"write 'translation-of: {of.revisions[-1].translation_of}'",
            )
        own = {(of.id, of.language): of.revisions[-1].path}
        taken = (own | languages).get((of.id, head.language))
        if taken:
            raise UsageError(
                f"says '{of.id}' in the language '{head.language}', as '{taken}' does",
                where=head.path,
                remedy="write another 'language', or keep one of the two files",
            )
        languages[of.id, head.language] = head.path


def _check_addresses(policies: Mapping[str, PolicyHistory]) -> None:
    """An address stays its policy's for ever, also after a rename or the policy's end."""
    living = {p.head.slug: p for p in policies.values() if p.head}
    for slug, taken, owner in _taken(living, policies):
        assert taken.head is not None  # noqa: S101 - living ones have a head
        raise UsageError(
            f"takes the address '/{slug}/', which was that of the policy '{owner.id}'",
            where=taken.head.path,
            remedy="name the file otherwise: old links must not lead to another policy",
        )


def _taken(
    living: Mapping[str, PolicyHistory], policies: Mapping[str, PolicyHistory]
) -> Iterator[tuple[str, PolicyHistory, PolicyHistory]]:
    for owner in policies.values():
        if owner.became:
            continue
        for slug in owner.slugs:
            if slug in living and living[slug].id != owner.id:
                yield slug, living[slug], owner
