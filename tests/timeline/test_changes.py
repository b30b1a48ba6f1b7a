"""What becomes of a change of words, from the first text to the last (T1 to T5)."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from publisher.timeline.rules import State
from tests.timeline.memory import World, policy

SLIP = "by **post**"  # nothing but markup: editorial


@pytest.fixture
def world() -> World:
    """A policy in force: 24 months, by post."""
    found = World()
    found.commit(privacy=policy())
    assert found.publish("2026-11-02 09:00") == ["adopt privacy v1, effective 2014-01-27"]
    return found


@pytest.fixture
def pending(world: World) -> World:
    """The same with a material change announced on 23 November for 7 January."""
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    return world


def test_a_first_text_is_in_force_from_its_day(world: World) -> None:
    """T1: also for the years before the publisher knew it."""
    assert world.text("2026-11-02 10:00") == policy()
    assert world.text("2015-06-01") == policy()
    assert world.states("2014-01-26 22:59").policies == ()


def test_a_first_text_of_a_later_day_waits_without_a_notice(world: World) -> None:
    """T1: a new policy comes on the day that it says itself."""
    world.commit(terms=policy(effective="2026-12-01"))
    assert world.publish("2026-11-10 09:00") == ["adopt terms v1, effective 2026-12-01"]
    assert world.text("2026-11-30 22:59", "terms") is None
    assert world.text("2026-11-30 23:00", "terms") is not None
    [coming] = world.policy("2026-11-11", "terms").pending
    assert coming.notice is None


def test_without_a_register_the_first_text_in_git_is_in_force() -> None:
    """T2: what HEAD holds since is about to be announced, not in force."""
    world = World()
    world.commit(privacy=policy())
    world.commit(privacy=policy(13))
    state = world.policy("2030-01-01")
    assert state.in_force is not None
    assert world.text("2030-01-01") == policy()
    assert [draft.event for draft in state.drafts] == ["adopted", "announced"]
    assert state.recorded == ()


def test_a_material_change_waits_for_its_count(pending: World) -> None:
    """T3: published on 23 November 2026, it is in force from the first instant of 7 January in Paris."""
    assert pending.text("2027-01-06 22:59:59") == policy()
    assert pending.text("2027-01-06 23:00:00") == policy(13)
    state = pending.policy("2027-01-07 09:00")
    assert [state.state(v) for v in state.versions] == [State.ARCHIVED, State.IN_FORCE]
    assert state.last_day(state.version(1)).isoformat() == "2027-01-06"  # type: ignore[union-attr]


def test_an_unannounced_material_change_is_never_in_force(world: World) -> None:
    """T2: whatever its front matter says, and however long nobody publishes."""
    world.commit(privacy=policy(13, effective="2020-01-01"))
    assert world.text("2036-01-01") == policy()


def test_an_editorial_change_of_the_text_in_force_applies_at_once(world: World) -> None:
    """T4: same version, same dates."""
    world.commit(privacy=policy(contact=SLIP))
    assert world.publish("2026-11-03 09:00") == ["amend privacy v1"]
    state = world.policy("2026-11-03 10:00")
    assert [v.number for v in state.versions] == [1]
    assert world.text("2026-11-03 10:00") == policy(contact=SLIP)
    assert world.text("2026-11-03 08:59") == policy()


def test_an_editorial_change_of_a_pending_text_keeps_its_day(pending: World) -> None:
    """T4: the pending text says it right from now on, and so does the one in force; no day moves."""
    pending.commit(privacy=policy(13, contact=SLIP))
    assert pending.publish("2026-12-01 09:00") == ["amend privacy v2", "amend privacy v1"]
    assert pending.policy("2026-12-02").pending[0].effective.isoformat() == "2027-01-07"
    assert pending.text("2026-12-02") == policy(contact=SLIP)
    assert pending.text("2027-01-07") == policy(13, contact=SLIP)


def test_each_further_material_change_has_its_own_count_in_order(pending: World) -> None:
    """T4 and T5: a second and a third one follow the first."""
    pending.commit(privacy=policy(12))
    assert pending.publish("2026-11-30 09:00") == ["announce privacy v3, effective 2027-01-14"]
    pending.commit(privacy=policy(6))
    assert pending.publish("2026-12-07 09:00") == ["announce privacy v4, effective 2027-01-21"]
    texts = [pending.text(day) for day in ("2027-01-10", "2027-01-15", "2027-01-22")]
    assert texts == [policy(13), policy(12), policy(6)]
    assert [v.follows for v in pending.policy("2026-12-08").pending] == [1, 2, 3]


def test_several_commits_between_two_publications_are_one_change(world: World) -> None:
    """T4: only what HEAD holds when it is published counts."""
    for months in (13, 99, 6):
        world.commit(privacy=policy(months))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    assert world.text("2027-01-07") == policy(6)


def test_putting_the_old_text_back_withdraws_the_change(pending: World) -> None:
    """T5: nothing waits, and the number is never used again."""
    pending.notice("never-mind", "policy: privacy\nreason: We keep it longer after all.")
    pending.commit(privacy=policy())
    assert pending.publish("2026-12-01 09:00") == ["withdraw privacy v2"]
    version = pending.policy("2026-12-01 10:00").version(2)
    assert version.withdrawn_reason == "We keep it longer after all."
    assert pending.text("2027-02-01") == policy()
    pending.commit(privacy=policy(6))
    assert pending.publish("2026-12-02 09:00") == ["announce privacy v3, effective 2027-01-16"]


def test_a_text_that_differs_only_editorially_from_the_one_in_force_withdraws_too(
    pending: World,
) -> None:
    """T5: and the slip that it mends is entered at the same time."""
    pending.commit(privacy=policy(contact=SLIP))
    assert pending.publish("2026-12-01 09:00") == ["withdraw privacy v2", "amend privacy v1"]
    assert pending.text("2026-12-01 10:00") == policy(contact=SLIP)


def test_going_back_to_an_earlier_pending_text_withdraws_only_what_came_after(
    pending: World,
) -> None:
    """T5: the first of two pending changes keeps its day."""
    pending.commit(privacy=policy(6))
    pending.publish("2026-11-30 09:00")
    pending.commit(privacy=policy(13))
    assert pending.publish("2026-12-01 09:00") == ["withdraw privacy v3"]
    assert pending.text("2027-01-07") == policy(13)


def test_going_back_exactly_counts_before_an_editorial_likeness(pending: World) -> None:
    """T5: a pending change that was called material by a person alone is withdrawn by the very old text."""
    pending.commit(privacy=policy())
    pending.publish("2026-12-01 09:00")
    pending.notice("told", "policy: privacy\nclass: material\nsummary: Bold.")
    pending.commit(privacy=policy(contact=SLIP))
    assert pending.publish("2026-12-02 09:00") == ["announce privacy v3, effective 2027-01-16"]
    pending.commit(privacy=policy())
    assert pending.publish("2026-12-03 09:00") == ["withdraw privacy v3"]


def test_replaces_withdraws_the_named_change_and_starts_a_new_count(pending: World) -> None:
    """T5: the new text is judged against the text in force, with its own thirty days."""
    pending.notice("other", "policy: privacy\nsummary: Twelve.\nreplaces: 2")
    pending.commit(privacy=policy(12))
    assert pending.publish("2026-12-01 09:00") == [
        "withdraw privacy v2",
        "announce privacy v3, effective 2027-01-15",
    ]
    state = pending.policy("2026-12-01 10:00")
    assert state.version(2).withdrawn_reason == "replaced by version 3"
    assert state.version(3).follows == 1
    assert pending.text("2027-01-08") == policy()


@pytest.mark.parametrize("name", ["1", "7", "privacy-7"])
def test_replaces_must_name_a_pending_version(pending: World, name: str) -> None:
    """A version that is in force or unknown cannot be replaced; the message names those that can."""
    pending.notice("other", f"policy: privacy\nreplaces: {name}")
    pending.commit(privacy=policy(12))
    with pytest.raises(UsageError, match=r"notices/other\.md:3: .*no pending version.*\(2\)"):
        pending.publish("2026-12-01 09:00")


def test_a_later_day_is_honoured_and_an_earlier_one_is_held(world: World) -> None:
    """T3: the day asked for counts only if it is later than the promise allows."""
    world.commit(privacy=policy(13, effective="2026-12-01"))
    world.commit(terms=policy(effective="2020-01-01"))
    world.publish("2026-11-23 09:00")
    [held] = world.policy("2026-11-24").pending
    assert (held.requested.isoformat(), held.effective.isoformat()) == ("2026-12-01", "2027-01-07")  # type: ignore[union-attr]
    assert world.policy("2026-11-24").held == held.requested
    world.commit(terms=policy(6, effective="2027-03-01"))
    assert world.publish("2026-11-24 09:00") == ["announce terms v2, effective 2027-03-01"]
    assert world.policy("2026-11-24 10:00", "terms").held is None


def test_a_wish_that_was_not_touched_is_none(world: World) -> None:
    """T3: the day of the text before, still standing there, asks for nothing."""
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    assert world.policy("2026-11-24").pending[0].requested is None


def test_a_change_of_the_wish_alone_is_no_change_of_the_text(pending: World) -> None:
    """T6: an earlier day is held and said, and enters nothing."""
    pending.commit(privacy=policy(13, effective="2026-12-24"))
    assert pending.publish("2026-12-01 09:00") == []
    held = pending.policy("2026-12-01 10:00").held
    assert held is not None
    assert held.isoformat() == "2026-12-24"


def test_a_change_that_nobody_sees_enters_nothing(pending: World) -> None:
    """T4: other source, same words."""
    pending.commit(privacy=policy(13).replace("\n\n## Contact", "\n\n\n\n## Contact"))
    assert pending.publish("2026-12-01 09:00") == []


def test_the_editor_can_call_a_change_material(world: World) -> None:
    """T4: an editorial change of which readers shall know is announced like any other."""
    world.notice("bold", "policy: privacy\nclass: material\nsummary: Mind the post.")
    world.commit(privacy=policy(contact=SLIP))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    fields = world.policy("2026-11-24").version(2).first.stored
    assert (fields["verdict"], fields["proposed"], fields["decided_by"]) == (
        "material", "editorial", "editor",
    )  # fmt: skip


def test_calling_a_material_change_editorial_takes_a_reason_and_a_name(world: World) -> None:
    """T4: overruling is never silent."""
    world.notice("slip", "policy: privacy\nclass: editorial\nreason: It said 24 by mistake.")
    world.commit(privacy=policy(13))
    with pytest.raises(UsageError, match=r"notices/slip\.md:3: .*without 'approved-by'"):
        world.publish("2026-11-23 09:00")
    world.notice(
        "slip",
        "policy: privacy\nclass: editorial\nreason: It said 24 by mistake.\napproved-by: Counsel",
    )
    [entry] = world.enter(world.timelines.register.entries[-1].at)
    assert entry.headline == "amend privacy v1"
    assert (entry.stored["reason"], entry.stored["approved_by"]) == (
        "It said 24 by mistake.", "Counsel",
    )  # fmt: skip


def test_the_same_publication_twice_enters_nothing_more(pending: World) -> None:
    """A fact is entered once, also when weeks lie between."""
    assert pending.publish("2026-11-24 09:00") == []
    assert pending.publish("2027-01-20 09:00") == []


def test_publishing_while_nothing_changed_for_years_is_quiet(pending: World) -> None:
    """Edge of the calendar's year: nothing is derived from the past again."""
    assert pending.publish("2031-01-01 09:00") == []


