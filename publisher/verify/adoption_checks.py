"""What a person took over (`publisher adopt`), held against git: which texts, and the days that it states.

That a text applied since the day somebody names cannot be derived; the entry says who named it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from publisher.errors import PublisherError
from publisher.register.adoption import BY_THE_REPOSITORY, Wanted, texts_of
from publisher.register.entry import Entry, Event
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
    wanted = Wanted(
        policy.id,
        str(last.stored["commit"]),
        date.fromisoformat(str(last.stored["effective"])) if last.stored.get("dates") else None,
        earlier=len(entries) > 1 or last.stored.get("dates") == BY_THE_REPOSITORY,
    )
    due = texts_of(claims.git, replace(history, settings=settings), policy, wanted)
    for entry, one in zip(entries, due, strict=False):
        expected = (one.commit, one.path, one.blob, one.effective.isoformat(), one.dates)
        found = tuple(
            entry.stored.get(name) for name in ("commit", "path", "revision", "effective", "dates")
        )
        if expected != found:
            return VerificationProblem("H6", entry.seq, "it adopts something else than git has",
                           expected=str(expected), found=str(found))  # fmt: skip
    if len(due) != len(entries):
        return VerificationProblem("H7", last.seq, "not every earlier text was adopted with it",
                       expected=f"{len(due)} texts", found=str(len(entries)))  # fmt: skip
    return None
