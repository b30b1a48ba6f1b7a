"""One policy at one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.history.policy_history import History, PolicyHistory, Revision
from publisher.register.entry import Draft
from publisher.timeline.planning.effective_date import last_requested
from publisher.timeline.planning.reversals import Reversal, reversals
from publisher.timeline.rules import (
    Postponement,
    State,
    Version,
    in_force,
    last_day,
    pending,
    replaced,
    state,
)

if TYPE_CHECKING:
    from publisher.timeline.translation_view import TranslationView


@dataclass(frozen=True)
class PolicyState:
    """One policy at one instant.

    recorded: its versions as the register has them. versions: with what this build announces. drafts:
    what a publication now would enter. history: the repository's, for texts. planned: whether what HEAD
    holds counts at the instant; of an earlier one only the register speaks. translate: makes `editions`.
    """

    policy: PolicyHistory
    at: datetime
    recorded: tuple[Version, ...]
    versions: tuple[Version, ...]
    drafts: tuple[Draft, ...]
    history: History = field(repr=False, compare=False)
    planned: bool = True
    translate: Callable[[PolicyState], Iterable[TranslationView]] = field(
        default=lambda _: (), repr=False, compare=False
    )

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.policy.id

    @property
    def slug(self) -> str:
        """Its address on the site, without slashes at the ends."""
        return self.policy.revisions[-1].slug

    @property
    def uri(self) -> str:
        """Its file, from the folder of the policies; where it is gone, the one that its address names."""
        return self._uri(self.policy)

    def _uri(self, policy: PolicyHistory | None) -> str:
        docs = self.history.docs_folder + "/"
        if policy is None or policy.head is None or not policy.head.path.startswith(docs):
            return f"{self.slug}.md"
        return policy.head.path.removeprefix(docs)

    @cached_property
    def former_slugs(self) -> tuple[str, ...]:
        """The addresses that it had before its file was renamed; they must go on leading to it."""
        return self.policy.slugs[:-1]

    @property
    def former_revisions(self) -> tuple[Revision, ...]:
        """Its texts in git, whose files may have had other names, oldest first."""
        return self.policy.revisions

    @property
    def title(self) -> str:
        """The title of the text in force, else of the first to come; never that of an unannounced one."""
        return self._shown.title

    @property
    def language(self) -> str:
        """Language tag of the same text."""
        return self._shown.language

    @cached_property
    def _shown(self) -> Revision:
        known = {one.blob: one for one in self.policy.revisions}
        texts = [self.in_force, *self.coming, *reversed(self.versions)]
        # A corrected text is in no commit; its title is that of the one before it.
        found = (
            known.get(text.revision)
            for one in texts
            if one is not None
            for text in reversed(one.texts)
        )
        return next((one for one in found if one is not None), self.policy.revisions[-1])

    # Each of these is asked for on every page of the policy: computed once, not once a version.

    @cached_property
    def _current(self) -> Version | None:
        return in_force(self.versions, self.at)

    @property
    def in_force(self) -> Version | None:
        """The version in force, None before the first and after the end."""
        found = self._current
        return None if found is None or found.ends else found

    @property
    def ended(self) -> Version | None:
        """The end of the policy, once it has come."""
        found = self._current
        return found if found is not None and found.ends else None

    @cached_property
    def pending(self) -> tuple[Version, ...]:
        """What is announced and has not come yet, in order; with what this build announces."""
        return pending(self.versions, self.at)

    @cached_property
    def coming(self) -> tuple[Version, ...]:
        """What will really apply of what is pending: without a version that is overtaken on its own day."""
        return tuple(version for version in self.pending if self.ever_applies(version))

    def overtaken_by(self, version: Version) -> Version | None:
        """Return the version that takes effect in the place of one, on the same day; None where none does."""
        if version.withdrawn_at is not None or self.ever_applies(version):
            return None
        later = (one for one in self.standing if one.number > version.number)
        return next((one for one in later if self.ever_applies(one)), None)

    def base(self, version: Version) -> Version | None:
        """Return the version whose text a reader compares a version's with.

        That is the one it follows, or the one before where that one is overtaken and never applies.
        """
        found = self._numbered.get(version.follows or 0)
        while found is not None and found.follows and self.overtaken_by(found) is not None:
            found = self._numbered.get(found.follows)
        return found

    @cached_property
    def standing(self) -> tuple[Version, ...]:
        """The versions that were not withdrawn, in the order in which they apply (T5)."""
        return tuple(version for version in self.versions if version.withdrawn_at is None)

    @cached_property
    def chain(self) -> tuple[Version, ...]:
        """The versions that are, were or will be in force, and the end, in the order of time."""
        number = self._current.number if self._current else 0
        taken = (version for version in self.standing if version.number <= number)
        return (*taken, *self.pending)

    @cached_property
    def places(self) -> Mapping[int, int]:
        """The place of each version in `chain`, by its number."""
        return {version.number: place for place, version in enumerate(self.chain)}

    @cached_property
    def editions(self) -> tuple[TranslationView, ...]:
        """The policy in each other language that it was published in, in the order of the languages."""
        return tuple(self.translate(self))

    def in_language(self, language: str) -> PolicyState:
        """Return the policy as readers of a language see it: in that language, or else as it is."""
        wanted = language.split("-")[0]
        own = (one for one in self.editions if one.language.split("-")[0] == wanted)
        return self if self.language.split("-")[0] == wanted else next(own, self)

    def state(self, version: Version) -> State:
        """What a version is now."""
        return state(version, self._current)

    def last_day(self, version: Version) -> date | None:
        """Return the last day a version is in force as far as is announced; None if it never is, or open."""
        return last_day(version, self.replaced_at(version))

    def replaced_at(self, version: Version) -> datetime | None:
        """Return the instant from which another version applies, as far as is announced."""
        return self._replaced.get(version.number)

    def ever_applies(self, version: Version) -> bool:
        """Whether a version is in force for any instant, past or announced: a later one may begin with it."""
        end = self.replaced_at(version)
        return version.withdrawn_at is None and (end is None or end > version.effective_at)

    @cached_property
    def _replaced(self) -> Mapping[int, datetime]:
        return replaced(self.versions)

    # -- what readers were told until now, while `versions` holds what this build tells them --

    def as_recorded(self, version: Version) -> Version | None:
        """Return a version as the register has it; None while it is only about to be announced."""
        return next((one for one in self.recorded if one.number == version.number), None)

    @property
    def recorded_in_force(self) -> Version | None:
        """What is in force as far as readers were told: a first text, else what the register says."""
        return in_force(self.recorded or self.versions, self.at)

    @property
    def announced_or_planned(self) -> tuple[Version, ...]:
        """What is pending for readers now, or is once this build is published, in order.

        What this build puts in force by an exception is among it.
        """
        found = {one.number: one for one in pending(self.recorded, self.at)}
        found |= {one.number: one for one in self.pending}
        if self.recorded and self._current and not self.as_recorded(self._current):
            found[self._current.number] = self._current
        return tuple(found[number] for number in sorted(found))

    def to_postpone(self, version: Version) -> tuple[Postponement, ...]:
        """Return the moves of a version's day that the register does not have yet."""
        told = self.as_recorded(version)
        return version.postponements[len(told.postponements) if told else 0 :]

    def announced_last_day(self, version: Version) -> date | None:
        """Return the last day on which a version is in force as far as the register says."""
        return last_day(version, replaced(self.recorded).get(version.number))

    def version(self, number: int) -> Version:
        """Return a version by number; KeyError when there is none."""
        return self._numbered[number]

    def has(self, number: int) -> bool:
        """Whether there is a version with a number."""
        return number in self._numbered

    @cached_property
    def _numbered(self) -> Mapping[int, Version]:
        return {version.number: version for version in self.versions}

    @property
    def held(self) -> date | None:
        """The day that HEAD asks for where it is too early: the newest pending version does not move (T6)."""
        head = self.policy.head
        if not self.planned or not self.pending or head is None or self.pending[-1].ends:
            return None
        newest = self.pending[-1]
        meant = head.asked != last_requested(self.history, newest) or head.asked == newest.requested
        return head.asked if meant and head.asked < newest.effective else None

    @cached_property
    def reversals(self) -> tuple[Reversal, ...]:
        """Which announced changes a later text takes back, with what this build announces."""
        return reversals(self.history, self.versions, self.at)
