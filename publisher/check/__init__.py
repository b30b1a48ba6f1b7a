"""What a change will do, before it is published: verdicts, days, and everything that must be mended.

It gathers and words. What applies and what counts as material is decided by `publisher.timeline.planning` and
`publisher.text.comparison`.
"""

from __future__ import annotations

import difflib
import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from publisher.calendar import civil_day
from publisher.check.check_report import CheckProblem, CheckReport, Level, PolicyReport
from publisher.check.file_checks import (
    file_problems,
    policy_ids,
    problem_of,
    read_sources,
    unknown_policies,
)
from publisher.check.forecast import ChangeForecast, change_problems, read_change, report
from publisher.check.notice_scaffold import notice_text
from publisher.check.page_checks import undeclared_language
from publisher.check.repository_checks import repository_problems
from publisher.check.translation_checks import translation_problems
from publisher.check.web_editor import NewFile, WebEditor, web_editor
from publisher.config import Settings, from_mkdocs_yml, named_files, repository_page
from publisher.errors import PublisherError, UsageError
from publisher.git.client import Git
from publisher.git.worktree import snapshot
from publisher.history.policy_history import History, PolicyHistory, read_history
from publisher.register.entry import Draft, Event
from publisher.repository import Repository, find_config, open_repository
from publisher.site.build.rehearsal import rehearse
from publisher.site.build.sources import is_notice, refusals
from publisher.text.comparison import Comparison
from publisher.timeline.planning import Judge, compare_texts
from publisher.timeline.planning.effective_date import keeps
from publisher.timeline.planning.preconditions import lost_identities

__all__ = ["CheckProblem", "CheckReport", "Level", "PolicyReport", "check", "check_policy"]

_ORDER = (Level.PROBLEM, Level.WARNING, Level.NOTE)


def check(
    path: Path,
    at: datetime,
    *,
    base: str | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
    branch: str = "",
    progress: Callable[[list[PolicyHistory]], Iterable[PolicyHistory]] = iter,
) -> CheckReport:
    """Say what a publication at the aware instant `at` would do, with what is not committed yet.

    base: a commit; what differs from where it and HEAD parted is "touched". progress: wraps the policies
    while they are judged. environment, branch: what CI says of the branch on the host, and its name where CI
    does not; with them, missing notices get a link.

    Raises UsageError where nothing can be said at all: no repository, a shallow clone, an unknown base.
    """
    file = find_config(path)
    git = Git(file.parent)
    try:
        repository = open_repository(path, worktree=True)
    except PublisherError as error:
        return _broken(git, file.resolve(), at, error)
    history = repository.history
    editor = web_editor(
        *repository_page(file.read_bytes(), where=file.name), environment, branch=branch
    )
    sources = read_sources(git, history.head, history.docs_folder)
    translations = {
        one.head.path for own in history.translations.values() for one in own if one.head
    }
    problems = [problem for source in sources for problem in file_problems(source, translations)]
    problems += unknown_policies(sources, history.policies)
    named = named_files(file.read_bytes(), where=file.name)
    published = {
        policy.revisions[-1].path
        for policy in history.policies.values()
        if policy.id in {entry.policy for entry in repository.timelines.register.standing}
    }
    problems += [problem_of(error, "file") for error in refusals(history, named, published)]
    fork = _fork(git, base) if base else None
    touched = _touched(git, fork, history.head) if fork else set()
    judge = _remembering(compare_texts)
    uncommitted = history.head != git.resolve("HEAD")
    last_commit = at if uncommitted else min(at, _committed_at(git))
    reports: list[PolicyReport] = []
    drafts: dict[str, tuple[Draft, ...]] = {}
    for policy in progress(list(history.policies.values())):
        if policy.head:
            text, locale = history.text(policy.head.blob), history.settings.locale
            problems += undeclared_language(text, policy.head.path, locale)
        try:
            change = read_change(history, repository.timelines.register, policy, at, judge)
        except PublisherError as error:
            problems.append(problem_of(error, "decide", policy.revisions[-1].path, policy.id))
            continue
        if change is None:
            continue
        drafts[policy.id] = change.state.drafts
        problems += [*change_problems(change, last_commit), *translation_problems(change)]
        is_touched = not touched.isdisjoint(_files(history, policy))
        one = report(change, _banner(repository, change), touched=is_touched)
        if editor and one.notice_file is None and one.event in (Event.ANNOUNCED, Event.ENDED):
            one = replace(one, new_notice=_new_notice(history, policy, one, editor))
        reports.append(one)
    for ended, lost in lost_identities(history, drafts):
        problems.append(problem_of(lost, "rename"))
        reports = [one for one in reports if one.id != ended and one.path != lost.where]
    problems += repository_problems(git, history, file)
    problems += _unknown_policies(history)
    if fork:
        today = civil_day(at, history.settings.timezone)
        problems += _settings_problems(git, fork, history.settings, today)
    problems += _rehearsed(repository, judge, at, {problem.what for problem in problems})
    return CheckReport(
        at=at.astimezone(UTC), commit=history.head, uncommitted=uncommitted,
        base=base, policies=tuple(reports), problems=_sorted(problems),
    )  # fmt: skip


