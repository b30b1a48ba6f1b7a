"""A slip that is corrected while a change is pending (T4): which texts get the correction, and what stays."""

from __future__ import annotations

import pytest

from publisher.check.forecast import change_problems, read_change
from publisher.errors import UsageError
from publisher.timeline.rules import State
from tests.conftest import at
from tests.timeline.memory import World, policy

BOLD = "by **post**"


@pytest.fixture
def pending() -> World:
    """24 months in force, 13 announced for 7 January; both say "by post"."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    return world


def test_a_correction_reaches_the_text_in_force_and_comes_with_the_next_one(pending: World) -> None:
    """Both texts say it right at once; on the day nothing is lost, and a second recording adds nothing."""
    pending.commit(privacy=policy(13, contact=BOLD))
    assert pending.publish("2026-12-01 09:00") == ["amend privacy v2", "amend privacy v1"]
    assert pending.publish("2026-12-01 09:01") == []
    assert pending.text("2026-12-01 08:59") == policy()
    assert pending.text("2026-12-02") == policy(contact=BOLD)
    assert pending.text("2027-01-08") == policy(13, contact=BOLD)
    state = pending.policy("2027-01-08")
    assert [state.state(v) for v in state.versions] == [State.ARCHIVED, State.IN_FORCE]
    assert pending.publish("2027-01-08 09:00") == []


def test_a_correction_reaches_every_text_that_waits(pending: World) -> None:
    """Each version of the queue says it right, and keeps its day."""
    pending.commit(privacy=policy(6))
    pending.publish("2026-11-30 09:00")
    days = [v.effective for v in pending.policy("2026-12-01").pending]
    pending.commit(privacy=policy(6, contact=BOLD))
    assert pending.publish("2026-12-02 09:00") == [
        "amend privacy v3", "amend privacy v1", "amend privacy v2",
    ]  # fmt: skip
    texts = [pending.text(day) for day in ("2026-12-03", "2027-01-08", "2027-02-08")]
    assert texts == [policy(months, contact=BOLD) for months in (24, 13, 6)]
    assert [v.effective for v in pending.policy("2026-12-03").pending] == days


def test_a_corrected_text_promises_what_it_promised(pending: World) -> None:
    """T8: it names the commit of the text before it, not that of the pending one."""
    before = pending.policy("2026-11-24").in_force
    pending.commit(privacy=policy(13, contact=BOLD))
    pending.publish("2026-12-01 09:00")
    after = pending.policy("2026-12-02").in_force
    assert before is not None
    assert after is not None
    assert [text.commit for text in after.texts] == [before.texts[0].commit] * 2
    assert after.effective_at == before.effective_at


def test_a_withdrawn_change_leaves_the_correction(pending: World) -> None:
    """The text in force stays as corrected when the file goes back to it."""
    pending.commit(privacy=policy(13, contact=BOLD))
    pending.publish("2026-12-01 09:00")
    pending.commit(privacy=policy(contact=BOLD))
    assert pending.publish("2026-12-02 09:00") == ["withdraw privacy v2"]
    assert pending.text("2027-02-01") == policy(contact=BOLD)


def test_the_slip_put_back_is_no_reason_to_wait(pending: World) -> None:
    """A file that goes back to the first text withdraws the change; its slip is one in the text in force."""
    pending.commit(privacy=policy(13, contact=BOLD))
    pending.publish("2026-12-01 09:00")
    pending.commit(privacy=policy())
    assert pending.publish("2026-12-02 09:00") == ["withdraw privacy v2", "amend privacy v1"]
    assert pending.text("2027-02-01") == policy()


def test_a_correction_in_force_cannot_be_voided(pending: World) -> None:
    """X2: readers have it as the text in force; it goes by a publication, as it came."""
    pending.commit(privacy=policy(13, contact=BOLD))
    pending.publish("2026-12-01 09:00")
    with pytest.raises(UsageError, match="change at once what is in force"):
        pending.void(4, "2026-12-02 09:00")
    pending.commit(privacy=policy(13))
    assert pending.publish("2026-12-03 09:00") == ["amend privacy v2", "amend privacy v1"]
    assert pending.text("2026-12-03 10:00") == policy()


def test_a_change_is_announced_after_a_correction_as_ever(pending: World) -> None:
    """What follows is judged against the pending text, and nothing counts as taken back."""
    pending.commit(privacy=policy(13, contact=BOLD))
    pending.publish("2026-12-01 09:00")
    pending.commit(privacy=policy(6, contact=BOLD))
    assert pending.publish("2026-12-07 09:00") == ["announce privacy v3, effective 2027-01-21"]
    assert pending.policy("2026-12-08").reversals == ()


def test_a_decision_of_the_editor_reaches_the_pending_text_alone(pending: World) -> None:
    """What is editorial only because somebody says so is not proved for another text."""
    pending.notice(
        "ours", "policy: privacy\nsummary: S.\nclass: editorial\nreason: R.\napproved-by: A."
    )
    pending.commit(privacy=policy(13, contact="by letter"))
    assert pending.publish("2026-12-01 09:00") == ["amend privacy v2"]
    assert pending.text("2026-12-02") == policy()


def told(world: World) -> list[str]:
    """Return what `check` says of slips that readers go on seeing."""
    history = world.repo.history()
    change = read_change(
        history, world.store.read(), history.policies["privacy"], at("2026-12-01"), world.judge
    )
    assert change is not None
    found = change_problems(change, at("2026-12-01"))
    return [f"{one.what}; {one.remedy}" for one in found if one.rule == "slip"]


def test_check_says_nothing_where_both_are_corrected(pending: World) -> None:
    """Nobody goes on seeing it."""
    pending.commit(privacy=policy(13, contact=BOLD))
    assert told(pending) == []


def test_check_says_who_goes_on_seeing_a_slip_and_until_when() -> None:
    """The announced change touches the same words, so the text in force keeps them."""
    world = World()
    slip = policy().replace("for 24 months", "for teh 24 months")
    assert slip != policy()
    world.commit(privacy=slip)
    world.publish("2026-11-02 09:00")
    world.commit(privacy=slip.replace("24", "13"))
    world.publish("2026-11-23 09:00")
    world.commit(privacy=slip.replace("teh 24", "the 13"))
    [said] = told(world)
    assert "version 1, in force, goes on saying until 2027-01-06" in said
    assert "for teh 13 months" in said
    assert "2027-01-07" in said
    assert world.publish("2026-12-01 09:00") == ["amend privacy v2"]
    assert world.text("2026-12-02") == slip
