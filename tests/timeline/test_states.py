"""What the repository answers for an instant, and what `publisher status --json` says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.conftest import MKDOCS_YML, POLICY, at
from tests.schemas import status
from tests.timeline.memory import World, notice, policy


@pytest.fixture
def world() -> World:
    """A change announced on 23 November for 7 January."""
    found = World()
    found.commit(privacy=policy())
    found.publish("2026-11-02 09:00")
    found.commit(privacy=policy(13))
    found.publish("2026-11-23 09:00")
    return found


def test_status_says_what_applies_and_what_is_coming(world: World) -> None:
    """The form of the contract."""
    [found] = status(world.states("2026-12-01 09:00"))
    assert found["in_force"] == {
        "version": 1, "revision": world.repo.history().policies["privacy"].revisions[0].blob,
        "commit": world.repo.line[0].id, "effective": "2014-01-27", "recorded": True,
    }  # fmt: skip
    [coming] = found["pending"]
    assert coming == {
        "version": 2, "notice": "privacy-2",
        "revision": world.repo.history().policies["privacy"].revisions[1].blob,
        "published": "2026-11-23T09:00:00Z", "effective": "2027-01-07",
        "effective_at": "2027-01-06T23:00:00Z", "requested": None, "business_days_left": 25,
            "days_left": 37, "unit": "business days", "overtaken_by": None,
        "state": "pending", "to_postpone": None,
    }  # fmt: skip
    assert (found["unpublished"], found["archived"], found["withdrawn"]) == (None, [], [])


def test_status_says_what_head_would_bring(world: World) -> None:
    """Material with its earliest day, editorial and withdrawal from today."""

    def unpublished() -> tuple[str, str] | None:
        found = status(world.states("2026-12-01 09:00"))[0]["unpublished"]
        return (found["verdict"], found["earliest"]) if found else None

    world.commit(privacy=policy(12))
    assert unpublished() == ("material", "2027-01-15")
    world.commit(privacy=policy(13, contact="by **post**"))
    assert unpublished() == ("editorial", "2026-12-01")
    world.commit(privacy=policy())
    assert unpublished() == ("none", "2026-12-01")
    world.commit(privacy=None)
    assert unpublished() == ("material", "2027-01-15")
    world.commit(privacy=policy(13))
    assert unpublished() is None


def test_a_new_policy_is_in_force_before_it_is_recorded() -> None:
    """Status says that the register does not hold it yet."""
    world = World()
    world.commit(privacy=policy())
    [found] = status(world.states("2026-12-01 09:00"))
    assert (found["in_force"]["version"], found["in_force"]["recorded"]) == (1, False)
    assert found["unpublished"] is None


def test_withdrawn_and_archived_versions_are_listed(world: World) -> None:
    """With what became of them."""
    world.commit(privacy=policy(12))
    world.publish("2027-01-10 09:00")
    world.commit(privacy=policy(13))
    world.publish("2027-01-11 09:00")
    [found] = status(world.states("2027-01-12"))
    assert [v["version"] for v in found["archived"]] == [1]
    [gone] = found["withdrawn"]
    assert (gone["version"], gone["withdrawn"]) == (3, "2027-01-11T09:00:00Z")


def test_the_past_is_what_the_register_says(world: World) -> None:
    """As of a day before the last entry nothing of today's HEAD is shown."""
    world.commit(privacy=policy(6))
    world.publish("2026-12-01 09:00")
    world.commit(privacy=policy(5))
    past = world.policy("2026-11-24")
    assert [v.number for v in past.versions] == [1, 2]
    assert past.drafts == ()
    assert [v.number for v in world.policy("2026-12-01 09:00").versions] == [1, 2, 3, 4]


def test_a_first_text_that_waits_is_not_known_before_it_was_published() -> None:
    """As of yesterday nobody had heard of it."""
    world = World()
    world.commit(privacy=policy(effective="2027-01-01"))
    world.publish("2026-11-02 09:00")
    assert world.states("2026-11-01").policies == ()


