"""What an auditor keeps of a verification, so that the next one proves only what was entered since.

The file lies with the auditor, outside the repository: whoever can write it can have the proof of what it
names skipped. It binds everything that the proof depended on. The next verification reads and hashes the
whole register all the same, requires that it and the main line only grew, and takes from the file one
thing: that the checks of the entries up to `size` found nothing wrong.
"""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

import publisher
from publisher.cache import code_version
from publisher.calendar.public_holidays import library
from publisher.errors import UsageError
from publisher.failures import write_whole
from publisher.git.client import Git
from publisher.history.policy_history import History
from publisher.register.branch_reader import Branch
from publisher.register.entry import Event
from publisher.text.comparison import RULES_VERSION
from publisher.verify.verification_report import VerificationProblem

_FORM = "policy-publisher/verified/v1"
_REMEDY = "give a file that 'publisher verify --checkpoint-out' wrote, or verify without --since"
_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class EarlierProof:
    """What one verification proved, and everything that its outcome depended on.

    origin: the site and the register's branch. size, head: of the register. tip: the commit of its last
    entry. main: the commit of the main line that was checked out. notes: how many findings were no problem.
    program: with a digest of its code and of the versions of its libraries. at: when it ran.
    """

    origin: str
    size: int
    head: str
    tip: str
    main: str
    notes: int
    program: str
    rules: str
    holidays: str
    libraries: str
    at: str

    def to_text(self) -> str:
        """Return the file's content: its form, then a line for each field, in their order."""
        return "".join([
            f"{_FORM}\n", *(f"{one.name}: {getattr(self, one.name)}\n" for one in fields(self)),
        ])  # fmt: skip


def proof(
    branch: Branch, history: History, name: str, now: datetime, *, notes: int = 0
) -> EarlierProof:
    """Return what a verification that found no problem has proved. name: of the register's branch."""
    last = next((one for one in reversed(branch.commits) if one.entry and not one.stray), None)
    site = history.settings.site_url.partition("://")[2] or "-"
    return EarlierProof(
        origin=f"{site} {name}",
        size=branch.register.size,
        head=branch.register.head,
        tip=last.commit if last else "-",
        main=history.head,
        notes=notes,
        program=f"policy-publisher {publisher.version()} {code_version()}",
        rules=str(RULES_VERSION),
        holidays=library(),
        libraries=f"python {platform.python_version()}, unicode {unicodedata.unidata_version}",
        at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
    )


def read_proof(path: Path, git: Git) -> EarlierProof:
    """Return what a file says was proved.

    Raises UsageError for a file of another kind, and for one inside the repository or its git directory.
    """
    require_outside(path, git)
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST)
    except OSError as error:
        raise UsageError(
            f"the file can't be read ({error.strerror})", where=str(path), remedy=_REMEDY
        ) from None
    form, *lines = content.decode("utf-8", "replace").splitlines()[
        : len(fields(EarlierProof)) + 2
    ] or [""]
    given = [line.partition(": ")[::2] for line in lines]
    names = [one.name for one in fields(EarlierProof)]
    values = dict(given)
    if (
        form != _FORM
        or [name for name, _ in given] != names
        or not all(values[name].isascii() and values[name].isdigit() for name in ("size", "notes"))
    ):
        raise UsageError("this isn't a record of a verification", where=str(path), remedy=_REMEDY)
    numbers = {name: int(values.pop(name)) for name in ("size", "notes")}
    return EarlierProof(**values, **numbers)  # type: ignore[arg-type]


def write_proof(path: Path, made: EarlierProof, git: Git) -> None:
    """Write what was proved; raises UsageError for a place inside the repository."""
    require_outside(path, git)
    write_whole(path, made.to_text().encode())


def changed(earlier: EarlierProof, now: EarlierProof) -> str:
    """Return what is different from then, so that all must be proved again; "" where nothing is."""
    for name in ("origin", "program", "rules", "holidays", "libraries"):
        before, after = getattr(earlier, name), getattr(now, name)
        if before != after:
            if name == "program":  # the digests say nothing to a reader
                return "the program or a library is another one than then"
            return f"'{name}' was '{before}' and is '{after}'"
    return ""


def voided_since(earlier: EarlierProof, branch: Branch) -> str:
    """Return the later entry that reaches back behind what was proved; "" where none does."""
    for entry in branch.register.entries[earlier.size :]:
        if entry.event in (Event.VOID, Event.MISDATED):
            return f"entry {entry.seq} is about entries before it"
    return ""


def broken_since(
    earlier: EarlierProof, branch: Branch, history: History
) -> Iterator[VerificationProblem]:
    """W1: the register and the main line have only grown since then."""
    register = branch.register
    if earlier.size > register.size:
        yield _problem(None, "entries are missing at the end: more were proved",
                       f"at least {earlier.size} entries", str(register.size))  # fmt: skip
        return
    if earlier.size:
        entry = register.entries[earlier.size - 1]
        commit = next(
            (c.commit for c in branch.commits if c.entry and c.entry.seq == entry.seq), "none"
        )
        if entry.digest != earlier.head:
            yield _problem(
                entry.seq, "the entry is not the one that was proved", earlier.head, entry.digest
            )
        elif commit != earlier.tip:
            yield _problem(
                entry.seq, "its commit is not the one that was proved", earlier.tip, commit
            )
    if earlier.main not in history.commits:
        yield _problem(None, "the commit that was checked out then is not on the main line any more",
                       earlier.main, "a history that was rewritten")  # fmt: skip


def _problem(entry: int | None, what: str, expected: str, found: str) -> VerificationProblem:
    return VerificationProblem("W1", entry, what, expected=expected, found=found)


def require_outside(path: Path, git: Git) -> None:
    """Raise UsageError for a place that whoever writes to the repository can write to."""
    inside = path.resolve()
    if any(inside.is_relative_to(top.resolve()) for top in (git.root, git.common_dir)):
        raise UsageError(
            "the record of a verification would lie inside the repository, where others can write it",
            where=str(path),
            remedy="keep it in a place of your own, outside the repository",
        )
