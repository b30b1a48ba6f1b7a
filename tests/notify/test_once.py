"""Each message once: by a state in git that every runner sees before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.git.client import Git
from publisher.notify.delivery_log import DeliveryLog, undecided
from tests.conftest import CHANGED, at, git
from tests.notify.conftest import Company
from tests.notify.receivers import MailServer, Receiver
from tests.publication.running import Run

Notify = Callable[..., int]
NEXT = CHANGED.replace("by post", "by mail")


def test_a_channel_begins_with_what_is_announced_after_its_first_run(
    post: Notify, hook: Receiver, company: Company, call: Run
) -> None:
    """What readers were announced before is not handed over; what comes then is, without being named."""
    assert post() == 0
    assert not hook.requests
    assert call.out == "Nothing to hand over on 'standard'.\n"
    company.publish("2026-11-24 10:00", {"policy/privacy.md": NEXT})
    assert post(now="2026-11-24 10:05") == 0
    assert [json.loads(body)["type"] for _, _, body in hook.requests] == ["policy.notice"]
    assert post(now="2026-11-24 10:06") == 0
    assert len(hook.requests) == 1
    assert company.states() == [
        "begin standard", "claim notice of privacy v3 for standard", "sent notice of privacy v3 on standard",
    ]  # fmt: skip


def test_each_kind_of_fact_is_handed_over_once(
    post: Notify, hook: Receiver, company: Company
) -> None:
    """Announcement, postponement, withdrawal and effect, each as it happens."""
    assert post() == 0
    later = NEXT.replace("effective: 2014-01-27", "effective: 2027-03-01")
    company.publish("2026-11-24 10:00", {"policy/privacy.md": NEXT})
    assert post(now="2026-11-24 10:01") == 0
    company.publish("2026-11-25 10:00", {"policy/privacy.md": later})
    assert post(now="2026-11-25 10:01") == 0
    company.publish("2026-11-26 10:00", {"policy/privacy.md": CHANGED})
    assert post(now="2026-11-26 10:01") == 0
    assert post(now="2027-01-07 01:00") == 0
    contents = [json.loads(body) for _, _, body in hook.requests]
    assert [(one["type"], one["data"]["version"]) for one in contents] == [
        ("policy.notice", 3), ("policy.postponement", 3), ("policy.withdrawal", 3), ("policy.effect", 2),
    ]  # fmt: skip
    ids = [one["data"]["id"] for one in contents]
    assert len(set(ids)) == 4
    assert [one["data"]["about"] for one in contents[:3]] == [None, ids[0], ids[0]]


def test_the_second_of_two_runners_sends_nothing(
    mail: Notify, server: MailServer, company: Company, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds the claim of the first, which is still sending, and tells to try again."""
    other = company.clone("other")
    answers = []

    def meanwhile() -> None:
        server.before_data = lambda: None
        folder = Path.cwd()
        monkeypatch.chdir(other)
        answers.append(mail("--seq", "2"))
        answers.append(call.out)
        monkeypatch.chdir(folder)

    server.before_data = meanwhile
    assert mail("--seq", "2") == 0
    assert answers[0] == 3
    assert "another run" in answers[1]
    assert len(server.received) == 1


