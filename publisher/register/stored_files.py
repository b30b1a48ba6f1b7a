"""The attachments beside an entry in the register: a tree of files, each named by its SHA-256.

So the branch alone gives back every byte that was published with an entry, whatever becomes of the
main branch. Git stores equal files once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from publisher.git.client import Git
from publisher.register.entry import Entry, EntryError

FILES = "files"  # name of the tree
TREE_MODE = "40000"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_OBJECT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def check_attachments(entry: Entry) -> None:
    """Raise EntryError where an entry names attachments in another form than that of the format."""
    value = entry.stored.get("attachments")
    if value is None:
        return
    if not isinstance(value, Mapping) or not value:
        raise EntryError("'attachments' isn't an object with a file in it")
    blobs: dict[str, str] = {}
    for path, one in value.items():
        if not path.isprintable() or not isinstance(one, Mapping):
            raise EntryError("'attachments' names a file wrongly")
        blob, digest, size = one.get("blob"), one.get("sha256"), one.get("bytes")
        if not (isinstance(blob, str) and _OBJECT.fullmatch(blob)):
            raise EntryError(f"'attachments' gives '{path}' no object id")
        if not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise EntryError(f"'attachments' gives '{path}' no SHA-256 in hexadecimal")
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise EntryError(f"'attachments' gives '{path}' no size")
        if blobs.setdefault(digest, blob) != blob:
            raise EntryError("'attachments' gives the same content two object ids")


def named(entry: Entry) -> dict[str, tuple[str, str]]:
    """Return SHA-256 and object id of each attachment that an entry names, by path."""
    value = entry.stored.get("attachments")
    files = value.items() if isinstance(value, Mapping) else ()
    return {
        path: (str(one.get("sha256")), str(one.get("blob")))
        for path, one in files
        if isinstance(one, Mapping)
    }


def of_entry(entry: Entry) -> dict[str, str]:
    """Return what the tree beside an entry holds: SHA-256 to object id."""
    return dict(named(entry).values())


def write_tree(git: Git, files: Mapping[str, str]) -> str:
    """Write the tree and return its object id; the files themselves are in the repository already."""
    listing = b"".join(
        f"100644 blob {blob}\t{digest}".encode("ascii") + b"\0"
        for digest, blob in sorted(files.items())
    )
    return git.made("mktree", "-z", input=listing)
