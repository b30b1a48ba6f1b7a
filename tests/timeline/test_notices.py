"""Words for readers: how a notice is read, and which change it belongs to."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from tests.conftest import MKDOCS_YML
from tests.timeline.memory import World, notice, policy


@pytest.fixture
def world() -> World:
    """Two policies in force."""
    found = World()
    found.commit(privacy=policy(), terms=policy(6))
    found.publish("2026-11-02 09:00")
    return found


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("summary: Words.", r"n\.md: .*which policy.*add 'policy: …' \(privacy, terms\)"),
        ("policy: privcy", r"n\.md:2: .*'privcy', which does not exist.*write 'privacy'"),
        ("policy: [privacy, nothing]", r"n\.md:2: .*'nothing'.*write one of: privacy, terms"),
        ("policy: privacy\nsumary: Words.", r"n\.md:3: unknown key 'sumary'.*write 'summary'"),
        ("policy: privacy\nsummary: 12", r"n\.md:3: 'summary' isn't a sentence"),
        ("policy: privacy\nclass: editoral", r"n\.md:3: .*isn't a class.*write 'editorial'"),
        ("policy: privacy\nclass: huge", r"n\.md:3: .*write 'material' or 'editorial'"),
        ("policy: privacy\nreplaces: the last", r"n\.md:3: .*names no version"),
        ("policy: privacy\nreplaces: 0", r"n\.md:3: .*names no version"),
        ("policy: [privacy, terms]\nreplaces: 2", r"n\.md:3: .*which policy.*'privacy-2'"),
        ("policy: privacy\nexception: Court order.", r"n\.md:3: .*without 'approved-by'"),
        (
            "policy: privacy\nclass: editorial\nexception: Why\napproved-by: X",
            r"n\.md:4: an editorial change needs no exception",
        ),
        ("policy: privacy\neffective: soon", r"n\.md:3: .*'effective: soon' isn't a valid date"),
    ],
)
def test_a_mistake_in_a_notice_is_one_clear_message(
    world: World, fields: str, message: str
) -> None:
    """Each names the file, the line and what to write instead."""
    world.notice("n", fields)
    with pytest.raises(UsageError, match=message):
        world.repo.history()


def test_the_folder_may_have_an_index_of_its_own(world: World) -> None:
    """`notices/index.md` is an ordinary page."""
    world.commit({"policy/notices/index.md": "# Notices\n"})
    assert world.repo.history().notices == ()


def test_a_notice_belongs_to_the_change_that_it_came_with(world: World) -> None:
    """Before or after the text, in whichever commit."""
    world.notice("before", "policy: privacy\nsummary: Thirteen.")
    world.commit(privacy=policy(13))
    world.commit(terms=policy(5))
    world.notice("after", "policy: terms\nsummary: Five.")
    world.publish("2026-11-23 09:00")
    for name, expected in (("privacy", "before"), ("terms", "after")):
        version = world.policy("2026-11-24", name).version(2)
        assert version.notice_path == f"policy/notices/{expected}.md"


def test_one_notice_can_speak_of_several_policies(world: World) -> None:
    """Each of them has its own version, count and page."""
    world.commit(
        notice("both", "policy: [privacy, terms]\nsummary: Less for all."),
        privacy=policy(13), terms=policy(5),
    )  # fmt: skip
    assert world.publish("2026-11-23 09:00") == [
        "announce privacy v2, effective 2027-01-07",
        "announce terms v2, effective 2027-01-07",
    ]
    paths = {s.version(2).notice_path for s in world.states("2026-11-24").policies}
    assert paths == {"policy/notices/both.md"}


def test_a_notice_for_several_policies_can_replace_a_version_of_each(world: World) -> None:
    """T5: named by the notices of the versions."""
    world.commit(privacy=policy(13), terms=policy(5))
    world.publish("2026-11-23 09:00")
    world.commit(
        notice("both", "policy: [privacy, terms]\nreplaces: [privacy-2, terms-2]"),
        privacy=policy(12), terms=policy(4),
    )  # fmt: skip
    assert world.publish("2026-11-24 09:00") == [
        "withdraw privacy v2", "announce privacy v3, effective 2027-01-08",
        "withdraw terms v2", "announce terms v3, effective 2027-01-08",
    ]  # fmt: skip


def test_a_spent_notice_decides_no_later_change(world: World) -> None:
    """T4: the decision that one change is editorial says nothing of the next one."""
    said = "policy: privacy\nclass: editorial\nreason: A slip.\napproved-by: Counsel"
    world.commit(notice("slip", said), privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    world.commit(privacy=policy(6))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v2, effective 2027-01-08"]
    assert world.policy("2026-11-25").version(2).notice_path is None


def test_a_notice_of_an_editorial_change_is_spent_with_it(world: World) -> None:
    """T4: also where the publisher was of the same opinion."""
    said = "policy: privacy\nclass: editorial\nreason: A slip.\napproved-by: Counsel"
    world.commit(privacy=policy(contact="by **post**"))
    world.commit(notice("slip", said))
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    world.commit(privacy=policy(6))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v2, effective 2027-01-08"]


def test_a_reason_for_a_withdrawal_is_spent_with_it(world: World) -> None:
    """T5: it does not come back with the next change."""
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.commit(notice("back", "policy: privacy\nreason: Not now."), privacy=policy())
    assert world.publish("2026-11-24 09:00") == ["withdraw privacy v2"]
    world.commit(privacy=policy(6))
    world.publish("2026-11-25 09:00")
    version = world.policy("2026-11-26").version(3)
    assert (version.notice_path, version.first.stored.get("reason")) == (None, None)


def test_a_notice_left_over_from_an_unpublished_change_stays_out_of_the_next_one(
    world: World,
) -> None:
    """T4: it is older than the text that was published since."""
    world.commit(notice("left", "policy: privacy\nsummary: Thirteen."), privacy=policy(13))
    world.commit(privacy=policy(contact="by **post**"))
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    world.commit(privacy=policy(6, contact="by **post**"))
    world.publish("2026-11-24 09:00")
    assert world.policy("2026-11-25").version(2).notice_path is None


def test_edited_words_of_an_announced_change_are_published(world: World) -> None:
    """The days stay, and the words that readers saw first stay in git and register."""
    world.commit(notice("n", "policy: privacy\nsummary: Thriteen."), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    first = world.policy("2026-11-24").version(2).notice_blob
    world.notice("n", "policy: privacy\nsummary: Thirteen.")
    assert world.publish("2026-11-24 09:00") == ["amend privacy v2"]
    version = world.policy("2026-11-25").version(2)
    assert version.notice_blob != first
    assert len(version.texts) == 1
    assert world.publish("2026-11-25 09:00") == []


def test_words_edited_together_with_a_slip_in_the_text_are_both_entered(world: World) -> None:
    """One version, one text, one notice: the newest of each."""
    world.commit(notice("n", "policy: privacy\nsummary: Thriteen."), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    slip = policy(13, contact="by **post**")
    world.commit(notice("n", "policy: privacy\nsummary: Thirteen."), privacy=slip)
    assert world.publish("2026-11-24 09:00") == [
        "amend privacy v2", "amend privacy v1", "amend privacy v2",
    ]  # fmt: skip
    version = world.policy("2026-11-25").version(2)
    assert [len(version.texts), len(version.entries)] == [2, 3]
    assert world.text("2027-01-07") == slip


def test_words_that_come_after_their_announcement_are_taken(world: World) -> None:
    """A change that was announced without a notice gets the one that follows it."""
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.notice("late", "policy: privacy\nsummary: Thirteen.")
    assert world.publish("2026-11-24 09:00") == ["amend privacy v2"]
    assert world.policy("2026-11-25").version(2).notice_path == "policy/notices/late.md"


def test_a_deleted_notice_stays_with_its_change(world: World) -> None:
    """What readers were told is in git for ever."""
    world.commit(notice("n", "policy: privacy\nsummary: Thirteen."), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.commit({"policy/notices/n.md": None})
    assert world.publish("2026-11-24 09:00") == []
    assert world.policy("2026-11-25").version(2).notice_blob is not None


def test_a_notice_can_be_required() -> None:
    """With `require_notice` nothing is announced without a summary."""
    world = World(MKDOCS_YML + "      require_notice: true\n")
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    world.commit(privacy=policy(13))
    with pytest.raises(
        UsageError, match=r"policy/privacy\.md: .*no notice.*publisher notice privacy"
    ):
        world.publish("2026-11-23 09:00")
    world.notice("n", "policy: privacy\nsummary: Thirteen.")
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]


def test_a_notice_in_another_language_is_no_notice_of_another_change(world: World) -> None:
    """`<name>.fr.md` says the same as `<name>.md`."""
    world.commit(
        {
            **notice("n", "policy: privacy\nsummary: Thirteen."),
            **notice("n.fr", "summary: Treize."),
        },
        privacy=policy(13),
    )
    history = world.repo.history()
    assert [one.path for one in history.notices] == ["policy/notices/n.md"]
    [french] = history.translated_notices
    assert (french.of, french.language) == ("policy/notices/n.md", "fr")


def test_of_two_notices_for_one_change_the_newest_counts_and_the_other_is_out(
    world: World,
) -> None:
    """T4: the older one must not come up again and decide the next change."""
    world.commit(privacy=policy(13))
    said = "policy: privacy\nclass: editorial\nreason: A slip.\napproved-by: Counsel"
    world.notice("first", said)
    world.notice("second", "policy: privacy\nclass: material\nsummary: Thirteen.")
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    assert world.publish("2026-11-23 10:00") == []
    world.commit(privacy=policy(6))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v3, effective 2027-01-08"]


def test_a_used_notice_that_is_deleted_keeps_the_older_ones_out(world: World) -> None:
    """T4: tidying the folder up must not let a forgotten decision come up again."""
    world.commit(privacy=policy(13))
    world.notice("first", "policy: privacy\nclass: editorial\nreason: A.\napproved-by: Counsel")
    world.notice("second", "policy: privacy\nclass: material\nsummary: Thirteen.")
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    world.commit({"policy/notices/second.md": None})
    assert world.publish("2026-11-23 10:00") == []
    world.commit(privacy=policy(6))
    assert world.publish("2026-11-24 09:00") == ["announce privacy v3, effective 2027-01-08"]


def test_a_notice_that_is_written_again_after_it_was_taken_away_unused_counts(world: World) -> None:
    """It was deleted together with its change, and comes back with it."""
    change = notice("n", "policy: privacy\nsummary: Thirteen.")
    world.commit(change, privacy=policy(13))
    world.commit({"policy/notices/n.md": None}, privacy=policy(contact="by **post**"))
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    world.commit(change, privacy=policy(13))
    world.publish("2026-11-24 09:00")
    assert world.policy("2026-11-25").version(2).notice_path == "policy/notices/n.md"
