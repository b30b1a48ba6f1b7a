"""The last guard against a text that a library never comes to an end with.

What is known to take long is refused before it is parsed (see `input_guards`). This is for what nobody
knows yet: the text is given up after a while, with its name, instead of holding up a build.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from publisher.errors import UsageError

SECONDS = 10.0  # of CPU time; the largest texts within the bounds take about five
# Of one command: each text has FREE, and all together may take so much more. Real texts take 0.4 seconds, a
# long one that is wholly rewritten up to 2.2, so a register of honest policies never comes near it.
FREE, MORE = 1.5, 8.5

_left: float | None = None  # of MORE, while a block of `shared` runs


@contextmanager
def shared() -> Iterator[None]:
    """Share one budget among all texts bounded in the block: many slow ones take hardly longer than one."""
    global _left
    before, _left = _left, MORE
    try:
        yield
    finally:
        _left = before


@contextmanager
def bounded(where: str, seconds: float | None = None, *, doing: str = "read") -> Iterator[None]:
    """Raise UsageError when the block needs more CPU time (in seconds) than SECONDS.

    where: the file's name, for the message. doing: what is done to it. In a block within another, the outer
    limit counts. Signals reach the main thread alone, and Windows has no such timer: there the block has the
    time it takes.
    """
    if (
        threading.current_thread() is not threading.main_thread()
        or not hasattr(signal, "setitimer")
        or signal.getitimer(signal.ITIMER_VIRTUAL)[0]  # somebody measures already
    ):
        yield
        return

    global _left
    limit = SECONDS if seconds is None else seconds
    if _left is not None:
        limit = min(limit, FREE + max(_left, 0))
    began = time.process_time()

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise UsageError(
            f"it takes more than {round(limit, 1):g} seconds of computing for the text to be {doing}",
            where=where,
            remedy="divide long paragraphs and tables with empty lines, or the text into several policies",
        )

    before = signal.signal(signal.SIGVTALRM, give_up)
    # Again and again: where the collector is at work, an error is reported and forgotten.
    signal.setitimer(signal.ITIMER_VIRTUAL, limit, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if _left is not None:
            _left -= max(time.process_time() - began - FREE, 0)
