"""Forgeries by whoever may push to the register, to the main branch, or to both: all digests made to hold."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.git_store import GitStore
from publisher.verify import verify

from .conftest import NOW
from .forger import REF, Forged, Forger
from .tampering import Kinds, announced, check_found, rehashed, verified
from .test_forged_plan import content, last_of_publication

KINDS = Kinds()
OLD, NEWER = "policy-publisher 0.0.1", "policy-publisher 99.0"


def changed(rules: str, name: str, value: object, *, strict: bool = False, of: int = 20) -> Any:
    """Add a kind that changes one field of an announcement."""

    def add(function: Callable[[], None]) -> Callable[[], None]:
        def tamper(f: Forger) -> int:
            place, fields = announced(f, of)
            if value is GONE:
                del fields[name]
            else:
                fields[name] = value(fields[name]) if callable(value) else value
            rehashed(f)
            return place

        tamper.__name__ = function.__name__
        KINDS.kind(rules, strict=strict)(tamper)
        return function

    return add


GONE = object()


def voided(f: Forger, target: int, after: int | None = None, **fields: object) -> int:
    """Add a void of an entry, at the end or after the publication of one, and return its place."""
    policy, last = content(f, target)["policy"], len(f.entries) - 1
    place = (last if after is None else last_of_publication(f, after)) + 1
    made = {"v": 1, "seq": 0, "prev": "", "key": f"void:{target + 1}", "event": "void", "policy": policy,
            "at": content(f, place - 1)["at"], "entry": target + 1, "reason": "A slip."}  # fmt: skip
    made.update(fields)
    f.entries.insert(place, Forged({name: one for name, one in made.items() if one is not GONE}))
    rehashed(f)
    return place


def misdated(f: Forger, first: int, **fields: object) -> int:
    """Add an entry that calls the last ones, from one on, from the future; return its place."""
    at = fields.get("at", "2025-06-01T00:00:00Z")
    made = {"v": 1, "seq": 0, "prev": "", "key": "misdated:x", "event": "misdated", "policy": "", "at": at,
            "entry": first + 1, "reason": "A wrong clock.",
            "evidence": {"url": "https://policies.example/", "date": at}}  # fmt: skip
    made.update(fields)
    f.entries.append(Forged({name: one for name, one in made.items() if one is not GONE}))
    rehashed(f)
    return len(f.entries) - 1


def ahead(f: Forger, at: str = "2025-06-02T08:00:00Z") -> int:
    """Void an archived version with a clock that is ahead, which nothing forbids; return its place."""
    return voided(f, f.find("announced", 0), at=at)


# -- voids: who may push to the register --


@KINDS.kind("R5")
def a_postponement_voided_in_anothers_name(f: Forger) -> int:
    """The day would come back, and nothing said of the policy itself."""
    place = f.find("postponed")
    return voided(f, place, after=place, policy="p1")


@KINDS.kind("R5")
def a_withdrawal_voided_in_anothers_name(f: Forger) -> int:
    """The version would come back."""
    place = f.find("withdrawn")
    return voided(f, place, after=place, policy="p1")


@KINDS.kind("R5")
def a_void_in_nobodys_name(f: Forger) -> int:
    """As the void of a commit, but of an entry."""
    return voided(f, f.find("announced", 0), policy="")


@KINDS.kind("R5")
def a_void_without_a_reason(f: Forger) -> int:
    """Nobody learns why."""
    return voided(f, f.find("announced", 0), reason=GONE)


@KINDS.kind("R5")
def a_void_with_a_blank_reason(f: Forger) -> int:
    """White space is no reason."""
    return voided(f, f.find("announced", 0), reason=" \t")


@KINDS.kind("R5")
def a_void_whose_reason_is_no_text(f: Forger) -> int:
    """A number says nothing."""
    return voided(f, f.find("announced", 0), reason=7)


@KINDS.kind("X2")
def a_withdrawal_voided(f: Forger) -> int:
    """The version would come back, pending as it was."""
    place = f.find("withdrawn")
    return voided(f, place, after=place)


@KINDS.kind("X2")
def an_old_withdrawal_voided(f: Forger) -> int:
    """The version would have applied in the past."""
    return voided(f, f.find("withdrawn"))


@KINDS.kind("X2")
def an_old_postponement_voided(f: Forger) -> int:
    """An archived version would have applied earlier."""
    return voided(f, f.find("postponed"))


@KINDS.kind("X2")
def a_text_in_force_voided(f: Forger) -> int:
    """An older text would apply at once."""
    return voided(f, f.find("announced", policy="p1", version=4))


@KINDS.kind("X2")
def a_first_text_in_force_voided(f: Forger) -> int:
    """Another text could be adopted in its place, without notice."""
    return voided(f, 0, after=7, at="2024-01-09T09:30:00Z")


@KINDS.kind("X2")
def an_end_in_force_voided(f: Forger) -> int:
    """A policy that ended would apply again."""
    return voided(f, f.find("ended"))


@KINDS.kind("X2")
def an_amendment_in_force_voided(f: Forger) -> int:
    """The text in force would be another one at once."""
    place = f.find("amended", policy="p1", version=3)
    return voided(f, place, after=f.find("ended"))


@KINDS.kind("R5")
def a_void_of_a_void(f: Forger) -> int:
    """A void is final."""
    return voided(f, ahead(f, content(f, len(f.entries) - 1)["at"]), key="void:v")


@KINDS.kind("R5")
def an_entry_voided_twice(f: Forger) -> int:
    """The second void has nothing to name."""
    place = f.find("announced", 0)
    voided(f, place)
    return voided(f, place, key="void:again")


@KINDS.kind("R5")
def a_void_of_true(f: Forger) -> int:
    """`true` counts as 1 in some languages."""
    return voided(f, 0, entry=True)


@KINDS.kind("R5")
def a_void_of_a_word(f: Forger) -> int:
    """A number in quotation marks is no number."""
    return voided(f, f.find("announced", 0), entry="9")


@KINDS.kind("R5")
def a_void_of_nothing(f: Forger) -> int:
    """No entry has the number 0."""
    return voided(f, f.find("announced", 0), entry=0)


@KINDS.kind("R5")
def a_void_of_itself(f: Forger) -> int:
    """It names its own number."""
    return voided(f, f.find("announced", 0), entry=len(f.entries) + 1)


@KINDS.kind("R5")
def a_void_that_names_two_things(f: Forger) -> int:
    """An entry, and with it a commit that would be declared along."""
    return voided(f, f.find("announced", 0), commit=f.git.line("rev-parse", REF))


@KINDS.kind("R5")
def a_void_that_names_nothing(f: Forger) -> int:
    """Neither an entry nor a commit."""
    return voided(f, f.find("announced", 0), entry=GONE)


@KINDS.kind("R5")
def a_void_of_an_entrys_commit(f: Forger) -> int:
    """The log would say that an honest commit is wrong."""
    commit = f.git.line("rev-parse", f"{REF}~4")
    return voided(f, f.find("announced", 0), entry=GONE, policy="", commit=commit)


@KINDS.kind("H7")
def a_void_within_a_publication(f: Forger) -> int:
    """It tears what was entered together."""
    first = f.find("announced", policy="p1", version=4)
    named, at = f.find("announced", 0) + 1, content(f, first)["at"]
    void = {"v": 1, "seq": 0, "prev": "", "key": "void:x", "event": "void", "policy": "p1", "at": at,
            "entry": named, "reason": "A slip."}  # fmt: skip
    f.entries.insert(first + 3, Forged(void))
    rehashed(f)
    return first + 2


@KINDS.kind("H6", strict=True)
def a_void_that_says_more(f: Forger) -> int:
    """Fields that no void has could say to a reader what the register does not."""
    return voided(f, f.find("announced", 0), effective="2024-01-01", version=2)


# -- entries called misdated, to step back in time --


@KINDS.kind("R3")
def honest_entries_called_misdated(f: Forger) -> int:
    """A host's clock confirmed when they were seen."""
    return misdated(f, len(f.entries) - 7, at="2024-10-20T00:00:00Z")


