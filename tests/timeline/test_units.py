"""Promises in days, weeks and months, none at all, and policies that promise differently (T3, T8)."""

from __future__ import annotations

from datetime import date

import pytest

from publisher.calendar import NoticePeriod
from publisher.config import from_mkdocs_yml
from publisher.errors import UsageError
from publisher.timeline.planning.effective_date import keeps
from tests.conftest import MKDOCS_YML, at
from tests.timeline.memory import World, policy

TODAY = date(2026, 11, 23)
PLAIN = MKDOCS_YML.replace("      notice_days: 30\n", "")


def config(promise: str, *more: str) -> dict[str, str | None]:
    """Return a configuration as a file to commit; more: further lines of the plugin."""
    lines = [f"notice: {promise}", *more]
    return {"mkdocs.yml": PLAIN + "".join(f"      {line}\n" for line in lines)}


def own(**policies: str) -> dict[str, str | None]:
    """Return a configuration of thirty days in which policies promise something of their own."""
    return config(
        "30 days", "policies:", *(f"  {name}: {{{said}}}" for name, said in policies.items())
    )


def published(files: dict[str, str | None]) -> World:
    """A configuration, and a policy in force that was published with it."""
    world = World(str(files["mkdocs.yml"]))
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    return world


@pytest.mark.parametrize(
    ("promise", "effective"),
    [
        ("30 days", "2026-12-24"), ("6 weeks", "2027-01-05"), ("1 month", "2026-12-24"),
        ("3 months", "2027-02-24"), ("30 business days", "2027-01-07"),
    ],
)  # fmt: skip
def test_a_change_waits_for_the_notice_that_is_promised(promise: str, effective: str) -> None:
    """T3: days, weeks and months are those of Regulation 1182/71; the change applies after the last day."""
    world = published(config(promise))
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == [f"announce privacy v2, effective {effective}"]
    assert world.publish("2026-11-24 09:00") == []
    day = date.fromisoformat(effective)
    assert world.text(f"{day} 00:00") == policy(13)
    assert world.policy("2026-12-20").version(2).effective == day


def test_a_change_without_promised_notice_applies_when_it_was_seen() -> None:
    """T3: from that instant and not from the first of its day; it has a notice and a redline."""
    world = published(config("none"))
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2026-11-23"]
    assert world.text("2026-11-23 08:59:59") == policy()
    assert world.text("2026-11-23 09:00:00") == policy(13)
    version = world.policy("2026-11-24").version(2)
    assert (version.effective_at, version.notice, version.has_redline, version.unit) == (
        at("2026-11-23 09:00"), "privacy-2", True, "none",
    )  # fmt: skip
    assert world.publish("2026-11-24 09:00") == []


def test_two_changes_of_one_day_without_notice_follow_each_other() -> None:
    """T1: each applies from the instant at which it was seen."""
    world = published(config("none"))
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.commit(privacy=policy(12))
    assert world.publish("2026-11-23 15:00") == ["announce privacy v3, effective 2026-11-23"]
    assert world.text("2026-11-23 14:59:59") == policy(13)
    assert world.text("2026-11-23 15:00:00") == policy(12)


def test_a_later_day_can_be_asked_for_without_any_promise() -> None:
    """T3 and T6: then it is announced, pending until that day, and never brought forward."""
    world = published(config("none"))
    world.commit(privacy=policy(13, effective="2027-03-01"))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-03-01"]
    assert world.text("2027-02-28 12:00") == policy()
    assert world.text("2027-03-01 00:00") == policy(13, effective="2027-03-01")
    world.commit(privacy=policy(13, effective="2027-02-01"))
    assert world.publish("2026-11-24 09:00") == []


def test_giving_up_the_promise_keeps_it_once_more() -> None:
    """T8: the text in force promised a month; that it is no longer promised is itself such a change."""
    world = published(config("1 month"))
    world.commit(config("none"))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2026-12-24"]
    fields = world.policy("2026-11-24").version(2).first.stored
    assert fields["rules"] == ["notice-period"]
    assert fields["new_period"]["unit"] == "none"  # type: ignore[index, call-overload]
    world.commit(privacy=policy(13))
    assert world.publish("2026-12-24 09:00") == ["announce privacy v3, effective 2026-12-24"]


def test_a_first_promise_counts_at_once() -> None:
    """T8: the longer of the two, for a text that promised nothing."""
    world = published(config("none"))
    world.commit(config("1 month"))
    assert world.publish("2026-11-20 09:00") == []
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2026-12-24"]


