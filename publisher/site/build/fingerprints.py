"""Names for everything that a part of the site is made from: what has the same name is made the same.

A name is a digest. It covers more than a part uses, never less: what takes part in making anything that
is kept between builds belongs here (rule C1 of `publisher.cache`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from publisher.cache import NO_CACHE, Cache, code_version
from publisher.config import Settings
from publisher.messages.catalogue import Messages
from publisher.register.chain import Register
from publisher.site.pages import validity
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState, States
from publisher.timeline.translation_view import LocalizedVersion, TranslationView

Part = bytes  # of the site
NO_NAME = ""  # of what is not settled
_STRETCH = 50  # versions of a list that are kept as one


class Fingerprints:
    """Names the facts of one build.

    addresses: path of a file of the repository to its address on the site, complete when first asked.
    """

    def __init__(
        self, states: States, register: Register, settings: Settings, words: Messages,
        addresses: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._states, self._register, self._settings = states, register, settings
        self._words, self._addresses = words, addresses
        self._policies: dict[str, str] = {}
        self._versions: dict[int, tuple[Version, str]] = {}

    @cached_property
    def _site(self) -> str:
        """What every part has in common."""
        editions = self._states.editions
        languages = [self._words, *(self._words.in_language(one.language) for one in editions)]
        return _digest(
            code_version(), self._settings.site_url, self._settings.site_name,
            self._settings.locale, self._settings.timezone, self._settings.word_redlines,
            sorted({(words.locale, words.digest) for words in languages}),
            sorted(self._addresses.items()),
            # The head of each page names these two.
            [(one.id, one.slug, one.ended is None) for one in self._states.policies
             if one.id.split("-")[0] in ("privacy", "terms")],
        )  # fmt: skip

    def policy(self, policy: PolicyState) -> str:
        """What the lists of a policy's versions are made from; NO_NAME while anything is coming."""
        if policy.slug not in self._policies:
            self._policies[policy.slug] = self._of_policy(policy)
        return self._policies[policy.slug]

    def _of_policy(self, policy: PolicyState) -> str:
        family = [policy, *policy.editions]
        if policy.pending or policy.drafts or not policy.planned:
            return NO_NAME
        versions = [self.version(one, version) for one in family for version in one.versions]
        if not all(versions):
            return NO_NAME
        voids = [
            one.digest for one in self._register.voids.get(policy.id, ()) if one.at <= policy.at
        ]
        return _digest([self._titles[one.slug] for one in family], versions, voids)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        """What the pages of a policy say whatever the version, by its address."""
        return {one.slug: _digest(self._site, *_titles(one)) for one in self._states.editions}

    def stretch(self, policy: PolicyState, versions: Iterable[Version]) -> str:
        """What lists say of some versions, in all languages; NO_NAME where it may still become different."""
        family = [policy, *policy.editions]
        found = [
            (one, one.version(version.number))
            for version in versions for one in family if one.has(version.number)
        ]  # fmt: skip
        if not all(validity.settled(one, version) for one, version in found):
            return NO_NAME
        names = [self.version(one, version) for one, version in found]
        return _digest([self._titles[one.slug] for one in family], names) if all(names) else NO_NAME

    def version(self, policy: PolicyState, version: Version) -> str:
        """What everything about a version is made from; NO_NAME while an entry of it is a draft."""
        known = self._versions.get(id(version))
        if known is None or known[0] is not version:
            known = self._versions[id(version)] = (version, self._of_version(policy, version))
        return known[1]

    def _of_version(self, policy: PolicyState, version: Version) -> str:
        if not all(entry.seq for entry in version.entries):
            return NO_NAME
        applies = validity.in_force(policy, version)
        later = validity.following(policy, version)
        around = (validity.preceding(policy, version), later, *validity.neighbours(policy, version))
        return _digest(
            self._titles[policy.slug], version.number, version.timezone,
            [entry.digest for entry in version.entries],  # all that the register says of it
            policy.state(version).value, str(policy.replaced_at(version)),
            [str(applies.since), str(applies.until)] if applies else None,
            [one.number if one else None for one in around], str(later.effective_at) if later else None,
            _in_language(policy, version),
            None if version.texts else [one.revision for one in policy.versions],
            [text.revision for one in policy.versions if one.number == version.follows for text in one.texts],
        )  # fmt: skip


def _titles(policy: PolicyState) -> tuple[object, ...]:
    original = policy.original if isinstance(policy, TranslationView) else policy
    return (
        policy.id, policy.slug, policy.title, policy.language, policy.policy.revisions[-1].path,
        policy.versions[0].first.at.isoformat(),
        [(one.slug, one.title, one.language) for one in (original, *original.editions)],
    )  # fmt: skip


def _in_language(policy: PolicyState, version: Version) -> object:
    """What the entries alone do not say of a version in one of several languages."""
    if not isinstance(version, LocalizedVersion) or not isinstance(policy, TranslationView):
        return None
    stands = policy.stands_for(version)
    return [
        version.language, version.translated, version.words_translated, version.pair_translated,
        [text.revision for text in version.pair or ()], policy.standing_to(version).value, stands.number,
        [text.revision for text in stands.texts],
    ]  # fmt: skip


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class FingerprintCache:
    """Parts of the site from earlier builds, by the names of their facts."""

    facts: Fingerprints | None = None
    cache: Cache = NO_CACHE

    def bytes(self, kind: str, name: str, parts: object, make: Callable[[], bytes]) -> bytes:
        """Return a part, made only where it is not kept.

        name: of the facts about policies and versions, NO_NAME to keep nothing. parts: what else it
        depends on.
        """
        if self.facts is None or name == NO_NAME:
            return make()
        key = Cache.key(kind, name, json.dumps(parts))
        found = self.cache.get(key)
        if found is None:
            found = make()
            self.cache.put(key, found)
        return found

    def text(self, kind: str, name: str, parts: object, make: Callable[[], str]) -> str:
        """Return a part that is text; see `bytes`."""
        return self.bytes(kind, name, parts, lambda: make().encode()).decode()

    def stretches(
        self,
        kind: str,
        policy: PolicyState,
        parts: object,
        make: Callable[[Sequence[Version]], Part],
    ) -> list[Part]:
        """Return a list of a policy's versions in parts: when one is coming, only the end is made anew.

        make: makes the list of some of the versions, in their order.
        """
        rows = (
            policy.versions[at : at + _STRETCH] for at in range(0, len(policy.versions), _STRETCH)
        )
        return [
            self.bytes(
                f"{kind}-part", self.facts.stretch(policy, some) if self.facts else NO_NAME,
                [policy.slug, parts], partial(make, some),
            )
            for some in rows
        ]  # fmt: skip

    def of_version(self, policy: PolicyState, version: Version) -> str:
        """Return the name of the facts about a version."""
        return self.facts.version(policy, version) if self.facts else NO_NAME

    @staticmethod
    def together(names: Iterable[str]) -> str:
        """Return the name of several things; NO_NAME if one has none."""
        found = list(names)
        return NO_NAME if NO_NAME in found else _digest(found)

    def of_policy(self, policy: PolicyState) -> str:
        """Return the name of the facts about a policy."""
        return self.facts.policy(policy) if self.facts else NO_NAME
