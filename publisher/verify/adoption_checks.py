"""What a person took over (`publisher adopt`), held against git: which texts, and the days that it states.

That a text applied since the day somebody names cannot be derived; the entry says who named it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from publisher.errors import PublisherError
from publisher.model.entries import Adopted, LeftOutText
from publisher.register.adoption import (
    BY_A_PERSON,
    BY_THE_REPOSITORY,
    FileRevision,
    Stated,
    Wanted,
    file_revisions,
    since,
    texts_of,
)
from publisher.register.entry import Entry, Event
from publisher.text.document import frontmatter
from publisher.verify.entry_checks import Claims
from publisher.verify.plan_check import Doubt
from publisher.verify.verification_report import VerificationProblem


def check_adoption(publication: Sequence[Entry], claims: Claims) -> Iterator[Doubt]:
    """H6 and H7 for entries without a build: they are the texts that adopting the last of them takes."""
    for name in dict.fromkeys(entry.policy for entry in publication):
        entries = [entry for entry in publication if entry.policy == name]
        if any(entry.event is not Event.ADOPTED for entry in entries):
            continue  # H5 says that nobody has seen it
        try:
            problem = _check(entries, claims)
        except (PublisherError, KeyError, ValueError, TypeError) as error:
            problem = VerificationProblem(
                "H6", entries[-1].seq, f"what it adopts cannot be read: {error}"
            )
        if problem:
            yield Doubt(name, False, problem)


def _check(entries: Sequence[Entry], claims: Claims) -> VerificationProblem | None:
    last, history = entries[-1], claims.history
    policy = history.policies[last.policy]
    settings = replace(history.settings, timezone=str(last.stored["timezone"]), policies=())
    history = replace(history, settings=settings)
    dates = last.stored.get("dates")
    by_a_person = (
        date.fromisoformat(str(last.stored["effective"])) if dates == BY_A_PERSON else None
    )
    wanted = Wanted(policy.id, str(last.stored["commit"]), by_a_person)
    current = texts_of(claims.git, history, policy, wanted)[-1]
    left_out = [
        one for entry in entries if isinstance(entry.fact, Adopted) for one in entry.fact.left_out
    ]
    if len(entries) == 1 and dates != BY_THE_REPOSITORY and not left_out:
        return _differs(last, current)
    problem = None
    for copies in (False, True):  # the first publishers followed a file to what it was copied from
        revisions = file_revisions(claims.git, history, policy, current, copies=copies)
        first = since(history, revisions, current.blob)
        due = current
        if dates == BY_THE_REPOSITORY and first < len(revisions):
            due = replace(current, effective=revisions[first].day, dates=BY_THE_REPOSITORY)
        found = _first_problem(entries, revisions, due, left_out, claims)
        if found is None:
            return None
        problem = problem or found
    return problem


def _first_problem(
    entries: Sequence[Entry], revisions: Sequence[FileRevision], current: Stated,
    left_out: Sequence[LeftOutText], claims: Claims,
) -> VerificationProblem | None:  # fmt: skip
    """Compare what was entered with the history of the file: all of it, in order, but for what is named."""
    *earlier, last = entries
    if problem := _differs(last, current):
        return problem
    named = {(one.commit, one.revision) for one in left_out}
    place, before = 0, None
    for entry in (*earlier, None):
        while place < len(revisions):
            one = revisions[place]
            if entry and (one.commit, one.blob) == (
                entry.stored.get("commit"),
                entry.stored.get("revision"),
            ):
                break
            if (one.commit, one.blob) not in named and not _is_no_loss(
                one, revisions[place + 1 :], current, before, claims
            ):
                return VerificationProblem(
                    "H7", last.seq, "not every earlier text was adopted with it",
                    expected=f"the text of commit {one.commit[:12]}, of {one.day}", found="none",
                )  # fmt: skip
            place += 1
        if entry is None:
            return None
        if place == len(revisions):
            return VerificationProblem(
                "H6", entry.seq, "it adopts something else than git has",
                expected="a text of the file's history, after the one before it",
                found=str(entry.stored.get("revision")),
            )  # fmt: skip
        one = revisions[place]
        due = Stated(one.commit, one.path, one.blob, one.day, BY_THE_REPOSITORY)
        if problem := _differs(entry, due):
            return problem
        before = one.blob
        place += 1
    return None


def _is_no_loss(
    one: FileRevision, later: Sequence[FileRevision], current: Stated, before: str | None, claims: Claims
) -> bool:  # fmt: skip
    """Whether a revision need not be named: its text, or a later one of its day, is entered.

    Registers of before revisions were named have none of the days from which on the last text applies.
    """
    if one.day >= current.effective or any(other.day == one.day for other in later):
        return True
    blobs = [blob for blob in (before, current.blob) if blob]
    try:
        bodies = [frontmatter.body(claims.history.text(blob)).strip() for blob in blobs]
        return frontmatter.body(claims.history.text(one.blob)).strip() in bodies
    except PublisherError:
        return one.blob in blobs


def _differs(entry: Entry, due: Stated) -> VerificationProblem | None:
    expected = (due.commit, due.path, due.blob, due.effective.isoformat(), due.dates)
    found = tuple(
        entry.stored.get(name) for name in ("commit", "path", "revision", "effective", "dates")
    )
    if expected == found:
        return None
    return VerificationProblem("H6", entry.seq, "it adopts something else than git has",
                   expected=str(expected), found=str(found))  # fmt: skip
