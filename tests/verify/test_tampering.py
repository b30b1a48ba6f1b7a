"""Whatever is done to a register of fifty entries, verification finds it and names the entry."""

from __future__ import annotations

import copy
import functools
import subprocess
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.errors import UsageError
from publisher.plan import compare_texts, render_text
from publisher.record.entry import canonical
from publisher.record.git import Git
from publisher.record.git_store import GitStore
from publisher.record.history import read_history
from publisher.time import NoticePeriod
from publisher.verify import Checkpoint, Report, verify

from .conftest import NOW
from .forger import REF, Forged, Forger

# Pure functions of texts that are the same in every test.
judge, render = functools.cache(compare_texts), functools.cache(render_text)


def verified(path: Path, *witnesses: Checkpoint) -> Report:
    """Verify the repository at `path`."""
    git = Git(path)
    return verify(
        GitStore(git, strict=False), read_history(git), now=NOW, witnesses=list(witnesses),
        judge=judge, render=render,
    )  # fmt: skip


def live_head(path: Path) -> Checkpoint:
    """Return the head that the live site, or anybody who looked, still knows."""
    register = GitStore(Git(path)).read()
    return Checkpoint("the live site", register.size, register.head)


Tamper = Callable[[Forger], int | None]
KINDS: dict[str, tuple[str, bool, Tamper]] = {}


def kind(rules: str, *, witness: bool = False) -> Callable[[Tamper], Tamper]:
    """Register a kind of tampering. rules: those of which one must be named, "B3 R2".

    witness: only a head from outside can show it. The function returns the place of the entry that
    must be named (from 0), None if it is none in particular.
    """

    def add(function: Tamper) -> Tamper:
        KINDS[function.__name__] = (rules, witness, function)
        return function

    return add


def rehashed(forger: Forger) -> None:
    """Write a register whose chain holds."""
    forger.rehash()
    forger.write()


# -- without making the chain hold again --


@kind("R2")
def one_byte_of_an_entry(f: Forger) -> int:
    """Another reason for readers, the rest as it was."""
    f.entries[10].content["decided_by"] = "publishes"
    f.write()
    return 11


@kind("R1")
def two_entries_swapped(f: Forger) -> int:
    """Entries 20 and 21 in each other's place."""
    f.entries[19], f.entries[20] = f.entries[20], f.entries[19]
    f.write()
    return 19


@kind("R1")
def one_entry_removed(f: Forger) -> int:
    """The chain has a hole."""
    del f.entries[30]
    f.write()
    return 30


@kind("R1")
def one_entry_doubled(f: Forger) -> int:
    """The same entry twice."""
    f.entries.insert(12, copy.deepcopy(f.entries[12]))
    f.write()
    return 13


@kind("R1")
def the_beginning_cut_off(f: Forger) -> int:
    """The first five entries are gone."""
    del f.entries[:5]
    f.write()
    return 0


@kind("R2")
def a_new_beginning_in_the_middle(f: Forger) -> int:
    """An entry that claims to follow nothing."""
    f.entries[25].content["prev"] = "0" * 64
    f.write()
    return 25


@kind("R1 R2")
def an_entry_slipped_in(f: Forger) -> int:
    """A forged entry between two honest ones."""
    forged = copy.deepcopy(f.entries[14])
    forged.content["key"] = "slipped-in"
    f.entries.insert(15, forged)
    f.write()
    return 15


@kind("B4")
def an_entry_cut_short(f: Forger) -> int:
    """Half an entry."""
    f.entries[9].raw = f.entries[9].bytes()[:-20]
    f.write()
    return 9


@kind("B4")
def an_entry_in_another_form(f: Forger) -> int:
    """The same content with other white space."""
    f.entries[9].raw = f.entries[9].bytes().replace(b":", b": ")
    f.write()
    return 9


@kind("B4")
def a_name_twice_in_an_entry(f: Forger) -> int:
    """Readers of JSON differ in which of the two they take."""
    f.entries[9].raw = f.entries[9].bytes()[:-1] + b',"v":1}'
    f.write()
    return 9


@kind("B3")
def another_file_beside_an_entry(f: Forger) -> int:
    """A commit that holds more than its entry."""
    f.entries[9].more["note.txt"] = b"pay no attention"
    f.write()
    return 9


