"""What an entry of the register says: one typed record for each of the ten events.

`read` makes a record from the fields that are stored, `write` the fields that are stored from a record. Both
are exact: what `write` gives for a record that was read has the same bytes. A name that no record has is left
alone; the entry keeps it as it is stored. docs/register.md says what each field means.

Fields that an event does not have read as None, so that code which treats all events alike needs no list of
events.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, NotRequired, TypeAlias, TypedDict, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from publisher.model.verdict import Verdict

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"
T = TypeVar("T")


class Event(StrEnum):
    """What happened to a policy. Values are stored: add new ones, never rename or reuse one."""

    ADOPTED = "adopted"
    ANNOUNCED = "announced"
    AMENDED = "amended"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    EXCEPTION = "exception"
    VOID = "void"
    TRANSLATED = "translated"
    MISDATED = "misdated"

    @property
    def is_about_entries(self) -> bool:
        """Whether it speaks of other entries, and publishes nothing itself."""
        return self in (Event.VOID, Event.MISDATED)

    @property
    def begins_version(self) -> bool:
        """Whether it brings a new version."""
        return self in (Event.ADOPTED, Event.ANNOUNCED, Event.ENDED, Event.EXCEPTION)


class _Absent(Generic[T]):
    """A field that an event does not have: None, unless its record declares it."""

    def __get__(self, instance: object, owner: type | None = None) -> T | None:
        return None


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was seen. date: the host's clock, None where it does not tell; UNSET where no page was seen.

    url, directory: where, one of them. pages: SHA-256 of each other page. request_headers: names.
    """

    build: str | None = None
    commit: str | None = None
    generator: str | None = None
    url: str | None = None
    directory: str | None = None
    page: str | None = None
    sha256: str | None = None
    pages: dict[str, str] = {}
    request_headers: tuple[str, ...] = ()
    date: datetime | UnsetType | None = UNSET
    demonstration: str | bool | None = None


class AttachedFile(Struct, frozen=True, kw_only=True):
    """A file that belongs to a text. blob: object id. bytes: size."""

    blob: str
    sha256: str
    bytes: int


class LeftOutText(Struct, frozen=True, kw_only=True):
    """A revision that was not adopted. why: what no page could show of it, in English."""

    commit: str
    revision: str
    why: str


class CorrectionSource(Struct, frozen=True, kw_only=True):
    """Two revisions of a later version, between which a correction was made."""

    before: str
    after: str


class PeriodTerms(Struct, frozen=True, kw_only=True):
    """A promise of notice as it is stored: `days` business days, or else `amount` of a `unit`."""

    days: int | UnsetType = UNSET
    amount: int | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    calendar: str
    timezone: str
    counting: str
    extra_holidays: tuple[str, ...] = ()
    closures: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def number(self) -> int | None:
        """The promised number of units, whatever they are; None where the record is incomplete."""
        number = self.days if self.unit is UNSET else self.amount
        return None if number is UNSET else number


class ClosedDay(Struct, frozen=True, kw_only=True):
    """A day that was not counted. why: in English."""

    date: date
    why: str


class NamedHoliday(Struct, frozen=True, kw_only=True):
    """A public holiday among the closed days. name: in English."""

    date: date
    name: str


class RecordedFloor(Struct, frozen=True, kw_only=True):
    """The first day that a part of `also` allowed."""

    also: str
    effective: date


class RecordedPeriod(PeriodTerms, frozen=True, kw_only=True):
    """The count of one notice.

    library: the table of holidays. provisional: calendars and years, such as "CN 2027".
    floors: where some readers are promised more, what each part of `also` allowed.
    """

    skipped: tuple[ClosedDay, ...] = ()
    holidays: tuple[NamedHoliday, ...] = ()
    library: str = ""
    provisional: tuple[str, ...] | UnsetType = UNSET
    floors: tuple[RecordedFloor, ...] | UnsetType = UNSET


