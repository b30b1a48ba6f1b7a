"""Notices in the front matter of policies: a register with them is proved from git, by either program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from publisher.verify import verify
from tests.histories import Company
from tests.timeline.test_own_notice import FIRST, with_notice
from tests.timeline.test_translations import ENGLISH, FRENCH, english, french
from tests.verify import independent

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_a_register_with_such_notices_is_proved(tmp_path: Path) -> None:
    """Announced, with other words, decided, and withdrawn."""
    company = Company(tmp_path / "repo", days=10)
    slip = ("class: editorial", "reason: The number was wrong.", "approved-by: A. Counsel")
    steps = [
        (0, 2, english(24), french(24)),
        (
            1,
            2,
            with_notice(english(13), f"summary: {FIRST}"),
            with_notice(french(24), "summary: Treize."),
        ),
        (
            2,
            1,
            with_notice(english(13), "summary: Thirteen."),
            with_notice(french(24), "summary: Treize."),
        ),
        (3, 1, with_notice(english(12), *slip), french(24)),
        (4, 1, with_notice(english(24), "reason: Too many questions."), french(24)),
    ]
    for day, expected, text, translation in steps:
        company.files |= {ENGLISH: text, FRENCH: translation}
        company.commit()
        assert len(company.publish(START + timedelta(days=day))) == expected, day
    report = verify(company.store, company.history(), now=START + timedelta(days=5))
    assert [str(one) for one in (*report.problems, *report.notes)] == []
    assert independent.check(str(company.path)).found == []
