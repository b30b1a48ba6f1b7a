"""How commands speak: colour, lists that fit, and progress that shows only when it takes long."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from publisher.text.document.frontmatter import show

_Item = TypeVar("_Item")
_COMMAND = re.compile(r"^[ \t]*(?:::|##\[)", re.MULTILINE)
PATIENCE = 2.0  # seconds of silence before progress is shown


def colour() -> bool | None:
    """Whether to use colour: never with NO_COLOR, always with FORCE_COLOR, else on a terminal (None)."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def width() -> int:
    """Return the columns to write in: those of the terminal, at most 100."""
    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def plain(text: str) -> str:
    """Return text of a policy or a commit fit for one line of a terminal: nothing in it is acted on."""
    return show(" ".join(text.split()), limit=1000)


def seen(text: str) -> str:
    """Return a message with what a terminal or a job's log would act on, or nobody could see, named.

    Line breaks stay; a line that begins like a command to the runner of a job gets a bar before it.
    """
    named = "".join(
        sign if sign == "\n" or not _is_unseen(sign) else f"[U+{ord(sign):04X}]" for sign in text
    )
    return _COMMAND.sub(r"| \g<0>", named)


def _is_unseen(sign: str) -> bool:
    return not sign.isprintable() and unicodedata.category(sign) != "Zs"


def wrapped(text: str, indent: str, *, first: str | None = None) -> list[str]:
    """Return text in lines that fit, each after `indent`, the first after `first`."""
    lead = indent if first is None else first
    return textwrap.wrap(
        plain(text), width(), initial_indent=lead, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    ) or [lead.rstrip()]  # fmt: skip


def progress(items: Sequence[_Item], label: str) -> Iterator[_Item]:
    """Yield the items; on a terminal, show how far it is once it has taken two seconds."""
    yield from _shown(items, label) if sys.stderr.isatty() else items


def _shown(items: Sequence[_Item], label: str) -> Iterator[_Item]:
    start = time.monotonic()
    rest = iter(items)
    done = 0
    for item in rest:
        yield item
        done += 1
        if time.monotonic() - start > PATIENCE:
            break
    else:
        return
    bar: Any = click.progressbar(rest, length=len(items), label=label, file=sys.stderr)
    with bar:
        bar.update(done)
        yield from bar


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """Say on a terminal that something goes on, once it has taken two seconds; nothing remains of it."""
    if not sys.stderr.isatty():
        yield
        return
    said = threading.Event()

    def say() -> None:
        said.set()
        click.echo(f"{label} …", err=True, nl=False)

    timer = threading.Timer(PATIENCE, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if said.is_set():
            click.echo(f"\r{' ' * (len(label) + 2)}\r", err=True, nl=False)


def paged(text: str, *, pager: bool = True) -> None:
    """Print, through the pager where a terminal is too low for it.

    The pager is $PAGER, or less; an empty $PAGER means none. What less is told by default is what git
    tells it: keep colours, end if all fits, do not clear the screen. Colours are in `text` already,
    or not.
    """
    is_long = text.count("\n") + 2 > shutil.get_terminal_size().lines
    if pager and is_long and sys.stdout.isatty() and os.environ.get("PAGER") != "":
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text, color=True)
    else:
        click.echo(text)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return "1 problem", "3 problems"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    *first, last = list(names)
    return f"{', '.join(first)} and {last}" if first else last


def examples(*lines: str) -> str:
    """Return the examples at the end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
