"""What the program does and how long it takes, for whoever asks with `-v`, PUBLISHER_LOG or `--profile`.

Nothing is measured unless somebody asks. Times are those of this process; what others do for it
counts as the time that it waits.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from types import TracebackType

VARIABLE = "PUBLISHER_LOG"  # set to anything but 0: as with -v
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_LENGTH = 160  # characters of a line that are shown


class _Requests:
    """Who asked for what. lines: on standard error. seconds, times: by kind of work; hits: of caches."""

    def __init__(self) -> None:
        self.lines = os.environ.get(VARIABLE, "0") not in ("", "0")
        self.profile = False
        self.clear()

    def clear(self) -> None:
        """Begin to count."""
        self.since: float = time.perf_counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.times: Counter[str] = Counter()
        self.hits: Counter[tuple[str, bool]] = Counter()


_requests = _Requests()
_inner = (
    threading.local()
)  # seconds: of the work inside of the work that is being done, innermost last


def show_lines() -> None:
    """Print a line for each piece of work from now on."""
    _requests.lines = True


def start_profile() -> None:
    """Add up times from now on."""
    _requests.profile = True
    _requests.clear()


def profile() -> Iterator[str]:
    """Yield the lines of the profile: the time of each kind of work, without what it did in other kinds."""
    whole = time.perf_counter() - _requests.since
    rows = sorted(_requests.seconds.items(), key=lambda row: -row[1])
    rows.append(("other", whole - sum(_requests.seconds.values())))
    yield f"{'seconds':>9}  {'times':>6}  of {whole:.2f} s in this process"
    for kind, seconds in rows:
        yield f"{seconds:9.2f}  {_requests.times[kind] or '':>6}  {kind}"
    for kind in sorted({kind for kind, _ in _requests.hits}):
        found, made = _requests.hits[kind, True], _requests.hits[kind, False]
        yield f"cache {kind}: {found} found, {made} not there"


class work:  # noqa: N801 - reads as a statement: with work("git", …)
    """A piece of work of a kind. what: its name in the line that is printed; without one, none is."""

    __slots__ = ("_kind", "_start", "_what")

    def __init__(self, kind: str, *what: str) -> None:
        self._kind, self._what, self._start = kind, what, 0.0

    def __enter__(self) -> None:
        if _requests.lines or _requests.profile:
            self._start = time.perf_counter()
            _stack().append(0.0)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._start:
            return
        seconds, stack = time.perf_counter() - self._start, _stack()
        _requests.seconds[self._kind] += seconds - stack.pop()
        _requests.times[self._kind] += 1
        if stack:
            stack[-1] += seconds
        if self._what:
            say(f"{seconds * 1000:5.0f} ms", self._kind, *self._what)


def each(kind: str, what: Iterable[str], items: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the items, and count the time until each comes as work of a kind."""
    say("as it comes", kind, *what)
    while True:
        with work(kind):
            item = next(items, None)
        if item is None:
            return
        yield item


def looked_up(key: str, *, found: bool) -> None:
    """Count what a cache had, or had not. key: begins with its kind and a slash."""
    if _requests.lines or _requests.profile:
        kind = key.partition("/")[0]
        _requests.hits[kind, found] += 1
        say("cache", kind, "found" if found else "not there")


def say(*what: str) -> None:
    """Print a line, if somebody asked for lines."""
    if _requests.lines:
        from publisher.errors import visible

        line = visible(_CREDENTIALS.sub("…@", " ".join(what)))
        sys.stderr.write(f"publisher: {line if len(line) <= _LENGTH else line[:_LENGTH] + '…'}\n")


def _stack() -> list[float]:
    if not hasattr(_inner, "seconds"):
        _inner.seconds = []
    stack: list[float] = _inner.seconds
    return stack
