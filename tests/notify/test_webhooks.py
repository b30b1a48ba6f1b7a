"""Announcements as signed webhooks and as messages of chats, against a real receiver on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from publisher.notify.webhooks import parse_secrets, signed
from tests.conftest import CHANGED, at
from tests.notify.conftest import KEY, Company
from tests.notify.receivers import Receiver, free_port
from tests.publication.running import Run

Notify = Callable[..., int]


def test_signatures_are_those_of_standard_webhooks() -> None:
    """The example that the specification's own libraries are tested with."""
    headers = signed(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at("2021-02-25 15:02:10"), b'{"test": 2432232314}',
        parse_secrets(KEY, where="here"),
    )  # fmt: skip
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_make_two_signatures(
    post: Notify, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one secret replaces another, a receiver can check either."""
    monkeypatch.setenv("PUBLISHER_WEBHOOK_SECRET", f"{KEY} whsec_{'A' * 32}")
    assert post("--seq", "2") == 0
    assert len(hook.requests[0][1]["webhook-signature"].split()) == 2


def test_a_webhook_says_what_policies_json_says(post: Notify, hook: Receiver) -> None:
    """Kind, policy, version, day and address as data; the id is that of the register entry."""
    assert post("--seq", "2") == 0
    ((method, headers, body),) = hook.requests
    content = json.loads(body)
    assert method == "POST"
    assert len(body) < 20_000
    assert content["type"] == "policy.notice"
    assert content["data"]["policy"] == "privacy"
    assert content["data"]["effective"] == "2027-01-07"
    assert content["data"]["url"] == "https://policies.example/notices/privacy-2/"
    assert headers["webhook-id"] == content["data"]["id"]
    keys = parse_secrets(KEY, where="here")
    assert (
        headers["webhook-signature"]
        == (signed(headers["webhook-id"], at("2026-11-23 10:05"), body, keys)["webhook-signature"])
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(post: Notify, hook: Receiver, call: Run, status: int) -> None:
    """The message would be gone and the answer would say that all is well."""
    hook.status, hook.headers = status, {"Location": hook.url}
    assert post("--seq", "2") == 2
    assert [method for method, _, _ in hook.requests] == ["POST"]
    assert "redirects" in call.out


@pytest.mark.parametrize(
    ("status", "code", "result"),
    [
        (200, 0, "sent"), (202, 0, "sent"), (400, 2, "refused"), (404, 2, "refused"),
        (410, 2, "refused"), (429, 3, "deferred"), (503, 3, "deferred"), (500, 3, "deferred"),
        (0, 1, "unknown"),
    ],
)  # fmt: skip
def test_only_an_answer_of_2xx_is_acceptance(
    post: Notify, hook: Receiver, call: Run, status: int, code: int, result: str
) -> None:
    """Other answers say whether the next run may try again; a lost connection says nothing."""
    hook.status = status
    assert post("--seq", "2") == code
    assert call.out.startswith(f"{result}: notice of privacy v2")


def test_a_try_after_a_busy_receiver_has_the_same_id(post: Notify, hook: Receiver) -> None:
    """The receiver can tell that it is the same message; the timestamp is that of the try."""
    hook.status = 503
    assert post("--seq", "2") == 3
    hook.status = 204
    assert post("--seq", "2", now="2026-11-23 11:00") == 0
    (_, first, body), (_, second, again) = hook.requests
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert body == again


def test_a_receiver_that_is_away_is_tried_by_the_next_run(call: Run, company: Company) -> None:
    """Nothing was accepted."""
    url = f"http://127.0.0.1:{free_port()}/"
    assert call("notify", "--webhook", url, "--seq", "2", now=at("2026-11-23 10:05")) == 3


@pytest.mark.parametrize("kind", ["slack", "mattermost", "teams"])
def test_a_chat_gets_title_summary_and_link(
    call: Run, company: Company, hook: Receiver, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Each in the form that it takes; its address comes from the environment and is shown nowhere."""
    monkeypatch.setenv("CHAT", hook.url)
    args = ("notify", "--webhook-from", "CHAT", "--as", kind, "--seq", "2")
    assert call(*args, now=at("2026-11-23 10:05")) == 0
    (_, headers, body) = hook.requests[0]
    assert "webhook-signature" not in headers
    text = body.decode()
    for words in (
        "Privacy statement: changes from 7 January 2027",
        "13 months",
        "https://policies.example/notices/",
    ):
        assert words in text
    if kind == "teams":
        card = json.loads(body)["attachments"][0]
        assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert hook.url not in call.out + call.err
    hook.status = 0
    assert call(*args, "--channel", "other", now=at("2026-11-23 10:05")) == 1
    assert hook.url not in call.out + call.err
    assert "/hook" not in call.out + call.err


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("slack", ["<!channel>", "<https://evil"]),
        ("mattermost", ["@all", " [here](", "**bold**"]),
        ("teams", [" [here](", "**bold**"]),
    ],
)
def test_nothing_in_a_notice_acts_in_a_chat(
    call: Run,
    company: Company,
    hook: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    gone: list[str],
) -> None:
    """Mentions, links and markup of a notice are shown as they were typed."""
    words = "@all <!channel> <https://evil.example|here> [here](https://evil.example) **bold**"
    notice = f"---\npolicy: privacy\nsummary: '{words}'\n---\n"
    changed = CHANGED.replace("by post", "by mail")
    company.publish(
        "2026-11-23 11:00", {"policy/privacy.md": changed, "policy/notices/odd.md": notice}
    )
    monkeypatch.setenv("CHAT", hook.url)
    args = ("notify", "--webhook-from", "CHAT", "--as", kind, "--seq", "3")
    assert call(*args, now=at("2026-11-23 11:05")) == 0
    content = json.loads(hook.requests[0][2])
    text = content.get("text") or content["attachments"][0]["content"]["body"][1]["text"]
    for one in gone:
        assert one not in text


@pytest.mark.parametrize(
    ("args", "variables"),
    [
        (("--webhook", "http://hooks.example.org/"), {}),
        (("--webhook", "ftp://hooks.example.org/"), {}),
        (("--webhook", "https://name:word@hooks.example.org/"), {}),
        (("--webhook", "https://hooks.example.org/", "--as", "slack"), {}),
        (("--webhook-from", "NOT_SET"), {}),
        (("--webhook", "https://hooks.example.org/"), {"PUBLISHER_WEBHOOK_SECRET": "whsec_c2hvcnQ="}),
        (("--webhook", "https://hooks.example.org/"), {"PUBLISHER_WEBHOOK_SECRET": ""}),
        (("--webhook", "https://hooks.example.org/", "--smtp", "smtp://mail.example.org"), {}),
        (("--webhook", "https://hooks.example.org/", "--channel", "../x"), {}),
        (("--webhook", "https://hooks.example.org/", "--again"), {}),
        ((), {}),
    ],
)  # fmt: skip
def test_a_mistake_in_the_call_is_one_message(
    call: Run, company: Company, monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...], variables: dict[str, str],
) -> None:  # fmt: skip
    """Clear text, secrets on the command line, a secret that is none: nothing is sent or stored."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert call("notify", *args, now=at("2026-11-23 10:05")) == 2
    assert call.err.count("To fix:") == 1
    assert "c2hvcnQ" not in call.err
    with pytest.raises(AssertionError, match="notifications"):
        company.states()
