"""One policy as readers of another language see it: the same versions on the same days, other words.

An edition decides nothing. Where a version was not translated it holds the prevailing text and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.history.policy_history import PolicyHistory, Revision
from publisher.timeline.policy_state import PolicyState
from publisher.timeline.rules import PublishedText, State, Version
from publisher.timeline.version import corrected

if TYPE_CHECKING:
    from collections.abc import Mapping


class Freshness(StrEnum):
    """How a language stands to what is in force. Values appear in JSON."""

    CURRENT = "current"  # the version in force is translated, or none is in force
    BEHIND = "behind"  # only an earlier version is
    MISSING = "missing"  # none is, up to the one in force


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalizedVersion(Version):
    """A version in one language. translated: whether `texts` are in it; else they are the prevailing ones.

    words_translated: the same of the notice. pair: the two texts that a redline compares, in one language;
    pair_translated: whether in this one.
    """

    language: str
    translated: bool
    words_translated: bool
    pair: tuple[PublishedText, PublishedText] | None = None
    pair_translated: bool = False

    @property
    def notice(self) -> str | None:
        """The id of its notice in this language, `<slug>-<number>.<language>`."""
        return f"{self.beginning.notice}.{self.language}" if self.beginning.notice else None

    @property
    def has_redline(self) -> bool:
        """Whether there are two texts to compare."""
        return self.pair is not None


@dataclass(frozen=True)
class TranslationView(PolicyState):
    """A policy in another language than the prevailing one.

    original: the policy in the prevailing language. translation: what git has of the translated file, None
    where it has nothing of it any more. tongue: the language.
    """

    original: PolicyState = field(repr=False, kw_only=True)
    translation: PolicyHistory | None = field(kw_only=True)
    tongue: str = field(kw_only=True)

    @property
    def slug(self) -> str:
        """Its address: where its file is, `<slug>.<language>` beside the policy's own."""
        if self.translation:
            return self.translation.revisions[-1].slug
        return f"{self.original.slug}.{self.tongue}"

    @property
    def uri(self) -> str:
        """Its file, from the folder of the policies; see PolicyState."""
        return self._uri(self.translation)

    @cached_property
    def former_slugs(self) -> tuple[str, ...]:
        """The addresses that it had before its file was renamed."""
        return self.translation.slugs[:-1] if self.translation else ()

    @property
    def former_revisions(self) -> tuple[Revision, ...]:
        """Its texts in git."""
        return self.translation.revisions if self.translation else ()

    @property
    def language(self) -> str:
        """Its language tag."""
        return self.tongue

    @property
    def editions(self) -> tuple[TranslationView, ...]:
        """None: an edition has no editions of its own; see those of `original`."""
        return ()

    @cached_property
    def _shown(self) -> Revision:
        known: Mapping[str, Revision] = {
            one.blob: one for one in (self.translation.revisions if self.translation else ())
        }
        found = (
            known.get(text.revision)
            for version in (self.in_force, *self.coming, *reversed(self.versions))
            if version is not None
            for text in reversed(self.stands_for(version).texts)
        )
        return next((one for one in found if one is not None), self.original._shown)

    def stands_for(self, version: Version) -> LocalizedVersion:
        """Return the version whose text is shown for another: the newest translated one up to it.

        Where there is none, the version itself, with the prevailing text.
        """
        found = [
            one
            for one in self.versions
            if isinstance(one, LocalizedVersion) and one.number <= version.number
        ]
        translated = [
            one
            for one in found
            if one.translated
            and (one.number == version.number or self.state(one) is not State.WITHDRAWN)
        ]
        return translated[-1] if translated else found[-1]

    def standing_to(self, version: Version | None) -> Freshness:
        """Return how the language stands to a version, or to none."""
        if version is None or version.ends:
            return Freshness.CURRENT
        shown = self.stands_for(version)
        if not shown.translated:
            return Freshness.MISSING
        return Freshness.CURRENT if shown.number == version.number else Freshness.BEHIND


def editions(policy: PolicyState) -> Iterator[TranslationView]:
    """Yield the editions of a policy: a language for each in which a text was published or is about to be."""
    languages = {one.language for v in policy.versions for one in v.translations if one.texts}
    known = policy.history.translations.get(policy.id, ())
    for language in sorted(languages):
        own = tuple(
            _in_language(version, policy.base(version), language) for version in policy.versions
        )
        found = [one for one in known if one.language == language]
        yield TranslationView(
            policy.policy, policy.at, policy.recorded, own, policy.drafts, policy.history,
            policy.planned, original=policy, translation=found[-1] if found else None, tongue=language,
        )  # fmt: skip


def _in_language(version: Version, base: Version | None, language: str) -> LocalizedVersion:
    own = version.translation(language)
    kept = {one.name: getattr(version, one.name) for one in fields(Version)}
    translated, worded = bool(own and own.texts), bool(own and own.notice_blob)
    if own and own.texts:
        kept["texts"] = own.texts
    if own and own.notice_blob:
        kept |= {"notice_blob": own.notice_blob, "notice_path": own.notice_path}
    pair, in_language = _pair(version, base, language)
    return LocalizedVersion(
        **kept, language=language, translated=translated, words_translated=worded, pair=pair,
        pair_translated=in_language,
    )  # fmt: skip


def _pair(
    version: Version, followed: Version | None, language: str
) -> tuple[tuple[PublishedText, PublishedText] | None, bool]:
    """Return the texts that a redline in a language compares, and whether they are in it.

    followed: see PolicyState.base.
    """
    if followed is None or not version.has_redline:
        return None, False
    own, before = version.translation(language), followed.translation(language)
    if own and own.texts and before and before.texts:
        return (before.texts[-1], own.texts[-1]), True
    revision = version.beginning.from_revision
    told = [one for one in followed.texts if one.revision == revision]
    if followed.number != version.follows:
        told = list(followed.texts[-1:])
    if not told:
        return None, False
    return (corrected(told[0], followed.texts), version.texts[-1]), False
