"""The notice in a policy's own front matter: whose change it explains, and what it is no part of."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from publisher.register.entry import Event
from publisher.text.comparison import compare
from publisher.text.document import frontmatter
from publisher.text.materiality.verdict import Verdict
from tests.conftest import POLICY, at
from tests.timeline.memory import World, notice, policy

PATH = "policy/privacy.md"
FIRST = "We keep logs for 13 months instead of 24."


def with_notice(text: str, *lines: str) -> str:
    """Return a policy whose front matter has a notice; lines: of the map."""
    return text.replace("---\n", "\n".join(["---", "notice:", *(f"  {x}" for x in lines), ""]), 1)


@pytest.fixture
def world() -> World:
    """A policy in force, then a material change of it with a notice in the same file, announced as v2."""
    found = World()
    found.commit(privacy=policy())
    found.publish("2026-11-02 09:00")
    found.commit(privacy=with_notice(policy(13), f"summary: {FIRST}"))
    found.publish("2026-11-23 09:00")
    return found


def _said(world: World, number: int) -> str:
    """The summary that readers of a version get."""
    blob = world.policy("2026-11-30").version(number).notice_blob
    assert blob is not None
    source = frontmatter.notice_source(world.repo.history().text(blob))
    return str(frontmatter.split(source, "n").fields["summary"])


def test_the_front_matter_explains_the_change_it_came_with(world: World) -> None:
    """The entry names the policy's file and the content that git has there."""
    version = world.policy("2026-11-24").version(2)
    assert (version.notice_path, version.notice_blob) == (PATH, version.revision)
    assert _said(world, 2) == FIRST


@pytest.mark.parametrize("old", [policy(13), with_notice(policy(13), "summary: Other words.")])
def test_editing_the_notice_is_no_change_of_the_text(old: str) -> None:
    """Neither that it comes nor that it says something else."""
    new = with_notice(policy(13), "summary: Words.", "text: |", "  Two lines", "  of words.")
    assert compare(old, new).verdict is Verdict.NONE


def test_new_words_alone_replace_those_of_their_version(world: World) -> None:
    """The version, its day and its text stay; the same words in another form enter nothing."""
    world.commit(privacy=with_notice(policy(13), "summary: Thirteen months, not 24."))
    (entry,) = world.enter(at("2026-11-24 09:00"))
    assert (entry.event, entry.fact.version) == (Event.AMENDED, 2)
    assert _said(world, 2) == "Thirteen months, not 24."
    assert world.policy("2026-11-25").version(2).effective.isoformat() == "2027-01-07"
    world.commit(privacy=with_notice(policy(13), "summary: >-", "  Thirteen months,", "  not 24."))
    assert world.publish("2026-11-26 09:00") == []


def test_words_that_were_used_explain_no_second_change(world: World) -> None:
    """They stay in the file until the editor writes others; the next version has no notice of its own."""
    world.commit(privacy=with_notice(policy(12), f"summary: {FIRST}"))
    world.publish("2026-11-24 09:00")
    assert world.policy("2026-11-25").version(3).notice_path is None
    world.commit(privacy=with_notice(policy(12), "summary: Twelve."))
    world.publish("2026-11-26 09:00")
    assert (_said(world, 2), _said(world, 3)) == (FIRST, "Twelve.")


def test_new_words_with_a_new_text_are_those_of_the_new_version(world: World) -> None:
    """What readers of the version before get stays as it was announced."""
    world.commit(privacy=with_notice(policy(12), "summary: Twelve."))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v3, effective 2027-01-08"]
    assert (_said(world, 2), _said(world, 3)) == (FIRST, "Twelve.")


def test_words_about_a_correction_are_never_those_of_the_version(world: World) -> None:
    """An editorial change leaves the notice of the announced version alone, later too."""
    world.commit(privacy=with_notice(policy(13, "by  post "), "summary: Spaces."))
    world.publish("2026-11-24 09:00")
    slip = policy(13).replace("reply", "repply")
    world.commit(
        privacy=with_notice(slip, "class: editorial", "reason: a slip", "approved-by: A. Counsel")
    )
    world.publish("2026-11-25 09:00")
    assert world.publish("2026-11-26 09:00") == []


