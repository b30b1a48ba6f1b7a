"""The life of a change as one table: every state and transition, by rule, lived through on real days.

The same table stands in docs/life-of-a-change.md under "Worked examples"; what the register enters there is
what comes out here. Below it: where the blunders seen elsewhere are held.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from publisher.errors import UsageError
from publisher.register.entry import Entry
from publisher.timeline.rules import State, fold, in_force, state
from publisher.timeline.rules import pending as waiting
from tests.conftest import MKDOCS_YML, at
from tests.timeline.holidays import created
from tests.timeline.memory import World, notice, policy

ROOT = Path(__file__).parents[2]
DAY = "2026-11-23 09:00"


def begun(config: str = MKDOCS_YML) -> World:
    """A policy that keeps data for 24 months, in force and published."""
    world = World(config)
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    return world


def pending() -> World:
    """The same with 13 months announced on Monday 23 November 2026."""
    world = begun()
    world.commit(privacy=policy(13))
    world.publish(DAY)
    return world


def after(world: World, when: str = DAY, /, **policies: str | None) -> list[str]:
    """Commit policies, publish, and return what was entered."""
    world.commit(**policies)
    return world.publish(when)


def first_text(**front: str) -> list[str]:
    """A first text of these wishes."""
    return after(World(), "2026-11-02 09:00", privacy=policy(**front))


def lost_register() -> list[str]:
    """Two texts in git, and nothing in the register."""
    world = World()
    world.commit(privacy=policy())
    return after(world, privacy=policy(13))


def three_pending() -> list[str]:
    """A second and a third change while one is pending."""
    world = pending()
    return [
        *after(world, "2026-11-30 09:00", privacy=policy(12)),
        *after(world, "2026-12-01 09:00", privacy=policy(6)),
    ]


def with_notice(
    world: World, fields: str, when: str = "2026-11-24 09:00", **text: str | None
) -> list[str]:
    """Commit a notice with a text, and publish."""
    world.commit(notice("n", f"policy: privacy\n{fields}"), **text)
    return world.publish(when)


def created_holiday() -> list[str]:
    """8 December becomes a holiday while a change is pending."""
    world = pending()
    with created(date(2026, 12, 8)):
        return world.publish("2026-12-01 09:00")


def deleted() -> World:
    """The end of the policy is announced."""
    world = begun()
    after(world, privacy=None)
    return world


def renamed(text: str) -> list[str]:
    """The file moves to another name, with this text."""
    world = begun()
    return after(world, privacy=None, statement=text)


def promising(days: int, text: str) -> list[str]:
    """Another number of days is configured, with this text."""
    world = begun()
    config = MKDOCS_YML.replace("notice_days: 30", f"notice_days: {days}")
    world.commit({"mkdocs.yml": config}, privacy=text)
    return world.publish(DAY)


def several_commits() -> list[str]:
    """What was committed and changed again before anything was published was never told."""
    world = begun()
    for months in (13, 99, 6):
        world.commit(privacy=policy(months))
    return world.publish(DAY)


def two_policies() -> list[str]:
    """Two policies and one notice in one commit."""
    world = World()
    world.commit(privacy=policy(), terms=policy(6))
    world.publish("2026-11-02 09:00")
    words = notice("both", "policy: [privacy, terms]\nsummary: Less for all.")
    world.commit(words, privacy=policy(13), terms=policy(5))
    return world.publish(DAY)


def voided() -> list[str]:
    """An announcement was wrong; its change is announced again."""
    world = pending()
    world.void(2, "2026-11-24 09:00")
    return world.publish("2026-11-24 10:00")


BOLD, LATER, ALLOWED = "by **post**", "2027-03-01", MKDOCS_YML + "      allow_exceptions: true\n"
ORDER = "exception: A court ordered it.\napproved-by: Counsel"
# What happens, as the page says it, and how it is lived through.
EXAMPLES: dict[str, Callable[[], list[str]]] = {
    "a first text of 27 January 2014": first_text,
    "a first text that asks for 1 January 2027": lambda: first_text(effective="2027-01-01"),
    "24 months become 13, and there is no register": lost_register,
    "a slip is corrected in the text in force": lambda: after(begun(), privacy=policy(contact=BOLD)),
    "24 months become 13": lambda: after(begun(), privacy=policy(13)),
    "24 months become 13, seen live half an hour after midnight": lambda: after(
        begun(), "2026-11-23 23:30", privacy=policy(13)
    ),
    "13, then 99, then 6 months are committed before anything is published": several_commits,
    "a slip is corrected in the pending text": lambda: after(
        pending(), privacy=policy(13, contact=BOLD)
    ),
    "12 months on 30 November and 6 on 1 December, while 13 are pending": three_pending,
    "12 months with `replaces: 2`": lambda: with_notice(pending(), "replaces: 2", privacy=policy(12)),
    "24 months again": lambda: after(pending(), privacy=policy()),
    "24 months again, with a slip corrected": lambda: after(pending(), privacy=policy(contact=BOLD)),
    "13 months and `effective: 2027-03-01`": lambda: after(
        begun(), privacy=policy(13, effective=LATER)
    ),
    "13 months and `effective: 2026-12-01`": lambda: after(
        begun(), privacy=policy(13, effective="2026-12-01")
    ),
    "`effective: 2027-03-01` and `postponed:` with a reason": lambda: with_notice(
        pending(), "postponed: The supplier is late.", privacy=policy(13, effective=LATER)
    ),
    "`effective: 2026-12-15` for the pending text": lambda: after(
        pending(), privacy=policy(13, effective="2026-12-15")
    ),
    "8 December becomes a holiday": created_holiday,
    "the file is deleted": lambda: after(begun(), privacy=None),
    "the deleted file comes back before the end": lambda: after(
        deleted(), "2026-12-01 09:00", privacy=policy()
    ),
    "it comes back after the end, on 11 January 2027": lambda: after(
        deleted(), "2027-01-11 09:00", privacy=policy()
    ),
    "the file is renamed with `id: privacy`": lambda: renamed(policy(id="privacy")),
    "the file is renamed without `id`": lambda: renamed(policy()),
    "the configuration promises 10 days, no word changes": lambda: promising(10, policy()),
    "the configuration promises 40 days, 24 months become 13": lambda: promising(40, policy(13)),
    "a court orders 6 months: `exception:` where it is allowed": lambda: with_notice(
        begun(ALLOWED), ORDER, privacy=policy(6)
    ),
    "the same where it is not allowed": lambda: with_notice(begun(), ORDER, privacy=policy(6)),
    "privacy and terms change in one commit, with one notice": two_policies,
    "the announcement was a mistake and is voided": voided,
}  # fmt: skip


def rows() -> dict[str, tuple[str, str]]:
    """Return the rule and what is entered of each row of the page, by what happens."""
    text = (ROOT / "docs" / "life-of-a-change.md").read_text(encoding="utf-8")
    table = text.partition("## Worked examples")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if "|" in line
    ]
    return {what: (rule, entered) for what, entered, rule in cells[2:]}


@pytest.mark.parametrize("what", EXAMPLES)
def test_each_worked_example_comes_out_as_the_page_says(what: str) -> None:
    """T1 to T9: the days and events on the page are those that a publication enters."""
    rule, said = rows()[what]
    assert rule, what
    try:
        entered = "; ".join(f"`{one}`" for one in EXAMPLES[what]()) or "nothing"
    except UsageError as error:
        entered = f"refused: {error.remedy}"
    assert said == entered


def test_the_page_has_an_example_of_every_rule_and_no_other_example() -> None:
    """Nobody finds a rule there without a day."""
    found = rows()
    assert found.keys() == EXAMPLES.keys()
    named = {rule for rules, _ in found.values() for rule in rules.replace(" ", "").split(",")}
    assert {f"T{n}" for n in range(1, 10)} <= named


# Blunders seen in the world, each with the rule and the test that keeps us from them.
HELD = [
    ("changed in substance during its notice, the day kept", "T4",
     "timeline/test_changes", "test_each_further_material_change_has_its_own_count_in_order"),
    ("the count starts at the commit, not on the site", "T9",
     "timeline/test_rules", "test_each_worked_example_comes_out_as_the_page_says"),
    ("postponed late, without a reason", "T6",
     "timeline/test_postponed", "test_an_editor_who_asks_for_a_later_day_postpones_with_a_reason"),
    ("withdrawn in silence", "T5",
     "timeline/test_states", "test_withdrawn_and_archived_versions_are_listed"),
    ("two pending texts, of which one hides the other", "T5",
     "timeline/test_changes", "test_each_further_material_change_has_its_own_count_in_order"),
    ("a pending change lost by an edit of the text in force", "T5",
     "timeline/test_reversals", "test_a_text_without_the_pending_change_is_told"),
    ("an emergency that nobody declared", "T3",
     "timeline/test_exceptions", "test_an_exception_must_be_allowed"),
    ("the notice period shortened for its own notice", "T8",
     "timeline/test_promise", "test_a_shorter_period_does_not_shorten_its_own_notice"),
    ("a day in the past typed into a new text", "T3",
     "timeline/test_changes", "test_a_later_day_is_honoured_and_an_earlier_one_is_held"),
    ("a placeholder day that nobody replaced", "T3",
     "timeline/test_changes", "test_a_wish_that_was_not_touched_is_none"),
    ("somebody must merge on the day itself", "T1",
     "timeline/test_changes", "test_a_material_change_waits_for_its_count"),
    ("a planned reversal, there and back", "T5",
     "timeline/test_reversals", "test_a_declared_reversal_says_so"),
    ("a translation ahead of the text that prevails", "T2",
     "timeline/test_translations", "test_an_earlier_version_can_be_named_and_a_later_one_cannot"),
    ("a rename that loses the history", "T7",
     "timeline/test_ends", "test_a_rename_without_an_id_is_an_error_that_names_the_mend"),
    ("an address that leads to another policy", "T7",
     "timeline/test_ends", "test_an_address_is_never_given_to_another_policy"),
    ("a policy that ends without a day", "T7",
     "timeline/test_ends", "test_a_deleted_policy_ends_on_a_day"),
    ("the hour and the zone decide on the day", "T9",
     "verify/test_zones", "test_a_change_of_zone_is_no_broken_order"),
    ("the schedule dies during the notice", "T1",
     "timeline/test_changes", "test_publishing_while_nothing_changed_for_years_is_quiet"),
    ("the holidays change after the notice", "T6",
     "timeline/test_postponed", "test_a_created_holiday_moves_the_day"),
    ("the record is changed afterwards", "T6",
     "timeline/test_rules", "test_an_entry_cannot_move_a_day_earlier"),
    ("a moved day alone, without a word of the text", "T6",
     "timeline/test_postponed", "test_the_reason_may_stand_in_a_notice_of_its_own"),
    ("a new policy shown as in force before its day", "T1",
     "timeline/test_changes", "test_a_first_text_of_a_later_day_waits_without_a_notice"),
    ("the dates of commits run backwards", "T4",
     "timeline/test_history", "test_dates_of_commits_count_for_nothing"),
    ("a merge brings several parents", "T4",
     "timeline/test_history", "test_a_merge_counts_as_what_the_main_line_held"),
    ("a decision that stays in the folder decides again", "T4",
     "timeline/test_notices", "test_a_spent_notice_decides_no_later_change"),
    ("a mistake in the record mended by bringing a day forward", "T6",
     "timeline/test_voids", "test_a_postponement_that_readers_were_told_is_not_voided"),
]  # fmt: skip


@pytest.mark.parametrize(("blunder", "rule", "file", "name"), HELD, ids=[one[0] for one in HELD])
def test_each_blunder_is_held_by_a_test(blunder: str, rule: str, file: str, name: str) -> None:
    """The test is there and says in its docstring what it holds."""
    tree = ast.parse((ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8"))
    [found] = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name]
    assert ast.get_docstring(found), blunder
    assert rule in {f"T{n}" for n in range(1, 10)}


def forged(entry: Entry, effective: date) -> Entry:
    """Return an entry that states another day."""
    return replace(entry, fact=structs.replace(entry.fact, effective=effective))


def test_an_entry_cannot_move_a_day_earlier() -> None:
    """T6: whatever a later entry says; only a forged register has such a one."""
    world = pending()
    world.commit(privacy=policy(13, effective=LATER))
    world.publish("2026-11-24 09:00")
    entries = world.policy("2026-11-25").recorded[1].entries
    moved = forged(entries[-1], date(2026, 12, 1))
    [version] = fold([*entries, moved], timezone="Europe/Paris")
    assert version.effective == date(2027, 3, 1)


def test_what_a_later_version_has_overtaken_is_not_pending_any_more() -> None:
    """T5: whatever its own day says; only a forged register brings a later version in before it."""
    world = pending()
    after(world, "2026-11-30 09:00", privacy=policy(12))
    entries = [
        entry for version in world.policy("2026-12-01").recorded for entry in version.entries
    ]
    entries[-1] = forged(entries[-1], date(2026, 12, 20))
    versions, when = fold(entries, timezone="Europe/Paris"), at("2026-12-21")
    current = in_force(versions, when)
    assert current is versions[2]
    assert waiting(versions, when) == ()
    assert state(versions[1], current) is State.ARCHIVED
