"""The same work on many items, on all cores where that is safe and pays.

The result is the same as of a plain loop, in the same order. Where processes cannot be started or die,
the plain loop does what is left.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from publisher import trace

_MOST = 8  # processes
_T = TypeVar("_T")
_R = TypeVar("_R")

# What the processes do. They are forked, so they have it as it is here; nothing of it is copied over.
_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def parallel_map(work: Callable[[_T], _R], items: Sequence[_T], *, least: int = 16) -> Iterator[_R]:
    """Yield what `work` makes of each item, in order.

    work: needs nothing that another item's work has left behind; what it returns can be pickled. least:
    fewer items stay in this process.
    """
    done = 0
    if len(items) >= least and processes() > 1:
        try:
            results = _forked(work, items)
            while done < len(items):
                with trace.work("other processes"):
                    result = next(results)
                yield result
                done += 1
        except Exception as error:  # an error of the work's own comes again right below
            trace.say("parallel", f"goes on in one process after {done} items ({error!r})")
    for item in items[done:]:
        yield work(item)


def processes() -> int:
    """Return among how many processes `spread` divides its work; 1 where it keeps to this one."""
    return min(_cores(), _MOST) if _can_fork() else 1


def _forked(work: Callable[[_T], _R], items: Sequence[_T]) -> Iterator[_R]:
    global _work
    if _work is not None:
        raise RuntimeError("work inside of work")
    _work = (work, items)
    gc.freeze()  # the collector would touch, and so copy, all memory in each process
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(processes(), mp_context=context)
    try:
        yield from pool.map(_one, range(len(items)))
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _work = None


def _one(place: int) -> Any:
    assert _work is not None  # noqa: S101 - set before the fork
    work, items = _work
    return work(items[place])


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    """A fork is safe while no other thread can hold a lock; a live preview has such threads."""
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and threading.active_count() == 1
        and multiprocessing.parent_process() is None
    )
