"""What holds when (publisher/site/pages/validity.py), the banner and the time line made of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from publisher.messages.catalogue import Messages
from publisher.repository import open_repository
from publisher.site.pages import banner, timeline_svg, validity
from publisher.site.pages.validity import Window
from publisher.timeline.rules import State
from publisher.timeline.states import PolicyState, States
from tests.conftest import PolicyRepo, at
from tests.site import world


@pytest.fixture(scope="module")
def timelines(company: PolicyRepo):
    """Timelines of the made-up company."""
    return open_repository(company.path).timelines


def lines(states: States) -> list[str]:
    """Return the banner's lines."""
    return [line.text for line in banner.lines(states, Messages("en").in_language)]


def test_pending_changes_stand_in_the_order_in_which_they_come(timelines) -> None:
    """Each has one line with its day; a withdrawn change is announced as such after them."""
    assert lines(timelines.at(world.TODAY)) == [
        "Privacy statement: changes apply from 7 January 2027.",
        "Supplier code: ends on 14 January 2027.",
        "Cookie policy: changes apply from 15 February 2027, not from 16 December 2026 as announced before.",
        "Privacy statement: changes apply from 1 March 2027.",
        "Terms of use: the change announced for 16 December 2026 has been withdrawn.",
    ]


def test_a_line_goes_by_itself_at_its_instant(timelines) -> None:
    """A build on the day has no line for what took effect, and each line says when it goes."""
    for line in banner.lines(timelines.at(world.TODAY), Messages("en").in_language):
        assert line.window.since is None
        assert line.window.until is not None
        later = banner.lines(timelines.at(line.window.until), Messages("en").in_language)
        assert line not in later


def test_a_withdrawal_is_told_until_the_day_it_was_announced_for(timelines) -> None:
    """Whoever remembers the day finds the withdrawal until then, and for two weeks at least."""
    told = "Terms of use: the change announced for 16 December 2026 has been withdrawn."
    assert told in lines(timelines.at(at("2026-12-15 22:59")))
    assert told not in lines(timelines.at(at("2026-12-15 23:00")))


def expect(policy: PolicyState, when: datetime) -> int | None:
    """Say by the timeline itself which version is in force at an instant."""
    found = policy.state
    numbers = [v.number for v in policy.versions if found(v) is State.IN_FORCE and not v.ends]
    return numbers[0] if numbers else None


def test_the_phases_of_a_page_are_what_the_timeline_says_of_each_instant(timelines) -> None:
    """For every policy and every instant around each change, one phase holds, with the right version."""
    states = timelines.at(world.TODAY)
    instants = {world.TODAY} | {
        v.effective_at + step
        for p in states.policies
        for v in p.pending
        for step in (timedelta(seconds=-1), timedelta(0), timedelta(days=1))
    }
    for policy in states.policies:
        phases = list(validity.phases(policy))
        for instant in instants:
            holding = [phase for phase in phases if phase.window.holds(instant)]
            assert len(holding) == 1
            version = holding[0].version
            later = timelines.at(instant)[policy.id]
            assert (version.number if version else None) == expect(later, instant), policy.id


def test_a_version_is_one_thing_at_a_time(timelines) -> None:
    """The windows of its standings follow each other without a gap, and begin with what it is now."""
    for policy in timelines.at(world.TODAY).policies:
        for version in policy.versions:
            found = validity.standings(policy, version)
            assert found[0].state is policy.state(version)
            assert found[0].window.holds(policy.at)
            for one, other in pairwise(found):
                assert one.window.until == other.window.since
            assert found[-1].window.until is None


@pytest.mark.parametrize(
    ("hour", "place"), [(-1, "before"), (0, "during"), (1, "during"), (2, "after"), (3, "after")]
)
def test_a_window_holds_from_its_first_instant_to_before_its_last(hour: int, place: str) -> None:
    """`since` is in the window, `until` is not."""
    start = at("2027-01-07 00:00")
    window = Window(start, start + timedelta(hours=2))
    assert window.place(start + timedelta(hours=hour)) == place
    assert window.holds(start + timedelta(hours=hour)) is (place == "during")


def test_the_time_line_fills_its_width_and_leaves_room_for_labels(timelines) -> None:
    """Pieces lie side by side from 0 to 100 per cent, none narrower than a label on a phone."""
    for policy in timelines.at(world.TODAY).policies:
        drawn = timeline_svg.picture(policy)
        assert drawn.pieces[0].left == 0
        edge = 0.0
        for piece in drawn.pieces:
            assert piece.left == pytest.approx(edge, abs=0.02)
            assert piece.width >= 18
            edge = piece.left + piece.width
        assert edge == pytest.approx(100, abs=0.05)
        assert len(drawn.pieces) <= timeline_svg.MOST


def test_today_lies_in_the_piece_of_the_version_in_force(timelines) -> None:
    """The mark stands where the day of the build is."""
    policy = timelines.at(world.TODAY)["privacy"]
    drawn = timeline_svg.picture(policy)
    piece = next(p for p in drawn.pieces if policy.in_force and p.version == policy.in_force)
    assert drawn.today is not None
    assert piece.left < drawn.today < piece.left + piece.width


def test_a_long_past_shares_the_first_piece(timelines) -> None:
    """What applies and what comes is always drawn; older versions stand together at the left."""
    policy = timelines.at(at("2027-03-02 12:00"))["privacy"]
    drawn = timeline_svg.picture(policy)
    assert [piece.version.number for piece in drawn.pieces] == [1, 2, 3, 4, 5]
    few = timeline_svg.MOST
    timeline_svg.MOST = 3
    try:
        drawn = timeline_svg.picture(policy)
    finally:
        timeline_svg.MOST = few
    assert [(p.version.number, p.earlier) for p in drawn.pieces] == [(3, 2), (4, 0), (5, 0)]
    assert drawn.pieces[0].since == policy.versions[0].effective
