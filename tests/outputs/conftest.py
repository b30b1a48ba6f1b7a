"""One made-up history with everything that can happen to a policy, and what the outputs say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import History, read_history
from publisher.messages.catalogue import Messages
from publisher.register.chain import Register, enter
from publisher.register.entry import Draft
from publisher.register.memory_store import MemoryStore
from publisher.site.outputs import BuildContext, printable
from publisher.site.pages.pages import Pages
from publisher.site.pages.rendered_texts import Texts
from publisher.timeline.planning import plan
from publisher.timeline.states import Timelines
from tests.conftest import MKDOCS_YML, PolicyRepo, at

NOTICE = "---\npolicy: {policy}\nsummary: {summary}\n---\n\n{body}\n"


def policy(title: str, sentence: str, effective: str = "2014-01-27") -> str:
    """Return the source of a short policy."""
    return (
        f"---\ntitle: {title}\neffective: {effective}\n---\n\n# {title}\n\n## Use\n\n{sentence}\n"
    )


@dataclass
class Site:
    """A repository whose publications are entered in a register in memory.

    published: the commit that each publication was of, by its instant.
    """

    repo: PolicyRepo
    store: MemoryStore = field(default_factory=MemoryStore)
    published: dict[datetime, str] = field(default_factory=dict)

    def history(self, instant: datetime | None = None) -> History:
        """Read what is committed, or what was committed at the last publication before an instant."""
        before = [commit for when, commit in self.published.items() if instant and when <= instant]
        return read_history(Git(self.repo.path), revision=before[-1] if before else "HEAD")

    def publish(self, when: str, files: dict[str, str | bytes | None] | None = None) -> None:
        """Commit files and enter what a publication at an instant announces."""
        self.published[at(when)] = self.repo.commit(files or {})
        history = self.history()
        enter(self.store, lambda register: plan(history, register, at(when)), at=at(when))

    def enter(self, when: str, drafts: Iterable[Draft]) -> None:
        """Enter facts that no plan makes."""
        found = list(drafts)
        enter(self.store, lambda _: found, at=at(when))

    def subject(self, when: str, *, head: bool = False) -> BuildContext:
        """Return what the outputs of a build at an instant are made from, without MkDocs.

        head: build what is committed now instead of what was published before the instant.
        """
        history, register = self.history(None if head else at(when)), self.store.read()
        entries = tuple(entry for entry in register.entries if entry.at <= at(when))
        timelines = Timelines(history, Register(entries))
        settings, states = timelines.settings, timelines.at(at(when))
        texts = Texts(history, self.store, states.drafts)
        words = Messages(settings.locale)
        pages = Pages(states, texts, words, settings.site_url, timelines.register.size)
        return BuildContext(states, pages, timelines.register, settings)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A statement that was changed, amended and postponed, terms with a withdrawn change, an ended policy."""
    site = new_site(tmp_path_factory.mktemp("story"))
    privacy, cookies = "policy/privacy.md", "policy/cookies.md"
    terms = {"policy/terms.md": policy("Terms of use", "You may read.", "2020-01-01")}
    site.publish("2026-01-05 09:00", {
        privacy: policy("Privacy statement", "We keep your data for 24 months."),
        cookies: policy("Cookies", "We set one cookie.", "2021-06-01"), **terms,
    })  # fmt: skip
    site.publish("2026-01-12 09:00", {
        privacy: policy("Privacy statement", "We keep your data for *24* months."),
    })  # fmt: skip
    site.publish("2026-02-02 09:00", {
        privacy: policy("Privacy statement", "We keep your data for 13 months."),
        "policy/notices/shorter.md": NOTICE.format(
            policy="privacy", summary="We keep your data for 13 months instead of 24.", body="Sooner."),
    })  # fmt: skip
    site.publish("2026-02-05 09:00", {
        privacy: policy("Privacy statement", "We keep your data for **13** months."),
    })  # fmt: skip
    site.publish("2026-02-10 09:00", {
        privacy: policy("Privacy statement", "We keep your data for **13** months.", "2026-05-04"),
    })  # fmt: skip
    site.publish("2026-02-16 09:00", {
        "policy/terms.md": policy("Terms of use", "You must pay.", "2020-01-01"),
        "policy/notices/pay.md": NOTICE.format(policy="terms", summary="You pay.", body="Sorry."),
    })  # fmt: skip
    site.publish("2026-03-02 09:00", dict(terms))
    site.publish("2026-03-09 09:00", {cookies: None})
    return site


def new_site(folder: Path, config: str = MKDOCS_YML) -> Site:
    """Return a site without policies, with the configuration that most tests use."""
    return Site(PolicyRepo(folder / "repo", config=config))


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Site]:
    """Make a site for one test."""
    return lambda config=MKDOCS_YML: new_site(tmp_path, config)


def printables(subject: BuildContext, site_dir: Path) -> dict[str, bytes]:
    """Return the printable page of every version with a text, by its path."""
    return {
        f"{printable.address(policy, version)}index.html": printable.page(
            subject, policy, version, site_dir
        )
        for policy in subject.states.editions
        for version in policy.versions
        if version.texts
    }
