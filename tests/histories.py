"""A company with policies, its editors' commits and its publications, in a real repository.

A publication goes through the same plan, recorder and store as everywhere; only the web host is a table
of pages.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from publisher.git.client import Git
from publisher.history.policy_history import History, read_history
from publisher.publication.evidence import record
from publisher.publication.sites import Seen
from publisher.register.chain import Register
from publisher.register.entry import Draft, Entry
from publisher.register.git_store import GitStore
from publisher.timeline.planning import plan

CONFIG = """\
site_name: Example policies
docs_dir: policy
plugins:
  - publisher:
      notice_days: {days}
      calendar: {calendar}
      timezone: {timezone}
"""
PLACES = [
    ("FR", "Europe/Paris"),
    ("DE-BY", "Europe/Berlin"),
    ("US", "America/New_York"),
    ("JP", "Asia/Tokyo"),
]


class Site:
    """A host that shows what it was given."""

    name, kind = "https://policies.example/", "url"

    def __init__(self, pages: dict[str, bytes], date: datetime) -> None:
        self.pages, self._date = pages, date

    def see(self, page: str, fresh: str) -> Seen:
        """Return the page."""
        return Seen(self.name + page, self.pages[page], self._date)

    def read(self, page: str) -> list[Seen]:
        """Return the page as one reader gets it."""
        return [self.see(page, "")]


def deployed(history: History, register: Register, drafts: Sequence[Draft], at: datetime) -> Site:
    """Return the site that a build at the instant `at` would put on the host."""
    import publisher
    from publisher.calendar import civil_day

    timezone = history.settings.timezone
    pages = {f"notices/{number}/": draft.key.encode() for number, draft in enumerate(drafts)}
    announces = [
        {
            "key": draft.key,
            "event": str(draft.event),
            "policy": draft.policy,
            "version": draft.fact.version,
            "notice": draft.fact.notice,
            "revision": draft.fact.revision,
            "effective": str(draft.fact.effective) if draft.fact.effective else None,
            "page": page,
            "sha256": hashlib.sha256(pages[page]).hexdigest(),
        }
        for draft, page in zip(drafts, pages, strict=True)
    ]
    content = {
        "schema": 1,
        "build_id": f"{at:%Y%m%d%H%M%S}",
        "day": civil_day(at, timezone).isoformat(),
        "timezone": timezone,
        "commit": history.head,
        "preview": False,
        "generator": f"policy-publisher {publisher.version()}",
        "announces": announces,
        "register": {"size": register.size, "head": register.head},
    }
    return Site({"publication.json": json.dumps(content).encode(), **pages}, at)


class Company:
    """A repository of policies, its editors and its publications."""

    def __init__(self, path: Path, *, days: int = 30, place: int = 0) -> None:
        self.path = path
        path.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
        self.git = Git(path)
        self.store = GitStore(self.git)
        self.files: dict[str, str] = {}
        self._place = place
        self.configure(days)

    @classmethod
    def open(cls, path: Path) -> Company:
        """Return the company of a repository that is there already; it can publish, not edit."""
        company = cls.__new__(cls)
        company.path, company.git = path, Git(path)
        company.store = GitStore(company.git)
        company.files = {}
        return company

    def configure(self, days: int) -> None:
        """Promise another number of days."""
        calendar, timezone = PLACES[self._place]
        self.files["mkdocs.yml"] = CONFIG.format(days=days, calendar=calendar, timezone=timezone)

    def commit(self, when: datetime | None = None) -> str:
        """Commit all files as they are; the date of the commit means nothing."""
        stamp = int(when.timestamp()) if when else 0
        start = self.git.resolve("refs/heads/main")
        lines = [b"commit refs/heads/main", b"committer Editor <e@x.org> %d +0000" % stamp]
        lines += [b"data 4", b"Edit"]
        if start:
            lines.append(b"from " + start.encode())
        lines.append(b"deleteall")
        for name, text in self.files.items():
            data = text.encode()
            lines += [f"M 100644 inline {name}".encode(), b"data %d" % len(data), data]
        subprocess.run(
            ["git", "-C", str(self.path), "fast-import", "--quiet"],
            input=b"\n".join(lines) + b"\n", check=True,
        )  # fmt: skip
        head = self.git.resolve("refs/heads/main")
        assert head is not None
        return head

    def history(self) -> History:
        """Read what is committed."""
        return read_history(self.git)

    def publish(self, at: datetime) -> tuple[Entry, ...]:
        """Build, deploy and record at one instant."""
        history, register = self.history(), self.store.read()
        site = deployed(history, register, plan(history, register, at), at)
        return record(
            site, self.store, lambda known, instant: plan(history, known, instant), git=self.git,
            timezone=history.settings.timezone, clock=lambda: at,
        )  # fmt: skip


def policy(title: str, effective: str, *, months: int, wrap: int = 0, words: str = "") -> str:
    """Return a policy's source. wrap: 0 to 3, changes what stands out, and no word."""
    data = ("data", "*data*", "**data**", "***data***")[wrap]
    return (
        f"---\ntitle: {title}\neffective: {effective}\n---\n\n# {title}\n\n## Use\n\n"
        f"We keep your {data} for {months} months.{words}\n\n## Contact\n\nWrite to us.\n"
    )
