"""How much notice is promised, and what happens when the promise itself changes (T3, T8)."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.calendar import NoticePeriod
from publisher.errors import UsageError
from publisher.timeline.planning.effective_date import keeps
from tests.conftest import MKDOCS_YML
from tests.timeline.memory import World, notice, policy

TODAY = date(2026, 11, 23)


def config(days: int = 30, *more: str) -> dict[str, str | None]:
    """Return a configuration as a file to commit; more: further lines of the plugin."""
    text = MKDOCS_YML.replace("notice_days: 30", f"notice_days: {days}")
    return {"mkdocs.yml": text + "".join(f"      {line}\n" for line in more)}


@pytest.fixture
def world() -> World:
    """A policy in force that promises thirty days."""
    found = World()
    found.commit(privacy=policy())
    found.publish("2026-11-02 09:00")
    return found


def test_a_shorter_period_does_not_shorten_its_own_notice(world: World) -> None:
    """T8: committed together with a change, thirty days are still kept."""
    world.commit(config(1), privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    fields = world.policy("2026-11-24").version(2).first.stored
    assert fields["period"]["days"] == 30  # type: ignore[index, call-overload]
    assert fields["new_period"]["days"] == 1  # type: ignore[index, call-overload]
    assert "notice-period" in fields["rules"]  # type: ignore[operator]


def test_a_shorter_period_committed_before_the_change_does_not_either(world: World) -> None:
    """T8: what counts is what the text in force promised."""
    world.commit(config(1))
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]


def test_the_shorter_period_counts_once_it_is_in_force(world: World) -> None:
    """T8: and not a day before."""
    world.commit(config(1), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.commit(privacy=policy(12))
    assert world.publish("2027-01-06 09:00") == ["announce privacy v3, effective 2027-02-18"]
    world.commit(privacy=policy(6))
    assert world.publish("2027-01-07 09:00") == ["announce privacy v4, effective 2027-02-18"]
    world.commit(privacy=policy(5))
    assert world.publish("2027-02-18 09:00") == ["announce privacy v5, effective 2027-02-20"]


def test_a_shorter_period_alone_is_announced_with_the_same_text(world: World) -> None:
    """T8: a change of the promise is itself a material change, also where only mkdocs.yml changes."""
    world.commit(config(10))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    version = world.policy("2026-11-24").version(2)
    assert version.revision == version.first.stored["from_revision"]
    assert version.first.stored["rules"] == ["notice-period"]
    assert world.publish("2026-11-24 09:00") == []
    world.commit(privacy=policy(13))
    assert world.publish("2027-01-07 09:00") == ["announce privacy v3, effective 2027-01-22"]


def test_putting_the_period_back_lets_nothing_wait(world: World) -> None:
    """T5 and T8: text and promise are again what readers have."""
    world.commit(config(10))
    world.publish("2026-11-23 09:00")
    world.commit(config(30))
    assert world.publish("2026-11-24 09:00") == []
    world.commit(privacy=policy(13))
    assert world.publish("2027-01-07 09:00") == ["announce privacy v3, effective 2027-02-19"]


def test_an_editorial_change_does_not_bring_a_shorter_period_in(world: World) -> None:
    """T8: together they are a material change, and nobody can call it editorial."""
    world.commit(config(1), privacy=policy(contact="by **post**"))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    other = World()
    other.commit(privacy=policy())
    other.publish("2026-11-02 09:00")
    said = "policy: privacy\nclass: editorial\nreason: A slip.\napproved-by: Counsel"
    other.commit({**config(1), **notice("slip", said)}, privacy=policy(contact="by **post**"))
    with pytest.raises(UsageError, match=r"notices/slip\.md:3: .*less notice \(T8\)"):
        other.publish("2026-11-23 09:00")


def test_a_longer_period_counts_at_once(world: World) -> None:
    """T8: the longer of the two."""
    world.commit(config(40))
    assert world.publish("2026-11-20 09:00") == []
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-21"]


def test_a_recorded_period_is_never_recomputed(world: World) -> None:
    """T8: a later configuration has no say in what was announced."""
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.commit(config(90))
    assert world.publish("2026-11-24 09:00") == []
    assert world.policy("2026-11-25").pending[0].effective.isoformat() == "2027-01-07"


def test_another_zone_keeps_the_order(world: World) -> None:
    """T5: days of two zones are compared by their first instants."""
    world.commit(privacy=policy(13, effective="2027-03-01"))
    world.publish("2026-11-23 09:00")
    [(name, text)] = config(60).items()
    world.commit({name: str(text).replace("Europe/Paris", "Pacific/Auckland")})
    world.commit(privacy=policy(12, effective="2027-03-01"))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v3, effective 2027-03-02"]
    first, second = world.policy("2026-11-25").pending
    assert first.effective_at <= second.effective_at


def test_a_new_policy_promises_what_is_configured_when_it_is_first_published(world: World) -> None:
    """T8: nobody was told what mkdocs.yml said when its file was committed."""
    world.commit(terms=policy(6))
    world.commit(config(31))
    world.commit(config(30))
    assert world.publish("2026-11-23 09:00") == ["adopt terms v1, effective 2014-01-27"]
    world.commit(terms=policy(6), files=config(10))
    assert [e for e in world.publish("2026-11-24 09:00") if "terms" in e] == [
        "announce terms v2, effective 2027-01-08"
    ]


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        pytest.param(NoticePeriod(), True, id="the-same"),
        pytest.param(NoticePeriod(days=31), True, id="more-days"),
        pytest.param(NoticePeriod(days=29), False, id="fewer-days"),
        pytest.param(NoticePeriod(counting="workday"), False, id="less-strict-counting"),
        pytest.param(NoticePeriod(calendar="FR+FR-6AE"), True, id="more-holidays"),
        pytest.param(NoticePeriod(calendar="FR+US"), True, id="a-union"),
        pytest.param(NoticePeriod(calendar="US"), False, id="other-holidays"),
        pytest.param(NoticePeriod(days=60, calendar="US"), False, id="more-days-of-another-kind"),
        pytest.param(NoticePeriod(timezone="Asia/Tokyo"), False, id="another-zone"),
        pytest.param(NoticePeriod(closures=("12-24",)), True, id="more-closures"),
        pytest.param(NoticePeriod(also=("p2b",)), True, id="one-more-regime"),
    ],
)
def test_a_promise_is_kept_only_if_that_is_certain(new: NoticePeriod, kept: bool) -> None:
    """T8: whatever may be shorter for any later notice counts as shorter."""
    assert keeps(NoticePeriod(), new, TODAY) is kept
    assert keeps(new, new, TODAY)


def test_closures_of_the_past_may_be_forgotten() -> None:
    """T8: they can make no later notice shorter."""
    old = NoticePeriod(closures=("2025-12-24", "2026-12-24"))
    assert keeps(old, NoticePeriod(closures=("2026-12-24",)), TODAY)
    assert not keeps(old, NoticePeriod(closures=("2025-12-24",)), TODAY)
    assert not keeps(NoticePeriod(also=("p2b",)), NoticePeriod(), TODAY)
    assert keeps(NoticePeriod(counting="workday"), NoticePeriod(), TODAY)