def test_two_runners_that_claim_at_the_same_time(
    post: Notify, hook: Receiver, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one whose push comes second reads again and leaves the message to the other."""
    other = DeliveryLog(Git(company.clone("other")), "origin", "standard")
    move = DeliveryLog._move
    raced = []

    def first(self: DeliveryLog, commit: str, base: str | None) -> None:
        if not raced:
            raced.append(commit)
            assert other.claim(_only(commit, company), {"what": "it"}, at("2026-11-23 10:05"), None)
        move(self, commit, base)

    monkeypatch.setattr(DeliveryLog, "_move", first)
    assert post("--seq", "2") == 3
    assert not hook.requests


def _only(commit: str, company: Company) -> str:
    """Return the message that a commit claims."""
    path = git(company.folder, "ls-tree", "-r", "--name-only", commit).splitlines()[-1]
    return path.removeprefix("standard/").removesuffix(".json")


def test_a_runner_that_dies_leaves_an_open_outcome(
    mail: Notify, server: MailServer, company: Company, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between claim and answer: another runner says so, and sends again only when asked to."""

    class KilledError(BaseException):
        """What no program catches."""

    def die(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("publisher.notify.mail.MailChannel.send", die)
        with pytest.raises(KilledError):
            mail("--seq", "2")
    assert company.states() == ["claim notice of privacy v2 for mail"]
    monkeypatch.chdir(company.clone("other"))
    assert not list(_undecided("2026-11-23 10:10"))
    [warning] = _undecided("2026-11-23 11:00")
    assert warning.startswith(
        "the notice of privacy v2 was handed over on the channel 'mail' at 2026-11-23"
    )
    assert "publisher notify --seq 2 --again" in warning
    assert mail("--seq", "2", now="2026-11-23 10:10") == 3
    assert mail("--seq", "2", now="2026-11-23 11:00") == 1
    assert "whether it was accepted is not known" in call.out
    assert mail("--seq", "2", "--again", now="2026-11-23 10:10") == 3
    assert not server.received
    assert mail("--seq", "2", "--again", now="2026-11-23 11:00") == 0, call.out + call.err
    assert mail("--seq", "2", "--again", now="2026-11-23 11:01") == 0
    assert len(server.received) == 1
    assert not list(_undecided("2026-11-23 12:00"))


def _undecided(when: str) -> list[str]:
    """What a watcher is warned of, from the clone that we are in."""
    return [one.explain() for one in undecided(Git(Path()), "origin", at(when))]


def test_what_was_announced_long_ago_waits_for_a_person(
    post: Notify, hook: Receiver, company: Company, call: Run
) -> None:
    """After more than three days nothing is sent unless --again asks for it."""
    assert post() == 0
    company.publish("2026-11-24 10:00", {"policy/privacy.md": NEXT})
    assert post(now="2026-11-27 10:01") == 1
    assert call.out.startswith("late: notice of privacy v3 (entry 3)")
    assert post("--seq", "3", "--again", now="2026-11-27 10:02") == 0
    assert len(hook.requests) == 1


def test_only_what_is_pushed_is_handed_over(
    post: Notify, hook: Receiver, company: Company, call: Run
) -> None:
    """An entry that no reader of the remote can see yet is not there."""
    git(company.folder, "remote", "rename", "origin", "elsewhere")
    company.publish("2026-11-24 10:00", {"policy/privacy.md": NEXT})
    git(company.folder, "remote", "rename", "elsewhere", "origin")
    assert post("--seq", "3", now="2026-11-24 10:05") == 2
    assert "entry 3 announces nothing" in call.err
    assert not hook.requests


@pytest.mark.parametrize("told", [True, False])
def test_what_was_taken_back_is_not_handed_over(
    post: Notify, hook: Receiver, company: Company, call: Run, told: bool
) -> None:
    """Who got the announcement gets the correction; who did not, gets neither."""
    assert post() == 0
    company.publish("2026-11-24 10:00", {"policy/privacy.md": NEXT})
    if told:
        assert post(now="2026-11-24 10:01") == 0
    args = ("register", "void", "3", "--reason", "By mistake.")
    assert call(*args, now=at("2026-11-24 12:00")) == 0, call.err
    assert post(now="2026-11-24 12:01") == 0
    contents = [json.loads(body) for _, _, body in hook.requests]
    assert [one["type"] for one in contents] == (["policy.notice", "policy.void"] if told else [])
    assert not told or contents[1]["data"]["about"] == contents[0]["data"]["id"]


def test_entries_of_a_record_can_be_named(
    post: Notify, hook: Receiver, call: Run, tmp_path: Path
) -> None:
    """What `record --json` printed; an entry that the register does not hold is left out and named."""
    assert call("register", "export", now=at("2026-11-23 10:01")) == 0
    lines = [json.loads(line) for line in call.out.splitlines()]
    git_digest = _digest(call.out.splitlines()[1])
    stale = {**lines[1], "digest": "0" * 64}
    file = tmp_path / "entries.json"
    file.write_text(json.dumps({"entries": [{**lines[1], "digest": git_digest}, stale]}))
    assert post("--entries", str(file)) == 0
    assert "000000000000 is not in the register" in call.err
    assert len(hook.requests) == 1
    file.write_text("[]")
    assert post("--entries", str(file)) == 2


def _digest(line: str) -> str:
    import hashlib

    from publisher.register.entry import canonical

    return hashlib.sha256(canonical(json.loads(line))).hexdigest()


def test_a_dry_run_shows_the_message_and_stores_nothing(
    mail: Notify, server: MailServer, company: Company, call: Run
) -> None:
    """What would be sent is printed."""
    assert mail("--seq", "2", "--dry-run") == 0
    assert "Subject: Privacy statement: changes from 7 January 2027" in call.out
    assert not server.received
    with pytest.raises(AssertionError, match="notifications"):
        company.states()


def test_the_list_tells_neither_words_nor_addresses(
    mail: Notify, server: MailServer, company: Company
) -> None:
    """A repository may be public."""
    assert mail("--seq", "2") == 0
    shown = git(company.folder.parent / "remote.git", "log", "-p", "notifications")
    assert '"state": "sent"' in shown
    for words in ("list@example.net", "13 months", "127.0.0.1"):
        assert words not in shown


def test_json_lists_what_became_of_each_message(post: Notify, call: Run) -> None:
    """One object: the channel, and for each message its entry, kind, version and result."""
    assert post("--seq", "2", "--json") == 0
    content = json.loads(call.out)
    assert content["channel"] == "standard"
    (message,) = content["messages"]
    assert len(message.pop("id")) == 64
    assert message == {
        "register_entry": 2, "kind": "notice", "policy": "privacy", "version": 2, "result": "sent",
        "detail": "",
    }  # fmt: skip


def test_a_repository_without_a_remote_stores_the_state_on_its_own_branch(
    post: Notify, hook: Receiver, company: Company
) -> None:
    """The local branch is the list then."""
    git(company.folder, "remote", "remove", "origin")
    git(company.folder, "branch", "-f", "publications", "publications")
    assert post("--seq", "2") == 0
    assert post("--seq", "2") == 0
    assert len(hook.requests) == 1
    assert git(company.folder, "log", "-1", "--format=%s", "notifications").startswith("sent ")