@KINDS.kind("R3")
def entries_of_the_past_called_misdated(f: Forger) -> int:
    """They do not lie after the entry that says so."""
    return misdated(f, len(f.entries) - 7)


@KINDS.kind("R3")
def a_step_back_too_far(f: Forger) -> int:
    """It lies before entries that it does not name."""
    return misdated(f, ahead(f), at="2024-01-01T00:00:00Z")


@KINDS.kind("R3")
def a_step_back_over_nothing(f: Forger) -> int:
    """It names no entry."""
    return misdated(f, len(f.entries))


@KINDS.kind("R3")
def a_step_back_over_true(f: Forger) -> int:
    """It names no number."""
    return misdated(f, 0, entry=True)


@KINDS.kind("R5")
def a_step_back_without_a_reason(f: Forger) -> int:
    """Nobody learns why."""
    return misdated(f, ahead(f), reason="")


@KINDS.kind("H5")
def a_step_back_that_no_host_confirms(f: Forger) -> int:
    """Only one clock says that entries lie in the future."""
    return misdated(f, ahead(f), evidence=GONE)


@KINDS.kind("H5")
def a_step_back_against_the_hosts_clock(f: Forger) -> int:
    """The host's clock says another year."""
    return misdated(f, ahead(f), evidence={"date": "2025-01-01T00:00:00Z"})


