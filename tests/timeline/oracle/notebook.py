"""The notebook: what each line writes on its page, and what the pages say when a line was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tests.timeline.oracle import almanac
from tests.timeline.oracle.facts import Line, Version


def write(versions: list[Version], line: Line) -> None:
    """Write one line; nothing where its version is not there."""
    if line.new is not None:
        versions.append(copy_of(line.new))
        return
    for version in versions:
        if version.number == line.fact.version:
            _change(version, line)


def _change(version: Version, line: Line) -> None:
    for name, value in line.change.items():
        if name == "withdrawn":
            version.state, version.withdrawn = "withdrawn", value
        elif name == "move":
            day, cause, closed = value
            if cause == "editor":
                version.wish = day
            if day > version.day:
                version.moves.append((version.day, day, cause))
                version.day, version.start = day, almanac.start(day, version.zone)
                version.requested = day if cause == "editor" else version.requested
                version.closed = closed
        else:
            setattr(version, name, value)


def turn(versions: Iterable[Version], now: datetime) -> None:
    """Let the day come for what waits."""
    versions = list(versions)
    for place, version in enumerate(versions):
        if version.state == "pending" and version.start <= now:
            for other in versions[:place]:
                if other.state in ("in force", "pending"):
                    other.state = "archived"
            version.state = "in force"


def written(lines: Iterable[Line], now: datetime) -> list[Version]:
    """Read the pages anew from their lines, as they are now."""
    versions: list[Version] = []
    for line in lines:
        write(versions, line)
    turn(versions, now)
    return versions


def copy_of(version: Version) -> Version:
    """A page to write on."""
    return replace(version, moves=list(version.moves))
