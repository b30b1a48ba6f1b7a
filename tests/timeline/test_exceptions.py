"""Changes that take effect without their notice: only where configured, declared, and for ever."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from tests.conftest import MKDOCS_YML
from tests.timeline.memory import World, notice, policy

ALLOWED = MKDOCS_YML + "      allow_exceptions: true\n"
ORDER = "policy: privacy\nsummary: At once.\nexception: A court ordered it.\napproved-by: Counsel"


def published(config: str = ALLOWED) -> World:
    """A policy in force."""
    world = World(config)
    world.commit(privacy=policy())
    world.publish("2026-11-02 09:00")
    return world


def test_an_exception_applies_from_the_instant_at_which_it_was_seen() -> None:
    """Not from the first instant of that day, and not from the build."""
    world = published()
    world.commit(notice("order", ORDER), privacy=policy(13))
    assert world.publish("2026-11-23 09:00") == ["except privacy v2, effective 2026-11-23"]
    assert world.text("2026-11-23 08:59:59") == policy()
    assert world.text("2026-11-23 09:00:00") == policy(13)
    state = world.policy("2026-11-24")
    assert state.last_day(state.version(1)).isoformat() == "2026-11-23"  # type: ignore[union-attr]
    assert world.publish("2026-11-24 09:00") == []


def test_an_exception_says_why_who_and_what_was_promised() -> None:
    """It stays with the version for ever."""
    world = published()
    world.commit(notice("order", ORDER), privacy=policy(13))
    world.publish("2026-11-23 09:00")
    version = world.policy("2036-01-01").version(2)
    assert version.exception == "A court ordered it."
    fields = version.first.stored
    assert (fields["approved_by"], fields["earliest"], fields["foreseen"]) == (
        "Counsel", "2027-01-07", True,
    )  # fmt: skip
    assert version.notice == "privacy-2"


def test_an_exception_must_be_allowed() -> None:
    """Without `allow_exceptions` it stops the publication."""
    world = published(MKDOCS_YML)
    world.commit(notice("order", ORDER), privacy=policy(13))
    with pytest.raises(UsageError, match=r"order\.md:4: .*does not allow.*allow_exceptions: true"):
        world.publish("2026-11-23 09:00")


def test_an_exception_that_was_allowed_only_for_itself_says_so() -> None:
    """`foreseen` is false where the text in force did not allow for exceptions."""
    world = published(MKDOCS_YML)
    world.commit({"mkdocs.yml": ALLOWED, **notice("order", ORDER)}, privacy=policy(13))
    world.publish("2026-11-23 09:00")
    assert world.policy("2026-11-24").version(2).first.stored["foreseen"] is False


def test_an_exception_overtakes_a_pending_change_only_by_replacing_it() -> None:
    """T5: what was announced is withdrawn in so many words, and can be announced again."""
    world = published()
    world.commit(privacy=policy(13))
    world.publish("2026-11-23 09:00")
    world.commit(notice("order", ORDER), privacy=policy(contact="by letter"))
    with pytest.raises(UsageError, match=r"order\.md:4: .*overtake version 2.*'replaces: 2'"):
        world.publish("2026-11-24 09:00")
    world.commit(notice("order", f"{ORDER}\nreplaces: 2"))
    assert world.publish("2026-11-24 09:00") == [
        "withdraw privacy v2",
        "except privacy v3, effective 2026-11-24",
    ]
    world.commit(privacy=policy(13, contact="by letter"))
    assert world.publish("2026-11-25 09:00") == ["announce privacy v4, effective 2027-01-09"]


def test_an_editorial_change_needs_no_exception() -> None:
    """A declaration that is not needed is a mistake of somebody's."""
    world = published()
    world.commit(notice("order", ORDER), privacy=policy(contact="by **post**"))
    with pytest.raises(UsageError, match=r"order\.md:4: .*needs no notice"):
        world.publish("2026-11-23 09:00")


def test_a_policy_can_end_by_an_exception() -> None:
    """A text that must be gone at once is gone at once."""
    world = published()
    world.commit(notice("order", ORDER), privacy=None)
    assert world.publish("2026-11-23 09:00") == ["except privacy v2, effective 2026-11-23"]
    assert world.policy("2026-11-23 09:00").ended is not None
    assert world.text("2026-11-23 08:59") == policy()