def test_the_front_matter_can_decide_and_withdraw(world: World) -> None:
    """It holds what a notice file may hold."""
    world.commit(privacy=with_notice(policy(), "reason: Too many questions."))
    world.publish("2026-11-24 09:00")
    withdrawn = world.store.read().entries[-1]
    assert withdrawn.event is Event.WITHDRAWN
    assert (withdrawn.fact.reason, withdrawn.fact.decision_file) == ("Too many questions.", PATH)


def test_a_change_has_one_notice() -> None:
    """A file and the front matter at once are one clear message."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(
        notice("n", "policy: privacy\nsummary: Words."),
        privacy=with_notice(policy(13), "summary: Other words."),
    )
    with pytest.raises(UsageError, match=r"notices/n\.md: .*two notices.*privacy\.md.*keep one"):
        world.publish("2026-11-23 09:00")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sumary: Words.", r"privacy\.md:4: unknown key 'sumary'.*'summary'"),
        ("class: editoral", r"privacy\.md:4: .*isn't a class"),
        ("policy: terms", r"privacy\.md:4: unknown key 'policy'"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, message: str) -> None:
    """As in a notice file."""
    world = World()
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(privacy=with_notice(policy(13), "reason: Why.", line))
    with pytest.raises(UsageError, match=message):
        world.publish("2026-11-23 09:00")


def test_empty_values_are_absent(world: World) -> None:
    """A form that writes each of its fields says nothing with the empty ones."""
    empty = ("summary: Twelve.", "class: ''", "replaces: []", 'reason: ""', "action:", "text: ''")
    world.commit(privacy=with_notice(policy(12), *empty).replace("title:", "id: ''\ntitle:"))
    world.publish("2026-11-24 09:00")
    assert _said(world, 3) == "Twelve."
    world.commit(privacy=with_notice(policy(12), "summary: ''", "class: ''"))
    assert world.publish("2026-11-25 09:00") == []


@pytest.mark.parametrize("value", ["{level: info, html: Draft}", "Draft of a text", "[a, b]"])
def test_a_notice_of_another_program_is_left_alone(value: str) -> None:
    """A map is ours if it has a key that only a notice has."""
    world = World()
    world.commit(privacy=policy(notice=value))
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13, notice=value))
    world.publish("2026-11-23 09:00")
    assert world.policy("2026-11-24").version(2).notice_path is None


REWRITTEN = [
    ("order", lambda t: t.replace("title: ", "zz: 1\ntitle: ").replace("zz: 1\n", "")),
    ("quotes", lambda t: t.replace("effective: 2026-01-01", "effective: '2026-01-01'")),
    ("instant", lambda t: t.replace("2026-01-01", "2026-01-01T00:00:00.000+02:00", 1)),
    ("utc", lambda t: t.replace("2026-01-01", "2026-01-01T00:00:00Z", 1)),
    ("local", lambda t: t.replace("2026-01-01", "2026-01-01T00:00:00", 1)),
    ("windows", lambda t: t.replace("\n", "\r\n")),
    ("spaces", lambda t: t.replace("\n", "  \n", 4)),
    ("empty", lambda t: t.replace("---\n", "---\ndescription: ''\nlanguage: ''\n", 1)),
]


@pytest.mark.parametrize(
    ("kind", "rewrite"), REWRITTEN, ids=lambda x: x if isinstance(x, str) else ""
)
def test_front_matter_that_a_form_rewrote_is_no_change(kind: str, rewrite: object) -> None:
    """Nothing is announced or entered because of how the YAML is written."""
    world = World()
    before = POLICY.replace(POLICY.split("effective: ")[1][:10], "2026-01-01", 1)
    world.commit(privacy=before)
    world.publish("2026-11-02 09:00")
    assert callable(rewrite)
    after = rewrite(before)
    assert kind == "order" or after != before
    world.commit(privacy=after)
    assert world.publish("2026-11-23 09:00") == []


def test_an_instant_that_names_no_day_is_refused() -> None:
    """In UTC, an evening may be the next day where the policy applies."""
    world = World()
    world.commit(privacy=policy(effective="2026-05-31T22:00:00.000Z"))
    with pytest.raises(UsageError, match=r"isn't a valid date.*YYYY-MM-DD"):
        world.publish("2026-11-02 09:00")
