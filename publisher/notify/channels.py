"""What a channel is, and what can become of a message that is given to it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from publisher.notify.notifications import AttachedText, Notification


class DeliveryState(StrEnum):
    """What became of a message on a channel. Values are stored: add new ones, never rename one."""

    CLAIMED = "claimed"  # somebody began to hand it over; without another state after it, unknown
    SENT = "sent"  # accepted by the other side: whom it reaches is not known here
    DEFERRED = "deferred"  # surely not accepted, for a reason that passes
    REFUSED = "refused"  # surely not accepted, for a reason that stays
    UNKNOWN = "unknown"  # the connection was lost at a point where it may have been accepted


class DeliveryError(Exception):
    """A message that was not accepted, or may not have been. what: a sentence that holds no secret."""

    def __init__(self, state: DeliveryState, what: str, remedy: str = "") -> None:
        self.state: DeliveryState = state
        self.what: str = what
        self.remedy: str = remedy
        super().__init__(what)


class Channel(Protocol):
    """One way to hand messages over."""

    @property
    def with_texts(self) -> bool:
        """Whether its messages carry the texts in full."""

    def show(self, notification: Notification, texts: tuple[AttachedText, ...]) -> str:
        """Return what would be sent, for people."""

    def send(self, notification: Notification, texts: tuple[AttachedText, ...]) -> None:
        """Hand a message over; returns once it is accepted. Raises DeliveryError."""


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine, where nobody listens on the way."""
    return host == "localhost" or host == "::1" or bool(host and host.startswith("127."))
