"""Hand over what is due on one channel: each message once, also when two runners meet or one dies.

H1  A message that was accepted, or may have been, is never sent again by itself.
H2  One that was surely not accepted for a reason that passes is sent again by the next run.
H3  What was announced more than three days ago, and what was refused, waits for a person: `again`.
H4  A channel begins with what is announced after its first run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publisher.notify.channels import Channel, DeliveryError, DeliveryState
from publisher.notify.delivery_log import AT_WORK, Beginning, Deliveries, Delivery, DeliveryLog
from publisher.notify.notifications import NotificationList, id_of, seq_of
from publisher.site.outputs.events import EventKind, Happening

if TYPE_CHECKING:
    from publisher.model.command_json import MessageJSON

LATE = timedelta(days=3)
_DONE = (DeliveryState.SENT, DeliveryState.CLAIMED, DeliveryState.UNKNOWN)


@dataclass(frozen=True)
class Outcome:
    """What became of one message in this run.

    result: a DeliveryState, "due" (a dry run), "late" (H3), "waiting" (an outcome that nobody knows) or
    "taken" (another runner was first). detail: why, and what to do; empty where all is well.
    """

    id: str
    seq: int
    kind: EventKind
    policy: str
    version: int
    result: str
    detail: str = ""
    shown: str = ""

    def to_json(self) -> MessageJSON:
        """The message's object in `publisher notify --json`."""
        return {
            "id": self.id, "register_entry": self.seq, "kind": self.kind.value, "policy": self.policy,
            "version": self.version, "result": self.result, "detail": self.detail,
        }  # fmt: skip

    @property
    def exit_code(self) -> int:
        """0 fine, 1 a person has to decide, 2 refused, 3 the next run tries again."""
        codes = {"sent": 0, "due": 0, "refused": 2, "deferred": 3, "taken": 3}
        return codes.get(self.result, 1)


@dataclass(frozen=True)
class Handover:
    """One run on one channel. chosen: ids of the messages that are meant; None for all that are due.

    again: send what H1 to H3 hold back, but never what was accepted. dry: send and store nothing.
    """

    announced: NotificationList
    channel: Channel
    log: DeliveryLog
    clock: Callable[[], datetime]
    chosen: frozenset[str] | None = None
    again: bool = False
    dry: bool = False

    def run(self) -> Iterator[Outcome]:
        """Yield what becomes of each message, in the order in which they were announced."""
        stored = self.log.read()
        if stored.beginning is None and self.chosen is None:
            beginning = Beginning(self.announced.register.size, self.clock())
            stored = Deliveries(stored.tip, beginning, stored.states)
            if not self.dry:
                stored = self.log.begin(beginning)
        for name, happening in self._meant(stored):
            yield self._outcome(name, happening, stored.states.get(name))

    def _meant(self, stored: Deliveries) -> Iterator[tuple[str, Happening]]:
        """Yield what this run looks at: all that is chosen, or all that is new or open."""
        for name, happening in self.announced.happenings.items():
            known = stored.states.get(name)
            if known is not None and known.state is DeliveryState.SENT:
                continue
            if self.chosen is not None:
                if name in self.chosen:
                    yield name, happening
            elif known is not None or self._is_new(happening, stored):
                yield name, happening

    @staticmethod
    def _is_new(happening: Happening, stored: Deliveries) -> bool:
        if happening.of is not None:  # of interest to whoever got what it takes back
            before = stored.states.get(id_of(happening.of))
            return before is not None and before.state in _DONE
        beginning = stored.beginning
        if beginning is None:
            return False
        if happening.entry is None:
            return happening.at > beginning.at
        return happening.entry.seq > beginning.seq

    def _outcome(self, name: str, happening: Happening, known: Delivery | None) -> Outcome:
        held = None if self.again else self._held_back(happening, known)
        if held is None and known and known.state is DeliveryState.CLAIMED:
            held = self._at_work(known)
        if held is not None:
            return _made(name, happening, *held)
        notification = self.announced.notification(happening)
        if self.dry:
            shown = self.channel.show(notification, ())
            return _made(name, happening, "due", shown=shown)
        texts = self.announced.texts_of(happening) if self.channel.with_texts else ()
        facts = {
            "what": f"{happening.kind.value} of {happening.policy.id} v{happening.version.number}",
            "register_entry": notification.seq,
        }
        if not self.log.claim(name, facts, self.clock(), known):
            return _made(name, happening, "taken", "another run is handing it over")
        try:
            self.channel.send(notification, texts)
        except DeliveryError as error:
            self.log.finish(name, facts, self.clock(), error.state)
            return _made(name, happening, error.state, _advice(error, notification.seq))
        self.log.finish(name, facts, self.clock(), DeliveryState.SENT)
        return _made(name, happening, DeliveryState.SENT)

    def _held_back(self, happening: Happening, known: Delivery | None) -> tuple[str, str] | None:
        """Return result and reason for what this run must not send (H1, H3)."""
        seq = seq_of(happening)
        if known and known.state in (DeliveryState.CLAIMED, DeliveryState.UNKNOWN):
            return self._at_work(known) or (
                "waiting",
                "whether it was accepted is not known: look there, and if it isn't, "
                f"run 'publisher notify --seq {seq} --again'",
            )
        if known and known.state is DeliveryState.REFUSED:
            return (
                "waiting",
                f"it was refused on {known.at:%Y-%m-%d}: once that is put right, "
                f"run 'publisher notify --seq {seq} --again'",
            )
        if self.clock() - happening.at > LATE:
            return (
                "late",
                f"it was announced on {happening.at:%Y-%m-%d}: to hand it over now, "
                f"run 'publisher notify --seq {seq} --again'",
            )
        return None

    def _at_work(self, known: Delivery) -> tuple[str, str] | None:
        """Return the outcome of a message that another runner may be sending right now."""
        if known.state is DeliveryState.CLAIMED and self.clock() - known.at < AT_WORK:
            return "taken", "another run began to hand it over a moment ago"
        return None


def _made(
    name: str, happening: Happening, result: str, detail: str = "", shown: str = ""
) -> Outcome:
    return Outcome(
        name, seq_of(happening), happening.kind, happening.policy.id, happening.version.number,
        str(result), detail, shown,
    )  # fmt: skip


def _advice(error: DeliveryError, seq: int) -> str:
    if error.state is DeliveryState.DEFERRED:
        return f"{error.what}; the next run tries again"
    remedy = f"{error.remedy}, then " if error.remedy else "look there, and if it didn't arrive, "
    return f"{error.what}. To fix: {remedy}run 'publisher notify --seq {seq} --again'"
