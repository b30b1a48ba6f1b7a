"""Policy Publisher: publishes legal policies and holds each change until its notice has run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from publisher.calendar import NoticePeriod, Schedule
    from publisher.text.comparison import Comparison, compare
    from publisher.text.document.render import render
    from publisher.timeline.states import Timelines

__all__ = ["Comparison", "NoticePeriod", "Schedule", "Timelines", "compare", "load", "render"]

_WHERE = {
    "Comparison": "publisher.text.comparison",
    "NoticePeriod": "publisher.calendar",
    "Schedule": "publisher.calendar",
    "Timelines": "publisher.timeline.states",
    "compare": "publisher.text.comparison",
    "render": "publisher.text.document.render",
}


def load(path: str | Path = ".") -> Timelines:
    """Return the timelines of the repository of policies at `path`: its history and its register.

    Raises publisher.errors.UsageError where something in the repository must be mended first.
    """
    from pathlib import Path

    from publisher.repository import open_repository

    return open_repository(Path(path)).timelines


def __getattr__(name: str) -> Any:
    """Import the parts of the library on first use, so that a command pays only for what it needs."""
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'publisher' has no attribute '{name}'")


def version() -> str:
    """Return the version of the installed package."""
    from importlib.metadata import version as installed

    return installed("policy-publisher")
