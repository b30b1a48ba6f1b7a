"""What an entry claims, forged with all digests made to hold again: found by git and by the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.register.branch_reader import object_id
from publisher.text.document import render_text

from .forger import REF, Forged, Forger
from .tampering import Kinds, announced, check_found, rehashed

KINDS = Kinds()


@KINDS.kind("T4")
def a_material_change_called_editorial(f: Forger) -> int:
    """The announcement becomes an amendment: in force at once, without notice."""
    place, content = announced(f, 9)
    content |= {"event": "amended", "verdict": "editorial", "proposed": "editorial",
                "version": content["follows"]}  # fmt: skip
    for name in ("notice", "follows", "effective", "earliest", "requested", "period"):
        content.pop(name)
    rehashed(f)
    return place


@KINDS.kind("T4")
def a_verdict_changed(f: Forger) -> int:
    """An amendment whose proposal was material and that nobody decided."""
    place = f.find("amended", 3)
    f.entries[place].content["proposed"] = "material"
    rehashed(f)
    return place


@KINDS.kind("H4")
def a_decision_that_nobody_took(f: Forger) -> int:
    """A change becomes an editor's decision without a notice that says so."""
    place, content = announced(f, 9)
    content |= {"event": "amended", "verdict": "editorial", "decided_by": "editor",
                "reason": "Trust me.", "approved_by": "Me", "version": content["follows"]}  # fmt: skip
    rehashed(f)
    return place


@KINDS.kind("H4")
def a_reason_changed(f: Forger) -> int:
    """Another reason for overruling than the one in the notice."""
    place = f.find("amended", decided_by="editor")
    f.entries[place].content["reason"] = "A typing mistake."
    rehashed(f)
    return place


@KINDS.kind("H4")
def an_approval_changed(f: Forger) -> int:
    """Another person is said to have approved."""
    place = f.find("amended", decided_by="editor")
    f.entries[place].content["approved_by"] = "The board"
    rehashed(f)
    return place


def derived(f: Forger) -> int:
    """Return the place of a correction that reached the text in force."""
    return next(n for n, one in enumerate(f.entries) if "derived_from" in one.content)


@KINDS.kind("H2")
def another_word_in_a_corrected_text(f: Forger) -> int:
    """The text in force gets a correction, and with it a promise that nobody announced."""
    place = derived(f)
    one = f.entries[place]
    source = one.more["source.md"].replace(b"24 months", b"48 months")
    one.more["source.md"] = source
    one.content["revision"] = object_id("blob", source)
    one.text = render_text(source.decode()).encode()
    rehashed(f)
    return place


@KINDS.kind("H2")
def a_text_of_no_commit_announced(f: Forger) -> int:
    """A whole new version is said to be derived, so that no commit need have it."""
    place, content = announced(f, 9)
    one = f.entries[place]
    source = b"---\ntitle: P1\neffective: 2011-03-01\n---\n\n# P1\n\nWe sell your data.\n"
    one.more["source.md"] = source
    content |= {
        "revision": object_id("blob", source),
        "derived_from": {"before": content["from_revision"], "after": content["revision"]},
    }
    one.text = render_text(source.decode()).encode()
    rehashed(f)
    return place


@KINDS.kind("T4")
def a_correction_that_no_later_version_has(f: Forger) -> int:
    """What is pending keeps the slip, and the text in force is changed by itself."""
    place = derived(f)
    del f.entries[place - 1]
    rehashed(f)
    return place - 1


@KINDS.kind("T8")
def a_corrected_text_of_another_promise(f: Forger) -> int:
    """The commit of the pending text would give the text in force that one's notice period."""
    place = derived(f)
    f.entries[place].content["commit"] = f.entries[place - 1].content["commit"]
    rehashed(f)
    return place


@KINDS.kind("T2")
def an_announcement_turned_into_an_adoption(f: Forger) -> int:
    """A text that would be in force without any notice."""
    place, content = announced(f)
    content["event"] = "adopted"
    rehashed(f)
    return place


