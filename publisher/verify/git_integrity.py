"""The branch and the repository around it: nothing changed, cut, replaced or slipped in.

G1  No object is replaced (`git replace`) and no history is grafted.
G2  The register has one end: what is here and what was seen on the remote are one line.
G3  Each published text and each attachment is there, and is the one that its entry names.
G4  No entry lies in the future.
S1  Where signatures are asked for, each entry from the first signed one on has a good one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.history.policy_history import History
from publisher.register import stored_files
from publisher.register.branch_reader import Branch, Stored, object_id
from publisher.register.chain import CLOCK_TOLERANCE
from publisher.register.entry import Event
from publisher.register.git_store import GitStore
from publisher.verify.verification_report import VerificationProblem

SIGNATURE_LIMIT = 1.0  # seconds for one signature; 0.05 is usual


def check_repository(git: Git) -> Iterator[VerificationProblem]:
    """G1: replaced objects and grafts change what everybody else sees in this repository."""
    for ref in git.lines("for-each-ref", "--format=%(refname)", "refs/replace/"):
        yield VerificationProblem("G1", None, "an object is replaced; git shows others something else here",
                      expected="no refs/replace", found=ref)  # fmt: skip
    grafts = git.common_dir / "info" / "grafts"
    if grafts.is_file() and grafts.read_bytes().strip():
        yield VerificationProblem("G1", None, "history is grafted; git shows others another past here",
                      expected="no file of grafts", found=str(grafts))  # fmt: skip


def check_ends(
    git: Git, local: str | None, known: str | None, remote: str
) -> Iterator[VerificationProblem]:
    """G2: local branch and remote-tracking ref are one line."""
    if local is None or known is None:
        return
    if not (git.is_ancestor(local, known) or git.is_ancestor(known, local)):
        yield VerificationProblem(
            "G2",
            None,
            f"the register here and on {remote} have parted: one was rewritten",
            expected=f"one to contain the other: {local}",
            found=known,
        )


def check_name(git: Git, store: GitStore, history: History) -> Iterator[VerificationProblem]:
    """G2: a register that the configuration named before is not left behind under its old name."""
    current = store.tip()
    names = dict.fromkeys(settings.register_branch for _, settings in history.settings_changes)
    remote = f"refs/remotes/{store.remote.name}" if store.remote else "refs/remotes/origin"
    for name in names:
        if name == store.branch:
            continue
        for ref in (f"refs/heads/{name}", f"{remote}/{name}"):
            tip = git.ref(ref)
            if tip and not (current and git.is_ancestor(tip, current)):
                why = "the configuration named another branch before, whose register is not in this one"
                yield VerificationProblem(
                    "G2", None, why, f"{store.branch} to contain {tip}", found=ref
                )


def check_branch(branch: Branch) -> Iterator[VerificationProblem]:
    """B1 to B5 and R1 to R5: what the commits hold and how they follow each other."""
    for rule, place, why in branch.faults:
        yield VerificationProblem(rule, None, f"commit or object {place}: {why}")
    undeclared = branch.undeclared
    for one in undeclared[:1]:
        stray, after = one.stray, len(undeclared) - 1
        if stray:
            more = f"; {after} more commits after it cannot be trusted" if after else ""
            yield VerificationProblem(
                stray.rule, stray.entry, f"commit {one.commit}: {stray.explanation}{more}"
            )
    strays = {one.commit for one in branch.commits if one.stray}
    for entry in branch.register.entries:
        if entry.event is Event.VOID and "commit" in entry.stored:
            commit = entry.stored["commit"]
            if commit not in strays:
                yield VerificationProblem(
                    "R5",
                    entry.seq,
                    "it voids a commit that isn't a stray of this branch",
                    expected="a commit that isn't an entry",
                    found=str(commit),
                )
    for one in branch.commits:
        if one.entry and not one.stray and _first_line(one) != one.entry.headline:
            yield VerificationProblem("B5", one.entry.seq, "the commit says something else than its entry",
                          expected=one.entry.headline, found=_first_line(one)[:200])  # fmt: skip


def holders(branch: Branch) -> list[Stored]:
    """Return the commits that hold an entry with a published text."""
    return [one for one in branch.commits if one.entry and not one.stray and one.text_id]


def check_texts(
    git: Git, holders: Sequence[Stored]
) -> Iterator[VerificationProblem | tuple[int, bytes]]:
    """G3; yields also (number of the entry, its text) for each text that is right.

    holders: commits with an entry and a text, see `holders`.
    """
    found = git.objects(one.text_id or "" for one in holders)
    for one, (name, kind, content) in zip(holders, found, strict=True):
        entry = one.entry
        if entry is None:
            continue
        if kind != "blob" or object_id("blob", content, len(name)) != name:
            yield VerificationProblem(
                "G3", entry.seq, "the published text is missing or damaged", name, str(kind)
            )
            continue
        digest = hashlib.sha256(content).hexdigest()
        if digest == entry.text_sha256:
            yield entry.seq, content
        else:
            yield VerificationProblem("G3", entry.seq, "the text beside the entry is not the one it names",
                          expected=str(entry.text_sha256), found=digest)  # fmt: skip


def check_attachments(git: Git, branch: Branch) -> Iterator[VerificationProblem]:
    """G3 for attachments: the bytes beside an entry are those that it names."""
    known: dict[tuple[str, str], str] = {}
    for entry in branch.register.entries:
        for path, (digest, blob) in stored_files.named(entry).items():
            if (digest, blob) not in known:
                known[digest, blob] = _fault(git, digest, blob)
            if known[digest, blob]:
                yield VerificationProblem("G3", entry.seq, f"the attachment {path} is not the one it names",
                              expected=digest, found=known[digest, blob])  # fmt: skip


def _fault(git: Git, digest: str, blob: str) -> str:
    """Say what is wrong with the bytes of an attachment; empty where nothing is."""
    for name, kind, content in git.objects([blob]):
        if kind is None:
            return "nothing"
        if kind != "blob" or object_id("blob", content, len(name)) != name:
            return "a damaged object"
        found = hashlib.sha256(content).hexdigest()
        return "" if found == digest else found
    return "nothing"


def check_instants(branch: Branch, now: datetime) -> Iterator[tuple[bool, VerificationProblem]]:
    """G4: entries are of the past, or declared misdated; yields (whether it is only a note, what is wrong).

    Five minutes are left to the clocks. Once the instant of a misdated entry has come, nothing here shows
    that it lay in the future when it was declared so.
    """
    declared = branch.register.instants
    for entry in branch.register.entries:
        if entry.at > now + CLOCK_TOLERANCE:
            if entry.seq not in declared:
                yield False, VerificationProblem("G4", entry.seq, "the entry lies in the future",
                                     expected=f"not after {now:%Y-%m-%dT%H:%M:%SZ}",
                                     found=f"{entry.at:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
        elif entry.seq in declared:
            why = "that it lay in the future when it was declared so, only a head kept before then can show"
            yield True, VerificationProblem("G4", entry.seq, why,
                                expected=f"a witness from before {entry.at:%Y-%m-%dT%H:%M:%SZ}",
                                found="none")  # fmt: skip


def check_signatures(git: Git, branch: Branch, signers: Path) -> Iterator[VerificationProblem]:
    """S1: by the exit code for each commit; git prints "Good signature" also for unknown keys."""
    if not signers.is_file():
        raise UsageError(
            "there is no such file", where=str(signers), remedy="give a file of allowed signers"
        )
    entries = [one for one in branch.commits if one.entry and not one.stray]
    first = next((place for place, one in enumerate(entries) if one.signed), None)
    if first is None:
        yield VerificationProblem("S1", None, "no entry is signed", "signed entries", "none")
        return
    for one in entries[first:]:
        why = "" if one.signed else "it is not signed"
        if one.signed:
            answer = git.try_run(
                "-c", f"gpg.ssh.allowedSignersFile={signers.resolve()}",
                "verify-commit", "--raw", one.commit,
            )  # fmt: skip
            why = "" if answer.status == 0 else _last_line(answer.words)
        if why and one.entry:
            yield VerificationProblem("S1", one.entry.seq, f"the signature does not hold: {why}",
                          expected=f"a key in {signers}", found=one.commit)  # fmt: skip


def _first_line(one: Stored) -> str:
    return one.message.partition("\n")[0]


def _last_line(words: str) -> str:
    lines = words.strip().splitlines()
    return lines[-1] if lines else "no word from git"
