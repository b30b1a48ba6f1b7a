"""The same history in the publisher's own forms: files in commits, a register, and its answers."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from publisher import config
from publisher.history.policy_history import History
from publisher.model.entries import write
from publisher.register.chain import enter
from publisher.register.entry import Entry
from publisher.text.comparison import Comparison
from publisher.text.document import frontmatter
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning import plan
from publisher.timeline.rules import Version
from publisher.timeline.states import Timelines
from tests.timeline.memory import World, seen
from tests.timeline.oracle.facts import Fact, Page, Snapshot, Words

CONFIG = """\
site_name: Example policies
docs_dir: policy
plugins:
  - publisher:
      notice: {days} {unit}
      calendar: {calendar}
      counting: {counting}
      timezone: {zone}
      allow_exceptions: {exceptions}
      closures: {closures}
      extra_holidays: {extra}
      also: {laws}
"""
_SAID = re.compile(r"for (\d+) months\.\n\n## Contact\n\nWrite to us within (\d+) weeks")


@lru_cache(maxsize=1024)
def source(page: Page) -> str:
    """Return a page as its file."""
    name = f"id: {page.policy}\n" if page.named else ""
    post = "by **post**" if page.bold else "by post"
    space = "\n\n" if page.spaces else ""
    topic = " ".join(f"{page.topic}-{n}" for n in range(40))
    return (
        f"---\n{name}title: {page.topic}\neffective: {page.wish}\n---\n\n# {page.topic}\n\n{topic}\n\n"
        f"## Use\n\n{space}We keep it for {page.meaning[0]} months.\n\n## Contact\n\n"
        f"Write to us within {page.meaning[1]} weeks {post}.\n"
    )


@lru_cache(maxsize=1024)
def notice(words: Words) -> str:
    """Return a notice as its file."""
    fields: dict[str, object] = {
        "policy": list(words.policies),
        "summary": f"In short, {words.salt}.",
        "class": words.kind,
        "reason": words.reason,
        "approved-by": words.approved,
        "replaces": list(words.replaces),
        "reverses": list(words.reverses),
        "postponed": words.postponed,
        "exception": words.exception,
        "effective": words.wish or "",
    }
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value]
    return "---\n" + "\n".join(lines) + "\n---\n\nIn plain words.\n"


def _yaml(value: object) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def files(snapshot: Snapshot) -> dict[str, str]:
    """Return everything that a commit holds, by path."""
    promise = snapshot.promise
    configured = CONFIG.format(
        days=promise.days, unit=promise.unit, calendar="+".join(promise.places), counting=promise.counting,
        zone=promise.zone, exceptions=str(snapshot.exceptions).lower(),
        closures=json.dumps(promise.own), extra=json.dumps(promise.extra), laws=json.dumps(promise.laws),
    )  # fmt: skip
    pages = {f"policy/{slug}.md": source(page) for slug, page in snapshot.pages.items()}
    notices = {f"policy/notices/{name}.md": notice(w) for name, w in snapshot.notices.items()}
    return {"mkdocs.yml": configured, **pages, **notices}


@lru_cache(maxsize=4096)
def judge(old: str, new: str) -> Comparison:
    """Judge two sources as the publisher's comparison does, in microseconds."""
    before, after = _SAID.search(old), _SAID.search(new)
    assert before
    assert after
    one, two = frontmatter.split(old, "old").fields, frontmatter.split(new, "new").fields
    meaning = before.groups() != after.groups() or one["title"] != two["title"]
    looks = ("**" in old) != ("**" in new) or one.get("id") != two.get("id")
    verdict = Verdict.MATERIAL if meaning else Verdict.EDITORIAL if looks else Verdict.NONE
    return cast(Comparison, SimpleNamespace(verdict=verdict, certain=True, findings=()))


read_config = lru_cache(maxsize=1024)(config.from_mkdocs_yml)


class Story(World):
    """A world whose commits are snapshots; its history is read once a commit.

    Configurations are read once: there are few, and reading them is most of the work.
    """

    def __init__(self) -> None:
        super().__init__(config="", judge=judge)
        self._history: tuple[int, History] | None = None

    def take(self, snapshot: Snapshot) -> None:
        """Commit a snapshot."""
        now = files(snapshot)
        gone = {path: None for path in self.repo.files if path not in now}
        self.repo.commit({**now, **gone})

    def history(self) -> History:
        """Return the history; raises UsageError where HEAD cannot be read."""
        commits = len(self.repo.line)
        if self._history is None or self._history[0] != commits:
            with patch.object(config, "from_mkdocs_yml", read_config):
                self._history = (commits, self.repo.history())
        return self._history[1]

    @property
    def timelines(self) -> Timelines:
        """History and register as they are now."""
        return Timelines(self.history(), self.store.read(), self.judge)

    def enter(self, instant: datetime) -> tuple[Entry, ...]:
        """Enter what is to be entered at an instant."""
        history = self.history()
        return enter(
            self.store,
            lambda register: seen(plan(history, register, instant, judge=self.judge, render=None)),
            at=instant,
        )


def fact(entry: Any) -> Fact:
    """Return an entry or a draft in the clerk's words."""
    fields = write(entry.fact)
    more = fields.get("cause") or ""
    if entry.event in ("withdrawn", "exception"):
        more = fields["reason"]
    if entry.event == "amended":
        more = fields.get("decided_by") or ""
    day = fields.get("effective")
    return Fact(
        str(entry.event), entry.policy, fields["version"],
        datetime.fromisoformat(day).date() if day else None, more,
    )  # fmt: skip


def words_of(version: Version) -> str | None:
    """Return the name of a version's notice file."""
    return version.notice_path.split("/")[-1].removesuffix(".md") if version.notice_path else None


def recorded(said: dict[str, Any]) -> dict[str, Any]:
    """Return what the publisher's status of a policy says from the register alone."""
    keys = (
        "version",
        "effective",
        "requested",
        "business_days_left",
        "state",
        "notice",
        "published",
    )
    return {
        "in force": said["in_force"] and said["in_force"]["version"],
        "ended": said["ended"],
        "pending": [{key: one[key] for key in keys} for one in said["pending"]],
        "archived": [one["version"] for one in said["archived"]],
        "withdrawn": [
            (one["version"], one["withdrawn"], one["reason"]) for one in said["withdrawn"]
        ],
    }
