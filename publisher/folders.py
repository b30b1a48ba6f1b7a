"""Folders that appear whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PARTS = {"new", "old"}


def _nothing(_old: Path, _new: Path) -> None:
    """Remove what the new folder inherited."""


@contextmanager
def atomic_replace(
    folder: Path, *, inherit: Callable[[Path, Path], None] = _nothing
) -> Iterator[Path]:
    """Yield a new empty folder that takes the place of `folder` once the block has ended well.

    Until then, and when the block fails or is interrupted, what lies at `folder` stays as it is; where a
    killed process left it moved aside, it is put back first. Only where the folder cannot be replaced as
    such (a mount point, or a parent that may not be written to), is it yielded itself.

    inherit: moves what the new folder keeps of the old one, given both; everything or, where it fails,
    nothing.
    """
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_mount() or not os.access(target.parent, os.W_OK):
        yield target
        return
    _mend(target)
    place = tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent)
    with place as made, _at_work(Path(made)):
        fresh = Path(made) / "new"
        fresh.mkdir()
        yield fresh
        if target.exists():
            fresh.chmod(target.stat().st_mode & 0o7777)  # what a web server may read stays so
            old = Path(made) / "old"
            target.replace(old)
            try:
                inherit(old, fresh)
            except BaseException:
                old.replace(target)
                raise
        fresh.replace(target)


def _mend(target: Path) -> None:
    """Put back what a killed process had moved aside, and remove what it left."""
    ours = re.compile(rf"\.{re.escape(target.name)}-[a-z0-9_]{{8}}")
    for left in [one for one in target.parent.iterdir() if ours.fullmatch(one.name)]:
        # One that holds nothing yet may just have been made by a process that is alive.
        with suppress(OSError):
            names = {one.name for one in left.iterdir()}
            if not names or not names <= _PARTS:
                continue
            with _at_work(left) as alone:
                if alone and "old" in names and not target.exists():
                    (left / "old").replace(target)
                if alone:
                    shutil.rmtree(left)


@contextmanager
def _at_work(made: Path) -> Iterator[bool]:
    """Lock a folder while this process lives; yield whether it has it alone, as far as the disk can tell."""
    held = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        alone = True
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            alone = False
        yield alone
    finally:
        os.close(held)