@KINDS.kind("H5 G4", strict=True)
def honest_entries_stripped_and_called_misdated(f: Forger) -> int:
    """Without the host's clock in their evidence they could have been from the future; nobody can tell."""
    for one in f.entries[-7:]:
        one.content["evidence"]["date"] = None
    misdated(f, len(f.entries) - 7, at="2024-10-20T00:00:00Z")
    return len(f.entries) - 8


# -- the text as readers saw it --


def text_changed(rules: str, change: Callable[[bytes], bytes], generator: str = OLD) -> Any:
    """Add a kind that changes a stored text, by an older version of the publisher as the entry says."""

    def add(function: Callable[[], None]) -> Callable[[], None]:
        def tamper(f: Forger) -> int:
            place, fields = announced(f)
            at = fields["at"]
            for one in f.entries:
                if one.content["at"] == at and generator:
                    one.content["evidence"]["generator"] = generator
            before = f.entries[place].text or b""
            f.entries[place].text = change(before)
            assert f.entries[place].text != before
            rehashed(f)
            return place

        tamper.__name__ = function.__name__
        KINDS.kind(rules.rstrip("?"), strict=rules.endswith("?"))(tamper)
        return function

    return add


def text_gone(event: str) -> None:
    """Add a kind that removes the text of an entry with its digest."""

    def tamper(f: Forger) -> int:
        place = f.find(event, 2)
        f.entries[place].text = None
        rehashed(f)
        return place

    tamper.__name__ = f"the_text_of_an_{event}_entry_removed"
    KINDS.kind("H3")(tamper)


for _event in ("adopted", "announced", "amended"):
    text_gone(_event)


def text_added(event: str) -> None:
    """Add a kind that puts a text beside an entry that publishes none."""

    def tamper(f: Forger) -> int:
        place = f.find(event)
        f.entries[place].text = b"<p>We may do anything.</p>"
        rehashed(f)
        return place

    tamper.__name__ = f"a_text_beside_a_{event}_entry"
    KINDS.kind("H3")(tamper)


for _event in ("postponed", "withdrawn", "ended"):
    text_added(_event)


def _texts() -> None:
    """Add a kind for each way to change a text under an older version's name."""
    added: dict[str, bytes] = {
        "a_script": b"<script src=//evil.example/x.js></script>",
        "a_hidden_block": b'<div style="display:none">We sell your data.</div>',
        "an_event_handler": b'<p onclick="x()">Write.</p>',
        "a_frame": b"<iframe src=https://evil.example/></iframe>",
        "a_comment": b"<!-- We sell your data. -->",
        "a_link_that_runs": b'<p><a href="javascript:x()">Here</a></p>',
        "a_picture_from_elsewhere": b'<p><img src="https://evil.example/x.png" alt=""></p>',
        "a_refresh": b'<meta http-equiv="refresh" content="0;url=//evil.example">',
        "a_foreign_class": b'<p class="md-hidden">We sell it.</p>',
        "a_form": b'<form action="//evil.example"><input name="x"></form>',
        "a_drawing": b"<svg><text>We sell it.</text></svg>",
        "a_template": b"<template><p>We sell it.</p></template>",
        "a_style_sheet": b"<style>p{display:none}</style>",
        "one_more_sentence": b"<p>We sell your data.</p>",
    }
    for name, html in added.items():
        text_changed("H3", lambda text, html=html: text + html)(_named(f"a_text_with_{name}"))
    other: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "no_word": ("H3", lambda _: b""),
        "another_word": ("H3", lambda text: text.replace(b"Contact", b"Content")),
        "another_number": ("H3", lambda text: text.replace(b" months", b"9 months")),
        "another_sign": ("H3?", lambda text: text.replace(b"months.", b"months!")),
        "another_mark": ("H3?", lambda text: text.replace(b"months", b"<em>months</em>")),
        "letters_in_reverse": ("H3?", lambda text: text.replace(b" months", "\u202e months".encode())),
        "a_letter_that_nobody_sees": ("H3?", lambda text: text.replace(b"keep", "ke\u200bep".encode())),
    }  # fmt: skip
    for name, (rules, change) in other.items():
        text_changed(rules, change)(_named(f"a_text_with_{name}"))
    text_changed("H3", lambda text: text.replace(b"months.", b"months!"), "")(
        _named("a_text_of_this_version_with_another_sign")
    )


