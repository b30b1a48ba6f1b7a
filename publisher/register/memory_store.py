"""The register in memory: the whole contract of a store without git, for tests and previews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock

from publisher.register.chain import NO_SOURCES, Register, RegisterMovedError
from publisher.register.entry import Entry


class MemoryStore:
    """A register that ends with the process; the position is the head."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._register = Register()
        self._texts: dict[str, bytes] = {}

    def synchronise(self) -> None:
        """See RegisterStore; there is only this place."""

    def read(self) -> Register:
        """See RegisterStore."""
        return self._register

    def append(
        self,
        register: Register,
        additions: Sequence[tuple[Entry, bytes | None]],
        sources: Mapping[str, bytes] = NO_SOURCES,
    ) -> Register:
        """See RegisterStore."""
        new = Register.of((*register.entries, *(entry for entry, _ in additions)))
        with self._lock:
            if self._register.head != register.head:
                raise RegisterMovedError
            self._texts |= {entry.digest: text for entry, text in additions if text is not None}
            self._register = Register(new.entries, new.head)
        return self._register

    def texts(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """See RegisterStore."""
        return ((entry, self._texts[entry.digest]) for entry in entries if entry.text_sha256)

    def text(self, entry: Entry) -> bytes | None:
        """See RegisterStore."""
        return next((text for _, text in self.texts([entry])), None)
