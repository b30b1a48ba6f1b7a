"""A register of more than fifty honest entries, made once and copied for each test."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.record.entry import Event
from tests.histories import Company, policy

START = datetime(2024, 1, 8, 9, tzinfo=UTC)
NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)


def fifty(path: Path) -> Company:
    """Live through a year and a half with eight policies and every kind of event."""
    company = Company(path, days=10)
    texts = {f"p{n}": {"effective": f"201{n}-03-01", "months": 24} for n in range(1, 9)}

    def publish(days: int, expected: int) -> None:
        for name, text in texts.items():
            company.files[f"policy/{name}.md"] = policy(name.upper(), **text)  # type: ignore[arg-type]
        company.commit()
        assert len(company.publish(START + timedelta(days=days))) == expected

    publish(0, 8)  # all adopted
    for name in texts:
        texts[name]["months"] = 13
    publish(2, 8)  # all announced
    texts["p1"]["wrap"] = 2  # amended while pending
    texts["p3"]["months"] = 24  # withdrawn
    texts["p4"]["effective"] = "2024-04-02"  # postponed
    texts["p2"]["words"] = " No more."
    company.files["policy/notices/slip.md"] = (
        "---\npolicy: p2\nsummary: A slip.\nclass: editorial\nreason: A slip of the pen.\n"
        "approved-by: Counsel\n---\nA slip.\n"
    )  # amended by the editor's decision
    publish(5, 4)
    for name in texts:
        texts[name]["months"] = 6
    publish(100, 8)
    for name in texts:
        texts[name]["wrap"] = 3
    publish(101, 8)
    del texts["p8"], company.files["policy/p8.md"]
    publish(150, 1)  # ended
    for name in texts:
        texts[name]["months"] = 7
    publish(200, 7)
    company.configure(30)
    for name in texts:
        texts[name]["months"] = 8
    publish(300, 7)
    events = {str(entry.event) for entry in company.store.read().entries}
    assert events == {str(one) for one in Event} - {"exception", "void"}
    return company


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a register of six entries."""
    company = Company(tmp_path_factory.mktemp("small") / "repo", days=10)
    for days, months in enumerate((24, 13, 6)):
        for name in ("p1", "p2"):
            text = policy(name.upper(), "2015-03-01", months=months)
            company.files[f"policy/{name}.md"] = text
        company.commit()
        company.publish(START + timedelta(days=50 * days))
    return company.path


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of that company."""
    return fifty(tmp_path_factory.mktemp("honest") / "repo").path


@pytest.fixture
def copied(honest: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    shutil.copytree(honest, tmp_path / "repo")
    return tmp_path / "repo"