def _named(name: str) -> Any:
    def function() -> None: ...

    function.__name__ = name
    return function


_texts()


# -- what was seen --


def seen(rules: str, name: str, value: object, *, strict: bool = False, label: str) -> None:
    """Add a kind that changes the evidence of a whole publication."""

    def tamper(f: Forger) -> int:
        _, fields = announced(f)
        first = min(p for p, one in enumerate(f.entries) if one.content["at"] == fields["at"])
        for one in f.entries:
            if one.content["at"] == fields["at"]:
                if value is GONE:
                    del one.content["evidence"][name]
                else:
                    one.content["evidence"][name] = value
        rehashed(f)
        return first

    tamper.__name__ = label
    KINDS.kind(rules, strict=strict)(tamper)


seen("H5", "date", "2023-06-01T00:00:00Z", label="a_hosts_clock_of_another_year")
seen("H5", "date", "0", label="a_hosts_clock_that_says_nothing")
seen("H5", "date", 20240417, label="a_hosts_clock_in_another_form")
seen("H5", "date", "2024-04-17T09:00:00+09:00", label="a_hosts_clock_of_another_zone")
seen("H5", "date", None, strict=True, label="a_hosts_clock_taken_away")
seen("H5", "url", "https://evil.example/", strict=True, label="another_hosts_address")
seen("H5", "url", "", label="no_address")
seen("H5", "page", "https://evil.example/notice/", label="a_page_of_another_host")
seen("H5", "page", "../elsewhere/", label="a_page_above_the_site")
seen("H5", "page", GONE, label="no_page")
seen("H5", "sha256", "x", label="a_digest_that_is_none")
seen("H5", "sha256", GONE, label="no_digest")
seen("H5", "generator", NEWER, strict=True, label="built_by_a_version_to_come")
seen("H5", "generator", "another-program 1.0", strict=True, label="built_by_another_program")
seen("H5", "generator", "", label="built_by_nothing")
seen("H5", "build", "", label="seen_in_no_build")
seen("demonstration", "demonstration", True, strict=True, label="called_a_demonstration")
seen("H1", "commit", "f" * 40, label="built_from_a_commit_that_nobody_has")


@KINDS.kind("H5")
def an_instant_moved_by_three_hours(f: Forger) -> int:
    """The host's clock still says when it was."""
    for one in f.entries[-7:]:
        one.content["at"] = one.content["at"].replace("T09", "T12")
    rehashed(f)
    return len(f.entries) - 7


@KINDS.kind("H7")
def a_publication_torn_in_two(f: Forger) -> int:
    """Its second half claims to have been seen a minute later."""
    for one in f.entries[-3:]:
        one.content["at"] = one.content["evidence"]["date"] = one.content["at"].replace(
            "T09:00", "T09:01"
        )
    rehashed(f)
    return len(f.entries) - 4


# -- days and tables --


def table(label: str, change: Callable[[dict[str, Any]], None], *, strict: bool = True) -> None:
    """Add a kind that claims another table of holidays."""

    def tamper(f: Forger) -> int:
        place = _with_holidays(f)
        period = f.entries[place].content["period"]
        period["library"] = "holidays 0.1"
        change(f.entries[place].content)
        rehashed(f)
        return place

    tamper.__name__ = label
    KINDS.kind("T3", strict=strict)(tamper)


def _with_holidays(f: Forger) -> int:
    return next(
        place
        for place, one in enumerate(f.entries)
        if one.content["event"] == "announced" and one.content["period"]["holidays"]
    )


def _no_holiday(fields: dict[str, Any]) -> None:
    gone = {one["date"] for one in fields["period"]["holidays"]}
    fields["period"]["holidays"] = []
    fields["period"]["skipped"] = [s for s in fields["period"]["skipped"] if s["date"] not in gone]


def _earlier(fields: dict[str, Any]) -> None:
    _no_holiday(fields)
    early = date.fromisoformat(fields["effective"]) - timedelta(1)
    while early.weekday() > 4:
        early -= timedelta(1)
    fields["effective"] = fields["earliest"] = early.isoformat()


