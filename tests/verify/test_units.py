"""Registers with notice in days, weeks and months, with none, and with promises of single policies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.calendar import NoticePeriod
from publisher.model.entries import plain
from publisher.register.entry import Entry
from publisher.verify import verify
from publisher.verify.date_checks import check_count
from tests.histories import CONFIG, Company, policy

from . import independent

START = datetime(2026, 1, 12, 9, tzinfo=UTC)


class Promising(Company):
    """Publishes two policies under promises that its tests write."""

    def promise(self, *lines: str) -> None:
        """Configure lines of the plugin."""
        config = CONFIG.format(days=30, calendar="FR", timezone="Europe/Paris")
        kept = config.replace("      notice_days: 30\n", "")
        self.files["mkdocs.yml"] = kept + "".join(f"      {line}\n" for line in lines)

    def edit(self, months: int, *names: str) -> None:
        """Change texts."""
        for name in names or ("p1", "p2"):
            self.files[f"policy/{name}.md"] = policy(name.upper(), "2015-03-01", months=months)

    def publish_on(self, days: float) -> list[str]:
        """Commit everything, and see it live so many days after the start."""
        self.commit()
        return [entry.headline for entry in self.publish(START + timedelta(days=days))]

    def check(self, days: int = 900) -> list[str]:
        """Verify with both verifiers; return what is wrong."""
        report = verify(self.store, self.history(), now=START + timedelta(days=days))
        assert report.complete == ""
        assert report.size == self.store.read().size
        found = [str(one) for one in (*report.problems, *report.notes)]
        return [*found, *independent.check(str(self.path)).found]


@pytest.mark.parametrize(
    ("promise", "effective"),
    [
        ("1 month", "2026-03-01"), ("30 days", "2026-02-28"), ("4 weeks", "2026-02-26"),
        ("none", "2026-01-28"),
    ],
)  # fmt: skip
def test_what_was_promised_in_a_unit_holds(tmp_path: Path, promise: str, effective: str) -> None:
    """Announced, amended, put off and taken back: nothing is accused by either verifier."""
    company = Promising(tmp_path / "repo")
    company.promise(f"notice: {promise}")
    company.edit(24)
    company.publish_on(0)
    company.edit(13)
    assert company.publish_on(16) == [
        f"announce p1 v2, effective {effective}", f"announce p2 v2, effective {effective}",
    ]  # fmt: skip
    company.edit(12, "p1")
    assert len(company.publish_on(16.25)) == 1
    company.edit(24, "p2")
    assert len(company.publish_on(17)) == 1
    company.promise("notice: 10 business days")
    company.publish_on(100)
    company.edit(6)
    assert len(company.publish_on(300)) == 2
    assert company.check() == []


def test_promises_of_single_policies_hold(tmp_path: Path) -> None:
    """Several days from one commit, and a shorter promise of one policy alone."""
    company = Promising(tmp_path / "repo")
    company.promise("notice: 30 days", "policies: {p1: {notice: 2 months, timezone: Asia/Tokyo}}")
    company.edit(24)
    company.publish_on(0)
    company.edit(13)
    assert company.publish_on(16) == [
        "announce p1 v2, effective 2026-03-29", "announce p2 v2, effective 2026-02-28",
    ]  # fmt: skip
    company.promise("notice: 30 days", "policies: {p1: {notice: none}, p2: {closures: [12-24]}}")
    assert company.publish_on(100) == ["announce p1 v3, effective 2026-06-23"]
    company.edit(6)
    assert len(company.publish_on(300)) == 2
    assert company.check() == []


@pytest.mark.parametrize("promise", ["1 month", "30 days", "4 weeks", "none"])
def test_a_day_too_early_is_found_by_hand(promise: str) -> None:
    """T3: by arithmetic on the entry alone, which no table and no code of the count is needed for."""
    period = NoticePeriod.parse(promise)
    schedule = period.schedule(START)
    for early, found in ((0, False), (1, True)):
        day = (schedule.effective - timedelta(days=early)).isoformat()
        entry = Entry(
            seq=7, prev="", key="k", at=START, event=None, policy="p1", raw=b"", digest="",  # type: ignore[arg-type]
            fact=None, stored={
                "day": schedule.published_on.isoformat(), "earliest": day, "effective": day,
                "period": plain(schedule.record()),
            },
        )  # fmt: skip
        problems = [problem.explanation for _, problem in check_count(entry, [period], [], None)]
        by_hand = [why for why in problems if "before its" in why]
        assert bool(by_hand) is found, problems
        assert bool(problems) is found
