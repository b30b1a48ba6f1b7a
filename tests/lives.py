"""Honest histories: editors who edit, decide, wait and change their minds, and days that pass.

A history is made from a seed alone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from publisher.errors import UsageError
from tests.histories import PLACES, Company, policy

_MATTERS = [
    "cookies", "invoices", "cameras", "newsletters", "lockers", "deliveries", "warranties", "surveys",
    "parking", "payroll", "maps", "photographs", "libraries", "forums", "tickets", "refunds", "tools",
    "archives", "phones", "printers", "workshops", "catering", "insurance", "gardens", "bicycles",
    "software", "radio", "ferries", "studios",
]  # fmt: skip
_DOINGS = [
    "store",
    "sort",
    "weigh",
    "lend",
    "repair",
    "return",
    "copy",
    "label",
    "count",
    "inspect",
]


def about(name: str) -> str:
    """Return three sentences that no other policy has: two policies are never the same one renamed."""
    chance = random.Random(name)

    def sentence() -> str:
        team, *matters, place = (chance.choice(_MATTERS) for _ in range(5))
        return f" The {team} of {name} may {chance.choice(_DOINGS)} {' and '.join(matters)} near {place}."

    return "".join(sentence() for _ in range(3))


@dataclass
class Page:
    """A policy as its editors last left it. name: of its file; id: what it was called first."""

    id: str
    name: str
    effective: str
    months: int = 24
    wrap: int = 0

    def text(self) -> str:
        """Return its source."""
        text = policy(
            self.id.title(),
            self.effective,
            months=self.months,
            wrap=self.wrap,
            words=about(self.id),
        )
        return text.replace("title:", f"id: {self.id}\ntitle:", 1) if self.id != self.name else text

    def french(self) -> str:
        """Return the source of its translation."""
        return (
            f"---\ntitle: Politique {self.id}\n---\n\n# Politique {self.id}\n\n## Usage\n\n"
            f"Nous gardons vos données pendant {self.months} mois.\n\n## Contact\n\nÉcrivez-nous.\n"
        )


class Life:
    """A company that lives by chance; the same seed, the same history.

    happened: how often each thing happened. refused: how often an editor had to take a notice back.
    """

    def __init__(self, path: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.company = Company(path, days=self.chance.choice([5, 10, 30]), place=seed % len(PLACES))
        self.now = datetime(2023, 1, 2, 9, tzinfo=UTC) + timedelta(
            hours=self.chance.randrange(8000)
        )
        self.pages: dict[str, Page] = {}
        self.notices = self.refused = 0
        self.exceptions = False
        self.happened: Counter[str] = Counter()

    def live(self, steps: int) -> None:
        """Let so many things happen."""
        self.add()
        self.company.commit()
        happenings: list[Callable[[], None]] = [
            self.change, self.change, self.change, self.tidy, self.tidy, self.decide, self.add, self.wish,
            self.back, self.promise, self.end, self.rename, self.translate, self.court,
        ]  # fmt: skip
        for _ in range(steps):
            self.now += timedelta(hours=self.chance.choice([1, 5, 20, 48, 300, 900, 2500]))
            happening = self.chance.choice(happenings)
            happening()
            self.happened[happening.__name__] += 1
            self.company.commit(self.now + timedelta(days=self.chance.randrange(-400, 400)))
            if self.chance.random() < 0.7:
                self.publish()
        self.publish()

    def publish(self) -> None:
        """Publish; where an editor has to mend a notice first, it is taken back."""
        self.now += timedelta(minutes=self.chance.randrange(1, 90))
        try:
            self.company.publish(self.now)
        except UsageError:
            self.refused += 1
            for name in [one for one in self.company.files if one.startswith("policy/notices/")]:
                del self.company.files[name]
            self.company.commit()
            self.company.publish(self.now)

    def _some(self) -> Page | None:
        return self.pages[self.chance.choice(sorted(self.pages))] if self.pages else None

    def _write(self, page: Page) -> None:
        self.company.files[f"policy/{page.name}.md"] = page.text()

    def _explain(self, page: Page, said: str) -> None:
        self.notices += 1
        self.company.files[f"policy/notices/n{self.notices}.md"] = (
            f"---\npolicy: {page.id}\nsummary: We change this.\n{said}---\nIn plain words.\n"
        )

    def add(self) -> None:
        """A new policy."""
        name = f"policy-{len(self.pages) + self.chance.randrange(3) * 10}"
        effective = date(2015, 1, 1) + timedelta(days=self.chance.randrange(900))
        self._write(self.pages.setdefault(name, Page(name, name, effective.isoformat())))

    def change(self) -> None:
        """A material change."""
        if page := self._some():
            page.months = self.chance.randrange(1, 60)
            self._write(page)

    def back(self) -> None:
        """The text of the beginning, which may be that in force while another is pending."""
        if page := self._some():
            page.months = 24
            self._write(page)

    def tidy(self) -> None:
        """An editorial change."""
        if page := self._some():
            page.wrap = self.chance.randrange(4)
            self._write(page)

    def wish(self) -> None:
        """Another day asked for: too early, or later."""
        if page := self._some():
            day = self.now.date() + timedelta(days=self.chance.choice([3, 60, 200]))
            page.effective = day.isoformat()
            self._write(page)

    def decide(self) -> None:
        """A change with words for readers, perhaps overruling what is proposed."""
        if page := self._some():
            page.months = self.chance.randrange(1, 60)
            self._write(page)
            decision = "class: editorial\nreason: A slip of the pen.\napproved-by: Counsel\n"
            overrule = self.chance.random() < 0.5
            self._explain(page, decision if overrule else "class: material\n")

    def promise(self) -> None:
        """Another notice period."""
        self._configure(self.chance.choice([5, 10, 30, 45]))

    def _configure(self, days: int) -> None:
        self.company.configure(days)
        if self.exceptions:
            self.company.files["mkdocs.yml"] += "      allow_exceptions: true\n"

    def end(self) -> None:
        """A policy is deleted, once in a while."""
        if len(self.pages) > 1 and self.chance.random() < 0.4 and (page := self._some()):
            del self.pages[page.id]
            self._remove(page)

    def _remove(self, page: Page) -> str | None:
        """Delete the files of a policy; return its translation."""
        del self.company.files[f"policy/{page.name}.md"]
        return self.company.files.pop(f"policy/{page.name}.fr.md", None)

    def rename(self) -> None:
        """A policy moves to another file and address, and says which one it is."""
        if page := self._some():
            french = self._remove(page)
            self.notices += 1
            page.name = f"{page.id}-moved-{self.notices}"
            self._write(page)
            if french is not None:
                self.company.files[f"policy/{page.name}.fr.md"] = french

    def translate(self) -> None:
        """What a policy says now, in French: new, late, or the same again."""
        if page := self._some():
            self.company.files[f"policy/{page.name}.fr.md"] = page.french()

    def court(self) -> None:
        """First exceptions are allowed; from then on a court orders one."""
        if not self.exceptions:
            self.exceptions = True
            self.company.files["mkdocs.yml"] += "      allow_exceptions: true\n"
        elif page := self._some():
            page.months = self.chance.randrange(1, 60)
            self._write(page)
            self._explain(page, "exception: A court ordered it.\napproved-by: Counsel\n")
