"""Fields, entries and whole publications forged so that all digests and all dates agree.

What is left to find them is the history of the policies: each publication is planned once more from
the commit it was built from.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from .forger import Forged, Forger
from .tampering import Kinds, check_found, rehashed

KINDS = Kinds()
OLD = "policy-publisher 0.0.1"


def content(f: Forger, place: int) -> dict[str, Any]:
    """Return what an entry says, to be changed."""
    return f.entries[place].content


def last_of_publication(f: Forger, place: int) -> int:
    """Return the place of the last entry that was entered along with one."""
    at = content(f, place)["at"]
    return max(p for p, one in enumerate(f.entries) if one.content["at"] == at)


def invented(f: Forger, like: int, **fields: object) -> int:
    """Add an entry to a publication, seen in the same build, and return its place."""
    made = {name: content(f, like)[name] for name in ("v", "seq", "prev", "at", "policy")}
    seen = copy.deepcopy(content(f, like)["evidence"])
    place = last_of_publication(f, like) + 1
    f.entries.insert(place, Forged({**made, "key": "invented", "evidence": seen, **fields}))
    rehashed(f)
    return place


# -- fields --


@KINDS.kind("H6")
def a_reason_for_the_verdict_left_out(f: Forger) -> int:
    """The rules by which a change is material are no longer those that readers saw."""
    place = f.find("announced", 12)
    content(f, place)["rules"] = []
    rehashed(f)
    return place


@KINDS.kind("H6")
def a_doubt_made_a_certainty(f: Forger) -> int:
    """The verdict claims another certainty than the comparison had."""
    place = f.find("announced", 12)
    content(f, place)["certain"] = not content(f, place)["certain"]
    rehashed(f)
    return place


@KINDS.kind("H6")
def words_that_were_another_changes(f: Forger) -> int:
    """A notice file is named that explained something else."""
    slip = content(f, f.find("amended", decided_by="editor"))
    place = f.find("announced", 12)
    content(f, place)["notice_file"] = slip["decision_file"]
    content(f, place)["notice_blob"] = slip["decision_blob"]
    rehashed(f)
    return place


@KINDS.kind("H6")
def a_reversal_that_nobody_declared(f: Forger) -> int:
    """A change claims that it openly takes an announced one back."""
    place = f.find("announced", 12)
    content(f, place)["reverses"] = [1]
    rehashed(f)
    return place


@KINDS.kind("H6")
def a_postponement_blamed_on_the_calendar(f: Forger) -> int:
    """The editor's wish becomes a holiday that was never created."""
    place = f.find("postponed")
    content(f, place)["cause"] = "calendar"
    rehashed(f)
    return place


@KINDS.kind("H6")
def another_reason_for_a_withdrawal(f: Forger) -> int:
    """Readers would be told something that nobody wrote."""
    place = f.find("withdrawn")
    content(f, place)["reason"] = "Readers asked for it."
    rehashed(f)
    return place


@KINDS.kind("H6")
def a_key_of_another_form(f: Forger) -> int:
    """A key by which the same fact could be entered again."""
    place = f.find("announced", 12)
    content(f, place)["key"] += ":2"
    rehashed(f)
    return place


@KINDS.kind("H6")
def a_field_that_no_plan_has(f: Forger) -> int:
    """A field slipped in beside those that the publisher writes."""
    place = f.find("announced", 12)
    content(f, place)["approved_by"] = "The board"
    rehashed(f)
    return place


@KINDS.kind("T8")
def less_notice_as_an_excuse(f: Forger) -> int:
    """A material change passed off as an amendment, with the rule that spares it a comparison."""
    place = f.find("announced", 9)
    content(f, place).update(
        event="amended", verdict="editorial", proposed="editorial", rules=["notice-period"],
        version=content(f, place)["follows"],
    )  # fmt: skip
    for name in ("notice", "follows", "effective", "earliest", "requested", "period"):
        del content(f, place)[name]
    rehashed(f)
    return place