@kind("B3")
def two_entries_in_one_commit(f: Forger) -> int:
    """A second entry in the same commit."""
    f.entries[9].more["entry-2.json"] = f.entries[10].bytes()
    f.write()
    return 9


@kind("B3")
def a_text_removed(f: Forger) -> int:
    """The entry names a text that is not there."""
    f.entries[9].text = None
    f.write()
    return 9


@kind("G3")
def a_text_exchanged(f: Forger) -> int:
    """Another text lies beside the entry than the one it names."""
    f.entries[9].text = b"<p>We keep everything.</p>"
    f.write()
    return 9


@kind("B3")
def an_entry_that_is_a_link(f: Forger) -> int:
    """A symbolic link in the entry's place."""
    f.entries[9].mode = "120000"
    f.write()
    return 9


@kind("B5")
def a_commit_that_says_something_else(f: Forger) -> int:
    """The branch's log would tell a reader another story."""
    f.entries[9].message = "announce p2 v2, effective 2030-01-01"
    f.write()
    return 9


@kind("B1")
def a_merge(f: Forger) -> None:
    """A second line of commits comes in by the side."""
    f.entries[9].merge = "refs/heads/main"
    f.write()


@kind("B3")
def junk_at_the_end(f: Forger) -> int:
    """A commit that is no entry, pushed on top."""
    tree = f.git.line("rev-parse", "main^{tree}")
    env = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    junk = f.git.run("commit-tree", "-m", "x", "-p", REF, tree, env=env).decode().strip()
    f.git.run("update-ref", REF, junk)
    return len(f.entries)


@kind("newer")
def an_entry_of_the_future_format(f: Forger) -> int:
    """An entry that this version cannot understand is never passed over."""
    f.entries[50].content["v"] = 2
    f.write()
    return 50


# -- with all hashes made to hold again --


def announced(f: Forger, number: int = 20) -> tuple[int, dict[str, Any]]:
    """Return an announcement's place and content."""
    place = f.find("announced", number)
    return place, f.entries[place].content


@kind("T3")
def a_day_brought_forward(f: Forger) -> int:
    """The text would be in force before its notice ran out."""
    place, content = announced(f)
    content["effective"] = (date.fromisoformat(content["effective"]) - timedelta(7)).isoformat()
    rehashed(f)
    return place


@kind("T3")
def the_earliest_day_brought_forward_too(f: Forger) -> int:
    """The same with the earliest day changed to match."""
    place, content = announced(f)
    early = (date.fromisoformat(content["effective"]) - timedelta(7)).isoformat()
    content["effective"] = content["earliest"] = early
    rehashed(f)
    return place


@kind("T3")
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


@kind("T3")
def weekends_counted_with_another_table(f: Forger) -> int:
    """A table that nobody can look up any more cannot make Saturdays business days."""
    place, content = announced(f)
    content["period"]["library"] = "holidays 0.1"
    content["period"]["skipped"] = []
    early = date.fromisoformat(content["day"]) + timedelta(11)
    content["effective"] = content["earliest"] = early.isoformat()
    rehashed(f)
    return place


@kind("T9")
def another_publication_day(f: Forger) -> int:
    """The notice claims to be older than its entry."""
    place, content = announced(f)
    content["day"] = (date.fromisoformat(content["day"]) - timedelta(9)).isoformat()
    rehashed(f)
    return place


@kind("T8")
def a_shorter_promise(f: Forger) -> int:
    """Another notice period than the one that was promised."""
    place, content = announced(f)
    content["period"]["days"] = 5
    rehashed(f)
    return place


@kind("T8")
def another_calendar(f: Forger) -> int:
    """The holidays of another country."""
    place, content = announced(f)
    content["period"]["calendar"] = "US"
    rehashed(f)
    return place


@kind("T3")
def a_wish_that_nobody_had(f: Forger) -> int:
    """A later day that the text does not ask for."""
    place, content = announced(f)
    later = (date.fromisoformat(content["effective"]) + timedelta(30)).isoformat()
    content["requested"] = content["effective"] = later
    rehashed(f)
    return place


