"""A running git: its output read with a limit on each wait, and stopped with all its children."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
from collections.abc import Iterator
from typing import IO, Any

_ROOM = 1 << 20  # bytes that git may be ahead of us
_CHUNK = 1 << 16


class StalledError(Exception):
    """No output within the limit."""


class GarbledError(Exception):
    """What came is no answer of git's: a part of its output was lost on the way."""


class ObjectStream:
    """The output of `cat-file --batch`, read with a limit on each wait."""

    def __init__(self, descriptor: int, timeout: float) -> None:
        self._descriptor, self._timeout = descriptor, timeout
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._held = bytearray()

    def object(self, name: str) -> tuple[str | None, bytes]:
        """Return (kind, content) of the next object; the kind is None if there is none."""
        header = self._line().decode("utf-8", "surrogateescape")
        if header in (f"{name} missing", f"{name} ambiguous"):
            return None, b""
        _, kind, size = (*header.rsplit(" ", 2), "", "")[:3]
        if not (kind.isalpha() and size.isdigit()):
            raise GarbledError
        content = self._take(int(size) + 1)[:-1]
        return kind, content

    def _line(self) -> bytes:
        while (end := self._held.find(b"\n")) < 0:
            self._fill()
        return self._take(end + 1)[:-1]

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            self._fill()
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def _fill(self) -> None:
        if not self._poll.poll(self._timeout * 1000):
            raise StalledError
        more = os.read(self._descriptor, _CHUNK)
        if not more:
            raise EOFError
        self._held += more


class Process:
    """A started git with everything it starts in turn, so that all can be stopped together."""

    def __init__(self, started: object) -> None:
        self._started = started  # keep it: GitPython stops the process when this goes
        self._popen: Any = started.proc  # type: ignore[attr-defined]
        self.stdout: IO[bytes] = self._popen.stdout
        self.stderr: IO[bytes] = self._popen.stderr
        self.words: bytes = b""

    @property
    def status(self) -> int:
        """The exit code of a process that has ended."""
        return int(self._popen.returncode)

    def communicate(self, given: bytes | None, timeout: float) -> tuple[bytes, bytes]:
        """Return standard output and error; raises subprocess.TimeoutExpired after `timeout` s."""
        out, words = self._popen.communicate(given, timeout)
        return out, words

    def stream(self, timeout: float) -> Iterator[bytes]:
        """Yield standard output as it comes, and keep what is said on standard error in `words`.

        timeout: seconds without any output. Raises StalledError after them.
        """
        _give_room(self.stdout.fileno())
        poll = select.poll()
        open_ = {pipe.fileno(): pipe is self.stdout for pipe in (self.stdout, self.stderr)}
        for descriptor in open_:
            poll.register(descriptor, select.POLLIN)
        while open_:
            ready = poll.poll(timeout * 1000)
            if not ready:
                raise StalledError
            for descriptor, _ in ready:
                more = os.read(descriptor, _CHUNK)
                if not more:
                    poll.unregister(descriptor)
                    del open_[descriptor]
                elif open_[descriptor]:
                    yield more
                else:
                    self.words += more

    def wait(self) -> int:
        """Return the exit code once it has ended."""
        return int(self._popen.wait())

    def kill(self) -> None:
        """Stop it at once, with all that it started; also what is left where it ended itself."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def close(self) -> None:
        """Close the pipes and kill what still runs."""
        if self._popen.poll() is None:
            self.kill()
        for pipe in (self._popen.stdin, self.stdout, self.stderr):
            if pipe is not None and not pipe.closed:
                pipe.close()


def _give_room(descriptor: int) -> None:
    """Enlarge a pipe, so that its writer goes on while we are busy; where that fails, it waits for us."""
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _ROOM)


def harmless(words: str) -> str:
    """Git's words without passwords in addresses and without what steers a terminal."""
    words = re.sub(r"(?<=://)[^/@\s]+@", "***@", words)
    return "".join(c if c.isprintable() or c in "\n\t" else f"[U+{ord(c):04X}]" for c in words)