class FieldsOfAnyEvent:
    """Every field that an event may have; it reads as None where the event has no such field."""

    __slots__ = ()

    version: _Absent[int] = _Absent()
    effective: _Absent[date] = _Absent()
    day: _Absent[date] = _Absent()
    earliest: _Absent[date] = _Absent()
    requested: _Absent[date] = _Absent()
    before: _Absent[date] = _Absent()
    period: _Absent[RecordedPeriod] = _Absent()
    promised: _Absent[RecordedPeriod] = _Absent()
    new_period: _Absent[PeriodTerms] = _Absent()
    timezone: _Absent[str] = _Absent()
    revision: _Absent[str] = _Absent()
    path: _Absent[str] = _Absent()
    commit: _Absent[str] = _Absent()
    attachments: _Absent[dict[str, AttachedFile]] = _Absent()
    derived_from: _Absent[CorrectionSource] = _Absent()
    follows: _Absent[int] = _Absent()
    reverses: _Absent[tuple[int, ...]] = _Absent()
    from_revision: _Absent[str] = _Absent()
    from_attachments: _Absent[dict[str, str]] = _Absent()
    verdict: _Absent[Verdict] = _Absent()
    proposed: _Absent[Verdict] = _Absent()
    certain: _Absent[bool] = _Absent()
    rules: _Absent[tuple[str, ...]] = _Absent()
    decided_by: _Absent[str] = _Absent()
    reason: _Absent[str] = _Absent()
    approved_by: _Absent[str] = _Absent()
    notice: _Absent[str] = _Absent()
    notice_file: _Absent[str] = _Absent()
    notice_blob: _Absent[str] = _Absent()
    decision_file: _Absent[str] = _Absent()
    decision_blob: _Absent[str] = _Absent()
    language: _Absent[str] = _Absent()


class Fact(
    FieldsOfAnyEvent, Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event"
):
    """What an entry says, whatever its event."""

    evidence: Evidence | None = None

    @property
    def event(self) -> Event:
        """What happened."""
        return Event(str(type(self).__struct_config__.tag))


class Unreadable(Fact, frozen=True, kw_only=True):
    """Fields that are not those of their event. why: what is wrong, in one sentence without a full stop."""

    of: Event
    stored: Mapping[str, Any]
    why: str = ""

    @property
    def event(self) -> Event:
        """What happened."""
        return self.of


class Statement(Fact, frozen=True, kw_only=True):
    """What an entry says of a version of its policy."""

    version: int


class Published(Statement, frozen=True, kw_only=True):
    """A text that is published. commit: the one of the main line that has it. attachments: by path."""

    revision: str | None = None
    path: str | None = None
    commit: str | None = None
    attachments: dict[str, AttachedFile] | None = None


class Judged(Published, frozen=True, kw_only=True):
    """How a change counts. from_attachments: object ids, by path."""

    from_attachments: dict[str, str] | None = None
    verdict: Verdict | None = None
    proposed: Verdict | None = None
    certain: bool | None = None
    rules: tuple[str, ...] | None = None
    decided_by: str | None = None
    reason: str | None = None
    approved_by: str | None = None
    notice_file: str | None = None
    notice_blob: str | None = None


class Adopted(Published, frozen=True, kw_only=True, tag="adopted"):
    """A first text is in force since a day, without notice."""

    effective: date
    timezone: str | None = None
    dates: str | None = None
    left_out: tuple[LeftOutText, ...] = ()
    made_harmless: str | None = None


class Following(Judged, frozen=True, kw_only=True):
    """A new version, after another one. follows, from_revision: None for none."""

    effective: date
    day: date | None = None
    earliest: date | None = None
    notice: str | None = None
    follows: int | None
    from_revision: str | None


class Announced(Following, frozen=True, kw_only=True, tag="announced"):
    """A material change was announced: a new version, in force from its day."""

    requested: date | None
    period: RecordedPeriod | None = None
    new_period: PeriodTerms | None = None
    reverses: tuple[int, ...] = ()


class Ended(Following, frozen=True, kw_only=True, tag="ended"):
    """The policy ends on a day: a version whose text is None."""

    requested: date | None
    period: RecordedPeriod | None = None


class Excepted(Following, frozen=True, kw_only=True, tag="exception"):
    """A version took effect when it was seen, before its notice ran out. foreseen: see docs/register.md."""

    timezone: str | None = None
    promised: RecordedPeriod | None = None
    foreseen: bool | None = None


class Revised(Judged, frozen=True, kw_only=True):
    """Another text of a version that was published, or other words about it."""

    derived_from: CorrectionSource | None = None
    decision_file: str | None = None
    decision_blob: str | None = None