@KINDS.kind("H7")
def a_table_by_which_a_day_is_earlier(f: Forger) -> None:
    """The next publication would have postponed it, and did not."""
    place = _with_holidays(f)
    f.entries[place].content["period"]["library"] = "holidays 0.1"
    _earlier(f.entries[place].content)
    rehashed(f)


table("a_table_without_a_holiday", _no_holiday)
table(
    "a_table_with_another_name_for_a_holiday",
    lambda fields: fields["period"]["holidays"][0].update(name="Feast"),
)
table(
    "a_table_with_one_more_holiday",
    lambda fields: fields["period"]["holidays"].append(
        {"date": fields["effective"], "name": "Day"}
    ),
)


def count(rules: str, name: str, value: object, *, label: str) -> None:
    """Add a kind that changes how an announcement was counted."""

    def tamper(f: Forger) -> int:
        place, fields = announced(f)
        fields["period"][name] = value
        rehashed(f)
        return place

    tamper.__name__ = label
    KINDS.kind(rules)(tamper)


count("T8", "counting", "workday", label="another_way_of_counting")
count("T8 T9", "timezone", "Pacific/Auckland", label="another_zone")
count("T8 T3", "closures", ["2024-05-02"], label="a_closed_day_that_nobody_configured")
count("T8 T3", "extra_holidays", ["2024-05-02"], label="a_holiday_that_nobody_configured")
count("T8 T3", "also", ["GB"], label="a_legal_minimum_that_nobody_configured")
count("T3", "skipped", [], label="a_list_of_closed_days_emptied")
changed("T3", "earliest", "2024-04-20")(_named("an_earliest_day_alone"))
changed("T9 T3", "day", GONE)(_named("no_day_of_publication"))


@KINDS.kind("T3")
def a_postponement_without_a_table(f: Forger) -> int:
    """Nobody could count its days again."""
    place = f.find("postponed")
    del content(f, place)["period"]["library"]
    rehashed(f)
    return place


# -- what follows from git --

changed("T4", "follows", 1)(_named("a_change_of_another_version"))
changed("T1", "version", True)(_named("a_version_that_is_true"))
changed("T1", "notice", "p1-9")(_named("a_notice_of_another_name"))
changed("H4", "decided_by", "editor")(_named("a_decision_without_a_file"))
changed("T4 H6", "proposed", "editorial")(_named("another_proposal"))
changed("T4", "verdict", "editorial")(_named("another_verdict"))
changed("H6", "rules", lambda rules: [*rules, "made-up"])(_named("a_rule_that_does_not_exist"))
changed("H6", "certain", 1, of=12)(_named("a_one_that_counts_as_true"))
changed("H2", "path", "policy/p1.md")(_named("another_policys_file"))
changed("H6 H2", "policy", "p9")(_named("a_policy_that_does_not_exist"))


@KINDS.kind("H6 H7 H5")
def a_first_text_that_nobody_saw(f: Forger) -> int:
    """A text that was seen live claims to have been adopted by hand."""
    del content(f, 3)["evidence"]
    rehashed(f)
    return 2


@KINDS.kind("H7")
def a_whole_publication_left_out(f: Forger) -> None:
    """The amendments of one day are gone, and the rest made to match."""
    at = content(f, f.find("amended", 5))["at"]
    f.entries = [one for one in f.entries if one.content["at"] != at]
    rehashed(f)


@KINDS.kind("R4 H7 T4")
def a_publication_entered_again(f: Forger) -> None:
    """The announcements of the end once more, under other keys."""
    again = copy.deepcopy(f.entries[-7:])
    for one in again:
        one.content["key"] += ":2"
    f.entries += again
    rehashed(f)


@KINDS.kind("H7")
def two_entries_of_a_publication_in_another_order(f: Forger) -> None:
    """Each is as it was; only their order is another one."""
    f.entries[-2], f.entries[-3] = f.entries[-3], f.entries[-2]
    rehashed(f)


# -- who may push to the main branch --


