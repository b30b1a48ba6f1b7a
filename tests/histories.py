"""Honest histories: editors who edit, decide, wait and change their minds, and days that pass.

A history is made from a seed alone, in a real repository, through the same plan, recorder and store
that a publication goes through; only the web host is a table of pages.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from publisher.errors import UsageError
from publisher.plan import plan
from publisher.record.entry import Draft, Entry
from publisher.record.evidence import record
from publisher.record.git import Git
from publisher.record.git_store import GitStore
from publisher.record.history import History, read_history
from publisher.record.register import Register
from publisher.record.sites import Seen

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


def deployed(history: History, register: Register, drafts: Sequence[Draft], at: datetime) -> Site:
    """Return the site that a build at the instant `at` would put on the host."""
    import publisher
    from publisher.time import civil_day

    timezone = history.settings.timezone
    pages = {f"notices/{number}/": draft.key.encode() for number, draft in enumerate(drafts)}
    announces = [
        {
            "key": draft.key,
            "event": str(draft.event),
            "policy": draft.policy,
            "version": draft.fields.get("version"),
            "notice": draft.fields.get("notice"),
            "revision": draft.fields.get("revision"),
            "effective": draft.fields.get("effective"),
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


class Random:
    """A company that lives by chance; the same seed, the same history."""

    def __init__(self, path: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.company = Company(path, days=self.chance.choice([5, 10, 30]), place=seed % len(PLACES))
        self.now = datetime(2023, 1, 2, 9, tzinfo=UTC) + timedelta(
            hours=self.chance.randrange(8000)
        )
        self.pages: dict[str, dict[str, object]] = {}
        self.notices = 0

    def live(self, steps: int) -> None:
        """Let so many things happen."""
        self.add()
        self.company.commit()
        for _ in range(steps):
            self.now += timedelta(hours=self.chance.choice([1, 5, 20, 48, 300, 900, 2500]))
            self.chance.choice(
                [self.change, self.change, self.change, self.tidy, self.tidy, self.decide, self.add,
                 self.wish, self.back, self.promise, self.end]
            )()  # fmt: skip
            self.company.commit(self.now + timedelta(days=self.chance.randrange(-400, 400)))
            if self.chance.random() < 0.7:
                self.publish()
        self.publish()

    def publish(self) -> None:
        """Publish; where an editor has to mend something first, the mistake is taken back."""
        self.now += timedelta(minutes=self.chance.randrange(1, 90))
        try:
            self.company.publish(self.now)
        except UsageError:
            for name in [one for one in self.company.files if one.startswith("policy/notices/")]:
                del self.company.files[name]
            self.company.commit()
            self.company.publish(self.now)

    def _some(self) -> str | None:
        return self.chance.choice(sorted(self.pages)) if self.pages else None

    def _write(self, name: str) -> None:
        self.company.files[f"policy/{name}.md"] = policy(name.title(), **self.pages[name])  # type: ignore[arg-type]

    def add(self) -> None:
        """A new policy."""
        name = f"policy-{len(self.pages) + self.chance.randrange(3) * 10}"
        effective = date(2015, 1, 1) + timedelta(days=self.chance.randrange(900))
        self.pages.setdefault(name, {"effective": effective.isoformat(), "months": 24, "wrap": 0})
        self._write(name)

    def change(self) -> None:
        """A material change."""
        if name := self._some():
            self.pages[name]["months"] = self.chance.randrange(1, 60)
            self._write(name)

    def back(self) -> None:
        """The text of the beginning, which may be that in force while another is pending."""
        if name := self._some():
            self.pages[name]["months"] = 24
            self._write(name)

    def tidy(self) -> None:
        """An editorial change."""
        if name := self._some():
            self.pages[name]["wrap"] = self.chance.randrange(4)
            self._write(name)

    def wish(self) -> None:
        """Another day asked for: too early, or later."""
        if name := self._some():
            day = self.now.date() + timedelta(days=self.chance.choice([3, 60, 200]))
            self.pages[name]["effective"] = day.isoformat()
            self._write(name)

    def decide(self) -> None:
        """A change with words for readers, perhaps overruling what is proposed."""
        if name := self._some():
            self.pages[name]["months"] = self.chance.randrange(1, 60)
            self._write(name)
            self.notices += 1
            overrule = self.chance.random() < 0.5
            decision = "class: editorial\nreason: A slip of the pen.\napproved-by: Counsel\n"
            self.company.files[f"policy/notices/n{self.notices}.md"] = (
                f"---\npolicy: {name}\nsummary: We change this.\n"
                + (decision if overrule else "class: material\n")
                + "---\nIn plain words.\n"
            )

    def promise(self) -> None:
        """Another notice period."""
        self.company.configure(self.chance.choice([5, 10, 30, 45]))

    def end(self) -> None:
        """A policy is deleted, once in a while."""
        if len(self.pages) > 1 and self.chance.random() < 0.4 and (name := self._some()):
            del self.company.files[f"policy/{name}.md"], self.pages[name]
