"""Messages as requests to a webhook: signed by Standard Webhooks, or as the text of a chat.

W1  Only HTTPS, except on this machine. A redirect is never followed: a client that follows one sends
    nothing and reports success.
W2  Any answer of 2xx is acceptance. `webhook-id` is the same on every try, so that a receiver can tell a
    repetition.
W3  The address of a chat's webhook is a secret: it comes from the environment and is never shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import urlsplit

from publisher.errors import UsageError
from publisher.messages.catalogue import Messages
from publisher.notify.channels import DeliveryError, DeliveryState, is_loopback
from publisher.notify.notifications import AttachedText, Notification

TIMEOUT = 30.0  # seconds for each step of a request
KINDS = ("standard", "slack", "mattermost", "teams")
_SUMMARY = 4000  # characters: a body stays below 20 kB
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")


@dataclass(frozen=True)
class WebhookChannel:
    """One webhook. where: how messages name it. kind: of KINDS. secrets: to sign with, for "standard"."""

    url: str = field(repr=False)
    where: str
    kind: str
    clock: Callable[[], datetime]
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    with_texts: bool = False

    def __post_init__(self) -> None:
        """Refuse an address that is none, or where others could listen."""
        parts = urlsplit(self.url)
        try:
            valid = bool(parts.hostname) and parts.scheme in ("https", "http") and parts.port != 0
        except ValueError:
            valid = False
        if not valid or not self.url.isascii() or re.search(r"[\x00-\x20\x7f]", self.url):
            raise UsageError(
                "it isn't the address of a webhook", where=self.where,
                remedy="use an address like https://hooks.example.org/policies",
            )  # fmt: skip
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise UsageError(
                "others can read and change what is sent there", where=self.where,
                remedy="use https://",
            )  # fmt: skip
        if parts.username or parts.password:
            raise UsageError(
                "a name or password can't be part of the address", where=self.where,
                remedy="use a webhook that checks signatures",
            )  # fmt: skip

    def show(self, notification: Notification, texts: tuple[AttachedText, ...]) -> str:
        """See Channel."""
        del texts
        content = json.loads(payload(self.kind, notification))
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def send(self, notification: Notification, texts: tuple[AttachedText, ...]) -> None:
        """See Channel."""
        del texts
        body = payload(self.kind, notification)
        headers = {"Content-Type": "application/json", "User-Agent": "policy-publisher"}
        if self.kind == "standard":
            headers |= signed(notification.id, self.clock(), body, self.secrets)
        status = _status_of(urllib.request.Request(self.url, body, headers, method="POST"))  # noqa: S310
        if not 200 <= status < 300:
            raise _not_accepted(status, self.kind)


def parse_secrets(text: str, *, where: str) -> tuple[bytes, ...]:
    """Return the keys in `whsec_…` secrets, separated by spaces; several while one replaces another.

    Raises UsageError, which shows none of them.
    """
    keys = []
    for secret in text.split():
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not secret.startswith("whsec_") or not 24 <= len(key) <= 64:
            raise UsageError(
                "it isn't a valid secret of a webhook", where=where,
                remedy="set it to 'whsec_' and the Base64 of 24 to 64 random bytes, such as "
                "whsec_$(openssl rand -base64 32)",
            )  # fmt: skip
        keys.append(key)
    if not keys:
        raise UsageError(
            "it is not set, so nobody could tell where a message comes from", where=where,
            remedy="set it to the secret that you share with the receiver",
        )  # fmt: skip
    return tuple(keys)


def signed(name: str, at: datetime, body: bytes, keys: tuple[bytes, ...]) -> dict[str, str]:
    """Return the headers of Standard Webhooks for a body."""
    stamp = str(int(at.timestamp()))
    content = f"{name}.{stamp}.".encode("ascii") + body
    signatures = (
        base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii")
        for key in keys
    )
    return {
        "webhook-id": name, "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }  # fmt: skip


def payload(kind: str, notification: Notification) -> bytes:
    """Return the body of a request."""
    return json.dumps(_PAYLOADS[kind](notification), ensure_ascii=False).encode("utf-8")


def _standard(notification: Notification) -> dict[str, Any]:
    return {
        "type": f"policy.{notification.kind.value}",
        "timestamp": Messages.machine(notification.at),
        "data": {
            "id": notification.id, "about": notification.about, "register_entry": notification.seq,
            "title": notification.title, "summary": _short(notification.summary),
            "url": notification.url, "language": notification.language, **notification.facts,
        },
    }  # fmt: skip


def _slack(notification: Notification) -> dict[str, Any]:
    """Return a message of Slack, in which `&`, `<` and `>` are all that could act."""
    lines = (notification.title, _short(notification.summary), notification.url)
    text = "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": text}


def _mattermost(notification: Notification) -> dict[str, Any]:
    title, summary = _in_markdown(notification.title), _in_markdown(_short(notification.summary))
    return {"text": f"**{title}**\n{summary}\n{notification.url}"}


def _teams(notification: Notification) -> dict[str, Any]:
    """Return an adaptive card, which is what the workflows of Teams take."""
    lines = [
        {"type": "TextBlock", "text": _in_markdown(text), "wrap": True}
        for text in (notification.title, _short(notification.summary))
    ]
    lines[0] |= {"weight": "Bolder"}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard", "version": "1.4", "body": lines,
        "actions": [{"type": "Action.OpenUrl", "title": notification.url, "url": notification.url}],
    }  # fmt: skip
    content = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [content]}


_PAYLOADS: Mapping[str, Callable[[Notification], dict[str, Any]]] = {
    "standard": _standard, "slack": _slack, "mattermost": _mattermost, "teams": _teams,
}  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"


def _in_markdown(text: str) -> str:
    """Return a line in which nothing is markup and nobody is mentioned."""
    return _MARKS.sub(r"\\\1", text).replace("@", "@\u200b").replace("://", ":\u200b//")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the answer itself is what counts."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """See HTTPRedirectHandler: without a request the redirect is an error."""


def _status_of(request: urllib.request.Request) -> int:
    """Send a request and return the status of its answer. Raises DeliveryError."""
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except urllib.error.URLError as error:  # raised while connecting and sending
        reason = error.reason
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise DeliveryError(
                DeliveryState.REFUSED, "the receiver's certificate can't be verified",
                "use the name that the certificate has",
            ) from None  # fmt: skip
        if isinstance(reason, ConnectionRefusedError | socket.gaierror):
            raise DeliveryError(
                DeliveryState.DEFERRED, f"the receiver can't be reached ({reason.strerror})"
            ) from None
        raise _lost(error) from None
    except (OSError, HTTPException) as error:
        raise _lost(error) from None


def _lost(error: Exception) -> DeliveryError:
    """Return the error of a request that may have arrived; what it says could hold the address."""
    return DeliveryError(
        DeliveryState.UNKNOWN,
        f"the connection was lost while the message was handed over ({type(error).__name__})",
    )


def _not_accepted(status: int, kind: str) -> DeliveryError:
    if status == 410:
        return DeliveryError(
            DeliveryState.REFUSED, "the receiver wants no more messages (410)", "take the channel away"
        )  # fmt: skip
    if 300 <= status < 400:
        return DeliveryError(
            DeliveryState.REFUSED, f"the receiver redirects ({status}), which a message doesn't follow",
            "use the address that it leads to",
        )  # fmt: skip
    if status in (429, 502, 503, 504) or (status >= 500 and kind == "standard"):
        return DeliveryError(DeliveryState.DEFERRED, f"the receiver can't take it now ({status})")
    if status >= 500:
        return DeliveryError(
            DeliveryState.UNKNOWN, f"the receiver failed while it took the message ({status})"
        )
    return DeliveryError(
        DeliveryState.REFUSED, f"the receiver refuses it ({status})", "see what it expects"
    )
