"""What the operating system refuses, as an error that says what, where and how to fix.

A full disk, a read-only clone or a missing permission is neither a mistake in our code nor a broken promise:
the command line prints one message for it and exits with 2 or, where running it again can help, 3.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from publisher.errors import PublisherError, TryAgainError, UsageError

_ROOM = "make room there, then run the same command again"
_LATER = "close other programs or raise the limit, then run the same command again"
_DISK = "check the disk and the connection to it, then run the same command again"
_RIGHTS = "give this user the right to read and write there, or name another place"
_WRITABLE = "make it writable, or work in a copy that is"
# Number: what it is, how to fix it, and whether the same command can succeed later without a correction.
_KNOWN: dict[int, tuple[str, str, bool]] = {
    errno.ENOSPC: ("the disk is full", _ROOM, True),
    errno.EDQUOT: ("the quota of this user is used up", _ROOM, True),
    errno.EIO: ("the disk reports an input/output error", _DISK, True),
    errno.ESTALE: ("the network disk has lost the file", _DISK, True),
    errno.EMFILE: ("too many files are open in this process", _LATER, True),
    errno.ENFILE: ("too many files are open on this machine", _LATER, True),
    errno.ENOMEM: ("there is not enough memory", _LATER, True),
    errno.EAGAIN: ("the system can start no more processes", _LATER, True),
    errno.EBUSY: ("another program is using it", "wait for that program to end", True),
    errno.ETXTBSY: ("another program is using it", "wait for that program to end", True),
    errno.EROFS: ("the disk is mounted read-only", _WRITABLE, False),
    errno.EACCES: ("permission denied", _RIGHTS, False),
    errno.EPERM: ("the system does not permit it", _RIGHTS, False),
    errno.EFBIG: ("the file is larger than the system permits", "raise the limit (ulimit -f)", False),
    errno.ENOENT: ("there is no such file or folder", "correct the name, or make it first", False),
    errno.EEXIST: ("there is already something of that name", "move it away first", False),
    errno.ENOTDIR: ("a part of the path is not a folder", "correct the path", False),
    errno.EISDIR: ("this is a folder, not a file", "name a file", False),
    errno.ENOTEMPTY: ("the folder is not empty", "empty it, or name another folder", False),
    errno.ELOOP: ("symbolic links lead in a circle", "correct the links", False),
    errno.ENAMETOOLONG: ("the name is too long", "use a shorter name", False),
}  # fmt: skip
_WRITING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
UNNAMED = "a file of this command"
_OTHER_REMEDY = "correct what the system names, then run the same command again"


def of_system(error: OSError, doing: str = "") -> PublisherError:
    """Return the error to show for one of the operating system's. doing: what failed for it, in words."""
    what, remedy, passes = _KNOWN.get(
        error.errno or 0, (str(error.strerror or error), _OTHER_REMEDY, False)
    )
    what = f"{doing} ({what})" if doing else what
    names = [name for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    # Of a copy or a move that could not be written, the second is the place.
    where = os.fsdecode(names[-1 if error.errno in _WRITING else 0]) if names else UNNAMED
    if passes:
        return TryAgainError(what, where=where, remedy=remedy)
    return UsageError(what, where=where, remedy=remedy)


@contextmanager
def at(place: Path | str) -> Iterator[None]:
    """Name a place in errors of the operating system that name none, such as those of writing."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(place)
        raise


def write_whole(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file that appears whole or not at all; one that was there stays until then.

    new: raise FileExistsError where there is one. What is not a plain file (a terminal, a pipe) is written to
    as it is. Raises OSError, which names the path.
    """
    with at(path):
        if new and os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        target = path.resolve() if path.is_symlink() else path
        draft = target.with_name(f".publisher-{uuid4().hex}")
        try:
            draft.write_bytes(content)
            if new:
                os.link(draft, target)
            else:
                with suppress(FileNotFoundError):
                    draft.chmod(target.stat().st_mode & 0o7777)
                draft.replace(target)
        except OSError as error:
            error.filename = str(path)
            error.filename2 = None
            raise
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
