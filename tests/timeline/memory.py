"""Repositories and registers in memory: whole histories without git, so a scenario takes milliseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from publisher.git.log import Commit, PathChange
from publisher.git.objects import KnownBlobs
from publisher.history.policy_history import History, assemble
from publisher.model.entries import Evidence
from publisher.register.chain import enter
from publisher.register.entry import Draft, Entry
from publisher.register.memory_store import MemoryStore
from publisher.register.voiding import void
from publisher.timeline.planning import Judge, compare_texts, plan
from publisher.timeline.states import PolicyState, States, Timelines
from tests.conftest import MKDOCS_YML, POLICY, at

GONE = "0" * 40


class MemoryRepo:
    """What git would say of a main branch: commits with their changes, and contents by their ids."""

    def __init__(self, config: str = MKDOCS_YML) -> None:
        self.line: list[Commit] = []
        self.contents: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        self._waiting: dict[str, str | None] = {"mkdocs.yml": config} if config else {}

    def commit(self, files: Mapping[str, str | None]) -> str:
        """Write files (None deletes one) and return the commit's id."""
        changes = []
        for path, text in {**self._waiting, **files}.items():
            if text is None:
                del self.files[path]
                changes.append(PathChange("000000", GONE, path))
            elif self.files.get(path) != text:
                blob = hashlib.sha1(text.encode()).hexdigest()
                self.contents[blob] = text.encode()
                self.files[path] = text
                changes.append(PathChange("100644", blob, path))
        self._waiting = {}
        name = hashlib.sha1(f"{len(self.line)}{files}".encode()).hexdigest()
        self.line.append(Commit(name, tuple(changes)))
        return name

    def history(self) -> History:
        """Return the history up to the last commit."""
        return assemble(self.line, KnownBlobs(self.contents))


def seen(drafts: Iterable[Draft]) -> list[Draft]:
    """Return drafts as a publication enters them: with evidence, not as if adopted by hand."""
    return [one.seen(Evidence(build="b")) for one in drafts]


class World:
    """A repository, its register, and publications at instants that the test chooses."""

    def __init__(self, config: str = MKDOCS_YML, *, judge: Judge = compare_texts) -> None:
        self.repo, self.store, self.judge = MemoryRepo(config), MemoryStore(), judge

    def commit(self, files: Mapping[str, str | None] | None = None, **policies: str | None) -> str:
        """Commit files; a keyword names a policy: `privacy=TEXT`."""
        named = {f"policy/{name}.md": text for name, text in policies.items()}
        return self.repo.commit({**(files or {}), **named})

    def notice(self, name: str, fields: str, body: str = "In plain words.\n") -> str:
        """Commit a notice; fields: the lines of its front matter."""
        return self.commit(notice(name, fields, body))

    def publish(self, when: str | datetime) -> list[str]:
        """See the publication live at an instant; return what was entered, in words."""
        instant = at(when) if isinstance(when, str) else when
        entries = self.enter(instant)
        return [entry.headline for entry in entries]

    def enter(self, instant: datetime) -> tuple[Entry, ...]:
        """Enter what is to be entered at an instant."""
        history = self.repo.history()
        return enter(
            self.store,
            lambda register: seen(plan(history, register, instant, judge=self.judge, render=None)),
            at=instant,
        )

    def void(self, seq: int, when: str | datetime) -> None:
        """Name an entry as wrong."""
        instant = at(when) if isinstance(when, str) else when
        void(self.store, str(seq), reason="wrong", at=instant)  # type: ignore[arg-type]

    @property
    def timelines(self) -> Timelines:
        """History and register as they are now."""
        return Timelines(self.repo.history(), self.store.read(), self.judge)

    def states(self, when: str) -> States:
        """Every policy's state at an instant."""
        return self.timelines.at(at(when))

    def policy(self, when: str, name: str = "privacy") -> PolicyState:
        """One policy's state at an instant."""
        return self.states(when)[name]

    def text(self, when: str, name: str = "privacy") -> str | None:
        """The source in force at an instant, None where none is."""
        found = self.policy(when, name).in_force
        return self.repo.history().text(found.revision) if found and found.revision else None


def notice(name: str, fields: str, body: str = "In plain words.\n") -> dict[str, str | None]:
    """Return a notice as files to commit."""
    return {f"policy/notices/{name}.md": f"---\n{fields}\n---\n\n{body}"}


def policy(months: int = 24, contact: str = "by post", **front: str) -> str:
    """Return the policy text with some of its words changed; front: keys of the front matter."""
    text = POLICY.replace("24 months", f"{months} months").replace("by post", contact)
    for key, value in front.items():
        name = key.replace("_", "-")
        if f"{name}: " in text.split("---")[1]:
            lines = [
                f"{name}: {value}" if x.startswith(f"{name}: ") else x for x in text.split("\n")
            ]
            text = "\n".join(lines)
        else:
            text = text.replace("---\n", f"---\n{name}: {value}\n", 1)
    return text
