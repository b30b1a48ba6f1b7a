"""A clock that is wrong is found where something tells, and the register goes on after one that was ahead."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher.errors import TryAgainError, UsageError
from publisher.history.policy_history import read_history
from publisher.model.entries import Evidence
from publisher.publication.sites import Seen, SiteFolder
from publisher.register.chain import Register, RuleBrokenError, enter
from publisher.register.entry import Event, make_entry
from publisher.register.git_store import GitStore
from publisher.register.repair import repair
from publisher.register.voiding import void
from publisher.timeline.states import Timelines
from publisher.verify import VerificationReport, verify
from tests.histories import Company, policy
from tests.timeline.memory import World

from .built import NOTICES, Built, announced, refused
from .host import Host
from .repositories import at, draft_of, git

NOW = datetime.fromisoformat("2026-12-01T10:00:00+00:00")
AHEAD = NOW + timedelta(days=400)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One that published with a right clock, then once with one that was 400 days ahead, to a folder."""
    company = Company(tmp_path / "repo", days=10)
    write(company, 24)
    publish(company, NOW - timedelta(days=30))
    write(company, 13)
    publish(company, AHEAD)
    return company


def write(company: Company, months: int) -> None:
    """Change the policy."""
    company.files["policy/privacy.md"] = policy("Privacy", "2015-03-01", months=months)
    company.commit()


def publish(company: Company, when: datetime, *, host: bool = False) -> list[str]:
    """Publish at an instant. host: whether the host shows a clock of its own, as a folder does not."""
    from publisher.publication.evidence import record
    from publisher.timeline.planning import plan
    from tests.histories import deployed

    history, register = company.history(), company.store.read()
    site = deployed(history, register, plan(history, register, when), when)
    if not host:
        site.kind, site.name, site._date = "directory", "/srv/", None  # type: ignore[assignment]
    entries = record(
        site, company.store, lambda known, instant: plan(history, known, instant), git=company.git,
        timezone=history.settings.timezone, clock=lambda: when,
    )  # fmt: skip
    return [entry.headline for entry in entries]


def mended(company: Company, when: datetime = NOW, **options: object) -> list[str]:
    """Declare the entries from the future misdated."""
    host = Seen("https://policies.example/", b"", when)
    given = {"reason": "The clock was ahead.", "at": when, "host": host, **options}
    return [entry.headline for entry in repair(company.store, **given)]  # type: ignore[arg-type]


def verified(company: Company, now: datetime) -> VerificationReport:
    """Verify the repository as of an instant."""
    return verify(GitStore(company.git, strict=False), read_history(company.git), now=now)


def test_nothing_can_be_entered_after_an_entry_from_the_future(company: Company) -> None:
    """The message names the command that lets the register go on."""
    write(company, 6)
    with pytest.raises(UsageError, match=r"publisher register repair"):
        publish(company, NOW)
    assert [one.rule for one in verified(company, NOW).problems] == ["G4"]


def test_the_register_goes_on_after_a_repair(company: Company) -> None:
    """What is published next counts from the right day, and what was announced keeps its later day."""
    assert mended(company) == ["misdated from entry 2"]
    report = verified(company, NOW)
    assert (report.ok, report.notes) == (True, ())
    assert [(one["event"], one["since"]) for one in report.exceptions] == [("misdated", 2)]
    before = company.store.read().standing[-1].stored["effective"]
    write(company, 6)
    [headline] = publish(company, NOW + timedelta(hours=1))
    assert headline == f"announce privacy v3, effective {before}", "no day comes earlier by it"
    assert verified(company, NOW + timedelta(days=1)).ok


def test_a_version_of_the_wrong_clock_can_be_replaced(company: Company) -> None:
    """The editor withdraws it, which readers see, and the new text has its own count from today."""
    mended(company)
    write(company, 6)
    company.files["policy/notices/soon.md"] = (
        "---\npolicy: privacy\nsummary: Sooner.\nreplaces: 2\nreason: Its day was wrong.\n---\nWe say so.\n"
    )
    company.commit()
    made = publish(company, NOW + timedelta(hours=1))
    assert made == ["withdraw privacy v2", "announce privacy v3, effective 2026-12-16"]
    assert verified(company, NOW + timedelta(days=1)).ok


def test_a_misdated_text_counts_from_the_repair_on(company: Company) -> None:
    """As of a day before it, readers had been told nothing of it."""
    mended(company)
    write(company, 6)
    publish(company, NOW + timedelta(hours=1))
    timelines = Timelines(company.history(), company.store.read())
    versions = [
        [v.number for v in timelines.at(day)["privacy"].recorded]
        for day in (NOW - timedelta(days=1), NOW + timedelta(minutes=5), NOW + timedelta(days=1))
    ]
    assert versions == [[1], [1, 2], [1, 2, 3]]


def test_once_its_instant_has_come_only_a_witness_shows_that_it_was_ahead(company: Company) -> None:
    """Then `verify` says so in a note, which fails `--strict`."""
    mended(company)
    report = verified(company, AHEAD + timedelta(days=1))
    assert report.ok
    assert [one.rule for one in report.notes] == ["G4"]
    assert not report.strict


def test_a_repair_asks_a_second_clock(company: Company) -> None:
    """Where machine and host disagree, or the host tells nothing, nothing is entered."""
    for date in (None, NOW + timedelta(minutes=6), AHEAD):
        host = Seen("https://policies.example/", b"", date)
        with pytest.raises(UsageError, match="the host's"):
            mended(company, host=host)
    assert company.store.read().size == 2


