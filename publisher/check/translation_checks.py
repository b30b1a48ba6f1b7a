"""What is missing or wrong about a policy's other languages; none of it stops the prevailing text."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.check.check_report import CheckProblem, Level
from publisher.check.forecast import ChangeForecast
from publisher.history.policy_history import PolicyHistory, Revision
from publisher.text.document import frontmatter
from publisher.timeline.planning import Judgements
from publisher.timeline.planning.notice_selection import Used, mending_notice
from publisher.timeline.planning.translation_plan import Held, PlacedTranslation, place, text_of
from publisher.timeline.rules import announced, pending


def translation_problems(change: ChangeForecast) -> Iterator[CheckProblem]:
    """Yield what an editor or a translator must mend, in the order of the languages."""
    judgements = Judgements(change.history, change.judge)
    entries = [entry for version in change.state.recorded for entry in version.entries]
    used = Used.of(entries, change.history.commits)
    for translation in change.history.translations.get(change.policy.id, ()):
        head, language = translation.head, translation.language
        if head is None:
            yield from _gone(change, translation)
            continue
        notice = mending_notice(change.history, change.policy, language, used)
        placed = place(change.policy, head, change.state.versions, judgements, notice)
        yield from _held(change, head, placed)
        if not placed.held:
            yield from _behind(change, head, placed)
        yield from _notices(change, language)


def _held(
    change: ChangeForecast, head: Revision, placed: PlacedTranslation
) -> Iterator[CheckProblem]:
    """A translation that is not published as it stands (L1, L2, L4)."""
    newest = placed.newest.number if placed.newest else None
    match placed.held:
        case None:
            return
        case Held.NO_TEXT:
            what = "was written before any text that was published; nothing is published of it"
            remedy = "read it against the text that prevails, and commit it again"
        case Held.UNKNOWN:
            what = f"says that it translates version {head.translates}, which there is not"
            remedy = f"write 'translates: {newest}', or take it away" if newest else "take it away"
        case Held.AHEAD:
            what = (
                f"says that it translates version {head.translates}, whose text was not there yet when "
                "it was written"
            )
            remedy = f"translate that version and commit it, or write 'translates: {newest}'"
        case Held.SUBSTANCE:
            number = placed.version.number if placed.version else newest
            what = (
                f"changes in substance, and version {number}, which it translates, does not; it is not "
                "published"
            )
            remedy = (
                "change the text that prevails, too; or, if only the translation was wrong, add a notice "
                f"with 'policy: {change.policy.id}', 'language: {head.language}', 'class: editorial', "
                "'reason' and 'approved-by'"
            )
    yield change.problem(
        "translation", what, remedy, path=head.path, line=_line(change, head, "translates")
    )


def _behind(
    change: ChangeForecast, head: Revision, placed: PlacedTranslation
) -> Iterator[CheckProblem]:
    """Versions that readers of the language cannot read in it."""
    told = [version for version in announced(change.state.versions, change.at) if version.texts]
    missing = [version for version in told if text_of(version, head.language) is None]
    if not told or placed.version is None:
        return
    own = f"is a translation of version {placed.version.number}"
    for version in missing:
        newest = version.number == told[-1].number
        since = f"from {version.effective} on" if version.effective_at > change.at else "now"
        remedy = "translate the change"
        if newest and placed.stays:
            remedy += (
                f"; if the translation is right as it is, write 'translates: {version.number}'"
            )
        elif not newest:
            remedy = (
                f"nothing, if readers can do without; or commit the translation of version {version.number} "
                f"once, with 'translates: {version.number}'"
            )
        yield change.problem(
            "translation", f"{own}; version {version.number} prevails {since} and is not translated",
            remedy, path=head.path, level=Level.PROBLEM if newest else Level.WARNING,
        )  # fmt: skip


def _gone(change: ChangeForecast, translation: PolicyHistory) -> Iterator[CheckProblem]:
    """A translation whose file was deleted while its pages are still there."""
    told = announced(change.state.versions, change.at)
    published = any(text_of(version, translation.language) for version in change.state.versions)
    if published and told and told[-1].texts and not text_of(told[-1], translation.language):
        yield change.problem(
            "translation",
            f"the file of the translation into '{translation.language}' is gone; its pages stay and say that "
            "they are of an earlier version",
            "put the file back and translate the change, or leave it",
            path=change.path, level=Level.WARNING,
        )  # fmt: skip


def _notices(change: ChangeForecast, language: str) -> Iterator[CheckProblem]:
    """A coming change whose words for readers are not in a language of the policy."""
    for version in pending(change.state.versions, change.at):
        known = version.translation(language)
        if version.notice_path and not (known and known.notice_blob):
            file = version.notice_path.removesuffix(".md") + f".{language}.md"
            remedy = f"write {file} with 'summary'"
            if version.notice_path in {one.path for one in change.policy.revisions}:
                heads = [
                    h for one in change.history.translations[change.policy.id] if (h := one.head)
                ]
                file = next((head.path for head in heads if head.language == language), file)
                remedy = f"write 'notice' with 'summary' into the front matter of {file}"
            yield change.problem(
                "translation",
                f"the notice text about version {version.number} is not in '{language}'",
                remedy,
                path=version.notice_path, level=Level.WARNING,
            )  # fmt: skip


def _line(change: ChangeForecast, head: Revision, key: str) -> int:
    front = frontmatter.split(change.history.text(head.blob), head.path)
    return front.field_lines.get(key, 1)
