"""The script for other sites. A loader never changes once it was released: sites pin its digest.

A site that names a loader by its digest loses its notices silently when that file changes or goes
away. So every loader that was ever released stays in `loaders/`, under a name that holds its digest,
and is part of every site. To change the loader, add a file and make it the latest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files

from publisher.site.outputs.digests import digest_of

LATEST = "notice-v1.22cb68fbba5abcd6.js"
_FOLDER = files("publisher.site.outputs.embed") / "loaders"


def loaders() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every loader that was ever released."""
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".js"):
            yield file.name, file.read_bytes()


def content(name: str) -> bytes:
    """Return the bytes of a loader."""
    return (_FOLDER / name).read_bytes()


def name_of(data: bytes) -> str:
    """Return the name that a loader of format 1 must have."""
    return f"notice-v1.{hashlib.sha256(data).hexdigest()[:16]}.js"


def integrity(data: bytes) -> str:
    """Return what a page writes into `integrity` (Subresource Integrity), and into its policy."""
    return digest_of(data, "sha384")