def _new_notice(
    history: History, policy: PolicyHistory, one: PolicyReport, editor: WebEditor
) -> NewFile:
    """Return the notice of a change for the host's editor, under a name that is free."""
    folder, slug = f"{history.docs_folder}/notices", one.id
    names = (f"{folder}/{slug}-{one.version}{end}.md" for end in ("", *"bcdefghijklmnopqrstuvwxyz"))
    path = next(name for name in names if name not in history.pages)
    return editor.new_file(path, notice_text(one, language=policy.language, decision={}))


def check_policy(repository: Repository, policy: str, at: datetime) -> PolicyReport:
    """Say what a publication at the aware instant `at` would do to one policy, by its id.

    Raises UsageError where an editor must decide something first.
    """
    register = repository.timelines.register
    found = repository.history.policies[policy]
    change = read_change(repository.history, register, found, at, _remembering(compare_texts))
    if change is None:
        head = found.revisions[-1]
        return PolicyReport(id=policy, title=head.title, path=head.path)
    return report(change, _banner(repository, change), touched=False)


def _broken(git: Git, file: Path, at: datetime, error: PublisherError) -> CheckReport:
    """Report every file to be mended in a repository that cannot be read because of one of them."""
    first = problem_of(error, "repository")
    if Path(first.path).is_absolute() or not os.path.lexists(git.root / first.path):
        raise error
    problems: list[CheckProblem] = []
    if first.path != (config_path := file.relative_to(git.root).as_posix()):
        commit = snapshot(git, config_path) or git.resolve("HEAD") or ""
        docs = from_mkdocs_yml(file.read_bytes(), where=config_path).docs_dir
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(config_path), docs))
        sources = read_sources(git, commit, folder)
        problems += [problem for source in sources for problem in file_problems(source)]
        problems += unknown_policies(sources, policy_ids(sources))
    if first.path not in {one.path for one in problems if one.level is Level.PROBLEM}:
        problems.append(first)
    return CheckReport(at=at.astimezone(UTC), commit="", problems=_sorted(problems))


def _rehearsed(
    repository: Repository, judge: Judge, at: datetime, known: Collection[str]
) -> Iterator[CheckProblem]:
    """Yield what a build would stop at or leave out, but for what is known to be said already."""
    timelines = replace(repository.timelines, judge=judge)
    rehearsal = rehearse(replace(repository, timelines=timelines), at)
    for error in rehearsal.errors:
        if error.what not in known:
            yield problem_of(error, "build")
    history = repository.history
    ignored = {path for path in history.pages if is_notice(path, history)}
    shown = {f"{history.docs_folder}/{path}" for path in ("notices/index.md",)} & ignored
    for path in sorted({*rehearsal.left_out, *shown} & set(history.pages)):
        yield CheckProblem(
            rule="left-out", level=Level.WARNING, path=path,
            what="the file does not reach the site",
            remedy="give it a name without a dot or an underscore at the start, or move it out of the folder"
            if path not in shown else "delete it: the publisher makes the page '/notices/' itself",
        )  # fmt: skip


def _files(history: History, policy: PolicyHistory) -> set[str]:
    """Return the files of a policy: its own, its translations' and their attachments."""
    translations = history.translations.get(policy.id, ())
    texts = [one.revisions[-1] for one in (policy, *translations)]
    return {text.path for text in texts} | {one.path for t in texts for one in t.attachments}


