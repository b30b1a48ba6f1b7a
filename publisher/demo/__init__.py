"""A made-up repository of policies whose history shows every state that a text can be in.

The only place that enters publications at other instants than the present. It does so in a repository
that it has just made, and every entry says that nothing was ever published.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import publisher
from publisher.demo.story import STORY, StoryStep
from publisher.git.client import Git, create_repository
from publisher.git.commit_writer import advance, check_out, make_commit
from publisher.history.policy_history import read_history
from publisher.model.entries import Evidence
from publisher.register.chain import Register, enter
from publisher.register.entry import Draft
from publisher.register.git_store import GitStore
from publisher.timeline.planning import plan

MARK = "publisher-demonstration"
MADE_UP = "made up for a demonstration; nothing was published"
_EDITOR = ("Camille Brightwater", "camille@brightwater.example")
_LEAD = timedelta(hours=1)  # from an edit to its publication


def make(
    folder: Path,
    now: datetime,
    *,
    progress: Callable[[Sequence[StoryStep]], Iterable[StoryStep]] = iter,
) -> Git:
    """Make the repository in `folder`, which exists and is empty; the story ends at the aware instant `now`.

    progress: wraps the steps while they are made.
    """
    work = _Work(create_repository(folder), now)
    for step in progress(STORY):
        work.take(step)
    check_out(work.git)
    # Where the mark is, the folder may be made anew; it is no part of the repository's content.
    (work.git.git_dir / MARK).write_text(MADE_UP + "\n", encoding="utf-8")
    return work.git


def is_demonstration(folder: Path) -> bool:
    """Whether a folder holds nothing but a demonstration that was made before."""
    return (folder / ".git" / MARK).is_file()


@dataclass
class _Work:
    """The repository while it is made. end: the instant at which the story ends."""

    git: Git
    end: datetime
    head: str | None = None

    def __post_init__(self) -> None:
        """Begin without any file."""
        self.files: dict[str, str] = {}
        self.store = GitStore(self.git, remote=None)

    def take(self, step: StoryStep) -> None:
        """Commit what a step changes and publish it an hour later."""
        at = self.end - timedelta(days=step.days_ago)
        changed = dict(self._changes(step, at))
        self.files = {
            name: text for name, text in (self.files | changed).items() if text is not None
        }
        content = {n: t.encode() if t is not None else None for n, t in changed.items()}
        made = make_commit(
            self.git, content, step.message, parent=self.head, at=at - _LEAD, who=_EDITOR
        )
        advance(self.git, made, self.head)
        self.head = made
        self._publish(at)

    def _changes(self, step: StoryStep, at: datetime) -> Iterator[tuple[str, str | None]]:
        for name in step.files:
            text = (files("publisher.demo") / name.rpartition("/")[2]).read_text(encoding="utf-8")
            first = (at - timedelta(days=2000)).date()
            yield name, text.replace("{first}", str(first))
        texts = {name: self.files[name] for name in {e.path for e in step.edits} | set(step.asks)}
        for edit in step.edits:
            if edit.old not in texts[edit.path]:
                raise AssertionError(f"the story's own mistake: {edit.old!r} is not in {edit.path}")
            texts[edit.path] = texts[edit.path].replace(edit.old, edit.new)
        for name, days in step.asks.items():
            day = (at + timedelta(days=days)).date()
            texts[name] = re.sub(r"^effective: .*$", f"effective: {day}", texts[name], flags=re.M)
        yield from texts.items()
        yield from step.written.items()
        for name in step.deleted:
            yield name, None

    def _publish(self, at: datetime) -> None:
        """Enter what the step announces, at an instant of the story."""
        history = read_history(self.git)

        def drafts(register: Register) -> list[Draft]:
            return [self._made_up(draft) for draft in plan(history, register, at)]

        enter(self.store, drafts, at=at)

    def _made_up(self, draft: Draft) -> Draft:
        """Say in the entry that nobody has seen this."""
        evidence = Evidence(
            demonstration=MADE_UP,
            build="none",
            directory="none",
            page="none",
            commit=self.head,
            generator=f"policy-publisher {publisher.version()}",
            sha256=hashlib.sha256(draft.key.encode()).hexdigest(),
        )
        return draft.seen(evidence)