def test_what_a_host_confirmed_cannot_be_stepped_over(tmp_path: Path) -> None:
    """Two clocks agreed: whoever says that both were wrong cannot date a notice back."""
    company = Company(tmp_path / "repo", days=10)
    write(company, 24)
    publish(company, NOW, host=True)
    with pytest.raises(UsageError, match="a host's clock confirmed it"):
        mended(company, NOW - timedelta(days=10))


def test_there_is_nothing_to_repair_where_no_entry_lies_ahead(company: Company) -> None:
    """An honest register is left alone, and minutes are waited for."""
    with pytest.raises(UsageError, match="no entry lies in the future"):
        mended(company, AHEAD + timedelta(days=1))
    with pytest.raises(TryAgainError, match="only minutes ahead"):
        mended(company, AHEAD - timedelta(minutes=2))
    with pytest.raises(UsageError, match="the reason is empty"):
        mended(company, reason=" ")


def test_a_repair_made_with_a_clock_ahead_can_be_repaired() -> None:
    """A later one names it along with the entries before it."""
    entries = []
    for seq, (event, when, fields) in enumerate(
        [
            (Event.ADOPTED, NOW, {"version": 1}),
            (Event.ADOPTED, AHEAD, {"version": 1}),
            (Event.MISDATED, NOW + timedelta(days=99), {"entry": 2, "reason": "x"}),
            (Event.MISDATED, NOW, {"entry": 2, "reason": "x"}),
        ],
        start=1,
    ):
        draft = draft_of(f"k{seq}", event, "" if event is Event.MISDATED else f"p{seq}", fields)
        prev = entries[-1].digest if entries else "0" * 64
        entries.append(make_entry(draft, seq=seq, prev=prev, at=when))
    register = Register.of(entries)
    assert register.instants == {2: NOW, 3: NOW}
    assert [entry.seq for entry in register.standing] == [1, 2]


def test_a_misdated_entry_cannot_be_voided(company: Company) -> None:
    """It is final, as a void is."""
    mended(company)
    with pytest.raises(UsageError, match="itself a misdated"):
        void(company.store, "3", reason="No.", at=NOW + timedelta(hours=1))


def test_no_entry_goes_back_before_a_repair(company: Company) -> None:
    """R3 holds again from there on."""
    mended(company)
    register = company.store.read()
    late = make_entry(
        draft_of("x", Event.ADOPTED, "x", {"version": 1}), seq=4, prev=register.head,
        at=NOW - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(RuleBrokenError, match="R3"):
        Register.of((*register.entries, late))


def test_a_clock_before_the_commit_that_was_built_is_refused(built: Built) -> None:
    """E7: a machine days behind would date the notice back; an hour is left to the editor's clock."""
    stamp = f"{at() + timedelta(minutes=50):%Y-%m-%dT%H:%M:%S+00:00}"
    commit(built, stamp)
    assert len(built.record(SiteFolder(built.folder))) == 2


def test_a_clock_far_before_the_commit_that_was_built_is_refused(built: Built) -> None:
    """E7: nothing is entered, and both instants are named."""
    commit(built, "2027-01-12T12:00:00+00:00")
    words = r"clock says 2026-11-23 12:00:00 UTC, and commit \w{12}, which was built, is of 2027-01-12 12"
    refused(built, SiteFolder(built.folder), UsageError, words)


def commit(built: Built, stamp: str) -> None:
    """Commit at an instant and build that."""
    import os

    git(
        built.repository, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "2", "--allow-empty",
        env={**os.environ, "GIT_COMMITTER_DATE": stamp},
    )  # fmt: skip
    built.says(commit=built.git.resolve("HEAD"), announces=[announced(one) for one in NOTICES])


def test_an_entry_dated_before_its_commit_is_found(tmp_path: Path) -> None:
    """H5: whoever may only push to the register cannot date a notice back before the text was committed."""
    company = Company(tmp_path / "repo", days=10)
    company.files["policy/privacy.md"] = policy("Privacy", "2015-03-01", months=24)
    company.commit(NOW)
    from publisher.timeline.planning import plan

    history = company.history()
    seen = Evidence(build="b", commit=history.head, generator="x", url="https://x.example/")
    drafts = [one.seen(seen) for one in plan(history, Register(), NOW)]
    enter(company.store, lambda _: drafts, at=NOW - timedelta(days=2))
    found = [one for one in verified(company, NOW).problems if one.rule == "H5"]
    assert "dated before commit" in found[0].explanation


def test_the_command_enters_one_entry(
    company: Company,
    host: Host,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`publisher register repair` names the last entries and asks the host's clock."""
    import sys

    from publisher import cli, clock

    company.git.run("config", "core.bare", "false")
    company.git.run("reset", "-q", "--hard", "main")
    now = at()
    write_again = company.store.read().entries[-1].at
    assert write_again > now
    monkeypatch.chdir(company.path)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(
        sys, "argv",
        ["publisher", "register", "repair", "--site-url", host.url, "--reason", "Wrong clock"],
    )  # fmt: skip
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out = capsys.readouterr()
    assert (stopped.value.code, out.err) == (0, "")
    assert out.out == "3  2026-11-23 12:00:00 UTC  misdated from entry 2\n"


def test_a_world_without_git_keeps_the_rule() -> None:
    """Every store refuses an instant that goes back without a repair."""
    world = World()
    world.commit(privacy="---\ntitle: P\neffective: 2014-01-27\n---\n\n# P\n\nText.\n")
    world.publish("2028-01-01 09:00")
    world.commit(
        privacy="---\ntitle: P\neffective: 2014-01-27\n---\n\n# P\n\nOther text of 9 months.\n"
    )
    with pytest.raises(UsageError, match="that entry's was ahead"):
        world.publish("2026-01-01 09:00")
