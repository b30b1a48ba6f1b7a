"""Folders that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield a new empty folder that takes the place of `folder` once the block has ended well.

    Until then, and when the block fails or is interrupted, what lies at `folder` stays as it is. Only
    where the folder cannot be replaced as such (a mount point, or a parent that may not be written to),
    is it yielded itself.
    """
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_mount() or not os.access(target.parent, os.W_OK):
        yield target
        return
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as made:
        fresh = Path(made) / "new"
        fresh.mkdir()
        yield fresh
        if target.exists():
            fresh.chmod(target.stat().st_mode & 0o7777)  # what a web server may read stays so
            target.replace(Path(made) / "old")
        fresh.replace(target)
