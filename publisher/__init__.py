"""Policy Publisher: publishes legal policies and holds each change until its notice has run.

What is listed in `__all__` is the library; docs/library.md describes it, with examples.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from publisher.calendar import NoticePeriod, Schedule
    from publisher.calendar.counting import Unit
    from publisher.calendar.schedule import Floor, Holiday, SkippedDay
    from publisher.errors import PublisherError, TryAgainError, UsageError
    from publisher.model.entries import Event
    from publisher.model.verdict import Verdict
    from publisher.register.entry import Draft, Entry
    from publisher.text.comparison import Comparison, JudgedEdit, compare
    from publisher.text.document.document import Document, parse
    from publisher.text.document.render import render
    from publisher.text.materiality.verdict import Effect, Finding
    from publisher.text.redline import Redline, redline
    from publisher.text.redline.edit import Edit, EditKind
    from publisher.timeline.policy_state import PolicyState
    from publisher.timeline.states import States, Timelines
    from publisher.timeline.translation_view import TranslationView
    from publisher.timeline.version import Postponement, PublishedText, State, Translation, Version

    __version__: str

__all__ = [
    "Comparison", "Document", "Draft", "Edit", "EditKind", "Effect", "Entry", "Event", "Finding", "Floor",
    "Holiday", "JudgedEdit", "NoticePeriod", "PolicyState", "Postponement", "PublishedText",
    "PublisherError", "Redline", "Schedule", "SkippedDay", "State", "States", "Timelines", "Translation",
    "TranslationView", "TryAgainError", "Unit", "UsageError", "Verdict", "Version", "__version__",
    "compare", "load", "parse", "redline", "render", "version",
]  # fmt: skip
_MODULES = {
    "calendar": ("NoticePeriod", "Schedule"),
    "calendar.counting": ("Unit",),
    "calendar.schedule": ("Floor", "Holiday", "SkippedDay"),
    "errors": ("PublisherError", "TryAgainError", "UsageError"),
    "model.entries": ("Event",),
    "model.verdict": ("Verdict",),
    "register.entry": ("Draft", "Entry"),
    "text.comparison": ("Comparison", "JudgedEdit", "compare"),
    "text.document.document": ("Document", "parse"),
    "text.document.render": ("render",),
    "text.materiality.verdict": ("Effect", "Finding"),
    "text.redline": ("Redline", "redline"),
    "text.redline.edit": ("Edit", "EditKind"),
    "timeline.policy_state": ("PolicyState",),
    "timeline.states": ("States", "Timelines"),
    "timeline.translation_view": ("TranslationView",),
    "timeline.version": ("Postponement", "PublishedText", "State", "Translation", "Version"),
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names}


def load(path: str | Path = ".") -> Timelines:
    """Return the timelines of the repository of policies at `path`: its history and its register.

    Raises publisher.UsageError where something in the repository must be fixed first.
    """
    from pathlib import Path

    from publisher.repository import open_repository

    return open_repository(Path(path)).timelines


def version() -> str:
    """Return the version of the installed package."""
    from importlib.metadata import version as installed

    return installed("policy-publisher")


def __getattr__(name: str) -> Any:
    """Import the parts of the library on first use, so that a command pays only for what it needs."""
    if name == "__version__":
        return version()
    if name in _WHERE:
        return getattr(import_module(f"publisher.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'publisher' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return what the library has, also what was not used yet."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