def committed(f: Forger, change: Callable[[str], str], name: str = "mkdocs.yml") -> None:
    """Commit a changed file on top of the main branch."""
    text = change(f.git.run("cat-file", "blob", f"main:{name}").decode())
    blob = f.git.run("hash-object", "-w", "--stdin", input=text.encode()).decode().strip()
    tree = f.git.run("ls-tree", "-r", "main").decode().splitlines()
    lines = [f"100644 blob {blob}\t{name}" if one.endswith(f"\t{name}") else one for one in tree]
    folders: dict[str, list[str]] = {}
    top = []
    for one in lines:
        head, _, path = one.partition("\t")
        folder, slash, rest = path.partition("/")
        (folders.setdefault(folder, []) if slash else top).append(f"{head}\t{rest or path}")
    for folder, own in folders.items():
        top.append(f"040000 tree {_tree(f, own)}\t{folder}")
    env = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    new = f.git.run("commit-tree", "-m", "x", "-p", "main", _tree(f, top), env=env).decode().strip()
    f.git.run("update-ref", "refs/heads/main", new)


def _tree(f: Forger, lines: list[str]) -> str:
    nested: dict[str, list[str]] = {}
    own = []
    for one in lines:
        head, _, path = one.partition("\t")
        folder, slash, rest = path.partition("/")
        if slash:
            nested.setdefault(folder, []).append(f"{head}\t{rest}")
        else:
            own.append(one)
    for folder, inner in nested.items():
        own.append(f"040000 tree {_tree(f, inner)}\t{folder}")
    return f.git.run("mktree", input=("\n".join(own) + "\n").encode()).decode().strip()


@KINDS.kind("H1")
def the_main_branch_set_back(f: Forger) -> None:
    """What was announced later is no longer in git."""
    f.git.run("update-ref", "refs/heads/main", "main~2")


@KINDS.kind("H2 H6 H7 H3")
def a_policys_text_overwritten_on_disk(f: Forger) -> None:
    """In a copy given as a folder the object has another content than its id says."""
    import subprocess
    import zlib

    name = content(f, len(f.entries) - 1)["revision"]
    data = f.git.run("cat-file", "blob", name).replace(b"months", b"years")
    for pack in list((f.path / ".git/objects/pack").glob("*.pack")):
        moved = f.path / ".git" / pack.name
        pack.rename(moved)
        subprocess.run(
            ["git", "-C", f.path, "unpack-objects", "-q"], input=moved.read_bytes(), check=True
        )
    path = f.path / ".git/objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(zlib.compress(b"blob %d\0" % len(data) + data))


# -- who may write everything anew --


@KINDS.kind("W1", witness="another instant within the hour, and the host's clock along with it")
def an_instant_moved_with_its_host(f: Forger) -> None:
    """Half an hour earlier, the same day: nothing follows from it."""
    for one in f.entries[-7:]:
        one.content["at"] = one.content["evidence"]["date"] = one.content["at"].replace(
            "T09:00", "T08:30"
        )
    rehashed(f)


@KINDS.kind("W1", witness="another digest of the page that was seen")
def another_digest_of_a_page(f: Forger) -> None:
    """What a page looked like follows from nothing."""
    f.entries[-1].content["evidence"]["sha256"] = "0" * 64
    rehashed(f)


@KINDS.kind("W1", witness="another page of the site")
def another_page_of_the_site(f: Forger) -> None:
    """Where on the site the notice was follows from nothing."""
    f.entries[-1].content["evidence"]["page"] = "notices/elsewhere/"
    rehashed(f)


@KINDS.kind("W1", witness="an earlier version of the publisher that wrote the same")
def an_older_version_of_the_same_words(f: Forger) -> None:
    """Everything is as this version has it, and so it could have been."""
    for one in f.entries[-7:]:
        one.content["evidence"]["generator"] = OLD
    rehashed(f)


@pytest.mark.parametrize("name", KINDS)
def test_a_forgery_is_found(copied: Path, name: str) -> None:
    """Each is found by its rule, fails `--strict` as a note, or needs a head from outside."""
    check_found(copied, KINDS[name])


def test_there_are_eighty_of_them() -> None:
    """So many kinds besides those of the other files."""
    assert len(KINDS) >= 80


def test_another_branch_configured_is_found(copied: Path) -> None:
    """The register would seem never to have begun."""
    f = Forger(copied)
    committed(f, lambda text: text + "      register_branch: other\n")
    git = Git(copied)
    report = verify(GitStore(git, "other", strict=False), read_history(git), now=NOW)
    assert [one.rule for one in report.problems] == ["G2"]
    assert report.size == 0


def test_a_zone_that_does_not_exist_is_a_problem(copied: Path) -> None:
    """Verification goes on to its end and names the entry."""
    f = Forger(copied)
    content(f, 4)["timezone"] = "Europe/Nowhere"
    rehashed(f)
    assert 5 in [one.entry for one in verified(copied).problems]
