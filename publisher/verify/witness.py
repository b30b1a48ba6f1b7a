"""Heads of the register that somebody kept: the only proof that its end was not cut off.

A chain shows that nothing in it was changed. That nothing is missing at the end, and that not all of
it was written anew, shows only what lies outside: a head kept earlier, the live site, another clone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.errors import PublisherError, UsageError
from publisher.failures import write_whole
from publisher.git.client import Git
from publisher.publication.sites import LiveSite
from publisher.register.chain import Register
from publisher.register.entry import EntryError, parse
from publisher.register.git_store import GitStore
from publisher.verify.verification_report import VerificationProblem

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FORMS = (
    "give a publication.json, an exported register, a file with {'size', 'head'}, the address of one "
    "of these, or another clone"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head that was seen: the register had so many entries and ended with this digest.

    size: None where only the digest was kept.
    """

    source: str
    size: int | None
    head: str


def check_checkpoint(register: Register, seen: Checkpoint) -> Iterator[VerificationProblem]:
    """W1: the register contains what was seen, at its place."""
    if seen.size == 0:
        return
    digests = [entry.digest for entry in register.entries]
    if seen.size is None:
        if seen.head not in digests:
            yield VerificationProblem("W1", None, f"the head that {seen.source} kept is not in the register",
                          expected=seen.head, found=f"{register.size} others")  # fmt: skip
    elif seen.size > register.size:
        yield VerificationProblem("W1", None, f"entries are missing at the end: {seen.source} has seen more",
                      expected=f"at least {seen.size} entries",
                      found=str(register.size))  # fmt: skip
    elif digests[seen.size - 1] != seen.head:
        yield VerificationProblem("W1", seen.size, f"the entry is not the one that {seen.source} has seen",
                      expected=seen.head, found=digests[seen.size - 1])  # fmt: skip


def reach(register: Register, seen: list[Checkpoint]) -> int:
    """Return up to which entry the checkpoints that hold show the register to be complete."""
    digests = [entry.digest for entry in register.entries]
    reached = 0
    for one in seen:
        size = one.size
        if size is None:
            size = digests.index(one.head) + 1 if one.head in digests else 0
        if 0 < size <= register.size and digests[size - 1] == one.head:
            reached = max(reached, size)
    return reached


def read_witness(where: str, branch: str) -> Checkpoint:
    """Return the head that a file, an address or another clone keeps.

    Raises UsageError if it is none of these, TryAgainError if the host does not answer.
    """
    if where.startswith(("http://", "https://")):
        folder, _, name = where.rpartition("/")
        seen = LiveSite(folder + "/").see(name, "witness")
        return checkpoint(seen.content, where)
    path = Path(where)
    if path.is_dir():
        with suppress(PublisherError):
            return _from_clone(path, branch)
        raise UsageError(
            f"this isn't a clone with a sound register on the branch '{branch}'",
            where=where,
            remedy=_FORMS,
        )
    try:
        return checkpoint(path.read_bytes(), where)
    except OSError as error:
        raise UsageError(
            f"the witness cannot be read ({error.strerror})", where=where, remedy=_FORMS
        ) from None


def _from_clone(path: Path, branch: str) -> Checkpoint:
    register = GitStore(Git(path), branch).read()
    return Checkpoint(f"the clone {path}", register.size, register.head)


def checkpoint(content: bytes, where: str) -> Checkpoint:
    """Return the head in a publication.json, an export or a line; UsageError if there is none."""
    text = content.decode("utf-8", "replace").strip()
    if _DIGEST.fullmatch(text):
        return Checkpoint(where, None, text)
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        return _from_json(json.loads(text), where)
    with suppress(EntryError):
        last = parse(text.splitlines()[-1].encode()) if text else None
        if last:
            return Checkpoint(where, last.seq, last.digest)
    raise UsageError("this witness knows no head of a register", where=where, remedy=_FORMS)


def _from_json(content: Any, where: str) -> Checkpoint:
    """Read {"size", "head"}, also under "register" as in publication.json."""
    if not isinstance(content, dict):
        raise TypeError(where)
    found = content.get("register", content)
    size, head = found["size"], found["head"]
    if not (isinstance(size, int) and size >= 0 and _DIGEST.fullmatch(head)):
        raise ValueError(where)
    return Checkpoint(where, size, head)


class Memory:
    """The last head that was verified in this clone, one for each remote; lies beside git's own files.

    name: the address of the remote, or "local".
    """

    def __init__(self, git: Git, remote: str | None, branch: str) -> None:
        address = git.config(f"remote.{remote}.url") if remote else None
        self._key = f"{_without_password(address) if address else 'local'} {branch}"
        self._path = git.common_dir / "publisher" / "heads.json"

    def recall(self) -> Checkpoint | None:
        """Return what was seen last, None if nothing was or it cannot be read."""
        try:
            return _from_json(self._load()[self._key], "the last verification here")
        except (KeyError, ValueError, TypeError, OSError):
            return None

    def keep(self, size: int, head: str) -> None:
        """Keep the head of a register that holds; a shorter one never replaces a longer one.

        Raises OSError where nothing can be written, as in a read-only clone.
        """
        last = self.recall()
        if not size or (last and last.size and last.size >= size):
            return
        try:
            kept = self._load()
        except ValueError:
            kept = {}
        kept[self._key] = {"size": size, "head": head}
        self._path.parent.mkdir(exist_ok=True)
        write_whole(self._path, (json.dumps(kept, indent=2) + "\n").encode())

    def _load(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        if not isinstance(content, dict):
            raise ValueError(str(self._path))  # noqa: TRY004 - as for what is no JSON
        return content


def _without_password(address: str) -> str:
    return re.sub(r"(?<=://)[^/@\s]+@", "", address)