class Amended(Revised, frozen=True, kw_only=True, tag="amended"):
    """An editorial change of a version that is pending or in force, or another notice text."""

    from_revision: str | None


class Translated(Revised, frozen=True, kw_only=True, tag="translated"):
    """A version, or its notice text, is published in another language."""

    language: str
    from_revision: str | None = None


class Postponed(Statement, frozen=True, kw_only=True, tag="postponed"):
    """The day of a pending version moves later. before: the day that applied until now."""

    effective: date
    before: date | None = None
    cause: str | None = None
    reason: str | None = None
    period: RecordedPeriod | None = None
    decision_file: str | None = None
    decision_blob: str | None = None


class Withdrawn(Statement, frozen=True, kw_only=True, tag="withdrawn"):
    """A pending version will not come."""

    reason: str | None = None
    replaced_by: int | None = None
    decision_file: str | None = None
    decision_blob: str | None = None


class Voided(Fact, frozen=True, kw_only=True, tag="void"):
    """An earlier entry, or a commit that isn't an entry, is wrong. entry: its number."""

    entry: int | None = None
    commit: str | None = None
    reason: str | None = None
    approved_by: str | None = None


class Misdated(Fact, frozen=True, kw_only=True, tag="misdated"):
    """The last entries, from number `entry` on, carry the instant of a clock that was ahead."""

    entry: int
    reason: str | None = None
    approved_by: str | None = None


Beginning: TypeAlias = Adopted | Announced | Ended | Excepted
_RECORDS = (
    Adopted, Announced, Ended, Excepted, Amended, Translated, Postponed, Withdrawn, Voided, Misdated,
)  # fmt: skip
_RECORD_OF = {str(record.__struct_config__.tag): record for record in _RECORDS}


class Judgement(TypedDict, total=False):
    """The fields of `Judged` that say how a change counts."""

    verdict: Verdict
    proposed: Verdict
    certain: bool
    rules: tuple[str, ...]
    decided_by: str
    reason: str
    approved_by: str


class NoticeText(TypedDict, total=False):
    """The fields that name the notice text of a version."""

    notice_file: str
    notice_blob: str


class DecisionFile(TypedDict, total=False):
    """The fields that name a notice file with a decision or a reason, which is no notice text."""

    decision_file: str
    decision_blob: str


class TextBefore(TypedDict):
    """The fields that name the text before."""

    from_revision: str | None
    from_attachments: NotRequired[dict[str, str]]


# How a change was judged and seen: a wrong value here changes neither what applies nor when. It reads as
# absent, and `verify` names it; any other wrong value makes an entry unreadable.
_INDECISIVE = frozenset(
    {
        "approved_by", "cause", "certain", "dates", "decided_by", "evidence", "foreseen", "left_out",
        "made_harmless", "proposed", "reason", "reverses", "rules", "verdict",
    }
)  # fmt: skip
_FIELD = re.compile(r"at `\$\.(\w+)")


def read(event: Event, stored: Mapping[str, JSON]) -> Fact:
    """Return the record of an event from its stored fields; Unreadable where they aren't those of one."""
    try:
        return msgspec.convert(stored, _RECORD_OF[event.value])
    except (msgspec.ValidationError, TypeError) as error:
        wrong = _FIELD.search(str(error))
        if wrong and wrong[1] in _INDECISIVE:
            rest = {name: value for name, value in stored.items() if name != wrong[1]}
            fact = read(event, rest)
            return (
                msgspec.structs.replace(fact, stored=stored)
                if isinstance(fact, Unreadable)
                else fact
            )
        return Unreadable(of=event, stored=stored, why=str(error))


def read_period(stored: Mapping[str, JSON]) -> RecordedPeriod:
    """Return a count from its stored fields; ValueError where they aren't those of one."""
    return msgspec.convert(stored, RecordedPeriod)


def plain(record: Struct) -> Any:
    """Return a record as JSON has it: a dict in the order of its fields."""
    return msgspec.json.decode(msgspec.json.encode(record))


def write(fact: Fact) -> dict[str, JSON]:
    """Return the fields of a record as they are stored, without the event."""
    if isinstance(fact, Unreadable):
        return dict(fact.stored)
    fields: dict[str, JSON] = plain(fact)
    del fields["event"]
    if isinstance(fact, Translated) and fact.revision:  # the first text in a language follows none
        fields.setdefault("from_revision", None)
    return fields
