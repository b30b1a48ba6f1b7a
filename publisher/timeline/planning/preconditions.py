"""What an editor must mend or decide before anything can be published: one clear message each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from publisher.config import Settings
from publisher.errors import UsageError
from publisher.history.identity import find_rename
from publisher.history.policy_history import History, NoticeFile, PolicyHistory
from publisher.register.entry import Draft, Entry, Event
from publisher.timeline.rules import Version


def named_versions(
    notice: NoticeFile | None, field: str, policy: PolicyHistory, waiting: Collection[Version]
) -> set[int]:
    """Return the pending versions that `replaces` or `reverses` names, by number.

    Raises UsageError for a name that is none of theirs.
    """
    numbers: set[int] = set()
    for name in notice.versions(field) if notice else ():
        found = [v.number for v in waiting if name in (str(v.number), v.notice)]
        stems = {slug.replace("/", "-") for slug in policy.slugs}
        if not found and not name.isdigit() and name.rpartition("-")[0] not in stems:
            continue  # another policy's, in a notice that speaks of several
        if not found:
            assert notice is not None  # noqa: S101 - it gave the name
            names = ", ".join(str(version.number) for version in waiting) or "none is pending"
            raise UsageError(
                f"'{field}: {name}' names no pending version of '{policy.id}'",
                where=notice.where(field),
                remedy=f"name a pending version ({names}), or take '{field}' away",
            )
        numbers.update(found)
    return numbers


def check_notice_text(notice: NoticeFile | None, policy: PolicyHistory, settings: Settings) -> None:
    """Raise UsageError for a material change without words for readers, where the configuration asks."""
    if settings.require_notice and (notice is None or not notice.value_of("summary")):
        raise UsageError(
            f"the material change of '{policy.id}' has no notice with a 'summary'",
            where=notice.path if notice else policy.revisions[-1].path,
            remedy=f"run 'publisher notice {policy.id}' and say in plain words what changes",
        )


def check_exception(
    notice: NoticeFile, settings: Settings, material: bool, overtaken: Sequence[Version]
) -> None:
    """Raise UsageError for an exception that is not allowed, not needed, or overtakes what was announced."""
    what = remedy = ""
    if not settings.allow_exceptions:
        what = "declares an exception, which the configuration does not allow"
        remedy = (
            f"take 'exception' away, or write 'allow_exceptions: true' into {settings.where}; the "
            "site then shows the exception permanently"
        )
    elif not material:
        what, remedy = (
            "declares an exception for a change that needs no notice",
            "take 'exception' away",
        )
    elif overtaken:
        numbers = ", ".join(str(version.number) for version in overtaken)
        what = f"declares an exception that would overtake version {numbers} (T5)"
        remedy = f"write 'replaces: {numbers}', and announce those changes again afterwards"
    if what:
        raise UsageError(what, where=notice.where("exception"), remedy=remedy)


def check_never_published(policy: PolicyHistory, standing: Sequence[Entry]) -> None:
    """Raise UsageError for a published policy whose file names itself otherwise now (T7)."""
    if standing:
        raise UsageError(
            f"the policy '{policy.id}' lost its identity: its file now has the id '{policy.became}' (T7)",
            where=policy.revisions[-1].path,
            remedy=f"write 'id: {policy.id}' into its front matter",
        )


def check_translations(history: History, standing: Mapping[str, Sequence[Entry]]) -> None:
    """Raise UsageError for a text that was published as a policy of its own: it promised its own notices."""
    for policy, translations in history.translations.items():
        for one in translations:
            if one.head and standing.get(one.id):
                raise UsageError(
                    f"was published as the policy '{one.id}' and now says that it is a translation of "
                    f"'{policy}'",
                    where=one.head.path,
                    remedy="take 'translation-of' away and end that policy first; bring the translation as a "
                    "new file",
                )


def check_renames(history: History, drafts: Mapping[str, Sequence[Draft]]) -> None:
    """Raise UsageError where one policy would end and another begin that is much the same text (T7).

    drafts: of the whole publication, by policy.
    """
    for _, error in lost_identities(history, drafts):
        raise error


def lost_identities(
    history: History, drafts: Mapping[str, Sequence[Draft]]
) -> Iterator[tuple[str, UsageError]]:
    """Yield the id of each policy that `check_renames` refuses to end, with the error."""
    ends = [p for p, own in drafts.items() if any(d.event is Event.ENDED for d in own)]
    begins = [
        history.policies[p].head
        for p, own in drafts.items()
        if any(d.event is Event.ADOPTED for d in own)
    ]
    fresh = {one.path: history.text(one.blob) for one in begins if one is not None}
    for ended in ends if fresh else ():
        last = history.policies[ended].revisions[-1]
        target = find_rename(history.text(last.blob), fresh)
        if target is not None:
            yield (
                ended,
                UsageError(
                    f"'{last.path}' is gone and this is much the same text: a renamed policy lost its "
                    "identity (T7)",
                    where=target,
                    remedy=f"write 'id: {ended}' into its front matter; or, if it is another policy, publish "
                    f"the end of '{ended}' first and add this one afterwards",
                ),
            )
