"""A file that a policy shows or links to is a part of its text (T10)."""

from __future__ import annotations

import hashlib

import pytest
from msgspec import structs

from publisher.check.forecast import read_change
from publisher.errors import UsageError
from publisher.history.attachments import recorded, recorded_before
from publisher.model.entries import AttachedFile, write
from publisher.timeline.planning import compare_texts
from publisher.timeline.planning.contents import content_of_version, file_changes
from publisher.timeline.planning.link_checks import check_links
from publisher.timeline.planning.reversals import reversals
from publisher.timeline.rules import State
from tests.conftest import at
from tests.timeline.memory import World, notice, policy

LINKED = policy() + "\nThe fees are in [the annex](annex.pdf).\n"
ANNEX, FEES = "policy/annex.pdf", "policy/fees.png"


@pytest.fixture
def world() -> World:
    """A policy in force with an annex."""
    found = World()
    found.commit({ANNEX: "10 EUR"}, privacy=LINKED)
    assert found.publish("2026-11-02 09:00") == ["adopt privacy v1, effective 2014-01-27"]
    return found


@pytest.fixture
def pending(world: World) -> World:
    """The same with another annex announced on 23 November for 7 January."""
    world.commit({ANNEX: "99 EUR"})
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    return world


def annex(world: World, when: str, name: str = "privacy", path: str = ANNEX) -> str | None:
    """Return the bytes of an attachment in force."""
    history = world.repo.history()
    content = content_of_version(history, world.policy(when, name).in_force)
    files = dict(line.split(" ", 1)[::-1] for line in (content or "").split("\n")[1:])
    return world.repo.contents[files[path]].decode() if path in files else None


def test_another_file_waits_for_its_count(pending: World) -> None:
    """The Markdown is the same, and the change is announced, held and in force on its day."""
    assert annex(pending, "2027-01-06 22:59") == "10 EUR"
    assert annex(pending, "2027-01-06 23:00") == "99 EUR"
    entry = pending.store.read().entries[-1]
    assert entry.stored["verdict"] == "material"
    assert entry.stored["certain"] is False
    assert entry.stored["rules"] == ["attachment-replaced"]
    assert entry.stored["revision"] == entry.stored["from_revision"]
    assert pending.publish("2026-11-24 09:00") == []


def test_an_entry_names_the_digest_of_each_attachment(pending: World) -> None:
    """Those of the text, and the object ids of those of the text before."""
    first, second = (entry.fact for entry in pending.store.read().entries)
    blob, digest = hashlib.sha1(b"10 EUR").hexdigest(), hashlib.sha256(b"10 EUR").hexdigest()
    assert first.attachments == {ANNEX: AttachedFile(blob=blob, bytes=6, sha256=digest)}
    assert recorded_before(second) == recorded(first)
    assert recorded(second) != recorded(first)


def test_a_text_without_attachments_is_entered_as_before() -> None:
    """No field is added, so its entry is the one that an older publisher makes."""
    world = World()
    world.commit({ANNEX: "10 EUR"}, privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit({ANNEX: "99 EUR"})
    assert world.publish("2026-11-23 09:00") == []
    [entry] = world.store.read().entries
    assert "attachments" not in entry.stored
    assert b'"v":1' in entry.raw


def test_the_editor_can_call_a_new_file_editorial(world: World) -> None:
    """With a reason and a name, in a notice file, as for words."""
    fields = "policy: privacy\nsummary: The annex is legible now.\nclass: editorial\n"
    fields += "reason: The same table, scanned anew.\napproved-by: Counsel"
    world.commit({ANNEX: "10 EUR, scanned anew", **notice("scan", fields)})
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    assert annex(world, "2026-11-23 10:00") == "10 EUR, scanned anew"
    assert world.publish("2026-11-24 09:00") == []


def test_a_file_that_comes_back_withdraws_its_change(pending: World) -> None:
    """Nothing waits any more, as where words come back (T5)."""
    pending.commit({ANNEX: "10 EUR"})
    assert pending.publish("2026-11-25 09:00") == ["withdraw privacy v2"]
    assert annex(pending, "2027-02-01") == "10 EUR"


def test_a_later_text_that_brings_the_old_file_back_is_named(pending: World) -> None:
    """An announced change of a file is not taken back in silence."""
    pending.commit({ANNEX: "10 EUR"}, privacy=LINKED.replace("24 months", "13 months"))
    state = pending.policy("2026-12-01 09:00")
    [found] = reversals(pending.repo.history(), state.versions, at("2026-12-01 09:00"))
    assert (found.version.number, found.by.number, found.whole) == (2, 3, True)
    assert list(found.described_passages()) == [
        "the file annex.pdf would be the one from before the change again"
    ]


def test_a_third_file_while_one_is_pending_is_announced_by_itself(pending: World) -> None:
    """Another content of a pending version's file is news again, with a count of its own."""
    pending.commit({ANNEX: "55 EUR"})
    assert pending.publish("2026-12-01 09:00") == ["announce privacy v3, effective 2027-01-15"]
    assert annex(pending, "2027-01-08") == "99 EUR"
    assert annex(pending, "2027-01-15") == "55 EUR"


def test_files_and_words_that_change_together_are_one_version(world: World) -> None:
    """Two files and a sentence in one publication."""
    world.commit({FEES: "picture"}, privacy=LINKED + "\n![fees](fees.png)\n")
    world.publish("2026-11-03 09:00")
    text = LINKED.replace("24 months", "13 months") + "\n![fees](fees.png)\n"
    world.commit({ANNEX: "99 EUR", FEES: "other picture"}, privacy=text)
    assert world.publish("2027-03-01 09:00") == ["announce privacy v3, effective 2027-04-14"]
    rules = world.store.read().entries[-1].stored["rules"]
    assert rules.count("attachment-replaced") == 1
    assert annex(world, "2027-04-14", path=FEES) == "other picture"


def test_a_file_of_several_policies_is_announced_for_each(world: World) -> None:
    """Each has its own version, number and text in force."""
    world.commit(terms=LINKED.replace("Privacy", "Terms"))
    world.publish("2026-11-03 09:00")
    world.commit({ANNEX: "99 EUR"})
    assert world.publish("2026-11-23 09:00") == [
        "announce privacy v2, effective 2027-01-07",
        "announce terms v2, effective 2027-01-07",
    ]
    later = LINKED.replace("Privacy", "Terms").replace("2014-01-27", "2027-02-01")
    world.commit(terms=later)
    assert world.publish("2026-11-24 09:00") == ["postpone terms v2, effective 2027-02-01"]
    assert annex(world, "2027-01-20") == "99 EUR"
    assert annex(world, "2027-01-20", "terms") == "10 EUR"


def test_a_renamed_file_with_the_same_bytes_is_harmless(world: World) -> None:
    """Its link changes, and what the link leads to does not."""
    moved = LINKED.replace("(annex.pdf)", "(files/fees-2027.pdf)")
    world.commit({ANNEX: None, "policy/files/fees-2027.pdf": "10 EUR"}, privacy=moved)
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    entry = world.store.read().entries[-1]
    assert (entry.stored["verdict"], entry.stored["rules"]) == ("editorial", ["attachment-renamed"])


@pytest.mark.parametrize(
    ("link", "content"),
    [("(fees-2027.pdf)", "99 EUR"), ("(annex.pdf?x)", "99 EUR")],
)
def test_a_link_to_other_bytes_is_material(world: World, link: str, content: str) -> None:
    """Whatever the name is."""
    name = "policy/fees-2027.pdf" if "fees" in link else ANNEX
    world.commit({ANNEX: None, name: content}, privacy=LINKED.replace("(annex.pdf)", link))
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]


