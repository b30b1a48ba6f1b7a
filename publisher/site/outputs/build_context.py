"""What every output is made from: the states of the policies, and the means to write them out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from publisher.config import Settings
from publisher.messages.catalogue import Messages
from publisher.register.chain import Register
from publisher.site.outputs import plain_text
from publisher.site.outputs.links import Links
from publisher.site.pages.pages import Pages
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState, States


@dataclass(frozen=True)
class BuildContext:
    """One build, as the outputs see it. register: its size and head are told, its entries are not read."""

    states: States
    pages: Pages
    register: Register
    settings: Settings

    @cached_property
    def links(self) -> Links:
        """Addresses for files of this site."""
        return Links.of(self.settings.site_url)

    @property
    def words(self) -> Messages:
        """The sentences of the site's language."""
        return self.pages.words

    def words_of(self, policy: PolicyState) -> Messages:
        """Return the sentences of a policy's language; of the site's, where there are none."""
        return self.words.in_language(policy.language)

    def reason(self, text: str, policy: PolicyState) -> str:
        """Return a reason that the register keeps, as one line in the policy's language."""
        return plain_text.line(self.pages.told.reason(text, policy))

    @property
    def name(self) -> str:
        """The site's name."""
        return self.settings.site_name


def standing(policy: PolicyState) -> tuple[Version, ...]:
    """Return the versions that were not withdrawn, in the order in which they apply (T5)."""
    return policy.standing


def ever_applies(policy: PolicyState, version: Version) -> bool:
    """Whether a version is in force for any instant, past or announced: a later one may begin with it."""
    return policy.ever_applies(version)
