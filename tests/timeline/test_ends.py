"""Policies that end, come back, or are renamed (T7)."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from tests.timeline.memory import World, notice, policy


@pytest.fixture
def world() -> World:
    """Two policies in force."""
    found = World()
    terms = policy(contact="by letter", title="Terms").replace("Privacy statement", "Terms")
    found.commit(privacy=policy(), terms=terms.replace("data", "orders"))
    found.publish("2026-11-02 09:00")
    return found


def test_a_deleted_policy_ends_on_a_day(world: World) -> None:
    """T7: a material change with its notice; until then the text applies."""
    world.commit(notice("end", "policy: privacy\nsummary: It ends."), privacy=None)
    assert world.publish("2026-11-23 09:00") == ["end privacy v2, effective 2027-01-07"]
    state = world.policy("2026-11-24")
    [end] = state.pending
    assert end.ends
    assert (end.notice, end.notice_path) == ("privacy-2", "policy/notices/end.md")
    assert world.text("2027-01-06 22:59") == policy()
    assert world.text("2027-01-06 23:00") is None
    assert world.policy("2027-01-07").ended is not None
    assert world.publish("2026-11-24 09:00") == []
    assert world.publish("2027-02-01 09:00") == []


def test_the_notice_of_an_end_may_ask_for_a_later_day(world: World) -> None:
    """T3 and T6: the file with the front matter is gone, so the notice says it."""
    world.commit(notice("end", "policy: privacy\neffective: 2027-03-31"), privacy=None)
    assert world.publish("2026-11-23 09:00") == ["end privacy v2, effective 2027-03-31"]
    world.commit(notice("end", "policy: privacy\neffective: 2027-06-30\npostponed: Not ready."))
    assert world.publish("2026-11-24 09:00") == [
        "postpone privacy v2, effective 2027-06-30",
        "amend privacy v2",
    ]


def test_putting_the_file_back_before_the_day_withdraws_the_end(world: World) -> None:
    """T5: nothing ends, and nothing waits."""
    world.commit(privacy=None)
    world.publish("2026-11-23 09:00")
    world.commit(privacy=policy())
    assert world.publish("2026-12-01 09:00") == ["withdraw privacy v2"]
    assert world.policy("2026-12-02").version(2).withdrawn_reason == "the policy does not end"


def test_another_text_put_back_before_the_day_is_announced_instead_of_the_end(
    world: World,
) -> None:
    """T5: the policy stays, and the new text has its own count after the text in force."""
    world.commit(privacy=None)
    world.publish("2026-11-23 09:00")
    world.commit(privacy=policy(6))
    assert world.publish("2026-12-01 09:00") == [
        "withdraw privacy v2",
        "announce privacy v3, effective 2027-01-15",
    ]
    assert world.policy("2026-12-02").version(3).follows == 1


def test_a_policy_that_comes_back_after_its_end_is_announced(world: World) -> None:
    """T7: readers have no text, so there is nothing that the new one differs little from."""
    world.commit(privacy=None)
    world.publish("2026-11-23 09:00")
    world.commit(privacy=policy())
    assert world.publish("2027-02-01 09:00") == ["announce privacy v3, effective 2027-03-16"]
    assert world.text("2027-03-15") is None
    assert world.text("2027-03-16") == policy()
    world.commit(privacy=None)
    assert world.publish("2027-02-02 09:00") == ["withdraw privacy v3"]


def test_an_end_follows_what_is_pending(world: World) -> None:
    """T5: the announced change takes effect first."""
    world.commit(privacy=policy(6))
    world.publish("2026-11-23 09:00")
    world.commit(privacy=None)
    assert world.publish("2026-11-30 09:00") == ["end privacy v3, effective 2027-01-14"]
    assert world.text("2027-01-08") == policy(6)
    assert world.text("2027-01-14") is None


def test_a_first_text_that_never_applied_is_withdrawn_when_its_file_goes() -> None:
    """T5: what goes back to nothing needs no end."""
    world = World()
    world.commit(privacy=policy(effective="2027-01-01"), terms=policy(6))
    world.publish("2026-11-02 09:00")
    world.commit(privacy=None)
    assert world.publish("2026-11-03 09:00") == ["withdraw privacy v1"]
    world.commit(privacy=policy(effective="2027-01-01"))
    assert world.publish("2026-11-04 09:00") == ["announce privacy v2, effective 2027-01-01"]


def test_a_policy_that_came_and_went_unpublished_is_none(world: World) -> None:
    """T4: nobody was told of it."""
    world.commit(cookies=policy(6))
    world.commit(cookies=None)
    assert world.publish("2026-11-03 09:00") == []


def test_a_rename_with_an_id_is_the_same_policy_at_a_new_address(world: World) -> None:
    """T7: versions go on, and the site knows the address that must still lead here."""
    renamed = policy(6, id="privacy")
    world.commit({"policy/privacy.md": None, "policy/privacy-statement.md": renamed})
    assert world.publish("2026-11-23 09:00") == ["announce privacy v2, effective 2027-01-07"]
    state = world.policy("2026-11-24")
    assert (state.slug, state.former_slugs) == ("privacy-statement", ("privacy",))
    assert state.version(2).notice == "privacy-statement-2"


def test_a_mere_rename_with_an_id_announces_nothing(world: World) -> None:
    """T7: the text is the same."""
    world.commit({"policy/privacy.md": None, "policy/privacy-statement.md": policy(id="privacy")})
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]


@pytest.mark.parametrize("together", [True, False], ids=["one-commit", "copied-first"])
def test_a_rename_without_an_id_is_an_error_that_names_the_mend(
    world: World, together: bool
) -> None:
    """T7: it is not taken for an end and a beginning, in however many commits it was done."""
    if not together:
        world.commit({"policy/privacy-statement.md": policy()})
    world.commit({"policy/privacy.md": None, "policy/privacy-statement.md": policy(25)})
    with pytest.raises(UsageError, match=r"privacy-statement\.md: .*T7.*write 'id: privacy'"):
        world.publish("2026-11-23 09:00")
    world.commit({"policy/privacy-statement.md": policy(id="privacy")})
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]


def test_another_policy_after_the_end_of_a_like_one_is_no_rename(world: World) -> None:
    """T7: the way out of the error: the end is published first."""
    world.commit(privacy=None)
    world.publish("2026-11-23 09:00")
    world.commit({"policy/customers.md": policy()})
    assert world.publish("2026-11-24 09:00") == ["adopt customers v1, effective 2014-01-27"]


def test_a_published_policy_cannot_be_given_another_id(world: World) -> None:
    """T7: its versions and addresses would be lost."""
    world.commit(privacy=policy(id="data-protection"))
    with pytest.raises(UsageError, match=r"privacy\.md: .*T7.*write 'id: privacy'"):
        world.publish("2026-11-23 09:00")


def test_an_unpublished_policy_can_be_given_another_id(world: World) -> None:
    """T7: nobody was told the first one."""
    world.commit(cookies=policy(6))
    world.commit(cookies=policy(6, id="cookie-policy"))
    assert world.publish("2026-11-03 09:00") == ["adopt cookie-policy v1, effective 2014-01-27"]


def test_an_address_is_never_given_to_another_policy(world: World) -> None:
    """T7: links to the old policy must not lead to a new one."""
    world.commit({"policy/privacy.md": None, "policy/privacy-statement.md": policy(id="privacy")})
    world.commit({"policy/privacy.md": policy(6, id="other")})
    with pytest.raises(UsageError, match=r"takes the address '/privacy/'"):
        world.publish("2026-11-23 09:00")


def test_a_file_that_once_claimed_another_policys_id_is_forgotten(world: World) -> None:
    """T7: two files of one id are never published, so nothing of it stays once it is mended."""
    copy = policy(6, title="Cookies").replace("data", "cookies")
    world.commit(cookies=copy.replace("title:", "id: privacy\ntitle:"))
    with pytest.raises(UsageError, match=r"privacy\.md: has the id 'privacy', as 'policy/cookies"):
        world.publish("2026-11-23 09:00")
    world.commit(cookies=copy)
    assert world.publish("2026-11-23 09:00") == ["adopt cookies v1, effective 2014-01-27"]
    assert world.policy("2026-11-24").former_slugs == ()
    assert len(world.policy("2026-11-24", "cookies").policy.revisions) == 1
    world.commit(privacy=None)
    assert world.publish("2026-11-24 09:00") == ["end privacy v2, effective 2027-01-08"]


def test_a_published_policy_that_once_claimed_anothers_id_stays_itself(world: World) -> None:
    """T7: its own history goes on where it was."""
    terms = world.repo.history().text(world.repo.history().policies["terms"].revisions[0].blob)
    world.commit(terms=terms.replace("title:", "id: privacy\ntitle:"))
    world.commit(terms=terms)
    assert world.publish("2026-11-23 09:00") == []
    assert [one.slugs for one in world.repo.history().policies.values()] == [
        ("privacy",),
        ("terms",),
    ]


def test_a_copy_that_takes_the_id_over_is_a_rename_in_two_commits(world: World) -> None:
    """T7: for one commit both claim it; then the new file is the policy."""
    world.commit({"policy/privacy-statement.md": policy(id="privacy")})
    world.commit(privacy=None)
    assert world.publish("2026-11-23 09:00") == ["amend privacy v1"]
    assert world.policy("2026-11-24").former_slugs == ("privacy",)


def test_another_policy_at_the_address_of_an_ended_one_is_named_as_that(world: World) -> None:
    """T7: not as a file that lost its `effective`."""
    world.commit(privacy=None)
    world.publish("2026-11-23 09:00")
    world.commit(privacy=policy(6, id="other"))
    with pytest.raises(UsageError, match=r"takes the address '/privacy/'"):
        world.publish("2027-02-01 09:00")


@pytest.mark.parametrize("back", [False, True], ids=["goes", "comes-back"])
def test_nobody_can_call_it_editorial_that_a_whole_text_comes_or_goes(
    world: World, back: bool
) -> None:
    """T7: with a reason and a name neither: the file would be gone and nothing announced."""
    if back:
        world.commit(privacy=None)
        world.publish("2026-11-02 10:00")
    said = "policy: privacy\nclass: editorial\nreason: A slip.\napproved-by: Counsel"
    world.commit(notice("slip", said), privacy=policy(13) if back else None)
    with pytest.raises(UsageError, match=r"slip\.md:3: .*whole text.*T7.*take 'class: editorial'"):
        world.publish("2027-02-01 09:00")
    world.commit(notice("slip", "policy: privacy"))
    assert world.publish("2027-02-01 09:00")
