"""Announcements as mail, against a real mail server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.messages.catalogue import Messages
from publisher.notify.mail import MailChannel, compose
from publisher.notify.notifications import Notification
from publisher.site.outputs.events import EventKind
from tests.conftest import CHANGED, at
from tests.notify.conftest import NOTICE, Company
from tests.notify.receivers import MailServer, free_port, mail_server, make_certificate
from tests.publication.running import Run

Notify = Callable[..., int]
ADDRESSES = ("--from", "policies@example.org", "--to", "list@example.net")


def test_a_mail_says_what_changes_and_when_in_text_and_html(
    mail: Notify, server: MailServer
) -> None:
    """Both parts hold the day, the summary, both wordings, the explanation and links; no image is loaded."""
    assert mail("--seq", "2") == 0
    (message,) = server.mails
    assert message["Subject"] == "Privacy statement: changes from 7 January 2027"
    assert str(message["From"]) == "Example policies <policies@example.org>"
    assert message["To"] == "list@example.net"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Archived-At"] == "<https://policies.example/notices/privacy-2/>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        content = part.get_content()
        for words in (
            "Privacy statement: changes from 7 January 2027.",
            "We keep your data for 13 months instead of 24.",
            "We keep your data for 24 months.",
            "We keep your data for 13 months.",
            "We delete your data sooner.",
            "https://policies.example/privacy/v2/changes/",
        ):
            assert words in content
        assert "<img" not in content


def test_a_mail_explains_before_it_links(mail: Notify, server: MailServer) -> None:
    """What changes and why comes first, then the wording, then where to read on; the past is in the past."""
    assert mail("--seq", "2") == 0
    assert mail("--seq", "2", now="2027-01-07 09:00") == 0
    announcement, effect = server.mails
    order = (
        "changes from 7 January 2027", "13 months instead of 24", "Applies from 7 January 2027",
        "We delete your data sooner.", "your data for 13 months.", "See what changes", "Register entry 2",
    )  # fmt: skip
    for kind in ("plain", "html"):
        content = announcement.get_body((kind,)).get_content()
        places = [content.index(words) for words in order]
        assert places == sorted(places), kind
        late = effect.get_body((kind,)).get_content()
        assert "See what changed" in late
        assert "See what changes" not in late
    line = Messages("fr")("item_link_line", label="Lire l’avis", address="https://example.org/")
    assert line == "Lire l’avis\u00a0: https://example.org/"


def test_a_mail_carries_both_texts_in_full(mail: Notify, server: MailServer) -> None:
    """Two files that need nothing else: the text that applies and the one to come. They can be left out."""
    assert mail("--seq", "2") == 0
    files = {part.get_filename(): part.get_content() for part in server.mails[0].iter_attachments()}
    assert set(files) == {"privacy-v1.html", "privacy-v2.html"}
    assert "We keep your data for 24 months." in files["privacy-v1.html"]
    assert "We keep your data for 13 months." in files["privacy-v2.html"]
    assert mail("--seq", "2", "--channel", "short", "--no-attach") == 0
    assert not list(server.mails[1].iter_attachments())


def test_the_same_entry_makes_the_same_mail(
    mail: Notify, server: MailServer, company: Company
) -> None:
    """Another runner on another day sends the same bytes, with the Message-ID of the entry's digest."""
    assert mail("--seq", "2") == 0
    assert mail("--seq", "2", "--channel", "other", now="2026-11-24 08:00") == 0
    assert server.received[0] == server.received[1]
    assert server.mails[0]["Message-ID"].endswith("@example.org>")


def test_later_messages_follow_the_announcement(
    mail: Notify, server: MailServer, company: Company
) -> None:
    """The effect of a change refers to the mail that announced it, and has an id of its own."""
    assert mail("--seq", "2") == 0
    assert mail("--seq", "2", now="2027-01-07 09:00") == 0
    announced, effect = server.mails
    assert effect["Subject"] == "Privacy statement: version 2 in force since 7 January 2027"
    assert effect["References"] == effect["In-Reply-To"] == announced["Message-ID"]
    assert effect["Message-ID"] != announced["Message-ID"]


@pytest.mark.parametrize(
    ("reply", "code", "state"), [("550 no", 2, "refused"), ("451 later", 3, "deferred")]
)
def test_a_refused_recipient_is_told_by_its_code(
    mail: Notify, server: MailServer, call: Run, company: Company, reply: str, code: int, state: str
) -> None:
    """A reply of 5xx waits for a person, one of 4xx for the next run; neither was sent."""
    server.recipient = reply
    assert mail("--seq", "2") == code
    assert f"{state}: notice of privacy v2 (entry 2)" in call.out
    assert company.states()[-1] == f"{state} notice of privacy v2 on mail"
    server.recipient = "250 OK"
    assert mail("--seq", "2") == (1 if state == "refused" else 0)
    assert len(server.received) == (0 if state == "refused" else 1)
    assert mail("--seq", "2", "--again") == 0
    assert len(server.received) == 1


def test_a_refused_text_is_told_by_its_code(mail: Notify, server: MailServer, call: Run) -> None:
    """The server's last word counts, after the recipient was accepted."""
    server.content = "552 too big"
    assert mail("--seq", "2") == 2
    assert "552 too big" in call.out


