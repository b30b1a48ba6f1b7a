"""Starting the register in a repository that has a history: which text applied, and since when.

What is adopted was never announced here. Its days are what a person, or the dates of commits, say;
each entry says so in `dates`, and so does the site. Only a policy without entries can be adopted: a
text that readers already had is changed by an announcement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from publisher.calendar import civil_day
from publisher.errors import PublisherError, UsageError
from publisher.git.client import Git
from publisher.git.log import HISTORY_LIMIT
from publisher.history.policy_history import History, PolicyHistory
from publisher.model.entries import Adopted
from publisher.register.chain import Register
from publisher.register.entry import Draft

BY_A_PERSON = "as stated at adoption"
BY_THE_REPOSITORY = "as stated by the repository"


@dataclass(frozen=True, slots=True)
class Stated:
    """A text that applied from a day on. dates: who says so, None for the text's front matter."""

    commit: str
    path: str
    blob: str
    effective: date
    dates: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `publisher adopt` was asked. commit: a revision of git's. earlier: take the history in."""

    policy: str | None = None
    commit: str = "HEAD"
    effective: date | None = None
    earlier: bool = False


def drafts(
    git: Git, history: History, register: Register, wanted: Wanted, render: Callable[[str], str]
) -> list[Draft]:
    """Return the entries that take the texts over, policy by policy, oldest text first.

    render: makes the HTML that is kept of a source.

    Raises UsageError for a policy that is not there or in the register already, a commit that is not
    on the main line, or a text that the site could not show.
    """
    made = []
    for policy in _chosen(history, register, wanted):
        for number, one in enumerate(texts_of(git, history, policy, wanted), start=1):
            made.append(_draft(policy.id, number, one, history, render))
    return made


def _chosen(history: History, register: Register, wanted: Wanted) -> list[PolicyHistory]:
    known = {entry.policy for entry in register.standing}
    if wanted.policy is None:
        chosen = [one for one in history.policies.values() if one.head and one.id not in known]
        if not chosen:
            raise UsageError(
                "every policy that is committed is in the register already",
                where="publisher adopt",
                remedy="commit one (a page with 'effective' in its front matter); a text that is "
                "in the register changes by an announcement",
            )
        return chosen
    policy = history.policies.get(wanted.policy)
    if policy is None or policy.head is None:
        names = ", ".join(history.policies) or "none"
        raise UsageError(
            f"there is no policy '{wanted.policy}'",
            where="--policy",
            remedy=f"name one of those committed: {names}",
        )
    if policy.id in known:
        raise UsageError(
            f"the policy '{policy.id}' is in the register already",
            where="--policy",
            remedy="announce its changes: commit them, build, deploy and record",
        )
    return [policy]


def texts_of(git: Git, history: History, policy: PolicyHistory, wanted: Wanted) -> list[Stated]:
    """Return the texts to take over: the one that applies last, before it those of earlier days.

    Raises UsageError for a commit that is not on the main line, or does not have the policy.
    """
    current = _current(git, history, policy, wanted)
    if not wanted.earlier:
        return [current]
    zone = history.settings.of(policy.id).timezone
    by_day: dict[date, Stated] = {}
    floor = date.min
    for commit, at, path, blob in _file_history(git, current.commit, current.path):
        # Anybody can write any date into a commit: here it is quoted, in an order that can be.
        floor = max(floor, civil_day(at, zone))
        by_day[floor] = Stated(commit, path, blob, floor, BY_THE_REPOSITORY)
    earlier = [one for one in by_day.values() if one.effective < current.effective]
    if earlier and earlier[-1].blob == current.blob:
        earlier.pop()  # the same text, of which a better day is known
    return [*_changes(earlier), current]


def _changes(texts: list[Stated]) -> Iterator[Stated]:
    """Leave out a text that is the one before it."""
    before = None
    for one in texts:
        if one.blob != before:
            yield one
        before = one.blob


def _current(git: Git, history: History, policy: PolicyHistory, wanted: Wanted) -> Stated:
    commit = git.resolve(wanted.commit)
    if commit is None or commit not in history.commits:
        raise UsageError(
            f"'{wanted.commit}' is no commit on the main line of HEAD",
            where="--commit",
            remedy="name a commit that 'git log --first-parent' shows",
        )
    before = [one for one in policy.revisions if one.order <= history.commits[commit]]
    revision = before[-1] if before else policy.revisions[0]
    name = f"{commit}:{revision.path}"
    blob = git.resolve_many([name])[name]
    if blob is None:
        raise UsageError(
            f"'{revision.path}' is not in commit {commit[:12]}",
            where="--commit",
            remedy="name a commit that has it",
        )
    effective, dates = revision.asked, None
    if wanted.effective and wanted.effective != revision.asked:
        effective, dates = wanted.effective, BY_A_PERSON
    elif blob != revision.blob or revision is not policy.revisions[0]:
        dates = BY_A_PERSON  # a later text than the first applies because somebody says so
    return Stated(commit, revision.path, blob, effective, dates)


def _file_history(git: Git, commit: str, path: str) -> Iterator[tuple[str, datetime, str, str]]:
    """Yield (commit, its date, path, blob) of each content of a file, oldest first, over renames."""
    raw = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--follow", "--raw", "-z", "--no-abbrev",
        "--format=%x01%H %ct", commit, "--", path, timeout=HISTORY_LIMIT,
    )  # fmt: skip
    for record in reversed(raw.split(b"\x01")[1:]):
        parts = record.split(b"\0")
        name, _, stamp = parts[0].strip().decode("ascii").partition(" ")
        change = [part.lstrip(b"\n") for part in parts[1:] if part.strip()]
        if len(change) < 2 or not change[0].startswith(b":"):
            continue
        blob = change[0].split(b" ")[3].decode("ascii")
        if set(blob) != {"0"}:
            yield name, _instant(stamp), change[-1].decode("utf-8", "surrogateescape"), blob


def _instant(stamp: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)  # what git itself shows for such a date


def _draft(
    policy: str, number: int, one: Stated, history: History, render: Callable[[str], str]
) -> Draft:
    try:
        text = render(history.text(one.blob)).encode()
    except PublisherError as error:
        raise UsageError(
            f"the text of commit {one.commit[:12]} cannot be shown: {error.what}",
            where=one.path,
            remedy="adopt without --history, or from a later --commit",
        ) from error
    adopted = Adopted(
        version=number,
        effective=one.effective,
        timezone=history.settings.of(policy).timezone,
        revision=one.blob,
        commit=one.commit,
        path=one.path,
        dates=one.dates,
    )
    return Draft(f"adopted:{policy}:{number}:{one.blob}", policy, adopted, text)