@kind("T4")
def a_material_change_called_editorial(f: Forger) -> int:
    """The announcement becomes an amendment: in force at once, without notice."""
    place, content = announced(f, 9)
    content |= {"event": "amended", "verdict": "editorial", "proposed": "editorial",
                "version": content["follows"]}  # fmt: skip
    for name in ("notice", "follows", "effective", "earliest", "requested", "period"):
        content.pop(name)
    rehashed(f)
    return place


@kind("T4")
def a_verdict_changed(f: Forger) -> int:
    """An amendment whose proposal was material and that nobody decided."""
    place = f.find("amended", 2)
    f.entries[place].content["proposed"] = "material"
    rehashed(f)
    return place


@kind("H4")
def a_decision_that_nobody_took(f: Forger) -> int:
    """A change becomes an editor's decision without a notice that says so."""
    place, content = announced(f, 9)
    content |= {"event": "amended", "verdict": "editorial", "decided_by": "editor",
                "reason": "Trust me.", "approved_by": "Me", "version": content["follows"]}  # fmt: skip
    rehashed(f)
    return place


@kind("H4")
def a_reason_changed(f: Forger) -> int:
    """Another reason for overruling than the one in the notice."""
    place = f.find("amended", decided_by="editor")
    f.entries[place].content["reason"] = "A typing mistake."
    rehashed(f)
    return place


@kind("H4")
def an_approval_changed(f: Forger) -> int:
    """Another person is said to have approved."""
    place = f.find("amended", decided_by="editor")
    f.entries[place].content["approved_by"] = "The board"
    rehashed(f)
    return place


@kind("T2")
def an_announcement_turned_into_an_adoption(f: Forger) -> int:
    """A text that would be in force without any notice."""
    place, content = announced(f)
    content["event"] = "adopted"
    rehashed(f)
    return place


@kind("T1")
def a_first_text_dated_back(f: Forger) -> int:
    """A first text that claims to apply for longer than it says itself."""
    f.entries[3].content["effective"] = "1999-01-01"
    rehashed(f)
    return 3


@kind("T2")
def a_later_text_adopted_as_the_first(f: Forger) -> int:
    """The register starts with a text that came later, as if it had always applied."""
    later = f.entries[f.find("announced", policy="p5")]
    for name in ("revision", "commit"):
        f.entries[4].content[name] = later.content[name]
    f.entries[4].text = later.text
    rehashed(f)
    return 4


@kind("H2")
def another_policys_text(f: Forger) -> int:
    """A revision that is in git, but is another policy's."""
    place, content = announced(f)
    content["revision"] = f.entries[0].content["revision"]
    rehashed(f)
    return place


@kind("H2")
def a_text_that_is_not_in_git(f: Forger) -> int:
    """A revision that nobody has."""
    place, content = announced(f)
    content["revision"] = "a" * 40
    rehashed(f)
    return place


@kind("H1")
def a_commit_beside_the_main_line(f: Forger) -> int:
    """A commit that was made, and never was on the main branch."""
    place, content = announced(f)
    content["commit"] = f.git.line("rev-parse", REF)
    rehashed(f)
    return place


@kind("H3")
def a_text_forged_with_its_digest(f: Forger) -> int:
    """Readers' text exchanged, the entry made to match."""
    place, _ = announced(f)
    f.entries[place].text = (f.entries[place].text or b"").replace(b"months", b"years")
    rehashed(f)
    return place


@kind("T4")
def another_text_before(f: Forger) -> int:
    """A change judged against another text than the one readers had."""
    place, content = announced(f)
    content["from_revision"] = f.entries[0].content["revision"]
    rehashed(f)
    return place


@kind("T1")
def a_version_left_out(f: Forger) -> int:
    """A number that was never given."""
    place, content = announced(f)
    content["version"] += 1
    rehashed(f)
    return place


@kind("T6")
def a_postponement_to_an_earlier_day(f: Forger) -> int:
    """A day that moves forward under the name of a postponement."""
    place = f.find("postponed")
    f.entries[place].content["effective"] = "2024-01-20"
    rehashed(f)
    return place


@kind("T1 T6")
def a_text_in_force_withdrawn(f: Forger) -> int:
    """A text that readers already live under disappears."""
    at = f.entries[-1].content["at"]
    f.entries.append(Forged({"v": 1, "key": "w", "at": at, "event": "withdrawn", "policy": "p1",
                             "version": 4, "reason": "x", "seq": 0, "prev": ""}))  # fmt: skip
    rehashed(f)
    return len(f.entries) - 1