def test_a_renamed_file_hides_no_other_change(world: World) -> None:
    """Words that change along with it are judged as ever."""
    moved = LINKED.replace("(annex.pdf)", "(fees.pdf)").replace("24 months", "13 months")
    world.commit({ANNEX: None, "policy/fees.pdf": "10 EUR"}, privacy=moved)
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]


def test_a_deleted_file_stops_a_publication(world: World) -> None:
    """The message names the text, the line and the file."""
    world.commit({ANNEX: None})
    history, drafts = world.repo.history(), world.states("2026-11-23 09:00").drafts
    assert drafts[0].fact.rules == ("attachment-removed",)
    with pytest.raises(UsageError, match=r"'annex\.pdf', and there is no such file") as refused:
        check_links(history, drafts)
    assert refused.value.where == "policy/privacy.md:16"


def test_an_entry_from_before_attachments_were_recorded_has_those_of_its_commit() -> None:
    """So the first publication of a newer publisher neither misses nor invents a change."""
    world = World()
    world.commit({ANNEX: "10 EUR"}, privacy=LINKED)
    world.publish("2026-11-02 09:00")
    [entry] = world.store.read().entries
    bare = structs.replace(entry.fact, attachments=None)
    object.__setattr__(entry, "fact", bare)
    assert world.publish("2026-11-03 09:00") == []
    world.commit({ANNEX: "99 EUR"})
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]


def test_a_file_of_a_translation_belongs_to_the_translation() -> None:
    """Another content of it in a published version is not published without a decision (L4)."""
    world = World()
    french = LINKED.replace("title:", "translation-of: privacy\nlanguage: fr\ntitle:").replace(
        "annex.pdf", "annexe.pdf"
    )
    files = {ANNEX: "10 EUR", "policy/annexe.pdf": "10 EUR en français", "policy/vie.md": french}
    world.commit(files, privacy=LINKED)
    world.publish("2026-11-02 09:00")
    entry = world.store.read().entries[-1]
    assert entry.event == "translated"
    assert [one.path for one in recorded(entry.fact) or ()] == ["policy/annexe.pdf"]
    world.commit({"policy/annexe.pdf": "99 EUR en français"})
    assert world.publish("2026-11-23 09:00") == []
    fields = "policy: privacy\nlanguage: fr\nsummary: Une coquille.\nclass: editorial\n"
    world.commit({**notice("coquille", fields + "reason: Coquille.\napproved-by: Conseil")})
    assert world.publish("2026-11-24 09:00") == ["translate privacy v1 into fr"]


def test_check_names_the_file(world: World) -> None:
    """What it reports of a change says which file is another one."""
    world.commit({ANNEX: "99 EUR"})
    history = world.repo.history()
    change = read_change(
        history, world.store.read(), history.policies["privacy"], at("2026-11-23"), compare_texts
    )
    assert change is not None
    fields = write(change.state.drafts[0].fact)
    assert fields["rules"] == ["attachment-replaced"]
    assert change.state.state(change.state.versions[-1]) is State.PENDING


def test_changes_of_files_are_named_by_what_happened() -> None:
    """Replaced, added, removed and renamed."""
    old = "t\n1 a.pdf\n2 b.pdf\n3 c.pdf\n5 e.pdf"
    new = "t\n9 a.pdf\n2 b.pdf\n4 d.pdf\n5 f.pdf"
    assert [(one.rule, one.path) for one in file_changes(old, new)] == [
        ("attachment-replaced", "a.pdf"),
        ("attachment-removed", "c.pdf"),
        ("attachment-added", "d.pdf"),
        ("attachment-renamed", "f.pdf"),
    ]
    assert file_changes(old, old) == ()
