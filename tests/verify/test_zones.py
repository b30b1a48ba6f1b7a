"""The order of changes (T5) where the configured zone changed between two publications.

Days of two zones are not comparable: what counts is the instant at which each begins.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from publisher.verify import verify
from tests.histories import Company, policy
from tests.verify.conftest import START
from tests.verify.forger import Forger

WISH = "2024-06-01"


def moved(path: Path, before: str, after: str) -> Company:
    """A change that waits for 1 June in one zone, and a second one announced in another."""
    company = Company(path, days=10)

    def publish(days: int, months: int, zone: str, effective: str = WISH) -> None:
        promised = 10 if zone == before else 15
        company.configure(promised)
        config = company.files["mkdocs.yml"].replace("Europe/Paris", zone)
        company.files["mkdocs.yml"] = config
        company.files["policy/p1.md"] = policy("P1", effective, months=months)
        company.commit()
        company.publish(START + timedelta(days=days))

    publish(0, 24, before, "2015-03-01")
    publish(1, 13, before)
    publish(2, 6, after)
    return company


@pytest.mark.parametrize(
    ("before", "after", "day"),
    [
        ("Europe/Paris", "Pacific/Auckland", "2024-06-02"),
        ("Pacific/Auckland", "Europe/Paris", "2024-06-01"),
        ("Europe/Paris", "America/New_York", "2024-06-01"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "2024-05-31"),
    ],
)
def test_a_change_of_zone_is_no_broken_order(
    tmp_path: Path, before: str, after: str, day: str
) -> None:
    """T5: the later change takes effect on the first day that begins no earlier, and nothing is wrong."""
    company = moved(tmp_path / "repo", before, after)
    entries = company.store.read().entries
    assert [entry.stored.get("effective") for entry in entries] == ["2015-03-01", WISH, day]
    report = verify(company.store, company.history(), now=START + timedelta(days=3))
    assert [str(one) for one in (*report.problems, *report.notes)] == []


def test_a_later_change_that_begins_earlier_on_the_same_day_is_found(tmp_path: Path) -> None:
    """T5: 1 June begins ten hours earlier in Auckland than in Paris."""
    moved(tmp_path / "repo", "Europe/Paris", "Pacific/Auckland")
    forger = Forger(tmp_path / "repo")
    forger.entries[2].content["effective"] = WISH
    forger.rehash()
    forger.write()
    company = Company.open(tmp_path / "repo")
    report = verify(company.store, company.history(), now=START + timedelta(days=3))
    found = {one.rule for one in report.problems if one.entry == 3}
    assert "T5" in found, report.problems
