"""What entries say, as typed records: exact in both directions."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publisher.errors import UsageError
from publisher.model.entries import Announced, Event, Translated, Unreadable, Voided, read, write
from publisher.register.entry import START, Draft, Entry, canonical, make_entry, parse
from publisher.timeline.rules import fold

PACKAGE = Path(__file__).parents[2] / "publisher"
# One entry for each kind of fields, as the first edition wrote them.
LINES = (Path(__file__).parent / "entries.jsonl").read_bytes().splitlines()


@pytest.mark.parametrize("raw", LINES, ids=range(len(LINES)))
def test_an_entry_of_the_first_edition_is_written_again_byte_for_byte(raw: bytes) -> None:
    """What is read as a record has the same canonical bytes, with every field and each null."""
    entry = parse(raw)
    assert not isinstance(entry.fact, Unreadable)
    written = {
        name: value
        for name, value in entry.stored.items()
        if name not in {*write(entry.fact), "text_sha256"}
    }
    assert written == {}
    whole = json.loads(raw) | write(entry.fact)
    assert canonical(whole) == raw


def test_the_entries_of_the_first_edition_have_every_event() -> None:
    """No event is without an example."""
    assert {parse(raw).event for raw in LINES} == set(Event)


def test_fields_have_the_types_of_what_they_say() -> None:
    """Days are dates, the host's clock is an aware instant, and what an event does not have is None."""
    announced = next(one.fact for one in map(parse, LINES) if isinstance(one.fact, Announced))
    assert type(announced.effective) is date
    assert announced.language is None
    [misdated, *_] = [one.fact for one in map(parse, LINES) if one.event is Event.MISDATED]
    assert misdated.evidence is not None
    assert misdated.evidence.date == datetime(2026, 12, 1, 10, tzinfo=UTC)


def test_a_first_text_in_a_language_follows_none_and_a_notice_text_says_nothing_of_it() -> None:
    """`from_revision` is null for the first, and left out where there is no text."""
    text = Translated(version=1, language="fr", revision="a" * 40)
    assert write(text)["from_revision"] is None
    assert "from_revision" not in write(Translated(version=1, language="fr", notice_file="n.md"))


def test_a_name_that_no_record_has_is_kept() -> None:
    """A newer publisher's field is stored, and the bytes stay."""
    raw = canonical({**json.loads(LINES[0]), "mood": "good"})
    entry = parse(raw)
    assert not isinstance(entry.fact, Unreadable)
    assert entry.stored["mood"] == "good"
    assert entry.raw == raw


def unreadable() -> Entry:
    """Return an announcement whose day is a number."""
    fact = Unreadable(of=Event.ANNOUNCED, stored={"version": 2, "effective": 20270107})
    return make_entry(
        Draft("k", "privacy", fact), seq=1, prev=START, at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_an_entry_with_a_field_of_another_type_is_unreadable_and_says_why() -> None:
    """It stays in the register, for `verify` and a void to name it."""
    entry = unreadable()
    assert isinstance(entry.fact, Unreadable)
    assert entry.event is Event.ANNOUNCED
    assert "effective" in entry.fact.why
    assert entry.headline == "announce privacy v2"


def test_a_wrong_value_that_decides_nothing_reads_as_absent() -> None:
    """What applies stays known; `verify` compares the stored field."""
    announced = next(one for one in map(parse, LINES) if one.event is Event.ANNOUNCED)
    fact = read(Event.ANNOUNCED, {**announced.stored, "certain": 1})
    assert isinstance(fact, Announced)
    assert fact.certain is None
    assert fact.effective == announced.fact.effective


def test_no_timeline_is_made_from_an_unreadable_entry() -> None:
    """One clear message names the entry and how to go on."""
    with pytest.raises(UsageError, match="entry 1 of 'privacy' can't be read") as refused:
        fold([unreadable()], timezone="Europe/Paris")
    assert "publisher register void 1" in (refused.value.remedy or "")


def test_a_record_can_be_read_from_its_fields_alone() -> None:
    """The event names the record."""
    assert read(Event.VOID, {"entry": 2, "reason": "wrong"}) == Voided(entry=2, reason="wrong")


def test_only_the_codec_and_verification_read_fields_by_name() -> None:
    """Everywhere else an entry or a draft is read as a record, which mypy checks."""
    allowed = re.compile(
        r"register/(entry|stored_files|branch_reader)\.py|verify/\w+\.py|model/entries\.py"
    )
    for file in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]:
        source = file.read_text(encoding="utf-8")
        path = file.relative_to(PACKAGE).as_posix()
        assert not re.search(r"\b(entry|draft)\.fields\b", source), path
        if not allowed.fullmatch(path):
            assert not re.search(r"\.stored\b(?!_files)", source), path
