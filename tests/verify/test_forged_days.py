"""Days, counts and instants, forged with all digests made to hold again: found by counting anew."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from .forger import Forged, Forger
from .tampering import Kinds, announced, check_found, rehashed

KINDS = Kinds()


@KINDS.kind("T3")
def a_day_brought_forward(f: Forger) -> int:
    """The text would be in force before its notice ran out."""
    place, content = announced(f)
    content["effective"] = (date.fromisoformat(content["effective"]) - timedelta(7)).isoformat()
    rehashed(f)
    return place


@KINDS.kind("T3")
def the_earliest_day_brought_forward_too(f: Forger) -> int:
    """The same with the earliest day changed to match."""
    place, content = announced(f)
    early = (date.fromisoformat(content["effective"]) - timedelta(7)).isoformat()
    content["effective"] = content["earliest"] = early
    rehashed(f)
    return place


@KINDS.kind("T3")
def holidays_left_out(f: Forger) -> int:
    """A public holiday counted as a business day, with the day one earlier."""
    place = next(
        p for p, one in enumerate(f.entries)
        if one.content["event"] == "announced" and one.content["period"]["holidays"]
    )  # fmt: skip
    content = f.entries[place].content
    gone = {one["date"] for one in content["period"]["holidays"]}
    content["period"]["holidays"] = []
    content["period"]["skipped"] = [
        s for s in content["period"]["skipped"] if s["date"] not in gone
    ]
    rehashed(f)
    return place


@KINDS.kind("T3")
def weekends_counted_with_another_table(f: Forger) -> int:
    """A table that nobody can look up any more cannot make Saturdays business days."""
    place, content = announced(f)
    content["period"]["library"] = "holidays 0.1"
    content["period"]["skipped"] = []
    early = date.fromisoformat(content["day"]) + timedelta(11)
    content["effective"] = content["earliest"] = early.isoformat()
    rehashed(f)
    return place


@KINDS.kind("T9")
def another_publication_day(f: Forger) -> int:
    """The notice claims to be older than its entry."""
    place, content = announced(f)
    content["day"] = (date.fromisoformat(content["day"]) - timedelta(9)).isoformat()
    rehashed(f)
    return place


@KINDS.kind("T8")
def a_shorter_promise(f: Forger) -> int:
    """Another notice period than the one that was promised."""
    place, content = announced(f)
    content["period"]["days"] = 5
    rehashed(f)
    return place


@KINDS.kind("T8")
def another_calendar(f: Forger) -> int:
    """The holidays of another country."""
    place, content = announced(f)
    content["period"]["calendar"] = "US"
    rehashed(f)
    return place


@KINDS.kind("T3")
def a_wish_that_nobody_had(f: Forger) -> int:
    """A later day that the text does not ask for."""
    place, content = announced(f)
    later = (date.fromisoformat(content["effective"]) + timedelta(30)).isoformat()
    content["requested"] = content["effective"] = later
    rehashed(f)
    return place


@KINDS.kind("T1")
def a_first_text_dated_back(f: Forger) -> int:
    """A first text that claims to apply for longer than it says itself."""
    f.entries[3].content["effective"] = "1999-01-01"
    rehashed(f)
    return 3


@KINDS.kind("T6")
def a_postponement_to_an_earlier_day(f: Forger) -> int:
    """A day that moves forward under the name of a postponement."""
    place = f.find("postponed")
    f.entries[place].content["effective"] = "2024-01-20"
    rehashed(f)
    return place


@KINDS.kind("X2")
def a_postponement_voided(f: Forger) -> int:
    """Voiding the postponement would bring the announced day back."""
    place = f.find("postponed")
    at = f.entries[place].content["at"]
    void = {"v": 1, "key": "void:x", "at": at, "event": "void", "policy": "p4",
            "entry": place + 1, "reason": "x", "seq": 0, "prev": ""}  # fmt: skip
    while f.entries[place + 1].content["at"] == at:
        place += 1
    f.entries.insert(place + 1, Forged(void))
    rehashed(f)
    return place + 1


@KINDS.kind("H5")
def seen_after_it_was_entered(f: Forger) -> int:
    """The host's clock contradicts the instant of the entry."""
    place, content = announced(f)
    content["evidence"]["date"] = "2030-01-01T00:00:00Z"
    rehashed(f)
    return place


@KINDS.kind("G4")
def an_entry_of_the_future(f: Forger) -> int:
    """An entry later than today."""
    f.entries[-1].content["at"] = "2031-01-01T00:00:00Z"
    rehashed(f)
    return len(f.entries) - 1


@KINDS.kind("R3")
def an_instant_before_the_last(f: Forger) -> int:
    """Time runs backwards."""
    f.entries[30].content["at"] = "2023-01-01T00:00:00Z"
    rehashed(f)
    return 30


@pytest.mark.parametrize("name", KINDS)
def test_tampering_is_found(copied: Path, name: str):
    """Each kind is found by the rule it breaks, at the first entry that is wrong."""
    check_found(copied, KINDS[name])