def test_asking_twice_gives_the_same_answer(world: World) -> None:
    """The answer depends on history, register and instant alone."""
    timelines = world.timelines
    instant = at("2026-12-01 09:00")
    assert timelines.at(instant) == timelines.at(instant)
    assert timelines.at(instant) == timelines.at(instant.astimezone(timezone(timedelta(hours=5))))
    with pytest.raises(ValueError, match="offset"):
        timelines.at(datetime(2026, 12, 1))  # noqa: DTZ001 - the point of it


def test_an_entry_of_a_clock_a_little_ahead_is_not_lost(world: World) -> None:
    """What another machine just entered stands on the next build all the same."""
    timelines = world.timelines
    last = at("2026-11-23 09:00")
    assert timelines.present(last - timedelta(minutes=2)) == last
    assert timelines.present(last - timedelta(hours=2)) == last - timedelta(hours=2)
    assert timelines.present(last + timedelta(hours=2)) == last + timedelta(hours=2)


def test_the_title_is_that_of_the_text_in_force(world: World) -> None:
    """T2: a new title waits with the text that it stands above."""
    world.commit(privacy=policy(6, title="Privacy and cookies"))
    assert world.policy("2026-12-01 09:00").title == "Privacy statement"
    world.publish("2026-12-01 09:00")
    assert world.policy("2027-01-14 22:59").title == "Privacy statement"
    assert world.policy("2027-01-14 23:00").title == "Privacy and cookies"


def test_the_next_change_bounds_what_a_page_may_claim(world: World) -> None:
    """48 hours, or the next transition of any policy."""
    states = world.states("2026-12-01 09:00")
    change = states.next_change()
    assert change is not None
    assert (change[0], change[1], change[2].number) == (
        datetime(2027, 1, 6, 23, tzinfo=UTC), "privacy", 2,
    )  # fmt: skip
    assert states.valid_until() == at("2026-12-03 09:00")
    assert world.states("2027-01-06 12:00").valid_until() == at("2027-01-06 23:00")
    assert world.states("2027-02-01").next_change() is None


def test_a_text_that_a_build_announces_counts_as_entered() -> None:
    """The site shows it with the same days that recording will enter."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(notice("n", "policy: privacy\nsummary: Thirteen."), privacy=policy(13))
    state = world.policy("2026-11-23 09:00")
    assert [v.recorded for v in state.versions] == [True, False]
    assert [v.number for v in state.recorded] == [1]
    world.publish("2026-11-23 09:00")
    after = world.policy("2026-11-23 09:00")
    assert after.versions[1].effective == state.versions[1].effective
    assert after.versions[1].first.key == state.versions[1].first.key


def test_a_repository_without_policies_has_no_states() -> None:
    """Nothing to show is no mistake."""
    world = World()
    world.commit({"policy/index.md": "# Home\n"})
    assert world.states("2026-12-01").policies == ()


def test_policies_do_not_touch_each_other() -> None:
    """Two policies changed in one commit have their own versions and days."""
    world = World()
    world.commit(privacy=policy(), terms=policy(6))
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13), terms=policy(5, effective="2027-02-01"))
    assert world.publish("2026-11-23 09:00") == [
        "announce privacy v2, effective 2027-01-07",
        "announce terms v2, effective 2027-02-01",
    ]
    assert [p.id for p in world.states("2027-01-07").policies if p.pending] == ["terms"]


def test_a_slug_in_a_folder_gives_a_notice_id_without_slashes() -> None:
    """Addresses of notices have one level."""
    world = World(MKDOCS_YML)
    world.commit({"policy/customers/privacy.md": POLICY})
    world.publish("2026-11-02 09:00")
    world.commit({"policy/customers/privacy.md": policy(13)})
    world.publish("2026-11-23 09:00")
    assert (
        world.policy("2026-11-24", "customers-privacy").version(2).notice == "customers-privacy-2"
    )
