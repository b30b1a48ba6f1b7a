"""Starting the register in a repository that has a history: which text applied, and since when.

What is adopted was never announced here. Its days are what a person, or the dates of commits, say;
each entry says so in `dates`, and so does the site. Only a policy without entries can be adopted: a
text that readers already had is changed by an announcement.

A revision that does not become an entry is named by the entry after it, in `left_out`, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from publisher.calendar import civil_day
from publisher.errors import PublisherError, UsageError
from publisher.git.client import Git
from publisher.git.log import HISTORY_LIMIT
from publisher.history.policy_history import History, PolicyHistory
from publisher.model.entries import Adopted, LeftOutText
from publisher.register.chain import Register
from publisher.register.entry import Draft, Entry
from publisher.text.document import frontmatter

BY_A_PERSON = "as stated at adoption"
BY_THE_REPOSITORY = "as stated by the repository"


SAME_DAY = "a later text has the same day"
SAME_WORDS = "it has the words of the text of now"
_LATE = "the text of now applies since an earlier day, as stated"

_LINK_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*")
_FILLED_IN = re.compile(r"\{\{[^}\n]*\}\}|\{%[^%\n]*%\}")
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n.*?^\+\+\+[ \t]*\r?\n", re.DOTALL | re.MULTILINE)
_MOST_FILLED_IN = 300  # characters in the place of one mark of a site generator


@dataclass(frozen=True, slots=True)
class FileRevision:
    """One content of a policy's file. day: that of its commit, or of one before that claims a later one."""

    commit: str
    day: date
    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A revision that is not entered, and why."""

    revision: FileRevision
    why: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A text that applied from a day on. dates: who says so, None for the text's front matter.

    left_out: the revisions since the text before, in order.
    """

    commit: str
    path: str
    blob: str
    effective: date
    dates: str | None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `publisher adopt` was asked. commit: a revision of git's. earlier: take the history in.

    as_stated: the days of front matter count also where git has the text only later.
    """

    policy: str | None = None
    commit: str = "HEAD"
    effective: date | None = None
    earlier: bool = False
    as_stated: bool = False


@dataclass(frozen=True, slots=True)
class Renderers:
    """Two ways to make HTML of a source: one raises for what no page may show, the other leaves it out."""

    strict: Callable[[str], str]
    harmless: Callable[[str], str]


def drafts(
    git: Git, history: History, register: Register, wanted: Wanted, render: Renderers
) -> list[Draft]:
    """Return the entries that take the texts over, policy by policy, oldest text first.

    Raises UsageError for a policy that is not there or in the register already, a commit that is not
    on the main line, or a text of now that the site could not show.
    """
    made: list[Draft] = []
    for policy in _chosen(history, register, wanted):
        texts = texts_of(git, history, policy, wanted)
        number = 1
        left_out: tuple[LeftOut, ...] = ()
        for one in texts:
            text = replace(one, left_out=(*left_out, *one.left_out))
            draft = _draft(policy.id, number, text, history, render, is_now=one is texts[-1])
            if isinstance(draft, LeftOut):
                left_out = (*text.left_out, draft)
            else:
                made.append(draft)
                number, left_out = number + 1, ()
    return made


def remarks(entries: Sequence[Entry]) -> Iterator[str]:
    """Say what of the history was not entered, or not as git has it, and where git's day counted."""
    for policy in dict.fromkeys(entry.policy for entry in entries):
        own = [
            entry.fact for entry in entries
            if entry.policy == policy and isinstance(entry.fact, Adopted)
        ]  # fmt: skip
        superseded: Counter[str] = Counter()
        for fact in own:
            if fact.made_harmless is not None:
                yield (
                    f"{policy} v{fact.version}: entered without what no page may show (commit "
                    f"{(fact.commit or '')[:12]}): {fact.made_harmless}"
                )
            for one in fact.left_out:
                if one.why in (SAME_DAY, SAME_WORDS) or one.why.startswith(_LATE):
                    superseded[one.why] += 1
                else:
                    yield f"{policy}: the text of commit {one.commit[:12]} is left out: {one.why}"
        for why, number in superseded.items():
            yield f"{policy}: {number} earlier text{'s' * (number > 1)} left out: {why}"
        if own and own[-1].dates == BY_THE_REPOSITORY:
            yield (
                f"{policy}: applies since {own[-1].effective}, when git first has this text, not since "
                "the earlier day in its front matter; --as-stated enters that one"
            )


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

    Of a text that git has only since a later day than its front matter says, git's day counts, unless
    `wanted` states another. Raises UsageError for a commit that is not on the main line, or does not have
    the policy.
    """
    current = _current(git, history, policy, wanted)
    if not wanted.earlier:
        return [current]
    revisions = file_revisions(git, history, policy, current)
    first = since(history, revisions, current.blob)
    committed = revisions[first].day if first < len(revisions) else date.min
    if current.effective < committed and wanted.as_stated:
        current = replace(current, dates=BY_A_PERSON)
    elif current.effective < committed and not wanted.effective:
        current = replace(current, effective=committed, dates=BY_THE_REPOSITORY)
    late = f"{_LATE}: {current.effective}"
    texts: list[Stated] = []
    left_out: list[LeftOut] = []
    body = None
    for place, one in enumerate(revisions):
        own = _body(history, one.blob)
        if own == body and own is not None:
            continue  # the text before it, with other front matter
        if one.blob == current.blob or own == _body(history, current.blob):
            continue
        if place >= first:
            left_out.append(LeftOut(one, SAME_WORDS))
        elif one.day >= current.effective:
            left_out.append(LeftOut(one, SAME_DAY if committed == current.effective else late))
        elif place + 1 < first and revisions[place + 1].day == one.day:
            left_out.append(LeftOut(one, SAME_DAY))
        else:
            texts.append(
                Stated(one.commit, one.path, one.blob, one.day, BY_THE_REPOSITORY, tuple(left_out))
            )
            left_out, body = [], own
    return [*texts, replace(current, left_out=tuple(left_out))]


def file_revisions(
    git: Git, history: History, policy: PolicyHistory, current: Stated, *, copies: bool = False
) -> list[FileRevision]:
    """Return each content of the file of a text up to its commit, oldest first, over renames.

    copies: also the contents of the file that it was copied from, which went on being another policy.
    """
    zone = history.settings.of(policy.id).timezone
    revisions: list[FileRevision] = []
    floor = date.min
    for commit, at, path, blob in _file_history(git, current.commit, current.path, copies):
        # Anybody can write any date into a commit: here it is quoted, in an order that can be.
        floor = max(floor, civil_day(at, zone))
        revisions.append(FileRevision(commit, floor, path, blob))
    return revisions


def since(history: History, revisions: Sequence[FileRevision], blob: str) -> int:
    """Return the place of the revision from which on git has the words of a text, up to the last one."""
    now = _body(history, blob)
    first = len(revisions)
    while first and now is not None and _has_words(_body(history, revisions[first - 1].blob), now):
        first -= 1
    return first


def _body(history: History, blob: str) -> str | None:
    """Return a text without front matter; None where it is no text."""
    try:
        source = history.text(blob)
    except PublisherError:
        return None
    toml = _TOML.match(source)
    return (source[toml.end() :] if toml else frontmatter.body(source)).strip()


def _has_words(old: str | None, new: str) -> bool:
    """Whether a text says what another says, whatever its links lead to and a site generator filled in."""
    if old is None:
        return False
    if old == new:
        return True
    rest = _words(new)
    pieces = [_words(piece) for piece in _FILLED_IN.split(old)]
    if len(pieces) == 1:
        return pieces[0] == rest
    if not (rest.startswith(pieces[0]) and rest.endswith(pieces[-1])):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = rest.find(piece, at, at + _MOST_FILLED_IN + len(piece))
        if piece is pieces[-1]:
            found = len(rest) - len(piece)
        if not at <= found <= at + _MOST_FILLED_IN:
            return False
        at = found + len(piece)
    return True


def _words(text: str) -> str:
    return " ".join(_LINK_TARGET.sub("](", text).replace("\u200b", "").replace("![", "[").split())


def _current(git: Git, history: History, policy: PolicyHistory, wanted: Wanted) -> Stated:
    commit = git.resolve(wanted.commit)
    if commit is None or commit not in history.commits:
        raise UsageError(
            f"'{wanted.commit}' isn't a commit on the main line of HEAD",
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


def _file_history(
    git: Git, commit: str, path: str, copies: bool
) -> list[tuple[str, datetime, str, str]]:
    """Return (commit, its date, path, blob) of each content of a file, oldest first, over renames."""
    raw = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--follow", "--raw", "-z", "--no-abbrev",
        "--format=%x01%H %ct", commit, "--", path, timeout=HISTORY_LIMIT,
    )  # fmt: skip
    contents: list[tuple[str, datetime, str, str]] = []
    for record in raw.split(b"\x01")[1:]:
        parts = record.split(b"\0")
        name, _, stamp = parts[0].strip().decode("ascii").partition(" ")
        change = [part.lstrip(b"\n") for part in parts[1:] if part.strip()]
        if len(change) < 2 or not change[0].startswith(b":"):
            continue
        _, _, _, blob, status = change[0].decode("ascii").split(" ")
        if set(blob) != {"0"}:
            own = change[-1].decode("utf-8", "surrogateescape")
            contents.append((name, _instant(stamp), own, blob))
        if status.startswith("C") and not copies:
            break
    return contents[::-1]


def _instant(stamp: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)  # what git itself shows for such a date


def _draft(
    policy: str, number: int, one: Stated, history: History, render: Renderers, *, is_now: bool
) -> Draft | LeftOut:
    """Return the entry of a text, or why it cannot be one. Raises UsageError where it is the text of now."""
    harmless = None
    try:
        source = history.text(one.blob)
        frontmatter.split(source, one.path)
        try:
            text = render.strict(source)
        except PublisherError as error:
            if is_now:
                raise
            text = render.harmless(source)
            harmless = error.what
    except PublisherError as error:
        if not is_now:
            revision = FileRevision(one.commit, one.effective, one.path, one.blob)
            return LeftOut(revision, error.what)
        raise UsageError(
            f"the text cannot be shown: {error.what}",
            where=f"{one.path}{_line(error.where)}",
            remedy=f"{error.remedy}; commit it, and adopt that commit",
        ) from error
    adopted = Adopted(
        version=number,
        effective=one.effective,
        timezone=history.settings.of(policy).timezone,
        revision=one.blob,
        commit=one.commit,
        path=one.path,
        dates=one.dates,
        left_out=tuple(
            LeftOutText(commit=left.revision.commit, revision=left.revision.blob, why=left.why)
            for left in one.left_out
        ),
        made_harmless=harmless,
    )
    return Draft(f"adopted:{policy}:{number}:{one.blob}", policy, adopted, text.encode())


def _line(where: str) -> str:
    match = re.search(r":\d+$", where)
    return match[0] if match else ""
