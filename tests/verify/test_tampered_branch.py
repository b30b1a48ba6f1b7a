"""Commits and entries changed, moved, cut, doubled or slipped in, without the chain made to hold again."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from .forger import REF, Forger
from .tampering import Kinds, check_found, live_head, verified

KINDS = Kinds()


@KINDS.kind("H6 R2")
def one_byte_of_an_entry(f: Forger) -> int:
    """One word changed, the rest as it was: the plan shows where, the chain that it was."""
    f.entries[10].content["decided_by"] = "publishes"
    f.write()
    return 10


@KINDS.kind("R1")
def two_entries_swapped(f: Forger) -> int:
    """Entries 20 and 21 in each other's place."""
    f.entries[19], f.entries[20] = f.entries[20], f.entries[19]
    f.write()
    return 19


@KINDS.kind("R1")
def one_entry_removed(f: Forger) -> int:
    """The chain has a hole."""
    del f.entries[30]
    f.write()
    return 30


@KINDS.kind("R1")
def one_entry_doubled(f: Forger) -> int:
    """The same entry twice."""
    f.entries.insert(12, copy.deepcopy(f.entries[12]))
    f.write()
    return 13


@KINDS.kind("R1")
def the_beginning_cut_off(f: Forger) -> int:
    """The first five entries are gone."""
    del f.entries[:5]
    f.write()
    return 0


@KINDS.kind("R2")
def a_new_beginning_in_the_middle(f: Forger) -> int:
    """An entry that claims to follow nothing."""
    f.entries[25].content["prev"] = "0" * 64
    f.write()
    return 25


@KINDS.kind("R1 R2")
def an_entry_slipped_in(f: Forger) -> int:
    """A forged entry between two honest ones."""
    forged = copy.deepcopy(f.entries[14])
    forged.content["key"] = "slipped-in"
    f.entries.insert(15, forged)
    f.write()
    return 15


@KINDS.kind("B4")
def an_entry_cut_short(f: Forger) -> int:
    """Half an entry."""
    f.entries[9].raw = f.entries[9].bytes()[:-20]
    f.write()
    return 9


@KINDS.kind("B4")
def an_entry_in_another_form(f: Forger) -> int:
    """The same content with other white space."""
    f.entries[9].raw = f.entries[9].bytes().replace(b":", b": ")
    f.write()
    return 9


@KINDS.kind("B4")
def a_name_twice_in_an_entry(f: Forger) -> int:
    """Readers of JSON differ in which of the two they take."""
    f.entries[9].raw = f.entries[9].bytes()[:-1] + b',"v":1}'
    f.write()
    return 9


@KINDS.kind("B3")
def another_file_beside_an_entry(f: Forger) -> int:
    """A commit that holds more than its entry."""
    f.entries[9].more["note.txt"] = b"pay no attention"
    f.write()
    return 9


@KINDS.kind("B3")
def two_entries_in_one_commit(f: Forger) -> int:
    """A second entry in the same commit."""
    f.entries[9].more["entry-2.json"] = f.entries[10].bytes()
    f.write()
    return 9


@KINDS.kind("B3")
def a_text_removed(f: Forger) -> int:
    """The entry names a text that is not there."""
    f.entries[9].text = None
    f.write()
    return 9


@KINDS.kind("G3")
def a_text_exchanged(f: Forger) -> int:
    """Another text lies beside the entry than the one it names."""
    f.entries[9].text = b"<p>We keep everything.</p>"
    f.write()
    return 9


@KINDS.kind("B3")
def an_entry_that_is_a_link(f: Forger) -> int:
    """A symbolic link in the entry's place."""
    f.entries[9].mode = "120000"
    f.write()
    return 9


@KINDS.kind("B5")
def a_commit_that_says_something_else(f: Forger) -> int:
    """The branch's log would tell a reader another story."""
    f.entries[9].message = "announce p2 v2, effective 2030-01-01"
    f.write()
    return 9


@KINDS.kind("B1")
def a_merge(f: Forger) -> None:
    """A second line of commits comes in by the side."""
    f.entries[9].merge = "refs/heads/main"
    f.write()


@KINDS.kind("B3")
def junk_at_the_end(f: Forger) -> int:
    """A commit that is no entry, pushed on top."""
    tree = f.git.line("rev-parse", "main^{tree}")
    env = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    junk = f.git.run("commit-tree", "-m", "x", "-p", REF, tree, env=env).decode().strip()
    f.git.run("update-ref", REF, junk)
    return len(f.entries)


@KINDS.kind("newer")
def an_entry_of_the_future_format(f: Forger) -> int:
    """An entry that this version cannot understand is never passed over."""
    f.entries[50].content["v"] = 2
    f.write()
    return 50


def test_the_honest_register_holds(copied: Path):
    """The register that is going to be spoiled holds (control case)."""
    report = verified(copied, live_head(copied))
    assert [str(one) for one in (*report.problems, *report.notes)] == []
    assert report.size > 50
    assert report.complete == f"up to entry {report.size} of {report.size}, by the live site"


@pytest.mark.parametrize("name", KINDS)
def test_tampering_is_found(copied: Path, name: str):
    """Each kind is found by the rule it breaks, at the first entry that is wrong."""
    check_found(copied, KINDS[name])