def _banner(repository: Repository, change: ChangeForecast) -> str:
    """Return the banner's line for what would be published, or for the newest change that is pending."""
    from publisher.messages.catalogue import Messages
    from publisher.site.pages.banner import lines

    own = repository.config_file.parent / "overrides" / "publisher" / "locale"
    words = Messages(repository.history.settings.locale, own)
    shown = {line.url: line.text for line in lines(change.states, words.in_language)}
    number = (change.main.fact.version or 0) if change.main else 0
    versions = {version.number: version for version in change.state.versions}
    told = [versions.get(number), *reversed(change.state.pending)]
    notices = [f"notices/{version.notice}/" for version in told if version and version.notice]
    return next((shown[url] for url in notices if url in shown), "")


def _committed_at(git: Git) -> datetime:
    """Return the newest date that a recent commit claims; it only warns of timers that stop.

    Not HEAD's alone: imported texts carry the dates from which they applied.
    """
    seconds = max(int(line) for line in git.lines("log", "-1000", "--format=%ct", "HEAD"))
    return datetime.fromtimestamp(min(seconds, 1 << 33), UTC)


def _remembering(judge: Judge) -> Judge:
    """Return a judge that compares the same two texts once."""
    known: dict[tuple[str, str], Comparison | PublisherError] = {}

    def remembered(old: str, new: str) -> Comparison:
        if (old, new) not in known:
            try:
                known[old, new] = judge(old, new)
            except PublisherError as error:  # of a text that takes too long: not once more
                known[old, new] = error
        found = known[old, new]
        if isinstance(found, PublisherError):
            raise found
        return found

    return remembered


def _fork(git: Git, base: str) -> str:
    """Return the commit where the base and HEAD parted."""
    commit = git.resolve(base) or git.resolve(f"origin/{base}")
    if commit is None:
        raise UsageError(
            f"there is no commit '{base}'",
            where="--base",
            remedy="name a branch or commit that is fetched (GitHub: 'fetch-depth: 0')",
        )
    answer = git.try_run("merge-base", "--end-of-options", commit, "HEAD")
    return answer.out.decode("ascii").strip() or commit


def _touched(git: Git, fork: str, head: str) -> set[str]:
    listed = git.fields("diff-tree", "-r", "--name-only", "--no-renames", "-z", fork, head)
    return {name.decode("utf-8", "surrogateescape") for name in listed}


def _settings_problems(git: Git, fork: str, now: Settings, today: date) -> Iterator[CheckProblem]:
    """What a change of the configuration does to the promise."""
    try:
        before = read_history(git, revision=fork, config_path=now.where).settings
    except PublisherError:
        return  # the base had no valid configuration; nothing to compare with
    if before.register_branch != now.register_branch:
        yield CheckProblem(
            rule="configuration", path=now.where,
            what=f"the register would be looked for on the branch '{now.register_branch}', "
            f"it is on '{before.register_branch}'",
            remedy=f"write 'register_branch: {before.register_branch}' again",
        )  # fmt: skip
    policies = dict.fromkeys(name for one in (before, now) for name, _ in one.policies)
    for policy in ("", *policies):
        old, new = before.period(policy), now.period(policy)
        if policy and (old, new) == (before.period(), now.period()):
            continue  # said of the site already
        shorter = not keeps(old, new, today)
        if old.promise != new.promise or (policy and shorter):
            of = f" of '{policy}'" if policy else ""
            yield CheckProblem(
                rule="configuration", level=Level.WARNING if shorter else Level.NOTE, path=now.where,
                what=f"the notice period{of} goes from {old.promise} to {new.promise}",
                remedy="announce it in the text itself: the longer of the two counts until the new text "
                "is in force" if shorter else "nothing, if it is meant",
            )  # fmt: skip


def _unknown_policies(history: History) -> Iterator[CheckProblem]:
    """Promises for policies that there are not."""
    for policy, _ in history.settings.policies:
        if policy not in history.policies:
            near = difflib.get_close_matches(policy, history.policies, n=1)
            known = ", ".join(history.policies) or "none yet"
            yield CheckProblem(
                rule="configuration", path=history.settings.where,
                what=f"'policies' promises something for '{policy}', which isn't a policy",
                remedy=f"write '{near[0]}'" if near else f"use the id of a policy ({known})",
            )  # fmt: skip


def _sorted(problems: list[CheckProblem]) -> tuple[CheckProblem, ...]:
    """Put the gravest first, then by place; the same thing at the same place once."""
    once = {(p.path, p.line, p.what): p for p in reversed(problems)}
    ordered = sorted(once.values(), key=lambda p: (_ORDER.index(p.level), p.path, p.line, p.rule))
    return tuple(ordered)
