"""Which messages were handed over on which channel: a branch of its own, since delivery is no publication.

D1  A message is claimed before it is sent, and the claim is stored where every runner sees it. Whoever
    comes second finds it.
D2  A state is stored on top of the one that was read, never by force.
D3  What a message says, and to whom it went, is not stored: a repository may be public.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git
from publisher.git.commit_writer import make_commit
from publisher.messages.catalogue import Messages
from publisher.notify.channels import DeliveryState
from publisher.register.chain import RegisterMovedError
from publisher.register.remote import Remote

BRANCH = "notifications"
AT_WORK = timedelta(minutes=15)  # so long a claim may be that of a runner that is still sending
_ATTEMPTS = 10


@dataclass(frozen=True)
class Delivery:
    """The state of one message on one channel. at: when it was stored, aware."""

    state: DeliveryState
    at: datetime


@dataclass(frozen=True)
class Beginning:
    """Since when a channel is used: what was announced before is not handed over by itself.

    seq: the last entry of the register then. at: the instant, aware.
    """

    seq: int
    at: datetime


@dataclass(frozen=True)
class Deliveries:
    """What is stored of one channel, as of the commit `tip`."""

    tip: str | None
    beginning: Beginning | None
    states: Mapping[str, Delivery]


class DeliveryLog:
    """The stored states of one channel of a repository."""

    def __init__(self, git: Git, remote: str | None, channel: str) -> None:
        self._git, self._channel = git, channel
        self._remote = Remote(git, remote, BRANCH, "list of notifications") if remote else None
        self._ref = f"refs/heads/{BRANCH}"

    def read(self) -> Deliveries:
        """Return what is stored now, on the remote where there is one."""
        tip = self._remote.fetch() if self._remote else self._git.ref(self._ref)
        states: dict[str, Delivery] = {}
        beginning = None
        for name, content in self._files(tip):
            fields = _fields(content, f"branch {BRANCH}, {self._channel}/{name}")
            try:
                at = datetime.fromisoformat(str(fields["at"]))
                if name == "beginning":
                    beginning = Beginning(int(fields["seq"]), at)
                else:
                    states[name] = Delivery(DeliveryState(fields["state"]), at)
            except (KeyError, ValueError, TypeError):
                raise _unreadable(f"branch {BRANCH}, {self._channel}/{name}") from None
        return Deliveries(tip, beginning, states)

    def undecided(self, at: datetime) -> Iterator[Undecided]:
        """Yield the messages whose outcome is unknown, or that nobody can still be sending."""
        for name, content in self._files(self.read().tip):
            fields = _fields(content, f"branch {BRANCH}, {self._channel}/{name}")
            state, stored = fields.get("state"), str(fields.get("at"))
            claimed = state == DeliveryState.CLAIMED and (
                at - datetime.fromisoformat(stored) >= AT_WORK
            )
            if claimed or state == DeliveryState.UNKNOWN:
                yield Undecided(
                    self._channel, str(fields.get("what")), fields.get("register_entry"),
                    datetime.fromisoformat(stored),
                )  # fmt: skip

    def _files(self, tip: str | None) -> list[tuple[str, bytes]]:
        if tip is None:
            return []
        folder = f"{self._channel}/"
        listed = self._git.lines("ls-tree", "-r", "-z", "--full-tree", tip, "--", folder)
        rows = [row for line in listed for row in line.split("\0") if row]
        named = [(row.partition("\t")[2], row.split()[2]) for row in rows]
        contents = dict(self._git.cat_file_batch(blob for _, blob in named))
        return [
            (path.removeprefix(folder).removesuffix(".json"), contents[blob])
            for path, blob in named
        ]

    def begin(self, beginning: Beginning) -> Deliveries:
        """Store since when the channel is used, and return what is stored then."""

        def fresh(stored: Deliveries) -> bool:
            return stored.beginning is None

        content = {"seq": beginning.seq, "at": Messages.machine(beginning.at)}
        return self._store("beginning", content, f"begin {self._channel}", beginning.at, fresh)[1]

    def claim(
        self, name: str, facts: Mapping[str, Any], at: datetime, known: Delivery | None
    ) -> bool:
        """Claim a message that was last read as `known`; False where another runner was first."""

        def unchanged(stored: Deliveries) -> bool:
            return stored.states.get(name) == known

        content = {"state": DeliveryState.CLAIMED, "at": Messages.machine(at), **facts}
        message = f"claim {facts['what']} for {self._channel}"
        return self._store(name, content, message, at, unchanged)[0]

    def finish(
        self, name: str, facts: Mapping[str, Any], at: datetime, state: DeliveryState
    ) -> None:
        """Store what became of a message that was claimed here."""
        content = {"state": state, "at": Messages.machine(at), **facts}
        self._store(
            name, content, f"{state} {facts['what']} on {self._channel}", at, lambda _: True
        )

    def _store(
        self,
        name: str,
        content: Mapping[str, Any],
        message: str,
        at: datetime,
        wanted: Callable[[Deliveries], bool],
    ) -> tuple[bool, Deliveries]:
        """Store a file unless it is no longer wanted; again after each lost race."""
        data = json.dumps(content, indent=1).encode() + b"\n"
        for _ in range(_ATTEMPTS):
            stored = self.read()
            if not wanted(stored):
                return False, stored
            path = f"{self._channel}/{name}.json"
            commit = make_commit(self._git, {path: data}, message, parent=stored.tip, at=at)
            try:
                self._move(commit, stored.tip)
            except RegisterMovedError:
                continue
            return True, self.read()
        raise TryAgainError(
            f"other writers were first {_ATTEMPTS} times in a row", where=f"branch {BRANCH}"
        )

    def _move(self, commit: str, base: str | None) -> None:
        if self._remote:
            self._remote.push(commit, base)
        elif self._git.try_run(
            "update-ref", "-m", "publisher: notify", self._ref, commit, base or "0" * len(commit)
        ).status:
            raise RegisterMovedError


@dataclass(frozen=True)
class Undecided:
    """A message of which nobody knows whether it was accepted. what: such as "notice of privacy v2"."""

    channel: str
    what: str
    seq: int | None
    since: datetime

    def explain(self) -> str:
        """Return a sentence for whoever watches the site, with what to do."""
        number = self.seq if self.seq is not None else "N"
        return (
            f"the {self.what} was handed over on the channel '{self.channel}' at "
            f"{Messages.machine(self.since)}, and whether it was accepted is unknown. To fix: look there, "
            f"then run 'publisher notify --seq {number} --again' for that channel."
        )


def undecided(git: Git, remote: str | None, at: datetime) -> list[Undecided]:
    """Return the messages of all channels whose outcome is unknown at the aware instant `at`.

    Raises TryAgainError where the remote cannot be reached.
    """
    tip = Remote(git, remote, BRANCH, "list of notifications").fetch() if remote else None
    tip = tip or git.ref(f"refs/heads/{BRANCH}")
    listed = git.lines("ls-tree", "-r", "--name-only", "-z", "--full-tree", tip) if tip else []
    paths = [path for line in listed for path in line.split("\0") if path]
    channels = dict.fromkeys(path.rpartition("/")[0] for path in paths if "/" in path)
    return [one for channel in channels for one in DeliveryLog(git, remote, channel).undecided(at)]


def _fields(content: bytes, where: str) -> dict[str, Any]:
    try:
        fields = json.loads(content)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise _unreadable(where)
    return fields


def _unreadable(where: str) -> UsageError:
    return UsageError(
        "what is stored of a message can't be read", where=where,
        remedy="find out who changed it, and put the file back as it was before",
    )  # fmt: skip
