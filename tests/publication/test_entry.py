"""What an entry is, byte for byte."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.register.entry import (
    START,
    EntryError,
    Event,
    NewerFormatError,
    canonical,
    make_entry,
    parse,
)

from .repositories import at, draft, draft_of

SINCE = {"effective": "2020-01-01"}
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text().map(lambda name: "x" + name), values, max_size=6))
def test_any_fields_survive_being_stored(fields):
    """What a draft says is read back as it was, known to this version or not."""
    entry = make_entry(draft_of("k", Event.AMENDED, "p", fields), seq=1, prev=START, at=at())
    assert parse(entry.raw) == entry
    assert entry.stored == fields


def test_an_entry_is_one_line_of_plain_json():
    """Keys are sorted, nothing is outside ASCII, and the digest is that of exactly these bytes."""
    entry = make_entry(
        draft_of("k", Event.ADOPTED, "privacy", {"title": "Vie privée\n"}),
        seq=1,
        prev=START,
        at=at(),
    )
    assert entry.raw == (
        b'{"at":"2026-11-23T12:00:00Z","event":"adopted","key":"k","policy":"privacy",'
        b'"prev":"' + b"0" * 64 + b'","seq":1,"title":"Vie priv\\u00e9e\\n","v":1}'
    )
    assert entry.digest == hashlib.sha256(entry.raw).hexdigest()


def test_instants_are_stored_in_utc():
    """An instant of any zone is stored as the same instant in UTC."""
    paris = datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    entry = make_entry(draft(2), seq=1, prev=START, at=paris)
    assert entry.at == paris
    assert b'"at":"2026-11-23T23:30:00Z"' in entry.raw


def test_an_instant_without_a_zone_is_refused():
    """Nobody can tell which day a bare time of day belongs to."""
    with pytest.raises(EntryError, match="no time zone"):
        make_entry(draft(2), seq=1, prev=START, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point


def test_the_text_is_named_by_its_digest():
    """The entry carries the SHA-256 of the text that readers saw."""
    entry = make_entry(draft(2, b"<p>x</p>"), seq=1, prev=START, at=at())
    assert entry.text_sha256 == hashlib.sha256(b"<p>x</p>").hexdigest()


@pytest.mark.parametrize("name", ["seq", "prev", "at", "v", "text_sha256"])
def test_a_draft_cannot_say_what_the_register_says(name):
    """Place, chain and instant are the register's to give; no draft can set another time."""
    with pytest.raises(EntryError, match=f"may not set '{name}'"):
        make_entry(draft_of("k", Event.AMENDED, "p", {name: 1}), seq=1, prev=START, at=at())


@pytest.mark.parametrize(
    ("event", "fields", "words"),
    [
        (Event.ADOPTED, {"version": 1, **SINCE}, "adopt p v1, effective 2020-01-01"),
        (Event.ANNOUNCED, {"version": 2, **SINCE}, "announce p v2, effective 2020-01-01"),
        (Event.AMENDED, {"version": 2}, "amend p v2"),
        (Event.WITHDRAWN, {"version": 2, "reason": "No."}, "withdraw p v2"),
        (Event.POSTPONED, {"version": "2\nx", "effective": "later\n"}, "postpone p"),
        (Event.VOID, {"entry": 3}, "void entry 3"),
        (Event.VOID, {"commit": "ab" * 20}, "void commit abababababab"),
    ],
)  # fmt: skip
def test_an_entry_says_itself_in_words(event, fields, words):
    """The first line of an entry's commit reads as the register."""
    assert (
        make_entry(draft_of("k", event, "p", fields), seq=4, prev=START, at=at()).headline == words
    )


RIGHT = json.loads(make_entry(draft(2), seq=1, prev=START, at=at()).raw)


def changed(**fields: object) -> bytes:
    """Return the canonical bytes of a right entry with these fields instead."""
    content = {**RIGHT, **fields}
    return canonical({name: value for name, value in content.items() if value is not ...})


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "isn't JSON"),
        (b"[]", "isn't a JSON object"),
        (b"\xff", "isn't JSON"),
        (b"[" * 100_000, "isn't JSON"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"seq":' + b"9" * 5000 + b"}", "isn't JSON"),
        (b"x" * 300_000, "at most 262144"),
        (json.dumps(RIGHT).encode(), "canonical"),
        (canonical(RIGHT) + b"\n", "canonical"),
        (canonical(RIGHT).replace(b'"seq":1', b'"seq":1.0'), "'seq' is missing or no whole"),
        (canonical(RIGHT).replace(b'"version":2', b'"version":2.5'), "no exact form"),
        (canonical(RIGHT).replace(b'"version":2', b'"version":NaN'), "no exact form"),
        (canonical(RIGHT).replace(b'"version":2', b'"version":"\\ud800"'), "surrogate"),
        (canonical(RIGHT).replace(b'"version":2', b'"version":99999999999999999'), "2\\*\\*53"),
        (changed(seq=0), "'seq'"),
        (changed(seq=True), "'seq'"),
        (changed(prev="0"), "'prev'"),
        (changed(prev="G" * 64), "'prev'"),
        (changed(key=""), "'key' is empty"),
        (changed(key=...), "'key' is missing"),
        (changed(policy=3), "'policy'"),
        (changed(policy="a\x1b[31m"), "control character"),
        (changed(at="2026-11-23"), "'at' isn't a UTC"),
        (changed(at="2026-11-23T12:00:00+00:00"), "'at' isn't a UTC"),
        (changed(at="2026-11-23T1:0:0Z"), "'at' isn't a UTC"),
        (changed(at="2026-02-30T12:00:00Z"), "'at' isn't a UTC"),
        (changed(text_sha256="x"), "'text_sha256'"),
        (changed(v=None), "'v'"),
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused_with_the_reason(raw, why):
    """Bytes that are not exactly an entry are refused in one sentence."""
    with pytest.raises(EntryError, match=why):
        parse(raw)


@pytest.mark.parametrize("raw", [changed(v=2), changed(event="teleported")])
def test_an_entry_of_a_newer_publisher_is_never_skipped(raw):
    """What this version cannot understand stops it, by a name of its own."""
    with pytest.raises(NewerFormatError, match="newer publisher"):
        parse(raw)


def test_a_changed_byte_is_never_the_same_entry():
    """Whichever byte of an entry is changed, it is refused or has another digest."""
    entry = make_entry(draft(2), seq=1, prev=START, at=at())
    for place in range(len(entry.raw)):
        raw = bytearray(entry.raw)
        raw[place] ^= 1
        try:
            assert parse(bytes(raw)).digest != entry.digest
        except EntryError:
            continue


def test_values_that_json_cannot_hold_exactly_are_refused():
    """Fractions differ between languages, so no entry holds one."""
    for value in (0.1, {1: 2}, object(), 2**60, [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]):
        with pytest.raises(EntryError):
            canonical(value)  # type: ignore[arg-type]