@kind("T5")
def a_withdrawal_without_a_reason(f: Forger) -> int:
    """Readers are owed a reason."""
    place = f.find("withdrawn")
    f.entries[place].content["reason"] = ""
    rehashed(f)
    return place


@kind("T1 T4")
def an_announcement_dropped(f: Forger) -> int:
    """An announcement is gone and the rest made to match."""
    place, content = announced(f, 9)
    del f.entries[place]
    rehashed(f)
    return f.find("amended", policy=content["policy"], version=content["version"])


@kind("H2")
def an_end_that_was_none(f: Forger) -> int:
    """A policy ends although its file is there."""
    place = f.find("ended")
    f.entries[place].content["commit"] = f.entries[0].content["commit"]
    rehashed(f)
    return place


@kind("X1")
def an_exception_that_is_not_allowed(f: Forger) -> int:
    """Exceptions are for who configured that there may be some."""
    place, content = announced(f)
    content |= {"event": "exception", "reason": "Urgent.", "approved_by": "Me"}
    rehashed(f)
    return place


@kind("X2")
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


@kind("R5")
def a_void_of_what_comes_later(f: Forger) -> int:
    """A void names an entry that is not there yet."""
    f.entries[20].content |= {"event": "void", "entry": 40, "reason": "x"}
    rehashed(f)
    return 20


@kind("H5")
def the_evidence_removed(f: Forger) -> int:
    """An announcement that nobody saw."""
    place, content = announced(f)
    content["evidence"] = {}
    rehashed(f)
    return place


@kind("H5")
def seen_after_it_was_entered(f: Forger) -> int:
    """The host's clock contradicts the instant of the entry."""
    place, content = announced(f)
    content["evidence"]["date"] = "2030-01-01T00:00:00Z"
    rehashed(f)
    return place


@kind("G4")
def an_entry_of_the_future(f: Forger) -> int:
    """An entry later than today."""
    f.entries[-1].content["at"] = "2031-01-01T00:00:00Z"
    rehashed(f)
    return len(f.entries) - 1


@kind("R3")
def an_instant_before_the_last(f: Forger) -> int:
    """Time runs backwards."""
    f.entries[30].content["at"] = "2023-01-01T00:00:00Z"
    rehashed(f)
    return 30


@kind("R4")
def the_same_fact_twice(f: Forger) -> int:
    """A key that stood before."""
    f.entries[30].content["key"] = f.entries[7].content["key"]
    rehashed(f)
    return 30


# -- what no derivation can show, and a head from outside does --


@kind("W1", witness=True)
def the_end_cut_off(f: Forger) -> None:
    """The last seven entries are gone; what is left is whole."""
    del f.entries[-7:]
    f.write()


@kind("W1", witness=True)
def a_notice_dated_back_with_everything_that_follows(f: Forger) -> None:
    """Instant, day, count and evidence of the last publication three days earlier, all consistent."""
    for one in f.entries[-7:]:
        content = one.content
        period = NoticePeriod.from_json(content["period"])
        at = datetime.fromisoformat(content["at"].replace("Z", "+00:00")) - timedelta(days=3)
        schedule = period.schedule(at)
        content |= {
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "day": schedule.published_on.isoformat(),
            "earliest": schedule.effective.isoformat(),
            "effective": schedule.effective.isoformat(),
            "period": schedule.record(),
        }
        content["evidence"]["date"] = content["at"]
    rehashed(f)


@kind("W1", witness=True)
def a_register_begun_anew(f: Forger) -> None:
    """The whole register is gone, as if there had never been one."""
    f.git.run("update-ref", "-d", REF)


@kind("W1", witness=True)
def a_field_that_nothing_follows_from(f: Forger) -> None:
    """The build's id in the evidence, from the third entry on, all hashes made to hold."""
    f.entries[2].content["evidence"]["build"] = "another"
    rehashed(f)


# -- in the repository around it --


