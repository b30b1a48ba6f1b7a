"""Proof of the whole history, from git and the register alone.

Nothing is taken on trust that can be derived again: the chain, each commit, each text, each verdict
and each day. What cannot be derived, that no entry is missing at the end, is shown by a witness.
The rules are listed in docs/register.md and cited by number.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import publisher
from publisher.git.client import Git
from publisher.history.as_of import Past
from publisher.history.policy_history import History
from publisher.parallel import parallel_map
from publisher.publication.clocks import committed_at
from publisher.register.branch_reader import Branch, Stored, read_branch
from publisher.register.chain import Register
from publisher.register.git_store import GitStore
from publisher.text.document import render_text
from publisher.timeline.planning.classification import compare_texts
from publisher.verify import git_integrity
from publisher.verify.earlier_proof import EarlierProof, broken_since, changed, proof, voided_since
from publisher.verify.entry_checks import Claims, check_text, evidence, is_derived, names_of
from publisher.verify.prefetch import needs
from publisher.verify.recompute import Derivation
from publisher.verify.replay import declared, replay
from publisher.verify.verification_report import VerificationProblem, VerificationReport
from publisher.verify.witness import Checkpoint, check_checkpoint, reach

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison

_TEXTS = 500  # that one process checks in a row

__all__ = ["Checkpoint", "VerificationProblem", "VerificationReport", "verify"]


def verify(
    store: GitStore,
    history: History,
    *,
    now: datetime,
    witnesses: Sequence[Checkpoint] = (),
    allowed_signers: Path | None = None,
    quick: bool = False,
    since: EarlierProof | None = None,
    judge: Callable[[str, str], Comparison] = compare_texts,
    render: Callable[[str], str] = render_text,
) -> VerificationReport:
    """Derive everything again and return what is wrong.

    store: as found, `strict=False`. history: of the commit that is checked out. now: an aware
    instant. witnesses: heads that somebody kept. allowed_signers: a file as ssh-keygen(1) describes
    it; None where no signatures are asked for. quick: do not compare and render texts again. since: what was
    proved before by this very program, see `publisher.verify.earlier_proof`.
    """
    git = store.git
    local, known = store.ends()
    ends = list(git_integrity.check_ends(git, local, known, str(store.remote)))
    branch = _branch(git, local if ends else store.tip())
    register = branch.register
    problems = [*git_integrity.check_repository(git), *ends, *git_integrity.check_branch(branch)]
    attachments = git_integrity.check_attachments(git, branch)
    problems += (one for one in attachments if one.entry not in register.voided)
    if not ends:
        problems += git_integrity.check_name(git, store, history)
    notes: list[VerificationProblem] = []
    for is_note, finding in git_integrity.check_instants(branch, now):
        (notes if is_note else problems).append(finding)
    now_proved = proof(branch, history, store.branch, now)
    again = "" if since is None else changed(since, now_proved) or voided_since(since, branch)
    shrunk = list(broken_since(since, branch, history)) if since else []
    problems += shrunk
    after = since.size if since and not again and not problems else 0
    derivation = Derivation(history, judge, render)
    claims = Claims(
        git,
        history,
        git.resolve_many({name for entry in register.entries for name in names_of(entry)}),
        None if quick else derivation,
        derivation.is_material,
        f"policy-publisher {publisher.version()}",
        frozenset(
            (entry.policy, entry.stored.get("revision"))
            for entry in register.entries
            if is_derived(entry)
        ),
        _committed(git, register, history),
    )
    derivation.prepare(list(needs(register, claims, after)))
    for is_note, finding in _texts(git, branch, claims, after):
        (notes if is_note else problems).append(finding)
    past, broken = Past(git, history), bool(branch.undeclared)
    for is_note, finding in replay(register, claims, past, broken=broken, after=after):
        (notes if is_note else problems).append(finding)
    witnesses = [
        *witnesses,
        *([Checkpoint(f"the verification of {since.at}", since.size, since.head)] if since else []),
    ]
    for seen in witnesses:
        if not (shrunk and since and seen.head == since.head):  # said already
            problems += check_checkpoint(register, seen)
    if allowed_signers:
        problems += git_integrity.check_signatures(git, branch, allowed_signers)
    return VerificationReport(
        head=register.head,
        size=register.size,
        problems=tuple(sorted(problems, key=lambda one: one.entry or 0)),
        notes=tuple(notes),
        demonstration=sum("demonstration" in evidence(entry) for entry in register.entries),
        exceptions=tuple(declared(register)),
        quick=quick,
        complete=_complete(reach(register, list(witnesses)), register.size, witnesses),
        since=since if after else None,
        all_again=again,
        proved=replace(now_proved, notes=len(notes) + (since.notes if since and after else 0)),
    )


def _branch(git: Git, tip: str | None) -> Branch:
    return read_branch(git, tip) if tip else Branch("")


def _committed(git: Git, register: Register, history: History) -> dict[str, datetime]:
    """Return when each commit that an entry says was built was made, by the committer's clock."""
    named = (evidence(one).get("commit") or one.stored.get("commit") for one in register.entries)
    built = [one for one in dict.fromkeys(named) if isinstance(one, str) and one in history.commits]
    dates = {name: committed_at(content) for name, _, content in git.objects(built)}
    return {name: date for name, date in dates.items() if date}


def _texts(
    git: Git, branch: Branch, claims: Claims, after: int
) -> Iterator[tuple[bool, VerificationProblem]]:
    """Yield what is wrong with the texts of active entries, each with whether it is only a note.

    after: texts of the entries up to this one are hashed and not rendered.
    """
    entries, voided = branch.register.entries, branch.register.voided

    def check(row: Sequence[Stored]) -> list[tuple[bool, VerificationProblem]]:
        problems: list[tuple[bool, VerificationProblem]] = []
        for found in git_integrity.check_texts(git, row):
            if isinstance(found, VerificationProblem):
                problems.append((False, found))
            elif found[0] > after and found[0] not in voided:
                problems += check_text(entries[found[0] - 1], found[1], claims)
        return problems

    every = git_integrity.holders(branch)
    rows = [every[start : start + _TEXTS] for start in range(0, len(every), _TEXTS)]
    found = itertools.chain.from_iterable(parallel_map(check, rows, least=2))
    return (finding for finding in found if finding[1].entry not in voided)


def _complete(reached: int, size: int, witnesses: Sequence[Checkpoint]) -> str:
    if not reached:
        return ""
    names = ", ".join(dict.fromkeys(one.source for one in witnesses))
    return f"up to entry {reached} of {size}, by {names}"