# -- entries --


@KINDS.kind("H7")
def an_announcement_dropped(f: Forger) -> int:
    """An announcement is gone from its publication and the rest made to match."""
    place = f.find("announced", 9)
    end = last_of_publication(f, place)
    del f.entries[place]
    rehashed(f)
    return end - 1


@KINDS.kind("H7")
def a_withdrawal_dropped(f: Forger) -> int:
    """A version that was withdrawn would take effect after all."""
    place = f.find("withdrawn")
    end = last_of_publication(f, place)
    del f.entries[place]
    rehashed(f)
    return end - 1


@KINDS.kind("H7")
def an_amendment_dropped(f: Forger) -> int:
    """An editorial change leaves no trace."""
    place = f.find("amended", 6)
    end = last_of_publication(f, place)
    del f.entries[place]
    rehashed(f)
    return end - 1


@KINDS.kind("H7")
def a_withdrawal_invented(f: Forger) -> int:
    """An announced change disappears although the text that announces it is in git."""
    return invented(f, len(f.entries) - 1, event="withdrawn", version=5, reason="Not now.")


@KINDS.kind("H7")
def a_postponement_invented(f: Forger) -> int:
    """An announced day moves although nobody asked for it."""
    last = content(f, len(f.entries) - 1)
    return invented(f, len(f.entries) - 1, event="postponed", version=last["version"],
                    before=last["effective"], effective="2026-01-05", cause="editor",
                    reason="a later day was chosen")  # fmt: skip


@KINDS.kind("H7")
def one_build_made_two(f: Forger) -> int:
    """One entry claims to have been seen in another build than those beside it."""
    content(f, 2)["evidence"]["build"] = "another"
    rehashed(f)
    return 1


@KINDS.kind("H6 H7")
def built_from_an_older_commit(f: Forger) -> int:
    """A publication claims to have been built before its texts were there."""
    place = f.find("announced", 12)
    at = content(f, place)["at"]
    older = content(f, f.find("announced", 0))["evidence"]["commit"]
    together = [p for p, one in enumerate(f.entries) if one.content["at"] == at]
    for one in together:
        content(f, one)["evidence"]["commit"] = older
    rehashed(f)
    return together[0]


# -- by an older publisher, as the forger says --


def aged(f: Forger, place: int) -> None:
    """Let a publication claim that another version made it, whose rules nobody can ask any more."""
    at = content(f, place)["at"]
    for one in f.entries:
        if one.content["at"] == at:
            one.content["evidence"]["generator"] = OLD


@KINDS.kind("H6")
def an_older_publishers_cause(f: Forger) -> int:
    """What follows from git alone is the same in all versions."""
    place = f.find("postponed")
    aged(f, place)
    content(f, place)["cause"] = "calendar"
    rehashed(f)
    return place


@KINDS.kind("H7")
def an_older_publishers_omission(f: Forger) -> int:
    """No version could have left out what is surely material."""
    place = f.find("announced", 9)
    end = last_of_publication(f, place)
    aged(f, place)
    del f.entries[place]
    rehashed(f)
    return end - 1


@KINDS.kind("T4")
def an_older_publishers_verdict(f: Forger) -> int:
    """No version could have called editorial what is surely material."""
    place = f.find("announced", 9)
    aged(f, place)
    content(f, place).update(
        event="amended", verdict="editorial", proposed="editorial", rules=[],
        version=content(f, place)["follows"],
    )  # fmt: skip
    for name in ("notice", "follows", "effective", "earliest", "requested", "period"):
        del content(f, place)[name]
    rehashed(f)
    return place


@pytest.mark.parametrize("name", KINDS)
def test_a_forged_plan_is_found(copied: Path, name: str):
    """Each kind is found by the rule it breaks, at the first entry that is wrong."""
    check_found(copied, KINDS[name])
