"""Messages as mail: the same entry makes the same bytes, and nothing is ever sent in clear.

M1  One address receives a message: that of the list service, which knows the readers.
M2  The connection is encrypted before anything is said, except on this machine.
M3  A reply of 4xx is a reason that passes, one of 5xx a reason that stays; a connection that is lost after
    the text was sent leaves the outcome unknown.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from urllib.parse import urlsplit

from publisher.errors import UsageError
from publisher.notify.channels import DeliveryError, DeliveryState, is_loopback
from publisher.notify.notifications import AttachedText, Notification

TIMEOUT = 30.0  # seconds for each answer of the server
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
_SEVEN_BIT = SMTP.clone(cte_type="7bit")  # every server takes it


@dataclass(frozen=True)
class MailAccount:
    """Where and as whom to send. url: smtp://host[:port] (STARTTLS) or smtps://host[:port]."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse an address that could not be used, or that holds a password."""
        parts = urlsplit(self.url)
        try:
            valid = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
        except ValueError:
            valid = False
        if not valid or parts.path.strip("/") or parts.query or parts.fragment:
            raise UsageError(
                "it isn't the address of a mail server", where="--smtp",
                remedy="write smtp://mail.example.org:587 or smtps://mail.example.org",
            )  # fmt: skip
        if parts.username or parts.password:
            raise UsageError(
                "a name or password can't be part of the address, which others may read", where="--smtp",
                remedy="set PUBLISHER_SMTP_USER and PUBLISHER_SMTP_PASSWORD in the environment",
            )  # fmt: skip


@dataclass(frozen=True)
class MailChannel:
    """Mail to one address. name: of the sender, as readers see it. account: None to write files only."""

    sender: str
    to: str
    name: str
    account: MailAccount | None = None
    with_texts: bool = True

    def __post_init__(self) -> None:
        """Refuse what is not one plain address each."""
        for option, address in (("--from", self.sender), ("--to", self.to)):
            if not _ADDRESS.fullmatch(address):
                raise UsageError(
                    f"'{address}' isn't one mail address", where=option,
                    remedy="write one address like policies@example.org; the list of readers is the "
                    "mail service's",
                )  # fmt: skip

    def show(self, notification: Notification, texts: tuple[AttachedText, ...]) -> str:
        """See Channel."""
        del texts
        head = f"From: {self.sender}\nTo: {self.to}\nSubject: {notification.title}\n"
        return f"{head}\n{notification.text}"

    def message(self, notification: Notification, texts: tuple[AttachedText, ...]) -> bytes:
        """Return the message as it is sent."""
        return compose(self, notification, texts).as_bytes()

    def send(self, notification: Notification, texts: tuple[AttachedText, ...]) -> None:
        """See Channel."""
        assert self.account is not None  # noqa: S101 - a mistake of ours
        data = self.message(notification, texts)
        with _session(self.account) as server:
            _expect(server.mail(self.sender), "the sender")
            _expect(server.rcpt(self.to), "the recipient")
            try:
                _expect(server.data(data), "the message")
            except smtplib.SMTPDataError as error:
                raise _refusal(error.smtp_code, error.smtp_error, "the message") from None
            except (OSError, smtplib.SMTPException) as error:
                raise DeliveryError(
                    DeliveryState.UNKNOWN,
                    f"the connection was lost after the message was sent ({_named(error)})",
                ) from None
            with suppress(OSError, smtplib.SMTPException):  # it has been accepted
                server.quit()


def compose(
    channel: MailChannel, notification: Notification, texts: tuple[AttachedText, ...]
) -> EmailMessage:
    """Return the mail about a notification."""
    mail = EmailMessage(policy=_SEVEN_BIT)
    mail["From"] = Address(channel.name, addr_spec=channel.sender)
    mail["To"] = Address(addr_spec=channel.to)
    mail["Subject"] = notification.title
    mail["Date"] = format_datetime(notification.at)
    mail["Message-ID"] = message_id(notification.id, channel)
    if notification.about:
        mail["In-Reply-To"] = mail["References"] = message_id(notification.about, channel)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = notification.language
    mail["Archived-At"] = f"<{notification.url}>"
    mail.set_content(notification.text, cte="quoted-printable")
    mail.add_alternative(_page(notification), subtype="html", cte="quoted-printable")
    for text in texts:
        mail.add_attachment(
            text.html.decode("utf-8"), subtype="html", filename=text.name, cte="base64"
        )
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        boundary = hashlib.sha256(f"{notification.id} {number}".encode()).hexdigest()
        part.set_boundary(f"={boundary[:40]}=")
    return mail


def message_id(notification: str, channel: MailChannel) -> str:
    """Return the Message-ID of a notification, the same on every try."""
    return f"<{notification[:40]}@{channel.sender.rpartition('@')[2]}>"


def _page(notification: Notification) -> str:
    return (
        f'<!doctype html>\n<html lang="{escape(notification.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(notification.title)}</title>\n</head>\n<body>\n{notification.html}\n</body>\n</html>\n"
    )


@contextmanager
def _session(account: MailAccount) -> Iterator[smtplib.SMTP]:
    """Yield a connection that is encrypted and logged in. Raises DeliveryError."""
    server = None
    try:
        server = _connected(account)
        _encrypt(server, account)
        if account.user:
            server.login(account.user, account.password)
        yield server
    except DeliveryError:
        raise
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError(
            DeliveryState.REFUSED, f"the server doesn't offer what is needed ({_named(error)})",
            "use an address that encrypts: smtps://…, or a server with STARTTLS",
        ) from None  # fmt: skip
    except ssl.SSLError as error:
        raise DeliveryError(
            DeliveryState.REFUSED, f"the encrypted connection failed ({error.reason or 'no reason'})",
            "use the name that the server's certificate has",
        ) from None  # fmt: skip
    except smtplib.SMTPResponseException as error:  # a login too
        raise _refusal(error.smtp_code, error.smtp_error, "the connection or login") from None
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            DeliveryState.DEFERRED, f"the mail server can't be reached ({_named(error)})"
        ) from None
    finally:
        if server is not None:
            server.close()


def _connected(account: MailAccount) -> smtplib.SMTP:
    parts = urlsplit(account.url)
    host = str(parts.hostname)
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)


def _encrypt(server: smtplib.SMTP, account: MailAccount) -> None:
    """Encrypt a connection that isn't yet (M2)."""
    if isinstance(server, smtplib.SMTP_SSL):
        return
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls") or not is_loopback(urlsplit(account.url).hostname):
        server.starttls(context=ssl.create_default_context())  # raises where it is not offered


def _expect(answer: tuple[int, bytes], what: str) -> None:
    code, reply = answer
    if not 200 <= code < 300:
        raise _refusal(code, reply, what)


def _refusal(code: int, reply: bytes | str, what: str) -> DeliveryError:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    passes = 400 <= code < 500
    return DeliveryError(
        DeliveryState.DEFERRED if passes else DeliveryState.REFUSED,
        f"the mail server refuses {what}: {code} {' '.join(text.split())[:200]}",
        "" if passes else "correct it there or here",
    )


def _named(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