def test_of_two_units_the_later_day_counts() -> None:
    """T8: a month is longer than thirty days from January on, and shorter in February."""
    world = published(config("30 days"))
    world.commit(config("1 month"))
    world.commit(privacy=policy(13))
    assert world.publish("2027-02-01 09:00") == ["announce privacy v2, effective 2027-03-04"]
    other = published(config("30 days"))
    other.commit(config("1 month"), privacy=policy(13))
    assert other.publish("2027-01-02 09:00") == ["announce privacy v2, effective 2027-02-03"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("30 days", "31 days", True), ("31 days", "30 days", False), ("30 days", "1 month", False),
        ("28 days", "1 month", True), ("1 month", "31 days", True), ("1 month", "30 days", False),
        ("4 weeks", "28 days", True), ("28 days", "4 weeks", True), ("29 days", "4 weeks", False),
        ("12 months", "365 days", False), ("none", "1 day", True),
        pytest.param("12 months", "366 days", True, marks=pytest.mark.nightly),
        ("1 day", "none", False), ("none", "none", True), ("6 weeks", "30 business days", False),
        ("6 weeks", "31 business days", True),
        ("30 business days", "6 weeks", False), ("30 business days", "60 days", True),
        ("1 month", "22 business days", False), ("1 month", "23 business days", True),
    ],
)  # fmt: skip
def test_promises_in_two_units_are_compared_by_every_day_to_which_they_lead(
    old: str, new: str, kept: bool
) -> None:
    """T8: a new promise is no shorter if it leads to no earlier day in the next ten years."""
    assert keeps(NoticePeriod.parse(old), NoticePeriod.parse(new), TODAY) is kept


def test_an_entry_in_another_unit_says_that_older_readers_cannot_read_it() -> None:
    """Format 2: whoever counts business days alone must not read the number as such."""
    world = published(config("1 month"))
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    raw = [entry.raw for entry in world.store.read().entries]
    assert [b'"v":2' in one for one in raw] == [False, True]
    assert b'"amount":1' in raw[1]
    assert b'"days"' not in raw[1]


# -- policies that promise something of their own --


def test_each_policy_waits_for_its_own_notice() -> None:
    """One publication announces several days."""
    world = World(str(own(fees="notice: 2 months", cookies="notice: none")["mkdocs.yml"]))
    world.commit(privacy=policy(), fees=policy(), cookies=policy())
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13), fees=policy(13), cookies=policy(13))
    assert sorted(world.publish("2026-11-23 09:00")) == [
        "announce cookies v2, effective 2026-11-23", "announce fees v2, effective 2027-01-24",
        "announce privacy v2, effective 2026-12-24",
    ]  # fmt: skip


def test_a_shorter_promise_of_one_policy_is_its_own_change_alone() -> None:
    """T8: the others promise what they promised."""
    world = World(str(own(fees="notice: 2 months")["mkdocs.yml"]))
    world.commit(privacy=policy(), fees=policy())
    world.publish("2026-11-02 09:00")
    world.commit(own(fees="notice: 1 month"))
    assert world.publish("2026-11-23 09:00") == ["announce fees v2, effective 2027-01-24"]
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v2, effective 2026-12-25"]


def test_a_promise_that_a_policy_loses_is_kept_once_more() -> None:
    """T8: without its own promise it has the site's."""
    world = World(str(own(fees="notice: 2 months")["mkdocs.yml"]))
    world.commit(privacy=policy(), fees=policy())
    world.publish("2026-11-02 09:00")
    world.commit(config("30 days"))
    assert world.publish("2026-11-23 09:00") == ["announce fees v2, effective 2027-01-24"]


def test_what_a_policy_does_not_say_is_the_sites() -> None:
    """Calendar, zone and own days are inherited one by one."""
    files = own(fees="notice_days: 5, closures: ['2026-11-25']", terms="timezone: Asia/Tokyo")
    settings = published(files).repo.history().settings
    fees, terms = settings.period("fees"), settings.period("terms")
    assert (fees.promise, fees.calendar, fees.timezone) == ("5 business days", "FR", "Europe/Paris")
    assert fees.closures == ("2026-11-25",)
    assert (terms.promise, terms.timezone) == ("30 days", "Asia/Tokyo")
    assert settings.period("privacy") == settings.period()


def test_days_of_a_policy_are_those_of_its_own_zone() -> None:
    """T9: the evening in Paris is the next day in Tokyo, which is the day of the notice there."""
    world = published(own(privacy="timezone: Asia/Tokyo"))
    world.commit(privacy=policy(13))
    assert world.publish("2026-11-23 18:00") == ["announce privacy v2, effective 2026-12-25"]
    assert world.policy("2026-11-24").version(2).effective_at == at("2026-12-24 15:00")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("notice: soon", r"policies: fees: .*'soon' isn't a period of notice"),
        ("notice: 1 month, notice_days: 3", "both 'notice' and 'notice_days'.*'policies: fees'"),
        ("notce: 1 month", "unknown option 'notce' of 'policies: fees'.*'notice'"),
        ("locale: fr", "unknown option 'locale' of 'policies: fees'"),
        ("calendar: XX", "policies: fees: .*XX"),
        ("notice: 30", "option 'notice' of 'policies: fees' is 30"),
    ],
)
def test_a_promise_that_cannot_be_read_names_its_policy(said: str, message: str) -> None:
    """Whose promise it is, and what to write."""
    with pytest.raises(UsageError, match=message):
        from_mkdocs_yml(str(own(fees=said)["mkdocs.yml"]).encode())