def test_a_voided_announcement_is_announced_again_under_a_new_number(pending: World) -> None:
    """T2: what was voided does not count, and its number is not used again."""
    pending.void(2, "2026-11-24 09:00")
    assert pending.text("2027-02-01") == policy()
    assert pending.publish("2026-11-25 09:00") == ["announce privacy v3, effective 2027-01-09"]


def test_the_text_in_force_cannot_be_voided(pending: World) -> None:
    """X2: else another text could be adopted in its place, without any notice."""
    pending.void(2, "2026-11-24 09:00")
    with pytest.raises(
        UsageError, match=r"change at once what is in force of 'privacy' \(version 1\)"
    ):
        pending.void(1, "2026-11-24 09:00")
    assert pending.publish("2026-11-25 09:00") == ["announce privacy v3, effective 2027-01-09"]
    assert pending.text("2026-12-01") == policy()


def test_a_version_that_is_overtaken_on_its_own_day_is_never_in_force() -> None:
    """T5: two announcements of one weekend take effect together, and the later text is in force."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13))
    world.publish("2026-11-21 09:00")
    world.commit(privacy=policy(12))
    world.publish("2026-11-22 09:00")
    state = world.policy("2027-01-10")
    assert [v.effective.isoformat() for v in state.versions[1:]] == ["2027-01-06"] * 2
    assert [state.state(v) for v in state.versions] == [
        State.ARCHIVED, State.ARCHIVED, State.IN_FORCE,
    ]  # fmt: skip
    assert state.last_day(state.version(2)) is None
    assert state.replaced_at(state.version(2)) == state.version(2).effective_at
    assert state.last_day(state.version(1)).isoformat() == "2027-01-05"  # type: ignore[union-attr]