@KINDS.kind("T2")
def a_later_text_adopted_as_the_first(f: Forger) -> int:
    """The register starts with a text that came later, as if it had always applied."""
    later = f.entries[f.find("announced", policy="p5")]
    for name in ("revision", "commit"):
        f.entries[4].content[name] = later.content[name]
    f.entries[4].text = later.text
    rehashed(f)
    return 4


@KINDS.kind("H2")
def another_policys_text(f: Forger) -> int:
    """A revision that is in git, but is another policy's."""
    place, content = announced(f)
    content["revision"] = f.entries[0].content["revision"]
    rehashed(f)
    return place


@KINDS.kind("H2")
def a_text_that_is_not_in_git(f: Forger) -> int:
    """A revision that nobody has."""
    place, content = announced(f)
    content["revision"] = "a" * 40
    rehashed(f)
    return place


@KINDS.kind("H1")
def a_commit_beside_the_main_line(f: Forger) -> int:
    """A commit that was made, and never was on the main branch."""
    place, content = announced(f)
    content["commit"] = f.git.line("rev-parse", REF)
    rehashed(f)
    return place


@KINDS.kind("H3")
def a_text_forged_with_its_digest(f: Forger) -> int:
    """Readers' text exchanged, the entry made to match."""
    place, _ = announced(f)
    f.entries[place].text = (f.entries[place].text or b"").replace(b"months", b"years")
    rehashed(f)
    return place


@KINDS.kind("T4")
def another_text_before(f: Forger) -> int:
    """A change judged against another text than the one readers had."""
    place, content = announced(f)
    content["from_revision"] = f.entries[0].content["revision"]
    rehashed(f)
    return place


@KINDS.kind("T1")
def a_version_left_out(f: Forger) -> int:
    """A number that was never given."""
    place, content = announced(f)
    content["version"] += 1
    rehashed(f)
    return place


@KINDS.kind("T1 T6")
def a_text_in_force_withdrawn(f: Forger) -> int:
    """A text that readers already live under disappears."""
    at = f.entries[-1].content["at"]
    f.entries.append(Forged({"v": 1, "key": "w", "at": at, "event": "withdrawn", "policy": "p1",
                             "version": 4, "reason": "x", "seq": 0, "prev": ""}))  # fmt: skip
    rehashed(f)
    return len(f.entries) - 1


@KINDS.kind("T5")
def a_withdrawal_without_a_reason(f: Forger) -> int:
    """Readers are owed a reason."""
    place = f.find("withdrawn")
    f.entries[place].content["reason"] = ""
    rehashed(f)
    return place


@KINDS.kind("H2")
def an_end_that_was_none(f: Forger) -> int:
    """A policy ends although its file is there."""
    place = f.find("ended")
    f.entries[place].content["commit"] = f.entries[0].content["commit"]
    rehashed(f)
    return place


@KINDS.kind("X1")
def an_exception_that_is_not_allowed(f: Forger) -> int:
    """Exceptions are for who configured that there may be some."""
    place, content = announced(f)
    content |= {"event": "exception", "reason": "Urgent.", "approved_by": "Me"}
    rehashed(f)
    return place


@KINDS.kind("R5")
def a_void_of_what_comes_later(f: Forger) -> int:
    """A void names an entry that is not there yet."""
    f.entries[20].content |= {"event": "void", "entry": 40, "reason": "x"}
    rehashed(f)
    return 20


@KINDS.kind("H5")
def the_evidence_removed(f: Forger) -> int:
    """An announcement that nobody saw."""
    place, content = announced(f)
    content["evidence"] = {}
    rehashed(f)
    return place


@KINDS.kind("R4")
def the_same_fact_twice(f: Forger) -> int:
    """A key that stood before."""
    f.entries[30].content["key"] = f.entries[7].content["key"]
    rehashed(f)
    return 30


@pytest.mark.parametrize("name", KINDS)
def test_tampering_is_found(copied: Path, name: str):
    """Each kind is found by the rule it breaks, at the first entry that is wrong."""
    check_found(copied, KINDS[name])
