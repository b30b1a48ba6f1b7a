"""Nothing is silently reversed: what a later text takes back of an announced one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.timeline.planning.three_way_diff import Passage, ThreeWayChange, read_text
from tests.conftest import examples
from tests.schemas import status
from tests.timeline.memory import World, notice

FRONT = "---\ntitle: Privacy\neffective: 2014-01-27\n---\n\n"
USE = "We keep your data for 24 months and then delete it."
SHARE = "We share it with our host only."
CONTACT = "Write to us by post."
BASE = [USE, SHARE, CONTACT]


def text(*paragraphs: str) -> str:
    """Return a policy of these paragraphs under two headings."""
    first, *rest = paragraphs or BASE
    return f"{FRONT}# Privacy\n\n## Use\n\n{first}\n\n## More\n\n" + "\n\n".join(rest) + "\n"


SHORTER = USE.replace("24", "13")
PENDING = text(SHORTER, SHARE, "Write to us by post or e-mail.")


MONTHS = tuple(f"keep your data for {n} months and then delete" for n in (24, 13))


def undone(later: str, before: str = "", announced: str = PENDING) -> list[tuple[str, str]]:
    """Return (words that come back, announced words) of what a later text takes back."""
    change = ThreeWayChange(read_text(before or text()), read_text(announced))
    passages = [change.passage(edit) for edit in change.undone_by(read_text(later))]
    return [(passage.before, passage.announced) for passage in passages]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(PENDING, [], id="nothing"),
        pytest.param(PENDING.replace("our host", "our hosts"), [], id="another-place"),
        pytest.param(PENDING.replace("13", "12"), [], id="changed-further"),
        pytest.param(PENDING.replace("for 13 months", "for good"), [], id="rewritten"),
        pytest.param(
            text(USE, SHARE, "Write to us by post or e-mail."),
            [MONTHS],
            id="one-of-two",
        ),
        pytest.param(
            text(SHORTER, SHARE + " And nobody else.", CONTACT),
            [("Write to us by post.", "Write to us by post or e-mail.")],
            id="one-of-two-and-something-new",
        ),
        pytest.param(
            text(USE, SHARE, CONTACT, "New."),
            [
                MONTHS,
                ("Write to us by post.", "Write to us by post or e-mail."),
            ],
            id="all-and-something-new",
        ),
    ],
)  # fmt: skip
def test_what_reads_as_before_is_taken_back(later: str, expected: list[tuple[str, str]]) -> None:
    """An announced edit is undone where the later text says again what the text before it said."""
    assert undone(later) == expected


def test_an_added_paragraph_that_is_missing_is_taken_back() -> None:
    """The very words that were announced are gone."""
    announced = text(USE, SHARE, "We ask you first.", CONTACT)
    assert undone(text(USE, SHARE, CONTACT, "New."), announced=announced) == [
        ("", "We ask you first.")
    ]


def test_a_removed_paragraph_that_stands_there_again_is_taken_back_wherever_it_stands() -> None:
    """Announced to go, it comes back at the end of the text."""
    announced = text(USE, CONTACT)
    later = text(USE, CONTACT, "New.", SHARE)
    assert undone(later, announced=announced) == [(SHARE, "")]


def test_an_addition_that_is_replaced_by_another_is_a_further_change() -> None:
    """Nobody went back to a text without it."""
    announced = text(USE, SHARE, "We ask you first.", CONTACT)
    assert undone(text(USE, SHARE, "We ask you later.", CONTACT), announced=announced) == []


@settings(max_examples=examples(25))
@given(st.data())
def test_each_announced_edit_is_taken_back_exactly_where_it_is_missing(data: st.DataObject) -> None:
    """Of many announced edits, those that a later text lacks are found, and no other."""
    size = data.draw(st.integers(1, 8))
    before = [f"Clause {n} says red words here for good." for n in range(size)]
    announced = [line.replace("red", "green") for line in before]
    kept = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    later = [new if keep else old for keep, new, old in zip(kept, announced, before, strict=True)]
    place = data.draw(st.integers(0, size))
    later.insert(place, "Something else is new.")
    found = undone(text("Start.", *later), text("Start.", *before), text("Start.", *announced))
    assert len(found) == kept.count(False)


@pytest.fixture
def world() -> World:
    """A change of two passages announced for 7 January."""
    found = World()
    found.commit(privacy=text())
    found.publish("2026-11-02 09:00")
    found.commit(privacy=PENDING)
    found.publish("2026-11-23 09:00")
    return found


LOST = text(USE, SHARE + " And nobody else.", "Write to us by post or e-mail.")


def test_a_text_without_the_pending_change_is_told(world: World) -> None:
    """Which change, in part or as a whole, from which day, and what to write."""
    world.commit(privacy=LOST)
    [reversal] = world.policy("2026-12-01 09:00").reversals
    assert reversal.explain() == (
        "a part of version 2, announced for 2027-01-07, would be undone by version 3 from 2027-01-15 on"
    )
    assert "'replaces: 2'" in reversal.remedy
    assert "'reverses: 2'" in reversal.remedy
    assert (reversal.whole, reversal.never, reversal.declared, reversal.by.recorded) == (
        False, False, False, False,
    )  # fmt: skip
    [passage] = reversal.passages
    assert passage.section == ("Privacy", "Use")
    found = status(world.states("2026-12-01 09:00"))[0]["reversals"]
    assert found[0]["passages"][0]["announced"] == "keep your data for 13 months and then delete"


def test_it_is_told_as_long_as_both_are_pending(world: World) -> None:
    """Also after the later text was announced."""
    world.commit(privacy=LOST)
    world.publish("2026-12-01 09:00")
    [reversal] = world.policy("2026-12-02").reversals
    assert reversal.by.recorded
    assert world.policy("2027-01-08").reversals == ()


def test_both_on_one_day_means_that_it_never_takes_effect(world: World) -> None:
    """The announced change would not apply for a single instant."""
    world.commit(privacy=LOST.replace("2014-01-27", "2026-12-01"))
    [reversal] = world.policy("2026-11-23 10:00").reversals
    assert reversal.never
    assert "a part of version 2, announced for 2027-01-07, would never" in reversal.explain()
    assert "'replaces: 2'" in reversal.remedy
    assert "'reverses: 2' and into the text a later day" in reversal.remedy


def test_a_declared_reversal_on_the_same_day_is_still_told(world: World) -> None:
    """`reverses` says that the change applies for a while; without a later day it never does."""
    world.commit(notice("back", "policy: privacy\nreverses: 2"), privacy=LOST)
    [never] = world.policy("2026-11-23 10:00").reversals
    assert (never.declared, never.never, never.meant) == (True, True, False)
    world.commit(privacy=LOST.replace("2014-01-27", "2027-02-01"))
    [meant] = world.policy("2026-11-23 10:00").reversals
    assert meant.meant


def test_each_passage_is_told_as_a_reader_would_find_it(world: World) -> None:
    """What reads otherwise, what is missing, what stands there again."""
    place = ("Privacy", "More")
    assert (
        Passage(place, "", "By e-mail.").explain()
        == "Privacy > More: 'By e-mail.' would be missing"
    )
    assert Passage(place, "Old.", "").explain() == "Privacy > More: 'Old.' would be there again"
    world.commit(privacy=LOST)
    [reversal] = world.policy("2026-12-01 09:00").reversals
    [words] = reversal.described_passages()
    assert words.startswith(
        "Privacy > Use: 'keep your data for 13 months and then delete' would read"
    )


def test_a_declared_reversal_says_so(world: World) -> None:
    """`reverses` in the notice: the change applies until then, and that is meant."""
    world.commit(notice("back", "policy: privacy\nreverses: 2"), privacy=LOST)
    [reversal] = world.policy("2026-12-01 09:00").reversals
    assert reversal.declared
    world.publish("2026-12-01 09:00")
    assert world.policy("2026-12-02").version(3).first.stored["reverses"] == [2]


def test_a_replaced_change_is_not_taken_back(world: World) -> None:
    """`replaces` in the notice: it never takes effect, and readers are told."""
    world.commit(notice("new", "policy: privacy\nreplaces: 2"), privacy=LOST)
    assert world.policy("2026-12-01 09:00").reversals == ()


def test_each_reversal_is_told_of_the_text_that_brings_it(world: World) -> None:
    """A third text that leaves the reversal as it is brings none of its own."""
    world.commit(privacy=LOST)
    world.publish("2026-12-01 09:00")
    world.commit(privacy=LOST.replace("our host", "our two hosts"))
    found = world.policy("2026-12-02 09:00").reversals
    assert [(r.version.number, r.by.number) for r in found] == [(2, 3)]


def test_hostile_texts_are_compared_in_bounded_time() -> None:
    """One word over and over, and many blocks of one letter."""
    many = FRONT + "word " * 20_000
    more = FRONT + "word " * 19_000 + "\n\n" + "a\n\n" * 2_000
    assert ThreeWayChange(read_text(many), read_text(more)).edits
