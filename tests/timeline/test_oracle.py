"""Publisher and clerk live through the same random histories and must agree on every day (T1 to T8)."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from publisher.calendar import NoticePeriod
from publisher.text.comparison import compare
from tests.conftest import examples
from tests.timeline.oracle import almanac
from tests.timeline.oracle.facts import Page, Promise
from tests.timeline.oracle.machine import Histories
from tests.timeline.oracle.story import judge, source

CLERK = Path(almanac.__file__).parent
WEIGHT = settings(
    max_examples=examples(16, deep=800), stateful_step_count=25,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.slow
class TestHistories(Histories.TestCase):  # type: ignore[name-defined, misc]
    """Four hundred random steps, the same each time; `make nightly` takes twenty thousand others."""

    settings = WEIGHT


@pytest.mark.parametrize(
    "name", ["almanac", "facts", "archive", "notebook", "desk", "clerk", "answers"]
)
def test_the_clerk_shares_no_code_with_the_publisher(name: str) -> None:
    """It would repeat the publisher's mistakes."""
    found = ast.walk(ast.parse((CLERK / f"{name}.py").read_text()))
    modules = {one.module or "" for one in found if isinstance(one, ast.ImportFrom)}
    assert not {one for one in modules if one.startswith("publisher")}


@pytest.mark.parametrize("places", [("FR",), ("FR", "FR-6AE"), ("US",)])
def test_the_clerks_almanac_is_that_of_the_laws(places: tuple[str, ...]) -> None:
    """Both know the same holidays for twelve years."""
    calendar = NoticePeriod(calendar="+".join(places)).business_calendar
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(12 * 365)]
    promise = Promise(places=places)
    assert [d for d in days if almanac.closed(d, promise, ())] == [
        d for d in days if not calendar.is_business_day(d)
    ]


@pytest.mark.deep
@pytest.mark.parametrize("unit", ["business days", "days", "weeks", "months"])
@pytest.mark.parametrize("laws", [(), ("psd2", "p2b"), ("traders: 40 days",)])
def test_the_clerk_counts_each_unit_as_the_publisher_does(unit: str, laws: tuple[str, ...]) -> None:
    """For every day of publication in 14 months, a leap day among them; at night in five years."""
    period = NoticePeriod(days=2, unit=unit, also=laws)
    promise = Promise(days=2, unit=unit, laws=laws)
    for number in range(examples(14 * 31, deep=5 * 366)):
        noon = datetime(2027, 12, 1, 12, tzinfo=UTC) + timedelta(days=number)
        assert almanac.earliest(noon, promise, ()) == period.schedule(noon).effective


def test_the_judge_of_the_stories_judges_as_the_publisher_does() -> None:
    """What both sides are given is no invention."""
    day = date(2026, 1, 1)
    pages = [
        Page("privacy", topic, meaning, wish, bold, spaces, named)
        for topic, meaning, wish, bold, spaces, named in product(
            ["Privacy", "Terms"],
            [(1, 1), (1, 2)],
            [day],
            [False, True],
            [False, True],
            [False, True],
        )
    ]
    for old, new in [(pages[0], page) for page in pages] + [(page, pages[3]) for page in pages]:
        one, two = source(old), source(new)
        assert judge(one, two).verdict is compare(one, two).verdict, f"{old} {new}"


def test_a_text_of_another_subject_that_goes_back_is_a_reversal() -> None:
    """Another text is announced in the place of a file, then the old one comes back (a random find)."""
    steps = Histories()
    promise = Promise(days=30, places=("FR",), counting="clear", zone="Europe/Paris")
    steps.begin(promise=promise, two=False, back=0, seen=True)
    steps.delete(pick=0, then="hold")
    steps.found(pick=1, place=0, days=0, then="hold")
    steps.promise_otherwise(promise=replace(promise, counting="workday"), then="publish")
    steps.revert(pick=0, back=2, then="commit")
    steps.teardown()
