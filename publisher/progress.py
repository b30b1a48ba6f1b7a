"""How far long work is: a line that moves on a terminal, one line a stage anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

_LONG = 2.0  # seconds from which on work is worth a word
_STEP = 0.2  # seconds between two looks

_T = TypeVar("_T")


def shown(items: Iterable[_T], what: str, total: int, out: TextIO | None = None) -> Iterator[_T]:
    """Yield the items, and tell on standard error how far the work on them is.

    what: the work in words, such as "Comparing versions". Work that ends within two seconds is not told of.
    """
    out = out or sys.stderr
    terminal = out.isatty()
    began = last = time.monotonic()
    done = 0
    try:
        for item in items:
            yield item
            done += 1
            now = time.monotonic()
            if terminal and now - last >= _STEP and now - began >= _LONG:
                last = now
                out.write(f"\r{what}: {done:,} of {total:,} ")
                out.flush()
    finally:
        took = time.monotonic() - began
        if took >= _LONG:
            start = "\r" if terminal else ""
            out.write(f"{start}{what}: {done:,} in {took:.0f} s\n")
            out.flush()