@kind("G1")
def an_object_replaced(f: Forger) -> None:
    """`git replace` shows everybody else a forged entry."""
    blob = f.git.line("rev-parse", f"{REF}:entry.json")
    forged = f.git.run("hash-object", "-w", "--stdin", input=b"{}").decode().strip()
    subprocess.run(["git", "-C", f.path, "replace", blob, forged], check=True)


@kind("G1")
def a_graft(f: Forger) -> None:
    """A graft gives the tip another past."""
    grafts = f.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f.git.line("rev-parse", REF) + "\n")


@kind("G2")
def a_forced_remote(f: Forger) -> None:
    """What the remote has now does not contain what is here."""
    f.git.run("config", "remote.origin.url", "https://example.org/r.git")
    f.git.run("update-ref", "refs/remotes/origin/publications", "main")


@kind("B2")
def an_object_overwritten_on_disk(f: Forger) -> None:
    """An object file with other content under the old name, which git reads without a word."""
    _overwrite(f, "blob", canonical({**f.entries[10].content, "decided_by": "x"}))


@kind("B2")
def an_object_missing(f: Forger) -> None:
    """An object of the register is gone."""
    _object(f).unlink()


@kind("H1")
def the_policies_history_rewritten(f: Forger) -> int:
    """The main branch is replaced by one commit with the same files."""
    env = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    new = f.git.run("commit-tree", "-m", "x", "main^{tree}", env=env).decode().strip()
    f.git.run("update-ref", "refs/heads/main", new)
    return 0


def _object(f: Forger) -> Path:
    """Return the file of entry 11's blob, unpacked if need be."""
    name = f.git.line("rev-parse", f"{REF}~{len(f.entries) - 11}:entry.json")
    data = dict(f.git.cat_file_batch([name]))[name]
    for pack in (f.path / ".git" / "objects" / "pack").glob("*"):
        pack.chmod(0o644)
    path = f.path / ".git" / "objects" / name[:2] / name[2:]
    if not path.exists():
        kept = f.path / ".git" / "kept"
        (f.path / ".git" / "objects" / "pack").rename(kept)
        for one in kept.glob("*.pack"):
            subprocess.run(
                ["git", "-C", f.path, "unpack-objects", "-q"], input=one.read_bytes(), check=True
            )
    assert path.exists()
    assert data
    return path


def _overwrite(f: Forger, what: str, content: bytes) -> None:
    path = _object(f)
    path.chmod(0o644)
    path.write_bytes(zlib.compress(f"{what} {len(content)}\0".encode() + content))


def test_the_honest_register_holds(copied: Path):
    """The register that is going to be spoiled holds (control case)."""
    report = verified(copied, live_head(copied))
    assert [str(one) for one in (*report.problems, *report.notes)] == []
    assert report.size > 50
    assert report.complete == f"up to entry {report.size} of {report.size}, by the live site"


@pytest.mark.parametrize("name", KINDS)
def test_tampering_is_found(copied: Path, name: str):
    """Each kind is found by the rule it breaks, at the first entry that is wrong."""
    rules, needs_witness, tamper = KINDS[name]
    head = live_head(copied)
    place = tamper(Forger(copied))
    report = verified(copied, *([head] if needs_witness else []))
    assert not report.ok
    found = [one for one in report.problems if one.rule.split()[0] in rules.split()]
    assert found, [str(one) for one in report.problems]
    if place is not None:
        assert place + 1 in [one.entry for one in found], [str(one) for one in found]
        assert min(p.entry for p in report.problems if p.entry and p.rule != "W1") == place + 1
    if needs_witness:
        alone = verified(copied)
        assert alone.ok, [str(one) for one in alone.problems]
        assert alone.complete == "", "without a witness nobody says that it is complete"


def test_there_are_enough_kinds():
    """At least forty kinds of tampering are tried."""
    assert len(KINDS) >= 40


def test_a_cut_history_is_refused(copied: Path, tmp_path: Path):
    """A shallow clone, and a history cut by hand, are not verified at all."""
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{copied}", tmp_path / "shallow"], check=True
    )
    with pytest.raises(UsageError, match="shallow"):
        verified(tmp_path / "shallow")
    git = Git(copied)
    (copied / ".git" / "shallow").write_text(git.line("rev-parse", f"{REF}~20") + "\n")
    with pytest.raises(UsageError, match="shallow"):
        verified(copied)