def test_a_connection_lost_after_the_text_leaves_the_outcome_open(
    mail: Notify, server: MailServer, call: Run, company: Company
) -> None:
    """It is sent again only by --again, with the same Message-ID."""
    server.vanish = True
    assert mail("--seq", "2") == 1
    assert "unknown: notice of privacy v2" in call.out
    server.vanish = False
    assert mail("--seq", "2") == 1
    assert "--seq 2 --again" in call.out
    assert not server.received
    assert mail("--seq", "2", "--again") == 0
    assert len(server.received) == 1
    assert company.states()[-1] == "sent notice of privacy v2 on mail"


def test_a_server_that_is_away_is_tried_by_the_next_run(call: Run, company: Company) -> None:
    """Nothing was accepted, so the message stays due."""
    args = ("notify", "--smtp", f"smtp://127.0.0.1:{free_port()}", *ADDRESSES, "--seq", "2")
    assert call(*args, now=at("2026-11-23 10:05")) == 3
    assert "deferred" in call.out


def test_nothing_is_sent_in_clear(
    mail: Notify, server: MailServer, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server elsewhere that offers no STARTTLS gets nothing, not even a name."""
    monkeypatch.setattr("publisher.notify.mail.is_loopback", lambda host: False)
    assert mail("--seq", "2") == 2
    assert "doesn't offer what is needed" in call.out
    assert not server.received


def test_a_login_goes_over_an_encrypted_connection(
    call: Run, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STARTTLS with a certificate that holds, then name and password of the environment."""
    certificate = make_certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("PUBLISHER_SMTP_USER", "robot")
    monkeypatch.setenv("PUBLISHER_SMTP_PASSWORD", "a secret")
    with mail_server(certificate, auth_require_tls=True) as server:
        args = ("notify", "--smtp", server.url, *ADDRESSES, "--seq", "2")
        assert call(*args, now=at("2026-11-23 10:05")) == 0, call.out
        assert server.logins == [(b"robot", b"a secret")]
        assert server.encrypted == [True]
        monkeypatch.setenv("PUBLISHER_SMTP_PASSWORD", "another one")
        assert call(*args, "--channel", "two", now=at("2026-11-23 10:05")) == 2
        assert "another one" not in call.out + call.err


def test_a_certificate_of_another_name_ends_it(
    call: Run, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that can't show who it is gets no name, no password and no message."""
    certificate = make_certificate(tmp_path, "DNS:elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("PUBLISHER_SMTP_USER", "robot")
    with mail_server(certificate) as server:
        args = ("notify", "--smtp", server.url, *ADDRESSES, "--seq", "2")
        assert call(*args, now=at("2026-11-23 10:05")) == 2
        assert not server.logins
        assert not server.received


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--to", "one@example.org,two@example.org"),
        ("--to", "one@example.org\r\nBcc: two@example.org"),
        ("--from", "Somebody <one@example.org>"),
        ("--smtp", "smtp://robot:secret@mail.example.org"),
        ("--smtp", "https://mail.example.org"),
        ("--smtp", "smtp://mail.example.org:many"),
    ],
)
def test_what_is_not_one_plain_address_is_refused(
    mail: Notify, server: MailServer, call: Run, option: str, value: str
) -> None:
    """Several recipients, line breaks, display names and passwords in an address end with one message."""
    assert mail("--seq", "2", option, value) == 2
    assert "To fix:" in call.err
    assert "secret" not in call.err
    assert not server.received


def test_a_hostile_notice_stays_in_its_place(
    mail: Notify, server: MailServer, company: Company
) -> None:
    """Markup in a summary is shown as it was typed; what looks like a header adds none."""
    notice = NOTICE.replace("We keep", "<script>alert(1)</script> Bcc all@example.org", 1)
    changed = CHANGED.replace("by post", "by mail")
    company.publish(
        "2026-11-23 11:00", {"policy/privacy.md": changed, "policy/notices/odd.md": notice}
    )
    assert mail("--seq", "3", now="2026-11-23 11:05") == 0
    (message,) = server.mails
    assert message["Bcc"] is None
    html = message.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bcc" in html.get_content()
    assert "<script" not in html.get_content()


def test_mails_can_be_written_as_files(call: Run, company: Company, tmp_path: Path) -> None:
    """--eml writes the bytes that would be sent, and stores nothing."""
    args = ("notify", "--eml", str(tmp_path / "mails"), *ADDRESSES, "--seq", "2")
    assert call(*args, now=at("2026-11-23 10:05")) == 0
    (file,) = (tmp_path / "mails").iterdir()
    assert file.name == "0002-privacy-notice.eml"
    assert b"Subject: Privacy statement: changes from 7 January 2027\r\n" in file.read_bytes()
    with pytest.raises(AssertionError, match="notifications"):
        company.states()


def test_no_header_takes_a_line_break(company: Company) -> None:
    """Whatever a title or name holds, a line break in it stops the mail."""
    channel = MailChannel("policies@example.org", "list@example.net", "Example")
    odd = Notification(
        id="0" * 64, seq=1, about=None, kind=EventKind.NOTICE, title="Terms\r\nBcc: all@example.org",
        summary="", url="https://policies.example/", language="en", at=at("2026-11-23 10:00"),
        facts={}, html="", text="",
    )  # fmt: skip
    with pytest.raises(ValueError, match="Header values may not contain"):
        compose(channel, odd, ())
